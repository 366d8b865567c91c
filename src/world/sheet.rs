//! A CSV file read row by row; every error names the file, the line, the state or dyad, and the column.

use super::{NationCode, NuclearStatus};
use crate::error::{Error, Result};
use crate::frame::separator;
use ::csv::StringRecord;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

/// An open CSV file at one of its rows; whatever is wrong there comes back with its place.
pub(super) struct Sheet {
    path: PathBuf,
    reader: ::csv::Reader<BufReader<File>>,
    header: StringRecord,
    row: StringRecord,
    /// The state or dyad of the row, once it is known.
    subject: String,
}

impl Sheet {
    pub fn open(path: &Path) -> Result<Self> {
        let io = |source| Error::Io { path: path.to_owned(), source };
        let mut file = BufReader::new(File::open(path).map_err(io)?);
        let delimiter = separator(file.fill_buf().map_err(io)?);
        let mut builder = ::csv::ReaderBuilder::new();
        let mut reader = builder.delimiter(delimiter).trim(::csv::Trim::All).from_reader(file);
        let header = reader.headers().map_err(|e| unreadable(path, e))?.clone();
        if header.iter().all(str::is_empty) {
            let message = "empty: the first line names the columns".into();
            return Err(Error::Parse { place: path.display().to_string(), message });
        }
        Ok(Sheet { path: path.to_owned(), reader, header, row: StringRecord::new(), subject: String::new() })
    }

    /// On to the next row; false at the end.
    pub fn next(&mut self) -> Result<bool> {
        self.subject.clear();
        self.reader.read_record(&mut self.row).map_err(|e| unreadable(&self.path, e))
    }

    /// Whose row this is; errors name it from here on.
    pub fn of(&mut self, subject: impl std::fmt::Display) {
        self.subject = format!(", {subject}");
    }

    pub fn text(&self, column: &str) -> Result<&str> {
        match self.header.iter().position(|name| name == column) {
            Some(index) => Ok(self.row.get(index).unwrap_or("")),
            None => Err(Error::Parse {
                place: format!("{}, line 1", self.path.display()),
                message: format!(
                    "no column {column:?}; there are: {}",
                    self.header.iter().collect::<Vec<_>>().join(" ")
                ),
            }),
        }
    }

    pub fn wrong(&self, column: &str, message: String) -> Error {
        let line = self.row.position().map_or(0, ::csv::Position::line);
        let place = format!("{}, line {line}{}, column {column}", self.path.display(), self.subject);
        Error::Parse { place, message }
    }

    /// The number in a cell, or `None` where it is empty.
    pub fn number(&self, column: &str, allowed: RangeInclusive<f64>) -> Result<Option<f64>> {
        let text = self.text(column)?;
        if text.is_empty() {
            return Ok(None);
        }
        text.parse().ok().filter(|x| allowed.contains(x)).map(Some).ok_or_else(|| {
            let (low, high) = (allowed.start(), allowed.end());
            self.wrong(
                column,
                format!(
                    "{text:?}, allowed: a number in {low}..{high} (decimal point), or empty where missing"
                ),
            )
        })
    }

    /// A 0/1 cell; a dummy's absence is 0.
    pub fn dummy(&self, column: &str) -> Result<bool> {
        match self.number(column, 0.0..=1.0)? {
            None | Some(0.0) => Ok(false),
            Some(1.0) => Ok(true),
            Some(x) => Err(self.wrong(column, format!("{x}, allowed: 0, 1, or empty"))),
        }
    }

    pub fn nuclear_status(&self, column: &str) -> Result<Option<NuclearStatus>> {
        self.number(column, 0.0..=3.0)?
            .map(|code| match code {
                0.0 => Ok(NuclearStatus::None),
                1.0 => Ok(NuclearStatus::Consideration),
                2.0 => Ok(NuclearStatus::Pursuit),
                3.0 => Ok(NuclearStatus::Possession),
                _ => Err(self.wrong(column, format!("{code}, allowed: 0, 1, 2, 3, or empty"))),
            })
            .transpose()
    }

    pub fn year(&self) -> Result<i32> {
        let text = self.text("year")?;
        text.parse().map_err(|_| self.wrong("year", format!("{text:?}, allowed: a whole number")))
    }

    pub fn code(&self, column: &str) -> Result<NationCode> {
        self.text(column)?.parse().map_err(|e: Error| self.wrong(column, e.to_string()))
    }
}

fn unreadable(path: &Path, error: ::csv::Error) -> Error {
    let line = error.position().map_or(String::new(), |at| format!(", line {}", at.line()));
    let message = error.to_string();
    match error.into_kind() {
        ::csv::ErrorKind::Io(source) => Error::Io { path: path.to_owned(), source },
        _ => Error::Parse { place: format!("{}{line}", path.display()), message },
    }
}
