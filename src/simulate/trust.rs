//! The mechanisms by which trust moves over years, as choices of one parameter.

use crate::error::{Error, Result};
use crate::keyed;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// How trust moves over years. The literature offers four readings of how cooperation and trust go together, and the
/// answer of a history depends on which is taken; [`Fixed`](Trust::Fixed) ablates them all.
///
/// ```
/// use comity::simulate::Trust;
/// assert_eq!("bayes".parse::<Trust>()?, Trust::Bayes);
/// assert!("baies".parse::<Trust>().unwrap_err().to_string().contains("known: fixed bayes pessimistic"));
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(tag = "mechanism", rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Trust {
    /// Trust stays as it is.
    #[serde(deserialize_with = "keyed::nothing_else")]
    Fixed,
    /// Bayes' rule on the signals of confidence building and exchange, from the prior from which the true types are
    /// drawn (Kydd 2005). A martingale: on average nothing is gained.
    #[default]
    #[serde(deserialize_with = "keyed::nothing_else")]
    Bayes,
    /// Bayes' rule from a prior that is too low by `shift` log-odds: trust rises because it was wrongly low (Kydd's
    /// reading of the end of the Cold War).
    Pessimistic {
        /// Log-odds by which the prior is too low, −10..10; assumed 1.
        #[serde(default = "one")]
        shift: f64,
    },
    /// Types change: a seeker of security is lost with chance `down` per year, an expansionist won with chance
    /// `up + contact · N`, `N` the share of the other nations with which it has confidence building or exchange in
    /// force (Deutsch 1957; Bearce & Bondanella 2007).
    Socialisation {
        /// `u₀`, chance per year, 0..1; assumed 0.
        #[serde(default)]
        up: f64,
        /// `d`, chance per year, 0..1; assumed 0.02.
        #[serde(default = "down")]
        down: f64,
        /// `u₁`, chance per year under full contact, 0..1; assumed 0.1.
        #[serde(default = "contact")]
        contact: f64,
    },
    /// Beta–Bernoulli trust in what is observed: the share of promises seen kept, the prior counting as much as
    /// `weight` observations, the evidence forgotten at the rate `1 − memory` per year.
    Behavioural {
        /// Observations, above 0; assumed 4.
        #[serde(default = "weight")]
        weight: f64,
        /// Share of the evidence kept from year to year, 0..1; assumed 0.95.
        #[serde(default = "memory")]
        memory: f64,
    },
}

fn one() -> f64 {
    1.0
}
fn down() -> f64 {
    0.02
}
fn contact() -> f64 {
    0.1
}
fn weight() -> f64 {
    4.0
}
fn memory() -> f64 {
    0.95
}

impl Trust {
    /// The mechanisms at their defaults.
    pub const ALL: [Trust; 5] = [
        Trust::Fixed,
        Trust::Bayes,
        Trust::Pessimistic { shift: 1.0 },
        Trust::Socialisation { up: 0.0, down: 0.02, contact: 0.1 },
        Trust::Behavioural { weight: 4.0, memory: 0.95 },
    ];

    /// Name, as in files and on command lines.
    pub fn name(&self) -> &'static str {
        match self {
            Trust::Fixed => "fixed",
            Trust::Bayes => "bayes",
            Trust::Pessimistic { .. } => "pessimistic",
            Trust::Socialisation { .. } => "socialisation",
            Trust::Behavioural { .. } => "behavioural",
        }
    }
}

impl fmt::Display for Trust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Trust {
    type Err = Error;

    /// The mechanism of this name at its defaults.
    fn from_str(name: &str) -> Result<Self> {
        let known = || Trust::ALL.iter().map(Trust::name);
        let found = Trust::ALL.into_iter().find(|trust| trust.name() == name);
        found.ok_or_else(|| Error::unknown("trust mechanism", name, known()))
    }
}
