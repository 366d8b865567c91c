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
//! | the links | any [`NetworkGame`], [`AllianceGame`] |
//! | the state, which coalitions change | any [`Effectivity`], [`FiniteSituation`], [`FormationProcess`] |
//!
//! Textbook games are constructors of [`TuGame`], random ones are drawn by a [`Distribution`], files of games
//! are read by
//! [`GameFile`]. Worths are `f64` or exact [`Fraction`]s. Games that are tables serialise, exact worths as integers or `"p/q"`;
//! what is read is checked as what is built.

mod alignment;
mod classic;
mod effectivity;
pub(crate) mod file;
mod formation;
mod hedonic;
mod majority;
mod network;
mod partition_function;
pub(crate) mod plain;
mod properties;
mod random;
mod sign_up;
mod situation;
mod symmetric;
mod transform;
mod tu;
mod value;
mod weighted;

pub use alignment::Alignment;
pub use classic::{Airport, AirportType};
pub use effectivity::Effectivity;
pub use file::{Case, GameFile};
pub use formation::{ApprovalRule, FormationProcess, ProposalRule, StationaryProfile};
pub use hedonic::HedonicGame;
pub(crate) use majority::whole_units;
pub use network::{
    AllianceGame, FnNetworkGame, LinkRule, NetworkFormation, NetworkGame, co_authors, connections,
};
pub use partition_function::{LazyPartitionGame, PartitionFunction, PartitionGame, PartitionPayoffs};
pub use random::Distribution;
pub use sign_up::SignUpRule;
pub use situation::{FiniteSituation, Move};
pub use symmetric::{SizeStructure, SymmetricGame};
pub use tu::{Characteristic, FnGame, TuGame};
pub use value::{Fraction, Value};
pub use weighted::{Quota, WeightedVoting};
