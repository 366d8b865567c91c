//! The search for stationary equilibria, by following paths of perturbed processes. Feature
//! `equilibrium-search`.

mod bonus;
mod find;
mod linear;
mod noise;
mod resolvent;

pub use find::{FindEquilibria, NearEquilibrium, ProcessEquilibria, ProcessEquilibrium};
