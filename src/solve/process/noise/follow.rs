//! Follows a smooth curve: a step along its tangent, then Newton's method back to it.

use crate::solve::process::linear::{Lu, dot, normalise};

/// A curve given by one equation fewer than there are unknowns, and a point near it. The last unknown is the logarithm of the
/// noise.
pub(super) trait Curve {
    type Point;

    fn point(&self) -> Self::Point;

    fn set(&mut self, point: &Self::Point);

    fn noise(&self) -> f64;

    /// Moves the point.
    fn shift(&mut self, step: &[f64]);

    /// What the equations are off by, in units of log-odds.
    fn residual(&mut self) -> Vec<f64>;

    /// Their derivatives where [`residual`](Self::residual) was taken: square, the last row left to the caller.
    fn derivatives(&self) -> Vec<f64>;

    /// Residuals this small are none, and so are corrections.
    fn slight(&self) -> (f64, f64);

    /// After a step: the direction in the unknowns from now on, if these are others.
    fn settle(&mut self, tangent: &[f64]) -> Option<Vec<f64>>;
}

const LONGEST: f64 = 30.0;
const SHORTEST: f64 = 1e-7;
/// The logarithm of the noise changes by at most this much in a step.
const MOST_NOISE: f64 = 1.5;
/// Corrections with an old matrix must become shorter by this factor each time.
const CHORD: f64 = 0.3;
/// Tangents this far apart belong to one curve only if the step is short.
const STRAIGHT: f64 = 0.6;
const SHORT: f64 = 0.02;

/// A point on a curve, under way.
pub(super) struct Walk<C: Curve> {
    pub curve: C,
    /// Of length 1.
    tangent: Vec<f64>,
    step: f64,
    /// The sign of the determinant of the derivatives and the tangent, which does not change along a curve.
    positive: Option<bool>,
}

impl<C: Curve> Walk<C> {
    /// Lands on the curve at the noise where the point is, and looks towards less noise (`towards < 0`) or more. Matrices
    /// factored are counted in `made`.
    pub(super) fn new(mut curve: C, unknowns: usize, towards: f64, made: &mut u32) -> Option<Self> {
        let mut same_noise = vec![0.0; unknowns + 1];
        same_noise[unknowns] = 1.0;
        for _ in 0..40 {
            let residual = curve.residual();
            let matrix = augmented(&curve, &same_noise)?;
            *made += 1;
            let mut correction = newton(&matrix, &residual);
            let longest = largest(&correction);
            if !longest.is_finite() {
                return None;
            }
            correction.iter_mut().for_each(|c| *c *= (1.0 / longest).min(1.0));
            curve.shift(&correction);
            let slight = curve.slight();
            if longest < slight.1 || largest(&residual) < slight.0 {
                let mut tangent = matrix.solve(&same_noise);
                let turn = tangent[unknowns].signum() * towards.signum();
                tangent.iter_mut().for_each(|t| *t *= turn);
                normalise(&mut tangent);
                let tangent = curve.settle(&tangent).unwrap_or(tangent);
                return Some(Walk { curve, tangent, step: 0.1, positive: None });
            }
        }
        None
    }

    /// How fast the logarithm of the noise changes.
    pub(super) fn towards(&self) -> f64 {
        self.tangent[self.tangent.len() - 1]
    }

    /// One step. `None` if even the shortest fails.
    pub(super) fn advance(&mut self, made: &mut u32) -> Option<()> {
        let start = self.curve.point();
        loop {
            let step = self.step.min(MOST_NOISE / self.towards().abs());
            if let Some((tangent, first)) = self.attempt(step, made) {
                let stretch = match first / step.max(0.1) {
                    ..0.05 => 2.0,
                    ..0.15 => 1.4,
                    ..0.4 => 1.0,
                    _ => 0.7,
                };
                self.step = (step * stretch).min(LONGEST);
                self.tangent = match self.curve.settle(&tangent) {
                    Some(other) => {
                        self.positive = None;
                        other
                    }
                    None => tangent,
                };
                return Some(());
            }
            self.curve.set(&start);
            self.step = step * 0.4;
            if self.step < SHORTEST {
                return None;
            }
        }
    }

    /// The tangent at the point of the curve about `step` ahead, and the length of the first correction.
    fn attempt(&mut self, step: f64, made: &mut u32) -> Option<(Vec<f64>, f64)> {
        let ahead: Vec<f64> = self.tangent.iter().map(|t| t * step).collect();
        self.curve.shift(&ahead);
        let mut residual = self.curve.residual();
        let mut matrix = augmented(&self.curve, &self.tangent)?;
        *made += 1;
        let (mut first, mut before, mut fresh) = (None, f64::INFINITY, true);
        for _ in 0..12 {
            let correction = newton(&matrix, &residual);
            let length = dot(&correction, &correction).sqrt();
            let first = *first.get_or_insert(length);
            let near = first < 0.5 * step.max(0.2);
            if !near {
                return None;
            }
            let slight = self.curve.slight();
            let done = length < slight.1 || largest(&residual) < slight.0;
            if !done && length > CHORD * before {
                if !fresh {
                    // The matrix is of another place.
                    matrix = augmented(&self.curve, &self.tangent)?;
                    *made += 1;
                    (before, fresh) = (length.max(before), true);
                    continue;
                }
                if length > 0.5 * before {
                    return None;
                }
            }
            self.curve.shift(&correction);
            if done {
                return Some((self.turned(&matrix, step)?, first));
            }
            (before, fresh) = (length, false);
            residual = self.curve.residual();
        }
        None
    }

    /// The tangent by the matrix that brought the point back to the curve. Its direction is the one of the same orientation:
    /// at a point reached by accident on another branch, too, so that nothing leads back to where the path began.
    fn turned(&mut self, matrix: &Lu, step: f64) -> Option<Vec<f64>> {
        let mut last = vec![0.0; self.tangent.len()];
        last[self.tangent.len() - 1] = 1.0;
        let mut tangent = matrix.solve(&last);
        normalise(&mut tangent);
        if *self.positive.get_or_insert(matrix.positive) != matrix.positive {
            tangent.iter_mut().for_each(|t| *t = -*t);
        }
        (dot(&tangent, &self.tangent) > STRAIGHT || step < SHORT).then_some(tangent)
    }
}

fn largest(numbers: &[f64]) -> f64 {
    numbers.iter().fold(0.0, |most: f64, x| most.max(x.abs()))
}

fn augmented<C: Curve>(curve: &C, last: &[f64]) -> Option<Lu> {
    let mut matrix = curve.derivatives();
    let n = last.len();
    matrix[(n - 1) * n..].copy_from_slice(last);
    Lu::new(matrix, n)
}

fn newton(matrix: &Lu, residual: &[f64]) -> Vec<f64> {
    let right: Vec<f64> = residual.iter().map(|r| -r).chain([0.0]).collect();
    matrix.solve(&right)
}
