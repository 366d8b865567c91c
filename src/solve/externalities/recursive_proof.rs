//! Proof of a recursive core: a payoff or a refusal for every structure of every residual game.

use crate::coalition::Coalition;
use crate::game::Fraction;
use crate::solve::tu::BalancedCollection;
use std::collections::BTreeMap;

/// A verdict on every structure of every residual game.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RecursiveCoreProof {
    /// By the blocs that stand outside, ascending: all structures of the players left, of whom there are some, in the order of
    /// [`Partition::all`](crate::coalition::Partition::all). Those players are numbered from 0, in their order.
    pub residual: BTreeMap<Vec<Coalition>, Vec<Support>>,
}

/// Whether a payoff holds a structure.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Support {
    /// This one does: the blocs share their worths and no deviation dominates.
    Held(Vec<Fraction>),
    /// None does.
    Refused(Refusal),
}

/// Why no payoff holds a structure.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// Coalitions that together ask for more than the structure is worth. A coalition asks for what it expects as one bloc, a
    /// bloc of the structure at least for its worth there.
    Asks(BalancedCollection),
    /// A deviation to several blocs dominates unless one of them is paid what it is offered: each in turn asks for that,
    /// and is refused.
    Split {
        /// Which of the deviation's offers: optimists have one for each response of the others.
        offer: usize,
        /// The blocs that would form, each with the reason why it cannot be paid.
        blocs: Vec<(Coalition, Refusal)>,
    },
}
