//! Heat maps: a value per row and column, as a shade and as a number.

use super::bars::margin;
use super::canvas::{Anchor, Canvas, LINE, WIDTH, cut, width};
use super::number;
use super::read::{labels, numbers, place};
use super::roles::Roles;
use crate::error::{Error, Result};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn draw(canvas: &mut Canvas, roles: &Roles) -> Result<(usize, String)> {
    let frame = &roles.frame;
    let third = roles.third.as_deref().unwrap_or_default();
    let (down, across, values) =
        (labels(frame, &roles.first)?, labels(frame, &roles.second)?, numbers(frame, third)?);
    let (mut rows, mut columns, mut cells, mut left_out) = (Vec::new(), Vec::new(), BTreeMap::new(), 0);
    // The same names down and across stand in the same order, so that the diagonal is one.
    let set = |names: &[Option<String>]| names.iter().flatten().cloned().collect::<BTreeSet<String>>();
    if set(&down) == set(&across) {
        down.iter().flatten().for_each(|name| {
            place(&mut columns, name);
        });
    }
    for ((row, column), value) in down.into_iter().zip(across).zip(values) {
        let (Some(row), Some(column)) = (row, column) else {
            left_out += 1;
            continue;
        };
        let at = (place(&mut rows, &row), place(&mut columns, &column));
        let Some(value) = value else {
            left_out += 1;
            continue;
        };
        if cells.insert(at, value).is_some() {
            let given = format!("{row}, {column} twice");
            return Err(Error::invalid("heat map", "cell", given, "one value per row and column"));
        }
    }
    let left = margin(&rows);
    let wide = ((WIDTH - left) / columns.len().max(1) as f64).min(90.0);
    // Labels that are wider than their column stand on end.
    let longest = columns.iter().map(|label| width(label)).fold(0.0, f64::max);
    let upright = longest <= wide - 2.0;
    let head = if upright { LINE } else { longest.min(120.0) * 0.75 + 14.0 };
    canvas.text(0.0, canvas.height + 14.0, Anchor::Start, &cut(&roles.title(third), WIDTH));
    let top = canvas.height + LINE + head + 4.0;
    for (k, label) in columns.iter().enumerate() {
        let x = left + (k as f64 + 0.5) * wide;
        if upright {
            canvas.text_of(x, top - 6.0, Anchor::Middle, label, &[label]);
        } else {
            canvas.tilted(x, top - 6.0, &cut(label, 120.0), &[label]);
        }
    }
    let tall = 26.0;
    let largest = cells.values().map(|value: &f64| value.abs()).fold(0.0, f64::max);
    let decimals = number::decimals([largest]);
    for (k, label) in rows.iter().enumerate() {
        let y = top + k as f64 * tall;
        canvas.text_of(left - 8.0, y + 0.5 * tall + 4.5, Anchor::End, &cut(label, left - 10.0), &[label]);
        canvas.rule([left, y + tall, left + wide * columns.len() as f64, y + tall], false);
    }
    for ((row, column), value) in &cells {
        let (x, y) = (left + *column as f64 * wide, top + *row as f64 * tall);
        let strength = if largest > 0.0 { (value.abs() / largest).sqrt() * 0.6 } else { 0.0 };
        let names = [rows[*row].as_str(), columns[*column].as_str()];
        let text = number::fixed(*value, decimals);
        let said = format!("{}, {}: {text}", names[0], names[1]);
        let series = usize::from(*value < 0.0);
        canvas.block([x + 0.5, y + 0.5, x + wide - 0.5, y + tall - 0.5], series, strength, &names, &said);
        // The smallest ones are the blank of the map.
        let blank = text.bytes().all(|b| matches!(b, b'0' | b'.'));
        let text = if blank { "0".into() } else { text };
        if width(&text) <= wide + 6.0 {
            canvas.text_of(x + 0.5 * wide, y + 0.5 * tall + 4.5, Anchor::Middle, &text, &names);
        }
    }
    canvas.height = top + tall * rows.len() as f64 + 8.0;
    Ok((
        left_out,
        format!("Heat map; rows: {}; columns: {}; cells: {}", rows.len(), columns.len(), cells.len()),
    ))
}
