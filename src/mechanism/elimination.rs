//! Elimination without subtraction (Grassmann, Taksar & Heyman 1985).
//!
//! Each number is a sum of products of numbers ≥ 0, so that it has the digits of its inputs however ill-conditioned
//! the system is (O'Cinneide 1993).

use super::real::{Real, add_scaled};

/// The factored equations $\sum_{k\neq i}p_{ik}(x_i-x_k)=b_i$ of rates `p ≥ 0` between states: Poisson's equation of a
/// Markov chain.
#[derive(Clone, Debug)]
pub(super) struct Elimination<R> {
    /// States in the order kept; the first is the state of reference.
    order: Vec<usize>,
    /// By places in that order, column by column: below the diagonal the rate that remains once later states are eliminated, above it the same
    /// times [`stay`](Self::stay) of the column.
    rates: Vec<R>,
    /// One over the rate at which a state leaves for earlier ones.
    stay: Vec<R>,
    /// The right-hand side of ones after the elimination.
    ones: Vec<R>,
}

impl<R: Real> Elimination<R> {
    /// From the rates `p[k * n + i]` of `i` to `k`, whose diagonal is not read; the state of the greatest `weight` is the
    /// reference, and the lightest goes first. `None` where a state does not reach those that are heavier.
    ///
    /// # Complexity
    /// n³/3 multiplications.
    pub fn new(rates: &[R], weight: &[f64]) -> Option<Self> {
        let n = weight.len();
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_by(|&a, &b| weight[b].total_cmp(&weight[a]));
        let mut rates_by_place = Vec::with_capacity(n * n);
        for &k in &order {
            rates_by_place.extend(order.iter().map(|&i| rates[k * n + i]));
        }
        let mut rates = rates_by_place;
        let (mut stay, mut ones) = (vec![R::from(0.0); n], vec![R::from(1.0); n]);
        for k in (1..n).rev() {
            let (before, column) = rates.split_at_mut(k * n);
            let exit = before[k..].iter().step_by(n).fold(R::from(0.0), |sum, &x| sum + x);
            if !(exit.value() > 0.0 && exit.value().is_finite()) {
                return None;
            }
            stay[k] = R::from(1.0) / exit;
            let shares = &mut column[..k];
            shares.iter_mut().for_each(|x| *x = *x * stay[k]);
            for other in before.chunks_exact_mut(n) {
                let rate = other[k];
                add_scaled(&mut other[..k], rate, shares);
            }
            let (earlier, eliminated) = ones.split_at_mut(k);
            add_scaled(earlier, eliminated[0], shares);
        }
        Some(Elimination { order, rates, stay, ones })
    }

    /// The state of reference.
    pub fn reference(&self) -> usize {
        self.order[0]
    }

    /// `x` with `x = 0` at the reference and $\sum_{k\neq i}p_{ik}(x_i-x_k)=b_i-c$ for the one `c` that allows it, in the
    /// place of `b`.
    pub fn solve(&self, b: &mut [R]) {
        let mut h: Vec<R> = self.order.iter().map(|&i| b[i]).collect();
        self.forward(&mut h);
        let rate = h[0] / self.ones[0];
        h.iter_mut().zip(&self.ones).for_each(|(h, &one)| *h = *h - rate * one);
        self.backward(&mut h);
        self.order.iter().zip(h).for_each(|(&i, x)| b[i] = x);
    }

    /// `x` with `x = 0` at the reference and $\sum_{k\neq i}p_{ik}(x_i-x_k)=b_i$ at every other state, in the place of
    /// `b`.
    pub fn solve_grounded(&self, b: &mut [R]) {
        let mut h: Vec<R> = self.order.iter().map(|&i| b[i]).collect();
        self.forward(&mut h);
        self.backward(&mut h);
        self.order.iter().zip(h).for_each(|(&i, x)| b[i] = x);
    }

    fn forward(&self, b: &mut [R]) {
        for (k, column) in self.rates.chunks_exact(b.len()).enumerate().rev() {
            let (earlier, eliminated) = b.split_at_mut(k);
            add_scaled(earlier, eliminated[0], &column[..k]);
        }
    }

    fn backward(&self, x: &mut [R]) {
        x[0] = R::from(0.0);
        for (k, column) in self.rates.chunks_exact(x.len()).enumerate().skip(1) {
            x[k] = x[k] * self.stay[k];
            let (known, later) = x.split_at_mut(k + 1);
            add_scaled(later, known[k], &column[k + 1..]);
        }
    }
}
