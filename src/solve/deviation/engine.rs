//! k-strong stability: does any coalition of up to k players have a deviation it likes?

use super::convention::check_tolerance;
use super::verdict::{Deviation, Search, Searched, Verdict};
use crate::coalition::Coalition;
use crate::error::{Error, Result};
use crate::game::Effectivity;
use crate::parallel::try_map;
use std::collections::BTreeMap;

/// Candidate moves that are evaluated together. Growing blocks keep the early stop cheap and the pool busy.
const FIRST_BLOCK: usize = 64;
const LARGEST_BLOCK: usize = 8192;

/// Whether `state` is k-strongly stable: no coalition of at most k players can move to a state that it
/// prefers, in the sense of `search.improvement`.
///
/// Coalitions are tried by size, then by mask; each distinct state is evaluated once, in parallel; the answer
/// and all its counts are the same whatever the number of threads. A move to a state whose payoffs are undefined, or do
/// not converge, is counted ([`Searched::unvalued`]) and the search goes on; without a deviation it proves nothing then.
///
/// # Errors
/// No player or more than 63; coalitions of nobody; a tolerance that is negative or not finite; an error of `game`, those
/// two at the state under test included; a list of payoffs of the wrong length or with one that is not finite.
///
/// # Complexity
/// Asks `moves` of `Σ_{s ≤ k} C(n, s)` coalitions, and `payoffs` once per distinct state; holds the distinct
/// states in memory. Past a deviation at most one block (8 192 moves) is evaluated in vain.
///
/// # Examples
/// ```
/// use comity::coalition::Coalition;
/// use comity::game::Effectivity;
/// use comity::solve::deviation::{Search, stability};
/// /// A state is the set of those who pollute; each polluter gains 2 and costs everybody 1.
/// struct Commons;
/// impl Effectivity for Commons {
///     type State = Coalition;
///     fn players(&self) -> usize { 3 }
///     fn payoffs(&self, s: &Coalition) -> comity::Result<Vec<f64>> {
///         Ok((0..3).map(|i| f64::from(s.contains(i)) * 2.0 - s.len() as f64).collect())
///     }
///     fn moves(&self, s: &Coalition, who: Coalition) -> comity::Result<Vec<Coalition>> {
///         Ok(who.subsets().map(|t| s.difference(who).union(t)).collect())
///     }
/// }
/// let everybody = Coalition::grand(3);
/// assert!(stability(&Commons, &everybody, &Search::up_to(1))?.is_stable());
/// let verdict = stability(&Commons, &everybody, &Search::up_to(3))?;
/// assert_eq!(verdict.deviation().unwrap().gains, [1.0; 3]); // all three stop together
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// R. J. Aumann (1959), Acceptable points in general cooperative n-person games; B. Dutta & S. Mutuswami
/// (1997), Stable networks, *JET* 76, and M. O. Jackson & A. van den Nouweland (2005), Strongly stable
/// networks, *GEB* 51 (strong stability, its strict and weak forms).
pub fn stability<E: Effectivity>(game: &E, state: &E::State, search: &Search) -> Result<Verdict<E::State>> {
    Ok(self::search(game, state, search)?.0)
}

/// A verdict, and the moves that could not be evaluated.
pub(crate) type Found<S> = (Verdict<S>, Vec<(Coalition, S)>);

/// As [`stability`], with the moves that could not be evaluated.
pub(crate) fn search<E: Effectivity>(game: &E, state: &E::State, search: &Search) -> Result<Found<E::State>> {
    let n = game.players();
    if n == 0 || n > Coalition::MAX_PLAYERS {
        return Err(Error::invalid("effectivity", "players", n, "1..=63"));
    }
    if search.coalition_size == 0 {
        return Err(Error::invalid("search", "coalition_size", 0, "at least 1: else nobody is asked"));
    }
    check_tolerance("search", search.tolerance)?;
    let verdict = |deviations, searched, exhaustive| Verdict {
        state: state.clone(),
        convention: *search,
        deviations,
        searched,
        exhaustive,
    };
    let now = payoffs(game, state)?;
    let mut searched = Searched { states: 1, ..Searched::default() };
    let mut memo = BTreeMap::from([(state.clone(), Some(now.clone()))]);
    let mut without = Vec::new();
    let by_size = |size| Coalition::grand(n).subsets_of_size(size);
    let mut coalitions = (1..=search.coalition_size.min(n)).flat_map(by_size).peekable();
    let mut block_size = FIRST_BLOCK;
    while coalitions.peek().is_some() {
        // A block: whole coalitions, in order, until there are enough moves.
        let mut block: Vec<(Coalition, Vec<E::State>)> = Vec::new();
        let mut moves = 0;
        while moves < block_size
            && let Some(coalition) = coalitions.next()
        {
            let to = game.moves(state, coalition)?;
            moves += to.len().max(1);
            block.push((coalition, to));
        }
        block_size = (block_size * 2).min(LARGEST_BLOCK);

        let mut fresh: Vec<&E::State> = block.iter().flat_map(|(_, to)| to).collect();
        fresh.sort_unstable();
        fresh.dedup();
        fresh.retain(|s| !memo.contains_key(s));
        let within = search.max_states.map_or(fresh.len(), |most| most.saturating_sub(memo.len()));
        let cut = within < fresh.len();
        if cut {
            fresh = first_in_order(&block, &memo, within);
        }
        let values = try_map(fresh.len(), |k| unvalued(payoffs(game, fresh[k])))?;
        let values: Vec<_> = fresh.into_iter().cloned().zip(values).collect();
        searched.states += values.len() as u64;
        memo.extend(values);

        for (coalition, to) in block {
            for to in to {
                let Some(then) = memo.get(&to) else {
                    return Ok((verdict(vec![], searched, false), without));
                };
                searched.moves += 1;
                let Some(then) = then else {
                    searched.unvalued += 1;
                    without.push((coalition, to));
                    continue;
                };
                let gains: Vec<f64> = coalition.players().map(|i| then[i] - now[i]).collect();
                if search.improvement.accepts(gains.iter().copied(), search.tolerance) {
                    let deviation = Deviation { coalition, to, gains };
                    return Ok((verdict(vec![deviation], searched, false), without));
                }
            }
            searched.coalitions += 1;
        }
    }
    Ok((verdict(vec![], searched, without.is_empty()), without))
}

/// `None` for what has no value, undefined or not converged; any other error stays one.
pub(crate) fn unvalued<T>(value: Result<T>) -> Result<Option<T>> {
    match value {
        Err(Error::Undefined { .. } | Error::NotConverged { .. }) => Ok(None),
        value => value.map(Some),
    }
}

/// The first `limit` states of the block that are not yet known, in the order in which they will be compared.
fn first_in_order<'a, S: Ord>(
    block: &'a [(Coalition, Vec<S>)],
    memo: &BTreeMap<S, Option<Vec<f64>>>,
    limit: usize,
) -> Vec<&'a S> {
    let mut seen = std::collections::BTreeSet::new();
    let fresh = block.iter().flat_map(|(_, to)| to).filter(|s| !memo.contains_key(s));
    fresh.filter(|s| seen.insert(*s)).take(limit).collect()
}

fn payoffs<E: Effectivity>(game: &E, state: &E::State) -> Result<Vec<f64>> {
    let payoffs = game.payoffs(state)?;
    if payoffs.len() != game.players() {
        return Err(Error::Shape {
            what: "payoffs of a state".into(),
            expected: format!("{} payoffs", game.players()),
            got: format!("{} payoffs", payoffs.len()),
        });
    }
    match payoffs.iter().position(|u| !u.is_finite()) {
        Some(i) => Err(Error::invalid(format!("player {i}"), "payoff", payoffs[i], "a finite number")),
        None => Ok(payoffs),
    }
}
