//! One evaluation of the region, the partition game of seven nations, one evaluation of the whole world.

#[path = "../tests/it/common/data.rs"]
mod data;

use comity::model::{Model, Parameters};
use comity::study::Study;
use comity::treaty::{Menu, Package, Regime};
use comity::world::{NationCode, World};
use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;

const SEVEN: [&str; 7] = ["USA", "JPN", "KOR", "PRK", "CHN", "RUS", "MNG"];

fn cooperative(model: &Model, members: &[&str]) -> Regime {
    let members: Vec<NationCode> = members.iter().map(|c| c.parse().unwrap()).collect();
    model.base().clone().with(Package::cooperative().signed_by(&members).unwrap())
}

fn region(c: &mut Criterion) {
    let world = World::northeast_asia_2002();
    let model = Model::new(world.clone(), Parameters::default()).unwrap();
    let seven = cooperative(&model, &SEVEN);
    let mut group = c.benchmark_group("region of eleven");
    group.bench_function("evaluate, pacts only", |b| {
        b.iter(|| model.evaluate(black_box(model.base())).unwrap())
    });
    group.bench_function("evaluate, cooperative seven", |b| {
        b.iter(|| model.evaluate(black_box(&seven)).unwrap())
    });
    group.bench_function("calibrate and evaluate, cooperative seven", |b| {
        b.iter(|| {
            let model = Model::new(black_box(world.clone()), Parameters::default()).unwrap();
            model.evaluate(&seven).unwrap()
        });
    });
    let trade = comity::mechanism::trade::Trade::new(world.trade(), 4.0).unwrap();
    let n = world.len();
    let cheaper =
        world.trade().map_with_location(|i, j, _| if i != j && i < n && j < n { 0.96 } else { 1.0 });
    group.bench_function("  of which trade", |b| {
        b.iter(|| trade.counterfactual(black_box(&cheaper)).unwrap())
    });
    group.finish();
}

fn partition_game(c: &mut Criterion) {
    let study = Study::new(World::northeast_asia_2002()).unwrap();
    let menu = Menu::only(Package::cooperative());
    let treaties = study.treaties(SEVEN, &menu).unwrap();
    c.bench_function("partition game of seven (877 structures)", |b| {
        b.iter(|| treaties.partition_game().unwrap())
    });
}

fn whole_world(c: &mut Criterion) {
    let world = data::world_2002().read().unwrap().world;
    let model = Model::new(world.clone(), Parameters::default()).unwrap();
    let seven = cooperative(&model, &SEVEN);
    let mut group = c.benchmark_group("world of 192");
    group.sample_size(10);
    group.bench_function("evaluate, pacts only", |b| {
        b.iter(|| model.evaluate(black_box(model.base())).unwrap())
    });
    group.bench_function("evaluate, cooperative seven", |b| {
        b.iter(|| model.evaluate(black_box(&seven)).unwrap())
    });
    group.bench_function("calibrate", |b| {
        b.iter(|| Model::new(black_box(world.clone()), Parameters::default()).unwrap())
    });
    group.finish();
}

criterion_group!(benches, region, partition_game, whole_world);
criterion_main!(benches);
