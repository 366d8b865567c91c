//! Tournaments: paired, with honest intervals, the same on any number of threads.

use comity::negotiate::domain::{Generator, ListDomain};
use comity::negotiate::protocol::{AlternatingOffers, RandomProposer};
use comity::negotiate::strategy::{Micro, Random, TimeDependent};
use comity::negotiate::{Domain, Estimate, Session, Settings, Standings, Tournament};

fn tournament<'a>(protocol: &'a RandomProposer, domains: &'a [ListDomain]) -> Tournament<'a> {
    let start =
        Tournament::new(protocol).settings(Settings { deadline: 20, ..Settings::default() }).seeds(0..6);
    let with = domains.iter().fold(start, |t, d| t.domain(d));
    with.entrant("Boulware", |_, _| Box::new(TimeDependent::boulware()))
        .entrant("MiCRO", |_, _| Box::new(Micro::new()))
        .entrant("random", |_, _| Box::new(Random::new(0.5)))
}

fn domains() -> Vec<ListDomain> {
    let of =
        |seed| Generator { parties: 3, conflict: 0.7, reservation: 0.2, seed }.coalitions(4, 0.3).unwrap();
    (0..3).map(of).collect()
}

#[test]
fn the_same_on_one_thread_and_many() {
    let (protocol, domains) = (RandomProposer::default(), domains());
    let text = |s: Standings| serde_json::to_string(&s).unwrap();
    let here = text(tournament(&protocol, &domains).run().unwrap());
    assert_eq!(here, text(tournament(&protocol, &domains).run().unwrap()));
    #[cfg(feature = "parallel")]
    for threads in [1, 3] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        assert_eq!(here, pool.install(|| text(tournament(&protocol, &domains).run().unwrap())));
    }
}

#[test]
fn every_seat_field_and_seed_is_played_and_paired() {
    let (protocol, domains) = (RandomProposer::default(), domains());
    let standings = tournament(&protocol, &domains).run().unwrap();
    // Domains × seats × fields × seeds.
    assert_eq!(standings.sessions, 3 * 3 * 3 * 6);
    assert_eq!(standings.rows.iter().map(|r| r.faults).sum::<usize>(), 0);
    // The payoff of the first row, from sessions played one by one.
    let make = |k: usize| -> Box<dyn comity::negotiate::Strategy> {
        match k {
            0 => Box::new(TimeDependent::boulware()),
            1 => Box::new(Micro::new()),
            _ => Box::new(Random::new(0.5)),
        }
    };
    let mut payoffs = [Vec::new(), Vec::new(), Vec::new()];
    for (k, own) in payoffs.iter_mut().enumerate() {
        for domain in &domains {
            for seat in 0..domain.parties() {
                for field in 0..3 {
                    for seed in 0..6 {
                        let session = Session::new(domain, &protocol).deadline(20).seed(seed);
                        let trace =
                            session.everybody(|i| make(if i == seat { k } else { field })).run().unwrap();
                        own.push(trace.payoffs[seat]);
                    }
                }
            }
        }
        assert_eq!(standings.rows[k].payoff, Estimate::of(own));
    }
    let paired: Vec<f64> = payoffs[0].iter().zip(&payoffs[1]).map(|(a, b)| a - b).collect();
    assert_eq!(standings.differences[0][1], Estimate::of(&paired));
    assert_eq!(standings.differences[2][2].mean, 0.0);
}

#[test]
fn intervals_are_students() {
    // R: t.test(c(1, 2, 3, 4))$conf.int is 0.4457397 to 4.5542603.
    let e = Estimate::of(&[1.0, 2.0, 3.0, 4.0]);
    assert_eq!(e.mean, 2.5);
    assert!((e.half_width.unwrap() - 2.054_260_3).abs() < 1e-6);
    assert_eq!(Estimate::of(&[3.0]), Estimate { mean: 3.0, half_width: None });
    assert_eq!(Estimate::of(&[]), Estimate { mean: 0.0, half_width: None });
}

#[test]
fn nothing_to_play_is_an_error() {
    let empty = Tournament::new(&AlternatingOffers);
    assert!(empty.run().is_err());
    let domains = domains();
    assert!(Tournament::new(&AlternatingOffers).domain(&domains[0]).run().is_err());
}
