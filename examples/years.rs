//! Northeast Asia from 2002 on: which security regimes follow which, under which reading of trust?
//!
//! `cargo run --release --example years -- [--scenario FILE.toml] [--years N] [--seed S] [--runs R]
//! [--trust bayes|pessimistic|socialisation|behavioural] [--csv DIR] [--json]`
//!
//! Prints one history, then how often regimes followed each other over many, under each mechanism of trust, and what
//! would have to be true for the way from balance of power over collective security to cooperation. `--csv` writes
//! the tables of the first run and the shares of regimes.

use clap::Parser;
use comity::frame::Frame;
use comity::prelude::*;
use comity::simulate::{Diplomacy, RegimeCensus, RegimeKind, Rules, Trust};
use comity::treaty::SanctionExtent;
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};

/// Northeast Asia from 2002 on, year by year.
#[derive(Parser)]
struct Arguments {
    /// A scenario file (TOML) with a section `history`; the bundled world by default.
    #[arg(long, value_name = "FILE")]
    scenario: Option<PathBuf>,
    /// Years.
    #[arg(long)]
    years: Option<u32>,
    /// Seed of the first run.
    #[arg(long)]
    seed: Option<u64>,
    /// Runs, each with a seed of its own.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,
    /// Mechanism of trust: fixed, bayes, pessimistic, socialisation, behavioural.
    #[arg(long)]
    trust: Option<Trust>,
    /// Directory for tables.
    #[arg(long, value_name = "DIR")]
    csv: Option<PathBuf>,
    /// Print the regimes over all runs as JSON.
    #[arg(long)]
    json: bool,
}

fn main() {
    if let Err(error) = run(&Arguments::parse()) {
        eprintln!("error: {error}");
        std::process::exit(2);
    }
}

fn run(arguments: &Arguments) -> Result<()> {
    let scenario = match &arguments.scenario {
        Some(path) => Scenario::read(path)?,
        None => Scenario::northeast_asia_2002(),
    };
    let security = Package::new("collective security", [Term::collective_security(SanctionExtent::Complete)]);
    let menu = Menu {
        packages: [Menu::cooperative().packages, Menu::bilateral_pacts().packages].concat(),
        ..Menu::default()
    };
    let study = Study::of(scenario.model()?).with_menu(menu.with(security));
    let with = |trust: Option<Trust>| -> Result<Simulation> {
        let mut simulation = Simulation::scenario(&study, &scenario)?;
        if arguments.scenario.is_none() {
            simulation = simulation.diplomacy(Diplomacy::drawn(4, study.menu().clone()));
        }
        if let Some(trust) = trust {
            let rules = Rules { trust, ..*simulation.current_rules() };
            simulation = simulation.rules(rules);
        }
        if let Some(years) = arguments.years {
            simulation = simulation.years(years);
        }
        Ok(if let Some(seed) = arguments.seed { simulation.seed(seed) } else { simulation })
    };
    let simulation = with(arguments.trust)?;
    let history = simulation.run()?;
    if let Some(directory) = &arguments.csv {
        let census = simulation.census(arguments.runs)?;
        let tables = [
            ("years", history.years()?),
            ("nations", history.nations()?),
            ("dyads", history.dyads()?),
            ("events", history.event_table()?),
            ("regimes", census.frame()?),
        ];
        for (name, frame) in tables {
            write(&directory.join(name).with_extension("csv"), &frame)?;
        }
    }
    if arguments.json {
        println!("{:#}", report(&simulation.census(arguments.runs)?));
        return Ok(());
    }
    println!("ONE HISTORY\n\n{history}\n\nMANY, BY MECHANISM OF TRUST");
    let path = [RegimeKind::BalanceOfPower, RegimeKind::CollectiveSecurity, RegimeKind::Cooperative];
    let mut verdicts = Vec::new();
    for trust in Trust::ALL.into_iter().skip(1).filter(|t| arguments.trust.is_none_or(|one| one == *t)) {
        let census = with(Some(trust))?.census(arguments.runs)?;
        println!("\n{}\n{census}", trust.name().to_uppercase());
        let (_, share, (low, high)) = census.in_order(&path);
        let cooperative = census.first_passage(RegimeKind::Cooperative).into_iter().flatten().count();
        let secured = census.first_passage(RegimeKind::CollectiveSecurity).into_iter().flatten().count();
        verdicts.push(format!(
            "  {:<14} {share:.2} [{low:.2}, {high:.2}] of runs; collective security ever in {secured}, cooperation in {cooperative}",
            trust.name()
        ));
    }
    println!("\nBALANCE OF POWER, THEN COLLECTIVE SECURITY, THEN COOPERATION\n\n{}", verdicts.join("\n"));
    println!(
        "\nFor that way three things have to be true: most nations come under a clause against attack from within that pays \
         its members\nto sign and to keep; trust of at least {:.2} both ways spreads to {:.0} % of pairs, which on average \
         Bayes' rule does not bring about; and\narms fall meanwhile.",
        simulation.current_rules().trusting,
        100.0 * simulation.current_rules().majority
    );
    Ok(())
}

fn write(path: &Path, frame: &Frame) -> Result<()> {
    let io = |source| Error::Io { path: path.to_owned(), source };
    if let Some(directory) = path.parent() {
        std::fs::create_dir_all(directory).map_err(io)?;
    }
    frame.write_csv(std::fs::File::create(path).map_err(io)?)
}

fn report(census: &RegimeCensus) -> Value {
    let mut regimes = Map::new();
    let mut transitions = Vec::new();
    let mut spells = Map::new();
    for kind in RegimeKind::ALL {
        regimes.insert(kind.name().into(), json!(census.shares(kind)));
        for to in RegimeKind::ALL {
            let (count, share, (low, high)) = census.transition(kind, to);
            if count > 0 {
                let (from, to) = (kind.name(), to.name());
                transitions.push(json!({ "from": from, "to": to, "count": count, "share": share, "low": low, "high": high }));
            }
        }
        let lengths: Vec<Value> =
            census.spells(kind).iter().map(|s| json!({ "years": s.years, "ended": s.ended })).collect();
        spells.insert(kind.name().into(), json!({ "lengths": lengths, "survival": census.survival(kind) }));
    }
    let years = census.shares(RegimeKind::None).len().saturating_sub(1);
    json!({ "years": years, "runs": census.runs(), "regimes": regimes, "transitions": transitions, "spells": spells })
}
