//! Which networks hold: pairwise, pairwise Nash and strong stability, efficiency, war-stability.
//!
//! Links are made by consent and severed at will; the deviations are compared by the engine of
//! [`deviation`](super::deviation).

mod pairwise;
mod table;
mod war;

pub use pairwise::{
    EfficientNetworks, NetworkSearch, StableNetworks, efficient_networks, stability, stable_networks,
};
pub use war::{Breach, WarConvention, WarStableNetworks, WarVerdict, war_stability, war_stable_networks};
