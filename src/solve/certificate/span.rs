//! A linear span of rational vectors, grown one vector at a time.

use crate::coalition::Coalition;
use crate::game::Fraction;
use num_traits::{One, Zero};

/// Vectors in echelon form, each with its leading 1.
#[derive(Clone, Default)]
pub(super) struct Span {
    rows: Vec<(usize, Vec<Fraction>)>,
}

impl Span {
    pub fn rank(&self) -> usize {
        self.rows.len()
    }

    pub fn contains(&self, vector: &[Fraction]) -> bool {
        self.rest(vector).iter().all(Zero::is_zero)
    }

    pub fn insert(&mut self, vector: &[Fraction]) {
        let rest = self.rest(vector);
        if let Some(lead) = rest.iter().position(|x| !x.is_zero()) {
            let pivot = rest[lead].clone();
            self.rows.push((lead, rest.into_iter().map(|x| x / &pivot).collect()));
        }
    }

    /// What is left of `vector` after the rows are taken out in the order they came.
    fn rest(&self, vector: &[Fraction]) -> Vec<Fraction> {
        let mut rest = vector.to_vec();
        for (lead, row) in &self.rows {
            let factor = rest[*lead].clone();
            if !factor.is_zero() {
                rest.iter_mut().zip(row).for_each(|(x, r)| *x -= &factor * r);
            }
        }
        rest
    }
}

/// `1_S` in `n` dimensions.
pub(super) fn indicator(coalition: Coalition, n: usize) -> Vec<Fraction> {
    (0..n).map(|i| if coalition.contains(i) { Fraction::one() } else { Fraction::zero() }).collect()
}
