//! Long tables: typed columns with units, rows that are pushed, and their writers.
//!
//! A [`Frame`] is one tidy table of one kind of thing, a row per observation. It knows no model: any answer,
//! trace or history fills one, and every table that is written or printed is one.
//!
//! ```
//! use comity::frame::{Column, Frame};
//! let mut gains = Frame::new([
//!     Column::text("nation"),
//!     Column::integer("year"),
//!     Column::real("gain").unit("bp").decimals(1),
//! ])?;
//! gains.push(["JPN".into(), 2002.into(), 19.25.into()])?;
//! gains.push(["KOR".into(), 2002.into(), (-0.1).into()])?;
//!
//! assert_eq!(gains.to_string(), "nation  year  gain (bp)\nJPN     2002       19.2\nKOR     2002       -0.1\n");
//! let mut csv = Vec::new();
//! gains.write_csv(&mut csv)?;
//! assert_eq!(csv, b"nation,year,gain\nJPN,2002,19.25\nKOR,2002,-0.1\n");
//! # Ok::<(), comity::Error>(())
//! ```
//!
//! # Many runs
//!
//! Histories that are too many for memory are written in parts: a frame per run, the first with
//! [`write_csv`](Frame::write_csv), the others with [`append_csv`](Frame::append_csv), or all with
//! [`write_json_lines`](Frame::write_json_lines). Units and kinds, for which CSV has no place, are in
//! [`columns`](Frame::columns), which serialises for a manifest beside the file. With the feature `parquet` a table is also
//! written as Parquet, which has a place for them.
//!
//! # References
//!
//! * H. Wickham (2014), Tidy data, *Journal of Statistical Software* 59(10), doi:10.18637/jss.v059.i10: one
//!   table per type of observational unit, a row per observation, a column per variable.
//! * Y. Shafranovich (2005), Common format and MIME type for comma-separated values, RFC 4180.

mod column;
mod display;
mod markup;
#[cfg(feature = "parquet")]
mod parquet;
mod separator;
mod serial;
mod write;

pub use column::{Cell, Column, Kind};
#[cfg(feature = "parquet")]
pub(crate) use parquet::Parquet;
pub(crate) use separator::separator;

use crate::error::{Error, Result};
use column::Store;

/// Long table: typed columns, and rows in the order in which they were pushed.
///
/// Cells are kept by column: 8 bytes per real, 16 per integer, 1 per boolean, 8 per text, of which distinct
/// ones are kept once.
///
/// `Display` is the table as text, a header line and a line per row, columns aligned and two spaces apart,
/// numbers to the right. Serde writes and reads it as `{"columns": [{"name", "kind", "unit", "cells":
/// [...]}]}`; what is read is checked.
#[derive(Clone, Debug)]
pub struct Frame {
    columns: Vec<Column>,
    stores: Vec<Store>,
    rows: usize,
}

impl Frame {
    /// An empty table with these columns.
    ///
    /// # Errors
    /// [`Error::Invalid`]: no column, a name that is empty or given twice.
    ///
    /// # Example
    /// ```
    /// use comity::frame::{Column, Frame};
    /// assert!(Frame::new([Column::text("nation"), Column::real("gain").unit("bp")])?.is_empty());
    /// let twice = Frame::new([Column::text("nation"), Column::text("nation")]).unwrap_err();
    /// assert_eq!(twice.to_string(), "frame: column is \"nation\", allowed: a name not given before");
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn new(columns: impl IntoIterator<Item = Column>) -> Result<Self> {
        let columns: Vec<Column> = columns.into_iter().collect();
        if columns.is_empty() {
            return Err(Error::invalid("frame", "columns", 0, "at least 1"));
        }
        for (k, column) in columns.iter().enumerate() {
            let name = column.name();
            if name.is_empty() || columns[..k].iter().any(|c| c.name() == name) {
                let allowed = if name.is_empty() { "a name" } else { "a name not given before" };
                return Err(Error::invalid("frame", "column", format!("{name:?}"), allowed));
            }
        }
        let stores = columns.iter().map(|c| Store::new(c.kind())).collect();
        Ok(Frame { columns, stores, rows: 0 })
    }

    /// The columns in order; they serialise for a manifest.
    ///
    /// ```
    /// use comity::frame::{Column, Frame};
    /// let mut frame = Frame::new([Column::text("nation"), Column::real("gain").unit("bp")])?;
    /// frame.push(["JPN".into(), 19.25.into()])?;
    /// let names: Vec<&str> = frame.columns().iter().map(Column::name).collect();
    /// assert_eq!(names, ["nation", "gain"]);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// Adds a row: a cell per column, in the order of the columns.
    ///
    /// # Errors
    /// [`Error::Shape`] for a row of another length; [`Error::Invalid`], naming column and row, for a cell of
    /// another kind than its column's and for a real that is not finite. The table is then as it was.
    ///
    /// # Example
    /// ```
    /// use comity::frame::{Cell, Column, Frame};
    /// let mut frame = Frame::new([Column::text("nation"), Column::real("share").unit("1")])?;
    /// frame.push(["PRK".into(), Cell::Missing])?;
    /// let wrong = frame.push(["CHN".into(), f64::NAN.into()]).unwrap_err();
    /// assert_eq!(wrong.to_string(), "frame, row 2: share is NaN, allowed: a finite real, or missing");
    /// assert_eq!(frame.len(), 1);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn push<'a>(&mut self, row: impl IntoIterator<Item = Cell<'a>>) -> Result<()> {
        let row: Vec<Cell> = row.into_iter().collect();
        if row.len() != self.columns.len() {
            return Err(Error::Shape {
                what: format!("frame, row {}", self.rows + 1),
                expected: format!("{} cells", self.columns.len()),
                got: row.len().to_string(),
            });
        }
        for (column, cell) in self.columns.iter().zip(&row) {
            if !column.kind().admits(*cell) {
                let at = format!("frame, row {}", self.rows + 1);
                return Err(Error::invalid(at, column.name(), cell, column.kind().allowed()));
            }
        }
        for (store, cell) in self.stores.iter_mut().zip(row) {
            store.push(cell);
        }
        self.rows += 1;
        Ok(())
    }

    /// Adds the rows of another table with the same columns.
    ///
    /// # Errors
    /// [`Error::Shape`] where names, units or kinds differ.
    ///
    /// # Example
    /// ```
    /// use comity::frame::{Column, Frame};
    /// let run = |k: i64| {
    ///     let mut frame = Frame::new([Column::integer("run")])?;
    ///     frame.push([k.into()])?;
    ///     comity::Result::Ok(frame)
    /// };
    /// let mut runs = run(1)?;
    /// runs.append(&run(2)?)?;
    /// assert_eq!(runs.column("run")?.collect::<Vec<_>>(), [1.into(), 2.into()]);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn append(&mut self, other: &Frame) -> Result<()> {
        let heads = |columns: &[Column]| columns.iter().map(Column::head).collect::<Vec<_>>();
        let (ours, theirs) = (heads(&self.columns), heads(&other.columns));
        if ours != theirs {
            return Err(Error::Shape {
                what: "columns of a frame".into(),
                expected: ours.join(", "),
                got: theirs.join(", "),
            });
        }
        for (store, more) in self.stores.iter_mut().zip(&other.stores) {
            (0..other.rows).for_each(|row| store.push(more.cell(row)));
        }
        self.rows += other.rows;
        Ok(())
    }

    /// The cells of a row in the order of the columns; `None` past the last row.
    ///
    /// ```
    /// use comity::frame::{Cell, Column, Frame};
    /// let mut frame = Frame::new([Column::text("nation"), Column::real("gain").unit("bp")])?;
    /// frame.push(["JPN".into(), 19.25.into()])?;
    /// assert_eq!(frame.row(0), Some(vec![Cell::Text("JPN"), Cell::Real(19.25)]));
    /// assert_eq!(frame.row(1), None);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn row(&self, row: usize) -> Option<Vec<Cell<'_>>> {
        (row < self.rows).then(|| self.cells(row).collect())
    }

    /// The cells of the column of this name, from the first row on.
    ///
    /// # Errors
    /// [`Error::Unknown`] with the names that exist.
    ///
    /// # Example
    /// ```
    /// use comity::frame::{Cell, Column, Frame};
    /// let mut frame = Frame::new([Column::text("nation"), Column::real("gain").unit("bp")])?;
    /// frame.push(["JPN".into(), 19.25.into()])?;
    /// assert_eq!(frame.column("gain")?.next(), Some(Cell::Real(19.25)));
    /// assert!(frame.column("gains").is_err());
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn column(&self, name: &str) -> Result<impl ExactSizeIterator<Item = Cell<'_>>> {
        let at = self.columns.iter().position(|c| c.name() == name);
        let unknown = || Error::unknown("column", name, self.columns.iter().map(Column::name));
        let store = &self.stores[at.ok_or_else(unknown)?];
        Ok((0..self.rows).map(|row| store.cell(row)))
    }

    fn cells(&self, row: usize) -> impl Iterator<Item = Cell<'_>> {
        self.stores.iter().map(move |store| store.cell(row))
    }
}

impl PartialEq for Frame {
    /// Same columns and same cells, row by row.
    fn eq(&self, other: &Self) -> bool {
        self.columns == other.columns
            && self.rows == other.rows
            && (0..self.rows).all(|row| self.cells(row).eq(other.cells(row)))
    }
}
