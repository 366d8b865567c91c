//! Vulnerable coalitions listed one by one, identical voters merged: for few voters of large weights, and for
//! what has no generating function under several quotas.

use super::types;
use crate::error::{Error, Result};
use crate::game::WeightedVoting;
use num_bigint::BigUint;
use num_traits::{One, Zero};
use std::ops::{Div, Mul};

/// Most ways to choose how many voters of each type.
const LIMIT: u128 = 1 << 28;
/// Most voters whose numbers of coalitions, times the voters in them, fit 128 bits.
pub(super) const VOTERS: usize = 120;
/// Most ways where more voters make larger numbers.
const LIMIT_OF_LARGE: u128 = 1 << 18;
/// Most counts of large numbers.
const SHAPES_OF_LARGE: usize = 1 << 23;

/// A winning coalition with at least one critical member: one without whom it would lose.
#[derive(Debug, Clone, Copy)]
pub(super) struct Vulnerable {
    /// Number of members.
    pub size: usize,
    /// Number of critical members.
    pub critical: usize,
}

/// Ways to choose how many voters of each type.
fn profiles(game: &WeightedVoting) -> u128 {
    types(game).values().fold(1, |product: u128, voters| product.saturating_mul(voters.len() as u128 + 1))
}

/// The table that somebody else has made for `work` steps, `None` where listing coalitions takes less or is
/// all that is possible, the table's error where neither is.
pub(super) fn unless_listed<T>(game: &WeightedVoting, work: u128, table: Result<T>) -> Result<Option<T>> {
    let (count, kinds) = (profiles(game), types(game).len());
    let possible = is_possible(game, count, kinds);
    let words = (game.players() / 64 + 1) as u128;
    let faster = possible && count * kinds as u128 * words * words <= work;
    match table {
        Ok(table) if !faster => Ok(Some(table)),
        Err(error) if !possible => Err(error),
        _ => Ok(None),
    }
}

/// Whether so many ways of voters of so many types can be gone through.
fn is_possible(game: &WeightedVoting, count: u128, kinds: usize) -> bool {
    let n = game.players();
    if n <= VOTERS {
        return count <= LIMIT;
    }
    count <= LIMIT_OF_LARGE && (n + 1).saturating_mul(n + 1).saturating_mul(kinds) <= SHAPES_OF_LARGE
}

/// Numbers of coalitions: words where they are wide enough.
trait Count: Clone + Zero + One + Mul<u128, Output = Self> + Div<u128, Output = Self> + Into<BigUint> {}

impl Count for u128 {}
impl Count for BigUint {}

/// For each type of voter: the sum of `share` over vulnerable coalitions in which a given voter of that type
/// is critical.
///
/// # Errors
/// [`Error::TooLarge`] past 2^28 profiles, of more than 120 voters 2^18.
pub(super) fn tally(game: &WeightedVoting, share: impl Fn(Vulnerable) -> BigUint) -> Result<Vec<BigUint>> {
    let (n, count) = (game.players(), profiles(game));
    if !is_possible(game, count, types(game).len()) {
        return Err(Error::TooLarge {
            what: "list of vulnerable coalitions".into(),
            n,
            limit: VOTERS,
            reason: format!(
                "voters, in at most 2^28 different mixes, or more in 2^18; here there are {count}"
            ),
        });
    }
    if n <= VOTERS { tally_in::<u128>(game, share) } else { tally_in::<BigUint>(game, share) }
}

fn tally_in<C: Count>(game: &WeightedVoting, share: impl Fn(Vulnerable) -> BigUint) -> Result<Vec<BigUint>> {
    let (n, types, quotas) = (game.players(), types(game), game.all_quotas().count());
    let mut search = Search {
        game,
        weights: types.keys().cloned().collect(),
        voters: types.values().map(Vec::len).collect(),
        rest: vec![vec![0; quotas]],
        chosen: vec![0; types.len()],
        counts: vec![C::zero(); types.len() * (n + 1) * (n + 1)],
        n,
    };
    for (w, &m) in search.weights.iter().zip(&search.voters) {
        let below = &search.rest[search.rest.len() - 1];
        search.rest.push(below.iter().zip(w).map(|(r, w)| r + w * m as u64).collect());
    }
    search.descend(types.len(), &mut vec![0; quotas], 0, C::one());
    Ok(search
        .counts
        .chunks_exact((n + 1) * (n + 1))
        .zip(&search.voters)
        .map(|(counts, &m)| {
            let shapes = counts.iter().enumerate().filter(|(_, count)| !count.is_zero());
            let sum = shapes.map(|(shape, count)| {
                let count: BigUint = count.clone().into();
                share(Vulnerable { size: shape / (n + 1), critical: shape % (n + 1) }) * count
            });
            sum.sum::<BigUint>() / m
        })
        .collect())
}

/// Depth-first over the types, the heaviest first.
struct Search<'a, C> {
    game: &'a WeightedVoting,
    weights: Vec<Vec<u64>>,
    voters: Vec<usize>,
    /// `rest[t]`: what the first `t` types weigh together, those still to be decided with `t` of them left.
    rest: Vec<Vec<u64>>,
    chosen: Vec<usize>,
    /// By type, size and number of critical members: coalitions, times their members of that type.
    counts: Vec<C>,
    n: usize,
}

impl<C: Count> Search<'_, C> {
    fn descend(&mut self, undecided: usize, sums: &mut Vec<u64>, size: usize, coalitions: C) {
        let wins = self.game.passes(sums);
        // Who joins a winning coalition is not critical, and nobody becomes critical by it.
        let critical = if wins { self.critical(sums) } else { 0 };
        let can_win = || {
            let most: Vec<u64> = sums.iter().zip(&self.rest[undecided]).map(|(s, r)| s + r).collect();
            self.game.passes(&most)
        };
        if (wins && critical == 0) || !can_win() {
            return;
        }
        let Some(t) = undecided.checked_sub(1) else {
            for t in 0..self.weights.len() {
                if self.is_critical(t, sums) {
                    let shape = (t * (self.n + 1) + size) * (self.n + 1) + critical;
                    let more = coalitions.clone() * self.chosen[t] as u128;
                    self.counts[shape] = std::mem::replace(&mut self.counts[shape], C::zero()) + more;
                }
            }
            return;
        };
        let (before, m) = (sums.clone(), self.voters[t]);
        let mut ways = coalitions;
        for k in 0..=m {
            self.chosen[t] = k;
            self.descend(t, sums, size + k, ways.clone());
            sums.iter_mut().zip(&self.weights[t]).for_each(|(s, w)| *s += w);
            ways = ways * (m - k) as u128 / (k + 1) as u128;
        }
        self.chosen[t] = 0;
        *sums = before;
    }

    fn is_critical(&self, t: usize, sums: &[u64]) -> bool {
        self.chosen[t] > 0 && {
            let left: Vec<u64> = sums.iter().zip(&self.weights[t]).map(|(s, w)| s - w.min(s)).collect();
            !self.game.passes(&left)
        }
    }

    fn critical(&self, sums: &[u64]) -> usize {
        (0..self.weights.len()).filter(|&t| self.is_critical(t, sums)).map(|t| self.chosen[t]).sum()
    }
}
