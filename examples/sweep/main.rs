//! Which assumption drives what the cooperative arrangement of seven is worth to a nation? On one machine or on
//! many: `cargo run --release --example sweep -- run --out DIR`, then `… indices --out DIR`; with `--features report`
//! `… page FILE.html`: one factor at a time, elementary effects and shares of variance as figures.

#[cfg(feature = "report")]
mod page;

use clap::{Args, Parser};
use comity::experiment::*;
use comity::{frame::Column, prelude::*, world::NationCode};
use std::io::{IsTerminal, stderr};
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::{Duration, Instant};

const SEVEN: [&str; 7] = ["USA", "JPN", "KOR", "PRK", "CHN", "RUS", "MNG"];

/// Gains under ranges of what the model assumes: a Saltelli design, its shares of variance.
#[derive(Parser)]
enum Command {
    /// Runs the experiment, or a shard of it.
    Run(Settings),
    /// Prints the numbers of the shards that are not whole, as engines take them.
    Missing { folder: PathBuf },
    /// Writes one table of all shards.
    Merge { folder: PathBuf },
    /// Prints which assumption drives the gain.
    Indices(Settings),
    /// Writes a page of figures: three designs, in memory.
    #[cfg(feature = "report")]
    Page {
        file: PathBuf,
        /// Points of each of eight scrambles, a power of 2.
        #[arg(long, default_value_t = 64)]
        points: usize,
        /// Whose gain.
        #[arg(long, default_value = "JPN")]
        nation: String,
    },
}

#[derive(Args)]
struct Settings {
    /// Folder of the shards.
    #[arg(long)]
    out: PathBuf,
    /// Part of the runs, `i/n` with `i` from 0.
    #[arg(long, default_value = "0/1")]
    shard: Shard,
    /// Points of each of eight scrambles, a power of 2.
    #[arg(long, default_value_t = 64)]
    points: usize,
    /// Whose gain.
    #[arg(long, default_value = "JPN")]
    nation: String,
}

fn factors() -> Result<Vec<Factor>> {
    let ranges = [
        ("escalation.constant", -4.5, -2.9),
        ("war.defeat", 0.1, 0.5),
        ("decisiveness", 0.5, 2.0),
        ("deterrence", 0.0, 20.0),
        ("treaty.autonomy", 0.0, 4e-4),
        ("trade_elasticity", 3.0, 8.0),
        ("arms.outward_share", 0.1, 0.8),
        ("strength_scale", 2000.0, 8000.0),
    ];
    ranges.into_iter().map(|(name, low, high)| Factor::parameter(name, low, high)).collect()
}

fn design(points: usize) -> Result<Design> {
    Design::saltelli(factors()?, Saltelli { points, ..Saltelli::default() })
}

/// The gain of a nation from the cooperative arrangement of seven in each draw.
fn gain(nation: &str, design: Design) -> Result<Experiment<'static>> {
    let world = World::northeast_asia_2002();
    world.index(nation)?;
    let seven = SEVEN.iter().map(|code| code.parse()).collect::<Result<Vec<NationCode>>>()?;
    let regime =
        Package::cooperative().signed_by(&seven).into_iter().fold(Regime::status_quo(&world), Regime::with);
    let (nation, column) = (nation.to_owned(), Column::real("gain").unit("USD bn per year"));
    Experiment::new(format!("sweep {nation}"), design, [column], move |draw, _, rows| {
        let model = Model::new(world.clone(), draw.parameters(Parameters::default())?)?;
        rows.push([model.evaluate(&regime)?.of(&nation).map(|n| n.money_metric).into()])
    })
}

/// A line on a terminal that is renewed, or one every ten seconds in a log.
fn watch(progress: Progress, last: &Mutex<Option<Instant>>) {
    let Progress { done, failed, of } = progress;
    let Ok(mut last) = last.lock() else { return };
    let (wait, end) = if stderr().is_terminal() { (0.1, '\r') } else { (10.0, '\n') };
    if done == of || last.is_none_or(|at| at.elapsed() > Duration::from_secs_f64(wait)) {
        *last = Some(Instant::now());
        eprint!("{done} of {of} runs, {failed} failed{}", if done == of { '\n' } else { end });
    }
}

fn run(command: Command) -> Result<()> {
    match command {
        Command::Run(Settings { out, shard, points, nation }) => {
            let last = Mutex::new(None);
            gain(&nation, design(points)?)?.watched(|progress| watch(progress, &last)).write(out, shard)
        }
        Command::Missing { folder } => {
            let numbers: Vec<String> = missing(folder)?.iter().map(|s| s.index().to_string()).collect();
            println!("{}", numbers.join(","));
            Ok(())
        }
        Command::Merge { folder } => merge(folder, Format::Csv).map(|path| println!("{}", path.display())),
        Command::Indices(Settings { out, points, .. }) => {
            let gains = mean_by_draw(&collect(out)?, "gain")?;
            println!("{}", Indices::sobol(&design(points)?, &gains, Bootstrap::default())?);
            Ok(())
        }
        #[cfg(feature = "report")]
        Command::Page { file, points, nation } => page::write(&nation, points, &file),
    }
}

fn main() {
    if let Err(error) = run(Command::parse()) {
        eprintln!("error: {error}");
        std::process::exit(2);
    }
}
