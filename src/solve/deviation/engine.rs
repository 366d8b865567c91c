//! k-strong stability: does any coalition of up to k players have a deviation it likes?

use super::convention::Improvement;
use crate::coalition::{Coalition, Labels};
use crate::error::{Error, Result};
use crate::game::Effectivity;
use crate::parallel::try_map;
use crate::solve::labelled::{Labelled, written_in_numbers};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// What is searched, and under which convention.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Search {
    /// Largest deviating coalition, k: 1 is Nash stability, 2 on links pairwise stability, n strong stability.
    pub coalition_size: usize,
    /// When a coalition counts as better off.
    pub improvement: Improvement,
    /// Gains up to this size, in units of payoff, are ties. Set it to the accuracy of the payoffs.
    pub tolerance: f64,
    /// Stop, unproven, rather than evaluate more states than this; `None` for no limit.
    pub max_states: Option<usize>,
}

impl Search {
    /// All coalitions of up to `coalition_size`, strict improvement, tolerance 1e-12, no limit.
    pub fn up_to(coalition_size: usize) -> Self {
        Search { coalition_size, improvement: Improvement::Strict, tolerance: 1e-12, max_states: None }
    }
}

/// What a search went through: the content of a verdict "stable".
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Searched {
    /// Coalitions whose moves were all compared.
    pub coalitions: u64,
    /// Moves compared, those of several coalitions to one state counted for each.
    pub moves: u64,
    /// Distinct states evaluated, the one under test included.
    pub states: u64,
}

/// A move that a coalition likes.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Deviation<S> {
    /// Who moves.
    pub coalition: Coalition,
    /// Where to.
    pub to: S,
    /// What each member gains, members ascending.
    pub gains: Vec<f64>,
}

/// Whether a state is k-strongly stable.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict<S> {
    /// No coalition in the search has a deviation it likes; the search was exhaustive.
    Stable {
        /// The convention and the size searched.
        search: Search,
        /// What was searched.
        searched: Searched,
    },
    /// A coalition has one.
    Unstable {
        /// The convention and the size searched.
        search: Search,
        /// The first deviation found: smallest coalition, then lowest mask, then the order of its moves.
        deviation: Deviation<S>,
        /// What was searched before it was found.
        searched: Searched,
    },
    /// None was found before the limit on states was reached.
    Unproven {
        /// The convention, the size and the limit.
        search: Search,
        /// What was searched.
        searched: Searched,
    },
}

impl<S> Verdict<S> {
    /// Whether the state is proven stable.
    pub fn is_stable(&self) -> bool {
        matches!(self, Verdict::Stable { .. })
    }

    /// The deviation that upsets the state.
    pub fn deviation(&self) -> Option<&Deviation<S>> {
        match self {
            Verdict::Unstable { deviation, .. } => Some(deviation),
            _ => None,
        }
    }

    /// The same verdict about renamed states, e.g. their names.
    pub fn map<T>(self, name: impl FnOnce(S) -> T) -> Verdict<T> {
        match self {
            Verdict::Stable { search, searched } => Verdict::Stable { search, searched },
            Verdict::Unproven { search, searched } => Verdict::Unproven { search, searched },
            Verdict::Unstable { search, deviation: Deviation { coalition, to, gains }, searched } => {
                let deviation = Deviation { coalition, to: name(to), gains };
                Verdict::Unstable { search, deviation, searched }
            }
        }
    }
}

impl fmt::Display for Searched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} coalitions, {} moves, {} states", self.coalitions, self.moves, self.states)
    }
}

impl<S: Labelled> Labelled for Deviation<S> {
    fn write(&self, labels: &Labels, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} moves to {}", labels.coalition(self.coalition), self.to.labelled(labels))?;
        write!(f, ", gaining {}", labels.amounts(self.coalition, &self.gains))
    }
}

impl<S: Labelled> Labelled for Verdict<S> {
    fn write(&self, labels: &Labels, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (head, search, searched) = match self {
            Verdict::Stable { search, searched } => ("stable", search, searched),
            Verdict::Unstable { search, searched, .. } => ("unstable", search, searched),
            Verdict::Unproven { search, searched } => ("unproven, no deviation found", search, searched),
        };
        write!(f, "{head}: coalitions up to {}, {}", search.coalition_size, search.improvement)?;
        if let Some(deviation) = self.deviation() {
            write!(f, "; {}", deviation.labelled(labels))?;
        }
        write!(f, " (searched {searched})")
    }
}

written_in_numbers!(Deviation<S> where [S: Labelled], Verdict<S> where [S: Labelled]);

/// Candidate moves that are evaluated together. Growing blocks keep the early stop cheap and the pool busy.
const FIRST_BLOCK: usize = 64;
const LARGEST_BLOCK: usize = 8192;

/// Whether `state` is k-strongly stable: no coalition of at most k players can move to a state that it
/// prefers, in the sense of `search.improvement`.
///
/// Coalitions are tried by size, then by mask; each distinct state is evaluated once, in parallel; the answer
/// and all its counts are the same whatever the number of threads.
///
/// # Errors
/// More than 63 players; a negative or NaN tolerance; an error of `game`; a list of payoffs of the wrong length
/// or with a NaN in it.
///
/// # Complexity
/// Asks `moves` of `Σ_{s ≤ k} C(n, s)` coalitions, and `payoffs` once a distinct state; holds the distinct states
/// in memory. Past a deviation at most one block (8 192 moves) is evaluated in vain.
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
/// R. J. Aumann (1959), Acceptable points in general cooperative n-person games; B. Dutta & S. Mutuswami (1997),
/// Stable networks, *JET* 76, and M. O. Jackson & A. van den Nouweland (2005), Strongly stable networks, *GEB* 51
/// (strong stability, its strict and weak forms).
pub fn stability<E: Effectivity>(game: &E, state: &E::State, search: &Search) -> Result<Verdict<E::State>> {
    let n = game.players();
    if n > Coalition::MAX_PLAYERS {
        return Err(Error::invalid("effectivity", "players", n, "0..=63"));
    }
    if search.tolerance.is_nan() || search.tolerance < 0.0 {
        return Err(Error::invalid("search", "tolerance", search.tolerance, "0 or more"));
    }
    let now = payoffs(game, state)?;
    let mut searched = Searched { states: 1, ..Searched::default() };
    let mut memo = BTreeMap::from([(state.clone(), now.clone())]);
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
        let values = try_map(fresh.len(), |k| payoffs(game, fresh[k]))?;
        let values: Vec<_> = fresh.into_iter().cloned().zip(values).collect();
        searched.states += values.len() as u64;
        memo.extend(values);

        for (coalition, to) in block {
            for to in to {
                let Some(then) = memo.get(&to) else {
                    return Ok(Verdict::Unproven { search: *search, searched });
                };
                searched.moves += 1;
                let gains: Vec<f64> = coalition.players().map(|i| then[i] - now[i]).collect();
                if search.improvement.accepts(gains.iter().copied(), search.tolerance) {
                    let deviation = Deviation { coalition, to, gains };
                    return Ok(Verdict::Unstable { search: *search, deviation, searched });
                }
            }
            searched.coalitions += 1;
        }
    }
    Ok(Verdict::Stable { search: *search, searched })
}

/// The first `limit` states of the block that are not yet known, in the order in which they will be compared.
fn first_in_order<'a, S: Ord>(
    block: &'a [(Coalition, Vec<S>)],
    memo: &BTreeMap<S, Vec<f64>>,
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
    match payoffs.iter().position(|u| u.is_nan()) {
        Some(i) => Err(Error::invalid(format!("player {i}"), "payoff", payoffs[i], "a number")),
        None => Ok(payoffs),
    }
}
