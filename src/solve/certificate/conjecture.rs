//! What deviators expect, and whether an outcome is blocked, from the definitions over all structures.

use crate::coalition::{Coalition, Partition};
use crate::error::{Error, Result};
use crate::game::{PartitionFunction, TuGame, Value};
use crate::solve::certified::Certified;
use crate::solve::externalities::{Conjecture, PartitionCore};
use std::collections::BTreeMap;

impl<V: Value, G: PartitionFunction<V>> Certified<(&G, Conjecture)> for TuGame<V> {
    fn check(&self, (game, conjecture): (&G, Conjecture), _: f64) -> Result<()> {
        characteristic(game, conjecture, self)
    }
}

impl<V: Value, G: PartitionFunction<V>> Certified<&G> for PartitionCore<V> {
    /// What every coalition expects, from the definition, and the payoff or the balanced collection in exact
    /// arithmetic.
    fn check(&self, game: &G, tolerance: f64) -> Result<()> {
        partition_core(game, self, tolerance)
    }
}

/// That `claimed` is the characteristic function of `game` under `conjecture`.
///
/// One pass over all `B(n)` coalition structures instead of one search a coalition: every structure in which
/// `S` is a bloc (a union of blocs, for α and β) is sorted by what `S` and what the others do in it.
/// `n ≤ 13`.
fn characteristic<V: Value>(
    game: &impl PartitionFunction<V>,
    conjecture: Conjecture,
    claimed: &TuGame<V>,
) -> Result<()> {
    let values = expected(game, conjecture)?;
    let claim = || format!("characteristic function under {conjecture}");
    if values.len() != claimed.values().len() {
        let reason = format!("{} worths, expected {}", claimed.values().len(), values.len());
        return Err(Error::Certificate { claim: claim(), reason });
    }
    match (1..values.len()).find(|&s| values[s] != claimed.values()[s]) {
        None => Ok(()),
        Some(s) => {
            let who = Coalition::from_mask(s as u64);
            let reason = format!("{who} expects {}, not {}", values[s], claimed.values()[s]);
            Err(Error::Certificate { claim: claim(), reason })
        }
    }
}

fn partition_core<V: Value>(
    game: &impl PartitionFunction<V>,
    claimed: &PartitionCore<V>,
    tolerance: f64,
) -> Result<()> {
    let mut values = expected(game, claimed.conjecture)?;
    let worths = game.worths(&claimed.structure)?;
    let mut overpromised = false;
    for (bloc, worth) in claimed.structure.blocs().iter().zip(worths.iter()) {
        overpromised |= values[bloc.index()] > *worth;
        values[bloc.index()] = worth.clone();
    }
    if values != claimed.expected.values() || overpromised != claimed.overpromised.is_some() {
        let reason = "the coalitions expect something else".into();
        return Err(Error::Certificate { claim: format!("core under {}", claimed.conjecture), reason });
    }
    claimed.core.check((&claimed.expected, &claimed.structure), tolerance)
}

/// What every coalition expects, as a game.
pub(super) fn game<V: Value>(game: &impl PartitionFunction<V>, conjecture: Conjecture) -> Result<TuGame<V>> {
    TuGame::from_values(expected(game, conjecture)?)
}

/// What the outsiders do, what they get, what `S` does, and what `S` gets: one entry per structure.
type Outcome<V> = (Vec<Coalition>, V, Vec<Coalition>, V);

/// `v^c(S)` by mask.
fn expected<V: Value>(game: &impl PartitionFunction<V>, conjecture: Conjecture) -> Result<Vec<V>> {
    let n = game.players();
    if n > 13 {
        let reason = "it walks every coalition structure".into();
        return Err(Error::TooLarge {
            what: "check of a characteristic function".into(),
            n,
            limit: 13,
            reason,
        });
    }
    let splits = matches!(conjecture, Conjecture::Alpha | Conjecture::Beta);
    let mut outcomes: Vec<Vec<Outcome<V>>> = vec![Vec::new(); 1 << n];
    for structure in Partition::all(n) {
        let worths = game.worths(&structure)?;
        for chosen in Coalition::grand(structure.len()).subsets().skip(1) {
            if chosen.len() > 1 && !splits {
                continue;
            }
            let side = |inside: bool| -> (Vec<Coalition>, V) {
                let blocs = (0..structure.len()).filter(|&k| chosen.contains(k) == inside);
                blocs.fold((vec![], V::zero()), |(mut who, sum), k| {
                    who.push(structure.blocs()[k]);
                    (who, sum + worths[k].clone())
                })
            };
            let ((own, worth), (others, theirs)) = (side(true), side(false));
            let s = own.iter().fold(Coalition::EMPTY, |s, b| s.union(*b));
            outcomes[s.index()].push((others, theirs, own, worth));
        }
    }
    let settled =
        outcomes.into_iter().enumerate().map(|(s, o)| if s == 0 { V::zero() } else { settle(conjecture, o) });
    Ok(settled.collect())
}

fn settle<V: Value>(conjecture: Conjecture, outcomes: Vec<Outcome<V>>) -> V {
    let least = |values: Vec<V>| values.into_iter().reduce(|a, b| if b < a { b } else { a });
    let most = |values: Vec<V>| values.into_iter().reduce(|a, b| if b > a { b } else { a });
    let worths = |of: &[Outcome<V>]| of.iter().map(|o| o.3.clone()).collect::<Vec<_>>();
    let value = match conjecture {
        Conjecture::Gamma => outcomes.iter().find(|o| o.0.iter().all(|b| b.len() == 1)).map(|o| o.3.clone()),
        Conjecture::Delta => outcomes.iter().find(|o| o.0.len() <= 1).map(|o| o.3.clone()),
        Conjecture::Optimistic => most(worths(&outcomes)),
        Conjecture::Pessimistic => least(worths(&outcomes)),
        Conjecture::Max => {
            let best = most(outcomes.iter().map(|o| o.1.clone()).collect());
            least(worths(&outcomes.into_iter().filter(|o| Some(&o.1) == best.as_ref()).collect::<Vec<_>>()))
        }
        Conjecture::Alpha | Conjecture::Beta => {
            let mut grouped: BTreeMap<Vec<Coalition>, Vec<V>> = BTreeMap::new();
            let alpha = conjecture == Conjecture::Alpha;
            for (others, _, own, worth) in outcomes {
                grouped.entry(if alpha { own } else { others }).or_default().push(worth);
            }
            let groups = grouped.into_values();
            if alpha {
                most(groups.filter_map(least).collect())
            } else {
                least(groups.filter_map(most).collect())
            }
        }
    };
    value.unwrap_or_else(V::zero)
}
