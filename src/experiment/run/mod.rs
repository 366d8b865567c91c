//! Running: from a design and a model to rows, in memory or in a folder, by one process or by many.

mod experiment;
mod folder;
mod means;
mod merge;
mod plan;
mod record;
mod shard;
mod summary;

pub use experiment::{Experiment, Progress};
pub use means::{mean_by_draw, noise_of_means};
pub use merge::{Format, collect, merge, missing};
pub use shard::Shard;
pub use summary::summarise;
