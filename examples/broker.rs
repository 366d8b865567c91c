//! Who should broker the region's arrangement? `cargo run --release --example broker`

use clap::Parser;
use comity::experiment::{Design, Experiment, Factor, summarise};
use comity::frame::{Cell::Real, Column};
use comity::negotiate::protocol::{Accession, AlternatingOffers, RandomProposer, RejectorProposes};
use comity::negotiate::strategy::TimeDependent;
use comity::{Stream, prelude::*, study::RegimeSearch, world::NationCode};

/// Seven nations negotiate the cooperative menu, opened by Japan, the U.S. or China, under four protocols.
/// A seed draws how fast each concedes (β log-uniform, ¼ to 4); talks break down with 1 % per round.
#[derive(Parser)]
struct Arguments {
    /// Negotiations per proposer and protocol.
    #[arg(long, default_value_t = 1000)]
    seeds: usize,
    /// Plot of the means' 95 % intervals.
    #[arg(long, default_value = "broker.svg")]
    svg: String,
}
const BROKERS: [&str; 3] = ["JPN", "USA", "CHN"];
type Opening = fn(&str) -> Negotiation;
const PROTOCOLS: [(&str, Opening); 4] = [
    ("alternating offers", |p| Negotiation::opened_by(p).under(AlternatingOffers)),
    ("rejector proposes", |p| Negotiation::opened_by(p).under(RejectorProposes::default())),
    ("random proposer", |p| Negotiation::proposed_by(p).under(RandomProposer::default())),
    ("sequential accession", |p| Negotiation::proposed_by(p).under(Accession)),
];
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (Arguments { seeds, svg }, study) = (Arguments::parse(), Study::new(World::northeast_asia_2002())?);
    let given = RegimeSearch::todays_treaties_given(); // as northeast_asia asks it
    let uniform = |nation: NationCode, seed| Stream::new(seed, nation.as_str()).uniform();
    let concession = move |nation, seed| TimeDependent::new(16f64.powf(uniform(nation, seed) - 0.5));
    let seven = |rules: Negotiation| rules.among(["USA", "JPN", "KOR", "PRK", "CHN", "RUS", "MNG"]);
    let rules = PROTOCOLS.iter().flat_map(|(_, opening)| BROKERS.map(opening)).map(seven);
    let rules = rules.map(|r| r.over(Menu::cooperative()).breakdown(0.01).with_strategy(concession));
    let talks = rules.map(|rules| study.talks(&rules)).collect::<Result<Vec<_>>>()?;
    let protocol = Factor::category("protocol", PROTOCOLS.map(|protocol| protocol.0))?;
    let design = Design::full_factorial([protocol, Factor::category("proposer", BROKERS)?], 0)?;
    let columns = BROKERS.map(Column::real).into_iter().chain(["deal", "holds"].map(Column::boolean));
    let experiment = Experiment::new("broker", design.clone(), columns, |draw, seed, rows| {
        let talks = draw.get("protocol").and(draw.get("proposer")).map(|_| &talks[draw.number()])?;
        let signed = talks.signed(&talks.run(seed)?)?.into_iter();
        let regime = signed.fold(study.status_quo().clone(), Regime::with);
        let (outcome, deal) = (study.evaluate(&regime)?, regime != *study.status_quo());
        let gains = BROKERS.map(|code| outcome.of(code).and_then(|nation| nation.money_metric).into());
        let holds = if deal { Some(study.stability_within(&regime, &given)?.holds) } else { None };
        rows.push(gains.into_iter().chain([deal.into(), holds.into()]))
    })?;
    let (table, mut plot) = (summarise(&design, &experiment.replicates(seeds).run()?)?, String::new());
    for (y, row) in (0..table.len()).filter_map(|k| Some((16 * k, table.row(k)?))) {
        let [_, protocol, proposer, what, .., Real(low), Real(high)] = row[..] else { continue };
        plot += &format!("<text x='8' y='{y}'>{protocol}, {proposer}: {what}</text>");
        plot += &format!("<path stroke='red' d='M{} {y}H{}'/>", 320.0 + 40.0 * low, 321.0 + 40.0 * high);
    }
    std::fs::write(&svg, format!("<svg xmlns='http://www.w3.org/2000/svg' height='999'>{plot}</svg>"))?;
    print!("{table}\nplot: {svg}\n");
    Ok(())
}
