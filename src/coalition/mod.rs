//! Coalitions, coalition structures, graphs on the players, and their numbers.
//!
//! Players are numbered `0..n`, `n ≤ 63`; [`Labels`] says how the rooms above write them.
//!
//! | question | item |
//! |---|---|
//! | Which players act together? | [`Coalition`], its subsets in order |
//! | How are all players split into blocs? | [`Partition`], all of them in order, ranked and unranked |
//! | Who is linked to whom? | [`Graph`], its components |
//! | How many structures are there? | [`bell`], [`stirling2`] |

mod count;
mod graph;
mod labels;
mod mark;
mod partition;
pub(crate) mod relabel;
mod set;

pub use count::{bell, stirling2};
pub use graph::Graph;
pub use labels::Labels;
pub use partition::Partition;
pub use set::Coalition;
