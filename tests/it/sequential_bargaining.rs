//! Sequential bargaining: closed forms from the literature, equilibria against their own definition, and
//! relations between the games.

use crate::common::draws;
use comity::Error;
use comity::coalition::Coalition;
use comity::game::{Fraction, SizeStructure, SymmetricGame, TuGame, Value};
use comity::solve::Certified;
use comity::solve::bargaining::{
    self, CoalitionalEquilibrium, NextProposer, Terms, alternating_offers, coalitional_nash, efficiency,
    majority_bargaining, menu_bargaining, random_proposer, rejector_proposes, weighted_majority_bargaining,
};
use comity::solve::tu::{Core, core};
use rand::RngExt;
use rand::rngs::ChaCha8Rng;
use serde_json::Value as Json;

use crate::common::cases::{case, fraction};
use crate::common::values::altered;

fn f(p: i64, q: i64) -> Fraction {
    Fraction::ratio(p, q)
}

fn items(model: &str) -> Vec<Json> {
    let file = case("62_noncoop_bargaining_closed_forms.json");
    let items = file["items"].as_array().unwrap();
    let item = items.iter().find(|item| item["model"].as_str().unwrap().starts_with(model)).unwrap();
    item["cases"].as_array().unwrap().clone()
}

#[test]
fn rubinstein_1982_case_file() {
    for c in items("Rubinstein") {
        let discounts = [fraction(&c["delta1"]), fraction(&c["delta2"])];
        let found = alternating_offers(&f(1, 1), &discounts, NextProposer::InTurn).unwrap();
        assert_eq!(found.by_proposer[0][0], fraction(&c["proposer_share"]));
        assert_eq!(found, alternating_offers(&f(1, 1), &discounts, NextProposer::Rejector).unwrap());
        let pie = TuGame::from_values(vec![f(0, 1), f(0, 1), f(0, 1), f(1, 1)]).unwrap();
        let terms = Terms { discounts: discounts.to_vec(), ..Terms::equal(2, f(1, 1)) };
        assert_eq!(rejector_proposes(&pie, &terms, &[0, 1]).unwrap().values(), found.by_proposer[0]);
        assert_eq!(rejector_proposes(&pie, &terms, &[1, 0]).unwrap().values(), found.by_proposer[1]);
    }
}

#[test]
fn divisions_by_unanimity_are_equilibria() {
    let mut rng = draws::rng(1);
    for _ in 0..draws::rounds(2000) {
        let n = rng.random_range(1..=6u32) as usize;
        let discounts: Vec<Fraction> = (0..n).map(|_| f(rng.random_range(0..=20), 20)).collect();
        let patient = discounts.iter().filter(|d| **d == f(1, 1)).count();
        let pie = f(rng.random_range(1..=9), rng.random_range(1..=9));
        for (next, found) in [
            (NextProposer::InTurn, alternating_offers(&pie, &discounts, NextProposer::InTurn)),
            (NextProposer::Rejector, alternating_offers(&pie, &discounts, NextProposer::Rejector)),
        ] {
            if patient > 1 {
                assert!(matches!(found, Err(Error::Undefined { .. })));
                continue;
            }
            let found = found.unwrap();
            found.check((&pie, &discounts[..], next), 0.0).unwrap();
            let floats: Vec<f64> = discounts.iter().map(Value::to_f64).collect();
            let float = alternating_offers(&pie.to_f64(), &floats, next).unwrap();
            float.check((&pie.to_f64(), &floats[..], next), 1e-12).unwrap();
            if n > 1 {
                let mut lie = found.clone();
                lie.by_proposer[0][0] -= f(1, 100);
                lie.by_proposer[0][1] += f(1, 100);
                assert!(lie.check((&pie, &discounts[..], next), 0.0).is_err());
            }
            // The twin: iterate "the others get their discounted share in the next division".
            if discounts.iter().all(|d| *d <= f(3, 4)) {
                let mut now = vec![vec![0.0; n]; n];
                for _ in 0..draws::rounds(1000) {
                    let then =
                        |j: usize, k: usize| if next == NextProposer::InTurn { (j + 1) % n } else { k };
                    let row = |j: usize| {
                        let mut row: Vec<f64> = (0..n).map(|k| floats[k] * now[then(j, k)][k]).collect();
                        row[j] = 0.0;
                        row[j] = pie.to_f64() - row.iter().sum::<f64>();
                        row
                    };
                    let new: Vec<Vec<f64>> = (0..n).map(row).collect();
                    let moved = now.iter().flatten().zip(new.iter().flatten()).map(|(a, b)| (a - b).abs());
                    if moved.fold(0.0, f64::max) < 1e-12 {
                        break;
                    }
                    // Averaged, as the map itself need not contract.
                    for (a, b) in now.iter_mut().flatten().zip(new.iter().flatten()) {
                        *a += 0.2 * (b - *a);
                    }
                }
                let near = now.iter().flatten().zip(float.by_proposer.iter().flatten());
                assert!(near.into_iter().all(|(a, b)| (a - b).abs() < 1e-9), "{next:?} {floats:?}");
            }
        }
    }
}

#[test]
fn baron_ferejohn_1989_case_file() {
    for c in items("Baron-Ferejohn") {
        let (n, q) = (c["n"].as_u64().unwrap() as usize, c["majority"].as_u64().unwrap() as usize);
        let terms = Terms::equal(n, fraction(&c["delta"]));
        let found = majority_bargaining(f(1, 1), q, &terms).unwrap();
        found.check(&terms, 0.0).unwrap();
        for i in 0..n {
            assert_eq!(found.proposer_share(i).unwrap(), fraction(&c["proposer_share"]));
            assert_eq!(found.accepts[i], fraction(&c["coalition_partner_share"]));
            assert_eq!(found.values[i], fraction(&c["continuation_value"]));
        }
    }
}

#[test]
fn baron_ferejohn_by_its_formula() {
    // Proposer 1 − δ(q − 1)/n, partners δ/n, ex ante 1/n; any quota, any discount factor.
    for n in 1..=14i64 {
        for q in 1..=n {
            for d in [f(0, 1), f(1, 3), f(9, 10), f(1, 1)] {
                let terms = Terms::equal(n as usize, d.clone());
                let found = majority_bargaining(f(1, 1), q as usize, &terms).unwrap();
                found.check(&terms, 0.0).unwrap();
                assert_eq!(found.proposer_share(0).unwrap(), f(1, 1) - &d * f(q - 1, n));
                assert!(found.values.iter().all(|v| *v == f(1, n)));
                assert!(found.accepts.iter().all(|a| *a == &d * f(1, n)));
            }
        }
    }
}

#[test]
fn majorities_of_unequal_players() {
    let mut rng = draws::rng(2);
    let mut compared = 0;
    for round in 0..draws::rounds(2000) {
        let n = rng.random_range(2..=if round % 50 == 0 { 12 } else { 4u32 }) as usize;
        let q = rng.random_range(1..=n as u32) as usize;
        let mut terms = Terms::equal(n, f(1, 1));
        let spread = [1, 3, 10][rng.random_range(0..3u32) as usize];
        terms.recognition =
            (0..n).map(|_| f(rng.random_range(i64::from(round % 3 == 0)..=spread), 1)).collect();
        terms.discounts =
            (0..n).map(|_| f(rng.random_range(if round % 2 == 0 { 0 } else { 8 }..=10), 10)).collect();
        let pie = f(rng.random_range(1..=5), 1);
        if terms.recognition.iter().all(|w| *w == f(0, 1)) {
            assert!(majority_bargaining(pie, q, &terms).is_err());
            continue;
        }
        let found = majority_bargaining(pie.clone(), q, &terms).unwrap();
        found.check(&terms, 0.0).unwrap();
        assert_eq!(found.values.iter().sum::<Fraction>(), pie);
        for (i, j) in (0..n).flat_map(|i| (0..n).map(move |j| (i, j))) {
            if terms.recognition[i] == terms.recognition[j] && terms.discounts[i] == terms.discounts[j] {
                assert_eq!(found.values[i], found.values[j], "equals are worth the same");
            }
        }
        let floats = |v: &[Fraction]| v.iter().map(Value::to_f64).collect::<Vec<f64>>();
        let float_terms = Terms {
            recognition: floats(&terms.recognition),
            discounts: floats(&terms.discounts),
            ..Terms::equal(n, 1.0)
        };
        let float = majority_bargaining(pie.to_f64(), q, &float_terms).unwrap();
        float.check(&float_terms, 1e-9).unwrap();
        assert!(float.values.iter().zip(&found.values).all(|(a, b)| (a - b.to_f64()).abs() < 1e-9));
        // Another solver, which knows nothing of quotas, comes to the same values (they are unique: Eraslan 2002).
        if n <= 5 && terms.discounts.iter().all(|d| *d < f(1, 1)) {
            let ones = vec![1.0; n];
            if let Ok(weighted) = weighted_majority_bargaining(pie.to_f64(), &ones, q as f64, &float_terms) {
                weighted.check((&pie.to_f64(), &ones[..], &(q as f64), &float_terms), 1e-7).unwrap();
                let near = weighted.values().iter().zip(&float.values);
                assert!(
                    near.into_iter().all(|(a, b)| (a - b).abs() < 1e-6),
                    "{terms:?} {weighted:?} {found:?}"
                );
                compared += 1;
            }
        }
        let mut lie = found.clone();
        lie.values[0] += f(1, 1000);
        assert!(lie.check(&terms, 0.0).is_err());
    }
    assert!(compared > draws::rounds(600), "{compared}");
}

#[test]
fn weighted_majorities() {
    // An apex game (Montero 2006, δ → 1, equal recognition): the small ones are alike.
    let weights = [f(3, 1), f(1, 1), f(1, 1), f(1, 1), f(1, 1)];
    let terms = Terms::equal(5, f(99, 100));
    let found = weighted_majority_bargaining(f(1, 1), &weights, f(4, 1), &terms).unwrap();
    found.check((&f(1, 1), &weights[..], &f(4, 1), &terms), 1e-8).unwrap();
    assert!((found.values()[1].to_f64() - found.values()[4].to_f64()).abs() < 1e-9);
    assert!(found.values()[0] > found.values()[1]);
    assert!(weighted_majority_bargaining(f(1, 1), &weights, f(8, 1), &terms).is_err());
    assert!(weighted_majority_bargaining(f(0, 1), &weights, f(4, 1), &terms).is_err());
    assert!(weighted_majority_bargaining(1.0, &[1.0, f64::NAN], 1.0, &Terms::equal(2, 0.5)).is_err());
}

#[test]
fn compte_jehiel_2010_case_file_and_every_other_worth() {
    let game = |a: Fraction| {
        TuGame::from_fn(3, |s| match s.mask() {
            0b011 => a.clone(),
            0b111 => f(1, 1),
            _ => f(0, 1),
        })
        .unwrap()
    };
    for c in items("Compte & Jehiel") {
        let found = coalitional_nash(&game(fraction(&c["v12"]))).unwrap();
        let expected: Vec<Fraction> = c["allocation"].as_array().unwrap().iter().map(fraction).collect();
        assert_eq!((found.payoff, found.exact), (expected, true));
    }
    for k in 0..=120 {
        let a = f(k, 120);
        let found = coalitional_nash(&game(a.clone())).unwrap();
        let half = (a.clone() / f(2, 1)).max(f(1, 3));
        assert!(found.exact);
        found.check(&game(a), 0.0).unwrap();
        assert_eq!(found.payoff, [half.clone(), half.clone(), f(1, 1) - f(2, 1) * half]);
    }
    assert!(matches!(coalitional_nash(&game(f(121, 120))), Err(Error::Undefined { .. })));
}

/// Worths of 2 ≤ n ≤ `most` players, with ties, zeros, non-superadditive ones; nobody has anything alone.
fn random_game(rng: &mut ChaCha8Rng, most: u32) -> TuGame<Fraction> {
    let n = rng.random_range(2..=most) as usize;
    let kind = rng.random_range(0..5u32);
    TuGame::from_fn(n, |s| {
        let size = s.len() as i64;
        f(
            match kind {
                _ if size < 2 => 0,
                0 => size * (size - 1),
                1 => rng.random_range(0..=12),
                2 => size * rng.random_range(0..=3),
                3 => rng.random_range(-3..=9),
                _ => rng.random_range(0..=2) + 3 * (size - 1),
            },
            1,
        )
    })
    .unwrap()
}

#[test]
fn coalitional_nash_is_the_best_of_the_core() {
    let mut rng = draws::rng(3);
    let (mut exact, mut all, mut pinned) = (0, 0, 0);
    for round in 0..2500 {
        let mut game = random_game(&mut rng, 5);
        if round % 3 == 0 {
            // Somebody has something alone, or less than nothing.
            let own: Vec<i64> = (0..game.players()).map(|_| rng.random_range(-2..=4)).collect();
            let shift = |s: Coalition| f(s.players().map(|i| own[i]).sum(), 1);
            game = TuGame::from_fn(game.players(), |s| game.value(s) + shift(s)).unwrap();
        }
        let Core::NonEmpty { payoff: other, .. } = core(&game).unwrap() else {
            assert!(coalitional_nash(&game).is_err());
            continue;
        };
        let found = coalitional_nash(&game).unwrap();
        found.check(&game, if found.exact { 0.0 } else { 1e-7 }).unwrap();
        let float = coalitional_nash(&game.to_f64()).unwrap();
        float.check(&game.to_f64(), 1e-7).unwrap();
        let near = float.payoff.iter().zip(&found.payoff).all(|(a, b)| (a - b.to_f64()).abs() < 1e-6);
        assert!(near, "{game:?} {float:?} {found:?}");
        all += 1;
        exact += u32::from(found.exact);
        let proof = serde_json::to_value(&found).unwrap()["certificate"]["pinned"].clone();
        let cannot: Vec<usize> =
            proof.as_array().unwrap().iter().map(|p| p[0].as_u64().unwrap() as usize).collect();
        pinned += u32::from(!cannot.is_empty());
        // The twin: no point between it and another of the core has a larger product.
        let gain = |x: &[Fraction], i: usize| x[i].to_f64() - game.value(Coalition::singleton(i)).to_f64();
        let free: Vec<usize> = (0..game.players()).filter(|i| !cannot.contains(i)).collect();
        let log = |x: &[Fraction]| free.iter().map(|&i| gain(x, i).max(0.0).ln()).sum::<f64>();
        assert!(cannot.iter().all(|&i| gain(&other, i) == 0.0));
        for k in 1..=8 {
            let between = |a: &Fraction, b: &Fraction| a + (b - a) * f(k, 8);
            let x: Vec<Fraction> = found.payoff.iter().zip(&other).map(|(a, b)| between(a, b)).collect();
            assert!(log(&x) <= log(&found.payoff) + 1e-9);
        }
        let mut lie = found.clone();
        if game.players() > 1 {
            lie.payoff[0] += f(1, 10);
            assert!(lie.check(&game, 1e-7).is_err());
            lie.payoff[1] -= f(1, 10);
            let lie = altered(&lie, |json| json["certificate"]["payoff"] = json["payoff"].clone());
            assert!(lie.check(&game, 1e-7).is_err());
        }
    }
    assert!(all > 800 && exact * 2 > all && pinned > 50, "{exact} {all} {pinned}");
}

#[test]
fn a_core_that_rounding_may_have_emptied_is_not_called_empty() {
    let third = 1.0 / 3.0 + 1e-16;
    let worth = |s: Coalition| [0.0f64, 0.0, 2.0 * third, 1.0][s.len()];
    let tight = TuGame::from_fn(3, |s| if s.len() == 2 { worth(s).next_up() } else { worth(s) }).unwrap();
    let told = coalitional_nash(&tight).unwrap_err().to_string();
    assert!(told.contains("undecided within rounding"), "{told}");
    let empty = TuGame::from_fn(3, |s| if s.len() == 2 { 0.7 } else { worth(s) }).unwrap();
    let told = coalitional_nash(&empty).unwrap_err().to_string();
    assert!(told.contains("the core is empty:"), "{told}");
}

#[test]
fn an_irrational_coalitional_nash_solution_says_so() {
    // Two overlapping pairs bind: with x₁ = y the first order condition is 1/y + 1/(y − 2/5) = 2/(7/10 − y).
    let pairs = [0b0011, 0b0110];
    let worth = |s: Coalition| match s.mask() {
        0b1111 => f(1, 1),
        _ if pairs.iter().any(|&p| Coalition::from_mask(p).is_subset_of(s)) => f(7, 10),
        _ => f(0, 1),
    };
    let game = TuGame::from_fn(4, worth).unwrap();
    let found = coalitional_nash(&game).unwrap();
    assert!(!found.exact);
    found.check(&game, 1e-9).unwrap();
    assert!(found.check(&game, 0.0).is_err());
    let y = found.payoff[1].to_f64();
    assert!((1.0 / y + 1.0 / (y - 0.4) - 2.0 / (0.7 - y)).abs() < 1e-8);
}

#[test]
fn okada_1996_case_file() {
    for c in items("Okada") {
        let n = c["n"].as_u64().unwrap() as usize;
        let value = |mask: u64| fraction(&c["v"][mask.to_string()]);
        let game = TuGame::from_fn(n, |s| value(s.mask())).unwrap();
        let verdict = efficiency(&game, &Terms::equal(n, f(1, 1))).unwrap();
        assert_eq!(verdict.is_efficient(), c["efficient"].as_bool().unwrap());
        let found = random_proposer(&game, &Terms::equal(n, f(999, 1000)).continuing()).unwrap();
        let grand = found.start().unwrap().proposals.iter().flatten().all(|(_, s)| s.len() == n);
        assert_eq!(grand, verdict.is_efficient());
    }
}

/// Expected payoffs from the definition, by iteration from `start` while proposals are best replies; `None`
/// if they move.
fn value_iteration(game: &TuGame, delta: f64) -> Option<Vec<f64>> {
    let n = game.players();
    let mut v = vec![game.grand() / n as f64; n];
    for _ in 0..3000 {
        let mut next = vec![0.0; n];
        for j in 0..n {
            let net =
                |s: Coalition| game.value(s) - s.without(j).players().map(|k| delta * v[k]).sum::<f64>();
            let own: Vec<Coalition> = game.grand_coalition().subsets().filter(|s| s.contains(j)).collect();
            let best = own.iter().map(|&s| net(s)).fold(f64::NEG_INFINITY, f64::max);
            let good: Vec<Coalition> = own.into_iter().filter(|&s| net(s) >= best - 1e-12).collect();
            for &s in &good {
                let chance = 1.0 / (n * good.len()) as f64;
                s.players().for_each(|i| next[i] += chance * if i == j { best } else { delta * v[i] });
            }
        }
        let moved = v.iter().zip(&next).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        v = next;
        if moved < 1e-14 {
            return Some(v);
        }
    }
    None
}

#[test]
fn random_proposers_play_equilibria() {
    let mut rng = draws::rng(4);
    let (mut solved, mut exact, mut failed, mut twins) = (0, 0, 0, 0);
    for round in 0..draws::rounds(2000) {
        let game = random_game(&mut rng, [5, 3, 3, 3, 4, 3, 3, 3][round % 8]);
        let n = game.players();
        let delta = [f(1, 2), f(9, 10), f(99, 100)][rng.random_range(0..3u32) as usize].clone();
        let mut terms = Terms::equal(n, delta.clone());
        let plain = round % 2 == 0;
        if !plain {
            terms.recognition = (0..n).map(|_| f(rng.random_range(0..=3), 1)).collect();
            terms.discounts = (0..n).map(|_| f(rng.random_range(5..=9), 10)).collect();
            terms = if round % 4 == 1 { terms.continuing() } else { terms };
        }
        let found: CoalitionalEquilibrium<Fraction> = match random_proposer(&game, &terms) {
            Ok(found) => found,
            Err(Error::NotConverged { .. }) => {
                failed += 1;
                continue;
            }
            Err(other) => panic!("{other}"),
        };
        let tolerance = if found.exact { 0.0 } else { 1e-7 };
        found.check((&game, &terms), tolerance).unwrap();
        assert!(if found.exact { found.residual == 0.0 } else { found.residual <= 1e-8 });
        solved += 1;
        exact += u32::from(found.exact);
        if game.grand_coalition().subsets().all(|s| game.value(s) <= game.grand())
            && !found.values().is_empty()
        {
            let total: f64 = found.values().iter().map(Value::to_f64).sum();
            assert!(
                total <= game.grand().to_f64() + 1e-7
                    || !plain && terms.residual != Terms::equal(1, f(1, 1)).residual
            );
        }
        if plain && let Some(twin) = value_iteration(&game.to_f64(), delta.to_f64()) {
            let near = twin.iter().zip(found.values()).all(|(a, b)| (a - b.to_f64()).abs() < 1e-8);
            assert!(near, "{game:?} {twin:?} {found:?}");
            twins += 1;
        }
        let mut lie = found.clone();
        lie.stages.last_mut().unwrap().values[0] += f(1, 100);
        assert!(lie.check((&game, &terms), 1e-7).is_err());
        // Units do not matter.
        if round % 5 == 0 {
            let scaled = TuGame::from_fn(n, |s| game.value(s) * f(1, 1024)).unwrap();
            let again = random_proposer(&scaled, &terms).unwrap();
            let near = |a: &Fraction, b: &Fraction| (a.to_f64() * 1024.0 - b.to_f64()).abs() < 1e-9;
            assert!(again.values().iter().zip(found.values()).all(|(a, b)| near(a, b)));
        }
    }
    println!("{solved} solved, {exact} exactly, {failed} not, {twins} twins");
    assert!(failed * 20 < solved && exact * 2 > solved && twins > draws::rounds(500));
}

#[test]
fn equal_players_are_worth_the_same_where_the_grand_coalition_forms() {
    // Okada 1996: with the largest average, N forms whatever δ, and all are worth v(N)/n.
    let mut rng = draws::rng(5);
    let mut seen = [0; 2];
    for _ in 0..2000 {
        let game = random_game(&mut rng, 5);
        let n = game.players();
        let terms = Terms::equal(n, f(rng.random_range(90..=99), 100));
        let efficient = efficiency(&game, &terms).unwrap();
        let average = |s: Coalition| game.value(s) / f(s.len() as i64, 1);
        let definition =
            game.grand_coalition().subsets().skip(1).all(|s| average(s) <= average(game.grand_coalition()));
        assert_eq!(efficient.is_efficient(), definition);
        if let Some((s, excess)) = &efficient.blocked {
            assert_eq!(*excess, game.value(*s) - s.players().map(|i| &efficient.shares[i]).sum::<Fraction>());
        }
        seen[usize::from(definition)] += 1;
        if definition {
            // The candidate from the theorem is an equilibrium by the certificate, whatever the solver returned.
            let v = game.grand() / f(n as i64, 1);
            let mut found = random_proposer(&game, &terms).unwrap();
            let stage = found.stages.last_mut().unwrap();
            stage.values = vec![v.clone(); n];
            stage.accepts = vec![v * &terms.discounts[0]; n];
            stage.proposals = vec![vec![(f(1, 1), game.grand_coalition())]; n];
            found.check((&game, &terms), 0.0).unwrap();
        }
    }
    assert!(seen[0] > 300 && seen[1] > 300, "{seen:?}");
}

#[test]
fn efficient_bargaining_converges_to_the_coalitional_nash_solution() {
    // Compte & Jehiel 2010: the limit of asymptotically efficient equilibria.
    let mut rng = draws::rng(6);
    let mut seen = 0;
    for _ in 0..400 {
        let game = random_game(&mut rng, 4).to_f64();
        let (Ok(nash), Ok(found)) =
            (coalitional_nash(&game), random_proposer(&game, &Terms::equal(game.players(), 0.999_999)))
        else {
            continue;
        };
        let total: f64 = found.values().iter().sum();
        if *game.grand() > 0.0 && total > game.grand() * (1.0 - 1e-4) {
            let far = nash.payoff.iter().zip(found.values()).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
            assert!(far < 2e-3 * game.grand(), "{game:?} {nash:?} {found:?}");
            seen += 1;
        }
    }
    assert!(seen > 60, "{seen}");
}

#[test]
fn rejectors_play_equilibria() {
    let mut rng = draws::rng(7);
    let mut failed = 0;
    for round in 0..draws::rounds(2000) {
        let game = random_game(&mut rng, [5, 3, 3, 3, 4, 3, 3, 3][round % 8]);
        let n = game.players();
        let mut terms = Terms::equal(n, f(9, 10));
        terms.discounts = (0..n).map(|_| f(rng.random_range(0..=19), 20)).collect();
        terms = if round % 2 == 0 { terms.continuing() } else { terms };
        let mut order: Vec<usize> = (0..n).collect();
        order.rotate_left(round % n);
        match rejector_proposes(&game, &terms, &order) {
            Ok(found) => {
                assert!(found.exact);
                found.check((&game, &terms, &order[..]), 0.0).unwrap();
                let mut lie = found.clone();
                lie.stages.last_mut().unwrap().accepts[0] += f(1, 100);
                assert!(lie.check((&game, &terms, &order[..]), 1e-9).is_err());
            }
            Err(Error::NotConverged { .. }) => failed += 1,
            Err(other) => panic!("{other}"),
        }
    }
    assert_eq!(failed, 0);
    // Chatterjee and others 1993: with equal patience and N the best average, all are worth v(N)/(1 + δ(n − 1)) as proposers.
    let square = TuGame::from_fn(4, |s| f((s.len() * s.len()) as i64, 1)).unwrap();
    let zero = TuGame::from_fn(4, |s| square.value(s) - f(s.len() as i64, 1)).unwrap();
    let found = rejector_proposes(&zero, &Terms::equal(4, f(1, 2)), &[2, 0, 1, 3]).unwrap();
    assert_eq!(found.values(), [f(12, 5), f(12, 5), f(24, 5), f(12, 5)]);
}

#[test]
fn a_menu_is_consistent() {
    let mut rng = draws::rng(8);
    let mut solved = 0;
    for _ in 0..500 {
        let utilities: Vec<Vec<f64>> =
            (0..3).map(|_| (0..8).map(|_| f64::from(rng.random_range(0..=9u32))).collect()).collect();
        let members: Vec<Coalition> = (0..8).map(|_| Coalition::from_mask(rng.random_range(1..8))).collect();
        let terms = Terms::equal(3, 0.8);
        let Ok(found) = menu_bargaining(&utilities, &members, &[0.0; 3], &terms) else { continue };
        solved += 1;
        let accepts = |i: usize, o: usize| utilities[i][o] >= 0.8 * found.values[i] - 1e-8;
        for j in 0..3 {
            for &(q, o) in &found.proposals[j] {
                assert!(q > 0.0 && members[o].contains(j) && members[o].players().all(|i| accepts(i, o)));
                let sure =
                    |o: usize| members[o].players().all(|i| utilities[i][o] >= 0.8 * found.values[i] + 1e-8);
                let best = (0..8).filter(|&o| members[o].contains(j) && sure(o)).map(|o| utilities[j][o]);
                assert!(q < 1e-4 || best.fold(0.0, f64::max) <= utilities[j][o] + 1e-6);
            }
        }
    }
    assert!(solved > 300, "{solved}");
    assert!(
        menu_bargaining(&[vec![f64::NAN]], &[Coalition::singleton(0)], &[0.0], &Terms::equal(1, 0.5))
            .is_err()
    );
    assert!(menu_bargaining(&[vec![]], &[Coalition::singleton(0)], &[0.0], &Terms::equal(1, 0.5)).is_err());
}

#[test]
fn bloch_1996_in_the_hundreds() {
    // The cartel is the smallest integer that is at least (2n + 3 − √(4n + 5))/2; the others stay alone.
    for n in [2u64, 3, 5, 11, 25, 60, 110, 160] {
        let cournot = |_: usize, p: &SizeStructure| Ok(1.0 / (p.sizes().len() as f64 + 1.0).powi(2));
        let game = SymmetricGame::new(n as usize, cournot).unwrap();
        let mut sizes = bargaining::sequential_formation(&game, |p| p.sizes().len()).unwrap();
        sizes.sort_unstable_by(|a, b| b.cmp(a));
        // s ≥ (2n + 3 − √(4n + 5))/2 in integers.
        let enough = |s: u64| 2 * s >= 2 * n + 3 || (2 * n + 3 - 2 * s).pow(2) <= 4 * n + 5;
        let cartel = (1..=n).find(|&s| enough(s)).unwrap() as usize;
        assert_eq!(sizes[0], cartel, "n = {n}");
        assert!(sizes[1..].iter().all(|&s| s == 1) && sizes.iter().sum::<usize>() == n as usize);
    }
}

#[test]
fn hostile_terms_are_errors() {
    let pie = TuGame::from_values(vec![0.0, 0.0, 0.0, 1.0]).unwrap();
    for d in [-0.1, 1.1, f64::NAN, f64::INFINITY] {
        let terms = Terms::equal(2, d);
        assert!(random_proposer(&pie, &terms).is_err());
        assert!(rejector_proposes(&pie, &terms, &[0, 1]).is_err());
        assert!(majority_bargaining(1.0, 2, &terms).is_err());
        for next in [NextProposer::InTurn, NextProposer::Rejector] {
            assert!(alternating_offers(&1.0, &[d], next).is_err());
        }
    }
    let good = Terms::equal(2, 0.5);
    for w in [-1.0, f64::NAN, f64::INFINITY] {
        let terms = Terms { recognition: vec![1.0, w], ..good.clone() };
        assert!(random_proposer(&pie, &terms).is_err() && majority_bargaining(1.0, 1, &terms).is_err());
    }
    assert!(random_proposer(&pie, &Terms::equal(3, 0.5)).is_err());
    assert!(
        rejector_proposes(&pie, &good, &[0, 0]).is_err() && rejector_proposes(&pie, &good, &[0]).is_err()
    );
    assert!(
        majority_bargaining(1.0, 0, &Terms { quorum: 0, ..good.clone() }).is_err()
            && majority_bargaining(1.0, 3, &good).is_err()
    );
    assert!(majority_bargaining(f64::NAN, 1, &good).is_err() && majority_bargaining(-1.0, 1, &good).is_err());
    assert!(
        majority_bargaining(1.0, 1, &Terms::equal(0, 0.5)).is_err()
            && alternating_offers(&1.0, &[], NextProposer::InTurn).is_err()
    );
    let big = TuGame::from_fn(13, |s| s.len() as f64).unwrap();
    assert!(matches!(random_proposer(&big, &Terms::equal(13, 0.5)), Err(Error::TooLarge { n: 13, .. })));
    assert!(matches!(rejector_proposes(&big, &Terms::equal(13, 0.5), &[]), Err(Error::TooLarge { .. })));
    assert!(matches!(coalitional_nash(&TuGame::from_fn(17, |_| 0.0).unwrap()), Err(Error::TooLarge { .. })));
    // Nobody may propose: everybody keeps what it has alone.
    let idle = Terms { recognition: vec![0.0; 2], ..good };
    let found = random_proposer(&pie, &idle).unwrap();
    found.check((&pie, &idle), 0.0).unwrap();
    assert_eq!(found.values(), [0.0, 0.0]);
    assert!(efficiency(&pie, &idle).is_err());
}
