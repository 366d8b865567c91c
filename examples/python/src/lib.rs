//! `comity` for Python: games, the studies of a world, its histories, and experiments. Answers are plain dicts and
//! lists, tables are dicts of columns. The interpreter's lock is free while anything is computed; what the crate
//! refuses is a `ValueError` of the same text.

mod convert;
mod experiment;
mod game;
mod study;

use pyo3::prelude::*;

#[pymodule]
#[pyo3(name = "comity")]
fn python(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<game::TuGame>()?;
    module.add_class::<study::Study>()?;
    module.add_class::<study::Simulation>()?;
    module.add_class::<experiment::Experiment>()
}
