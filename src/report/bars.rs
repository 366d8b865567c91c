//! Horizontal bars with intervals, grouped by series.

use super::canvas::{Anchor, Canvas, WIDTH, cut, width};
use super::number;
use super::read::values;
use super::roles::Roles;
use super::scale::Scale;
use crate::error::Result;

/// Left edge of the field: room for the labels.
pub(super) fn margin<'a>(labels: impl IntoIterator<Item = &'a String>) -> f64 {
    labels.into_iter().map(|label| width(label)).fold(30.0, f64::max).min(0.42 * WIDTH) + 10.0
}

pub(super) fn draw(canvas: &mut Canvas, roles: &Roles) -> Result<(usize, String)> {
    let data = values(roles)?;
    canvas.legend(&data.series, false);
    let left = margin(&data.labels);
    let ends =
        data.rows.iter().flat_map(|v| [Some(v.value), v.interval.map(|i| i.0), v.interval.map(|i| i.1)]);
    let scale = Scale::over(ends.flatten().chain([0.0]), roles.logarithmic, (left, WIDTH - 14.0));
    let thick = if data.series.len() > 2 { 8.0 } else { 13.0 };
    let tall = |label: &String| data.rows.iter().filter(|v| v.label == *label).count() as f64 * thick + 8.0;
    let top = canvas.height + 6.0;
    let bottom = top + data.labels.iter().map(tall).sum::<f64>();
    canvas.horizontal(&scale, top, bottom, &roles.title(&roles.second));
    let decimals = number::decimals(data.rows.iter().map(|v| v.value));
    let mut y = top;
    for label in &data.labels {
        let height = tall(label);
        canvas.text_of(left - 8.0, y + 0.5 * height + 4.5, Anchor::End, &cut(label, left - 10.0), &[label]);
        for (k, v) in data.rows.iter().filter(|v| v.label == *label).enumerate() {
            let (from, to) = (y + 4.0 + k as f64 * thick, y + 3.0 + (k + 1) as f64 * thick);
            let series = &data.series[v.series];
            let said = format!("{label} {series} {}", number::fixed(v.value, decimals));
            canvas.block([scale.base(), from, scale.at(v.value), to], v.series, 1.0, &[label, series], &said);
            if let Some((low, high)) = v.interval {
                let middle = 0.5 * (from + to);
                canvas.whisker([scale.at(low), middle, scale.at(high), middle], &[label, series]);
                for end in [low, high] {
                    canvas.whisker([scale.at(end), from + 1.0, scale.at(end), to - 1.0], &[label, series]);
                }
            }
        }
        y += height;
    }
    Ok((data.left_out, format!("Bars: {}; labels: {}", data.rows.len(), data.labels.len())))
}
