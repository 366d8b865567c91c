//! Games with transferable utility: stable and fair payoffs.
//!
//! | question | function |
//! |---|---|
//! | which payoffs does no coalition improve on? | [`core()`], [`structure_core`] |
//! | how far is the core from being empty? | [`least_core`], [`balancedness`] |
//! | which payoff treats the worst-off coalition best? | [`nucleolus()`] |
//! | is a payoff in the core, the ε-core, the kernel, the prekernel, the bargaining set? | [`payoff_stability`] |
//! | what can one player demand of another? | [`surplus()`] |
//! | what is each player worth, given unions, a network, a structure? | [`value`] under a [`Rule`] |
//! | and for more players than can be tabulated? | [`sampled_value`] |
//! | who pays what for a runway? | [`runway_fees`] |

mod airport;
mod aumann_dreze;
mod balanced;
mod banzhaf;
mod bargaining_set;
mod core;
mod exact;
mod fold;
mod myerson;
mod nucleolus;
mod owen;
mod payoff;
mod proof;
mod rule;
mod sampling;
mod shapley;
mod stability;
mod surplus;
mod tau;

pub(in crate::solve) use self::core::rounding;
pub use self::core::{Core, LeastCore, core, least_core, structure_core};
pub use airport::{RunwayFee, runway_fees};
pub use balanced::{Balancedness, balancedness};
pub use nucleolus::{Nucleolus, NucleolusKind, nucleolus};
pub use payoff::{Breach, PayoffSet, PayoffVerdict};
pub use proof::BalancedCollection;
pub(in crate::solve) use proof::{KohlbergLevel, NucleolusProof};
pub use rule::{Rule, value};
pub(in crate::solve) use sampling::estimate;
pub use sampling::{SampledValue, Sampling, sampled_value};
pub(in crate::solve) use shapley::shapley;
pub use stability::payoff_stability;
pub use surplus::surplus;
