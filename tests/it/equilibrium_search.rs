//! Equilibria of coalition formation that are searched for, in random processes. Feature
//! `equilibrium-search`.

use comity::coalition::{Coalition, Partition};
use comity::game::{ApprovalRule, FormationProcess, ProposalRule};
use comity::solve::Certified;
use comity::solve::farsighted::{FindEquilibria, ProcessEquilibria, ProcessEquilibrium, verify_profile};
use rand::RngExt;
use rand::rngs::ChaCha8Rng;
use std::ops::ControlFlow;

use crate::common::cases::case;
use crate::common::draws;
use crate::process::experiment;

#[test]
fn published_processes_have_equilibria_that_are_found() {
    for e in case("61_heyen_lehtomaa2021.json")["experiments"].as_array().unwrap() {
        let (process, ..) = experiment(e);
        let how = FindEquilibria { wanted: 20, ..FindEquilibria::default() };
        assert!(!how.solve(&process.to_f64()).unwrap().found.is_empty());
    }
}

/// Payoffs of one of five kinds: all different, many ties, hardly any difference, countries that set one
/// climate, or blocs that share what a partition function gives them.
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
    let found = how.solve(process).unwrap();
    for e in &found.found {
        e.report.check((process, &e.profile), 1e-9 * range.max(1e-9)).unwrap();
        let mut lie = e.report.clone();
        lie.values[0][0] += 0.1 * range.max(1.0);
        assert!(lie.check((process, &e.profile), 1e-8).is_err());
    }
    assert_eq!(how.solve(process).unwrap(), found, "same seed, same bits");
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
        let found = FindEquilibria::default().solve(&process).unwrap();
        let [e] = &found.found[..] else { panic!("round {round}: none found") };
        assert!(verify_profile(&process, &e.profile, 1e-7).unwrap().is_equilibrium());
        mixed += usize::from(!e.pure);
    }
    assert!(mixed > 0 && mixed < rounds, "{mixed}");
}

/// Five players, 52 structures, partition functions: the short paths. The long ones are for an optimised
/// build: `cargo bench --bench formation` says how many processes are solved.
#[test]
fn equilibria_are_found_in_processes_of_five() {
    let mut rng = draws::pinned(53);
    let mut found = 0;
    for _ in 0..6 {
        let process = kind_of_process(5, 4, &mut rng);
        let how = FindEquilibria { starts: 1, path_steps: 800, ..FindEquilibria::default() };
        for e in how.solve(&process).unwrap().found {
            let range = range(&process);
            e.report.check((&process, &e.profile), 1e-9 * range).unwrap();
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
        let whole = how.solve(&process).unwrap();
        let early = FindEquilibria { starts: 3, ..how }.solve(&process).unwrap();
        let late = FindEquilibria { starts: 5, first: 3, ..how }.solve(&process).unwrap();
        assert_eq!(early.path_steps + late.path_steps, whole.path_steps);
        assert!(early.found.iter().all(|e| whole.found.contains(e)));
        assert!(whole.found.iter().all(|e| early.found.contains(e) || late.found.contains(e)));
    }
}

/// Where a search finds nothing, it says what came closest and by how much it misses: no more and no less;
/// and one that is content with so much finds it.
#[test]
fn what_comes_closest_is_as_close_as_said() {
    let mut rng = draws::pinned(56);
    let mut near = 0;
    for round in 0..60 {
        let process = kind_of_process(3 + round % 2, round % 5, &mut rng);
        let range = range(&process);
        let how = FindEquilibria { starts: 1, first: 1, path_steps: 400, ..FindEquilibria::default() };
        let short = how.solve(&process).unwrap();
        assert!(short.found.is_empty() || short.closest.is_none());
        let Some(closest) = short.closest else { continue };
        near += 1;
        assert!(closest.gain > how.tolerance * range && closest.gain < range);
        let check = |by: f64| {
            let (profile, report, gain) = (&closest.profile, &closest.report, closest.gain);
            report.check((&process, profile), gain * by + 1e-12 * range)
        };
        assert!(check(1.0).is_ok() && check(0.99).is_err(), "{round}");
        assert_eq!(verify_profile(&process, &closest.profile, 0.0).unwrap().largest_gain(), closest.gain);
        let content = FindEquilibria { tolerance: closest.gain / range * (1.0 + 1e-9), ..how };
        let [found] = &content.solve(&process).unwrap().found[..] else { panic!("{round}") };
        assert!(found.report.largest_gain() == 0.0 && found.report.is_equilibrium());
    }
    assert!(near >= 30, "{near}");
}

/// A search tells after each start what there is, ends where it is told to, and goes on from there, whatever
/// the threads.
#[test]
fn a_search_is_followed_and_interrupted() {
    let mut rng = draws::rng(57);
    for round in 0..20 {
        let process = kind_of_process(3, round % 5, &mut rng);
        let how = FindEquilibria { starts: 9, wanted: 100, ..FindEquilibria::default() };
        let mut told = Vec::new();
        let whole = how.solve_with(&process, |so_far| {
            told.push(so_far.clone());
            ControlFlow::Continue(())
        });
        assert_eq!(whole.unwrap(), told[8]);
        assert!(told.iter().enumerate().all(|(k, so_far)| so_far.starts as usize == k + 1));
        let until = |so_far: &ProcessEquilibria| match so_far.starts {
            4 => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        };
        let early = how.solve_with(&process, until).unwrap();
        assert_eq!(early, told[3]);
        let rest = FindEquilibria { first: early.starts, starts: how.starts - early.starts, ..how };
        let late = rest.solve(&process).unwrap();
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
            let [one, other] = [&process, &scaled].map(|p| how.solve(p).unwrap().found);
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
    let found = how.solve(&process).unwrap().found;
    assert_eq!(found.len(), 4);
    for (k, a) in found.iter().enumerate() {
        assert!(found[..k].iter().all(|b| a.report.transition != b.report.transition));
    }
}

#[test]
fn hostile_processes_are_searched_or_are_errors() {
    let build = |u: f64, d: f64, p: f64| {
        FormationProcess::new(vec![vec![u; 2]], vec![d; 2], vec![p; 2], |_, _, _| None)
    };
    let process = build(0.0, 0.9, 0.5).unwrap();
    let least = build(5e-324, 0.9, 0.5).unwrap();
    assert_eq!(FindEquilibria::default().solve(&least).unwrap().found.len(), 1);
    let uneven = |x: usize| vec![if x == 0 { 5e-324 } else { 0.0 }, 1e100 * x as f64];
    let payoffs = (0..3).map(uneven).collect();
    let anybody = |_: usize, _: usize, y: usize| Some(Coalition::singleton(y % 2));
    let uneven = FormationProcess::new(payoffs, vec![0.9; 2], vec![0.5; 2], anybody).unwrap();
    for first in 0..4 {
        let how = FindEquilibria { first, starts: 1, ..FindEquilibria::default() };
        assert!(how.solve(&uneven).is_ok());
    }
    let how = FindEquilibria { tolerance: f64::NAN, ..FindEquilibria::default() };
    assert!(how.solve(&process).is_err());
    assert_eq!(FindEquilibria::default().solve(&process).unwrap().found.len(), 1);
}

#[test]
fn the_number_of_threads_does_not_show() {
    let mut rng = draws::pinned(52);
    let processes: Vec<FormationProcess> = (0..24).map(|k| kind_of_process(3, k % 4, &mut rng)).collect();
    let all = || -> Vec<_> {
        let search = |wanted| FindEquilibria { wanted, starts: 12, ..FindEquilibria::default() };
        let both = |p| [1, 3].map(|wanted| search(wanted).solve(p).unwrap());
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
