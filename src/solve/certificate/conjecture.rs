//! What deviators expect, and whether an outcome is blocked, from the definitions over all structures.

use crate::coalition::{Coalition, Partition};
use crate::error::{Error, Result};
use crate::game::{PartitionFunction, TuGame, Value};
use crate::solve::externalities::{Conjecture, OutcomeVerdict, PartitionCore};
use crate::solve::tu::Core;
use std::collections::BTreeMap;

/// Checks that `claimed` is the characteristic function of `game` under `conjecture`.
///
/// One pass over all `B(n)` coalition structures instead of one search a coalition: every structure in which
/// `S` is a bloc (a union of blocs, for α and β) is sorted by what `S` and what the others do in it.
/// `n ≤ 13`.
///
/// # Errors
/// [`Error::Certificate`] with the coalition that differs; more than 13 players; an error of `game`.
pub fn check_characteristic<V: Value>(
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

/// Checks that the coalition named blocks `payoff` with the gain stated, or that none does.
///
/// # Errors
/// As [`check_characteristic`].
pub fn check_outcome<V: Value>(
    game: &impl PartitionFunction<V>,
    verdict: &OutcomeVerdict<V>,
    payoff: &[V],
    tolerance: &V,
) -> Result<()> {
    let values = expected(game, verdict.conjecture)?;
    let fails = |reason| Err(Error::Certificate { claim: "blocking".into(), reason });
    if payoff.len() != game.players() {
        return fails(format!("{} payoffs for {} players", payoff.len(), game.players()));
    }
    let excess =
        |s: Coalition| s.players().fold(values[s.index()].clone(), |rest, i| rest - payoff[i].clone());
    let everybody = Coalition::grand(game.players());
    match &verdict.objection {
        Some(o) if o.coalition.is_empty() || !o.coalition.is_subset_of(everybody) => {
            fails(format!("{} is no coalition", o.coalition))
        }
        Some(o) => {
            let stated = o.gain.clone() * V::ratio(o.coalition.len() as i64, 1);
            let (excess, expected) = (excess(o.coalition), &values[o.coalition.index()]);
            let off = (excess.clone() - stated).abs() > *tolerance || *expected != o.expected;
            if off || excess <= *tolerance {
                return fails(format!("{} expects {expected}, an excess of {excess}", o.coalition));
            }
            Ok(())
        }
        None => match everybody.subsets().skip(1).find(|&s| excess(s) > *tolerance) {
            Some(s) => fails(format!("{s} blocks with excess {}", excess(s))),
            None => Ok(()),
        },
    }
}

/// Checks a core under a conjecture: what every coalition expects, from the definition, and the payoff or the
/// balanced collection in exact arithmetic.
///
/// # Errors
/// As [`check_characteristic`], and [`Error::Certificate`] from the proof of the core.
pub fn check_partition_core<V: Value>(
    game: &impl PartitionFunction<V>,
    claimed: &PartitionCore<V>,
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
    match &claimed.core {
        Core::NonEmpty { certificate, .. } => certificate.check(&claimed.expected),
        Core::Empty { certificate } => certificate.check_core_empty(&claimed.expected, &claimed.structure),
    }
}

/// What the outsiders do, what they get, what `S` does, and what `S` gets: one entry a structure.
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
