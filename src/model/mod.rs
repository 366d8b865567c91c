//! One regime in, one outcome out: the mechanisms composed.
//!
//! The equations, in order, with unit, default and source: `docs/model.md`.

mod effects;
mod evaluate;
mod outcome;
mod parameters;
mod utility;

pub use evaluate::Model;
pub use outcome::{NationOutcome, Outcome};
pub use parameters::{Arms, Parameters};
pub use utility::{Additive, Ces, CobbDouglas, Components, Crra, Entropic, Utility};
