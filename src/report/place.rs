//! Places of nodes: by classical scaling of distances, or on a circle.

use super::read::{labels, numbers, place};
use crate::error::{Error, Result};
use crate::frame::Frame;
use nalgebra::DMatrix;

/// Names and places in a unit square, from pairs and their distances.
///
/// Classical scaling (Torgerson 1952): the first two principal axes of the squared distances, centred twice. A direction is
/// defined up to its sign, which is set so that the first node lies to the right and below.
pub(super) fn scaled(pairs: &Frame, [from, to, distance]: &[String; 3]) -> Result<Vec<(String, (f64, f64))>> {
    let (one, other, far) = (labels(pairs, from)?, labels(pairs, to)?, numbers(pairs, distance)?);
    let mut names = Vec::new();
    let mut given = Vec::new();
    for ((a, b), d) in one.into_iter().zip(other).zip(far) {
        if let (Some(a), Some(b), Some(d)) = (a, b, d) {
            if !(0.0..=1e100).contains(&d) {
                return Err(Error::invalid(format!("distance of {a} and {b}"), distance, d, "0..1e100"));
            }
            given.push((place(&mut names, &a), place(&mut names, &b), d));
        }
    }
    let n = names.len();
    let mut square = DMatrix::from_fn(n, n, |i, j| if i == j { 0.0 } else { f64::NAN });
    let scale = given.iter().map(|g| g.2).fold(0.0, f64::max).max(f64::MIN_POSITIVE);
    for (i, j, d) in given {
        if i != j {
            let d = (d / scale).powi(2);
            for at in [(i, j), (j, i)] {
                square[at] = if square[at].is_nan() { d } else { 0.5 * (square[at] + d) };
            }
        }
    }
    if let Some((i, j)) = (0..n).flat_map(|i| (0..i).map(move |j| (i, j))).find(|at| square[*at].is_nan()) {
        return Err(Error::undefined("a map", format!("no distance of {} and {}", names[j], names[i])));
    }
    let mean: Vec<f64> = (0..n).map(|i| square.row(i).sum() / n as f64).collect();
    let all = mean.iter().sum::<f64>() / n as f64;
    let centred = DMatrix::from_fn(n, n, |i, j| -0.5 * (square[(i, j)] - mean[i] - mean[j] + all));
    let eigen = centred.symmetric_eigen();
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|a, b| eigen.eigenvalues[*b].total_cmp(&eigen.eigenvalues[*a]).then(a.cmp(b)));
    let axis = |k: usize| -> Vec<f64> {
        let Some(&at) = order.get(k) else { return vec![0.0; n] };
        let length = eigen.eigenvalues[at].max(0.0).sqrt();
        let sign = if eigen.eigenvectors[(0, at)] < 0.0 { -length } else { length };
        (0..n).map(|i| sign * eigen.eigenvectors[(i, at)]).collect()
    };
    let unit = |axis: Vec<f64>| -> Vec<f64> {
        let (low, high) =
            axis.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), x| (l.min(*x), h.max(*x)));
        axis.into_iter().map(|x| if high > low { (x - low) / (high - low) } else { 0.5 }).collect()
    };
    let (x, y) = (unit(axis(0)), unit(axis(1)));
    Ok(names.into_iter().zip(x.into_iter().zip(y)).collect())
}

/// Places on a circle in a unit square, the first at the top.
pub(super) fn circle(n: usize) -> Vec<(f64, f64)> {
    let turn = |k: usize| std::f64::consts::TAU * k as f64 / n.max(1) as f64;
    (0..n).map(|k| (0.5 + 0.5 * turn(k).sin(), 0.5 - 0.5 * turn(k).cos())).collect()
}

/// Pushes places apart until none are nearer than `gap`, within the box.
pub(super) fn apart(
    places: &mut [(f64, f64)],
    (gap_x, gap_y): (f64, f64),
    [left, top, right, bottom]: [f64; 4],
) {
    for _ in 0..300 {
        let mut moved = false;
        for i in 0..places.len() {
            for j in 0..i {
                let (dx, dy) = ((places[i].0 - places[j].0) / gap_x, (places[i].1 - places[j].1) / gap_y);
                let near = dx.hypot(dy);
                if near < 1.0 {
                    // Two that coincide part along a direction of their own.
                    let (ux, uy) = if near > 1e-6 {
                        (dx / near, dy / near)
                    } else {
                        ((i as f64).cos(), (i as f64).sin())
                    };
                    let push = 0.5 * (1.02 - near);
                    places[i].0 = (places[i].0 + push * ux * gap_x).clamp(left, right);
                    places[i].1 = (places[i].1 + push * uy * gap_y).clamp(top, bottom);
                    places[j].0 = (places[j].0 - push * ux * gap_x).clamp(left, right);
                    places[j].1 = (places[j].1 - push * uy * gap_y).clamp(top, bottom);
                    moved = true;
                }
            }
        }
        if !moved {
            break;
        }
    }
}
