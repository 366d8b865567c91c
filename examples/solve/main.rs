//! Solves a game file: `cargo run --release --example solve FILE.json`.
//!
//! Reads one case or several in the schema of [`comity::game::file`] and prints, as JSON, what each kind of game
//! is asked for: exact fractions, null where a concept is undefined, and `certificates_checked`, which is true
//! if every figure was confirmed by the checkers of `comity::solve::certificate`. Errors go to stderr, with exit
//! status 2.

mod airport_typed;
mod answer;
mod chwe_lcs;
mod csg_generator;
mod dynamic_coalition_mpe;
mod hedonic;
mod partition_function;
mod tu_apriori_unions;
mod tu_gain;
mod weighted_voting;

use answer::Answer;
use comity::game::file::{self, Case};
use comity::{Error, Result};
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

type Solve = fn(&Case) -> Result<Answer>;

/// The kinds of game there are: a module and a line each.
const KINDS: [(&str, Solve); 12] = [
    ("airport_typed", airport_typed::solve),
    ("ashg", hedonic::additively_separable),
    ("chwe_lcs", chwe_lcs::solve),
    ("csg_generator", csg_generator::solve),
    ("dynamic_coalition_mpe", dynamic_coalition_mpe::solve),
    ("fractional_hedonic", hedonic::fractional),
    ("hedonic_ordinal", hedonic::ordinal),
    ("partition_function", partition_function::solve),
    ("symmetric_partition_function", partition_function::symmetric),
    ("tu_apriori_unions", tu_apriori_unions::solve),
    ("tu_gain", tu_gain::solve),
    ("weighted_voting", weighted_voting::solve),
];

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let [path] = &arguments[..] else {
        eprintln!("usage: solve FILE.json");
        return ExitCode::from(2);
    };
    let printed = solve(Path::new(path)).and_then(|text| {
        let mut out = std::io::stdout().lock();
        writeln!(out, "{text}").map_err(|source| Error::Io { path: "standard output".into(), source })
    });
    match printed {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("solve: {error}");
            ExitCode::from(2)
        }
    }
}

/// The answers of a file: one object for one case, a list for several.
pub fn solve(path: &Path) -> Result<String> {
    let file = file::read(path)?;
    let answers: Vec<Answer> = file.cases.iter().map(answer).collect::<Result<_>>()?;
    let text = match &answers[..] {
        [answer] if file.single => serde_json::to_string_pretty(answer),
        answers => serde_json::to_string_pretty(answers),
    };
    text.map_err(|e| Error::Parse { place: path.display().to_string(), message: e.to_string() })
}

fn answer(case: &Case) -> Result<Answer> {
    let kind = case.kind()?;
    match KINDS.iter().find(|(name, _)| *name == kind) {
        Some((_, solve)) => solve(case),
        None => Err(case.error("kind", Error::unknown("kind of game", kind, KINDS.map(|(name, _)| name)))),
    }
}
