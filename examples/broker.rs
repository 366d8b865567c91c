//! Who should broker the region's arrangement: Japan, the U.S. or China?
//!
//! ```text
//! cargo run --release --example broker [-- --seeds N] [-- --svg FILE]
//! ```
//!
//! Seven nations negotiate the cooperative menu 1 000 times for each proposer under each of four protocols. What is
//! drawn by seed is how fast each nation concedes (β log-uniform between ¼, Boulware, and 4, conceder); talks break
//! down with probability 1 % a round. Printed: how often there is a deal, who is in it, whether it holds, and who
//! gains from proposing, each with its 95 % confidence interval.

use comity::negotiate::protocol::{Accession, AlternatingOffers, RandomProposer, RejectorProposes};
use comity::negotiate::strategy::TimeDependent;
use comity::prelude::*;
use comity::solve::deviation::Search;
use comity::study::RegimeSearch;
use plotters::prelude::*;
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};
use statrs::distribution::{ContinuousCDF, Normal, StudentsT};
use std::collections::BTreeMap;
use std::process::ExitCode;

const SEVEN: [&str; 7] = ["USA", "JPN", "KOR", "PRK", "CHN", "RUS", "MNG"];
const PROPOSERS: [&str; 3] = ["JPN", "USA", "CHN"];
const PROTOCOLS: [&str; 4] =
    ["alternating offers", "rejector proposes", "random proposer", "sequential accession"];

/// What came of many runs of one set-up.
struct Cell {
    proposer: &'static str,
    protocol: &'static str,
    runs: u32,
    deals: u32,
    holds: u32,
    /// How often each of the seven signed.
    signed: [u32; 7],
    /// Gains of the three possible proposers, USD bn a year, run by run; 0 without a deal.
    gains: [Vec<f64>; 3],
}

/// Under the first two protocols the proposer opens and the others may counter; under the last two it alone proposes, or founds.
fn talks(proposer: &str, protocol: usize) -> Negotiation {
    let talks =
        if protocol < 2 { Negotiation::opened_by(proposer) } else { Negotiation::proposed_by(proposer) };
    let talks = talks.among(SEVEN).over(Menu::cooperative()).breakdown(0.01);
    let talks = talks.with_strategy(|nation, seed| {
        let mut stream = ChaCha8Rng::seed_from_u64(seed);
        stream.set_stream(nation.as_str().bytes().fold(0, |hash: u64, b| hash * 256 + u64::from(b)));
        TimeDependent::new(4f64.powf(2.0 * stream.random::<f64>() - 1.0))
    });
    match protocol {
        0 => talks.under(AlternatingOffers),
        1 => talks.under(RejectorProposes::default()),
        2 => talks.under(RandomProposer::default()),
        _ => talks.under(Accession),
    }
}

/// Whether nobody leaves the deal, today's treaties taken as given; remembered by deal.
fn holds(study: &Study, signed: &[Arrangement], known: &mut BTreeMap<String, bool>) -> Result<bool> {
    let name = signed.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
    if let Some(holds) = known.get(&name) {
        return Ok(*holds);
    }
    let regime = signed.iter().cloned().fold(study.status_quo().clone(), Regime::with);
    let search = Search { coalition_size: 1, ..RegimeSearch::default().search };
    let rules = RegimeSearch { search, todays_treaties_fixed: true, ..RegimeSearch::default() };
    let holds = study.stability_within(&regime, &rules)?.stable;
    known.insert(name, holds);
    Ok(holds)
}

fn run(study: &Study, proposer: &'static str, protocol: usize, seeds: u32) -> Result<Cell> {
    let talks = study.talks(&talks(proposer, protocol))?;
    let (mut stable, mut gain) = (BTreeMap::new(), BTreeMap::new());
    let mut cell = Cell {
        proposer,
        protocol: PROTOCOLS[protocol],
        runs: seeds,
        deals: 0,
        holds: 0,
        signed: [0; 7],
        gains: Default::default(),
    };
    for seed in 0..seeds {
        let signed = talks.signed(&talks.run(u64::from(seed))?);
        if signed.is_empty() {
            cell.gains.iter_mut().for_each(|g| g.push(0.0));
            continue;
        }
        cell.deals += 1;
        cell.holds += u32::from(holds(study, &signed, &mut stable)?);
        let members = |code: &str| signed.iter().any(|a| a.members.iter().any(|c| c.as_str() == code));
        SEVEN.iter().zip(&mut cell.signed).for_each(|(code, count)| *count += u32::from(members(code)));
        let name = signed.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
        if !gain.contains_key(&name) {
            let regime = signed.iter().cloned().fold(study.status_quo().clone(), Regime::with);
            let outcome = study.evaluate(&regime)?;
            let of = |code: &str| outcome.of(code).map_or(0.0, |n| n.money_metric);
            gain.insert(name.clone(), PROPOSERS.map(of));
        }
        cell.gains.iter_mut().zip(gain[&name]).for_each(|(all, one)| all.push(one));
    }
    Ok(cell)
}

/// Wilson's (1927) interval for a share, 95 %.
fn share(count: u32, of: u32) -> (f64, f64, f64) {
    let z = Normal::standard().inverse_cdf(0.975);
    let (n, p) = (f64::from(of), f64::from(count) / f64::from(of.max(1)));
    if of == 0 {
        return (0.0, 0.0, 1.0);
    }
    let middle = (p + z * z / (2.0 * n)) / (1.0 + z * z / n);
    let half = z / (1.0 + z * z / n) * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    (p, (middle - half).max(0.0), (middle + half).min(1.0))
}

/// Mean and half-width of Student's interval, 95 %.
fn mean(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    if values.len() < 2 {
        return (mean, 0.0);
    }
    let variance = values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0);
    let t = StudentsT::new(0.0, 1.0, n - 1.0).map_or(f64::INFINITY, |t| t.inverse_cdf(0.975));
    (mean, t * (variance / n).sqrt())
}

fn print(cells: &[Cell]) {
    println!(
        "{:<9}{:<22}{:>20}{:>20}  {:<40}{:>16}{:>16}{:>16}",
        "proposer",
        "protocol",
        "deal %",
        "holds if agreed %",
        "signs if agreed %",
        "JPN bn",
        "USA bn",
        "CHN bn"
    );
    for c in cells {
        let interval = |(p, low, high): (f64, f64, f64)| {
            format!("{:.1} [{:.1}, {:.1}]", 100.0 * p, 100.0 * low, 100.0 * high)
        };
        let signs: Vec<String> = SEVEN
            .iter()
            .zip(c.signed)
            .map(|(code, k)| format!("{code} {:.0}", 100.0 * f64::from(k) / f64::from(c.deals.max(1))))
            .collect();
        print!(
            "{:<9}{:<22}{:>20}{:>20}  {:<40}",
            c.proposer,
            c.protocol,
            interval(share(c.deals, c.runs)),
            if c.deals > 0 { interval(share(c.holds, c.deals)) } else { "–".into() },
            signs.join(" ")
        );
        for gains in &c.gains {
            let (mean, half) = mean(gains);
            print!("{:>16}", format!("{mean:.2} ± {half:.2}"));
        }
        println!();
    }
}

fn plot(cells: &[Cell], path: &str) -> std::result::Result<(), Box<dyn std::error::Error>> {
    let root = SVGBackend::new(path, (1000, 560)).into_drawing_area();
    root.fill(&WHITE)?;
    let most = cells.iter().flat_map(|c| &c.gains).map(|g| mean(g).0).fold(1.0, f64::max) * 1.5;
    let mut chart = ChartBuilder::on(&root)
        .caption("Who gains when Japan, the U.S. or China proposes?", ("sans-serif", 22))
        .margin(14)
        .x_label_area_size(64)
        .y_label_area_size(56)
        .build_cartesian_2d(0f64..cells.len() as f64, 0f64..most)?;
    chart
        .configure_mesh()
        .disable_x_mesh()
        .disable_x_axis()
        .y_desc("mean gain, USD bn a year (95 % interval)")
        .y_label_style(("sans-serif", 13))
        .draw()?;
    let colours = [RGBColor(190, 60, 50), RGBColor(50, 90, 160), RGBColor(220, 160, 40)];
    for (k, nation) in PROPOSERS.iter().enumerate() {
        let bars = cells.iter().enumerate().map(|(at, cell)| {
            let left = at as f64 + 0.12 + 0.25 * k as f64;
            Rectangle::new([(left, 0.0), (left + 0.23, mean(&cell.gains[k]).0)], colours[k].filled())
        });
        chart
            .draw_series(bars)?
            .label(format!("gain of {nation}"))
            .legend(move |(x, y)| Rectangle::new([(x, y - 5), (x + 12, y + 5)], colours[k].filled()));
        let whiskers = cells.iter().enumerate().map(|(at, cell)| {
            let (m, half) = mean(&cell.gains[k]);
            let x = at as f64 + 0.235 + 0.25 * k as f64;
            PathElement::new([(x, (m - half).max(0.0)), (x, m + half)], BLACK.stroke_width(1))
        });
        chart.draw_series(whiskers)?;
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperLeft)
        .background_style(WHITE.mix(0.85))
        .label_font(("sans-serif", 14))
        .draw()?;
    let (left, right, bottom) = (70.0, 986.0, 498);
    for (at, cell) in cells.iter().enumerate() {
        let x = left + (right - left) * (at as f64 + 0.5) / cells.len() as f64;
        let words: Vec<&str> = cell.protocol.split(' ').collect();
        let lines = [cell.proposer, words[0], words[1]];
        for (row, line) in lines.iter().enumerate() {
            let style = TextStyle::from(("sans-serif", if row == 0 { 15 } else { 12 }).into_font()).pos(
                plotters::style::text_anchor::Pos::new(
                    plotters::style::text_anchor::HPos::Center,
                    plotters::style::text_anchor::VPos::Top,
                ),
            );
            root.draw(&Text::new((*line).to_owned(), (x as i32, bottom + 16 * row as i32), style))?;
        }
    }
    root.present()?;
    Ok(())
}

fn broker() -> Result<()> {
    let (mut seeds, mut svg) = (1000, "broker.svg".to_owned());
    let mut given = std::env::args().skip(1);
    while let Some(flag) = given.next() {
        let value =
            given.next().ok_or_else(|| Error::invalid("command line", &flag, "nothing", "a value"))?;
        match flag.as_str() {
            "--seeds" => {
                let parsed = value.parse().ok().filter(|n| *n > 0);
                seeds = parsed
                    .ok_or_else(|| Error::invalid("command line", "--seeds", value, "a whole number ≥ 1"))?;
            }
            "--svg" => svg = value,
            _ => return Err(Error::unknown("flag", flag, ["--seeds", "--svg"])),
        }
    }
    let study = Study::new(World::northeast_asia_2002())?.with_menu(Menu::cooperative());
    let mut cells = Vec::new();
    for protocol in 0..PROTOCOLS.len() {
        for proposer in PROPOSERS {
            cells.push(run(&study, proposer, protocol, seeds)?);
        }
    }
    println!("{seeds} seeds a row; 95 % intervals; gains are means over all runs, deal or not\n");
    print(&cells);
    plot(&cells, &svg)
        .map_err(|e| Error::Io { path: svg.clone().into(), source: std::io::Error::other(e.to_string()) })?;
    println!("\nplot: {svg}");
    Ok(())
}

fn main() -> ExitCode {
    match broker() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}
