//! The one error of the crate: what was wrong, where, what was given, and what is allowed.

use std::fmt;
use std::path::{Path, PathBuf};

/// `Result` with this crate's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// One field of one subject that is outside its allowed range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Subject: a nation, a dyad, a player, an arrangement, a parameter set, and its file.
    pub subject: String,
    /// Field of the subject.
    pub field: String,
    /// Value given, as text.
    pub value: String,
    /// Values that are accepted.
    pub allowed: String,
}

impl Violation {
    /// A violation; every argument is turned into text here so that call sites stay short.
    pub fn new(
        subject: impl Into<String>,
        field: impl Into<String>,
        value: impl fmt::Display,
        allowed: impl Into<String>,
    ) -> Self {
        Violation {
            subject: subject.into(),
            field: field.into(),
            value: figure(value.to_string()),
            allowed: allowed.into(),
        }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [subject, field, value] = [&self.subject, &self.field, &self.value].map(|text| cut(text, SHORT));
        write!(f, "{subject}: {field} is {value}, allowed: {}", cut(&self.allowed, LONG))
    }
}

/// Error of this crate.
///
/// No public function panics on its input: what it does not accept comes back as one of these.
///
/// ```
/// use comity::{Error, world::World};
/// let error = World::northeast_asia_2002().index("Japan").unwrap_err();
/// assert!(matches!(&error, Error::Unknown { name, .. } if name == "Japan"));
/// assert!(error.to_string().starts_with("unknown nation \"Japan\"; known: USA JPN"));
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// One or more values outside their allowed range, all of them listed.
    #[error("{}", list(.0))]
    Invalid(Vec<Violation>),

    /// A name that nothing answers to.
    #[error("unknown {} \"{}\"; known: {}", cut(.kind, LONG), cut(.name, SHORT), cut(.known, LONG))]
    Unknown {
        /// Kind of name expected, e.g. `nation`.
        kind: String,
        /// The name given.
        name: String,
        /// The names that exist.
        known: String,
    },

    /// A table, matrix or list of the wrong size.
    #[error("{what}: expected {expected}, got {got}")]
    Shape {
        /// The table.
        what: String,
        /// Its right shape.
        expected: String,
        /// The shape given.
        got: String,
    },

    /// An instance beyond what the method can do in sensible time or memory.
    #[error("{what} with n = {n}: the limit is {limit} ({reason})")]
    TooLarge {
        /// The object or method.
        what: String,
        /// The size asked for.
        n: usize,
        /// The largest size accepted.
        limit: usize,
        /// The memory or time it would take, or what to use instead.
        reason: String,
    },

    /// A solution concept that does not exist for this game.
    #[error("{concept} is undefined here: {reason}")]
    Undefined {
        /// The concept.
        concept: String,
        /// The condition that fails.
        reason: String,
    },

    /// An iteration that stopped short of its tolerance.
    #[error("{what}: residual {residual:e} after {iterations} iterations, tolerance {tolerance:e}")]
    NotConverged {
        /// The computation.
        what: String,
        /// Iterations done.
        iterations: usize,
        /// Residual reached.
        residual: f64,
        /// Residual asked for.
        tolerance: f64,
    },

    /// A move that the rules of a protocol forbid.
    #[error("{protocol}: {rule}: {detail}")]
    Illegal {
        /// The protocol.
        protocol: String,
        /// The rule that was broken.
        rule: String,
        /// The player and its move.
        detail: String,
    },

    /// A certificate that does not prove what it claims.
    #[error("certificate for {claim} fails: {reason}")]
    Certificate {
        /// The claim.
        claim: String,
        /// The check that failed, with its numbers.
        reason: String,
    },

    /// Text that could not be read.
    #[error("{}: {}", cut(.place, LONG), cut(.message, LONG))]
    Parse {
        /// File, line or field.
        place: String,
        /// The text found, and what was expected.
        message: String,
    },

    /// A file that could not be opened or read.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },

    /// Output that could not be written.
    #[error("{what} could not be written: {source}")]
    Write {
        /// The file or table that was being written.
        what: String,
        /// The system's reason.
        source: std::io::Error,
    },
}

impl Error {
    /// A single [`Violation`].
    pub fn invalid(
        subject: impl Into<String>,
        field: impl Into<String>,
        value: impl fmt::Display,
        allowed: impl Into<String>,
    ) -> Self {
        Error::Invalid(vec![Violation::new(subject, field, value, allowed)])
    }

    /// A name that nothing answers to, with those that exist.
    pub fn unknown<S: AsRef<str>>(
        kind: impl Into<String>,
        name: impl Into<String>,
        known: impl IntoIterator<Item = S>,
    ) -> Self {
        let known: Vec<String> = known.into_iter().map(|s| s.as_ref().to_owned()).collect();
        Error::Unknown { kind: kind.into(), name: name.into(), known: known.join(" ") }
    }

    /// The same error, naming the file it is about.
    pub(crate) fn in_file(self, path: &Path) -> Self {
        self.within(&path.display().to_string())
    }

    /// The same error, naming the file or the part of one that it is about.
    pub(crate) fn within(self, file: &str) -> Self {
        match self {
            Error::Parse { message, place } if place == WHOLE => {
                Error::Parse { place: file.to_owned(), message }
            }
            Error::Parse { place, message } => Error::Parse { place: format!("{file}: {place}"), message },
            Error::Invalid(mut violations) => {
                violations.iter_mut().for_each(|v| v.subject = format!("{file}: {}", v.subject));
                Error::Invalid(violations)
            }
            Error::Shape { what, expected, got } => {
                Error::Shape { what: format!("{file}: {what}"), expected, got }
            }
            Error::Unknown { kind, name, known } => {
                Error::Unknown { kind: format!("{kind} in {file}"), name, known }
            }
            Error::TooLarge { what, n, limit, reason } => {
                Error::TooLarge { what: format!("{file}: {what}"), n, limit, reason }
            }
            Error::Undefined { concept, reason } => {
                Error::Undefined { concept: format!("{file}: {concept}"), reason }
            }
            Error::NotConverged { what, iterations, residual, tolerance } => {
                Error::NotConverged { what: format!("{file}: {what}"), iterations, residual, tolerance }
            }
            Error::Illegal { protocol, rule, detail } => {
                Error::Illegal { protocol: format!("{file}: {protocol}"), rule, detail }
            }
            Error::Certificate { claim, reason } => {
                Error::Certificate { claim: format!("{file}: {claim}"), reason }
            }
            Error::Write { what, source } => Error::Write { what: format!("{file}: {what}"), source },
            other @ Error::Io { .. } => other,
        }
    }

    /// Output that could not be written; takes what `std::io`, `csv` and `serde_json` report.
    pub(crate) fn write(what: impl Into<String>, source: impl Into<std::io::Error>) -> Self {
        Error::Write { what: what.into(), source: source.into() }
    }

    /// A concept that does not exist for the game at hand.
    pub fn undefined(concept: impl Into<String>, reason: impl Into<String>) -> Self {
        Error::Undefined { concept: concept.into(), reason: reason.into() }
    }
}

/// Turns collected violations into a result.
pub(crate) fn all_valid(violations: Vec<Violation>) -> Result<()> {
    if violations.is_empty() { Ok(()) } else { Err(Error::Invalid(violations)) }
}

/// The place of an error about a scenario's text as a whole, which the name of its file takes.
pub(crate) const WHOLE: &str = "scenario file";

/// Violations that a message spells out; the error itself holds them all.
const SHOWN: usize = 50;
/// Bytes that a message repeats of a value or a name.
const SHORT: usize = 200;
/// Bytes that it repeats of what was found in a text, or of what is allowed.
const LONG: usize = 4_000;

/// The text, cut short where it is longer than a message should be.
fn cut(text: &str, most: usize) -> std::borrow::Cow<'_, str> {
    if text.len() <= most {
        return text.into();
    }
    let end = text.floor_char_boundary(most * 3 / 4);
    let start = text.ceil_char_boundary(text.len() - most / 8);
    format!("{} … {} ({} bytes)", &text[..end], &text[start..], text.len()).into()
}

/// A value that a message repeats, cut short where it is longer than that should be.
pub(crate) fn brief(text: &str) -> std::borrow::Cow<'_, str> {
    cut(text, SHORT)
}

/// A number of many digits in scientific notation; any other text as it is.
fn figure(text: String) -> String {
    let digits = text.len() > 25 && text.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'-');
    match text.parse::<f64>() {
        Ok(x) if digits && x.is_finite() => format!("{x:e}"),
        _ => text,
    }
}

fn list(violations: &[Violation]) -> String {
    let mut lines: Vec<String> = violations.iter().take(SHOWN).map(Violation::to_string).collect();
    if violations.len() > SHOWN {
        lines.push(format!("… and {} more", violations.len() - SHOWN));
    }
    lines.join("\n")
}
