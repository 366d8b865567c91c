//! Gauss–Jordan elimination over either kind of number, for small dense systems.

use crate::game::Value;
use std::cmp::Ordering;

/// Reduces the equations `[A | B]` in `unknowns` unknowns with partial pivoting: the right-hand sides of the
/// first `unknowns` rows become the solutions, those of further rows what contradicts them. `None` if the
/// equations leave something open.
pub(super) fn eliminate<V: Value>(system: &mut [Vec<V>], unknowns: usize) -> Option<()> {
    for k in 0..unknowns {
        let larger = |a: &usize, b: &usize| {
            system[*a][k].abs().partial_cmp(&system[*b][k].abs()).unwrap_or(Ordering::Equal)
        };
        let pivot = (k..system.len()).rev().max_by(larger).filter(|&r| !system[r][k].is_zero())?;
        system.swap(k, pivot);
        let scale = system[k][k].clone();
        system[k][k..].iter_mut().for_each(|entry| *entry /= scale.clone());
        let row = system[k].clone();
        for (r, other) in system.iter_mut().enumerate() {
            if r != k && !other[k].is_zero() {
                let factor = other[k].clone();
                for (entry, above) in other[k..].iter_mut().zip(&row[k..]) {
                    if !above.is_zero() {
                        *entry -= factor.clone() * above.clone();
                    }
                }
            }
        }
    }
    Some(())
}
