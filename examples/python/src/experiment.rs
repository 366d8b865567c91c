//! Experiments: designs over factors, runs of any model, sensitivity.

use crate::convert::{Object, OrValueError, cell, columns};
use crate::study::Study;
use comity::experiment::{
    self as experiment, Bootstrap, Design, Draw, Factor, Indices, Latin, Morris, Saltelli, mean_by_draw,
};
use comity::frame::{Cell, Column, Frame};
use comity::prelude::*;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};
use std::path::PathBuf;

/// What a draw is sent through.
enum Subject {
    /// A function of (draw as a dict, seed) that returns a dict of outcomes.
    Function(Py<PyAny>),
    /// Gains of all nations of a world under a regime, the factors being parameters of the model.
    Gains { world: Box<World>, parameters: Box<Parameters>, regime: Box<Regime> },
}

/// Draws of `factors`, each sent with `replicates` seeds through `model`.
///
/// `factors` is a dict: a name with `(low, high)`, with `("log", low, high)`, with a list of categories, or with
/// `bool` for a switch. `design` is "sobol", "latin_hypercube", "monte_carlo", "saltelli" or "morris" of `points`
/// points (trajectories for Morris), or "full_factorial" with `points` levels of each range. `model(draw, seed)` takes a dict
/// and an integer and returns a dict of the `outcomes`, numbers; it is called by one thread at a time.
#[pyclass(frozen, module = "comity")]
pub struct Experiment {
    name: String,
    design: Design,
    outcomes: Vec<Column>,
    subject: Subject,
    replicates: usize,
    seed: u64,
}

#[pymethods]
impl Experiment {
    #[new]
    #[pyo3(signature = (name, factors, outcomes, model, design = "sobol", points = 64, replicates = 1, seed = 0))]
    #[allow(clippy::too_many_arguments)] // they are named in Python
    fn new(
        name: String,
        factors: &Bound<'_, PyDict>,
        outcomes: Vec<String>,
        model: Py<PyAny>,
        design: &str,
        points: usize,
        replicates: usize,
        seed: u64,
    ) -> PyResult<Self> {
        let design =
            self::design(factors, design, points, seed, &|name, low, high| Factor::uniform(name, low, high))?;
        let outcomes = outcomes.into_iter().map(Column::real).collect();
        Ok(Experiment { name, design, outcomes, subject: Subject::Function(model), replicates, seed })
    }

    /// The gains of all nations under a regime, in USD bn per year, over parameters of the world model: runs on all
    /// cores. The factors are names of the parameter table with (low, high), in its range.
    #[staticmethod]
    #[pyo3(signature = (study, regime, factors, design = "saltelli", points = 64, seed = 0))]
    fn gains(
        study: &Study,
        regime: &Bound<'_, PyAny>,
        factors: &Bound<'_, PyDict>,
        design: &str,
        points: usize,
        seed: u64,
    ) -> PyResult<Self> {
        let model = study.study.model();
        let subject = Subject::Gains {
            world: Box::new(model.world().clone()),
            parameters: Box::new(*model.parameters()),
            regime: Box::new(study.regime(regime)?),
        };
        let design = self::design(factors, design, points, seed, &|name, low, high| {
            Factor::parameter(&name, low, high)
        })?;
        let gain = |nation: &Nation| Column::real(nation.code.to_string()).unit("USD bn per year");
        let outcomes = model.world().nations().iter().map(gain).collect();
        Ok(Experiment { name: format!("gains {regime}"), design, outcomes, subject, replicates: 1, seed })
    }

    /// Number of draws.
    fn __len__(&self) -> usize {
        self.design.len()
    }

    /// The table of draws.
    fn draws(&self, py: Python<'_>) -> PyResult<Object> {
        columns(py, &self.design.frame().told()?)
    }

    /// Every run: a table with `run`, `draw`, `replicate`, the outcomes and `error`, what was wrong with a run.
    fn run(&self, py: Python<'_>) -> PyResult<Object> {
        let rows = py.detach(|| self.experiment()?.run());
        py.check_signals()?;
        columns(py, &rows.told()?)
    }

    /// The runs of a shard `"i/n"` into a folder; what was interrupted goes on there.
    #[pyo3(signature = (folder, shard = "0/1"))]
    fn write(&self, py: Python<'_>, folder: PathBuf, shard: &str) -> PyResult<()> {
        let shard = shard.parse().told()?;
        py.detach(|| self.experiment()?.write(folder, shard)).told()
    }

    /// The table of a folder whose shards are whole.
    #[staticmethod]
    fn collect(py: Python<'_>, folder: PathBuf) -> PyResult<Object> {
        let rows = py.detach(|| experiment::collect(folder)).told()?;
        columns(py, &rows)
    }

    /// Which factor drives an outcome: shares of variance after a Saltelli design, elementary effects after Morris, else
    /// first-order shares from given data; each with its interval. Runs the experiment.
    fn indices(&self, py: Python<'_>, outcome: &str) -> PyResult<Object> {
        let indices = py.detach(|| {
            let rows = self.experiment()?.run()?;
            let means = mean_by_draw(&rows, outcome)?;
            let settings = Bootstrap::default();
            Indices::sobol(&self.design, &means, settings)
                .or_else(|_| Indices::morris(&self.design, &means, settings))
                .or_else(|_| Indices::given_data(&self.design, &means, settings))?
                .frame()
        });
        columns(py, &indices.told()?)
    }
}

impl Experiment {
    fn experiment(&self) -> comity::Result<experiment::Experiment<'_>> {
        let model = |draw: &Draw, seed: u64, rows: &mut Frame| match &self.subject {
            Subject::Function(model) => self.call(model, draw, seed, rows),
            Subject::Gains { world, parameters, regime } => {
                let model = Model::new((**world).clone(), draw.parameters(**parameters)?)?;
                let outcome = model.evaluate(regime)?;
                rows.push(outcome.nations.iter().map(|nation| Cell::from(nation.money_metric)))
            }
        };
        let made =
            experiment::Experiment::new(&self.name, self.design.clone(), self.outcomes.clone(), model)?;
        Ok(made.replicates(self.replicates).seed(self.seed))
    }

    /// One call of the function; what it raises is the error of the run.
    fn call(&self, model: &Py<PyAny>, draw: &Draw, seed: u64, rows: &mut Frame) -> comity::Result<()> {
        let outcome = Python::attach(|py| {
            let values = PyDict::new(py);
            for factor in self.design.factors() {
                let value = draw.get(factor.name()).told()?;
                values.set_item(factor.name(), cell(py, value)?)?;
            }
            let answer = model.bind(py).call1((values, seed))?;
            self.outcomes
                .iter()
                .map(|column| answer.get_item(column.name())?.extract::<f64>())
                .collect::<PyResult<Vec<f64>>>()
        });
        let outcome = outcome.map_err(|error| comity::Error::undefined("the model", error.to_string()))?;
        rows.push(outcome.into_iter().map(Cell::from))
    }
}

type Range<'a> = &'a dyn Fn(String, f64, f64) -> comity::Result<Factor>;

fn design(
    factors: &Bound<'_, PyDict>,
    design: &str,
    points: usize,
    seed: u64,
    range: Range,
) -> PyResult<Design> {
    let factors = factors
        .iter()
        .map(|(name, values)| factor(name.extract()?, &values, range))
        .collect::<PyResult<Vec<_>>>()?;
    match design {
        "sobol" => Design::sobol(factors, points, Some(seed)),
        "latin_hypercube" => Design::latin_hypercube(factors, points, Latin::Plain, seed),
        "monte_carlo" => Design::monte_carlo(factors, points, seed),
        "saltelli" => Design::saltelli(factors, Saltelli { points, seed, ..Saltelli::default() }),
        "morris" => Design::morris(factors, Morris { trajectories: points, candidates: points.max(500), seed, ..Morris::default() }),
        "full_factorial" => Design::full_factorial(factors, points),
        _ => {
            return Err(PyValueError::new_err(format!(
                "unknown design {design:?}; known: sobol, latin_hypercube, monte_carlo, saltelli, morris, full_factorial"
            )));
        }
    }
    .told()
}

fn factor(name: String, values: &Bound<'_, PyAny>, range: Range) -> PyResult<Factor> {
    if let Ok((low, high)) = values.extract::<(f64, f64)>() {
        return range(name, low, high).told();
    }
    if let Ok((kind, low, high)) = values.extract::<(String, f64, f64)>()
        && kind == "log"
    {
        return Factor::log_uniform(name, low, high).told();
    }
    if values.is(values.py().get_type::<pyo3::types::PyBool>()) {
        return Factor::switch(name).told();
    }
    match values.extract::<Vec<String>>() {
        Ok(categories) if !values.is_instance_of::<PyTuple>() => Factor::category(name, categories).told(),
        _ => Err(PyValueError::new_err(format!(
            "factor {name:?}: {values}, allowed: (low, high), (\"log\", low, high), a list of categories, or bool"
        ))),
    }
}
