//! Every number of the model that is not a figure of the world or a term of a treaty.

use crate::error::{Result, Violation, all_valid};
use crate::mechanism::conflict::ConflictLogit;
use crate::mechanism::sanctions::SanctionStrength;
use serde::{Deserialize, Serialize};

/// Parameters of the model, with their defaults. *Assumed* marks those that no source gives; they belong in
/// every sensitivity design. A mechanism whose sign is contested is ablated by setting its parameter to 0.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Parameters {
    /// What decides military stocks.
    pub arms: Arms,
    /// `δ`, depreciation of military stock, 1/yr: 0.08.
    pub depreciation: f64,
    /// `r`, dollars of offence that a dollar of missile defence provokes: 0.5, contested, 0 ablates.
    pub cost_exchange: f64,
    /// `d0`, km at which strength has halved: 4 000, *assumed*.
    pub strength_scale: f64,
    /// The same for a major power: 16 000, *assumed*.
    pub strength_scale_major: f64,
    /// `ε`, trade elasticity: 4 (Simonovska & Waugh 2014).
    pub trade_elasticity: f64,
    /// Mean disputes a year of a dyad at the base regime: 0.0688, observed in the region 1990–2010.
    pub dispute_rate: f64,
    /// Coefficients of the conflict hazard.
    pub conflict: ConflictLogit,
    /// `π_w`, wars per dispute: 0.04.
    pub war_share: f64,
    /// `ℓ`, share of GDP lost in a lost war: 0.30, *assumed* after Federle et al. (2024).
    pub destruction: f64,
    /// `m`, exponent of the contest success function: 1.
    pub decisiveness: f64,
    /// `φ`, price of sovereignty, log points for each squared unit of ideal point: 2 × 10⁻⁴, *assumed*;
    /// without it the grand coalition is trivially stable.
    pub sovereignty: f64,
    /// `ψ`, weight of the terror externality, log points: 10⁻⁴, *assumed*, contested, 0 ablates.
    pub terror: f64,
    /// Value to a donor of a dollar given, as a share of that dollar (warm glow, Andreoni 1990): 0.1,
    /// *assumed*, contested, 0 ablates.
    pub donor_value: f64,
    /// What sanctions leave of a flow.
    pub sanctions: SanctionStrength,
    /// `κ`, fall of the log-odds of attacking for each log point of income at risk: 10, *assumed*, 0 ablates.
    pub deterrence: f64,
}

/// The back-end that decides military stocks; a user's own goes to
/// [`Model::with_arms`](super::Model::with_arms).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Arms {
    /// [`Richardson`](crate::mechanism::arms::Richardson).
    Richardson {
        /// `α`, 1/yr, > 0.
        #[serde(default = "fatigue")]
        fatigue: f64,
        /// `s`, 0 ≤ s < 1: *assumed* 0.4, range 0.1–0.8.
        #[serde(default = "outward_share")]
        outward_share: f64,
    },
    /// [`Fixed`](crate::mechanism::arms::Fixed).
    Fixed,
    /// [`Contest`](crate::mechanism::arms::Contest).
    Contest {
        /// `V`, USD bn, > 0.
        prize: f64,
        /// USD for a dollar of stock, > 0.
        cost: f64,
    },
}

fn fatigue() -> f64 {
    0.2
}
fn outward_share() -> f64 {
    0.4
}

impl Default for Arms {
    fn default() -> Self {
        Arms::Richardson { fatigue: fatigue(), outward_share: outward_share() }
    }
}

impl Default for Parameters {
    fn default() -> Self {
        Parameters {
            arms: Arms::default(),
            depreciation: 0.08,
            cost_exchange: 0.5,
            strength_scale: 4_000.0,
            strength_scale_major: 16_000.0,
            trade_elasticity: 4.0,
            dispute_rate: 0.0688,
            conflict: ConflictLogit::default(),
            war_share: 0.04,
            destruction: 0.30,
            decisiveness: 1.0,
            sovereignty: 2e-4,
            terror: 1e-4,
            donor_value: 0.1,
            sanctions: SanctionStrength::default(),
            deterrence: 10.0,
        }
    }
}

impl Parameters {
    /// Checks every range.
    ///
    /// # Errors
    /// [`Error::Invalid`](crate::Error::Invalid) with every parameter that is out of range.
    pub fn check(&self) -> Result<()> {
        let mut bad = Vec::new();
        let mut check = |field: &str, value: f64, ok: bool, allowed: &str| {
            if !(value.is_finite() && ok) {
                bad.push(Violation::new("parameters", field, value, allowed));
            }
        };
        const POSITIVE: &str = "a finite number > 0";
        const UNIT: &str = "0..1";
        let unit = |x: f64| (0.0..=1.0).contains(&x);
        match self.arms {
            Arms::Richardson { fatigue, outward_share: s } => {
                check("arms.fatigue", fatigue, fatigue > 0.0, "a finite number > 0 (1/yr)");
                let allowed = "0..1, below 1 (it is the spectral radius of the race)";
                check("arms.outward_share", s, (0.0..1.0).contains(&s), allowed);
            }
            Arms::Fixed => {}
            Arms::Contest { prize, cost } => {
                check("arms.prize", prize, prize > 0.0, POSITIVE);
                check("arms.cost", cost, cost > 0.0, POSITIVE);
            }
        }
        let rate = self.depreciation;
        check("depreciation", rate, rate > 0.0 && rate <= 1.0, "above 0, at most 1 (1/yr)");
        check("cost_exchange", self.cost_exchange, self.cost_exchange >= 0.0, "a finite number ≥ 0");
        for (field, km) in
            [("strength_scale", self.strength_scale), ("strength_scale_major", self.strength_scale_major)]
        {
            check(field, km, km > 0.0, "a finite number > 0 (km)");
        }
        let eps = self.trade_elasticity;
        check("trade_elasticity", eps, (0.1..=50.0).contains(&eps), "0.1..50");
        let rate = self.dispute_rate;
        check("dispute_rate", rate, rate > 0.0 && rate < 1.0, "above 0, below 1 (a year)");
        let c = &self.conflict;
        for (field, x) in [
            ("constant", c.constant),
            ("land_border", c.land_border),
            ("log_distance", c.log_distance),
            ("major_powers", c.major_powers),
            ("log_capability_ratio", c.log_capability_ratio),
            ("rivalry", c.rivalry),
            ("defence_pact", c.defence_pact),
            ("ideal_point_distance", c.ideal_point_distance),
            ("lower_democracy", c.lower_democracy),
            ("log_trade", c.log_trade),
        ] {
            check(&format!("conflict.{field}"), x, x.abs() <= 100.0, "−100..100");
        }
        check("war_share", self.war_share, unit(self.war_share), UNIT);
        check(
            "destruction",
            self.destruction,
            unit(self.destruction) && self.destruction < 1.0,
            "0..1, below 1",
        );
        check(
            "decisiveness",
            self.decisiveness,
            self.decisiveness > 0.0 && self.decisiveness <= 20.0,
            "above 0, at most 20",
        );
        for (field, weight) in [
            ("sovereignty", self.sovereignty),
            ("terror", self.terror),
            ("donor_value", self.donor_value),
            ("deterrence", self.deterrence),
        ] {
            check(field, weight, weight >= 0.0, "a finite number ≥ 0");
        }
        check("sanctions.partial", self.sanctions.partial, unit(self.sanctions.partial), UNIT);
        check("sanctions.complete", self.sanctions.complete, unit(self.sanctions.complete), UNIT);
        all_valid(bad)
    }
}
