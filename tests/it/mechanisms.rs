//! Mechanisms against published numbers, theorems and identities (model page §7).

use crate::common::draws;
use comity::Error;
use comity::coalition::{Coalition, Partition};
use comity::game::{PartitionFunction, PartitionGame};
use comity::mechanism::arms::{ArmsProblem, ArmsRace, Contest, Fixed, LinearRace, Richardson, fit_total};
use comity::mechanism::conflict::{ChangingTraits, FixedTraits, calibrate, log_stock};
use comity::mechanism::contest::{paradox_of_power, success, tullock};
use comity::mechanism::escalation::Escalation;
use comity::mechanism::infrastructure::{ABSORPTION, split};
use comity::mechanism::loss::{Attack, WarCost, delivered_strength};
use comity::mechanism::missile_defence::{coverage, no_leak, provoked_stock, shots_needed};
use comity::mechanism::sanctions::{SanctionStrength, attacker_loss, deterrence};
use comity::mechanism::trade::gains_from_trade;
use comity::mechanism::{aid, sovereignty, trust};
use comity::model::{Model, Parameters};
use comity::solve::membership::{Membership, treaty_stability};
use comity::treaty::{SanctionExtent, Signal};
use comity::world::World;
use nalgebra::{DMatrix, DVector};
use proptest::collection::vec;
use proptest::prelude::*;
use rand::RngExt;

#[track_caller]
fn assert_close(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance, "{found} is not {expected}");
}

mod arms_race {
    use super::*;

    /// Richardson (1960), ch. II: defence budgets of 1909–13, GBP million.
    const BUDGETS: [[f64; 5]; 4] = [
        [48.6, 50.9, 57.1, 63.2, 74.7], // France
        [66.7, 68.5, 70.7, 81.8, 92.0], // Russia
        [63.1, 62.0, 62.5, 68.2, 95.4], // Germany
        [20.8, 23.4, 24.6, 25.5, 26.9], // Austria-Hungary
    ];

    #[test]
    fn the_race_of_1909_to_1913() {
        let totals: Vec<f64> = (0..5).map(|year| BUDGETS.iter().map(|nation| nation[year]).sum()).collect();
        let (slope, zero) = fit_total(&totals).unwrap();
        assert_close(slope, 0.731, 5e-4); // he printed 0.73
        assert_close(zero, 194.9, 0.05); // and 194
    }

    #[test]
    fn a_regression_needs_three_totals_that_vary() {
        for totals in [&[][..], &[1.0], &[1.0, 2.0], &[3.0; 5], &[1.0, f64::NAN, 2.0, 3.0]] {
            assert_eq!(fit_total(totals), None, "{totals:?}");
        }
        let (slope, zero) = fit_total(&[10.0, 11.0, 14.0, 23.0]).unwrap(); // each increment is the mean less 9.5
        assert_close(slope, 1.0, 1e-12);
        assert_close(zero, 9.5, 1e-12);
    }

    fn two_nations(k: f64, l: f64, fatigue: f64) -> LinearRace {
        LinearRace {
            reaction: DMatrix::from_row_slice(2, 2, &[0.0, k, l, 0.0]),
            fatigue,
            upkeep: DVector::from_element(2, 1.0),
        }
    }

    #[test]
    fn two_nations_come_to_rest_at_ten() {
        let race = two_nations(0.1, 0.1, 0.2);
        race.steady_state().unwrap().into_iter().for_each(|m| assert_close(m, 10.0, 1e-12));
        let mut stocks = vec![0.0, 40.0];
        for _ in 0..400 {
            stocks = race.step(&stocks).unwrap();
        }
        stocks.into_iter().for_each(|m| assert_close(m, 10.0, 1e-9));
    }

    proptest! {
        #![proptest_config(draws::cases(256))]

        /// Stable iff `ab > kl` (Richardson 1960).
        #[test]
        fn two_nations_are_stable_iff_fatigue_outweighs_fear(k in 0.0..1.0f64, l in 0.0..1.0f64, a in 0.05..1.0f64) {
            prop_assume!((a * a - k * l).abs() > 1e-9);
            let race = two_nations(k, l, a);
            let radius = race.spectral_radius().unwrap();
            prop_assert!((radius - (k * l).sqrt() / a).abs() < 1e-7 * (1.0 + radius));
            match race.steady_state() {
                Ok(rest) => {
                    prop_assert!(a * a > k * l);
                    // Cramer's rule
                    let determinant = a * a - k * l;
                    for (m, expected) in rest.iter().zip([(a + k) / determinant, (a + l) / determinant]) {
                        prop_assert!((m / expected - 1.0).abs() < 1e-9);
                    }
                }
                Err(error) => {
                    prop_assert!(a * a < k * l);
                    let no_rest = matches!(error, Error::Undefined { .. });
                    prop_assert!(no_rest);
                    prop_assert!(error.to_string().contains("spectral radius"), "{}", error);
                }
            }
        }
    }

    #[test]
    fn a_race_at_the_edge_or_of_nonsense_has_no_steady_state() {
        assert!(matches!(two_nations(0.2, 0.2, 0.2).steady_state(), Err(Error::Undefined { .. })));
        for bad in [f64::NAN, f64::INFINITY] {
            assert!(two_nations(bad, 0.1, 0.2).steady_state().is_err());
            assert!(matches!(two_nations(bad, 0.1, 0.2).spectral_radius(), Err(Error::NotConverged { .. })));
        }
        // A runaway pair beside a nation that makes the solution of the linear system look harmless.
        let race = LinearRace {
            reaction: DMatrix::from_row_slice(3, 3, &[0.0, 0.5, 0.0, 0.5, 0.0, 0.0, 0.0, 0.0, 0.0]),
            fatigue: 0.2,
            upkeep: DVector::from_row_slice(&[0.0, 0.0, 1.0]),
        };
        assert!(matches!(race.steady_state(), Err(Error::Undefined { .. })));
    }

    /// Threats and stocks at the base regime, restated from the first form of the model.
    fn base_of(world: &World) -> (DMatrix<f64>, Vec<f64>, Vec<f64>) {
        let p = Parameters::first_form();
        let model = Model::new(world.clone(), p).unwrap();
        let n = world.len();
        let stock: Vec<f64> = world.nations().iter().map(|x| x.military_expenditure / 0.08).collect();
        let threat = DMatrix::from_fn(n, n, |i, j| {
            let allied = world.is_obliged(i, j) || world.is_obliged(j, i);
            let reach = if world.nations()[j].major_power { 16_000.0 } else { 4_000.0 };
            let strength = 1.0 / (1.0 + world.distance()[(i, j)] / reach);
            if i == j || allied { 0.0 } else { (1.0 - model.base().trust[(i, j)]) * strength }
        });
        let total = (0..n).map(|i| (0..n).map(|j| threat[(i, j)] * stock[j]).sum()).collect();
        (threat, stock, total)
    }

    /// Perron–Frobenius: `M⁰ > 0` is the eigenvector of `K/α`, so `s` is its spectral radius.
    fn assert_calibrated(threat: &DMatrix<f64>, stock: &[f64], total: &[f64], s: f64) {
        let n = stock.len();
        let problem = ArmsProblem {
            stock,
            base_stock: stock,
            base_threat: total,
            least_threat: &vec![0.0; n],
            readiness: &vec![1.0; n],
            threat,
            provoked: &vec![0.0; n],
            bloc: &(0..n).collect::<Vec<_>>(),
            gdp: &vec![1.0; n],
        };
        let richardson = Richardson { fatigue: 0.2, outward_share: s };
        let race = richardson.system(&problem);
        assert_close(race.spectral_radius().unwrap(), s, 1e-9);
        let rest = richardson.stocks(&problem).unwrap();
        let mut moving = race.step(stock).unwrap();
        for i in 0..n {
            assert_close(rest[i] / stock[i], 1.0, 1e-9);
            assert_close(moving[i] / stock[i], 1.0, 1e-12); // the base is at rest
        }
        moving.iter_mut().for_each(|m| *m *= 3.0);
        for _ in 0..2_000 {
            moving = race.step(&moving).unwrap();
        }
        // α(1 − s) a year: from three times the base to within (1 − 0.02)^2000.
        (0..n).for_each(|i| assert_close(moving[i] / stock[i], 1.0, 1e-9));
    }

    #[test]
    fn the_spectral_radius_is_the_outward_share() {
        let (threat, stock, total) = base_of(&World::northeast_asia_2002());
        for s in [0.1, 0.4, 0.8, 0.9] {
            assert_calibrated(&threat, &stock, &total, s);
        }
        let mut rng = draws::rng(2002);
        for _ in 0..300 {
            let n = rng.random_range(2..=9u32) as usize;
            let stock: Vec<f64> = (0..n).map(|_| 10f64.powf(rng.random_range(-3.0..3.0))).collect();
            let threat =
                DMatrix::from_fn(n, n, |i, j| if i == j { 0.0 } else { rng.random_range(0.01..1.0) });
            let total: Vec<f64> = (0..n).map(|i| (0..n).map(|j| threat[(i, j)] * stock[j]).sum()).collect();
            assert_calibrated(&threat, &stock, &total, rng.random_range(0.0..0.9));
        }
    }

    #[test]
    fn a_nation_without_a_threat_reacts_to_nobody() {
        let (mut threat, stock, _) = base_of(&World::northeast_asia_2002());
        threat.row_mut(4).fill(0.0);
        let n = stock.len();
        let total: Vec<f64> = (0..n).map(|i| (0..n).map(|j| threat[(i, j)] * stock[j]).sum()).collect();
        let doubled = 2.0 * &threat;
        let problem = ArmsProblem {
            stock: &stock,
            base_stock: &stock,
            base_threat: &total,
            least_threat: &vec![0.0; n],
            readiness: &vec![1.0; n],
            threat: &doubled,
            provoked: &vec![0.0; n],
            bloc: &vec![0; n],
            gdp: &vec![1.0; n],
        };
        let richardson = Richardson::default();
        let race = richardson.system(&problem);
        assert_eq!(race.reaction.row(4).sum(), 0.0);
        let rest = richardson.stocks(&problem).unwrap();
        assert_close(rest[4] / stock[4], 1.0, 1e-12);
        assert!((0..n).all(|i| i == 4 || rest[i] > 1.01 * stock[i])); // the others feel twice the threat
    }

    #[test]
    fn fixed_arms_stay_and_contesting_blocs_share_by_income() {
        let (threat, stock, total) = base_of(&World::northeast_asia_2002());
        let n = stock.len();
        let (bloc, together): (Vec<usize>, Vec<usize>) = ((0..n).map(|i| i % 3).collect(), vec![0; n]);
        let gdp: Vec<f64> = (0..n).map(|i| 1.0 + i as f64).collect();
        let (none, all) = (vec![0.0; n], vec![1.0; n]);
        let problem = |bloc| ArmsProblem {
            stock: &stock,
            base_stock: &stock,
            base_threat: &total,
            least_threat: &none,
            readiness: &all,
            threat: &threat,
            provoked: &[],
            bloc,
            gdp: &gdp,
        };
        assert_eq!(Fixed.stocks(&problem(&bloc)).unwrap(), stock);
        let contest = Contest { prize: 90.0, cost: 2.0 };
        let efforts = contest.stocks(&problem(&bloc)).unwrap();
        for b in 0..3 {
            let inside = || (0..n).filter(|i| bloc[*i] == b);
            // Tullock's equal contest: V (k − 1)/(c k²) each
            assert_close(inside().map(|i| efforts[i]).sum(), 90.0 * 2.0 / (2.0 * 9.0), 1e-12);
            let per_income: Vec<f64> = inside().map(|i| efforts[i] / gdp[i]).collect();
            per_income.windows(2).for_each(|w| assert_close(w[0], w[1], 1e-12));
        }
        assert_eq!(contest.stocks(&problem(&together)).unwrap(), vec![0.0; n]);
        assert!(Contest { prize: -1.0, cost: 2.0 }.stocks(&problem(&bloc)).is_err());
    }
}

mod missile_defence {
    use super::*;

    /// Wilkening (2000), A simple model for calculating ballistic missile defense effectiveness.
    #[test]
    fn shots_at_each_warhead() {
        for (p0, kill, warheads, shots) in
            [(0.8, 0.8, 20.0, 2.797), (0.8, 0.7, 20.0, 3.739), (0.9, 0.7, 4.0, 3.032)]
        {
            let found = shots_needed(p0, kill, warheads).unwrap();
            assert_close(found, shots, 6e-4); // the last is 3.0315
            assert_close(no_leak(kill, found, warheads), p0, 1e-12);
        }
        for (p0, kill, warheads) in
            [(0.0, 0.5, 1.0), (1.0, 0.5, 1.0), (0.5, 1.0, 1.0), (0.5, f64::NAN, 1.0), (0.5, 0.5, 0.0)]
        {
            assert_eq!(shots_needed(p0, kill, warheads), None);
        }
    }

    #[test]
    fn what_it_provokes() {
        let distrust = DMatrix::from_row_slice(3, 3, &[0.5, 0.75, 0.2, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0]);
        let spending = [7.0, 4.0, 10.0];
        let provoked = |r: f64, ally: usize| provoked_stock(r, 0.08, &spending, &distrust, 0, |j| j == ally);
        assert_close(provoked(0.5, 9), 0.5 * (0.25 * 4.0 + 0.8 * 10.0) / 0.08, 1e-12);
        assert_close(provoked(0.5, 2), 0.5 * 0.25 * 4.0 / 0.08, 1e-12);
        assert_eq!(provoked(0.0, 9), 0.0);
    }
}

#[test]
fn the_gains_from_trade_of_the_united_states() {
    // Arkolakis, Costinot & Rodríguez-Clare (2012): import share 7 % in 2000.
    assert_eq!(format!("{:.2}", 100.0 * gains_from_trade(0.93, 5.0).unwrap()), "1.44");
    assert_eq!(format!("{:.2}", 100.0 * gains_from_trade(0.93, 10.0).unwrap()), "0.72");
    assert_eq!(gains_from_trade(1.0, 4.0).unwrap(), 0.0);
    assert_eq!(gains_from_trade(0.0, 4.0).unwrap(), 1.0);
    for (share, elasticity, named) in
        [(1.5, 4.0, "domestic share"), (f64::NAN, 4.0, "share"), (0.5, 0.0, "elasticity")]
    {
        assert!(gains_from_trade(share, elasticity).unwrap_err().to_string().contains(named));
    }
}

mod trust_and_signals {
    use super::*;

    fn aided(trust: f64, amount: f64, gdp: f64) -> f64 {
        trust::shifted(trust, aid::shift_of_trust(amount, gdp))
    }

    #[test]
    fn the_threshold_of_kydd() {
        // Kydd (2005), ch. 2: CC = 1, DC = 0.6, DD = 0, CD = −1
        assert_close(trust::threshold(1.0, 0.6, 0.0, -1.0).unwrap(), 5.0 / 7.0, 1e-15);
        // At the threshold both choices pay the same, whatever the payoffs of the assurance game.
        let (cc, dc, dd, cd) = (3.0, 2.5, 1.0, -4.0);
        let t = trust::threshold(cc, dc, dd, cd).unwrap();
        assert_close(t * cc + (1.0 - t) * cd, t * dc + (1.0 - t) * dd, 1e-12);
        for no_assurance in [(0.6, 1.0, 0.0, -1.0), (1.0, 0.6, -1.0, 0.0), (f64::NAN, 0.6, 0.0, -1.0)] {
            let (cc, dc, dd, cd) = no_assurance;
            assert_eq!(trust::threshold(cc, dc, dd, cd), None);
        }
    }

    proptest! {
        #![proptest_config(draws::cases(256))]

        #[test]
        fn bayes_is_a_martingale(t in 0.0..=1.0f64, security in 0.01..=1.0f64, expansion in 0.01..=1.0f64) {
            let signal = Signal { security, expansion };
            let (kept, broken) = (trust::after_signal(t, signal), trust::after_breach(t, signal));
            let chance = t * security + (1.0 - t) * expansion;
            prop_assert!((chance * kept + (1.0 - chance) * broken - t).abs() < 1e-12);
            for updated in [kept, broken] {
                prop_assert!((0.0..=1.0).contains(&updated));
            }
            if security > expansion {
                prop_assert!(kept >= t - 1e-15 && broken <= t + 1e-15);
            }
        }

        #[test]
        fn two_signals_commute_and_certainty_stays(t in 0.0..=1.0f64, a in 0.01..1.0f64, b in 0.01..1.0f64) {
            let (first, second) = (Signal { security: a, expansion: b }, Signal::confidence());
            let one_way = trust::after_signal(trust::after_signal(t, first), second);
            let other = trust::after_signal(trust::after_signal(t, second), first);
            prop_assert!((one_way - other).abs() < 1e-14);
            for certain in [0.0, 1.0] {
                prop_assert_eq!(trust::after_signal(certain, first), certain);
                prop_assert_eq!(trust::after_breach(certain, first), certain);
                prop_assert_eq!(aided(certain, a, b), certain);
            }
            prop_assert!(aided(t, a, b) >= t - 1e-15);
            prop_assert!((aided(t, 0.0, b) - t).abs() < 1e-15);
        }

        #[test]
        fn opinions_spread_within_their_range(t in vec(0.0..=1.0f64, 16), weight in 0.0..=1.0f64) {
            let before = DMatrix::from_row_slice(4, 4, &t);
            let mut after = before.clone();
            trust::diffuse(&before, &mut after, &[0, 2, 3], weight);
            for i in 0..4 {
                prop_assert_eq!(after[(1, i)], before[(1, i)]); // no member
                prop_assert_eq!(after[(i, i)], before[(i, i)]);
                for j in 0..4 {
                    prop_assert!((-1e-12..=1.0 + 1e-12).contains(&after[(i, j)]));
                }
            }
            // 0 has two fellows, 2 and 3, with an opinion of 1.
            let fellows = (before[(2, 1)] + before[(3, 1)]) / 2.0;
            prop_assert!((after[(0, 1)] - (1.0 - weight) * before[(0, 1)] - weight * fellows).abs() < 1e-15);
        }
    }

    #[test]
    fn initial_trust_from_its_equation() {
        let prior = trust::TrustPrior::default();
        let logistic = |z: f64| 1.0 / (1.0 + (-z).exp());
        assert_close(trust::initial(&prior, 0.0, false, false), logistic(1.0), 1e-15);
        assert_close(trust::initial(&prior, 2.0, true, true), logistic(1.0 - 1.2 + 1.5 - 1.652), 1e-15);
    }
}

mod contests {
    use super::*;

    /// What side 0 of Hirshleifer's model earns: its share of what both produce.
    fn income(own: f64, other: f64, resources: [f64; 2], m: f64) -> f64 {
        success(own, other, m) * (resources[0] - own + resources[1] - other)
    }

    #[test]
    fn the_paradox_of_power() {
        // Hirshleifer (1991), table 1: (100, 100) and m = 1.
        assert_eq!(paradox_of_power([100.0, 100.0], 1.0), Some((50.0, 50.0)));
        for split in [[120.0, 80.0], [80.0, 120.0], [150.0, 50.0]] {
            assert_eq!(paradox_of_power(split, 1.0), Some((50.0, 50.0)), "{split:?}");
        }
        assert_eq!(paradox_of_power([151.0, 49.0], 1.0), None); // the poorer cannot afford it
        for hostile in [[f64::NAN, 1.0], [-1.0, 1.0], [0.0, 1.0], [f64::INFINITY, 1.0]] {
            assert_eq!(paradox_of_power(hostile, 1.0), None);
        }
        assert_eq!(paradox_of_power([1.0, 1.0], f64::NAN), None);
        // Nobody can do better by fighting more or less.
        for (resources, m) in [([100.0, 100.0], 1.0), ([120.0, 80.0], 1.0), ([160.0, 40.0], 0.5)] {
            let (fight, earned) = paradox_of_power(resources, m).unwrap();
            assert_close(income(fight, fight, resources, m), earned, 1e-12);
            for step in 0..=1000 {
                let other = resources[0] * f64::from(step) / 1000.0;
                assert!(income(other, fight, resources, m) <= earned + 1e-9, "{other} against {fight}");
            }
        }
    }

    /// Blocs fight over V with linear costs; each of `|P|` earns `V/|P|²`. Alone in the world it need not
    /// fight.
    fn blocs(n: usize, prize: f64) -> PartitionGame {
        PartitionGame::from_fn(n, |p| match p.len() {
            1 => Ok(vec![prize]),
            k => Ok(tullock(prize, &vec![1.0; k])?.payoff),
        })
        .unwrap()
    }

    #[test]
    fn a_bloc_is_worth_the_prize_over_the_squared_number_of_blocs() {
        for n in 2..=7 {
            let game = blocs(n, 36.0);
            for (structure, worths) in game.iter() {
                let k = structure.len() as f64;
                worths.iter().for_each(|v| assert_close(*v, 36.0 / (k * k), 1e-12));
            }
        }
    }

    #[test]
    fn the_grand_coalition_holds_against_one_leaver_up_to_four() {
        for n in 2..=8 {
            let game = blocs(n, 1.0);
            let payoffs = |members: Coalition| {
                let structure = if members.is_empty() {
                    Partition::singletons(n)
                } else {
                    Partition::one_bloc(n, members)?
                };
                let share = |i: usize| {
                    let bloc = structure.bloc_of(i).unwrap();
                    Ok(game.worth(bloc, &structure)? / bloc.len() as f64)
                };
                (0..n).map(share).collect()
            };
            let verdict = treaty_stability(n, Coalition::grand(n), Membership::default(), payoffs).unwrap();
            assert_eq!(verdict.is_internally_stable(), n <= 4, "{n} nations");
        }
    }

    #[test]
    fn unequal_sides_against_iterated_best_responses() {
        let mut rng = draws::rng(1980);
        for _ in 0..300 {
            let sides = rng.random_range(2..=6u32) as usize;
            let prize = rng.random_range(0.5..200.0);
            let costs: Vec<f64> = (0..sides).map(|_| rng.random_range(0.2..5.0)).collect();
            let found = tullock(prize, &costs).unwrap();
            // x ← √(V·others/c) − others, half the way each time
            let mut effort = vec![prize / 10.0; sides];
            for _ in 0..4_000 {
                for i in 0..sides {
                    let others = effort.iter().sum::<f64>() - effort[i];
                    let best = ((prize * others / costs[i]).sqrt() - others).max(0.0);
                    effort[i] += 0.5 * (best - effort[i]);
                }
            }
            let total: f64 = effort.iter().sum();
            for i in 0..sides {
                assert_close(found.effort[i], effort[i], 1e-6 * total);
                assert_close(found.payoff[i], prize * effort[i] / total - costs[i] * effort[i], 1e-6 * prize);
                assert!(found.payoff[i] >= 0.0);
            }
        }
    }

    #[test]
    fn a_contest_of_nonsense_is_an_error() {
        for (prize, costs, fragment) in [
            (f64::NAN, &[1.0, 1.0][..], "prize"),
            (0.0, &[1.0, 1.0], "prize"),
            (1.0, &[1.0, f64::INFINITY], "side 1"),
            (1.0, &[0.0, 1.0], "side 0"),
            (1.0, &[1.0], "sides"),
            (1.0, &[], "sides"),
        ] {
            let message = tullock(prize, costs).unwrap_err().to_string();
            assert!(message.contains(fragment), "{message}");
        }
        assert_eq!(success(0.0, 0.0, 1.0), 0.5);
    }
}

mod fund {
    use super::*;

    proptest! {
        #![proptest_config(draws::cases(256))]

        #[test]
        fn what_is_granted_is_paid_in(
            budget in 0.0..500.0f64,
            members in vec((0.01..10_000.0f64, 1e3..1e9f64), 1..10),
        ) {
            let (gdp, population): (Vec<f64>, Vec<f64>) = members.into_iter().unzip();
            let shares = split(budget, &gdp, &population);
            let granted: f64 = shares.iter().map(|s| s.grant).sum();
            let paid: f64 = shares.iter().map(|s| s.contribution).sum();
            prop_assert!((granted - paid).abs() <= 1e-12 * granted);
            prop_assert!(granted <= budget * (1.0 + 1e-12));
            let mut need: Vec<f64> = population.iter().zip(&gdp).map(|(n, y)| n / y).collect();
            for (s, y) in shares.iter().zip(&gdp) {
                prop_assert!(s.grant >= 0.0 && s.grant <= ABSORPTION * y * (1.0 + 1e-12));
                prop_assert!((s.contribution / y - shares[0].contribution / gdp[0]).abs() <= 1e-12 * s.contribution / y);
            }
            // Uncapped grants follow need up to three times the median.
            let free: Vec<usize> = (0..gdp.len()).filter(|&i| shares[i].grant < 0.999 * ABSORPTION * gdp[i]).collect();
            let by_need = need.clone();
            need.sort_by(f64::total_cmp);
            let median = (need[(need.len() - 1) / 2] + need[need.len() / 2]) / 2.0;
            for pair in free.windows(2) {
                let ratio = |i: usize| by_need[i].min(3.0 * median);
                let (a, b) = (shares[pair[0]].grant * ratio(pair[1]), shares[pair[1]].grant * ratio(pair[0]));
                prop_assert!((a - b).abs() <= 1e-9 * (a + b));
            }
            if free.len() == gdp.len() {
                prop_assert!((granted - budget).abs() <= 1e-9 * budget);
            }
        }
    }

    #[test]
    fn nobody_gets_nothing() {
        assert!(split(10.0, &[], &[]).is_empty());
    }
}

mod war {
    use super::*;

    #[test]
    fn strength_is_lost_with_distance() {
        assert_eq!(delivered_strength(0.0, 4000.0), 1.0);
        assert_eq!(delivered_strength(4000.0, 4000.0), 0.5); // Boulding (1962): half-way at d0
        assert_eq!(delivered_strength(4000.0, 16_000.0), 0.8);
    }

    #[test]
    fn the_cost_of_a_war_from_its_equation() {
        let war = |m| Attack {
            win_chance: success(30.0, 10.0, m),
            land_border: false,
            missiles: 0.15,
            strength: 0.5,
            averted: 0.4,
        };
        let cost = WarCost::default();
        for (m, p) in [(1.0, 0.75), (2.0, 0.9)] {
            assert_close(cost.of(&war(m)), 0.3 * p + 0.3 * p + 0.15 * 0.5 * 0.6, 1e-16);
            let neighbour = Attack { land_border: true, ..war(m) };
            assert_close(cost.of(&neighbour), 0.3 * 0.5 + 0.3 * p + 0.15 * 0.5 * 0.6, 1e-16);
        }
        // The first form: defeat alone, and missile defence averts it.
        let first = Parameters::first_form().war;
        assert_close(first.of(&Attack { missiles: 0.0, ..war(1.0) }), 0.3 * 0.75 * 0.6, 1e-16);
        assert_eq!(first.of(&Attack { averted: 1.0, ..war(1.0) }), 0.0);
    }

    #[test]
    fn either_sides_trust_stops_a_dispute() {
        let escalation = Escalation::default();
        let fixed = escalation.fixed_part(0.0, false);
        assert_close(fixed, 1.0 / (1.0 + 3.5f64.exp()), 1e-16);
        assert_close(escalation.share(fixed, (0.25, 0.25)), fixed, 1e-16);
        assert_eq!(escalation.share(fixed, (1.0, 0.0)), 0.0);
        assert_eq!(escalation.share(fixed, (0.0, 1.0)), 0.0);
        assert_close(escalation.share(fixed, (0.0, 0.0)), fixed / 0.5625, 1e-15);
        assert_eq!(escalation.share(0.9, (0.0, 0.0)), 1.0);
        assert!(escalation.fixed_part(1.0, false) < escalation.fixed_part(0.0, false));
        assert!(escalation.fixed_part(0.0, true) < fixed);
        let without_trust = Escalation { distrust: 0.0, ..escalation };
        assert_eq!(without_trust.share(fixed, (1.0, 1.0)), fixed);
        let halfway = Escalation { distrust: 0.5, ..escalation };
        assert_close(halfway.share(fixed, (0.0, 0.0)), fixed / 0.75, 1e-15);
    }

    #[test]
    fn what_is_averted_follows_from_the_budget() {
        assert_eq!(coverage(0.4, 5.0, 0.0), 0.0);
        assert_close(coverage(0.4, 5.0, 5.0), 0.2, 1e-16);
        assert_close(coverage(0.4, 5.0, 10.0), 0.3, 1e-16);
        assert_close(coverage(0.4, 5.0, 1e6), 0.4, 1e-16);
        assert_eq!(coverage(0.3, 0.0, 0.0), 0.3); // the first form
    }

    /// Log-odds of the bundled region at its base regime, restated from the first form of the model.
    fn bundled_odds() -> Vec<f64> {
        let model = comity::study::Scenario::northeast_asia_2002_first_form().model().unwrap();
        let world = model.world().clone();
        let (nations, logit) = (world.nations(), Parameters::first_form().conflict);
        let mut odds = Vec::new();
        for i in 0..world.len() {
            for j in i + 1..world.len() {
                let (a, b) = (&nations[i], &nations[j]);
                let both_ways = world.trade()[(i, j)] + world.trade()[(j, i)];
                let trust = (model.base().trust[(i, j)] + model.base().trust[(j, i)]) / 2.0;
                let allied = world.is_obliged(i, j) || world.is_obliged(j, i);
                let dependence = 100.0 * (both_ways / a.gdp).min(both_ways / b.gdp) + 0.001;
                let z = -1.309 + 2.044 * f64::from(world.share_border(i, j))
                    - 0.458 * (world.distance()[(i, j)] + 50.0).ln()
                    + 1.336 * (f64::from(a.major_power) + f64::from(b.major_power))
                    - 0.385 * (a.military_expenditure / b.military_expenditure).ln().abs()
                    + 1.652 * (1.0 - trust) / 0.75
                    - 0.244 * f64::from(allied)
                    + 0.307 * (a.ideal_point - b.ideal_point).abs()
                    - 1.19 * a.democracy.min(b.democracy)
                    - 0.113 * dependence.ln();
                let fixed = logit.fixed_part(&FixedTraits {
                    land_border: world.share_border(i, j),
                    distance: world.distance()[(i, j)],
                    major_powers: f64::from(a.major_power) + f64::from(b.major_power),
                    ideal_point_distance: (a.ideal_point - b.ideal_point).abs(),
                    lower_democracy: a.democracy.min(b.democracy),
                });
                let changing = logit.changing_part(&ChangingTraits {
                    trust,
                    log_stocks: (
                        log_stock(a.military_expenditure / 0.08),
                        log_stock(b.military_expenditure / 0.08),
                    ),
                    allied,
                    log_dependence: dependence.ln(),
                });
                assert_close(fixed + changing, z, 1e-12);
                odds.push(z);
            }
        }
        odds
    }

    #[test]
    fn the_hazard_meets_the_observed_rate() {
        let odds = bundled_odds();
        let shift = calibrate(&odds, 0.0688).unwrap();
        assert_close(shift, 0.1069, 5e-5);
        let mut rng = draws::rng(1990);
        for _ in 0..200 {
            let odds: Vec<f64> =
                (0..rng.random_range(1..40u32)).map(|_| rng.random_range(-30.0..30.0)).collect();
            let rate = rng.random_range(0.001..0.999);
            let shift = calibrate(&odds, rate).unwrap();
            let mean = odds.iter().map(|z| trust::logistic(z + shift)).sum::<f64>() / odds.len() as f64;
            assert_close(mean, rate, 1e-12);
        }
    }

    #[test]
    fn a_calibration_of_nonsense_is_an_error() {
        for (odds, rate) in [
            (&[0.0][..], 0.0),
            (&[0.0], 1.0),
            (&[0.0], f64::NAN),
            (&[], 0.5),
            (&[f64::NAN], 0.5),
            (&[0.0, f64::INFINITY], 0.5),
        ] {
            assert!(calibrate(odds, rate).is_err(), "{odds:?} {rate}");
        }
    }
}

#[test]
fn sanctions_cost_what_trade_is_worth() {
    let strength = SanctionStrength::default();
    assert_eq!(strength.flow_left(SanctionExtent::None), 1.0);
    assert!(strength.flow_left(SanctionExtent::Complete) < strength.flow_left(SanctionExtent::Partial));
    assert_eq!(attacker_loss(0.0, 4.0), 0.0);
    // Cutting off all imports is autarky: the two sides of Arkolakis, Costinot & Rodríguez-Clare (2012).
    for domestic in [0.5, 0.93, 0.999] {
        assert_close(
            1.0 - (-attacker_loss(1.0 - domestic, 5.0)).exp(),
            gains_from_trade(domestic, 5.0).unwrap(),
            1e-15,
        );
    }
    assert_eq!(deterrence(0.02, 10.0), 0.2);
    assert_eq!(deterrence(0.02, 0.0), 0.0);
}

#[test]
fn common_policy_costs_those_far_from_the_mean() {
    assert_eq!(sovereignty::distances(&[2.0, 2.0, 2.0], &[1.0, 2.0, 0.0]), [0.0; 3]);
    assert_eq!(sovereignty::distances(&[0.0, 0.0, 3.0], &[1.0; 3]), [1.0, 1.0, 4.0]);
    assert_eq!(sovereignty::distances(&[0.0, 3.0], &[2.0, 1.0]), [1.0, 4.0]); // by strength
}

#[test]
fn aid_lowers_the_terror_that_poverty_breeds() {
    let externality =
        |aid: f64| aid::terror_externality([(0.25, 0.5, 0.4, aid::relief(aid)), (0.75, 0.1, 0.0, 1.0)]);
    assert_close(externality(0.0), 0.25 * 0.5 * 0.4, 1e-16);
    assert_close(externality(0.01), externality(0.0) / 1f64.exp(), 1e-16);
    assert_close(aid::poverty_from_income(0.6, 1e6), 0.5, 1e-15); // 600 USD a head
}
