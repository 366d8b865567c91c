//! First-order indices from any design, and what indices from given data share.

use super::bootstrap::Bootstrap;
use super::classes;
use super::indices::{Index, Indices, Measure, checked, moments};
use crate::error::Result;
use crate::experiment::design::Design;
use crate::experiment::factor::Factor;

impl Indices {
    /// First-order indices from the means within classes of each factor's values, on any design:
    /// $S_j=\sum_m \frac{n_m}{N}(\bar y_m-\bar y)^2/V$.
    ///
    /// Classes are the levels of a factor that has few, else of equal size; their number is that of Plischke
    /// and others (2013). Biased upwards by about (classes − 1)/N.
    ///
    /// # Errors
    /// Outcomes that are not one finite number per draw.
    ///
    /// # Complexity
    /// O(draws × log draws × factors × (1 + resamples)).
    ///
    /// # References
    /// E. Plischke, E. Borgonovo, C. L. Smith (2013), Global sensitivity measures from given data, *Eur. J.
    /// Oper. Res.* 226, 536–550, doi:10.1016/j.ejor.2012.11.047.
    pub fn given_data(design: &Design, outcomes: &[f64], bootstrap: Bootstrap) -> Result<Self> {
        let classes = classes::number(design.len());
        from(design, outcomes, bootstrap, &[Measure::FirstOrderGiven], None, |x, y| {
            let (mean, variance) = moments(y);
            let between = |class: Vec<usize>| {
                let own = class.iter().map(|k| y[*k]).sum::<f64>() / class.len() as f64;
                class.len() as f64 / y.len() as f64 * (own - mean).powi(2)
            };
            let between: f64 = classes::by_value(x, classes).into_iter().map(between).sum();
            vec![if variance > 0.0 { between / variance } else { 0.0 }]
        })
    }
}

/// The statistics of each factor's values and the outcomes, with intervals by the bootstrap of draws; where it is
/// asked for, also the first statistic with its bias taken off, twice the estimate less the mean over resamples.
pub(super) fn from(
    design: &Design,
    outcomes: &[f64],
    bootstrap: Bootstrap,
    measures: &[Measure],
    reduced: Option<Measure>,
    statistics: impl Fn(&[f64], &[f64]) -> Vec<f64> + Sync,
) -> Result<Indices> {
    checked(design, outcomes)?;
    let mut by_factor = Vec::new();
    for (j, factor) in design.factors().iter().enumerate() {
        let x: Vec<f64> = (0..design.len()).map(|k| design.value(k, j)).collect();
        let spread = bootstrap.of(outcomes.len(), |rows| {
            let pick = |of: &[f64]| rows.iter().map(|row| of[*row]).collect::<Vec<f64>>();
            statistics(&pick(&x), &pick(outcomes))
        });
        by_factor.push((factor, statistics(&x, outcomes), spread));
    }
    let index = |measure: Measure, factor: &Factor, estimate: f64, half: Option<f64>| {
        let interval = half.map(|half| (estimate - half, estimate + half));
        Index { measure, factor: factor.name().into(), with: None, estimate, interval }
    };
    let mut all = Vec::new();
    for (i, measure) in measures.iter().enumerate() {
        for (factor, estimates, spread) in &by_factor {
            all.push(index(*measure, factor, estimates[i], spread.as_ref().map(|s| s[i].1)));
        }
    }
    for (factor, estimates, spread) in &by_factor {
        if let (Some(measure), Some(spread)) = (reduced, spread) {
            let (mean, half) = spread[0];
            all.push(index(measure, factor, 2.0 * estimates[0] - mean, Some(half)));
        }
    }
    Ok(Indices { all, variance: moments(outcomes).1 })
}
