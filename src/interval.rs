//! Confidence intervals of means.

use statrs::distribution::{ContinuousCDF, StudentsT};

/// A mean with its 95 % confidence interval (Student's t), from independent observations.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Interval {
    /// The mean.
    pub mean: f64,
    /// Half the width of the interval; `None` for fewer than two observations.
    pub half_width: Option<f64>,
}

impl Interval {
    /// The mean of these observations, 0 for none, and its interval.
    pub fn of(observations: &[f64]) -> Self {
        let n = observations.len() as f64;
        let mean = observations.iter().sum::<f64>() / n.max(1.0);
        let squares: f64 = observations.iter().map(|x| (x - mean).powi(2)).sum();
        let t = StudentsT::new(0.0, 1.0, n - 1.0).ok().filter(|_| n > 1.0);
        let half_width = t.map(|t| t.inverse_cdf(0.975) * (squares / (n - 1.0) / n).sqrt());
        Interval { mean, half_width }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn students_interval_of_a_mean() {
        let e = Interval::of(&[1.0, 2.0, 3.0, 4.0]);
        // R: t.test(c(1, 2, 3, 4))$conf.int is 0.4457397 to 4.5542603.
        assert_eq!(e.mean, 2.5);
        assert!((e.half_width.unwrap() - 2.054_260_3).abs() < 1e-6);
        assert_eq!(Interval::of(&[3.0]), Interval { mean: 3.0, half_width: None });
        assert_eq!(Interval::of(&[]), Interval { mean: 0.0, half_width: None });
    }
}
