//! Elementary effects along trajectories.

use super::bootstrap::Bootstrap;
use super::indices::{Index, Indices, Measure, checked, moments};
use crate::error::{Error, Result};
use crate::experiment::design::{Design, Groups, Layout};

impl Indices {
    /// Means and deviations of the elementary effects of a [`Design::morris`].
    ///
    /// The effect of a step is $(y_{\mathrm{after}}-y_{\mathrm{before}})/\Delta$, signed by the step's direction,
    /// with $\Delta$ in coordinates of the unit cube. $\mu$ is their mean, $\mu^\*$ the mean of their absolute
    /// values, $\sigma$ their sample deviation. Of a group of several factors, which move in different
    /// directions at once, there is $\mu^\*$ alone. The interval is bootstrapped over trajectories.
    ///
    /// # Errors
    /// Another design; outcomes that are not one finite number per draw.
    ///
    /// # Complexity
    /// O(draws × (1 + resamples)).
    ///
    /// # References
    /// M. D. Morris (1991), doi:10.2307/1269043; F. Campolongo and others (2007),
    /// doi:10.1016/j.envsoft.2006.10.004.
    pub fn morris(design: &Design, outcomes: &[f64], bootstrap: Bootstrap) -> Result<Self> {
        checked(design, outcomes)?;
        let Layout::Trajectories { units, groups } = design.layout() else {
            return Err(Error::invalid("elementary effects", "design", design.kind(), "Design::morris"));
        };
        let effects = effects(units, groups, outcomes);
        let single: Vec<bool> =
            (0..groups.len()).map(|g| groups.of.iter().filter(|of| **of == g).count() == 1).collect();
        let measures = [Measure::MeanAbsoluteEffect, Measure::MeanEffect, Measure::EffectDeviation];
        let labels: Vec<(Measure, usize)> = measures
            .into_iter()
            .flat_map(|m| (0..groups.len()).map(move |g| (m, g)))
            .filter(|(m, g)| single[*g] || *m == Measure::MeanAbsoluteEffect)
            .collect();
        let estimate = |rows: &[usize]| -> Vec<f64> {
            let of = |(measure, group): &(Measure, usize)| {
                let own: Vec<f64> = rows.iter().map(|t| effects[*t][*group]).collect();
                statistic(*measure, &own)
            };
            labels.iter().map(of).collect()
        };
        let estimates = estimate(&(0..effects.len()).collect::<Vec<_>>());
        let spread = bootstrap.of(effects.len(), estimate);
        let all = labels.iter().zip(estimates).enumerate().map(|(i, ((measure, group), estimate))| {
            let interval = spread.as_ref().map(|s| (estimate - s[i].1, estimate + s[i].1));
            Index { measure: *measure, factor: groups.names[*group].clone(), with: None, estimate, interval }
        });
        Ok(Indices { all: all.collect(), variance: moments(outcomes).1 })
    }
}

/// Effect of each group in each trajectory.
fn effects(units: &[f64], groups: &Groups, outcomes: &[f64]) -> Vec<Vec<f64>> {
    let (factors, points) = (groups.of.len(), groups.len() + 1);
    let trajectories = units.chunks(points * factors).zip(outcomes.chunks(points));
    let effects = trajectories.map(|(rows, y)| {
        let mut own = vec![0.0; groups.len()];
        for step in 1..points {
            let row = |k: usize| &rows[k * factors..(k + 1) * factors];
            let moved = row(step).iter().zip(row(step - 1)).map(|(after, before)| after - before);
            if let Some((j, by)) = moved.enumerate().find(|(_, by)| *by != 0.0) {
                own[groups.of[j]] = (y[step] - y[step - 1]) / by;
            }
        }
        own
    });
    effects.collect()
}

fn statistic(measure: Measure, effects: &[f64]) -> f64 {
    let n = effects.len() as f64;
    match measure {
        Measure::MeanAbsoluteEffect => effects.iter().map(|e| e.abs()).sum::<f64>() / n,
        Measure::MeanEffect => moments(effects).0,
        _ => (moments(effects).1 * n / (n - 1.0)).sqrt(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_exercise() {
        // Saltelli and others (2008), exercise 4 of chapter 3: six trajectories of two factors.
        #[rustfmt::skip]
        let thirds = [
            0, 1, 0, 3, 2, 3,  0, 1, 2, 1, 2, 3,  2, 0, 2, 2, 0, 2,  1, 3, 3, 3, 3, 1,  1, 3, 1, 1, 3, 1,  1, 2, 1, 0, 3, 0,
        ];
        let units: Vec<f64> = thirds.iter().map(|x| f64::from(*x) / 3.0).collect();
        #[rustfmt::skip]
        let outcomes = [
            0.97, 0.71, 2.39, 0.97, 2.30, 2.39, 1.87, 2.40, 0.87, 2.15, 1.71, 1.54, 2.15, 2.17, 1.54, 2.20, 1.87, 1.0,
        ];
        let groups = Groups { of: vec![0, 1], names: vec!["a".into(), "b".into()] };
        let effects = effects(&units, &groups, &outcomes);
        let published =
            [[2.52, 1.995, 2.295, -0.66, -0.945, -1.305], [-0.39, 0.135, 0.795, 0.255, -0.03, 0.495]];
        for (j, published) in published.iter().enumerate() {
            for (found, expected) in effects.iter().zip(published) {
                assert!((found[j] - expected).abs() < 1e-12, "{found:?} {expected}");
            }
        }
        let of = |measure, j: usize| statistic(measure, &effects.iter().map(|e| e[j]).collect::<Vec<_>>());
        for (measure, expected) in [
            (Measure::MeanEffect, [0.65, 0.21]),
            (Measure::MeanAbsoluteEffect, [1.62, 0.35]),
            (Measure::EffectDeviation, [1.794_107_020_219_251, 0.411_995_145_602_469]),
        ] {
            for (j, expected) in expected.into_iter().enumerate() {
                assert!((of(measure, j) - expected).abs() < 1e-12, "{measure}");
            }
        }
    }
}
