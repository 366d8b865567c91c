//! A figure of the data that a model should meet.

use crate::error::{Error, Result};

/// Target of a fit: the value that the data give for a column of an experiment's rows, and the scale on which
/// distances from it are measured.
///
/// ```
/// use comity::experiment::Target;
/// let target = Target::new("disputes", 0.064)?.scale(0.011)?; // its standard error
/// let error = Target::new("disputes", f64::NAN).unwrap_err().to_string();
/// assert_eq!(error, "target disputes: value is NaN, allowed: a finite number");
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    pub(super) column: String,
    pub(super) value: f64,
    pub(super) scale: Option<f64>,
}

impl Target {
    /// The value of this column in the data. Its scale is 1.4826 times the median absolute deviation of what the
    /// runs give, as is usual (Csilléry and others 2012); where that is 0 their standard deviation.
    ///
    /// # Errors
    /// A value that is not finite.
    pub fn new(column: impl Into<String>, value: f64) -> Result<Self> {
        let column = column.into();
        if !value.is_finite() {
            return Err(Error::invalid(format!("target {column}"), "value", value, "a finite number"));
        }
        Ok(Target { column, value, scale: None })
    }

    /// The same target with distances in units of this scale: the standard error of the data, or what a
    /// difference counts.
    ///
    /// # Errors
    /// A scale that is not finite and above 0.
    pub fn scale(self, scale: f64) -> Result<Self> {
        if !(scale.is_finite() && scale > 0.0) {
            let subject = format!("target {}", self.column);
            return Err(Error::invalid(subject, "scale", scale, "a finite number above 0"));
        }
        Ok(Target { scale: Some(scale), ..self })
    }
}
