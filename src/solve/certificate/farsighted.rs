//! Re-checks farsighted sets from the definitions, with a dominance relation of its own.

use crate::coalition::Coalition;
use crate::error::{Error, Result};
use crate::game::{FiniteSituation, Move};
use crate::solve::certified::Certified;
use crate::solve::deviation::Improvement;
use crate::solve::farsighted::{LargestConsistentSet, StableSets};
use std::collections::BTreeSet;

impl Certified<&FiniteSituation> for LargestConsistentSet {
    fn check(&self, situation: &FiniteSituation, _: f64) -> Result<()> {
        largest_consistent_set(situation, self)
    }
}

impl Certified<(&FiniteSituation, Improvement)> for StableSets {
    /// That each set listed is stable. That there are no others is not checked: that takes the search itself.
    fn check(&self, (situation, improvement): (&FiniteSituation, Improvement), _: f64) -> Result<()> {
        let above = indirect_dominance(situation, improvement);
        self.sets.iter().try_for_each(|set| stable_set(&above, set))
    }
}

/// That `claimed` is the largest consistent set of `situation`.
///
/// Consistent: every move from a state of the set is deterred. Largest: in the order of the removals, each
/// state removed has the move named, to which no state left is a deterrent; what is in no removal is in the
/// set. `O(m·E)` with a look at every move for every state; it is written to be read.
fn largest_consistent_set(situation: &FiniteSituation, claimed: &LargestConsistentSet) -> Result<()> {
    let fails = |reason: String| Err(Error::Certificate { claim: "largest consistent set".into(), reason });
    let above = indirect_dominance(situation, claimed.improvement);
    let undeterred = |a: usize, d: usize, s: Coalition, left: &BTreeSet<usize>| {
        let ends = above[d].iter().chain([&d]).filter(|e| left.contains(e));
        ends.into_iter().all(|&e| better(situation, s, a, e, claimed.improvement))
    };
    let mut left: BTreeSet<usize> = (0..situation.states()).collect();
    for r in &claimed.removals {
        let possible = situation.moves().iter().any(|m| m == r);
        if !possible || !undeterred(r.from, r.to, r.coalition, &left) || !left.remove(&r.from) {
            return fails(format!("state {} cannot be ruled out by that move", r.from));
        }
    }
    if !left.iter().eq(&claimed.states) {
        return fails(format!("{left:?} is left, {:?} is claimed", claimed.states));
    }
    match situation
        .moves()
        .iter()
        .find(|m| left.contains(&m.from) && undeterred(m.from, m.to, m.coalition, &left))
    {
        Some(m) => fails(format!("nothing deters {} from moving from {} to {}", m.coalition, m.from, m.to)),
        None => Ok(()),
    }
}

/// That `set` is stable, internally and externally, under this dominance.
fn stable_set(above: &[BTreeSet<usize>], set: &[usize]) -> Result<()> {
    let inside: BTreeSet<usize> = set.iter().copied().collect();
    let wrong = (0..above.len()).find(|a| {
        let beaten = above[*a].iter().any(|b| inside.contains(b));
        beaten == inside.contains(a)
    });
    match wrong {
        Some(a) => {
            let reason = format!("state {a} is in it and dominated from within, or neither");
            Err(Error::Certificate { claim: "farsighted stable set".into(), reason })
        }
        None if inside.last().is_some_and(|&a| a >= above.len()) => {
            Err(Error::Certificate { claim: "farsighted stable set".into(), reason: "no such state".into() })
        }
        None => Ok(()),
    }
}

/// For each state those that indirectly dominate it: for each end, the states from which willing coalitions
/// lead there.
fn indirect_dominance(situation: &FiniteSituation, improvement: Improvement) -> Vec<BTreeSet<usize>> {
    let states = situation.states();
    let mut into: Vec<Vec<&Move>> = vec![Vec::new(); states];
    situation.moves().iter().for_each(|m| into[m.to].push(m));
    let mut above = vec![BTreeSet::new(); states];
    for end in 0..states {
        let mut leads_there = vec![false; states];
        leads_there[end] = true;
        let mut todo = vec![end];
        while let Some(state) = todo.pop() {
            for m in &into[state] {
                if !leads_there[m.from] && better(situation, m.coalition, m.from, end, improvement) {
                    leads_there[m.from] = true;
                    above[m.from].insert(end);
                    todo.push(m.from);
                }
            }
        }
    }
    above
}

fn better(s: &FiniteSituation, coalition: Coalition, a: usize, b: usize, improvement: Improvement) -> bool {
    let change = |i: usize| s.ranks(b).get(i).cmp(&s.ranks(a).get(i));
    match improvement {
        Improvement::Strict => coalition.players().all(|i| change(i).is_gt()),
        Improvement::Weak => {
            coalition.players().all(|i| change(i).is_ge()) && coalition.players().any(|i| change(i).is_gt())
        }
    }
}
