//! Beliefs over years: monitoring and types that change.

use super::{assert_close, draws};
use crate::mechanism::belief::{after, seen_kept, two_state};
use proptest::prelude::*;

proptest! {
    #![proptest_config(draws::cases(300))]

    /// Trust is the mean of what it will be, whatever the chances of monitoring and of types.
    #[test]
    fn beliefs_are_a_martingale(t in 0.0..=1.0, p in 0.0..=1.0, q in 0.0..=1.0, s in 0.0..=1.0, e in 0.0..=1.0) {
        let (seeker, other) = (seen_kept(s, p, q), seen_kept(e, p, q));
        let mean = |good: f64, bad: f64| t * good + (1.0 - t) * bad;
        let kept = mean(seeker, other) * after(t, seeker, other);
        let broken = mean(1.0 - seeker, 1.0 - other) * after(t, 1.0 - seeker, 1.0 - other);
        prop_assert!((kept + broken - t).abs() < 1e-12 || seeker * other * (1.0 - seeker) * (1.0 - other) == 0.0);
    }
}

#[test]
fn one_signal_moves_beliefs_as_bayes_rule_says() {
    assert_close(after(0.5, 0.8, 0.5), 8.0 / 13.0, 1e-15);
    assert_close(after(0.5, 0.2, 0.5), 2.0 / 7.0, 1e-15);
    assert_eq!(seen_kept(0.8, 1.0, 0.0), 0.8); // perfect monitoring
    assert_close(seen_kept(0.8, 0.95, 0.3), 0.82, 1e-15);
}

#[test]
fn types_that_change_come_to_rest() {
    let mut trust = 0.5;
    for _ in 0..10 {
        trust = two_state(trust, 0.1, 0.02);
    }
    assert_close(trust, 5.0 / 6.0 + 0.88f64.powi(10) * (0.5 - 5.0 / 6.0), 1e-15);
}
