//! Box plots after Tukey (1977).

use super::bars::margin;
use super::canvas::{Anchor, Canvas, WIDTH, cut};
use super::number;
use super::read::values;
use super::roles::Roles;
use super::scale::Scale;
use crate::error::Result;

/// Quantile by linear interpolation between order statistics (Hyndman & Fan 1996, type 7).
fn quantile(sorted: &[f64], p: f64) -> f64 {
    let h = p * (sorted.len() - 1) as f64;
    let (low, high) = (sorted[h.floor() as usize], sorted[h.ceil() as usize]);
    low + (h - h.floor()) * (high - low)
}

pub(super) fn draw(canvas: &mut Canvas, roles: &Roles) -> Result<(usize, String)> {
    let data = values(roles)?;
    let left = margin(&data.labels);
    let scale = Scale::over(data.rows.iter().map(|v| v.value), roles.logarithmic, (left, WIDTH - 14.0));
    let tall = 30.0;
    let top = canvas.height + 6.0;
    let bottom = top + tall * data.labels.len() as f64;
    canvas.horizontal(&scale, top, bottom, &roles.title(&roles.second));
    for (k, label) in data.labels.iter().enumerate() {
        let mut numbers: Vec<f64> = data.rows.iter().filter(|v| v.label == *label).map(|v| v.value).collect();
        numbers.sort_by(f64::total_cmp);
        let [low, middle, high] = [0.25, 0.5, 0.75].map(|p| quantile(&numbers, p));
        let reach = 1.5 * (high - low);
        let inside = |x: &&f64| (low - reach..=high + reach).contains(*x);
        let first = numbers.iter().find(inside).copied().unwrap_or(low);
        let last = numbers.iter().rev().find(inside).copied().unwrap_or(high);
        let y = top + tall * k as f64;
        let centre = y + 0.5 * tall;
        canvas.text_of(left - 8.0, centre + 4.5, Anchor::End, &cut(label, left - 10.0), &[label]);
        canvas.whisker([scale.at(first), centre, scale.at(last), centre], &[label]);
        let d = number::decimals([low, middle, high]);
        let quartiles = [low, middle, high].map(|x| number::fixed(x, d)).join(", ");
        let said = format!("{label}: quartiles {quartiles}, n = {}", numbers.len());
        canvas.block([scale.at(low), y + 6.0, scale.at(high), y + tall - 6.0], 0, 1.0, &[label], &said);
        canvas.whisker([scale.at(middle), y + 4.0, scale.at(middle), y + tall - 4.0], &[label]);
        for x in numbers.iter().filter(|x| !inside(x)) {
            canvas.dot(scale.at(*x), centre, 2.5, 0, &[label], "");
        }
    }
    let said = "from the first to the third quartile, whiskers to the last value within 1.5 times that range";
    Ok((data.left_out, format!("Boxes: {}, {said}", data.labels.len())))
}
