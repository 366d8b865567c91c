//! Negotiation over a domain of one's own under a chosen protocol. `cargo run --example bargain -- --help`

use clap::{Parser, builder::PossibleValuesParser};
use comity::game::SignUpRule;
use comity::negotiate::domain::{Generator, LinearDomain, ListDomain};
use comity::negotiate::protocol::*;
use comity::negotiate::strategy::{BestReply, Micro, Random, TimeDependent, TitForTat};
use comity::negotiate::{Analysis, Domain, Session, Strategy};
use comity::{Error, Result};

/// Negotiates, and prints the trace and how far from the Pareto frontier and the Nash point the talks end.
#[derive(Parser)]
struct Arguments {
    /// A list of outcomes or issues with preferences in JSON (`ListDomain`, `LinearDomain`); a random domain of
    /// three parties by default.
    file: Option<String>,
    /// Rules of the talks.
    #[arg(long, default_value = "alternating-offers", value_parser = PossibleValuesParser::new(PROTOCOLS.map(|p| p.0)))]
    protocol: String,
    /// One for all, or one per party.
    #[arg(long, value_delimiter = ',', default_value = "boulware", value_parser = PossibleValuesParser::new(STRATEGIES.map(|s| s.0)))]
    strategies: Vec<String>,
    /// Rounds, at least 1.
    #[arg(long, default_value_t = 100)]
    deadline: u32,
    /// Discount factor per round, in (0, 1]; 1 by default.
    #[arg(long)]
    discount: Option<f64>,
    /// Seed of all random draws, a whole number.
    #[arg(long, default_value_t = 0)]
    seed: u64,
}

type Choice<T> = (&'static str, fn(usize) -> Box<T>);

/// Protocols by name, for a number of parties.
const PROTOCOLS: [Choice<dyn Protocol>; 9] = [
    ("alternating-offers", |_| Box::new(AlternatingOffers)),
    ("simultaneous-offers", |_| Box::new(SimultaneousOffers)),
    ("majority", |n| Box::new(WeightedMajority::simple(n))),
    ("random-proposer", |_| Box::new(RandomProposer::default())),
    ("rejector-proposes", |_| Box::new(RejectorProposes::default())),
    ("conditional-votes", |_| Box::new(ConditionalVotes::default())),
    ("single-text", |_| Box::new(SingleText)),
    ("clubs", |_| Box::new(Clubs { rule: SignUpRule::Delta })),
    ("accession", |_| Box::new(Accession)),
];

/// Strategies by name, for a party.
const STRATEGIES: [Choice<dyn Strategy>; 7] = [
    ("boulware", |_| Box::new(TimeDependent::boulware())),
    ("linear", |_| Box::new(TimeDependent::linear())),
    ("conceder", |_| Box::new(TimeDependent::conceder())),
    ("tit-for-tat", |_| Box::new(TitForTat::new(0.02))),
    ("micro", |_| Box::new(Micro::new())),
    ("random", |_| Box::new(Random::new(0.5))),
    ("sign-up", |_| Box::new(BestReply::new(SignUpRule::Delta))), // plays `clubs`
];

fn chosen<T: ?Sized>(from: &[Choice<T>], name: &str, number: usize) -> Box<T> {
    let (_, make) = from.iter().find(|(known, _)| *known == name).unwrap_or(&from[0]);
    make(number)
}

fn domain(file: Option<&String>) -> Result<Box<dyn Domain>> {
    let Some(path) = file else {
        let generator = Generator { parties: 3, conflict: 0.8, reservation: 0.2, seed: 1 };
        return Ok(Box::new(generator.issues(&[4, 4, 3])?));
    };
    let text = std::fs::read_to_string(path).map_err(|source| Error::Io { path: path.into(), source })?;
    let unread = |e: serde_json::Error| Error::Parse { place: path.clone(), message: e.to_string() };
    match text.contains("\"utilities\"") {
        true => Ok(Box::new(serde_json::from_str::<ListDomain>(&text).map_err(unread)?)),
        false => Ok(Box::new(serde_json::from_str::<LinearDomain>(&text).map_err(unread)?)),
    }
}

fn main() -> Result<()> {
    let Arguments { file, protocol, strategies, deadline, discount, seed } = Arguments::parse();
    let domain = domain(file.as_ref())?;
    let parties = domain.parties();
    let protocol = chosen(&PROTOCOLS, &protocol, parties);
    let session = Session::new(&*domain, &*protocol).deadline(deadline).seed(seed);
    let session = discount.into_iter().fold(session, Session::discount);
    let seats = (0..parties).zip(strategies.iter().cycle());
    let trace =
        seats.fold(session, |session, (i, name)| session.seat(i, chosen(&STRATEGIES, name, i))).run()?;
    let analysis = Analysis::of(&*domain)?;
    print!("{trace}\n\n{analysis}");
    for agreement in &trace.agreements {
        let worth = |i| Ok(domain.utility(i, agreement.deal.outcome)? + agreement.deal.payment(i));
        let from = analysis.distances(&(0..parties).map(worth).collect::<Result<Vec<_>>>()?)?;
        let nash = from.nash.map_or("–".into(), |d| format!("{d:.4}"));
        println!(
            "{}: {:.4} from the Pareto frontier, {nash} from the Nash point",
            agreement.label, from.pareto
        );
    }
    Ok(())
}
