//! The protocols against their papers, on cases small enough to play by hand.

use crate::common::draws;
use comity::coalition::Coalition;
use comity::game::SignUpRule;
use comity::negotiate::domain::{Issue, LinearDomain, ListDomain, Preference};
use comity::negotiate::protocol::{
    Accession, AlternatingOffers, Clubs, ConditionalVotes, RandomProposer, RejectorProposes, Renegotiation,
    Residual, SimultaneousOffers, SingleText, WeightedMajority,
};
use comity::negotiate::strategy::TimeDependent;
use comity::negotiate::{
    Act, Condition, Domain, Offer, Protocol, Reason, Session, Strategy, Termination, Trace, View,
};

/// Proposes a fixed outcome, refuses some, conditions its votes, leaves when told.
#[derive(Clone, Default)]
struct Fixed {
    proposes: Option<usize>,
    refuses: Vec<usize>,
    condition: Option<Condition>,
    leaves_in: u32,
}

impl Strategy for Fixed {
    fn propose(&mut self, _: &mut View<'_>) -> Option<Offer> {
        self.proposes.map(Offer::of)
    }
    fn respond(&mut self, _: &mut View<'_>, deal: &Offer) -> Result<(), Reason> {
        if self.refuses.contains(&deal.outcome) { Err(Reason::Unstated) } else { Ok(()) }
    }
    fn condition(&mut self, _: &mut View<'_>, deal: &Offer) -> Result<Condition, Reason> {
        if self.refuses.contains(&deal.outcome) {
            Err(Reason::Condition)
        } else {
            Ok(self.condition.unwrap_or(Condition::NONE))
        }
    }
    fn stay(&mut self, view: &mut View<'_>, _: &Offer) -> bool {
        view.round() != self.leaves_in
    }
}

fn proposes(outcome: usize) -> Fixed {
    Fixed { proposes: Some(outcome), ..Fixed::default() }
}

/// Three parties; outcome `k` is signed by the coalition of mask `k + 1` and worth `worth(party, coalition)`.
fn coalitions(worth: impl Fn(usize, Coalition) -> f64) -> ListDomain {
    let all: Vec<Coalition> = (1..8).map(Coalition::from_mask).collect();
    let rows = (0..3).map(|i| all.iter().map(|&s| worth(i, s)).collect()).collect();
    ListDomain::new(rows).unwrap().with_members(all).unwrap()
}

const fn mask(mask: u64) -> usize {
    mask as usize - 1
}

fn play(domain: &ListDomain, protocol: &dyn Protocol, parties: [Fixed; 3]) -> Trace {
    let mut session = Session::new(domain, protocol).deadline(10);
    for (i, strategy) in parties.into_iter().enumerate() {
        session = session.seat(i, strategy);
    }
    session.run().unwrap()
}

fn members(trace: &Trace) -> Vec<u64> {
    trace.agreements.iter().map(|a| a.members.mask()).collect()
}

#[test]
fn alternating_offers_stack_acceptances_around_the_table() {
    let domain = coalitions(|_, s| s.len() as f64);
    // 0 proposes the grand coalition, 1 accepts, 2 refuses and counters with {1, 2}; 0 waits, 1 accepts.
    let two = Fixed { refuses: vec![mask(7)], ..proposes(mask(6)) };
    let trace = play(&domain, &AlternatingOffers, [proposes(mask(7)), proposes(mask(7)), two]);
    assert_eq!(members(&trace), [6]);
    let moves: Vec<(u32, Option<u8>, &Act)> =
        trace.events.iter().map(|e| (e.round, e.party, &e.act)).collect();
    let (grand, pair) = (Offer::of(mask(7)), Offer::of(mask(6)));
    assert_eq!(
        moves,
        [
            (1, Some(0), &Act::Propose(grand)),
            (1, Some(1), &Act::Accept),
            (1, Some(2), &Act::Reject(Reason::Unstated)),
            (1, Some(2), &Act::Propose(pair.clone())),
            (2, Some(1), &Act::Accept),
            (2, None, &Act::Sign(pair)),
        ]
    );
}

#[test]
fn simultaneous_offers_are_made_unseen() {
    /// Proposes its own favourite until it has seen both, then the other's; fails the test if it peeks.
    struct Peeking;
    impl Strategy for Peeking {
        fn propose(&mut self, view: &mut View<'_>) -> Option<Offer> {
            let (round, me) = (view.round(), view.party());
            assert!(
                view.history().all(|e| e.round < round || e.party == Some(me as u8)),
                "saw a sealed offer"
            );
            assert_eq!(view.proposals().count(), 2 * (round as usize - 1));
            Some(Offer::of(if round < 3 { me } else { 2 }))
        }
        fn respond(&mut self, view: &mut View<'_>, deal: &Offer) -> Result<(), Reason> {
            view.answer(deal, 2.0)
        }
    }
    let domain = ListDomain::new(vec![vec![3.0, 0.0, 2.0], vec![0.0, 3.0, 2.0]]).unwrap();
    let trace = Session::new(&domain, &SimultaneousOffers).everybody(|_| Peeking).run().unwrap();
    assert_eq!(trace.faults().count(), 0);
    assert_eq!((trace.agreement().unwrap().deal.outcome, trace.rounds), (2, 3));
}

#[test]
fn majorities_need_the_quota_and_open_rules_let_amendments_win() {
    // Outcome 0 pleases party 0 alone, outcome 1 pleases 1 and 2.
    let domain = ListDomain::new(vec![vec![3.0, 0.0], vec![0.0, 2.0], vec![0.0, 2.0]]).unwrap();
    let stubborn = |own: usize| Fixed { refuses: vec![1 - own], ..proposes(own) };
    let run = |weights: [f64; 3], quota| {
        let protocol = WeightedMajority { weights: weights.to_vec(), quota, open: false };
        play(&domain, &protocol, [stubborn(0), stubborn(1), stubborn(1)])
    };
    let simple = run([1.0; 3], 2.0);
    assert_eq!(simple.agreement().unwrap().deal.outcome, 1);
    assert_eq!(simple.agreement().unwrap().members, Coalition::grand(3), "the minority is bound");
    assert_eq!(simple.agreement().unwrap().consented, Coalition::from_mask(0b110));
    assert_eq!(run([3.0, 1.0, 1.0], 3.0).agreement().unwrap().deal.outcome, 0);
    assert_eq!(run([1.0; 3], 3.0).termination, Termination::Deadline);
    for seed in draws::seeds(20) {
        let protocol = WeightedMajority { open: true, ..WeightedMajority::simple(3) };
        let session =
            Session::new(&domain, &protocol).seat(0, stubborn(0)).seat(1, stubborn(1)).seat(2, stubborn(1));
        let trace = session.recognition([1.0, 1.0, 1.0]).seed(seed).run().unwrap();
        assert_eq!(trace.agreement().unwrap().deal.outcome, 1, "0's motion is amended away");
        let first = trace.events.iter().find(|e| matches!(e.act, Act::Propose(_))).unwrap();
        // A motion of 0 loses to an amendment, and a motion of 1 or 2 that 0 would amend stands.
        if first.party == Some(0) {
            assert!(trace.rounds >= 2 && trace.events.iter().any(|e| e.act == Act::Prefer(true)));
        }
    }
}

#[test]
fn random_proposers_form_coalitions_and_the_residual_bargains_on() {
    let domain = coalitions(|i, s| if s.contains(i) { s.len() as f64 } else { 0.0 });
    let pair = Fixed { refuses: vec![mask(7)], ..proposes(mask(3)) };
    let alone = proposes(mask(4));
    let run =
        |residual| play(&domain, &RandomProposer { residual }, [pair.clone(), pair.clone(), alone.clone()]);
    assert_eq!(members(&run(Residual::Continue)).iter().sum::<u64>(), 7);
    assert_eq!(run(Residual::Stop).agreements.len(), 1);
}

#[test]
fn the_rejector_proposes_next() {
    let domain = coalitions(|_, s| s.len() as f64);
    let one = Fixed { refuses: vec![mask(7)], ..proposes(mask(6)) };
    let trace = play(&domain, &RejectorProposes::default(), [proposes(mask(7)), one, proposes(mask(7))]);
    let movers: Vec<_> = trace
        .events
        .iter()
        .filter(|e| matches!(e.act, Act::Propose(_)))
        .map(|e| (e.round, e.party))
        .collect();
    assert_eq!(movers, [(1, Some(0)), (2, Some(1))]);
    assert_eq!(members(&trace), [6]);
    let trace = play(
        &domain,
        &RejectorProposes { residual: Residual::Continue },
        [proposes(mask(3)), proposes(mask(3)), proposes(mask(4))],
    );
    assert_eq!(members(&trace), [3, 4]);
}

#[test]
fn conditional_votes_find_the_signatories() {
    let domain = coalitions(|_, s| s.len() as f64);
    let vote = |partners: u64, least: f64, most: f64| {
        let condition = Some(Condition { partners: Coalition::from_mask(partners), least, most });
        Fixed { condition, ..proposes(mask(7)) }
    };
    let any = f64::MAX;
    let run = |powers: &[f64], votes: [Fixed; 3]| {
        members(&play(
            &domain,
            &ConditionalVotes { powers: powers.to_vec(), residual: Residual::Stop },
            votes,
        ))
    };
    assert_eq!(run(&[], [vote(0, 0.0, any), vote(0, 0.0, any), vote(0, 0.0, any)]), [7]);
    // 2 refuses; 0 and 1 go ahead without it, unless one of them wants it in.
    let no = Fixed { refuses: vec![mask(7)], ..Fixed::default() };
    assert_eq!(run(&[], [vote(2, 0.0, any), vote(1, 0.0, any), no.clone()]), [3]);
    assert_eq!(
        run(&[], [vote(2, 0.0, any), vote(4, 0.0, any), no.clone()]),
        [0; 0],
        "a chain of conditions unravels"
    );
    // 1 wants a power of at least 6, 0 of at most 6; the powers are 2, 4, 5.
    assert_eq!(run(&[2.0, 4.0, 5.0], [vote(0, 0.0, 6.0), vote(0, 6.0, any), no]), [3]);
    assert_eq!(run(&[2.0, 4.0, 5.0], [vote(0, 0.0, 6.0), vote(0, 6.0, any), vote(0, 0.0, any)]), [6]);
}

#[test]
fn a_single_text_climbs_and_keeps_the_votes_secret() {
    let issue = |k: usize| Issue { name: format!("issue {k}"), values: vec!["low".into(), "high".into()] };
    // Party 0 cares for issue 0, party 1 for issue 1; both gain from both being high.
    let party = |a: f64, b: f64| Preference {
        name: "p".into(),
        weights: vec![a, b, 0.0],
        evaluations: vec![vec![0.0, 1.0]; 3],
        reservation: 0.0,
        most: None,
    };
    let domain =
        LinearDomain::new((0..3).map(issue).collect(), vec![party(2.0, 1.0), party(1.0, 2.0)]).unwrap();
    let session =
        Session::new(&domain, &SingleText).everybody(|_| TimeDependent::linear()).deadline(60).seed(1);
    let trace = session.run().unwrap();
    assert_eq!(trace.termination, Termination::Agreement);
    assert_eq!(trace.payoffs, [3.0, 3.0]);
    assert!(trace.events.iter().all(|e| e.secret == matches!(e.act, Act::Prefer(_))));
}

#[test]
fn clubs_break_up_or_go_on() {
    let domain = coalitions(|i, s| if s.contains(i) { s.len() as f64 } else { 1.0 });
    let run = |rule, announced: [Fixed; 3]| {
        let trace = play(&domain, &Clubs { rule }, announced);
        (members(&trace), trace.rounds)
    };
    let all = || proposes(mask(7));
    let out = Fixed::default;
    assert_eq!(run(SignUpRule::Gamma, [all(), all(), all()]), (vec![7], 2));
    assert_eq!(run(SignUpRule::Gamma, [all(), all(), out()]), (vec![], 2));
    assert_eq!(run(SignUpRule::Delta, [all(), all(), out()]), (vec![3], 2));
    assert_eq!(run(SignUpRule::Delta, [all(), all(), proposes(mask(4))]), (vec![3, 4], 2));
    // Under open membership nobody who names the package is kept out.
    assert_eq!(
        run(SignUpRule::Open, [proposes(mask(3)), proposes(mask(3)), proposes(mask(4))]),
        (vec![7], 2)
    );
    // Who refuses the club as it forms is left out, and under gamma breaks it up.
    let refuses = || Fixed { refuses: vec![mask(7)], ..all() };
    assert_eq!(run(SignUpRule::Delta, [all(), all(), refuses()]), (vec![3], 2));
    assert_eq!(run(SignUpRule::Gamma, [all(), all(), refuses()]), (vec![], 2));
}

#[test]
fn outsiders_accede_with_the_members_consent() {
    let both = coalitions(|i, s| if s.contains(i) { s.len() as f64 } else { 0.0 });
    let founders = || [proposes(mask(3)), proposes(mask(3)), Fixed::default()];
    let session = |d: &ListDomain| play(d, &Accession, founders());
    let trace = session(&both);
    assert_eq!(members(&trace), [7]);
    assert_eq!(trace.agreement().unwrap().consented, Coalition::grand(3));
    // Members who lose from the third keep it out.
    let closed = coalitions(|i, s| if s.contains(i) { 4.0 - s.len() as f64 } else { 0.0 });
    assert_eq!(members(&session(&closed)), [3]);
}

#[test]
fn members_withdraw_and_renegotiate() {
    let domain = coalitions(|i, s| if s.contains(i) { s.len() as f64 } else { 0.0 });
    let leaver = || Fixed { leaves_in: 2, ..proposes(mask(7)) };
    let run = |break_up, rounds, third: Fixed| {
        let protocol = Renegotiation { first: AlternatingOffers, rounds, break_up };
        // Only the third party proposes, so that nothing is renegotiated by the others.
        let session = Session::new(&domain, &protocol).seat(0, Fixed::default()).seat(1, Fixed::default());
        session.seat(2, third).proposers([2]).run().unwrap()
    };
    let first = |t: &Trace| {
        t.events.iter().position(|e| e.act == Act::Withdraw).map(|k| t.events[k..].to_vec()).unwrap()
    };
    // The deal is signed in round 2 (the first two accept); it leaves in round 3.
    let leaver = Fixed { leaves_in: 3, ..leaver() };
    let gamma = run(SignUpRule::Gamma, 1, leaver.clone());
    assert!(matches!(first(&gamma)[1].act, Act::Dissolve(_)));
    let silent = first(&run(SignUpRule::Delta, 1, leaver));
    assert!(matches!(silent[1].act, Act::Dissolve(_)));
    assert_eq!(
        silent.iter().find_map(|e| if let Act::Sign(d) = &e.act { Some(d.outcome) } else { None }),
        Some(mask(3))
    );
    // A pair is replaced by the grand coalition, with the consent of those it binds.
    let protocol = Renegotiation { first: RandomProposer::default(), rounds: 3, break_up: SignUpRule::Gamma };
    let session = Session::new(&domain, &protocol).seat(0, Fixed::default()).seat(1, Fixed::default());
    struct Grows(bool);
    impl Strategy for Grows {
        fn propose(&mut self, _: &mut View<'_>) -> Option<Offer> {
            Some(Offer::of(if std::mem::replace(&mut self.0, true) { mask(7) } else { mask(6) }))
        }
        fn respond(&mut self, _: &mut View<'_>, _: &Offer) -> Result<(), Reason> {
            Ok(())
        }
    }
    let trace = session.seat(2, Grows(false)).proposers([2]).run().unwrap();
    assert_eq!(members(&trace), [7]);
    assert!(domain.members(mask(6)).is_subset_of(trace.agreement().unwrap().consented));
}
