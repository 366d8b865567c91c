//! Weighted voting: power indices under one quota or several.

use super::figures::{Answer, exact};
use crate::error::{Error, Result};
use crate::game::Case;
use crate::game::Fraction;
use crate::solve::certified::Certified;
use crate::solve::voting::{PowerIndex, index, swings};

#[inline]
pub(super) fn solve(case: &Case) -> Result<Answer> {
    let game = case.weighted_voting()?;
    let mut answer = Answer::new();
    let shapley = index(&game, &PowerIndex::ShapleyShubik)?;
    answer.numbers("shapley_shubik", Some(&shapley))?;
    answer.confirm(shapley.check((&game, &PowerIndex::ShapleyShubik), 0.0))?;
    let power = swings(&game)?;
    let whole = |count| exact(&Fraction::from_integer(count));
    answer.put("banzhaf_swings", power.swings.iter().map(|s| whole(s.clone().into())).collect::<Vec<_>>())?;
    answer.put("banzhaf_total_swings", whole(power.total().into()))?;
    answer.numbers("banzhaf_normalized", Some(&power.normalized()))?;
    answer.numbers("banzhaf_penrose", Some(&power.penrose()))?;
    answer.confirm(power.counts().check((&game, &PowerIndex::Swings), 0.0))?;
    // Three more, as far as they can be computed and checked; what cannot be is said to be so.
    let indices = [
        ("deegan_packel", PowerIndex::DeeganPackel),
        ("johnston", PowerIndex::Johnston),
        ("holler", PowerIndex::Holler),
    ];
    for (name, which) in indices {
        match index(&game, &which).and_then(|value| value.check((&game, &which), 0.0).map(|()| value)) {
            Ok(value) => answer.numbers(name, Some(&value))?,
            Err(error @ Error::TooLarge { .. }) => answer.put(name, format!("not given: {error}"))?,
            Err(error) => return Err(error),
        }
    }
    Ok(answer)
}
