//! The linear algebra of path following: equations in a few hundred unknowns, and the inverse of a chain's
//! equations.

use crate::solve::simd::multiversion;

/// Rows eliminated at once.
const PANEL: usize = 8;

multiversion! {
    /// Subtracts from each row of `below` its multiples of the `PANEL` rows of `upper`, which were eliminated
    /// from column `k` on.
    fn update(below: &mut [f64], upper: &[f64], n: usize, k: usize) {
        let rows: [&[f64]; PANEL] = std::array::from_fn(|b| &upper[b * n + k + PANEL..(b + 1) * n]);
        for row in below.chunks_exact_mut(n) {
            let (left, right) = row.split_at_mut(k + PANEL);
            let factors: [f64; PANEL] = std::array::from_fn(|b| left[k + b]);
            for (c, entry) in right.iter_mut().enumerate() {
                let mut rest = *entry;
                for b in 0..PANEL {
                    rest -= factors[b] * rows[b][c];
                }
                *entry = rest;
            }
        }
    }
}

/// A square matrix, row by row, factored with partial pivoting after its rows were brought to one scale.
pub(super) struct Lu {
    factors: Vec<f64>,
    order: Vec<usize>,
    scale: Vec<f64>,
    /// Whether the determinant is positive.
    pub positive: bool,
}

impl Lu {
    /// `None` if the matrix is singular, or not finite.
    pub(super) fn new(mut a: Vec<f64>, n: usize) -> Option<Lu> {
        let mut scale = Vec::with_capacity(n);
        for row in a.chunks_exact_mut(n) {
            let largest = row.iter().fold(0.0, |most: f64, entry| most.max(entry.abs()));
            if !(largest > 0.0 && largest.is_finite()) {
                return None;
            }
            row.iter_mut().for_each(|entry| *entry /= largest);
            scale.push(largest);
        }
        let mut order: Vec<usize> = (0..n).collect();
        let mut positive = true;
        for first in (0..n).step_by(PANEL) {
            let end = (first + PANEL).min(n);
            for k in first..end {
                let size = |r: usize| a[r * n + k].abs();
                let pivot = (k..n).reduce(|best, r| if size(r) > size(best) { r } else { best })?;
                if !(size(pivot) > 0.0 && size(pivot).is_finite()) {
                    return None;
                }
                if pivot != k {
                    order.swap(pivot, k);
                    positive = !positive;
                    let (above, below) = a.split_at_mut(pivot * n);
                    above[k * n..(k + 1) * n].swap_with_slice(&mut below[..n]);
                }
                positive ^= a[k * n + k] < 0.0;
                let (above, below) = a.split_at_mut((k + 1) * n);
                let row = &above[k * n + k..k * n + end];
                for other in below.chunks_exact_mut(n).filter(|other| other[k] != 0.0) {
                    let factor = other[k] / row[0];
                    other[k] = factor;
                    subtract(&mut other[k + 1..end], factor, &row[1..]);
                }
            }
            if end < n {
                for k in first + 1..end {
                    let (above, rest) = a.split_at_mut(k * n);
                    let (left, right) = rest[..n].split_at_mut(end);
                    (first..k).for_each(|b| subtract(right, left[b], &above[b * n + end..(b + 1) * n]));
                }
                let (above, below) = a.split_at_mut(end * n);
                update(below, &above[first * n..], n, first);
            }
        }
        Some(Lu { factors: a, order, scale, positive })
    }

    pub(super) fn size(&self) -> usize {
        self.order.len()
    }

    /// The solution for one right-hand side.
    pub(super) fn solve(&self, right: &[f64]) -> Vec<f64> {
        let n = self.order.len();
        let mut x: Vec<f64> = self.order.iter().map(|&p| right[p] / self.scale[p]).collect();
        for k in 0..n {
            x[k] -= dot(&self.factors[k * n..k * n + k], &x[..k]);
        }
        for k in (0..n).rev() {
            let known = dot(&self.factors[k * n + k + 1..(k + 1) * n], &x[k + 1..]);
            x[k] = (x[k] - known) / self.factors[k * n + k];
        }
        x
    }
}

fn subtract(row: &mut [f64], factor: f64, other: &[f64]) {
    row.iter_mut().zip(other).for_each(|(entry, above)| *entry -= factor * above);
}

multiversion! {
    /// Inverts a matrix with dominant diagonal rows in place, row by row, by Gauss–Jordan elimination without
    /// exchanges.
    pub(super) fn invert(a: &mut [f64], m: usize) {
        let mut pivot = vec![0.0; m];
        for k in 0..m {
            let scale = 1.0 / a[k * m + k];
            a[k * m + k] = 1.0;
            a[k * m..(k + 1) * m].iter_mut().for_each(|entry| *entry *= scale);
            pivot.copy_from_slice(&a[k * m..(k + 1) * m]);
            for r in (0..m).filter(|&r| r != k) {
                let row = &mut a[r * m..(r + 1) * m];
                let factor = std::mem::take(&mut row[k]);
                if factor != 0.0 {
                    row.iter_mut().zip(&pivot).for_each(|(entry, above)| *entry -= factor * above);
                }
            }
        }
    }
}

/// The sum of products, in eight sums.
pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    let (a8, b8) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f64 = a8.remainder().iter().zip(b8.remainder()).map(|(a, b)| a * b).sum();
    let mut sums = [0.0; 8];
    for (a, b) in a8.zip(b8) {
        sums.iter_mut().zip(a.iter().zip(b)).for_each(|(sum, (a, b))| *sum += a * b);
    }
    sums.iter().sum::<f64>() + rest
}

/// To length 1.
pub(super) fn normalise(a: &mut [f64]) {
    let length = dot(a, a).sqrt();
    a.iter_mut().for_each(|x| *x /= length);
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::rngs::ChaCha8Rng;
    use rand::{RngExt, SeedableRng};

    #[test]
    fn factored_solved_and_inverted() {
        let mut rng = ChaCha8Rng::seed_from_u64(5);
        for n in 1..40 {
            let a: Vec<f64> = (0..n * n).map(|_| 2.0 * rng.random::<f64>() - 1.0).collect();
            let x: Vec<f64> = (0..n).map(|_| rng.random()).collect();
            let image: Vec<f64> = a.chunks(n).map(|row| dot(row, &x)).collect();
            let lu = Lu::new(a.clone(), n).unwrap();
            assert!(lu.solve(&image).iter().zip(&x).all(|(a, b)| (a - b).abs() < 1e-8), "{n}");
            let reference = nalgebra::DMatrix::from_row_slice(n, n, &a).determinant();
            assert_eq!(lu.positive, reference > 0.0, "{n}");
            let dominant = |k: usize| a[k] + f64::from(u8::from(k / n == k % n)) * n as f64;
            let mut inverse: Vec<f64> = (0..n * n).map(dominant).collect();
            let image: Vec<f64> = inverse.chunks(n).map(|row| dot(row, &x)).collect();
            invert(&mut inverse, n);
            assert!(inverse.chunks(n).zip(&x).all(|(row, x)| (dot(row, &image) - x).abs() < 1e-12), "{n}");
        }
        assert!(Lu::new(vec![1.0, 2.0, 2.0, 4.0], 2).is_none());
        assert!(Lu::new(vec![f64::NAN, 2.0, 2.0, 4.0], 2).is_none());
        assert!(Lu::new(vec![0.0; 4], 2).is_none());
    }
}
