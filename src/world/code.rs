//! Codes of nations.

use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A nation's code, as a rule its ISO 3166-1 alpha-3 code: 1 to 7 characters of `A–Z`, `0–9`, `_`.
///
/// `Copy`; orders alphabetically; serialises as text.
///
/// ```
/// use comity::world::NationCode;
/// let japan: NationCode = "JPN".parse()?;
/// assert_eq!(japan.as_str(), "JPN");
/// assert!("Japan!".parse::<NationCode>().is_err());
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(extend("pattern" = "^[A-Z0-9_]{1,7}$")))]
pub struct NationCode([u8; 7]);

impl NationCode {
    /// The rest of the world: the name of a row of the trade table only.
    pub const ROW: NationCode = NationCode(*b"ROW\0\0\0\0");

    /// The code as text.
    ///
    /// ```
    /// assert_eq!(comity::world::NationCode::ROW.as_str(), "ROW");
    /// ```
    pub fn as_str(&self) -> &str {
        let len = self.0.iter().position(|&b| b == 0).unwrap_or(self.0.len());
        std::str::from_utf8(&self.0[..len]).unwrap_or("")
    }
}

impl FromStr for NationCode {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let ok = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_';
        if text.is_empty() || text.len() > 7 || !text.bytes().all(ok) {
            let shown: String = text.chars().take(20).collect();
            return Err(Error::invalid(
                "nation",
                "code",
                format!("{shown:?}"),
                "1 to 7 characters of A–Z, 0–9, _",
            ));
        }
        let mut code = [0; 7];
        code[..text.len()].copy_from_slice(text.as_bytes());
        Ok(NationCode(code))
    }
}

impl TryFrom<String> for NationCode {
    type Error = Error;
    fn try_from(text: String) -> Result<Self> {
        text.parse()
    }
}

impl From<NationCode> for String {
    fn from(code: NationCode) -> Self {
        code.as_str().to_owned()
    }
}

impl AsRef<str> for NationCode {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for NationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for NationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
