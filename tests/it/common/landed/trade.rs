//! Trade as it was: see the front page.

use comity::{Error, Result};
use nalgebra::{DMatrix, DVector, Dyn, LU};

#[derive(Clone, Debug)]
pub struct Trade {
    elasticity: f64,
    share: DMatrix<f64>,
    income: DVector<f64>,
    spending_ratio: DVector<f64>,
    base_jacobian: Option<LU<f64, Dyn, Dyn>>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct TradeEquilibrium {
    pub real_income: DVector<f64>,
    #[allow(dead_code)] // the landed one computed it
    pub wage: DVector<f64>,
    pub flows: DMatrix<f64>,
}

const TOLERANCE: f64 = 1e-12;
const WAGE_TOLERANCE: f64 = 1e-9;
const MAX_NEWTON: usize = 60;
const MAX_TATONNEMENT: usize = 200_000;
const PATIENCE: usize = 500;

impl Trade {
    pub fn new(flows: &DMatrix<f64>, elasticity: f64) -> Self {
        let n = flows.nrows();
        let income = DVector::from_fn(n, |i, _| flows.row(i).sum());
        let spending = DVector::from_fn(n, |j, _| flows.column(j).sum());
        let share = DMatrix::from_fn(n, n, |i, j| flows[(i, j)] / spending[j]);
        let spending_ratio = spending.component_div(&income);
        let mut trade = Trade { elasticity, share, income, spending_ratio, base_jacobian: None };
        if n > 1 && components(&trade.share).1 == 1 {
            let base = trade.state(&trade.share, &DVector::zeros(n));
            trade.base_jacobian = Some(trade.jacobian(&base).lu());
        }
        trade
    }

    pub fn len(&self) -> usize {
        self.income.len()
    }

    pub fn equilibrium(&self, ease: &DMatrix<f64>) -> Result<TradeEquilibrium> {
        let pull = self.share.component_mul(ease);
        let (log_wage, steps, _) = match &self.base_jacobian {
            Some(jacobian) if connected(&pull) => match self.newton(&pull, jacobian) {
                Some(found) => found,
                None => self.tatonnement(&pull)?,
            },
            _ => self.tatonnement(&pull)?,
        };
        let state = self.state(&pull, &log_wage);
        let n = self.len();
        let real_income = DVector::from_fn(n, |j, _| {
            (state.share[(j, j)] / self.share[(j, j)]).powf(-1.0 / self.elasticity)
        });
        let (component, count) = components(&pull);
        let scale = state.scales(&component, count);
        let spent = |j: usize| state.spending[j] / scale[component[j]];
        let flows = DMatrix::from_fn(n, n, |i, j| state.share[(i, j)] * spent(j));
        let equilibrium = TradeEquilibrium { real_income, flows, wage: log_wage.map(f64::exp) };
        if equilibrium.real_income.iter().all(|w| w.is_finite()) {
            Ok(equilibrium)
        } else {
            Err(self.not_converged(steps, f64::NAN))
        }
    }

    fn state(&self, pull: &DMatrix<f64>, log_wage: &DVector<f64>) -> State {
        let n = self.len();
        let weight = log_wage.map(|x| (-self.elasticity * x).exp());
        let mut share = pull.clone();
        for mut column in share.column_iter_mut() {
            column.component_mul_assign(&weight);
            let total = column.sum();
            column.unscale_mut(total);
        }
        let earned = DVector::from_fn(n, |i, _| log_wage[i].exp() * self.income[i]);
        let spending = earned.component_mul(&self.spending_ratio);
        let demand = &share * &spending;
        let scale = DVector::from_element(n, spending.sum() / earned.sum());
        State { share, earned, spending, demand, scale }
    }

    fn jacobian(&self, s: &State) -> DMatrix<f64> {
        let (n, eps) = (self.len(), self.elasticity);
        let (mu, total) = (s.scale[0], s.earned.sum());
        // Σ_j π_ij π_kj E_j
        let mut weighted = s.share.clone();
        for (j, mut column) in weighted.column_iter_mut().enumerate() {
            column.scale_mut(s.spending[j]);
        }
        let cross = &weighted * s.share.transpose();
        DMatrix::from_fn(n - 1, n - 1, |i, k| {
            let own = if i == k { s.earned[i] + eps * s.demand[i] / mu } else { 0.0 };
            let income = weighted[(i, k)] + eps * cross[(i, k)];
            let scale = s.demand[i] * (s.spending[k] - mu * s.earned[k]) / (mu * mu * total);
            income / mu - scale - own
        })
    }

    fn newton(&self, pull: &DMatrix<f64>, base: &LU<f64, Dyn, Dyn>) -> Option<(DVector<f64>, usize, f64)> {
        let n = self.len();
        let mut log_wage = DVector::zeros(n);
        let mut state = self.state(pull, &log_wage);
        let mut residual = state.residual();
        let mut fresh: Option<LU<f64, Dyn, Dyn>> = None;
        for step in 0..MAX_NEWTON {
            let excess = DVector::from_fn(n - 1, |i, _| state.demand[i] / state.scale[i] - state.earned[i]);
            let mut change = fresh.as_ref().unwrap_or(base).solve(&excess)?;
            let longest = change.amax();
            if residual < TOLERANCE && longest < WAGE_TOLERANCE {
                self.normalise(&mut log_wage, &vec![0; n], 1);
                return Some((log_wage, step, residual));
            }
            if !longest.is_finite() || residual < TOLERANCE {
                return None;
            }
            if longest > 1.0 {
                change.unscale_mut(longest);
            }
            let mut next = log_wage.clone();
            next.rows_mut(0, n - 1).zip_apply(&change, |x, c| *x -= c);
            let next_state = self.state(pull, &next);
            let next_residual = next_state.residual();
            if next_residual > 0.25 * residual {
                // The factored Jacobian is too far away: take it here, unless this one already was.
                if fresh.is_some() && next_residual >= residual {
                    return None;
                }
                let here = if next_residual < residual { &next_state } else { &state };
                fresh = Some(self.jacobian(here).lu());
            }
            if next_residual < residual {
                (log_wage, state, residual) = (next, next_state, next_residual);
            }
        }
        None
    }

    fn tatonnement(&self, pull: &DMatrix<f64>) -> Result<(DVector<f64>, usize, f64)> {
        let n = self.len();
        let (component, count) = components(pull);
        let mut log_wage = DVector::zeros(n);
        let mut residual = f64::INFINITY;
        let (mut least, mut since) = (f64::INFINITY, 0);
        let mut before = f64::INFINITY;
        for step in 0..MAX_TATONNEMENT {
            let state = self.state(pull, &log_wage);
            let scale = state.scales(&component, count);
            residual = 0.0;
            for i in 0..n {
                let ratio = state.demand[i] / (scale[component[i]] * state.earned[i]);
                residual = residual.max((ratio - 1.0).abs());
                log_wage[i] += ratio.ln() / (1.0 + self.elasticity);
            }
            // Steps that shrink by the factor r still have r/(1 − r) of the last one to go.
            let to_go =
                if residual == 0.0 { 0.0 } else { residual / (1.0 - residual / before).max(f64::EPSILON) };
            before = residual;
            if residual < TOLERANCE && to_go < WAGE_TOLERANCE {
                self.normalise(&mut log_wage, &component, count);
                return Ok((log_wage, step, residual));
            }
            (least, since) = if residual < 0.999 * least { (residual, 0) } else { (least, since + 1) };
            if !residual.is_finite() || since > PATIENCE {
                break;
            }
        }
        Err(self.not_converged(MAX_TATONNEMENT, residual))
    }

    fn normalise(&self, log_wage: &mut DVector<f64>, component: &[usize], count: usize) {
        for c in 0..count {
            let inside = |i: &usize| component[*i] == c;
            let (now, before) = (0..self.len()).filter(inside).fold((0.0, 0.0), |(now, before), i| {
                (now + log_wage[i].exp() * self.income[i], before + self.income[i])
            });
            (0..self.len()).filter(inside).for_each(|i| log_wage[i] -= (now / before).ln());
        }
    }

    fn not_converged(&self, iterations: usize, residual: f64) -> Error {
        Error::NotConverged { what: "trade equilibrium".into(), iterations, residual, tolerance: TOLERANCE }
    }
}

struct State {
    share: DMatrix<f64>,
    earned: DVector<f64>,
    spending: DVector<f64>,
    demand: DVector<f64>,
    scale: DVector<f64>,
}

impl State {
    fn scales(&self, component: &[usize], count: usize) -> Vec<f64> {
        let (mut spent, mut earned) = (vec![0.0; count], vec![0.0; count]);
        for (i, &c) in component.iter().enumerate() {
            spent[c] += self.spending[i];
            earned[c] += self.earned[i];
        }
        spent.iter().zip(&earned).map(|(s, e)| s / e).collect()
    }

    fn residual(&self) -> f64 {
        let excess = |i: usize| (self.demand[i] / (self.scale[i] * self.earned[i]) - 1.0).abs();
        (0..self.earned.len()).map(excess).fold(0.0, |m, x| if x.is_nan() { f64::INFINITY } else { m.max(x) })
    }
}

fn connected(pull: &DMatrix<f64>) -> bool {
    // The rest of the world, or any big trader, as a rule reaches everybody in one hop.
    let n = pull.nrows();
    (0..n).all(|i| pull[(i, n - 1)] > 0.0 || pull[(n - 1, i)] > 0.0) || components(pull).1 == 1
}

fn components(flow: &DMatrix<f64>) -> (Vec<usize>, usize) {
    let n = flow.nrows();
    let mut label = vec![usize::MAX; n];
    let mut count = 0;
    for start in 0..n {
        if label[start] != usize::MAX {
            continue;
        }
        let mut stack = vec![start];
        label[start] = count;
        while let Some(i) = stack.pop() {
            for j in 0..n {
                if label[j] == usize::MAX && (flow[(i, j)] > 0.0 || flow[(j, i)] > 0.0) {
                    label[j] = count;
                    stack.push(j);
                }
            }
        }
        count += 1;
    }
    (label, count)
}
