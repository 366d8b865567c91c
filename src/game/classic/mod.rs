//! Games of the textbooks as constructors of dense games, each from its own data.

mod airport;
mod assignment;
mod bankruptcy;
mod glove;
mod linear_production;
mod simple;
mod spanning_tree;
mod unanimity;

pub use airport::{Airport, AirportType};
