//! What is on record of one year.

use super::{Event, Nations, Present, RegimeFigures, RegimeKind};
use crate::error::{Error, Result};
use crate::model::{NationOutcome, Outcome};
use nalgebra::DMatrix;
use std::sync::Arc;

/// A column of one figure per nation.
pub(super) type Observer = Arc<dyn Fn(&Present, &Outcome, usize) -> f64 + Send + Sync>;

/// What is on record of one year.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Year of the history, 0 for its beginning.
    pub year: u32,
    /// Kind of the regime, once it has lasted.
    pub kind: RegimeKind,
    /// The figures of the regime in force.
    pub figures: RegimeFigures,
    /// Arrangements in force.
    pub arrangements: usize,
    /// Each nation's position at the end of the year, in the order of the world.
    pub nations: Vec<NationOutcome>,
    /// Each nation's income, investment, ties and terror, in the order of the world.
    pub progress: Vec<Progress>,
    /// Trust at the end of the year, `[(i, j)]` of `i` in `j`.
    pub trust: DMatrix<f64>,
    /// True types.
    pub seekers: Vec<bool>,
    /// What happened in the year.
    pub events: Vec<Event>,
    /// Figures of the observers, by observer and nation.
    pub(crate) observed: Vec<Vec<f64>>,
}

/// What a year has left a nation with, beside its position.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// GDP, USD bn per year.
    pub gdp: f64,
    /// Capital over that of the beginning.
    pub capital: f64,
    /// Poverty headcount, 0..1.
    pub poverty: f64,
    /// Stock of investment from the other nations, USD bn; 0 where investment does not live.
    pub investment: f64,
    /// Mean of the ties of its citizens and organisations with those of the other nations, 0..1.
    pub ties: f64,
    /// Incidents of terror in the year.
    pub incidents: f64,
}

impl Progress {
    /// That of each nation.
    fn of(present: &Present) -> Vec<Self> {
        let state = &present.state;
        let others = state.nations.len().saturating_sub(1).max(1) as f64;
        let of = |i: usize| Progress {
            gdp: state.gdp[i],
            poverty: state.poverty[i],
            capital: present.development.as_ref().map_or(1.0, |d| d.capital[i]),
            investment: present.development.as_ref().map_or(0.0, |d| d.investment.column(i).sum()),
            ties: present.development.as_ref().map_or(0.0, |d| d.ties.row(i).sum() / others),
            incidents: present.development.as_ref().map_or(0.0, |d| d.incidents[i]),
        };
        (0..state.nations.len()).map(of).collect()
    }
}

impl Record {
    /// The record of a year that ends with this moment.
    pub(super) fn of(nations: &Nations, observers: &[(String, Observer)], present: &Present) -> Result<Self> {
        let outcome = nations.study.model().assess(&present.state)?;
        let n = outcome.nations.len();
        let observed = observers.iter().map(|(name, figure)| {
            let figures: Vec<f64> = (0..n).map(|i| figure(present, &outcome, i)).collect();
            match figures.iter().position(|x| !x.is_finite()) {
                Some(i) => {
                    let who = format!("observer of nation {}", present.state.nations[i]);
                    Err(Error::invalid(who, name, figures[i], "a finite number"))
                }
                None => Ok(figures),
            }
        });
        Ok(Record {
            year: present.year,
            kind: present.kind,
            figures: present.figures(&nations.rules),
            arrangements: present.state.regime.arrangements().len(),
            observed: observed.collect::<Result<_>>()?,
            progress: Progress::of(present),
            trust: present.state.trust.clone(),
            seekers: present.seekers.clone(),
            events: present.events.clone(),
            nations: outcome.nations,
        })
    }

    /// Mean trust over ordered pairs; 1 in a world of one nation.
    pub fn mean_trust(&self) -> f64 {
        let n = self.trust.nrows();
        let sum: f64 =
            (0..n).map(|i| (0..n).filter(|&j| j != i).map(|j| self.trust[(i, j)]).sum::<f64>()).sum();
        if n > 1 { sum / (n * (n - 1)) as f64 } else { 1.0 }
    }

    /// `Σ M`, USD bn.
    pub fn total_stock(&self) -> f64 {
        self.nations.iter().map(|n| n.military_stock).sum()
    }
}
