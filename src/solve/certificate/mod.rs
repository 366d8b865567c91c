//! Checks any answer of [`solve`](crate::solve) from the definition, without the code that found it.
//!
//! A certificate is data and a `check`: it goes over all coalitions once, where it can in exact arithmetic,
//! and fails with the number that is wrong.

mod airport;
mod balance_of_power;
mod bargaining;
mod conjecture;
mod core;
mod deviation;
mod excess;
mod externalities;
mod farsighted;
mod hedonic;
mod hedonic_externalities;
mod kernel;
mod landscape;
mod membership;
mod network;
mod nucleolus;
mod objection;
mod partition_values;
mod process;
mod recursive_core;
mod span;
mod structure;
mod value;
mod voting;

pub use airport::{check_airport_nucleolus, check_airport_shapley};
pub use balance_of_power::check_balance_of_power;
pub use bargaining::{
    check_divisions, check_majority, check_random_proposer, check_rejector_proposes, check_weighted_majority,
};
pub use conjecture::{check_characteristic, check_outcome, check_partition_core};
pub use deviation::check_verdict;
pub use externalities::check_externalities;
pub use farsighted::{check_farsighted_stable_set, check_largest_consistent_set};
pub use hedonic::{check_hedonic_objection, check_hedonic_stable};
pub use hedonic_externalities::{check_objection_with_externalities, check_stable_with_externalities};
pub use kernel::{check_kernel, check_prekernel, check_tau};
pub use landscape::check_local_minima;
pub use membership::{
    check_exclusive, check_membership, check_sign_up_equilibria, check_structure, check_transfers,
    check_treaty_equilibria,
};
pub use network::{check_efficient_networks, check_stable_networks, check_war};
pub use partition_values::{check_externality_free, check_mcquillin, check_myerson_partition_value};
pub use process::check_profile;
pub use recursive_core::check_recursive_core;
pub use value::{check_banzhaf, check_owen, check_owen_index, check_shapley};
pub use voting::{check_deegan_packel, check_holler, check_johnston, check_shapley_shubik, check_swings};

use crate::error::Error;

/// The failure of `claim` for `reason`.
fn fails(claim: &str, reason: impl Into<String>) -> Error {
    Error::Certificate { claim: claim.into(), reason: reason.into() }
}
