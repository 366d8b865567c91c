//! Hedonic stability against brute force from the definitions, published examples, and known inclusions.

use crate::common::draws;
use comity::coalition::{Coalition, Partition, bell};
use comity::game::{Fraction, HedonicGame};
use comity::solve::Certified;
use comity::solve::hedonic::{Notion, find_stable_structure, objection, stable_structures};
use rand::RngExt;
use rand::rngs::ChaCha8Rng;
use std::collections::BTreeSet;

use crate::common::cases::{case, fraction};

/// Utilities by player and mask, small integers so that indifference abounds.
fn random_utilities(rng: &mut ChaCha8Rng, n: usize) -> Vec<Vec<i32>> {
    let spread = [0, 1, 2, 100][rng.random_range(0u32..4) as usize];
    (0..n).map(|_| (0..1 << n).map(|_| rng.random_range(-spread..=spread)).collect()).collect()
}

/// Stability straight from the definitions on a utility table.
fn stable(u: &[Vec<i32>], p: &Partition, notion: Notion) -> bool {
    let n = u.len();
    let own = |i: usize| p.bloc_of(i).unwrap().index();
    let members = |s: usize| (0..n).filter(move |i| s >> i & 1 == 1);
    match notion {
        Notion::Core => !(1..1 << n).any(|s| members(s).all(|i| u[i][s] > u[i][own(i)])),
        Notion::StrictCore => !(1..1 << n).any(|s| {
            members(s).all(|i| u[i][s] >= u[i][own(i)]) && members(s).any(|i| u[i][s] > u[i][own(i)])
        }),
        _ => !(0..n).any(|i| {
            let mut targets: Vec<usize> =
                p.blocs().iter().map(|b| b.index()).filter(|b| b >> i & 1 == 0).collect();
            targets.push(0);
            targets.into_iter().any(|d| {
                let (new, old, left) = (d | 1 << i, own(i), own(i) & !(1 << i));
                u[i][new] > u[i][old]
                    && (notion == Notion::Nash || members(d).all(|j| u[j][new] >= u[j][d]))
                    && (notion != Notion::ContractualIndividual
                        || members(left).all(|j| u[j][left] >= u[j][old]))
            })
        }),
    }
}

#[test]
fn exhaustive_search_equals_brute_force() {
    let mut rng = draws::rng(30);
    let mut some = [0u32; 5];
    for round in 0..draws::rounds(2000) {
        let n = 1 + round % 6;
        let u = random_utilities(&mut rng, n);
        let game = HedonicGame::from_fn(n, |i, s| Ok(f64::from(u[i][s.index()]))).unwrap();
        let found = stable_structures(&game, usize::MAX).unwrap();
        for (k, f) in found.iter().enumerate() {
            let mut expected: Vec<_> = Partition::all(n).filter(|p| stable(&u, p, f.convention)).collect();
            expected.sort();
            assert_eq!(f.states, expected, "{}", f.convention);
            assert_eq!(f.count as usize, expected.len());
            some[k] += u32::from(!expected.is_empty() && (expected.len() as u128) < bell(n).unwrap());
        }
        // Strict core within core within individual rationality; Nash ⇒ individual ⇒ contractual (Bogomolnaia &
        // Jackson 2002); core ∪ … no more than that holds in general.
        let set = |k: usize| found[k].states.iter().collect::<BTreeSet<_>>();
        assert!(set(1).is_subset(&set(0)) && set(2).is_subset(&set(3)) && set(3).is_subset(&set(4)));
        assert!(set(1).is_subset(&set(3)), "a single move that nobody minds is a weak block");
        assert!(found[4].count > 0, "contractually individually stable structures always exist");

        let p = Partition::unrank(n, u128::from(rng.random_range(0..bell(n).unwrap() as u32))).unwrap();
        for notion in Notion::ALL {
            let objects = objection(&game, &p, notion).unwrap();
            assert_eq!(objects.is_none(), stable(&u, &p, notion));
            assert_eq!(None.check((&game, &p, notion), 0.0).is_ok(), objects.is_none());
            if let Some(o) = objects {
                Some(o.clone()).check((&game, &p, notion), 0.0).unwrap();
            }
            let found = find_stable_structure(&game, notion, &p, 1000).unwrap();
            if found.is_stable() {
                assert!(stable(&u, &found.state, notion));
            } else {
                assert_ne!(notion, Notion::ContractualIndividual);
                assert!(found.searched.states <= bell(n).unwrap() as u64 + 1);
                let objection = found.deviation().cloned();
                assert!(objection.is_some());
                objection.check((&game, &found.state, notion), 0.0).unwrap();
            }
        }
    }
    assert!(some.iter().all(|&k| k > draws::rounds(50)), "{some:?}");
}

#[test]
fn structures_kept_are_a_sample_of_those_counted() {
    let game = HedonicGame::from_fn(6, |_, _| Ok(0.0)).unwrap();
    for f in stable_structures(&game, 7).unwrap() {
        assert_eq!((f.count, f.states.len()), (203, 7));
    }
    let large = HedonicGame::from_fn(14, |_, s| Ok(s.len() as f64)).unwrap();
    assert!(stable_structures(&large, 1).unwrap_err().to_string().contains("13"));
    let start = Partition::singletons(14);
    for notion in Notion::ALL.into_iter().skip(2) {
        let found = find_stable_structure(&large, notion, &start, 1000).unwrap();
        assert!(found.is_stable());
        assert_eq!(found.state, Partition::grand(14));
        let short = find_stable_structure(&large, notion, &start, 2).unwrap();
        assert!(!short.is_stable() && short.searched.states == 3);
    }
    assert!(objection(&game, &Partition::grand(5), Notion::Core).is_err());
}

#[cfg(feature = "parallel")]
#[test]
fn the_number_of_threads_does_not_show() {
    let mut rng = draws::rng(31);
    let u = random_utilities(&mut rng, 8);
    let game = HedonicGame::from_fn(8, |i, s| Ok(f64::from(u[i][s.index()]))).unwrap();
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| stable_structures(&game, 5).unwrap())
    };
    assert_eq!(run(1), run(5));
}

#[test]
fn weights_give_the_preferences_they_mean() {
    let mut rng = draws::rng(32);
    for _ in 0..500 {
        let n = rng.random_range(1u32..=5) as usize;
        let w: Vec<Vec<i64>> = (0..n).map(|_| (0..n).map(|_| rng.random_range(-3..=3)).collect()).collect();
        let exact: Vec<Vec<Fraction>> =
            w.iter().map(|row| row.iter().map(|&x| fraction(&x.into())).collect()).collect();
        let additive = HedonicGame::additively_separable(&exact).unwrap();
        let fractional = HedonicGame::fractional(&exact).unwrap();
        for (i, row) in w.iter().enumerate() {
            let with_i = || Coalition::grand(n).subsets().filter(|s| s.contains(i));
            for (s, t) in with_i().flat_map(|s| with_i().map(move |t| (s, t))) {
                let sum = |s: Coalition| s.players().filter(|&j| j != i).map(|j| row[j]).sum::<i64>();
                assert_eq!(additive.rank(i, s).cmp(&additive.rank(i, t)), sum(s).cmp(&sum(t)));
                let order = (sum(s) * t.len() as i64).cmp(&(sum(t) * s.len() as i64));
                assert_eq!(fractional.rank(i, s).cmp(&fractional.rank(i, t)), order);
            }
        }
    }
}

#[test]
fn published_ordinal_games() {
    let file = case("70_hedonic_ordinal.json");
    for instance in file["cases"].as_array().unwrap() {
        let lists: Vec<Vec<Coalition>> =
            serde_json::from_value(instance["preferences_best_to_worst_masks"].clone()).unwrap();
        let found = stable_structures(&HedonicGame::from_preferences(&lists).unwrap(), usize::MAX).unwrap();
        let keys =
            ["core", "strict_core", "nash", "individually_stable", "contractually_individually_stable"];
        for (f, key) in found.iter().zip(keys) {
            let mut expected: Vec<Partition> =
                serde_json::from_value(instance["expected"][key].clone()).unwrap();
            expected.sort();
            assert_eq!(f.states, expected, "{} {key}", instance["name"]);
        }
    }
}
