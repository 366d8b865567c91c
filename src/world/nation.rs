//! A nation: size, arms, outlook, priorities.

use super::NationCode;
use crate::keyed;
use serde::{Deserialize, Serialize};

/// Figures of a nation in the base year: size, arms, outlook, priorities.
///
/// [`World::new`](super::World::new) checks the ranges.
///
/// ```
/// let mut japan = comity::world::World::northeast_asia_2002().nations()[1].clone();
/// assert_eq!((japan.code.as_str(), japan.gdp), ("JPN", 4245.95));
/// japan.priorities.security = 2.0; // "puts its highest priority on military security"
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Nation {
    /// Code, unique in a world.
    pub code: NationCode,
    /// Name for people, unique in a world.
    pub name: String,
    /// Gross domestic product `Y`, USD bn per year, 1e-9..1e9.
    pub gdp: f64,
    /// Population `n`, persons, 1..1e12.
    pub population: f64,
    /// Military expenditure, USD bn per year, at least 1e-9 and below GDP; the stock is `M = expenditure /
    /// δ`.
    pub military_expenditure: f64,
    /// Nuclear status.
    #[serde(default)]
    pub nuclear: NuclearStatus,
    /// Foreign-policy ideal point `θ` from votes in the UN General Assembly (Bailey, Strezhnev & Voeten
    /// 2017), latent scale, within −5..5.
    pub ideal_point: f64,
    /// Electoral democracy, 0..1 (V-Dem polyarchy).
    pub democracy: f64,
    /// Share of the population in extreme poverty, 0..1. Absent where not measured; the model page says what
    /// stands in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub poverty: Option<f64>,
    /// Whether it is a major power (Correlates of War), which projects strength four times as far.
    #[serde(default)]
    pub major_power: bool,
    /// Composite Index of National Capability (Correlates of War), share of world capability, 0..1; carried
    /// for reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cinc: Option<f64>,
    /// Weights of the parts of its utility.
    #[serde(default, skip_serializing_if = "Priorities::is_default", deserialize_with = "keyed::table")]
    pub priorities: Priorities,
}

/// Nuclear status in the coding of P. C. Bleek (2017), *When Did (and Didn't) States Proliferate?*, ordered
/// by how far a state went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum NuclearStatus {
    /// No weapons activity (0).
    #[default]
    None,
    /// Considered weapons (1).
    Consideration,
    /// Pursues weapons (2).
    Pursuit,
    /// Has weapons (3).
    Possession,
}

/// Weights of the parts of utility, each 0..100; 1, the default, is expected log consumption to first order.
///
/// ```
/// use comity::world::Priorities;
/// let hawkish = Priorities { security: 2.0, ..Priorities::default() };
/// assert_eq!((hawkish.security, hawkish.trade), (2.0, 1.0));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Priorities {
    /// Weight of security, `w^S`.
    pub security: f64,
    /// Weight of trade, `w^T`.
    pub trade: f64,
    /// Weight of aid, `w^A`.
    pub aid: f64,
    /// Factor of the common price of sovereignty `φ`.
    pub sovereignty: f64,
}

impl Default for Priorities {
    fn default() -> Self {
        Priorities { security: 1.0, trade: 1.0, aid: 1.0, sovereignty: 1.0 }
    }
}

impl Priorities {
    fn is_default(&self) -> bool {
        *self == Priorities::default()
    }
}
