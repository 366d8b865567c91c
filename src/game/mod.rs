//! Games as data: worths of coalitions, of blocs in coalition structures, preferences, moves. The algorithms
//! are in [`solve`](crate::solve).
//!
//! | worth, payoff or preference depends on | game |
//! |---|---|
//! | the coalition | [`TuGame`], [`FnGame`], or any [`Characteristic`] function |
//! | a sum of weights | [`WeightedVoting`] |
//! | the bloc and the whole coalition structure | [`PartitionGame`], [`LazyPartitionGame`], or any [`PartitionFunction`] |
//! | the sizes of blocs only | [`SymmetricGame`] |
//! | the structure, without transfers | [`PartitionPayoffs`] |
//! | the own bloc only, without transfers | [`HedonicGame`] |
//! | the other members of a camp, pair by pair | [`Alignment`] |
//! | the links | [`network`] |
//! | the state, which coalitions change | any [`Effectivity`], [`FiniteSituation`], [`SignUp`], [`FormationProcess`] |
//!
//! Textbook games are in [`classic`], random ones in [`random`], files of games in [`file`](mod@file). Worths
//! are `f64` or exact [`Fraction`]s. Games that are tables serialise, exact worths as integers or `"p/q"`;
//! what is read is checked as what is built.

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
