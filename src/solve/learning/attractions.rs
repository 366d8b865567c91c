//! Experience-weighted attraction.

use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};

/// Experience-weighted attraction: what each strategy is worth to a player after what it got, and what it would have
/// got,
///
/// $$N^\prime = \rho N + 1,\qquad A_s^\prime = \frac{\phi N A_s + [\delta + (1-\delta)\\,1_{s\text{ played}}]\\,\pi_s}{N^\prime},$$
///
/// `φ` the memory of attractions, `ρ` that of the number of observations `N`, `δ` the weight of payoffs forgone. With δ = 1
/// and φ = ρ attractions are the payoffs expected under beliefs of weighted fictitious play; with δ = 0 and φ = ρ they are
/// averages of payoffs received.
///
/// ```
/// use comity::solve::learning::Attractions;
/// let rule = Attractions { memory: 0.9, observations: 0.9, forgone: 0.5 };
/// let (mut attractions, mut seen) = (vec![0.0, 0.0], 0.0);
/// rule.update(&mut attractions, &mut seen, &[4.0, 2.0], 0);
/// assert_eq!((attractions, seen), (vec![4.0, 1.0], 1.0));
/// ```
///
/// # References
/// C. Camerer and T.-H. Ho (1999), Experience-weighted attraction learning in normal form games, *Econometrica* 67,
/// 827–874, eqs 2.1 and 2.2.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Attractions {
    /// `φ`, 0..1.
    pub memory: f64,
    /// `ρ`, 0..1.
    pub observations: f64,
    /// `δ`, 0..1.
    pub forgone: f64,
}

impl Attractions {
    /// Checks the ranges.
    ///
    /// # Errors
    /// A parameter outside 0..1.
    pub fn check(&self) -> Result<()> {
        let Attractions { memory, observations, forgone } = *self;
        for (name, x) in [("memory", memory), ("observations", observations), ("forgone", forgone)] {
            if !(0.0..=1.0).contains(&x) {
                return Err(Error::invalid("attractions", name, x, "0..1"));
            }
        }
        Ok(())
    }

    /// After one more period, in which the strategy `played` was played and each would have paid this much: as many
    /// payoffs as attractions, further ones are of no account. `seen` is `N`, 0 at the beginning.
    pub fn update(&self, attractions: &mut [f64], seen: &mut f64, payoffs: &[f64], played: usize) {
        let before = *seen;
        *seen = self.observations * before + 1.0;
        for (s, (attraction, payoff)) in attractions.iter_mut().zip(payoffs).enumerate() {
            let weight = if s == played { 1.0 } else { self.forgone };
            *attraction = (self.memory * before * *attraction + weight * payoff) / *seen;
        }
    }
}
