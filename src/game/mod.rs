//! Games as data: what each coalition, or each coalition in each structure, is worth.
//!
//! No algorithm lives here; those are in [`solve`](crate::solve).

mod alignment;
pub mod classic;
mod effectivity;
pub mod file;
mod formation;
mod hedonic;
pub mod network;
mod partition_function;
mod properties;
pub mod random;
pub(crate) mod serial;
mod sign_up;
mod situation;
mod symmetric;
mod transform;
mod tu;
mod value;
mod weighted;

pub use alignment::Alignment;
pub use effectivity::Effectivity;
pub use formation::{ApprovalRule, FormationProcess, ProposalRule, StationaryProfile};
pub use hedonic::HedonicGame;
pub use partition_function::{LazyPartitionGame, PartitionFunction, PartitionGame, PartitionPayoffs};
pub use properties::{Witness, convexity_violation, monotonicity_violation, superadditivity_violation};
pub use sign_up::{SignUp, SignUpRule};
pub use situation::{FiniteSituation, Move};
pub use symmetric::{SizeStructure, SymmetricGame};
pub use tu::{Characteristic, FnGame, TuGame};
pub use value::{Fraction, Value};
pub use weighted::{Quota, WeightedVoting};
