//! Repeated games: published thresholds, twins that sum payoffs period by period, certificates, hostile input.

use crate::common::draws;
use comity::coalition::Coalition;
use comity::solve::Certified;
use comity::solve::repeated::{Commitment, Enforcement, Punishment, SelfEnforcement, self_enforcement};
use proptest::prelude::*;

const T: f64 = 5.0;
const R: f64 = 3.0;
const P: f64 = 1.0;
const S: f64 = 0.0;

#[track_caller]
fn near(found: impl Into<Option<f64>>, expected: f64) {
    let found: Option<f64> = found.into();
    let found = found.expect("a number");
    assert!((found - expected).abs() <= 1e-12 * expected.abs().max(1.0), "{found}, expected {expected}");
}

// Friedman (1971), Axelrod (1981), Nowak & Sigmund (1992), on payoffs 5, 3, 1, 0 and on others.
#[test]
fn grim_tit_for_tat_and_generosity() {
    for (t, r, p, s) in [(T, R, P, S), (4.0, 3.0, 1.0, 0.0), (6.0, 4.0, 1.0, 0.5), (3.0, 2.0, 1.5, -4.0)] {
        let penance = f64::min(r - s, t - p);
        near(Punishment::grim().least_discount(t - r, r - p).unwrap(), (t - r) / (t - p));
        let tit_for_tat = f64::max((t - r) / (t - p), (t - r) / (r - s));
        near(Punishment::lasting(1).least_discount(t - r, penance).unwrap(), tit_for_tat);
        let generous = f64::min(1.0 - (t - r) / (r - s), (r - p) / (t - p));
        near(Punishment::lasting(1).most_forgiveness(t - r, penance, 1.0).unwrap(), generous);
    }
    near(Punishment::grim().least_discount(T - R, R - P).unwrap(), 1.0 / 2.0);
    near(Punishment::lasting(1).least_discount(T - R, f64::min(R - S, T - P)).unwrap(), 2.0 / 3.0);
    near(Punishment::lasting(1).most_forgiveness(T - R, f64::min(R - S, T - P), 1.0).unwrap(), 1.0 / 3.0);
}

#[test]
fn punishments_of_some_rounds() {
    let least = |periods| Punishment::lasting(periods).least_discount(T - R, R - P).unwrap().unwrap();
    near(least(1), 1.0);
    near(least(2), (5f64.sqrt() - 1.0) / 2.0);
    // Roots of δ + … + δ^L = 1.
    near(least(3), 0.543_689_012_692_076_4);
    for (periods, published) in [(2, 0.618034), (3, 0.543689), (5, 0.508660), (10, 0.500245)] {
        let found = least(periods);
        assert!((found - published).abs() < 5e-7, "{periods}: {found}");
        let sum: f64 = (1..=periods).map(|k| found.powi(k as i32)).sum();
        near(sum, 1.0);
    }
    near(least(u32::MAX), 0.5);
}

#[test]
fn imperfect_public_monitoring() {
    for (p, q, least, best) in
        [(1.0, 0.0, 1.0 / 2.0, 3.0), (0.9, 0.5, 10.0 / 13.0, 5.0 / 2.0), (0.8, 0.5, 10.0 / 11.0, 5.0 / 3.0)]
    {
        let seen = Punishment::grim().seen(p, q);
        near(seen.least_discount(T - R, R - P).unwrap(), least);
        near(seen.best_value(R, P, T - R).unwrap(), best);
    }
    let blurred = Punishment::grim().seen(0.55, 0.5);
    assert_eq!(blurred.least_discount(T - R, R - P).unwrap(), None);
    assert_eq!(blurred.best_value(R, P, T - R).unwrap(), None);
}

#[test]
fn trigger_prices() {
    for (p, q, discount, periods, share) in
        [(0.9, 0.5, 0.9, 5, 2.0 / 3.0), (0.95, 0.5, 0.9, 4, 1.0 / 1.2), (0.9, 0.5, 0.8, 9, 1.0 / 1.9)]
    {
        let found = Punishment::grim().seen(p, q).least_periods(T - R, R - P, discount).unwrap();
        assert_eq!(found, Some(periods));
        near(Punishment::lasting(periods).seen(p, q).share_kept().unwrap(), share);
    }
    let value = Punishment::lasting(5).seen(0.9, 0.5).value(R, P, 0.9).unwrap();
    assert!((value - 2.4614).abs() < 5e-5, "{value}");
}

/// The expected average payoff of a player that keeps the promise, or breaks it in the first period and gains by it,
/// summed period by period over the states of the punishment.
fn average(punishment: Punishment, [kept, punished]: [f64; 2], gain: Option<f64>, discount: f64) -> f64 {
    // More periods of punishment than are left count for ever.
    let horizon = (-40.0 / discount.ln()).ceil().max(2.0) as usize;
    let periods = punishment.periods.map_or(horizon, |l| (l as usize).min(horizon));
    let mut left = vec![0.0; periods + 1]; // chance that so many periods of punishment are left
    left[0] = 1.0;
    let (mut sum, mut weight) = (0.0, 1.0 - discount);
    for t in 0..horizon {
        let good = if t == 0 && gain.is_some() { punishment.false_alarm } else { punishment.detection };
        let now = if t == 0 { kept + gain.unwrap_or(0.0) } else { kept };
        sum += weight * (left[0] * now + (1.0 - left[0]) * punished);
        weight *= discount;
        let cooperating = left[0];
        left.rotate_left(1);
        left[periods] = 0.0;
        // What was 1 is now 0; those that cooperated stay or start a punishment.
        left[0] += good * cooperating;
        left[periods] += (1.0 - good) * cooperating;
    }
    sum
}

proptest! {
    #![proptest_config(draws::cases(48))]

    #[test]
    fn what_is_deterred_is_what_the_sums_say(
        p in 0.05..=1.0, share in 0.0..0.95, periods in prop::option::of(1u32..12), discount in 0.05..0.93,
        punished in -3.0..3.0, loss in 0.01..4.0,
    ) {
        let punishment = Punishment { periods, detection: p, false_alarm: p * share };
        let payoffs = [punished + loss, punished];
        let most = punishment.most_gain(loss, discount).unwrap();
        let keeping = average(punishment, payoffs, None, discount);
        let breaking = average(punishment, payoffs, Some(most), discount);
        prop_assert!((keeping - breaking).abs() < 1e-12, "{keeping} {breaking}");
        let value = punishment.value(payoffs[0], payoffs[1], discount).unwrap();
        prop_assert!((keeping - value).abs() < 1e-12, "{keeping} {value}");
        // The threshold of that gain is this discount factor.
        let least = punishment.least_discount(most, loss).unwrap();
        prop_assert!(least.is_some_and(|least| (least - discount).abs() < 1e-9), "{least:?} {discount}");
        prop_assert_eq!(punishment.least_discount(-1.0, loss).unwrap(), Some(0.0));
        // The least number of periods, one by one; and one period less does not do.
        let gain = most * 0.999;
        let found = punishment.least_periods(gain, loss, discount).unwrap();
        let enough = |l: &u32| Punishment { periods: Some(*l), ..punishment }.most_gain(loss, discount).unwrap() >= gain;
        prop_assert_eq!(found.filter(|l| *l < 200), (1..200).find(enough));
        // The most forgiveness leaves the gain just deterred.
        if let Some(q) = punishment.most_forgiveness(gain, loss, discount).unwrap() {
            let forgiving = Punishment { false_alarm: q, ..punishment };
            let most = forgiving.most_gain(loss, discount).unwrap();
            prop_assert!((most - gain).abs() < 1e-9, "{most} {gain}");
            prop_assert!(q + 1e-12 >= punishment.false_alarm);
        } else {
            prop_assert!(false, "deterred without forgiveness");
        }
    }

    #[test]
    fn cooperation_is_as_frequent_as_its_chain_says(p in 0.05..=1.0, periods in 1u32..10) {
        // Stationary law by power iteration of the lazy chain.
        let l = periods as usize;
        let mut law = vec![1.0 / (l + 1) as f64; l + 1];
        for _ in 0..20_000 {
            let mut next: Vec<f64> = law.iter().map(|x| 0.5 * x).collect();
            next[0] += 0.5 * p * law[0];
            next[l] += 0.5 * (1.0 - p) * law[0];
            (1..=l).for_each(|k| next[k - 1] += 0.5 * law[k]);
            law = next;
        }
        let share = Punishment::lasting(periods).seen(p, 0.0).share_kept().unwrap();
        prop_assert!((law[0] - share).abs() < 1e-12, "{} {share}", law[0]);
    }
}

/// Barrett's linear dilemma: abating costs `c` and gives `b` to each; punishers stop for a period.
fn barrett(n: usize, b: f64, c: f64, discount: f64) -> Commitment {
    Commitment {
        kept: vec![b * n as f64 - c; n],
        without: vec![0.0; n],
        gain: vec![vec![c - b; n]; n],
        punishers: Coalition::grand(n),
        punishment: Punishment::lasting(1),
        pivotal: None,
        discount,
    }
}

fn penance(n: usize, b: f64, c: f64) -> impl Fn(usize, Coalition) -> comity::Result<Vec<f64>> + Copy {
    move |_, s| {
        let abated = b * (n - s.len()) as f64;
        Ok((0..n).map(|k| if s.contains(k) { abated } else { abated - c }).collect())
    }
}

// Barrett (1999): all may punish iff b (N − 1) ≤ c; Asheim, Froyn, Hovi & Menz (2006): any N with
// (c − b)/(δ b) ≤ m ≤ c/b punishers.
#[test]
fn full_participation_with_few_punishers() {
    for (c, largest) in [(2.5, 3), (5.0, 6), (8.5, 9)] {
        for n in 3..=12 {
            for discount in [0.7, 0.75, 0.8, 0.9, 0.99] {
                let (commitment, punished) = (barrett(n, 1.0, c, discount), penance(n, 1.0, c));
                if (n as f64) <= c {
                    continue; // full cooperation is not worth it
                }
                let found = self_enforcement(&commitment, punished).unwrap();
                found.check((&commitment, punished), 1e-9).unwrap();
                assert_eq!(found.is_renegotiation_proof(), n <= largest, "N = {n}, c = {c}");
                for conditions in
                    found.conditions.chunk_by(|a, b| (a.breaker, a.punishers) == (b.breaker, b.punishers))
                {
                    let m = conditions[0].punishers.len() as f64;
                    for condition in conditions {
                        near(condition.deters.unwrap_or((c - 1.0) / m), (c - 1.0) / m);
                        assert_eq!(condition.deters.is_none(), (c - 1.0) / m > 1.0);
                        assert_eq!(condition.enforces, Some(0.0)); // a punisher saves its own abatement
                    }
                    let proof = conditions.iter().all(|c| c.transfer() == 0.0);
                    assert_eq!(proof, m <= c, "m = {m}, c = {c}");
                }
                // The option chosen is the smallest m of the published interval, where there is one.
                let least = ((c - 1.0) / discount - 1e-9).ceil() as usize;
                let option = found.fewest(0).map(Coalition::len);
                if least as f64 <= c && least < n {
                    assert_eq!(option, Some(least), "N = {n}, c = {c}, δ = {discount}");
                }
            }
        }
    }
    // c = 2.5: two punishers are enough for all N iff δ ≥ .75.
    for (discount, holds) in [(0.749_999, false), (0.75, true)] {
        let found = self_enforcement(&barrett(7, 1.0, 2.5, discount), penance(7, 1.0, 2.5)).unwrap();
        let two: Coalition = [1, 2].into_iter().collect();
        let works = found.against(0, two).all(|c| c.least_discount().is_some_and(|least| least <= discount));
        assert_eq!(works, holds);
    }
}

/// A dilemma of two, where a player that is not punished goes on defecting.
fn dilemma(punishment: Punishment, discount: f64) -> Commitment {
    Commitment {
        kept: vec![R; 2],
        without: vec![P; 2],
        gain: vec![vec![T - R; 2]; 2],
        punishers: Coalition::grand(2),
        punishment,
        pivotal: Some(1.0),
        discount,
    }
}

#[test]
fn the_prisoners_dilemma_is_a_promise() {
    let punished = |i: usize, s: Coalition| {
        Ok((0..2)
            .map(|k| {
                if !s.is_empty() {
                    P
                } else if k == i {
                    T
                } else {
                    S
                }
            })
            .collect())
    };
    for punishment in [Punishment::grim(), Punishment::lasting(3).seen(0.9, 0.3)] {
        let commitment = dilemma(punishment, 0.9);
        let found = self_enforcement(&commitment, punished).unwrap();
        found.check((&commitment, punished), 1e-9).unwrap();
        assert_eq!(found.least_discount(), punishment.least_discount(T - R, R - P).unwrap());
        assert!(!found.is_renegotiation_proof()); // both would rather forgive
        assert_eq!(found.weakest().map(|c| (c.breaker, c.fellow)), Some((0, 1)));
        assert_eq!(found.conditions.len(), 2);
    }
    let text = self_enforcement(&dilemma(Punishment::grim(), 0.4), punished).unwrap().to_string();
    assert!(
        text.starts_with("not self-enforcing at δ = 0.4; least δ 0.500, a breach by 0 towards 1 first"),
        "{text}"
    );
}

/// A random promise, with payoffs while punished as a table by breaker and mask of punishers.
type Drawn = (Commitment, Vec<Vec<Vec<f64>>>);

fn promises() -> impl Strategy<Value = Drawn> {
    let punishment = (prop::option::of(1u32..9), 0.1..=1.0, 0.0..0.9f64)
        .prop_map(|(periods, p, share)| Punishment { periods, detection: p, false_alarm: p * share });
    let tie = prop_oneof![3 => -2.0..2.0, 1 => Just(0.0), 1 => Just(1.0)];
    (2usize..5, punishment, prop::option::of(0.0..=1.0), 0.0..0.99).prop_flat_map(
        move |(n, punishment, pivotal, discount)| {
            let row = |n: usize| prop::collection::vec(tie.clone(), n);
            let gains = prop::collection::vec(row(n), n);
            let table = prop::collection::vec(prop::collection::vec(row(n), 1 << n), n);
            (row(n), row(n), gains, table, 0u64..1 << n).prop_map(
                move |(kept, without, gain, table, mask)| {
                    let punishers = Coalition::from_mask(mask);
                    (Commitment { kept, without, gain, punishers, punishment, pivotal, discount }, table)
                },
            )
        },
    )
}

/// What sitting out of the first, or of the last, period of a punishment loses, period by period.
fn sits_out(commitment: &Commitment, condition: &Enforcement, discount: f64) -> f64 {
    let k = condition.fellow;
    let rho = commitment.pivotal.unwrap_or(1.0 / condition.punishers.len() as f64);
    let (kept, gone) = (commitment.kept[k], commitment.without[k]);
    let punishing = kept - condition.forgone;
    let horizon = (-40.0 / discount.ln()).ceil() as usize;
    let loses = |left: usize| {
        let mut sum = -condition.saved;
        let mut weight = discount;
        for t in 1..horizon {
            let now = if t < left { punishing } else { kept };
            sum += weight * rho * (now - gone);
            weight *= discount;
        }
        sum
    };
    match commitment.punishment.periods {
        None => loses(usize::MAX),
        Some(periods) => loses(periods as usize).min(loses(1)),
    }
}

proptest! {
    #![proptest_config(draws::cases(64))]

    #[test]
    fn answers_pass_their_certificate_and_hold_from_their_threshold_on((commitment, table) in promises()) {
        let punished = |i: usize, s: Coalition| Ok(table[i][s.index()].clone());
        let found = self_enforcement(&commitment, punished).unwrap();
        found.check((&commitment, punished), 1e-9).unwrap();
        let n = commitment.players();
        let sets: usize = (0..n).map(|i| commitment.punishers.without(i).len().max(1)).sum();
        prop_assert_eq!(found.conditions.len(), (n - 1) * sets);
        for condition in found.conditions.iter().filter(|c| c.punishers.contains(c.fellow)) {
            let grid = [0.03, 0.2, 0.4, 0.6, 0.75, 0.9, 0.97];
            for discount in grid {
                let margin = sits_out(&commitment, condition, discount);
                match condition.enforces {
                    Some(least) if discount > least + 1e-6 => prop_assert!(margin > -1e-9, "{margin} {condition:?}"),
                    Some(least) if discount < least && discount > least - 1e-3 => {
                        prop_assert!(margin < 1e-9, "{margin} {condition:?}");
                    }
                    _ => {}
                }
            }
        }
        let (holds, least) = (found.holds(), found.least_discount());
        prop_assert_eq!(holds, least.is_some_and(|least| least <= commitment.discount));
        let patience = |c: &Enforcement| c.least_discount().unwrap_or(2.0);
        let most = found.by_all().map(patience).fold(0.0, f64::max);
        prop_assert_eq!(found.weakest().map(patience), Some(most));
    }

    #[test]
    fn doctored_answers_are_refused_in_every_field((commitment, table) in promises(), pick in 0usize..1000, by in 0.01..0.5) {
        let punished = |i: usize, s: Coalition| Ok(table[i][s.index()].clone());
        let found = self_enforcement(&commitment, punished).unwrap();
        let at = pick % found.conditions.len();
        let refused = |doctor: &dyn Fn(&mut SelfEnforcement)| {
            let mut answer = found.clone();
            doctor(&mut answer);
            answer.check((&commitment, punished), 1e-9).is_err()
        };
        prop_assert!(refused(&|a| a.discount += 0.001));
        let other = found.punishers.mask() ^ 1;
        prop_assert!(refused(&|a| a.punishers = Coalition::from_mask(other)));
        prop_assert!(refused(&|a| _ = a.conditions.pop()));
        prop_assert!(refused(&|a| _ = a.conditions.remove(at)));
        prop_assert!(refused(&|a| a.conditions.push(a.conditions[at].clone())));
        prop_assert!(refused(&|a| a.conditions[at].breaker += 1));
        prop_assert!(refused(&|a| a.conditions[at].fellow += 1));
        let c = &found.conditions[at];
        prop_assert!(refused(&|a| a.conditions[at].punishers = c.punishers.with(c.breaker)));
        prop_assert!(refused(&|a| a.conditions[at].punishers = Coalition::from_mask(c.punishers.mask() ^ 2)));
        type Field = fn(&mut Enforcement) -> &mut f64;
        let figures: [Field; 6] = [
            |c| &mut c.gain, |c| &mut c.loss, |c| &mut c.deterrence_margin, |c| &mut c.saved, |c| &mut c.forgone,
            |c| &mut c.enforcement_margin,
        ];
        for figure in figures {
            prop_assert!(refused(&|a| *figure(&mut a.conditions[at]) += by));
            prop_assert!(refused(&|a| *figure(&mut a.conditions[at]) -= by));
            prop_assert!(refused(&|a| *figure(&mut a.conditions[at]) = f64::NAN));
        }
        let thresholds: [fn(&mut Enforcement) -> &mut Option<f64>; 2] = [|c| &mut c.deters, |c| &mut c.enforces];
        for threshold in thresholds {
            let is = *threshold(&mut found.conditions[at].clone());
            let others = match is {
                None => vec![Some(0.0), Some(0.5), Some(0.999)],
                Some(least) => vec![None, Some(least - by), Some(least + by * (1.0 - least)), Some(f64::NAN), Some(2.0)],
            };
            for other in others {
                // Without patience nothing can change where the threshold is 1 already.
                if other != is {
                    prop_assert!(refused(&|a| *threshold(&mut a.conditions[at]) = other), "{is:?} as {other:?}");
                }
            }
        }
    }
}

#[track_caller]
fn refused<A>(result: comity::Result<A>, message: &str) {
    let error = result.err().expect("an error").to_string();
    assert!(error.contains(message), "{error:?} does not say {message:?}");
}

#[test]
fn what_is_wrong_is_named() {
    let grim = Punishment::grim();
    refused(Punishment::lasting(0).least_discount(1.0, 1.0), "punishment: periods is 0, allowed: at least 1");
    refused(grim.seen(1.5, 0.0).least_discount(1.0, 1.0), "punishment: detection is 1.5, allowed: 0..1");
    refused(grim.seen(0.5, 0.6).value(1.0, 0.0, 0.5), "false_alarm is 0.6, allowed: 0..0.5");
    refused(grim.seen(f64::NAN, 0.0).share_kept(), "detection is NaN");
    refused(grim.most_gain(1.0, 1.0), "punishment: discount is 1, allowed: 0..1, below 1");
    refused(Punishment::lasting(2).most_gain(1.0, 1.01), "discount is 1.01, allowed: 0..1");
    refused(grim.least_discount(f64::INFINITY, 1.0), "gain is inf, allowed: -1e151..1e151");
    refused(grim.most_gain(f64::NAN, 0.5), "loss is NaN");
    let good = barrett(3, 1.0, 2.5, 0.9);
    let solve = |change: &dyn Fn(&mut Commitment)| {
        let mut commitment = good.clone();
        change(&mut commitment);
        self_enforcement(&commitment, penance(3, 1.0, 2.5))
    };
    refused(solve(&|c| c.discount = 1.0), "commitment: discount is 1, allowed: 0..1, below 1");
    refused(solve(&|c| c.discount = -0.1), "commitment: discount is -0.1");
    refused(solve(&|c| c.discount = f64::NAN), "commitment: discount is NaN");
    refused(
        solve(&|c| c.punishers = Coalition::from_mask(0b1010)),
        "commitment: punisher is 3, allowed: players 0..2",
    );
    refused(solve(&|c| c.pivotal = Some(1.2)), "commitment: pivotal is 1.2, allowed: 0..1");
    refused(solve(&|c| c.punishment.periods = Some(0)), "periods is 0");
    refused(solve(&|c| c.kept[1] = f64::NAN), "player 1: payoff is NaN, allowed: -1e150..1e150");
    refused(solve(&|c| c.without[2] = f64::INFINITY), "player 2: payoff without the promise is inf");
    refused(solve(&|c| c.gain[1][0] = f64::NAN), "player 1: gain from a breach towards 0 is NaN");
    refused(solve(&|c| c.without.truncate(2)), "commitment, payoffs without the promise: expected 3");
    refused(solve(&|c| _ = c.gain[2].pop()), "commitment, gains of player 2: expected 3");
    refused(solve(&|c| c.kept.truncate(1)), "players is 1, allowed: 2..63");
    let odd = |_: usize, _: Coalition| Ok(vec![0.0; 2]);
    refused(
        self_enforcement(&good, odd),
        "payoffs while player 0 is punished: expected 3, one per player, got 2",
    );
    let nan = |_: usize, _: Coalition| Ok(vec![0.0, f64::NAN, 0.0]);
    refused(self_enforcement(&good, nan), "player 1: payoff while 0 is punished is NaN");
    // Players who do not look ahead at all, and payoffs at the ends of what is allowed.
    for periods in [None, Some(1), Some(2), Some(u32::MAX)] {
        let myopic = Punishment { periods, ..grim };
        assert_eq!(myopic.most_gain(1.0, 0.0).unwrap(), 0.0);
        assert_eq!(myopic.value(3.0, 1.0, 0.0).unwrap(), 3.0);
        let rigid = Commitment { punishment: myopic, discount: 0.0, pivotal: Some(1.0), ..good.clone() };
        let found = self_enforcement(&rigid, penance(3, 1.0, 2.5)).unwrap();
        found.check((&rigid, penance(3, 1.0, 2.5)), 1e-9).unwrap();
        assert!(
            found.conditions.iter().all(|c| c.enforcement_margin.is_finite() && c.deterrence_margin < 0.0)
        );
        let most = Commitment { kept: vec![1e150; 3], without: vec![-1e150; 3], discount: 0.999, ..rigid };
        let sinks =
            |i: usize, _: Coalition| Ok((0..3).map(|k| if k == i { -1e150 } else { 1e150 }).collect());
        let found = self_enforcement(&most, sinks).unwrap();
        found.check((&most, sinks), 1e-9).unwrap();
        assert!(found.conditions.iter().all(|c| c.enforcement_margin.is_finite() && c.loss.is_finite()));
    }
    refused(grim.most_gain(1.1e151, 0.5), "loss is 1.1e151, allowed: -1e151..1e151");
    // An answer from elsewhere may hold anything: it is written and refused.
    let mut odd = self_enforcement(&good, penance(3, 1.0, 2.5)).unwrap();
    odd.conditions[0].breaker = usize::MAX;
    odd.conditions.last_mut().unwrap().breaker = usize::MAX;
    assert!(!odd.to_string().is_empty() && odd.weakest().is_some());
    refused(odd.check((&good, penance(3, 1.0, 2.5)), 1e-9), "a breach by");
    odd.conditions.clear();
    assert!(odd.fewest(0).is_none() && odd.players() == 0 && !odd.to_string().is_empty());
    refused(odd.check((&good, penance(3, 1.0, 2.5)), 1e-9), "nothing about a breach by 0 towards 1");
    // Diagonals are not read, and gains may be losses.
    let mut odd = good.clone();
    odd.gain[1][1] = f64::NAN;
    assert!(self_enforcement(&odd, penance(3, 1.0, 2.5)).is_ok());
}
