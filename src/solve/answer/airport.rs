//! Airports: what each landing of each type pays.

use super::figures::Answer;
use crate::error::Result;
use crate::game::Case;
use crate::solve::certified::Certified;
use crate::solve::tu::{RunwayFee, runway_fees};

#[inline]
pub(super) fn solve(case: &Case) -> Result<Answer> {
    let airport = case.airport()?;
    let mut answer = Answer::new();
    for (key, fee) in
        [("shapley_per_landing", RunwayFee::Shapley), ("nucleolus_per_landing", RunwayFee::Nucleolus)]
    {
        let fees = runway_fees(&airport, fee);
        answer.numbers(key, Some(&fees))?;
        answer.confirm(fees.check((&airport, fee), 0.0))?;
    }
    Ok(answer)
}
