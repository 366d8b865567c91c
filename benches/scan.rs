//! The excess scan against a plain read of the same table.
//!
//! Each line's throughput is bytes of the table a second, so that the scans and the two reads (a sum, and a
//! maximum over nothing but the table) can be compared directly.

use comity::game::TuGame;
use comity::solve::Scan;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;

fn game(n: usize) -> TuGame {
    let mut state = n as u64;
    TuGame::from_fn(n, |s| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        s.len() as f64 * (state >> 11) as f64 / (1u64 << 53) as f64
    })
    .expect("a valid game")
}

fn sum(values: &[f64]) -> f64 {
    let mut acc = [0.0; 64];
    for chunk in values.as_chunks::<64>().0 {
        acc.iter_mut().zip(chunk).for_each(|(a, v)| *a += v);
    }
    acc.iter().sum()
}

#[cfg(feature = "parallel")]
fn read(values: &[f64]) -> f64 {
    use rayon::prelude::*;
    values.par_chunks(1 << 17).map(sum).sum()
}

#[cfg(not(feature = "parallel"))]
fn read(values: &[f64]) -> f64 {
    sum(values)
}

fn scans(c: &mut Criterion) {
    let testing = std::env::args().any(|a| a == "--test");
    for n in if testing { vec![12] } else { vec![20, 25] } {
        let game = game(n);
        let prices = vec![0.98; n];
        let mut group = c.benchmark_group(format!("scan/n={n}"));
        group.throughput(Throughput::BytesDecimal(8 << n)).sample_size(20);
        let scan = || Scan::new(&game, &prices).expect("finite prices");
        group.bench_function("plain read, one thread", |b| b.iter(|| black_box(sum(game.values()))));
        group.bench_function("plain read", |b| b.iter(|| black_box(read(game.values()))));
        group.bench_function("max", |b| b.iter(|| black_box(scan().max())));
        group.bench_function("best per size", |b| b.iter(|| black_box(scan().best_per_size())));
        group.bench_function(BenchmarkId::new("top", 1000), |b| b.iter(|| black_box(scan().top(1000))));
        group.bench_function("at least", |b| b.iter(|| black_box(scan().at_least(0.1, 1 << 20))));
        group.bench_function("surplus", |b| b.iter(|| black_box(scan().surplus())));
        group.finish();
    }
}

criterion_group!(benches, scans);
criterion_main!(benches);
