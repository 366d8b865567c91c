//! The world: nations, their relations, and the files they come from. No behaviour.

mod code;
mod csv;
mod data;
mod estimate;
pub(crate) mod file;
mod nation;
mod rows;
mod validate;
#[allow(clippy::module_inception)]
mod world;

pub use code::NationCode;
pub use csv::{CsvFiles, CsvWorld};
pub use data::WorldData;
pub use estimate::{Estimate, Fit, Rule};
pub use nation::{Nation, NuclearStatus, Priorities};
pub use rows::Rows;
pub use world::World;

/// The text of the bundled scenario: the world and the essay's regimes.
pub const NORTHEAST_ASIA_2002: &str = include_str!("northeast_asia_2002.toml");
