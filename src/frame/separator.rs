//! The separator of a table's columns.

/// The separator of the columns that the first line of a table names: a comma, or without one outside quotes a semicolon
/// or a tab.
pub(crate) fn separator(start: &[u8]) -> u8 {
    let line = start.split(|&b| b == b'\n' || b == b'\r').next().unwrap_or_default();
    // Every other piece between quotes is a name.
    let count = |separator: &u8| {
        let outside = line.split(|&b| b == b'"').step_by(2);
        outside.flatten().filter(|b| *b == separator).count()
    };
    if count(&b',') > 0 { b',' } else { b";\t".iter().copied().max_by_key(count).unwrap_or(b',') }
}
