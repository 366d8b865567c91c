//! Approval of changes of a coalition structure, case by case, and processes in which less than a whole
//! committee is enough.

use crate::common::draws;
use comity::coalition::{Coalition, Partition};
use comity::game::{ApprovalRule, FormationProcess, ProposalRule, StationaryProfile};
use comity::solve::Certified;
use comity::solve::farsighted::verify_profile;
use rand::RngExt;

const W: usize = 0;
const T: usize = 1;
const C: usize = 2;
const NOBODY: usize = 0;
const TC: usize = 1;
const WC: usize = 2;
const WT: usize = 3;
const ALL: usize = 4;

fn of(players: &[usize]) -> Coalition {
    players.iter().copied().collect()
}

fn states() -> Vec<Partition> {
    [0, 0b110, 0b101, 0b011, 0b111].map(|b| Partition::one_bloc(3, Coalition::from_mask(b)).unwrap()).to_vec()
}

fn process(payoffs: Vec<Vec<f64>>, proposals: ProposalRule, approvals: ApprovalRule) -> FormationProcess {
    let (discount, protocol) = (vec![0.9; 3], vec![1.0 / 3.0; 3]);
    FormationProcess::over_structures(&states(), payoffs, discount, protocol, (proposals, approvals)).unwrap()
}

/// The cases that Heyen & Lehtomaa (2021) give for approval without unanimity: proposer, from, to, who is
/// asked, how many it takes.
#[test]
fn newcomers_else_a_majority() {
    let rules = (ProposalRule::AnyStructure, ApprovalRule::NewcomersElseMajority);
    let process = process(vec![vec![0.0; 3]; 5], rules.0, rules.1);
    let cases: [(usize, usize, usize, &[usize], usize); 16] = [
        // All newcomers besides the proposer.
        (W, NOBODY, TC, &[T, C], 2),
        (W, NOBODY, ALL, &[T, C], 2),
        (W, NOBODY, WC, &[C], 1),
        (W, WC, WT, &[T], 1),
        (W, WC, ALL, &[T], 1),
        (T, TC, ALL, &[W], 1),
        (C, WT, ALL, &[W, T], 1),
        // Who leaves for others to form a coalition with a newcomer asks all of them.
        (W, WC, TC, &[T, C], 2),
        (W, WT, TC, &[T, C], 2),
        // No newcomers: a majority of those affected, the proposer included.
        (W, TC, NOBODY, &[T, C], 1),
        (W, TC, WC, &[T, C], 1),
        (W, ALL, NOBODY, &[T, C], 1),
        (W, ALL, WC, &[T, C], 1),
        (W, TC, ALL, &[T, C], 1),
        // Leaving takes nobody's approval.
        (T, ALL, WC, &[], 0),
        (W, WC, NOBODY, &[], 0),
    ];
    for (i, x, y, asked, needed) in cases {
        assert_eq!(process.committee(i, x, y), Some(of(asked)), "{i}: {x} → {y}");
        assert_eq!(process.quorum(i, x, y), Some(needed), "{i}: {x} → {y}");
    }
    assert_eq!(process.committee(3, 0, 0), None);
    assert_eq!(process.quorum(0, 0, 5), None);
}

#[test]
fn a_quorum_passes_as_often_as_enough_members_approve() {
    let mut rng = draws::rng(1);
    for _ in 0..2000 {
        let n = rng.random_range(1..=5u32) as usize;
        let who = Coalition::from_mask(rng.random_range(0..1u64 << n)).without(0);
        let needed = rng.random_range(0..=n as u32) as usize;
        let process =
            FormationProcess::new(vec![vec![0.0; n]; 2], vec![0.5; n], vec![1.0 / n as f64; n], |_, _, _| {
                Some(who)
            });
        let process = process.unwrap().with_quorums(|_, _, _| Some(needed));
        let says: Vec<f64> = (0..n).map(|_| f64::from(rng.random_range(0..=4u32)) / 4.0).collect();
        let just = |yes: Coalition| -> f64 {
            who.players().map(|j| if yes.contains(j) { says[j] } else { 1.0 - says[j] }).product()
        };
        let enough = needed.min(who.len());
        let twin: f64 = who.subsets().filter(|yes| yes.len() >= enough).map(just).sum();
        assert!((process.approval(0, 0, 1, |j| says[j]) - twin).abs() < 1e-12);
        assert_eq!(process.quorum(0, 0, 1), Some(enough));
        // Together they can make the move, in every way that is enough.
        let situation = process.situation().unwrap();
        for s in Coalition::grand(n).subsets() {
            let can = situation.moves().iter().any(|m| (m.from, m.to, m.coalition) == (0, 1, s));
            let minimal = |i: usize| {
                (who.contains(i) && (s.len() == enough || s.len() == enough + 1) || s.len() == enough + 1)
                    && s.contains(i)
                    && who.subsets_of_size(enough).any(|yes| yes.with(i) == s)
            };
            assert_eq!(can, (0..n).any(minimal), "{s} of {who}, {needed}");
        }
    }
}

/// Random pure profiles of processes with quorums: verdicts by simulating every choice, and the certificate
/// agrees.
#[test]
fn verdicts_with_quorums_equal_brute_force() {
    let mut rng = draws::rng(2);
    let mut seen = [0; 2];
    for round in 0..draws::rounds(2000) {
        // Few levels, so that many profiles are equilibria by ties.
        let levels = if round % 2 == 0 { 1 } else { 3u32 };
        let payoffs: Vec<Vec<f64>> =
            (0..5).map(|_| (0..3).map(|_| f64::from(rng.random_range(0..levels))).collect()).collect();
        let process = process(payoffs, ProposalRule::AnyStructure, ApprovalRule::NewcomersElseMajority);
        let mut profile = StationaryProfile {
            proposals: vec![vec![vec![0.0; 5]; 5]; 3],
            approvals: (0..3)
                .map(|_| {
                    (0..5).map(|_| (0..5).map(|_| f64::from(rng.random_range(0..2u32))).collect()).collect()
                })
                .collect(),
        };
        for (i, x) in (0..3).flat_map(|i| (0..5).map(move |x| (i, x))) {
            profile.proposals[i][x][rng.random_range(0..5u32) as usize] = 1.0;
        }
        let report = verify_profile(&process, &profile, 1e-9).unwrap();
        let passes = |i: usize, x: usize, y: usize| {
            let who = process.committee(i, x, y).unwrap();
            let yes = who.players().filter(|&j| profile.approvals[j][x][y] == 1.0).count();
            yes >= process.quorum(i, x, y).unwrap()
        };
        let goes = |i: usize, x: usize| {
            let y = profile.proposals[i][x].iter().position(|p| *p == 1.0).unwrap();
            if passes(i, x, y) { y } else { x }
        };
        let mut v = process.payoffs().to_vec();
        for _ in 0..400 {
            let mean = |x: usize, k: usize| (0..3).map(|i| v[goes(i, x)][k]).sum::<f64>() / 3.0;
            let next = |x: usize, k: usize| 0.1 * process.payoffs()[x][k] + 0.9 * mean(x, k);
            v = (0..5).map(|x| (0..3).map(|k| next(x, k)).collect()).collect();
        }
        let near = v.iter().flatten().zip(report.values.iter().flatten()).all(|(a, b)| (a - b).abs() < 1e-9);
        assert!(near);
        let regrets = |i: usize, x: usize, y: usize| {
            let gain = v[y][i] - v[x][i];
            let asked = (0..3).any(|k| x != y && process.committee(k, x, y).unwrap().contains(i));
            let yes = profile.approvals[i][x][y] == 1.0;
            (passes(i, x, y) && v[y][i] > v[goes(i, x)][i] + 1e-9)
                || v[goes(i, x)][i] < v[x][i] - 1e-9
                || asked && ((gain > 1e-9 && !yes) || (gain < -1e-9 && yes))
        };
        let stable = (0..3).all(|i| (0..5).all(|x| (0..5).all(|y| !regrets(i, x, y))));
        assert_eq!(report.is_equilibrium(), stable);
        assert_eq!(report.check((&process, &profile), 1e-9).is_ok(), stable);
        seen[usize::from(stable)] += 1;
    }
    assert!(seen.iter().all(|&count| count > draws::rounds(50)), "{seen:?}");
}
