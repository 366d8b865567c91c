//! Systems with one unknown more than there are equations.

use crate::solve::farsighted::search::linear::{dot, normalise};

/// The shortest solution of `right.len()` equations in `cols` unknowns, as many or one more; then also a unit
/// vector of the kernel. `None` if the equations depend on each other.
pub(super) fn solve(a: &mut [f64], right: &mut [f64], cols: usize) -> Option<(Vec<f64>, Vec<f64>)> {
    let rows = right.len();
    let mut order: Vec<usize> = (0..cols).collect();
    for k in 0..rows {
        let (mut largest, mut at) = (0.0, (k, k));
        for (r, c) in (k..rows).flat_map(|r| (k..cols).map(move |c| (r, c))) {
            if a[r * cols + c].abs() > largest {
                (largest, at) = (a[r * cols + c].abs(), (r, c));
            }
        }
        if largest < 1e-14 {
            return None;
        }
        (0..cols).for_each(|c| a.swap(k * cols + c, at.0 * cols + c));
        right.swap(k, at.0);
        (0..rows).for_each(|r| a.swap(r * cols + k, r * cols + at.1));
        order.swap(k, at.1);
        let (above, below) = a.split_at_mut((k + 1) * cols);
        let pivot = &above[k * cols + k..];
        for (r, row) in below.chunks_mut(cols).enumerate() {
            let factor = row[k] / pivot[0];
            if factor != 0.0 {
                row[k..].iter_mut().zip(pivot).for_each(|(entry, above)| *entry -= factor * above);
                right[k + 1 + r] -= factor * right[k];
            }
        }
    }
    // Back substitution, the unknown of the last column held at `last`.
    let back = |right: &dyn Fn(usize) -> f64, last: f64| {
        let mut x = vec![last; cols];
        for k in (0..rows).rev() {
            let known: f64 = (k + 1..rows).map(|c| a[k * cols + c] * x[order[c]]).sum();
            x[order[k]] = (right(k) - known) / a[k * cols + k];
        }
        x
    };
    let mut step = back(&|k| right[k], 0.0);
    let mut tangent = Vec::new();
    if rows < cols {
        tangent = back(&|k| -a[k * cols + rows], 1.0);
        normalise(&mut tangent);
        let along = dot(&step, &tangent);
        step.iter_mut().zip(&tangent).for_each(|(s, t)| *s -= along * t);
    }
    step.iter().chain(&tangent).all(|x| x.is_finite()).then_some((step, tangent))
}
