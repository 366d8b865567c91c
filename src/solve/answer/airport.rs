//! Airports: what each landing of each type pays.

use super::figures::Answer;
use crate::error::Result;
use crate::game::Case;
use crate::solve::certificate::{check_airport_nucleolus, check_airport_shapley};
use crate::solve::tu::{airport_nucleolus, airport_shapley};

#[inline]
pub(super) fn solve(case: &Case) -> Result<Answer> {
    let airport = case.airport()?;
    let (shapley, nucleolus) = (airport_shapley(&airport), airport_nucleolus(&airport));
    let mut answer = Answer::new();
    answer.numbers("shapley_per_landing", Some(&shapley))?;
    answer.numbers("nucleolus_per_landing", Some(&nucleolus))?;
    answer.confirm(check_airport_shapley(&airport, &shapley))?;
    answer.confirm(check_airport_nucleolus(&airport, &nucleolus))?;
    Ok(answer)
}
