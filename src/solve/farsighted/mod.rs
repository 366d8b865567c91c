//! Farsighted stability: what coalitions do that look to where their moves lead in the end.

mod consistent;
mod dominance;
mod stable_set;

pub use consistent::{LargestConsistentSet, Removal, largest_consistent_set};
pub use dominance::Dominance;
pub use stable_set::{StableSets, farsighted_stable_sets};
