//! Capital: its closed form (Lucas & Prescott 1971), the growth that aid brings, what is worth waiting for.

use super::assert_close;
use crate::mechanism::growth::{Accumulation, Expectation};

const BROAD: Accumulation = Accumulation { share: 0.55, depreciation: 0.06, saving: 0.2 };

#[test]
fn capital_follows_its_closed_form() {
    let left: f64 = 1.0 - 0.06 * 0.45;
    let closed = |t: i32| 1.1f64.ln() / 0.45 * (1.0 - left.powi(t));
    let mut capital = 1.0;
    for t in 1..=50 {
        capital = BROAD.next(capital, 1.1 * BROAD.output(1.0, capital, 1.0), 1.0);
        assert_close(f64::ln(capital), closed(t), 1e-12);
    }
    assert_close(f64::ln(capital), 0.157_902_88, 5e-9);
    for _ in 0..5000 {
        capital = BROAD.next(capital, 1.1 * BROAD.output(1.0, capital, 1.0), 1.0);
    }
    assert_close(f64::ln(capital), 0.211_800_40, 5e-9);
    // Without a change nothing moves, to the bits; without depreciation never.
    assert_eq!(BROAD.next(1.0, BROAD.output(1.0, 1.0, 1.0), BROAD.effort(0.0, 0.0, 0.0)), 1.0);
    assert_eq!(Accumulation { depreciation: 0.0, ..BROAD }.next(1.0, 1.3, 0.7), 1.0);
}

#[test]
fn one_percent_in_aid_is_a_tenth_to_a_sixth_of_a_point_of_growth() {
    for (share, points) in [(1.0 / 3.0, 0.10), (0.55, 0.16)] {
        let growth = Accumulation { share, ..BROAD };
        let capital = growth.next(1.0, 1.0, growth.effort(0.01, 0.0, 0.0));
        let grown = 1e2 * growth.output(1.0, capital, 1.0).ln();
        assert_close(grown, 1e2 * share * 0.06 * 1.05f64.ln(), 1e-12);
        assert_close(grown, points, 5e-3);
    }
    // What arms take, no more than nearly all.
    assert_close(BROAD.effort(0.0, 0.0, 0.02), 0.9, 1e-15);
    assert!(BROAD.effort(0.0, 0.0, 5.0) > 0.0);
}

#[test]
fn worth_is_the_discounted_mean_of_what_comes() {
    let ahead = Expectation { technology_at_rest: 1.05, pace: 0.1, real_income: 1.02, discount: 0.95 };
    let (mut capital, mut log_technology, mut mean, mut weight) = (1.1, 0.01, 0.0, 0.05);
    let worth = BROAD.worth(&ahead, f64::exp(log_technology), capital);
    let start = BROAD.output(f64::exp(log_technology), capital, 1.0).ln();
    for _ in 0..2000 {
        let output = BROAD.output(f64::exp(log_technology), capital, 1.0);
        mean += weight * output.ln();
        weight *= 0.95;
        capital = BROAD.next(capital, 1.02 * output, 1.0);
        log_technology += 0.1 * (1.05f64.ln() - log_technology);
    }
    assert_close(worth, mean - start, 1e-12);
    let still = Expectation { technology_at_rest: 1.0, real_income: 1.0, ..ahead };
    assert_eq!(BROAD.worth(&still, 1.0, 1.0), 0.0);
}
