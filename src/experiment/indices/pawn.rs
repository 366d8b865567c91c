//! PAWN indices, from distribution functions.

use super::bootstrap::Bootstrap;
use super::given;
use super::indices::{Indices, Measure};
use crate::error::{Error, Result};
use crate::experiment::design::Design;
use crate::experiment::quantile::quantile;

impl Indices {
    /// PAWN indices on any design: Kolmogorov–Smirnov distances between the outcomes of a slice of a factor's
    /// values and all outcomes, summed up over slices by least, mean, median, greatest and coefficient of
    /// variation.
    ///
    /// Slices are the levels of a factor that has few, else lie between the quantiles of its values, lower
    /// ends included; the draw of the greatest value is in none. For outcomes whose variance says little: of
    /// several modes, or heavy in the tails.
    ///
    /// # Errors
    /// No slice; outcomes that are not one finite number per draw.
    ///
    /// # Complexity
    /// O(draws × (log draws + slices) × factors × (1 + resamples)).
    ///
    /// # References
    /// F. Pianosi, T. Wagener (2018), *Environ. Model. Softw.* 108, 197–207,
    /// doi:10.1016/j.envsoft.2018.07.019.
    pub fn pawn(design: &Design, outcomes: &[f64], slices: usize, bootstrap: Bootstrap) -> Result<Self> {
        if slices == 0 || slices > 10_000 {
            return Err(Error::invalid("PAWN", "slices", slices, "1..10000"));
        }
        let measures = [
            Measure::PawnMedian,
            Measure::PawnMean,
            Measure::PawnMaximum,
            Measure::PawnMinimum,
            Measure::PawnVariation,
        ];
        given::from(design, outcomes, bootstrap, &measures, None, |x, y| summary(distances(x, y, slices)))
    }
}

/// Median, mean, maximum, minimum, coefficient of variation.
fn summary(mut distances: Vec<f64>) -> Vec<f64> {
    distances.sort_by(f64::total_cmp);
    let n = distances.len();
    if n == 0 {
        return vec![0.0; 5];
    }
    let mean = distances.iter().sum::<f64>() / n as f64;
    let variance = distances.iter().map(|d| (d - mean).powi(2)).sum::<f64>() / n as f64;
    let median = 0.5 * (distances[(n - 1) / 2] + distances[n / 2]);
    let variation = if mean > 0.0 { variance.sqrt() / mean } else { 0.0 };
    vec![median, mean, distances[n - 1], distances[0], variation]
}

/// The distance of each slice that holds a draw.
fn distances(x: &[f64], y: &[f64], slices: usize) -> Vec<f64> {
    let mut values = x.to_vec();
    values.sort_by(f64::total_cmp);
    let distinct = values.chunk_by(|a, b| a == b).count();
    let mut all = y.to_vec();
    all.sort_by(f64::total_cmp);
    let of = |inside: &dyn Fn(f64) -> bool| {
        let mut own: Vec<f64> = x.iter().zip(y).filter(|(x, _)| inside(**x)).map(|(_, y)| *y).collect();
        own.sort_by(f64::total_cmp);
        (!own.is_empty()).then(|| distance(&own, &all))
    };
    if distinct <= slices {
        return values.chunk_by(|a, b| a == b).filter_map(|run| of(&|x| x == run[0])).collect();
    }
    let step = 1.0 / slices as f64;
    let ends: Vec<f64> = (0..=slices).map(|s| quantile(&values, (s as f64 * step).min(1.0))).collect();
    ends.windows(2).filter_map(|end| of(&|x| x >= end[0] && x < end[1])).collect()
}

/// Kolmogorov–Smirnov distance of two samples, sorted, the first part of the second.
fn distance(own: &[f64], all: &[f64]) -> f64 {
    let (mut below, mut greatest) = (0, 0.0f64);
    for (k, y) in all.iter().enumerate() {
        if all.get(k + 1) == Some(y) {
            continue;
        }
        while below < own.len() && own[below] <= *y {
            below += 1;
        }
        let difference = below as f64 / own.len() as f64 - (k + 1) as f64 / all.len() as f64;
        greatest = greatest.max(difference.abs());
    }
    greatest
}
