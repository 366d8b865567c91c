//! Arms races against Richardson (1960), Perron–Frobenius, Tullock.

use super::{assert_close, draws};
use crate::error::Error;
use crate::mechanism::arms::{ArmsProblem, ArmsRace, Contest, Fixed, LinearRace, Richardson};
use crate::model::{Model, Parameters};
use crate::world::World;
use nalgebra::{DMatrix, DVector};
use proptest::prelude::*;
use rand::RngExt;

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

/// Off its rest the race goes by the powers of `I + K − αI`: the gap to the mean sum shrinks by .9 a year, differences by .7.
#[test]
fn two_nations_off_their_rest() {
    let race = two_nations(0.1, 0.1, 0.2);
    let after = |years: i32| (0..years).fold(vec![0.0, 20.0], |stocks, _| race.step(&stocks).unwrap());
    for (years, expected) in [(1, [3.0, 17.0]), (2, [5.1, 14.9]), (3, [6.57, 13.43]), (5, [8.3193, 11.6807])]
    {
        let stocks = after(years);
        stocks.iter().zip(expected).for_each(|(m, expected)| assert_close(*m, expected, 1e-12));
        assert_close(stocks[0] + stocks[1], 20.0, 1e-12);
        assert_close(stocks[1] - stocks[0], 20.0 * 0.7_f64.powi(years), 1e-12);
    }
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
        assert!(matches!(two_nations(bad, 0.1, 0.2).spectral_radius(), Err(Error::Invalid(_))));
    }
    // A runaway pair beside a nation that makes the solution of the linear system look harmless.
    let race = LinearRace {
        reaction: DMatrix::from_row_slice(3, 3, &[0.0, 0.5, 0.0, 0.5, 0.0, 0.0, 0.0, 0.0, 0.0]),
        fatigue: 0.2,
        upkeep: DVector::from_row_slice(&[0.0, 0.0, 1.0]),
    };
    assert!(matches!(race.steady_state(), Err(Error::Undefined { .. })));
}

/// Richardson's pair y = 3x + 6, x = 2y + 2 with good will: its spectral radius is below one, the upkeep is at fault.
#[test]
fn the_argument_at_fault_is_named() {
    let race = |fatigue: f64, upkeep: [f64; 2]| LinearRace {
        reaction: DMatrix::from_row_slice(2, 2, &[0.0, 1.0 / 3.0, 0.5, 0.0]),
        fatigue,
        upkeep: DVector::from_row_slice(&upkeep),
    };
    for (fatigue, upkeep, says) in [
        (1.0, [-2.0, -1.0], "upkeep is -2, allowed"),
        (1.0, [1.0, f64::NAN], "nation 1: upkeep is NaN, allowed"),
        (0.0, [1.0, 1.0], "fatigue is 0, allowed: a finite number > 0"),
        (f64::NAN, [1.0, 1.0], "fatigue is NaN"),
        (-1.0, [1.0, 1.0], "fatigue is -1"),
    ] {
        let race = race(fatigue, upkeep);
        for error in [race.steady_state().unwrap_err(), race.step(&[1.0; 2]).unwrap_err()] {
            assert!(error.to_string().contains(says), "{error}");
        }
        assert!(race.spectral_radius().is_err());
    }
    let error = race(1.0, [1.0; 2]).step(&[1.0, -1.0]).unwrap_err().to_string();
    assert!(error.contains("nation 1: stock is -1"), "{error}");
    let none = LinearRace { reaction: DMatrix::zeros(0, 0), fatigue: 0.2, upkeep: DVector::zeros(0) };
    assert_eq!((none.steady_state().unwrap(), none.spectral_radius().unwrap()), (vec![], 0.0));
}

/// The bound of the steady state on its own error holds, or it is refused: two nations whose race is ever nearer to the
/// edge, against x = g/(α − k).
#[test]
fn a_race_near_the_edge_is_right_or_refused() {
    let (mut right, mut refused) = (0, 0);
    for exponent in 1..=50 {
        let gap = 0.5f64.powi(exponent);
        match two_nations(1.0 - gap, 1.0 - gap, 1.0).steady_state() {
            Ok(stock) => {
                let exact = 1.0 / (1.0 - (1.0 - gap));
                assert!(stock.iter().all(|m| (m / exact - 1.0).abs() < 1e-9), "{gap:e}: {stock:?}");
                right += 1;
            }
            Err(error) => {
                assert!(matches!(error, Error::NotConverged { .. } | Error::Undefined { .. }), "{error}");
                refused += 1;
            }
        }
    }
    assert!(right > 15 && refused > 15, "{right} {refused}");
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
        upkeep: None,
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
        let threat = DMatrix::from_fn(n, n, |i, j| if i == j { 0.0 } else { rng.random_range(0.01..1.0) });
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
        upkeep: None,
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
        upkeep: None,
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

/// Richardson's two nations off the steady state.
#[test]
fn the_race_of_two_is_richardsons() {
    let race = two_nations(0.1, 0.1, 0.2);
    let mut stocks = vec![0.0, 20.0];
    for expected in [[3.0, 17.0], [5.1, 14.9], [6.57, 13.43], [7.599, 12.401], [8.3193, 11.6807]] {
        stocks = race.step(&stocks).unwrap();
        assert!(stocks.iter().zip(expected).all(|(m, e)| (m - e).abs() < 1e-12), "{stocks:?}");
    }
}
