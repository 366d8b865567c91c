//! How ties of citizens and organisations spread.

use serde::{Deserialize, Serialize};
use std::fmt;

/// How ties of citizens and non-governmental organisations spread from year to year where an exchange is in force.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Diffusion {
    /// Not at all: an exchange ties its members fully as long as it is in force.
    #[default]
    Off,
    /// By innovation and imitation (Bass 1969).
    Bass,
    /// By thresholds: those join who see enough others (Granovetter 1978).
    Threshold,
}

impl fmt::Display for Diffusion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Diffusion::Off => "off",
            Diffusion::Bass => "bass",
            Diffusion::Threshold => "threshold",
        })
    }
}
