//! Missile defence: what it averts, and the stock it provokes.

use nalgebra::DMatrix;

/// Share of the damage by missiles that a system of this budget averts, 0..1:
///
/// $$c = \bar c\,(1 - 2^{-D/D_0}).$$
///
/// `ceiling` is `c̄`, 0..1; `half_budget` is `D₀`, USD bn per year, at which half of it is reached, ≥ 0; with 0 the
/// ceiling holds whatever the budget. Nothing is averted by a system without a budget unless `D₀ = 0`.
pub fn coverage(ceiling: f64, half_budget: f64, budget: f64) -> f64 {
    if half_budget > 0.0 {
        -ceiling * (-std::f64::consts::LN_2 * budget / half_budget).exp_m1()
    } else {
        ceiling
    }
}

/// Stock that others' missile defence provokes in a nuclear power, USD bn, before the race spreads it:
///
/// $$r\sum_{j\text{ not ally}}(1-T_{ij})D_j/\delta.$$
///
/// `r` is the cost-exchange ratio, dollars of offence per dollar of defence; its sign is contested
/// (counter-build-up: Intriligator & Brito 1984, Powell 2003; none: 0).
pub fn provoked_stock(
    cost_exchange: f64,
    depreciation: f64,
    spending: &[f64],
    trust: &DMatrix<f64>,
    i: usize,
    allied: impl Fn(usize) -> bool,
) -> f64 {
    let answered =
        (0..spending.len()).filter(|&j| j != i && !allied(j)).map(|j| (1.0 - trust[(i, j)]) * spending[j]);
    cost_exchange * answered.sum::<f64>() / depreciation
}
