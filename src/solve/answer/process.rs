//! A process of coalition formation with patient players: the given stationary profile verified, and where it
//! leads.

use super::figures::Answer;
use crate::coalition::Coalition;
use crate::error::{Error, Result};
use crate::game::Case;
use crate::game::file::ProcessCase;
use crate::game::{FormationProcess, Fraction, StationaryProfile, Value};
use crate::solve::farsighted::{ProfileReport, verify_profile};
use num_traits::{One, Signed, Zero};
use std::collections::BTreeMap;

#[inline]
pub(super) fn solve(case: &Case) -> Result<Answer> {
    let given = case.process()?;
    let (n, m) = (given.players.len(), given.states.len());
    let report = as_moved(case, &given)?;
    let ProcessCase { players, states, process, proposals, passes, cooling } = &given;
    let gain = |i: usize, x: usize, y: usize| &report.values[y][i] - &report.values[x][i];
    // A committee approves for sure if all its members gain, and not if one loses; a proposal made is the best there is.
    let right = |(i, x, y): (usize, usize, usize)| {
        let Some(who) = process.committee(i, x, y).filter(|_| x != y) else { return true };
        let (won, lost) = (
            who.players().all(|j| gain(j, x, y).is_positive()),
            who.players().any(|j| gain(j, x, y).is_negative()),
        );
        (!won || passes[i][x][y].is_one()) && (!lost || passes[i][x][y].is_zero())
    };
    let worth = |i: usize, x: usize, y: usize| {
        if x == y { Fraction::zero() } else { &passes[i][x][y] * gain(i, x, y) }
    };
    let best = |(i, x, y): (usize, usize, usize)| {
        proposals[i][x][y].is_zero() || (0..m).all(|other| worth(i, x, other) <= worth(i, x, y))
    };
    let mut everywhere = (0..n).flat_map(|i| (0..m).flat_map(move |x| (0..m).map(move |y| (i, x, y))));
    let is_equilibrium = everywhere.all(|at| right(at) && best(at));
    check_values(&given, &report)?;

    // These files write whole numbers as strings, too.
    let written = Fraction::to_string;
    let per_player = |row: &Vec<Fraction>| -> BTreeMap<String, String> {
        players.iter().cloned().zip(row.iter().map(written)).collect()
    };
    let per_state =
        |f: &dyn Fn(usize) -> BTreeMap<String, String>| -> BTreeMap<String, BTreeMap<String, String>> {
            (0..m).map(|x| (states[x].clone(), f(x))).collect()
        };
    let mut answer = Answer::new();
    answer.put("G", states.iter().zip(cooling.iter().map(written)).collect::<BTreeMap<_, _>>())?;
    answer.put("payoffs", per_state(&|x| per_player(&process.payoffs()[x])))?;
    let row = |x: usize| states.iter().cloned().zip(report.transition[x].iter().map(written)).collect();
    answer.put("P", per_state(&row))?;
    answer.put("V", per_state(&|x| per_player(&report.values[x])))?;
    let digits = |v: &Fraction| (v.to_f64() * 1e5).round() / 1e5;
    let value =
        |x: usize| players.iter().zip(report.values[x].iter().map(digits)).collect::<BTreeMap<_, _>>();
    answer.put("V_5dp", (0..m).map(|x| (&states[x], value(x))).collect::<BTreeMap<_, _>>())?;
    answer.put("is_equilibrium", is_equilibrium)?;
    Ok(answer)
}

/// The values and moves of the profile. The file gives the probability that a proposer's whole committee
/// approves; the same moves come about with nobody to ask if proposals are made as often as they pass.
#[inline]
fn as_moved(case: &Case, given: &ProcessCase) -> Result<ProfileReport<Fraction>> {
    let (process, n, m) = (&given.process, given.players.len(), given.states.len());
    let moves = |i: usize, x: usize, y: usize| &given.proposals[i][x][y] * &given.passes[i][x][y];
    let row = |i: usize, x: usize| -> Vec<Fraction> {
        let rest = (0..m).filter(|&y| y != x).fold(Fraction::one(), |rest, y| rest - moves(i, x, y));
        (0..m).map(|y| if x == y { rest.clone() } else { moves(i, x, y) }).collect()
    };
    let free = FormationProcess::new(
        process.payoffs().to_vec(),
        process.discount().to_vec(),
        process.protocol().to_vec(),
        |_, _, _| Some(Coalition::EMPTY),
    )
    .map_err(|e| case.error("params", e))?;
    let proposals = (0..n).map(|i| (0..m).map(|x| row(i, x)).collect()).collect();
    let approvals = vec![vec![vec![Fraction::zero(); m]; m]; n];
    verify_profile(&free, &StationaryProfile { proposals, approvals }, Fraction::zero())
        .map_err(|e| case.error("strategy", e))
}

/// `V = (1 − δ) u + δ P V`, player by player and state by state.
#[inline]
fn check_values(given: &ProcessCase, report: &ProfileReport<Fraction>) -> Result<()> {
    for (x, row) in report.values.iter().enumerate() {
        for (i, value) in row.iter().enumerate() {
            let next: Fraction =
                report.transition[x].iter().zip(&report.values).map(|(p, v)| p * &v[i]).sum();
            let delta = &given.process.discount()[i];
            if *value != (Fraction::one() - delta) * &given.process.payoffs()[x][i] + delta * next {
                let reason =
                    format!("the value equation of {} in {} fails", given.players[i], given.states[x]);
                return Err(Error::Certificate { claim: "values".into(), reason });
            }
        }
    }
    Ok(())
}
