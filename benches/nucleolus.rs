//! Nucleolus, least core and balancedness: what a solve costs beside one scan of the same table.
//!
//! Four kinds of random game: `uniform` |S|·U(0,1); `integer` from 1 to 100|S|; `voting`, weights 1 to 10
//! and a simple majority; `square`, the squared sum of weights U(0,1), whose levels are many.

use comity::coalition::Coalition;
use comity::game::{TuGame, Value};
use comity::solve::Scan;
use comity::solve::tu::{NucleolusKind, balancedness, least_core, nucleolus};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng};

fn games(n: usize) -> [(&'static str, TuGame); 4] {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let votes: Vec<u32> = (0..n).map(|_| rng.random_range(1..=10)).collect();
    let shares: Vec<f64> = (0..n).map(|_| rng.random()).collect();
    let uniform = TuGame::from_fn(n, |s| s.len() as f64 * rng.random::<f64>());
    let integer = TuGame::from_fn(n, |s| f64::from(rng.random_range(1..=100 * s.len() as u32)));
    let vote = |s: Coalition| s.players().map(|i| votes[i]).sum::<u32>();
    let voting = TuGame::from_fn(n, |s| f64::from(2 * vote(s) > votes.iter().sum()));
    let square = TuGame::from_fn(n, |s| s.players().map(|i| shares[i]).sum::<f64>().powi(2));
    [("uniform", uniform), ("integer", integer), ("voting", voting), ("square", square)]
        .map(|(kind, game)| (kind, game.expect("finite worths")))
}

fn floats(c: &mut Criterion) {
    for n in [10, 15, 18, 20] {
        let mut group = c.benchmark_group(format!("n={n}"));
        group.sample_size(10);
        for (kind, game) in games(n) {
            group.bench_function(BenchmarkId::new("prenucleolus", kind), |b| {
                b.iter(|| nucleolus(&game, NucleolusKind::Prenucleolus))
            });
            group.bench_function(BenchmarkId::new("least core", kind), |b| b.iter(|| least_core(&game)));
            let equal = vec![game.grand() / n as f64; n];
            group.bench_function(BenchmarkId::new("one scan", kind), |b| {
                b.iter(|| Scan::proper(&game, &equal).map(|scan| scan.max()))
            });
        }
    }
}

fn large(c: &mut Criterion) {
    let mut group = c.benchmark_group("n=22");
    group.sample_size(10);
    for (kind, game) in games(22) {
        group.bench_function(BenchmarkId::new("least core", kind), |b| b.iter(|| least_core(&game)));
        group.bench_function(BenchmarkId::new("balancedness", kind), |b| b.iter(|| balancedness(&game)));
    }
}

fn fractions(c: &mut Criterion) {
    for n in [8, 10] {
        let mut group = c.benchmark_group(format!("fractions n={n}"));
        for (kind, game) in games(n) {
            let worths = game.values().iter().map(Value::to_fraction).collect();
            let game = TuGame::from_values(worths).expect("finite worths");
            group.bench_function(BenchmarkId::new("prenucleolus", kind), |b| {
                b.iter(|| nucleolus(&game, NucleolusKind::Prenucleolus))
            });
            group.bench_function(BenchmarkId::new("nucleolus", kind), |b| {
                b.iter(|| nucleolus(&game, NucleolusKind::Nucleolus))
            });
        }
    }
}

criterion_group!(benches, floats, large, fractions);
criterion_main!(benches);
