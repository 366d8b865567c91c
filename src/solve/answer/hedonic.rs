//! Hedonic games: all stable structures under each notion.

use super::figures::Answer;
use crate::coalition::{Coalition, Partition};
use crate::error::Result;
use crate::game::HedonicGame;
use crate::solve::certified::Certified;
use crate::solve::hedonic::{Notion, stable_structures};

/// Most players for whom the check goes through every structure, not only the stable ones.
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
        answer.confirm(found.check(game, 0.0))?;
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
