//! Contests against Hirshleifer (1991), Tullock's closed form and iterated best responses.

use super::{assert_close, draws};
use crate::coalition::{Coalition, Partition};
use crate::game::{PartitionFunction, PartitionGame};
use crate::mechanism::contest::{success, tullock};
use crate::solve::membership::{Membership, treaty_stability};
use rand::RngExt;

/// What side 0 of Hirshleifer's model earns: its share of what both produce.
fn income(own: f64, other: f64, resources: [f64; 2], m: f64) -> f64 {
    success(own, other, m) * (resources[0] - own + resources[1] - other)
}

/// Hirshleifer (1991), table 1: with output the sum of productive efforts each side fights with
/// `F = m (R₁ + R₂) / (2 (m + 1))` and ends with half of what is produced, however unequal the resources.
#[test]
fn the_paradox_of_power() {
    for (resources, m, fight, earned) in [
        ([100.0, 100.0], 1.0, 50.0, 50.0),
        ([120.0, 80.0], 1.0, 50.0, 50.0),
        ([150.0, 50.0], 1.0, 50.0, 50.0),
        ([160.0, 40.0], 0.5, 100.0 / 3.0, 200.0 / 3.0), // the poor side ends richer than it began
    ] {
        assert_close(income(fight, fight, resources, m), earned, 1e-12);
        // Nobody can do better by fighting more or less.
        for step in 0..=1000 {
            let other = resources[0] * f64::from(step) / 1000.0;
            assert!(income(other, fight, resources, m) <= earned + 1e-9, "{other} against {fight}");
        }
    }
}

/// What each side keeps of the prize: its share less the cost of its effort.
fn payoffs(prize: f64, costs: &[f64]) -> Vec<f64> {
    let effort = tullock(prize, costs).unwrap();
    let total: f64 = effort.iter().sum();
    effort.iter().zip(costs).map(|(x, c)| prize * x / total - c * x).collect()
}

/// Blocs fight over V with linear costs; each of `|P|` earns `V/|P|²`. Alone in the world it need not
/// fight.
fn blocs(n: usize, prize: f64) -> PartitionGame {
    PartitionGame::from_fn(n, |p| match p.len() {
        1 => Ok(vec![prize]),
        k => Ok(payoffs(prize, &vec![1.0; k])),
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
            let structure =
                if members.is_empty() { Partition::singletons(n) } else { Partition::one_bloc(n, members)? };
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
fn unequal_sides_answer_each_other_best() {
    let mut rng = draws::rng(1980);
    for _ in 0..300 {
        let sides = rng.random_range(2..=6u32) as usize;
        let prize = rng.random_range(0.5..200.0);
        let costs: Vec<f64> = (0..sides).map(|_| rng.random_range(0.2..5.0)).collect();
        let (found, kept) = (tullock(prize, &costs).unwrap(), payoffs(prize, &costs));
        // The best answer to the others is √(V·others/c) − others.
        let total: f64 = found.iter().sum();
        for i in 0..sides {
            let others = total - found[i];
            let best = ((prize * others / costs[i]).sqrt() - others).max(0.0);
            assert_close(found[i], best, 1e-9 * total);
            assert_close(kept[i], prize * found[i] / total - costs[i] * found[i], 1e-9 * prize);
            assert!(kept[i] >= 0.0);
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

/// At the ends of the floating-point numbers the stronger side still wins.
#[test]
fn certainty_is_not_one_half() {
    for (a, b, m, wins) in [
        (1e-200, 1e-300, 2.0, 1.0),
        (1e-300, 1e-200, 2.0, 0.0),
        (1e200, 1e100, 3.0, 1.0),
        (1e308, 1e308, 1.0, 0.5),
        (1e308, 1e308, 5.0, 0.5),
        (2e-320, 1e-320, 1.0, 2.0 / 3.0),
        (f64::INFINITY, 1.0, 1.0, 1.0),
        (1.0, f64::INFINITY, 2.0, 0.0),
        (f64::INFINITY, f64::INFINITY, 1.0, 0.5),
        (0.0, 0.0, 1.0, 0.5),
        (0.0, 1e-320, 9.0, 0.0),
        (f64::NAN, 1.0, 1.0, 0.0),
        (-1.0, 1.0, 1.0, 0.0),
        (2.0, 1.0, f64::INFINITY, 1.0),
        (2.0, 1.0, f64::NAN, 0.5),
    ] {
        let chance = success(a, b, m);
        assert!((chance - wins).abs() < 1e-3, "{a} {b} {m}: {chance}");
        assert!((chance + success(b, a, m) - 1.0).abs() < 1e-15, "{a} {b} {m}");
    }
}

#[test]
fn efforts_past_the_largest_number_are_refused() {
    let efforts = tullock(1e308, &[1e308, 1e308, 1e308]).unwrap();
    assert!(efforts.iter().all(|x| (x - 2.0 / 9.0).abs() < 1e-12), "{efforts:?}");
    assert!(tullock(1e308, &[1e-308; 2]).is_err());
    let efforts = tullock(1.0, &[1e-300, 1e300, 1e308]).unwrap();
    assert!(efforts.iter().all(|x| x.is_finite() && *x >= 0.0), "{efforts:?}");
}
