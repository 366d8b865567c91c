//! The published cases of `tests/cases`.

use comity::game::{Fraction, Value};
use serde_json::Value as Json;
use std::path::PathBuf;

/// The folder of the case files.
pub fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases"))
}

/// The case files with their contents, in the order of their names.
pub fn all() -> Vec<(PathBuf, Json)> {
    let entries = std::fs::read_dir(folder()).expect("the folder of cases");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|e| e == "json"));
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), parse(&path))).collect()
}

/// One case file.
pub fn case(name: &str) -> Json {
    parse(&folder().join(name))
}

fn parse(path: &PathBuf) -> Json {
    let text = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// An integer, or a string `"p/q"`.
pub fn fraction(value: &Json) -> Fraction {
    match value {
        Json::String(text) => text.parse().expect("a fraction p/q"),
        _ => Fraction::ratio(value.as_i64().expect("an integer"), 1),
    }
}
