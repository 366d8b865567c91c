//! Northeast Asia in 2002: who gains from which security arrangement, and which coalitions hold?
//!
//! `cargo run --release --example northeast_asia -- [--json] [--form first] [--scenario FILE.toml] [--set NAME=VALUE]
//! [--seed N]`, with `--features report` also `[--report FILE.html]`
//!
//! Prints the status quo, a hub and its spokes, with each nation's position and who threatens whom; missile defence,
//! and who arms in response; the cooperative arrangement without and with the U.S., in expectation and if all
//! promises are kept; a negotiation that Japan opens; the coalitions that hold, and why the others fall. `--json`
//! prints the same numbers, `--report` writes them as a page of figures.

mod json;
#[cfg(feature = "report")]
mod page;
#[path = "../shared/set.rs"]
mod set;
mod tables;

use clap::Parser;
use comity::model::{Model, Signals};
use comity::prelude::*;
use comity::solve::deviation::Verdict;
use comity::solve::externalities::Conjecture;
use comity::solve::membership::Membership;
use comity::solve::tu::Core;
use comity::study::{Named, Provenance, RegimeSearch, RegimeVerdict};
use comity::treaty::{Budget, Clause, Term};
use comity::world::Warning;
use std::path::PathBuf;
use std::time::Instant;

/// Everything that is printed, either way.
struct Report {
    provenance: Provenance,
    /// Form of the model, and the parameters that the command line sets.
    form: String,
    study: Study,
    /// What is implausible about the figures of the world.
    warnings: Vec<Warning>,
    regimes: Vec<(String, Regime, Outcome)>,
    /// The outcomes of the same regimes if all signals are sent.
    sent: Vec<Outcome>,
    deal: Deal,
    /// The deal's regime with today's treaties as given, and with every treaty open.
    verdicts: Vec<RegimeVerdict>,
    signatories: Vec<String>,
    memberships: Named<Vec<Verdict<Coalition, Membership>>>,
    cores: Vec<(Conjecture, TuGame, Core<f64>)>,
}

/// Northeast Asia in 2002: each nation's position today and under other regimes, a negotiation that Japan
/// opens, and the coalitions that hold.
#[derive(Parser)]
struct Arguments {
    /// Print the same numbers as JSON.
    #[arg(long)]
    json: bool,
    /// Another world: a scenario file (TOML); the bundled one by default.
    #[arg(long, value_name = "FILE")]
    scenario: Option<PathBuf>,
    /// Form of the model, of the bundled world.
    #[arg(long, value_enum, default_value_t = Form::Second, conflicts_with = "scenario")]
    form: Form,
    /// A parameter of the model at another value; may be repeated.
    #[arg(long, value_name = "NAME=VALUE")]
    set: Vec<String>,
    /// Seed of the negotiation, a whole number.
    #[arg(long, default_value_t = 42)]
    seed: u64,
    /// Also write a page of figures.
    #[cfg(feature = "report")]
    #[arg(long, value_name = "FILE.html")]
    report: Option<PathBuf>,
}

/// Forms of the model that are kept.
#[derive(Clone, Copy, clap::ValueEnum)]
enum Form {
    /// As first published: threats by distrust, promises kept for certain.
    First,
    /// As it is.
    Second,
}

impl Form {
    /// The essay's arrangement, whole or in part, with the funds of this form.
    fn cooperative(self) -> Menu {
        let mut menu = Menu::cooperative();
        for clause in menu.packages.iter_mut().flat_map(|package| &mut package.clauses) {
            if let (Form::First, Clause::Term(Term::InfrastructureFund { budget, .. })) = (self, clause) {
                *budget = Budget::Usd(10.0);
            }
        }
        menu
    }

    /// The whole of it.
    fn package(self) -> Package {
        self.cooperative().packages.swap_remove(0)
    }

    /// What may be signed beside a regime: these, and pacts of two.
    fn menu(self) -> Menu {
        Menu::bilateral_pacts().packages.into_iter().fold(self.cooperative(), Menu::with)
    }

    /// The form, and the parameters that are set.
    fn described(self, set: &[(&str, f64)]) -> String {
        let form = match self {
            Form::First => "first form of the model",
            Form::Second => "second form of the model",
        };
        let set = set.iter().map(|(name, value)| format!(", {name} = {value}"));
        form.to_owned() + &set.collect::<String>()
    }
}

fn report(arguments: &Arguments) -> Result<Report> {
    let mut scenario = match &arguments.scenario {
        Some(path) => Scenario::read(path)?,
        None => match arguments.form {
            Form::First => Scenario::northeast_asia_2002_first_form(),
            Form::Second => Scenario::northeast_asia_2002(),
        },
    };
    let set = set::assignments("--set", &arguments.set)?;
    for (name, value) in &set {
        scenario.parameters.set(name, *value)?;
    }
    let study = match &scenario.menu {
        Some(_) => scenario.study()?,
        None => Study::of(scenario.model()?).with_menu(arguments.form.menu()),
    };
    let warnings = study.warnings();
    let world = study.model().world();

    announce(world, || "the regimes".into());
    let mut regimes = Vec::new();
    for (name, regime) in [("no_pacts", Regime::none()), ("hub_and_spoke", study.status_quo().clone())] {
        regimes.push((name.to_owned(), regime.clone(), study.evaluate(&regime)?));
    }
    for named in scenario.regimes.iter().filter(|r| !["no_pacts", "hub_and_spoke"].contains(&r.name.as_str()))
    {
        let regime = named.on(world);
        regimes.push((named.name.clone(), regime.clone(), study.evaluate(&regime)?));
    }

    let kept = Parameters { signals: Signals::Sent, ..scenario.parameters };
    let kept = Study::of(Model::new(scenario.world.clone(), kept)?);
    let sent = regimes.iter().map(|(_, regime, _)| kept.evaluate(regime)).collect::<Result<_>>()?;

    // Japan opens, if it is there; the essay's seven are the ones who could sign the regional arrangement.
    let codes: Vec<String> = world.codes().map(String::from).collect();
    let has = |c: &&str| codes.iter().any(|code| code == c);
    let seven: Vec<&str> =
        ["USA", "JPN", "KOR", "PRK", "CHN", "RUS", "MNG"].into_iter().filter(has).collect();
    let table: Vec<&str> =
        if seven.len() > 1 { seven } else { codes.iter().take(7).map(String::as_str).collect() };
    let opener = if table.contains(&"JPN") { "JPN" } else { table[0] };
    let talks = Negotiation::proposed_by(opener).among(table.iter().copied());
    let talks = talks.over(scenario.menu.clone().unwrap_or_else(|| arguments.form.cooperative()));
    announce(world, || format!("a negotiation among {}", table.join(" ")));
    let deal = study.negotiate(&talks, arguments.seed)?;
    announce(world, || {
        let start = Instant::now();
        let _ = study.evaluate(deal.regime());
        let (n, packages) = (world.len(), study.menu().packages.len());
        let moves = n * (n - 1) / 2 * packages;
        let hours = 2.0 * moves as f64 * start.elapsed().as_secs_f64() / 3600.0;
        format!(
            "who would leave or sign more, twice: about {moves} moves of two, {hours:.1} hours of one core"
        )
    });
    let given = RegimeSearch::todays_treaties_given();
    let verdicts = vec![study.stability_within(deal.regime(), &given)?, study.stability(deal.regime())?];

    announce(world, || format!("the coalitions of {}", table.join(" ")));
    let treaties = study.treaties(table.iter().copied(), &Menu::only(arguments.form.package()))?;
    let memberships = treaties.membership(Membership { tolerance: 1e-6, ..Membership::default() })?;
    let mut cores = Vec::new();
    for conjecture in [Conjecture::Gamma, Conjecture::Delta] {
        let (game, core) = treaties.core(conjecture)?;
        cores.push((conjecture, game, core.into_answer()));
    }
    let signatories = treaties.nations().iter().map(ToString::to_string).collect();
    let provenance = scenario.provenance()?;
    let form = arguments.form.described(&set);
    Ok(Report {
        provenance,
        form,
        warnings,
        regimes,
        sent,
        deal,
        verdicts,
        signatories,
        memberships,
        cores,
        study,
    })
}

/// Says on the standard error what comes next, where the world is so much larger than the region that it takes long.
fn announce(world: &World, what: impl FnOnce() -> String) {
    if world.len() > 15 {
        eprintln!("{} nations: {} …", world.len(), what());
    }
}

fn run(arguments: &Arguments) -> Result<()> {
    let report = report(arguments)?;
    #[cfg(feature = "report")]
    if let Some(path) = &arguments.report {
        page::write(&report, arguments.seed, path)?;
    }
    println!("{}", if arguments.json { json::render(&report) } else { tables::render(&report) });
    Ok(())
}

fn main() {
    if let Err(error) = run(&Arguments::parse()) {
        eprintln!("error: {error}");
        std::process::exit(2);
    }
}
