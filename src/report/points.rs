//! Labelled points in a plane.

use super::canvas::{Anchor, Canvas, WIDTH, cut, width};
use super::lines::field;
use super::number;
use super::read::{labels, numbers, place};
use super::roles::Roles;
use crate::error::Result;

/// Room of a label above and below its middle.
const HALF: f64 = 7.5;

pub(super) fn draw(canvas: &mut Canvas, roles: &Roles) -> Result<(usize, String)> {
    let frame = &roles.frame;
    let (xs, ys) = (numbers(frame, &roles.first)?, numbers(frame, &roles.second)?);
    let names = roles.third.as_ref().map(|label| labels(frame, label)).transpose()?;
    let by = roles.by.as_ref().map(|by| labels(frame, by)).transpose()?;
    let (mut series, mut points, mut left_out) = (Vec::new(), Vec::new(), 0);
    for (row, (x, y)) in xs.into_iter().zip(ys).enumerate() {
        let of = |column: &Option<Vec<Option<String>>>| {
            column.as_ref().map_or(Some(String::new()), |column| column[row].clone())
        };
        let (Some(x), Some(y), Some(label), Some(kind)) = (x, y, of(&names), of(&by)) else {
            left_out += 1;
            continue;
        };
        points.push((x, y, label, place(&mut series, &kind)));
    }
    let (all_x, all_y): (Vec<f64>, Vec<f64>) = points.iter().map(|p| (p.0, p.1)).unzip();
    let (horizontal, vertical) = field(canvas, roles, &series, &all_x, &all_y, true);
    let (dx, dy) = (number::decimals(all_x.iter().copied()), number::decimals(all_y.iter().copied()));
    let floor = vertical.ticks().iter().map(|(y, _)| vertical.at(*y)).fold(f64::NEG_INFINITY, f64::max);
    let mut taken: Vec<[f64; 4]> =
        points.iter().map(|p| around(horizontal.at(p.0), vertical.at(p.1), 5.0, 5.0)).collect();
    for (x, y, label, kind) in &points {
        let (at_x, at_y) = (horizontal.at(*x), vertical.at(*y));
        let name = cut(label, 150.0);
        let half = 0.5 * width(&name);
        // The label stands right, left, above or below its point: where nothing else does and
        // no axis is, else at the right.
        let side = if at_x + 9.0 + 2.0 * half > WIDTH { -1.0 } else { 1.0 };
        let beside = [(side * (9.0 + half), 0.0), (0.0, -13.0), (0.0, 13.0), (-side * (9.0 + half), 0.0)];
        let middle = |(mx, my): (f64, f64)| ((at_x + mx).clamp(half, WIDTH - half), at_y + my);
        let free = |at: &(f64, f64)| {
            let own = around(at.0, at.1, half, HALF);
            own[3] <= floor && !taken.iter().any(|other| meet(&own, other))
        };
        let (label_x, label_y) =
            beside.into_iter().map(middle).find(free).unwrap_or_else(|| middle(beside[0]));
        taken.push(around(label_x, label_y, half, HALF));
        let names = [label.as_str(), series[*kind].as_str()];
        let said = format!("{label} {} ({}, {})", names[1], number::fixed(*x, dx), number::fixed(*y, dy));
        canvas.dot(at_x, at_y, 4.5, *kind, &names, &said);
        canvas.text_of(label_x, label_y + 4.5, Anchor::Middle, &name, &names);
    }
    Ok((left_out, format!("Points: {}", points.len())))
}

fn around(x: f64, y: f64, half: f64, high: f64) -> [f64; 4] {
    [x - half, y - high, x + half, y + high]
}

fn meet(a: &[f64; 4], b: &[f64; 4]) -> bool {
    a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}
