//! Contests for a prize: success functions, Tullock equilibria.

use crate::error::{Error, Result};
use crate::quantity::Range;

/// Contest success function in ratio form (Tullock 1980; Skaperdas 1996, theorem 2): the first side wins
/// with probability $a^m / (a^m + b^m)$.
///
/// `a`, `b` ≥ 0 are efforts, `m ≥ 0` the decisiveness; one half where neither side makes an effort, or where either's
/// has no bound. Below zero, or not a number, an argument counts as zero.
pub fn success(a: f64, b: f64, decisiveness: f64) -> f64 {
    let [a, b, m] = [a, b, decisiveness].map(|x| x.max(0.0));
    let (x, y) = if m == 1.0 { (a, b) } else { (a.powf(m), b.powf(m)) };
    let sum = x + y;
    if (1e-280..f64::INFINITY).contains(&sum) {
        return x / sum;
    }
    // Powers past the ends of the floating-point numbers: by the ratio of the smaller to the larger.
    if a == b {
        return 0.5;
    }
    let smaller = (a.min(b) / a.max(b)).powf(m);
    if a > b { 1.0 / (1.0 + smaller) } else { smaller / (1.0 + smaller) }
}

/// Efforts in the Nash equilibrium of a Tullock contest with linear costs, in the unit of the prize over that of the
/// cost: side `i` chooses `x_i ≥ 0` to maximise $V x_i/\sum_j x_j - c_i x_i$.
///
/// With the `k` sides that stay in, $\sum x = V (k-1)/\sum c$ and $x_i = X (1 - c_i X / V)$; a side stays
/// in iff $c_i X < V$ (Szidarovszky & Okuguchi 1997; Stein 2002). With equal costs each of `k` blocs earns
/// $V/k^2$: the value of a bloc falls with the number of its rivals, the model's plainest externality.
///
/// # Errors
/// A prize that is not a finite number > 0; fewer than two sides; a cost that is not a finite number > 0; efforts past
/// the largest floating-point number.
///
/// # Complexity
/// O(k log k) time.
pub fn tullock(prize: f64, costs: &[f64]) -> Result<Vec<f64>> {
    if !Range::POSITIVE.contains(prize) {
        return Err(Error::invalid("contest", "prize", prize, Range::POSITIVE.to_string()));
    }
    if let Some(i) = costs.iter().position(|&c| !Range::POSITIVE.contains(c)) {
        return Err(Error::invalid(format!("side {i}"), "cost", costs[i], Range::POSITIVE.to_string()));
    }
    if costs.len() < 2 {
        return Err(Error::invalid("contest", "sides", costs.len(), "at least 2"));
    }
    let mut order: Vec<usize> = (0..costs.len()).collect();
    order.sort_by(|&a, &b| costs[a].total_cmp(&costs[b]));
    // In units of the second cheapest, so that the sum is within reach.
    let unit = costs[order[1]];
    let scaled = |i: usize| costs[i] / unit;
    // The cheapest two are always in; the next enters while its cost is below the marginal return.
    let mut sum = scaled(order[0]) + 1.0;
    let mut rivals = 1.0;
    for (k, &i) in order.iter().enumerate().skip(2) {
        if scaled(i) * rivals >= sum {
            break;
        }
        sum += scaled(i);
        rivals = k as f64;
    }
    let total = prize * (rivals / sum) / unit;
    if !total.is_finite() {
        return Err(Error::invalid("contest", "effort", total, "a prize over costs that is a finite number"));
    }
    Ok((0..costs.len()).map(|i| total * (1.0 - scaled(i) * rivals / sum).max(0.0)).collect())
}
