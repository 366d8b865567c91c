//! One stable structure of a large hedonic game, by better responses.

use super::objection::{Notion, objection};
use crate::coalition::Partition;
use crate::error::Result;
use crate::game::HedonicGame;
use crate::solve::deviation::Deviation;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How a search for a stable structure ended.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HedonicSearch {
    /// A structure to which nobody objects.
    Stable {
        /// The structure.
        structure: Partition,
        /// Objections followed.
        steps: u64,
    },
    /// The objections lead round in a circle, or the steps ran out. None was found; there may be one.
    NoneFound {
        /// The last structure.
        last: Partition,
        /// The objection to it.
        objection: Deviation<Partition>,
        /// Objections followed: the bound of the search.
        steps: u64,
    },
}

/// Follows objections from `start` until a structure is stable under `notion`, comes back, or `max_steps` are
/// made.
///
/// Movers leave their blocs, which stay together without them. Where a structure returns, the search ends:
/// the same objections would follow for ever. Under contractual individual stability every step makes some
/// better off and nobody worse, so a stable structure is always found (Bogomolnaia & Jackson 2002).
///
/// # Errors
/// A structure of other players.
///
/// # Complexity
/// One [`objection`] a step; remembers every structure it passes.
///
/// # Examples
/// ```
/// use comity::coalition::Partition;
/// use comity::game::HedonicGame;
/// use comity::solve::hedonic::{HedonicSearch, Notion, find_stable_structure};
/// // Eight players who like company end all together.
/// let friends = HedonicGame::additively_separable(&vec![vec![1.0; 8]; 8])?;
/// let found = find_stable_structure(&friends, Notion::Nash, &Partition::singletons(8), 1000)?;
/// assert!(matches!(found, HedonicSearch::Stable { structure, .. } if structure == Partition::grand(8)));
/// # Ok::<(), comity::Error>(())
/// ```
pub fn find_stable_structure(
    game: &HedonicGame,
    notion: Notion,
    start: &Partition,
    max_steps: u64,
) -> Result<HedonicSearch> {
    let (mut structure, mut steps) = (start.clone(), 0);
    let mut passed = BTreeSet::new();
    loop {
        let Some(objection) = objection(game, &structure, notion)? else {
            return Ok(HedonicSearch::Stable { structure, steps });
        };
        if steps == max_steps || !passed.insert(structure.clone()) {
            return Ok(HedonicSearch::NoneFound { last: structure, objection, steps });
        }
        structure = objection.to;
        steps += 1;
    }
}
