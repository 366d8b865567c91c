//! Contests for a prize: success functions, Tullock equilibria.

use crate::error::{Error, Result};
use crate::quantity::Range;

/// Contest success function in ratio form (Tullock 1980; Skaperdas 1996, theorem 2): the first side wins
/// with probability $a^m / (a^m + b^m)$.
///
/// `a`, `b` ≥ 0 are efforts, `m > 0` the decisiveness; one half where neither side makes an effort.
pub fn success(a: f64, b: f64, decisiveness: f64) -> f64 {
    let (a, b) = if decisiveness == 1.0 { (a, b) } else { (a.powf(decisiveness), b.powf(decisiveness)) };
    if a + b > 0.0 { a / (a + b) } else { 0.5 }
}

/// Efforts in the Nash equilibrium of a Tullock contest with linear costs, in the unit of the prize over that of the
/// cost: side `i` chooses `x_i ≥ 0` to maximise $V x_i/\sum_j x_j - c_i x_i$.
///
/// With the `k` sides that stay in, $\sum x = V (k-1)/\sum c$ and $x_i = X (1 - c_i X / V)$; a side stays
/// in iff $c_i X < V$ (Szidarovszky & Okuguchi 1997; Stein 2002). With equal costs each of `k` blocs earns
/// $V/k^2$: the value of a bloc falls with the number of its rivals, the model's plainest externality.
///
/// # Errors
/// A prize that is not a finite number > 0; fewer than two sides; a cost that is not a finite number > 0.
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
    // The cheapest two are always in; the next enters while its cost is below the marginal return.
    let mut sum = costs[order[0]] + costs[order[1]];
    let mut total = prize / sum;
    for (k, &i) in order.iter().enumerate().skip(2) {
        if costs[i] * total >= prize {
            break;
        }
        sum += costs[i];
        total = prize * k as f64 / sum;
    }
    Ok(costs.iter().map(|c| (total * (1.0 - c * total / prize)).max(0.0)).collect())
}
