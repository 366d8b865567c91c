//! One draw of a design, as a model reads it.

use super::design::Design;
use super::factor::Factor;
use crate::error::{Error, Result};
use crate::frame::Cell;
use crate::model::Parameters;
use crate::simulate::Rules;
use std::sync::atomic::{AtomicBool, Ordering};

/// Draw of a design: the values of its factors in one run, by name.
///
/// A model reads every factor in every run, before it decides which of them matter: a factor that the first
/// run of an experiment does not read is taken for a mistake.
///
/// # Example
/// ```
/// use comity::experiment::{Design, Factor};
/// let rule = Factor::category("rule", ["majority", "unanimity"])?;
/// let design = Design::full_factorial([rule, Factor::uniform("x", 0.0, 1.0)?], 2)?;
/// let draw = design.draw(3)?;
/// assert_eq!((draw.text("rule")?, draw.real("x")?), ("unanimity", 1.0));
/// assert_eq!(draw.real("y").unwrap_err().to_string(), "unknown factor \"y\"; known: rule x");
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Draw<'a> {
    design: &'a Design,
    number: usize,
    read: Option<&'a [AtomicBool]>,
}

impl Design {
    /// The draw of this number, from 0.
    ///
    /// # Errors
    /// A number past the last draw.
    pub fn draw(&self, number: usize) -> Result<Draw<'_>> {
        if number >= self.len() {
            return Err(Error::invalid("design", "draw", number, format!("0..{}", self.len() - 1)));
        }
        Ok(Draw { design: self, number, read: None })
    }
}

impl<'a> Draw<'a> {
    /// Number in the design, from 0.
    pub fn number(&self) -> usize {
        self.number
    }

    /// The value of the factor of this name, whatever its kind.
    ///
    /// # Errors
    /// [`Error::Unknown`] with the factors that exist.
    pub fn get(&self, name: &str) -> Result<Cell<'a>> {
        let factors = self.design.factors();
        let unknown = || Error::unknown("factor", name, factors.iter().map(Factor::name));
        let j = factors.iter().position(|f| f.name() == name).ok_or_else(unknown)?;
        if let Some(read) = self.read {
            read[j].store(true, Ordering::Relaxed);
        }
        Ok(factors[j].cell(self.design.value(self.number, j)))
    }

    /// The value of a factor that is a number.
    ///
    /// # Errors
    /// A name that no factor has; a factor of another kind.
    pub fn real(&self, name: &str) -> Result<f64> {
        match self.get(name)? {
            Cell::Real(x) => Ok(x),
            Cell::Integer(i) => Ok(i as f64),
            other => Err(kind(name, other, "a factor that is a number")),
        }
    }

    /// The level of a category.
    ///
    /// # Errors
    /// As [`real`](Self::real).
    pub fn text(&self, name: &str) -> Result<&'a str> {
        match self.get(name)? {
            Cell::Text(level) => Ok(level),
            other => Err(kind(name, other, "a factor that is a category")),
        }
    }

    /// Whether a switch is on.
    ///
    /// # Errors
    /// As [`real`](Self::real).
    pub fn on(&self, name: &str) -> Result<bool> {
        match self.get(name)? {
            Cell::Boolean(on) => Ok(on),
            other => Err(kind(name, other, "a factor that is a switch")),
        }
    }

    /// These parameters of the world model, with those that are factors set to their values.
    ///
    /// # Errors
    /// A value that a parameter may not take; a parameter of another kind of arms race.
    ///
    /// # Example
    /// ```
    /// use comity::experiment::{Design, Factor};
    /// use comity::model::Parameters;
    /// let design = Design::full_factorial([Factor::parameter("war.soil", 0.1, 0.4)?], 2)?;
    /// let parameters = design.draw(1)?.parameters(Parameters::default())?;
    /// assert_eq!(parameters.war.soil, 0.4);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn parameters(&self, mut base: Parameters) -> Result<Parameters> {
        for parameter in Parameters::table() {
            let name = parameter.quantity.name;
            if self.design.factors().iter().any(|f| f.name() == name) {
                parameter.set(&mut base, self.real(name)?)?;
            }
        }
        Ok(base)
    }

    /// These parameters of a history, with those that are factors set to their values.
    ///
    /// # Errors
    /// A value that a parameter may not take.
    ///
    /// # Example
    /// ```
    /// use comity::experiment::{Design, Factor};
    /// use comity::simulate::Rules;
    /// let design = Design::full_factorial([Factor::parameter("turnover", 0.0, 0.1)?], 2)?;
    /// assert_eq!(design.draw(1)?.rules(Rules::default())?.turnover, 0.1);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn rules(&self, mut base: Rules) -> Result<Rules> {
        for quantity in Rules::table() {
            if self.design.factors().iter().any(|f| f.name() == quantity.name) {
                base.set(quantity.name, self.real(quantity.name)?)?;
            }
        }
        Ok(base)
    }

    /// The same draw, which marks what is read of it; a mark per factor.
    pub(super) fn marking(self, read: &'a [AtomicBool]) -> Self {
        Draw { read: Some(read), ..self }
    }
}

fn kind(name: &str, value: Cell, allowed: &str) -> Error {
    Error::invalid(format!("factor {name}"), "value", value, allowed)
}
