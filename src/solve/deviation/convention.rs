//! Conventions as values: which gains move a coalition, what an indifferent player does, what the others do
//! after a move.

use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::fmt;

/// When a coalition counts as better off, so that it deviates.
///
/// The two agree where payoffs are generic and wherever a single player moves; they part at ties.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Improvement {
    /// Every member gains: the core, strong Nash equilibrium (Aumann 1959).
    Strict,
    /// No member loses and one gains: the strict core, pairwise stability (Jackson & Wolinsky 1996).
    Weak,
}

impl Improvement {
    /// Whether these gains, one per member, make the coalition move. A gain within `±tolerance` is a tie;
    /// nobody at all never moves.
    ///
    /// ```
    /// use comity::solve::deviation::Improvement;
    /// assert!(Improvement::Weak.accepts([1.0, 0.0], 1e-12) && !Improvement::Strict.accepts([1.0, 0.0], 1e-12));
    /// ```
    pub fn accepts(self, gains: impl IntoIterator<Item = f64>, tolerance: f64) -> bool {
        let (mut all, mut some) = (true, false);
        for gain in gains {
            if gain < -tolerance || gain.is_nan() {
                return false;
            }
            let gains = gain > tolerance;
            all &= gains;
            some |= gains;
        }
        some && (all || self == Improvement::Weak)
    }
}

impl fmt::Display for Improvement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Improvement::Strict => "strict improvement (every member gains)",
            Improvement::Weak => "weak improvement (no member loses, one gains)",
        })
    }
}

/// The behaviour of a single player to which joining or leaving makes no difference.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ties {
    /// It stays where it is: a tie does not upset stability (d'Aspremont et al. 1983, Barrett 1994).
    Stay,
    /// It moves: stability must be strict.
    Move,
}

impl Ties {
    /// Whether a player with this gain from moving moves.
    ///
    /// ```
    /// use comity::solve::deviation::Ties;
    /// assert!(Ties::Move.moves(0.0, 1e-12) && !Ties::Stay.moves(0.0, 1e-12));
    /// ```
    pub fn moves(self, gain: f64, tolerance: f64) -> bool {
        match self {
            Ties::Stay => gain > tolerance,
            Ties::Move => gain >= -tolerance,
        }
    }
}

impl fmt::Display for Ties {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Ties::Stay => "an indifferent player stays",
            Ties::Move => "an indifferent player moves",
        })
    }
}

/// How everybody else is expected to be organised once the movers stand in their new bloc.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reaction {
    /// A bloc that loses members falls apart into singletons; other blocs stay (γ, Hart & Kurz 1983).
    Gamma,
    /// The members left behind stay together; other blocs stay (δ, Hart & Kurz 1983): myopic players.
    Delta,
    /// In any way at all: they move if it is an objection in one of them.
    Optimistic,
    /// In any way at all: they move if it is an objection in all of them.
    Pessimistic,
}

impl Reaction {
    /// All four.
    pub const ALL: [Reaction; 4] =
        [Reaction::Gamma, Reaction::Delta, Reaction::Optimistic, Reaction::Pessimistic];
}

impl fmt::Display for Reaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Reaction::Gamma => "γ (blocs left fall apart)",
            Reaction::Delta => "δ (those left stay together)",
            Reaction::Optimistic => "optimistic",
            Reaction::Pessimistic => "pessimistic",
        })
    }
}

/// A tolerance that leaves something to tell apart: finite, not below zero.
pub(in crate::solve) fn check_tolerance(what: &str, tolerance: f64) -> Result<()> {
    if tolerance.is_finite() && tolerance >= 0.0 {
        return Ok(());
    }
    Err(Error::invalid(what, "tolerance", tolerance, "a finite number, 0 or more"))
}
