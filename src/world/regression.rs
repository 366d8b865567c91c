//! Least squares and Poisson regressions of a few variables.

use crate::error::{Error, Result};
use nalgebra::{DMatrix, DVector};

/// A fitted regression.
pub(super) struct Fit {
    /// The constant first.
    pub coefficients: Vec<f64>,
    /// Number of observations.
    pub observations: usize,
}

impl Fit {
    pub fn predict(&self, x: &[f64]) -> f64 {
        self.coefficients.iter().zip(x).map(|(b, x)| b * x).sum()
    }

    /// Ordinary least squares; `None` with no more observations than coefficients.
    pub fn least_squares<const K: usize>(
        observations: impl Iterator<Item = ([f64; K], f64)>,
    ) -> Option<Self> {
        let mut count = 0;
        let weighted = observations.inspect(|_| count += 1).map(|(x, y)| (x, y, 1.0));
        let coefficients = weighted_least_squares(weighted);
        (count > K).then_some(Fit { coefficients: coefficients?, observations: count })
    }

    /// Poisson pseudo-maximum likelihood of `E[y] = exp(x·β)` by iteratively reweighted least squares.
    ///
    /// `what` names the regression in errors.
    pub fn poisson<const K: usize>(what: &str, observations: Vec<([f64; K], f64)>) -> Result<Self> {
        const TOLERANCE: f64 = 1e-10;
        const ITERATIONS: usize = 100;
        let count = observations.len();
        let mean = observations.iter().map(|(_, y)| y).sum::<f64>() / count as f64;
        if count <= K || mean <= 0.0 {
            return Err(Error::undefined(
                what,
                format!("{count} flows are given, their mean is {mean}; needs more than {K}, not all zero"),
            ));
        }
        let mut fit = Fit { coefficients: Vec::new(), observations: count };
        let (mut deviance, mut residual) = (f64::INFINITY, f64::INFINITY);
        for _ in 0..ITERATIONS {
            let start = fit.coefficients.is_empty();
            let eta = |x: &[f64; K], y: f64| if start { (0.5 * (y + mean)).ln() } else { fit.predict(x) };
            let working = observations.iter().map(|&(x, y)| {
                let eta = eta(&x, y);
                (x, eta + (y - eta.exp()) / eta.exp(), eta.exp())
            });
            let Some(coefficients) = weighted_least_squares(working) else { break };
            fit.coefficients = coefficients;
            let terms = observations.iter().map(|&(x, y)| {
                let eta = fit.predict(&x);
                eta.exp() - y + if y > 0.0 { y * (y.ln() - eta) } else { 0.0 }
            });
            let previous = std::mem::replace(&mut deviance, 2.0 * terms.sum::<f64>());
            residual = (deviance - previous).abs() / (0.1 * mean + deviance);
            if residual < TOLERANCE {
                return Ok(fit);
            }
        }
        Err(Error::NotConverged { what: what.into(), iterations: ITERATIONS, residual, tolerance: TOLERANCE })
    }
}

/// `argmin_β Σ w (y − x·β)²` by the normal equations, columns scaled to unit length. A ridge of 1e-12 gives a
/// column that says nothing (no land border anywhere) no weight. `None` if a sum is not finite.
fn weighted_least_squares<const K: usize>(
    observations: impl Iterator<Item = ([f64; K], f64, f64)>,
) -> Option<Vec<f64>> {
    let (mut gram, mut rhs) = (DMatrix::<f64>::zeros(K, K), DVector::zeros(K));
    for (x, y, w) in observations {
        for a in 0..K {
            rhs[a] += w * x[a] * y;
            (0..K).for_each(|b| gram[(a, b)] += w * x[a] * x[b]);
        }
    }
    let scale: Vec<f64> =
        (0..K).map(|a| if gram[(a, a)] > 0.0 { gram[(a, a)].sqrt() } else { 1.0 }).collect();
    for a in 0..K {
        rhs[a] /= scale[a];
        (0..K).for_each(|b| gram[(a, b)] /= scale[a] * scale[b]);
        gram[(a, a)] += 1e-12;
    }
    let solution = gram.cholesky()?.solve(&rhs);
    let beta: Vec<f64> = solution.iter().zip(&scale).map(|(b, s)| b / s).collect();
    beta.iter().all(|b| b.is_finite()).then_some(beta)
}
