//! Escalation: the share of disputes that become wars.

use super::trust::logistic;
use serde::{Deserialize, Serialize};

/// Wars per dispute between two nations:
///
/// $$w_{ij} = \min\Bigl(1,\ \operatorname{logistic}(e_0 + e_d \min(d_i, d_j) + e_n N_{ij})\, D_{ij}^{\eta}\Bigr),
/// \qquad D_{ij} = \frac{(1-T_{ij})(1-T_{ji})}{0.75^2}.$$
///
/// `d` is democracy, `N` 1 where both possess nuclear arms, `T` trust; `D` is 1 for a pair that trusts as rivals do,
/// by ¼. That trust decides between war and peace is Kydd (2005); that the trust of either side is enough, hence the
/// product, is *assumed*.
///
/// # References
/// GML MID 2.0 (Gibler, Miller & Little 2016): originators on both sides, onsets 1990–2010, 682 disputes of which 9
/// wars, with the covariates of 2002: `e₀ = −2.9`, `e_d = −2.5` (95 % profile −9.0 to 1.7: no evidence of size or
/// sign); 1980–2010, 1,013 and 13: −3.5 and 0.2. The default mixes the two samples. `e_n` is contested: negative in
/// Rauchhaus (2009), none in Bell & Miller (2015).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Escalation {
    /// `e₀`, log-odds.
    pub constant: f64,
    /// `e_d`, log-odds per unit of the lower democracy.
    pub lower_democracy: f64,
    /// `e_n`, log-odds where both possess nuclear arms.
    pub both_nuclear: f64,
    /// `η`, exponent of mutual distrust, ≥ 0; 0 leaves trust out.
    pub distrust: f64,
}

impl Default for Escalation {
    fn default() -> Self {
        Escalation { constant: -3.5, lower_democracy: -2.5, both_nuclear: -1.0, distrust: 1.0 }
    }
}

impl Escalation {
    /// The part that no treaty changes, 0..1.
    pub(crate) fn fixed_part(&self, lower_democracy: f64, both_nuclear: bool) -> f64 {
        let nuclear = self.both_nuclear * f64::from(both_nuclear);
        logistic(self.constant + self.lower_democracy * lower_democracy + nuclear)
    }

    /// Wars per dispute, 0..1, for the fixed part and the trust of either side in the other.
    pub(crate) fn share(&self, fixed_part: f64, trust: (f64, f64)) -> f64 {
        let distrust = (1.0 - trust.0) * (1.0 - trust.1) / (0.75 * 0.75);
        let factor = match self.distrust {
            1.0 => distrust,
            0.0 => 1.0,
            exponent => distrust.powf(exponent),
        };
        (fixed_part * factor).min(1.0)
    }
}
