//! The curve of noisy equilibria in everybody's values: good where there is much noise.

use super::family::Family;
use super::follow::Curve;
use super::logit;
use crate::solve::farsighted::search::linear::dot;
use crate::solve::farsighted::search::resolvent::Resolvents;

/// Chances this small change nothing.
const NEGLIGIBLE: f64 = 1e-14;

/// A point: values `V_k(x)` with `V = (1 − δ) u + δ P V`, where `P` answers to `V` with noise. Steps are in
/// units of the noise, that is, of log-odds.
pub(super) struct Values<'a> {
    pub family: &'a Family<'a>,
    /// `[state·n + player]`
    pub values: Vec<f64>,
    pub noise: f64,
    // What `residual` has found out about the point:
    /// The probability that `j` approves `x → y`: `[(x·n + j)·m + y]`.
    says: Vec<f64>,
    /// The probability that `i`'s proposal of `y` in `x` passes, and that it is made: `[(x·n + i)·m + y]`.
    passes: Vec<f64>,
    made: Vec<f64>,
    /// By how much `k`'s value is expected to change if `i` proposes in `x`: `[(x·n + i)·n + k]`.
    moved: Vec<f64>,
}

impl<'a> Values<'a> {
    pub(super) fn new(family: &'a Family<'a>, noise: f64) -> Self {
        let (n, size) = (family.n, family.n * family.m * family.m);
        let (values, moved) = (family.payoffs.clone(), vec![0.0; n * n * family.m]);
        let tables = || vec![0.0; size];
        Values { family, values, noise, says: tables(), passes: tables(), made: tables(), moved }
    }

    /// Probabilities of what `i` proposes in `x`, and what that does to everybody's value. `by_player` is
    /// everybody's value, `[player·m + state]`.
    fn propose(&mut self, i: usize, x: usize, by_player: &[f64]) {
        let Family { n, m, .. } = *self.family;
        let row = (x * n + i) * m;
        let passes = &mut self.passes[row..row + m];
        for (passes, bias) in passes.iter_mut().zip(&self.family.bias[row..]) {
            *passes = if *bias == f64::NEG_INFINITY { 0.0 } else { 1.0 };
        }
        passes[x] = 0.0;
        for j in 0..n {
            logit::ask(
                passes,
                &self.family.members[row..row + m],
                j as u32,
                &self.says[(x * n + j) * m..][..m],
            );
        }
        for &y in &self.family.quorums[x * n + i] {
            if let Some(committee) = &self.family.committees[(i * m + x) * m + y] {
                passes[y] = committee.passes(|j| self.says[(x * n + j) * m + y]);
            }
        }
        let of = |k: usize| &by_player[k * m..(k + 1) * m];
        let made = &mut self.made[row..row + m];
        logit::propose(made, passes, of(i), of(i)[x], 1.0 / self.noise, &self.family.bias[row..row + m]);
        for k in 0..n {
            self.moved[(x * n + i) * n + k] = logit::mean(made, passes, of(k), of(k)[x]);
        }
    }

    /// The values that the choices lead to which answer to these values, after [`residual`](Curve::residual).
    pub(super) fn answer(&self) -> Vec<f64> {
        let Family { process, n, m, .. } = *self.family;
        let mut resolvents = Resolvents::new(process.discount(), m);
        resolvents.update(&self.transition());
        let mut values = vec![0.0; n * m];
        for (i, delta) in process.discount().iter().enumerate() {
            let payoffs: Vec<f64> = (0..m).map(|x| self.family.payoffs[x * n + i]).collect();
            for (x, row) in resolvents.of(i).chunks_exact(m).enumerate() {
                values[x * n + i] = (1.0 - delta) * dot(row, &payoffs);
            }
        }
        values
    }

    /// The probability of each state after each other: `[from·m + to]`.
    fn transition(&self) -> Vec<f64> {
        let Family { process, n, m, .. } = *self.family;
        let mut transition = vec![0.0; m * m];
        for (x, row) in transition.chunks_exact_mut(m).enumerate() {
            for (i, drawn) in process.protocol().iter().enumerate() {
                let k = (x * n + i) * m;
                let chances = self.made[k..k + m].iter().zip(&self.passes[k..k + m]);
                row.iter_mut()
                    .zip(chances)
                    .for_each(|(entry, (made, passes))| *entry += drawn * (made * passes));
            }
            row[x] += 1.0 - row.iter().sum::<f64>();
        }
        transition
    }

    /// Adds to the rows of state `x`, one a player, the derivatives of what is expected if `i` proposes
    /// there.
    fn add_slopes(&self, i: usize, x: usize, rows: &mut [f64]) {
        let Family { process, n, m, .. } = *self.family;
        let (width, careful, drawn) = (n * m + 1, 1.0 / self.noise, process.protocol()[i]);
        let here = &self.values[x * n..(x + 1) * n];
        let moved = &self.moved[(x * n + i) * n..][..n];
        let mut slope = vec![0.0; n];
        for y in 0..m {
            let (made, passes) = (self.made[(x * n + i) * m + y], self.passes[(x * n + i) * m + y]);
            let Some(committee) = self.family.committees[(i * m + x) * m + y].filter(|_| made > NEGLIGIBLE)
            else {
                continue;
            };
            let says = |j: usize| self.says[(x * n + j) * m + y];
            let there = &self.values[y * n..(y + 1) * n];
            slope.fill(0.0);
            for j in committee.members.players() {
                let spread = says(j) * (1.0 - says(j));
                if spread > NEGLIGIBLE * NEGLIGIBLE {
                    slope[j] = careful * spread * committee.pivotal(says, j);
                }
            }
            for k in 0..n {
                let weight = -process.discount()[k] * drawn;
                let change = there[k] - here[k];
                let by_worth = careful * made * (passes * change - moved[k]);
                let by_passing = weight * (made * change + by_worth * (there[i] - here[i]));
                let row = &mut rows[k * width + y * n..][..n];
                row.iter_mut().zip(&slope).for_each(|(entry, s)| *entry += by_passing * s);
                row[i] += weight * by_worth * passes;
                row[k] += weight * made * passes;
            }
        }
    }
}

impl Curve for Values<'_> {
    type Point = (Vec<f64>, f64);

    fn point(&self) -> Self::Point {
        (self.values.clone(), self.noise)
    }

    fn set(&mut self, point: &Self::Point) {
        self.values.copy_from_slice(&point.0);
        self.noise = point.1;
    }

    fn noise(&self) -> f64 {
        self.noise
    }

    fn shift(&mut self, step: &[f64]) {
        let by = step[step.len() - 1];
        // Where little noise is left values are linear in it.
        let unit = self.noise * if by.abs() > 1e-6 { by.exp_m1() / by } else { 1.0 };
        self.values.iter_mut().zip(step).for_each(|(value, s)| *value += unit * s);
        self.noise *= by.exp();
    }

    fn residual(&mut self) -> Vec<f64> {
        let Family { process, n, m, leaning, .. } = *self.family;
        let mut off = vec![0.0; n * m];
        let by_player: Vec<f64> = (0..n * m).map(|k| self.values[k % m * n + k / m]).collect();
        for x in 0..m {
            for j in 0..n {
                let of = &by_player[j * m..(j + 1) * m];
                let says = &mut self.says[(x * n + j) * m..][..m];
                logit::approve(says, of, of[x], 1.0 / self.noise, leaning);
            }
            (0..n).for_each(|i| self.propose(i, x, &by_player));
            for (k, delta) in process.discount().iter().enumerate() {
                let chances = process.protocol().iter().enumerate();
                let moved: f64 = chances.map(|(i, p)| p * self.moved[(x * n + i) * n + k]).sum();
                let own = (1.0 - delta) * (self.values[x * n + k] - self.family.payoffs[x * n + k]);
                off[x * n + k] = (own - delta * moved) / self.noise;
            }
        }
        off
    }

    fn derivatives(&self) -> Vec<f64> {
        let Family { process, n, m, .. } = *self.family;
        let (unknowns, width) = (n * m, n * m + 1);
        let mut matrix = vec![0.0; width * width];
        for (x, rows) in matrix.chunks_mut(n * width).take(m).enumerate() {
            (0..n).for_each(|i| self.add_slopes(i, x, rows));
            for (k, row) in rows.chunks_exact_mut(width).enumerate() {
                // Only differences to here matter, and but for the change itself only in units of the noise.
                for y in (0..m).filter(|&y| y != x) {
                    (0..n).for_each(|j| row[x * n + j] -= row[y * n + j]);
                }
                let delta = process.discount()[k];
                let chances = process.protocol().iter().enumerate();
                let moved: f64 = chances.map(|(i, p)| p * self.moved[(x * n + i) * n + k]).sum();
                row[unknowns] = -(dot(&row[..unknowns], &self.values) + delta * moved) / self.noise;
                row[x * n + k] += 1.0 - delta;
            }
        }
        matrix
    }

    fn slight(&self) -> (f64, f64) {
        (1e-9 + 1e-15 / self.noise, 1e-4 + 1e-13 / self.noise)
    }

    fn settle(&mut self, _: &[f64]) -> Option<Vec<f64>> {
        None
    }
}
