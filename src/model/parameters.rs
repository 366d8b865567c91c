//! Every number of the model that is not a figure of the world or a term of a treaty.

use crate::keyed;
use crate::mechanism::conflict::ConflictLogit;
use crate::mechanism::escalation::Escalation;
use crate::mechanism::loss::WarCost;
use crate::mechanism::sanctions::SanctionStrength;
use crate::mechanism::trust::TrustPrior;
use serde::{Deserialize, Serialize};

/// A ceiling, a cap or a distance that is none.
const NONE: f64 = 1e9;

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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Parameters {
    /// Rule for military stocks.
    #[serde(deserialize_with = "keyed::table")]
    pub arms: Arms,
    /// Threats that a nation arms against.
    #[serde(deserialize_with = "keyed::table")]
    pub threat: Threat,
    /// `δ`, depreciation of military stock.
    pub depreciation: f64,
    /// `r`, dollars of offence that a dollar of missile defence provokes.
    pub cost_exchange: f64,
    /// Effect of missile defence.
    #[serde(deserialize_with = "keyed::table")]
    pub missile_defence: MissileDefence,
    /// `d0`, km at which strength has halved.
    pub strength_scale: f64,
    /// `d0` of a major power.
    pub strength_scale_major: f64,
    /// `d_b`, km: a defender's strength starts at this distance on the soil of those it is bound to defend, and
    /// from there; 10⁹: from its capital alone.
    pub basing: f64,
    /// `ε`, trade elasticity.
    pub trade_elasticity: f64,
    /// Mean rate of disputes per dyad-year at the base regime to which the constant of the hazard is calibrated;
    /// `None`: as estimated, or as the [world](crate::world::World::dispute_rate) asks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dispute_rate: Option<f64>,
    /// Coefficients of initial trust.
    #[serde(deserialize_with = "keyed::table")]
    pub trust: TrustPrior,
    /// Coefficients of the conflict hazard.
    #[serde(deserialize_with = "keyed::table")]
    pub conflict: ConflictLogit,
    /// Coefficients of the share of disputes that become wars.
    #[serde(deserialize_with = "keyed::table")]
    pub escalation: Escalation,
    /// Costs of a war.
    #[serde(deserialize_with = "keyed::table")]
    pub war: WarCost,
    /// `m`, exponent of the contest success function.
    pub decisiveness: f64,
    /// `a`, exponent of the beneficiary's trust in a defender that counts as `ρ T^a S M`.
    pub trusted_defence: f64,
    /// Price of a treaty to its signatories.
    #[serde(deserialize_with = "keyed::table")]
    pub treaty: TreatyPrice,
    /// How a fund's money is counted.
    pub fund: FundRule,
    /// How the signals of confidence building are counted.
    pub signals: Signals,
    /// `ψ`, weight of the terror externality.
    pub terror: f64,
    /// `γ`, value to a donor of a dollar given (warm glow, Andreoni 1990).
    pub donor_value: f64,
    /// Share of a flow that sanctions leave.
    #[serde(deserialize_with = "keyed::table")]
    pub sanctions: SanctionStrength,
    /// `κ`, fall of the log-odds of attacking per log point of income at risk.
    pub deterrence: f64,
}

/// Threats that a nation arms against: model page §2.3.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Threat {
    /// Criterion by which a stock is a threat.
    pub kind: ThreatKind,
    /// Share of a stock's threat that is left where an obligation links the two, 0..1: 1, since a signature removes
    /// nobody's threat; 0 in the first form.
    pub of_ally: f64,
    /// `σ`, elasticity of the reaction with respect to the share of its own arms in a nation's defence: protection
    /// substitutes for arms (Olson & Zeckhauser 1966).
    pub substitution: f64,
    /// `r₀`, expected loss at which half of the reaction is reached, share of GDP.
    pub half_loss: f64,
    /// `b_max`, military burden at which nothing is left to answer with, share of GDP.
    pub burden_ceiling: f64,
}

impl Default for Threat {
    fn default() -> Self {
        Threat {
            kind: ThreatKind::Hazard,
            of_ally: 1.0,
            substitution: 0.3,
            half_loss: 10e-4,
            burden_ceiling: 0.35,
        }
    }
}

/// Criterion by which the stock of another nation is a threat.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum ThreatKind {
    /// The hazard of war with stocks, trade and pacts as at the base: only trust moves it.
    #[default]
    Hazard,
    /// Distrust `1 − T` (the first form).
    Distrust,
}

/// Effect of missile defence: the share $c = \bar c\\,(1 - 2^{-D/D_0})$ of the damage by missiles for a budget `D`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MissileDefence {
    /// `c̄`, share averted by a system of unlimited budget.
    pub ceiling: f64,
    /// `D₀`, USD bn per year at which half of it is reached; 0: the ceiling whatever the budget.
    pub half_budget: f64,
    /// Factor on coverage against a nation that possesses nuclear arms.
    pub against_possession: f64,
}

impl Default for MissileDefence {
    fn default() -> Self {
        MissileDefence { ceiling: 0.4, half_budget: 5.0, against_possession: 0.25 }
    }
}

/// Price of a treaty to its signatories, log points of income: model page §2.10.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TreatyPrice {
    /// `φ`, of autonomy: per squared unit of ideal point between a signatory and the policy agreed on.
    pub autonomy: f64,
    /// `χ` of a defence obligation, scope of the policy agreed on.
    pub defence: f64,
    /// `χ` of missile defence.
    pub missile_defence: f64,
    /// `χ` of any other term.
    pub common_policy: f64,
    /// Exponent of the stocks by which the signatories of a defence pact or missile defence weigh in the policy
    /// agreed on: the weaker side gives up autonomy (Morrow 1991); 0 weighs all alike.
    pub strength: f64,
    /// Of each nation that one is obliged to defend.
    pub obligation: f64,
    /// Of each obligation of the base regime that is no longer honoured (reputation: Gibler 2008).
    pub abrogation: f64,
    /// Running expense of an arrangement that says more than who defends whom.
    pub expense: f64,
    /// Share of a tariff cut that was revenue, 0..1: what the importer's treasury loses, at base trade.
    pub tariff_revenue: f64,
}

impl Default for TreatyPrice {
    fn default() -> Self {
        TreatyPrice {
            autonomy: 2e-4,
            defence: 0.1,
            missile_defence: 0.2,
            common_policy: 1.0,
            strength: 1.0,
            obligation: 0.05e-4,
            abrogation: 1e-4,
            expense: 0.02e-4,
            tariff_revenue: 0.0,
        }
    }
}

/// How the money of infrastructure funds is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum FundRule {
    /// The multiplier counts on what is received beyond one's own contribution, and the ceiling on a nation's grants
    /// on all funds together.
    #[default]
    NetReceipts,
    /// The multiplier counts on the whole grant, and the ceiling fund by fund (the first form).
    EachGrant,
}

/// How the signals of confidence building are counted in an evaluation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Signals {
    /// As a lottery: the expectation over who sends and who does not. A signal that hardly tells the two kinds of
    /// sender apart (their chances differ by less than a tenth of a log point) is taken at its expectation.
    #[default]
    Expected,
    /// The same to second order: the outcome with every belief at its mean, and what each signal alone changes on
    /// average, $U(0)+\sum_k(\operatorname{E}U(k)-U(0))$ (univariate dimension reduction: Rahman & Xu 2004).
    /// $2m+1$ outcomes for $m$ signals in place of $2^m$, and no sample: for long histories with many arrangements.
    OneByOne,
    /// As if every member were seen to send: what cooperation brings if all promises are kept.
    Sent,
}

/// The back-end that decides military stocks; a user's own goes to
/// [`Model::with_arms`](super::Model::with_arms).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Arms {
    /// The arms race of Richardson (1960), calibrated so that the base regime is its steady state; with `H` the threat,
    /// $K_{ij} = s_i\alpha M^0_i H_{ij}/\sum_k H^0_{ik} M^0_k$ and $g_i=(1-s_i)\alpha M^0_i$.
    Richardson {
        /// `α`, fatigue.
        #[serde(default = "fatigue")]
        fatigue: f64,
        /// `s`, share of upkeep that answers to outside threats.
        #[serde(default = "outward_share")]
        outward_share: f64,
    },
    /// Stocks stay as they are, whatever is signed: for ablation.
    #[serde(deserialize_with = "keyed::nothing_else")]
    Fixed,
    /// A Tullock (1980) contest of blocs of allies over a prize; a bloc's effort is shared by GDP.
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
            threat: Threat::default(),
            depreciation: 0.08,
            cost_exchange: 0.25,
            missile_defence: MissileDefence::default(),
            strength_scale: 4_000.0,
            strength_scale_major: 16_000.0,
            basing: NONE,
            trade_elasticity: 4.0,
            dispute_rate: None,
            trust: TrustPrior::default(),
            conflict: ConflictLogit::default(),
            escalation: Escalation::default(),
            war: WarCost::default(),
            decisiveness: 1.0,
            trusted_defence: 1.0,
            treaty: TreatyPrice::default(),
            fund: FundRule::default(),
            signals: Signals::default(),
            terror: 1e-4,
            donor_value: 0.1,
            sanctions: SanctionStrength::default(),
            deterrence: 10.0,
        }
    }
}

impl Parameters {
    /// The first form of the model: threats by distrust that a signature removes, four wars in a hundred disputes,
    /// a rate of disputes calibrated to the region's, missile defence for nothing, treaties priced alike, promises
    /// kept for certain.
    ///
    /// With the [scenario of the first form](crate::study::Scenario::northeast_asia_2002_first_form) it gives the
    /// reference table of that form.
    ///
    /// ```
    /// use comity::model::{Parameters, Signals};
    /// assert_eq!(Parameters::first_form().signals, Signals::Sent);
    /// ```
    pub fn first_form() -> Self {
        Parameters {
            threat: Threat {
                kind: ThreatKind::Distrust,
                of_ally: 0.0,
                substitution: 0.0,
                half_loss: 0.0,
                burden_ceiling: NONE,
            },
            cost_exchange: 0.5,
            missile_defence: MissileDefence { ceiling: 0.3, half_budget: 0.0, against_possession: 1.0 },
            dispute_rate: Some(0.0688),
            conflict: ConflictLogit {
                rivalry_cap: NONE,
                defence_pact: -0.244,
                not_relevant: 0.0,
                defended: 0.0,
                ..ConflictLogit::default()
            },
            escalation: Escalation {
                constant: (0.04_f64 / 0.96).ln(),
                lower_democracy: 0.0,
                both_nuclear: 0.0,
                distrust: 0.0,
            },
            war: WarCost {
                soil: 0.0,
                defeat: 0.3,
                missiles_of_pursuit: 0.0,
                missiles_of_possession: 0.0,
                entrapment: 0.0,
                defeat_averted: 1.0,
            },
            trusted_defence: 0.0,
            treaty: TreatyPrice {
                defence: 1.0,
                missile_defence: 1.0,
                strength: 0.0,
                obligation: 0.0,
                abrogation: 0.0,
                expense: 0.0,
                ..TreatyPrice::default()
            },
            fund: FundRule::EachGrant,
            signals: Signals::Sent,
            ..Parameters::default()
        }
    }
}
