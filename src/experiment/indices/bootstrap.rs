//! Resampling, for intervals where draws are independent.

use crate::parallel;
use crate::stream::{Stream, below};
use statrs::distribution::{ContinuousCDF, Normal};

/// Bootstrap of the draws of a design (of its trajectories, of the points of its base): how many resamples, and
/// their seed.
///
/// An interval is the estimate ± 1.96 standard deviations of the resampled estimates. No resample, no interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bootstrap {
    /// Resamples; fewer than 2 for no interval.
    pub resamples: usize,
    /// Seed.
    pub seed: u64,
}

impl Default for Bootstrap {
    /// 200 resamples.
    fn default() -> Self {
        Bootstrap { resamples: 200, seed: 0 }
    }
}

impl Bootstrap {
    /// Mean and half width of the interval of each statistic over resamples of `0..rows`; `None` without
    /// resamples.
    pub(super) fn of(
        self,
        rows: usize,
        statistics: impl Fn(&[usize]) -> Vec<f64> + Sync,
    ) -> Option<Vec<(f64, f64)>> {
        if self.resamples < 2 {
            return None;
        }
        let stream = Stream::new(self.seed, "bootstrap");
        let resampled = parallel::map(self.resamples, |r| {
            let mut rng = stream.year(r as i64).rng();
            let rows: Vec<usize> = (0..rows).map(|_| below(&mut rng, rows)).collect();
            statistics(&rows)
        });
        let (n, z) = (self.resamples as f64, Normal::standard().inverse_cdf(0.975));
        let of = |i: usize| {
            let mean = resampled.iter().map(|s| s[i]).sum::<f64>() / n;
            let squares: f64 = resampled.iter().map(|s| (s[i] - mean).powi(2)).sum();
            (mean, z * (squares / (n - 1.0)).sqrt())
        };
        Some((0..resampled[0].len()).map(of).collect())
    }
}
