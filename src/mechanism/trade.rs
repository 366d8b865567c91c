//! Trade: exact hat algebra of a one-sector gravity model (Dekle, Eaton & Kortum 2008).
//!
//! From observed flows and changes `τ̂` of trade costs alone, the equilibrium wages solve
//!
//! $$\pi^\prime_{ij}=\frac{\pi_{ij}(\hat w_i\hat\tau_{ij})^{-\varepsilon}}{\sum_k \pi_{kj}(\hat w_k\hat\tau_{kj})^{-\varepsilon}},
//! \qquad \mu\hat w_i Y_i=\sum_j \pi^\prime_{ij}\varphi_j\hat w_jY_j,$$
//!
//! where `φ_j` is spending over income at the base, and `μ` scales the `φ` so that the world spends what it
//! earns (1 at the base). Real income follows from the domestic share,
//! $\hat W_j=(\hat\pi_{jj})^{-1/\varepsilon}$ (Arkolakis, Costinot & Rodríguez-Clare 2012). Flows that are
//! zero stay zero.
//!
//! # Method
//! Newton steps on log wages with the Jacobian of the base, factored once (a chord step costs two
//! multiplications of an n×n matrix by a vector); where these contract too slowly the Jacobian is
//! taken anew, and where they do not contract at all, and in economies that a shock splits in two, wages
//! move by tâtonnement, which converges under gross substitutes (Alvarez & Lucas 2007).

use crate::error::{Error, Result};
use crate::quantity::Range;
use nalgebra::{DMatrix, DVector, Dyn, LU};

/// Real income of a country of domestic share `λ` over its autarky income, minus one:
/// $1-\lambda^{1/\varepsilon}$ is what it would lose without trade (Arkolakis, Costinot & Rodríguez-Clare
/// 2012).
///
/// ```
/// let loss = comity::mechanism::trade::gains_from_trade(0.93, 5.0);
/// assert_eq!(format!("{:.2}", 100.0 * loss), "1.44"); // the U.S. in 2000
/// ```
pub fn gains_from_trade(domestic_share: f64, elasticity: f64) -> f64 {
    1.0 - domestic_share.powf(1.0 / elasticity)
}

/// The trading world at its base: shares, incomes, and a factored Jacobian.
#[derive(Clone, Debug)]
pub struct Trade {
    elasticity: f64,
    /// π[(i, j)]: share of j's spending on goods of i.
    share: DMatrix<f64>,
    /// Y: sales of each economy, USD bn a year.
    income: DVector<f64>,
    /// φ: spending over income.
    spending_ratio: DVector<f64>,
    /// Jacobian at the base; `None` where the base is not one connected economy.
    base_jacobian: Option<LU<f64, Dyn, Dyn>>,
}

/// What a change of trade costs does.
#[derive(Clone, Debug, PartialEq)]
pub struct TradeEquilibrium {
    /// `Ŵ`: real income over its base, one for each economy (the rest of the world last).
    pub real_income: DVector<f64>,
    /// `ŵ`: wage over its base; world income is the numéraire.
    pub wage: DVector<f64>,
    /// Flows `X'[(exporter, importer)]`, USD bn a year at base world income.
    pub flows: DMatrix<f64>,
    /// Newton and tâtonnement steps.
    pub steps: usize,
    /// Largest excess demand over income that is left: below 1e-12.
    pub residual: f64,
}

/// Excess demand over income that is small enough.
const TOLERANCE: f64 = 1e-12;
/// What log wages may be off by: where parts of the world hardly trade, little excess demand can mean wages
/// far off.
const WAGE_TOLERANCE: f64 = 1e-9;
const MAX_NEWTON: usize = 60;
const MAX_TATONNEMENT: usize = 200_000;
/// Tâtonnement steps without progress that count as a standstill.
const PATIENCE: usize = 500;

impl Trade {
    /// Calibrates to observed flows, USD bn a year, rows exporters, columns importers, domestic sales on the
    /// diagonal; `elasticity` is `ε > 0` (4 by default in the model; `σ − 1` under Armington).
    ///
    /// # Errors
    /// A table that is not square, a flow that is negative or not finite, domestic sales that are not
    /// positive, an elasticity that is not a finite number > 0.
    ///
    /// # Complexity
    /// O(n³) once; each [`counterfactual`](Self::counterfactual) O(n²) a step, some ten steps.
    pub fn new(flows: &DMatrix<f64>, elasticity: f64) -> Result<Self> {
        if !flows.is_square() || flows.nrows() == 0 {
            let got = format!("{} × {}", flows.nrows(), flows.ncols());
            return Err(Error::Shape { what: "trade flows".into(), expected: "a square table".into(), got });
        }
        if !Range::POSITIVE.contains(elasticity) {
            return Err(Error::invalid(
                "parameters",
                "trade_elasticity",
                elasticity,
                Range::POSITIVE.to_string(),
            ));
        }
        let n = flows.nrows();
        for i in 0..n {
            for j in 0..n {
                let x = flows[(i, j)];
                if !(x.is_finite() && x >= 0.0) || i == j && x == 0.0 {
                    let allowed = "a finite number ≥ 0, above 0 on the diagonal";
                    return Err(Error::invalid(format!("flow {i}→{j}"), "trade", x, allowed));
                }
            }
        }
        let income = DVector::from_fn(n, |i, _| flows.row(i).sum());
        let spending = DVector::from_fn(n, |j, _| flows.column(j).sum());
        let share = DMatrix::from_fn(n, n, |i, j| flows[(i, j)] / spending[j]);
        let spending_ratio = spending.component_div(&income);
        let mut trade = Trade { elasticity, share, income, spending_ratio, base_jacobian: None };
        if n > 1 && components(&trade.share).1 == 1 {
            let base = trade.state(&trade.share, &DVector::zeros(n));
            trade.base_jacobian = Some(trade.jacobian(&base).lu());
        }
        Ok(trade)
    }

    /// Number of economies.
    pub fn len(&self) -> usize {
        self.income.len()
    }

    /// Never true.
    pub fn is_empty(&self) -> bool {
        self.income.is_empty()
    }

    /// `ε`.
    pub fn elasticity(&self) -> f64 {
        self.elasticity
    }

    /// Base spending shares `π[(exporter, importer)]`.
    pub fn shares(&self) -> &DMatrix<f64> {
        &self.share
    }

    /// The equilibrium after trade costs change by the factors `tau_hat[(exporter, importer)]` (1 = as
    /// before).
    ///
    /// # Errors
    /// A table of another size; a factor that is NaN or ≤ 0 (∞ stops a flow, save on the diagonal);
    /// [`Error::NotConverged`] if no equilibrium is found to 1e-12 of income and 1e-9 of wages, as between parts of
    /// a world that hardly trade.
    ///
    /// ```
    /// use comity::mechanism::trade::Trade;
    /// use nalgebra::DMatrix;
    /// let trade = Trade::new(&DMatrix::from_row_slice(2, 2, &[80.0, 20.0, 20.0, 80.0]), 4.0)?;
    /// let freer = trade.counterfactual(&DMatrix::from_row_slice(2, 2, &[1.0, 0.9, 0.9, 1.0]))?;
    /// assert!(freer.real_income.iter().all(|w| *w > 1.0));
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn counterfactual(&self, tau_hat: &DMatrix<f64>) -> Result<TradeEquilibrium> {
        let n = self.len();
        if tau_hat.shape() != (n, n) {
            let got = format!("{} × {}", tau_hat.nrows(), tau_hat.ncols());
            return Err(Error::Shape {
                what: "trade-cost changes".into(),
                expected: format!("{n} × {n}"),
                got,
            });
        }
        for i in 0..n {
            for j in 0..n {
                let t = tau_hat[(i, j)];
                if t.is_nan() || t <= 0.0 || i == j && t.is_infinite() {
                    let allowed = "a number > 0, finite on the diagonal";
                    return Err(Error::invalid(format!("flow {i}→{j}"), "trade-cost change", t, allowed));
                }
            }
        }
        let ease = tau_hat.map(|t| if t == 1.0 { 1.0 } else { t.powf(-self.elasticity) });
        self.equilibrium(&ease)
    }

    /// The equilibrium after flows at given prices change by the factors `ease = τ̂^{−ε}`; 0 stops a flow.
    /// Arguments are not checked.
    pub(crate) fn equilibrium(&self, ease: &DMatrix<f64>) -> Result<TradeEquilibrium> {
        let pull = self.share.component_mul(ease);
        let n = self.len();
        let one = if connected(&pull) { Some((vec![0; n], 1)) } else { None };
        let newton = match &self.base_jacobian {
            Some(jacobian) if one.is_some() => self.newton(&pull, jacobian),
            _ => None,
        };
        let (component, count) = one.unwrap_or_else(|| components(&pull));
        let (log_wage, steps, residual) = match newton {
            Some(found) => found,
            None => self.tatonnement(&pull, &component, count)?,
        };
        let state = self.state(&pull, &log_wage);
        let real_income = DVector::from_fn(n, |j, _| {
            (state.share[(j, j)] / self.share[(j, j)]).powf(-1.0 / self.elasticity)
        });
        let scale = state.scales(&component, count);
        let spent = |j: usize| state.spending[j] / scale[component[j]];
        let flows = DMatrix::from_fn(n, n, |i, j| state.share[(i, j)] * spent(j));
        let equilibrium =
            TradeEquilibrium { real_income, wage: log_wage.map(f64::exp), flows, steps, residual };
        if equilibrium.real_income.iter().all(|w| w.is_finite()) {
            Ok(equilibrium)
        } else {
            Err(self.not_converged(steps, f64::NAN))
        }
    }

    /// Shares, spending and excess demand at these log wages, for one connected economy.
    fn state(&self, pull: &DMatrix<f64>, log_wage: &DVector<f64>) -> State {
        let n = self.len();
        let mut state = State {
            share: DMatrix::zeros(n, n),
            weight: vec![0.0; n],
            total: vec![0.0; n],
            earned: DVector::zeros(n),
            spending: DVector::zeros(n),
            demand: DVector::zeros(n),
            scale: 1.0,
        };
        self.update(&mut state, pull, log_wage);
        state
    }

    /// [`state`](Self::state) in the memory of another.
    fn update(&self, state: &mut State, pull: &DMatrix<f64>, log_wage: &DVector<f64>) {
        let n = self.len();
        for (weight, x) in state.weight.iter_mut().zip(log_wage) {
            *weight = (-self.elasticity * x).exp();
        }
        for i in 0..n {
            state.earned[i] = log_wage[i].exp() * self.income[i];
            state.spending[i] = state.earned[i] * self.spending_ratio[i];
        }
        let share = state.share.as_mut_slice();
        for (share, pull) in share.chunks_exact_mut(n).zip(pull.as_slice().chunks_exact(n)) {
            for ((share, pull), weight) in share.iter_mut().zip(pull).zip(&state.weight) {
                *share = pull * weight;
            }
        }
        column_sums(share, &mut state.total);
        state.demand.fill(0.0);
        for ((share, total), spending) in share.chunks_exact_mut(n).zip(&state.total).zip(&state.spending) {
            for (demand, share) in state.demand.as_mut_slice().iter_mut().zip(share) {
                *share /= total;
                *demand += *share * spending;
            }
        }
        state.scale = state.spending.sum() / state.earned.sum();
    }

    /// d(excess demand)/d(log wage) without the last row and column (the numéraire).
    fn jacobian(&self, s: &State) -> DMatrix<f64> {
        let (n, eps) = (self.len(), self.elasticity);
        let (mu, total) = (s.scale, s.earned.sum());
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
        let (mut next, mut next_state) = (log_wage.clone(), state.clone());
        let mut change = DVector::zeros(n - 1);
        for step in 0..MAX_NEWTON {
            for i in 0..n - 1 {
                change[i] = state.demand[i] / state.scale - state.earned[i];
            }
            if !fresh.as_ref().unwrap_or(base).solve_mut(&mut change) {
                return None;
            }
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
            next.copy_from(&log_wage);
            next.rows_mut(0, n - 1).zip_apply(&change, |x, c| *x -= c);
            self.update(&mut next_state, pull, &next);
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
                std::mem::swap(&mut log_wage, &mut next);
                std::mem::swap(&mut state, &mut next_state);
                residual = next_residual;
            }
        }
        None
    }

    /// Wages move with the log of excess demand, component by component.
    fn tatonnement(
        &self,
        pull: &DMatrix<f64>,
        component: &[usize],
        count: usize,
    ) -> Result<(DVector<f64>, usize, f64)> {
        let n = self.len();
        let mut log_wage = DVector::zeros(n);
        let mut residual = f64::INFINITY;
        let (mut least, mut since) = (f64::INFINITY, 0);
        let mut before = f64::INFINITY;
        let mut state = self.state(pull, &log_wage);
        for step in 0..MAX_TATONNEMENT {
            self.update(&mut state, pull, &log_wage);
            let scale = state.scales(component, count);
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
                self.normalise(&mut log_wage, component, count);
                return Ok((log_wage, step, residual));
            }
            (least, since) = if residual < 0.999 * least { (residual, 0) } else { (least, since + 1) };
            if !residual.is_finite() || since > PATIENCE {
                break;
            }
        }
        Err(self.not_converged(MAX_TATONNEMENT, residual))
    }

    /// World income of each component is the numéraire.
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

#[derive(Clone)]
struct State {
    share: DMatrix<f64>,
    /// `ŵ^{−ε}`.
    weight: Vec<f64>,
    /// `Σ_k π_kj ŵ_k^{−ε} τ̂_kj^{−ε}`.
    total: Vec<f64>,
    earned: DVector<f64>,
    spending: DVector<f64>,
    demand: DVector<f64>,
    /// μ.
    scale: f64,
}

impl State {
    /// μ of each component: what it spends at the base's ratios over what it earns.
    fn scales(&self, component: &[usize], count: usize) -> Vec<f64> {
        let (mut spent, mut earned) = (vec![0.0; count], vec![0.0; count]);
        for (i, &c) in component.iter().enumerate() {
            spent[c] += self.spending[i];
            earned[c] += self.earned[i];
        }
        spent.iter().zip(&earned).map(|(s, e)| s / e).collect()
    }

    fn residual(&self) -> f64 {
        let excess = |i: usize| (self.demand[i] / (self.scale * self.earned[i]) - 1.0).abs();
        (0..self.earned.len()).map(excess).fold(0.0, |m, x| if x.is_nan() { f64::INFINITY } else { m.max(x) })
    }
}

/// The sum of each column, its numbers added in order; four columns at a time, because an addition waits for
/// the one before.
fn column_sums(columns: &[f64], sums: &mut [f64]) {
    let n = sums.len();
    let mut fours = sums.chunks_exact_mut(4);
    let mut rest = columns;
    for four in &mut fours {
        let (block, others) = rest.split_at(4 * n);
        let (ab, cd) = block.split_at(2 * n);
        let ((a, b), (c, d)) = (ab.split_at(n), cd.split_at(n));
        let mut sum = [0.0; 4];
        for (((a, b), c), d) in a.iter().zip(b).zip(c).zip(d) {
            sum = [sum[0] + a, sum[1] + b, sum[2] + c, sum[3] + d];
        }
        four.copy_from_slice(&sum);
        rest = others;
    }
    for (sum, column) in fours.into_remainder().iter_mut().zip(rest.chunks_exact(n)) {
        *sum = column.iter().sum();
    }
}

fn connected(pull: &DMatrix<f64>) -> bool {
    // The rest of the world, or any big trader, as a rule reaches everybody in one hop.
    let n = pull.nrows();
    (0..n).all(|i| pull[(i, n - 1)] > 0.0 || pull[(n - 1, i)] > 0.0) || components(pull).1 == 1
}

/// Which connected component (through a flow in either direction) each economy is in, and how many there are.
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
