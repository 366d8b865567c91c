//! The optimal coalition structure against its definition, published cases, symmetries and hostile input.

use crate::common::draws;
use comity::Error;
use comity::coalition::{Coalition, Partition};
use comity::game::Distribution;
use comity::game::TuGame;
use comity::solve::Certified;
use comity::solve::structure::{Method, OptimalStructure, StopReason, StructureSolver};
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

const METHODS: [Method; 3] = [Method::Auto, Method::Dual, Method::Dp];

fn solve(game: &TuGame, method: Method) -> OptimalStructure {
    let best = StructureSolver::new().method(method).solve(game).unwrap();
    assert_eq!(best.stop, StopReason::Optimal);
    assert_eq!((best.bound, best.gap()), (best.value, 0.0));
    // Everything stated is right, and the bound confirmed where the covers are few enough to try them all.
    assert!(matches!(best.check(game, 0.0), Ok(()) | Err(Error::TooLarge { .. })));
    best
}

/// Worth of a structure as the library defines it.
fn worth(game: &TuGame, blocs: &[Coalition]) -> f64 {
    blocs.iter().rev().fold(0.0, |sum, &b| game.value(b) + sum)
}

/// The definition: all partitions, greatest worth, lexicographically smallest (sums are exact in these
/// games).
fn brute_force(game: &TuGame) -> (Partition, f64) {
    let all = Partition::all(game.players()).map(|p| (worth(game, p.blocs()), p));
    let (value, partition) =
        all.reduce(|a, b| if b.0 > a.0 || b.0 == a.0 && b.1 < a.1 { b } else { a }).unwrap();
    (partition, value)
}

/// One of several kinds of small game, most of them degenerate; whole numbers, so that sums are exact.
fn small_game(seed: u64) -> TuGame {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let n = rng.random_range(1..=6usize);
    let kind = rng.random_range(0..9u32);
    let weights: Vec<i32> = (0..n).map(|_| rng.random_range(1..=4i32)).collect();
    let quota = rng.random_range(1..=weights.iter().sum::<i32>());
    let by_size: Vec<i32> = (0..=n).map(|_| rng.random_range(-3..=6i32)).collect();
    TuGame::from_fn(n, |s| {
        let weight: i32 = s.players().map(|i| weights[i]).sum();
        f64::from(match kind {
            0 => rng.random_range(-2..=2i32),
            1 => rng.random_range(0..=1_000_000i32) * s.len() as i32,
            2 => -rng.random_range(0..=5i32),
            3 => 0,
            4 => weight,
            5 => i32::from(weight >= quota),
            6 => by_size[s.len()],
            7 => rng.random_range(0..=3i32) - 2 * i32::from(s.len() == 1),
            _ => weight * weight - rng.random_range(0..=20i32),
        })
    })
    .unwrap()
}

#[test]
fn brute_force_twin() {
    for seed in draws::seeds(4000) {
        let game = small_game(seed);
        let (partition, value) = brute_force(&game);
        for method in METHODS {
            let best = solve(&game, method);
            assert_eq!((&best.partition, best.value), (&partition, value), "seed {seed}, {method}");
            assert!(best.smallest);
            best.check(&game, 0.0).unwrap();
        }
    }
}

#[test]
fn both_methods_agree_to_the_bit_on_real_worths() {
    for seed in draws::seeds(60) {
        for (k, distribution) in Distribution::ALL.into_iter().enumerate() {
            let game = distribution.game(4 + (seed as usize + k) % 8, seed).unwrap();
            let dual = solve(&game, Method::Dual);
            let dp = solve(&game, Method::Dp);
            assert_eq!(dual.partition, dp.partition, "{distribution}, seed {seed}");
            assert_eq!(dual.value.to_bits(), dp.value.to_bits());
            assert_eq!(dual.survivors, dp.survivors);
        }
    }
}

/// Tenths are not exact in binary: the same structures tie or not depending on the order of the sum.
#[test]
fn both_methods_agree_to_the_bit_where_rounding_decides() {
    for seed in draws::seeds(1000) {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let n = rng.random_range(3..=6usize);
        let game = TuGame::from_fn(n, |s| 0.1 * f64::from(rng.random_range(0..=3 * s.len() as i32))).unwrap();
        let dual = solve(&game, Method::Dual);
        let dp = solve(&game, Method::Dp);
        assert_eq!((dual.partition, dual.value), (dp.partition, dp.value), "seed {seed}");
    }
}

fn splitmix(n: usize, seed: u64, worth: impl Fn(f64, usize) -> f64) -> TuGame {
    let mut state = seed;
    TuGame::from_fn(n, |s| {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^= z >> 31;
        worth((((z >> 11) % 1_000_001) * s.len() as u64) as f64, s.len())
    })
    .unwrap()
}

/// Optima of the SplitMix64 instances, by two independent exact dynamic programmes.
const SPLITMIX: [(usize, f64); 13] = [
    (4, 3_348_685.0),
    (6, 5_383_020.0),
    (8, 7_608_513.0),
    (10, 9_828_826.0),
    (11, 10_849_254.0),
    (12, 11_938_784.0),
    (14, 13_911_002.0),
    (15, 14_959_527.0),
    (16, 15_960_960.0),
    (18, 17_984_327.0),
    (20, 19_997_450.0),
    (22, 21_994_799.0),
    (24, 23_998_042.0),
];

#[test]
fn portable_instances() {
    for &(n, value) in &SPLITMIX[..10] {
        let game = splitmix(n, 42, |v, _| v);
        for method in [Method::Auto, Method::Dual] {
            assert_eq!(solve(&game, method).value, value, "n = {n}");
        }
    }
    for n in [4, 8, 11, 14] {
        let game = splitmix(n, 42, |v, _| v);
        assert_eq!(solve(&game, Method::Dp), OptimalStructure { ..solve(&game, Method::Dp) });
        assert_eq!(solve(&game, Method::Dp).partition, solve(&game, Method::Dual).partition);
    }
    for (n, value) in [(4, -346_672.0), (6, -652_635.0), (8, -897_976.0), (10, -505_800.0)] {
        let game = splitmix(n, 42, |v, size| -v * size as f64);
        for method in METHODS {
            assert_eq!(solve(&game, method).value, value, "n = {n}, all negative");
        }
    }
}

#[test]
fn large_portable_instances() {
    for &(n, value) in &SPLITMIX[10..] {
        let game = splitmix(n, 42, |v, _| v);
        let best = StructureSolver::new().solve(&game).unwrap();
        assert_eq!((best.value, best.gap()), (value, 0.0), "n = {n}");
        best.check(&game, 0.0).unwrap();
    }
}

/// Six players: S is worth |S|² − 1 if it lies in {0,1,2} or in {3,4,5}, nothing otherwise.
#[test]
fn two_blocs_by_hand() {
    let halves = [Coalition::from_mask(0b000_111), Coalition::from_mask(0b111_000)];
    let game = TuGame::from_fn(6, |s| {
        let inside = halves.iter().any(|h| s.is_subset_of(*h));
        if inside { (s.len() * s.len() - 1) as f64 } else { 0.0 }
    })
    .unwrap();
    for method in METHODS {
        let best = solve(&game, method);
        assert_eq!((best.value, best.partition.blocs()), (16.0, &halves[..]));
    }
}

/// Majority and other symmetric games: the linear relaxation is far from any structure.
#[test]
fn wide_gaps() {
    for n in [9, 12, 15] {
        let majority = TuGame::from_fn(n, |s| if 2 * s.len() > n { 1.0 } else { 0.0 }).unwrap();
        for method in METHODS {
            let best = solve(&majority, method);
            assert_eq!(best.value, 1.0);
            // Player 0 alone, everybody alone while a majority is left: the smallest masks first.
            let alone = n - (n / 2 + 1);
            let blocs = (0..alone).map(Coalition::singleton);
            let rest = Coalition::grand(n).difference(Coalition::grand(alone));
            assert_eq!(best.partition, Partition::new(n, blocs.chain([rest])).unwrap(), "{method}");
        }
        // Blocs of four are worth 5, others 1 a head: 5 for each four players and 1 for each one left.
        let fours = TuGame::from_fn(n, |s| if s.len() == 4 { 5.0 } else { s.len() as f64 }).unwrap();
        for method in METHODS {
            assert_eq!(solve(&fours, method).value, (n + n / 4) as f64);
        }
    }
}

/// More coalitions at the same deficit than one pass keeps, more optimal structures than can be listed.
#[test]
fn many_ties() {
    for (kind, seed) in (0..7).flat_map(|kind| draws::seeds(3).map(move |seed| (kind, seed))) {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let n = 12 + seed as usize % 2;
        let weights: Vec<i32> = (0..n).map(|_| rng.random_range(1..=9i32)).collect();
        let game = TuGame::from_fn(n, |s| {
            let weight: i32 = s.players().map(|i| weights[i]).sum();
            f64::from(match kind {
                0 => 0,
                1 => weight,
                2 => -1,
                3 => rng.random_range(0..=1i32),
                4 => weight - rng.random_range(0..=1i32),
                5 => weight / 3,
                _ => s.len() as i32 - rng.random_range(0..=3i32).min(1),
            })
        })
        .unwrap();
        let dp = solve(&game, Method::Dp);
        let dual = solve(&game, Method::Dual);
        assert!(dp.smallest && dual.smallest);
        assert_eq!((dual.value, dual.partition), (dp.value, dp.partition), "kind {kind}, seed {seed}");
        assert_eq!(dual.survivors, dp.survivors);
    }
}

#[test]
fn relabelling_scaling_and_translation() {
    for seed in draws::seeds(200) {
        let game = Distribution::ALL[seed as usize % 10].game(9, seed).unwrap();
        let n = game.players();
        let best = solve(&game, Method::Auto);
        // Strategically equivalent: 4 v(S) + c(S), exactly representable.
        let shift: Vec<f64> = (0..n).map(|i| f64::from(i as i32 * 7 - 20)).collect();
        let moved =
            TuGame::from_fn(n, |s| 4.0 * game.value(s) + s.players().map(|i| shift[i]).sum::<f64>()).unwrap();
        let other = solve(&moved, Method::Auto);
        assert_eq!(other.partition, best.partition, "seed {seed}");
        let expected = 4.0 * best.value + shift.iter().sum::<f64>();
        assert!((other.value - expected).abs() <= 1e-12 * (4.0 * best.value).abs());
        // Players in reverse.
        let flip = |s: Coalition| s.players().map(|i| n - 1 - i).collect::<Coalition>();
        let flipped = TuGame::from_fn(n, |s| *game.value(flip(s))).unwrap();
        let other = solve(&flipped, Method::Dual);
        let blocs = best.partition.blocs().iter().map(|&b| flip(b));
        assert_eq!(other.partition, Partition::new(n, blocs).unwrap());
        assert!((other.value - best.value).abs() <= 1e-12 * best.value);
    }
}

#[cfg(feature = "parallel")]
#[test]
fn any_number_of_threads() {
    for game in [Distribution::Uniform.game(17, 3).unwrap(), splitmix(15, 1, |v, _| (v / 2e6).floor())] {
        for method in METHODS {
            let solver = StructureSolver::new().method(method);
            let once = solver.solve(&game).unwrap();
            for threads in [1, 2, 5] {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
                assert_eq!(
                    pool.install(|| solver.solve(&game)).unwrap(),
                    once,
                    "{threads} threads, {method}"
                );
            }
        }
    }
}

#[test]
fn limits_leave_a_bound_and_a_structure() {
    let game = Distribution::Uniform.game(16, 9).unwrap();
    let best = solve(&game, Method::Auto);
    let raised = Arc::new(AtomicBool::new(true));
    for method in METHODS {
        let solver = StructureSolver::new().method(method);
        for (limited, reason) in [
            (solver.clone().stop_flag(raised.clone()), StopReason::Interrupted),
            (solver.clone().time_limit(Duration::ZERO), StopReason::TimeLimit),
        ] {
            let stopped = limited.solve(&game).unwrap();
            assert_eq!(stopped.stop, reason);
            assert!(!stopped.is_optimal() && !stopped.smallest);
            assert!(stopped.value <= best.value && best.value <= stopped.bound);
            assert_eq!(stopped.value, worth(&game, stopped.partition.blocs()));
            stopped.check(&game, 0.0).unwrap();
        }
    }
    let solver = StructureSolver::new().method(Method::Dual).node_limit(1);
    let stopped = solver.solve(&game).unwrap();
    assert_eq!(stopped.stop, StopReason::NodeLimit);
    assert!(stopped.value <= best.value && best.value <= stopped.bound);

    let mut reports = Vec::new();
    StructureSolver::new().method(Method::Dual).solve_with(&game, |p| reports.push(*p)).unwrap();
    assert!(!reports.is_empty());
    assert!(reports.windows(2).all(|w| w[1].bound <= w[0].bound && w[1].value >= w[0].value));
}

#[test]
fn false_certificates_are_refused() {
    let game = Distribution::Ndcs.game(8, 1).unwrap();
    let true_one = solve(&game, Method::Auto);
    true_one.check(&game, 0.0).unwrap();
    let forge = |change: &dyn Fn(&mut OptimalStructure)| {
        let mut forged = true_one.clone();
        change(&mut forged);
        forged.check(&game, 0.0)
    };
    assert!(forge(&|c| c.value += 0.1).is_err());
    assert!(forge(&|c| c.bound -= 0.1).is_err());
    assert!(forge(&|c| c.prices[0] -= 0.5).is_err());
    assert!(forge(&|c| c.prices[0] = f64::NAN).is_err());
    assert!(forge(&|c| c.prices.truncate(7)).is_err());
    assert!(forge(&|c| c.survivors += 1).is_err());
    assert!(forge(&|c| c.partition = Partition::grand(7)).is_err());
    // A worse structure with its own worth as the bound: only trying the covers shows that it is not the best.
    let forged = forge(&|c| {
        c.partition = Partition::singletons(8);
        c.value = worth(&game, c.partition.blocs());
        c.bound = c.value;
        let gap = c.prices.iter().sum::<f64>() - c.value;
        c.survivors = (1..1u64 << 8)
            .map(Coalition::from_mask)
            .filter(|&s| s.players().map(|i| c.prices[i]).sum::<f64>() - game.value(s) <= gap)
            .count() as u64;
    });
    assert!(forged.unwrap_err().to_string().contains("more than the bound"));
}

/// The largest worths that a game accepts, and the smallest.
#[test]
fn hostile_worths() {
    let c = 1e290;
    for values in [
        [0.0, c, c, c],
        [0.0, -c, -c, -c],
        [0.0, c, -c, c],
        [0.0, -c, c, 0.0],
        [0.0, 5e-324, 0.0, -0.0],
        [0.0, -5e-324, 5e-324, 0.0],
    ] {
        let game = TuGame::from_values(values.to_vec()).unwrap();
        let (partition, value) = brute_force(&game);
        for method in METHODS {
            let best = StructureSolver::new().method(method).solve(&game).unwrap();
            assert_eq!((&best.partition, best.value), (&partition, value), "{values:?}, {method}");
        }
    }
}
