//! What the comparisons share: random games, a stopwatch, one line per comparison.

use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng};
use std::time::Instant;

/// Worths drawn from U(0, 1) times the coalition's size, indexed by mask; the empty coalition is worth 0.
pub fn uniform_worths(n: usize, seed: u64) -> Vec<f64> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    (0..1u64 << n).map(|mask| f64::from(mask.count_ones()) * rng.random::<f64>()).collect()
}

/// Median seconds of `runs` calls, and what the last one returned.
pub fn median<T>(runs: usize, mut call: impl FnMut() -> T) -> (f64, T) {
    let mut seconds = Vec::with_capacity(runs);
    let mut last = None;
    for _ in 0..runs.max(1) {
        let start = Instant::now();
        last = Some(call());
        seconds.push(start.elapsed().as_secs_f64());
    }
    seconds.sort_by(f64::total_cmp);
    (seconds[seconds.len() / 2], last.expect("one run at least"))
}

/// One line: what was computed, both times, their ratio, and the largest difference between the answers.
pub fn report(what: &str, ours: (f64, &[f64]), theirs: (f64, &[f64])) {
    let difference = ours.1.iter().zip(theirs.1).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    println!(
        "{what:<28} comity {:>11.6} s   coopgame {:>11.6} s   ratio {:>8.1}   max difference {difference:.1e}",
        ours.0,
        theirs.0,
        theirs.0 / ours.0
    );
}
