//! Core, least core, balancedness and the nucleoli against brute force, symmetry, and hostile input.

use crate::common::draws;
use crate::common::linear_twin::{balanced_worth, fraction, least_epsilon, levels, q, random_game};
use crate::common::values::{altered, prenucleolus, within};
use comity::Error;
use comity::coalition::{Coalition, Partition};
use comity::game::{Fraction, TuGame, Value};
use comity::solve::Certified;
use comity::solve::tu::{
    Breach, Core, NucleolusKind, PayoffSet, PayoffVerdict, Rule, balancedness, core, least_core, nucleolus,
    payoff_stability, structure_core, value,
};
use proptest::prelude::*;
use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng};
use serde_json::Value as Json;

fn games(stream: u64, counts: &[(usize, usize)]) -> impl Iterator<Item = TuGame<Fraction>> {
    let mut rng = draws::rng(stream);
    let sizes: Vec<usize> = counts.iter().flat_map(|&(n, count)| vec![n; count]).collect();
    sizes.into_iter().map(move |n| random_game(&mut rng, n))
}

#[test]
fn nucleoli_are_those_of_brute_force() {
    let mut undefined = 0;
    for game in games(1, &[(1, 20), (2, 200), (3, 600), (4, 800), (5, 400), (6, 100)]) {
        for (per_capita, rational) in [(false, false), (false, true), (true, false), (true, true)] {
            let solved = nucleolus(
                &game,
                match (per_capita, rational) {
                    (false, false) => NucleolusKind::Prenucleolus,
                    (false, true) => NucleolusKind::Nucleolus,
                    (true, false) => NucleolusKind::PerCapitaPrenucleolus,
                    (true, true) => NucleolusKind::PerCapita,
                },
            );
            let alone: Fraction = (0..game.players()).map(|i| game.value(Coalition::singleton(i))).sum();
            if rational && alone > *game.grand() {
                undefined += 1;
                assert!(matches!(&solved, Err(Error::Undefined { .. })), "{game:?}");
                assert!(solved.unwrap_err().to_string().contains("no imputation"));
                continue;
            }
            let solved = solved.unwrap();
            let (_, payoff) = levels(&game, per_capita, rational).expect("an imputation");
            let payoff: Vec<Fraction> = payoff.into_iter().map(fraction).collect();
            assert_eq!(solved.payoff, payoff, "{game:?} per capita {per_capita} rational {rational}");
            solved.check(&game, 0.0).unwrap();
        }
    }
    assert!(undefined > 100, "{undefined}");
}

#[test]
fn least_core_and_core_are_those_of_brute_force() {
    let mut empty = 0;
    for game in games(2, &[(1, 20), (2, 200), (3, 600), (4, 800), (5, 500), (6, 200)]) {
        let n = game.players();
        let least = least_core(&game).unwrap();
        least.check(&game, 0.0).unwrap();
        let worth = balanced_worth(&game);
        let balanced = balancedness(&game).unwrap();
        balanced.check(&game, 0.0).unwrap();
        assert_eq!(q(&balanced.worth), worth);
        if n > 1 {
            assert_eq!(q(&least.epsilon), least_epsilon(&game));
        }
        let core = core(&game).unwrap();
        core.check(&game, 0.0).unwrap();
        assert_eq!(core.is_empty(), worth > q(game.grand()));
        empty += usize::from(core.is_empty());
    }
    assert!((500..2000).contains(&empty), "{empty}");
}

/// No transfer between two players makes the sorted excesses lexicographically smaller: the definition
/// itself.
#[test]
fn no_transfer_improves_on_a_nucleolus() {
    for game in games(3, &[(3, 100), (4, 100), (5, 100)]) {
        let (n, grand) = (game.players(), game.grand_coalition());
        let sorted = |x: &[Fraction]| {
            let excess = |s: Coalition| game.value(s) - s.players().map(|i| &x[i]).sum::<Fraction>();
            let mut excesses: Vec<Fraction> = grand.subsets().map(excess).collect();
            excesses.sort_by(|a, b| b.cmp(a));
            excesses
        };
        let x = prenucleolus(&game).payoff;
        for (i, j) in (0..n).flat_map(|i| (0..n).map(move |j| (i, j))).filter(|(i, j)| i != j) {
            for step in [Fraction::ratio(1, 1000), Fraction::ratio(1, 7), Fraction::ratio(5, 1)] {
                let mut y = x.clone();
                y[i] += &step;
                y[j] -= &step;
                assert!(sorted(&y) > sorted(&x), "{game:?} {i} {j}");
            }
        }
    }
}

#[test]
fn certificates_do_not_prove_anything_else() {
    let mut rejected = 0;
    for game in games(4, &[(3, 60), (4, 60)]) {
        let solved = prenucleolus(&game);
        let one = Fraction::ratio(1, 1);
        let forged: [&dyn Fn(&mut Json); 5] = [
            &|json| json["certificate"]["payoff"].as_array_mut().unwrap().swap(0, 1),
            &|json| drop(json["certificate"]["levels"].as_array_mut().unwrap().pop()),
            &|json| json["certificate"]["levels"][0]["excess"] = "1001/7".into(),
            &|json| json["certificate"]["levels"][0]["coalitions"][0][1] = "1001/7".into(),
            &|json| drop(json["certificate"]["payoff"].as_array_mut().unwrap().pop()),
        ];
        for (k, change) in forged.into_iter().enumerate() {
            let lie = altered(&solved, change);
            let refused = matches!(lie.check(&game, 0.0), Err(Error::Certificate { .. }));
            assert!(refused || lie == solved, "{k} {game:?}");
        }
        let mut lie = solved;
        lie.payoff[0] += &one;
        assert!(lie.check(&game, 0.0).is_err());
        let least = least_core(&game).unwrap();
        let lower = altered(&least, |json| {
            json["epsilon"] = (-1000).into();
            json["certificate"]["epsilon"] = (-1000).into();
        });
        assert!(lower.check(&game, 0.0).is_err());
        let unproven = altered(&least, |json| {
            json["certificate"]["weights"]["weights"].as_array_mut().unwrap().pop();
        });
        assert!(unproven.check(&game, 0.0).is_err());
        match core(&game).unwrap() {
            Core::Empty { mut certificate } => {
                certificate.weights[0].1 += &one;
                assert!(Core::Empty { certificate: certificate.clone() }.check(&game, 0.0).is_err());
                // Everything together asks for no more than there is.
                certificate.weights = vec![(game.grand_coalition(), one.clone())];
                assert!(Core::Empty { certificate }.check(&game, 0.0).is_err());
                rejected += 1;
            }
            Core::Undecided { .. } => panic!("exact worths decide"),
            Core::NonEmpty { mut payoff, exact } => {
                payoff[0] += &one;
                assert!(Core::NonEmpty { payoff: payoff.clone(), exact }.check(&game, 0.0).is_err());
                assert!(Core::NonEmpty { exact: payoff.clone(), payoff }.check(&game, 0.0).is_err());
                let short = vec![Fraction::ratio(0, 1)];
                assert!(Core::NonEmpty { exact: short.clone(), payoff: short }.check(&game, 0.0).is_err());
            }
        }
    }
    assert!(rejected > 20, "{rejected}");
}

/// The core relative to a structure is not empty only for a structure of largest worth, and then for all of
/// these or none (Aumann and Drèze 1974).
#[test]
fn cores_of_structures_are_those_of_optimal_ones() {
    let (mut beyond_grand, mut empty) = (0, 0);
    for game in games(5, &[(3, 200), (4, 200), (5, 40)]) {
        let n = game.players();
        let worth = |p: &Partition| p.blocs().iter().map(|&s| game.value(s)).sum::<Fraction>();
        let best = Partition::all(n).map(|p| worth(&p)).max().unwrap();
        let balanced = fraction(balanced_worth(&game));
        for structure in Partition::all(n) {
            let found = structure_core(&game, &structure).unwrap();
            assert_eq!(
                !found.is_empty(),
                worth(&structure) == best && best == balanced,
                "{game:?} {structure}"
            );
            found.check((&game, &structure), 0.0).unwrap();
            match found {
                Core::Empty { .. } => empty += 1,
                Core::Undecided { .. } => panic!("exact worths decide"),
                Core::NonEmpty { payoff, .. } => {
                    beyond_grand += usize::from(structure.len() > 1 && *game.grand() < best);
                    let verdict = within(&game, &payoff, PayoffSet::StructureCore(structure), 0.0);
                    assert!(verdict.is_stable());
                    verdict.check(&game, 0.0).unwrap();
                }
            }
        }
    }
    assert!(beyond_grand > 50 && empty > 50, "{beyond_grand} {empty}");
    let game = TuGame::from_values(vec![0.0, 1.0, 1.0, 1.0]).unwrap();
    assert!(matches!(structure_core(&game, &Partition::grand(3)), Err(Error::Invalid(_))));
}

#[test]
fn epsilon_cores_are_those_of_the_definition() {
    let mut seen = [0; 3];
    for (k, game) in games(9, &[(1, 20), (2, 200), (3, 900), (4, 900)]).enumerate() {
        let n = game.players();
        let mut x = least_core(&game).unwrap().payoff;
        x[k % n] += Fraction::ratio(k as i64 % 3, 2);
        x[(k / 3) % n] -= Fraction::ratio(k as i64 % 5 / 2, 2);
        let epsilon = Fraction::ratio(k as i64 % 4 - 1, 3);
        let proper = || game.grand_coalition().subsets().filter(|s| (1..n).contains(&s.len()));
        let excess = |s: Coalition| game.value(s) - s.players().map(|i| &x[i]).sum::<Fraction>();
        let worst = proper().map(excess).max();
        let verdict = within(&game, &x, PayoffSet::EpsilonCore(epsilon.clone()), 0.0);
        let float: Vec<f64> = x.iter().map(Value::to_f64).collect();
        let rounded = within(&game.to_f64(), &float, PayoffSet::EpsilonCore(epsilon.to_f64()), 1e-9);
        assert_eq!(verdict.is_stable(), rounded.is_stable());
        verdict.check(&game, 0.0).unwrap();
        rounded.check(&game.to_f64(), 1e-12).unwrap();
        if !verdict.is_stable() {
            assert!(PayoffVerdict { breach: None, ..verdict.clone() }.check(&game, 0.0).is_err());
        }
        match verdict.breach {
            None => {
                assert!(
                    x.iter().sum::<Fraction>() == *game.grand() && worst.is_none_or(|worst| worst <= epsilon)
                );
                seen[0] += 1;
            }
            Some(Breach::NotEfficient { paid, worth, .. }) => {
                assert!(paid != worth && worth == *game.grand() && paid == x.iter().sum::<Fraction>());
                seen[1] += 1;
            }
            Some(Breach::Blocked { coalition, excess: named }) => {
                assert!(named > epsilon && Some(&named) == worst.as_ref() && excess(coalition) == named);
                assert!(proper().find(|&s| excess(s) == named) == Some(coalition));
                seen[2] += 1;
            }
            Some(other) => panic!("{other:?}"),
        }
    }
    assert!(seen.iter().all(|&count| count > 100), "{seen:?}");
}

/// `f64` worths are the binary fractions they are: the float answer is the rounded exact one, bit for bit.
#[test]
fn floats_are_solved_exactly() {
    let mut rng = draws::rng(6);
    let mut undecided = 0;
    for round in 0..120 {
        let n = 2 + round % 7;
        let weights: Vec<f64> = (0..n).map(|_| rng.random::<f64>()).collect();
        let game = TuGame::from_fn(n, |s| match round % 4 {
            0 => rng.random::<f64>() * s.len() as f64,
            1 => s.players().map(|i| weights[i]).sum(), // additive but for rounding: ties at the last bit
            2 => (s.players().map(|i| weights[i]).sum::<f64>() - 1.0).max(0.0),
            _ => rng.random::<f64>() * 10f64.powi(rng.random_range(-290..290)), // extreme sizes
        })
        .unwrap();
        let exact = TuGame::from_values(game.values().iter().map(Value::to_fraction).collect()).unwrap();
        let rounded = |x: &[Fraction]| x.iter().map(Value::to_f64).collect::<Vec<f64>>();
        let (float, fraction) = (prenucleolus(&game), prenucleolus(&exact));
        assert_eq!(float.payoff, rounded(&fraction.payoff), "{round}");
        float.check(&game, 0.0).unwrap();
        let (float, fraction) = (least_core(&game).unwrap(), least_core(&exact).unwrap());
        assert_eq!(float.epsilon, fraction.epsilon.to_f64());
        let (float, fraction) = (core(&game).unwrap(), core(&exact).unwrap());
        float.check(&game, 0.0).unwrap();
        assert!(float.is_undecided() || float.is_empty() == fraction.is_empty(), "{round}");
        undecided += usize::from(float.is_undecided());
    }
    // Of the additive ones many, of the others none or few.
    assert!((1..60).contains(&undecided), "{undecided}");
}

/// Beyond the reach of brute force the proofs still speak: games of many ties, of few, and of rounding
/// errors.
#[test]
fn proofs_hold_for_larger_games() {
    let mut rng = draws::rng(10);
    for n in 7..=11usize {
        let weights: Vec<f64> = (0..n).map(|_| rng.random_range(1..=20u32) as f64 / 10.0).collect();
        let half = weights.iter().sum::<f64>() / 2.0;
        let weight = |s: Coalition| s.players().map(|i| weights[i]).sum::<f64>();
        let largest = |s: Coalition| s.players().map(|i| weights[i]).fold(0.0, f64::max);
        let left = |s: Coalition| s.players().filter(|&i| 2 * i < n).count();
        let games: [&dyn Fn(Coalition) -> f64; 9] = [
            &weight,
            &|s| weight(s).powi(2),
            &|s| weight(s).sqrt(),
            &|s| f64::from(weight(s) > half),
            &|s| weight(s) - largest(s),
            &|s| (weight(s) - half).max(0.0),
            &|s| left(s).min(s.len() - left(s)) as f64,
            &|s| -(s.len() as f64),
            &|s| f64::from(s.contains(0) && s.len() > 1 || s.len() + 1 >= n),
        ];
        let random = (0..5).map(|_| random_game(&mut rng, n).to_f64()).collect::<Vec<_>>();
        let structured = games.map(|worth| TuGame::from_fn(n, worth).unwrap());
        for game in structured.into_iter().chain(random) {
            prenucleolus(&game).check(&game, 0.0).unwrap();
            nucleolus(&game, NucleolusKind::PerCapitaPrenucleolus).unwrap().check(&game, 0.0).unwrap();
            if let Ok(nucleolus) = nucleolus(&game, NucleolusKind::Nucleolus) {
                nucleolus.check(&game, 0.0).unwrap();
            }
            least_core(&game).unwrap().check(&game, 0.0).unwrap();
            balancedness(&game).unwrap().check(&game, 0.0).unwrap();
        }
    }
}

#[test]
fn numbers_of_any_length() {
    let long =
        Fraction::ratio(i64::MAX, 7) * Fraction::ratio(i64::MAX - 1, 11) * Fraction::ratio(i64::MAX - 2, 13);
    for game in games(7, &[(3, 30), (5, 30)]) {
        let scaled = TuGame::from_values(game.values().iter().map(|v| v * &long).collect()).unwrap();
        let (small, large) = (prenucleolus(&game), prenucleolus(&scaled));
        assert_eq!(large.payoff, small.payoff.iter().map(|x| x * &long).collect::<Vec<_>>());
        large.check(&scaled, 0.0).unwrap();
    }
}

#[cfg(feature = "parallel")]
#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let mut rng = draws::rng(8);
    let random = TuGame::from_fn(18, |s| (rng.random::<f64>() * 8.0).round() * s.len() as f64).unwrap();
    let majority = TuGame::from_fn(18, |s| f64::from(s.len() > 9)).unwrap();
    for game in [random, majority] {
        let solve = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| (prenucleolus(&game), least_core(&game).unwrap(), core(&game).unwrap()))
        };
        let one = format!("{:?}", solve(1));
        assert_eq!(one, format!("{:?}", solve(2)));
        assert_eq!(one, format!("{:?}", solve(5)));
    }
}

/// Guajardo and Jörnsten (2015), European Journal of Operational Research 241, 931–935, examples 1 and 3:
/// games whose nucleolus had been published wrong; and the estates of the Talmud (Aumann and Maschler
/// 1985).
#[test]
fn published_nucleoli() {
    let q = |n: i64, d: i64| Fraction::ratio(n, d);
    let table = [
        (
            vec![(46125, 1), (34875, 2), (138375, 2), (11625, 2), (107625, 2), (30750, 1), (90000, 1)],
            [(105375, 2), (97875, 4), (51375, 4)],
        ),
        (
            vec![(0, 1), (0, 1), (52192, 1), (0, 1), (35328, 1), (4108, 1), (59163, 1)],
            [(173795, 4), (48915, 4), (6971, 2)],
        ),
        (vec![(0, 1), (0, 1), (0, 1), (0, 1), (0, 1), (0, 1), (100, 1)], [(100, 3), (100, 3), (100, 3)]),
        (vec![(0, 1), (0, 1), (0, 1), (0, 1), (0, 1), (100, 1), (200, 1)], [(50, 1), (75, 1), (75, 1)]),
        (vec![(0, 1), (0, 1), (0, 1), (0, 1), (100, 1), (200, 1), (300, 1)], [(50, 1), (100, 1), (150, 1)]),
    ];
    for (worths, expected) in table {
        let worths = std::iter::once((0, 1)).chain(worths).map(|(n, d)| q(n, d)).collect();
        let game = TuGame::from_values(worths).unwrap();
        assert_eq!(
            nucleolus(&game, NucleolusKind::Nucleolus).unwrap().payoff,
            expected.map(|(n, d)| q(n, d))
        );
    }
}

proptest! {
    #![proptest_config(draws::cases(200))]

    /// Strategic equivalence: `a v + b` with `a > 0` moves the answer with it. Anonymity: so does a
    /// renumbering.
    #[test]
    fn nucleoli_are_covariant_and_anonymous(
        seed in any::<u64>(), n in 2usize..6, a in 1i64..9, shift in -20i64..20,
    ) {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let game = random_game(&mut rng, n);
        let (a, b): (Fraction, Vec<Fraction>) =
            (Fraction::ratio(a, 3), (0..n as i64).map(|i| Fraction::ratio(shift * (i + 1), 7)).collect());
        let added = |s: Coalition| s.players().map(|i| &b[i]).sum::<Fraction>();
        let moved = TuGame::from_fn(n, |s| game.value(s) * &a + added(s)).unwrap();
        let renumbered: Vec<usize> = (0..n).map(|i| (i + seed as usize % n) % n).rev().collect();
        let back = |s: Coalition| s.players().map(|i| renumbered[i]).collect::<Coalition>();
        let relabelled = TuGame::from_fn(n, |s| game.value(back(s)).clone()).unwrap();
        for kind in [NucleolusKind::Prenucleolus, NucleolusKind::Nucleolus, NucleolusKind::PerCapitaPrenucleolus] {
            let solve = |game| nucleolus(game, kind);
            let Ok(x) = solve(&game) else {
                prop_assert!(solve(&moved).is_err() && solve(&relabelled).is_err());
                continue;
            };
            let x = x.payoff;
            let y = solve(&relabelled).unwrap().payoff;
            prop_assert!((0..n).all(|i| y[i] == x[renumbered[i]]));
            let y = solve(&moved).unwrap().payoff;
            // Excesses per head are covariant as well: b adds to worth and payoff alike.
            prop_assert!((0..n).all(|i| y[i] == &x[i] * &a + &b[i]));
        }
        let (least, after) = (least_core(&game).unwrap(), least_core(&moved).unwrap());
        prop_assert_eq!(after.epsilon, least.epsilon * a);
    }

    /// Any finite worths at all, of sizes from the smallest to the largest: finite answers with proofs, no
    /// panic.
    #[test]
    fn any_floats_are_solved(n in 1usize..5, worths in prop::collection::vec(any::<f64>(), 15)) {
        let worth = |s: Coalition| Some(worths[s.index() - 1]).filter(|v| v.abs() <= 1e290).unwrap_or(1e290);
        let game = TuGame::from_fn(n, worth).unwrap();
        let solved = prenucleolus(&game);
        solved.check(&game, 0.0).unwrap();
        prop_assert!(solved.payoff.iter().all(|x| x.is_finite()));
        core(&game).unwrap().check(&game, 0.0).unwrap();
        least_core(&game).unwrap().check(&game, 0.0).unwrap();
        if let Ok(nucleolus) = nucleolus(&game, NucleolusKind::Nucleolus) {
            nucleolus.check(&game, 0.0).unwrap();
        }
        if let Ok(tau) = value(&game, &Rule::Tau) {
            prop_assert!(tau.iter().all(|x| f64::is_finite(*x)));
        }
        if let Ok(verdict) = payoff_stability(&game, &solved.payoff, PayoffSet::Prekernel, 1e-9) {
            prop_assert_eq!(verdict.breach, None);
        }
    }

    /// A dummy player gets what it is worth alone, and the others what they would get without it.
    #[test]
    fn a_dummy_changes_nothing(seed in any::<u64>(), n in 2usize..5, own in -3i64..4) {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let game = random_game(&mut rng, n);
        let own = Fraction::ratio(own, 2);
        let more = TuGame::from_fn(n + 1, |s| {
            let dummy = if s.contains(n) { own.clone() } else { Fraction::ratio(0, 1) };
            game.value(s) + dummy
        }).unwrap();
        let x = prenucleolus(&more).payoff;
        prop_assert_eq!(&x[n], &own);
        prop_assert_eq!(&x[..n], &prenucleolus(&game).payoff[..]);
    }
}
