//! Stationary equilibria of processes of coalition formation: verified, analysed, and found.

mod chain;
mod find;
mod incentive;
mod linear;
mod path;
mod verify;

pub use chain::{Dynamics, dynamics};
pub use find::{Equilibria, Equilibrium, FindEquilibria, find_equilibria};
pub use verify::{OneShot, ProfileReport, verify};
