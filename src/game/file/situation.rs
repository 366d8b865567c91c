//! Situations: named outcomes, each player's utility of them, and the moves that each coalition can make.

use super::case::Case;
use super::number::Exact;
use crate::coalition::Coalition;
use crate::error::{Error, Result};
use crate::game::{FiniteSituation, Fraction, Move};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct Effect {
    from: String,
    to: String,
    coalitions: Vec<Vec<usize>>,
}

impl Case {
    /// The outcomes' names and the situation: `outcomes`, `utilities_ordinal`, `effectivity`.
    ///
    /// # Errors
    /// A missing field; an outcome without a utility; an unknown outcome or player; what [`FiniteSituation`]
    /// refuses.
    #[inline]
    pub(crate) fn situation(&self) -> Result<(Vec<String>, FiniteSituation)> {
        let names: Vec<String> = self.parsed("outcomes")?;
        let players: Vec<BTreeMap<String, Exact>> = self.parsed("utilities_ordinal")?;
        let effects: Vec<Effect> = self.parsed("effectivity")?;
        let place: BTreeMap<&str, usize> =
            names.iter().enumerate().map(|(k, name)| (name.as_str(), k)).collect();
        let utility = |name: &String| -> Result<Vec<Fraction>> {
            let of = |u: &BTreeMap<String, Exact>| u.get(name).map(|u| u.0.clone());
            let row = players.iter().map(of).collect::<Option<Vec<_>>>();
            row.ok_or_else(|| self.error("utilities_ordinal", format!("no utility of outcome \"{name}\"")))
        };
        let utilities = names.iter().map(utility).collect::<Result<Vec<_>>>()?;
        let outcome = |name: &String| {
            let unknown = || self.error("effectivity", Error::unknown("outcome", name, &names));
            place.get(name.as_str()).copied().ok_or_else(unknown)
        };
        let mut moves = Vec::new();
        for effect in &effects {
            let (from, to) = (outcome(&effect.from)?, outcome(&effect.to)?);
            for members in &effect.coalitions {
                if let Some(i) = members.iter().find(|&&i| i >= players.len()) {
                    return Err(self.error("effectivity", format!("player {i} of {}", players.len())));
                }
                moves.push(Move { from, to, coalition: members.iter().copied().collect::<Coalition>() });
            }
        }
        let situation = FiniteSituation::new(&utilities, moves).map_err(|e| self.error("outcomes", e))?;
        Ok((names, situation))
    }
}
