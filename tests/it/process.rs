//! Processes of coalition formation: published equilibria reproduced, deviations against brute force.

use comity::coalition::{Coalition, Partition};
use comity::game::{ApprovalRule, FormationProcess, Fraction, ProposalRule, StationaryProfile, Value};
use comity::solve::farsighted::{dynamics, verify_profile};
use rand::RngExt;
use rand::rngs::ChaCha8Rng;
use serde_json::Value as Json;

use crate::common::cases::{case, fraction};
use crate::common::draws;

fn names(list: &Json) -> Vec<String> {
    list.as_array().unwrap().iter().map(|s| s.as_str().unwrap().to_owned()).collect()
}

/// An experiment of Heyen & Lehtomaa (2021): the process with the committees of the file, and its strategies.
pub(crate) fn experiment(
    e: &Json,
) -> (FormationProcess<Fraction>, StationaryProfile<Fraction>, Vec<String>, Vec<String>) {
    let (players, states) = (names(&e["players"]), names(&e["states"]));
    let (n, m) = (players.len(), states.len());
    let payoff = |x: usize, i: usize| fraction(&e["expected"]["payoffs"][&states[x]][&players[i]]);
    let payoffs = (0..m).map(|x| (0..n).map(|i| payoff(x, i)).collect()).collect();
    let key = |i: usize, x: usize, y: usize| format!("{}|{}|{}", players[i], states[x], states[y]);
    // A proposer asks itself for nothing.
    let committee = |i: usize, x: usize, y: usize| -> Option<Coalition> {
        let who = names(&e["strategy"]["approval_committee"][key(i, x, y)]);
        Some(who.iter().map(|w| players.iter().position(|p| p == w).unwrap()).filter(|&j| j != i).collect())
    };
    let discount = vec![fraction(&e["params"]["discount"]); n];
    let process =
        FormationProcess::new(payoffs, discount, vec![Fraction::ratio(1, n as i64); n], committee).unwrap();
    let chance = |value: Option<&Json>| Fraction::ratio(value.map_or(0.0, |v| v.as_f64().unwrap()) as i64, 1);
    let proposals = |i: usize| {
        let row = |x: usize| &e["strategy"]["proposals"][format!("{}|{}", players[i], states[x])];
        (0..m).map(|x| (0..m).map(|y| chance(row(x).get(&states[y]))).collect()).collect()
    };
    // The file says whether the proposer's whole committee approves; its members vote their published values, and the
    // indifferent ones as their committees decide.
    let value = |x: usize, j: usize| fraction(&e["expected"]["V"][&states[x]][&players[j]]);
    let approvals = |j: usize| {
        let passes = |i: usize, x, y| chance(e["strategy"]["approval_probability"].get(key(i, x, y)));
        let tie = |x, y| {
            let asked = (0..n).filter(|&i| committee(i, x, y).unwrap().contains(j));
            asked.map(|i| passes(i, x, y)).max().unwrap_or(Fraction::ratio(0, 1))
        };
        let says = |x, y| match value(y, j).cmp(&value(x, j)) {
            std::cmp::Ordering::Greater => Fraction::ratio(1, 1),
            std::cmp::Ordering::Less => Fraction::ratio(0, 1),
            std::cmp::Ordering::Equal => tie(x, y),
        };
        (0..m).map(|x| (0..m).map(|y| says(x, y)).collect()).collect()
    };
    let profile = StationaryProfile {
        proposals: (0..n).map(proposals).collect(),
        approvals: (0..n).map(approvals).collect(),
    };
    (process, profile, players, states)
}

#[test]
fn heyen_lehtomaa_2021() {
    let file = case("61_heyen_lehtomaa2021.json");
    for e in file["experiments"].as_array().unwrap() {
        let (process, profile, players, states) = experiment(e);
        let report = verify_profile(&process, &profile, Fraction::ratio(0, 1)).unwrap();
        assert_eq!(report.is_equilibrium(), e["expected"]["is_equilibrium"].as_bool().unwrap());
        for (x, state) in states.iter().enumerate() {
            for (y, to) in states.iter().enumerate() {
                assert_eq!(report.transition[x][y], fraction(&e["expected"]["P"][state][to]));
            }
            for (i, player) in players.iter().enumerate() {
                assert_eq!(report.values[x][i], fraction(&e["expected"]["V"][state][player]));
            }
        }
        // The named rules give the committees of the paper.
        let structures: Vec<Partition> = [0, 0b110, 0b101, 0b011, 0b111]
            .map(|bloc| Partition::one_bloc(3, Coalition::from_mask(bloc)).unwrap())
            .to_vec();
        let named = FormationProcess::over_structures(
            &structures,
            process.payoffs().to_vec(),
            process.discount().to_vec(),
            process.protocol().to_vec(),
            (ProposalRule::AnyStructure, ApprovalRule::AllAffected),
        );
        assert_eq!(named.unwrap(), process);

        // Whoever is asked, gains and now refuses is found out.
        let zero = Fraction::ratio(0, 1);
        for (j, x, y) in (0..3).flat_map(|j| (0..5).flat_map(move |x| (0..5).map(move |y| (j, x, y)))) {
            let asked = (0..3).any(|i| process.committee(i, x, y).is_some_and(|who| who.contains(j)));
            let gain = &report.values[y][j] - &report.values[x][j];
            if asked && gain > zero {
                let mut wrong = profile.clone();
                wrong.approvals[j][x][y] = zero.clone();
                assert!(!verify_profile(&process, &wrong, zero.clone()).unwrap().is_equilibrium());
            }
        }
    }
}

/// Random payoffs over the structures of `n` players in which one coalition may form, or all structures.
fn random_process(n: usize, rng: &mut ChaCha8Rng) -> FormationProcess {
    let structures: Vec<Partition> = Partition::all(n).collect();
    let payoffs = structures.iter().map(|_| (0..n).map(|_| rng.random()).collect()).collect();
    let discount = [0.5, 0.9, 0.99][rng.random_range(0u32..3) as usize];
    let rules = [
        (ProposalRule::AnyStructure, ApprovalRule::AllAffected),
        (ProposalRule::OwnBloc, ApprovalRule::AllAffected),
        (ProposalRule::AnyStructure, ApprovalRule::NewMembers),
        (ProposalRule::OwnBloc, ApprovalRule::NewMembers),
    ];
    let rules = rules[rng.random_range(0u32..4) as usize];
    FormationProcess::over_structures(&structures, payoffs, vec![discount; n], vec![1.0 / n as f64; n], rules)
        .unwrap()
}

/// One-shot deviations by trying every pure choice of one player in one state, and solving again by
/// iteration.
#[test]
fn deviations_equal_brute_force() {
    let mut rng = draws::rng(52);
    for round in 0..draws::rounds(2000) {
        let n = 2 + round % 2;
        let process = random_process(n, &mut rng);
        let m = process.states();
        let pick = |rng: &mut ChaCha8Rng, m: usize| rng.random_range(0..m as u32) as usize;
        let mut profile = StationaryProfile {
            proposals: vec![vec![vec![0.0; m]; m]; n],
            approvals: (0..n)
                .map(|_| {
                    (0..m).map(|_| (0..m).map(|_| f64::from(rng.random_range(0u32..2))).collect()).collect()
                })
                .collect(),
        };
        for (i, x) in (0..n).flat_map(|i| (0..m).map(move |x| (i, x))) {
            let y = pick(&mut rng, m);
            profile.proposals[i][x][if process.committee(i, x, y).is_some() { y } else { x }] = 1.0;
        }
        let report = verify_profile(&process, &profile, 1e-9).unwrap();
        // Values by iterating the process; 0.99^4000 is nothing.
        let delta = process.discount()[0];
        let mut v = process.payoffs().to_vec();
        let accepted = |i: usize, x: usize, y: usize| {
            process
                .committee(i, x, y)
                .is_some_and(|who| who.players().all(|j| profile.approvals[j][x][y] == 1.0))
        };
        let goes = |i: usize, x: usize| {
            let y = profile.proposals[i][x].iter().position(|p| *p == 1.0).unwrap();
            if accepted(i, x, y) { y } else { x }
        };
        for _ in 0..(if delta > 0.95 { 4000 } else { 400 }) {
            let mean = |x: usize, k: usize| (0..n).map(|i| v[goes(i, x)][k]).sum::<f64>() / n as f64;
            let next = |x: usize, k: usize| (1.0 - delta) * process.payoffs()[x][k] + delta * mean(x, k);
            v = (0..m).map(|x| (0..n).map(|k| next(x, k)).collect()).collect();
        }
        let close = v.iter().flatten().zip(report.values.iter().flatten()).all(|(a, b)| (a - b).abs() < 1e-9);
        assert!(close);
        let proposer_gains = (0..n)
            .any(|i| (0..m).any(|x| (0..m).any(|y| accepted(i, x, y) && v[y][i] > v[goes(i, x)][i] + 1e-9)));
        let voter_regrets = (0..n).any(|j| {
            (0..m).flat_map(|x| (0..m).map(move |y| (x, y))).any(|(x, y)| {
                let asked = (0..n).any(|i| process.committee(i, x, y).is_some_and(|who| who.contains(j)));
                let (gain, yes) = (v[y][j] - v[x][j], profile.approvals[j][x][y] == 1.0);
                asked && ((gain > 1e-9 && !yes) || (gain < -1e-9 && yes))
            })
        });
        assert_eq!(report.is_equilibrium(), !proposer_gains && !voter_regrets);

        let long_run = dynamics(&report.transition).unwrap();
        // Walk a long time: what is still visited is recurrent.
        let mut chance = vec![1.0 / m as f64; m];
        for _ in 0..3000 {
            chance = (0..m).map(|y| (0..m).map(|x| chance[x] * report.transition[x][y]).sum()).collect();
        }
        let recurrent: Vec<usize> = long_run.recurrent.concat();
        assert!((0..m).all(|x| recurrent.contains(&x) == (chance[x] > 1e-9)));
        assert!((0..m).all(|x| (long_run.expected_time[x] == 0.0) == recurrent.contains(&x)));
        for x in (0..m).filter(|x| !recurrent.contains(x)) {
            let later: f64 = (0..m).map(|y| report.transition[x][y] * long_run.expected_time[y]).sum();
            assert!((long_run.expected_time[x] - 1.0 - later).abs() < 1e-6 * (1.0 + later));
        }
    }
}

#[test]
fn hostile_processes_are_errors() {
    let build = |u: f64, d: f64, p: f64| {
        FormationProcess::new(vec![vec![u; 2]], vec![d; 2], vec![p; 2], |_, _, _| None)
    };
    assert!(build(0.0, 0.9, 0.5).is_ok());
    for (u, d, p) in
        [(f64::NAN, 0.9, 0.5), (0.0, 1.0, 0.5), (0.0, f64::NAN, 0.5), (0.0, 0.9, 0.4), (0.0, 0.9, f64::NAN)]
    {
        assert!(build(u, d, p).is_err());
    }
    assert!(FormationProcess::<f64>::new(vec![], vec![], vec![], |_, _, _| None).is_err());
    let process = build(0.0, 0.9, 0.5).unwrap();
    let empty = StationaryProfile { proposals: vec![], approvals: vec![] };
    assert!(verify_profile(&process, &empty, 0.0).is_err());
    let half = StationaryProfile { proposals: vec![vec![vec![0.5]]; 2], approvals: vec![vec![vec![0.0]]; 2] };
    assert!(verify_profile(&process, &half, 0.0).is_err());
    assert!(dynamics(&[vec![0.5]]).is_err() && dynamics(&[vec![f64::NAN]]).is_err());
}
