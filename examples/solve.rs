//! Every answer to a game file. `cargo run --release --example solve -- FILE.json`

use clap::Parser;
use comity::{Error, Result, game::GameFile, solve};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Every answer to the games of a file, as JSON: exact fractions, null where a concept is undefined, and
/// `certificates_checked`, true if independent checkers confirmed every figure.
#[derive(Parser)]
struct Arguments {
    /// One case, or a list of cases, in the schema of `comity::game::GameFile`.
    file: PathBuf,
}

fn print(path: &Path) -> Result<()> {
    let file = GameFile::read(path)?;
    let answers = file.cases.iter().map(solve::answer).collect::<Result<Vec<_>>>()?;
    let text = match &answers[..] {
        [answer] if file.single => serde_json::to_string_pretty(answer),
        answers => serde_json::to_string_pretty(answers),
    };
    let text =
        text.map_err(|e| Error::Parse { place: path.display().to_string(), message: e.to_string() })?;
    let written = writeln!(std::io::stdout(), "{text}");
    written.map_err(|source| Error::Io { path: "standard output".into(), source })
}

fn main() {
    if let Err(error) = print(&Arguments::parse().file) {
        eprintln!("solve: {error}");
        std::process::exit(2);
    }
}
