//! The strategies against their definitions.

use crate::common::draws;
use comity::coalition::Coalition;
use comity::game::SignUpRule;
use comity::negotiate::domain::{Generator, ListDomain, PartyType, TypedDomain};
use comity::negotiate::protocol::{AlternatingOffers, Clubs};
use comity::negotiate::strategy::{Bayesian, BestReply, Micro, TimeDependent, TitForTat};
use comity::negotiate::{Act, Domain, Session, Strategy, Trace};
use proptest::prelude::*;
use proptest::strategy::Strategy as _;
use std::collections::BTreeSet;

fn proposals(trace: &Trace, party: u8) -> Vec<(u32, usize)> {
    let own = trace.events.iter().filter(|e| e.party == Some(party));
    own.filter_map(|e| if let Act::Propose(deal) = &e.act { Some((e.round, deal.outcome)) } else { None })
        .collect()
}

fn pair(domain: &dyn Domain, a: impl Strategy, b: impl Strategy, rounds: u32) -> Trace {
    Session::new(domain, &AlternatingOffers).deadline(rounds).seat(0, a).seat(1, b).run().unwrap()
}

fn lists() -> impl proptest::strategy::Strategy<Value = ListDomain> {
    (1usize..300, 0.5f64..8.0).prop_flat_map(|(m, unit)| {
        // Coarse or fine grids: many ties or few.
        let cell = (0u16..1000)
            .prop_map(move |x| (f64::from(x) / 1000.0 * unit).floor() / unit + f64::from(x % 7) * 1e-3);
        let members = prop::collection::vec((1u64..4).prop_map(Coalition::from_mask), m);
        (prop::collection::vec(prop::collection::vec(cell, m), 2), members).prop_map(|(u, s)| {
            ListDomain::new(u).unwrap().with_members(s).unwrap().with_reservations(vec![0.2, 0.1]).unwrap()
        })
    })
}

/// Every proposal is the worst outcome above the target, from the definition.
fn check_time_dependent(domain: &ListDomain, beta: f64, rounds: u32) {
    // The other never concedes: what it signs is its best outcome.
    let trace = pair(domain, TimeDependent::new(beta), TimeDependent::new(0.0), rounds);
    let u = |o: usize| domain.utility(0, o).unwrap();
    let own: Vec<usize> = (0..domain.outcomes())
        .filter(|&o| domain.members(o).contains(0) && u(o) >= domain.reservation(0))
        .collect();
    let top = own.iter().map(|&o| u(o)).fold(f64::NEG_INFINITY, f64::max);
    let bottom = own.iter().map(|&o| u(o)).fold(f64::INFINITY, f64::min);
    for (round, outcome) in proposals(&trace, 0) {
        let t = f64::from(round) / f64::from(rounds + 1);
        let target = bottom + (top - bottom) * (1.0 - t.powf(1.0 / beta));
        let above = own.iter().copied().filter(|&o| u(o) >= target);
        let expected = above.min_by(|&a, &b| u(a).total_cmp(&u(b)).then(a.cmp(&b)));
        assert_eq!(Some(outcome), expected.or(own.iter().copied().find(|&o| u(o) == top)), "round {round}");
    }
}

#[test]
fn time_dependent_plans_beyond_its_horizon() {
    let rows = vec![(0..50).map(|o| f64::from(o * 37 % 50)).collect(), vec![0.0; 50]];
    let domain = ListDomain::new(rows).unwrap().with_reservations(vec![0.0, 1.0]).unwrap();
    for beta in [0.25, 1.0, 4.0] {
        check_time_dependent(&domain, beta, 3000);
    }
}

proptest! {
    #![proptest_config(draws::cases(1000))]

    #[test]
    fn time_dependent_proposals_are_the_worst_above_the_target(domain in lists(), beta in 0.1f64..5.0, rounds in 1u32..30) {
        check_time_dependent(&domain, beta, rounds);
    }

    #[test]
    fn micro_follows_its_definition(seed in 0u64..500, conflict in 0.3f64..1.0) {
        let domain = Generator { parties: 2, conflict, reservation: 0.1, seed }.list(40).unwrap();
        let trace = Session::new(&domain, &AlternatingOffers).deadline(80).everybody(|_| Micro::new()).seed(seed).run().unwrap();
        for me in 0..2u8 {
            let u = |o: usize| domain.utility(me.into(), o).unwrap();
            let mut order: Vec<usize> = (0..40).filter(|&o| u(o) >= 0.1).collect();
            order.sort_by(|&a, &b| u(b).total_cmp(&u(a)).then(a.cmp(&b)));
            let (mut made, mut received) = (BTreeSet::new(), BTreeSet::new());
            let mut floor = None;
            for event in &trace.events {
                let concedes = received.len() >= made.len() && made.len() < order.len();
                match (&event.act, event.party == Some(me)) {
                    (Act::Propose(deal), true) => {
                        prop_assert_eq!(made.insert(deal.outcome), concedes);
                        let reached: BTreeSet<usize> = order[..made.len()].iter().copied().collect();
                        prop_assert_eq!(&made, &reached, "goes down its own order");
                    }
                    (Act::Propose(deal), false) => drop(received.insert(deal.outcome)),
                    (Act::Accept | Act::Reject(_), true) => {
                        let ready = order[if concedes { made.len() } else { made.len() - 1 }];
                        prop_assert_eq!(u(floor.unwrap()) >= u(ready), event.act == Act::Accept);
                    }
                    _ => {}
                }
                if let Act::Propose(deal) = &event.act {
                    floor = Some(deal.outcome);
                }
            }
        }
    }

    #[test]
    fn sign_up_ends_in_nash_equilibria(
        seed in 0u64..1000,
        parties in 2usize..=4,
        packages in 1usize..=3,
        spillover in -0.5f64..1.5,
        rule in 0usize..3,
    ) {
        let rule = SignUpRule::ALL[rule];
        let domain = Generator { parties, conflict: 0.6, reservation: 0.0, seed }.coalitions(packages, spillover).unwrap();
        let protocol = Clubs { rule };
        let trace = Session::new(&domain, &protocol).deadline(30).everybody(|_| BestReply::new(rule)).run().unwrap();
        prop_assert_eq!(trace.faults().count(), 0);
        if trace.rounds == 30 {
            return Ok(()); // It may cycle: a pure equilibrium need not exist.
        }
        let mut announced = vec![None; parties];
        for e in &trace.events {
            match (&e.act, e.party) {
                (Act::Propose(deal), Some(p)) => announced[usize::from(p)] = Some(deal.outcome),
                (Act::Pass, Some(p)) => announced[usize::from(p)] = None,
                _ => {}
            }
        }
        // The payoffs of announcements, from the rules.
        let clubs = |announced: &[Option<usize>]| -> Vec<usize> {
            let mut formed = BTreeSet::new();
            for own in announced.iter().copied().flatten() {
                let same = |o: usize| if rule == SignUpRule::Open { domain.package(o) == domain.package(own) } else { o == own };
                let club: Coalition = (0..parties).filter(|&j| announced[j].is_some_and(same)).collect();
                if rule != SignUpRule::Gamma || club == domain.members(own) {
                    formed.extend(domain.among(own, club));
                }
            }
            formed.into_iter().collect()
        };
        let payoff = |i: usize, announced: &[Option<usize>]| {
            let formed = clubs(announced);
            let u = |o: &usize| domain.utility(i, *o).unwrap();
            formed.iter().find(|o| domain.members(**o).contains(i)).map_or_else(|| formed.iter().map(u).sum(), u)
        };
        for i in 0..parties {
            let now = payoff(i, &announced);
            for o in (0..domain.outcomes()).filter(|&o| domain.members(o).contains(i)).map(Some).chain([None]) {
                let mut other = announced.clone();
                other[i] = o;
                prop_assert!(payoff(i, &other) <= now + 1e-12, "{} gains from {:?} instead of {:?}", i, o, announced);
            }
        }
    }
}

#[test]
fn tit_for_tat_gives_what_it_gets() {
    let line = |x: usize| vec![x as f64, 100.0 - x as f64];
    let domain = ListDomain::new((0..2).map(|i| (0..=100).map(|x| line(x)[i]).collect()).collect()).unwrap();
    let u = |trace: &Trace| -> Vec<f64> { proposals(trace, 0).iter().map(|&(_, o)| o as f64).collect() };
    // To one who never concedes it goes the one step ahead, and no further.
    let hard = u(&pair(&domain, TitForTat::new(0.05), TimeDependent::new(0.0), 20));
    assert_eq!(hard[0], 100.0);
    assert!(hard[1..].iter().all(|x| *x == 95.0), "{hard:?}");
    // To a linear conceder it gives as much as that has given.
    let trace = pair(&domain, TitForTat::new(0.0), TimeDependent::linear(), 20);
    let (mine, theirs) = (proposals(&trace, 0), proposals(&trace, 1));
    for &(round, outcome) in &mine[1..] {
        let first = theirs[0].1;
        let last = theirs.iter().rfind(|(r, _)| *r < round).unwrap().1;
        assert_eq!(100 - outcome, last - first, "round {round}");
    }
    assert!(trace.agreement().is_some());
    // Two of a kind with a step ahead meet; without, they wait for each other for ever.
    assert!(pair(&domain, TitForTat::new(0.02), TitForTat::new(0.02), 100).agreement().is_some());
    assert!(pair(&domain, TitForTat::new(0.0), TitForTat::new(0.0), 100).agreement().is_none());
}

#[test]
fn a_bayesian_learns_whom_it_faces_and_gains_from_it() {
    let draw =
        |seed| Generator { parties: 2, conflict: 0.8, reservation: 0.0, seed }.issues(&[4, 4, 4]).unwrap();
    let types = |i: usize| -> Vec<PartyType> {
        (0..4).map(|k| PartyType { prior: 1.0, preference: draw(k).preferences()[i].clone() }).collect()
    };
    let typed = TypedDomain { issues: draw(0).issues().to_vec(), types: vec![types(0), types(1)] };
    let (mut believed, mut gain, mut runs) = (0.0, 0.0, 0.0);
    for seed in draws::seeds(60) {
        let (domain, drawn) = typed.draw(seed).unwrap();
        let mut learner = Bayesian::new(&typed, 0).unwrap();
        assert_eq!(learner.posterior(1), [0.25; 4]);
        struct Lent<'a>(&'a mut Bayesian);
        impl Strategy for Lent<'_> {
            fn propose(
                &mut self,
                view: &mut comity::negotiate::View<'_>,
            ) -> Option<comity::negotiate::Offer> {
                self.0.propose(view)
            }
            fn respond(
                &mut self,
                view: &mut comity::negotiate::View<'_>,
                deal: &comity::negotiate::Offer,
            ) -> Result<(), comity::negotiate::Reason> {
                self.0.respond(view, deal)
            }
        }
        let trace = pair(&domain, Lent(&mut learner), TimeDependent::linear(), 40);
        assert_eq!(trace.faults().count(), 0);
        let plain = pair(&domain, TimeDependent::linear(), TimeDependent::linear(), 40);
        if trace.rounds > 5 {
            believed += learner.posterior(1)[drawn[1]];
            runs += 1.0;
        }
        gain += trace.payoffs[0] - plain.payoffs[0];
    }
    assert!(runs > 10.0 && believed / runs > 0.8, "{believed} over {runs} sessions");
    assert!(gain / 60.0 > 0.02, "mean gain over linear concession {}", gain / 60.0);
}
