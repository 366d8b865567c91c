//! Bounds on what rounding leaves open of an equilibrium.
//!
//! Let `η` bound what is left of each equation, rounding included. To first order log wages are off by `x` with
//! $(I-P)x=b$, `|b| ≤ η`, and zero at an economy of reference: a nonsingular M-matrix without it, whose inverse
//! has no negative entry.

use super::market::{Market, Point};
use crate::mechanism::elimination::Elimination;
use crate::mechanism::real::Real;

/// Bounds on the errors of an equilibrium.
pub(super) struct Bound {
    /// Of `ln Ŵ`, the greatest.
    pub real_income: f64,
    /// Of `ln ŵ` relative to the reference, by economy.
    pub wage: Vec<f64>,
}

impl Bound {
    /// Of log wages relative to each other, the greatest.
    pub fn wages(&self) -> f64 {
        self.wage.iter().fold(0.0, |a: f64, &b| if b.is_nan() { f64::INFINITY } else { a.max(b) })
    }
}

fn left_open<R: Real>(market: &Market<R>, point: &Point<R>) -> Vec<f64> {
    market.noise(point).iter().zip(&point.gap).map(|(noise, gap)| noise + gap.value().abs()).collect()
}

/// The greatest of these errors of `ln Ŵ`, what rounding does once wages are given included.
fn greatest<R: Real>(market: &Market<R>, point: &Point<R>, moved: &[f64]) -> f64 {
    let all = market.noise_of_real_income(point).into_iter().zip(moved).map(|(noise, moved)| noise + moved);
    all.fold(0.0, |a: f64, b| if b.is_nan() { f64::INFINITY } else { a.max(b) })
}

/// The bound by one positive vector `x` with $(I-P)x\ge\eta$ but at the reference, so that it bounds every error; found
/// with a derivative of nearby wages, checked with that of these. `None` where they are too far away.
///
/// # Complexity
/// O(n²).
pub(super) fn quick<R: Real>(market: &Market<R>, point: &Point<R>, nearby: &Elimination<R>) -> Option<Bound> {
    const LEAST: f64 = 0.25;
    let open = left_open(market, point);
    let mut upper: Vec<R> = open.iter().map(|&x| x.into()).collect();
    nearby.solve_grounded(&mut upper);
    let pressure = market.pressure(point, &upper);
    let mut least = f64::INFINITY;
    for i in (0..market.len()).filter(|&i| i != nearby.reference() && open[i] > 0.0) {
        let ratio = pressure[i].value() / open[i];
        if ratio.is_nan() || ratio < LEAST {
            return None;
        }
        least = least.min(ratio);
    }
    let scale = if least.is_finite() { 1.01 / least } else { 1.0 };
    let wage: Vec<f64> = upper.iter().map(|x| scale * x.value()).collect();
    let moved = market.reach(point, &wage);
    Some(Bound { real_income: greatest(market, point, &moved), wage })
}

/// The bound by the whole inverse, which knows that wages that move together change no real income.
///
/// # Complexity
/// O(n³).
pub(super) fn full<R: Real>(market: &Market<R>, point: &Point<R>) -> Option<Bound> {
    let n = market.len();
    let inverse = market.eliminate(point)?;
    let open = market.noise(point);
    let shares = market.shares(point);
    let (mut wage, mut moved) = (vec![0.0; n], vec![0.0; n]);
    let mut add = |column: &[f64]| {
        for j in 0..n {
            wage[j] += column[j].abs();
            let sold = shares[j * n..(j + 1) * n].iter().zip(column);
            moved[j] += sold.map(|(share, x)| share.value() * (x - column[j])).sum::<f64>().abs();
        }
    };
    // The step that is left, by its sign: large gaps of small economies may cancel.
    let mut left = point.gap.clone();
    inverse.solve(&mut left);
    add(&left.iter().map(|x| x.value()).collect::<Vec<f64>>());
    for c in (0..n).filter(|&c| c != inverse.reference()) {
        let mut column = vec![R::from(0.0); n];
        column[c] = open[c].into();
        inverse.solve_grounded(&mut column);
        add(&column.iter().map(|x| x.value()).collect::<Vec<f64>>());
    }
    Some(Bound { real_income: greatest(market, point, &moved), wage })
}
