//! Where values lie, and how far apart.

use crate::experiment::quantile::quantile;

/// Mean, standard deviation and central 95 % of values, before and after data.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Spread {
    pub mean: f64,
    pub deviation: f64,
    pub low: f64,
    pub high: f64,
}

impl Spread {
    /// That of some values, of which there is one at least.
    pub fn of(mut values: Vec<f64>) -> Self {
        values.sort_by(f64::total_cmp);
        let n = values.len() as f64;
        // From the first on, so that equal values have exactly no variance.
        let mean = values[0] + values.iter().map(|x| x - values[0]).sum::<f64>() / n;
        let variance = values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n;
        let (low, high) = (quantile(&values, 0.025), quantile(&values, 0.975));
        Spread { mean, deviation: variance.sqrt(), low, high }
    }
}

/// The usual scale of a statistic: 1.4826 times the median absolute deviation, where that is 0 the standard deviation.
pub(super) fn usual_scale(values: &[f64]) -> f64 {
    let median = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        quantile(&values, 0.5)
    };
    let middle = median(values.to_vec());
    let scale = 1.4826 * median(values.iter().map(|x| (x - middle).abs()).collect());
    if scale > 0.0 { scale } else { Spread::of(values.to_vec()).deviation }
}
