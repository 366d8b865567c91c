//! Calibration of beliefs: of those trusted with probability T, the share T should be trustworthy.

use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Agreement of beliefs with true types, over ordered pairs and years: a curve over ten bins, and the Brier score
/// $\frac1N\sum (T - 1_S)^2$, 0 for certainty that is right, 0.25 for 1/2 throughout.
///
/// # References
/// G. W. Brier (1950), Verification of forecasts expressed in terms of probability, *Monthly Weather Review* 78, 1–3.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    /// By bin: pairs, sum of beliefs, seekers among them.
    bins: [(u64, f64, u64); 10],
    squares: f64,
}

impl Calibration {
    /// Adds the beliefs of one moment, `[(i, j)]` of `i` in `j`, with the true types.
    pub fn add(&mut self, trust: &DMatrix<f64>, seekers: &[bool]) {
        let n = trust.nrows().min(trust.ncols()).min(seekers.len());
        for i in 0..n {
            for j in (0..n).filter(|&j| j != i) {
                let t = trust[(i, j)];
                let bin = &mut self.bins[((10.0 * t) as usize).min(9)];
                bin.0 += 1;
                bin.1 += t;
                bin.2 += u64::from(seekers[j]);
                self.squares += (t - f64::from(seekers[j])).powi(2);
            }
        }
    }

    /// For each tenth of the beliefs that occurs: mean belief, share of true seekers, pairs.
    pub fn curve(&self) -> Vec<(f64, f64, u64)> {
        let bins = self.bins.iter().filter(|bin| bin.0 > 0);
        bins.map(|(pairs, sum, true_ones)| (sum / *pairs as f64, *true_ones as f64 / *pairs as f64, *pairs))
            .collect()
    }

    /// Brier score; `None` without a pair.
    pub fn brier(&self) -> Option<f64> {
        let pairs: u64 = self.bins.iter().map(|bin| bin.0).sum();
        (pairs > 0).then(|| self.squares / pairs as f64)
    }
}

impl fmt::Display for Calibration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "belief  seekers  pairs")?;
        for (belief, share, pairs) in self.curve() {
            write!(f, "\n{belief:>6.3}  {share:>7.3}  {pairs}")?;
        }
        match self.brier() {
            Some(score) => write!(f, "\nBrier score {score:.4}"),
            None => write!(f, "\nno pair"),
        }
    }
}
