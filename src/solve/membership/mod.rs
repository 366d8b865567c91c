//! Membership: who leaves a treaty, who joins it, and which treaties that leaves standing.
//!
//! | question | function |
//! |---|---|
//! | does one treaty hold, internally and externally (cartel stability)? | [`stability`], [`all`], [`stable_sizes`] |
//! | does it if its members have a say in who joins? | [`exclusive_stability`] |
//! | would it hold if its members could pay each other? | [`transfers::stability`], [`transfers::all`] |
//! | do several treaties hold side by side, under open or exclusive membership? | [`structures`] |
//! | which treaties do equilibria of sign-up games support: Nash, strong, coalition-proof? | [`sign_up`] |

mod coalition_proof;
mod exclusive;
pub mod sign_up;
pub mod structures;
pub mod transfers;
mod treaty;

pub use exclusive::{ExclusiveVerdict, exclusive_stability};
pub use treaty::{Membership, MembershipVerdict, Switch, all, stability, stable_sizes};
