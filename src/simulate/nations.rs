//! The nations of a study as a process: where a history of theirs begins, and what befalls it from outside.

use super::enforced::enforced;
use super::learning::{Learning, Lesson};
use super::process::Process;
use super::{Agent, Development, Logit, Present, Rules, Shock};
use crate::error::Result;
use crate::study::Study;
use crate::world::NationCode;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The nations of a study with the rules of their years and their agents: the process that
/// [`Simulation`](super::Simulation) runs. Its state is [`Present`].
#[derive(Clone, Debug)]
pub struct Nations {
    pub(super) study: Arc<Study>,
    pub(super) rules: Rules,
    pub(super) everybody: Arc<dyn Agent>,
    pub(super) own: BTreeMap<NationCode, Arc<dyn Agent>>,
    pub(super) learning: Learning,
    /// What may be learned, beside the agent of everybody.
    pub(super) repertoire: Vec<(String, Arc<dyn Agent>)>,
    pub(super) shocks: Vec<(u32, Shock)>,
}

impl Nations {
    pub(super) fn of(study: &Study) -> Self {
        Nations {
            study: Arc::new(study.clone()),
            rules: Rules::default(),
            everybody: Arc::new(Logit),
            own: BTreeMap::new(),
            learning: Learning::default(),
            repertoire: Vec::new(),
            shocks: Vec::new(),
        }
    }

    /// The agent of the nation of this number at this moment.
    pub(super) fn agent(&self, present: &Present, nation: usize) -> &dyn Agent {
        let learned = present.lessons.get(nation).and_then(|lesson| lesson.strategy.checked_sub(1));
        let agent = match (self.own.get(&present.state.nations[nation]), learned) {
            (Some(own), _) => own,
            (None, Some(k)) => self.repertoire.get(k).map_or(&self.everybody, |(_, agent)| agent),
            (None, None) => &self.everybody,
        };
        agent.as_ref()
    }

    /// How many strategies a nation may follow.
    pub(super) fn strategies(&self) -> usize {
        self.repertoire.len() + 1
    }

    /// Name of a strategy by number.
    pub(super) fn strategy_name(&self, strategy: usize) -> &str {
        let learned = strategy.checked_sub(1).and_then(|k| self.repertoire.get(k));
        learned.map_or("everybody", |(name, _)| name)
    }

    /// Whether this nation learns: one with an agent of its own keeps it.
    pub(super) fn learns(&self, nation: NationCode) -> bool {
        !self.own.contains_key(&nation)
    }

    /// What accumulates beside the state has a beginning where the rules let anything.
    fn develop(&self, present: &mut Present) -> Result<()> {
        if self.rules.develops() && present.development.is_none() {
            present.development = Some(Development::begin(self.study.model(), &present.state, &self.rules)?);
        }
        Ok(())
    }

    /// The region's military burden, share of GDP.
    pub(super) fn burden(&self, present: &Present) -> f64 {
        let stocks: f64 = present.state.military_stock.iter().sum();
        self.study.model().parameters().depreciation * stocks / present.state.gdp.iter().sum::<f64>()
    }
}

impl Process for Nations {
    type State = Present;

    /// The steady state of the study's base; types are drawn from its trust.
    fn begin(&self, seed: u64) -> Result<Present> {
        let mut present = Present::begin(&self.study, &self.rules, seed)?;
        present.burdens.push(self.burden(&present));
        present.enforced = enforced(&self.study, &present.state, &self.rules)?;
        present.kind = present.figures(&self.rules).kind(&self.rules);
        present.candidate = (present.kind, u32::MAX / 2);
        self.develop(&mut present)?;
        Ok(present)
    }

    /// The calendar goes on, and shocks strike.
    fn turn(&self, year: u32, present: &mut Present) -> Result<()> {
        present.year = year;
        present.state.year = present.state.year.and_then(|year| year.checked_add(1));
        present.events.clear();
        present.enforce(); // suspensions begin and end with the year
        if self.strategies() > 1 && present.lessons.is_empty() {
            present.lessons = vec![Lesson::none(self.strategies()); present.state.nations.len()];
        }
        self.develop(present)?;
        for (_, shock) in self.shocks.iter().filter(|(of, _)| *of == year) {
            shock.strike(present, self.study.model().world())?;
            present.enforce();
        }
        Ok(())
    }
}
