//! What came out, draw by draw.

use crate::error::{Error, Result};
use crate::experiment::design::Design;
use crate::experiment::factor::Factor;
use crate::experiment::proportion::Proportion;
use crate::frame::{Cell, Column, Frame, Kind};
use crate::interval::Interval;

/// The rows of an experiment summed up: per draw and column of numbers or of true and false, the factors, the
/// number of observations, their mean, and its 95 % interval (Student's t; Clopper & Pearson for true and
/// false). Runs that failed and cells that are missing are no observations.
///
/// # Errors
/// A design that is not the one of the rows.
///
/// # Example
/// ```
/// use comity::experiment::{Design, Experiment, Factor, summarise};
/// use comity::frame::{Cell, Column};
/// let design = Design::full_factorial([Factor::switch("pacts")?], 2)?;
/// let rows = Experiment::new("wars", design.clone(), [Column::boolean("war")], |draw, seed, rows| {
///     let hazard = if draw.on("pacts")? { 0.2 } else { 0.6 };
///     rows.push([(comity::Stream::new(seed, "war").uniform() < hazard).into()])
/// })?
/// .replicates(1000)
/// .run()?;
/// let table = summarise(&design, &rows)?;
/// let means: Vec<Cell> = table.column("mean")?.collect();
/// assert!(matches!(means[..], [Cell::Real(without), Cell::Real(with)] if without > with + 0.3));
/// # Ok::<(), comity::Error>(())
/// ```
pub fn summarise(design: &Design, rows: &Frame) -> Result<Frame> {
    let factors = design.factors();
    let heads = factors.iter().map(Factor::column);
    let ends = [Column::text("column"), Column::integer("n")]
        .into_iter()
        .chain(["mean", "low", "high"].map(Column::real));
    let mut table = Frame::new([Column::integer("draw")].into_iter().chain(heads).chain(ends))?;
    let measured = |c: &&Column| c.kind() != Kind::Text && !["run", "draw", "replicate"].contains(&c.name());
    let columns: Vec<&Column> = rows.columns().iter().filter(measured).collect();
    // Per draw and column the observations.
    let mut all = vec![vec![Vec::new(); columns.len()]; design.len()];
    for (at, column) in columns.iter().enumerate() {
        for (draw, cell) in rows.column("draw")?.zip(rows.column(column.name())?) {
            let place = if let Cell::Integer(draw) = draw { usize::try_from(draw).ok() } else { None };
            let place = place.and_then(|draw| all.get_mut(draw)).ok_or_else(|| {
                Error::invalid("rows", "draw", draw, format!("0..{}, those of the design", design.len() - 1))
            })?;
            place[at].extend(match cell {
                Cell::Real(y) => Some(y),
                Cell::Integer(i) => Some(i as f64),
                Cell::Boolean(b) => Some(f64::from(b)),
                Cell::Missing | Cell::Text(_) => None,
            });
        }
    }
    for (draw, observations) in all.iter().enumerate() {
        for (column, y) in columns.iter().zip(observations) {
            let (mean, low, high) = if y.is_empty() {
                (None, None, None)
            } else if column.kind() == Kind::Boolean {
                let share = Proportion::new(y.iter().filter(|y| **y == 1.0).count(), y.len())?;
                (Some(share.share()), Some(share.low), Some(share.high))
            } else {
                let Interval { mean, half_width } = Interval::of(y);
                (Some(mean), half_width.map(|half| mean - half), half_width.map(|half| mean + half))
            };
            let place = factors.iter().enumerate().map(|(j, factor)| factor.cell(design.value(draw, j)));
            let ends = [column.name().into(), y.len().into(), mean.into(), low.into(), high.into()];
            table.push([Cell::from(draw)].into_iter().chain(place).chain(ends))?;
        }
    }
    Ok(table)
}
