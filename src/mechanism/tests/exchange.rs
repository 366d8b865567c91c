//! Ties and opinions: Bass (1969), Granovetter (1978), DeGroot (1974), Friedkin & Johnsen (1999).

use super::{assert_close, draws};
use crate::mechanism::exchange::{below_normal, cascade, influence_step, left, pool};
use nalgebra::{DMatrix, DVector};
use proptest::prelude::*;

/// Bass's closed form.
fn adopted(p: f64, q: f64, t: f64) -> f64 {
    let decay = (-(p + q) * t).exp();
    (1.0 - decay) / (1.0 + q / p * decay)
}

#[test]
fn the_flow_of_bass_is_his_curve() {
    let (p, q) = (0.03, 0.38);
    let mut share = 0.0;
    for t in 1..=40 {
        share = 1.0 - (1.0 - share) * left(share, p, q, 1.0);
        assert_close(share, adopted(p, q, f64::from(t)), 1e-12);
    }
    assert_close(1.0 - left(0.0, p, q, 10.0), 0.812_803, 5e-7);
    let peak = f64::ln(q / p) / (p + q);
    assert_close(peak, 6.192_619, 5e-7);
    assert_close(1.0 - left(0.0, p, q, peak), 0.5 - p / (2.0 * q), 1e-12);
    assert_close(0.5 - p / (2.0 * q), 0.460_526, 5e-7);
    let rate = (left(0.0, p, q, peak - 1e-4) - left(0.0, p, q, peak + 1e-4)) / 2e-4;
    assert_close(rate, 0.110_592, 1e-6);
    assert_eq!(left(0.4, 0.0, 0.0, 1.0), 1.0);
    assert_close(left(0.4, 0.1, 0.0, 1.0), (-0.1f64).exp(), 1e-12);
}

#[test]
fn crowds_jump_where_granovetter_says() {
    let crowd = |thresholds: &[u32]| {
        let share =
            |x: f64| thresholds.iter().filter(|t| f64::from(**t) <= 100.0 * x + 1e-9).count() as f64 / 100.0;
        cascade(0.0, share, 200)
    };
    let mut thresholds: Vec<u32> = (0..100).collect();
    assert_eq!(crowd(&thresholds), 1.0);
    thresholds[1] = 2;
    assert_eq!(crowd(&thresholds), 0.01);
    let settled = |deviation: f64| cascade(0.0, |x| below_normal(x, 0.25, deviation), 100_000);
    let (mut below, mut above) = (0.08, 0.2);
    for _ in 0..30 {
        let middle = 0.5 * (below + above);
        if settled(middle) < 0.5 { below = middle } else { above = middle }
    }
    assert_close(100.0 * above, 12.2221, 1e-3);
    assert_close(settled(0.122_211), 0.0604, 5e-4);
    assert!(settled(0.122_3) > 0.999);
}

#[test]
fn opinions_settle_by_influence() {
    // Jackson (2008): (3/11, 4/11, 4/11).
    let third = 1.0 / 3.0;
    let w = DMatrix::from_row_slice(3, 3, &[third, third, third, 0.5, 0.5, 0.0, 0.0, 0.25, 0.75]);
    for (k, influence) in [3.0 / 11.0, 4.0 / 11.0, 4.0 / 11.0].into_iter().enumerate() {
        let own: Vec<f64> = (0..3).map(|i| f64::from(i == k)).collect();
        let x = (0..300).fold(own.clone(), |x, _| influence_step(&w, &[1.0; 3], &own, &x));
        x.into_iter().for_each(|x| assert_close(x, influence, 1e-12));
    }
}

#[test]
fn stubborn_opinions_settle_between() {
    let w = DMatrix::from_row_slice(
        4,
        4,
        &[
            0.220, 0.120, 0.360, 0.300, 0.147, 0.215, 0.344, 0.294, 0.0, 0.0, 1.0, 0.0, 0.090, 0.178, 0.446,
            0.286,
        ],
    );
    let susceptible: Vec<f64> = (0..4).map(|i| 1.0 - w[(i, i)]).collect();
    for (own, printed) in
        [([25.0, 25.0, 75.0, 85.0], Some([60.021, 59.984, 75.0, 74.986])), ([25.0, 25.0, 15.0, 85.0], None)]
    {
        let x = (0..500).fold(own.to_vec(), |x, _| influence_step(&w, &susceptible, &own, &x));
        let system = DMatrix::from_fn(4, 4, |i, j| f64::from(i == j) - susceptible[i] * w[(i, j)]);
        let right = DVector::from_fn(4, |i, _| (1.0 - susceptible[i]) * own[i]);
        let rest = system.lu().solve(&right).expect("a regular system");
        for i in 0..4 {
            assert_close(x[i] / rest[i], 1.0, 1e-12);
            if let Some(printed) = printed {
                assert_close(x[i], printed[i], 5e-4);
            }
        }
    }
}

proptest! {
    #![proptest_config(draws::cases(40))]

    // Pooled year after year, log-odds end at the rest point of their own linear system.
    #[test]
    fn pooled_trust_settles_where_the_linear_system_says(
        trust in proptest::collection::vec(0.02..0.98, 25),
        ties in proptest::collection::vec(0.0..=1.0, 25),
        weight in 0.05..0.9,
    ) {
        let n = 5;
        let own = DMatrix::from_vec(n, n, trust).map(|t: f64| (t / (1.0 - t)).ln());
        let ties = DMatrix::from_vec(n, n, ties).map(|tie: f64| if tie < 0.3 { 0.0 } else { tie });
        let mut now = own.map(|x| 1.0 / (1.0 + (-x).exp()));
        let mut added = DMatrix::zeros(n, n);
        for _ in 0..600 {
            added = pool(&mut now, &ties, weight, &added);
        }
        for j in 0..n {
            let others: Vec<usize> = (0..n).filter(|&i| i != j).collect();
            let row = |i: usize| others.iter().copied().filter(move |&k| k != i).collect::<Vec<_>>();
            let mut system = DMatrix::identity(n, n);
            let mut right = own.column(j).into_owned();
            for &i in &others {
                let sum: f64 = row(i).iter().map(|&k| ties[(i, k)]).sum();
                let fellows = row(i).iter().filter(|&&k| ties[(i, k)] > 0.0).count();
                if fellows > 0 {
                    let susceptible = weight * sum / fellows as f64;
                    row(i).iter().for_each(|&k| system[(i, k)] -= susceptible * ties[(i, k)] / sum);
                    right[i] *= 1.0 - susceptible;
                }
            }
            let rest = system.lu().solve(&right).expect("a regular system");
            for &i in &others {
                let t: f64 = now[(i, j)];
                prop_assert!(((t / (1.0 - t)).ln() - rest[i]).abs() < 1e-8);
            }
        }
    }
}
