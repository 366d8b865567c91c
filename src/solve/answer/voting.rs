//! Weighted voting: power indices under one quota or several, or under alternatives.

use super::figures::{Answer, exact};
use crate::error::{Error, Result};
use crate::game::{Case, Fraction};
use crate::solve::certified::Certified;
use crate::solve::tu::Sampling;
use crate::solve::voting::{PowerIndex, index, sampled_index};

/// Pairs of orders in the estimate of what is too large to be computed.
const PAIRS: u64 = 20_000;

#[inline]
pub(super) fn solve(case: &Case) -> Result<Answer> {
    let game = case.weighted_voting()?;
    let mut answer = Answer::new();
    // Each as far as it can be computed; one that cannot be says so, and silences no other.
    let indices = [
        ("shapley_shubik", PowerIndex::ShapleyShubik),
        ("banzhaf_swings", PowerIndex::Swings),
        ("banzhaf_normalized", PowerIndex::Banzhaf),
        ("banzhaf_penrose", PowerIndex::Penrose),
        ("deegan_packel", PowerIndex::DeeganPackel),
        ("johnston", PowerIndex::Johnston),
        ("holler", PowerIndex::Holler),
    ];
    for (name, which) in indices {
        let power = match index(&game, &which) {
            Ok(power) => power,
            Err(error @ Error::TooLarge { .. }) => {
                answer.put(name, format!("not given: {error}"))?;
                if let PowerIndex::ShapleyShubik | PowerIndex::Penrose = which {
                    let estimate = sampled_index(&game, &which, &Sampling::new(PAIRS, 0))?;
                    answer.put(&format!("{name}_estimate"), estimate)?;
                }
                continue;
            }
            Err(error) => return Err(error),
        };
        answer.confirm(match which {
            // Shares of the swings, which are checked.
            PowerIndex::Banzhaf | PowerIndex::Penrose => Ok(()),
            _ => power.check((&game, &which), 0.0),
        })?;
        answer.numbers(name, Some(&power))?;
        if which == PowerIndex::Swings {
            answer.put("banzhaf_total_swings", exact(&power.iter().sum::<Fraction>()))?;
        }
    }
    Ok(answer)
}
