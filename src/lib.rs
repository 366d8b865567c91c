//! `comity`: how nations negotiate, and which of their arrangements hold.

pub mod coalition;
pub mod error;
pub mod game;
pub mod negotiate;
pub mod solve;
pub mod world;

pub use error::{Error, Result};
