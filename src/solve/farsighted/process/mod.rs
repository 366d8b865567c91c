//! Stationary equilibria of processes of coalition formation: verified, analysed, and found.

mod bonus;
mod chain;
mod find;
mod linear;
mod noise;
mod resolvent;
mod verify;

pub use chain::{Dynamics, dynamics};
pub use find::{
    FindEquilibria, NearEquilibrium, ProcessEquilibria, ProcessEquilibrium, find_equilibria,
    find_equilibria_with,
};
pub use verify::{OneShot, ProfileReport, verify_profile};
