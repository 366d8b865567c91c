//! Games with transferable utility: stable and fair payoffs.
//!
//! | question | function |
//! |---|---|
//! | which payoffs does no coalition improve on? | [`core()`], [`structure_core`], [`core_breach`] |
//! | how far is the core from being empty? | [`least_core`], [`balancedness`] |
//! | which payoff treats the worst-off coalition best? | [`nucleolus()`], [`prenucleolus`], [`per_capita_nucleolus`] |
//! | which payoffs meet no objection without a counter-objection? | [`kernel_breach`], [`prekernel_breach`], [`bargaining_set()`] |
//! | what can one player demand of another? | [`surplus`] |
//! | what is fair by marginal contributions? | [`shapley()`], [`banzhaf()`], [`banzhaf_normalized`] |
//! | and by claims between the least and the most? | [`tau()`] |
//! | and given unions, a network, a coalition structure? | [`owen()`], [`myerson()`], [`aumann_dreze()`] |
//! | and for more players than can be tabulated? | [`shapley_sampled`], [`banzhaf_sampled`] |
//! | who pays what for a runway? | [`airport_shapley`], [`airport_nucleolus`] |

mod airport;
mod aumann_dreze;
mod balanced;
mod banzhaf;
mod bargaining_set;
mod core;
mod exact;
mod fold;
mod kernel;
mod myerson;
mod nucleolus;
mod owen;
mod proof;
mod sampling;
mod shapley;
mod tau;

pub use self::core::{Core, CoreBreach, LeastCore, core, core_breach, least_core, structure_core};
pub use airport::{airport_nucleolus, airport_shapley};
pub use aumann_dreze::aumann_dreze;
pub use balanced::{Balancedness, balancedness};
pub use banzhaf::{banzhaf, banzhaf_normalized};
pub use bargaining_set::{BargainingVerdict, bargaining_set};
pub use kernel::{KernelBreach, Surplus, kernel_breach, prekernel_breach, surplus};
pub use myerson::myerson;
pub use nucleolus::{Nucleolus, nucleolus, per_capita_nucleolus, per_capita_prenucleolus, prenucleolus};
pub use owen::owen;
pub use proof::{
    BalancedCollection, CoreAllocation, JustifiedObjection, KohlbergLevel, LeastCoreProof, MinimumPrices,
    NucleolusProof,
};
pub use sampling::{SampledValue, Sampling, banzhaf_sampled, shapley_sampled};
pub use shapley::shapley;
pub use tau::{Tau, tau};
