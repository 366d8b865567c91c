//! Named figures of one game, with what its certificates confirmed.

use crate::coalition::{Coalition, Partition};
use crate::error::{Error, Result};
use crate::game::Fraction;
use crate::game::file::Exact;
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::value::RawValue;

/// The named figures of a game in order; exact fractions as game files write them, null where a concept is
/// undefined, and `certificates_checked`, true if the checkers confirmed every figure.
#[derive(Debug, Clone)]
pub struct Answer {
    fields: Vec<(String, Box<RawValue>)>,
    /// Whether every certificate so far was checked in full.
    pub(super) checked: bool,
}

impl Answer {
    /// Nothing yet, and nothing unchecked.
    #[inline]
    pub(super) fn new() -> Self {
        Answer { fields: vec![], checked: true }
    }

    /// Any figure.
    #[inline]
    pub(super) fn put(&mut self, key: &str, figure: impl Serialize) -> Result<()> {
        let figure = serde_json::value::to_raw_value(&figure)
            .map_err(|e| Error::Parse { place: key.into(), message: e.to_string() })?;
        self.fields.push((key.into(), figure));
        Ok(())
    }

    /// An exact number; null if it is not defined.
    #[inline]
    pub(super) fn number(&mut self, key: &str, number: Option<&Fraction>) -> Result<()> {
        self.put(key, number.map(exact))
    }

    /// One exact number per player; null if they are not defined.
    #[inline]
    pub(super) fn numbers(&mut self, key: &str, numbers: Option<&[Fraction]>) -> Result<()> {
        self.put(key, numbers.map(|list| list.iter().map(exact).collect::<Vec<_>>()))
    }

    /// A coalition structure: its blocs' masks, ascending.
    #[inline]
    pub(super) fn structure(&mut self, key: &str, structure: &Partition) -> Result<()> {
        let mut blocs: Vec<Coalition> = structure.blocs().to_vec();
        blocs.sort_unstable();
        self.put(key, blocs)
    }

    /// Notes a certificate's check: a check out of reach leaves the answer unconfirmed, a failed one is an
    /// error.
    #[inline]
    pub(super) fn confirm(&mut self, check: Result<()>) -> Result<()> {
        match check {
            Err(Error::TooLarge { .. }) => {
                self.checked = false;
                Ok(())
            }
            check => check,
        }
    }
}

impl Serialize for Answer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (key, figure) in &self.fields {
            map.serialize_entry(key, figure)?;
        }
        map.serialize_entry("certificates_checked", &self.checked)?;
        map.end()
    }
}

/// The number as files write it.
#[inline]
pub(super) fn exact(number: &Fraction) -> Exact {
    Exact(number.clone())
}

/// `None` where the concept is undefined; any other error stays one.
#[inline]
pub(super) fn defined<T>(result: Result<T>) -> Result<Option<T>> {
    match result {
        Err(Error::Undefined { .. }) => Ok(None),
        result => result.map(Some),
    }
}
