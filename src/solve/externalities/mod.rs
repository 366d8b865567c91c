//! Games in partition function form: what a coalition is worth depends on how the others are organised.
//!
//! | question | function |
//! |---|---|
//! | what does a coalition expect to be worth, given a conjecture about the others? | [`characteristic`], [`characteristic_by_size`] |
//! | which structure does some payoff hold under a conjecture (α-, β-, γ-, δ-core …)? | [`partition_core`] |
//! | is a payoff in that core? | [`outcome_stability`] |
//! | and if the others settle in a core of their own? | [`recursive_core()`] |
//! | who gains when others merge? | [`externalities`] |
//! | what is fair? | [`value`] |

mod conjecture;
mod mergers;
mod partition_core;
mod partition_values;
mod recursive_core;
mod recursive_proof;
mod symmetric;

pub(in crate::solve) use conjecture::structures_of;
pub use conjecture::{Conjecture, characteristic};
pub use mergers::{Externalities, Merger, externalities};
pub use partition_core::{PartitionCore, outcome_stability, partition_core};
pub use partition_values::{PartitionValue, value};
pub use recursive_core::{Deviators, Outlook, RecursiveCore, recursive_core};
pub(in crate::solve) use recursive_proof::{Refusal, Support};
pub use symmetric::characteristic_by_size;
