//! Experiments: designs over named factors, and the sensitivity of outcomes to them.
//!
//! No number of a model is a finding for one set of parameters. A [`Design`] says which values its
//! [`Factor`]s take, draw by draw; a model gives an outcome per draw; [`Indices`] say which factor drives it.
//!
//! ```
//! use comity::experiment::{Bootstrap, Design, Factor, Indices, Measure, Saltelli};
//! use std::f64::consts::PI;
//! // Ishigami & Homma (1990): the usual test of indices of variance.
//! let factors = ["x1", "x2", "x3"].map(|name| Factor::uniform(name, -PI, PI));
//! let factors = factors.into_iter().collect::<comity::Result<Vec<_>>>()?;
//! let design = Design::saltelli(factors, Saltelli { points: 256, ..Saltelli::default() })?;
//! let model = |k| {
//!     let draw = design.draw(k)?;
//!     let (x1, x2, x3) = (draw.real("x1")?, draw.real("x2")?, draw.real("x3")?);
//!     Ok(x1.sin() + 7.0 * x2.sin().powi(2) + 0.1 * x3.powi(4) * x1.sin())
//! };
//! let outcomes: Vec<f64> = (0..design.len()).map(model).collect::<comity::Result<_>>()?;
//! let indices = Indices::sobol(&design, &outcomes, Bootstrap::default())?;
//! let total = indices.get(Measure::Total, "x3")?;
//! assert!(total.interval.is_some_and(|(low, high)| low < 0.2437 && 0.2437 < high)); // exact: 0.24368
//! # Ok::<(), comity::Error>(())
//! ```

mod design;
mod draw;
mod factor;
mod indices;

pub use design::{Base, Design, Latin, Morris, Saltelli};
pub use draw::Draw;
pub use factor::Factor;
pub use indices::{Bootstrap, Index, Indices, Measure};
