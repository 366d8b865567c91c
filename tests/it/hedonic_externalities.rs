//! Hedonic stability where the whole structure matters: brute force from the definitions, certificates,
//! inclusions.

use crate::common::draws;
use comity::coalition::{Coalition, Partition};
use comity::game::{HedonicGame, PartitionGame, PartitionPayoffs};
use comity::solve::Certified;
use comity::solve::deviation::{Deviation, Reaction};
use comity::solve::hedonic::{
    self, HedonicRules, Notion, stability_with_externalities, stable_structures_with_externalities,
};
use rand::RngExt;
use rand::rngs::ChaCha8Rng;
use std::collections::{BTreeMap, BTreeSet};

/// Payoffs by growth string, whole and small, so that indifference abounds.
type Table = BTreeMap<Vec<usize>, Vec<i32>>;

fn random_table(rng: &mut ChaCha8Rng, n: usize) -> Table {
    let spread = [0, 1, 2, 100][rng.random_range(0u32..4) as usize];
    let mut row = || (0..n).map(|_| rng.random_range(-spread..=spread)).collect();
    Partition::all(n).map(|p| (p.growth_string(), row())).collect()
}

fn game(n: usize, table: &Table) -> PartitionPayoffs {
    PartitionPayoffs::from_fn(n, |p| Ok(table[&p.growth_string()].iter().map(|&u| f64::from(u)).collect()))
        .unwrap()
}

/// Names blocs in the order of their first member.
fn growth(labels: &[usize]) -> Vec<usize> {
    let mut names: Vec<usize> = Vec::new();
    labels
        .iter()
        .map(|l| {
            names.iter().position(|m| m == l).unwrap_or_else(|| {
                names.push(*l);
                names.len() - 1
            })
        })
        .collect()
}

/// Whether a structure is stable, straight from the definition, on labels: `p[i]` is the bloc of player `i`.
fn stable(table: &Table, p: &[usize], notion: Notion, reaction: Reaction) -> bool {
    let n = p.len();
    let together = matches!(notion, Notion::Core | Notion::StrictCore);
    // Every new bloc, by who moves and whom they join.
    let mut steps: Vec<(Vec<usize>, Vec<usize>)> = Vec::new();
    if together {
        steps.extend((1..1 << n).map(|s| ((0..n).filter(|i| s >> i & 1 == 1).collect(), vec![])));
    } else {
        for i in 0..n {
            steps.push((vec![i], vec![]));
            for label in 0..n {
                let hosts: Vec<usize> = (0..n).filter(|&j| p[j] == label).collect();
                if !hosts.is_empty() && p[i] != label {
                    steps.push((vec![i], hosts));
                }
            }
        }
    }
    !steps.into_iter().any(|(movers, hosts)| {
        let bloc: Vec<usize> = (0..n).filter(|i| movers.contains(i) || hosts.contains(i)).collect();
        let stands = bloc.iter().all(|&i| p[i] == p[bloc[0]])
            && (0..n).all(|i| bloc.contains(&i) || p[i] != p[bloc[0]]);
        if stands {
            return false;
        }
        let with_bloc = |labels: Vec<usize>| {
            growth(&(0..n).map(|i| if bloc.contains(&i) { 99 } else { labels[i] }).collect::<Vec<_>>())
        };
        let expected: Vec<Vec<usize>> = match reaction {
            Reaction::Delta => vec![with_bloc(p.to_vec())],
            Reaction::Gamma => {
                let broken = |i: usize| movers.iter().any(|&m| p[m] == p[i]);
                vec![with_bloc((0..n).map(|i| if broken(i) { 100 + i } else { p[i] }).collect())]
            }
            _ => table.keys().filter(|q| **q == with_bloc(q.to_vec())).cloned().collect(),
        };
        let objects = |q: &Vec<usize>| {
            let gain = |i: &usize| table[q][*i] - table[p][*i];
            let left: Vec<usize> =
                (0..n).filter(|i| !movers.contains(i) && movers.iter().any(|&m| p[m] == p[*i])).collect();
            match notion {
                Notion::StrictCore => {
                    movers.iter().all(|i| gain(i) >= 0) && movers.iter().any(|i| gain(i) > 0)
                }
                Notion::Core | Notion::Nash => movers.iter().all(|i| gain(i) > 0),
                Notion::Individual => gain(&movers[0]) > 0 && hosts.iter().all(|j| gain(j) >= 0),
                Notion::ContractualIndividual => {
                    gain(&movers[0]) > 0 && hosts.iter().chain(&left).all(|j| gain(j) >= 0)
                }
            }
        };
        if reaction == Reaction::Pessimistic {
            expected.iter().all(objects)
        } else {
            expected.iter().any(objects)
        }
    })
}

fn rules(notion: Notion, reaction: Reaction) -> HedonicRules {
    HedonicRules { notion, reaction, tolerance: 0.0 }
}

/// The bloc in which the movers end.
fn formed(objection: &Deviation<Partition>) -> Coalition {
    objection.coalition.first().and_then(|i| objection.to.bloc_of(i)).unwrap()
}

#[test]
fn exhaustive_search_equals_brute_force() {
    let mut rng = draws::rng(80);
    let mut some = [[0u32; 5]; 4];
    for round in 0..draws::rounds(2000) {
        let n = if round % 50 == 0 { 5 } else { [1, 2, 3, 3, 3, 4][round % 6] };
        let table = random_table(&mut rng, n);
        let game = game(n, &table);
        let all: Vec<Partition> = Partition::all(n).collect();
        let mut sets = Vec::new();
        for (r, reaction) in Reaction::ALL.into_iter().enumerate() {
            let found = stable_structures_with_externalities(&game, reaction, 0.0, usize::MAX).unwrap();
            for (k, f) in found.iter().enumerate() {
                let holds = |p: &&Partition| stable(&table, &p.growth_string(), f.convention, reaction);
                let mut expected: Vec<Partition> = all.iter().filter(holds).cloned().collect();
                expected.sort();
                assert_eq!(f.states, expected, "{} {reaction}", f.convention);
                assert_eq!(f.count as usize, expected.len());
                some[r][k] += u32::from(!expected.is_empty() && expected.len() < all.len());
            }
            let p = &all[rng.random_range(0..all.len() as u32) as usize];
            for notion in Notion::ALL {
                let verdict = stability_with_externalities(&game, p, rules(notion, reaction)).unwrap();
                assert_eq!(verdict.is_stable(), stable(&table, &p.growth_string(), notion, reaction));
                verdict.check(&game, 0.0).unwrap();
                let mut lie = verdict.clone();
                match lie.deviations.first_mut() {
                    Some(objection) => objection.gains[0] += 1.0,
                    None => {
                        let to = all[0].clone();
                        lie.deviations.push(Deviation {
                            coalition: Coalition::grand(n),
                            to,
                            gains: vec![7e9; n],
                        });
                    }
                }
                assert!(lie.check(&game, 0.0).is_err());
                if !verdict.is_stable() {
                    lie.deviations.clear();
                    assert!(lie.check(&game, 0.0).is_err());
                }
            }
            sets.push(found.map(|f| f.states.into_iter().collect::<BTreeSet<_>>()));
        }
        for [core, strict, nash, individual, contractual] in &sets {
            assert!(
                strict.is_subset(core) && nash.is_subset(individual) && individual.is_subset(contractual)
            );
        }
        // What is an objection whatever follows is one under γ and δ; what is one there is one for optimists.
        let [gamma, delta, optimistic, pessimistic] = &sets[..] else { panic!() };
        for k in 0..5 {
            assert!(optimistic[k].is_subset(&gamma[k]) && gamma[k].is_subset(&pessimistic[k]));
            assert!(optimistic[k].is_subset(&delta[k]) && delta[k].is_subset(&pessimistic[k]));
        }
    }
    assert!(some.as_flattened().iter().all(|&k| k > draws::rounds(20)), "{some:?}");
}

#[test]
fn without_externalities_they_are_the_plain_notions() {
    let mut rng = draws::rng(81);
    for round in 0..draws::rounds(500) {
        let n = 1 + round % 5;
        let spread = [0, 1, 2, 100][round % 4];
        let u: Vec<f64> = (0..n << n).map(|_| f64::from(rng.random_range(-spread..=spread))).collect();
        let utility = |i: usize, s: Coalition| u[i << n | s.index()];
        let plain = HedonicGame::from_fn(n, |i, s| Ok(utility(i, s))).unwrap();
        let payoffs = |p: &Partition| Ok((0..n).map(|i| utility(i, p.bloc_of(i).unwrap())).collect());
        let game = PartitionPayoffs::from_fn(n, payoffs).unwrap();
        let expected = hedonic::stable_structures(&plain, usize::MAX).unwrap();
        for reaction in Reaction::ALL {
            let found = stable_structures_with_externalities(&game, reaction, 0.0, usize::MAX).unwrap();
            // What those left behind agree to depends on whether they stay together, as plain hedonic games take it.
            let same = if reaction == Reaction::Delta { 5 } else { 4 };
            assert_eq!(found[..same], expected[..same], "{reaction}");
        }
        for p in Partition::all(n).take(5) {
            for notion in Notion::ALL {
                let first =
                    hedonic::objection(&plain, &p, notion).unwrap().map(|o| (o.coalition, formed(&o)));
                let left_matter = notion == Notion::ContractualIndividual;
                for reaction in Reaction::ALL.into_iter().filter(|r| !left_matter || *r == Reaction::Delta) {
                    let found = stability_with_externalities(&game, &p, rules(notion, reaction)).unwrap();
                    assert_eq!(found.deviation().map(|o| (o.coalition, formed(o))), first);
                }
            }
        }
    }
}

/// Linear Cournot oligopoly, each of k cartels earns 1/(k+1)²: the merger to monopoly of n firms is undone by
/// one that leaves while the others stay together if 1/9 > 1/(4n), and never if they fall apart, 1/(n+1)² <
/// 1/(4n) for n > 1.
#[test]
fn cournot_cartels() {
    for n in 2..=7 {
        let cournot =
            PartitionGame::from_fn(n, |p| Ok(vec![1.0 / (p.len() as f64 + 1.0).powi(2); p.len()])).unwrap();
        let (shares, cartel) = (cournot.equal_split(), Partition::grand(n));
        let holds = |reaction| {
            let rules = HedonicRules { tolerance: 1e-12, ..rules(Notion::Nash, reaction) };
            stability_with_externalities(&shares, &cartel, rules).unwrap().is_stable()
        };
        assert_eq!(holds(Reaction::Delta), 9.0 >= 4.0 * n as f64);
        assert!(holds(Reaction::Gamma) && holds(Reaction::Pessimistic));
    }
}

#[test]
fn renaming_scaling_and_moving_payoffs() {
    let mut rng = draws::rng(82);
    for round in 0..100 {
        let n = 2 + round % 3;
        let table = random_table(&mut rng, n);
        let plain = game(n, &table);
        let scaled = PartitionPayoffs::from_fn(n, |p| {
            Ok(table[&p.growth_string()].iter().zip(0i32..).map(|(&u, i)| f64::from(4 * u + 7 * i)).collect())
        });
        let rename = |p: &Partition, by: usize| {
            let moved = |b: &Coalition| b.players().map(|i| (i + by) % n).collect::<Coalition>();
            Partition::new(n, p.blocs().iter().map(moved)).unwrap()
        };
        let renamed = PartitionPayoffs::from_fn(n, |p| {
            let row = plain.payoffs(&rename(p, n - 1))?;
            Ok((0..n).map(|i| row[(i + n - 1) % n]).collect())
        });
        let (scaled, renamed) = (scaled.unwrap(), renamed.unwrap());
        for reaction in Reaction::ALL {
            let found = stable_structures_with_externalities(&plain, reaction, 0.0, usize::MAX).unwrap();
            assert_eq!(
                stable_structures_with_externalities(&scaled, reaction, 0.0, usize::MAX).unwrap(),
                found
            );
            for (f, g) in found
                .iter()
                .zip(stable_structures_with_externalities(&renamed, reaction, 0.0, usize::MAX).unwrap())
            {
                let mut expected: Vec<Partition> = f.states.iter().map(|p| rename(p, 1)).collect();
                expected.sort();
                assert_eq!(g.states, expected);
            }
        }
    }
}

#[test]
fn tolerance_limits_and_threads() {
    let mut rng = draws::rng(83);
    let table = random_table(&mut rng, 6);
    let small = game(6, &table);
    let p = Partition::grand(6);
    for bad in [-1.0, f64::NAN, f64::INFINITY] {
        assert!(stable_structures_with_externalities(&small, Reaction::Delta, bad, 1).is_err());
        let rules = HedonicRules { tolerance: bad, ..rules(Notion::Core, Reaction::Delta) };
        assert!(stability_with_externalities(&small, &p, rules).is_err());
    }
    let core = rules(Notion::Core, Reaction::Delta);
    assert!(stability_with_externalities(&small, &Partition::grand(5), core).is_err());
    for f in stable_structures_with_externalities(&small, Reaction::Gamma, 1e300, 7).unwrap() {
        assert_eq!((f.count, f.states.len()), (203, 7), "no gain is beyond the tolerance");
    }
    #[cfg(feature = "parallel")]
    {
        let run = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| {
                Reaction::ALL.map(|r| stable_structures_with_externalities(&small, r, 0.0, 5).unwrap())
            })
        };
        assert_eq!(run(1), run(5));
    }
}
