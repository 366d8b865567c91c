//! One evaluation of the region, the partition game of seven nations, one evaluation of the whole world.

use comity::model::{Model, Parameters};
use comity::treaty::{Package, Regime};
use comity::world::World;
use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;

fn region(c: &mut Criterion) {
    let world = World::northeast_asia_2002();
    let model = Model::new(world.clone(), Parameters::default()).unwrap();
    let members: Vec<_> =
        ["USA", "JPN", "KOR", "PRK", "CHN", "RUS", "MNG"].map(|c| c.parse().unwrap()).into();
    let seven = model.base().clone().with(Package::cooperative().signed_by(&members).unwrap());
    let mut group = c.benchmark_group("region of eleven");
    group.bench_function("evaluate, pacts only", |b| {
        b.iter(|| model.evaluate(black_box(model.base())).unwrap())
    });
    group.bench_function("evaluate, cooperative seven", |b| {
        b.iter(|| model.evaluate(black_box(&seven)).unwrap())
    });
    group.bench_function("evaluate, no pacts", |b| {
        b.iter(|| model.evaluate(black_box(&Regime::none())).unwrap())
    });
    group.bench_function("calibrate", |b| {
        b.iter(|| Model::new(black_box(world.clone()), Parameters::default()).unwrap());
    });
    group.finish();
}

criterion_group!(benches, region);
criterion_main!(benches);
