//! Mutations of files.

use rand::RngExt;
use rand::rngs::ChaCha8Rng;

/// How many mutated files: what `COMITY_MUTATIONS` says, or else few enough to pass in seconds.
pub fn mutations() -> u64 {
    std::env::var("COMITY_MUTATIONS").map_or(5_000, |text| text.parse().expect("a number of mutations"))
}

/// Pieces that mean something to one of the formats.
const PIECES: [&str; 48] = [
    "\"",
    "'",
    "<",
    ">",
    "/>",
    "&",
    "&amp;",
    "{",
    "}",
    "[",
    "]",
    ":",
    ": ",
    ",",
    "- ",
    "? ",
    "\n",
    "\t",
    " ",
    "#",
    "|",
    ">-",
    "&a ",
    "*a",
    "<<: *a",
    "!!binary ",
    "!!str ",
    "---\n",
    "...\n",
    "%YAML 1.2\n",
    "\u{feff}",
    "\u{0}",
    "null",
    "~",
    "-.inf",
    "1e999",
    "1e-999",
    "-1",
    "0",
    "99999999999999999999",
    "<!--",
    "<![CDATA[",
    "<?xml",
    "<objective index=\"0\" name=\"o\">",
    "</objective>",
    "type: ",
    "\\ud800",
    "{\"a\": ",
];

/// The text with one to six pieces lost, repeated, replaced by pieces of another, or new.
pub fn mutated(rng: &mut ChaCha8Rng, text: &str, other: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..[1, 1, 1, 2, 6][rng.random_range(0..5usize)] {
        let at = rng.random_range(0..=bytes.len());
        let end = (at + rng.random_range(0..40)).min(bytes.len());
        match rng.random_range(0..7) {
            0 if at < bytes.len() => bytes[at] = rng.random(),
            1 => drop(bytes.drain(at..end)),
            2 => {
                let piece = bytes[at..end].to_vec();
                let again = rng.random_range(1..50);
                bytes.splice(at..at, piece.repeat(again));
            }
            3 => {
                let from = other.as_bytes();
                let start = rng.random_range(0..from.len());
                let stop = (start + rng.random_range(0..60)).min(from.len());
                bytes.splice(at..end, from[start..stop].iter().copied());
            }
            4 => bytes.truncate(at),
            _ => {
                let piece = PIECES[rng.random_range(0..PIECES.len())].as_bytes();
                let again = if rng.random_range(0..20) == 0 { 300 } else { 1 };
                bytes.splice(at..at, piece.repeat(again));
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
