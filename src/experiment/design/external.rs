//! A design from a table of the user's.

use super::design::{Design, Layout, some};
use crate::error::{Error, Result, Violation, all_valid};
use crate::experiment::factor::Factor;
use crate::frame::separator;
use std::io::{BufRead, BufReader, Read};

impl Design {
    /// The rows of a CSV, whose header is the factors' names in any order; a row's number, from 0, is its draw. Columns are
    /// separated by commas, or by semicolons or tabs where the header has no comma.
    ///
    /// # Errors
    /// A column that is no factor or is given twice, a factor without a column, a row of another length, a
    /// value that its factor cannot take: each names row, factor, value and what is allowed. [`Error::Parse`]
    /// for text that is no CSV.
    ///
    /// # Example
    /// ```
    /// use comity::experiment::{Design, Factor};
    /// let factors = || Ok::<_, comity::Error>([Factor::uniform("x", 0.0, 2.0)?, Factor::switch("pacts")?]);
    /// let design = Design::from_csv(factors()?, "pacts,x\ntrue,0.5\nfalse,2\n".as_bytes())?;
    /// assert_eq!(design.draw(1)?.real("x")?, 2.0);
    /// let error = Design::from_csv(factors()?, "pacts,x\ntrue,2.5\n".as_bytes()).unwrap_err().to_string();
    /// assert_eq!(error, "design, row 0: x is \"2.5\", allowed: 0..2");
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn from_csv(factors: impl IntoIterator<Item = Factor>, reader: impl Read) -> Result<Self> {
        let factors = some(factors, usize::MAX)?;
        let mut reader = BufReader::new(reader);
        let start =
            reader.fill_buf().map_err(|e| Error::Parse { place: "design".into(), message: e.to_string() })?;
        let delimiter = separator(start);
        let mut csv = csv::ReaderBuilder::new().flexible(true).delimiter(delimiter).from_reader(reader);
        let broken = |e: csv::Error| Error::Parse { place: "design".into(), message: e.to_string() };
        let header: Vec<String> =
            csv.headers().map_err(broken)?.iter().map(|name| name.trim().into()).collect();
        let mut at = vec![None; factors.len()];
        for (column, name) in header.iter().enumerate() {
            let unknown = || Error::unknown("column of the design", name, factors.iter().map(Factor::name));
            let j = factors.iter().position(|f| f.name() == name).ok_or_else(unknown)?;
            if at[j].replace(column).is_some() {
                return Err(Error::invalid(
                    "design",
                    "column",
                    format!("{name:?}"),
                    "a name not given before",
                ));
            }
        }
        let missing = |(factor, at): (&Factor, &Option<usize>)| {
            at.is_none().then(|| {
                Violation::new(
                    "design",
                    "column",
                    format!("{:?}, which is missing", factor.name()),
                    "one per factor",
                )
            })
        };
        all_valid(factors.iter().zip(&at).filter_map(missing).collect())?;
        let (mut values, mut violations) = (Vec::new(), Vec::new());
        let mut rows = 0;
        for record in csv.records() {
            let record = record.map_err(broken)?;
            if record.len() != header.len() {
                let (expected, got) = (format!("{} cells", header.len()), record.len().to_string());
                return Err(Error::Shape { what: format!("design, row {rows}"), expected, got });
            }
            for (factor, column) in factors.iter().zip(at.iter().flatten()) {
                match factor.read(record[*column].trim()) {
                    Ok(value) => values.push(value),
                    Err(Error::Invalid(found)) => violations.extend(found.into_iter().map(|v| Violation {
                        subject: format!("design, row {rows}"),
                        field: factor.name().into(),
                        ..v
                    })),
                    Err(other) => return Err(other),
                }
            }
            rows += 1;
        }
        all_valid(violations)?;
        if rows == 0 {
            return Err(Error::invalid("design", "rows", 0, "at least 1"));
        }
        Design::new("given", factors, Layout::Given { values, rows })
    }
}
