//! The geoengineering study, from its parameters to verified equilibria. `cargo bench --bench farsighted`.

#[path = "../examples/farsighted/geoengineering.rs"]
#[allow(dead_code)]
mod geoengineering;

use criterion::{Criterion, criterion_group, criterion_main};
use geoengineering::experiments;

fn replication(c: &mut Criterion) {
    let mut group = c.benchmark_group("geoengineering");
    group.bench_function("all four experiments", |b| {
        b.iter(|| experiments().iter().map(|e| e.replicate().unwrap().payoffs.len()).sum::<usize>());
    });
    for experiment in experiments() {
        group.bench_function(experiment.name, |b| b.iter(|| experiment.replicate().unwrap()));
    }
}

criterion_group!(benches, replication);
criterion_main!(benches);
