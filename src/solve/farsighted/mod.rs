//! Looking ahead: coalitions that mind where their moves lead in the end.
//!
//! | question | function |
//! |---|---|
//! | which states does a sequence of credible moves lead to from another? | [`Dominance`] |
//! | which states can be ruled out with confidence (Chwe)? | [`largest_consistent_set`] |
//! | which sets of states are internally and externally stable? | [`farsighted_stable_sets`] |
//! | is a stationary profile an equilibrium of a process of coalition formation? | [`verify_profile`] |
//! | which equilibria does the process have? | [`find_equilibria`] |
//! | where does a Markov chain of states end, and when? | [`dynamics`] |

mod consistent;
mod dominance;
mod process;
mod stable_set;

pub use consistent::{LargestConsistentSet, Removal, largest_consistent_set};
pub use dominance::Dominance;
pub use process::{
    Dynamics, FindEquilibria, NearEquilibrium, OneShot, ProcessEquilibria, ProcessEquilibrium, ProfileReport,
    dynamics, find_equilibria, find_equilibria_with, verify_profile,
};
pub use stable_set::{StableSets, farsighted_stable_sets};
