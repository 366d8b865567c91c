//! Which treaties hold? `cargo run --release --example treaty [-- barrett | abatement | region]`.
//!
//! Two published treaties from first principles, Barrett (1994) and linear-quadratic abatement, then the same questions of the
//! cooperative arrangement of Northeast Asia: does one treaty hold, with and without transfers; do several, under open
//! and exclusive membership; and which do the equilibria of sign-up games support, Nash, coalition-proof and strong.

pub(crate) mod abatement;
pub(crate) mod barrett;
pub(crate) mod region;

use comity::{Error, Result};
use std::process::ExitCode;

/// A chapter of the report: its name, and what writes it.
type Chapter = (&'static str, fn() -> Result<String>);

const CHAPTERS: [Chapter; 3] =
    [("barrett", barrett::report), ("abatement", abatement::report), ("region", region::report)];

fn main() -> ExitCode {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let names = CHAPTERS.map(|(name, _)| name);
    let unknown = wanted.iter().find(|w| !names.contains(&w.as_str()));
    let result = match unknown {
        Some(name) => Err(Error::unknown("chapter", name, names)),
        None => CHAPTERS
            .iter()
            .filter(|(name, _)| wanted.is_empty() || wanted.iter().any(|w| w == name))
            .try_for_each(|(_, report)| report().map(|text| println!("{text}"))),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}
