//! Tournaments: paired, with honest intervals, the same on any number of threads.

use comity::frame::{Cell, Frame};
use comity::negotiate::domain::{Generator, ListDomain};
use comity::negotiate::protocol::{AlternatingOffers, RandomProposer};
use comity::negotiate::strategy::{Micro, Random, TimeDependent};
use comity::negotiate::{Domain, Session, Settings, Standings, Tournament};
use statrs::distribution::{ContinuousCDF, StudentsT};

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

/// A mean and half of the width of its 95 % interval by Student's t.
fn interval(observations: &[f64]) -> (f64, Option<f64>) {
    let n = observations.len() as f64;
    let mean = observations.iter().sum::<f64>() / n;
    let squares: f64 = observations.iter().map(|x| (x - mean).powi(2)).sum();
    let t = StudentsT::new(0.0, 1.0, n - 1.0).unwrap().inverse_cdf(0.975);
    (mean, Some(t * (squares / (n - 1.0) / n).sqrt()))
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

/// The cell of this column in the row that begins with these names.
fn cell<'a>(table: &'a Frame, of: [&str; 2], column: &str) -> Cell<'a> {
    let named = |row: &usize| table.row(*row).unwrap()[..2] == of.map(Cell::from);
    let row = (0..table.len()).find(named).unwrap();
    table.column(column).unwrap().nth(row).unwrap()
}

#[test]
fn every_seat_field_and_seed_is_played_and_paired() {
    let (protocol, domains) = (RandomProposer::default(), domains());
    let standings = tournament(&protocol, &domains).run().unwrap();
    // Domains × seats × fields × seeds.
    assert_eq!(standings.sessions, 3 * 3 * 3 * 6);
    for name in ["Boulware", "MiCRO", "random"] {
        assert_eq!(cell(&standings.means, [name, "turns lost"], "mean"), 0.0.into());
    }
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
        let (name, (mean, half_width)) = (["Boulware", "MiCRO", "random"][k], interval(own));
        assert_eq!(cell(&standings.means, [name, "payoff"], "mean"), mean.into());
        assert_eq!(cell(&standings.means, [name, "payoff"], "half_width"), half_width.into());
    }
    let paired: Vec<f64> = payoffs[0].iter().zip(&payoffs[1]).map(|(a, b)| a - b).collect();
    let paired = interval(&paired);
    assert_eq!(cell(&standings.differences, ["Boulware", "MiCRO"], "mean"), paired.0.into());
    assert_eq!(cell(&standings.differences, ["Boulware", "MiCRO"], "half_width"), paired.1.into());
    assert_eq!(cell(&standings.differences, ["random", "random"], "mean"), 0.0.into());
    assert!(standings.to_string().contains("turns lost"));
}

#[test]
fn nothing_to_play_is_an_error() {
    let empty = Tournament::new(&AlternatingOffers);
    assert!(empty.run().is_err());
    let domains = domains();
    assert!(Tournament::new(&AlternatingOffers).domain(&domains[0]).run().is_err());
}
