//! Games on networks: what every player gets from who is linked to whom, and who can change that.

mod alliance;
mod classic;
mod formation;

pub use alliance::AllianceGame;
pub use classic::{co_authors, connections};
pub use formation::{FnNetworkGame, LinkRule, NetworkFormation, NetworkGame};
