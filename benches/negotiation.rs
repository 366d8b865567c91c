//! The negotiating table: whole negotiations, the protocol loop alone, the analysis of an outcome space.

use comity::negotiate::domain::{Generator, LinearDomain, ListDomain};
use comity::negotiate::protocol::AlternatingOffers;
use comity::negotiate::strategy::TimeDependent;

use comity::negotiate::{Analysis, Offer, Reason, Session, Strategy, View};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;

fn domain(parties: usize, values: &[usize]) -> LinearDomain {
    let generator = Generator { parties, conflict: 0.8, reservation: 0.0, seed: 1 };
    generator.issues(values).expect("a small domain")
}

/// Whole negotiations, evaluation of all utilities included.
fn boulware(c: &mut Criterion) {
    let mut group = c.benchmark_group("Boulware, 100 steps");
    for values in [&[10; 3][..], &[10; 4], &[10; 5]] {
        for parties in [3, 5, 7] {
            let domain = domain(parties, values);
            let id = BenchmarkId::new(format!("{parties} parties"), 10usize.pow(values.len() as u32));
            group.bench_function(id, |b| {
                b.iter(|| {
                    let session =
                        Session::new(&domain, &AlternatingOffers).everybody(|_| TimeDependent::boulware());
                    black_box(session.run().expect("legal"))
                })
            });
        }
    }
}

/// Proposes outcomes in turn and refuses everything: what is left is the table's own work.
struct Talker(usize);

impl Strategy for Talker {
    fn propose(&mut self, view: &mut View<'_>) -> Option<Offer> {
        self.0 = (self.0 + 1) % view.outcomes();
        Some(Offer::of(self.0))
    }
    fn respond(&mut self, view: &mut View<'_>, deal: &Offer) -> Result<(), Reason> {
        black_box(view.worth(deal));
        Err(Reason::Unstated)
    }
}

/// One offer is one proposal, checked and recorded, and one answer to it.
fn protocol_loop(c: &mut Criterion) {
    let mut group = c.benchmark_group("protocol loop, 1000 outcomes");
    let rounds = 10_000;
    for parties in [2, 3, 7] {
        let rows = (0..parties)
            .map(|i| (0..1000).map(|o| ((o * 7919 + i * 104_729) % 1000) as f64).collect())
            .collect();
        let domain = ListDomain::new(rows).expect("a small domain");
        group.throughput(Throughput::Elements(u64::from(rounds) * parties as u64));
        group.bench_function(BenchmarkId::from_parameter(format!("{parties} parties")), |b| {
            b.iter(|| {
                let session = Session::new(&domain, &AlternatingOffers).everybody(Talker).deadline(rounds);
                black_box(session.run().expect("legal"))
            })
        });
    }
}

fn analysis(c: &mut Criterion) {
    let mut group = c.benchmark_group("frontier and solution points, 5 parties");
    group.sample_size(10);
    for values in [&[10; 4][..], &[10; 5]] {
        let domain = domain(5, values);
        let id = BenchmarkId::from_parameter(10usize.pow(values.len() as u32));
        group.bench_function(id, |b| b.iter(|| black_box(Analysis::of(&domain).expect("finite"))));
    }
}

criterion_group!(benches, boulware, protocol_loop, analysis);
criterion_main!(benches);
