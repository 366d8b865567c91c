//! Growth in n of the solvers for coalitions with externalities. `cargo bench --bench externalities`.

use comity::coalition::{Coalition, Partition};
use comity::game::GameFile;
use comity::game::{FiniteSituation, HedonicGame, Move, PartitionGame, PartitionPayoffs};
use comity::solve::answer;
use comity::solve::deviation::Improvement;
use comity::solve::deviation::Reaction;
use comity::solve::externalities::{Deviators, Outlook, recursive_core};
use comity::solve::farsighted::largest_consistent_set;
use comity::solve::hedonic::{self, stable_structures};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};
use std::path::Path;

fn hedonic(c: &mut Criterion) {
    let mut group = c.benchmark_group("hedonic, five notions");
    group.sample_size(10);
    // In test mode the largest is left out: an unoptimised build is slow.
    let testing = std::env::args().any(|a| a == "--test");
    for n in if testing { vec![6] } else { vec![8, 10, 12] } {
        let mut rng = ChaCha8Rng::seed_from_u64(n as u64);
        let u: Vec<f64> = (0..n << n).map(|_| rng.random()).collect();
        let random = HedonicGame::from_fn(n, |i, s: Coalition| Ok(u[i << n | s.index()])).unwrap();
        group.bench_function(BenchmarkId::new("random", n), |b| {
            b.iter(|| stable_structures(&random, 1).unwrap())
        });
        // Nobody cares: every structure is stable, nothing is pruned.
        let indifferent = HedonicGame::from_fn(n, |_, _| Ok(0.0)).unwrap();
        group.bench_function(BenchmarkId::new("indifferent", n), |b| {
            b.iter(|| stable_structures(&indifferent, 1).unwrap());
        });
    }
}

fn consistent(c: &mut Criterion) {
    let mut group = c.benchmark_group("largest consistent set, 10 moves a state");
    group.sample_size(10);
    let testing = std::env::args().any(|a| a == "--test");
    for states in if testing { vec![100u32] } else { vec![1000, 3000, 10_000] } {
        let mut rng = ChaCha8Rng::seed_from_u64(u64::from(states));
        let u: Vec<Vec<f64>> = (0..states).map(|_| (0..4).map(|_| rng.random()).collect()).collect();
        let moves: Vec<Move> = (0..states * 10)
            .map(|k| Move {
                from: (k / 10) as usize,
                to: rng.random_range(0..states) as usize,
                coalition: Coalition::from_mask(rng.random_range(1..16)),
            })
            .collect();
        let situation = FiniteSituation::new(&u, moves).unwrap();
        group.bench_function(BenchmarkId::new("random", states), |b| {
            b.iter(|| largest_consistent_set(&situation, Improvement::Strict).unwrap());
        });
    }
}

fn recursive(c: &mut Criterion) {
    let mut group = c.benchmark_group("recursive core, random");
    group.sample_size(10);
    let testing = std::env::args().any(|a| a == "--test");
    for n in if testing { vec![4] } else { vec![4, 6, 8] } {
        let worth = |p: &Partition| {
            let mut rng = ChaCha8Rng::seed_from_u64(p.rank().unwrap_or(0) as u64);
            Ok(p.blocs().iter().map(|b| b.len() as f64 + rng.random::<f64>()).collect())
        };
        let game = PartitionGame::from_fn(n, worth).unwrap();
        for outlook in [Outlook::Pessimistic, Outlook::Optimistic] {
            for deviators in [Deviators::OneBloc, Deviators::AnyPartition] {
                let id = BenchmarkId::new(format!("{outlook}, {deviators}"), n);
                group.bench_function(id, |b| b.iter(|| recursive_core(&game, outlook, deviators).unwrap()));
            }
        }
    }
}

fn hedonic_with_externalities(c: &mut Criterion) {
    let mut group = c.benchmark_group("hedonic with externalities, five notions");
    group.sample_size(10);
    let testing = std::env::args().any(|a| a == "--test");
    for n in if testing { vec![5] } else { vec![7, 9, 10] } {
        let random = PartitionPayoffs::from_fn(n, |p| {
            let mut rng = ChaCha8Rng::seed_from_u64(p.rank().unwrap_or(0) as u64);
            Ok((0..n).map(|_| rng.random()).collect())
        });
        let cournot = PartitionGame::from_fn(n, |p| Ok(vec![1.0 / (p.len() as f64 + 1.0).powi(2); p.len()]));
        for (name, game) in [("random", random.unwrap()), ("Cournot", cournot.unwrap().equal_split())] {
            for reaction in Reaction::ALL {
                let id = BenchmarkId::new(format!("{name}, {reaction}"), n);
                group.bench_function(id, |b| {
                    b.iter(|| {
                        hedonic::stable_structures_with_externalities(&game, reaction, 1e-12, 1).unwrap()
                    });
                });
            }
        }
    }
}

/// The file read, payoffs from first principles, values and verdict of every experiment, in fractions.
fn geoengineering(c: &mut Criterion) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/cases/61_heyen_lehtomaa2021.json");
    c.bench_function("Heyen & Lehtomaa (2021), all experiments", |b| {
        b.iter(|| {
            GameFile::read(&path).unwrap().cases.iter().map(answer).collect::<Result<Vec<_>, _>>().unwrap()
        });
    });
}

criterion_group!(benches, hedonic, hedonic_with_externalities, consistent, recursive, geoengineering);
criterion_main!(benches);
