//! What a phase of the nations' year reads beside their present.

use super::phase::Year;
use super::{Agent, Development, Rules, View};
use crate::error::Result;
use crate::model::{Model, Outcome};
use crate::study::Study;
use crate::treaty::Regime;

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
    pub(crate) fn prospect(&self) -> Result<Prospect> {
        let mut state = self.present().state.clone();
        state.ages.fill(0); // signals of arrangements in force are as much to come as those of new ones
        let growth = self.present().development.clone().filter(|_| self.rules().growth);
        Ok(Prospect { there: self.study().at(&state)?, rules: *self.rules(), growth })
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
}

impl Prospect {
    /// `W_i` of the regime in force.
    pub fn stay(&self) -> Result<Vec<f64>> {
        let model = self.there.model();
        match self.rules.years_ahead() {
            0 => self.grown(
                &model.base().regime,
                model.base_outcome(),
                model.base_outcome().utilities().collect(),
            ),
            _ => self.worth(&model.base().regime),
        }
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
