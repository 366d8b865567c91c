//! The essay's nine patterns over draws of what the model assumes: in which share does each hold, with its mechanism,
//! without it, and with trust dealt out at random?
//!
//! `cargo run --release --example patterns -- [--draws N] [--replicates R] [--years T] [--seed S] [--shard i/n]
//! [--out DIR] [--json]`, then `… patterns missing DIR` and `… patterns merge DIR [--json]`; with `--features report`
//! also `[--report FILE.html]`.
//!
//! A pattern is the essay's hypothesis, not the answer: one that is refuted is printed as refuted.

mod claims;
#[cfg(feature = "report")]
mod page;
mod region;
mod table;

use clap::{Args, Parser, Subcommand};
use comity::experiment::*;
use comity::prelude::*;
use std::io::{IsTerminal, stderr};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Nine patterns of the essay over draws of the assumptions: structural, supported, contingent or refuted.
#[derive(Parser)]
#[command(args_conflicts_with_subcommands = true)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    settings: Settings,
}

#[derive(Subcommand)]
enum Command {
    /// Prints the numbers of the shards that are not whole, as engines take them.
    Missing {
        /// Folder of the shards.
        folder: PathBuf,
    },
    /// Reads all shards and prints the patterns.
    Merge {
        /// Folder of the shards.
        folder: PathBuf,
        #[command(flatten)]
        told: Told,
    },
}

/// How the patterns are told.
#[derive(Args)]
struct Told {
    /// Print the patterns as JSON.
    #[arg(long)]
    json: bool,
    /// Write a page of figures, and print nothing else.
    #[cfg(feature = "report")]
    #[arg(long, value_name = "FILE.html", conflicts_with = "json")]
    report: Option<PathBuf>,
}

impl Told {
    fn tell(&self, design: &Design, rows: &comity::frame::Frame) -> Result<()> {
        #[cfg(feature = "report")]
        if let Some(file) = &self.report {
            return page::write(design, rows, file);
        }
        table::print(design, rows, self.json)
    }
}

#[derive(Args)]
struct Settings {
    /// Draws of the assumptions, a Latin hypercube.
    #[arg(long, default_value_t = 100, value_parser = at_least_two)]
    draws: usize,
    /// Histories per draw, at least 2: a pattern is true in a draw if its mean is, at one-sided 95 %.
    #[arg(long, default_value_t = 5, value_parser = at_least_two)]
    replicates: usize,
    /// Years of a history.
    #[arg(long, default_value_t = 40, value_parser = clap::value_parser!(u32).range(1..=1000))]
    years: u32,
    /// Seed of the design and of the histories.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Part of the runs, `i/n` with `i` from 0; needs `--out`.
    #[arg(long, requires = "out")]
    shard: Option<Shard>,
    /// Folder of the shards; in memory if left out.
    #[arg(long)]
    out: Option<PathBuf>,
    #[command(flatten)]
    told: Told,
}

fn at_least_two(text: &str) -> std::result::Result<usize, String> {
    match text.parse() {
        Ok(n) if (2..=1_000_000).contains(&n) => Ok(n),
        _ => Err("a whole number, 2 to 1000000".into()),
    }
}

/// A line on a terminal that is renewed, or one every ten seconds in a log.
fn watch(Progress { done, failed, of }: Progress, last: &Mutex<Instant>) {
    let Ok(mut last) = last.lock() else { return };
    let (wait, end) = if stderr().is_terminal() { (0.1, '\r') } else { (10.0, '\n') };
    if done == of || last.elapsed() > Duration::from_secs_f64(wait) {
        *last = Instant::now();
        eprint!("{done} of {of} runs, {failed} failed{}", if done == of { '\n' } else { end });
    }
}

/// The design of a folder of shards, from its plan, whose seed is also that of the design.
fn design_of(folder: &Path) -> Result<Design> {
    let path = folder.join("plan.json");
    let text = std::fs::read_to_string(&path).map_err(|source| Error::Io { path: path.clone(), source })?;
    let planned: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    let number = |key: &str| {
        let subject = path.display().to_string();
        let wrong = || Error::invalid(subject, key, &planned["plan"][key], "what a run has written");
        planned["plan"][key].as_u64().ok_or_else(wrong)
    };
    region::design(number("draws")? as usize, number("seed")?)
}

fn run(Arguments { command, settings }: Arguments) -> Result<()> {
    match command {
        Some(Command::Missing { folder }) => {
            let numbers: Vec<String> = missing(folder)?.iter().map(|s| s.index().to_string()).collect();
            println!("{}", numbers.join(","));
            Ok(())
        }
        Some(Command::Merge { folder, told }) => {
            merge(&folder, Format::Csv)?;
            told.tell(&design_of(&folder)?, &collect(&folder)?)
        }
        None => {
            let design = region::design(settings.draws, settings.seed)?;
            let last = Mutex::new(Instant::now());
            let name = format!("patterns, {} years", settings.years);
            let experiment = Experiment::new(name, design.clone(), claims::columns(), |draw, seed, rows| {
                let assumed = region::Assumptions::of(draw, seed, settings.years)?;
                rows.push(claims::statistics(&assumed)?.into_iter().map(Into::into))
            })?;
            let experiment =
                experiment.replicates(settings.replicates).seed(settings.seed).watched(|p| watch(p, &last));
            let Some(folder) = &settings.out else {
                return settings.told.tell(&design, &experiment.run()?);
            };
            let shard = settings.shard.map_or_else(|| "0/1".parse(), Ok)?;
            experiment.write(folder, shard)?;
            if missing(folder)?.is_empty() {
                merge(folder, Format::Csv)?;
                return settings.told.tell(&design, &collect(folder)?);
            }
            Ok(())
        }
    }
}

fn main() {
    if let Err(error) = run(Arguments::parse()) {
        eprintln!("error: {error}");
        std::process::exit(2);
    }
}
