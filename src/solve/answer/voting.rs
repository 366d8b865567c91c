//! Weighted voting: power indices under one quota or several.

use super::figures::{Answer, exact};
use crate::error::{Error, Result};
use crate::game::Case;
use crate::game::{Fraction, WeightedVoting};
use crate::solve::certificate::{
    check_deegan_packel, check_holler, check_johnston, check_shapley_shubik, check_swings,
};
use crate::solve::voting::{deegan_packel, holler, johnston, shapley_shubik, swings};

type Index = fn(&WeightedVoting) -> Result<Vec<Fraction>>;
type Check = fn(&WeightedVoting, &[Fraction]) -> Result<()>;

#[inline]
pub(super) fn solve(case: &Case) -> Result<Answer> {
    let game = case.weighted_voting()?;
    let mut answer = Answer::new();
    let shapley = shapley_shubik(&game)?;
    answer.numbers("shapley_shubik", Some(&shapley))?;
    answer.confirm(check_shapley_shubik(&game, &shapley))?;
    let power = swings(&game)?;
    let whole = |count| exact(&Fraction::from_integer(count));
    answer.put("banzhaf_swings", power.swings.iter().map(|s| whole(s.clone().into())).collect::<Vec<_>>())?;
    answer.put("banzhaf_total_swings", whole(power.total().into()))?;
    answer.numbers("banzhaf_normalized", Some(&power.normalized()))?;
    answer.numbers("banzhaf_penrose", Some(&power.penrose()))?;
    answer.confirm(check_swings(&game, &power.swings))?;
    // Three more, as far as they can be computed and checked; what cannot be is said to be so.
    let indices: [(&str, Index, Check); 3] = [
        ("deegan_packel", deegan_packel, check_deegan_packel),
        ("johnston", johnston, check_johnston),
        ("holler", holler, check_holler),
    ];
    for (name, index, check) in indices {
        match index(&game).and_then(|value| check(&game, &value).map(|()| value)) {
            Ok(value) => answer.numbers(name, Some(&value))?,
            Err(error @ Error::TooLarge { .. }) => answer.put(name, format!("not given: {error}"))?,
            Err(error) => return Err(error),
        }
    }
    Ok(answer)
}
