//! Columns as labels and numbers.

use super::number;
use super::roles::Roles;
use crate::error::{Error, Result};
use crate::frame::{Cell, Frame, Kind};

/// Largest size of a number that is drawn: differences of two stay finite.
const LARGEST: f64 = 1e300;

/// The numbers of a column; none where missing.
pub(super) fn numbers(frame: &Frame, name: &str) -> Result<Vec<Option<f64>>> {
    let cells = frame.column(name)?;
    let kind = frame.columns().iter().find(|column| column.name() == name).map(|column| column.kind());
    if !matches!(kind, Some(Kind::Real | Kind::Integer)) {
        let kind = kind.map_or_else(String::new, |kind| kind.to_string());
        return Err(Error::invalid(format!("figure, column {name}"), "kind", kind, "integer or real"));
    }
    cells
        .map(|cell| match cell {
            Cell::Real(x) if x.abs() > LARGEST => {
                Err(Error::invalid(format!("figure, column {name}"), "value", x, "−1e300..1e300"))
            }
            Cell::Real(x) => Ok(Some(x)),
            Cell::Integer(i) => Ok(Some(i as f64)),
            _ => Ok(None),
        })
        .collect()
}

/// The cells of a column as labels; none where missing.
pub(super) fn labels(frame: &Frame, name: &str) -> Result<Vec<Option<String>>> {
    let cells: Vec<Cell> = frame.column(name)?.collect();
    let decimals =
        number::decimals(cells.iter().filter_map(|c| if let Cell::Real(x) = c { Some(*x) } else { None }));
    Ok(cells
        .into_iter()
        .map(|cell| match cell {
            Cell::Missing => None,
            Cell::Text(text) => Some(text.to_owned()),
            Cell::Real(x) => Some(number::fixed(x, decimals)),
            other => Some(other.to_string()),
        })
        .collect())
}

/// A row of a labelled value.
pub(super) struct Value {
    pub label: String,
    pub value: f64,
    /// Number of its series.
    pub series: usize,
    pub interval: Option<(f64, f64)>,
}

/// The labelled values of a table, its series, and how many rows were left out.
pub(super) struct Values {
    pub rows: Vec<Value>,
    /// Labels in the order in which they first stand.
    pub labels: Vec<String>,
    pub series: Vec<String>,
    pub left_out: usize,
}

/// Number of a name in a list that grows.
pub(super) fn place(names: &mut Vec<String>, name: &str) -> usize {
    names.iter().position(|known| known == name).unwrap_or_else(|| {
        names.push(name.to_owned());
        names.len() - 1
    })
}

/// Ends of the intervals; none where either is missing.
fn intervals(roles: &Roles) -> Result<Vec<Option<(f64, f64)>>> {
    let Some((low, high)) = &roles.interval else { return Ok(vec![None; roles.frame.len()]) };
    let (low, high) = (numbers(&roles.frame, low)?, numbers(&roles.frame, high)?);
    low.into_iter()
        .zip(high)
        .enumerate()
        .map(|(row, ends)| match ends {
            (Some(low), Some(high)) if low > high => {
                let at = format!("figure, row {}", row + 1);
                Err(Error::invalid(at, "interval", format!("{low}..{high}"), "a lower end first"))
            }
            (low, high) => Ok(low.zip(high)),
        })
        .collect()
}

/// Labels, values, series and intervals.
pub(super) fn values(roles: &Roles) -> Result<Values> {
    let frame = &roles.frame;
    let (names, numbers) = (labels(frame, &roles.first)?, numbers(frame, &roles.second)?);
    let by = roles.by.as_ref().map(|by| labels(frame, by)).transpose()?;
    let mut out = Values { rows: Vec::new(), labels: Vec::new(), series: Vec::new(), left_out: 0 };
    for (row, ((label, value), interval)) in names.into_iter().zip(numbers).zip(intervals(roles)?).enumerate()
    {
        let series = by.as_ref().map_or(Some(String::new()), |by| by[row].clone());
        let (Some(label), Some(value), Some(series)) = (label, value, series) else {
            out.left_out += 1;
            continue;
        };
        place(&mut out.labels, &label);
        let series = place(&mut out.series, &series);
        out.rows.push(Value { label, value, series, interval });
    }
    Ok(out)
}

/// A point of a series.
pub(super) struct Point {
    pub x: f64,
    pub y: f64,
    pub interval: Option<(f64, f64)>,
}

/// Name of a series, and its points by increasing position.
type Series = (String, Vec<Point>);

/// Points by series, and how many rows were left out.
pub(super) fn points(roles: &Roles) -> Result<(Vec<Series>, usize)> {
    let frame = &roles.frame;
    let (xs, ys) = (numbers(frame, &roles.first)?, numbers(frame, &roles.second)?);
    let by = roles.by.as_ref().map(|by| labels(frame, by)).transpose()?;
    let (mut names, mut series, mut left_out) = (Vec::new(), Vec::<Vec<Point>>::new(), 0);
    for (row, ((x, y), interval)) in xs.into_iter().zip(ys).zip(intervals(roles)?).enumerate() {
        let name = by.as_ref().map_or(Some(String::new()), |by| by[row].clone());
        let (Some(x), Some(y), Some(name)) = (x, y, name) else {
            left_out += 1;
            continue;
        };
        let k = place(&mut names, &name);
        if k == series.len() {
            series.push(Vec::new());
        }
        series[k].push(Point { x, y, interval });
    }
    for points in &mut series {
        points.sort_by(|a, b| a.x.total_cmp(&b.x));
    }
    Ok((names.into_iter().zip(series).collect(), left_out))
}
