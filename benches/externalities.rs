//! Growth in n of the solvers for coalitions with externalities. `cargo bench --bench externalities`.

use comity::coalition::Coalition;
use comity::game::HedonicGame;
use comity::solve::hedonic::stable_structures;
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

fn hedonic(c: &mut Criterion) {
    let mut group = c.benchmark_group("hedonic, five notions");
    group.sample_size(10);
    for n in [8, 10, 12] {
        let mut rng = ChaCha8Rng::seed_from_u64(n as u64);
        let u: Vec<f64> = (0..n << n).map(|_| rng.random()).collect();
        let random = HedonicGame::from_fn(n, |i, s: Coalition| Ok(u[i << n | s.index()])).unwrap();
        group.bench_function(BenchmarkId::new("random", n), |b| {
            b.iter(|| stable_structures(&random, 1).unwrap())
        });
        // Nobody cares: every structure is stable, nothing is pruned.
        let indifferent = HedonicGame::from_fn(n, |_, _| Ok(0.0)).unwrap();
        group.bench_function(BenchmarkId::new("indifferent", n), |b| {
            b.iter(|| stable_structures(&indifferent, 1).unwrap());
        });
    }
}

criterion_group!(benches, hedonic);
criterion_main!(benches);
