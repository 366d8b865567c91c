//! Trust: Bayes' rule, opinions that spread, and the prior.

use super::{assert_close, draws};
use crate::mechanism::{aid, trust};
use crate::treaty::Signal;
use nalgebra::DMatrix;
use proptest::collection::vec;
use proptest::prelude::*;

fn aided(trust: f64, amount: f64, gdp: f64) -> f64 {
    trust::shifted(trust, aid::shift_of_trust(amount, gdp))
}

proptest! {
    #![proptest_config(draws::cases(256))]

    #[test]
    fn bayes_is_a_martingale(t in 0.0..=1.0f64, security in 0.01..=1.0f64, expansion in 0.01..=1.0f64) {
        let signal = Signal { security, expansion };
        let (kept, broken) = (trust::after_signal(t, signal), trust::after_breach(t, signal));
        let chance = t * security + (1.0 - t) * expansion;
        prop_assert!((chance * kept + (1.0 - chance) * broken - t).abs() < 1e-12);
        for updated in [kept, broken] {
            prop_assert!((0.0..=1.0).contains(&updated));
        }
        if security > expansion {
            prop_assert!(kept >= t - 1e-15 && broken <= t + 1e-15);
        }
    }

    #[test]
    fn two_signals_commute_and_certainty_stays(t in 0.0..=1.0f64, a in 0.01..1.0f64, b in 0.01..1.0f64) {
        let (first, second) = (Signal { security: a, expansion: b }, Signal::confidence());
        let one_way = trust::after_signal(trust::after_signal(t, first), second);
        let other = trust::after_signal(trust::after_signal(t, second), first);
        prop_assert!((one_way - other).abs() < 1e-14);
        for certain in [0.0, 1.0] {
            prop_assert_eq!(trust::after_signal(certain, first), certain);
            prop_assert_eq!(trust::after_breach(certain, first), certain);
            prop_assert_eq!(aided(certain, a, b), certain);
        }
        prop_assert!(aided(t, a, b) >= t - 1e-15);
        prop_assert!((aided(t, 0.0, b) - t).abs() < 1e-15);
    }

    #[test]
    fn opinions_spread_within_their_range(t in vec(0.0..=1.0f64, 16), weight in 0.0..=1.0f64) {
        let before = DMatrix::from_row_slice(4, 4, &t);
        let mut after = before.clone();
        trust::spread(&mut after, &[(vec![0, 2, 3], weight)]);
        for i in 0..4 {
            prop_assert_eq!(after[(1, i)], before[(1, i)]); // no member
            prop_assert_eq!(after[(i, i)], before[(i, i)]);
            for j in 0..4 {
                prop_assert!((-1e-12..=1.0 + 1e-12).contains(&after[(i, j)]));
            }
        }
        // Said twice, it is heard once; a smaller group within, or a smaller weight, adds nothing.
        let mut again = before.clone();
        trust::spread(&mut again, &[(vec![0, 2, 3], weight), (vec![2, 0], weight), (vec![3, 2, 0], weight / 2.0)]);
        prop_assert!((&again - &after).iter().all(|x| x.abs() < 1e-14));
        // 0 has two fellows, 2 and 3, with an opinion of 1.
        let fellows = (before[(2, 1)] + before[(3, 1)]) / 2.0;
        prop_assert!((after[(0, 1)] - (1.0 - weight) * before[(0, 1)] - weight * fellows).abs() < 1e-15);
    }
}

#[test]
fn initial_trust_from_its_equation() {
    let prior = trust::TrustPrior::default();
    let logistic = |z: f64| 1.0 / (1.0 + (-z).exp());
    assert_close(trust::initial(&prior, 0.0, false, false), logistic(1.0), 1e-15);
    assert_close(trust::initial(&prior, 2.0, true, true), logistic(1.0 - 1.2 + 1.5 - 1.652), 1e-15);
}

/// Likelihoods near zero are told by their ratio; an observation that cannot be made tells nothing.
#[test]
fn rare_signals_are_evidence() {
    let signal = |security, expansion| Signal { security, expansion };
    assert!((trust::after_signal(0.5, signal(3e-320, 1e-320)) - 0.75).abs() < 1e-3);
    assert!((trust::after_signal(1e-10, signal(1e-310, 1e-320)) - 0.5).abs() < 1e-3);
    assert_eq!(trust::after_signal(1.0, signal(0.0, 0.5)), 1.0);
    assert_eq!(trust::after_signal(0.3, signal(0.0, 0.0)), 0.3);
    assert_eq!(trust::after_breach(0.3, signal(1.0, 1.0)), 0.3);
}
