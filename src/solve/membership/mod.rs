//! Membership: who leaves a treaty, who joins it, and which treaties that leaves standing.
//!
//! | question | function |
//! |---|---|
//! | does one treaty hold, internally and externally (cartel stability)? | [`treaty_stability`], [`treaty_stability_of_all`], [`stable_sizes`] |
//! | does it if its members have a say in who joins? | the same, under [`Membership::exclusive`] |
//! | would it hold if its members could pay each other? | [`transfer_stability`], [`transfer_stability_of_all`] |
//! | do several treaties hold side by side, under open or exclusive membership? | [`structure_stability`], [`stable_structures_of_treaties`], [`stable_sizes_of_treaties`] |
//! | which treaties do equilibria of sign-up games support: Nash, strong, coalition-proof? | [`sign_up_equilibria`], [`treaty_equilibria`] |

mod coalition_proof;
mod question;
mod rules;
mod sign_up;
mod structures;
mod transfers;
mod treaty;

pub use question::{Concept, Question};
pub use rules::{Admission, Consent, Membership};
pub use sign_up::{SignUpEquilibria, SignUpSupport, sign_up_equilibria, treaty_equilibria};
pub use structures::{stable_sizes_of_treaties, stable_structures_of_treaties, structure_stability};
pub use transfers::{Share, Sharing, transfer_stability, transfer_stability_of_all};
pub use treaty::{stable_sizes, treaty_stability, treaty_stability_of_all};
