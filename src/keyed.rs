//! Structs of files are tables of named values: serde would also read them from lists, by position.

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use std::fmt;
use std::marker::PhantomData;

/// A struct or a tagged enum, from a table alone; for `deserialize_with`.
pub(crate) fn table<'de, T: Deserialize<'de>, D: Deserializer<'de>>(reader: D) -> Result<T, D::Error> {
    reader.deserialize_map(Named(PhantomData))
}

/// A visitor of tables; of whatever else is found serde says what was expected.
struct Named<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Named<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a table of named values")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        rest(map)
    }
}

/// A struct or a tagged enum from what a visitor of a table has been handed.
pub(crate) fn rest<'de, T: Deserialize<'de>, A: MapAccess<'de>>(map: A) -> Result<T, A::Error> {
    T::deserialize(MapAccessDeserializer::new(map))
}

/// A list of them.
pub(crate) fn tables<'de, T: Deserialize<'de>, D: Deserializer<'de>>(reader: D) -> Result<Vec<T>, D::Error> {
    Ok(Vec::<Table<T>>::deserialize(reader)?.into_iter().map(|Table(value)| value).collect())
}

/// One that may be left out.
pub(crate) fn optional<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    reader: D,
) -> Result<Option<T>, D::Error> {
    Ok(Option::<Table<T>>::deserialize(reader)?.map(|Table(value)| value))
}

/// What is left of a tagged table for a variant without fields: nothing.
pub(crate) fn nothing_else<'de, D: Deserializer<'de>>(reader: D) -> Result<(), D::Error> {
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Nothing {}

    Nothing::deserialize(reader).map(|Nothing {}| ())
}

/// A value that is read from a table alone.
pub(crate) struct Table<T>(pub T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Table<T> {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        table(reader).map(Table)
    }
}
