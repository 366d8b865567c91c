//! Networks: nodes placed by distance or on a circle, directed ties by kind.

use super::canvas::{Anchor, Canvas, WIDTH, cut, width};
use super::place::{apart, circle, scaled};
use super::read::{labels, place};
use super::roles::Roles;
use crate::error::Result;

/// Height of the field.
const FIELD: f64 = 330.0;

pub(super) fn draw(canvas: &mut Canvas, roles: &Roles) -> Result<(usize, String)> {
    let frame = &roles.frame;
    let (from, to) = (labels(frame, &roles.first)?, labels(frame, &roles.second)?);
    let by = roles.by.as_ref().map(|by| labels(frame, by)).transpose()?;
    let located = roles.distances.as_ref().map(|(pairs, names)| scaled(pairs, names)).transpose()?;
    let located = located.unwrap_or_default();
    let mut nodes: Vec<String> = located.iter().map(|(name, _)| name.clone()).collect();
    let (mut kinds, mut ties, mut left_out) = (Vec::new(), Vec::new(), 0);
    for (row, (from, to)) in from.into_iter().zip(to).enumerate() {
        let kind = by.as_ref().map_or(Some(String::new()), |by| by[row].clone());
        let (Some(from), Some(to), Some(kind)) = (from, to, kind) else {
            left_out += 1;
            continue;
        };
        ties.push((place(&mut nodes, &from), place(&mut nodes, &to), place(&mut kinds, &kind)));
    }
    canvas.legend(&kinds, true);
    let top = canvas.height + 20.0;
    let (left, right, bottom) = (40.0, WIDTH - 40.0, top + FIELD);
    let unit: Vec<(f64, f64)> = if located.is_empty() {
        circle(nodes.len())
    } else {
        // What has no distance lies among those it is tied to.
        let known = located.len();
        let mut unit: Vec<(f64, f64)> = located.iter().map(|(_, at)| *at).collect();
        for node in known..nodes.len() {
            let near: Vec<(f64, f64)> = ties
                .iter()
                .filter_map(|(a, b, _)| if *a == node { Some(*b) } else { (*b == node).then_some(*a) })
                .filter(|other| *other < known)
                .map(|other| unit[other])
                .collect();
            let n = near.len().max(1) as f64;
            let sum = near.iter().fold((0.0, 0.0), |s, at| (s.0 + at.0, s.1 + at.1));
            unit.push(if near.is_empty() { (0.5, 0.5) } else { (sum.0 / n, sum.1 / n) });
        }
        unit
    };
    let mut places: Vec<(f64, f64)> =
        unit.iter().map(|(x, y)| (left + x * (right - left), top + y * (bottom - top))).collect();
    apart(&mut places, (78.0, 50.0), [left, top, right, bottom]);
    for (from, to, kind) in &ties {
        let ((x1, y1), (x2, y2)) = (places[*from], places[*to]);
        let names = [nodes[*from].as_str(), nodes[*to].as_str()];
        let (dx, dy) = (x2 - x1, y2 - y1);
        let length = dx.hypot(dy).max(1.0);
        // Kinds between the same two run beside each other.
        let beside: Vec<usize> = {
            let mut kinds: Vec<usize> = ties
                .iter()
                .filter(|(a, b, _)| (a, b) == (from, to) || (b, a) == (from, to))
                .map(|tie| tie.2)
                .collect();
            kinds.sort_unstable();
            kinds.dedup();
            kinds
        };
        let lane =
            beside.iter().position(|k| k == kind).unwrap_or(0) as f64 - 0.5 * (beside.len() - 1) as f64;
        let side = if from < to { 5.0 * lane } else { -5.0 * lane };
        let (sx, sy) = (-dy / length * side, dx / length * side);
        let inset = 17.0_f64.min(0.4 * length);
        let (ux, uy) = (dx / length * inset, dy / length * inset);
        let said = format!("{} → {}: {}", names[0], names[1], kinds[*kind]);
        canvas.arrow([x1 + ux + sx, y1 + uy + sy, x2 - ux + sx, y2 - uy + sy], *kind, &names, &said, true);
    }
    for (k, (name, (x, y))) in nodes.iter().zip(&places).enumerate() {
        let located = located.is_empty() || k < located.len();
        let label = cut(name, 110.0);
        canvas.node(*x, *y, 0.5 * width(&label) + 6.0, located, &[name], name);
        canvas.text_of(*x, *y + 4.5, Anchor::Middle, &label, &[name]);
    }
    canvas.height = bottom + 20.0;
    Ok((left_out, format!("Nodes: {}; ties: {}; kinds: {}", nodes.len(), ties.len(), kinds.len())))
}
