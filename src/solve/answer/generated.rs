//! Coalition structure generation on worths from a generator: the optimal structure.

use super::figures::{Answer, exact};
use super::tu::optimum;
use crate::error::Result;
use crate::game::Case;
use crate::game::Fraction;

#[inline]
pub(super) fn solve(case: &Case) -> Result<Answer> {
    let game = case.generated_game()?;
    let mut answer = Answer::new();
    let best = optimum(&game, &mut answer)?;
    // Whole numbers below 2^53, and so are their sums.
    let value: i64 = best.blocs().iter().map(|&b| *game.value(b) as i64).sum();
    answer.put("optimal_value", exact(&Fraction::from_integer(value.into())))?;
    answer.structure("a_partition", &best)?;
    Ok(answer)
}
