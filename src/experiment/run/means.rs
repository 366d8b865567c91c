//! One outcome per draw.

use crate::error::{Error, Result};
use crate::frame::{Cell, Frame};

/// The mean of a column over the rows of each draw, for [`Indices`](crate::experiment::Indices): of a number
/// its mean over replicates, of true and false the share of true.
///
/// # Errors
/// A table without the columns `draw` and `error`; a run that failed, with its error; a cell that is missing or
/// text; a draw without a row.
///
/// # Example
/// ```
/// use comity::experiment::{Design, Experiment, Factor, mean_by_draw};
/// use comity::frame::Column;
/// let design = Design::full_factorial([Factor::uniform("x", 0.0, 1.0)?], 3)?;
/// let rows = Experiment::new("cubes", design, [Column::real("y")], |draw, _, rows| {
///     rows.push([draw.real("x")?.powi(3).into()])
/// })?
/// .replicates(2)
/// .run()?;
/// assert_eq!(mean_by_draw(&rows, "y")?, [0.0, 0.125, 1.0]);
/// # Ok::<(), comity::Error>(())
/// ```
pub fn mean_by_draw(rows: &Frame, column: &str) -> Result<Vec<f64>> {
    let mut sums: Vec<(f64, f64)> = Vec::new();
    for (k, ((draw, cell), error)) in
        rows.column("draw")?.zip(rows.column(column)?).zip(rows.column("error")?).enumerate()
    {
        let refused =
            |value: Cell, allowed: &str| Err(Error::invalid(format!("row {k}"), column, value, allowed));
        if error != Cell::Missing {
            return refused(error, "a run without an error");
        }
        let y = match cell {
            Cell::Real(y) => y,
            Cell::Integer(i) => i as f64,
            Cell::Boolean(b) => f64::from(b),
            other => return refused(other, "a number, true or false"),
        };
        let Cell::Integer(draw) = draw else { return refused(draw, "a row with its draw") };
        // Rows come draw by draw; a frame that was sorted otherwise is still at most as long.
        let draw = usize::try_from(draw).ok().filter(|d| *d < rows.len());
        let Some(draw) = draw else { return refused(cell, "a draw with all those before it") };
        if sums.len() <= draw {
            sums.resize(draw + 1, (0.0, 0.0));
        }
        sums[draw].0 += y;
        sums[draw].1 += 1.0;
    }
    match sums.iter().position(|(_, count)| *count == 0.0) {
        Some(draw) => {
            Err(Error::invalid(format!("draw {draw}"), column, "missing", "at least one row per draw"))
        }
        None => Ok(sums.into_iter().map(|(sum, count)| sum / count).collect()),
    }
}
