//! Indirect dominance.

use crate::coalition::Coalition;
use crate::error::{Error, Result};
use crate::game::FiniteSituation;
use crate::parallel::map;
use crate::solve::convention::Improvement;

/// The indirect dominance relation of a situation.
///
/// `a ≪ b` if there are states `a = a_0, a_1, …, a_k = b` and coalitions with `a_{j−1} →_{S_j} a_j`, each of which
/// prefers the *end* `b` to the state `a_{j−1}` in which it moves. Whether "prefers" means every member strictly, or
/// none less and one strictly, is the [`Improvement`].
///
/// # Examples
/// ```
/// use comity::coalition::Coalition;
/// use comity::game::{FiniteSituation, Move};
/// use comity::solve::convention::Improvement;
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
/// J. C. Harsanyi (1974), An equilibrium-point interpretation of stable sets, *Management Science* 20; M. S.-Y. Chwe
/// (1994), *Journal of Economic Theory* 63, §2.
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
        let mut incoming: Vec<Vec<(usize, Coalition)>> = vec![Vec::new(); states];
        situation.moves().iter().for_each(|m| incoming[m.to].push((m.from, m.coalition)));
        let below = map(states, |b| {
            let (mut dominated, mut reached) = (vec![false; states], vec![b]);
            while let Some(c) = reached.pop() {
                for &(a, coalition) in &incoming[c] {
                    if !dominated[a] && prefers(situation, coalition, a, b, improvement) {
                        dominated[a] = true;
                        reached.push(a);
                    }
                }
            }
            dominated.into_iter().enumerate().filter(|(_, d)| *d).map(|(a, _)| a as u32).collect::<Vec<_>>()
        });
        let words = states.div_ceil(64);
        let mut above = vec![0u64; states * words];
        for (b, below) in below.iter().enumerate() {
            below.iter().for_each(|&a| above[a as usize * words + b / 64] |= 1 << (b % 64));
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
