//! Stability of coalition structures in hedonic games: exhaustive, of one structure, and by search.

mod exhaustive;
pub mod externalities;
mod objection;
mod search;

pub use exhaustive::{StableStructures, stable_structures};
pub use objection::{Notion, Objection, objection};
pub use search::{Found, find};
