//! Designs generated, runs through the runner, indices.

use comity::experiment::{Base, Bootstrap, Design, Experiment, Factor, Indices, Saltelli, Shard};
use comity::frame::Column;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;

fn factors(count: usize) -> Vec<Factor> {
    (0..count).map(|j| Factor::uniform(format!("x{j}"), 0.0, 1.0).expect("a range")).collect()
}

/// A Saltelli design of 2¹⁶ points and 20 factors, 1.4 million draws, and every value of it.
fn designs(c: &mut Criterion) {
    let settings = Saltelli { points: 1 << 16, base: Base::Scrambles(1), second_order: false, seed: 1 };
    let mut group = c.benchmark_group("Saltelli, 65,536 points, 20 factors");
    group.sample_size(10);
    let design = || Design::saltelli(factors(20), settings).expect("a power of 2");
    group.bench_function("design", |b| b.iter(|| black_box(design())));
    group.bench_function("design and every value", |b| {
        let names: Vec<String> = (0..20).map(|j| format!("x{j}")).collect();
        b.iter(|| {
            let design = design();
            let sum = |k| {
                let draw = design.draw(k).expect("a draw");
                names.iter().map(|name| draw.real(name).expect("a factor")).sum::<f64>()
            };
            black_box((0..design.len()).map(sum).sum::<f64>())
        });
    });
    group.finish();
}

/// A million runs that do nothing but push a row.
fn runs(c: &mut Criterion) {
    const RUNS: usize = 1_000_000;
    let mut group = c.benchmark_group("a million trivial runs");
    group.sample_size(10).throughput(Throughput::Elements(RUNS as u64));
    let experiment = || {
        let experiment = Experiment::new("trivial", Design::fixed(), [Column::real("y")], |_, seed, rows| {
            rows.push([(seed as f64).into()])
        });
        let experiment = experiment.expect("a column");
        experiment.replicates(RUNS)
    };
    group.bench_function("in memory", |b| b.iter(|| black_box(experiment().run().expect("rows").len())));
    let folder = std::env::temp_dir().join(format!("comity-bench-{}", std::process::id()));
    group.bench_function("into a folder", |b| {
        b.iter(|| {
            std::fs::remove_dir_all(&folder).ok();
            experiment().write(&folder, Shard::WHOLE).expect("a folder");
        });
    });
    group.bench_function("merged", |b| {
        b.iter(|| comity::experiment::merge(&folder, comity::experiment::Format::Csv).expect("whole shards"));
    });
    std::fs::remove_dir_all(&folder).ok();
    group.finish();
}

fn indices(c: &mut Criterion) {
    let settings = Saltelli { points: 1 << 14, base: Base::Scrambles(8), second_order: true, seed: 1 };
    let design = Design::saltelli(factors(8), settings).expect("a power of 2");
    let outcome = |k| {
        let draw = design.draw(k).expect("a draw");
        draw.real("x0").expect("a factor") * draw.real("x1").expect("a factor")
    };
    let outcomes: Vec<f64> = (0..design.len()).map(outcome).collect();
    c.bench_function("indices of variance, 2.4 million draws", |b| {
        b.iter(|| black_box(Indices::sobol(&design, &outcomes, Bootstrap::default()).expect("indices")));
    });
}

criterion_group!(benches, designs, runs, indices);
criterion_main!(benches);
