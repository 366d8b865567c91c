//! Reading the published cases, which are kept outside the project.

use comity::game::{Fraction, Value};
use serde_json::Value as Json;
use std::path::PathBuf;

/// A case file, from the folder `COMITY_CASES` or `../shared/cases`; says so and gives nothing where it is absent.
#[allow(dead_code)] // not every test binary reads files
pub fn case(name: &str) -> Option<Json> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/cases");
    let folder = std::env::var_os("COMITY_CASES").map_or_else(beside, PathBuf::from);
    match std::fs::read_to_string(folder.join(name)) {
        Ok(text) => Some(serde_json::from_str(&text).expect("a case file is JSON")),
        Err(_) => {
            println!("skipped: no file {name} in {}", folder.display());
            None
        }
    }
}

/// An integer, or a string `"p/q"`.
#[allow(dead_code)]
pub fn fraction(value: &Json) -> Fraction {
    match value {
        Json::String(text) => text.parse().expect("a fraction p/q"),
        _ => Fraction::ratio(value.as_i64().expect("an integer"), 1),
    }
}
