//! What a fit says, as tables.

use super::rejection::Fit;
use super::spread::Spread;
use crate::error::Result;
use crate::frame::{Cell, Column, Frame};
use std::collections::BTreeSet;
use std::fmt;

/// A factor, or a level of a category, before and after the data.
struct Learned {
    factor: usize,
    level: Option<String>,
    prior: Spread,
    posterior: Spread,
}

impl Learned {
    /// $1-\mathrm{V}_\mathrm{post}/\mathrm{V}_\mathrm{prior}$; `None` where nothing was varied.
    fn shrinkage(&self) -> Option<f64> {
        let share = (self.posterior.deviation / self.prior.deviation).powi(2);
        (self.prior.deviation > 0.0).then_some(1.0 - share)
    }
}

impl Fit {
    /// What the data say of the factors, a row per factor, of a category per level: mean and standard deviation of
    /// prior and posterior, the ends of the central 95 % of the posterior, and the *shrinkage*
    /// $1-\mathrm{V}_\mathrm{post}/\mathrm{V}_\mathrm{prior}$, 0 where the data say nothing, 1 where they leave no
    /// doubt. Switches and levels count 1 and 0: their means are shares.
    ///
    /// # Errors
    /// None for a fit of a design.
    pub fn factors(&self) -> Result<Frame> {
        let numbers = ["prior mean", "prior sd", "mean", "sd", "low", "high", "shrinkage"].map(Column::real);
        let heads = ["factor", "level", "unit"].map(Column::text);
        let mut frame = Frame::new(heads.into_iter().chain(numbers))?;
        for learned in self.learned() {
            let (prior, posterior, factor) =
                (learned.prior, learned.posterior, &self.design.factors()[learned.factor]);
            let unit = Some(factor.unit_text()).filter(|unit| !unit.is_empty());
            let text = [Cell::from(factor.name()), learned.level.as_deref().into(), unit.into()];
            let ends = learned.level.is_none().then_some((posterior.low, posterior.high));
            let numbers = [
                Some(prior.mean),
                Some(prior.deviation),
                Some(posterior.mean),
                Some(posterior.deviation),
                ends.map(|(low, _)| low),
                ends.map(|(_, high)| high),
                learned.shrinkage(),
            ];
            frame.push(text.into_iter().chain(numbers.map(Cell::from)))?;
        }
        Ok(frame)
    }

    /// The targets, a row each: value and scale; means and central 95 % of what all runs and what those accepted
    /// give; the share of all runs below the value. At a share near 0 or 1 the model does not reach the data, and
    /// the posterior is that of the least bad.
    ///
    /// # Errors
    /// None for a fit of a design.
    pub fn targets(&self) -> Result<Frame> {
        let numbers =
            ["value", "scale", "prior mean", "prior low", "prior high", "mean", "low", "high", "runs below"];
        let heads = [Column::text("target")].into_iter().chain(numbers.map(Column::real));
        let mut frame = Frame::new(heads)?;
        for met in &self.met {
            let (before, after) = (met.before, met.after);
            let numbers = [
                met.target.value,
                met.scale,
                before.mean,
                before.low,
                before.high,
                after.mean,
                after.low,
                after.high,
                met.below,
            ];
            let name = Cell::from(met.target.column.as_str());
            frame.push([name].into_iter().chain(numbers.map(Cell::from)))?;
        }
        Ok(frame)
    }

    fn learned(&self) -> Vec<Learned> {
        let mut all = Vec::new();
        for (factor, head) in self.design.factors().iter().enumerate() {
            let prior: Vec<f64> = (0..self.design.len()).map(|k| self.design.value(k, factor)).collect();
            let posterior: Vec<f64> = self.draws.iter().map(|&draw| prior[draw]).collect();
            if !matches!(head.cell(prior[0]), Cell::Text(_)) {
                let (prior, posterior) = (Spread::of(prior), Spread::of(posterior));
                all.push(Learned { factor, level: None, prior, posterior });
                continue;
            }
            let levels: BTreeSet<usize> = prior.iter().map(|x| *x as usize).collect();
            for level in levels {
                let has = |values: &[f64]| {
                    Spread::of(values.iter().map(|x| f64::from(u8::from(*x as usize == level))).collect())
                };
                let name = Some(head.cell(level as f64).to_string());
                all.push(Learned { factor, level: name, prior: has(&prior), posterior: has(&posterior) });
            }
        }
        all
    }
}

impl fmt::Display for Fit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Fit { runs, accepted, effective, tolerance, .. } = self;
        writeln!(
            f,
            "{accepted} of {runs} runs accepted, within {} of the data; {effective:.1} draws effective",
            short(*tolerance)
        )?;
        for met in &self.met {
            let (after, before) = (met.after, met.before);
            writeln!(
                f,
                "  {}: {} in the data; prior {} [{}, {}], {:.3} below; posterior {} [{}, {}]",
                met.target.column,
                short(met.target.value),
                short(before.mean),
                short(before.low),
                short(before.high),
                met.below,
                short(after.mean),
                short(after.low),
                short(after.high)
            )?;
        }
        for learned in self.learned() {
            let (name, level) = (self.design.factors()[learned.factor].name(), &learned.level);
            let (before, after) = (learned.prior, learned.posterior);
            let shrinkage = learned.shrinkage().map_or("–".into(), |s| format!("{s:.2}"));
            match level {
                Some(level) => writeln!(
                    f,
                    "  {name} = {level}: share {:.3}, given the data {:.3}; shrinkage {shrinkage}",
                    before.mean, after.mean
                )?,
                None => writeln!(
                    f,
                    "  {name}: {} ± {}, given the data {} ± {} [{}, {}]; shrinkage {shrinkage}",
                    short(before.mean),
                    short(before.deviation),
                    short(after.mean),
                    short(after.deviation),
                    short(after.low),
                    short(after.high)
                )?,
            }
        }
        Ok(())
    }
}

/// A number to four significant digits.
fn short(x: f64) -> String {
    let exponent = format!("{x:.3e}").split_once('e').and_then(|(_, e)| e.parse::<i32>().ok()).unwrap_or(0);
    match exponent {
        -4..=5 if x != 0.0 => format!("{x:.*}", usize::try_from(3 - exponent).unwrap_or(0)),
        _ if x == 0.0 => "0".into(),
        _ => format!("{x:.3e}"),
    }
}
