//! Nations, their relations, and the files they come from; no behaviour.
//!
//! | question | item |
//! |---|---|
//! | Which figures does a nation have, and in which unit? | [`Nation`], [`Priorities`], [`NuclearStatus`] |
//! | Who trades with, borders on, rivals, defends, trusts whom? | [`World`] |
//! | How is a scenario read and written? | [`World::read`], [`World::from_toml`], [`World::to_toml`] |
//! | How is a world made in a program? | [`WorldData`], [`World::new`] |
//! | Are the figures plausible, or a slip of unit? | [`World::warnings`] |
//! | How is one made from public data, and what fills the gaps? | [`CsvFiles`] |

mod code;
mod csv;
mod data;
mod estimate;
pub(crate) mod file;
mod nation;
mod plausible;
mod record;
mod regression;
mod rows;
mod sheet;
pub(crate) mod table;
pub(crate) mod validate;
#[allow(clippy::module_inception)]
mod world;

pub use code::NationCode;
pub use csv::{CsvFiles, CsvWorld};
pub use data::WorldData;
pub use nation::{Nation, NuclearStatus, Priorities};
pub use plausible::Warning;
pub use world::World;
