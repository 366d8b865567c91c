//! Farsightedness over a finite set of outcomes: the largest consistent set, and who dominates whom
//! indirectly.

use super::figures::Answer;
use crate::error::Result;
use crate::game::Case;
use crate::solve::certified::Certified;
use crate::solve::deviation::Improvement;
use crate::solve::farsighted::{Dominance, largest_consistent_set};
use std::collections::BTreeSet;

#[inline]
pub(super) fn solve(case: &Case) -> Result<Answer> {
    let (names, situation) = case.situation()?;
    let consistent = largest_consistent_set(&situation, Improvement::Strict)?;
    let dominance = Dominance::new(&situation, Improvement::Strict)?;
    let mut answer = Answer::new();
    answer.confirm(consistent.check(&situation, 0.0))?;
    answer.put("lcs", consistent.states.iter().map(|&a| &names[a]).collect::<BTreeSet<_>>())?;
    let pairs = (0..names.len()).flat_map(|a| dominance.above(a).map(move |b| (a, b)));
    answer.put("indirect_dominance", pairs.map(|(a, b)| (&names[a], &names[b])).collect::<BTreeSet<_>>())?;
    Ok(answer)
}
