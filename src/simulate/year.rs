//! What a phase of the nations' year reads beside their present.

use super::accord::Accord;
use super::phase::Year;
use super::{Agent, Development, Rules, View};
use crate::error::Result;
use crate::model::{Model, Outcome};
use crate::study::Study;
use crate::treaty::Regime;
use crate::world::NationCode;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

impl<'a> Year<'a> {
    /// The study whose nations live through the year.
    pub fn study(&self) -> &'a Study {
        &self.process().study
    }

    /// The model.
    pub fn model(&self) -> &'a Model {
        self.study().model()
    }

    /// The parameters of the history.
    pub fn rules(&self) -> &'a Rules {
        &self.process().rules
    }

    /// The outcome of the state as it stands.
    ///
    /// # Errors
    /// As [`Model::assess`].
    pub fn outcome(&self) -> Result<Outcome> {
        self.model().assess(&self.present().state)
    }

    /// The view of the nation of this number, which must be one of the world's.
    pub(crate) fn view(&self, nation: usize) -> View<'a> {
        View::new(self.present(), self.rules(), nation)
    }

    /// The agent that decides for the nation of this number.
    pub(crate) fn agent(&self, nation: usize) -> &'a dyn Agent {
        self.process().agent(self.present(), nation)
    }

    /// What regimes are worth, seen from this moment.
    pub(crate) fn prospect(&self) -> Result<Arc<Prospect>> {
        let mut state = self.present().state.clone();
        state.ages.fill(0); // signals of arrangements in force are as much to come as those of new ones
        let growth = self.present().development.clone().filter(|_| self.rules().growth);
        if let Some(known) = self.memory().recall::<Prospect>()
            && known.year == self.number()
            && *known.there.model().base() == state
            && known.growth == growth
        {
            return Ok(known);
        }
        let there = self.study().glanced_at(&state)?;
        let rules = *self.rules();
        let (stay, without) = (OnceLock::new(), Mutex::default());
        let prospect = Arc::new(Prospect { there, rules, growth, year: self.number(), stay, without });
        self.memory().keep(prospect.clone());
        Ok(prospect)
    }
}

/// What regimes are worth to each nation, seen from one moment.
#[derive(Debug)]
pub(crate) struct Prospect {
    /// The study at that moment.
    pub there: Study,
    rules: Rules,
    /// What is to grow, where incomes do.
    growth: Option<Development>,
    year: u32,
    /// `W` of the regime in force, once it has been asked for.
    stay: OnceLock<Vec<f64>>,
    /// `W` without one member of an accord, by the address of the accord and the member.
    without: Mutex<BTreeMap<(String, NationCode), Vec<f64>>>,
}

impl Prospect {
    /// `W_i` of the regime in force.
    pub fn stay(&self) -> Result<Vec<f64>> {
        if let Some(known) = self.stay.get() {
            return Ok(known.clone());
        }
        let model = self.there.model();
        let worth = match self.rules.years_ahead() {
            0 => self.grown(
                &model.base().regime,
                model.base_outcome(),
                model.base_outcome().utilities().collect(),
            ),
            _ => self.worth(&model.base().regime),
        }?;
        Ok(self.stay.get_or_init(|| worth).clone())
    }

    /// `W_i` without this member of an accord, which has left it or is suspended, in the regime that follows. The two are
    /// one where no sanctions befall who is suspended.
    pub fn without(
        &self,
        accord: &Accord,
        code: NationCode,
        regime: impl FnOnce() -> Regime,
    ) -> Result<Vec<f64>> {
        if accord.sanction().is_some() {
            return self.worth(&regime());
        }
        let key = (accord.address(), code);
        let known = || self.without.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(worth) = known().get(&key) {
            return Ok(worth.clone());
        }
        let worth = self.worth(&regime())?;
        known().insert(key, worth.clone());
        Ok(worth)
    }

    /// `W_i(R)`, log points: the utility at the rest point under the regime, or of the way there,
    ///
    /// $$W_i(R) = (1-\delta)\sum_{s<H}\delta^s U_i(S_{t+s}) + \delta^H U_i(S^*),$$
    ///
    /// and what the regime brings by way of growth.
    pub fn worth(&self, regime: &Regime) -> Result<Vec<f64>> {
        let model = self.there.model();
        let rest = model.evaluate(regime)?;
        let years = self.rules.years_ahead();
        if years == 0 {
            return self.grown(regime, &rest, rest.utilities().collect());
        }
        let upkeep = self.growth.as_ref().and_then(|growth| growth.upkeep(&self.rules));
        let mut state = model.base().under(regime);
        let mut worth = vec![0.0; rest.nations.len()];
        let mut weight = 1.0;
        for _ in 0..years {
            let now = model.assess(&state)?;
            let share = (1.0 - self.rules.discount) * weight;
            worth.iter_mut().zip(now.utilities()).for_each(|(w, u)| *w += share * u);
            weight *= self.rules.discount;
            state.military_stock = model.next_stocks(&state, upkeep.as_deref())?;
        }
        worth.iter_mut().zip(rest.utilities()).for_each(|(w, u)| *w += weight * u);
        self.grown(regime, &rest, worth)
    }

    /// With what the regime brings by way of growth.
    fn grown(&self, regime: &Regime, rest: &Outcome, mut worth: Vec<f64>) -> Result<Vec<f64>> {
        if let Some(growth) = &self.growth {
            growth.add_worth(self.there.model(), &self.rules, regime, rest, &mut worth)?;
        }
        Ok(worth)
    }
}
