//! Re-checks hedonic stability with externalities from the definitions, move by move and structure by
//! structure.

use crate::coalition::{Coalition, Partition};
use crate::error::Result;
use crate::game::PartitionPayoffs;
use crate::solve::certified::{Certified, fails};
use crate::solve::deviation::{Deviation, Reaction, Verdict};
use crate::solve::hedonic::{HedonicRules, Notion};

impl Certified<&PartitionPayoffs> for Verdict<Partition, HedonicRules> {
    /// The objection, or that there is none.
    fn check(&self, game: &PartitionPayoffs, _: f64) -> Result<()> {
        let HedonicRules { notion, reaction, tolerance } = self.convention;
        match self.deviation() {
            Some(deviation) => objection(game, &self.state, notion, reaction, tolerance, deviation),
            None => stable(game, &self.state, notion, reaction, tolerance),
        }
    }
}

/// That nobody objects to `structure`: every move of the notion, against the conjecture's structures.
///
/// One structure a move under γ and δ; all `B(n)` a move otherwise, to be asked for small games only.
fn stable(
    game: &PartitionPayoffs,
    structure: &Partition,
    notion: Notion,
    reaction: Reaction,
    tolerance: f64,
) -> Result<()> {
    let grand = Coalition::grand(game.players());
    let moves: Vec<(Coalition, Coalition)> = if matches!(notion, Notion::Core | Notion::StrictCore) {
        grand.subsets().skip(1).map(|s| (s, s)).collect()
    } else {
        let hosts = || structure.blocs().iter().copied().chain([Coalition::EMPTY]);
        let of = |i: usize| {
            hosts().filter(move |d| !d.contains(i)).map(move |d| (Coalition::singleton(i), d.with(i)))
        };
        grand.players().flat_map(of).collect()
    };
    for (movers, bloc) in moves.into_iter().filter(|(_, bloc)| structure.position(*bloc).is_none()) {
        let expected = expected(structure, movers, bloc, reaction)?;
        let mut verdicts = Vec::with_capacity(expected.len());
        for to in &expected {
            verdicts.push(minds(game, structure, notion, movers, bloc, to, tolerance)?.is_none());
        }
        let objects = match reaction {
            Reaction::Pessimistic => verdicts.iter().all(|v| *v),
            _ => verdicts.iter().any(|v| *v),
        };
        if objects {
            let reason = format!("{movers} gains by forming {bloc}, {reaction}");
            return Err(fails(&format!("{structure} {notion}"), reason));
        }
    }
    Ok(())
}

/// That `objection` is one to `structure`, with the gains stated.
fn objection(
    game: &PartitionPayoffs,
    structure: &Partition,
    notion: Notion,
    reaction: Reaction,
    tolerance: f64,
    objection: &Deviation<Partition>,
) -> Result<()> {
    let Deviation { coalition: movers, to, gains } = objection;
    let claim = format!("objection ({objection})");
    let Some(bloc) = movers.first().and_then(|i| to.bloc_of(i)) else {
        return Err(fails(&claim, "nobody moves, or to nowhere"));
    };
    let joined = bloc.difference(*movers);
    let possible = !bloc.is_empty()
        && bloc.is_subset_of(Coalition::grand(game.players()))
        && structure.position(bloc).is_none()
        && match notion {
            Notion::Core | Notion::StrictCore => *movers == bloc,
            _ => {
                movers.len() == 1
                    && movers.is_subset_of(bloc)
                    && (joined.is_empty() || structure.position(joined).is_some())
            }
        };
    if !possible {
        return Err(fails(&claim, "not a move that this notion knows"));
    }
    let expected = expected(structure, *movers, bloc, reaction)?;
    if !expected.contains(to) {
        return Err(fails(&claim, "not a structure that is expected"));
    }
    let checked = if reaction == Reaction::Pessimistic { &expected[..] } else { std::slice::from_ref(to) };
    for then in checked {
        if let Some(i) = minds(game, structure, notion, *movers, bloc, then, tolerance)? {
            return Err(fails(&claim, format!("player {i} does not go along if {then} follows")));
        }
    }
    let (now, then) = (game.payoffs(structure)?, game.payoffs(to)?);
    if !movers.players().map(|i| then[i] - now[i]).eq(gains.iter().copied()) {
        return Err(fails(&claim, "the gains are others"));
    }
    Ok(())
}

/// The structures with `bloc` in them that may follow, by the definition of the conjecture.
fn expected(
    structure: &Partition,
    movers: Coalition,
    bloc: Coalition,
    reaction: Reaction,
) -> Result<Vec<Partition>> {
    let n = structure.players();
    let joined = bloc.difference(movers);
    let outsiders = |apart: bool| -> Result<Vec<Partition>> {
        let mut blocs = vec![bloc];
        for &b in structure.blocs().iter().filter(|b| **b != joined) {
            let left = b.difference(movers);
            if left != b && apart {
                blocs.extend(left.players().map(Coalition::singleton));
            } else if !left.is_empty() {
                blocs.push(left);
            }
        }
        Ok(vec![Partition::new(n, blocs)?])
    };
    match reaction {
        Reaction::Gamma => outsiders(true),
        Reaction::Delta => outsiders(false),
        Reaction::Optimistic | Reaction::Pessimistic => {
            Ok(Partition::all(n).filter(|p| p.position(bloc).is_some()).collect())
        }
    }
}

/// Somebody who does not go along with the move if it ends in `to`.
fn minds(
    game: &PartitionPayoffs,
    structure: &Partition,
    notion: Notion,
    movers: Coalition,
    bloc: Coalition,
    to: &Partition,
    tolerance: f64,
) -> Result<Option<usize>> {
    let (now, then) = (game.payoffs(structure)?, game.payoffs(to)?);
    let left = structure.blocs().iter().filter(|b| !b.is_disjoint(movers));
    let left = left.fold(Coalition::EMPTY, |all, b| all.union(b.difference(movers)));
    let mut somebody_gains = false;
    for i in 0..game.players() {
        let gain = then[i] - now[i];
        let (moves, hosts, stays_behind) =
            (movers.contains(i), bloc.difference(movers).contains(i), left.contains(i));
        somebody_gains |= moves && gain > tolerance;
        let content = match notion {
            Notion::StrictCore => !moves || gain >= -tolerance,
            Notion::Core | Notion::Nash => !moves || gain > tolerance,
            Notion::Individual if moves => gain > tolerance,
            Notion::Individual => !hosts || gain >= -tolerance,
            Notion::ContractualIndividual if moves => gain > tolerance,
            Notion::ContractualIndividual => !(hosts || stays_behind) || gain >= -tolerance,
        };
        if !content {
            return Ok(Some(i));
        }
    }
    Ok(if somebody_gains { None } else { movers.first() })
}
