//! Values of dense games, and of a game too large to tabulate.

use comity::coalition::Partition;
use comity::game::{FnGame, TuGame};
use comity::solve::tu::{Sampling, banzhaf, owen, shapley, shapley_sampled};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng};

fn random_game(n: usize) -> TuGame {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    TuGame::from_fn(n, |s| s.len() as f64 * rng.random::<f64>()).expect("n is in range")
}

fn values(c: &mut Criterion) {
    let mut group = c.benchmark_group("values");
    group.sample_size(10);
    for n in [16, 20, 24] {
        let game = random_game(n);
        group.throughput(Throughput::Bytes(8 << n));
        group.bench_function(BenchmarkId::new("shapley", n), |b| b.iter(|| shapley(&game)));
        group.bench_function(BenchmarkId::new("banzhaf", n), |b| b.iter(|| banzhaf(&game)));
    }
    let game = random_game(16);
    let unions = Partition::new(16, (0..4).map(|k| (4 * k..4 * k + 4).collect())).expect("four fours");
    group.bench_function("owen/16 in 4 unions", |b| b.iter(|| owen(&game, &unions)));
    let implicit = FnGame::new(60, |s| (s.len() as f64).sqrt()).expect("n is in range");
    let sampling = Sampling::new(1000, 1);
    group.bench_function("shapley_sampled/60, 1000 pairs", |b| {
        b.iter(|| shapley_sampled(&implicit, &sampling))
    });
    group.finish();
}

criterion_group!(benches, values);
criterion_main!(benches);
