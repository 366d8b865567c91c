//! Checks any answer of [`solve`](crate::solve) from the definition, without the code that found it.
//!
//! A certificate is data and a `check`: it goes over all coalitions once, where it can in exact arithmetic, and
//! fails with the number that is wrong.

mod airport;
pub mod balance_of_power;
pub mod bargaining;
pub mod conjecture;
mod core;
pub mod deviation;
mod excess;
pub mod externality;
pub mod farsighted;
pub mod hedonic;
pub mod hedonic_externalities;
mod kernel;
pub mod landscape;
pub mod membership;
pub mod network;
mod nucleolus;
mod objection;
pub mod partition_values;
pub mod process;
pub mod recursive_core;
mod span;
mod structure;
mod value;
mod voting;

pub use self::core::{BalancedCollection, CoreAllocation, LeastCoreProof, MinimumPrices};
pub use airport::{check_airport_nucleolus, check_airport_shapley};
pub use kernel::{check_kernel, check_prekernel, check_tau};
pub use nucleolus::{KohlbergLevel, NucleolusProof};
pub use objection::Objection;
pub use structure::{StructureCertificate, StructureProof};
pub use value::{check_banzhaf, check_owen, check_owen_index, check_shapley};
pub use voting::{check_deegan_packel, check_holler, check_johnston, check_shapley_shubik, check_swings};

use crate::error::Error;

/// The failure of `claim` for `reason`.
fn fails(claim: &str, reason: impl Into<String>) -> Error {
    Error::Certificate { claim: claim.into(), reason: reason.into() }
}
