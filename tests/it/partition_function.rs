//! Games with externalities against brute force written from the definitions, and against published cases.

use crate::common::draws;
use comity::coalition::{Coalition, Partition};
use comity::game::Value;
use comity::game::{Fraction, LazyPartitionGame, PartitionFunction, PartitionGame, TuGame};
use comity::solve::Certified;
use comity::solve::externalities::{
    Conjecture, PartitionValue, characteristic, externalities, outcome_stability, partition_core,
    value as shared,
};
use comity::solve::tu::{Breach, Core, least_core};
use rand::RngExt;
use serde_json::Value as Json;
use std::collections::BTreeMap;

use crate::common::cases::{case, fraction};
use crate::common::tables::{Table, exact, game, members, random_table, sorted, splits};
use crate::common::values::shapley;

fn brute_force(n: usize, table: &Table, s: u64, conjecture: Conjecture) -> i64 {
    let outside = !s & ((1 << n) - 1);
    let worth_to = |whose: u64, p: &[u64], q: &[u64]| -> i64 {
        let row = &table[&sorted([p, q].concat())];
        row.iter().filter(|(b, _)| *b & !whose == 0).map(|(_, w)| w).sum()
    };
    let own = splits(&members(s));
    let responses = splits(&members(outside));
    let of_s = |q: &Vec<u64>| worth_to(s, &[s], q);
    match conjecture {
        Conjecture::Gamma => of_s(&members(outside).iter().map(|i| 1 << i).collect()),
        Conjecture::Delta => of_s(&if outside == 0 { vec![] } else { vec![outside] }),
        Conjecture::Optimistic => responses.iter().map(of_s).max().unwrap(),
        Conjecture::Pessimistic => responses.iter().map(of_s).min().unwrap(),
        Conjecture::Max => {
            let most = responses.iter().map(|q| worth_to(outside, &[s], q)).max().unwrap();
            let chosen = responses.iter().filter(|q| worth_to(outside, &[s], q) == most);
            chosen.map(of_s).min().unwrap()
        }
        Conjecture::Alpha => {
            let worst = |p: &Vec<u64>| responses.iter().map(|q| worth_to(s, p, q)).min().unwrap();
            own.iter().map(worst).max().unwrap()
        }
        Conjecture::Beta => {
            let best = |q: &Vec<u64>| own.iter().map(|p| worth_to(s, p, q)).max().unwrap();
            responses.iter().map(best).min().unwrap()
        }
    }
}

#[test]
fn characteristic_functions_equal_brute_force() {
    let mut rng = draws::rng(10);
    for round in 0..2000 {
        let n = 1 + round % 4;
        let table = random_table(&mut rng, n);
        let game = game(n, &table);
        let v: Vec<_> = Conjecture::ALL.iter().map(|&c| characteristic(&game, c).unwrap()).collect();
        for s in 1..1u64 << n {
            let value = |k: usize| *v[k].value(Coalition::from_mask(s));
            for (k, &c) in Conjecture::ALL.iter().enumerate() {
                assert_eq!(value(k), brute_force(n, &table, s, c) as f64, "{c} n={n} S={s}");
            }
            // ALL is α β max γ δ optimistic pessimistic: the orders that hold in every game.
            assert!(value(6) <= value(0) && value(0) <= value(1), "pessimistic ≤ α ≤ β");
            assert!((2..5).all(|k| value(6) <= value(k) && value(k) <= value(5)));
        }
        for (v, &c) in v.iter().zip(&Conjecture::ALL) {
            v.check((&game, c), 0.0).unwrap();
            let mut lie = v.values().to_vec();
            *lie.last_mut().unwrap() += 1.0;
            let lie = TuGame::from_values(lie).unwrap();
            assert!(lie.check((&game, c), 0.0).is_err());
        }
    }
}

#[test]
fn blocked_outcomes_name_a_coalition_that_gains() {
    let mut rng = draws::rng(11);
    let mut stable = 0;
    for round in 0..draws::rounds(2000) {
        let n = 1 + round % 4;
        let table = random_table(&mut rng, n);
        let game = game(n, &table);
        let structures: Vec<Partition> = Partition::all(n).collect();
        let structure = &structures[rng.random_range(0..structures.len() as u32) as usize];
        // Whole payoffs that share out each bloc's worth: the lowest member takes what the others leave.
        let mut payoff: Vec<f64> = (0..n).map(|_| f64::from(rng.random_range(-3..=3))).collect();
        for (bloc, worth) in structure.blocs().iter().zip(game.worths(structure).unwrap().iter()) {
            let first = bloc.first().unwrap();
            payoff[first] = worth - bloc.players().skip(1).map(|i| payoff[i]).sum::<f64>();
        }
        for conjecture in Conjecture::ALL {
            let verdict = outcome_stability(&game, conjecture, structure, &payoff, 0.0).unwrap();
            verdict.check((&game, conjecture), 1e-9).unwrap();
            let gain = |s: u64| {
                let paid: f64 = members(s).iter().map(|&i| payoff[i]).sum();
                (brute_force(n, &table, s, conjecture) as f64 - paid) / f64::from(s.count_ones())
            };
            let best = (1..1 << n).map(gain).fold(0.0, f64::max);
            let stated = match &verdict.breach {
                Some(Breach::Blocked { coalition, excess }) => excess / coalition.len() as f64,
                None => 0.0,
                Some(other) => panic!("{other:?}"),
            };
            assert_eq!(stated, best);
            stable += usize::from(verdict.is_stable());
            let mut lie = verdict.clone();
            if let Some(Breach::Blocked { excess, .. }) = &mut lie.breach {
                *excess += 1.0;
                assert!(lie.check((&game, conjecture), 1e-9).is_err());
                lie.breach = None;
                assert!(lie.check((&game, conjecture), 1e-9).is_err());
            }
        }
    }
    assert!(stable > draws::rounds(500), "{stable}");
    let game = game(2, &random_table(&mut rng, 2));
    let grand = Partition::grand(2);
    assert!(outcome_stability(&game, Conjecture::Gamma, &grand, &[0.0], 0.0).is_err());
    assert!(outcome_stability(&game, Conjecture::Gamma, &grand, &[f64::NAN; 2], 0.0).is_err());
    assert!(outcome_stability(&game, Conjecture::Gamma, &grand, &[1e6, 1e6], 0.0).is_err());
}

#[test]
fn lazy_games_are_asked_for_little() {
    let worths = |p: &Partition| Ok(vec![1.0 / p.len() as f64; p.len()]);
    let game = LazyPartitionGame::new(12, worths).unwrap();
    characteristic(&game, Conjecture::Gamma).unwrap();
    assert_eq!(game.evaluated(), (1 << 12) - 12, "one structure a coalition, the singletons' shared");
    let large = LazyPartitionGame::new(60, worths).unwrap();
    assert!(Conjecture::ALL.iter().all(|&c| characteristic(&large, c).is_err()));
    let grand = Partition::grand(60);
    assert_eq!(large.worth(Coalition::grand(60), &grand).unwrap(), 1.0);
}

#[test]
fn signs_of_externalities_equal_brute_force() {
    let mut rng = draws::rng(12);
    let (mut superadditive, mut signed) = (0, 0);
    for round in 0..2000 {
        let n = 1 + round % 5;
        let mut table = random_table(&mut rng, n);
        if round % 3 == 0 {
            // Some order, so that every answer occurs: worth grows with size, and with how few blocs there are.
            let k = rng.random_range(-1i64..=1);
            for (p, row) in &mut table {
                row.iter_mut().for_each(|(b, w)| *w = i64::from(b.count_ones().pow(2)) - k * p.len() as i64);
            }
        }
        let game = game(n, &table);
        let found = externalities(&game).unwrap();
        found.check(&game, 0.0).unwrap();
        for k in 0..4 {
            let mut lie = found.clone();
            let nothing_to_lie_about = match k {
                0 => lie.subadditive.take().is_none(),
                1 => lie.positive.take().is_none(),
                2 => lie.negative.take().is_none(),
                _ => lie.positive.as_mut().map(|m| m.after += 1.0).is_none(),
            };
            assert_eq!(lie.check(&game, 0.0).is_ok(), nothing_to_lie_about);
        }
        // From the definition: every pair of structures of which one merges two blocs of the other.
        let (mut loses, mut helps, mut hurts) = (false, false, false);
        for (p, row) in &table {
            for (k, &a) in p.iter().enumerate() {
                for &b in &p[k + 1..] {
                    let rest = p.iter().copied().filter(|&c| c != a && c != b);
                    let merged = &table[&sorted(rest.clone().chain([a | b]).collect())];
                    loses |= merged[&(a | b)] < row[&a] + row[&b];
                    rest.for_each(|c| {
                        helps |= merged[&c] > row[&c];
                        hurts |= merged[&c] < row[&c];
                    });
                }
            }
        }
        assert_eq!(found.is_superadditive(), !loses);
        assert_eq!(found.is_never_positive(), !helps);
        assert_eq!(found.is_never_negative(), !hurts);
        superadditive += usize::from(!loses);
        signed += usize::from(helps != hurts);
        for merger in [&found.subadditive, &found.positive, &found.negative].into_iter().flatten() {
            let masks = |p: &Partition| sorted(p.blocs().iter().map(|b| b.mask()).collect());
            let union = merger.merging[0].union(merger.merging[1]);
            let merged = &table[&masks(&merger.structure.after_departure(union))];
            let before = &table[&masks(&merger.structure)];
            assert_eq!(merger.after, merged[&merger.bloc.mask()] as f64);
            let then: i64 =
                before.iter().filter(|(b, _)| *b & !merger.bloc.mask() == 0).map(|(_, w)| w).sum();
            assert_eq!(merger.before, then as f64);
        }
    }
    assert!(superadditive > 100 && signed > 100, "{superadditive} {signed}");
}

fn orders(n: usize) -> Vec<Vec<usize>> {
    let Some(last) = n.checked_sub(1) else { return vec![vec![]] };
    let insert = |order: Vec<usize>| (0..n).map(move |at| [&order[..at], &[last], &order[at..]].concat());
    orders(last).into_iter().flat_map(insert).collect()
}

#[test]
fn values_equal_averages_of_marginal_contributions() {
    let mut rng = draws::rng(13);
    for round in 0..draws::rounds(2000) {
        let n = 1 + round % 4;
        let table = random_table(&mut rng, n);
        let game = exact(n, &table);
        for (conjecture, value) in [
            (Conjecture::Gamma, shared(&game, PartitionValue::ExternalityFree).unwrap()),
            (Conjecture::Delta, shared(&game, PartitionValue::McQuillin).unwrap()),
        ] {
            let worth = |s: u64| if s == 0 { 0 } else { brute_force(n, &table, s, conjecture) };
            let all = orders(n);
            let mut sums = vec![0; n];
            for order in &all {
                let mut joined = 0;
                for &i in order {
                    sums[i] += worth(joined | 1 << i) - worth(joined);
                    joined |= 1 << i;
                }
            }
            let average = |sum: &i64| Fraction::ratio(*sum, all.len() as i64);
            assert_eq!(value, sums.iter().map(average).collect::<Vec<_>>());
        }
        for which in PartitionValue::ALL {
            let mut value = shared(&game, which).unwrap();
            value.check((&game, which), 0.0).unwrap();
            value[0] += Fraction::ratio(1, 7);
            assert!(value.check((&game, which), 0.0).is_err());
        }
    }
}

/// Myerson (1977) proves his value to be the only one that is linear, anonymous and gives a carrier
/// everything.
#[test]
fn myerson_1977_axioms() {
    let mut rng = draws::rng(14);
    for round in 0..draws::rounds(2000) {
        let n = 1 + round % 4;
        let grand = (1u64 << n) - 1;
        let table = random_table(&mut rng, n);
        let value = shared(&exact(n, &table), PartitionValue::Myerson).unwrap();
        let total = |value: &[Fraction], s: u64| members(s).iter().map(|&i| &value[i]).sum::<Fraction>();
        assert_eq!(total(&value, grand), Fraction::ratio(table[&vec![grand]][&grand], 1), "efficient");

        // A carrier C: worths depend on what happens inside it only, v(S; P) = v(S ∩ C; P ∧ {C, N∖C}).
        let carrier = rng.random_range(1..=grand);
        let mut carried = table.clone();
        for (p, row) in &mut carried {
            let split =
                sorted(p.iter().flat_map(|b| [b & carrier, b & !carrier]).filter(|b| *b != 0).collect());
            for (b, w) in row {
                *w = if b & carrier == 0 { 0 } else { table[&split][&(b & carrier)] };
            }
        }
        let value_carried = shared(&exact(n, &carried), PartitionValue::Myerson).unwrap();
        let worth = Fraction::ratio(carried[&vec![grand]][&grand], 1);
        assert_eq!(total(&value_carried, carrier), worth, "the carrier gets everything");

        let mut sum = table.clone();
        for (p, row) in &mut sum {
            row.iter_mut().for_each(|(b, w)| *w = 2 * *w - carried[p][b]);
        }
        let added = shared(&exact(n, &sum), PartitionValue::Myerson).unwrap();
        assert!((0..n).all(|i| added[i] == &value[i] * Fraction::ratio(2, 1) - &value_carried[i]), "linear");

        let renamed = |mask: u64| mask << 1 & grand | mask >> (n - 1);
        let relabelled: Table = table
            .iter()
            .map(|(p, row)| {
                let row = row.iter().map(|(b, w)| (renamed(*b), *w)).collect();
                (sorted(p.iter().map(|b| renamed(*b)).collect()), row)
            })
            .collect();
        let moved = shared(&exact(n, &relabelled), PartitionValue::Myerson).unwrap();
        assert!((0..n).all(|i| moved[(i + 1) % n] == value[i]), "anonymous");
    }
}

#[test]
fn without_externalities_all_values_are_shapleys() {
    let mut rng = draws::rng(15);
    for round in 0..draws::rounds(500) {
        let n = 1 + round % 5;
        let worths: Vec<i64> =
            (0..1 << n).map(|s| if s == 0 { 0 } else { rng.random_range(-9..=9) }).collect();
        let exact_worth = |s: Coalition| Fraction::ratio(worths[s.index()], 1);
        let game =
            PartitionGame::from_fn(n, |p| Ok(p.blocs().iter().map(|b| exact_worth(*b)).collect())).unwrap();
        let shapley = shapley(&TuGame::from_fn(n, exact_worth).unwrap());
        assert_eq!(shared(&game, PartitionValue::Myerson).unwrap(), shapley);
        assert_eq!(shared(&game, PartitionValue::ExternalityFree).unwrap(), shapley);
        assert_eq!(shared(&game, PartitionValue::McQuillin).unwrap(), shapley);
    }
}

#[test]
fn cores_under_conjectures_certify() {
    let mut rng = draws::rng(17);
    let mut held = 0;
    for round in 0..draws::rounds(2000) {
        let n = 1 + round % 4;
        let game = game(n, &random_table(&mut rng, n));
        let structure = Partition::all(n).nth(rng.random_range(0..5)).unwrap_or_else(|| Partition::grand(n));
        for conjecture in Conjecture::ALL {
            let core = partition_core(&game, conjecture, &structure).unwrap();
            core.check(&game, 0.0).unwrap();
            if let (false, Core::NonEmpty { payoff, .. }) = (core.is_empty(), &core.core) {
                held += 1;
                assert!(outcome_stability(&game, conjecture, &structure, payoff, 1e-9).unwrap().is_stable());
            }
        }
    }
    assert!(held > draws::rounds(500), "{held}");
}

/// A game of the published cases, in fractions; values not listed are 0.
fn published(instance: &Json) -> PartitionGame<Fraction> {
    let n = instance["n"].as_u64().unwrap() as usize;
    let mut table: BTreeMap<Partition, BTreeMap<u64, Fraction>> = BTreeMap::new();
    for entry in instance["partition_function"].as_array().unwrap() {
        let blocs = entry["partition"].as_array().unwrap().iter();
        let p = Partition::new(n, blocs.map(|b| Coalition::from_mask(b.as_u64().unwrap()))).unwrap();
        let worths = entry["worth"].as_object().unwrap().iter();
        table.insert(p, worths.map(|(b, w)| (b.parse().unwrap(), fraction(w))).collect());
    }
    PartitionGame::from_fn(n, |p| {
        let worth = |b: &Coalition| table.get(p).and_then(|row| row.get(&b.mask())).cloned();
        Ok(p.blocs().iter().map(|b| worth(b).unwrap_or_else(|| fraction(&0.into()))).collect())
    })
    .unwrap()
}

#[test]
fn published_characteristic_functions() {
    let file = case("58_pfg_residual_rules.json");
    let rules = [
        ("gamma_singletons", Conjecture::Gamma),
        ("delta_together", Conjecture::Delta),
        ("pessimistic", Conjecture::Pessimistic),
        ("optimistic", Conjecture::Optimistic),
        ("projection_rational_m", Conjecture::Max),
    ];
    for instance in file["instances"].as_array().unwrap() {
        let game = published(instance);
        for (name, conjecture) in rules {
            let v = characteristic(&game, conjecture).unwrap();
            for (mask, worth) in instance["expected"][name]["v"].as_object().unwrap() {
                let s = Coalition::from_mask(mask.parse().unwrap());
                assert_eq!(v.value(s), &fraction(worth), "{} {name} {s}", instance["name"]);
            }
            let grand = Partition::grand(v.players());
            let core = partition_core(&game, conjecture, &grand).unwrap();
            let expected = &instance["expected"][name];
            assert_eq!(!core.is_empty(), expected["core_nonempty"].as_bool().unwrap());
            core.check(&game, 0.0).unwrap();
            assert_eq!(least_core(&v).unwrap().epsilon, fraction(&expected["least_core_eps"]));
        }
    }
}
