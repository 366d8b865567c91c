//! Why the recursive core supports some structures and no others, re-checked in every residual game.

use super::core::balanced;
use super::excess::sum;
use crate::coalition::{Coalition, Partition};
use crate::error::{Error, Result};
use crate::game::{Fraction, PartitionFunction, TuGame, Value};
use crate::parallel::try_map;
use crate::solve::certified::{Certified, fails};
use crate::solve::externalities::{Deviators, Outlook, RecursiveCore, Refusal, Support};
use std::collections::BTreeMap;

const CLAIM: &str = "recursive core";

impl<V: Value, G: PartitionFunction<V>> Certified<&G> for RecursiveCore<V> {
    fn check(&self, game: &G, _: f64) -> Result<()> {
        recursive_core(game, self)
    }
}

/// A recursive core from the definition, from the smallest residual games up.
///
/// Every residual game is gone through: its responses are those its verdicts support; every payoff named
/// shares out what blocs are worth and is dominated by no deviation; every refusal adds up, in exact
/// arithmetic.
///
/// `Σ_k S(n,k) 3^k` worths (681 870 at n = 8), and as many comparisons for each payoff named.
fn recursive_core<V: Value>(game: &impl PartitionFunction<V>, claimed: &RecursiveCore<V>) -> Result<()> {
    const LIMIT: usize = 10;
    let n = game.players();
    if n > LIMIT {
        let reason = "it goes through B(n+1) − B(n) residual games".into();
        return Err(Error::TooLarge { what: "check of a recursive core".into(), n, limit: LIMIT, reason });
    }
    let mut checker = Checker { game, n, claimed, responses: BTreeMap::new() };
    let mut expected = None;
    let mut games = 0;
    for left in 1..=n {
        let mut standing: Vec<Vec<Coalition>> =
            Coalition::grand(n).subsets_of_size(n - left).flat_map(structures).collect();
        standing.iter_mut().for_each(|outside| outside.sort_unstable());
        let checked = try_map(standing.len(), |k| {
            let Some(verdicts) = claimed.certificate.residual.get(&standing[k]) else {
                return Err(fails(CLAIM, format!("nothing is said about what {:?} leaves", standing[k])));
            };
            checker.residual(&standing[k], verdicts)
        })?;
        games += standing.len();
        for (outside, (expects, responses)) in standing.into_iter().zip(checked) {
            checker.responses.insert(outside, responses);
            expected = Some(expects);
        }
    }
    if games != claimed.certificate.residual.len() {
        return Err(fails(CLAIM, "verdicts on residual games that there are not"));
    }
    if expected.as_ref() != Some(&claimed.expected) {
        return Err(fails(CLAIM, "coalitions expect something else"));
    }
    let top = claimed.certificate.residual.get(&vec![]).into_iter().flatten();
    let held = Partition::all(n).zip(top).filter_map(|(structure, verdict)| match verdict {
        Support::Held(payoff) => Some((structure, payoff.iter().map(V::from_fraction).collect::<Vec<V>>())),
        Support::Refused(_) => None,
    });
    if held.eq(claimed.structures.iter().cloned()) {
        Ok(())
    } else {
        Err(fails(CLAIM, "the structures listed are not those supported"))
    }
}

/// All ways to split `set`, in the order of [`Partition::all`].
fn structures(set: Coalition) -> Vec<Vec<Coalition>> {
    let players: Vec<usize> = set.players().collect();
    let relabel = |b: &Coalition| b.players().map(|k| players[k]).collect();
    Partition::all(players.len()).map(|p| p.blocs().iter().map(relabel).collect()).collect()
}

struct Checker<'a, G, V> {
    game: &'a G,
    n: usize,
    claimed: &'a RecursiveCore<V>,
    /// What those outside these blocs may do, once their residual game is checked.
    responses: BTreeMap<Vec<Coalition>, Vec<Vec<Coalition>>>,
}

impl<G: PartitionFunction<V>, V: Value> Checker<'_, G, V> {
    /// Checks all verdicts on one residual game; what its coalitions expect, and what the others expect of
    /// it.
    fn residual(
        &self,
        outside: &[Coalition],
        verdicts: &[Support],
    ) -> Result<(TuGame<V>, Vec<Vec<Coalition>>)> {
        let rest = outside.iter().fold(Coalition::grand(self.n), |rest, b| rest.difference(*b));
        let players: Vec<usize> = rest.players().collect();
        let to_real = |s: Coalition| -> Coalition { s.players().map(|k| players[k]).collect() };
        let everybody = Coalition::grand(players.len());
        let mut offers: BTreeMap<Vec<Coalition>, Vec<Vec<V>>> = BTreeMap::new();
        for deviators in everybody.subsets().skip(1) {
            for blocs in structures(deviators) {
                if blocs.len() == 1 || self.claimed.deviators == Deviators::AnyPartition {
                    let to: Vec<Coalition> = blocs.iter().map(|b| to_real(*b)).collect();
                    let offer = self.offers(outside, &to)?;
                    offers.insert(blocs, offer);
                }
            }
        }
        let highest = |offers: &Vec<Vec<V>>| {
            let alone = offers.iter().filter_map(|offer| offer.first().cloned());
            alone.reduce(|a, b| if b > a { b } else { a }).unwrap_or_else(V::zero)
        };
        let expected = TuGame::from_fn(players.len(), |s| offers.get(&vec![s]).map_or(V::zero(), highest))?;

        let all = structures(everybody);
        if all.len() != verdicts.len() {
            return Err(fails(CLAIM, format!("{} verdicts on {} structures", verdicts.len(), all.len())));
        }
        for (blocs, verdict) in all.iter().zip(verdicts) {
            let real: Vec<Coalition> = blocs.iter().map(|b| to_real(*b)).collect();
            let worths = self.worths(&[outside, &real].concat(), &real)?;
            let here = |e: &str| fails(CLAIM, format!("{blocs:?} beside {outside:?}: {e}"));
            match verdict {
                Support::Held(payoff) => {
                    held(payoff, blocs, &worths, &expected, &offers).map_err(|e| here(&e))?
                }
                Support::Refused(refusal) => {
                    let mut asks = expected.values().to_vec();
                    for (bloc, worth) in blocs.iter().zip(&worths) {
                        if *worth > asks[bloc.index()] {
                            asks[bloc.index()] = worth.clone();
                        }
                    }
                    let total = worths.iter().map(V::to_fraction).sum();
                    refused(refusal, &TuGame::from_values(asks)?, &total, &offers).map_err(|e| here(&e))?;
                }
            }
        }
        let supported = |v: &Support| matches!(v, Support::Held(_));
        let none = !verdicts.iter().any(supported);
        let responses = structures(rest).into_iter().zip(verdicts).filter(|(_, v)| none || supported(v));
        Ok((expected, responses.map(|(q, _)| q).collect()))
    }

    /// What deviators to the blocs `to` may count on: lists of a worth for each.
    fn offers(&self, outside: &[Coalition], to: &[Coalition]) -> Result<Vec<Vec<V>>> {
        let mut standing = [outside, to].concat();
        standing.sort_unstable();
        let mut offers = Vec::new();
        match self.responses.get(&standing) {
            None => offers.push(self.worths(&standing, to)?), // nobody is left
            Some(responses) => {
                for response in responses {
                    offers.push(self.worths(&[&standing[..], response].concat(), to)?);
                }
            }
        }
        if self.claimed.outlook == Outlook::Pessimistic {
            let least =
                |k: usize| offers.iter().map(|o| o[k].clone()).reduce(|a, b| if b < a { b } else { a });
            offers = vec![(0..to.len()).filter_map(least).collect()];
        }
        Ok(offers)
    }

    fn worths(&self, structure: &[Coalition], of: &[Coalition]) -> Result<Vec<V>> {
        let structure = Partition::new(self.n, structure.iter().copied())?;
        of.iter().map(|bloc| self.game.worth(*bloc, &structure)).collect()
    }
}

type Offers<V> = BTreeMap<Vec<Coalition>, Vec<Vec<V>>>;

/// That `payoff` shares out the worths, that no coalition expects more than it is paid, and that no offer to
/// several blocs gives every one of them more.
fn held<V: Value>(
    payoff: &[Fraction],
    blocs: &[Coalition],
    worths: &[V],
    expected: &TuGame<V>,
    offers: &Offers<V>,
) -> Result<(), String> {
    if payoff.len() != expected.players() {
        return Err(format!("{} payoffs for {} players", payoff.len(), expected.players()));
    }
    let paid: Vec<Fraction> = expected.grand_coalition().subsets().map(|s| sum(payoff, s)).collect();
    if let Some((b, worth)) =
        blocs.iter().zip(worths).find(|(b, worth)| worth.to_fraction() != paid[b.index()])
    {
        return Err(format!("{b} is worth {worth} and gets {}", paid[b.index()]));
    }
    if let Some(s) = (1..paid.len()).find(|&s| expected.values()[s].to_fraction() > paid[s]) {
        return Err(format!("{} expects more than {}", Coalition::from_mask(s as u64), paid[s]));
    }
    for (to, offers) in offers {
        // Most often a bloc is offered no more than it expects alone, which it has just been seen to get.
        let tempting = |offer: &&Vec<V>| to.iter().zip(*offer).all(|(b, worth)| worth > expected.value(*b));
        let gains =
            |offer: &Vec<V>| to.iter().zip(offer).all(|(b, worth)| worth.to_fraction() > paid[b.index()]);
        if offers.iter().filter(tempting).any(gains) {
            return Err(format!("{to:?} gain by deviating"));
        }
    }
    Ok(())
}

/// That what coalitions ask for cannot be paid out of `total`, whichever choice a split leaves.
fn refused<V: Value>(
    refusal: &Refusal,
    asks: &TuGame<V>,
    total: &Fraction,
    offers: &Offers<V>,
) -> Result<(), String> {
    match refusal {
        Refusal::Asks(collection) => {
            balanced(collection, asks).map_err(|e| e.to_string())?;
            match collection.worth(asks) {
                asked if asked > *total => Ok(()),
                asked => Err(format!("{asked} is asked for, {total} is there")),
            }
        }
        Refusal::Split { offer, blocs } => {
            let to: Vec<Coalition> = blocs.iter().map(|(b, _)| *b).collect();
            let Some(offered) = offers.get(&to).and_then(|offers| offers.get(*offer)) else {
                return Err(format!("no offer {offer} to {to:?}"));
            };
            for ((bloc, refusal), worth) in blocs.iter().zip(offered) {
                let mut raised = asks.values().to_vec();
                if *worth > raised[bloc.index()] {
                    raised[bloc.index()] = worth.clone();
                }
                let raised = TuGame::from_values(raised).map_err(|e| e.to_string())?;
                refused(refusal, &raised, total, offers)?;
            }
            Ok(())
        }
    }
}
