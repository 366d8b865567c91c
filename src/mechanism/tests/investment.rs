//! Stocks of investment: rest points and neutral values to the bits, technology, escalation.

use super::assert_close;
use crate::mechanism::investment::{easing, escalation, gravity, next, technology};

#[test]
fn stocks_rest_where_they_tend() {
    assert_eq!(next(7.0, 7.0, 0.1), 7.0);
    assert_eq!(next(7.0, 9.0, 0.0), 7.0);
    assert_eq!(next(0.0, 2.0, 0.1), 0.0);
    let stock = (0..30).fold(1.0, |stock, _| next(stock, 2.0, 0.1));
    assert_close(f64::ln(stock), 2f64.ln() * (1.0 - 0.9f64.powi(30)), 1e-12);
    assert_close(easing(0.2, 4.0), 0.8f64.powi(-4), 1e-12);
    let near = gravity((2.0, 3.0), 1000.0, 1.0, 5.0, 0.0);
    assert_close(near, 6.0, 1e-12);
    assert_close(gravity((2.0, 3.0), 3000.0, 1.0, 5.0, 0.1), near / 3.0 * (-0.5f64).exp(), 1e-12);
}

#[test]
fn technology_is_carried_by_stocks() {
    assert_eq!(technology([(0.1, 1.0), (0.2, 1.0)], 0.05), 1.0);
    assert_close(technology([(0.2, 2.0)], 0.05), 1.2f64.powf(0.05), 1e-15);
    assert_eq!(technology([(0.2, 2.0)], 0.0), 1.0);
    assert_eq!(escalation(-0.1, 0.02, 0.02), 0.0);
    assert_close(escalation(-0.1, 0.03, 0.01), -0.1 * 2f64.ln(), 1e-15);
}
