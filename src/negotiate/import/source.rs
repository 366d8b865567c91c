//! A file to be read: its text, what to call it in errors, and the limits that hold for every format.

use crate::error::{Error, Result};
use std::io::Read;
use std::path::Path;

/// Largest file, bytes.
const MAX_BYTES: u64 = 16 << 20;

/// Largest number of elements, lists, mappings and values in a file.
pub(super) const MAX_NODES: u32 = 2_000_000;

/// Deepest nesting of lists, mappings and objectives.
pub(super) const MAX_DEPTH: usize = 64;

/// Largest number of issues.
pub(super) const MAX_ISSUES: usize = 1_000;

/// Largest number of values of all issues of a domain together.
pub(super) const MAX_VALUES: usize = 1_000_000;

/// Longest excerpt of a file in an error, characters.
const EXCERPT: usize = 60;

/// Longest message, characters; parsers of other crates repeat names as long as they are.
const MESSAGE: usize = 600;

/// The text of a file.
pub(super) struct Source {
    /// The file's path, or the name that the caller gave.
    pub place: String,
    /// The name of the party whose preferences these are, unless the file says another.
    pub name: String,
    /// The text, without a byte order mark.
    pub text: String,
}

impl Source {
    /// The contents of a file.
    pub(super) fn open(path: &Path) -> Result<Self> {
        let place = path.display().to_string();
        let fail = |source| Error::Io { path: path.to_owned(), source };
        let mut bytes = Vec::new();
        let file = std::fs::File::open(path).map_err(fail)?;
        file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(fail)?;
        if bytes.len() as u64 > MAX_BYTES {
            return Err(too_large(place));
        }
        let text = String::from_utf8(bytes).map_err(|e| {
            let at = e.utf8_error().valid_up_to();
            let line = 1 + e.as_bytes()[..at].iter().filter(|&&b| b == b'\n').count();
            parse(format!("{place}, line {line}"), format!("byte {at} is not UTF-8, allowed: UTF-8"))
        })?;
        let name = path.file_stem().map_or_else(String::new, |s| s.to_string_lossy().into_owned());
        Ok(Source { place, name, text: without_mark(&text) })
    }

    /// A text in memory.
    pub(super) fn given(name: &str, text: &str) -> Result<Self> {
        if text.len() as u64 > MAX_BYTES {
            return Err(too_large(name.to_owned()));
        }
        Ok(Source { place: name.to_owned(), name: name.to_owned(), text: without_mark(text) })
    }

    /// An error at a line.
    pub(super) fn refuse(&self, line: usize, message: impl Into<String>) -> Error {
        parse(format!("{}, line {line}", self.place), message.into())
    }
}

fn without_mark(text: &str) -> String {
    text.strip_prefix('\u{feff}').unwrap_or(text).to_owned()
}

fn too_large(place: String) -> Error {
    parse(place, format!("the file is larger than {MAX_BYTES} bytes, allowed: at most that"))
}

/// An error in a text, at a place of it.
pub(super) fn parse(place: impl Into<String>, message: impl Into<String>) -> Error {
    Error::Parse { place: place.into(), message: cut(&message.into(), MESSAGE) }
}

fn cut(text: &str, most: usize) -> String {
    let mut start: String = text.chars().take(most).collect();
    if start.len() < text.len() {
        start.push('…');
    }
    start
}

/// A piece of a file in quotes, cut where it is long.
pub(super) fn shown(text: &str) -> String {
    format!("\"{}\"", cut(text, EXCERPT))
}

/// A list of names in quotes, cut where it is long.
pub(super) fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let mut names = names.into_iter();
    let mut list: Vec<String> = names.by_ref().take(12).map(shown).collect();
    let rest = names.count();
    if rest > 0 {
        list.push(format!("and {rest} more"));
    }
    list.join(", ")
}

/// The number that a text is in decimals: an optional sign, digits without leading zeros, a point, an
/// exponent.
///
/// `None` for other notations (octal, sexagesimal, underscores, `nan`), which formats read in different ways.
pub(super) fn decimal(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let whole = unsigned.len() - unsigned.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let plain = unsigned.bytes().all(|b| b.is_ascii_digit() || b".eE+-".contains(&b));
    let led_by_zero = whole > 1 && unsigned.starts_with('0');
    (plain && !led_by_zero).then(|| text.parse().ok()).flatten()
}
