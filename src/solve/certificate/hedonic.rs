//! Re-checks stability of coalition structures in hedonic games from the definitions.

use crate::coalition::{Coalition, Partition};
use crate::error::{Error, Result};
use crate::game::HedonicGame;
use crate::solve::hedonic::{Notion, Objection};

/// Checks that nobody objects to `structure` under `notion`.
///
/// # Errors
/// [`Error::Certificate`] with the first objection.
pub fn check_hedonic_stable(game: &HedonicGame, structure: &Partition, notion: Notion) -> Result<()> {
    let n = game.players();
    let objections: Vec<Objection> = match notion {
        Notion::Core | Notion::StrictCore => {
            Coalition::grand(n).subsets().skip(1).map(|s| Objection { movers: s, bloc: s }).collect()
        }
        _ => {
            let targets = || structure.blocs().iter().copied().chain([Coalition::EMPTY]);
            let of = |i: usize| {
                targets().map(move |d| Objection { movers: Coalition::singleton(i), bloc: d.with(i) })
            };
            (0..n).flat_map(of).collect()
        }
    };
    match objections.into_iter().find(|o| check_hedonic_objection(game, structure, notion, o).is_ok()) {
        Some(o) => Err(Error::Certificate { claim: format!("{structure} {notion}"), reason: o.to_string() }),
        None => Ok(()),
    }
}

/// Checks that `objection` is one to `structure` under `notion`.
///
/// # Errors
/// [`Error::Certificate`] with the player who does not go along.
pub fn check_hedonic_objection(
    game: &HedonicGame,
    structure: &Partition,
    notion: Notion,
    objection: &Objection,
) -> Result<()> {
    let fails =
        |reason: String| Err(Error::Certificate { claim: format!("objection ({objection})"), reason });
    let Objection { movers, bloc } = *objection;
    let together = matches!(notion, Notion::Core | Notion::StrictCore);
    let joined = bloc.difference(movers);
    let possible = if together {
        movers == bloc && !bloc.is_empty()
    } else {
        movers.len() == 1
            && movers.is_subset_of(bloc)
            && (joined.is_empty() || structure.position(joined).is_some())
    };
    if !possible {
        return fails("not a move that this notion knows".into());
    }
    // What each player feels about the change: its bloc before and after.
    let change = |i: usize| -> Option<std::cmp::Ordering> {
        let before = structure.bloc_of(i)?;
        let after = if bloc.contains(i) { bloc } else { before.difference(movers) };
        Some(game.rank(i, after).cmp(&game.rank(i, before)))
    };
    let mut someone_gains = false;
    for i in 0..game.players() {
        let Some(change) = change(i) else { return fails(format!("player {i} is in no bloc")) };
        let left = movers.first().and_then(|m| structure.bloc_of(m)).is_some_and(|b| b.contains(i));
        let (moves, hosts) = (movers.contains(i), joined.contains(i));
        let agrees = match notion {
            Notion::Core => !moves || change.is_gt(),
            Notion::StrictCore => !moves || change.is_ge(),
            Notion::Nash => !moves || change.is_gt(),
            Notion::Individual => {
                if moves {
                    change.is_gt()
                } else {
                    !hosts || change.is_ge()
                }
            }
            Notion::ContractualIndividual => {
                if moves {
                    change.is_gt()
                } else {
                    !(hosts || left) || change.is_ge()
                }
            }
        };
        if !agrees {
            return fails(format!("player {i} does not go along"));
        }
        someone_gains |= moves && change.is_gt();
    }
    if someone_gains { Ok(()) } else { fails("nobody gains".into()) }
}
