//! Tables as data: by column, with kinds and units; what is read is checked as what is pushed.

use super::{Cell, Column, Frame, Kind};
use crate::error::{Error, Result};
use serde::de::{Deserializer, Visitor};
use serde::ser::{Serialize, SerializeSeq, Serializer};
use serde::{Deserialize, de};
use std::fmt;

#[derive(serde::Serialize)]
struct Written<'a> {
    columns: Vec<WrittenColumn<'a>>,
}

#[derive(serde::Serialize)]
struct WrittenColumn<'a> {
    #[serde(flatten)]
    head: &'a Column,
    cells: Cells<'a>,
}

/// The cells of the column of this number.
struct Cells<'a>(&'a Frame, usize);

impl Serialize for Cells<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Cells(frame, column) = self;
        let mut cells = serializer.serialize_seq(Some(frame.rows))?;
        for row in 0..frame.rows {
            cells.serialize_element(&frame.stores[*column].cell(row))?;
        }
        cells.end()
    }
}

impl Serialize for Frame {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let columns = self.columns.iter().enumerate();
        let columns = columns.map(|(k, head)| WrittenColumn { head, cells: Cells(self, k) }).collect();
        Written { columns }.serialize(serializer)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Read {
    columns: Vec<ReadColumn>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReadColumn {
    name: String,
    kind: Kind,
    #[serde(default)]
    unit: String,
    #[serde(default)]
    decimals: Option<usize>,
    cells: Vec<ReadCell>,
}

enum ReadCell {
    Missing,
    Text(String),
    Integer(i128),
    Real(f64),
    Boolean(bool),
}

impl ReadCell {
    /// Formats that drop the point of a whole number are understood in a column of reals.
    fn of_kind(&self, kind: Kind) -> Cell<'_> {
        match self {
            ReadCell::Missing => Cell::Missing,
            ReadCell::Text(text) => Cell::Text(text),
            ReadCell::Integer(i) if kind == Kind::Real => Cell::Real(*i as f64),
            ReadCell::Integer(i) => Cell::Integer(*i),
            ReadCell::Real(x) => Cell::Real(*x),
            ReadCell::Boolean(b) => Cell::Boolean(*b),
        }
    }
}

impl<'de> Deserialize<'de> for ReadCell {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OfAnyKind;
        impl Visitor<'_> for OfAnyKind {
            type Value = ReadCell;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a text, a number, true, false or null")
            }
            fn visit_unit<E>(self) -> Result<ReadCell, E> {
                Ok(ReadCell::Missing)
            }
            fn visit_bool<E>(self, b: bool) -> Result<ReadCell, E> {
                Ok(ReadCell::Boolean(b))
            }
            fn visit_i64<E>(self, i: i64) -> Result<ReadCell, E> {
                Ok(ReadCell::Integer(i.into()))
            }
            fn visit_u64<E>(self, i: u64) -> Result<ReadCell, E> {
                Ok(ReadCell::Integer(i.into()))
            }
            fn visit_f64<E>(self, x: f64) -> Result<ReadCell, E> {
                Ok(ReadCell::Real(x))
            }
            fn visit_str<E>(self, text: &str) -> Result<ReadCell, E> {
                Ok(ReadCell::Text(text.to_owned()))
            }
        }
        deserializer.deserialize_any(OfAnyKind)
    }
}

impl TryFrom<Read> for Frame {
    type Error = Error;

    fn try_from(read: Read) -> Result<Self> {
        let rows = read.columns.first().map_or(0, |c| c.cells.len());
        if let Some(column) = read.columns.iter().find(|c| c.cells.len() != rows) {
            return Err(Error::Shape {
                what: format!("frame, column {}", column.name),
                expected: format!("{rows} cells, as in the first column"),
                got: column.cells.len().to_string(),
            });
        }
        let head = |c: &ReadColumn| {
            let column = Column::new(&c.name, c.kind).unit(&c.unit);
            c.decimals.into_iter().fold(column, Column::decimals)
        };
        let mut frame = Frame::new(read.columns.iter().map(head))?;
        for row in 0..rows {
            frame.push(read.columns.iter().map(|c| c.cells[row].of_kind(c.kind)))?;
        }
        Ok(frame)
    }
}

impl<'de> Deserialize<'de> for Frame {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Read::deserialize(deserializer)?.try_into().map_err(de::Error::custom)
    }
}
