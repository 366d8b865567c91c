//! Re-checks stable, efficient and war-stable networks from the definitions.

use crate::coalition::{Coalition, Graph};
use crate::error::Result;
use crate::game::Effectivity;
use crate::game::{AllianceGame, LinkRule, NetworkFormation, NetworkGame};
use crate::solve::certified::{Certified, fails};
use crate::solve::deviation::{Improvement, Search, StableStates, Verdict};
use crate::solve::network::{EfficientNetworks, NetworkSearch, WarState};

impl<G: NetworkGame + ?Sized> Certified<&G> for StableStates<Graph, NetworkSearch> {
    fn check(&self, game: &G, _: f64) -> Result<()> {
        stable_networks(game, self)
    }
}

impl<G: NetworkGame + ?Sized> Certified<&G> for EfficientNetworks {
    fn check(&self, game: &G, _: f64) -> Result<()> {
        efficient_networks(game, self)
    }
}

impl<G: NetworkGame + ?Sized> Certified<(&G, LinkRule)> for Verdict<Graph> {
    /// The verdict, links changed by the rule.
    fn check(&self, (game, rule): (&G, LinkRule), tolerance: f64) -> Result<()> {
        self.check(&NetworkFormation { game, rule }, tolerance)
    }
}

impl Certified<(&AllianceGame<'_>,)> for Verdict<WarState> {
    /// The deviation, every strength and gain in it, or that no attack and no link upsets the alliances.
    fn check(&self, (game,): (&AllianceGame<'_>,), _: f64) -> Result<()> {
        war(game, self)
    }
}

/// That just the listed networks, of all, have no coalition with a change of links that it likes.
///
/// Payoffs are asked anew for every move: far more than the search.
fn stable_networks<G: NetworkGame + ?Sized>(
    game: &G,
    found: &StableStates<Graph, NetworkSearch>,
) -> Result<()> {
    let claim = "stable networks";
    let formation = NetworkFormation { game, rule: found.convention.rule };
    let search = &found.convention.search;
    let everybody = Coalition::grand(game.players());
    let listed = listed(claim, game.players(), found.searched, &found.states)?;
    for (mask, &is_listed) in listed.iter().enumerate() {
        let network = Graph::from_edge_mask(game.players(), mask as u64)?;
        let now = game.payoffs(&network)?;
        let mut liked = None;
        for who in everybody.subsets().filter(|s| (1..=search.coalition_size).contains(&s.len())) {
            for to in formation.moves(&network, who)? {
                let then = game.payoffs(&to)?;
                if improves(search.improvement, search.tolerance, who.players().map(|i| gain(&now, &then, i)))
                {
                    liked = Some((who, to));
                }
            }
        }
        match liked {
            Some((who, to)) if is_listed => {
                return Err(fails(claim, format!("{who} changes {network} to {to}")));
            }
            None if !is_listed => {
                return Err(fails(claim, format!("nobody changes {network}, which is not listed")));
            }
            _ => {}
        }
    }
    Ok(())
}

/// That just the listed networks, of all, have the largest total payoff, up to the tolerance.
fn efficient_networks<G: NetworkGame + ?Sized>(game: &G, found: &EfficientNetworks) -> Result<()> {
    let claim = "efficient networks";
    let mut best = f64::NEG_INFINITY;
    for (mask, is_listed) in
        listed(claim, game.players(), found.searched, &found.networks)?.into_iter().enumerate()
    {
        let network = Graph::from_edge_mask(game.players(), mask as u64)?;
        let total: f64 = game.payoffs(&network)?.iter().sum();
        best = best.max(total);
        if total > found.total || is_listed != (total >= found.total - found.tolerance) {
            return Err(fails(
                claim,
                format!("{network} comes to {total}, the largest total to {}", found.total),
            ));
        }
    }
    if best != found.total {
        return Err(fails(claim, format!("the largest total is {best}, not {}", found.total)));
    }
    Ok(())
}

/// Of all networks, by edge mask, which are listed.
fn listed(claim: &str, n: usize, searched: u64, networks: &[Graph]) -> Result<Vec<bool>> {
    let pairs = n * n.saturating_sub(1) / 2;
    if n > 7 || searched != 1 << pairs {
        return Err(fails(claim, format!("{searched} networks are not all of {n} players")));
    }
    let mut listed = vec![false; 1 << pairs];
    for network in networks {
        match network.edge_mask().filter(|_| network.players() == n) {
            Some(mask) if !std::mem::replace(&mut listed[mask as usize], true) => {}
            _ => return Err(fails(claim, format!("{network} is not a network of {n} players, listed once"))),
        }
    }
    Ok(listed)
}

/// A verdict of war-stability, asking `game` for every attack anew.
///
/// *A deviation*: it can be made, its strengths and gains are as stated, and the convention calls them an
/// improvement. *Stable*: all targets, leaders and sets of their allies, and all links, are gone through once
/// more.
fn war(game: &AllianceGame, verdict: &Verdict<WarState>) -> Result<()> {
    let claim = "war-stability";
    let n = game.players();
    let WarState::Peace { network } = &verdict.state else {
        return Err(fails(claim, "the state under test is a war"));
    };
    if network.players() != n {
        return Err(fails(claim, format!("the network has {} players, the game {n}", network.players())));
    }
    let now = game.peace(network)?;
    let search = &verdict.convention;
    for deviation in &verdict.deviations {
        let movers = deviation.coalition;
        let (WarState::Peace { network: then } | WarState::War { network: then, .. }) = &deviation.to;
        if movers.len() > search.coalition_size || then.players() != n {
            return Err(fails(claim, format!("{movers} is no coalition that was searched")));
        }
        let pairs = (0..n).flat_map(|j| (0..j).map(move |i| (i, j)));
        let changed: Vec<(usize, usize)> =
            pairs.filter(|&(i, j)| network.has_edge(i, j) != then.has_edge(i, j)).collect();
        let payoffs = match &deviation.to {
            WarState::War { target, strength, defenders, resistance, .. } => {
                let allied = match changed[..] {
                    [] => true,
                    [(i, j)] => then.has_edge(i, j) && movers.contains(i) && movers.contains(j),
                    _ => false,
                };
                if !allied || !game.wins(then, movers, *target) {
                    return Err(fails(claim, format!("{movers} cannot attack {target} and win")));
                }
                let resisting =
                    Coalition::singleton(*target).union(then.neighbours(*target).difference(movers));
                let stated = (*defenders, *strength, *resistance);
                let found = (
                    resisting,
                    game.strength(movers, *target),
                    game.advantage() * game.strength(resisting, *target),
                );
                if stated != found {
                    return Err(fails(claim, format!("strengths are {found:?}, not {stated:?}")));
                }
                game.conquest(then, movers, *target)?
            }
            WarState::Peace { .. } => {
                let [(i, j)] = changed[..] else {
                    return Err(fails(claim, "a player severs one link, or two make one"));
                };
                let makers = Coalition::singleton(i).with(j);
                let theirs = match then.has_edge(i, j) {
                    true => movers == makers,
                    false => movers.len() == 1 && movers.is_subset_of(makers),
                };
                if !theirs || first(movers.players(), |&k| vulnerable(game, then, k, search))?.is_some() {
                    return Err(fails(
                        claim,
                        format!("{movers} cannot change the link of {i} and {j} and be safe"),
                    ));
                }
                game.peace(then)?
            }
        };
        holds(claim, search, &deviation.gains, movers.players().map(|k| gain(&now, &payoffs, k)).collect())?;
    }
    if !verdict.is_stable() {
        return Ok(());
    }
    if let Some(i) = first(0..n, |&i| vulnerable(game, network, i, search))? {
        return Err(fails(claim, format!("{i} is vulnerable")));
    }
    let pairs = (0..n).flat_map(|j| (0..j).map(move |i| (i, j)));
    match first(pairs, |&(i, j)| link_upsets(game, network, &now, i, j, search))? {
        Some((i, j)) => Err(fails(claim, format!("the link of {i} and {j} upsets it"))),
        None => Ok(()),
    }
}

/// Whether severing the link of `i` and `j`, or making it with peace or war to follow, is for the better.
fn link_upsets(
    game: &AllianceGame,
    network: &Graph,
    now: &[f64],
    i: usize,
    j: usize,
    search: &Search,
) -> Result<bool> {
    let other = network.toggled(i, j)?;
    let liked = |then: &[f64], who: &[usize]| {
        improves(search.improvement, search.tolerance, who.iter().map(|&k| gain(now, then, k)))
    };
    let safe = |k| Ok(!vulnerable(game, &other, k, search)?);
    let peace = game.peace(&other)?;
    if network.has_edge(i, j) {
        let severed = first([i, j], |&k| Ok(search.coalition_size > 0 && liked(&peace, &[k]) && safe(k)?))?;
        return Ok(severed.is_some());
    }
    if search.coalition_size > 1 && liked(&peace, &[i, j]) && safe(i)? && safe(j)? {
        return Ok(true);
    }
    let both = Coalition::singleton(i).with(j);
    let others = both.complement(game.players());
    let attacks = others.subsets().flat_map(|s| others.players().map(move |target| (s.union(both), target)));
    let war = first(attacks, |&(attackers, target)| {
        let wins = attackers.len() <= search.coalition_size && game.wins(&other, attackers, target);
        let members: Vec<usize> = attackers.players().collect();
        Ok(wins && liked(&game.conquest(&other, attackers, target)?, &members))
    })?;
    Ok(war.is_some())
}

/// The first item of which `holds` is true.
fn first<T>(items: impl IntoIterator<Item = T>, holds: impl Fn(&T) -> Result<bool>) -> Result<Option<T>> {
    for item in items {
        if holds(&item)? {
            return Ok(Some(item));
        }
    }
    Ok(None)
}

/// Whether any coalition at all can attack `target`, win and be better off.
fn vulnerable(game: &AllianceGame, network: &Graph, target: usize, search: &Search) -> Result<bool> {
    let now = game.peace(network)?;
    let attacker = first(Coalition::grand(game.players()).subsets(), |&s| {
        if s.len() > search.coalition_size || !game.wins(network, s, target) {
            return Ok(false);
        }
        let then = game.conquest(network, s, target)?;
        Ok(improves(search.improvement, search.tolerance, s.players().map(|i| gain(&now, &then, i))))
    })?;
    Ok(attacker.is_some())
}

/// A player without a payoff has gained NaN, which is no improvement and equals nothing.
fn gain(now: &[f64], then: &[f64], player: usize) -> f64 {
    then.get(player).zip(now.get(player)).map_or(f64::NAN, |(then, now)| then - now)
}

fn holds(claim: &str, search: &Search, stated: &[f64], found: Vec<f64>) -> Result<()> {
    if found != stated {
        return Err(fails(claim, format!("gains are {found:?}, not {stated:?}")));
    }
    if !improves(search.improvement, search.tolerance, found.iter().copied()) {
        return Err(fails(claim, format!("gains {found:?} are no {}", search.improvement)));
    }
    Ok(())
}

fn improves(improvement: Improvement, tolerance: f64, gains: impl IntoIterator<Item = f64>) -> bool {
    let gains: Vec<f64> = gains.into_iter().collect();
    match improvement {
        Improvement::Strict => !gains.is_empty() && gains.iter().all(|&g| g > tolerance),
        Improvement::Weak => gains.iter().all(|&g| g >= -tolerance) && gains.iter().any(|&g| g > tolerance),
    }
}
