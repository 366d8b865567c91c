//! `comity`: how nations negotiate, and which of their arrangements hold.

pub mod coalition;
pub mod docs;
mod error;
pub mod frame;
pub mod game;
pub mod mechanism;
pub mod model;
pub mod negotiate;
mod parallel;
pub mod solve;
mod stream;
pub mod study;
pub mod treaty;
pub mod world;

pub use error::{Error, Result, Violation};
/// Linear algebra of the release (0.35) whose matrices [`world`], [`model`] and [`mechanism`] take and return.
pub use nalgebra;
pub use stream::Stream;

/// What a researcher needs first.
pub mod prelude {
    pub use crate::coalition::{Coalition, Partition};
    pub use crate::game::{PartitionGame, TuGame};
    pub use crate::model::{Model, Outcome, Parameters, Utility};
    pub use crate::study::{Deal, Negotiation, Scenario, Study};
    pub use crate::treaty::{Arrangement, Menu, Package, Regime, Term};
    pub use crate::world::{Nation, World};
    #[doc(no_inline)]
    pub use crate::{Error, Result};
}
