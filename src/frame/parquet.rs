//! Tables as Parquet files, for columns that are read alone and files that are large.

use super::{Column, Frame, Kind};
use crate::error::{Error, Result};
use crate::frame::Cell;
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::Type;
use std::io::Write;
use std::sync::Arc;

impl Frame {
    /// Writes the table as an Apache Parquet file: a column per column, each optional, `BYTE_ARRAY` (string), `INT64`,
    /// `DOUBLE` or `BOOLEAN`, compressed by Snappy. Heads of columns with units are JSON in the file's metadata, under
    /// `columns`. Equal tables are equal bytes.
    ///
    /// Needs the feature `parquet`.
    ///
    /// # Errors
    /// [`Error::Write`] for a writer that fails; an integer above $2^{63}-1$.
    ///
    /// # Example
    /// ```
    /// use comity::frame::{Cell, Column, Frame};
    /// let mut frame = Frame::new([Column::text("nation"), Column::real("gain").unit("bp")])?;
    /// frame.push(["JPN".into(), 19.25.into()])?;
    /// frame.push(["MNG".into(), Cell::Missing])?;
    /// let mut file = Vec::new();
    /// frame.write_parquet(&mut file)?;
    /// assert!(file.starts_with(b"PAR1") && file.ends_with(b"PAR1"));
    /// # Ok::<(), comity::Error>(())
    /// ```
    ///
    /// # References
    /// Apache Software Foundation, *Apache Parquet format*, <https://parquet.apache.org/docs/file-format/>.
    pub fn write_parquet(&self, writer: impl Write + Send) -> Result<()> {
        let mut file = Parquet::new(writer, &self.columns)?;
        file.write(self)?;
        file.finish()
    }
}

/// A Parquet file that is written table by table, each a row group.
pub(crate) struct Parquet<W: Write + Send>(SerializedFileWriter<W>);

impl<W: Write + Send> Parquet<W> {
    /// A file of tables with these columns.
    pub fn new(writer: W, columns: &[Column]) -> Result<Self> {
        let fields = columns.iter().map(field).collect::<Result<Vec<_>, _>>().map_err(failed)?;
        let schema = Type::group_type_builder("rows").with_fields(fields).build().map_err(failed)?;
        let heads = serde_json::to_string(columns).map_err(|e| Error::write("columns as JSON", e))?;
        let properties = WriterProperties::builder()
            .set_created_by(concat!("comity ", env!("CARGO_PKG_VERSION")).into())
            .set_compression(Compression::SNAPPY)
            .set_key_value_metadata(Some(vec![KeyValue::new("columns".to_owned(), heads)]))
            .build();
        let file = SerializedFileWriter::new(writer, Arc::new(schema), Arc::new(properties));
        Ok(Parquet(file.map_err(failed)?))
    }

    /// Writes the rows of a table with the same columns.
    pub fn write(&mut self, rows: &Frame) -> Result<()> {
        let mut group = self.0.next_row_group().map_err(failed)?;
        for column in &rows.columns {
            let Some(mut writer) = group.next_column().map_err(failed)? else { break };
            cells(rows, column, &mut writer)?;
            writer.close().map_err(failed)?;
        }
        group.close().map_err(failed)?;
        Ok(())
    }

    /// Writes the end of the file.
    pub fn finish(self) -> Result<()> {
        self.0.close().map(|_| ()).map_err(failed)
    }
}

fn failed(error: ParquetError) -> Error {
    Error::write("table as Parquet", std::io::Error::other(error))
}

fn field(column: &Column) -> Result<Arc<Type>, ParquetError> {
    let (physical, logical) = match column.kind() {
        Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Kind::Integer => (Physical::INT64, None),
        Kind::Real => (Physical::DOUBLE, None),
        Kind::Boolean => (Physical::BOOLEAN, None),
    };
    let builder = Type::primitive_type_builder(column.name(), physical);
    builder.with_repetition(Repetition::OPTIONAL).with_logical_type(logical).build().map(Arc::new)
}

/// Writes the cells of a column: which are there, and those that are.
fn cells(rows: &Frame, column: &Column, writer: &mut SerializedColumnWriter<'_>) -> Result<()> {
    let cells = || rows.column(column.name());
    let there: Vec<i16> = cells()?.map(|cell| i16::from(cell != Cell::Missing)).collect();
    let levels = Some(there.as_slice());
    let written = match column.kind() {
        Kind::Text => {
            let of = |cell| if let Cell::Text(text) = cell { Some(ByteArray::from(text)) } else { None };
            let values: Vec<ByteArray> = cells()?.filter_map(of).collect();
            writer.typed::<ByteArrayType>().write_batch(&values, levels, None)
        }
        Kind::Integer => {
            let mut values = Vec::with_capacity(rows.len());
            for (row, cell) in cells()?.enumerate() {
                if let Cell::Integer(i) = cell {
                    values.push(i64::try_from(i).map_err(|_| {
                        let at = format!("frame, row {}", row + 1);
                        Error::invalid(at, column.name(), i, "at most 2^63 − 1 in Parquet")
                    })?);
                }
            }
            writer.typed::<Int64Type>().write_batch(&values, levels, None)
        }
        Kind::Real => {
            let of = |cell| if let Cell::Real(x) = cell { Some(x) } else { None };
            let values: Vec<f64> = cells()?.filter_map(of).collect();
            writer.typed::<DoubleType>().write_batch(&values, levels, None)
        }
        Kind::Boolean => {
            let of = |cell| if let Cell::Boolean(b) = cell { Some(b) } else { None };
            let values: Vec<bool> = cells()?.filter_map(of).collect();
            writer.typed::<BoolType>().write_batch(&values, levels, None)
        }
    };
    written.map(|_| ()).map_err(failed)
}
