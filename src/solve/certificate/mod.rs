//! Checks any answer of [`solve`](crate::solve) from the definition, without the code that found it.

mod value;

pub use value::{check_banzhaf, check_owen, check_shapley};
pub mod deviation;
pub mod membership;
mod structure;

pub use structure::{StructureCertificate, StructureProof};
