//! Histories: a year beside an evaluation, forty years with talks, a clause that enforces itself or not, forty years of the
//! whole world.

#[path = "../tests/it/common/data.rs"]
mod data;

use comity::model::{Model, Parameters};
use comity::prelude::*;
use comity::simulate::Rules;
use comity::study::SanctionRules;
use comity::treaty::SanctionExtent;
use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;

/// Everything moves but the regime.
fn fixed() -> Rules {
    Rules { opportunity: 0.0, exit_patience: 0.0, ..Rules::default() }
}

fn region(c: &mut Criterion) {
    let study = Study::new(World::northeast_asia_2002()).unwrap();
    let mut group = c.benchmark_group("histories of eleven");
    group.sample_size(10);
    group.bench_function("one evaluation", |b| {
        b.iter(|| study.evaluate(black_box(study.status_quo())).unwrap())
    });
    let simulation = Simulation::of(&study).rules(fixed()).years(40);
    group.bench_function("40 years, fixed regime", |b| b.iter(|| black_box(&simulation).run().unwrap()));
    let living = Rules { opportunity: 0.0, exit_patience: 0.0, ..Rules::living() };
    let simulation = Simulation::of(&study).rules(living).years(40);
    group.bench_function("40 years, fixed regime, everything in motion", |b| {
        b.iter(|| black_box(&simulation).run().unwrap())
    });
    let simulation = Simulation::of(&study).years(40).seed(7);
    group.bench_function("40 years, talks in each", |b| b.iter(|| black_box(&simulation).run().unwrap()));
    let clause = Term::CollectiveSecurity { reliability: 0.41, sanction: SanctionExtent::Complete };
    let seven = ["USA", "JPN", "KOR", "PRK", "CHN", "RUS", "MNG"];
    let regime = study.status_quo().clone().with(Arrangement::new("clause", seven).unwrap().with(clause));
    let rules = SanctionRules::default();
    group.bench_function("self-enforcement of a clause of seven", |b| {
        b.iter(|| study.self_enforcement(black_box(&regime), "clause", &rules).unwrap())
    });
    group.finish();
}

fn whole_world(c: &mut Criterion) {
    let model = Model::new(data::world_2002().read().unwrap().world, Parameters::default()).unwrap();
    let study = Study::of(model);
    let simulation = Simulation::of(&study).rules(fixed()).years(40);
    let mut group = c.benchmark_group("histories of 192");
    group.sample_size(10);
    group.bench_function("40 years, fixed regime", |b| b.iter(|| black_box(&simulation).run().unwrap()));
    group.finish();
}

criterion_group!(benches, region, whole_world);
criterion_main!(benches);
