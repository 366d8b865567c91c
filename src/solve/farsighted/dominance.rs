//! Indirect dominance.

use crate::coalition::Coalition;
use crate::error::{Error, Result};
use crate::game::{FiniteSituation, Move};
use crate::parallel::map;
use crate::solve::deviation::Improvement;

/// The indirect dominance relation of a situation.
///
/// `a ≪ b` if there are states `a = a_0, a_1, …, a_k = b` and coalitions with `a_{j−1} →_{S_j} a_j`, each of
/// which prefers the *end* `b` to the state `a_{j−1}` in which it moves. Whether "prefers" means every member
/// strictly, or none less and one strictly, is the [`Improvement`].
///
/// # Examples
/// ```
/// use comity::coalition::Coalition;
/// use comity::game::{FiniteSituation, Move};
/// use comity::solve::deviation::Improvement;
/// use comity::solve::farsighted::Dominance;
/// // Player 0 moves from 0 to 1, which it likes less, because player 1 will go on to 2.
/// let step = |from, to, i| Move { from, to, coalition: Coalition::singleton(i) };
/// let u = [[1.0, 0.0], [0.0, 0.0], [2.0, 1.0]].map(Vec::from);
/// let situation = FiniteSituation::new(&u, [step(0, 1, 0), step(1, 2, 1)])?;
/// let dominance = Dominance::new(&situation, Improvement::Strict)?;
/// assert!(dominance.holds(0, 2) && !dominance.holds(0, 1));
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// J. C. Harsanyi (1974), An equilibrium-point interpretation of stable sets, *Management Science* 20; M.
/// S.-Y. Chwe (1994), *Journal of Economic Theory* 63, §2.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dominance {
    states: usize,
    words: usize,
    /// Bit `b` of row `a`: `a ≪ b`.
    above: Vec<u64>,
}

impl Dominance {
    /// Most states: the relation is a bit matrix of `m²/8` bytes, twice while it is made.
    pub const MAX_STATES: usize = 50_000;

    /// The relation of `situation`, by a backward search from every state, in parallel.
    ///
    /// # Errors
    /// More than 50 000 states.
    ///
    /// # Complexity
    /// `O(m · E)` time for `m` states and `E` moves at most, `m²/4` bytes.
    pub fn new(situation: &FiniteSituation, improvement: Improvement) -> Result<Self> {
        let states = situation.states();
        if states > Self::MAX_STATES {
            let (what, limit) = ("indirect dominance".into(), Self::MAX_STATES);
            let reason = format!("its matrix would take {:.1e} bytes", (states as f64).powi(2) / 4.0);
            return Err(Error::TooLarge { what, n: states, limit, reason });
        }
        let incoming = Incoming::new(situation);
        let ranks: Vec<Vec<u32>> =
            (0..situation.players()).map(|i| (0..states).map(|a| situation.ranks(a)[i]).collect()).collect();
        let words = states.div_ceil(64);
        let below = map(states, |b| dominated_by(b, &incoming, &ranks, words, improvement));
        let mut above = vec![0u64; states * words];
        for (b, below) in below.iter().enumerate() {
            let (word, bit) = (b / 64, 1u64 << (b % 64));
            for (w, &bits) in below.iter().enumerate() {
                let mut bits = bits;
                while bits != 0 {
                    above[(w * 64 + bits.trailing_zeros() as usize) * words + word] |= bit;
                    bits &= bits - 1;
                }
            }
        }
        Ok(Dominance { states, words, above })
    }

    /// Number of states.
    pub fn states(&self) -> usize {
        self.states
    }

    /// Whether `a ≪ b`.
    pub fn holds(&self, a: usize, b: usize) -> bool {
        a < self.states && b < self.states && self.row(a)[b / 64] >> (b % 64) & 1 == 1
    }

    /// The states that indirectly dominate `a`, ascending.
    pub fn above(&self, a: usize) -> impl Iterator<Item = usize> {
        (0..self.states).filter(move |&b| self.holds(a, b))
    }

    /// Bit `b` is set where `a ≪ b`.
    pub(super) fn row(&self, a: usize) -> &[u64] {
        &self.above[a * self.words..(a + 1) * self.words]
    }
}

/// The moves into each state, side by side: `moves[starts[c]..starts[c + 1]]`, each with its origin.
struct Incoming {
    starts: Vec<usize>,
    moves: Vec<(u32, u64)>,
}

impl Incoming {
    fn new(situation: &FiniteSituation) -> Self {
        let mut sorted: Vec<&Move> = situation.moves().iter().collect();
        sorted.sort_by_key(|m| m.to);
        let starts = (0..=situation.states()).map(|c| sorted.partition_point(|m| m.to < c)).collect();
        Incoming { starts, moves: sorted.iter().map(|m| (m.from as u32, m.coalition.mask())).collect() }
    }
}

/// Bit set of the states that `b` indirectly dominates: a search backwards along the moves whose movers
/// prefer `b`.
fn dominated_by(
    b: usize,
    incoming: &Incoming,
    ranks: &[Vec<u32>],
    words: usize,
    by: Improvement,
) -> Vec<u64> {
    let states = incoming.starts.len() - 1;
    // Who gains by b, and who does not lose, in each state: one pass a player, so that the search is all bit tests.
    let mut gain = vec![0u64; states];
    let mut keep = vec![0u64; if by == Improvement::Weak { states } else { 0 }];
    for (i, rank) in ranks.iter().enumerate() {
        let end = rank[b];
        gain.iter_mut().zip(rank).for_each(|(g, &r)| *g |= u64::from(r < end) << i);
        keep.iter_mut().zip(rank).for_each(|(k, &r)| *k |= u64::from(r <= end) << i);
    }
    // Without branches on what cannot be foretold: a third of the time.
    let (mut dominated, mut reached, mut top) = (vec![0u64; words], vec![b as u32; states + 1], 1);
    while top > 0 {
        top -= 1;
        let c = reached[top] as usize;
        for &(from, coalition) in &incoming.moves[incoming.starts[c]..incoming.starts[c + 1]] {
            let a = from as usize;
            let prefers = match by {
                Improvement::Strict => coalition & !gain[a] == 0,
                Improvement::Weak => (coalition & !keep[a] == 0) & (coalition & gain[a] != 0),
            };
            let word = &mut dominated[a / 64];
            let fresh = u64::from(prefers) & !(*word >> (a % 64));
            *word |= fresh << (a % 64);
            reached[top] = from;
            top += fresh as usize;
        }
    }
    dominated
}

/// `a ≺_S b`: the coalition prefers `b` to `a`.
pub(super) fn prefers(
    situation: &FiniteSituation,
    coalition: Coalition,
    a: usize,
    b: usize,
    improvement: Improvement,
) -> bool {
    let (at_a, at_b) = (situation.ranks(a), situation.ranks(b));
    match improvement {
        Improvement::Strict => coalition.players().all(|i| at_b[i] > at_a[i]),
        Improvement::Weak => {
            coalition.players().all(|i| at_b[i] >= at_a[i]) && coalition.players().any(|i| at_b[i] > at_a[i])
        }
    }
}
