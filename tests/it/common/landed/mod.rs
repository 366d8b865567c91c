//! The evaluation of a regime as it stood before states were set apart from calibration, frozen: a slow twin
//! for tests of equal bits, and what the bench `world` compares with. Only names of the public API that have
//! changed since are adapted.
#![allow(clippy::all, missing_docs, dead_code)]

mod arms;
mod effects;
mod evaluate;
mod mechanisms;
mod regime;
mod trade;

pub use evaluate::Landed;
