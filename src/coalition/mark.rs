//! Marks of numbers of players and states where a type is serialized, as newtypes, which leave no trace in
//! JSON.

use serde::ser::{Serialize, Serializer};

/// Marks numbers of players; for `#[serde(serialize_with)]`.
pub(crate) fn player<T: Marks, S: Serializer>(numbers: &T, serializer: S) -> Result<S::Ok, S::Error> {
    numbers.mark(PLAYER, serializer)
}

/// Marks numbers of states; for `#[serde(serialize_with)]`.
pub(crate) fn state<T: Marks, S: Serializer>(numbers: &T, serializer: S) -> Result<S::Ok, S::Error> {
    numbers.mark(STATE, serializer)
}

pub(super) const PLAYER: &str = "Player";
pub(super) const STATE: &str = "State";

/// A number, or several, that can be marked as what they are.
pub(crate) trait Marks {
    fn mark<S: Serializer>(&self, kind: &'static str, serializer: S) -> Result<S::Ok, S::Error>;
}

struct Mark<'a, T>(&'static str, &'a T);

impl<T: Marks> Serialize for Mark<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.1.mark(self.0, serializer)
    }
}

impl Marks for usize {
    fn mark<S: Serializer>(&self, kind: &'static str, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(kind, self)
    }
}

impl<T: Marks> Marks for Option<T> {
    fn mark<S: Serializer>(&self, kind: &'static str, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Some(number) => serializer.serialize_some(&Mark(kind, number)),
            None => serializer.serialize_none(),
        }
    }
}

impl<T: Marks> Marks for Vec<T> {
    fn mark<S: Serializer>(&self, kind: &'static str, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(|number| Mark(kind, number)))
    }
}

impl<T: Marks> Marks for (T, T) {
    fn mark<S: Serializer>(&self, kind: &'static str, serializer: S) -> Result<S::Ok, S::Error> {
        (Mark(kind, &self.0), Mark(kind, &self.1)).serialize(serializer)
    }
}
