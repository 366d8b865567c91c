//! Arms: how military stocks answer each other (Richardson 1960), and two other ways to decide them.
//!
//! `K[(i, j)]` is the reaction of `i` to a dollar of `j`'s stock, 1/yr; `α` the fatigue rate, 1/yr; `g`
//! the upkeep that answers to nobody, USD bn/yr. The race `M(t+1) = M + (K − αI) M + g` rests at
//! `(αI − K) M = g` and is stable iff the spectral radius of `K/α` is below one.

use super::contest;
use crate::error::{Error, Result};
use nalgebra::{DMatrix, DVector};
use std::fmt::Debug;

/// Data of one evaluation that decide the stocks.
#[derive(Debug)]
pub struct ArmsProblem<'a> {
    /// `M`, USD bn: stocks of the state at hand.
    pub stock: &'a [f64],
    /// `M⁰`, USD bn: stocks at the base regime.
    pub base_stock: &'a [f64],
    /// `Σ_k H⁰_ik M⁰_k`: the threat to each at the base regime.
    pub base_threat: &'a [f64],
    /// `Σ_k H⁰_ik m`: the same with a million dollars for every stock, the least that a threat is divided by.
    pub least_threat: &'a [f64],
    /// `s_i/s`, 0..1: how far each answers a threat at all.
    pub readiness: &'a [f64],
    /// `H[(i, j)]`: how much a dollar of `j`'s stock threatens `i` now, already scaled by arms limits and by what
    /// protection takes over.
    pub threat: &'a DMatrix<f64>,
    /// USD bn: stock that missile defence elsewhere provokes, before it spreads.
    pub provoked: &'a [f64],
    /// Bloc of each nation: those joined by defence obligations share one number.
    pub bloc: &'a [usize],
    /// `Y`, USD bn/yr.
    pub gdp: &'a [f64],
    /// Factor on the upkeep that answers to nobody, as incomes rise or fall; `None` for 1.
    pub upkeep: Option<&'a [f64]>,
}

/// A way to decide military stocks: a user's own goes to [`Model::with_arms`](crate::model::Model::with_arms).
///
/// ```
/// use comity::model::{ArmsProblem, ArmsRace};
/// use comity::prelude::*;
/// /// Nobody answers anybody.
/// #[derive(Debug)]
/// struct Standstill;
/// impl ArmsRace for Standstill {
///     fn stocks(&self, problem: &ArmsProblem) -> comity::Result<Vec<f64>> {
///         Ok(problem.stock.to_vec())
///     }
/// }
/// let model = Model::new(World::northeast_asia_2002(), Parameters::default())?.with_arms(Standstill)?;
/// let without = model.evaluate(&Regime::none())?;
/// assert_eq!(without.total_stock(), model.base_outcome().total_stock());
/// # Ok::<(), comity::Error>(())
/// ```
pub trait ArmsRace: Debug + Send + Sync {
    /// Stocks `M`, USD bn, all finite and ≥ 0.
    ///
    /// # Errors
    /// No equilibrium, or bad parameters.
    fn stocks(&self, problem: &ArmsProblem) -> Result<Vec<f64>>;

    /// Stocks `M` one year later, USD bn, where the race is not at rest; all at once unless it says otherwise.
    ///
    /// # Errors
    /// As [`stocks`](Self::stocks).
    fn next_stocks(&self, problem: &ArmsProblem) -> Result<Vec<f64>> {
        self.stocks(problem)
    }
}

/// The arms race of Richardson (1960), calibrated so that the base regime is its steady state:
///
/// $$K_{ij} = s_i\alpha M^0_i \frac{H_{ij}}{\sum_k H^0_{ik} M^0_k},\qquad g_i=(1-s_i)\alpha M^0_i.$$
///
/// `H` is the [threat](ArmsProblem::threat), `s_i = s ·` [readiness](ArmsProblem::readiness) the share of upkeep that
/// answers to it at the base regime. A nation without a threat there has `s_i = 0`. Every row of `K/α` at the base
/// sums, weighted by `M⁰`, to `s_i M⁰_i`, so that its spectral radius lies between the least and the largest `s_i`
/// (Perron–Frobenius; Collatz–Wielandt bounds).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Richardson {
    /// `α`, 1/yr, > 0; 0.2 in Richardson. Cancels in the steady state, sets the pace off it.
    pub fatigue: f64,
    /// `s`, 0 ≤ s < 1; *assumed* 0.4, range 0.1–0.8.
    pub outward_share: f64,
}

impl Default for Richardson {
    fn default() -> Self {
        Richardson { fatigue: 0.2, outward_share: 0.4 }
    }
}

impl Richardson {
    /// `s_i`: the share of upkeep that answers to threats at the base regime.
    pub fn shares(&self, problem: &ArmsProblem) -> Vec<f64> {
        let of = |i: usize| {
            let (threat, least) = (problem.base_threat[i], problem.least_threat[i]);
            let known = if threat > 0.0 { threat / (threat + least) } else { 0.0 };
            self.outward_share * problem.readiness[i] * known
        };
        (0..problem.base_stock.len()).map(of).collect()
    }

    /// The linear system at hand, in the units of the race (1/yr and USD bn/yr).
    pub fn system(&self, problem: &ArmsProblem) -> LinearRace {
        let LinearRace { reaction, upkeep, .. } = self.at_rest(problem);
        LinearRace { reaction: reaction * self.fatigue, fatigue: self.fatigue, upkeep: upkeep * self.fatigue }
    }

    /// The same at a fatigue of one, which cancels in the steady state.
    fn at_rest(&self, problem: &ArmsProblem) -> LinearRace {
        let share = self.shares(problem);
        let n = problem.base_stock.len();
        let reaction = DMatrix::from_fn(n, n, |i, j| {
            if i == j || share[i] == 0.0 {
                0.0
            } else {
                share[i] * problem.base_stock[i] * problem.threat[(i, j)] / problem.base_threat[i]
            }
        });
        let upkeep = DVector::from_fn(n, |i, _| {
            let own = (1.0 - share[i]) * problem.base_stock[i];
            problem.upkeep.map_or(own, |factor| factor[i] * own) + problem.provoked[i]
        });
        LinearRace { reaction, fatigue: 1.0, upkeep }
    }
}

impl ArmsRace for Richardson {
    fn stocks(&self, problem: &ArmsProblem) -> Result<Vec<f64>> {
        self.at_rest(problem).steady_state()
    }

    fn next_stocks(&self, problem: &ArmsProblem) -> Result<Vec<f64>> {
        self.system(problem).step(problem.stock)
    }
}

/// A linear arms race `dM/dt = (K − αI) M + g`.
#[derive(Clone, Debug, PartialEq)]
pub struct LinearRace {
    /// `K`, 1/yr, ≥ 0.
    pub reaction: DMatrix<f64>,
    /// `α`, 1/yr, > 0.
    pub fatigue: f64,
    /// `g`, USD bn/yr, ≥ 0.
    pub upkeep: DVector<f64>,
}

impl LinearRace {
    /// The steady state `(αI − K)⁻¹ g`.
    ///
    /// # Errors
    /// [`Error::Undefined`] if the race runs away: `ρ(K/α) ≥ 1` up to rounding; a reaction or an upkeep that is negative
    /// or not finite (good will, `g < 0`, may leave the steady state below zero); a fatigue that is not above zero;
    /// [`Error::NotConverged`] where rounding might move a stock by more than a part in 10⁹, so near is `ρ` to one.
    ///
    /// # Complexity
    /// O(n³), one elimination without pivoting. For `K ≥ 0` all its pivots are positive iff `ρ(K/α) < 1` (`αI
    /// − K` is a nonsingular M-matrix: Berman & Plemmons 1979, theorem 6.2.3), so it proves stability as it
    /// goes; and only the pivots subtract, so small stocks beside large ones keep their digits.
    pub fn steady_state(&self) -> Result<Vec<f64>> {
        const LEAST_PIVOT: f64 = 1e-14;
        const ACCURACY: f64 = 1e-9;
        let n = self.square(self.upkeep.len())?;
        self.check()?;
        let mut matrix =
            DMatrix::from_fn(n, n, |i, j| (if i == j { self.fatigue } else { 0.0 }) - self.reaction[(i, j)]);
        for k in 0..n {
            let pivot = matrix[(k, k)];
            if pivot.is_nan() || pivot <= LEAST_PIVOT * self.fatigue {
                return Err(self.runs_away());
            }
            let below = matrix.column(k).rows(k + 1, n - k - 1) / pivot;
            for j in k + 1..n {
                let factor = matrix[(k, j)];
                matrix.column_mut(j).rows_mut(k + 1, n - k - 1).axpy(-factor, &below, 1.0);
            }
            matrix.column_mut(k).rows_mut(k + 1, n - k - 1).copy_from(&below);
        }
        let stock = solve(&matrix, self.upkeep.clone());
        if !stock.iter().all(|m| m.is_finite()) {
            return Err(self.runs_away());
        }
        // Only the diagonal is subtracted from: rounding changes it by some ε of the fatigue, n times at most, and the
        // stocks by the inverse, ≥ 0, of that.
        let moved = solve(&matrix, stock.clone());
        let rounding = 2.0 * n as f64 * f64::EPSILON * self.fatigue;
        let residual = moved
            .iter()
            .zip(&stock)
            .fold(0.0, |most: f64, (d, m)| if *m > 0.0 { most.max(rounding * d / m) } else { most });
        if residual > ACCURACY || residual.is_nan() {
            let what = "the steady state of the arms race, whose spectral radius is near one".into();
            return Err(Error::NotConverged { what, iterations: n, residual, tolerance: ACCURACY });
        }
        Ok(stock.as_slice().to_vec())
    }

    /// Arguments within their ranges, or the first that is not.
    fn check(&self) -> Result<()> {
        if !(self.fatigue.is_finite() && self.fatigue > 0.0) {
            return Err(Error::invalid("arms race", "fatigue", self.fatigue, "a finite number > 0 (1/yr)"));
        }
        if let Some(k) = self.reaction.iter().find(|k| !(k.is_finite() && **k >= 0.0)) {
            return Err(Error::invalid("arms race", "reaction", k, "a finite number ≥ 0 (1/yr)"));
        }
        let upkeep = self.upkeep.iter().position(|g| !(g.is_finite() && *g >= 0.0));
        upkeep.map_or(Ok(()), |i| {
            let allowed = "a finite number ≥ 0 (USD bn/yr)";
            Err(Error::invalid(format!("arms race, nation {i}"), "upkeep", self.upkeep[i], allowed))
        })
    }

    fn runs_away(&self) -> Error {
        let radius = self.spectral_radius().map_or_else(|_| "not finite".to_owned(), |r| format!("{r:.4}"));
        let reason = format!("the spectral radius of K/α is {radius}, a steady state needs it below 1");
        Error::undefined("the steady state of the arms race", reason)
    }

    /// Spectral radius of `K/α`, dimensionless: the race is stable iff it is below one.
    ///
    /// The matrix is balanced before its eigenvalues are taken (Parlett & Reinsch 1969), since stocks of a dwarf
    /// beside those of a giant would cost half of the digits.
    ///
    /// # Errors
    /// As [`steady_state`](Self::steady_state) of arguments; [`Error::NotConverged`] if the eigenvalues of `K` cannot be
    /// had.
    pub fn spectral_radius(&self) -> Result<f64> {
        const SWEEPS: usize = 10_000;
        let failed = || Error::NotConverged {
            what: "eigenvalues of the arms race".into(),
            iterations: SWEEPS,
            residual: f64::NAN,
            tolerance: f64::EPSILON,
        };
        if self.square(self.reaction.nrows())? == 0 {
            return Ok(0.0);
        }
        self.check()?;
        let mut balanced = self.reaction.clone();
        nalgebra::linalg::balancing::balance_parlett_reinsch(&mut balanced);
        let schur = nalgebra::Schur::try_new(balanced, f64::EPSILON, SWEEPS).ok_or_else(failed)?;
        let largest = schur.complex_eigenvalues().iter().map(|z| z.norm()).fold(0.0, f64::max);
        Ok(largest / self.fatigue)
    }

    /// That the reactions are square and as many as `n`.
    fn square(&self, n: usize) -> Result<usize> {
        if self.reaction.shape() == (n, n) && self.upkeep.len() == n {
            return Ok(n);
        }
        Err(Error::Shape {
            what: "arms race".into(),
            expected: format!("{n} × {n} reactions and {n} upkeeps"),
            got: format!("{} × {} and {}", self.reaction.nrows(), self.reaction.ncols(), self.upkeep.len()),
        })
    }

    /// One year off the steady state: `M + (K − αI) M + g`, not below zero.
    ///
    /// # Errors
    /// Tables that are not of the size of `stock`; arguments as [`steady_state`](Self::steady_state); stocks that are
    /// negative or not finite, now or then.
    pub fn step(&self, stock: &[f64]) -> Result<Vec<f64>> {
        self.square(stock.len())?;
        self.check()?;
        let finite = |stocks: &[f64]| match stocks.iter().position(|m| !(m.is_finite() && *m >= 0.0)) {
            None => Ok(()),
            Some(i) => {
                let who = format!("arms race, nation {i}");
                Err(Error::invalid(who, "stock", stocks[i], "a finite number ≥ 0 (USD bn)"))
            }
        };
        finite(stock)?;
        let m = DVector::from_column_slice(stock);
        let next = &m + &self.reaction * &m - self.fatigue * &m + &self.upkeep;
        let next: Vec<f64> = next.iter().map(|x| if *x < 0.0 { 0.0 } else { *x }).collect();
        finite(&next)?;
        Ok(next)
    }
}

/// Forward and backward substitution by the factors in one matrix, the unit diagonal of the lower left out.
fn solve(factors: &DMatrix<f64>, mut x: DVector<f64>) -> DVector<f64> {
    let n = x.len();
    for k in 0..n {
        let factor = x[k];
        x.rows_mut(k + 1, n - k - 1).axpy(-factor, &factors.column(k).rows(k + 1, n - k - 1), 1.0);
    }
    for k in (0..n).rev() {
        let later = factors.row(k).columns(k + 1, n - k - 1).transpose().dot(&x.rows(k + 1, n - k - 1));
        x[k] = (x[k] - later) / factors[(k, k)];
    }
    x
}

/// Fixed arms: stocks stay as they are, whatever is signed. For ablation.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Fixed;

impl ArmsRace for Fixed {
    fn stocks(&self, problem: &ArmsProblem) -> Result<Vec<f64>> {
        Ok(problem.stock.to_vec())
    }
}

/// Contest: blocs of allies fight over a prize in a Tullock contest with linear costs; a bloc's effort is
/// shared by GDP.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Contest {
    /// `V`, USD bn, > 0.
    pub prize: f64,
    /// Cost of a dollar of stock, USD, > 0.
    pub cost: f64,
}

impl ArmsRace for Contest {
    fn stocks(&self, problem: &ArmsProblem) -> Result<Vec<f64>> {
        let blocs = problem.bloc.iter().max().map_or(0, |b| b + 1);
        if blocs < 2 {
            return Ok(vec![0.0; problem.bloc.len()]); // nobody left to fight
        }
        let effort = contest::tullock(self.prize, &vec![self.cost; blocs])?;
        let mut gdp = vec![0.0; blocs];
        problem.bloc.iter().zip(problem.gdp).for_each(|(&b, y)| gdp[b] += y);
        Ok(problem.bloc.iter().zip(problem.gdp).map(|(&b, y)| effort[b] * y / gdp[b]).collect())
    }
}
