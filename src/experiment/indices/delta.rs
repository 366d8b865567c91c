//! The moment-independent index δ, from densities.

use super::bootstrap::Bootstrap;
use super::classes;
use super::given;
use super::indices::{Indices, Measure};
use crate::error::Result;
use crate::experiment::design::Design;
use std::f64::consts::PI;

/// Points at which densities are compared.
const GRID: usize = 100;
/// A kernel below this, next to 1 at its peak, changes no digit.
const NOTHING: f64 = 1e-25;

impl Indices {
    /// Borgonovo's $\delta$ on any design: half the mean distance between the density of the outcomes and
    /// their density within classes of a factor's values,
    ///
    /// $$\delta_j=\sum_m\frac{n_m}{2N}\int|f_Y(y)-f_{Y|m}(y)|\\,dy.$$
    ///
    /// Densities are Gaussian kernel estimates with Silverman's bandwidth on 100 points between the least and
    /// the greatest outcome; a class of equal outcomes has none and is left out. The estimate is biased
    /// upwards: [`Measure::DeltaReduced`], $2\hat\delta-\overline{\delta^\ast}$ over resamples, is there where
    /// there are at least 2. For outcomes that take many values; of those that take few, use
    /// [`pawn`](Self::pawn).
    ///
    /// # Errors
    /// Outcomes that are not one finite number per draw.
    ///
    /// # Complexity
    /// Per draw, factor and resample six exponentials and at most 400 multiplications.
    ///
    /// # References
    /// E. Borgonovo (2007), *Reliab. Eng. Syst. Saf.* 92, 771–784, doi:10.1016/j.ress.2006.04.015. E. Plischke,
    /// E. Borgonovo, C. L. Smith (2013), eqs. 26 and 30, doi:10.1016/j.ejor.2012.11.047.
    pub fn delta(design: &Design, outcomes: &[f64], bootstrap: Bootstrap) -> Result<Self> {
        let classes = classes::number(design.len());
        let low = outcomes.iter().copied().fold(f64::INFINITY, f64::min);
        let high = outcomes.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let step = (high - low) / (GRID - 1) as f64;
        let grid: Vec<f64> = (0..GRID).map(|k| low + k as f64 * step).collect();
        let estimate = |x: &[f64], y: &[f64]| {
            let Some(whole) = density(y, &grid) else { return vec![0.0] };
            let class = |rows: Vec<usize>| {
                let own: Vec<f64> = rows.iter().map(|k| y[*k]).collect();
                let Some(density) = density(&own, &grid) else { return 0.0 };
                let apart: Vec<f64> = whole.iter().zip(&density).map(|(f, g)| (f - g).abs()).collect();
                let integral: f64 = apart.windows(2).map(|f| 0.5 * (f[0] + f[1]) * step).sum();
                own.len() as f64 / (2 * y.len()) as f64 * integral
            };
            vec![classes::by_value(x, classes).into_iter().map(class).sum()]
        };
        given::from(design, outcomes, bootstrap, &[Measure::Delta], Some(Measure::DeltaReduced), estimate)
    }
}

/// Gaussian kernel density of the values at the points, which are at equal steps; `None` of values that are all equal.
///
/// Along the grid a kernel is a product of ratios, which are themselves in geometric progression:
/// $g_{k+1}=g_k r_k$, $r_{k+1}=r_k e^{-\\delta^2}$ with $\\delta$ the step over the bandwidth. From the point nearest to
/// the value outwards nothing under- or overflows, and rounding stays below $10^{-12}$.
fn density(values: &[f64], points: &[f64]) -> Option<Vec<f64>> {
    let n = values.len() as f64;
    if values.iter().all(|y| *y == values[0]) {
        return None;
    }
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|y| (y - mean).powi(2)).sum::<f64>() / (n - 1.0);
    let width = (n * 0.75).powf(-0.2) * variance.sqrt();
    if !(width > 0.0 && width.is_finite()) {
        return None;
    }
    let (first, last) = (points[0], points.len() - 1);
    let step = (points[last] - first) / last as f64;
    let (delta, mut sums) = (step / width, vec![0.0; points.len()]);
    let ratio = (-delta * delta).exp();
    for y in values {
        let at = |x: f64| (-0.5 * ((x - y) / width).powi(2)).exp();
        let near = (((y - first) / step).round() as usize).min(last);
        let z = (points[near] - y) / width;
        sums[near] += at(points[near]);
        let (before, after) = sums.split_at_mut(near);
        let right = after.iter_mut().zip(&points[near..]).skip(1);
        let left = before.iter_mut().zip(points).rev();
        if delta > 1.0 {
            // Few points are near.
            right.map_while(|(sum, x)| add(sum, at(*x))).for_each(drop);
            left.map_while(|(sum, x)| add(sum, at(*x))).for_each(drop);
            continue;
        }
        let along = |mut r: f64| {
            let mut g = at(points[near]);
            move || {
                g *= r;
                r *= ratio;
                g
            }
        };
        let mut next = along((-delta * (z + 0.5 * delta)).exp());
        right.map_while(|(sum, _)| add(sum, next())).for_each(drop);
        let mut next = along((delta * (z - 0.5 * delta)).exp());
        left.map_while(|(sum, _)| add(sum, next())).for_each(drop);
    }
    let scale = 1.0 / (n * width * (2.0 * PI).sqrt());
    Some(sums.into_iter().map(|sum| scale * sum).collect())
}

/// Adds a kernel's value to a sum; `None` where it and all beyond are nothing.
fn add(sum: &mut f64, kernel: f64) -> Option<()> {
    *sum += kernel;
    (kernel >= NOTHING).then_some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::Stream;

    #[test]
    fn ratios_along_the_grid_are_the_kernels() {
        // Evenly spread; bunched, so that the bandwidth is below the grid's step; far out.
        for (spread, outlier, step) in
            [(1.0, 1.0, 0.011), (1e-3, 1e-3, 1.1e-5), (1.0, 50.0, 0.6), (1.0, 1.0, 0.7), (1e-9, 1.0, 40.0)]
        {
            let draw = |k: i64| spread * Stream::new(3, "values").year(k).uniform();
            let values: Vec<f64> = (0..200).map(draw).chain([outlier]).collect();
            let points: Vec<f64> = (0..GRID).map(|k| -0.01 + step * k as f64).collect();
            let found = density(&values, &points).unwrap();
            let n = values.len() as f64;
            let mean = values.iter().sum::<f64>() / n;
            let variance = values.iter().map(|y| (y - mean).powi(2)).sum::<f64>() / (n - 1.0);
            let width = (n * 0.75).powf(-0.2) * variance.sqrt();
            let scale = 1.0 / (n * width * (2.0 * PI).sqrt());
            for (x, found) in points.iter().zip(found) {
                let sum: f64 = values.iter().map(|y| (-0.5 * ((x - y) / width).powi(2)).exp()).sum();
                assert!((found - scale * sum).abs() < 1e-12 * scale * n, "{spread} {outlier} {step} {x}");
            }
        }
        assert!(density(&[2.0; 9], &[0.0, 1.0]).is_none());
    }
}
