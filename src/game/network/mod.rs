//! Games on networks: payoffs that depend on the links, and the rules by which links change.

mod alliance;
mod classic;
mod formation;

pub use alliance::AllianceGame;
pub use classic::{co_authors, connections};
pub use formation::{FnNetworkGame, LinkRule, NetworkFormation, NetworkGame};
