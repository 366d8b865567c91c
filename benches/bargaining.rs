//! Growth in n of the solvers of sequential bargaining. `cargo bench --bench bargaining`.

use comity::coalition::Coalition;
use comity::game::{Fraction, TuGame, Value};
use comity::solve::bargaining::{
    NextProposer, Terms, alternating_offers, coalitional_nash, majority_bargaining, random_proposer,
    rejector_proposes,
};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

fn unanimity(c: &mut Criterion) {
    let mut group = c.benchmark_group("alternating offers, fractions");
    group.sample_size(10);
    for n in [4i64, 8, 16] {
        let discounts: Vec<Fraction> = (0..n).map(|i| Fraction::ratio(i + 1, i + 2)).collect();
        group.bench_function(BenchmarkId::new("players", n), |b| {
            b.iter(|| alternating_offers(&Fraction::ratio(1, 1), &discounts, NextProposer::InTurn).unwrap());
        });
    }
}

fn majorities(c: &mut Criterion) {
    let mut group = c.benchmark_group("simple majority");
    group.sample_size(10);
    for n in [11usize, 51, 151] {
        let equal = Terms::equal(n, Fraction::ratio(9, 10));
        group.bench_function(BenchmarkId::new("equal, fractions", n), |b| {
            b.iter(|| majority_bargaining(Fraction::ratio(1, 1), n / 2 + 1, &equal).unwrap());
        });
        let mut rng = ChaCha8Rng::seed_from_u64(n as u64);
        let mut terms = Terms::equal(n, 0.9);
        terms.recognition = (0..n).map(|_| rng.random::<f64>()).collect();
        group.bench_function(BenchmarkId::new("unequal, f64", n), |b| {
            b.iter(|| majority_bargaining(1.0, n / 2 + 1, &terms).unwrap());
        });
    }
}

/// Strictly convex with a random part: worths grow with the square of the size.
fn convex(n: usize) -> TuGame {
    let mut rng = ChaCha8Rng::seed_from_u64(n as u64);
    let worth = |s: Coalition| match s.len() {
        1 => 0.0,
        k => (k * k) as f64 + 0.5 * rng.random::<f64>(),
    };
    TuGame::from_fn(n, worth).unwrap()
}

fn coalitional(c: &mut Criterion) {
    let mut group = c.benchmark_group("coalitional bargaining, random convex games, f64");
    group.sample_size(10);
    for n in [4, 6, 8, 10] {
        let game = convex(n);
        group.bench_function(BenchmarkId::new("random proposer", n), |b| {
            b.iter(|| random_proposer(&game, &Terms::equal(n, 0.95)).unwrap());
        });
        let order: Vec<usize> = (0..n).collect();
        group.bench_function(BenchmarkId::new("rejector proposes", n), |b| {
            b.iter(|| rejector_proposes(&game, &Terms::equal(n, 0.95), &order).unwrap());
        });
        group.bench_function(BenchmarkId::new("coalitional Nash", n), |b| {
            b.iter(|| coalitional_nash(&game).unwrap());
        });
    }
    for n in [4, 6] {
        let game = convex(n);
        let terms = Terms::equal(n, 0.95).continuing();
        group.bench_function(BenchmarkId::new("random proposer, outsiders go on", n), |b| {
            b.iter(|| random_proposer(&game, &terms).unwrap());
        });
    }
}

criterion_group!(benches, unanimity, majorities, coalitional);
criterion_main!(benches);
