//! A domain that fails: an error, under every protocol, whoever asks, at whatever look-up; never a panic,
//! never a lost turn.

use comity::coalition::Coalition;
use comity::game::SignUpRule;
use comity::negotiate::domain::{
    Issue, LinearDomain, ListDomain, OutcomeNames, PartyType, Preference, TypedDomain,
};
use comity::negotiate::protocol::{
    Accession, AlternatingOffers, Clubs, ConditionalVotes, RandomProposer, RejectorProposes, Renegotiation,
    SimultaneousOffers, SingleText, WeightedMajority,
};
use comity::negotiate::strategy::{
    Bayesian, BestReply, Micro, Random, Satisficing, Stationary, TimeDependent, TitForTat,
};
use comity::negotiate::{Domain, Offer, Protocol, Session, Settings, Strategy, View};
use comity::{Error, Result};
use std::sync::atomic::{AtomicUsize, Ordering};

/// How a look-up goes wrong.
#[derive(Clone, Copy, PartialEq)]
enum Fault {
    Error,
    NotANumber,
}

/// Another domain, whose `at`-th look-up goes wrong.
struct Failing<D> {
    healthy: D,
    at: usize,
    fault: Fault,
    lookups: AtomicUsize,
}

impl<D: Domain> Failing<D> {
    fn new(healthy: D, at: usize, fault: Fault) -> Self {
        Failing { healthy, at, fault, lookups: AtomicUsize::new(0) }
    }

    fn has_failed(&self) -> bool {
        self.lookups.load(Ordering::Relaxed) > self.at
    }
}

impl<D: Domain> Domain for Failing<D> {
    fn parties(&self) -> usize {
        self.healthy.parties()
    }
    fn outcomes(&self) -> usize {
        self.healthy.outcomes()
    }
    fn utility(&self, party: usize, outcome: usize) -> Result<f64> {
        match self.lookups.fetch_add(1, Ordering::Relaxed) == self.at {
            false => self.healthy.utility(party, outcome),
            true if self.fault == Fault::Error => Err(Error::undefined("model", "no equilibrium")),
            true => Ok(f64::NAN),
        }
    }
    fn members(&self, outcome: usize) -> Coalition {
        self.healthy.members(outcome)
    }
    fn package(&self, outcome: usize) -> usize {
        self.healthy.package(outcome)
    }
    fn reservation(&self, party: usize) -> f64 {
        self.healthy.reservation(party)
    }
    fn party_name(&self, party: usize) -> String {
        self.healthy.party_name(party)
    }
    fn outcome_names(&self) -> OutcomeNames {
        self.healthy.outcome_names()
    }
}

/// Two packages of three parties, each for every coalition of two or three.
fn list() -> ListDomain {
    let members: Vec<Coalition> = [0b011, 0b101, 0b110, 0b111].map(Coalition::from_mask).repeat(2);
    let row = |own: [f64; 8]| own.to_vec();
    let rows = vec![
        row([3.0, 2.0, 0.0, 2.5, 1.0, 4.0, 0.0, 1.5]),
        row([2.0, 0.0, 1.0, 2.5, 3.0, 0.0, 2.0, 2.0]),
        row([0.0, 3.0, 2.0, 1.0, 0.0, 1.0, 3.0, 2.5]),
    ];
    let domain = ListDomain::new(rows).unwrap().with_members(members).unwrap();
    domain.with_packages(vec![0, 0, 0, 0, 1, 1, 1, 1]).unwrap()
}

fn protocols() -> Vec<Box<dyn Protocol>> {
    vec![
        Box::new(AlternatingOffers),
        Box::new(SimultaneousOffers),
        Box::new(WeightedMajority::simple(3)),
        Box::new(WeightedMajority { open: true, ..WeightedMajority::simple(3) }),
        Box::new(RandomProposer::default()),
        Box::new(RejectorProposes::default()),
        Box::new(ConditionalVotes::default()),
        Box::new(SingleText),
        Box::new(Clubs { rule: SignUpRule::Gamma }),
        Box::new(Clubs { rule: SignUpRule::Delta }),
        Box::new(Clubs { rule: SignUpRule::Open }),
        Box::new(Accession),
        Box::new(Renegotiation { first: RandomProposer::default(), rounds: 3, break_up: SignUpRule::Delta }),
    ]
}

/// Asks for single utilities, and goes on whatever it gets.
struct Curious;

impl Strategy for Curious {
    fn propose(&mut self, view: &mut View<'_>) -> Option<Offer> {
        let own = (0..view.outcomes()).filter(|&o| view.may_propose(o));
        own.max_by(|&a, &b| view.utility(a).total_cmp(&view.utility(b))).map(Offer::of)
    }
}

/// Plays with the `k`-th look-up failing, for every `k` until a session ends without coming to it.
fn at_every_lookup<D: Domain>(
    healthy: impl Fn() -> D,
    protocol: &dyn Protocol,
    strategy: &dyn Fn(usize) -> Box<dyn Strategy>,
) {
    let run =
        |domain: &dyn Domain| Session::new(domain, protocol).everybody(strategy).deadline(4).seed(5).run();
    let whole = run(&healthy()).unwrap();
    assert_eq!(whole.faults().count(), 0);
    for fault in [Fault::Error, Fault::NotANumber] {
        for k in 0.. {
            let domain = Failing::new(healthy(), k, fault);
            match run(&domain) {
                Ok(trace) => {
                    assert!(!domain.has_failed(), "look-up {k} failed without an error");
                    assert_eq!(trace, whole);
                    assert!(k > 0, "nobody asked for anything");
                    break;
                }
                Err(error) => {
                    assert!(domain.has_failed());
                    // Nothing is evaluated afterwards, but for the rest of a table in which a number turns out to be none.
                    let rest = if fault == Fault::Error { 1 } else { domain.outcomes() };
                    assert!(domain.lookups.load(Ordering::Relaxed) <= k + rest);
                    match fault {
                        Fault::Error => assert!(matches!(error, Error::Undefined { .. }), "{error}"),
                        Fault::NotANumber => assert!(error.to_string().contains("NaN"), "{error}"),
                    }
                }
            }
        }
    }
}

#[test]
fn under_every_protocol_and_strategy_the_error_of_the_domain_ends_the_session() {
    let strategies: [fn(usize) -> Box<dyn Strategy>; 7] = [
        |_| Box::new(Curious),
        |_| Box::new(TimeDependent::conceder()),
        |_| Box::new(TitForTat::new(0.2)),
        |_| Box::new(Micro::new()),
        |_| Box::new(Random::new(0.5)),
        |_| Box::new(Satisficing::new()),
        |i| if i == 1 { Box::new(Curious) } else { Box::new(Random::new(0.9)) },
    ];
    for protocol in protocols() {
        for strategy in &strategies {
            at_every_lookup(list, &*protocol, strategy);
        }
    }
}

#[test]
fn and_of_strategies_that_are_made_for_one_game() {
    for rule in SignUpRule::ALL {
        at_every_lookup(list, &Clubs { rule }, &|_| Box::new(BestReply::new(rule)));
    }
    let equilibrium =
        Stationary::menu(&list(), &Settings { discounts: vec![0.8], ..Settings::default() }).unwrap();
    at_every_lookup(list, &RandomProposer::default(), &|_| Box::new(equilibrium.clone()));
    // Solving fails with the domain's error, too.
    let failing = Failing::new(list(), 11, Fault::Error);
    assert!(matches!(Stationary::menu(&failing, &Default::default()), Err(Error::Undefined { .. })));
}

#[test]
fn and_of_one_that_learns() {
    let issues =
        vec![Issue { name: "price".into(), values: ["low", "middle", "high"].map(String::from).to_vec() }];
    let preference = |name: &str, evaluation: [f64; 3]| Preference {
        name: name.into(),
        weights: vec![1.0],
        evaluations: vec![evaluation.to_vec()],
        reservation: 0.1,
        most: None,
    };
    let (buyer, seller) = (preference("buyer", [1.0, 0.6, 0.0]), preference("seller", [0.0, 0.6, 1.0]));
    let types = |own: &Preference| vec![PartyType { prior: 1.0, preference: own.clone() }];
    let prior = TypedDomain { issues: issues.clone(), types: vec![types(&buyer), types(&seller)] };
    let healthy = || LinearDomain::new(issues.clone(), vec![buyer.clone(), seller.clone()]).unwrap();
    let bayesian = |party| -> Box<dyn Strategy> { Box::new(Bayesian::new(&prior, party).unwrap()) };
    at_every_lookup(healthy, &AlternatingOffers, &bayesian);
    at_every_lookup(healthy, &SimultaneousOffers, &bayesian);
}
