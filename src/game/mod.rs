//! Games as data: what each coalition, or each coalition in each structure, is worth.
//!
//! No algorithm lives here; those are in [`solve`](crate::solve).

mod transform;
mod tu;
mod value;

pub use tu::{Characteristic, FnGame, TuGame};
pub use value::{Fraction, Value};
