//! Players in sets and sets in structures: [`Coalition`], [`Partition`], and how many there are.
//!
//! Players are numbered `0..n`, `n ≤ 63`; [`Labels`] says how the rooms above write them.

mod count;
mod graph;
mod labels;
mod partition;
pub(crate) mod relabel;
mod set;

pub use count::{bell, stirling2};
pub use graph::Graph;
pub use labels::Labels;
pub use partition::{Partition, Partitions};
pub use set::{Coalition, Players, Subsets};
