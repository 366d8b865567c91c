//! Exact stationary equilibria against closed forms, and against their own definition.

use crate::common::draws;
use comity::coalition::Coalition;
use comity::game::TuGame;
use comity::negotiate::domain::{ListDomain, TransferableDomain};
use comity::negotiate::protocol::{RandomProposer, RejectorProposes, Residual, WeightedMajority};
use comity::negotiate::strategy::Stationary;
use comity::negotiate::{Domain, Session, Settings};
use proptest::prelude::*;

fn rules(discounts: &[f64]) -> Settings {
    Settings { discounts: discounts.to_vec(), ..Settings::default() }
}

/// v(S) by size of S for three players, or as listed by mask.
fn game(values: [f64; 8]) -> TuGame {
    TuGame::from_values(values.to_vec()).unwrap()
}

#[test]
fn rubinstein_1982() {
    // Proposer's share (1 − δ2)/(1 − δ1 δ2).
    for (d1, d2, share) in [(0.9, 0.9, 10.0 / 19.0), (0.9, 0.5, 10.0 / 11.0), (0.99, 0.95, 100.0 / 119.0)] {
        let pie = TuGame::from_values(vec![0.0, 0.0, 0.0, 1.0]).unwrap();
        let (protocol, rules) = (RejectorProposes::default(), rules(&[d1, d2]));
        let equilibrium = Stationary::rejector_proposes(&pie, &protocol, &rules).unwrap();
        assert!((equilibrium.values()[0] - share).abs() < 1e-12);
        let domain = TransferableDomain::new(pie);
        let trace = Session::new(&domain, &protocol)
            .settings(rules)
            .everybody(|_| equilibrium.clone())
            .run()
            .unwrap();
        assert_eq!(trace.rounds, 1);
        assert!((trace.payoffs[0] - share).abs() < 1e-12 && (trace.payoffs[1] - (1.0 - share)).abs() < 1e-12);
    }
}

#[test]
fn baron_ferejohn_1989_closed_rule() {
    // Proposer 1 − δ(q−1)/n, each of q − 1 partners δ/n, ex ante 1/n.
    for n in [3usize, 5, 7, 51] {
        for delta in [1.0, 0.9, 0.5] {
            let (protocol, rules) = (WeightedMajority::simple(n), rules(&[delta]));
            let equilibrium = Stationary::majority(1.0, &protocol, &rules).unwrap();
            let (q, nf) = ((n / 2 + 1) as f64, n as f64);
            assert!(equilibrium.values().iter().all(|v| (v - 1.0 / nf).abs() < 1e-12));
            let domain = ListDomain::pie(n, 1.0).unwrap();
            let run = Session::new(&domain, &protocol)
                .settings(rules)
                .everybody(|_| equilibrium.clone())
                .seed(n as u64);
            let trace = run.run().unwrap();
            assert_eq!(trace.rounds, 1);
            let mut paid = trace.payoffs.clone();
            paid.sort_by(f64::total_cmp);
            assert!((paid[n - 1] - (1.0 - delta * (q - 1.0) / nf)).abs() < 1e-12);
            let partners = paid[..n - 1].iter().filter(|p| (**p - delta / nf).abs() < 1e-12).count();
            assert_eq!(partners, n / 2);
            assert!(paid[..n - 1 - partners].iter().all(|p| p.abs() < 1e-12));
        }
    }
}

#[test]
fn weighted_majority_mixes_to_keep_voters_indifferent() {
    // Baron & Ferejohn 1989: by votes, not weights: 50, 49, 1 of quota 51 is the symmetric game with 3 votes of quota 2 for δ → 1
    // up to recognition; here recognition is equal, so values are exactly 1/3 each.
    let protocol = WeightedMajority { weights: vec![50.0, 49.0, 2.0], quota: 51.0, open: false };
    let equilibrium = Stationary::majority(1.0, &protocol, &rules(&[0.9])).unwrap();
    assert!(equilibrium.values().iter().all(|v| (v - 1.0 / 3.0).abs() < 1e-9), "{:?}", equilibrium.values());
    // An apex game: the apex needs one partner, the three others each other.
    let apex = WeightedMajority { weights: vec![2.0, 1.0, 1.0, 1.0], quota: 3.0, open: false };
    let values = Stationary::majority(1.0, &apex, &rules(&[1.0])).unwrap().values().to_vec();
    assert!((values.iter().sum::<f64>() - 1.0).abs() < 1e-9);
    // The three small ones are alike.
    assert!(values[1..].iter().all(|v| (v - values[1]).abs() < 1e-8) && values[0] > values[1], "{values:?}");
}

#[test]
fn okada_1996_efficient_if_and_only_if_the_grand_coalition_has_the_best_average() {
    for (pair, efficient) in [(0.5, true), (0.8, false)] {
        let game = game([0.0, 0.0, 0.0, pair, 0.0, pair, pair, 1.0]);
        for residual in [Residual::Stop, Residual::Continue] {
            let protocol = RandomProposer { residual };
            let equilibrium = Stationary::random_proposer(&game, &protocol, &rules(&[0.999])).unwrap();
            for j in 0..3 {
                let grand = equilibrium.proposals(j).iter().all(|(_, deal)| deal.outcome == 6);
                assert_eq!(grand, efficient);
            }
            let domain = TransferableDomain::new(game.clone());
            let session =
                Session::new(&domain, &protocol).settings(rules(&[0.999])).everybody(|_| equilibrium.clone());
            let trace = session.run().unwrap();
            assert_eq!(trace.agreements[0].members.len() == 3, efficient);
            if efficient {
                assert!(equilibrium.values().iter().all(|v| (v - 1.0 / 3.0).abs() < 1e-9));
            }
        }
    }
}

#[test]
fn compte_jehiel_2010_coalitional_nash_solution() {
    // v(12) = a, v(N) = 1: the limit for δ → 1 is the Nash product's maximiser in the core.
    for (a, limit) in [
        (0.0, [1.0 / 3.0; 3]),
        (0.5, [1.0 / 3.0; 3]),
        (2.0 / 3.0, [1.0 / 3.0; 3]),
        (0.75, [0.375, 0.375, 0.25]),
        (0.9, [0.45, 0.45, 0.1]),
        (1.0, [0.5, 0.5, 0.0]),
    ] {
        let game = game([0.0, 0.0, 0.0, a, 0.0, 0.0, 0.0, 1.0]);
        let equilibrium =
            Stationary::random_proposer(&game, &RandomProposer::default(), &rules(&[0.99999])).unwrap();
        for (value, limit) in equilibrium.values().iter().zip(limit) {
            assert!((value - limit).abs() < 1e-4, "a = {a}: {:?}", equilibrium.values());
        }
    }
}

#[test]
fn equilibria_play_only_their_own_game() {
    let pie = TuGame::from_values(vec![0.0, 0.0, 0.0, 1.0]).unwrap();
    let equilibrium =
        Stationary::rejector_proposes(&pie, &RejectorProposes::default(), &rules(&[0.9])).unwrap();
    let (domain, other) = (TransferableDomain::new(pie), RandomProposer::default());
    let wrong = Session::new(&domain, &other).everybody(|_| equilibrium.clone()).run();
    assert!(
        matches!(wrong, Err(comity::Error::Illegal { rule, .. }) if rule.starts_with("a strategy plays the protocol"))
    );
    let protocol = WeightedMajority::simple(3);
    for pie in [0.0, f64::NAN, f64::INFINITY] {
        assert!(Stationary::majority(pie, &protocol, &rules(&[0.9])).is_err());
    }
    let big = TuGame::from_fn(13, |s| s.len() as f64).unwrap();
    assert!(Stationary::random_proposer(&big, &RandomProposer::default(), &rules(&[0.9])).is_err());
}

proptest! {
    #![proptest_config(draws::cases(2000))]

    /// No one-shot deviation of a proposer or a responder gains, from the definition.
    #[test]
    fn no_one_shot_deviation_gains(values in prop::collection::vec(0u8..=12, 7), d in 0usize..3) {
        let delta = [0.5, 0.9, 0.99][d];
        // Zero-normalised, with ties and non-superadditive games among them.
        let worth = |mask: usize| if mask.count_ones() < 2 { 0.0 } else { f64::from(values[mask - 1]) };
        let game = TuGame::from_values((0..8).map(worth).collect()).unwrap();
        let Ok(equilibrium) = Stationary::random_proposer(&game, &RandomProposer::default(), &rules(&[delta])) else {
            return Ok(());
        };
        let v = equilibrium.values();
        let mut expected = [0.0; 3];
        for j in 0..3 {
            let net = |s: Coalition| worth(s.index()) - s.without(j).players().map(|k| delta * v[k]).sum::<f64>();
            let best = Coalition::grand(3).subsets().filter(|s| s.contains(j)).map(net).fold(f64::NEG_INFINITY, f64::max);
            let proposals = equilibrium.proposals(j);
            let waits = 1.0 - proposals.iter().map(|(p, _)| p).sum::<f64>();
            if waits > 1e-4 {
                prop_assert!(best <= delta * v[j] + 1e-7);
            }
            (0..3).for_each(|i| expected[i] += waits * delta * v[i] / 3.0);
            for (p, deal) in proposals {
                let s = Coalition::from_mask(deal.outcome as u64 + 1);
                let share = worth(s.index()) / s.len() as f64;
                for i in 0..3 {
                    let gets = if s.contains(i) { share + deal.payments[i] } else { 0.0 };
                    expected[i] += p * gets / 3.0;
                    if i != j && s.contains(i) {
                        prop_assert!((gets - delta * v[i]).abs() < 1e-9, "responders are held to their continuation value");
                    }
                    if i == j && *p > 1e-4 {
                        prop_assert!(gets >= best - 1e-6, "proposer {} gets {}, could get {}", j, gets, best);
                    }
                }
            }
        }
        for i in 0..3 {
            prop_assert!((expected[i] - v[i]).abs() < 1e-7, "{:?} {:?}", expected, v);
        }
    }

    #[test]
    fn a_menu_equilibrium_is_consistent(
        rows in prop::collection::vec(prop::collection::vec((0i8..=9).prop_map(f64::from), 12), 3),
        masks in prop::collection::vec(1u64..8, 12),
        delta in 0.3..0.95,
    ) {
        let members: Vec<Coalition> = masks.into_iter().map(Coalition::from_mask).collect();
        let domain = ListDomain::new(rows).unwrap().with_members(members).unwrap();
        let Ok(equilibrium) = Stationary::menu(&domain, &rules(&[delta])) else { return Ok(()) };
        let v = equilibrium.values();
        let u = |i: usize, o: usize| domain.utility(i, o).unwrap();
        for j in 0..3 {
            // Those who are exactly indifferent may do either.
            let accepted = |o: &usize, margin: f64| domain.members(*o).players().all(|i| u(i, *o) >= delta * v[i] + margin);
            let best = (0..12).filter(|o| domain.members(*o).contains(j)).filter(|o| accepted(o, 1e-8)).map(|o| u(j, o));
            let best = best.fold(f64::NEG_INFINITY, f64::max);
            for (p, deal) in equilibrium.proposals(j) {
                prop_assert!(accepted(&deal.outcome, -1e-8) && (*p < 1e-4 || u(j, deal.outcome) >= best - 1e-6));
            }
            prop_assert!(!equilibrium.proposals(j).is_empty() || best == f64::NEG_INFINITY);
        }
        let protocol = RandomProposer::default();
        let trace = Session::new(&domain, &protocol).settings(rules(&[delta])).everybody(|_| equilibrium.clone());
        prop_assert_eq!(trace.run().unwrap().faults().count(), 0);
    }
}

#[test]
fn nearly_every_small_game_is_solved() {
    let mut failed = 0;
    for k in 0..200u64 {
        let worth =
            |s: Coalition| if s.len() < 2 { 0.0 } else { ((k * 7919 + s.mask() * 104_729) % 97) as f64 };
        let game = TuGame::from_fn(4, worth).unwrap();
        failed += usize::from(
            Stationary::random_proposer(&game, &RandomProposer::default(), &rules(&[0.9])).is_err(),
        );
    }
    assert!(failed < 10, "{failed} of 200 did not converge");
}
