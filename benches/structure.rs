//! The optimal coalition structure: dual prices against this crate's own dynamic programme, and how both
//! grow.
//!
//! At n = 20 every distribution is solved by both in one run, and their ratio is printed; a wide integrality
//! gap (symmetric games) shows what the automatic choice costs over the dynamic programme. Larger n by hand,
//! with the example `coalition_structures`.

use comity::coalition::Coalition;
use comity::game::Distribution;
use comity::game::TuGame;
use comity::solve::structure::{Method, StructureSolver};
use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use std::time::{Duration, Instant};

fn solve(game: &TuGame, method: Method) -> f64 {
    StructureSolver::new().method(method).solve(black_box(game)).expect("finite worths").value
}

/// Median seconds of a few solves.
fn seconds(game: &TuGame, method: Method, repetitions: usize) -> f64 {
    let mut times: Vec<f64> = (0..repetitions)
        .map(|_| {
            let start = Instant::now();
            black_box(solve(game, method));
            start.elapsed().as_secs_f64()
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[repetitions / 2]
}

/// Majority and other games whose linear relaxation is far from any structure, without symmetry to help but
/// the last.
fn wide_gaps(n: usize) -> [(&'static str, TuGame); 4] {
    let game = |worth: &dyn Fn(Coalition) -> f64| TuGame::from_fn(n, worth).expect("finite worths");
    let votes = |s: Coalition| s.players().map(|i| 10 + i * i % 7).sum::<usize>();
    let all = votes(Coalition::grand(n));
    [
        ("weighted majority", game(&|s| if 2 * votes(s) > all { 1.0 } else { 0.0 })),
        ("a third of votes", game(&|s| if 3 * votes(s) > all { 1.0 } else { 0.0 })),
        (
            "blocs of seven",
            game(&|s| if s.len() == 7 { 10.0 + 1e-3 * votes(s) as f64 } else { s.len() as f64 }),
        ),
        ("simple majority", game(&|s| if 2 * s.len() > n { 1.0 } else { 0.0 })),
    ]
}

fn structures(c: &mut Criterion) {
    let testing = std::env::args().any(|a| a == "--test");
    let (small, large) = if testing { (10, 12) } else { (20, 24) };

    println!("n = {small}: seconds by dual prices and by dynamic programming, medians");
    let repetitions = if testing { 1 } else { 7 };
    let random = Distribution::ALL.map(|d| (d.name(), d.game(small, 1).expect("a valid size"), Method::Dual));
    let wide = wide_gaps(small).map(|(name, game)| (name, game, Method::Auto));
    for (name, game, method) in random.into_iter().chain(wide) {
        let dual = seconds(&game, method, repetitions);
        let dp = seconds(&game, Method::Dp, repetitions);
        println!("  {name:20} {method:4} {dual:.5}  dp {dp:.5}  ratio {:.1}", dp / dual);
    }

    let mut group = c.benchmark_group(format!("structure/n={large}"));
    group.sample_size(10).warm_up_time(Duration::from_millis(200)).measurement_time(Duration::from_secs(1));
    for distribution in Distribution::ALL {
        let game = distribution.game(large, 1).expect("a valid size");
        group.bench_function(distribution.name(), |b| b.iter(|| solve(&game, Method::Auto)));
    }
    group.finish();
    let [(name, majority), ..] = wide_gaps(large);
    println!("n = {large}, {name}: {:.3} s (a wide gap, one solve)", seconds(&majority, Method::Auto, 1));
}

criterion_group!(benches, structures);
criterion_main!(benches);
