//! Tables of numbers with a named row per nation, as serde reads and writes them: `JPN = [124.6, 3789.4, …]`.

use super::NationCode;
use serde::de::{MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// Named rows in the order of the file.
pub(super) type Rows = Vec<(NationCode, Vec<f64>)>;

pub(super) fn serialize<S: Serializer>(rows: &Rows, serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(rows.len()))?;
    for (code, row) in rows {
        map.serialize_entry(code, row)?;
    }
    map.end()
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Rows, D::Error> {
    struct RowsVisitor;

    impl<'de> Visitor<'de> for RowsVisitor {
        type Value = Rows;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a table with one row of numbers per nation")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Rows, A::Error> {
            let mut rows = Vec::new();
            while let Some(key) = map.next_key::<String>()? {
                let code: NationCode = key.parse().map_err(|error| {
                    serde::de::Error::custom(format!(
                        "a row of this table is named by a nation's code: {error}; keys that belong to the file \
                         come before its first table"
                    ))
                })?;
                rows.push((code, map.next_value()?));
            }
            Ok(rows)
        }
    }

    deserializer.deserialize_map(RowsVisitor)
}

/// The same for a table that may be absent.
pub(super) mod optional {
    use super::{Deserialize, Deserializer, Rows, Serialize, Serializer};

    #[derive(Serialize, Deserialize)]
    struct Table(#[serde(with = "super")] Rows);

    pub fn serialize<S: Serializer>(rows: &Option<Rows>, serializer: S) -> Result<S::Ok, S::Error> {
        rows.clone().map(Table).serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Rows>, D::Error> {
        Ok(Option::<Table>::deserialize(deserializer)?.map(|Table(rows)| rows))
    }
}
