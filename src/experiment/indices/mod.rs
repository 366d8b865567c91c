//! Sensitivity: which factor drives the outcome, one family of indices per file.

mod bootstrap;
mod classes;
mod delta;
mod effects;
mod given;
#[allow(clippy::module_inception)]
mod indices;
mod morris;
mod pawn;
mod variance;

pub use bootstrap::Bootstrap;
pub use indices::{Index, Indices, Measure};
