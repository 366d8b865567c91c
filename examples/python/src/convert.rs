//! The crate's data as Python's, and its errors.

use comity::frame::{Cell, Frame};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};
use serde::Serialize;

pub type Object = Py<PyAny>;

pub trait OrValueError<T> {
    /// What is refused is a `ValueError` of the same text.
    fn told(self) -> PyResult<T>;
}

impl<T> OrValueError<T> for comity::Result<T> {
    fn told(self) -> PyResult<T> {
        self.map_err(|error| PyValueError::new_err(error.to_string()))
    }
}

/// Whatever serialises, as dicts and lists.
pub fn plain(py: Python<'_>, answer: &impl Serialize) -> PyResult<Object> {
    let value = serde_json::to_value(answer).map_err(|error| PyValueError::new_err(error.to_string()))?;
    Ok(pythonize::pythonize(py, &value)?.unbind())
}

/// A table as a dict of columns.
pub fn columns(py: Python<'_>, frame: &Frame) -> PyResult<Object> {
    let table = PyDict::new(py);
    for column in frame.columns() {
        let cells = PyList::empty(py);
        for cell in frame.column(column.name()).told()? {
            cells.append(self::cell(py, cell)?)?;
        }
        table.set_item(column.name(), cells)?;
    }
    Ok(table.into_any().unbind())
}

/// A cell; a missing one is `None`.
pub fn cell(py: Python<'_>, cell: Cell) -> PyResult<Object> {
    Ok(match cell {
        Cell::Missing => py.None(),
        Cell::Text(text) => text.into_pyobject(py)?.into_any().unbind(),
        Cell::Integer(whole) => whole.into_pyobject(py)?.into_any().unbind(),
        Cell::Real(real) => real.into_pyobject(py)?.into_any().unbind(),
        Cell::Boolean(truth) => truth.into_pyobject(py)?.to_owned().into_any().unbind(),
    })
}
