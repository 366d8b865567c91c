//! Experiments: designs over named factors, runs on any number of machines, sensitivity of what comes out.
//!
//! No number of a model is a finding for one set of parameters. A [`Design`] says which values its [`Factor`]s
//! take, draw by draw; an [`Experiment`] sends every draw, with replicates, through a model and gives rows;
//! [`Indices`] say which factor drives an outcome; a [`Fit`], which draws agree with data.
//!
//! ```
//! use comity::experiment::{Bootstrap, Design, Experiment, Factor, Indices, Measure, Saltelli, mean_by_draw};
//! use comity::frame::Column;
//! use std::f64::consts::PI;
//! // Ishigami & Homma (1990): the usual test of indices of variance.
//! let factors = ["x1", "x2", "x3"].map(|name| Factor::uniform(name, -PI, PI));
//! let factors = factors.into_iter().collect::<comity::Result<Vec<_>>>()?;
//! let design = Design::saltelli(factors, Saltelli { points: 256, ..Saltelli::default() })?;
//! let experiment = Experiment::new("Ishigami", design.clone(), [Column::real("y")], |draw, _seed, rows| {
//!     let (x1, x2, x3) = (draw.real("x1")?, draw.real("x2")?, draw.real("x3")?);
//!     rows.push([(x1.sin() + 7.0 * x2.sin().powi(2) + 0.1 * x3.powi(4) * x1.sin()).into()])
//! })?;
//! let rows = experiment.run()?; // columns run, draw, replicate, y, error
//! let indices = Indices::sobol(&design, &mean_by_draw(&rows, "y")?, Bootstrap::default())?;
//! let total = indices.get(Measure::Total, "x3")?;
//! assert!(total.interval.is_some_and(|(low, high)| low < 0.2437 && 0.2437 < high)); // exact: 0.24368
//! # Ok::<(), comity::Error>(())
//! ```
//!
//! # Many runs, many machines
//!
//! [`Experiment::write`] writes a [`Shard`] of the runs into a folder, run by run; what is killed and started
//! again goes on. [`missing`] lists the shards that are not whole, [`merge`] makes one table of them, the same
//! bytes as one process on one thread would have written. Nothing here knows an engine: GNU parallel, Slurm and
//! HyperQueue start the same program with `--shard i/n` ([`docs::experiments`](crate::docs::experiments)).

mod design;
mod draw;
mod factor;
mod fit;
mod indices;
mod proportion;
mod quantile;
mod reading;
mod run;

pub use design::{Base, Design, Latin, Morris, Saltelli};
pub use draw::Draw;
pub use factor::Factor;
pub use fit::{Fit, Target};
pub use indices::{Bootstrap, Index, Indices, Measure};
pub use proportion::Proportion;
pub use reading::{Driver, Pattern, Reading};
pub use run::{
    Experiment, Format, Progress, Shard, collect, mean_by_draw, merge, missing, noise_of_means, summarise,
};
