//! Weighted voting: power indices under one quota or several.

use super::answer::{Answer, exact};
use comity::Result;
use comity::game::file::Case;
use comity::game::{Fraction, WeightedVoting};
use comity::solve::certificate::{
    check_deegan_packel, check_holler, check_johnston, check_shapley_shubik, check_swings,
};
use comity::solve::voting::{banzhaf, deegan_packel, holler, johnston, shapley_shubik};

type Index = fn(&WeightedVoting) -> Result<Vec<Fraction>>;
type Check = fn(&WeightedVoting, &[Fraction]) -> Result<()>;

pub fn solve(case: &Case) -> Result<Answer> {
    let game = case.weighted_voting()?;
    let mut answer = Answer::new();
    let indices: [(&str, Index, Check); 4] = [
        ("shapley_shubik", shapley_shubik, check_shapley_shubik),
        ("deegan_packel", deegan_packel, check_deegan_packel),
        ("johnston", johnston, check_johnston),
        ("holler", holler, check_holler),
    ];
    for (name, index, check) in indices {
        let value = index(&game)?;
        answer.numbers(name, Some(&value))?;
        answer.confirm(check(&game, &value))?;
    }
    let power = banzhaf(&game)?;
    let whole = |count| exact(&Fraction::from_integer(count));
    answer.put("banzhaf_swings", power.swings.iter().map(|s| whole(s.clone().into())).collect::<Vec<_>>())?;
    answer.put("banzhaf_total_swings", whole(power.total().into()))?;
    answer.numbers("banzhaf_normalized", Some(&power.normalized()))?;
    answer.numbers("banzhaf_penrose", Some(&power.penrose()))?;
    answer.confirm(check_swings(&game, &power.swings))?;
    Ok(answer)
}
