//! Infrastructure funds: what is granted is paid in.

use super::draws;
use crate::mechanism::infrastructure::{ABSORPTION, split};
use proptest::collection::vec;
use proptest::prelude::*;

proptest! {
    #![proptest_config(draws::cases(256))]

    #[test]
    fn what_is_granted_is_paid_in(
        budget in 0.0..500.0f64,
        members in vec((0.01..10_000.0f64, 1e3..1e9f64), 1..10),
    ) {
        let (gdp, population): (Vec<f64>, Vec<f64>) = members.into_iter().unzip();
        let shares = split(budget, &gdp, &population);
        let granted: f64 = shares.iter().map(|(grant, _)| grant).sum();
        let paid: f64 = shares.iter().map(|(_, contribution)| contribution).sum();
        prop_assert!((granted - paid).abs() <= 1e-12 * granted);
        prop_assert!(granted <= budget * (1.0 + 1e-12));
        let mut need: Vec<f64> = population.iter().zip(&gdp).map(|(n, y)| n / y).collect();
        for ((grant, contribution), y) in shares.iter().zip(&gdp) {
            prop_assert!(*grant >= 0.0 && *grant <= ABSORPTION * y * (1.0 + 1e-12));
            prop_assert!((contribution / y - shares[0].1 / gdp[0]).abs() <= 1e-12 * contribution / y);
        }
        // Uncapped grants follow need up to three times the median.
        let free: Vec<usize> = (0..gdp.len()).filter(|&i| shares[i].0 < 0.999 * ABSORPTION * gdp[i]).collect();
        let by_need = need.clone();
        need.sort_by(f64::total_cmp);
        let median = (need[(need.len() - 1) / 2] + need[need.len() / 2]) / 2.0;
        for pair in free.windows(2) {
            let ratio = |i: usize| by_need[i].min(3.0 * median);
            let (a, b) = (shares[pair[0]].0 * ratio(pair[1]), shares[pair[1]].0 * ratio(pair[0]));
            prop_assert!((a - b).abs() <= 1e-9 * (a + b));
        }
        if free.len() == gdp.len() {
            prop_assert!((granted - budget).abs() <= 1e-9 * budget);
        }
    }
}

#[test]
fn nobody_gets_nothing() {
    assert!(split(10.0, &[], &[]).is_empty());
}
