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
    Ok(by_draw(rows, column)?.into_iter().map(|[_, mean, _]| mean).collect())
}

/// The variance that noise leaves in the means of [`mean_by_draw`]: the mean over draws of $s^2/R$, with $s^2$ the
/// sample variance of the $R$ rows of a draw. For [`Indices::less_noise`](crate::experiment::Indices::less_noise).
///
/// # Errors
/// As [`mean_by_draw`]; a draw with fewer than 2 rows.
pub fn noise_of_means(rows: &Frame, column: &str) -> Result<f64> {
    let all = by_draw(rows, column)?;
    if let Some(draw) = all.iter().position(|[n, ..]| *n < 2.0) {
        return Err(Error::invalid(format!("draw {draw}"), column, "one row", "at least 2 replicates"));
    }
    Ok(all.iter().map(|[n, _, squares]| squares / (n - 1.0) / n).sum::<f64>() / all.len().max(1) as f64)
}

/// By draw: number of rows, mean, sum of squared deviations from it (Welford 1962).
fn by_draw(rows: &Frame, column: &str) -> Result<Vec<[f64; 3]>> {
    let mut all: Vec<[f64; 3]> = Vec::new();
    let cells = rows.column("draw")?.zip(rows.column(column)?).zip(rows.column("error")?);
    for (k, ((draw, cell), error)) in cells.enumerate() {
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
        // A draw has a row: none has a number past the number of rows.
        let draw = if let Cell::Integer(draw) = draw { usize::try_from(draw).ok() } else { None };
        let Some(draw) = draw.filter(|d| *d < rows.len()) else {
            return refused(cell, "a row with its draw, and at least one row per draw");
        };
        if all.len() <= draw {
            all.resize(draw + 1, [0.0; 3]);
        }
        let [n, mean, squares] = &mut all[draw];
        let from = y - *mean;
        *n += 1.0;
        *mean += from / *n;
        *squares += from * (y - *mean);
    }
    match all.iter().position(|[n, ..]| *n == 0.0) {
        Some(draw) => {
            Err(Error::invalid(format!("draw {draw}"), column, "missing", "at least one row per draw"))
        }
        None => Ok(all),
    }
}
