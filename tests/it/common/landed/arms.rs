//! The arms race as it was: see the front page.

use comity::{Error, Result};
use nalgebra::{DMatrix, DVector};

pub struct ArmsProblem<'a> {
    pub base_stock: &'a [f64],
    pub base_threat: &'a [f64],
    pub threat: &'a DMatrix<f64>,
    pub provoked: &'a [f64],
    pub bloc: &'a [usize],
    pub gdp: &'a [f64],
}

pub struct Richardson {
    pub fatigue: f64,
    pub outward_share: f64,
}

impl Richardson {
    pub fn system(&self, problem: &ArmsProblem) -> LinearRace {
        let (alpha, s) = (self.fatigue, self.outward_share);
        let n = problem.base_stock.len();
        let threatened = |i: usize| problem.base_threat[i] > 0.0;
        let reaction = DMatrix::from_fn(n, n, |i, j| {
            if i == j || !threatened(i) {
                0.0
            } else {
                s * alpha * problem.base_stock[i] * problem.threat[(i, j)] / problem.base_threat[i]
            }
        });
        let upkeep = DVector::from_fn(n, |i, _| {
            let own = if threatened(i) { 1.0 - s } else { 1.0 };
            alpha * (own * problem.base_stock[i] + problem.provoked[i])
        });
        LinearRace { reaction, fatigue: alpha, upkeep }
    }
}

pub struct LinearRace {
    reaction: DMatrix<f64>,
    fatigue: f64,
    upkeep: DVector<f64>,
}

impl LinearRace {
    pub fn steady_state(&self) -> Result<Vec<f64>> {
        const LEAST_PIVOT: f64 = 1e-14;
        let n = self.upkeep.len();
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
        Error::undefined("the steady state of the arms race", "it runs away")
    }
}
