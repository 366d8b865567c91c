//! Every number of the model that is not a figure of the world or a term of a treaty.

use crate::mechanism::conflict::ConflictLogit;
use crate::mechanism::sanctions::SanctionStrength;
use crate::mechanism::trust::TrustPrior;
use serde::{Deserialize, Serialize};

/// Parameters of the model. Range, unit, default, status and source of each are in [`Parameters::table`]; a
/// mechanism whose sign is contested is ablated by setting its parameter to 0.
///
/// ```
/// use comity::model::Parameters;
/// let ablated = Parameters { cost_exchange: 0.0, ..Parameters::default() };
/// ablated.check()?;
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Parameters {
    /// What decides military stocks.
    pub arms: Arms,
    /// `δ`, depreciation of military stock.
    pub depreciation: f64,
    /// `r`, dollars of offence that a dollar of missile defence provokes.
    pub cost_exchange: f64,
    /// `d0`, km at which strength has halved.
    pub strength_scale: f64,
    /// `d0` of a major power.
    pub strength_scale_major: f64,
    /// `ε`, trade elasticity.
    pub trade_elasticity: f64,
    /// Mean rate of disputes per dyad-year at the base regime, to which the hazard is calibrated: a figure of
    /// one world.
    pub dispute_rate: f64,
    /// Coefficients of initial trust.
    pub trust: TrustPrior,
    /// Coefficients of the conflict hazard.
    pub conflict: ConflictLogit,
    /// `π_w`, wars per dispute.
    pub war_share: f64,
    /// `ℓ`, share of GDP lost in a lost war.
    pub destruction: f64,
    /// `m`, exponent of the contest success function.
    pub decisiveness: f64,
    /// `φ`, price of sovereignty; without it the grand coalition is trivially stable.
    pub sovereignty: f64,
    /// `ψ`, weight of the terror externality.
    pub terror: f64,
    /// `γ`, value to a donor of a dollar given (warm glow, Andreoni 1990).
    pub donor_value: f64,
    /// What sanctions leave of a flow.
    pub sanctions: SanctionStrength,
    /// `κ`, fall of the log-odds of attacking per log point of income at risk.
    pub deterrence: f64,
}

/// The back-end that decides military stocks; a user's own goes to
/// [`Model::with_arms`](super::Model::with_arms).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Arms {
    /// [`Richardson`](crate::mechanism::arms::Richardson).
    Richardson {
        /// `α`, fatigue.
        #[serde(default = "fatigue")]
        fatigue: f64,
        /// `s`, share of upkeep that answers to outside threats.
        #[serde(default = "outward_share")]
        outward_share: f64,
    },
    /// [`Fixed`](crate::mechanism::arms::Fixed).
    Fixed,
    /// [`Contest`](crate::mechanism::arms::Contest).
    Contest {
        /// `V`, the prize.
        prize: f64,
        /// `c`, cost of a dollar of stock.
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
            trust: TrustPrior::default(),
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
