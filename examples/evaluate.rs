//! What does each regime of a scenario file do to each nation? `cargo run --release --example evaluate --
//! FILE.toml`

use clap::Parser;
use comity::prelude::*;
use serde_json::{Value, json};

/// The outcome of each regime that a scenario file names, under its parameters: `{"provenance", "regimes":
/// [{"name", "nations":
/// [...]}]}`.
#[derive(Parser)]
struct Arguments {
    /// A scenario file, as `src/world/northeast_asia_2002.toml`.
    scenario: std::path::PathBuf,
}

fn regimes(arguments: &Arguments) -> Result<Value> {
    let scenario = Scenario::read(&arguments.scenario)?;
    let model = scenario.model()?;
    let evaluate = |regime: &comity::study::NamedRegime| {
        let outcome = model.evaluate(&regime.on(&scenario.world))?;
        Ok(json!({ "name": regime.name, "nations": outcome.nations }))
    };
    let regimes = scenario.regimes.iter().map(evaluate).collect::<Result<Vec<Value>>>()?;
    Ok(json!({ "provenance": scenario.provenance()?, "regimes": regimes }))
}

fn main() {
    match regimes(&Arguments::parse()) {
        Ok(document) => println!("{document:#}"),
        Err(error) => {
            eprintln!("error: {error}");
            std::process::exit(2);
        }
    }
}
