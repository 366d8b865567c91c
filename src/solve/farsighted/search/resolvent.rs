//! From the chances of choices to a chain of states, and from that to values.

use super::linear::invert;

/// The probability of each state after each other, `[from·m + to]`, by the chances that proposals are made
/// and that they pass, both `[(player·m + from)·m + to]`.
pub(super) fn transition(protocol: &[f64], proposals: &[f64], passes: &[f64], m: usize) -> Vec<f64> {
    let mut transition = vec![0.0; m * m];
    for x in 0..m {
        let mut leaves = 0.0;
        for (i, drawn) in protocol.iter().enumerate() {
            let row = (i * m + x) * m;
            for y in (0..m).filter(|&y| y != x && proposals[row + y] != 0.0) {
                let chance = drawn * proposals[row + y] * passes[row + y];
                transition[x * m + y] += chance;
                leaves += chance;
            }
        }
        transition[x * m + x] = 1.0 - leaves;
    }
    transition
}

/// `(I − δP)⁻¹` for each player, row by row; worked out once for all of the same discount factor.
#[derive(Clone, Debug)]
pub(super) struct Resolvents {
    /// The different discount factors, and which is whose.
    discounts: Vec<f64>,
    class: Vec<usize>,
    of: Vec<Vec<f64>>,
    m: usize,
}

impl Resolvents {
    /// For `m` states; of no chain yet.
    pub(super) fn new(discount: &[f64], m: usize) -> Self {
        let mut discounts: Vec<f64> = Vec::new();
        let class = discount.iter().map(|d| {
            discounts.iter().position(|c| c == d).unwrap_or_else(|| {
                discounts.push(*d);
                discounts.len() - 1
            })
        });
        let class = class.collect();
        Resolvents { class, of: vec![vec![0.0; m * m]; discounts.len()], discounts, m }
    }

    /// Those of the chain with this `transition`.
    pub(super) fn update(&mut self, transition: &[f64]) {
        let m = self.m;
        for (delta, resolvent) in self.discounts.iter().zip(&mut self.of) {
            for (k, (entry, p)) in resolvent.iter_mut().zip(transition).enumerate() {
                *entry = f64::from(u8::from(k / m == k % m)) - delta * p;
            }
            invert(resolvent, m);
        }
    }

    /// Player `i`'s: `[from·m + to]`.
    pub(super) fn of(&self, i: usize) -> &[f64] {
        &self.of[self.class[i]]
    }
}
