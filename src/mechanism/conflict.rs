//! Conflict hazard: a logit of militarised disputes between two states in a year.

use super::trust::logistic;
use crate::error::{Error, Result};
use crate::world::validate::RATE;
use serde::{Deserialize, Serialize};

/// `ρ` at which the effect of a defender is [`ConflictLogit::defended`].
const DEFAULT_RELIABILITY: f64 = 0.41;

/// Coefficients of the log-odds of a dispute in a dyad-year.
///
/// Defaults were estimated on politically relevant dyads 1990–2010 (26 530 dyad-years, 504 onsets;
/// Correlates of War MID v5 and the sources of the scenario), but for those of pairs that are not politically
/// relevant, of defenders and of a pact between the two. The sign of trade is contested (Martin, Mayer & Thoenig
/// 2008: bilateral −, multilateral +): 0 ablates it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ConflictLogit {
    /// Constant.
    pub constant: f64,
    /// Land contiguity, 0/1.
    pub land_border: f64,
    /// ln(distance in km + 50).
    pub log_distance: f64,
    /// Number of major powers, 0..2.
    pub major_powers: f64,
    /// |ln M_i/M_j|.
    pub log_capability_ratio: f64,
    /// Rivalry; acts through distrust `min(cap, (1 − T̄)/0.75)`, so that trust matters.
    pub rivalry: f64,
    /// Most that distrust may count, 1 being that of rivals; ∞ for no cap.
    pub rivalry_cap: f64,
    /// Defence obligation in force between the two, either way, 0/1; estimated at −0.244 (not significant).
    pub defence_pact: f64,
    /// Pairs that are not politically relevant, neither with a land border nor with a major power, 0/1.
    pub not_relevant: f64,
    /// A target with a defender other than the attacker, in units of the default reliability 0.41.
    pub defended: f64,
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
            rivalry_cap: 1.0,
            defence_pact: 0.0,
            not_relevant: -1.7,
            defended: -0.3,
            ideal_point_distance: 0.307,
            lower_democracy: -1.19,
            log_trade: -0.113,
        }
    }
}

/// Traits of an unordered pair that the hazard depends on and no treaty changes.
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

/// Traits of an unordered pair that the hazard depends on and treaties change.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChangingTraits {
    /// Mean of the two directed trusts, 0..1.
    pub trust: f64,
    /// [`log_stock`] of `M_i`, `M_j`.
    pub log_stocks: (f64, f64),
    /// Whether a defence obligation is in force either way.
    pub allied: bool,
    /// Log of the lower of the two trade dependences `100 (X_ij + X_ji)/Y + 0.001`, per cent.
    pub log_dependence: f64,
}

/// A million dollars, USD bn: a smaller stock counts as so much, so that a disarmed nation has finite odds.
pub const LEAST_STOCK: f64 = 1e-3;

/// Log of a stock in USD bn, as the capability ratio reads it.
pub fn log_stock(stock: f64) -> f64 {
    stock.max(LEAST_STOCK).ln()
}

impl ConflictLogit {
    /// The part of the log-odds that no treaty changes.
    pub(crate) fn fixed_part(&self, t: &FixedTraits) -> f64 {
        let relevant = t.land_border || t.major_powers > 0.0;
        self.constant
            + self.land_border * f64::from(t.land_border)
            + self.log_distance * (t.distance + 50.0).ln()
            + self.major_powers * t.major_powers
            + self.ideal_point_distance * t.ideal_point_distance
            + self.lower_democracy * t.lower_democracy
            + self.not_relevant * f64::from(!relevant)
    }

    /// The part of the log-odds that treaties change, but for defenders.
    pub(crate) fn changing_part(&self, t: &ChangingTraits) -> f64 {
        self.capability(t.log_stocks.0, t.log_stocks.1)
            + self.distrust(t.trust)
            + self.defence_pact * f64::from(t.allied)
            + self.log_trade * t.log_dependence
    }

    /// Part of the log-odds due to the ratio of stocks, for the [logs](log_stock) of both.
    pub(crate) fn capability(&self, log_stock: f64, other: f64) -> f64 {
        self.log_capability_ratio * (log_stock - other).abs()
    }

    /// Part of the log-odds due to distrust, for the mean of the two directed trusts.
    pub(crate) fn distrust(&self, trust: f64) -> f64 {
        self.rivalry * ((1.0 - trust) / 0.75).min(self.rivalry_cap)
    }

    /// Part of the log-odds due to a defender of this reliability, that its beneficiary is attacked.
    pub(crate) fn defender(&self, reliability: f64) -> f64 {
        self.defended * reliability / DEFAULT_RELIABILITY
    }
}

/// The shift of the constant at which the mean hazard of these log-odds is `rate`, by bisection.
///
/// # Errors
/// A rate outside 0..1 (exclusive), no dyads, log-odds that are not finite, or that are so large that no shift that can
/// be told from the next gives this rate.
pub fn calibrate(log_odds: &[f64], rate: f64) -> Result<f64> {
    if !RATE.contains(rate) {
        return Err(Error::invalid("parameters", "dispute_rate", rate, RATE.to_string()));
    }
    if log_odds.is_empty() || log_odds.iter().any(|z| !z.is_finite()) {
        return Err(Error::undefined("the calibration of the conflict hazard", "it needs finite log-odds"));
    }
    let mean = |shift: f64| log_odds.iter().map(|z| logistic(z + shift)).sum::<f64>() / log_odds.len() as f64;
    // Log-odds beyond the largest one of the rate and of its complement leave no room for the rate.
    let beyond = 1.0 - rate.ln().min((1.0 - rate).ln());
    let reach = beyond.max(40.0) + log_odds.iter().fold(0.0, |m: f64, z| m.max(z.abs()));
    let (mut low, mut high) = (-reach, reach);
    let mut steps = 0;
    while 0.5 * high - 0.5 * low > 0.5e-14 * reach {
        let middle = 0.5 * low + 0.5 * high;
        if mean(middle) < rate {
            low = middle
        } else {
            high = middle
        }
        steps += 1;
    }
    let shift = 0.5 * low + 0.5 * high;
    let (residual, tolerance) = ((mean(shift) - rate).abs(), 1e-6 * rate);
    if residual > tolerance {
        let what = "the constant of the conflict hazard".into();
        return Err(Error::NotConverged { what, iterations: steps, residual, tolerance });
    }
    Ok(shift)
}
