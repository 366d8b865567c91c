//! Arms: how military stocks answer each other (Richardson 1960), and two other ways to decide them.
//!
//! `K[(i, j)]` is the reaction of `i` to a dollar of `j`'s stock, 1/yr; `α` the fatigue rate, 1/yr; `g`
//! the upkeep that answers to nobody, USD bn/yr. The race `M(t+1) = M + (K − αI) M + g` rests at
//! `(αI − K) M = g` and is stable iff the spectral radius of `K/α` is below one.

use super::contest;
use crate::error::{Error, Result};
use nalgebra::{DMatrix, DVector};
use std::fmt::Debug;

/// What decides the stocks in one evaluation.
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
        let alpha = self.fatigue;
        let share = self.shares(problem);
        let n = problem.base_stock.len();
        let reaction = DMatrix::from_fn(n, n, |i, j| {
            if i == j || share[i] == 0.0 {
                0.0
            } else {
                share[i] * alpha * problem.base_stock[i] * problem.threat[(i, j)] / problem.base_threat[i]
            }
        });
        let upkeep = DVector::from_fn(n, |i, _| {
            alpha * ((1.0 - share[i]) * problem.base_stock[i] + problem.provoked[i])
        });
        LinearRace { reaction, fatigue: alpha, upkeep }
    }
}

impl ArmsRace for Richardson {
    fn stocks(&self, problem: &ArmsProblem) -> Result<Vec<f64>> {
        self.system(problem).steady_state()
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
    /// `g`, USD bn/yr.
    pub upkeep: DVector<f64>,
}

impl LinearRace {
    /// The steady state `(αI − K)⁻¹ g`.
    ///
    /// # Errors
    /// [`Error::Undefined`] if the race runs away: `ρ(K/α) ≥ 1` up to rounding; a reaction that is negative or not
    /// finite.
    ///
    /// # Complexity
    /// O(n³), one elimination without pivoting. For `K ≥ 0` all its pivots are positive iff `ρ(K/α) < 1` (`αI
    /// − K` is a nonsingular M-matrix: Berman & Plemmons 1979, theorem 6.2.3), so it proves stability as it
    /// goes; and only the pivots subtract, so small stocks beside large ones keep their digits.
    pub fn steady_state(&self) -> Result<Vec<f64>> {
        const LEAST_PIVOT: f64 = 1e-14;
        let n = self.square(self.upkeep.len())?;
        if let Some(k) = self.reaction.iter().find(|k| !(k.is_finite() && **k >= 0.0)) {
            return Err(Error::invalid("arms race", "reaction", k, "a finite number ≥ 0 (1/yr)"));
        }
        let mut matrix =
            DMatrix::from_fn(n, n, |i, j| (if i == j { self.fatigue } else { 0.0 }) - self.reaction[(i, j)]);
        let mut stock = self.upkeep.clone();
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
            let factor = stock[k];
            stock.rows_mut(k + 1, n - k - 1).axpy(-factor, &below, 1.0);
        }
        for k in (0..n).rev() {
            let later =
                matrix.row(k).columns(k + 1, n - k - 1).transpose().dot(&stock.rows(k + 1, n - k - 1));
            stock[k] = (stock[k] - later) / matrix[(k, k)];
        }
        if stock.iter().all(|m| m.is_finite() && *m >= 0.0) {
            Ok(stock.as_slice().to_vec())
        } else {
            Err(self.runs_away())
        }
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
    /// [`Error::NotConverged`] if the eigenvalues of `K` cannot be had (a NaN in it).
    pub fn spectral_radius(&self) -> Result<f64> {
        const SWEEPS: usize = 10_000;
        let failed = || Error::NotConverged {
            what: "eigenvalues of the arms race".into(),
            iterations: SWEEPS,
            residual: f64::NAN,
            tolerance: f64::EPSILON,
        };
        self.square(self.reaction.nrows())?;
        if self.reaction.iter().any(|x| !x.is_finite()) {
            return Err(failed());
        }
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
    /// Tables that are not of the size of `stock`.
    pub fn step(&self, stock: &[f64]) -> Result<Vec<f64>> {
        self.square(stock.len())?;
        let m = DVector::from_column_slice(stock);
        let next = &m + &self.reaction * &m - self.fatigue * &m + &self.upkeep;
        Ok(next.iter().map(|x| x.max(0.0)).collect())
    }
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
