//! Solution concepts, one file each, and the checker that re-verifies their answers.
//!
//! Where to look, by what is asked. Each page states the equation, the cost in n, the largest n and the source.
//!
//! | of a game with transferable utility | |
//! |---|---|
//! | which payoffs does no coalition improve on? | [`core()`], [`least_core`], [`structure_core`], [`balancedness`] |
//! | which payoff treats the worst-off coalition best? | [`nucleolus()`], [`prenucleolus`], [`per_capita_nucleolus`] |
//! | which payoffs does no player object to without a counter-objection? | [`kernel_breach`], [`bargaining_set()`] |
//! | what is fair? | [`shapley()`], [`banzhaf()`], [`owen()`], [`myerson()`], [`tau()`], [`aumann_dreze()`] |
//! | which coalitions should form? | [`structure`] |
//! | who has power in a vote? | [`voting`] |
//!
//! | where coalitions feel each other | |
//! |---|---|
//! | what does a deviator expect of the others? | [`conjecture`], [`partition_core`], [`recursive_core`] |
//! | who gains when others merge? what is fair then? | [`externality`], [`partition_values`] |
//! | who signs, leaves, joins a treaty? | [`membership`] |
//! | which structure of blocs holds? | [`hedonic`], [`deviation`] |
//! | and if coalitions look ahead? | [`farsighted`], [`process`] |
//! | who offers what to whom, and when do they agree? | [`bargaining`], [`sequential`] |
//! | which links and alliances hold? | [`network`] |
//! | whose power counts, and who sides with whom? | [`balance_of_power`], [`landscape`] |

mod answer;
pub mod certificate;

// What several of them stand on.
mod elimination;
mod exact;
mod excess;
pub mod scan;
mod simd;

// Transferable utility: which payoffs hold.
mod balanced;
mod bargaining_set;
mod core;
mod kernel;
mod nucleolus;
pub mod structure;

// Transferable utility: what is fair, and who has power.
mod airport;
mod aumann_dreze;
mod banzhaf;
mod fold;
mod myerson;
mod owen;
mod sampling;
mod shapley;
mod tau;
pub mod voting;

// Sequential bargaining.
pub mod bargaining;

// Networks, power and camps.
pub mod balance_of_power;
pub mod landscape;
pub mod network;

// Externalities and non-transferable utility.
pub mod conjecture;
pub mod convention;
pub mod deviation;
pub mod externality;
pub mod farsighted;
pub mod hedonic;
pub mod membership;
pub mod partition_core;
pub mod partition_values;
pub mod process;
pub mod recursive_core;
pub mod sequential;
pub mod symmetric;

pub use self::core::{Core, CoreBreach, LeastCore, core, core_breach, least_core, structure_core};
pub use airport::{airport_nucleolus, airport_shapley};
pub use answer::{Answer, answer};
pub use aumann_dreze::aumann_dreze;
pub use balanced::{Balancedness, balancedness};
pub use banzhaf::{banzhaf, banzhaf_normalized};
pub use bargaining_set::{BargainingVerdict, bargaining_set};
pub use kernel::{KernelBreach, Surplus, kernel_breach, prekernel_breach, surplus};
pub use myerson::myerson;
pub use nucleolus::{Nucleolus, nucleolus, per_capita_nucleolus, per_capita_prenucleolus, prenucleolus};
pub use owen::owen;
pub use sampling::{Estimate, Sampling, banzhaf_sampled, shapley_sampled};
pub use shapley::shapley;
pub use tau::{Tau, tau};
