//! Conjectures of a deviating coalition about everybody else: characteristic functions of a partition function.

use crate::coalition::{Coalition, Partition};
use crate::error::{Error, Result};
use crate::game::{PartitionFunction, TuGame, Value};
use crate::parallel::try_map;
use serde::{Deserialize, Serialize};
use std::fmt;

/// How the players outside a deviating coalition `S` are expected to organise themselves.
///
/// Write `Q` for a structure of the outsiders. Except under [`Alpha`](Self::Alpha) and [`Beta`](Self::Beta),
/// `S` stays one bloc and is worth `v(S; {S} ∪ Q)` for the `Q` expected; everybody together are worth
/// `v(N; {N})`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Conjecture {
    /// `S` chooses its own structure first, then the outsiders the one worst for it:
    /// `max_{P of S} min_Q Σ_{T ∈ P} v(T; P ∪ Q)` (Aumann & Peleg 1960, read for partition functions).
    Alpha,
    /// The outsiders commit first: `min_Q max_{P of S} Σ_{T ∈ P} v(T; P ∪ Q)`. Never below α.
    Beta,
    /// The outsiders organise for their own greatest total worth; among equals, as is worst for `S`
    /// (Hafalir 2007: the max rule).
    Max,
    /// The outsiders fall apart into singletons (Hart & Kurz 1983; Chander & Tulkens 1997).
    Gamma,
    /// The outsiders stay together in one bloc (Hart & Kurz 1983).
    Delta,
    /// The `Q` best for `S` (Shenoy 1979).
    Optimistic,
    /// The `Q` worst for `S`.
    Pessimistic,
}

impl Conjecture {
    /// All seven.
    pub const ALL: [Conjecture; 7] = [
        Conjecture::Alpha,
        Conjecture::Beta,
        Conjecture::Max,
        Conjecture::Gamma,
        Conjecture::Delta,
        Conjecture::Optimistic,
        Conjecture::Pessimistic,
    ];
}

impl fmt::Display for Conjecture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Conjecture::Alpha => "α (outsiders respond as is worst)",
            Conjecture::Beta => "β (outsiders commit to the worst)",
            Conjecture::Max => "max (outsiders maximise their own total)",
            Conjecture::Gamma => "γ (outsiders alone)",
            Conjecture::Delta => "δ (outsiders together)",
            Conjecture::Optimistic => "optimistic",
            Conjecture::Pessimistic => "pessimistic",
        })
    }
}

/// The characteristic function of a game with externalities under a conjecture.
///
/// # Errors
/// More than 13 players for a conjecture that enumerates the outsiders' structures, more than 20 for γ and δ;
/// an error of the game.
///
/// # Complexity
/// γ and δ ask for `2^n` structures; the others for `Σ_s C(n,s) B(n−s) = B(n+1)`, α and β for
/// `Σ_s C(n,s) B(s) B(n−s)`: 5 million at n = 10. In parallel over coalitions.
///
/// # Examples
/// ```
/// use comity::coalition::Coalition;
/// use comity::game::PartitionGame;
/// use comity::solve::externalities::{Conjecture, characteristic};
/// let cournot = PartitionGame::from_fn(3, |p| Ok(vec![1.0 / (p.len() as f64 + 1.0).powi(2); p.len()]))?;
/// let single = Coalition::singleton(0);
/// assert_eq!(*characteristic(&cournot, Conjecture::Gamma)?.value(single), 1.0 / 16.0);
/// assert_eq!(*characteristic(&cournot, Conjecture::Delta)?.value(single), 1.0 / 9.0);
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// R. J. Aumann (1967), A survey of cooperative games without side payments; S. Hart & M. Kurz (1983),
/// Endogenous formation of coalitions, *Econometrica* 51; P. Chander & H. Tulkens (1997), The core of an
/// economy with multilateral environmental externalities, *IJGT* 26; I. E. Hafalir (2007), Efficiency in
/// coalition games with externalities, *GEB* 61; L. Á. Kóczy (2018), *Partition Function Form Games*, ch. 5.
pub fn characteristic<V: Value>(
    game: &impl PartitionFunction<V>,
    conjecture: Conjecture,
) -> Result<TuGame<V>> {
    let n = game.players();
    let limit = if matches!(conjecture, Conjecture::Gamma | Conjecture::Delta) { 20 } else { 13 };
    if n == 0 {
        return Err(Error::invalid("partition function", "players", n, format!("1..={limit}")));
    }
    if n > limit {
        return Err(Error::TooLarge {
            what: format!("characteristic function under {conjecture}"),
            n,
            limit,
            reason: "one structure or more to evaluate for each of the 2^n coalitions".into(),
        });
    }
    TuGame::from_values(try_map(1 << n, |mask| match mask {
        0 => Ok(V::zero()),
        _ => worth(game, Coalition::from_mask(mask as u64), conjecture),
    })?)
}

/// `v(S)` under the conjecture.
fn worth<V: Value>(game: &impl PartitionFunction<V>, s: Coalition, conjecture: Conjecture) -> Result<V> {
    let n = game.players();
    let outside = s.complement(n);
    let responses = || structures_of(outside);
    let of_s = |q: &[Coalition]| total(game, &[s], q, s);
    let lower = |a: V, b: V| if b < a { b } else { a };
    let higher = |a: V, b: V| if b > a { b } else { a };
    match conjecture {
        Conjecture::Gamma => of_s(&outside.players().map(Coalition::singleton).collect::<Vec<_>>()),
        Conjecture::Delta => of_s(if outside.is_empty() { &[] } else { std::slice::from_ref(&outside) }),
        Conjecture::Pessimistic => best(responses().map(|q| of_s(&q)), lower),
        Conjecture::Optimistic => best(responses().map(|q| of_s(&q)), higher),
        Conjecture::Max => {
            let outcome = responses().map(|q| Ok((total(game, &[s], &q, outside)?, of_s(&q)?)));
            let preferred = |a: (V, V), b: (V, V)| {
                if b.0 > a.0 || (b.0 == a.0 && b.1 < a.1) { b } else { a }
            };
            best(outcome, preferred).map(|(_, of_s)| of_s)
        }
        Conjecture::Alpha => {
            let own = structures_of(s);
            best(own.map(|p| best(responses().map(|q| total(game, &p, &q, s)), lower)), higher)
        }
        Conjecture::Beta => {
            best(responses().map(|q| best(structures_of(s).map(|p| total(game, &p, &q, s)), higher)), lower)
        }
    }
}

/// Sum of the worths in `P ∪ Q` of the blocs inside `whose`.
fn total<V: Value>(
    game: &impl PartitionFunction<V>,
    p: &[Coalition],
    q: &[Coalition],
    whose: Coalition,
) -> Result<V> {
    let structure = Partition::new(game.players(), p.iter().chain(q).copied())?;
    let worths = game.worths(&structure)?;
    let blocs = structure.blocs().iter().zip(worths.iter());
    Ok(blocs.filter(|(b, _)| b.is_subset_of(whose)).fold(V::zero(), |sum, (_, w)| sum + w.clone()))
}

/// Folds outcomes of which there is at least one.
fn best<T>(outcomes: impl Iterator<Item = Result<T>>, pick: impl Fn(T, T) -> T) -> Result<T> {
    let mut outcomes = outcomes;
    let nothing = || Error::undefined("conjecture", "no structure of the outsiders");
    let first = outcomes.next().ok_or_else(nothing)??;
    outcomes.try_fold(first, |so_far, outcome| Ok(pick(so_far, outcome?)))
}

/// All structures of the players in `set`; of nobody there is one, without blocs.
pub(in crate::solve) fn structures_of(set: Coalition) -> impl Iterator<Item = Vec<Coalition>> {
    let players: Vec<usize> = set.players().collect();
    Partition::all(players.len()).map(move |p| {
        let relabel = |bloc: &Coalition| bloc.players().map(|k| players[k]).collect();
        p.blocs().iter().map(relabel).collect()
    })
}
