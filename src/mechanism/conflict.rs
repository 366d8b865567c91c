//! Conflict hazard: a logit of militarised disputes between two states in a year.

use super::trust::logistic;
use crate::error::{Error, Result};
use crate::quantity::Range;
use serde::{Deserialize, Serialize};

/// Rates of disputes, per dyad-year.
pub(crate) const RATE: Range = Range::open(0.0, 1.0);

/// Coefficients of the log-odds of a dispute in a dyad-year.
///
/// Defaults were estimated on politically relevant dyads 1990–2010 (26 530 dyad-years, 504 onsets;
/// Correlates of War MID v5 and the sources of the scenario). The sign of a defence pact is not significant
/// and that of trade is contested (Martin, Mayer & Thoenig 2008: bilateral −, multilateral +): set either
/// to 0 for ablation.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ConflictLogit {
    /// Constant, before calibration.
    pub constant: f64,
    /// Land contiguity, 0/1.
    pub land_border: f64,
    /// ln(distance in km + 50).
    pub log_distance: f64,
    /// Number of major powers, 0..2.
    pub major_powers: f64,
    /// |ln M_i/M_j|.
    pub log_capability_ratio: f64,
    /// Rivalry; acts through `(1 − T)/0.75`, so that trust matters.
    pub rivalry: f64,
    /// Defence obligation in force either way, 0/1 (not significant).
    pub defence_pact: f64,
    /// |θ_i − θ_j|.
    pub ideal_point_distance: f64,
    /// Lower democracy of the two, 0..1.
    pub lower_democracy: f64,
    /// ln of the lower trade dependence, 100 (X_ij + X_ji)/Y + 0.001, per cent.
    pub log_trade: f64,
}

impl Default for ConflictLogit {
    fn default() -> Self {
        ConflictLogit {
            constant: -1.309,
            land_border: 2.044,
            log_distance: -0.458,
            major_powers: 1.336,
            log_capability_ratio: -0.385,
            rivalry: 1.652,
            defence_pact: -0.244,
            ideal_point_distance: 0.307,
            lower_democracy: -1.19,
            log_trade: -0.113,
        }
    }
}

/// What the hazard of one unordered pair depends on and no treaty changes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FixedTraits {
    /// Whether they share a land border.
    pub land_border: bool,
    /// km between capitals.
    pub distance: f64,
    /// Major powers among the two, 0..2.
    pub major_powers: f64,
    /// |θ_i − θ_j|.
    pub ideal_point_distance: f64,
    /// Lower democracy of the two, 0..1.
    pub lower_democracy: f64,
}

/// What the hazard depends on and treaties change.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChangingTraits {
    /// Mean of the two directed trusts, 0..1.
    pub trust: f64,
    /// Stocks `M_i`, `M_j`, USD bn.
    pub stocks: (f64, f64),
    /// Whether a defence obligation is in force either way.
    pub allied: bool,
    /// Log of the lower of the two trade dependences `100 (X_ij + X_ji)/Y + 0.001`, per cent.
    pub log_dependence: f64,
}

impl ConflictLogit {
    /// The part of the log-odds that no treaty changes.
    pub fn fixed_part(&self, t: &FixedTraits) -> f64 {
        self.constant
            + self.land_border * f64::from(t.land_border)
            + self.log_distance * (t.distance + 50.0).ln()
            + self.major_powers * t.major_powers
            + self.ideal_point_distance * t.ideal_point_distance
            + self.lower_democracy * t.lower_democracy
    }

    /// The part of the log-odds that treaties change.
    ///
    /// Stocks below a million dollars count as a million, so that a disarmed nation has finite odds.
    pub fn changing_part(&self, t: &ChangingTraits) -> f64 {
        const LEAST_STOCK: f64 = 1e-3;
        let ratio = (t.stocks.0.max(LEAST_STOCK) / t.stocks.1.max(LEAST_STOCK)).ln();
        self.log_capability_ratio * ratio.abs()
            + self.rivalry * (1.0 - t.trust) / 0.75
            + self.defence_pact * f64::from(t.allied)
            + self.log_trade * t.log_dependence
    }
}

/// The shift of the constant at which the mean hazard of these log-odds is `rate`, by bisection.
///
/// # Errors
/// A rate outside 0..1 (exclusive), no dyads, log-odds that are not finite.
pub fn calibrate(log_odds: &[f64], rate: f64) -> Result<f64> {
    if !RATE.contains(rate) {
        return Err(Error::invalid("parameters", "dispute_rate", rate, RATE.to_string()));
    }
    if log_odds.is_empty() || log_odds.iter().any(|z| !z.is_finite()) {
        return Err(Error::undefined("the calibration of the conflict hazard", "it needs finite log-odds"));
    }
    let mean = |shift: f64| log_odds.iter().map(|z| logistic(z + shift)).sum::<f64>() / log_odds.len() as f64;
    let reach = 40.0 + log_odds.iter().fold(0.0, |m: f64, z| m.max(z.abs()));
    let (mut low, mut high) = (-reach, reach);
    while high - low > 1e-14 * reach {
        let middle = 0.5 * (low + high);
        if mean(middle) < rate { low = middle } else { high = middle }
    }
    Ok(0.5 * (low + high))
}
