//! A matrix in files: a list of rows.

use nalgebra::DMatrix;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub(crate) fn serialize<S: Serializer>(table: &DMatrix<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    let rows: Vec<Vec<f64>> = table.row_iter().map(|row| row.iter().copied().collect()).collect();
    rows.serialize(serializer)
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<DMatrix<f64>, D::Error> {
    let rows = Vec::<Vec<f64>>::deserialize(deserializer)?;
    let columns = rows.first().map_or(0, Vec::len);
    if let Some(row) = rows.iter().find(|row| row.len() != columns) {
        return Err(D::Error::invalid_length(row.len(), &format!("rows of {columns} numbers").as_str()));
    }
    Ok(DMatrix::from_row_iterator(rows.len(), columns, rows.into_iter().flatten()))
}

/// A matrix that may be left out.
pub(crate) mod optional {
    use nalgebra::DMatrix;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Serialize, Deserialize)]
    struct Table(#[serde(with = "super")] DMatrix<f64>);

    pub(crate) fn serialize<S: Serializer>(
        table: &Option<DMatrix<f64>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        table.clone().map(Table).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<DMatrix<f64>>, D::Error> {
        Ok(Option::<Table>::deserialize(deserializer)?.map(|Table(table)| table))
    }
}
