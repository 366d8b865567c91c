//! The statistics of each run of an experiment.

use super::target::Target;
use crate::error::{Error, Result};
use crate::frame::{Cell, Frame, Kind};

/// A run: its draw, and its statistics in the order of the targets; `None` where it failed or one is missing.
pub(super) struct Simulated {
    pub draw: usize,
    pub statistics: Option<Vec<f64>>,
}

/// The runs of a table, of which each has one row.
pub(super) fn runs(draws: usize, rows: &Frame, targets: &[Target]) -> Result<Vec<Simulated>> {
    let mut columns = Vec::new();
    for target in targets {
        let head = rows.columns().iter().find(|head| head.name() == target.column);
        if let Some(head) = head.filter(|head| head.kind() == Kind::Text) {
            let allowed = "a column of numbers, or of true and false";
            return Err(Error::invalid(format!("target {}", head.name()), "column", "text", allowed));
        }
        columns.push(rows.column(&target.column)?);
    }
    let (mut all, mut last) = (Vec::with_capacity(rows.len()), Cell::Missing);
    let place = rows.column("run")?.zip(rows.column("draw")?).zip(rows.column("error")?);
    for (k, ((run, draw), error)) in place.enumerate() {
        if k > 0 && run == last {
            let allowed = "one row per run, with what is compared to the data";
            return Err(Error::invalid("rows", format!("row {k}"), format!("another of run {run}"), allowed));
        }
        last = run;
        let number = if let Cell::Integer(draw) = draw { usize::try_from(draw).ok() } else { None };
        let number = number.filter(|number| *number < draws).ok_or_else(|| {
            let allowed = format!("0..{}, those of the design", draws.saturating_sub(1));
            Error::invalid("rows", "draw", draw, allowed)
        })?;
        let mut statistics = Some(Vec::with_capacity(columns.len()));
        for column in &mut columns {
            let y = match column.next() {
                Some(Cell::Real(y)) => Some(y),
                Some(Cell::Integer(i)) => Some(i as f64),
                Some(Cell::Boolean(b)) => Some(f64::from(b)),
                _ => None,
            };
            let y = y.filter(|_| error == Cell::Missing);
            statistics = statistics.zip(y).map(|(mut all, y)| {
                all.push(y);
                all
            });
        }
        all.push(Simulated { draw: number, statistics });
    }
    Ok(all)
}
