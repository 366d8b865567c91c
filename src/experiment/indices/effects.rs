//! Main effects of two-level factorials.

use super::indices::{Index, Indices, Measure, checked, moments};
use crate::error::{Error, Result};
use crate::experiment::design::{Design, Layout};
use crate::experiment::factor::Factor;

/// Most factors, whose pairs are checked.
const FACTORS: usize = 512;

impl Indices {
    /// Main effects of a two-level factorial: half the difference between the mean outcomes at the upper and
    /// at the lower level of each factor.
    ///
    /// # Errors
    /// A design that is not two-level, balanced and orthogonal; more than 512 factors; outcomes that are not
    /// one finite number per draw.
    ///
    /// # Complexity
    /// O(draws × factors²), for the check.
    pub fn main_effects(design: &Design, outcomes: &[f64]) -> Result<Self> {
        checked(design, outcomes)?;
        let allowed = "Design::fractional_factorial, or a full factorial of two levels";
        let refused = || Error::invalid("main effects", "design", design.kind(), allowed);
        let Layout::Cube { units, .. } = design.layout() else { return Err(refused()) };
        let factors = design.factors().len();
        if factors == 0 || factors > FACTORS {
            return Err(Error::invalid("main effects", "factors", factors, format!("1..{FACTORS}")));
        }
        let column = |j: usize| -> Option<Vec<f64>> {
            let own = || units.iter().skip(j).step_by(factors);
            let (low, high) = own().fold((1.0f64, 0.0f64), |(low, high), u| (low.min(*u), high.max(*u)));
            let two = own().all(|u| *u == low || *u == high) && low < high;
            two.then(|| own().map(|u| if *u == high { 1.0 } else { -1.0 }).collect())
        };
        let signs: Vec<Vec<f64>> = (0..factors).map(column).collect::<Option<_>>().ok_or_else(refused)?;
        let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f64>();
        let orthogonal = |j: usize| (0..j).all(|k| product(&signs[j], &signs[k]) == 0.0);
        if !(0..factors).all(|j| signs[j].iter().sum::<f64>() == 0.0 && orthogonal(j)) {
            return Err(refused());
        }
        let of = |(factor, signs): (&Factor, &Vec<f64>)| Index {
            measure: Measure::MainEffect,
            factor: factor.name().into(),
            with: None,
            estimate: product(signs, outcomes) / outcomes.len() as f64,
            interval: None,
        };
        let all = design.factors().iter().zip(&signs).map(of).collect();
        Ok(Indices { all, variance: moments(outcomes).1 })
    }
}
