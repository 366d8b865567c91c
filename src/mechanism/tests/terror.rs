//! Poverty and terror: each contested link alone, counts after Poisson.

use super::assert_close;
use crate::mechanism::terror::{Links, incidents, poverty};

#[test]
fn each_link_works_alone_and_none_at_zero() {
    let none = Links { poverty: 0.0, social_aid: 0.0, host: 0.0 };
    assert_eq!(none.rate(0.3, 0.02, 0.5), 1.0);
    let links = Links { poverty: 0.1, social_aid: 0.05, host: 0.0 };
    assert_eq!(links.rate(1.0, 0.0, 0.5), 1.0);
    assert_close(links.rate(2.0, 0.0, 0.5), 2f64.powf(0.1), 1e-15);
    assert_close(links.rate(1.0, 0.01, 0.5), 2f64.powf(-0.025), 1e-15);
    assert!(Links { host: 0.1, ..links }.rate(1.0, 0.01, 0.5) > 1.0);
    assert_eq!(poverty(0.3, 1.0, 2.0), 0.3);
    assert_close(poverty(0.3, 1.1, 2.0), 0.3 / 1.21, 1e-15);
    assert_eq!(poverty(0.9, 0.5, 2.0), 1.0);
}

#[test]
fn counts_invert_the_poisson_law() {
    // P(0) = .368, P(≤ 1) = .736, P(≤ 2) = .920 at a mean of 1.
    assert_eq!([0.0, 0.3, 0.7, 0.9, 0.95].map(|u| incidents(1.0, u)), [0, 0, 1, 2, 3]);
    assert_eq!([0.0, f64::NAN].map(|mean| incidents(mean, 0.99)), [0, 0]);
    for mean in [0.4, 3.0, 90.0] {
        let draws = 20_000;
        let sum: f64 =
            (0..draws).map(|k| f64::from(incidents(mean, (f64::from(k) + 0.5) / f64::from(draws)))).sum();
        assert_close(sum / f64::from(draws), mean, 1e-3 * mean);
    }
    assert!(incidents(1e9, 1.0 - 1e-16) < 2_001);
}
