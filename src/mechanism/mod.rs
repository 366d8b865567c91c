//! What treaties do: one mechanism a file, each a pure function or a small struct, with its paper.
//!
//! Equations, units, defaults and sources of all of them are on the model page, `docs/model.md`.

pub mod aid;
pub mod arms;
pub mod belief;
pub mod conflict;
pub mod contest;
mod double_double;
mod elimination;
pub mod escalation;
pub mod infrastructure;
pub mod loss;
pub mod missile_defence;
mod real;
pub mod sanctions;
pub mod sovereignty;
pub mod trade;
pub mod trust;
