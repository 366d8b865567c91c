//! Growth in n of the search for stationary equilibria of coalition formation. `cargo bench --bench formation`.

use comity::coalition::Partition;
use comity::game::{ApprovalRule, FormationProcess, ProposalRule};
use comity::solve::process::{FindEquilibria, find_equilibria};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

/// Random payoffs over all structures of `n` players, discount factor 0.9.
fn random(n: usize) -> FormationProcess {
    let mut rng = ChaCha8Rng::seed_from_u64(n as u64);
    let structures: Vec<Partition> = Partition::all(n).collect();
    let payoffs = structures.iter().map(|_| (0..n).map(|_| rng.random()).collect()).collect();
    let rules = (ProposalRule::AnyStructure, ApprovalRule::AllAffected);
    let (discount, protocol) = (vec![0.9; n], vec![1.0 / n as f64; n]);
    FormationProcess::over_structures(&structures, payoffs, discount, protocol, rules).unwrap()
}

fn equilibria(c: &mut Criterion) {
    let mut group = c.benchmark_group("stationary equilibrium, random payoffs");
    group.sample_size(10);
    for n in [2, 3, 4] {
        let process = random(n);
        group.bench_function(BenchmarkId::new("found", n), |b| {
            b.iter(|| find_equilibria(&process, &FindEquilibria::default()).unwrap());
        });
    }
    // With 52 states: the price of 1 000 steps along one path, whether or not it ends.
    let (process, how) = (random(5), FindEquilibria { starts: 1, path_steps: 8000, ..Default::default() });
    group.bench_function(BenchmarkId::new("1000 steps", 5), |b| {
        b.iter(|| find_equilibria(&process, &how).unwrap());
    });
}

criterion_group!(benches, equilibria);
criterion_main!(benches);
