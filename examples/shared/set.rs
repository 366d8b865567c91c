//! Options `NAME=VALUE` of several examples.

use comity::{Error, Result};

/// Names and numbers of the options, each name once.
pub fn assignments<'a>(option: &str, texts: &'a [String]) -> Result<Vec<(&'a str, f64)>> {
    let mut all: Vec<(&str, f64)> = Vec::with_capacity(texts.len());
    for text in texts {
        let wrong = |allowed: &str| Error::invalid("command line", option, format!("{text:?}"), allowed);
        let number = |(name, value): (&'a str, &str)| Some((name.trim(), value.trim().parse().ok()?));
        let said = text.split_once('=').and_then(number).ok_or_else(|| wrong("NAME=VALUE with a number"))?;
        if all.iter().any(|(name, _)| *name == said.0) {
            return Err(wrong("each name once"));
        }
        all.push(said);
    }
    Ok(all)
}
