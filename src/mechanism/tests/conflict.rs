//! The hazard of conflict: its log-odds restated, its calibration.

use super::{assert_close, draws};
use crate::mechanism::conflict::{ChangingTraits, FixedTraits, calibrate, log_stock};
use crate::mechanism::trust;
use crate::model::Parameters;
use rand::RngExt;

/// Log-odds of the bundled region at its base regime, restated from the first form of the model.
fn bundled_odds() -> Vec<f64> {
    let model = crate::study::Scenario::northeast_asia_2002_first_form().model().unwrap();
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
        let odds: Vec<f64> = (0..rng.random_range(1..40u32)).map(|_| rng.random_range(-30.0..30.0)).collect();
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

/// Log-odds at the ends of the floating-point numbers: an answer that meets the rate, or an error, and an end.
#[test]
fn a_calibration_ends() {
    for (odds, rate) in [
        (vec![0.0, 1e308], 0.3),
        (vec![-1e308, 1e308], 0.3),
        (vec![1e308], 0.5),
        (vec![-1.0, 2.0], 1e-30),
        (vec![-1.0, 2.0], 1e-300),
        (vec![0.0; 3], 1.0 - 1e-12),
        (vec![1e3, -1e3], 0.5),
    ] {
        if let Ok(shift) = calibrate(&odds, rate) {
            let mean = odds.iter().map(|z| trust::logistic(z + shift)).sum::<f64>() / odds.len() as f64;
            assert!((mean / rate - 1.0).abs() < 1e-5, "{odds:?} {rate:e}: {shift} gives {mean:e}");
        }
    }
    let shift = calibrate(&[-1.0, 2.0], 1e-30).unwrap();
    assert!(((trust::logistic(shift - 1.0) + trust::logistic(shift + 2.0)) / 2.0 / 1e-30 - 1.0).abs() < 1e-9);
}
