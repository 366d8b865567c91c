//! Processes of coalition formation: published equilibria reproduced, and equilibria found in random processes.

use comity::coalition::{Coalition, Partition};
use comity::game::{ApprovalRule, FormationProcess, Fraction, ProposalRule, StationaryProfile, Value};
use comity::solve::certificate;
use comity::solve::farsighted::{
    FindEquilibria, ProcessEquilibria, ProcessEquilibrium, dynamics, find_equilibria, find_equilibria_with,
    verify_profile,
};
use rand::RngExt;
use rand::rngs::ChaCha8Rng;
use serde_json::Value as Json;
use std::ops::ControlFlow;

use crate::common::cases::{case, fraction};
use crate::common::draws;

fn names(list: &Json) -> Vec<String> {
    list.as_array().unwrap().iter().map(|s| s.as_str().unwrap().to_owned()).collect()
}

/// An experiment of Heyen & Lehtomaa (2021): the process with the committees of the file, and its strategies.
fn experiment(
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

        let found =
            find_equilibria(&process.to_f64(), &FindEquilibria { wanted: 20, ..Default::default() }).unwrap();
        assert!(!found.found.is_empty());
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

/// Payoffs of one of five kinds: all different, many ties, hardly any difference, countries that set one climate, or blocs that
/// share what a partition function gives them.
fn kind_of_process(n: usize, kind: usize, rng: &mut ChaCha8Rng) -> FormationProcess {
    let structures: Vec<Partition> = Partition::all(n).collect();
    let mut draw = |levels: u32| f64::from(rng.random_range(0..levels)) / f64::from(levels - 1);
    let discount = [0.5, 0.9, 0.99][(draw(3) * 2.0) as usize];
    let rules = (
        if draw(2) > 0.5 { ProposalRule::AnyStructure } else { ProposalRule::OwnBloc },
        if draw(2) > 0.5 { ApprovalRule::AllAffected } else { ApprovalRule::NewMembers },
    );
    let payoffs: Vec<Vec<f64>> = match kind {
        0..3 => {
            let levels = [1 << 30, 4, 2][kind];
            structures.iter().map(|_| (0..n).map(|_| draw(levels)).collect()).collect()
        }
        3 => {
            // The most powerful bloc cools to its mean ideal, which the others like or not: Heyen & Lehtomaa's (2021) kind.
            let ideal: Vec<f64> = (0..n).map(|_| 14.0 * draw(1000)).collect();
            let power: Vec<f64> = (0..n).map(|_| 0.2 + draw(1000)).collect();
            let strength = |b: &Coalition| b.players().map(|i| power[i]).sum::<f64>();
            let cooling = |p: &Partition| {
                let bloc = p.blocs().iter().max_by(|a, b| strength(a).total_cmp(&strength(b))).unwrap();
                bloc.players().map(|i| power[i] * ideal[i]).sum::<f64>() / strength(bloc)
            };
            let payoff = |g: f64, i: usize| ideal[i].powi(2) - (ideal[i] - g).powi(2);
            structures.iter().map(|p| (0..n).map(|i| payoff(cooling(p), i)).collect()).collect()
        }
        _ => {
            let mut share = |p: &Partition| {
                let worth: Vec<f64> =
                    p.blocs().iter().map(|b| (b.len() as f64).sqrt() * draw(1 << 30)).collect();
                (0..n).map(|i| worth[p.position(p.bloc_of(i).unwrap()).unwrap()]).collect()
            };
            structures.iter().map(&mut share).collect()
        }
    };
    // Every other process is drawn from unequal protocols and discount factors.
    let unequal = draw(2) > 0.5;
    let weight: Vec<f64> = (0..n).map(|_| if unequal { 0.2 + draw(1000) } else { 1.0 }).collect();
    let protocol = weight.iter().map(|w| w / weight.iter().sum::<f64>()).collect();
    let discounts = (0..n).map(|i| if unequal && i == 0 { 0.7 } else { discount }).collect();
    FormationProcess::over_structures(&structures, payoffs, discounts, protocol, rules).unwrap()
}

/// From the least payoff to the largest.
fn range(process: &FormationProcess) -> f64 {
    let payoffs = || process.payoffs().iter().flatten().copied();
    payoffs().fold(f64::MIN, f64::max) - payoffs().fold(f64::MAX, f64::min)
}

/// One equilibrium is found, and the certificate says that it is one: to 1e-9 of the range of payoffs.
fn solved(process: &FormationProcess, how: &FindEquilibria) -> bool {
    let range = range(process);
    let found = find_equilibria(process, how).unwrap();
    for e in &found.found {
        certificate::check_profile(process, &e.profile, &e.report, 1e-9 * range.max(1e-9)).unwrap();
        let mut lie = e.report.clone();
        lie.values[0][0] += 0.1 * range.max(1.0);
        assert!(certificate::check_profile(process, &e.profile, &lie, 1e-8).is_err());
    }
    assert_eq!(find_equilibria(process, how).unwrap(), found, "same seed, same bits");
    !found.found.is_empty()
}

#[test]
fn equilibria_are_found_in_every_random_process_of_two_and_three() {
    let mut rng = draws::pinned(50);
    for round in 0..1200 {
        let process = kind_of_process(2 + usize::from(round % 6 > 0), round % 4, &mut rng);
        assert!(solved(&process, &FindEquilibria::default()), "round {round}");
    }
}

#[test]
fn equilibria_are_found_in_processes_of_four() {
    let mut rng = draws::pinned(51);
    let (mut mixed, rounds) = (0, 15);
    for round in 0..rounds {
        let process = kind_of_process(4, round % 5, &mut rng);
        let found = find_equilibria(&process, &FindEquilibria::default()).unwrap();
        let [e] = &found.found[..] else { panic!("round {round}: none found") };
        assert!(verify_profile(&process, &e.profile, 1e-7).unwrap().is_equilibrium());
        mixed += usize::from(!e.pure);
    }
    assert!(mixed > 0 && mixed < rounds, "{mixed}");
}

/// Five players, 52 structures, partition functions: the short paths. The long ones are for an optimised build: `cargo bench
/// --bench formation` says how many processes are solved.
#[test]
fn equilibria_are_found_in_processes_of_five() {
    let mut rng = draws::pinned(53);
    let mut found = 0;
    for _ in 0..6 {
        let process = kind_of_process(5, 4, &mut rng);
        let how = FindEquilibria { starts: 1, path_steps: 800, ..FindEquilibria::default() };
        for e in find_equilibria(&process, &how).unwrap().found {
            let range = range(&process);
            certificate::check_profile(&process, &e.profile, &e.report, 1e-9 * range).unwrap();
            found += 1;
        }
    }
    assert!(found >= 2, "{found}");
}

#[test]
fn a_search_goes_on_where_another_ended() {
    let mut rng = draws::rng(54);
    for round in 0..20 {
        let process = kind_of_process(3, round % 5, &mut rng);
        let how = FindEquilibria { starts: 8, wanted: 9, ..FindEquilibria::default() };
        let whole = find_equilibria(&process, &how).unwrap();
        let early = find_equilibria(&process, &FindEquilibria { starts: 3, ..how }).unwrap();
        let late = find_equilibria(&process, &FindEquilibria { starts: 5, first: 3, ..how }).unwrap();
        assert_eq!(early.path_steps + late.path_steps, whole.path_steps);
        assert!(early.found.iter().all(|e| whole.found.contains(e)));
        assert!(whole.found.iter().all(|e| early.found.contains(e) || late.found.contains(e)));
    }
}

/// Where a search finds nothing, it says what came closest and by how much it misses: no more and no less; and one that is content
/// with so much finds it.
#[test]
fn what_comes_closest_is_as_close_as_said() {
    let mut rng = draws::pinned(56);
    let mut near = 0;
    for round in 0..60 {
        let process = kind_of_process(3 + round % 2, round % 5, &mut rng);
        let range = range(&process);
        let how = FindEquilibria { starts: 1, first: 1, path_steps: 400, ..FindEquilibria::default() };
        let short = find_equilibria(&process, &how).unwrap();
        assert!(short.found.is_empty() || short.closest.is_none());
        let Some(closest) = short.closest else { continue };
        near += 1;
        assert!(closest.gain > how.tolerance * range && closest.gain < range);
        let check = |by: f64| {
            let (profile, report, gain) = (&closest.profile, &closest.report, closest.gain);
            certificate::check_profile(&process, profile, report, gain * by + 1e-12 * range)
        };
        assert!(check(1.0).is_ok() && check(0.99).is_err(), "{round}");
        assert_eq!(verify_profile(&process, &closest.profile, 0.0).unwrap().largest_gain(), closest.gain);
        let content = FindEquilibria { tolerance: closest.gain / range * (1.0 + 1e-9), ..how };
        let [found] = &find_equilibria(&process, &content).unwrap().found[..] else { panic!("{round}") };
        assert!(found.report.largest_gain() == 0.0 && found.report.is_equilibrium());
    }
    assert!(near >= 30, "{near}");
}

/// A search tells after each start what there is, ends where it is told to, and goes on from there, whatever the threads.
#[test]
fn a_search_is_followed_and_interrupted() {
    let mut rng = draws::rng(57);
    for round in 0..20 {
        let process = kind_of_process(3, round % 5, &mut rng);
        let how = FindEquilibria { starts: 9, wanted: 100, ..FindEquilibria::default() };
        let mut told = Vec::new();
        let whole = find_equilibria_with(&process, &how, |so_far| {
            told.push(so_far.clone());
            ControlFlow::Continue(())
        });
        assert_eq!(whole.unwrap(), told[8]);
        assert!(told.iter().enumerate().all(|(k, so_far)| so_far.starts as usize == k + 1));
        let until = |so_far: &ProcessEquilibria| match so_far.starts {
            4 => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        };
        let early = find_equilibria_with(&process, &how, until).unwrap();
        assert_eq!(early, told[3]);
        let rest = FindEquilibria { first: early.starts, starts: how.starts - early.starts, ..how };
        let late = find_equilibria(&process, &rest).unwrap();
        assert_eq!(early.path_steps + late.path_steps, told[8].path_steps);
        assert!(told[8].found.iter().all(|e| early.found.contains(e) || late.found.contains(e)));
    }
}

/// Payoffs count in units of their own: the same bits after a change of unit by a power of two.
#[test]
fn units_of_payoffs_do_not_show() {
    let mut rng = draws::rng(55);
    for round in 0..40 {
        let process = kind_of_process(3, round % 5, &mut rng);
        let payoffs = process.payoffs().iter().map(|row| row.iter().map(|u| 1024.0 * u).collect()).collect();
        let n = process.players();
        let scaled = FormationProcess::new(
            payoffs,
            process.discount().to_vec(),
            process.protocol().to_vec(),
            |i, x, y| process.committee(i, x, y),
        );
        let scaled = scaled.unwrap().with_quorums(|i, x, y| process.quorum(i, x, y));
        for first in 0..4 {
            let how = FindEquilibria { starts: 1, first, ..FindEquilibria::default() };
            let [one, other] = [&process, &scaled].map(|p| find_equilibria(p, &how).unwrap().found);
            let profiles =
                |found: &[ProcessEquilibrium]| found.iter().map(|e| e.profile.clone()).collect::<Vec<_>>();
            assert_eq!(profiles(&one), profiles(&other), "{round}, {first}, {n}");
        }
    }
}

#[test]
fn several_equilibria_lead_elsewhere() {
    // Nobody cares: every profile is an equilibrium.
    let structures: Vec<Partition> = Partition::all(3).collect();
    let payoffs = vec![vec![0.0; 3]; structures.len()];
    let rules = (ProposalRule::AnyStructure, ApprovalRule::AllAffected);
    let (discount, protocol) = (vec![0.5; 3], vec![1.0 / 3.0; 3]);
    let process = FormationProcess::over_structures(&structures, payoffs, discount, protocol, rules).unwrap();
    let how = FindEquilibria { wanted: 4, ..FindEquilibria::default() };
    let found = find_equilibria(&process, &how).unwrap().found;
    assert_eq!(found.len(), 4);
    for (k, a) in found.iter().enumerate() {
        assert!(found[..k].iter().all(|b| a.report.transition != b.report.transition));
    }
}

/// One-shot deviations by trying every pure choice of one player in one state, and solving again by iteration.
#[test]
fn deviations_equal_brute_force() {
    let mut rng = draws::rng(52);
    for round in 0..2000 {
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
    let least = build(5e-324, 0.9, 0.5).unwrap();
    assert_eq!(find_equilibria(&least, &FindEquilibria::default()).unwrap().found.len(), 1);
    let uneven = |x: usize| vec![if x == 0 { 5e-324 } else { 0.0 }, 1e100 * x as f64];
    let payoffs = (0..3).map(uneven).collect();
    let anybody = |_: usize, _: usize, y: usize| Some(Coalition::singleton(y % 2));
    let uneven = FormationProcess::new(payoffs, vec![0.9; 2], vec![0.5; 2], anybody).unwrap();
    for first in 0..4 {
        let how = FindEquilibria { first, starts: 1, ..FindEquilibria::default() };
        assert!(find_equilibria(&uneven, &how).is_ok());
    }
    let how = FindEquilibria { tolerance: f64::NAN, ..FindEquilibria::default() };
    assert!(find_equilibria(&process, &how).is_err());
    assert_eq!(find_equilibria(&process, &FindEquilibria::default()).unwrap().found.len(), 1);
    assert!(dynamics(&[vec![0.5]]).is_err() && dynamics(&[vec![f64::NAN]]).is_err());
}

#[test]
fn the_number_of_threads_does_not_show() {
    let mut rng = draws::pinned(52);
    let processes: Vec<FormationProcess> = (0..24).map(|k| kind_of_process(3, k % 4, &mut rng)).collect();
    let all = || -> Vec<_> {
        let search = |wanted| FindEquilibria { wanted, starts: 12, ..FindEquilibria::default() };
        let both = |p| [1, 3].map(|wanted| find_equilibria(p, &search(wanted)).unwrap());
        processes.iter().map(both).collect()
    };
    let here = all();
    assert!(here.iter().any(|[_, several]| several.starts > 4 && several.found.len() > 1));
    #[cfg(feature = "parallel")]
    for threads in [1, 2, 5] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        assert_eq!(pool.install(all), here);
    }
}
