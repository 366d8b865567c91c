//! Growth in n of the search for stationary equilibria of coalition formation. `cargo bench --bench
//! formation`.
//!
//! For five players (52 structures) it prints how many processes are solved by 16 starts, how many within a
//! minute, and how long that took, up to gains of 1e-9 and of 1e-3 of the payoffs' range of 1; and where none
//! is found, how much the closest profile leaves to gain, at most. One process of each kind in test mode.

use comity::coalition::Partition;
use comity::game::{ApprovalRule, FormationProcess, ProposalRule};
use comity::solve::farsighted::FindEquilibria;
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};
use std::time::Instant;

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
            b.iter(|| FindEquilibria::default().solve(&process).unwrap());
        });
    }
}

/// A process of five players: payoffs all at random, or what a random partition function gives each bloc,
/// shared equally.
fn of_five(shared: bool, discount: f64, seed: u64) -> FormationProcess {
    const N: usize = 5;
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let structures: Vec<Partition> = Partition::all(N).collect();
    let mut payoffs = |p: &Partition| -> Vec<f64> {
        let mut payoffs: Vec<f64> = (0..N).map(|_| rng.random()).collect();
        for bloc in p.blocs().iter().filter(|_| shared) {
            let first = bloc.players().map(|i| payoffs[i]).next().unwrap_or_default();
            bloc.players().for_each(|i| payoffs[i] = first);
        }
        payoffs
    };
    let payoffs = structures.iter().map(&mut payoffs).collect();
    let rules = (ProposalRule::AnyStructure, ApprovalRule::AllAffected);
    FormationProcess::over_structures(&structures, payoffs, vec![discount; N], vec![0.2; N], rules).unwrap()
}

fn five(_: &mut Criterion) {
    let test = std::env::args().any(|arg| arg == "--test");
    let (processes, starts) = if test { (1, 2) } else { (5, 16) };
    println!("five players, {processes} processes of each kind, at most {starts} starts");
    println!(
        "{:<20}{:>9}{:>11}{:>8}{:>13}{:>12}{:>12}{:>16}",
        "payoffs",
        "discount",
        "tolerance",
        "solved",
        "in a minute",
        "median, s",
        "longest, s",
        "else, gain left"
    );
    let discounts = if test { vec![0.5] } else { vec![0.5, 0.9, 0.99] };
    for (shared, name) in [(true, "partition function"), (false, "random")] {
        for (discount, tolerance) in discounts.iter().flat_map(|d| [(*d, 1e-9), (*d, 1e-3)]) {
            let (mut solved, mut soon, mut left) = (0, 0, 0.0_f64);
            let mut seconds: Vec<f64> = (0..processes)
                .map(|seed| {
                    let (process, clock) = (of_five(shared, discount, seed), Instant::now());
                    let how = FindEquilibria { starts, tolerance, ..FindEquilibria::default() };
                    let equilibria = how.solve(&process).unwrap();
                    let (found, took) = (equilibria.found.len(), clock.elapsed().as_secs_f64());
                    solved += found;
                    soon += if took <= 60.0 { found } else { 0 };
                    left = equilibria.closest.map_or(left, |closest| left.max(closest.gain));
                    took
                })
                .collect();
            seconds.sort_by(f64::total_cmp);
            let (median, longest) = (seconds[seconds.len() / 2], seconds[seconds.len() - 1]);
            print!(
                "{name:<20}{discount:>9}{tolerance:>11e}{solved:>8}{soon:>13}{median:>12.2}{longest:>12.2}"
            );
            println!("{:>16}", if solved < processes as usize { format!("{left:.1e}") } else { "-".into() });
        }
    }
}

criterion_group!(benches, equilibria, five);
criterion_main!(benches);
