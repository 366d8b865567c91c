//! Games with transferable utility.

use crate::convert::{Object, OrValueError};
use comity::coalition::Coalition;
use comity::solve::structure::StructureSolver;
use comity::solve::tu::{Core, NucleolusKind, Rule, core, nucleolus, value};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};

/// A game with transferable utility. `values[mask]` is the worth of the coalition of the players whose bits are set
/// in `mask`; there are 2**n of them, and the first is 0.
#[pyclass(frozen, module = "comity")]
pub struct TuGame(comity::game::TuGame);

#[pymethods]
impl TuGame {
    #[new]
    fn new(values: Vec<f64>) -> PyResult<Self> {
        comity::game::TuGame::from_values(values).told().map(TuGame)
    }

    /// The game of `n` players in which a coalition, a tuple of players from 0, is worth `worth(coalition)`.
    #[staticmethod]
    fn from_function(py: Python<'_>, n: usize, worth: &Bound<'_, PyAny>) -> PyResult<Self> {
        if n > 20 {
            return Err(PyValueError::new_err(format!(
                "game: players is {n}, allowed: at most 20 from a function"
            )));
        }
        let mut values = vec![0.0; 1 << n];
        for (mask, value) in values.iter_mut().enumerate().skip(1) {
            let players = Coalition::from_mask(mask as u64);
            *value = worth.call1((PyTuple::new(py, players.players())?,))?.extract()?;
            if mask % 1024 == 0 {
                py.check_signals()?;
            }
        }
        Self::new(values)
    }

    /// Number of players.
    #[getter]
    fn players(&self) -> usize {
        self.0.players()
    }

    /// The worth of a coalition.
    fn value(&self, coalition: Vec<usize>) -> PyResult<f64> {
        let n = self.0.players();
        let mut members = Coalition::EMPTY;
        for player in coalition {
            if player >= n {
                return Err(PyValueError::new_err(format!(
                    "coalition: player is {player}, allowed: below {n}"
                )));
            }
            members = members.with(player);
        }
        Ok(*self.0.value(members))
    }

    /// A dict: `verdict` ("non-empty", "empty" or "undecided" within rounding), `payoff` (or None), `balanced`: the
    /// coalitions with weights that prove an empty core (or None).
    fn core(&self, py: Python<'_>) -> PyResult<Object> {
        let found = py.detach(|| core(&self.0)).told()?;
        let (verdict, payoff, certificate) = match found {
            Core::NonEmpty { payoff, .. } => ("non-empty", Some(payoff), None),
            Core::Empty { certificate } => ("empty", None, Some(certificate)),
            Core::Undecided { payoff, certificate, .. } => ("undecided", Some(payoff), Some(certificate)),
        };
        let balanced = certificate.map(|collection| {
            let weight = |(s, w): &(Coalition, comity::game::Fraction)| {
                (s.players().collect::<Vec<_>>(), comity::game::Value::to_f64(w))
            };
            collection.weights.iter().map(weight).collect::<Vec<_>>()
        });
        let answer = PyDict::new(py);
        answer.set_item("verdict", verdict)?;
        answer.set_item("payoff", payoff)?;
        answer.set_item("balanced", balanced)?;
        Ok(answer.into_any().unbind())
    }

    /// The payoffs of the nucleolus; `kind` is "nucleolus", "prenucleolus", "per capita" or "per capita prenucleolus".
    #[pyo3(signature = (kind = "nucleolus"))]
    fn nucleolus(&self, py: Python<'_>, kind: &str) -> PyResult<Vec<f64>> {
        let kind = match kind {
            "nucleolus" => NucleolusKind::Nucleolus,
            "prenucleolus" => NucleolusKind::Prenucleolus,
            "per capita" => NucleolusKind::PerCapita,
            "per capita prenucleolus" => NucleolusKind::PerCapitaPrenucleolus,
            _ => {
                return Err(PyValueError::new_err(format!(
                    "unknown kind {kind:?}; known: nucleolus, prenucleolus, per capita, per capita prenucleolus"
                )));
            }
        };
        Ok(py.detach(|| nucleolus(&self.0, kind)).told()?.payoff)
    }

    /// Shapley's value.
    fn shapley(&self, py: Python<'_>) -> PyResult<Vec<f64>> {
        py.detach(|| value(&self.0, &Rule::Shapley)).told()
    }

    /// Banzhaf's value.
    fn banzhaf(&self, py: Python<'_>) -> PyResult<Vec<f64>> {
        py.detach(|| value(&self.0, &Rule::Banzhaf)).told()
    }

    /// A dict: `blocs` of a coalition structure worth most, its `value`, and the `bound` that no structure passes.
    fn structure(&self, py: Python<'_>) -> PyResult<Object> {
        let found = py.detach(|| StructureSolver::new().solve(&self.0)).told()?;
        let blocs: Vec<Vec<usize>> =
            found.partition.blocs().iter().map(|bloc| bloc.players().collect()).collect();
        let answer = PyDict::new(py);
        answer.set_item("blocs", blocs)?;
        answer.set_item("value", found.value)?;
        answer.set_item("bound", found.bound)?;
        Ok(answer.into_any().unbind())
    }

    fn __repr__(&self) -> String {
        format!("TuGame({} players, v(N) = {})", self.0.players(), self.0.grand())
    }
}
