//! Scenario files: TOML text to a world and back.
//!
//! A file may hold more than a world (`[parameters]`, `[[regime]]`); those sections are handed on
//! unread to the room that knows them.

use super::{World, WorldData};
use crate::error::{Error, Result};
use serde::de::DeserializeOwned;
use std::path::Path;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Deserializer, ValueDeserializer};

/// Sections of a scenario file that are not the world's.
pub(crate) const FOREIGN_SECTIONS: [&str; 2] = ["parameters", "regime"];

impl World {
    /// Reads a world from the text of a scenario file. Sections `parameters` and `regime` are passed over;
    /// `study::Scenario` reads them too.
    ///
    /// # Errors
    /// Text that is not TOML, an unknown key, a value of the wrong type (each with its line), and whatever
    /// [`World::new`] refuses.
    pub fn from_toml(text: &str) -> Result<Self> {
        World::new(sections(text)?.0)
    }

    /// The world as the text of a scenario file, which [`World::from_toml`] reads back to an equal world.
    pub fn to_toml(&self) -> Result<String> {
        write(&self.to_data())
    }

    /// Reads a world from a scenario file.
    ///
    /// # Errors
    /// As [`from_toml`](Self::from_toml), and a file that cannot be read.
    pub fn read(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        World::from_toml(&read_text(path)?).map_err(|error| match error {
            Error::Parse { message, .. } => Error::Parse { place: path.display().to_string(), message },
            other => other,
        })
    }
}

/// The text of a file, or an error that names it.
pub(crate) fn read_text(path: impl AsRef<Path>) -> Result<String> {
    let path = path.as_ref();
    std::fs::read_to_string(path).map_err(|source| Error::Io { path: path.to_owned(), source })
}

/// The world part of a scenario file, and the other sections, unread.
pub(crate) fn sections(text: &str) -> Result<(WorldData, [Option<Spanned<DeValue<'_>>>; 2])> {
    let mut table = DeTable::parse(text).map_err(|e| located(e, text))?;
    let foreign = FOREIGN_SECTIONS.map(|key| table.get_mut().remove(key));
    let data = serde::Deserialize::deserialize(Deserializer::from(table)).map_err(|e| located(e, text))?;
    Ok((data, foreign))
}

/// One of the foreign sections, read as a `T`.
pub(crate) fn section<T: DeserializeOwned>(value: Spanned<DeValue<'_>>, text: &str) -> Result<T> {
    T::deserialize(ValueDeserializer::from(value)).map_err(|e| located(e, text))
}

/// Serialises to TOML text.
pub(crate) fn write<T: serde::Serialize>(value: &T) -> Result<String> {
    toml::to_string(value).map_err(|e| Error::Parse { place: "scenario".into(), message: e.to_string() })
}

/// An error of the TOML reader, with the place in the text that it speaks of.
fn located(mut error: toml::de::Error, text: &str) -> Error {
    error.set_input(Some(text));
    Error::Parse { place: "scenario file".into(), message: error.to_string().trim_end().to_owned() }
}
