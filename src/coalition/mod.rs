//! Players in sets and sets in structures: [`Coalition`], [`Partition`], and how many there are.
//!
//! Players are numbered `0..n`, `n ≤ 63`; names belong to the rooms above.

mod count;
mod graph;
mod partition;
mod set;

pub use count::{bell, stirling2};
pub use graph::Graph;
pub use partition::{Partition, Partitions};
pub use set::{Coalition, Players, Subsets};
