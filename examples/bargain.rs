//! Negotiates over a domain of your own under a named protocol and strategies, and prints the trace.
//!
//! `cargo run --example bargain -- [OPTIONS] FILE...`
//!
//! FILE is a list of outcomes or issues with preferences in JSON (`ListDomain`, `LinearDomain`), or another tool's domain file followed by
//! one profile a party (GENIUS `.xml`, NegMAS `.json`), or GeniusWeb profiles. Without a file a random domain of three is used.
//!
//! `--protocol NAME`, `--strategies A,B,...` (one for all, or one a party), `--deadline N`, `--discount D`, `--breakdown P`,
//! `--proposers 0,2`, `--quorum N`, `--seed N`, `--json`, `--csv`

use comity::negotiate::domain::{Generator, Imported, ListDomain};
use comity::negotiate::protocol::*;
use comity::negotiate::strategy::{Micro, Random, SignUp, Strategy, TimeDependent, TitForTat};
use comity::negotiate::{Analysis, Domain, Session};
use comity::{Error, Result};

const PROTOCOLS: [&str; 13] = [
    "alternating-offers",
    "simultaneous-offers",
    "majority-closed",
    "majority-open",
    "random-proposer",
    "rejector-proposes",
    "conditional-votes",
    "single-text",
    "clubs-gamma",
    "clubs-delta",
    "clubs-open",
    "accession",
    "renegotiation",
];
const STRATEGIES: [&str; 7] = ["boulware", "linear", "conceder", "tit-for-tat", "micro", "random", "sign-up"];

fn protocol(name: &str, parties: usize) -> Result<Box<dyn Protocol>> {
    Ok(match name {
        "alternating-offers" => Box::new(AlternatingOffers),
        "simultaneous-offers" => Box::new(SimultaneousOffers),
        "majority-closed" => Box::new(WeightedMajority::simple(parties)),
        "majority-open" => {
            Box::new(WeightedMajority { rule: Amendment::Open, ..WeightedMajority::simple(parties) })
        }
        "random-proposer" => Box::new(RandomProposer::default()),
        "rejector-proposes" => Box::new(RejectorProposes::default()),
        "conditional-votes" => Box::new(ConditionalVotes::default()),
        "single-text" => Box::new(SingleText),
        "clubs-gamma" | "clubs-delta" | "clubs-open" => Box::new(Clubs { membership: membership(name) }),
        "accession" => Box::new(Accession),
        "renegotiation" => {
            Box::new(Renegotiation { first: RandomProposer::default(), rounds: 10, break_up: BreakUp::Delta })
        }
        _ => return Err(Error::unknown("protocol", name, PROTOCOLS)),
    })
}

fn membership(protocol: &str) -> Membership {
    match protocol {
        "clubs-gamma" => Membership::Gamma,
        "clubs-delta" => Membership::Delta,
        _ => Membership::Open,
    }
}

fn strategy(name: &str, protocol: &str) -> Result<Box<dyn Strategy>> {
    Ok(match name {
        "boulware" => Box::new(TimeDependent::boulware()),
        "linear" => Box::new(TimeDependent::linear()),
        "conceder" => Box::new(TimeDependent::conceder()),
        "tit-for-tat" => Box::new(TitForTat::new(0.02)),
        "micro" => Box::new(Micro::new()),
        "random" => Box::new(Random::new(0.5)),
        "sign-up" => Box::new(SignUp::new(membership(protocol))),
        _ => return Err(Error::unknown("strategy", name, STRATEGIES)),
    })
}

/// The domain of these files, and each party's discount factor over the whole session.
fn domain(files: &[String]) -> Result<(Box<dyn Domain>, Vec<f64>)> {
    let Some(first) = files.first() else {
        let generator = Generator { parties: 3, conflict: 0.8, reservation: 0.2, seed: 1 };
        return Ok((Box::new(generator.issues(&[4, 4, 3])?), vec![1.0; 3]));
    };
    let text = std::fs::read_to_string(first).map_err(|source| Error::Io { path: first.into(), source })?;
    match serde_json::from_str::<serde_json::Value>(&text) {
        Ok(value) if value.get("utilities").is_some() => {
            let list = serde_json::from_str::<ListDomain>(&text);
            let list = list.map_err(|e| Error::Parse { place: first.clone(), message: e.to_string() })?;
            let discounts = vec![1.0; list.parties()];
            Ok((Box::new(list), discounts))
        }
        _ => {
            let Imported { domain, discounts } = Imported::read(files)?;
            Ok((Box::new(domain), discounts))
        }
    }
}

fn number<T: std::str::FromStr>(option: &str, text: &str) -> Result<T> {
    text.trim().parse().map_err(|_| Error::invalid("command line", option, text, "a number"))
}

fn run(arguments: Vec<String>) -> Result<()> {
    let (mut files, mut json, mut csv) = (Vec::new(), false, false);
    let (mut name, mut names, mut rules, mut seed) =
        ("alternating-offers".to_owned(), "boulware".to_owned(), comity::negotiate::Settings::default(), 0);
    let mut arguments = arguments.into_iter();
    while let Some(option) = arguments.next() {
        let mut value =
            || arguments.next().ok_or_else(|| Error::invalid("command line", &*option, "", "a value"));
        match option.as_str() {
            "--protocol" => name = value()?,
            "--strategies" => names = value()?,
            "--deadline" => rules.deadline = number(&option, &value()?)?,
            "--discount" => rules.discounts = vec![number(&option, &value()?)?],
            "--breakdown" => rules.breakdown = number(&option, &value()?)?,
            "--quorum" => rules.quorum = number(&option, &value()?)?,
            "--seed" => seed = number(&option, &value()?)?,
            "--proposers" => {
                rules.proposers = value()?.split(',').map(|p| number(&option, p)).collect::<Result<_>>()?;
            }
            "--json" => json = true,
            "--csv" => csv = true,
            _ if option.starts_with("--") => {
                return Err(Error::unknown("option", &option, ["see the top of this file"]));
            }
            _ => files.push(option),
        }
    }
    let (domain, discounts) = domain(&files)?;
    if rules.discounts.is_empty() && discounts.iter().any(|d| *d != 1.0) {
        rules.discounts = discounts.iter().map(|d| d.powf(1.0 / f64::from(rules.deadline))).collect();
    }
    let protocol = protocol(&name, domain.parties())?;
    let names: Vec<&str> = names.split(',').collect();
    let mut session = Session::new(&*domain, &*protocol).settings(rules).seed(seed);
    for party in 0..domain.parties() {
        session = session.seat(party, strategy(names[party % names.len()], &name)?);
    }
    let trace = session.run()?;
    if json {
        return trace.write_json_line(std::io::stdout().lock());
    }
    if csv {
        return trace.write_csv(std::io::stdout().lock());
    }
    println!("{trace}\n");
    let analysis = Analysis::of(&*domain)?;
    print!("{analysis}");
    for agreement in &trace.agreements {
        let paid = |i| Ok(domain.utility(i, agreement.deal.outcome)? + agreement.deal.payment(i));
        let d = analysis.distances(&(0..domain.parties()).map(paid).collect::<Result<Vec<_>>>()?)?;
        let nash = d.nash.map_or("–".into(), |d| format!("{d:.4}"));
        println!("{}: {:.4} from the Pareto frontier, {nash} from the Nash point", agreement.label, d.pareto);
    }
    Ok(())
}

fn main() {
    if let Err(error) = run(std::env::args().skip(1).collect()) {
        eprintln!("{error}");
        std::process::exit(2);
    }
}
