//! One evaluation of the region, beside the one that was landed before states were set apart from
//! calibration, the partition game of seven nations, one evaluation of the whole world.

#[path = "../tests/it/common/data.rs"]
mod data;
#[path = "../tests/it/common/landed/mod.rs"]
mod landed;

use comity::model::{Model, Parameters};
use comity::study::Study;
use comity::treaty::{Menu, Package, Regime};
use comity::world::{NationCode, World};
use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use std::time::Instant;

const SEVEN: [&str; 7] = ["USA", "JPN", "KOR", "PRK", "CHN", "RUS", "MNG"];

fn cooperative(model: &Model, members: &[&str]) -> Regime {
    let members: Vec<NationCode> = members.iter().map(|c| c.parse().unwrap()).collect();
    model.base().regime.clone().with(Package::cooperative().signed_by(&members).unwrap())
}

fn region(c: &mut Criterion) {
    let world = World::northeast_asia_2002();
    let model = Model::new(world.clone(), Parameters::default()).unwrap();
    let seven = cooperative(&model, &SEVEN);
    let mut group = c.benchmark_group("region of eleven");
    group.bench_function("evaluate, pacts only", |b| {
        b.iter(|| model.evaluate(black_box(&model.base().regime)).unwrap())
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
    let trade = comity::model::Trade::new(world.trade(), 4.0).unwrap();
    let n = world.len();
    let cheaper =
        world.trade().map_with_location(|i, j, _| if i != j && i < n && j < n { 0.96 } else { 1.0 });
    group.bench_function("  of which trade", |b| {
        b.iter(|| trade.counterfactual(black_box(&cheaper)).unwrap())
    });
    group.finish();
}

/// Both evaluations in one run, by turns, so that whatever else the machine does meets both: the median ratio
/// of batches.
fn against_the_landed_one(_: &mut Criterion) {
    let testing = std::env::args().any(|a| a == "--test");
    let (batches, evaluations) = if testing { (3, 2) } else { (400, 100) };
    let world = World::northeast_asia_2002();
    let then = landed::Landed::new(world.clone(), Parameters::first_form()).unwrap();
    let now = Model::new(world, Parameters::first_form()).unwrap();
    for (name, regime) in
        [("pacts only", now.base().regime.clone()), ("cooperative seven", cooperative(&now, &SEVEN))]
    {
        for (then, now) in then.evaluate(&regime).unwrap().iter().zip(&now.evaluate(&regime).unwrap().nations)
        {
            assert!((then.utility - now.utility).abs() < 1e-9); // trade is found to more digits now
        }
        let time = |evaluate: &dyn Fn()| {
            let start = Instant::now();
            (0..evaluations).for_each(|_| evaluate());
            1e6 * start.elapsed().as_secs_f64() / f64::from(evaluations)
        };
        let pairs = (0..batches).map(|_| {
            let then = time(&|| drop(black_box(then.evaluate(black_box(&regime)).unwrap())));
            let now = time(&|| drop(black_box(now.evaluate(black_box(&regime)).unwrap())));
            (then, now)
        });
        let (then, now): (Vec<f64>, Vec<f64>) = pairs.unzip();
        let ratio = median(then.iter().zip(&now).map(|(then, now)| then / now).collect());
        let (then, now) = (median(then), median(now));
        println!("evaluate, {name}: landed {then:.1} µs, now {now:.1} µs, {ratio:.2} × faster");
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
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
        b.iter(|| model.evaluate(black_box(&model.base().regime)).unwrap())
    });
    group.bench_function("evaluate, cooperative seven", |b| {
        b.iter(|| model.evaluate(black_box(&seven)).unwrap())
    });
    group.bench_function("calibrate", |b| {
        b.iter(|| Model::new(black_box(world.clone()), Parameters::default()).unwrap())
    });
    group.finish();
}

criterion_group!(benches, against_the_landed_one, region, partition_game, whole_world);
criterion_main!(benches);
