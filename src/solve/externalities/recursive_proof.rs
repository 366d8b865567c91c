//! Proof of a recursive core: a payoff or a refusal for every structure of every residual game.

use crate::coalition::Coalition;
use crate::game::Fraction;
use crate::solve::tu::BalancedCollection;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A verdict on every structure of every residual game.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(in crate::solve) struct RecursiveCoreProof {
    /// By the blocs that stand outside, ascending: all structures of the players left, of whom there are
    /// some, in the order of [`Partition::all`](crate::coalition::Partition::all). Those players are numbered
    /// from 0, in their order.
    #[serde(with = "pairs")]
    pub residual: BTreeMap<Vec<Coalition>, Vec<Support>>,
}

/// Whether a payoff holds a structure.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::solve) enum Support {
    /// This one does: the blocs share their worths and no deviation dominates.
    #[serde(with = "crate::game::plain")]
    Held(Vec<Fraction>),
    /// None does.
    Refused(Refusal),
}

/// Why no payoff holds a structure.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::solve) enum Refusal {
    /// Coalitions that together ask for more than the structure is worth. A coalition asks for what it
    /// expects as one bloc, a bloc of the structure at least for its worth there.
    Asks(BalancedCollection),
    /// A deviation to several blocs dominates unless one of them is paid what it is offered: each in turn
    /// asks for that, and is refused.
    Split {
        /// The number of the offer, of those of the deviation: optimists have one for each response of the
        /// others.
        offer: usize,
        /// The blocs that would form, each with the reason why it cannot be paid.
        blocs: Vec<(Coalition, Refusal)>,
    },
}

/// The map as a list of pairs, as keys that are lists cannot be those of a JSON object.
mod pairs {
    use super::{BTreeMap, Coalition, Deserialize, Support};
    use serde::{Deserializer, Serializer};

    type Verdicts = BTreeMap<Vec<Coalition>, Vec<Support>>;

    pub(super) fn serialize<S: Serializer>(verdicts: &Verdicts, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(verdicts)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Verdicts, D::Error> {
        Ok(Vec::<(Vec<Coalition>, Vec<Support>)>::deserialize(deserializer)?.into_iter().collect())
    }
}
