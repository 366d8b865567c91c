//! Generating functions of coalitions by weight under every quota, and by size, within a box of weights.

use super::modular::Prime;
use crate::error::{Error, Result};
use crate::game::WeightedVoting;

/// Most entries of one table: half a GiB of words.
const LIMIT: u128 = 1 << 26;

/// The box of weights within which those against a motion may stay for it to pass.
///
/// `S` wins iff the weights of `N∖S` are within `W_r − q_r` for every quota `r`; under a single quota the
/// dual game, with the same pivots and swings, may have the smaller box.
#[derive(Debug)]
pub(super) struct Lattice {
    /// Extent of each axis: one more than the weight allowed there.
    extents: Vec<usize>,
}

/// Rough number of steps that filling a table of the game's box takes.
pub(super) fn work(game: &WeightedVoting, width: usize) -> u128 {
    bounds(game)
        .iter()
        .fold((game.players() * width) as u128, |work, &b| work.saturating_mul(u128::from(b) + 1))
}

/// The largest weight that may stay out under each quota.
fn bounds(game: &WeightedVoting) -> Vec<u64> {
    let mut bounds: Vec<u64> =
        game.quotas().iter().map(|q| q.weights.iter().sum::<u64>() - q.quota).collect();
    if let ([bound], [rule]) = (&mut bounds[..], game.quotas()) {
        *bound = (*bound).min(rule.quota - 1);
    }
    bounds
}

impl Lattice {
    /// The box of `game`, for tables of `width` entries a point.
    pub fn new(game: &WeightedVoting, width: usize) -> Result<Self> {
        let bounds = bounds(game);
        let entries =
            bounds.iter().fold(width as u128, |product, &b| product.saturating_mul(u128::from(b) + 1));
        check_entries("table of coalitions by weight", game.players(), entries)?;
        Ok(Lattice { extents: bounds.into_iter().map(|b| b as usize + 1).collect() })
    }

    fn points(&self) -> usize {
        self.extents.iter().product()
    }

    /// Points with the same coordinates but the last lie in a row of this many.
    fn row(&self) -> usize {
        self.extents[self.extents.len() - 1]
    }

    /// How many points further `weights` lead; `None` if they lead out of the box from everywhere.
    fn shift(&self, weights: &[u64]) -> Option<usize> {
        self.extents
            .iter()
            .zip(weights)
            .try_fold(0, |shift, (&extent, &w)| (w < extent as u64).then(|| shift * extent + w as usize))
    }

    /// Whether a row can be reached by a step of `weights`: all its coordinates but the last are as large.
    fn reached(&self, row: usize, weights: &[u64]) -> bool {
        let mut rest = row;
        self.extents[..self.extents.len() - 1].iter().zip(weights).rev().all(|(&extent, &w)| {
            let coordinate = rest % extent;
            rest /= extent;
            coordinate as u64 >= w
        })
    }
}

/// An error that states the memory where a table of `entries` words would pass the limit.
pub(super) fn check_entries(what: &str, n: usize, entries: u128) -> Result<()> {
    if entries <= LIMIT {
        return Ok(());
    }
    let mebibytes = entries.saturating_mul(8) >> 20;
    Err(Error::TooLarge {
        what: format!("{what}, {entries} entries,"),
        n,
        limit: LIMIT as usize,
        reason: format!(
            "entries; it would take {mebibytes} MiB; `voting::sampled_index` estimates the Shapley–Shubik index and the \
             Penrose measure"
        ),
    })
}

/// Coalitions counted by weight and, where `width > 1`, by size: a polynomial modulo a prime, cut off at the
/// box.
pub(super) struct Table<'a> {
    lattice: &'a Lattice,
    prime: Prime,
    /// Sizes told apart: `0..width`. The last stays zero, so that a step within a row never wraps a count.
    width: usize,
    data: Vec<u64>,
}

impl<'a> Table<'a> {
    /// The empty coalition alone.
    pub fn new(lattice: &'a Lattice, prime: Prime, width: usize) -> Self {
        let mut data = vec![0; lattice.points() * width];
        data[0] = 1;
        Table { lattice, prime, width, data }
    }

    /// Lets a voter (or union) of these weights, not all zero, be in or out.
    pub fn include(&mut self, weights: &[u64]) {
        let Some(shift) = self.lattice.shift(weights) else { return };
        let Table { lattice, prime, width, data } = self;
        let length = lattice.row() * *width;
        let last = weights[weights.len() - 1] as usize;
        let step = usize::from(*width > 1);
        let (rows_up, along) = (shift - last, last * *width + step);
        for row in (0..data.len() / length).rev().filter(|&row| lattice.reached(row, weights)) {
            let (below, here) = data.split_at_mut(row * length);
            let here = &mut here[..length];
            if rows_up > 0 {
                let from = row * length - rows_up * *width;
                prime.add_all(&mut here[along.min(length)..], &below[from..]);
                continue;
            }
            prime.include(here, along);
        }
    }

    /// How many coalitions in the box there are of each size.
    pub fn by_size(&self) -> Vec<u64> {
        let mut sums = vec![0; self.width];
        self.data.chunks_exact(self.width).for_each(|point| self.prime.add_all(&mut sums, point));
        sums
    }

    /// For each size `t`, coalitions of `t` voters in the box without a voter of these weights that leave it
    /// room: `#{T ∌ i : |T| = t, T ∪ i in the box}`.
    ///
    /// Divides the polynomial by the voter's factor: `c₋ᵢ(x, t) = c(x, t) − c₋ᵢ(x − wᵢ, t − 1)`.
    pub fn with_room_for(&self, weights: &[u64]) -> Vec<u64> {
        let Table { lattice, prime, width, data } = self;
        let mut sums = vec![0; *width];
        let Some(shift) = lattice.shift(weights) else { return sums };
        let mut quotient = data.clone();
        let length = lattice.row() * width;
        let last = weights[weights.len() - 1] as usize;
        let step = usize::from(*width > 1);
        let (rows_up, along) = (shift - last, last * width + step);
        for row in (0..data.len() / length).filter(|&row| lattice.reached(row, weights)) {
            let (below, here) = quotient.split_at_mut(row * length);
            let here = &mut here[..length];
            if rows_up > 0 {
                let from = row * length - rows_up * width;
                prime.sub_all(&mut here[along.min(length)..], &below[from..]);
                // What is as far from the far side as the voter is wide: rows and points one step down.
                below[from..][..length - last * width]
                    .chunks_exact(*width)
                    .for_each(|p| prime.add_all(&mut sums, p));
                continue;
            }
            prime.exclude(here, along);
            here[..length - last * width].chunks_exact(*width).for_each(|p| prime.add_all(&mut sums, p));
        }
        sums
    }

    /// Sums out the sizes under `weights` and starts counting sizes `0..width` anew.
    pub fn weigh(&self, weights: &[u64], width: usize) -> Self {
        let mut data = vec![0; self.lattice.points() * width];
        for (point, target) in self.data.chunks_exact(self.width).zip(data.iter_mut().step_by(width)) {
            *target = self.prime.dot(point.iter(), weights.iter());
        }
        Table { lattice: self.lattice, prime: self.prime, width, data }
    }
}
