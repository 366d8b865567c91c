//! Estimates with intervals, one line each.

use super::bars::margin;
use super::canvas::{Anchor, Canvas, LINE, WIDTH, cut};
use super::number;
use super::read::values;
use super::roles::Roles;
use super::scale::Scale;
use crate::error::Result;

pub(super) fn draw(canvas: &mut Canvas, roles: &Roles) -> Result<(usize, String)> {
    let data = values(roles)?;
    canvas.legend(&data.series, true);
    let left = margin(&data.labels);
    let ends =
        data.rows.iter().flat_map(|v| [Some(v.value), v.interval.map(|i| i.0), v.interval.map(|i| i.1)]);
    let scale = Scale::over(ends.flatten(), roles.logarithmic, (left, WIDTH - 14.0));
    let of = |label: &String| data.rows.iter().filter(|v| v.label == *label).collect::<Vec<_>>();
    let step = if data.series.len() > 1 { 11.0 } else { LINE };
    let top = canvas.height + 6.0;
    let bottom = top + data.labels.iter().map(|label| of(label).len() as f64 * step + 6.0).sum::<f64>();
    canvas.horizontal(&scale, top, bottom, &roles.title(&roles.second));
    let decimals = number::decimals(data.rows.iter().map(|v| v.value));
    let mut y = top;
    for label in &data.labels {
        let rows = of(label);
        let height = rows.len() as f64 * step + 6.0;
        canvas.text_of(left - 8.0, y + 0.5 * height + 4.5, Anchor::End, &cut(label, left - 10.0), &[label]);
        for (k, v) in rows.into_iter().enumerate() {
            let middle = y + 3.0 + (k as f64 + 0.5) * step;
            let series = &data.series[v.series];
            let mut said = format!("{label} {series} {}", number::fixed(v.value, decimals));
            if let Some((low, high)) = v.interval {
                canvas.whisker([scale.at(low), middle, scale.at(high), middle], &[label, series]);
                said += &format!(" [{}, {}]", number::fixed(low, decimals), number::fixed(high, decimals));
            }
            canvas.dot(scale.at(v.value), middle, 4.5, v.series, &[label, series], &said);
        }
        y += height;
    }
    Ok((data.left_out, format!("Estimates: {}; labels: {}", data.rows.len(), data.labels.len())))
}
