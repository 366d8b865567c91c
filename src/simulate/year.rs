//! A year in the making: phases, and what they read.

use super::{Agent, Present, Rules, View};
use crate::error::Result;
use crate::model::{Model, Outcome};
use crate::stream::Stream;
use crate::study::Study;
use crate::treaty::Regime;
use crate::world::NationCode;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// A phase of a year. All its decisions read the state as it stood when the phase began,
/// [`Year::present`]; what it changes goes to `next`, which starts as a copy of it. No order of activation exists,
/// so none can bias.
///
/// ```
/// use comity::prelude::*;
/// use comity::simulate::{Phase, Present, Rules, Year};
///
/// /// Population grows by a constant rate.
/// #[derive(Debug)]
/// struct Growth(f64);
///
/// impl Phase for Growth {
///     fn advance(&self, year: &Year<'_>, next: &mut Present) -> Result<()> {
///         for (after, before) in next.state.population.iter_mut().zip(&year.present().state.population) {
///             *after = before * (1.0 + self.0);
///         }
///         Ok(())
///     }
/// }
///
/// let study = Study::new(World::northeast_asia_2002())?;
/// let history = Simulation::of(&study).rules(Rules::still()).phase("population", Growth(0.01)).years(2).run()?;
/// assert!(history.end().state.population[0] > 1.02 * history.begin().state.population[0]);
/// # Ok::<(), comity::Error>(())
/// ```
pub trait Phase: fmt::Debug + Send + Sync {
    /// Carries the phase out.
    ///
    /// # Errors
    /// Whatever cannot be evaluated.
    fn advance(&self, year: &Year<'_>, next: &mut Present) -> Result<()>;

    /// Whether there is nothing for it to do at this moment, so that it can be passed over.
    fn is_idle(&self, present: &Present, rules: &Rules) -> bool {
        let _ = (present, rules);
        false
    }
}

/// The agents of all nations.
#[derive(Clone, Debug)]
pub(crate) struct Roster {
    pub everybody: Arc<dyn Agent>,
    pub own: BTreeMap<NationCode, Arc<dyn Agent>>,
}

/// What a phase reads.
#[derive(Debug)]
pub struct Year<'a> {
    study: &'a Study,
    rules: &'a Rules,
    roster: &'a Roster,
    seed: u64,
    present: &'a Present,
}

impl<'a> Year<'a> {
    pub(crate) fn new(
        study: &'a Study,
        rules: &'a Rules,
        roster: &'a Roster,
        seed: u64,
        present: &'a Present,
    ) -> Self {
        Year { study, rules, roster, seed, present }
    }

    /// The state as it stood when the phase began.
    pub fn present(&self) -> &'a Present {
        self.present
    }

    /// The study whose nations live through the year.
    pub fn study(&self) -> &'a Study {
        self.study
    }

    /// The model.
    pub fn model(&self) -> &'a Model {
        self.study.model()
    }

    /// The parameters of the history.
    pub fn rules(&self) -> &'a Rules {
        self.rules
    }

    /// The address of this year's draws for this purpose: codes of nations come next.
    pub fn draw(&self, purpose: &str) -> Stream {
        Stream::new(self.seed, purpose).year(i64::from(self.present.year))
    }

    /// The outcome of the state as it stands.
    ///
    /// # Errors
    /// As [`Model::assess`].
    pub fn outcome(&self) -> Result<Outcome> {
        self.model().assess(&self.present.state)
    }

    /// The view of the nation of this number, which must be one of the world's.
    pub(crate) fn view(&self, nation: usize) -> View<'a> {
        View::new(self.present, self.rules, nation)
    }

    /// The agent that decides for the nation of this number.
    pub(crate) fn agent(&self, nation: usize) -> &'a dyn Agent {
        let code = self.present.state.nations[nation];
        self.roster.own.get(&code).unwrap_or(&self.roster.everybody).as_ref()
    }

    /// What regimes are worth, seen from this moment.
    pub(crate) fn prospect(&self) -> Result<Prospect> {
        let mut state = self.present.state.clone();
        state.ages.fill(0); // signals of arrangements in force are as much to come as those of new ones
        let years = self.rules.years_ahead();
        Ok(Prospect { there: self.study.at(&state)?, years, discount: self.rules.discount })
    }
}

/// What regimes are worth to each nation, seen from one moment.
#[derive(Debug)]
pub(crate) struct Prospect {
    /// The study at that moment.
    pub there: Study,
    years: usize,
    discount: f64,
}

impl Prospect {
    /// `W_i` of the regime in force.
    pub fn stay(&self) -> Result<Vec<f64>> {
        let model = self.there.model();
        match self.years {
            0 => Ok(model.base_outcome().utilities().collect()),
            _ => self.worth(&model.base().regime),
        }
    }

    /// `W_i(R)`, log points: the utility at the rest point under the regime, or of the way there,
    ///
    /// $$W_i(R) = (1-\delta)\sum_{s<H}\delta^s U_i(S_{t+s}) + \delta^H U_i(S^*).$$
    pub fn worth(&self, regime: &Regime) -> Result<Vec<f64>> {
        let model = self.there.model();
        let rest = model.evaluate(regime)?;
        if self.years == 0 {
            return Ok(rest.utilities().collect());
        }
        let mut state = model.base().under(regime);
        let mut worth = vec![0.0; rest.nations.len()];
        let mut weight = 1.0;
        for _ in 0..self.years {
            let now = model.assess(&state)?;
            let share = (1.0 - self.discount) * weight;
            worth.iter_mut().zip(now.utilities()).for_each(|(w, u)| *w += share * u);
            weight *= self.discount;
            state.military_stock = model.next_stocks(&state)?;
        }
        worth.iter_mut().zip(rest.utilities()).for_each(|(w, u)| *w += weight * u);
        Ok(worth)
    }
}
