//! The notions of stability, and the objections to a structure under each.

use crate::coalition::{Coalition, Partition};
use crate::error::{Error, Result};
use crate::game::HedonicGame;
use crate::solve::deviation::Deviation;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A notion of stability of a coalition structure in a hedonic game.
///
/// # References
/// A. Bogomolnaia & M. O. Jackson (2002), The stability of hedonic coalition structures, *GEB* 38; S.
/// Banerjee, H. Konishi & T. Sönmez (2001), *SCW* 18 (core and strict core).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Notion {
    /// No coalition all of whose members prefer it to their blocs.
    Core,
    /// No coalition that all its members like at least as much and one prefers.
    StrictCore,
    /// No player prefers to join another bloc, or to be alone.
    Nash,
    /// No player prefers to join a bloc whose members all agree, or to be alone.
    Individual,
    /// The same with the agreement of those it leaves, too.
    ContractualIndividual,
}

impl Notion {
    /// All five.
    pub const ALL: [Notion; 5] =
        [Notion::Core, Notion::StrictCore, Notion::Nash, Notion::Individual, Notion::ContractualIndividual];
}

impl fmt::Display for Notion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Notion::Core => "core stable",
            Notion::StrictCore => "strictly core stable",
            Notion::Nash => "Nash stable",
            Notion::Individual => "individually stable",
            Notion::ContractualIndividual => "contractually individually stable",
        })
    }
}

/// The first objection to a structure under a notion of stability; `None` if it is stable.
///
/// Coalitions are tried by mask; single players in order, each alone first, then bloc by bloc. The bloc
/// formed, or joined, stands in the structure that follows, those left behind stay together; a gain is the
/// number of places by which a mover prefers its bloc there in its order of preference.
///
/// # Errors
/// A structure of other players.
///
/// # Complexity
/// `O(n·2^n)` for the core and strict core, `O(n²)` for the others.
///
/// # Examples
/// ```
/// use comity::coalition::Partition;
/// use comity::game::HedonicGame;
/// use comity::solve::hedonic::{Notion, objection};
/// let friends = HedonicGame::additively_separable(&[[0, 1], [1, 0]].map(|row| row.map(f64::from)))?;
/// let apart = Partition::singletons(2);
/// assert_eq!(objection(&friends, &apart, Notion::Core)?.unwrap().to, Partition::grand(2));
/// assert_eq!(objection(&friends, &Partition::grand(2), Notion::Nash)?, None);
/// # Ok::<(), comity::Error>(())
/// ```
pub fn objection(
    game: &HedonicGame,
    structure: &Partition,
    notion: Notion,
) -> Result<Option<Deviation<Partition>>> {
    let n = game.players();
    if structure.players() != n {
        let allowed = format!("{n}, as in the game");
        return Err(Error::invalid("coalition structure", "players", structure.players(), allowed));
    }
    let mut own = vec![Coalition::EMPTY; n];
    structure.blocs().iter().for_each(|b| b.players().for_each(|i| own[i] = *b));
    let found = match notion {
        Notion::Core => Coalition::grand(n)
            .subsets()
            .skip(1)
            .find(|&s| s.players().all(|i| game.rank(i, s) > game.rank(i, own[i])))
            .map(|s| (s, s)),
        Notion::StrictCore => Coalition::grand(n)
            .subsets()
            .skip(1)
            .find(|&s| {
                s.players().all(|i| game.rank(i, s) >= game.rank(i, own[i]))
                    && s.players().any(|i| game.rank(i, s) > game.rank(i, own[i]))
            })
            .map(|s| (s, s)),
        _ => (0..n).find_map(|i| {
            let targets = std::iter::once(&Coalition::EMPTY).chain(structure.blocs());
            let mut others = targets.filter(|d| !d.contains(i));
            let to = others.find(|&&d| moves(game, i, own[i], d, notion))?;
            Some((Coalition::singleton(i), to.with(i)))
        }),
    };
    let Some((movers, bloc)) = found else { return Ok(None) };
    let gain = |i: usize| f64::from(game.rank(i, bloc)) - f64::from(game.rank(i, own[i]));
    let gains = movers.players().map(gain).collect();
    Ok(Some(Deviation { coalition: movers, to: formed(structure, movers, bloc)?, gains }))
}

/// The structure once the movers have left their blocs and stand in `bloc`, with the bloc that they have
/// joined.
fn formed(structure: &Partition, movers: Coalition, bloc: Coalition) -> Result<Partition> {
    let left = structure.blocs().iter().map(|b| b.difference(movers));
    let others = left.filter(|b| !b.is_empty() && b.is_disjoint(bloc));
    Partition::new(structure.players(), others.chain([bloc]))
}

/// Whether player `i` goes from bloc `from` to join `to` under a notion of single moves.
pub(super) fn moves(game: &HedonicGame, i: usize, from: Coalition, to: Coalition, notion: Notion) -> bool {
    let (joined, left) = (to.with(i), from.without(i));
    game.rank(i, joined) > game.rank(i, from)
        && (notion == Notion::Nash || to.players().all(|j| game.rank(j, joined) >= game.rank(j, to)))
        && (notion != Notion::ContractualIndividual
            || left.players().all(|j| game.rank(j, left) >= game.rank(j, from)))
}
