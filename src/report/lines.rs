//! Lines with bands, and shares stacked over a position.

use super::canvas::{Anchor, Canvas, LINE, WIDTH, cut, width};
use super::read::{Point, points};
use super::roles::Roles;
use super::scale::Scale;
use crate::error::Result;

/// Height of the field.
const FIELD: f64 = 220.0;

/// Left edge of the field: room for the labels of the ticks.
fn margin(scale: &Scale) -> f64 {
    scale.ticks().iter().map(|(_, label)| width(label)).fold(20.0, f64::max) + 10.0
}

/// Legend, title of the vertical axis, field and axes; the scales of both.
pub(super) fn field(
    canvas: &mut Canvas,
    roles: &Roles,
    names: &[String],
    xs: &[f64],
    ys: &[f64],
    lines: bool,
) -> (Scale, Scale) {
    canvas.legend(names, lines);
    canvas.text(0.0, canvas.height + 14.0, Anchor::Start, &cut(&roles.title(&roles.second), WIDTH));
    let top = canvas.height + LINE + 8.0;
    let bottom = top + FIELD;
    let vertical = Scale::over(ys.iter().copied(), roles.logarithmic, (bottom, top));
    let left = margin(&vertical);
    let (low, high) = xs.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), x| (l.min(*x), h.max(*x)));
    let horizontal = Scale::over(xs.iter().copied(), false, (left, WIDTH - 10.0)).exact(low, high);
    canvas.vertical(&vertical, left, WIDTH - 10.0);
    canvas.horizontal(&horizontal, top, bottom, &roles.title(&roles.first));
    (horizontal, vertical)
}

/// Lines by series, the interval as a band around each.
pub(super) fn lines(canvas: &mut Canvas, roles: &Roles) -> Result<(usize, String)> {
    let (series, left_out) = points(roles)?;
    let names: Vec<String> = series.iter().map(|(name, _)| name.clone()).collect();
    let all = || series.iter().flat_map(|(_, points)| points);
    let xs: Vec<f64> = all().map(|p| p.x).collect();
    let ys: Vec<f64> =
        all().flat_map(|p| [Some(p.y), p.interval.map(|i| i.0), p.interval.map(|i| i.1)]).flatten().collect();
    let (horizontal, vertical) = field(canvas, roles, &names, &xs, &ys, true);
    for (k, (name, points)) in series.iter().enumerate() {
        // A point without an interval ends the band.
        for part in points.split(|p| p.interval.is_none()).filter(|part| part.len() > 1) {
            let edge =
                |of: fn((f64, f64)) -> f64| move |p: &Point| (p.x, of(p.interval.unwrap_or((p.y, p.y))));
            let up = part.iter().map(edge(|i| i.1));
            let down = part.iter().rev().map(edge(|i| i.0));
            let band: Vec<(f64, f64)> =
                up.chain(down).map(|(x, y)| (horizontal.at(x), vertical.at(y))).collect();
            canvas.area(&band, k, 0.22, false, &[name], "");
        }
    }
    for (k, (name, points)) in series.iter().enumerate() {
        let line: Vec<(f64, f64)> = points.iter().map(|p| (horizontal.at(p.x), vertical.at(p.y))).collect();
        canvas.path(&line, k, &[name]);
        let every = (line.len() / 8).max(1);
        for (x, y) in line.iter().step_by(every).chain(line.last().filter(|_| line.len() > 1)) {
            canvas.dot(*x, *y, 3.0, k, &[name], "");
        }
    }
    Ok((left_out, format!("Lines: {}; points: {}", series.len(), xs.len())))
}

/// Values of series on top of each other.
pub(super) fn stacked(canvas: &mut Canvas, roles: &Roles) -> Result<(usize, String)> {
    let (series, left_out) = points(roles)?;
    let names: Vec<String> = series.iter().map(|(name, _)| name.clone()).collect();
    let mut xs: Vec<f64> = series.iter().flat_map(|(_, points)| points).map(|p| p.x).collect();
    xs.sort_by(f64::total_cmp);
    xs.dedup();
    let mut levels = vec![vec![0.0; xs.len()]];
    for (_, points) in &series {
        let mut level = levels.last().cloned().unwrap_or_default();
        for point in points {
            if let Ok(k) = xs.binary_search_by(|x| x.total_cmp(&point.x)) {
                level[k] += point.y;
            }
        }
        levels.push(level);
    }
    let ys: Vec<f64> = levels.iter().flatten().copied().collect();
    let (horizontal, vertical) = field(canvas, roles, &names, &xs, &ys, false);
    for (k, ends) in levels.windows(2).enumerate() {
        let at = |level: &[f64]| -> Vec<(f64, f64)> {
            xs.iter().zip(level).map(|(x, y)| (horizontal.at(*x), vertical.at(*y))).collect()
        };
        let (mut shape, down) = (at(&ends[1]), at(&ends[0]));
        shape.extend(down.into_iter().rev());
        canvas.area(&shape, k, 1.0, true, &[&names[k]], &names[k]);
    }
    Ok((left_out, format!("Series on top of each other: {}; positions: {}", series.len(), xs.len())))
}
