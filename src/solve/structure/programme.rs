//! The linear programme of the relaxation: one price for each player, constraints revealed a few at a time.
//!
//! ```text
//! minimise Σ pᵢ   subject to  p(S) ≥ v(S)  for the coalitions revealed so far, p free
//! ```
//!
//! The method is the primal simplex on the dual, fractional set partitioning
//! `max Σ v(S) λ_S, Σ_{S∋i} λ_S = 1, λ ≥ 0`: a dense inverse of order n ≤ 30, kept when constraints are
//! added. These programmes are massively degenerate (most weights of an integral vertex are 0); the
//! lexicographic ratio test of Dantzig, Orden and Wolfe (1955, The generalized simplex method, *Pacific
//! Journal of Mathematics* 5) rules out cycling.

use crate::coalition::Coalition;

/// Pivots after which the inverse is computed afresh.
const REFRESH: usize = 128;
/// Below it an entry of the pivot column counts as zero; the coefficients are 0 and 1.
const PIVOT: f64 = 1e-9;

/// A coalition that has been revealed.
#[derive(Debug, Clone, Copy)]
struct Row {
    coalition: Coalition,
    worth: f64,
    /// `1 / √|S|`: the constraint that is violated at the greatest distance enters.
    steepness: f64,
}

/// The programme, its constraints so far, and the basis of the last solve.
#[derive(Debug, Clone)]
pub(super) struct Programme {
    rows: Vec<Row>,
    /// `members[i][j]` is 1 if player `i` is in coalition `j`, else 0.
    members: Vec<Vec<f64>>,
    /// Coalition in each place of the basis.
    basis: Vec<usize>,
    /// Inverse of the matrix whose columns are the basic coalitions, row by row.
    inverse: Vec<f64>,
    prices: Vec<f64>,
    tolerance: f64,
    pivots: usize,
}

impl Programme {
    /// The programme of the singletons with these worths, which are its prices.
    ///
    /// Later constraints that are violated by no more than `tolerance` count as met.
    pub(super) fn new(singletons: &[f64], tolerance: f64) -> Self {
        let n = singletons.len();
        let mut programme = Programme {
            rows: Vec::new(),
            members: vec![Vec::new(); n],
            basis: (0..n).collect(),
            inverse: (0..n * n).map(|k| f64::from(u8::from(k / n == k % n))).collect(),
            prices: singletons.to_vec(),
            tolerance,
            pivots: 0,
        };
        for (i, &worth) in singletons.iter().enumerate() {
            programme.reveal(Coalition::singleton(i), worth);
        }
        programme
    }

    /// Adds `p(S) ≥ worth`.
    pub(super) fn reveal(&mut self, coalition: Coalition, worth: f64) {
        for (i, members) in self.members.iter_mut().enumerate() {
            members.push(f64::from(u8::from(coalition.contains(i))));
        }
        self.rows.push(Row { coalition, worth, steepness: 1.0 / (coalition.len() as f64).sqrt() });
    }

    /// The prices of the last solve.
    pub(super) fn prices(&self) -> &[f64] {
        &self.prices
    }

    /// The basic coalitions with their weights λ; all others weigh 0.
    pub(super) fn weights(&self) -> impl Iterator<Item = (Coalition, f64)> {
        self.basis.iter().enumerate().map(|(place, &j)| (self.rows[j].coalition, self.weight(place)))
    }

    /// Minimises from the basis of the last solve; false if rounding kept the pivots from finishing, in which
    /// case the prices are those of the last vertex.
    pub(super) fn solve(&mut self) -> bool {
        let n = self.basis.len();
        for _ in 0..10_000 + 50 * self.rows.len() {
            self.prices = self.vertex();
            let Some(entering) = self.entering() else { return true };
            let direction = self.direction(entering);
            let Some(leaving) = self.leaving(&direction) else { return false };
            self.basis[leaving] = entering;
            self.pivots += 1;
            if self.pivots.is_multiple_of(REFRESH) && self.refresh() {
                continue;
            }
            let row: Vec<f64> =
                self.inverse[leaving * n..(leaving + 1) * n].iter().map(|v| v / direction[leaving]).collect();
            for (i, factor) in direction.into_iter().enumerate() {
                let target = &mut self.inverse[i * n..(i + 1) * n];
                if i == leaving {
                    target.copy_from_slice(&row);
                } else if factor != 0.0 {
                    target.iter_mut().zip(&row).for_each(|(t, r)| *t -= factor * r);
                }
            }
        }
        false
    }

    /// The prices at which every basic coalition is worth its price.
    fn vertex(&self) -> Vec<f64> {
        let n = self.basis.len();
        let mut prices = vec![0.0; n];
        for (&j, row) in self.basis.iter().zip(self.inverse.chunks_exact(n)) {
            let worth = self.rows[j].worth;
            prices.iter_mut().zip(row).for_each(|(p, r)| *p += worth * r);
        }
        prices
    }

    fn entering(&self) -> Option<usize> {
        let mut violations: Vec<f64> = self.rows.iter().map(|r| r.worth).collect();
        for (members, price) in self.members.iter().zip(&self.prices) {
            violations.iter_mut().zip(members).for_each(|(v, m)| *v -= m * price);
        }
        let mut best = (0.0, None);
        for (j, (row, violation)) in self.rows.iter().zip(violations).enumerate() {
            if violation > self.tolerance && violation * row.steepness > best.0 && !self.basis.contains(&j) {
                best = (violation * row.steepness, Some(j));
            }
        }
        best.1
    }

    /// How the basic weights fall as that of coalition `j` rises.
    fn direction(&self, j: usize) -> Vec<f64> {
        let row = |r: &[f64]| self.rows[j].coalition.players().map(|i| r[i]).sum();
        self.inverse.chunks_exact(self.basis.len()).map(row).collect()
    }

    /// Lexicographic ratio test: the place whose weight is the first to reach 0.
    fn leaving(&self, direction: &[f64]) -> Option<usize> {
        let n = self.basis.len();
        let mut candidates: Vec<usize> = (0..n).filter(|&i| direction[i] > PIVOT).collect();
        let mut narrow = |ratio: &dyn Fn(usize) -> f64| {
            let least = candidates.iter().fold(f64::INFINITY, |l, &i| l.min(ratio(i)));
            candidates.retain(|&i| ratio(i) <= least + PIVOT);
            candidates.len() <= 1
        };
        if !narrow(&|i| self.weight(i).max(0.0) / direction[i]) {
            let _ = (0..n).any(|k| narrow(&|i| self.inverse[i * n + k] / direction[i]));
        }
        // What rounding still leaves tied: the largest pivot is the safest.
        candidates.into_iter().reduce(|a, b| if direction[b] > direction[a] { b } else { a })
    }

    fn weight(&self, place: usize) -> f64 {
        let n = self.basis.len();
        self.inverse[place * n..(place + 1) * n].iter().sum()
    }

    /// The inverse from scratch, by Gauss–Jordan with partial pivoting; false (and unchanged) if singular.
    fn refresh(&mut self) -> bool {
        let n = self.basis.len();
        let unit = |i: usize, k: usize| f64::from(u8::from(i == k));
        let row = |i: usize| {
            let members = self.basis.iter().map(|&j| self.members[i][j]);
            members.chain((0..n).map(|k| unit(i, k))).collect()
        };
        let mut work: Vec<Vec<f64>> = (0..n).map(row).collect();
        for k in 0..n {
            let best = (k..n).fold(k, |b, i| if work[i][k].abs() > work[b][k].abs() { i } else { b });
            if work[best][k].abs() < PIVOT {
                return false;
            }
            work.swap(k, best);
            let pivot = work[k][k];
            work[k].iter_mut().for_each(|v| *v /= pivot);
            let row = work[k].clone();
            for (i, target) in work.iter_mut().enumerate() {
                let factor = target[k];
                if i != k && factor != 0.0 {
                    target.iter_mut().zip(&row).for_each(|(t, r)| *t -= factor * r);
                }
            }
        }
        self.inverse = work.iter().flat_map(|row| row[n..].iter().copied()).collect();
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::rngs::ChaCha8Rng;
    use rand::{RngExt, SeedableRng};

    /// Strong duality is the proof: feasible prices, feasible weights, equal values.
    #[test]
    fn optimal_on_degenerate_games() {
        for seed in 0..3000 {
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            let n = rng.random_range(1..=7usize);
            let top = rng.random_range(0..=3i32);
            let mut worths: Vec<f64> = (0..1 << n).map(|_| f64::from(rng.random_range(-1..=top))).collect();
            worths[0] = 0.0;
            let singletons: Vec<f64> = (0..n).map(|i| worths[1 << i]).collect();
            let mut programme = Programme::new(&singletons, 1e-9);
            for odd in [1, 0] {
                for mask in (1..1usize << n).filter(|m| m % 2 == odd) {
                    programme.reveal(Coalition::from_mask(mask as u64), worths[mask]);
                }
                assert!(programme.solve());
            }
            for (mask, worth) in worths.iter().enumerate() {
                let s = Coalition::from_mask(mask as u64);
                assert!(s.players().map(|i| programme.prices()[i]).sum::<f64>() >= worth - 1e-8);
            }
            let (mut covered, mut value) = (vec![0.0; n], 0.0);
            for (s, weight) in programme.weights() {
                assert!(weight >= -1e-9);
                s.players().for_each(|i| covered[i] += weight);
                value += weight * worths[s.index()];
            }
            assert!(covered.iter().all(|c| (c - 1.0).abs() < 1e-9));
            assert!((value - programme.prices().iter().sum::<f64>()).abs() < 1e-8);
        }
    }

    #[test]
    fn three_player_majority() {
        let mut programme = Programme::new(&[0.0; 3], 1e-9);
        for mask in [3, 5, 6, 7] {
            programme.reveal(Coalition::from_mask(mask), 1.0);
        }
        assert!(programme.solve());
        assert_eq!(programme.prices(), [0.5; 3]);
    }
}
