//! Looking ahead: coalitions that mind where their moves lead in the end.
//!
//! | question | function |
//! |---|---|
//! | which states does a sequence of credible moves lead to? | [`Dominance`] |
//! | which states can be ruled out with confidence (Chwe)? | [`largest_consistent_set`] |
//! | which sets of states are internally and externally stable? | [`farsighted_stable_sets`] |
//! | is a stationary profile an equilibrium of a process of coalition formation? | [`verify_profile`] |
//! | where does a chain of states end, and after how long? | [`dynamics`] |
//! | which equilibria does a process have? | `FindEquilibria::solve`, with the feature `equilibrium-search` |
//!
//! The search for equilibria is off by default: 2,500 lines of path following that verify nothing and that no
//! other room needs. A profile from anywhere, found by hand or published, is verified without it.

mod chain;
mod consistent;
mod dominance;
#[cfg(feature = "equilibrium-search")]
mod search;
mod stable_set;
mod verify;

pub use chain::{Dynamics, dynamics};
pub use consistent::{LargestConsistentSet, largest_consistent_set};
pub use dominance::Dominance;
#[cfg(feature = "equilibrium-search")]
pub use search::{FindEquilibria, NearEquilibrium, ProcessEquilibria, ProcessEquilibrium};
pub use stable_set::{StableSets, farsighted_stable_sets};
pub use verify::{OneShot, ProfileReport, verify_profile};
