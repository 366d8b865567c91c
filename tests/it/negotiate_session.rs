//! Invariants of a session under any protocol and any strategy.

use crate::common::draws;
use comity::Error;
use comity::coalition::Coalition;
use comity::game::SignUpRule;
use comity::negotiate::domain::{LazyDomain, ListDomain};
use comity::negotiate::protocol::{
    Accession, AlternatingOffers, Clubs, ConditionalVotes, RandomProposer, RejectorProposes, Renegotiation,
    Residual, SimultaneousOffers, SingleText, WeightedMajority,
};
use comity::negotiate::strategy::{BestReply, Micro, Random, TimeDependent, TitForTat};
use comity::negotiate::{
    Act, Domain, Event, Fault, Offer, Protocol, Reason, Session, Strategy, Table, Termination, Trace, View,
};
use proptest::prelude::*;
use proptest::strategy::Strategy as _;

/// Every protocol under which nobody is bound without its consent.
fn consensual() -> Vec<Box<dyn Protocol>> {
    let mut all: Vec<Box<dyn Protocol>> = vec![
        Box::new(AlternatingOffers),
        Box::new(SimultaneousOffers),
        Box::new(SingleText),
        Box::new(Accession),
    ];
    for residual in [Residual::Stop, Residual::Continue] {
        all.push(Box::new(RandomProposer { residual }));
        all.push(Box::new(RejectorProposes { residual }));
        all.push(Box::new(ConditionalVotes { powers: Vec::new(), residual }));
    }
    for rule in SignUpRule::ALL {
        all.push(Box::new(Clubs { rule }));
    }
    for break_up in SignUpRule::ALL {
        all.push(Box::new(Renegotiation { first: RandomProposer::default(), rounds: 5, break_up }));
    }
    all
}

/// Every protocol.
fn protocols(parties: usize) -> Vec<Box<dyn Protocol>> {
    let mut all = consensual();
    for open in [false, true] {
        all.push(Box::new(WeightedMajority { open, ..WeightedMajority::simple(parties) }));
    }
    all
}

/// Every individually rational strategy, by a number.
fn strategy(k: usize) -> Box<dyn Strategy> {
    match k % 8 % 6 {
        0 => Box::new(TimeDependent::boulware()),
        1 => Box::new(TimeDependent::linear()),
        2 => Box::new(TimeDependent::conceder()),
        3 => Box::new(TitForTat::new(0.1)),
        4 => Box::new(Micro::new()),
        _ => Box::new(Random::new(0.5)),
    }
}

/// Domains of two to five parties with small integer utilities (ties, zeros, negatives) and arbitrary
/// members.
fn domains() -> impl proptest::strategy::Strategy<Value = ListDomain> {
    (2usize..=5, 1usize..=12).prop_flat_map(|(n, m)| {
        let utilities = prop::collection::vec(prop::collection::vec((-3i8..=6).prop_map(f64::from), m), n);
        let members = prop::collection::vec((1u64..1 << n).prop_map(Coalition::from_mask), m);
        let reservations = prop::collection::vec((-1i8..=2).prop_map(f64::from), n);
        (utilities, members, reservations).prop_map(|(u, s, r)| {
            ListDomain::new(u).unwrap().with_members(s).unwrap().with_reservations(r).unwrap()
        })
    })
}

fn run(domain: &dyn Domain, protocol: &dyn Protocol, mix: usize, seed: u64) -> Trace {
    let session =
        Session::new(domain, protocol).everybody(|i| strategy(mix >> (3 * i))).deadline(15).seed(seed);
    session.discount(0.95).breakdown(0.02).run().unwrap()
}

proptest! {
    #![proptest_config(draws::cases(2000))]

    #[test]
    fn agreements_bind_only_those_who_consent_and_gain(domain in domains(), mix in 0usize..1 << 15, seed: u64) {
        for protocol in consensual() {
            let trace = run(&domain, &*protocol, mix, seed);
            let mut bound = Coalition::EMPTY;
            for a in &trace.agreements {
                prop_assert_eq!(a.members, domain.members(a.deal.outcome));
                prop_assert_eq!(a.members, a.consented, "unanimity means all");
                prop_assert!(a.members.is_disjoint(bound));
                bound = bound.union(a.members);
                for i in a.members.players() {
                    prop_assert!(domain.utility(i, a.deal.outcome).unwrap() >= domain.reservation(i));
                    prop_assert!(trace.payoffs[i] >= domain.reservation(i) - 1e-12);
                }
            }
            prop_assert_eq!(trace.faults().count(), 0);
            prop_assert!(trace.payoffs.iter().all(|p| p.is_finite()));
            if trace.agreements.is_empty() {
                prop_assert_ne!(trace.termination, Termination::Agreement);
            }
        }
    }

    #[test]
    fn a_majority_binds_with_its_votes_and_no_fewer(domain in domains(), mix in 0usize..1 << 15, seed: u64) {
        let weights: Vec<f64> = (1..=domain.parties()).map(|w| w as f64).collect();
        let quota = weights.iter().sum::<f64>() * 0.6;
        let trace = run(&domain, &WeightedMajority { weights: weights.clone(), quota, open: false }, mix, seed);
        for round in 1..=trace.rounds {
            let moves: Vec<_> = trace.events.iter().filter(|e| e.round == round).collect();
            let votes = |e: &&&Event| matches!(e.act, Act::Propose(_) | Act::Accept);
            let yes: f64 = moves.iter().filter(votes).map(|e| weights[usize::from(e.party.unwrap())]).sum();
            let enacted = moves.iter().any(|e| matches!(e.act, Act::Sign(_)));
            prop_assert_eq!(yes >= quota, enacted, "round {}", round);
        }
    }

    #[test]
    fn a_trace_replays_and_its_bytes_repeat(domain in domains(), mix in 0usize..1 << 15, seed: u64) {
        for protocol in protocols(domain.parties()) {
            let trace = run(&domain, &*protocol, mix, seed);
            let text = serde_json::to_string(&trace).unwrap();
            prop_assert_eq!(&text, &serde_json::to_string(&run(&domain, &*protocol, mix, seed)).unwrap());
            let read: Trace = serde_json::from_str(&text).unwrap();
            prop_assert_eq!(&Session::replay(&domain, &*protocol, &read).unwrap(), &trace);
        }
    }

    #[test]
    fn a_forged_record_does_not_replay(domain in domains(), mix in 0usize..1 << 15, seed: u64, at: usize) {
        let trace = run(&domain, &AlternatingOffers, mix, seed);
        let mut forged = trace.clone();
        let moves: Vec<usize> = (0..forged.events.len()).filter(|&e| forged.events[e].party.is_some()).collect();
        prop_assume!(!moves.is_empty());
        let event = &mut forged.events[moves[at % moves.len()]];
        event.party = event.party.map(|p| (p + 1) % domain.parties() as u8);
        let replay = Session::replay(&domain, &AlternatingOffers, &forged);
        let illegal = matches!(replay, Err(Error::Illegal { .. }));
        prop_assert!(illegal);
    }
}

fn pie() -> ListDomain {
    ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]]).unwrap()
}

fn rule(result: comity::Result<Trace>) -> String {
    match result {
        Err(Error::Illegal { rule, .. }) => rule,
        other => panic!("not illegal: {other:?}"),
    }
}

#[test]
fn illegal_seats_name_the_rule() {
    let domain = pie();
    let session = || Session::new(&domain, &AlternatingOffers);
    let boulware = TimeDependent::boulware;
    let full = || session().everybody(|_| boulware());
    assert_eq!(rule(full().proposers([2]).run()), "a proposer is a party to the session");
    assert_eq!(rule(full().proposers([1, 1]).run()), "a proposer is listed once");
    assert_eq!(rule(full().seat(7, boulware()).run()), "a seat is for a party to the session");
    assert_eq!(rule(full().seat(1, boulware()).run()), "one strategy a seat");
    assert_eq!(rule(session().seat(1, boulware()).run()), "every party has a strategy");
    let reply = session().everybody(|_| BestReply::new(SignUpRule::Open)).run();
    assert_eq!(rule(reply), "a strategy plays the protocol that it is made for");
    let wrong = full().deadline(0).discount(f64::NAN).breakdown(1.0).quorum(3).recognition([1.0]).run();
    assert!(matches!(wrong, Err(Error::Invalid(v)) if v.len() == 5));
}

#[test]
fn illegal_moves_of_a_protocol_are_errors_that_name_the_rule() {
    struct Script(fn(&mut Table<'_>) -> Result<(), Error>);
    impl Protocol for Script {
        fn run(&self, table: &mut Table<'_>) -> Result<Termination, Error> {
            assert_eq!(table.tick(), None);
            (self.0)(table).map(|()| Termination::Agreement)
        }
    }
    let domain = pie();
    let play =
        |moves| rule(Session::new(&domain, &Script(moves)).everybody(|_| TimeDependent::linear()).run());
    assert_eq!(play(|t| t.propose(2).map(drop)), "a proposer is a party to the session");
    assert_eq!(play(|t| t.respond(0).map(drop)), "votes are on an offer on the floor");
    assert_eq!(play(|t| t.propose(0).and(t.respond(0)).map(drop)), "one vote each on an offer");
    assert_eq!(
        play(|t| t.propose(0).and(t.respond(1)).and(t.respond(1)).map(drop)),
        "one vote each on an offer"
    );
    assert_eq!(play(|t| t.propose(0).and(t.sign())), "nobody is bound without its consent");
    assert_eq!(play(|t| t.propose(0).and(t.respond(5)).map(drop)), "a mover is a party to the session");
    assert_eq!(play(|t| t.put(Offer::of(3), Coalition::EMPTY)), "an offer is an outcome of the domain");
    assert_eq!(play(|t| t.enact()), "what enters into force was on the floor");
}

/// Plays one fixed move.
struct Stubborn(Option<Offer>);
impl Strategy for Stubborn {
    fn propose(&mut self, _: &mut View<'_>) -> Option<Offer> {
        self.0.clone()
    }
    fn respond(&mut self, _: &mut View<'_>, _: &Offer) -> Result<(), Reason> {
        Ok(())
    }
}

#[test]
fn illegal_proposals_cost_the_turn_and_name_the_rule() {
    let domain =
        pie().with_members(vec![Coalition::grand(2), Coalition::singleton(1), Coalition::grand(2)]).unwrap();
    let domain = domain.with_budgets(vec![1.0, 0.0]).unwrap();
    let paid = |outcome, payments: &[f64]| Offer { outcome, payments: payments.to_vec() };
    for (deal, rule) in [
        (Offer::of(3), "an offer is an outcome of the domain"),
        (Offer::of(usize::MAX), "an offer is an outcome of the domain"),
        (Offer::of(1), "a proposer signs its own offer"),
        (paid(0, &[1.0]), "side payments are one finite number per party"),
        (paid(0, &[f64::NAN, 0.0]), "side payments are one finite number per party"),
        (paid(0, &[-1.0, 0.5]), "side payments sum to zero"),
        (paid(0, &[-1.5, 1.5]), "nobody pays beyond its budget"),
        (paid(1, &[-1.0, 1.0]), "only members pay or receive"),
    ] {
        let session = Session::new(&domain, &AlternatingOffers).seat(0, Stubborn(Some(deal)));
        let trace = session.seat(1, Stubborn(Some(Offer::of(0)))).run().unwrap();
        let (event, fault) = trace.faults().next().unwrap();
        assert_eq!((event.party, event.round), (Some(0), 1));
        assert!(matches!(fault, Fault::Illegal(text) if text.starts_with(rule)), "{fault:?}");
        assert_eq!(trace.termination, Termination::Agreement, "the session goes on without the turn");
        assert_eq!(Session::replay(&domain, &AlternatingOffers, &trace).unwrap(), trace);
    }
    let session = Session::new(&domain, &AlternatingOffers).seat(0, Stubborn(Some(paid(0, &[-1.0, 1.0]))));
    let trace = session.seat(1, Stubborn(None)).run().unwrap();
    assert_eq!(trace.payoffs, [3.0, 1.0], "within the budget it is legal");
}

#[test]
fn faulty_strategies_lose_turns_and_nothing_else() {
    /// Panics, or looks up utilities for ever.
    struct Faulty(bool);
    impl Strategy for Faulty {
        fn propose(&mut self, view: &mut View<'_>) -> Option<Offer> {
            if self.0 {
                panic!("no idea");
            }
            loop {
                view.utility(0);
            }
        }
    }
    let domain = pie();
    for (panics, expected) in [(true, Fault::Panicked("no idea".into())), (false, Fault::Stalled)] {
        let session =
            Session::new(&domain, &AlternatingOffers).seat(0, Faulty(panics)).patience(1000).deadline(4);
        let trace = session.seat(1, TimeDependent::boulware()).run().unwrap();
        let faults: Vec<_> = trace.faults().collect();
        // One proposal in the first round, then a response and a proposal in each.
        assert_eq!(faults.len(), 7);
        assert!(faults.iter().all(|(e, f)| e.party == Some(0) && **f == expected));
        assert_eq!(trace.termination, Termination::Deadline);
        assert_eq!(Session::replay(&domain, &AlternatingOffers, &trace).unwrap(), trace);
    }
}

#[test]
fn a_domain_that_fails_ends_the_session_with_its_error() {
    let fails = |outcome: usize| {
        if outcome == 1 {
            Err(Error::undefined("model", "no equilibrium"))
        } else {
            Ok(vec![1.0, f64::from(outcome as u8)])
        }
    };
    let domain = LazyDomain::new(2, vec![Coalition::grand(2); 3], fails).unwrap();
    let run =
        |domain| Session::new(domain, &AlternatingOffers).everybody(|_| TimeDependent::boulware()).run();
    assert!(matches!(run(&domain), Err(Error::Undefined { .. })));
    let domain = LazyDomain::new(2, vec![Coalition::grand(2); 3], |_| Ok(vec![1.0, f64::NAN])).unwrap();
    let run = Session::new(&domain, &AlternatingOffers).everybody(|_| TimeDependent::boulware()).run();
    assert!(matches!(run, Err(Error::Invalid(_))));
}

#[test]
fn a_lazy_domain_evaluates_what_is_asked_and_once() {
    let domain = LazyDomain::new(2, vec![Coalition::grand(2); 1000], |o| Ok(vec![o as f64; 2])).unwrap();
    let session = || {
        Session::new(&domain, &RandomProposer { residual: Residual::Stop })
            .everybody(|_| Random::new(1.0))
            .seed(3)
    };
    let trace = session().run().unwrap();
    assert_eq!(trace.agreements.len(), 1);
    assert_eq!(domain.evaluated(), 1);
    assert_eq!(session().run().unwrap(), trace);
    assert_eq!(domain.evaluated(), 1);
}

#[test]
fn one_nation_may_open_and_the_residual_may_go_on() {
    // Pairs and the grand coalition of three; the pair {0, 1} is best for both.
    let masks = [0b011, 0b101, 0b110, 0b111].map(Coalition::from_mask).to_vec();
    let rows = vec![vec![5.0, 2.0, 0.0, 3.0], vec![5.0, 0.0, 2.0, 3.0], vec![0.0, 2.0, 2.0, 3.0]];
    let domain = ListDomain::new(rows).unwrap().with_members(masks).unwrap();
    let open =
        Session::new(&domain, &AlternatingOffers).everybody(|_| TimeDependent::boulware()).proposers([1]);
    let trace = open.run().unwrap();
    assert_eq!(trace.agreement().unwrap().members, Coalition::from_mask(0b011));
    assert!(trace.events.iter().all(|e| !matches!(e.act, Act::Propose(_)) || e.party == Some(1)));
    assert_eq!(trace.payoffs, [5.0, 5.0, 0.0]);
    let other = Session::replay(&domain, &SingleText, &trace);
    assert_eq!(rule(other), "a record is replayed under its own protocol");
}
