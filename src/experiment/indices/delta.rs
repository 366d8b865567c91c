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
    /// 200 exponentials per draw, factor and resample.
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

/// Gaussian kernel density of the values at the points; `None` of values that are all equal.
fn density(values: &[f64], points: &[f64]) -> Option<Vec<f64>> {
    let n = values.len() as f64;
    if values.iter().all(|y| *y == values[0]) {
        return None;
    }
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|y| (y - mean).powi(2)).sum::<f64>() / (n - 1.0);
    let width = (n * 0.75).powf(-0.2) * variance.sqrt();
    let scale = 1.0 / (n * width * (2.0 * PI).sqrt());
    let at = |x: &f64| scale * values.iter().map(|y| (-0.5 * ((x - y) / width).powi(2)).exp()).sum::<f64>();
    Some(points.iter().map(at).collect())
}
