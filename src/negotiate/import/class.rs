//! The classes of NegMAS, by which its files say what an object is.

use super::source::{listed, shown};
use super::tree::{Fields, text};
use crate::error::{Error, Result};

/// The class of an object: the last part of its name, which has to be one of NegMAS.
pub(super) fn class<'a>(fields: &mut Fields<'a>) -> Result<&'a str> {
    let node = match fields.get("type") {
        Some(node) => node,
        None => match fields.get("__python_class__") {
            Some(node) => node,
            None => fields.need("type")?,
        },
    };
    let full = text(fields.source, "type", node)?;
    match full.rsplit_once('.') {
        None => Ok(full),
        Some((module, name)) if module == "negmas" || module.starts_with("negmas.") => Ok(name),
        Some(_) => Err(fields.source.refuse(
            node.line,
            format!("{}: type {} is not a class of NegMAS, allowed: negmas.…", fields.what, shown(full)),
        )),
    }
}

/// The object is of a class that is not read.
pub(super) fn unread(fields: &Fields<'_>, class: &str, allowed: &[&str]) -> Error {
    let message = format!(
        "{}: the type {} is not read, allowed: {}",
        fields.what,
        shown(class),
        listed(allowed.iter().copied())
    );
    fields.source.refuse(fields.line, message)
}
