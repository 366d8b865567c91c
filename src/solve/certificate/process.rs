//! Re-checks a stationary equilibrium: the value equations by substitution, every choice against its
//! alternatives.

use crate::coalition::Coalition;
use crate::error::{Error, Result};
use crate::game::{FormationProcess, StationaryProfile};
use crate::solve::certified::Certified;
use crate::solve::farsighted::ProfileReport;

impl Certified<(&FormationProcess, &StationaryProfile)> for ProfileReport<f64> {
    /// Values and transition matrix, and that no choice of the profile can be bettered by more than
    /// `tolerance`, in units of payoff, given them.
    fn check(
        &self,
        (process, profile): (&FormationProcess, &StationaryProfile),
        tolerance: f64,
    ) -> Result<()> {
        equilibrium(process, profile, self, tolerance)
    }
}

fn equilibrium(
    process: &FormationProcess,
    profile: &StationaryProfile,
    report: &ProfileReport<f64>,
    tolerance: f64,
) -> Result<()> {
    let fails = |reason: String| Err(Error::Certificate { claim: "stationary equilibrium".into(), reason });
    let (n, m) = (process.players(), process.states());
    let entry = |table: &[Vec<f64>], x: usize, y: usize| {
        table.get(x).and_then(|r| r.get(y)).copied().unwrap_or(f64::NAN)
    };
    let says = |j: usize, x: usize, y: usize| profile.approvals.get(j).map_or(f64::NAN, |t| entry(t, x, y));
    let names = |i: usize, x: usize, y: usize| profile.proposals.get(i).map_or(f64::NAN, |t| entry(t, x, y));
    let value = |x: usize, i: usize| entry(&report.values, x, i);
    // The probability that i's proposal passes: over all sets of members that are enough, that just these approve.
    let passes = |i: usize, x: usize, y: usize| {
        let (Some(who), Some(needed)) = (process.committee(i, x, y), process.quorum(i, x, y)) else {
            return 0.0;
        };
        if needed == who.len() {
            return who.players().map(|j| says(j, x, y)).product();
        }
        let just = |yes: Coalition| -> f64 {
            let chance = |j: usize| if yes.contains(j) { says(j, x, y) } else { 1.0 - says(j, x, y) };
            who.players().map(chance).product()
        };
        who.subsets().filter(|yes| yes.len() >= needed).map(just).sum::<f64>()
    };
    for x in 0..m {
        let moves = |y: usize| -> f64 {
            (0..n).map(|i| process.protocol()[i] * names(i, x, y) * passes(i, x, y)).sum()
        };
        let leaves: f64 = (0..m).filter(|&y| y != x).map(moves).sum();
        for y in 0..m {
            let chance = if x == y { 1.0 - leaves } else { moves(y) };
            let stated = entry(&report.transition, x, y);
            let near = (chance - stated).abs() <= 1e-9;
            if !near {
                return fails(format!("{x} → {y} has probability {chance}, not {stated}"));
            }
        }
        for i in 0..n {
            let delta = process.discount()[i];
            let next: f64 = (0..m).map(|y| entry(&report.transition, x, y) * value(y, i)).sum();
            let right = (1.0 - delta) * process.payoffs()[x][i] + delta * next;
            let holds = (right - value(x, i)).abs() <= tolerance;
            if !holds {
                return fails(format!("player {i} is worth {right} in state {x}, not {}", value(x, i)));
            }
            let worth = |y: usize| passes(i, x, y) * (value(y, i) - value(x, i));
            let best = (0..m).map(worth).fold(0.0, f64::max);
            let total: f64 = (0..m).map(|y| names(i, x, y)).sum();
            let bad = (0..m).find(|&y| names(i, x, y) > 0.0 && worth(y) < best - tolerance);
            if bad.is_some() || (total - 1.0).abs() > 1e-9 {
                return fails(format!("player {i} should not propose {bad:?} in state {x}"));
            }
            for y in 0..m {
                let asked =
                    x != y && (0..n).any(|k| process.committee(k, x, y).is_some_and(|who| who.contains(i)));
                let gain = value(y, i) - value(x, i);
                if asked
                    && ((gain > tolerance && says(i, x, y) < 1.0)
                        || (gain < -tolerance && says(i, x, y) > 0.0))
                {
                    return fails(format!(
                        "player {i} gains {gain} by {x} → {y} and approves with {}",
                        says(i, x, y)
                    ));
                }
            }
        }
    }
    Ok(())
}
