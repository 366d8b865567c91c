//! Deviations, verdicts and lists of stable states: one shape for every answer to "does it hold, or who
//! upsets it?".

use super::convention::Improvement;
use crate::coalition::{Coalition, Labels};
use crate::solve::labelled::{Labelled, written_in_numbers};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The bounds and conventions of a search for deviations.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Search {
    /// Largest deviating coalition, k ≥ 1: 1 is Nash stability, 2 on links pairwise stability, n strong
    /// stability.
    pub coalition_size: usize,
    /// When a coalition counts as better off.
    pub improvement: Improvement,
    /// Gains up to this size, a finite number ≥ 0 in units of payoff, are ties. Set it to the accuracy of the payoffs.
    pub tolerance: f64,
    /// Stop, unproven, rather than evaluate more states than this; `None` for no limit.
    pub max_states: Option<usize>,
}

impl Search {
    /// All coalitions of up to `coalition_size`, strict improvement, tolerance 1e-12, no limit.
    ///
    /// ```
    /// use comity::solve::deviation::{Improvement, Search};
    /// assert_eq!(Search::up_to(2), Search { coalition_size: 2, improvement: Improvement::Strict, tolerance: 1e-12, max_states: None });
    /// ```
    pub fn up_to(coalition_size: usize) -> Self {
        Search { coalition_size, improvement: Improvement::Strict, tolerance: 1e-12, max_states: None }
    }

    /// The same where it is enough that no member loses and one gains.
    ///
    /// ```
    /// use comity::solve::deviation::{Improvement, Search};
    /// assert_eq!(Search::up_to(2).weakly().improvement, Improvement::Weak);
    /// ```
    #[must_use]
    pub fn weakly(self) -> Self {
        Search { improvement: Improvement::Weak, ..self }
    }
}

/// The extent of a search: the content of a verdict "stable".
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Searched {
    /// Coalitions whose moves were all compared.
    pub coalitions: u64,
    /// Moves compared, those of several coalitions to one state counted for each.
    pub moves: u64,
    /// Distinct states evaluated, the one under test included.
    pub states: u64,
    /// Moves among those compared to a state without payoffs: a value that is undefined, or an iteration that does not
    /// converge. They leave a search without a deviation unproven.
    #[serde(default)]
    pub unvalued: u64,
}

/// A move that a coalition likes.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Deviation<S> {
    /// The coalition that moves; a single player where only players move.
    pub coalition: Coalition,
    /// The state that it moves to.
    pub to: S,
    /// The gain of each member, members ascending.
    pub gains: Vec<f64>,
}

impl<S> Deviation<S> {
    /// The move of a single player.
    pub(in crate::solve) fn of_player(player: usize, to: S, gain: f64) -> Self {
        Deviation { coalition: Coalition::singleton(player), to, gains: vec![gain] }
    }

    /// The least gain of a member: that of the player, where a single one moves.
    ///
    /// ```
    /// use comity::coalition::Coalition;
    /// use comity::solve::membership::{Membership, treaty_stability};
    /// // Signatories each pay 3 and give everybody 1 for every signatory.
    /// let payoffs = |s: Coalition| Ok((0..2).map(|i| s.len() as f64 - if s.contains(i) { 3.0 } else { 0.0 }).collect());
    /// let verdict = treaty_stability(2, Coalition::singleton(0), Membership::open(), payoffs)?;
    /// assert_eq!(verdict.deviation().map(|leaves| leaves.least_gain()), Some(2.0));
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn least_gain(&self) -> f64 {
        self.gains.iter().copied().fold(f64::INFINITY, f64::min)
    }
}

/// Whether a state holds: the deviations that upset it, under a convention, and what was searched for them.
///
/// The convention `C` is a [`Search`] where coalitions deviate; other rooms have rules of their own, e.g.
/// those of membership.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Verdict<S, C = Search> {
    /// The state under test.
    pub state: S,
    /// The rules, bounds and conventions of the search.
    pub convention: C,
    /// The deviations found, in the order of the search: the first, where it ends there, or all.
    pub deviations: Vec<Deviation<S>>,
    /// The extent of the search.
    pub searched: Searched,
    /// Whether every move was compared, and with payoffs: without that, no deviation found proves nothing.
    pub exhaustive: bool,
}

impl<S, C> Verdict<S, C> {
    /// Whether the state is proven stable: no deviation in an exhaustive search.
    ///
    /// ```
    /// use comity::coalition::Coalition;
    /// use comity::solve::membership::{Membership, treaty_stability};
    /// // Signatories each pay 3 and give everybody 1 for every signatory.
    /// let payoffs = |s: Coalition| Ok((0..2).map(|i| s.len() as f64 - if s.contains(i) { 3.0 } else { 0.0 }).collect());
    /// let verdict = treaty_stability(2, Coalition::singleton(0), Membership::open(), payoffs)?;
    /// assert!(!verdict.is_stable()); // the signatory leaves
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn is_stable(&self) -> bool {
        self.deviations.is_empty() && self.exhaustive
    }

    /// Whether nothing is proven: no deviation was found before the search met its limit.
    ///
    /// ```
    /// use comity::coalition::Coalition;
    /// use comity::solve::membership::{Membership, treaty_stability};
    /// // Signatories each pay 3 and give everybody 1 for every signatory.
    /// let payoffs = |s: Coalition| Ok((0..2).map(|i| s.len() as f64 - if s.contains(i) { 3.0 } else { 0.0 }).collect());
    /// let verdict = treaty_stability(2, Coalition::singleton(0), Membership::open(), payoffs)?;
    /// assert!(!verdict.is_unproven()); // every move was compared
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn is_unproven(&self) -> bool {
        self.deviations.is_empty() && !self.exhaustive
    }

    /// The first deviation that upsets the state.
    ///
    /// ```
    /// use comity::coalition::Coalition;
    /// use comity::solve::membership::{Membership, treaty_stability};
    /// // Signatories each pay 3 and give everybody 1 for every signatory.
    /// let payoffs = |s: Coalition| Ok((0..2).map(|i| s.len() as f64 - if s.contains(i) { 3.0 } else { 0.0 }).collect());
    /// let verdict = treaty_stability(2, Coalition::singleton(0), Membership::open(), payoffs)?;
    /// assert_eq!(verdict.deviation().unwrap().to, Coalition::EMPTY);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn deviation(&self) -> Option<&Deviation<S>> {
        self.deviations.first()
    }
}

/// The stable ones among all states of a kind, by an exhaustive search: none exists where the list is empty.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct StableStates<S, C> {
    /// The stable states, in the order of their enumeration; where there are more than asked for, some of
    /// them.
    pub states: Vec<S>,
    /// How many states are stable.
    pub count: u64,
    /// States searched: all there are.
    pub searched: u64,
    /// The notion, rules and conventions.
    pub convention: C,
}

impl<S, C> StableStates<S, C> {
    /// All stable states of as many as were searched.
    pub(in crate::solve) fn all(states: Vec<S>, searched: usize, convention: C) -> Self {
        StableStates { count: states.len() as u64, states, searched: searched as u64, convention }
    }
}

impl fmt::Display for Searched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Searched { coalitions, moves, states, unvalued } = self;
        write!(f, "{coalitions} coalitions ruled out, {moves} moves compared, {states} states evaluated")?;
        if *unvalued > 0 { write!(f, ", {unvalued} moves could not be evaluated") } else { Ok(()) }
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
        let (search, searched) = (&self.convention, &self.searched);
        f.write_str(match (self.is_stable(), self.is_unproven()) {
            (true, _) => "stable",
            (_, true) => "unproven, no deviation found",
            _ => "unstable",
        })?;
        write!(f, ": coalitions up to {}, {}", search.coalition_size, search.improvement)?;
        if let Some(deviation) = self.deviation() {
            write!(f, "; {}", deviation.labelled(labels))?;
        }
        write!(f, " ({searched})")
    }
}

written_in_numbers!(Deviation<S> where [S: Labelled], Verdict<S> where [S: Labelled]);
