//! Issues, and linear-additive preferences over their values.

use serde::{Deserialize, Serialize};

/// One issue and the values a deal may give it.
///
/// ```
/// use comity::negotiate::domain::Issue;
/// let price = Issue { name: "price".into(), values: vec!["low".into(), "high".into()] };
/// assert_eq!(serde_json::to_string(&price).unwrap(), r#"{"name":"price","values":["low","high"]}"#);
/// # Ok::<(), comity::Error>(())
/// ```
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
///
/// ```
/// use comity::negotiate::Domain;
/// use comity::negotiate::domain::{Issue, LinearDomain, Preference};
/// let price = Issue { name: "price".into(), values: vec!["low".into(), "high".into()] };
/// let of = |name: &str, values: [f64; 2]| Preference {
///     name: name.into(),
///     weights: vec![1.0],
///     evaluations: vec![values.to_vec()],
///     reservation: 0.2,
///     most: None,
/// };
/// let domain = LinearDomain::new(vec![price], vec![of("buyer", [1.0, 0.3]), of("seller", [0.0, 1.0])])?;
/// assert_eq!((domain.utility(0, 1)?, domain.reservation(0)), (0.3, 0.2));
/// # Ok::<(), comity::Error>(())
/// ```
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
