//! One stable structure of a large hedonic game, by better responses.

use super::objection::{Notion, objection};
use crate::coalition::Partition;
use crate::error::Result;
use crate::game::HedonicGame;
use crate::solve::deviation::{Searched, Verdict};
use std::collections::BTreeSet;

/// Follows objections from `start` until a structure is stable under `notion`, comes back, or `max_steps` are
/// made: the verdict on the last structure. One with a deviation has found no stable structure; there may be one. The
/// objections followed are the states searched, but for `start`.
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
/// use comity::solve::hedonic::{Notion, find_stable_structure};
/// // Eight players who like company end all together.
/// let friends = HedonicGame::additively_separable(&vec![vec![1.0; 8]; 8])?;
/// let found = find_stable_structure(&friends, Notion::Nash, &Partition::singletons(8), 1000)?;
/// assert!(found.is_stable() && found.state == Partition::grand(8));
/// # Ok::<(), comity::Error>(())
/// ```
pub fn find_stable_structure(
    game: &HedonicGame,
    notion: Notion,
    start: &Partition,
    max_steps: u64,
) -> Result<Verdict<Partition, Notion>> {
    let mut state = start.clone();
    let mut passed = BTreeSet::new();
    let mut searched = Searched { states: 1, ..Searched::default() };
    let verdict = |state, deviations: Vec<_>, searched| {
        let exhaustive = deviations.is_empty();
        Ok(Verdict { state, convention: notion, deviations, searched, exhaustive })
    };
    loop {
        let Some(objection) = objection(game, &state, notion)? else {
            return verdict(state, vec![], searched);
        };
        if searched.states > max_steps || !passed.insert(state.clone()) {
            return verdict(state, vec![objection], searched);
        }
        state = objection.to;
        searched.states += 1;
    }
}
