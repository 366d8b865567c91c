//! Re-checks stability of coalition structures in hedonic games from the definitions.

use crate::coalition::{Coalition, Partition};
use crate::error::{Error, Result};
use crate::game::HedonicGame;
use crate::solve::certified::{Certified, fails};
use crate::solve::deviation::{Deviation, StableStates};
use crate::solve::hedonic::Notion;

impl Certified<(&HedonicGame, &Partition, Notion)> for Option<Deviation<Partition>> {
    /// The objection, or that there is none.
    fn check(&self, (game, structure, notion): (&HedonicGame, &Partition, Notion), _: f64) -> Result<()> {
        match self {
            Some(deviation) => objection(game, structure, notion, deviation),
            None => stable(game, structure, notion),
        }
    }
}

impl Certified<&HedonicGame> for StableStates<Partition, Notion> {
    /// That nobody objects to any structure listed; where all that are counted are listed and the players are
    /// 7 at most, that somebody objects to every other.
    fn check(&self, game: &HedonicGame, _: f64) -> Result<()> {
        self.states.iter().try_for_each(|structure| stable(game, structure, self.convention))?;
        if game.players() > 7 || self.count != self.states.len() as u64 {
            return Ok(());
        }
        let missing = Partition::all(game.players())
            .find(|p| !self.states.contains(p) && stable(game, p, self.convention).is_ok());
        match missing {
            None => Ok(()),
            Some(p) => Err(fails(&self.convention.to_string(), format!("nobody objects to {p}, not listed"))),
        }
    }
}

/// That nobody objects to `structure` under `notion`.
fn stable(game: &HedonicGame, structure: &Partition, notion: Notion) -> Result<()> {
    let n = game.players();
    let moves: Vec<(Coalition, Coalition)> = match notion {
        Notion::Core | Notion::StrictCore => Coalition::grand(n).subsets().skip(1).map(|s| (s, s)).collect(),
        _ => {
            let targets = || structure.blocs().iter().copied().chain([Coalition::EMPTY]);
            let of = |i: usize| targets().map(move |d| (Coalition::singleton(i), d.with(i)));
            (0..n).flat_map(of).collect()
        }
    };
    match moves.into_iter().find(|&(movers, bloc)| objects(game, structure, notion, movers, bloc).is_ok()) {
        Some((movers, bloc)) => Err(Error::Certificate {
            claim: format!("{structure} {notion}"),
            reason: format!("{movers} moves to form {bloc}"),
        }),
        None => Ok(()),
    }
}

/// That `objection` is one to `structure` under `notion`.
fn objection(
    game: &HedonicGame,
    structure: &Partition,
    notion: Notion,
    objection: &Deviation<Partition>,
) -> Result<()> {
    let Deviation { coalition: movers, to, gains } = objection;
    let fails =
        |reason: String| Err(Error::Certificate { claim: format!("objection ({objection})"), reason });
    let Some(bloc) = movers.first().and_then(|i| to.bloc_of(i)) else {
        return fails("nobody moves, or to nowhere".into());
    };
    objects(game, structure, notion, *movers, bloc)?;
    let stays = |i: &usize| !bloc.contains(*i);
    let apart = (0..game.players()).filter(stays).all(|i| {
        to.bloc_of(i).zip(structure.bloc_of(i)).is_some_and(|(then, now)| then == now.difference(*movers))
    });
    if to.players() != game.players() || !apart {
        return fails("those left behind are somewhere else".into());
    }
    let gain = |i: usize| {
        let now = structure.bloc_of(i).unwrap_or_default();
        f64::from(game.rank(i, bloc)) - f64::from(game.rank(i, now))
    };
    if !movers.players().map(gain).eq(gains.iter().copied()) {
        return fails("the gains are others".into());
    }
    Ok(())
}

/// That the movers and whom the notion asks go along with `bloc`.
fn objects(
    game: &HedonicGame,
    structure: &Partition,
    notion: Notion,
    movers: Coalition,
    bloc: Coalition,
) -> Result<()> {
    let fails = |reason: String| {
        Err(Error::Certificate { claim: format!("objection of {movers}, to form {bloc}"), reason })
    };
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
