//! Northeast Asia from 2002 on: which security regimes follow which, under which reading of trust?
//!
//! `cargo run --release --example years -- [--scenario FILE.toml] [--years N] [--seed S] [--runs R]
//! [--trust bayes|pessimistic|socialisation|behavioural] [--living] [--ablate NAME]... [--table] [--csv DIR] [--json]`,
//! with `--features report` also `[--report FILE.html]`
//!
//! With `--living` incomes, investment, ties of citizens and terror move as well, the arrangement on offer speaks of
//! them, and the poor receive aid; `--ablate` takes one piece of it out, and `--table` takes each out in turn.
//!
//! Prints one history, then how often regimes followed each other over many, under each mechanism of trust, and what
//! would have to be true for the way from balance of power over collective security to cooperation. `--csv` writes
//! the tables of the first run and the shares of regimes, `--report` a page of figures over all runs.

#[cfg(feature = "report")]
#[path = "years/page.rs"]
mod page;

use clap::{Parser, ValueEnum};
use comity::frame::Frame;
use comity::model::Signals;
use comity::prelude::*;
use comity::simulate::{Diffusion, Diplomacy, RegimeCensus, RegimeKind, Rules, Shock, Trust};
use comity::treaty::{Clause, SanctionExtent, Withdrawal};
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
    /// Incomes, investment, ties of citizens and terror move, and the arrangement on offer speaks of them.
    #[arg(long)]
    living: bool,
    /// Without this piece; may be given several times.
    #[arg(long, value_name = "NAME")]
    ablate: Vec<Piece>,
    /// Which regime there is in the last year, by mechanism of trust, with and without each piece; implies `living`.
    #[arg(long, conflicts_with_all = ["scenario", "ablate", "json", "csv"])]
    table: bool,
    /// Directory for tables.
    #[arg(long, value_name = "DIR")]
    csv: Option<PathBuf>,
    /// Print the regimes over all runs as JSON.
    #[arg(long)]
    json: bool,
    /// Write a page of figures over all runs, and print nothing else.
    #[cfg(feature = "report")]
    #[arg(long, value_name = "FILE.html", conflicts_with = "json")]
    report: Option<PathBuf>,
}

/// What can be taken out.
#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Piece {
    /// The infrastructure fund.
    Infrastructure,
    /// Exchange of citizens and organisations.
    Exchange,
    /// Investment, and treaties on it.
    Investment,
    /// Aid to the poor.
    Aid,
    /// Sanctions under collective security.
    Sanctions,
    /// The United States at the table.
    Us,
}

impl Piece {
    /// Whether the clause belongs to it.
    fn holds(self, clause: &Clause) -> bool {
        let Clause::Term(term) = clause else { return false };
        match self {
            Piece::Infrastructure => matches!(term, Term::InfrastructureFund { .. }),
            Piece::Exchange => matches!(term, Term::CitizenExchange { .. }),
            Piece::Investment => matches!(term, Term::InvestmentTreaty { .. }),
            Piece::Aid | Piece::Sanctions | Piece::Us => false,
        }
    }
}

fn main() {
    if let Err(error) = run(&Arguments::parse()) {
        eprintln!("error: {error}");
        std::process::exit(2);
    }
}

fn run(arguments: &Arguments) -> Result<()> {
    let mut scenario = match &arguments.scenario {
        Some(path) => Scenario::read(path)?,
        None => Scenario::northeast_asia_2002(),
    };
    if (arguments.living && arguments.scenario.is_none()) || arguments.table {
        scenario.parameters.signals = Signals::OneByOne; // many treaties in force: 2^m outcomes would be too many
    }
    if arguments.table {
        return table(arguments, &scenario);
    }
    let offered = scenario.menu.clone().unwrap_or_else(|| menu(arguments.living, &arguments.ablate));
    let study = Study::of(scenario.model()?).with_menu(offered);
    let with = |trust: Option<Trust>| -> Result<Simulation> {
        let mut simulation = Simulation::scenario(&study, &scenario)?;
        if arguments.scenario.is_none() {
            simulation = without(simulation, &study, arguments.living, &arguments.ablate)?;
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
    #[cfg(feature = "report")]
    if let Some(path) = &arguments.report {
        let provenance = scenario.provenance()?.to_string();
        return page::write(&simulation, &history, arguments.runs, &provenance, path);
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

/// The packages on offer.
fn menu(living: bool, without: &[Piece]) -> Menu {
    let sanctions = !without.contains(&Piece::Sanctions);
    let extent = if sanctions { SanctionExtent::Complete } else { SanctionExtent::None };
    let mut packages = [Menu::cooperative().packages, Menu::bilateral_pacts().packages].concat();
    packages.push(Package::new("collective security", [Term::collective_security(extent)]));
    if living {
        let more = [Term::citizen_exchange(), Term::investment_treaty(), Term::verification()];
        packages[0].clauses.extend(more.map(Clause::Term));
        packages.push(Package::new("investment treaty", [Term::investment_treaty()]));
    }
    for package in &mut packages {
        package.clauses.retain(|clause| !without.iter().any(|piece| piece.holds(clause)));
    }
    packages.retain(|package| !package.clauses.is_empty());
    Menu { packages, ..Menu::default() }
}

/// The bundled world's histories without these pieces.
fn without(simulation: Simulation, study: &Study, living: bool, without: &[Piece]) -> Result<Simulation> {
    let mut diplomacy = Diplomacy::drawn(4, study.menu().clone());
    if without.contains(&Piece::Us) {
        let codes: Vec<String> = study.model().world().codes().map(String::from).collect();
        diplomacy = diplomacy.among(codes.iter().map(String::as_str).filter(|code| *code != "USA"));
    }
    let simulation = simulation.diplomacy(diplomacy);
    if !living {
        return Ok(simulation);
    }
    let mut rules = Rules { trust: simulation.current_rules().trust, ..Rules::living() };
    rules.investment = !without.contains(&Piece::Investment);
    if without.contains(&Piece::Exchange) {
        rules.exchange = Diffusion::Off;
    }
    let simulation = simulation.rules(rules);
    Ok(if without.contains(&Piece::Aid) { simulation } else { simulation.shock(1, Shock::Sign(aid(study)?)) })
}

/// Aid of 1 % of the recipients' GDP, by Japan and Korea in equal parts, for good.
fn aid(study: &Study) -> Result<Arrangement> {
    let mut aid = Arrangement::new("aid", ["JPN", "KOR", "PRK", "MNG"])?;
    for nation in study.model().world().nations().iter().filter(|n| ["PRK", "MNG"].contains(&n.code.as_str()))
    {
        for donor in ["JPN", "KOR"] {
            aid = aid.with(Term::aid(donor.parse()?, nation.code, 0.005 * nation.gdp));
        }
    }
    Ok(Arrangement { withdrawal: Withdrawal::Never, ..aid })
}

/// The kind of regime in the last year: the most frequent one under each mechanism of trust, with and without each
/// piece.
fn table(arguments: &Arguments, scenario: &Scenario) -> Result<()> {
    let mechanisms: Vec<Trust> = Trust::ALL.into_iter().skip(1).collect();
    let names: Vec<&str> = mechanisms.iter().map(Trust::name).collect();
    println!("| without | {} |\n|---|{}", names.join(" | "), "---|".repeat(names.len()));
    let pieces = Piece::value_variants().iter().map(|piece| vec![*piece]);
    for ablated in std::iter::once(Vec::new()).chain(pieces) {
        let study = Study::of(scenario.model()?).with_menu(menu(true, &ablated));
        let mut cells = Vec::new();
        for trust in &mechanisms {
            let simulation = without(Simulation::of(&study), &study, true, &ablated)?;
            let rules = Rules { trust: *trust, ..*simulation.current_rules() };
            let years = arguments.years.unwrap_or(40);
            let simulation = simulation.rules(rules).years(years).seed(arguments.seed.unwrap_or(0));
            cells.push(most_frequent(&simulation.census(arguments.runs)?));
        }
        let piece = ablated.first().and_then(ValueEnum::to_possible_value);
        let piece = piece.map_or("—".into(), |value| value.get_name().to_owned());
        println!("| {piece} | {} |", cells.join(" | "));
    }
    Ok(())
}

/// The most frequent kind of the last year, its share and the 95 % interval of that.
fn most_frequent(census: &RegimeCensus) -> String {
    let kinds = RegimeKind::ALL.into_iter().map(|kind| (kind, census.at_end(kind)));
    let most = kinds.reduce(|most, next| if next.1.0 > most.1.0 { next } else { most });
    most.map_or(String::new(), |(kind, (share, (low, high)))| {
        format!("{kind} {share:.2} [{low:.2}, {high:.2}]")
    })
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
