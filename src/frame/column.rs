//! A column's head, its cells, and how they are kept.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// Kind of the cells of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Text.
    Text,
    /// Integers of −2⁶³..2⁶⁴ − 1.
    Integer,
    /// Finite reals.
    Real,
    /// True or false.
    Boolean,
}

impl Kind {
    /// Whether a column of this kind may hold the cell.
    pub(super) fn admits(self, cell: Cell) -> bool {
        match (self, cell) {
            (Kind::Real, Cell::Real(x)) => x.is_finite(),
            (Kind::Integer, Cell::Integer(i)) => (i64::MIN.into()..=u64::MAX.into()).contains(&i),
            (_, Cell::Missing) | (Kind::Text, Cell::Text(_)) | (Kind::Boolean, Cell::Boolean(_)) => true,
            _ => false,
        }
    }

    pub(super) fn allowed(self) -> &'static str {
        match self {
            Kind::Text => "text, or missing",
            Kind::Integer => "an integer of −2^63..2^64 − 1, or missing",
            Kind::Real => "a finite real, or missing",
            Kind::Boolean => "true, false, or missing",
        }
    }
}

/// Head of a column: name, kind of its cells, unit, decimals when printed.
///
/// ```
/// use comity::frame::{Column, Kind};
/// let gdp = Column::real("gdp").unit("USD bn per year").decimals(1);
/// assert_eq!((gdp.name(), gdp.kind()), ("gdp", Kind::Real));
/// let manifest = serde_json::to_string(&gdp).unwrap();
/// assert_eq!(manifest, r#"{"name":"gdp","kind":"real","unit":"USD bn per year","decimals":1}"#);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    name: String,
    kind: Kind,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    unit: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    decimals: Option<usize>,
}

impl Column {
    pub(super) fn new(name: impl Into<String>, kind: Kind) -> Self {
        Column { name: name.into(), kind, unit: String::new(), decimals: None }
    }

    /// A column of text.
    ///
    /// ```
    /// use comity::frame::{Column, Kind};
    /// assert_eq!(Column::text("x").kind(), Kind::Text);
    /// ```
    pub fn text(name: impl Into<String>) -> Self {
        Column::new(name, Kind::Text)
    }

    /// A column of integers.
    ///
    /// ```
    /// use comity::frame::{Column, Kind};
    /// assert_eq!(Column::integer("x").kind(), Kind::Integer);
    /// ```
    pub fn integer(name: impl Into<String>) -> Self {
        Column::new(name, Kind::Integer)
    }

    /// A column of reals.
    ///
    /// ```
    /// use comity::frame::{Column, Kind};
    /// assert_eq!(Column::real("x").kind(), Kind::Real);
    /// ```
    pub fn real(name: impl Into<String>) -> Self {
        Column::new(name, Kind::Real)
    }

    /// A column of booleans.
    ///
    /// ```
    /// use comity::frame::{Column, Kind};
    /// assert_eq!(Column::boolean("x").kind(), Kind::Boolean);
    /// ```
    pub fn boolean(name: impl Into<String>) -> Self {
        Column::new(name, Kind::Boolean)
    }

    /// The same column with this unit.
    pub fn unit(mut self, unit: impl Into<String>) -> Self {
        self.unit = unit.into();
        self
    }

    /// The same column with its reals printed to this many decimals, at most 17; files keep every digit.
    /// Without it the largest number of the column shows four significant digits.
    pub fn decimals(mut self, decimals: usize) -> Self {
        self.decimals = Some(decimals.min(17));
        self
    }

    /// Name, unique in a table.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Kind of the cells.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    pub(super) fn printed_decimals(&self) -> Option<usize> {
        self.decimals
    }

    /// Name and unit, as printed.
    pub(crate) fn title(&self) -> String {
        if self.unit.is_empty() { self.name.clone() } else { format!("{} ({})", self.name, self.unit) }
    }

    /// All that two columns must share to be one.
    pub(super) fn head(&self) -> String {
        format!("{}: {}", self.title(), self.kind)
    }
}

/// Cell of a table, to push and to read.
///
/// Made by `into()` from texts, integers, `f64`, `bool`, and from an `Option` of these, whose `None` is
/// missing.
///
/// ```
/// use comity::frame::Cell;
/// assert_eq!(Cell::from(u64::MAX), Cell::Integer(18_446_744_073_709_551_615));
/// assert_eq!(Cell::from(None::<f64>), Cell::Missing);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Cell<'a> {
    /// No value: empty in CSV, `null` in JSON.
    Missing,
    /// Text. Where it is empty, CSV does not tell it from a missing cell.
    Text(&'a str),
    /// Integer.
    Integer(i128),
    /// Real.
    Real(f64),
    /// True or false.
    Boolean(bool),
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Kind::Text => "text",
            Kind::Integer => "integer",
            Kind::Real => "real",
            Kind::Boolean => "boolean",
        })
    }
}

impl fmt::Display for Cell<'_> {
    /// As in CSV: reals with as many digits as it takes to read back the same bits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cell::Missing => Ok(()),
            Cell::Text(text) => f.write_str(text),
            Cell::Integer(i) => write!(f, "{i}"),
            Cell::Real(x) => write!(f, "{x:?}"),
            Cell::Boolean(b) => write!(f, "{b}"),
        }
    }
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Cell::Text(text)
    }
}

impl<'a> From<&'a String> for Cell<'a> {
    fn from(text: &'a String) -> Self {
        Cell::Text(text)
    }
}

impl From<f64> for Cell<'_> {
    fn from(x: f64) -> Self {
        Cell::Real(x)
    }
}

impl From<bool> for Cell<'_> {
    fn from(b: bool) -> Self {
        Cell::Boolean(b)
    }
}

impl From<usize> for Cell<'_> {
    fn from(i: usize) -> Self {
        Cell::Integer(i as i128)
    }
}

macro_rules! integers {
    ($($integer:ty)*) => {
        $(impl From<$integer> for Cell<'_> {
            fn from(i: $integer) -> Self {
                Cell::Integer(i.into())
            }
        })*
    };
}
integers!(u8 u16 u32 u64 i32 i64);

impl<'a, T: Into<Cell<'a>>> From<Option<T>> for Cell<'a> {
    fn from(cell: Option<T>) -> Self {
        cell.map_or(Cell::Missing, Into::into)
    }
}

/// Cells of one column; each was admitted by the column's kind.
#[derive(Clone, Debug)]
pub(super) enum Store {
    /// Distinct texts, the index of each, and per row the index of its text.
    Text {
        texts: Vec<Arc<str>>,
        index: BTreeMap<Arc<str>, usize>,
        cells: Vec<usize>,
    },
    Integer(Vec<i128>),
    /// A missing cell is NaN: no other NaN is admitted.
    Real(Vec<f64>),
    Boolean(Vec<Option<bool>>),
}

/// Index of a missing text.
const NO_TEXT: usize = usize::MAX;
/// A missing integer: outside the range that is admitted.
const NO_INTEGER: i128 = i128::MIN;

impl Store {
    pub(super) fn new(kind: Kind) -> Self {
        match kind {
            Kind::Text => Store::Text { texts: Vec::new(), index: BTreeMap::new(), cells: Vec::new() },
            Kind::Integer => Store::Integer(Vec::new()),
            Kind::Real => Store::Real(Vec::new()),
            Kind::Boolean => Store::Boolean(Vec::new()),
        }
    }

    /// Adds a cell that the column's kind admits.
    pub(super) fn push(&mut self, cell: Cell) {
        match self {
            Store::Text { texts, index, cells } => {
                let Cell::Text(text) = cell else { return cells.push(NO_TEXT) };
                let at = index.get(text).copied().unwrap_or_else(|| {
                    let kept: Arc<str> = text.into();
                    texts.push(Arc::clone(&kept));
                    index.insert(kept, texts.len() - 1);
                    texts.len() - 1
                });
                cells.push(at);
            }
            Store::Integer(cells) => cells.push(if let Cell::Integer(i) = cell { i } else { NO_INTEGER }),
            Store::Real(cells) => cells.push(if let Cell::Real(x) = cell { x } else { f64::NAN }),
            Store::Boolean(cells) => cells.push(if let Cell::Boolean(b) = cell { Some(b) } else { None }),
        }
    }

    pub(super) fn cell(&self, row: usize) -> Cell<'_> {
        match self {
            Store::Text { texts, cells, .. } => {
                texts.get(cells[row]).map_or(Cell::Missing, |t| Cell::Text(t))
            }
            Store::Integer(cells) if cells[row] == NO_INTEGER => Cell::Missing,
            Store::Integer(cells) => Cell::Integer(cells[row]),
            Store::Real(cells) if cells[row].is_nan() => Cell::Missing,
            Store::Real(cells) => Cell::Real(cells[row]),
            Store::Boolean(cells) => cells[row].into(),
        }
    }
}
