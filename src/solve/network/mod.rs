//! Networks, power and camps: which links and alliances hold, and whose power counts.
//!
//! Links are made by consent and severed at will; the deviations are compared by the engine of
//! [`deviation`](super::deviation).
//!
//! | question | function |
//! |---|---|
//! | is a network pairwise, pairwise Nash or strongly stable? | [`network_stability`] |
//! | which networks are stable, and which efficient? | [`stable_networks`], [`efficient_networks`] |
//! | which alliances deter every attack (Jackson & Nei)? | [`war_stability`], [`war_stable_networks`] |
//! | who survives a balance of power (Niou & Ordeshook)? | [`balance_of_power()`] |
//! | which two camps form (Axelrod & Bennett)? | [`local_minima`] |

mod balance_of_power;
mod landscape;
mod pairwise;
mod table;
mod war;

pub use balance_of_power::{BalanceOfPower, balance_of_power};
pub use landscape::{LandscapeSearch, LocalMinima, LocalMinimum, local_minima};
pub use pairwise::{
    EfficientNetworks, NetworkSearch, efficient_networks, network_stability, stable_networks,
};
pub use war::{WarState, war_stability, war_stable_networks};
