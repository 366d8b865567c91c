//! Values of dense games, and of a game too large to tabulate.

use comity::coalition::Partition;
use comity::game::{FnGame, TuGame};
use comity::solve::tu::{Rule, Sampling, sampled_value, value};
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
        group.bench_function(BenchmarkId::new("shapley", n), |b| b.iter(|| value(&game, &Rule::Shapley)));
        group.bench_function(BenchmarkId::new("banzhaf", n), |b| b.iter(|| value(&game, &Rule::Banzhaf)));
    }
    let game = random_game(16);
    let unions = Partition::new(16, (0..4).map(|k| (4 * k..4 * k + 4).collect())).expect("four fours");
    let owen = Rule::Owen(unions);
    group.bench_function("owen/16 in 4 unions", |b| b.iter(|| value(&game, &owen)));
    let implicit = FnGame::new(60, |s| (s.len() as f64).sqrt()).expect("n is in range");
    let sampling = Sampling::new(1000, 1);
    group.bench_function("shapley_sampled/60, 1000 pairs", |b| {
        b.iter(|| sampled_value(&implicit, &Rule::Shapley, &sampling))
    });
    group.finish();
}

criterion_group!(benches, values);
criterion_main!(benches);
