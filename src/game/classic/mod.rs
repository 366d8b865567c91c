//! The games of the textbooks, each made from its own data.

mod airport;
mod assignment;
mod bankruptcy;
mod glove;
mod linear_production;
mod simple;
mod spanning_tree;
mod unanimity;

pub use airport::{Airport, AirportType};
pub use assignment::assignment;
pub use bankruptcy::bankruptcy;
pub use glove::glove;
pub use linear_production::{LinearProduction, linear_production};
pub use simple::{apex, simple};
pub use spanning_tree::spanning_tree;
pub use unanimity::{unanimity, unanimity_sum};
