//! Which treaties hold? `cargo run --release --example treaty [-- barrett | abatement | region | enforcement]`.
//!
//! Two published treaties from first principles, Barrett (1994) and linear-quadratic abatement, then the same
//! questions of the cooperative arrangement of Northeast Asia: does one treaty hold, with and without
//! transfers; do several, under open and exclusive membership; and which do the equilibria of sign-up games
//! support, Nash, coalition-proof and strong. Last, from which patience on a clause of collective security
//! enforces itself.

pub(crate) mod abatement;
pub(crate) mod barrett;
pub(crate) mod enforcement;
pub(crate) mod region;

use clap::{Parser, builder::PossibleValuesParser};

/// Which treaties hold? Two published treaties from first principles, then the region's cooperative
/// arrangement.
#[derive(Parser)]
struct Arguments {
    /// The chapters to print; all by default.
    #[arg(value_parser = PossibleValuesParser::new(CHAPTERS.map(|(name, _)| name)))]
    chapters: Vec<String>,
}

/// A chapter of the report: its name, and what writes it.
type Chapter = (&'static str, fn() -> comity::Result<String>);

const CHAPTERS: [Chapter; 4] = [
    ("barrett", barrett::report),
    ("abatement", abatement::report),
    ("region", region::report),
    ("enforcement", enforcement::report),
];

fn main() {
    let Arguments { chapters } = Arguments::parse();
    let wanted = |name: &str| chapters.is_empty() || chapters.iter().any(|chapter| chapter == name);
    for (_, report) in CHAPTERS.iter().filter(|(name, _)| wanted(name)) {
        match report() {
            Ok(text) => println!("{text}"),
            Err(error) => {
                eprintln!("error: {error}");
                std::process::exit(2);
            }
        }
    }
}
