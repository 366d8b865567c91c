//! The price of autonomy: a common policy that is not one's own (Alesina, Angeloni & Etro 2005).

/// Squared distance of each member's ideal point from the policy agreed on, $(\theta_i-\bar\theta_a)^2$, in the order
/// given; the policy is the mean of the ideal points by these weights, ≥ 0 and not all 0.
pub fn distances(ideal_points: &[f64], weights: &[f64]) -> Vec<f64> {
    let total: f64 = weights.iter().sum();
    let mean = ideal_points.iter().zip(weights).map(|(theta, w)| theta * w).sum::<f64>() / total;
    ideal_points.iter().map(|theta| (theta - mean).powi(2)).collect()
}
