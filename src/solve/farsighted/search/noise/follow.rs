//! Follows a smooth curve: a step along its tangent, then Newton's method back to it.

use crate::solve::farsighted::search::linear::{Lu, dot, normalise};

/// A curve given by one equation fewer than there are unknowns, and a point near it. The last unknown is the
/// logarithm of the noise.
pub(super) trait Curve {
    type Point;

    fn point(&self) -> Self::Point;

    fn set(&mut self, point: &Self::Point);

    fn noise(&self) -> f64;

    /// Moves the point.
    fn shift(&mut self, step: &[f64]);

    /// What the equations are off by, in units of log-odds.
    fn residual(&mut self) -> Vec<f64>;

    /// Their derivatives where [`residual`](Self::residual) was taken: square, the last row left to the
    /// caller.
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
/// A step this short has skipped nothing.
const TINY: f64 = 1e-6;
/// After a landing other choices may be possible, or sure. So often at most.
const SETTLING: u32 = 8;

/// A point on a curve, under way.
pub(super) struct Walk<C: Curve> {
    pub curve: C,
    /// Of length 1.
    tangent: Vec<f64>,
    step: f64,
    /// The sign of the determinant of the derivatives and the tangent, which does not change along a curve.
    positive: bool,
}

impl<C: Curve> Walk<C> {
    /// Lands on the curve at the noise where the point is, and looks towards less noise (`towards < 0`) or
    /// more. Matrices factored are counted in `made`.
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
                let positive = matrix.positive == (towards > 0.0);
                let tangent = oriented(&matrix, positive);
                let mut walk = Walk { curve, tangent, step: 0.1, positive };
                if let Some(other) = walk.curve.settle(&walk.tangent) {
                    walk.positive = orientation(positive, &walk.tangent, &other);
                    walk.tangent = other;
                }
                return Some(walk);
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
            if let Some((tangent, positive, first)) = self.attempt(step, made) {
                let stretch = match first / step.max(0.1) {
                    ..0.05 => 2.0,
                    ..0.15 => 1.4,
                    ..0.4 => 1.0,
                    _ => 0.7,
                };
                self.step = (step * stretch).min(LONGEST);
                (self.tangent, self.positive) = (tangent, positive);
                return Some(());
            }
            self.curve.set(&start);
            self.step = step * 0.4;
            if self.step < SHORTEST {
                return None;
            }
        }
    }

    /// The tangent at the point of the curve about `step` ahead, its orientation, and the length of the first
    /// correction.
    fn attempt(&mut self, step: f64, made: &mut u32) -> Option<(Vec<f64>, bool, f64)> {
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
            let near_enough = largest(&residual) < slight.0;
            if near_enough || length < slight.1 {
                if !near_enough {
                    self.curve.shift(&correction);
                }
                let (mut tangent, mut positive) = (self.turned(&matrix, step)?, self.positive);
                for _ in 0..SETTLING {
                    let Some(other) = self.curve.settle(&tangent) else {
                        return Some((tangent, positive, first));
                    };
                    positive = orientation(positive, &tangent, &other);
                    tangent = self.land(&other, positive, step, made)?;
                }
                return None;
            }
            if length > CHORD * before {
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
            (before, fresh) = (length, false);
            residual = self.curve.residual();
        }
        None
    }

    /// Back to the curve after the unknowns have become others, and the tangent there. What has become an
    /// unknown must have been rare, so that the way is short: else the step has skipped something.
    fn land(&mut self, other: &[f64], positive: bool, step: f64, made: &mut u32) -> Option<Vec<f64>> {
        let mut before = f64::INFINITY;
        for _ in 0..12 {
            let residual = self.curve.residual();
            let matrix = augmented(&self.curve, other)?;
            *made += 1;
            let slight = self.curve.slight();
            let correction = newton(&matrix, &residual);
            let longest = largest(&correction);
            if largest(&residual) < slight.0 {
                return Some(oriented(&matrix, positive));
            }
            let nearer = longest < 0.5 * before;
            if !nearer || (longest > 1.0 && step > TINY) {
                return None;
            }
            before = longest;
            self.curve.shift(&correction);
        }
        None
    }

    /// The tangent by the matrix that brought the point back to the curve. Its direction is the one of the
    /// same orientation: at a point reached by accident on another branch, too, so that nothing leads back to
    /// where the path began.
    fn turned(&self, matrix: &Lu, step: f64) -> Option<Vec<f64>> {
        let tangent = oriented(matrix, self.positive);
        (dot(&tangent, &self.tangent) > STRAIGHT || step < SHORT).then_some(tangent)
    }
}

/// The orientation in other unknowns. Of what is rare, neither the effect counts nor what it answers to but
/// itself, with derivative −1: each such unknown, come or gone, changes the sign. Another choice as the main
/// one does not.
fn orientation(positive: bool, tangent: &[f64], other: &[f64]) -> bool {
    positive ^ ((other.len() + tangent.len()) % 2 == 1)
}

/// Of length 1.
fn oriented(matrix: &Lu, positive: bool) -> Vec<f64> {
    let mut last = vec![0.0; matrix.size()];
    last[matrix.size() - 1] = 1.0;
    let mut tangent = matrix.solve(&last);
    normalise(&mut tangent);
    if matrix.positive != positive {
        tangent.iter_mut().for_each(|t| *t = -*t);
    }
    tangent
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
