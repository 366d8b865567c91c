//! The balance of power against its definition, the closed conditions for three and four players, and 2002.

use crate::common::draws;
use crate::common::values::power as power_of;
use comity::coalition::Coalition;
use comity::game::Fraction;
use comity::game::WeightedVoting;
use comity::solve::Certified;
use comity::solve::network::balance_of_power;
use comity::solve::voting::PowerIndex;
use num_traits::Zero;
use rand::RngExt;

/// Essential players from the definition: members of some winning coalition that loses without any one
/// member.
fn essential(r: &[i64]) -> Vec<usize> {
    let total: i64 = r.iter().sum();
    let sum = |s: usize| (0..r.len()).filter(|i| s >> i & 1 == 1).map(|i| r[i]).sum::<i64>();
    let wins = |s: usize| 2 * sum(s) > total;
    let minimal = |s: usize| wins(s) && (0..r.len()).all(|i| s >> i & 1 == 0 || !wins(s & !(1 << i)));
    (0..r.len()).filter(|i| (0..1usize << r.len()).any(|s| s >> i & 1 == 1 && minimal(s))).collect()
}

fn resources(r: &[i64], unit: i64) -> Vec<Fraction> {
    r.iter().map(|&r| Fraction::new(r.into(), unit.into())).collect()
}

#[test]
fn essential_players_equal_the_definition_and_have_power() {
    let mut rng = draws::rng(21);
    let mut stable = [0, 0];
    for _ in 0..2500 {
        let n = rng.random_range(1u32..=7) as usize;
        let most = [1, 3, 9, 1_000_000][rng.random_range(0u32..4) as usize];
        let r: Vec<i64> = (0..n).map(|_| rng.random_range(0..=most)).collect();
        let exact = resources(&r, 7);
        if r.iter().sum::<i64>() == 0 {
            assert!(balance_of_power(&exact).is_err());
            continue;
        }
        let found = balance_of_power(&exact).unwrap();
        assert_eq!(found.essential().players().collect::<Vec<_>>(), essential(&r), "{r:?}");
        found.check(&exact[..], 0.0).unwrap();
        let floats: Vec<f64> = r.iter().map(|&r| r as f64).collect();
        assert_eq!(balance_of_power(&floats).unwrap(), found, "shares have no unit");
        let power = power_of(&WeightedVoting::simple_majority(&exact).unwrap(), PowerIndex::ShapleyShubik);
        for (i, power) in power.iter().enumerate() {
            assert_eq!(found.essential().contains(i), !power.is_zero(), "essential iff powerful");
        }
        let total: i64 = r.iter().sum();
        assert_eq!(found.is_resource_stable(), r.iter().any(|r| 2 * r == total));
        assert_eq!(found.predominant.is_some(), r.iter().any(|r| 2 * r > total));
        stable[usize::from(found.is_system_stable())] += 1;
        let mut lie = found.clone();
        lie.minimal_winning[0] = match lie.minimal_winning[0] {
            Some(_) => None,
            None => Some(Coalition::grand(n)),
        };
        assert!(lie.check(&exact[..], 0.0).is_err());
        let mut lie = found;
        lie.holds_half = lie.holds_half.xor(Some(0));
        assert!(lie.check(&exact[..], 0.0).is_err());
    }
    assert!(stable.iter().all(|&count| count > 300), "{stable:?}");
}

/// Niou, Ordeshook & Rose (1989): all of three are essential iff `r₁ < R/2`, all of four iff `r₁ < R/2 < r₁ +
/// r₄`; with more than half to win, the borders belong to the essential side.
#[test]
fn three_and_four_players_have_closed_conditions() {
    for a in 1..=9i64 {
        for b in 1..=a {
            for c in 1..=b {
                let three = balance_of_power(&resources(&[a, b, c], 1)).unwrap();
                assert_eq!(three.is_system_stable(), 2 * a <= a + b + c, "{a} {b} {c}");
                for d in 1..=c {
                    let four = balance_of_power(&resources(&[a, b, c, d], 1)).unwrap();
                    let total = a + b + c + d;
                    assert_eq!(
                        four.is_system_stable(),
                        2 * a <= total && total <= 2 * (a + d),
                        "{a} {b} {c} {d}"
                    );
                }
            }
        }
    }
}

/// Whoever holds exactly half is needed by everybody and cannot be beaten: resource stability implies that of
/// the system.
#[test]
fn exactly_half_keeps_everybody_alive() {
    let mut rng = draws::rng(22);
    for _ in 0..300 {
        let others: Vec<i64> = (0..rng.random_range(1u32..=8)).map(|_| rng.random_range(1..=50)).collect();
        let mut r = others.clone();
        r.insert(rng.random_range(0..=others.len() as u32) as usize, others.iter().sum());
        let found = balance_of_power(&resources(&r, 3)).unwrap();
        assert!(found.is_resource_stable() && found.is_system_stable(), "{r:?}");
    }
}

#[test]
fn northeast_asia_in_2002() {
    let cinc = resources(&[1537, 1535, 486, 496, 241, 123], 10_000); // USA CHN JPN RUS KOR PRK
    let found = balance_of_power(&cinc).unwrap();
    assert_eq!(found.inessential(), Coalition::singleton(5));
    let power = power_of(&WeightedVoting::simple_majority(&cinc).unwrap(), PowerIndex::ShapleyShubik);
    let expected = [(3, 10), (3, 10), (2, 15), (2, 15), (2, 15), (0, 1)];
    assert_eq!(power, expected.map(|(p, q): (i64, i64)| Fraction::new(p.into(), q.into())));
}

#[test]
fn the_largest_systems_are_checked_and_larger_ones_refused() {
    let mut rng = draws::rng(23);
    let mut r: Vec<i64> = (0..18).map(|_| rng.random_range(1..=1_000_000_000)).collect();
    r[17] = 0;
    let exact = resources(&r, 1);
    let found = balance_of_power(&exact).unwrap();
    assert!(found.inessential().contains(17));
    found.check(&exact[..], 0.0).unwrap();
    assert!(balance_of_power(&[1.0; 24]).unwrap().is_system_stable());
    assert!(balance_of_power(&[1.0; 25]).is_err());
    assert!(balance_of_power::<f64>(&[]).is_err() && WeightedVoting::simple_majority::<f64>(&[]).is_err());
    for bad in [-1.0, f64::NAN, f64::INFINITY] {
        assert!(
            balance_of_power(&[1.0, bad]).is_err() && WeightedVoting::simple_majority(&[1.0, bad]).is_err()
        );
    }
    assert!(
        balance_of_power(&[1.0, 1e-60]).is_err() && WeightedVoting::simple_majority(&[1.0, 1e-30]).is_err()
    );
    assert!(balance_of_power(&[1.0, 1e-10]).is_ok());
}
