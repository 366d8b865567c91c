//! Airports: what each landing of each type pays.

use super::answer::Answer;
use comity::Result;
use comity::game::file::Case;
use comity::solve::certificate::{check_airport_nucleolus, check_airport_shapley};
use comity::solve::{airport_nucleolus, airport_shapley};

pub fn solve(case: &Case) -> Result<Answer> {
    let airport = case.airport()?;
    let (shapley, nucleolus) = (airport_shapley(&airport), airport_nucleolus(&airport));
    let mut answer = Answer::new();
    answer.numbers("shapley_per_landing", Some(&shapley))?;
    answer.numbers("nucleolus_per_landing", Some(&nucleolus))?;
    answer.confirm(check_airport_shapley(&airport, &shapley))?;
    answer.confirm(check_airport_nucleolus(&airport, &nucleolus))?;
    Ok(answer)
}
