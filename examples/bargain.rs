//! Negotiation over a domain of one's own under a chosen protocol and strategies. `cargo run --example
//! bargain -- --help`

use clap::{Parser, builder::PossibleValuesParser};
use comity::game::SignUpRule;
use comity::negotiate::domain::{Generator, ListDomain};
use comity::negotiate::protocol::*;
use comity::negotiate::strategy::{BestReply, Micro, Random, TimeDependent, TitForTat};
use comity::negotiate::{Analysis, Domain, Session, Settings, Strategy};
use comity::{Error, Result};

/// Negotiates, and prints the trace and how far from the Pareto frontier and the Nash point the talks end.
#[derive(Parser)]
struct Arguments {
    /// A list of outcomes or issues with preferences in JSON (`ListDomain`, `LinearDomain`). With the feature
    /// `import` also another tool's domain followed by one profile per party (GENIUS .xml, NegMAS .json), or
    /// GeniusWeb profiles. A random domain of three by default.
    files: Vec<String>,
    /// Rules of the talks.
    #[arg(long, default_value = "alternating-offers", value_parser = PossibleValuesParser::new(PROTOCOLS.map(|p| p.0)))]
    protocol: String,
    /// One for all, or one per party.
    #[arg(long, value_delimiter = ',', default_value = "boulware", value_parser = PossibleValuesParser::new(STRATEGIES))]
    strategies: Vec<String>,
    /// Rounds, at least 1.
    #[arg(long, default_value_t = Settings::default().deadline)]
    deadline: u32,
    /// Discount factor per round, in (0, 1]; the file's, or 1, by default.
    #[arg(long)]
    discount: Option<f64>,
    /// Probability per round that talks end, in [0, 1).
    #[arg(long, default_value_t = 0.0)]
    breakdown: f64,
    /// Parties who may propose, numbered from 0; all by default.
    #[arg(long, value_delimiter = ',')]
    proposers: Vec<usize>,
    /// Least number of members of an agreement that not everybody need sign.
    #[arg(long, default_value_t = Settings::default().quorum)]
    quorum: usize,
    /// Seed of all random draws, a whole number.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Print the trace as one line of JSON.
    #[arg(long)]
    json: bool,
    /// Print the trace as CSV.
    #[arg(long, conflicts_with = "json")]
    csv: bool,
}

type Choice<T> = (&'static str, fn(usize) -> Box<T>);

/// Protocols by name, for a number of parties.
const PROTOCOLS: [Choice<dyn Protocol>; 13] = [
    ("alternating-offers", |_| Box::new(AlternatingOffers)),
    ("simultaneous-offers", |_| Box::new(SimultaneousOffers)),
    ("majority-closed", |n| Box::new(WeightedMajority::simple(n))),
    ("majority-open", |n| Box::new(WeightedMajority { open: true, ..WeightedMajority::simple(n) })),
    ("random-proposer", |_| Box::new(RandomProposer::default())),
    ("rejector-proposes", |_| Box::new(RejectorProposes::default())),
    ("conditional-votes", |_| Box::new(ConditionalVotes::default())),
    ("single-text", |_| Box::new(SingleText)),
    ("clubs-gamma", |_| Box::new(Clubs { rule: SignUpRule::Gamma })),
    ("clubs-delta", |_| Box::new(Clubs { rule: SignUpRule::Delta })),
    ("clubs-open", |_| Box::new(Clubs { rule: SignUpRule::Open })),
    ("accession", |_| Box::new(Accession)),
    ("renegotiation", |_| {
        Box::new(Renegotiation { first: RandomProposer::default(), rounds: 10, break_up: SignUpRule::Delta })
    }),
];
const STRATEGIES: [&str; 7] = ["boulware", "linear", "conceder", "tit-for-tat", "micro", "random", "sign-up"];

fn strategy(name: &str, protocol: &str) -> Box<dyn Strategy> {
    match name {
        "linear" => Box::new(TimeDependent::linear()),
        "conceder" => Box::new(TimeDependent::conceder()),
        "tit-for-tat" => Box::new(TitForTat::new(0.02)),
        "micro" => Box::new(Micro::new()),
        "random" => Box::new(Random::new(0.5)),
        "sign-up" => Box::new(BestReply::new(match protocol {
            "clubs-gamma" => SignUpRule::Gamma,
            "clubs-delta" => SignUpRule::Delta,
            _ => SignUpRule::Open,
        })),
        _ => Box::new(TimeDependent::boulware()),
    }
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
        _ => issues(files, &text),
    }
}

/// A domain of issues: our own file, or another tool's.
#[cfg(feature = "import")]
fn issues(files: &[String], _: &str) -> Result<(Box<dyn Domain>, Vec<f64>)> {
    let comity::negotiate::Imported { domain, discounts } = comity::negotiate::Imported::read(files)?;
    Ok((Box::new(domain), discounts))
}

/// A domain of issues; other tools' files need the feature `import`.
#[cfg(not(feature = "import"))]
fn issues(files: &[String], text: &str) -> Result<(Box<dyn Domain>, Vec<f64>)> {
    let domain = serde_json::from_str::<comity::negotiate::domain::LinearDomain>(text).map_err(|e| {
        let message = format!("{e}; other tools' files need `--features import`");
        Error::Parse { place: files[0].clone(), message }
    })?;
    let discounts = vec![1.0; domain.parties()];
    Ok((Box::new(domain), discounts))
}

fn run(arguments: &Arguments) -> Result<()> {
    let (domain, discounts) = domain(&arguments.files)?;
    let deadline = arguments.deadline;
    let discounts = match arguments.discount {
        Some(all) => vec![all],
        None if discounts.iter().all(|d| *d == 1.0) => vec![],
        None => discounts.iter().map(|d| d.powf(1.0 / f64::from(deadline))).collect(),
    };
    let settings = Settings {
        deadline,
        discounts,
        breakdown: arguments.breakdown,
        proposers: arguments.proposers.clone(),
        quorum: arguments.quorum,
        ..Settings::default()
    };
    let chosen = PROTOCOLS.iter().find(|(name, _)| *name == arguments.protocol).unwrap_or(&PROTOCOLS[0]);
    let protocol = chosen.1(domain.parties());
    let mut session = Session::new(&*domain, &*protocol).settings(settings).seed(arguments.seed);
    let names = arguments.strategies.iter().cycle();
    for (party, name) in (0..domain.parties()).zip(names) {
        session = session.seat(party, strategy(name, &arguments.protocol));
    }
    let trace = session.run()?;
    if arguments.json {
        println!(
            "{}",
            serde_json::to_string(&trace)
                .map_err(|e| Error::Parse { place: "trace".into(), message: e.to_string() })?
        );
        return Ok(());
    }
    if arguments.csv {
        return trace.frame()?.write_csv(std::io::stdout().lock());
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
    if let Err(error) = run(&Arguments::parse()) {
        eprintln!("error: {error}");
        std::process::exit(2);
    }
}
