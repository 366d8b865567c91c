//! The world: nations, their relations, and the files they come from. No behaviour.

mod code;
mod data;
pub(crate) mod file;
mod nation;
mod rows;
mod validate;
#[allow(clippy::module_inception)]
mod world;

pub use code::NationCode;
pub use data::WorldData;
pub use nation::{Nation, NuclearStatus, Priorities};
pub use rows::Rows;
pub use world::World;
