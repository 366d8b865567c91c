//! `comity`: how nations negotiate, and which of their arrangements hold.

pub mod coalition;
pub mod error;
pub mod game;
pub mod mechanism;
pub mod model;
pub mod negotiate;
mod parallel;
pub mod solve;
pub mod treaty;
pub mod world;

pub use error::{Error, Result};
