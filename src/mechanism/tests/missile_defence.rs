//! Missile defence from its equations.

use super::assert_close;
use crate::mechanism::missile_defence::{coverage, provoked_stock};
use nalgebra::DMatrix;

#[test]
fn what_it_provokes() {
    let distrust = DMatrix::from_row_slice(3, 3, &[0.5, 0.75, 0.2, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0]);
    let spending = [7.0, 4.0, 10.0];
    let provoked = |r: f64, ally: usize| provoked_stock(r, 0.08, &spending, &distrust, 0, |j| j == ally);
    assert_close(provoked(0.5, 9), 0.5 * (0.25 * 4.0 + 0.8 * 10.0) / 0.08, 1e-12);
    assert_close(provoked(0.5, 2), 0.5 * 0.25 * 4.0 / 0.08, 1e-12);
    assert_eq!(provoked(0.0, 9), 0.0);
}

#[test]
fn what_is_averted_follows_from_the_budget() {
    assert_eq!(coverage(0.4, 5.0, 0.0), 0.0);
    assert_close(coverage(0.4, 5.0, 5.0), 0.2, 1e-16);
    assert_close(coverage(0.4, 5.0, 10.0), 0.3, 1e-16);
    assert_close(coverage(0.4, 5.0, 1e6), 0.4, 1e-16);
    assert_eq!(coverage(0.3, 0.0, 0.0), 0.3); // the first form
}
