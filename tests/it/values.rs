//! Values of transferable-utility games against their definitions by orders of arrival, and their axioms.

use crate::common::draws;
use crate::common::games::{average_marginals, exact, fraction, orders, random_worths};
use crate::common::values::{banzhaf, owen, shapley};
use comity::coalition::{Coalition, Graph, Partition};
use comity::game::{FnGame, Fraction, TuGame, Value};
use comity::solve::Certified;
use comity::solve::tu::{Rule, Sampling, sampled_value, value as solved};
use num_traits::{One, Zero};
use proptest::prelude::*;
use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng};

const GAMES: u64 = 2000;

fn close(a: &[f64], b: &[Fraction], scale: f64) {
    for (x, y) in a.iter().zip(b) {
        assert!((x - y.to_f64()).abs() <= 1e-13 * (1.0 + scale), "{a:?} {b:?}");
    }
}

#[test]
fn shapley_and_banzhaf_are_averages_of_marginal_contributions() {
    let all_orders: Vec<_> = (0..=6).map(orders).collect();
    for seed in draws::seeds(GAMES) {
        let worths = random_worths(6, seed);
        let n = worths.len().ilog2() as usize;
        let worth = |mask: u64| worths[mask as usize];
        let game = exact(&worths, 1);
        let expected = average_marginals(n, worth, &all_orders[n]);
        assert_eq!(shapley(&game), expected, "{worths:?}");
        close(&shapley(&game.to_f64()), &expected, game.scale());

        let mean = |i: usize| {
            let sum: i64 =
                (0..1u64 << n).filter(|s| s >> i & 1 == 0).map(|s| worth(s | 1 << i) - worth(s)).sum();
            fraction(sum, 1 << (n - 1))
        };
        let expected: Vec<Fraction> = (0..n).map(mean).collect();
        assert_eq!(banzhaf(&game), expected);
        close(&banzhaf(&game.to_f64()), &expected, game.scale());
        let total = expected.iter().fold(Fraction::zero(), |a, b| a + b);
        for vanishes in [
            solved(&game, &Rule::NormalizedBanzhaf).is_err(),
            solved(&game.to_f64(), &Rule::NormalizedBanzhaf).is_err(),
        ] {
            assert_eq!(vanishes, total.is_zero(), "{worths:?}");
        }
        if let Ok(share) = solved(&game, &Rule::NormalizedBanzhaf) {
            assert!(share.iter().zip(&expected).all(|(s, b)| s * &total == *b));
        }
    }
}

#[test]
fn owen_averages_over_orders_that_keep_unions_together() {
    let all_orders: Vec<_> = (0..=6).map(orders).collect();
    let mut rng = draws::rng(1);
    for seed in draws::seeds(GAMES) {
        let worths = random_worths(6, seed);
        let n = worths.len().ilog2() as usize;
        let structures: Vec<Partition> = Partition::all(n).collect();
        let unions = &structures[rng.random_range(0..structures.len() as u32) as usize];
        let word = unions.growth_string();
        let together = |order: &Vec<usize>| {
            let changes = order.windows(2).filter(|w| word[w[0]] != word[w[1]]).count();
            changes + 1 == unions.len()
        };
        let allowed: Vec<_> = all_orders[n].iter().filter(|o| together(o)).cloned().collect();
        let game = exact(&worths, 1);
        let expected = average_marginals(n, |s| worths[s as usize], &allowed);
        let value = owen(&game, unions).unwrap();
        assert_eq!(value, expected, "{worths:?} {unions}");
        close(&owen(&game.to_f64(), unions).unwrap(), &expected, game.scale());
        value.check((&game, &Rule::Owen(unions.clone())), 0.0).unwrap();

        let within: Vec<Fraction> = solved(&game, &Rule::AumannDreze(unions.clone())).unwrap();
        for bloc in unions.blocs() {
            let inside = average_marginals(n, |s| worths[(s & bloc.mask()) as usize], &all_orders[n]);
            assert!(bloc.players().all(|i| within[i] == inside[i]));
        }
    }
}

#[test]
fn myerson_counts_connected_parts_only() {
    let all_orders: Vec<_> = (0..=6).map(orders).collect();
    for seed in draws::seeds(GAMES) {
        let worths = random_worths(6, seed);
        let n = worths.len().ilog2() as usize;
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut edges: Vec<(usize, usize)> = (0..n).flat_map(|i| (0..i).map(move |j| (i, j))).collect();
        edges.retain(|_| rng.random_range(0..2u32) == 0);
        let restricted = |s: u64| {
            // Labels of connected parts by repeated relaxation over the edges.
            let mut label: Vec<usize> = (0..n).collect();
            for _ in 0..n {
                for &(i, j) in edges.iter().filter(|&&(i, j)| s >> i & s >> j & 1 == 1) {
                    let low = label[i].min(label[j]);
                    (label[i], label[j]) = (low, low);
                }
            }
            (0..n)
                .map(|l| (0..n).filter(|&i| s >> i & 1 == 1 && label[i] == l).map(|i| 1 << i).sum::<u64>())
                .map(|part| worths[part as usize])
                .sum()
        };
        let table: Vec<i64> = (0..1 << n).map(restricted).collect();
        let expected = average_marginals(n, |s| table[s as usize], &all_orders[n]);
        let graph = Graph::new(n, edges.iter().copied()).unwrap();
        assert_eq!(solved(&exact(&worths, 1), &Rule::Myerson(graph.clone())).unwrap(), expected);
    }
}

#[test]
fn myersons_own_example() {
    // Myerson 1977, p. 228: v(12) = v(13) = 6, v(23) = v(123) = 12.
    let game = exact(&[0, 0, 0, 6, 0, 6, 12, 12], 1);
    type Row = (&'static [(usize, usize)], [i64; 3]);
    let table: [Row; 8] = [
        (&[], [0, 0, 0]),
        (&[(0, 1)], [3, 3, 0]),
        (&[(0, 2)], [3, 0, 3]),
        (&[(1, 2)], [0, 6, 6]),
        (&[(0, 1), (0, 2)], [6, 3, 3]),
        (&[(0, 1), (1, 2)], [1, 7, 4]),
        (&[(0, 2), (1, 2)], [1, 4, 7]),
        (&[(0, 1), (0, 2), (1, 2)], [2, 5, 5]),
    ];
    for (edges, value) in table {
        let graph = Graph::new(3, edges.iter().copied()).unwrap();
        assert_eq!(
            solved(&game, &Rule::Myerson(graph.clone())).unwrap(),
            value.map(|v| fraction(v, 1)),
            "{edges:?}"
        );
    }
    assert!(solved(&game, &Rule::Myerson(Graph::new(2, []).unwrap())).is_err());
    assert!(
        Graph::new(3, [(0, 3)]).is_err() && Graph::new(3, [(1, 1)]).is_err() && Graph::new(64, []).is_err()
    );
}

#[test]
fn fractions_past_128_bits_stay_exact() {
    let huge = Fraction::new(num_bigint::BigInt::from(1) << 200, 3.into());
    let game = TuGame::from_fn(4, |s| if s.len() > 2 { huge.clone() } else { Fraction::zero() }).unwrap();
    assert_eq!(shapley(&game), vec![huge.clone() / fraction(4, 1); 4]);
    banzhaf(&game).check((&game, &Rule::Banzhaf), 0.0).unwrap();
}

#[test]
fn large_tables_agree_with_the_definition_on_any_thread_count() {
    let mut rng = draws::rng(5);
    let game = TuGame::from_fn(17, |s| s.len() as f64 * rng.random::<f64>() - 3.0).unwrap();
    let value = shapley(&game);
    value.check((&game, &Rule::Shapley), 1e-13).unwrap();
    banzhaf(&game).check((&game, &Rule::Banzhaf), 1e-13).unwrap();
    let mut wrong = value.clone();
    wrong[16] += 1e-9;
    assert!(wrong.check((&game, &Rule::Shapley), 1e-13).is_err());
    assert!(value[1..].check((&game, &Rule::Shapley), 1e-13).is_err());
    #[cfg(feature = "parallel")]
    for threads in [1, 2, 5] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        assert_eq!(pool.install(|| shapley(&game)), value);
        let estimate = pool.install(|| sampled_value(&game, &Rule::Shapley, &Sampling::new(500, 3)).unwrap());
        assert_eq!(estimate, sampled_value(&game, &Rule::Shapley, &Sampling::new(500, 3)).unwrap());
    }
}

#[test]
fn intervals_of_samples_cover_the_value_as_often_as_they_say() {
    let mut rng = draws::rng(8);
    let game = TuGame::from_fn(8, |s| s.len() as f64 * rng.random::<f64>()).unwrap();
    let (value, raw) = (shapley(&game), banzhaf(&game));
    let mut covered = [0; 2];
    for seed in draws::seeds(200) {
        let sampling = Sampling { pairs: 300, seed, confidence: 0.9 };
        let (s, b) = (
            sampled_value(&game, &Rule::Shapley, &sampling).unwrap(),
            sampled_value(&game, &Rule::Banzhaf, &sampling).unwrap(),
        );
        assert!((s.value.iter().sum::<f64>() - game.grand()).abs() < 1e-12);
        for (count, (e, v)) in covered.iter_mut().zip([(s, &value), (b, &raw)]) {
            *count += (0..8).filter(|&i| (e.value[i] - v[i]).abs() <= e.half_width[i]).count();
        }
    }
    // 1600 intervals at 90 %: five standard errors (players' errors are correlated) is 60 either way.
    assert!(covered.iter().all(|c| (1380..=1500).contains(c)), "{covered:?}");
}

#[test]
fn hostile_samplings_are_errors() {
    let game = FnGame::new(3, |_| f64::NAN).unwrap();
    assert!(sampled_value(&game, &Rule::Shapley, &Sampling::new(10, 0)).is_err());
    let game = FnGame::new(63, |s| s.len() as f64).unwrap();
    assert!(sampled_value(&game, &Rule::Shapley, &Sampling::new(1, 0)).is_err());
    assert!(sampled_value(&game, &Rule::Shapley, &Sampling::new(u64::MAX, 0)).is_err());
    for confidence in [0.0, 1.0, f64::NAN, -3.0] {
        assert!(sampled_value(&game, &Rule::Banzhaf, &Sampling { pairs: 9, seed: 0, confidence }).is_err());
    }
    assert_eq!(sampled_value(&game, &Rule::Shapley, &Sampling::new(2, 0)).unwrap().value, [1.0; 63]);
}

#[test]
fn structures_of_other_players_are_errors() {
    let game = exact(&[0, 1, 1, 3], 1);
    for n in [1, 3, 40] {
        assert!(owen(&game, &Partition::singletons(n)).is_err());
        assert!(solved(&game, &Rule::AumannDreze(Partition::grand(n))).is_err());
    }
}

fn games() -> impl Strategy<Value = Vec<i64>> {
    (1usize..=6).prop_flat_map(|n| proptest::collection::vec(-50i64..50, 1 << n)).prop_map(|mut v| {
        v[0] = 0;
        v
    })
}

proptest! {
    #![proptest_config(draws::cases(256))]

    #[test]
    fn efficiency_additivity_and_covariance(a in games(), b in games(), scale in -5i64..6) {
        let game = exact(&a, 3);
        let n = game.players();
        let value = shapley(&game);
        prop_assert_eq!(value.iter().sum::<Fraction>(), game.grand().clone());
        if b.len() == a.len() {
            let sum: Vec<i64> = a.iter().zip(&b).map(|(x, y)| x + y).collect();
            let parts = shapley(&exact(&b, 3)).into_iter().zip(&value);
            prop_assert_eq!(shapley(&exact(&sum, 3)), parts.map(|(y, x)| x + y).collect::<Vec<_>>());
        }
        // Scaled, and with an additive game on top.
        let moved = TuGame::from_fn(n, |s| {
            game.value(s) * fraction(scale, 1) + s.players().map(|i| fraction(i as i64 - 2, 1)).sum::<Fraction>()
        }).unwrap();
        for (f, unmoved) in [(shapley as fn(&TuGame<Fraction>) -> Vec<Fraction>, value), (banzhaf, banzhaf(&game))] {
            let expected = unmoved.iter().enumerate().map(|(i, x)| x * fraction(scale, 1) + fraction(i as i64 - 2, 1));
            prop_assert_eq!(f(&moved), expected.collect::<Vec<_>>());
        }
    }

    #[test]
    fn anonymity_and_dummies(a in games(), by in 1usize..6, alone in -9i64..9) {
        let game = exact(&a, 1);
        let n = game.players();
        let rotate = |s: Coalition| s.players().map(|i| (i + by) % n).collect::<Coalition>();
        let relabelled = TuGame::from_fn(n, |s| {
            let back = (0..n).filter(|&i| s.contains((i + by) % n)).collect::<Coalition>();
            assert_eq!(rotate(back), s);
            game.value(back).clone()
        }).unwrap();
        for f in [shapley, banzhaf] {
            let (x, y) = (f(&game), f(&relabelled));
            prop_assert!((0..n).all(|i| x[i] == y[(i + by) % n]));
        }
        // One more player, who adds the same to everybody.
        let with_dummy = TuGame::from_fn(n + 1, |s| {
            game.value(s.without(n)) + if s.contains(n) { fraction(alone, 1) } else { Fraction::zero() }
        }).unwrap();
        for f in [shapley, banzhaf] {
            let (mut x, y) = (f(&game), f(&with_dummy));
            x.push(fraction(alone, 1));
            prop_assert_eq!(x, y);
        }
    }

    #[test]
    fn owen_of_trivial_unions_is_shapley(a in games()) {
        let game = exact(&a, 1);
        let n = game.players();
        prop_assert_eq!(owen(&game, &Partition::singletons(n)).unwrap(), shapley(&game));
        prop_assert_eq!(owen(&game, &Partition::grand(n)).unwrap(), shapley(&game));
        prop_assert_eq!(solved(&game, &Rule::Myerson(Graph::complete(n).unwrap())).unwrap(), shapley(&game));
        prop_assert_eq!(solved(&game, &Rule::AumannDreze(Partition::grand(n))).unwrap(), shapley(&game));
    }

    #[test]
    fn dividends_shared_equally_are_the_shapley_value(a in games()) {
        let game = exact(&a, 1);
        let mut value = vec![Fraction::zero(); game.players()];
        for (mask, d) in game.dividends().iter().enumerate() {
            let s = Coalition::from_mask(mask as u64);
            s.players().for_each(|i| value[i] += d * Fraction::one() / fraction(s.len() as i64, 1));
        }
        prop_assert_eq!(shapley(&game), value);
    }
}
