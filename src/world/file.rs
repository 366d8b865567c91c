//! Scenario files: TOML text to a world and back.
//!
//! A file may hold more than a world (`[parameters]`, `[menu]`, `[[regime]]`, `[history]`); those sections are handed on
//! unread to the room that knows them.

use super::{World, WorldData};
use crate::error::{Error, Result, WHOLE};
use crate::nearest::with_nearest;
use serde::de::DeserializeOwned;
use std::path::Path;
use std::sync::LazyLock;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Deserializer, ValueDeserializer};

/// Sections of a scenario file that are not the world's.
pub(crate) const FOREIGN_SECTIONS: [&str; 4] = ["parameters", "menu", "regime", "history"];

/// The text of the bundled scenario: the world and the essay's regimes.
pub(crate) const NORTHEAST_ASIA_2002: &str = include_str!("northeast_asia_2002.toml");

impl World {
    /// Northeast Asia in 2002: the USA, Japan, both Koreas, China, Russia, Mongolia, Australia, the
    /// Philippines, Thailand, Canada and a rest of the world, with the alliances of that year.
    ///
    /// The figures and the source of each are in the file `src/world/northeast_asia_2002.toml`.
    ///
    /// # Example
    /// ```
    /// let world = comity::world::World::northeast_asia_2002();
    /// assert_eq!((world.len(), world.year(), world.has_rest_of_world()), (11, Some(2002), true));
    /// ```
    pub fn northeast_asia_2002() -> Self {
        static BUNDLED: LazyLock<World> = LazyLock::new(|| {
            World::from_toml(NORTHEAST_ASIA_2002).expect("the bundled scenario is valid: tested")
        });
        BUNDLED.clone()
    }

    /// A world from the text of a scenario file. Sections `parameters`, `menu`, `regime` and `history` are
    /// passed over; `study::Scenario` reads them too.
    ///
    /// # Errors
    /// [`Error::Parse`], with the line, for text that is not TOML, an unknown key, a value of the wrong type;
    /// whatever [`World::new`] refuses.
    ///
    /// # Example
    /// ```
    /// use comity::world::World;
    /// let text = World::northeast_asia_2002().to_toml()?;
    /// let wrong = World::from_toml(&text.replace("democracy = 0.838", "democracy = 1.5")).unwrap_err();
    /// assert_eq!(wrong.to_string(), "nation JPN: democracy is 1.5, allowed: 0..1");
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn from_toml(text: &str) -> Result<Self> {
        World::new(sections(text)?.0)
    }

    /// The text of a scenario file that [`World::from_toml`] reads back to an equal world.
    ///
    /// # Errors
    /// None for a checked world.
    ///
    /// # Example
    /// ```
    /// use comity::world::World;
    /// let world = World::northeast_asia_2002();
    /// assert_eq!(World::from_toml(&world.to_toml()?)?, world);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn to_toml(&self) -> Result<String> {
        write(&self.to_data())
    }

    /// A world from a scenario file.
    ///
    /// # Errors
    /// [`Error::Io`] for a file that cannot be read; those of [`from_toml`](Self::from_toml), each naming the
    /// file.
    ///
    /// # Example
    /// ```
    /// use comity::world::World;
    /// assert_eq!(World::read("src/world/northeast_asia_2002.toml")?, World::northeast_asia_2002());
    /// let missing = World::read("no_such_scenario.toml").unwrap_err();
    /// assert!(missing.to_string().starts_with("no_such_scenario.toml: "));
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn read(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        World::from_toml(&read_text(path)?).map_err(|error| error.in_file(path))
    }
}

/// The text of a file, or an error that names it.
pub(crate) fn read_text(path: impl AsRef<Path>) -> Result<String> {
    let path = path.as_ref();
    std::fs::read_to_string(path).map_err(|source| Error::Io { path: path.to_owned(), source })
}

/// The world part of a scenario file, and the other sections, unread.
pub(crate) fn sections(text: &str) -> Result<(WorldData, [Option<Spanned<DeValue<'_>>>; 4])> {
    if text.trim_start_matches('\u{feff}').trim().is_empty() {
        return Err(Error::Parse { place: WHOLE.into(), message: "empty".into() });
    }
    let mut table = DeTable::parse(text).map_err(|e| located(e, text, &[]))?;
    let foreign = FOREIGN_SECTIONS.map(|key| table.get_mut().remove(key));
    let outermost: Vec<String> = table.get_ref().keys().map(|key| key.get_ref().to_string()).collect();
    let data = serde::Deserialize::deserialize(Deserializer::from(table)).map_err(|e| {
        let unknown = |key: &String| e.message().starts_with(&format!("unknown field `{key}`"));
        located(e.clone(), text, if outermost.iter().any(unknown) { &FOREIGN_SECTIONS } else { &[] })
    })?;
    Ok((data, foreign))
}

/// One of the foreign sections, read as a `T`; a struct is asked for as a [`Table`](crate::keyed::Table) of it.
pub(crate) fn section<T: DeserializeOwned>(value: Spanned<DeValue<'_>>, text: &str) -> Result<T> {
    T::deserialize(ValueDeserializer::from(value)).map_err(|e| located(e, text, &[]))
}

/// Serialises to TOML text.
pub(crate) fn write<T: serde::Serialize>(value: &T) -> Result<String> {
    toml::to_string(value).map_err(|e| Error::Parse { place: "scenario".into(), message: e.to_string() })
}

/// An error of the TOML reader, with the place in the text that it speaks of; `others` are keys that it does not know of.
fn located(mut error: toml::de::Error, text: &str, others: &[&str]) -> Error {
    error.set_input(Some(text));
    Error::Parse { place: WHOLE.into(), message: with_nearest(error.to_string().trim_end(), others) }
}
