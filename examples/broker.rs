//! Who should broker the region's arrangement: Japan, the U.S. or China? `cargo run --release --example
//! broker`

use clap::{Parser, value_parser};
use comity::negotiate::protocol::{Accession, AlternatingOffers, RandomProposer, RejectorProposes};
use comity::negotiate::{Interval, strategy::TimeDependent};
use comity::prelude::*;
use comity::{solve::deviation::Search, study::RegimeSearch, world::NationCode};
use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng};
use statrs::distribution::{ContinuousCDF, Normal};
use std::{collections::BTreeMap, error::Error, fmt::Write};

const SEVEN: [&str; 7] = ["USA", "JPN", "KOR", "PRK", "CHN", "RUS", "MNG"];
const PROPOSERS: [&str; 3] = ["JPN", "USA", "CHN"];

/// Seven nations negotiate the cooperative menu, for each proposer under each of four protocols. A seed draws
/// how fast each nation concedes (β log-uniform between ¼, Boulware, and 4, conceder); talks break down with
/// probability 1 % per round.
#[derive(Parser)]
struct Arguments {
    /// Negotiations per proposer and protocol, at least 1.
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = value_parser!(u32).range(1..))]
    seeds: u32,
    /// Plot of the mean gains, USD bn per year, with 95 % intervals.
    #[arg(long, value_name = "FILE", default_value = "broker.svg")]
    svg: String,
}

type Opening = fn(&str) -> Negotiation;

/// The proposer opens and the others may counter under the first two; it alone proposes, or founds, under the
/// last two.
const PROTOCOLS: [(&str, Opening); 4] = [
    ("alternating offers", |p| Negotiation::opened_by(p).under(AlternatingOffers)),
    ("rejector proposes", |p| Negotiation::opened_by(p).under(RejectorProposes::default())),
    ("random proposer", |p| Negotiation::proposed_by(p).under(RandomProposer::default())),
    ("sequential accession", |p| Negotiation::proposed_by(p).under(Accession)),
];

fn concession(nation: NationCode, seed: u64) -> TimeDependent {
    let mut stream = ChaCha8Rng::seed_from_u64(seed);
    stream.set_stream(nation.as_str().bytes().fold(0, |hash: u64, b| hash * 256 + u64::from(b)));
    TimeDependent::new(4f64.powf(2.0 * stream.random::<f64>() - 1.0))
}

/// Signatories, none without a deal; whether no nation leaves alone, today's treaties given; gains, USD bn
/// per year.
type End = (Vec<&'static str>, bool, [f64; 3]);

fn run(study: &Study, proposer: &str, opening: Opening, seeds: u32) -> Result<Vec<End>> {
    let search = Search { coalition_size: 1, ..RegimeSearch::default().search };
    let alone = RegimeSearch { search, todays_treaties_fixed: true, ..RegimeSearch::default() };
    let rules = opening(proposer).among(SEVEN).over(Menu::cooperative()).breakdown(0.01);
    let (talks, mut known) = (study.talks(&rules.with_strategy(concession))?, BTreeMap::new());
    let run = |seed: u32| {
        let signed = talks.signed(&talks.run(seed.into())?)?;
        let name = format!("{signed:?}");
        if !known.contains_key(&name) {
            let regime = signed.iter().cloned().fold(study.status_quo().clone(), Regime::with);
            let outcome = study.evaluate(&regime)?;
            let holds = !signed.is_empty() && study.stability_within(&regime, &alone)?.stable;
            let gains = PROPOSERS.map(|code| outcome.of(code).and_then(|nation| nation.money_metric).unwrap_or(0.0));
            let signs = |code: &&str| signed.iter().flat_map(|a| &a.members).any(|n| n.as_str() == *code);
            known.insert(name.clone(), (SEVEN.into_iter().filter(signs).collect(), holds, gains));
        }
        Ok(known[&name].clone())
    };
    (0..seeds).map(run).collect()
}

/// A share in per cent with its 95 % interval (Wilson 1927).
fn share(count: usize, of: usize) -> String {
    let (n, p, z) = (of as f64, count as f64 / of as f64, Normal::standard().inverse_cdf(0.975));
    let middle = (p + z * z / (2.0 * n)) / (1.0 + z * z / n);
    let half = z / (1.0 + z * z / n) * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    let (low, high) = ((middle - half).max(0.0), (middle + half).min(1.0));
    if of == 0 { "–".into() } else { format!("{:.1} [{:.1}, {:.1}]", 100.0 * p, 100.0 * low, 100.0 * high) }
}

fn print(proposer: &str, protocol: &str, ends: &[End], gains: &[(f64, f64); 3]) {
    let agreed: Vec<&End> = ends.iter().filter(|(signed, ..)| !signed.is_empty()).collect();
    let holds = share(agreed.iter().filter(|(_, holds, _)| *holds).count(), agreed.len());
    let signs = SEVEN.map(|code| {
        let times = agreed.iter().filter(|(signed, ..)| signed.contains(&code)).count();
        format!("{code} {:.0}", 100.0 * times as f64 / agreed.len().max(1) as f64)
    });
    let (deals, signs) = (share(agreed.len(), ends.len()), signs.join(" "));
    let [japan, america, china] = gains.map(|(mean, half)| format!("{mean:.2} ± {half:.2}"));
    print!("{proposer:<9}{protocol:<22}{deals:>20}{holds:>20}  {signs:<40}");
    println!("{japan:>16}{america:>16}{china:>16}");
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let study = Study::new(World::northeast_asia_2002())?.with_menu(Menu::cooperative());
    println!("{} seeds a row; 95 % intervals; gains are means over all runs, deal or not\n", arguments.seeds);
    print!("{:<9}{:<22}{:>20}{:>20}  ", "proposer", "protocol", "deal %", "holds if agreed %");
    println!("{:<40}{:>16}{:>16}{:>16}", "signs if agreed %", "JPN bn", "USA bn", "CHN bn");
    let mut svg = String::from(r#"<svg xmlns="http://www.w3.org/2000/svg" width="900" height="600">"#);
    write!(svg, r#"<text y="16">Gain of JPN (red), USA (blue), CHN (black), USD bn per year</text>"#)?;
    let x = |gain: f64| 220.0 + 40.0 * gain;
    (0..16).try_for_each(|gain| writeln!(svg, r#"<text x="{}" y="36">{gain}</text>"#, x(gain.into())))?;
    let cells = PROTOCOLS.into_iter().flat_map(|p| PROPOSERS.map(|proposer| (proposer, p)));
    for (at, (proposer, (protocol, opening))) in cells.enumerate() {
        let ends = run(&study, proposer, opening, arguments.seeds)?;
        let gains = [0, 1, 2].map(|k| {
            let gain = Interval::of(&ends.iter().map(|(_, _, gains)| gains[k]).collect::<Vec<_>>());
            (gain.mean, gain.half_width.unwrap_or(0.0))
        });
        print(proposer, protocol, &ends, &gains);
        writeln!(svg, r#"<text x="8" y="{}">{proposer} {protocol}</text>"#, 68 + 44 * at)?;
        for ((mean, half), (y, colour)) in gains.into_iter().zip([(54, "red"), (64, "blue"), (74, "black")]) {
            let (y, from, to) = (y + 44 * at, x(mean - half), x(mean + half));
            writeln!(svg, r#"<path stroke="{colour}" d="M{from} {y}H{to}"/>"#)?;
            writeln!(svg, r#"<circle fill="{colour}" cx="{}" cy="{y}" r="3"/>"#, x(mean))?;
        }
    }
    std::fs::write(&arguments.svg, svg + "</svg>\n")?;
    println!("\nplot: {}", arguments.svg);
    Ok(())
}
