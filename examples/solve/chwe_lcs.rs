//! Farsightedness over a finite set of outcomes: the largest consistent set, and who dominates whom indirectly.

use super::answer::Answer;
use comity::coalition::Coalition;
use comity::game::file::{Case, Exact};
use comity::game::{FiniteSituation, Fraction, Move};
use comity::solve::certificate::farsighted::check_largest_consistent_set;
use comity::solve::convention::Improvement;
use comity::solve::farsighted::{Dominance, largest_consistent_set};
use comity::{Error, Result};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Deserialize)]
struct Effect {
    from: String,
    to: String,
    coalitions: Vec<Vec<usize>>,
}

pub fn solve(case: &Case) -> Result<Answer> {
    let names: Vec<String> = case.parsed("outcomes")?;
    let players: Vec<BTreeMap<String, Exact>> = case.parsed("utilities_ordinal")?;
    let effects: Vec<Effect> = case.parsed("effectivity")?;
    let place: BTreeMap<&str, usize> = names.iter().enumerate().map(|(k, name)| (name.as_str(), k)).collect();
    let utility = |name: &String| -> Result<Vec<Fraction>> {
        let of = |u: &BTreeMap<String, Exact>| u.get(name).map(|u| u.0.clone());
        let row = players.iter().map(of).collect::<Option<Vec<_>>>();
        row.ok_or_else(|| case.error("utilities_ordinal", format!("no utility of outcome \"{name}\"")))
    };
    let utilities = names.iter().map(utility).collect::<Result<Vec<_>>>()?;
    let outcome = |name: &String| {
        let unknown = || case.error("effectivity", Error::unknown("outcome", name, &names));
        place.get(name.as_str()).copied().ok_or_else(unknown)
    };
    let mut moves = Vec::new();
    for effect in &effects {
        let (from, to) = (outcome(&effect.from)?, outcome(&effect.to)?);
        for members in &effect.coalitions {
            if let Some(i) = members.iter().find(|&&i| i >= players.len()) {
                return Err(case.error("effectivity", format!("player {i} of {}", players.len())));
            }
            moves.push(Move { from, to, coalition: members.iter().copied().collect::<Coalition>() });
        }
    }
    let situation = FiniteSituation::new(&utilities, moves).map_err(|e| case.error("outcomes", e))?;
    let consistent = largest_consistent_set(&situation, Improvement::Strict)?;
    let dominance = Dominance::new(&situation, Improvement::Strict)?;
    let mut answer = Answer::new();
    answer.confirm(check_largest_consistent_set(&situation, &consistent))?;
    answer.put("lcs", consistent.states.iter().map(|&a| &names[a]).collect::<BTreeSet<_>>())?;
    let pairs = (0..names.len()).flat_map(|a| dominance.above(a).map(move |b| (a, b)));
    answer.put("indirect_dominance", pairs.map(|(a, b)| (&names[a], &names[b])).collect::<BTreeSet<_>>())?;
    Ok(answer)
}
