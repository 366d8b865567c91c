//! What does each regime of a scenario file do to each nation?
//!
//! ```text
//! cargo run --release --example evaluate -- FILE.toml
//! ```
//!
//! Prints `{"regimes": [{"name", "nations": [...]}]}` for the regimes that the file names, under its parameters.

use comity::prelude::*;
use serde_json::{Value, json};
use std::process::ExitCode;

fn regimes(path: &str) -> Result<Value> {
    let scenario = Scenario::read(path)?;
    let model = scenario.model()?;
    let evaluate = |regime: &comity::study::NamedRegime| {
        let outcome = model.evaluate(&regime.on(&scenario.world))?;
        Ok(json!({ "name": regime.name, "nations": outcome.nations }))
    };
    let regimes = scenario.regimes.iter().map(evaluate).collect::<Result<Vec<Value>>>()?;
    Ok(json!({ "regimes": regimes }))
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let found = match arguments.as_slice() {
        [path] => regimes(path),
        _ => Err(Error::invalid("command line", "arguments", arguments.len(), "one: a scenario file")),
    };
    match found {
        Ok(document) => {
            println!("{document:#}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}
