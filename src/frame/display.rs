//! Tables as aligned text.

use super::{Cell, Column, Frame, Kind};
use std::fmt;

/// Significant digits of the largest number of a column whose decimals are not set.
const SIGNIFICANT: i32 = 4;

impl fmt::Display for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let texts: Vec<Vec<String>> = (0..self.columns.len()).map(|k| self.printed(k)).collect();
        let widths: Vec<usize> =
            texts.iter().map(|column| column.iter().map(|t| t.chars().count()).max().unwrap_or(0)).collect();
        let mut line = String::new();
        for row in 0..=self.rows {
            line.clear();
            for ((column, text), &width) in self.columns.iter().zip(&texts).zip(&widths) {
                let text = &text[row];
                let gap = if line.is_empty() { "" } else { "  " };
                line += &match column.kind() {
                    Kind::Text => format!("{gap}{text:<width$}"),
                    _ => format!("{gap}{text:>width$}"),
                };
            }
            writeln!(f, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

impl Frame {
    /// Title and cells of a column as printed.
    pub(crate) fn printed(&self, k: usize) -> Vec<String> {
        let (column, cells) = (&self.columns[k], (0..self.rows).map(|row| self.stores[k].cell(row)));
        let style = Style::of(column, cells.clone());
        std::iter::once(one_line(&column.title())).chain(cells.map(|cell| style.print(cell))).collect()
    }
}

/// How the reals of a column are printed.
enum Style {
    Fixed(usize),
    /// Numbers too large or too small for a point with four digits around it.
    Scientific,
}

impl Style {
    fn of<'a>(column: &Column, cells: impl Iterator<Item = Cell<'a>>) -> Self {
        if let Some(decimals) = column.printed_decimals() {
            return Style::Fixed(decimals);
        }
        let size = |cell| if let Cell::Real(x) = cell { x.abs() } else { 0.0 };
        let largest = cells.map(size).fold(0.0, f64::max);
        let exponent = format!("{largest:e}");
        let exponent = exponent.split_once('e').and_then(|(_, e)| e.parse::<i32>().ok()).unwrap_or(0);
        if (-9..=15).contains(&exponent) {
            Style::Fixed(usize::try_from(SIGNIFICANT - 1 - exponent).unwrap_or(0))
        } else {
            Style::Scientific
        }
    }

    fn print(&self, cell: Cell) -> String {
        match (self, cell) {
            (_, Cell::Text(text)) => one_line(text),
            (Style::Fixed(decimals), Cell::Real(x)) => unsigned_zero(format!("{x:.decimals$}")),
            (Style::Scientific, Cell::Real(x)) => format!("{x:.3e}"),
            (_, cell) => cell.to_string(),
        }
    }
}

/// Without the minus of a number that rounds to zero.
fn unsigned_zero(text: String) -> String {
    match text.strip_prefix('-') {
        Some(rest) if rest.bytes().all(|b| matches!(b, b'0' | b'.')) => rest.to_owned(),
        _ => text,
    }
}

/// The text with control characters escaped, so that a row stays a line.
fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() { line.extend(c.escape_default()) } else { line.push(c) }
    }
    line
}
