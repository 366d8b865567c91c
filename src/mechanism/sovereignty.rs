//! The price of sovereignty: a common policy that is not one's own (Alesina, Angeloni & Etro 2005).

/// Squared distance of each member's ideal point from the members' mean, $(\theta_i-\bar\theta_a)^2$, in the
/// order given. Multiplied by `φ` and summed over the arrangements signed, it is what signing costs.
///
/// ```
/// assert_eq!(comity::mechanism::sovereignty::distances(&[1.0, 3.0]), [1.0, 1.0]);
/// ```
pub fn distances(ideal_points: &[f64]) -> Vec<f64> {
    let mean = ideal_points.iter().sum::<f64>() / ideal_points.len() as f64;
    ideal_points.iter().map(|theta| (theta - mean).powi(2)).collect()
}
