//! Fit: which draws of the assumptions agree with data.

mod rejection;
mod simulated;
mod spread;
mod tables;
mod target;

pub use rejection::Fit;
pub use target::Target;
