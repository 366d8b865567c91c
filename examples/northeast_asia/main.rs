//! Northeast Asia in 2002: who gains from which security arrangement, and which coalitions hold?
//!
//! ```text
//! cargo run --release --example northeast_asia [-- --json] [-- --scenario FILE.toml] [-- --seed N]
//! ```
//!
//! Prints the status quo, a hub and its spokes, with each nation's position; missile defence, and who arms in
//! response; the cooperative arrangement without and with the U.S.; a negotiation that Japan opens; the
//! coalitions that hold, and why the others fall. `--json` prints the same numbers.

mod json;
mod tables;

use comity::prelude::*;
use comity::solve::Core;
use comity::solve::conjecture::Conjecture;
use comity::solve::membership::{Membership, MembershipVerdict};
use comity::study::{RegimeSearch, RegimeVerdict};
use std::process::ExitCode;

/// Everything that is printed, either way.
struct Report {
    study: Study,
    regimes: Vec<(String, Regime, Outcome)>,
    deal: Deal,
    /// The deal's regime with today's treaties as given, and with every treaty open.
    verdicts: Vec<RegimeVerdict>,
    signatories: Vec<String>,
    memberships: Vec<MembershipVerdict>,
    cores: Vec<(Conjecture, TuGame, Core<f64>)>,
}

struct Arguments {
    json: bool,
    scenario: Option<String>,
    seed: u64,
}

fn arguments() -> Result<Arguments> {
    let mut found = Arguments { json: false, scenario: None, seed: 42 };
    let mut given = std::env::args().skip(1);
    while let Some(flag) = given.next() {
        let mut value =
            || given.next().ok_or_else(|| Error::invalid("command line", &flag, "nothing", "a value"));
        match flag.as_str() {
            "--json" => found.json = true,
            "--scenario" => found.scenario = Some(value()?),
            "--seed" => {
                let text = value()?;
                let seed = text.parse();
                found.seed =
                    seed.map_err(|_| Error::invalid("command line", "--seed", text, "a whole number ≥ 0"))?;
            }
            _ => return Err(Error::unknown("flag", flag, ["--json", "--scenario", "--seed"])),
        }
    }
    Ok(found)
}

fn report(arguments: &Arguments) -> Result<Report> {
    let scenario = match &arguments.scenario {
        Some(path) => Scenario::read(path)?,
        None => Scenario::northeast_asia_2002(),
    };
    let study = Study::of(scenario.model()?);
    let world = study.model().world();

    let mut regimes = Vec::new();
    for (name, regime) in [("no_pacts", Regime::none()), ("hub_and_spoke", study.status_quo().clone())] {
        regimes.push((name.to_owned(), regime.clone(), study.evaluate(&regime)?));
    }
    for named in scenario.regimes.iter().filter(|r| !["no_pacts", "hub_and_spoke"].contains(&r.name.as_str()))
    {
        let regime = named.on(world);
        regimes.push((named.name.clone(), regime.clone(), study.evaluate(&regime)?));
    }

    // Japan opens, if it is there; the essay's seven are the ones who could sign the regional arrangement.
    let codes: Vec<String> = world.codes().map(String::from).collect();
    let has = |c: &&str| codes.iter().any(|code| code == c);
    let seven: Vec<&str> =
        ["USA", "JPN", "KOR", "PRK", "CHN", "RUS", "MNG"].into_iter().filter(has).collect();
    let table: Vec<&str> =
        if seven.len() > 1 { seven } else { codes.iter().take(7).map(String::as_str).collect() };
    let opener = if table.contains(&"JPN") { "JPN" } else { table[0] };
    let talks = Negotiation::proposed_by(opener).among(table.iter().copied()).over(Menu::cooperative());
    let deal = study.negotiate(&talks, arguments.seed)?;
    let fixed = RegimeSearch { todays_treaties_fixed: true, ..RegimeSearch::default() };
    let verdicts = vec![study.stability_within(deal.regime(), &fixed)?, study.stability(deal.regime())?];

    let treaties = study.treaties(table.iter().copied(), &Menu::only(Package::cooperative()))?;
    let memberships = treaties.membership(Membership { tolerance: 1e-6, ..Membership::default() })?;
    let mut cores = Vec::new();
    for conjecture in [Conjecture::Gamma, Conjecture::Delta] {
        let (game, core) = treaties.core(conjecture)?;
        cores.push((conjecture, game, core));
    }
    let signatories = treaties.nations().iter().map(ToString::to_string).collect();
    Ok(Report { regimes, deal, verdicts, signatories, memberships, cores, study })
}

fn main() -> ExitCode {
    let printed = arguments().and_then(|a| {
        let report = report(&a)?;
        Ok(if a.json { json::render(&report) } else { tables::render(&report) })
    });
    match printed {
        Ok(text) => {
            println!("{text}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}
