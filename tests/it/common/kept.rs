//! Files of `docs` that tests hold to what the code says.

use std::path::PathBuf;

/// A file of `docs`.
pub fn page(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs").join(name)
}

/// That the file of `docs` has this text; `COMITY_WRITE=1` writes it.
#[track_caller]
pub fn is_or_becomes(name: &str, text: &str) {
    if std::env::var_os("COMITY_WRITE").is_some() {
        std::fs::write(page(name), text).unwrap();
    }
    let there = std::fs::read_to_string(page(name)).unwrap();
    assert!(
        there == text,
        "docs/{name} is out of date: COMITY_WRITE=1 cargo test --all-features --test it formats:: citations:: writes it"
    );
}
