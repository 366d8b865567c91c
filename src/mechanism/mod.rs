//! Mechanisms by which treaties act: one per file, each a pure function or a small struct, with its paper.
//!
//! Equations, units, defaults and sources of all of them are on the model page, `docs/model.md`. The room
//! [`model`](crate::model) hands on what a user replaces, checks or sets of them: the trait of arms races, the trade
//! equilibrium, the coefficients.

pub(crate) mod aid;
pub(crate) mod arms;
pub(crate) mod belief;
pub(crate) mod conflict;
pub(crate) mod contest;
mod double_double;
mod elimination;
pub(crate) mod escalation;
pub(crate) mod exchange;
pub(crate) mod growth;
pub(crate) mod infrastructure;
pub(crate) mod investment;
pub(crate) mod loss;
pub(crate) mod missile_defence;
mod real;
pub(crate) mod sanctions;
pub(crate) mod sovereignty;
pub(crate) mod terror;
#[cfg(test)]
mod tests;
pub(crate) mod trade;
pub(crate) mod trust;
