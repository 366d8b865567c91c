//! Hedonic games: all stable structures under each notion.

use super::answer::Answer;
use comity::Result;
use comity::coalition::{Coalition, Partition};
use comity::game::file::{Case, Exact};
use comity::game::{Fraction, HedonicGame};
use comity::solve::certificate::hedonic::check_stable;
use comity::solve::hedonic::{Notion, stable_structures};
use std::collections::BTreeSet;

/// Most players for whom every structure, not only the stable ones, is checked again.
const ALL_CHECKED: usize = 7;

/// Strict preference lists, best first.
pub fn ordinal(case: &Case) -> Result<Answer> {
    let key = "preferences_best_to_worst_masks";
    let lists: Vec<Vec<Coalition>> = case.parsed(key)?;
    for_each_player(case, key, lists.len())?;
    solve(&HedonicGame::from_preferences(&lists).map_err(|e| case.error(key, e))?)
}

/// Additively separable preferences, or fractional ones if the case says `"fractional": true`.
pub fn additively_separable(case: &Case) -> Result<Answer> {
    let fractional = case.has("fractional") && case.parsed("fractional")?;
    if fractional { self::fractional(case) } else { weighted(case, HedonicGame::additively_separable) }
}

/// Fractional preferences.
pub fn fractional(case: &Case) -> Result<Answer> {
    weighted(case, HedonicGame::fractional)
}

/// What files call the matrix whose row `i` says what `i` thinks of each player.
const WEIGHTS: [&str; 5] = ["weights", "weight_matrix", "matrix", "values", "utilities"];

fn weighted(case: &Case, game: impl Fn(&[Vec<Fraction>]) -> Result<HedonicGame>) -> Result<Answer> {
    let missing = || case.error("weights", format!("missing; a matrix under one of {}", WEIGHTS.join(", ")));
    let key = WEIGHTS.into_iter().find(|key| case.has(key)).ok_or_else(missing)?;
    let rows: Vec<Vec<Exact>> = case.parsed(key)?;
    for_each_player(case, key, rows.len())?;
    let weights: Vec<Vec<Fraction>> =
        rows.into_iter().map(|row| row.into_iter().map(|w| w.0).collect()).collect();
    solve(&game(&weights).map_err(|e| case.error(key, e))?)
}

/// A file that says how many players there are means as many rows.
fn for_each_player(case: &Case, key: &str, rows: usize) -> Result<()> {
    let n: usize = if case.has("n") { case.parsed("n")? } else { rows };
    if n == rows {
        Ok(())
    } else {
        Err(case.error(key, format!("{rows} rows, allowed: one for each of n = {n} players")))
    }
}

fn solve(game: &HedonicGame) -> Result<Answer> {
    let n = game.players();
    let mut answer = Answer::new();
    answer.checked = n <= ALL_CHECKED;
    for found in stable_structures(game, usize::MAX)? {
        let key = match found.notion {
            Notion::Core => "core",
            Notion::StrictCore => "strict_core",
            Notion::Nash => "nash",
            Notion::Individual => "individually_stable",
            Notion::ContractualIndividual => "contractually_individually_stable",
        };
        let listed: BTreeSet<&Partition> = found.structures.iter().collect();
        for structure in &found.structures {
            answer.confirm(check_stable(game, structure, found.notion))?;
        }
        if n <= ALL_CHECKED {
            for structure in Partition::all(n).filter(|p| !listed.contains(p)) {
                answer.agree(false, check_stable(game, &structure, found.notion))?;
            }
        }
        let ascending = |p: &Partition| {
            let mut blocs = p.blocs().to_vec();
            blocs.sort_unstable();
            blocs
        };
        let mut structures: Vec<Vec<Coalition>> = found.structures.iter().map(ascending).collect();
        structures.sort_unstable();
        answer.put(key, structures)?;
    }
    Ok(answer)
}
