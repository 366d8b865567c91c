//! Studies of a world, and its histories.

use crate::convert::{Object, OrValueError, columns, plain};
use comity::prelude::*;
use comity::simulate::Rules;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use serde_json::Value;

/// A world under study: that of a scenario file (TOML), by default Northeast Asia in 2002.
///
/// Where a regime is asked for, it is the name of one of `regimes`, or a list of arrangements in force beside today's
/// treaties, each a dict with the keys of a scenario file, such as the `signed` of a deal.
#[pyclass(frozen, module = "comity")]
pub struct Study {
    pub scenario: Scenario,
    pub study: comity::study::Study,
}

impl Study {
    pub fn regime(&self, regime: &Bound<'_, PyAny>) -> PyResult<Regime> {
        if let Ok(name) = regime.extract::<String>() {
            return match name.as_str() {
                "status_quo" => Ok(self.study.status_quo().clone()),
                name => self.scenario.regime(name).told(),
            };
        }
        let arrangements: Vec<Arrangement> = pythonize::depythonize(regime).map_err(|error| {
            PyValueError::new_err(format!("regime: {error}, allowed: a name, or arrangements"))
        })?;
        let regime = arrangements.into_iter().fold(self.study.status_quo().clone(), Regime::with);
        regime.check(self.study.model().world()).told()?;
        Ok(regime)
    }
}

#[pymethods]
impl Study {
    #[new]
    #[pyo3(signature = (scenario = None, menu = "cooperative"))]
    fn new(py: Python<'_>, scenario: Option<std::path::PathBuf>, menu: &str) -> PyResult<Self> {
        let menu = match menu {
            "cooperative" => Menu::cooperative(),
            "bilateral_pacts" => Menu::bilateral_pacts(),
            _ => {
                return Err(PyValueError::new_err(format!(
                    "unknown menu {menu:?}; known: cooperative, bilateral_pacts"
                )));
            }
        };
        py.detach(|| {
            let scenario = scenario.map_or_else(|| Ok(Scenario::northeast_asia_2002()), Scenario::read)?;
            let study = comity::study::Study::of(scenario.model()?).with_menu(menu);
            Ok(Study { scenario, study })
        })
        .told()
    }

    /// Codes of the nations.
    #[getter]
    fn nations(&self) -> Vec<String> {
        self.study.model().world().nations().iter().map(|nation| nation.code.to_string()).collect()
    }

    /// Names of the regimes that can be asked for.
    #[getter]
    fn regimes(&self) -> Vec<String> {
        let named = self.scenario.regimes.iter().map(|regime| regime.name.clone());
        std::iter::once("status_quo".to_owned()).chain(named).collect()
    }

    /// What is implausible in the world's figures, in words.
    fn warnings(&self) -> Vec<String> {
        self.study.warnings().iter().map(ToString::to_string).collect()
    }

    /// Version, parameters that differ from the defaults, and a hash of the scenario.
    fn provenance(&self, py: Python<'_>) -> PyResult<Object> {
        plain(py, &self.scenario.provenance().told()?)
    }

    /// A table of the nations under a regime: utility and its parts in log points against today, arms, losses, and
    /// `money_metric` in USD bn per year.
    #[pyo3(signature = (regime = None))]
    fn evaluate(&self, py: Python<'_>, regime: Option<&Bound<'_, PyAny>>) -> PyResult<Object> {
        let regime =
            regime.map_or_else(|| Ok(self.study.status_quo().clone()), |regime| self.regime(regime))?;
        let outcome = py.detach(|| self.study.evaluate(&regime)).told()?;
        let Ok(Value::Array(nations)) = serde_json::to_value(&outcome.nations) else {
            return Err(PyValueError::new_err("an outcome without nations"));
        };
        let table = PyDict::new(py);
        let names = nations.first().and_then(Value::as_object).into_iter().flat_map(|nation| nation.keys());
        for name in names {
            let column: Vec<&Value> = nations.iter().map(|nation| &nation[name]).collect();
            table.set_item(name, pythonize::pythonize(py, &column)?)?;
        }
        Ok(table.into_any().unbind())
    }

    /// What is agreed when this nation proposes: a dict with `signed` (arrangements), `gains` (basis points), `by_term`
    /// and `trace` (every move).
    #[pyo3(signature = (proposer, seed = 0, among = None))]
    fn negotiate(
        &self,
        py: Python<'_>,
        proposer: &str,
        seed: u64,
        among: Option<Vec<String>>,
    ) -> PyResult<Object> {
        let deal = py.detach(|| {
            let mut rules = comity::study::Negotiation::proposed_by(proposer).over(self.study.menu().clone());
            if let Some(among) = &among {
                rules = rules.among(among.iter().map(String::as_str));
            }
            self.study.negotiate(&rules, seed)
        });
        plain(py, &deal.told()?)
    }

    /// Whether the regime holds and is complete: a dict with `stable`, `holds`, `complete`, `exits`, `additions`, the
    /// conventions of the search and its extent, and `text`, the same in words.
    fn stability(&self, py: Python<'_>, regime: &Bound<'_, PyAny>) -> PyResult<Object> {
        let regime = self.regime(regime)?;
        let verdict = py.detach(|| self.study.stability(&regime)).told()?;
        let answer = plain(py, &verdict)?;
        answer.bind(py).set_item("text", verdict.to_string())?;
        Ok(answer)
    }

    fn __repr__(&self) -> String {
        let world = self.study.model().world();
        format!("Study({:?}, {} nations)", world.name(), world.nations().len())
    }
}

/// A history of the nations of a study, year by year. `trust` is a mechanism: fixed, bayes, pessimistic,
/// socialisation, behavioural. What is not given is as the scenario's section `history` says.
#[pyclass(frozen, module = "comity")]
pub struct Simulation(comity::simulate::Simulation);

#[pymethods]
impl Simulation {
    #[new]
    #[pyo3(signature = (study, years = None, seed = None, trust = None))]
    fn new(study: &Study, years: Option<u32>, seed: Option<u64>, trust: Option<&str>) -> PyResult<Self> {
        let mut simulation = comity::simulate::Simulation::scenario(&study.study, &study.scenario).told()?;
        if let Some(years) = years {
            simulation = simulation.years(years);
        }
        if let Some(seed) = seed {
            simulation = simulation.seed(seed);
        }
        if let Some(trust) = trust {
            let rules = Rules { trust: trust.parse().told()?, ..*simulation.current_rules() };
            simulation = simulation.rules(rules);
        }
        Ok(Simulation(simulation))
    }

    /// One history: a dict of the tables `years`, `nations`, `dyads`, `events`, and `text`, the same in words.
    fn run(&self, py: Python<'_>) -> PyResult<Object> {
        let history = py.detach(|| self.0.run()).told()?;
        let tables = [
            ("years", history.years()),
            ("nations", history.nations()),
            ("dyads", history.dyads()),
            ("events", history.event_table()),
        ];
        let answer = PyDict::new(py);
        for (name, table) in tables {
            answer.set_item(name, columns(py, &table.told()?)?)?;
        }
        answer.set_item("text", history.to_string())?;
        Ok(answer.into_any().unbind())
    }

    /// A table of the shares of regimes in each year over `runs` histories, with Wilson intervals.
    fn regimes(&self, py: Python<'_>, runs: u32) -> PyResult<Object> {
        let census = py.detach(|| self.0.census(runs)).told()?;
        columns(py, &census.frame().told()?)
    }
}
