//! Hedonic games: all stable structures under each notion.

use super::figures::Answer;
use crate::coalition::{Coalition, Partition};
use crate::error::Result;
use crate::game::HedonicGame;
use crate::solve::certificate::check_hedonic_stable;
use crate::solve::hedonic::{Notion, stable_structures};
use std::collections::BTreeSet;

/// Most players for whom every structure, not only the stable ones, is checked again.
const ALL_CHECKED: usize = 7;

#[inline]
pub(super) fn solve(game: &HedonicGame) -> Result<Answer> {
    let n = game.players();
    let mut answer = Answer::new();
    answer.checked = n <= ALL_CHECKED;
    for found in stable_structures(game, usize::MAX)? {
        let key = match found.convention {
            Notion::Core => "core",
            Notion::StrictCore => "strict_core",
            Notion::Nash => "nash",
            Notion::Individual => "individually_stable",
            Notion::ContractualIndividual => "contractually_individually_stable",
        };
        let listed: BTreeSet<&Partition> = found.states.iter().collect();
        for structure in &found.states {
            answer.confirm(check_hedonic_stable(game, structure, found.convention))?;
        }
        if n <= ALL_CHECKED {
            for structure in Partition::all(n).filter(|p| !listed.contains(p)) {
                answer.agree(false, check_hedonic_stable(game, &structure, found.convention))?;
            }
        }
        let ascending = |p: &Partition| {
            let mut blocs = p.blocs().to_vec();
            blocs.sort_unstable();
            blocs
        };
        let mut structures: Vec<Vec<Coalition>> = found.states.iter().map(ascending).collect();
        structures.sort_unstable();
        answer.put(key, structures)?;
    }
    Ok(answer)
}
