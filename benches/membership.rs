//! Growth in n of membership stability and of sign-up equilibria. `cargo bench --bench membership`.

use comity::coalition::Coalition;
use comity::game::{PartitionPayoffs, SignUpRule, SizeStructure, SymmetricGame};
use comity::solve::deviation::Ties;
use comity::solve::membership::{
    self, Concept, Membership, Question, sign_up_equilibria, stable_sizes_of_treaties,
    stable_structures_of_treaties, treaty_equilibria,
};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

/// Random payoffs, and payoffs to which nobody's bloc matters: every structure is stable, nothing is cut
/// short.
fn games(n: usize) -> [(&'static str, PartitionPayoffs); 2] {
    let random = PartitionPayoffs::from_fn(n, |p| {
        let mut rng = ChaCha8Rng::seed_from_u64(p.rank().unwrap_or(0) as u64);
        Ok((0..n).map(|_| rng.random()).collect())
    });
    [
        ("random", random.unwrap()),
        ("indifferent", PartitionPayoffs::from_fn(n, |_| Ok(vec![0.0; n])).unwrap()),
    ]
}

/// `2^n` treaties.
fn with_transfers(c: &mut Criterion) {
    let mut group = c.benchmark_group("one treaty with transfers, all coalitions");
    group.sample_size(10);
    for n in [8, 12, 16] {
        let table: Vec<f64> = {
            let mut rng = ChaCha8Rng::seed_from_u64(n as u64);
            (0..n << n).map(|_| rng.random()).collect()
        };
        let payoffs = |s: Coalition| Ok(table[s.index() * n..(s.index() + 1) * n].to_vec());
        let convention = Membership { ties: Ties::Stay, tolerance: 1e-12, ..Membership::open() };
        group.bench_function(BenchmarkId::new("random", n), |b| {
            b.iter(|| membership::transfer_stability_of_all(n, convention, &vec![1.0; n], payoffs).unwrap());
        });
    }
}

/// `B(n)` structures, or `p(n)` by size.
fn structures(c: &mut Criterion) {
    let mut group = c.benchmark_group("stable structures, open membership");
    group.sample_size(10);
    for n in [6, 8, 10] {
        for (name, game) in games(n) {
            group.bench_function(BenchmarkId::new(name, n), |b| {
                b.iter(|| stable_structures_of_treaties(&game, Membership::open()).unwrap())
            });
        }
    }
    for n in [20, 30, 40] {
        let cournot = |_: usize, p: &SizeStructure| Ok(1.0 / (p.sizes().len() as f64 + 1.0).powi(2));
        let game = SymmetricGame::new(n, cournot).unwrap();
        group.bench_function(BenchmarkId::new("by size, Cournot", n), |b| {
            b.iter(|| stable_sizes_of_treaties(&game, Membership::open()).unwrap());
        });
    }
}

/// `B(n)²` pairs of structures for Nash and strong, `2^(n(n−1))` profiles for coalition-proof equilibria of Γ
/// and Δ.
fn sign_up(c: &mut Criterion) {
    let mut group = c.benchmark_group("sign-up equilibria");
    group.sample_size(10);
    let cases = [
        (SignUpRule::Delta, Concept::Strong, [5, 6, 7]),
        (SignUpRule::Open, Concept::CoalitionProof, [5, 6, 7]),
        (SignUpRule::Delta, Concept::CoalitionProof, [3, 4, 5]),
    ];
    for (rule, concept, sizes) in cases {
        for n in sizes {
            for (name, game) in games(n) {
                let id = BenchmarkId::new(format!("{rule:?}, {concept}, {name}"), n);
                group.bench_function(id, |b| {
                    b.iter(|| sign_up_equilibria(&game, rule, Question::strict(concept)).unwrap());
                });
            }
        }
    }
    for n in [6, 8, 10] {
        let payoffs = |_: Coalition| Ok(vec![0.0; n]);
        group.bench_function(BenchmarkId::new("single treaty, coalition-proof, indifferent", n), |b| {
            b.iter(|| treaty_equilibria(n, Question::strict(Concept::CoalitionProof), payoffs).unwrap());
        });
    }
}

criterion_group!(benches, with_transfers, structures, sign_up);
criterion_main!(benches);
