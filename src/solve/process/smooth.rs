//! The logit path: equilibria with smooth choices, followed until the choices are nearly sharp.

use crate::game::{FormationProcess, StationaryProfile};
use nalgebra::{DMatrix, DVector};

/// A process with payoffs scaled to a range of 1, in which everybody errs a little.
///
/// With precision `λ`, `j` approves `x → y` with probability `1 / (1 + exp(−λ (V_j(y) − V_j(x))))`, and `i` proposes
/// `y` with probability proportional to `exp(λ a(y) (V_i(y) − V_i(x)))`. At `λ = 0` there is one solution; the path that
/// starts there leads to an equilibrium as `λ → ∞` (McKelvey & Palfrey 1995; Turocy 2005 for the path-following).
pub(super) struct Smooth<'a> {
    process: &'a FormationProcess,
    payoffs: Vec<Vec<f64>>,
    /// What proposer `i` may propose in `x`, and who approves: `[x·n + i]`.
    options: Vec<Vec<(usize, Vec<usize>)>>,
}

/// The value equations at one point of the path.
struct Point {
    residual: DVector<f64>,
    /// Derivatives by all values, and in the last column by `ln λ`.
    jacobian: DMatrix<f64>,
}

impl<'a> Smooth<'a> {
    pub(super) fn new(process: &'a FormationProcess, range: f64) -> Self {
        let (n, m) = (process.players(), process.states());
        let scale = |row: &Vec<f64>| row.iter().map(|u| u / range).collect();
        let options = |k: usize| {
            let (x, i) = (k / n, k % n);
            let option = |y| Some((y, process.committee(i, x, y)?.players().collect()));
            (0..m).filter_map(option).collect()
        };
        Smooth {
            process,
            payoffs: process.payoffs().iter().map(scale).collect(),
            options: (0..m * n).map(options).collect(),
        }
    }

    /// Choice probabilities of proposer `i` in `x`: for each option its approval and the probability of its proposal.
    fn choices(&self, v: &DVector<f64>, lambda: f64, x: usize, i: usize) -> Vec<(f64, f64)> {
        let n = self.process.players();
        let d = |j: usize, y: usize| v[y * n + j] - v[x * n + j];
        let options = &self.options[x * n + i];
        let approval = |(y, who): &(usize, Vec<usize>)| {
            who.iter().map(|&j| logistic(lambda * d(j, *y))).product::<f64>()
        };
        let approvals: Vec<f64> = options.iter().map(approval).collect();
        let weights = options.iter().zip(&approvals).map(|((y, _), a)| lambda * a * d(i, *y));
        let most = weights.clone().fold(f64::NEG_INFINITY, f64::max);
        let weights: Vec<f64> = weights.map(|w| (w - most).exp()).collect();
        let total: f64 = weights.iter().sum();
        approvals.into_iter().zip(weights).map(|(a, w)| (a, w / total)).collect()
    }

    fn at(&self, v: &DVector<f64>, log_lambda: f64) -> Point {
        let (n, m) = (self.process.players(), self.process.states());
        let lambda = log_lambda.exp();
        let mut residual = DVector::zeros(n * m);
        let mut jacobian = DMatrix::zeros(n * m, n * m + 1);
        for x in 0..m {
            let d = |j: usize, y: usize| v[y * n + j] - v[x * n + j];
            for k in 0..n {
                let delta = self.process.discount()[k];
                residual[x * n + k] = (1.0 - delta) * (v[x * n + k] - self.payoffs[x][k]);
                jacobian[(x * n + k, x * n + k)] += 1.0 - delta;
            }
            for i in 0..n {
                let choices = self.choices(v, lambda, x, i);
                let options = &self.options[x * n + i];
                for k in 0..n {
                    let weight = -self.process.discount()[k] * self.process.protocol()[i];
                    let row = x * n + k;
                    let moved = |o: usize| choices[o].0 * choices[o].1 * d(k, options[o].0);
                    let mean: f64 = (0..options.len()).map(moved).sum();
                    residual[row] += weight * mean;
                    for (o, (y, who)) in options.iter().enumerate() {
                        let (approval, proposed) = choices[o];
                        if *y == x || proposed < 1e-300 {
                            continue;
                        }
                        let mut by = |j: usize, coefficient: f64| {
                            jacobian[(row, y * n + j)] += weight * coefficient;
                            jacobian[(row, x * n + j)] -= weight * coefficient;
                        };
                        let worth = approval * d(i, *y);
                        let lean = moved(o) - mean * proposed;
                        let by_approval = moved(o) + lambda * lean * worth;
                        let mut by_lambda = lean * worth;
                        by(k, approval * proposed);
                        by(i, lambda * lean * approval);
                        for &j in who {
                            let slack = logistic(-lambda * d(j, *y));
                            by(j, by_approval * lambda * slack);
                            by_lambda += by_approval * slack * d(j, *y);
                        }
                        jacobian[(row, n * m)] += weight * by_lambda * lambda;
                    }
                }
            }
        }
        Point { residual, jacobian }
    }

    /// The strategies at a point of the path, as probabilities.
    fn profile(&self, v: &DVector<f64>, log_lambda: f64) -> StationaryProfile {
        let (n, m) = (self.process.players(), self.process.states());
        let lambda = log_lambda.exp();
        let mut proposals = vec![vec![vec![0.0; m]; m]; n];
        let approval = |j: usize, x: usize, y: usize| logistic(lambda * (v[y * n + j] - v[x * n + j]));
        let table = |j| (0..m).map(|x| (0..m).map(|y| approval(j, x, y)).collect()).collect();
        for (i, of_i) in proposals.iter_mut().enumerate() {
            for (x, row) in of_i.iter_mut().enumerate() {
                let choices = self.choices(v, lambda, x, i);
                self.options[x * n + i].iter().zip(choices).for_each(|((y, _), (_, p))| row[*y] = p);
            }
        }
        StationaryProfile { proposals, approvals: (0..n).map(table).collect() }
    }

    /// Follows the path by pseudo-arclength, in steps of at most `longest`, and hands `visit` the strategies of each point; stops when that says so, after
    /// `max_steps`, or where the choices are as sharp as `f64` can tell. Returns the steps made.
    pub(super) fn follow(
        &self,
        longest: f64,
        max_steps: u32,
        mut visit: impl FnMut(f64, StationaryProfile) -> bool,
    ) -> u32 {
        const FIRST: f64 = -3.0;
        const LAST: f64 = 20.0;
        let size = self.process.players() * self.process.states();
        let mut log_lambda = FIRST;
        let mut v = DVector::from_iterator(size, self.payoffs.iter().flatten().copied());
        for _ in 0..50 {
            let point = self.at(&v, log_lambda);
            let Some(step) = point.jacobian.columns(0, size).into_owned().lu().solve(&point.residual) else {
                return 0;
            };
            v -= &step;
            if step.amax() < 1e-12 {
                break;
            }
        }
        let mut tangent = DVector::zeros(size + 1);
        tangent[size] = 1.0;
        let mut step: f64 = longest / 4.0;
        for steps in 0..max_steps {
            let Some(ahead) = self.tangent(&v, log_lambda, &tangent) else { return steps };
            tangent = ahead;
            let converged = loop {
                match self.correct(&v, log_lambda, &tangent, step) {
                    Some(next) => break Some(next),
                    None => step *= 0.4,
                }
                if step < 1e-7 {
                    break None;
                }
            };
            let Some((next, s, easy)) = converged else { return steps };
            (v, log_lambda) = (next, s);
            if easy {
                step = (step * 1.6).min(longest);
            }
            if visit(log_lambda, self.profile(&v, log_lambda)) || !(FIRST - 1.0..=LAST).contains(&log_lambda)
            {
                return steps + 1;
            }
        }
        max_steps
    }

    /// The unit direction of the path that goes on in the direction `last`.
    fn tangent(&self, v: &DVector<f64>, s: f64, last: &DVector<f64>) -> Option<DVector<f64>> {
        let size = v.len();
        let mut system = DMatrix::zeros(size + 1, size + 1);
        system.rows_mut(0, size).copy_from(&self.at(v, s).jacobian);
        system.row_mut(size).copy_from(&last.transpose());
        let mut right = DVector::zeros(size + 1);
        right[size] = 1.0;
        let direction = system.lu().solve(&right)?;
        let length = direction.norm();
        (length.is_finite() && length > 0.0).then(|| direction / length)
    }

    /// Newton's method from `step` ahead, in the plane across the tangent; with it whether that was easy.
    fn correct(
        &self,
        v: &DVector<f64>,
        s: f64,
        tangent: &DVector<f64>,
        step: f64,
    ) -> Option<(DVector<f64>, f64, bool)> {
        let size = v.len();
        let mut ahead = v + tangent.rows(0, size) * step;
        let mut s = s + tangent[size] * step;
        for iteration in 0..7 {
            let point = self.at(&ahead, s);
            let mut system = DMatrix::zeros(size + 1, size + 1);
            system.rows_mut(0, size).copy_from(&point.jacobian);
            system.row_mut(size).copy_from(&tangent.transpose());
            let mut right = DVector::zeros(size + 1);
            right.rows_mut(0, size).copy_from(&point.residual);
            let change = system.lu().solve(&right)?;
            ahead -= change.rows(0, size);
            s -= change[size];
            if !change.amax().is_finite() || change.amax() > 1.0 {
                return None;
            }
            if change.amax() < 1e-10 {
                return Some((ahead, s, iteration < 4));
            }
        }
        None
    }
}

fn logistic(z: f64) -> f64 {
    1.0 / (1.0 + (-z).exp())
}
