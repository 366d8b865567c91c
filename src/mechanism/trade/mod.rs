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
//! zero stay zero. One below 1e-100 USD bn per year counts as zero: parts of a world that only such flows join are apart.
//!
//! # Method
//! The map $T_i(y)=y_i(\mathrm{demand}_i/y_i)^{1/(1+\varepsilon)}$ of incomes is order-preserving and homogeneous, and its graph
//! connected, so that its eigenvector, the equilibrium, is unique up to scale (nonlinear Perron–Frobenius: Gaubert &
//! Gunawardena 2004). Newton steps on its logarithm are Poisson's equations of a Markov chain, solved without subtraction
//! (Grassmann, Taksar & Heyman 1985); what is left of each market is computed from *net trade*, in which domestic sales
//! do not cancel. The rounding of each net trade, carried through the inverse, bounds the error of the answer; where
//! that is too large the same is done with 32 digits.

mod bound;
mod components;
mod market;
mod search;

use super::double_double::DoubleDouble;
use super::elimination::Elimination;
use super::real::Real;
use crate::error::{Error, Result};
use crate::quantity::Range;
use crate::world::table;
use bound::Bound;
use market::{Base, Market, Point};
use nalgebra::DMatrix;
use search::search;
use serde::{Deserialize, Serialize};

/// The trading world at its base: flows, incomes, and a factored derivative.
#[derive(Clone, Debug)]
pub struct Trade {
    elasticity: f64,
    /// X: USD bn per year.
    flows: DMatrix<f64>,
    /// π[(i, j)]: share of j's spending on goods of i.
    share: DMatrix<f64>,
    base: Base<f64>,
    /// The derivative at the base; `None` where the base is not one connected economy.
    derivative: Option<Elimination<f64>>,
}

/// The equilibrium after a change of trade costs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TradeEquilibrium {
    /// `Ŵ`: real income over its base, one for each economy (the rest of the world last).
    pub real_income: Vec<f64>,
    /// `ŵ`: wage over its base; world income is the numéraire (that of the component, where trade does not connect
    /// the world).
    pub wage: Vec<f64>,
    /// Flows `X'[(exporter, importer)]`, USD bn per year at base world income.
    #[serde(with = "table")]
    pub flows: DMatrix<f64>,
    /// Newton steps.
    pub steps: usize,
    /// Bound on the error of each `ln Ŵ`, rounding included: at most 1e-11.
    pub error_bound: f64,
}

/// Flows that count: their products stay within the range of numbers.
const FLOW: Range = Range::closed(1e-100, 1e100);
/// Flows off the diagonal.
const ABROAD: Range = Range::closed(0.0, 1e100);
/// Changes of flows at given prices, likewise.
const EASE: Range = Range::closed(1e-150, 1e150);
/// Largest bound on the error of a `ln Ŵ`.
const TOLERANCE: f64 = 1e-11;
/// Largest bound on the error of a log wage.
const WAGE_TOLERANCE: f64 = 1e-9;
/// Bound on the errors of log wages from which a search with more digits goes on.
const NEAR: f64 = 1e-3;

impl Trade {
    /// Calibrates to observed flows, USD bn per year, rows exporters, columns importers, domestic sales on the
    /// diagonal; `elasticity` is `ε > 0` (4 by default in the model; `σ − 1` under Armington). A flow off the diagonal
    /// below 1e-100 counts as zero.
    ///
    /// # Errors
    /// A table that is not square, a flow outside 0..1e100, domestic sales outside 1e-100..1e100, an elasticity that is
    /// not a finite number > 0.
    ///
    /// # Complexity
    /// O(n³) once; each [`counterfactual`](Self::counterfactual) O(n²) per step, some ten steps; O(n³) per step where
    /// costs change much.
    pub fn new(flows: &DMatrix<f64>, elasticity: f64) -> Result<Self> {
        if !flows.is_square() || flows.nrows() == 0 {
            let got = format!("{} × {}", flows.nrows(), flows.ncols());
            return Err(Error::Shape { what: "trade flows".into(), expected: "a square table".into(), got });
        }
        Range::POSITIVE.check("parameters", "trade_elasticity", elasticity)?;
        let n = flows.nrows();
        let mut flows = flows.clone();
        for i in 0..n {
            for j in 0..n {
                let x = flows[(i, j)];
                if FLOW.contains(x) {
                    continue;
                }
                let allowed = if i == j { FLOW } else { ABROAD };
                allowed.check(format!("flow {i}→{j}"), "trade", x)?;
                flows[(i, j)] = 0.0;
            }
        }
        let spending: Vec<f64> = flows.column_iter().map(|column| column.sum()).collect();
        let share = DMatrix::from_fn(n, n, |i, j| flows[(i, j)] / spending[j]);
        let base = Base::of(&flows);
        let whole = components::components(&flows);
        let mut trade = Trade { elasticity, flows, share, base, derivative: None };
        if n > 1 && whole.len() == 1 {
            let mut market = trade.market(&DMatrix::from_element(n, n, 1.0), &trade.base, &whole[0]);
            let at_base = market.at(vec![0.0; n]);
            trade.derivative = market.eliminate(&at_base);
        }
        Ok(trade)
    }

    /// Number of economies.
    pub fn len(&self) -> usize {
        self.flows.nrows()
    }

    /// Never true.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
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
    /// before). A factor on the diagonal is one on the cost of domestic sales, $\hat W_j=\hat w_j/\hat P_j$.
    ///
    /// # Errors
    /// A table of another size; a factor that is NaN or ≤ 0 (∞ stops a flow, save on the diagonal), or whose power `−ε`
    /// is not in 1e-150..1e150; [`Error::Undefined`] if rounding leaves a `ln Ŵ` open by more than 1e-11 or a log wage
    /// by more than 1e-9 even with 32 digits, which names the economies that hardly trade with the others;
    /// [`Error::NotConverged`] if no wages clear the markets, as where economies may no longer sell where they buy.
    ///
    /// ```
    /// use comity::model::Trade;
    /// use nalgebra::DMatrix;
    /// let trade = Trade::new(&DMatrix::from_row_slice(2, 2, &[80.0, 20.0, 20.0, 80.0]), 4.0)?;
    /// let freer = trade.counterfactual(&DMatrix::from_row_slice(2, 2, &[1.0, 0.9, 0.9, 1.0]))?;
    /// assert!(freer.real_income.iter().all(|w| *w > 1.0));
    /// assert!(freer.error_bound < 1e-14);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn counterfactual(&self, tau_hat: &DMatrix<f64>) -> Result<TradeEquilibrium> {
        self.cleared(&self.ease(tau_hat)?, Deficits::OfBase, |i| format!("economy {i}"))
    }

    /// The equilibrium of *balanced trade* after the same change of trade costs: each economy spends what it earns
    /// (`φ = μ = 1`), as in counterfactual I of Dekle, Eaton & Kortum (2008). With factors of 1 its flows are the base of
    /// a world without deficits, whose counterfactuals owe nothing to how deficits are held.
    ///
    /// Real income is `ŵ/P̂`, what an hour's work buys; what an economy spends falls further where it had a deficit,
    /// by the factor of its base spending over income.
    ///
    /// # Errors
    /// As [`counterfactual`](Self::counterfactual).
    ///
    /// ```
    /// use comity::model::Trade;
    /// use nalgebra::DMatrix;
    /// let base = Trade::new(&DMatrix::from_row_slice(2, 2, &[80.0, 30.0, 20.0, 80.0]), 4.0)?;
    /// let balanced = base.balanced(&DMatrix::from_element(2, 2, 1.0))?;
    /// assert!((balanced.flows[(0, 1)] - balanced.flows[(1, 0)]).abs() < 1e-9);
    /// assert!(balanced.wage[0] > balanced.wage[1]); // 0 had the surplus
    /// let purged = Trade::new(&balanced.flows, 4.0)?;
    /// assert_eq!(purged.len(), 2);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn balanced(&self, tau_hat: &DMatrix<f64>) -> Result<TradeEquilibrium> {
        self.cleared(&self.ease(tau_hat)?, Deficits::None, |i| format!("economy {i}"))
    }

    /// `τ̂^{−ε}`, checked.
    fn ease(&self, tau_hat: &DMatrix<f64>) -> Result<DMatrix<f64>> {
        let n = self.len();
        if tau_hat.shape() != (n, n) {
            let got = format!("{} × {}", tau_hat.nrows(), tau_hat.ncols());
            return Err(Error::Shape {
                what: "trade-cost changes".into(),
                expected: format!("{n} × {n}"),
                got,
            });
        }
        let mut ease = DMatrix::from_element(n, n, 1.0);
        for j in 0..n {
            for i in 0..n {
                let t = tau_hat[(i, j)];
                if t == 1.0 {
                    continue;
                }
                let wrong = |allowed: String| {
                    Err(Error::invalid(format!("flow {i}→{j}"), "trade-cost change", t, allowed))
                };
                if t.is_nan() || t <= 0.0 || i == j && t.is_infinite() {
                    return wrong("a number > 0, finite on the diagonal".into());
                }
                ease[(i, j)] = t.powf(-self.elasticity);
                if t.is_finite() && !EASE.contains(ease[(i, j)]) {
                    return wrong(format!("one whose power {} is in {EASE}", -self.elasticity));
                }
            }
        }
        Ok(ease)
    }

    /// The equilibrium after flows at given prices change by the factors `ease = τ̂^{−ε}`, in 1e-150..1e150, or 0 where
    /// it stops a flow; errors call the economies by `name`.
    pub(crate) fn equilibrium(
        &self,
        ease: &DMatrix<f64>,
        name: impl Fn(usize) -> String,
    ) -> Result<TradeEquilibrium> {
        self.cleared(ease, Deficits::OfBase, name)
    }

    fn cleared(
        &self,
        ease: &DMatrix<f64>,
        deficits: Deficits,
        name: impl Fn(usize) -> String,
    ) -> Result<TradeEquilibrium> {
        let n = self.len();
        let mut left = self.flows.clone();
        for j in 0..n {
            for i in 0..n {
                let e = ease[(i, j)];
                if !(EASE.contains(e) || e == 0.0 && i != j) {
                    let (subject, allowed) =
                        (format!("trade of {} with {}", name(i), name(j)), EASE.to_string());
                    return Err(Error::invalid(subject, "change at given prices", e, allowed));
                }
                left[(i, j)] *= e;
            }
        }
        let mut found = TradeEquilibrium {
            real_income: vec![1.0; n],
            wage: vec![1.0; n],
            flows: DMatrix::zeros(n, n),
            steps: 0,
            error_bound: 0.0,
        };
        for members in components::components(&left) {
            self.solve(ease, deficits, &members, &mut found, &name)?;
        }
        Ok(found)
    }

    fn market<R: Real>(&self, ease: &DMatrix<f64>, base: &Base<R>, members: &[usize]) -> Market<R> {
        Market::new(&self.flows, ease, base, self.elasticity, members)
    }

    /// The equilibrium of one component, written into that of the world.
    fn solve(
        &self,
        ease: &DMatrix<f64>,
        deficits: Deficits,
        members: &[usize],
        into: &mut TradeEquilibrium,
        name: &impl Fn(usize) -> String,
    ) -> Result<()> {
        let nearby = self.derivative.as_ref().filter(|_| members.len() == self.len());
        let mut market = deficits.in_market(self.market(ease, &self.base, members));
        let found = search(&mut market, vec![0.0; members.len()], nearby);
        let (start, steps) = match found {
            Ok(found) => {
                let mut bound = bound::quick(&market, &found.point, &found.derivative);
                if !bound.as_ref().is_some_and(accepted) {
                    bound = bound::full(&market, &found.point);
                }
                if let Some(bound) = bound.as_ref().filter(|bound| accepted(bound)) {
                    return write(&market, &found.point, bound, members, found.steps, into);
                }
                let near = bound.is_some_and(|bound| bound.wages() < NEAR);
                (near.then_some(found.point.log_wage), found.steps)
            }
            Err(lost) => (None, lost.steps),
        };
        // The same with twice the digits, from there if that was near.
        let base = Base::<DoubleDouble>::of(&self.flows);
        let mut market = deficits.in_market(self.market(ease, &base, members));
        let start = start.unwrap_or_else(|| vec![0.0; members.len()]);
        let start = start.into_iter().map(DoubleDouble::from).collect();
        let exact =
            search(&mut market, start, None).map_err(|lost| not_converged(lost.steps, lost.residual))?;
        let bound = bound::full(&market, &exact.point);
        match bound {
            Some(bound) if accepted(&bound) => {
                write(&market, &exact.point, &bound, members, steps + exact.steps, into)
            }
            bound => Err(undetermined(members, bound, name)),
        }
    }
}

/// What becomes of the deficits of the base.
#[derive(Clone, Copy)]
enum Deficits {
    /// The same share of income, all scaled alike so that the world spends what it earns.
    OfBase,
    None,
}

impl Deficits {
    fn in_market<R: Real>(self, market: Market<R>) -> Market<R> {
        match self {
            Deficits::OfBase => market,
            Deficits::None => market.balanced(),
        }
    }
}

fn accepted(bound: &Bound) -> bool {
    bound.real_income <= TOLERANCE && bound.wages() <= WAGE_TOLERANCE
}

fn write<R: Real>(
    market: &Market<R>,
    point: &Point<R>,
    bound: &Bound,
    members: &[usize],
    steps: usize,
    into: &mut TradeEquilibrium,
) -> Result<()> {
    let numeraire = market.numeraire(point);
    let flows = market.flows(point, numeraire);
    for (b, &j) in members.iter().enumerate() {
        let log_real_income = market.log_real_income(point, b).value();
        into.real_income[j] = log_real_income.exp();
        let rounded = f64::EPSILON * (1.0 + log_real_income.abs());
        into.error_bound = into.error_bound.max(bound.real_income + rounded);
        into.wage[j] = (point.log_wage[b].exp() / numeraire).value();
        for (a, &i) in members.iter().enumerate() {
            into.flows[(i, j)] = flows[b * members.len() + a].value();
        }
        let normal = |x: f64| x.is_finite() && x > 0.0;
        if !(normal(into.real_income[j]) && normal(into.wage[j])) {
            return Err(not_converged(steps, f64::NAN));
        }
    }
    into.steps = into.steps.max(steps);
    Ok(())
}

fn not_converged(iterations: usize, residual: f64) -> Error {
    Error::NotConverged { what: "trade equilibrium".into(), iterations, residual, tolerance: TOLERANCE }
}

/// The error that names the economies whose wages trade does not tie to those of the others.
fn undetermined(members: &[usize], bound: Option<Bound>, name: &impl Fn(usize) -> String) -> Error {
    const SHOWN: usize = 5;
    let (open, loose) = bound.map_or((f64::INFINITY, Vec::new()), |bound| {
        let most = bound.wages();
        let loose = (0..members.len()).filter(|&i| bound.wage[i] > 0.1 * most).map(|i| name(members[i]));
        (bound.real_income.max(most), loose.collect())
    });
    let more = loose.len().saturating_sub(SHOWN);
    let mut who = loose[..loose.len().min(SHOWN)].join(", ");
    if more > 0 {
        who += &format!(" and {more} more");
    }
    if who.is_empty() {
        who = "some economies".to_owned();
    }
    let reason = format!(
        "{who} and the others hardly trade with each other, so that rounding leaves wages or real incomes open by \
         {open:.1e}"
    );
    Error::undefined("the trade equilibrium", reason)
}
