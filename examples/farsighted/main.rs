//! Coalitions that look ahead.
//!
//! First the three-country geoengineering study of Heyen & Lehtomaa (2021), from its parameters to every
//! number that it publishes; then the same questions of Northeast Asia: largest consistent set, farsighted
//! stable sets, processes of coalition formation with patient nations, and bargaining.
//!
//! `cargo run --release --features equilibrium-search --example farsighted [geoengineering | region]`

mod geoengineering;
mod region;

use clap::{Parser, builder::PossibleValuesParser};

/// Coalitions that look ahead: a published study from its parameters to every number, then Northeast Asia.
#[derive(Parser)]
struct Arguments {
    /// The part to print; both by default.
    #[arg(value_parser = PossibleValuesParser::new(["geoengineering", "region"]))]
    part: Option<String>,
}

fn main() -> comity::Result<()> {
    let part = Arguments::parse().part;
    let wanted = |name: &str| part.as_ref().is_none_or(|part| part == name);
    if wanted("geoengineering") {
        for experiment in geoengineering::experiments() {
            let replication = experiment.replicate()?;
            println!("{replication}\n{}\n", experiment.search(&replication)?);
        }
    }
    if wanted("region") {
        region::print()?;
    }
    Ok(())
}
