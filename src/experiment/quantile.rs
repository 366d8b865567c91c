//! Quantiles of samples.

/// Quantile of sorted values by linear interpolation.
pub(super) fn quantile(sorted: &[f64], q: f64) -> f64 {
    let at = q * (sorted.len() - 1) as f64;
    let low = (at.floor() as usize).min(sorted.len() - 1);
    let (a, b, t) = (sorted[low], sorted[(low + 1).min(sorted.len() - 1)], at - at.floor());
    if t >= 0.5 { b - (b - a) * (1.0 - t) } else { a + (b - a) * t }
}
