//! Solution concepts, one file each, and the checker that re-verifies their answers.

mod balanced;
pub mod certificate;
pub mod voting;

mod aumann_dreze;
mod banzhaf;
mod fold;
mod myerson;
mod owen;
mod sampling;
mod shapley;

pub use aumann_dreze::aumann_dreze;
pub use banzhaf::{banzhaf, banzhaf_normalized};
pub use myerson::myerson;
pub use owen::owen;
pub use sampling::{Estimate, Sampling, banzhaf_sampled, shapley_sampled};
pub use shapley::shapley;

// Coalitions with externalities and without transferable utility.
pub mod conjecture;
pub mod convention;
pub mod deviation;
pub mod externality;
pub mod membership;
#[allow(dead_code)] // first callers: coalition structures, least core
#[allow(dead_code)] // equalities: least core
mod price;
pub mod scan;
mod simd;
pub mod structure;
mod core;
mod exact;
mod nucleolus;
pub mod scan;
mod simd;

pub use self::core::{Core, LeastCore, core, least_core, structure_core};
pub use balanced::{Balancedness, balancedness};
pub use nucleolus::{Nucleolus, nucleolus, per_capita_nucleolus, per_capita_prenucleolus, prenucleolus};
pub mod partition_core;
pub mod partition_values;
pub mod sequential;
pub mod symmetric;
