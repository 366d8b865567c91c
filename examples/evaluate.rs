//! What does each regime of a scenario file do to each nation?
//!
//! `cargo run --release --example evaluate -- FILE.toml` prints one JSON object:
//!
//! | key | meaning | unit |
//! |---|---|---|
//! | `provenance.comity` | version of the crate | |
//! | `provenance.scenario` | hash of the world, the parameters and the regimes | |
//! | `provenance.parameters` | parameters that differ from their defaults, by name | as in `Parameters::table` |
//! | `regimes[].name` | name of the regime in the file | |
//! | `regimes[].nations[].iso3` | code of the nation | |
//! | `….utility` | $U$, level, not the change against today | log points of income; 0.0001 is 1 bp |
//! | `….security` | minus expected loss, arms and missile defence | log points |
//! | `….trade` | $\ln \hat W$, 0 at the base | log points |
//! | `….aid` | transfers, value of giving, terror | log points |
//! | `….sovereignty` | minus the price of the treaties signed | log points |
//! | `….military_stock` | $M$, expenditure over depreciation | USD bn |
//! | `….expected_loss` | $R$ | share of GDP per year |
//! | `….entrapment` | the part of $R$ that comes from wars of those it is bound to defend | share of GDP per year |
//! | `….real_income_hat` | $\hat W$, real income over that of the base | |
//! | `….money_metric` | $v$, worth of the regime against today's treaties; `null` where no money is worth it | USD bn per year |
//!
//! Means where signals of confidence building are a lottery. The order of nations is that of the file. A regime that has
//! no outcome, as where the arms race runs away, is an error that names it.

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

fn regimes(arguments: &Arguments) -> Result<Value, String> {
    let scenario = Scenario::read(&arguments.scenario).map_err(|error| error.to_string())?;
    let model = scenario.model().map_err(|error| error.to_string())?;
    let evaluate = |regime: &comity::study::NamedRegime| {
        let outcome = model.evaluate(&regime.on(&scenario.world)).map_err(|error| {
            format!("{}: regime {:?}: {error}", arguments.scenario.display(), regime.name)
        })?;
        Ok(json!({ "name": regime.name, "nations": outcome.nations }))
    };
    let regimes = scenario.regimes.iter().map(evaluate).collect::<Result<Vec<Value>, String>>()?;
    let provenance = scenario.provenance().map_err(|error| error.to_string())?;
    Ok(json!({ "provenance": provenance, "regimes": regimes }))
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
