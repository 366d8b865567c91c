//! The excess scan against its definition: every coalition's excess, sorted.

use crate::common::draws;
use comity::coalition::Coalition;
use comity::game::TuGame;
use comity::solve::{Excess, Scan};
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

/// Small whole numbers, so that ties are common and every sum is exact.
fn tied_game(n: usize, seed: u64) -> (TuGame, Vec<f64>) {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let game = TuGame::from_fn(n, |_| f64::from(rng.random_range(-3..=3i32))).unwrap();
    let prices = (0..n).map(|_| f64::from(rng.random_range(-2..=2i32))).collect();
    (game, prices)
}

/// All excesses by definition, in the order the scans promise.
fn excesses(game: &TuGame, prices: &[f64], proper: bool) -> Vec<Excess> {
    let end = game.values().len() as u64 - u64::from(proper);
    let mut all: Vec<Excess> = (1..end)
        .map(Coalition::from_mask)
        .map(|s| Excess {
            coalition: s,
            excess: game.value(s) - s.players().map(|i| prices[i]).sum::<f64>() + 0.0,
        })
        .collect();
    all.sort_by(Excess::order);
    all
}

fn check(n: usize, seed: u64) {
    let (game, prices) = tied_game(n, seed);
    for proper in [false, true] {
        let all = excesses(&game, &prices, proper);
        let scan = if proper { Scan::proper(&game, &prices) } else { Scan::new(&game, &prices) }.unwrap();
        assert_eq!(scan.max().as_ref(), all.first());
        for k in [0, 1, 2, 7, 1000] {
            assert_eq!(scan.top(k), all[..k.min(all.len())], "n = {n}, seed {seed}, top {k}");
        }
        let sizes = scan.best_per_size();
        assert_eq!(sizes.len(), n + 1);
        for (size, best) in sizes.iter().enumerate() {
            assert_eq!(best.as_ref(), all.iter().find(|e| e.coalition.len() == size));
        }
        for bar in [-4.0, 0.0, 2.5, 100.0] {
            let mut above: Vec<Excess> = all.iter().copied().filter(|e| e.excess >= bar).collect();
            above.sort_by_key(|e| e.coalition);
            assert_eq!(scan.at_least(bar, above.len()).as_ref(), Some(&above));
            assert_eq!(scan.count_at_least(bar), above.len() as u64);
            if !above.is_empty() {
                assert_eq!(scan.at_least(bar, above.len() - 1), None);
            }
        }
        let mut surplus = vec![f64::NEG_INFINITY; n * n];
        for e in &all {
            for i in e.coalition.players() {
                for j in e.coalition.complement(n).players() {
                    surplus[i * n + j] = surplus[i * n + j].max(e.excess);
                }
            }
        }
        assert_eq!(scan.surplus(), surplus, "n = {n}, seed {seed}");
    }
}

#[test]
fn every_scan_is_the_sorted_list_of_excesses() {
    for seed in draws::seeds(2000) {
        check(1 + seed as usize % 8, seed);
    }
    for (n, seed) in [(11, 1), (12, 2), (13, 3), (14, 4)] {
        check(n, seed);
    }
}

#[test]
fn many_blocks_and_any_number_of_threads() {
    check(18, 5);
    let (game, prices) = tied_game(19, 6);
    let all = || {
        let scan = Scan::new(&game, &prices).unwrap();
        (scan.max(), scan.top(300), scan.best_per_size(), scan.at_least(6.0, 1 << 19), scan.surplus())
    };
    let once = all();
    #[cfg(feature = "parallel")]
    for threads in [1, 2, 3, 7] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        assert_eq!(pool.install(all), once, "{threads} threads");
    }
    let best = excesses(&game, &prices, false);
    assert_eq!(once.0, Some(best[0]));
    assert_eq!(once.1, best[..300]);
}

#[test]
fn bad_prices_are_errors() {
    let game = TuGame::from_fn(3, |_| 1.0).unwrap();
    for prices in [&[0.0; 2][..], &[0.0, f64::NAN, 0.0], &[f64::INFINITY, 0.0, 0.0], &[f64::MAX; 3]] {
        assert!(Scan::new(&game, prices).is_err());
    }
    let alone = TuGame::from_fn(1, |_| 1.0).unwrap();
    assert_eq!(Scan::proper(&alone, &[0.0]).unwrap().max(), None);
}
