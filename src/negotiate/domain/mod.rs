//! Domains: who negotiates, over which outcomes, who signs each, and what each is worth to whom.

mod generate;
mod lazy;
mod linear;
mod list;
mod transferable;
mod typed;

pub use generate::Generator;
pub use lazy::LazyDomain;
pub use linear::{Issue, LinearDomain, Preference};
pub use list::ListDomain;
pub use transferable::{Pie, TransferableDomain};
pub use typed::{Type, TypedDomain};

use crate::coalition::Coalition;
use crate::error::Result;

/// A negotiation domain: parties `0..n` (n ≤ 63), outcomes `0..m`, a utility of every outcome for every party.
///
/// An outcome is a package somebody can sign: it names its [members](Self::members), and is worth something to
/// everybody, member or not. Nothing is enumerated that nobody asks for: a session calls
/// [`utility`](Self::utility) for single outcomes, and [`utilities`](Self::utilities) once for a party whose strategy
/// wants the whole table. A domain that is costly to evaluate memoises (see [`LazyDomain`]).
///
/// Methods are asked only for parties and outcomes that exist.
pub trait Domain: Sync {
    /// Number of parties.
    fn parties(&self) -> usize;

    /// Number of outcomes.
    fn outcomes(&self) -> usize;

    /// Utility of `outcome` for `party`: a finite number, higher is better.
    ///
    /// # Errors
    /// Whatever evaluating it may run into; it ends the session and is returned by it.
    fn utility(&self, party: usize, outcome: usize) -> Result<f64>;

    /// Utilities of all outcomes for `party`; bit for bit those of [`utility`](Self::utility).
    ///
    /// # Errors
    /// As [`utility`](Self::utility).
    fn utilities(&self, party: usize) -> Result<Vec<f64>> {
        (0..self.outcomes()).map(|outcome| self.utility(party, outcome)).collect()
    }

    /// Who signs `outcome`; everybody unless overridden.
    fn members(&self, outcome: usize) -> Coalition {
        let _ = outcome;
        Coalition::grand(self.parties())
    }

    /// What `party` has without a deal: the status quo, 0 unless overridden.
    fn reservation(&self, party: usize) -> f64 {
        let _ = party;
        0.0
    }

    /// The most `party` may pay on the side; 0, so no side payments, unless overridden.
    fn budget(&self, party: usize) -> f64 {
        let _ = party;
        0.0
    }

    /// What is agreed in `outcome`, apart from who signs: outcomes of one package differ in their members only.
    ///
    /// Unless overridden, all outcomes are one package.
    fn package(&self, outcome: usize) -> usize {
        let _ = outcome;
        0
    }

    /// The outcome with the package of `outcome` and just these members, if there is one; the first, if several.
    fn among(&self, outcome: usize, members: Coalition) -> Option<usize> {
        if self.members(outcome) == members {
            return Some(outcome);
        }
        let package = self.package(outcome);
        (0..self.outcomes()).find(|&o| self.members(o) == members && self.package(o) == package)
    }

    /// A neighbour of `outcome` that `draw`, a uniform random number, picks; unless overridden, any outcome.
    ///
    /// A mediator changes a text by such steps. With issues, one of them changes.
    fn neighbour(&self, outcome: usize, draw: u64) -> usize {
        let _ = outcome;
        (draw % self.outcomes().max(1) as u64) as usize
    }

    /// Name of `party`.
    fn party_name(&self, party: usize) -> String {
        format!("party {party}")
    }

    /// Name of `outcome`.
    fn outcome_name(&self, outcome: usize) -> String {
        format!("outcome {outcome}")
    }
}
