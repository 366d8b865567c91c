//! Games with transferable utility: random proposers and rejectors who propose.

use super::fixed_point::{Choice, Mixes, Proposer, iterate, solve};
use super::{Offers, Stage, Stationary, next_round, recognition};
use crate::coalition::Coalition;
use crate::error::{Error, Result};
use crate::game::TuGame;
use crate::negotiate::deal::Deal;
use crate::negotiate::protocol::{RandomProposer, RejectorProposes, Residual};
use crate::negotiate::session::Settings;
use std::collections::BTreeMap;

/// Most parties: every coalition is weighed by every proposer, for every set of parties still free.
const MAX_PARTIES: usize = 12;

fn check(game: &TuGame) -> Result<()> {
    if game.players() > MAX_PARTIES {
        let reason = "every proposer weighs every coalition".into();
        return Err(Error::TooLarge {
            what: "stationary equilibrium".into(),
            n: game.players(),
            limit: MAX_PARTIES,
            reason,
        });
    }
    Ok(())
}

/// The coalitions of free parties that `proposer` may propose.
fn options(free: Coalition, proposer: usize, quorum: usize) -> Vec<Coalition> {
    free.subsets().filter(|s| s.contains(proposer) && s.len() >= quorum).collect()
}

/// What is left for the proposer when the others get the least they accept.
fn net(worth: impl Fn(Coalition) -> f64, s: Coalition, proposer: usize, accept: &[f64]) -> f64 {
    worth(s) - s.without(proposer).players().map(|k| accept[k]).sum::<f64>()
}

/// The deal that gives everybody else what it accepts, by side payments on equal shares.
fn deal(worth: impl Fn(Coalition) -> f64, s: Coalition, proposer: usize, accept: &[f64]) -> Deal {
    let share = worth(s) / s.len() as f64;
    let mut payments = vec![0.0; accept.len()];
    for k in s.players() {
        payments[k] = accept[k] - share;
    }
    payments[proposer] = net(&worth, s, proposer, accept) - share;
    Deal { outcome: s.index() - 1, payments }
}

/// The equilibrium among `free` parties of a game in which one of them is recognised each round.
pub(super) struct RandomStage<'a, W> {
    pub worth: W,
    pub reservations: &'a [f64],
    pub settings: &'a Settings,
    pub free: Coalition,
    /// What an outsider to coalition `S` is left with.
    pub outside: &'a dyn Fn(usize, Coalition) -> f64,
}

impl<W: Fn(Coalition) -> f64> RandomStage<'_, W> {
    /// The least each party accepts given everybody's values.
    pub fn accept(&self, values: &[f64]) -> Vec<f64> {
        (0..values.len()).map(|i| next_round(self.settings, i, self.reservations[i], values[i])).collect()
    }

    /// What each party can do given everybody's values: propose a coalition, or wait (`None`).
    fn proposers(&self, values: &[f64]) -> Vec<Proposer<Option<Coalition>>> {
        let n = values.len();
        let accept = self.accept(values);
        let outsider = |i: usize| if self.free.contains(i) { accept[i] } else { values[i] };
        // Who is indifferent does not wait.
        let wait = |j: usize| {
            let net = accept[j] - 1e-10 * (1.0 + accept[j].abs());
            Choice { what: None, net, payoffs: (0..n).map(outsider).collect() }
        };
        let recognised = recognition(self.settings, n, self.free);
        let propose = |j: usize, s: Coalition| {
            let net = net(&self.worth, s, j, &accept);
            let gets = |i: usize| match (i == j, s.contains(i), self.free.contains(i)) {
                (true, ..) => net,
                (_, true, _) => accept[i],
                (.., true) => (self.outside)(i, s),
                _ => values[i],
            };
            Choice { what: Some(s), net, payoffs: (0..n).map(gets).collect() }
        };
        let each = recognised.into_iter().enumerate().map(|(j, probability)| {
            let all =
                options(self.free, j, self.settings.quorum).into_iter().filter(|_| self.free.contains(j));
            let choices = all.map(|s| propose(j, s)).chain(std::iter::once(wait(j))).collect();
            Proposer { probability, choices }
        });
        let mut each: Vec<_> = each.collect();
        if each.iter().all(|p| p.probability == 0.0) {
            // Nobody may propose: all wait for ever, which is no deal.
            let payoffs = self.reservations.to_vec();
            each =
                vec![Proposer { probability: 1.0, choices: vec![Choice { what: None, net: 0.0, payoffs }] }];
        }
        each
    }

    /// Values, and each proposer's coalitions with their probabilities.
    pub fn solve(&self) -> Result<(Vec<f64>, Mixes<Option<Coalition>>)> {
        let n = self.reservations.len();
        let share = (self.worth)(self.free) / self.free.len().max(1) as f64;
        let start = (0..n)
            .map(|i| if self.free.contains(i) { share.max(self.reservations[i]) } else { 0.0 })
            .collect();
        let (values, mut mixes) = solve("stationary equilibrium", start, |v| self.proposers(v))?;
        mixes.resize(n, Vec::new());
        Ok((values, mixes))
    }

    /// The deals of [`solve`](Self::solve)'s coalitions.
    pub fn offers(mixes: Mixes<Option<Coalition>>, deal: impl Fn(usize, Coalition) -> Deal) -> Vec<Offers> {
        let each = mixes.into_iter().enumerate().map(|(j, mix)| {
            Offers::Mixed(mix.into_iter().filter_map(|(p, s)| s.map(|s| (p, deal(j, s)))).collect())
        });
        each.collect()
    }
}

impl Stationary {
    /// The equilibrium of a game with transferable utility under random proposers (Okada 1996; Compte & Jehiel 2010 where the
    /// first deal ends it). For a [`TransferableDomain`](crate::negotiate::domain::TransferableDomain) of the same game.
    ///
    /// # Errors
    /// More than 12 parties; values that do not converge.
    ///
    /// # Complexity
    /// O(n 2^n) an iteration; with a residual that continues O(n 3^n).
    pub fn random_proposer(game: &TuGame, protocol: &RandomProposer, settings: &Settings) -> Result<Self> {
        check(game)?;
        let n = game.players();
        let reservations: Vec<f64> = (0..n).map(|i| *game.value(Coalition::singleton(i))).collect();
        let worth = |s: Coalition| *game.value(s);
        let mut stages = BTreeMap::new();
        let mut values: BTreeMap<Coalition, Vec<f64>> = BTreeMap::new();
        // Ascending masks: what is left of a set comes before it.
        for free in game.grand_coalition().subsets().filter(|s| !s.is_empty()) {
            if protocol.residual == Residual::Stop && free != game.grand_coalition() {
                continue;
            }
            let outside = |i: usize, s: Coalition| match values.get(&free.difference(s)) {
                Some(later) => next_round(settings, i, reservations[i], later[i]),
                None => reservations[i],
            };
            let stage = RandomStage { worth, reservations: &reservations, settings, free, outside: &outside };
            let (found, mixes) = stage.solve()?;
            let accept = stage.accept(&found);
            let offers =
                RandomStage::<fn(Coalition) -> f64>::offers(mixes, |j, s| deal(worth, s, j, &accept));
            stages.insert(free, Stage { accept, offers });
            values.insert(free, found);
        }
        let start = values.pop_last().map(|(_, v)| v).unwrap_or_default();
        Ok(Self::of(protocol, start, stages))
    }

    /// The equilibrium of a game with transferable utility in which the rejector proposes (Chatterjee and others 1993; with two
    /// parties Rubinstein 1982): `W_j = max_S v(S) − Σ_k δ_k W_k` over the other members `k` of `S`.
    ///
    /// # Errors
    /// More than 12 parties; somebody who may not propose; values that do not converge.
    ///
    /// # Complexity
    /// O(n 2^n) an iteration; with a residual that continues O(n 3^n).
    pub fn rejector_proposes(
        game: &TuGame,
        protocol: &RejectorProposes,
        settings: &Settings,
    ) -> Result<Self> {
        check(game)?;
        let n = game.players();
        if !settings.proposers.is_empty() && settings.proposers.len() != n {
            let reason = "a rejector that may not propose has no value of its own";
            return Err(Error::undefined("equilibrium with rejectors who propose", reason));
        }
        let reservations: Vec<f64> = (0..n).map(|i| *game.value(Coalition::singleton(i))).collect();
        let worth = |s: Coalition| *game.value(s);
        let order: Vec<usize> =
            if settings.proposers.is_empty() { (0..n).collect() } else { settings.proposers.clone() };
        let mut stages = BTreeMap::new();
        let mut values: BTreeMap<Coalition, Vec<f64>> = BTreeMap::new();
        for free in game.grand_coalition().subsets().filter(|s| !s.is_empty()) {
            if protocol.residual == Residual::Stop && free != game.grand_coalition() {
                continue;
            }
            let accept = |w: &[f64]| -> Vec<f64> {
                (0..n).map(|i| next_round(settings, i, reservations[i], w[i])).collect()
            };
            let best = |j: usize, accept: &[f64]| {
                let all = options(free, j, settings.quorum);
                let nets: Vec<f64> = all.iter().map(|&s| net(worth, s, j, accept)).collect();
                let most = nets.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                // The larger of equal coalitions.
                let first = (0..all.len()).rev().find(|&k| nets[k] >= most - 1e-11 * (1.0 + most.abs()));
                first.map(|k| (nets[k], all[k]))
            };
            let update = |w: &[f64]| {
                let accept = accept(w);
                let value = |j: usize| best(j, &accept).map_or(accept[j], |(net, _)| net.max(accept[j]));
                (0..n).map(|j| if free.contains(j) { value(j) } else { 0.0 }).collect()
            };
            let start = reservations.clone();
            let proposing = iterate("equilibrium with rejectors who propose", start, update)?;
            let accept = accept(&proposing);
            let choice =
                |j: usize| best(j, &accept).filter(|&(net, _)| net >= accept[j] - 1e-11 * (1.0 + net.abs()));
            let mut found = reservations.clone();
            if let Some(&first) = order.iter().find(|&&j| free.contains(j)) {
                match choice(first) {
                    None => found = accept.clone(),
                    Some((net, s)) => {
                        for i in free.players() {
                            found[i] = match (i == first, s.contains(i), values.get(&free.difference(s))) {
                                (true, ..) => net,
                                (_, true, _) => accept[i],
                                (_, _, Some(later)) => next_round(settings, i, reservations[i], later[i]),
                                _ => reservations[i],
                            };
                        }
                    }
                }
            }
            let offers = (0..n)
                .map(|j| {
                    Offers::Mixed(if free.contains(j) {
                        choice(j).map(|(_, s)| (1.0, deal(worth, s, j, &accept))).into_iter().collect()
                    } else {
                        Vec::new()
                    })
                })
                .collect();
            stages.insert(free, Stage { accept, offers });
            values.insert(free, found);
        }
        let start = values.pop_last().map(|(_, v)| v).unwrap_or_default();
        Ok(Self::of(protocol, start, stages))
    }
}
