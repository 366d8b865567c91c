//! Solution concepts, one file each, and the checker that re-verifies their answers.

pub mod certificate;

// Transferable utility: kernels.
mod exact;
pub mod scan;
mod simd;

// Transferable utility: which payoffs hold.
mod balanced;
mod core;
mod nucleolus;
pub mod structure;

// Transferable utility: what is fair, and who has power.
mod airport;
mod aumann_dreze;
mod banzhaf;
mod fold;
mod myerson;
mod owen;
mod sampling;
mod shapley;
pub mod voting;

// Externalities and non-transferable utility.
pub mod conjecture;
pub mod convention;
pub mod deviation;
pub mod externality;
pub mod farsighted;
pub mod hedonic;
pub mod membership;
pub mod partition_core;
pub mod partition_values;
pub mod sequential;
pub mod symmetric;

pub use self::core::{Core, LeastCore, core, least_core, structure_core};
pub use airport::{airport_nucleolus, airport_shapley};
pub use aumann_dreze::aumann_dreze;
pub use balanced::{Balancedness, balancedness};
pub use banzhaf::{banzhaf, banzhaf_normalized};
pub use myerson::myerson;
pub use nucleolus::{Nucleolus, nucleolus, per_capita_nucleolus, per_capita_prenucleolus, prenucleolus};
pub use owen::owen;
pub use sampling::{Estimate, Sampling, banzhaf_sampled, shapley_sampled};
pub use shapley::shapley;
