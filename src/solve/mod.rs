//! Solution concepts, one file each, and the checker that re-verifies their answers.

pub mod certificate;

mod banzhaf;
mod fold;
mod shapley;

pub use banzhaf::{banzhaf, banzhaf_normalized};
pub use shapley::shapley;
