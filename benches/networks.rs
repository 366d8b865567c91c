//! Growth in n of stable networks, war-stability and landscapes. `cargo bench --bench networks`.

use comity::coalition::Graph;
use comity::game::Alignment;
use comity::game::{AllianceGame, connections};
use comity::solve::deviation::Search;
use comity::solve::network::{
    LandscapeSearch, NetworkSearch, local_minima, stable_networks, war_stability, war_stable_networks,
};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

fn pairwise(c: &mut Criterion) {
    let mut group = c.benchmark_group("all pairwise stable networks, connections model");
    group.sample_size(10);
    for n in [3, 4, 5, 6] {
        let game = connections(n, 0.5, 0.3).unwrap();
        let search = NetworkSearch::pairwise();
        group.bench_function(BenchmarkId::from_parameter(n), |b| {
            b.iter(|| stable_networks(&game, &search).unwrap());
        });
    }
}

fn wars(c: &mut Criterion) {
    let mut group = c.benchmark_group("war-stability");
    group.sample_size(10);
    let search = Search::up_to(12).weakly();
    for n in [3, 4, 5] {
        let game = AllianceGame::new((1..=n).map(f64::from), 1.2).unwrap().sparing_allies();
        group.bench_function(BenchmarkId::new("all networks", n), |b| {
            b.iter(|| war_stable_networks(&game, &search).unwrap());
        });
    }
    for n in [8u32, 10, 12] {
        // Strong defence: the empty network is stable, so that everything is searched.
        let game = AllianceGame::new((1..=n).map(f64::from), 100.0).unwrap();
        let nobody = Graph::empty(n as usize).unwrap();
        group.bench_function(BenchmarkId::new("one network", n), |b| {
            b.iter(|| war_stability(&game, &nobody, &search).unwrap());
        });
    }
}

fn landscapes(c: &mut Criterion) {
    let mut group = c.benchmark_group("all local minima with basins");
    group.sample_size(10);
    let random = |n: usize| {
        let mut rng = ChaCha8Rng::seed_from_u64(n as u64);
        let mut p = vec![vec![0.0; n]; n];
        for (i, j) in (0..n).flat_map(|j| (0..j).map(move |i| (i, j))) {
            p[i][j] = rng.random::<f64>() - 0.5;
            p[j][i] = p[i][j];
        }
        let sizes: Vec<f64> = (0..n).map(|_| rng.random()).collect();
        Alignment::new(&sizes, &p).unwrap()
    };
    for (camps, n) in [(2, 16), (2, 20), (2, 24), (3, 8), (3, 10), (3, 12)] {
        let (game, search) = (random(n), LandscapeSearch { camps, ..LandscapeSearch::default() });
        group.bench_function(BenchmarkId::new(format!("{camps} camps"), n), |b| {
            b.iter(|| local_minima(&game, &search).unwrap());
        });
    }
}

criterion_group!(benches, pairwise, wars, landscapes);
criterion_main!(benches);
