//! Tables as CSV, JSON and JSON lines.

use super::{Column, Frame};
use crate::error::{Error, Result};
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::io::{BufWriter, Write};

impl Frame {
    /// Writes the table as CSV (RFC 4180, lines end in LF): a header of the columns' names, then a line per
    /// row.
    ///
    /// A real has as many digits as it takes to read back the same bits; a missing cell is empty.
    ///
    /// # Errors
    /// [`Error::Write`] for a writer that fails.
    ///
    /// # Example
    /// ```
    /// use comity::frame::{Cell, Column, Frame};
    /// let mut frame = Frame::new([Column::text("name"), Column::real("x")])?;
    /// frame.push(["Korea, Republic of".into(), 0.1.into()])?;
    /// frame.push(["Mongolia".into(), Cell::Missing])?;
    /// let mut csv = Vec::new();
    /// frame.write_csv(&mut csv)?;
    /// assert_eq!(csv, b"name,x\n\"Korea, Republic of\",0.1\nMongolia,\n");
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn write_csv(&self, mut writer: impl Write) -> Result<()> {
        self.csv(&mut writer, true)
    }

    /// Writes the rows as CSV without a header, to go on with a file that [`write_csv`](Self::write_csv)
    /// began.
    ///
    /// # Errors
    /// As [`write_csv`](Self::write_csv).
    ///
    /// # Example
    /// ```
    /// use comity::frame::{Column, Frame};
    /// let mut frame = Frame::new([Column::integer("run")])?;
    /// frame.push([7.into()])?;
    /// let mut file = Vec::new();
    /// frame.write_csv(&mut file)?;
    /// frame.append_csv(&mut file)?;
    /// assert_eq!(file, b"run\n7\n7\n");
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn append_csv(&self, mut writer: impl Write) -> Result<()> {
        self.csv(&mut writer, false)
    }

    fn csv(&self, writer: &mut dyn Write, header: bool) -> Result<()> {
        let failed = |e: csv::Error| Error::write("table as CSV", e);
        let mut csv = csv::Writer::from_writer(writer);
        if header {
            csv.write_record(self.columns.iter().map(Column::name)).map_err(failed)?;
        }
        let mut text = String::new();
        for row in 0..self.rows {
            for cell in self.cells(row) {
                text.clear();
                let _ = std::fmt::Write::write_fmt(&mut text, format_args!("{cell}")); // to a String: never fails
                csv.write_field(&text).map_err(failed)?;
            }
            csv.write_record(None::<&[u8]>).map_err(failed)?;
        }
        csv.flush().map_err(|e| failed(e.into()))
    }

    /// Writes the table as one JSON object of columns, `{"columns": [{"name", "kind", "unit", "cells":
    /// [...]}]}`, which `serde_json` reads back to an equal table.
    ///
    /// # Errors
    /// [`Error::Write`] for a writer that fails.
    ///
    /// # Example
    /// ```
    /// use comity::frame::{Column, Frame};
    /// let mut frame = Frame::new([Column::integer("run")])?;
    /// frame.push([7.into()])?;
    /// let mut file = Vec::new();
    /// frame.write_json_columns(&mut file)?;
    /// assert_eq!(file, b"{\"columns\":[{\"name\":\"run\",\"kind\":\"integer\",\"cells\":[7]}]}\n");
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn write_json_columns(&self, mut writer: impl Write) -> Result<()> {
        json(&mut writer, std::iter::once(self), ["", "", "\n"])
    }

    /// Writes the table as a JSON array of records, `[{"name": cell, ...}, ...]`.
    ///
    /// # Errors
    /// [`Error::Write`] for a writer that fails.
    ///
    /// # Example
    /// ```
    /// use comity::frame::{Column, Frame};
    /// let mut frame = Frame::new([Column::integer("run")])?;
    /// frame.push([7.into()])?;
    /// let mut file = Vec::new();
    /// frame.write_json_records(&mut file)?;
    /// assert_eq!(file, b"[{\"run\":7}]\n");
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn write_json_records(&self, mut writer: impl Write) -> Result<()> {
        json(&mut writer, self.records(), ["[", ",\n", "]\n"])
    }

    /// Writes the rows as JSON lines: an object per row and line; files of one kind can be joined.
    ///
    /// # Errors
    /// [`Error::Write`] for a writer that fails.
    ///
    /// # Example
    /// ```
    /// use comity::frame::{Cell, Column, Frame};
    /// let mut frame = Frame::new([Column::text("nation"), Column::real("x"), Column::boolean("stable")])?;
    /// frame.push(["JPN".into(), 0.1.into(), true.into()])?;
    /// frame.push(["MNG".into(), Cell::Missing, false.into()])?;
    /// let mut lines = Vec::new();
    /// frame.write_json_lines(&mut lines)?;
    /// let expected = "{\"nation\":\"JPN\",\"x\":0.1,\"stable\":true}\n{\"nation\":\"MNG\",\"x\":null,\"stable\":false}\n";
    /// assert_eq!(String::from_utf8_lossy(&lines), expected);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn write_json_lines(&self, mut writer: impl Write) -> Result<()> {
        let end = if self.is_empty() { "" } else { "\n" };
        json(&mut writer, self.records(), ["", "\n", end])
    }

    fn records(&self) -> impl Iterator<Item = Record<'_>> {
        (0..self.rows).map(|row| Record { frame: self, row })
    }
}

/// Items as JSON with what comes before, between and after them.
fn json<T: Serialize>(
    writer: &mut dyn Write,
    items: impl Iterator<Item = T>,
    [before, between, after]: [&str; 3],
) -> Result<()> {
    let failed = |e: std::io::Error| Error::write("table as JSON", e);
    let mut out = BufWriter::new(writer);
    let mut separator = before;
    for item in items {
        out.write_all(separator.as_bytes()).map_err(failed)?;
        serde_json::to_writer(&mut out, &item).map_err(|e| failed(e.into()))?;
        separator = between;
    }
    let rest = if separator == between { "" } else { separator };
    out.write_all(rest.as_bytes()).and_then(|()| out.write_all(after.as_bytes())).map_err(failed)?;
    out.flush().map_err(failed)
}

/// A row as a map from names to cells.
struct Record<'a> {
    frame: &'a Frame,
    row: usize,
}

impl Serialize for Record<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.frame.columns.len()))?;
        for (column, cell) in self.frame.columns.iter().zip(self.frame.cells(self.row)) {
            map.serialize_entry(column.name(), &cell)?;
        }
        map.end()
    }
}
