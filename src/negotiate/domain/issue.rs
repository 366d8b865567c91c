//! Issues, and linear-additive preferences over their values.

use serde::{Deserialize, Serialize};

/// One issue and the values a deal may give it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Issue {
    /// Its name.
    pub name: String,
    /// Its values, by name.
    pub values: Vec<String>,
}

/// A party's linear-additive preferences: `u(o) = Σ_k weight_k · evaluation_k(value_k(o))`, cut off at `most`
/// if given.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preference {
    /// The party's name.
    pub name: String,
    /// One weight per issue.
    pub weights: Vec<f64>,
    /// `evaluations[k][v]`: the worth of value `v` of issue `k`.
    pub evaluations: Vec<Vec<f64>>,
    /// The party's reservation value, its utility without a deal.
    #[serde(default)]
    pub reservation: f64,
    /// The largest utility: a larger sum counts as this one. GENIUS cuts off at 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<f64>,
}
