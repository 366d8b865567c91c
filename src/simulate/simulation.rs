//! A history to be run: rules, agents, diplomacy, phases, shocks, observers.

use super::engine::Engine;
use super::file::File;
use super::phases;
use super::record::Observer;
use super::{
    Agent, Calibration, Diplomacy, History, Learning, Nations, Phase, Present, Process, Record, RegimeCensus,
    Rules, Shock,
};
use crate::error::{Error, Result};
use crate::model::Outcome;
use crate::study::{Scenario, Study};
use crate::treaty::Menu;
use std::fmt;
use std::sync::Arc;

/// A history of a study's nations: they negotiate, keep and break promises, learn to trust and arm, year by year.
///
/// Each year passes through the phases of the standard year: `turnover` of leaders, what is `due`, `negotiate`, the
/// regime in `force`, `comply`, `monitor`, `mingle`, `believe`, `conflict`, `punish`, `arm`, `invest`, `grow`, `learn`,
/// `classify`. Growth, investment, terror and the spread of ties are off unless [rules](Rules::living) set them in
/// motion. The seed decides every draw, each by its own address, so that a phase
/// that is taken out leaves the draws of all others as they were.
///
/// ```
/// use comity::prelude::*;
/// let study = Study::new(World::northeast_asia_2002())?;
/// let history = Simulation::of(&study).years(10).seed(7).run()?;
/// println!("{history}"); // which regimes, who signed and who broke, what became of trust and arms
/// assert_eq!(history.records().len(), 11); // the year 0 is the beginning
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone)]
pub struct Simulation {
    engine: Engine<Nations>,
    strangers: Vec<String>,
    observers: Vec<(String, Observer)>,
}

impl Simulation {
    /// A history of 40 years under the default rules: talks in every year of an opener and three others drawn, over
    /// the study's menu; [logit](super::Logit) compliance.
    pub fn of(study: &Study) -> Self {
        let diplomacy = Diplomacy::drawn(4, study.menu().clone());
        let engine = phases::standard(diplomacy)
            .into_iter()
            .fold(Engine::of(Nations::of(study)), |engine, (name, phase)| {
                engine.phase_before(None, name, phase)
            });
        Simulation { engine, strangers: Vec::new(), observers: Vec::new() }
    }

    /// The history that a scenario file describes, over a study of its world: years, seed, rules, agents, diplomacy,
    /// phases left out, shocks.
    ///
    /// ```
    /// use comity::prelude::*;
    /// let mut text = World::northeast_asia_2002().to_toml()?;
    /// text += r#"
    /// [history]
    /// years = 20
    /// trust = "socialisation"
    /// punishment = 3
    /// without = ["conflict"]
    /// agents = { PRK = "never", JPN = { rule = "trigger", years = 5 } }
    /// diplomacy = { kind = "talks", opener = "JPN", among = ["JPN", "KOR", "CHN"] }
    /// [[history.shock]]
    /// year = 5
    /// distrust = { log_odds = 1.0 }
    /// "#;
    /// let scenario = Scenario::from_toml(&text)?;
    /// let study = Study::of(scenario.model()?);
    /// println!("{}", Simulation::scenario(&study, &scenario)?.years(6).run()?);
    /// let wrong = Scenario::from_toml(&text.replace("punishment", "punishmint"))?;
    /// let message = Simulation::scenario(&study, &wrong).unwrap_err().to_string();
    /// assert!(message.contains("unknown key of section history \"punishmint\"; did you mean punishment?"));
    /// # Ok::<(), comity::Error>(())
    /// ```
    ///
    /// # Errors
    /// A key that is not known, with the nearest that is; a value of the wrong type or out of range.
    pub fn scenario(study: &Study, scenario: &Scenario) -> Result<Self> {
        match &scenario.history {
            None => Ok(Simulation::of(study)),
            Some(section) => {
                let offered = scenario.menu.clone().unwrap_or_else(Menu::cooperative);
                let file = File::read(section, &offered).map_err(|error| scenario.blamed(error))?;
                Ok(Simulation::of(study).told(file))
            }
        }
    }

    /// As the section of a file says.
    fn told(mut self, file: File) -> Self {
        let engine = self.engine;
        let (years, seed) = (file.years.unwrap_or(engine.last()), file.seed.unwrap_or(engine.first_seed()));
        self.engine = engine.years(years).seed(seed);
        let nations = self.engine.process_mut();
        nations.rules = file.rules;
        nations.shocks = file.shocks;
        if let Some(agent) = file.everybody {
            nations.everybody = agent;
        }
        nations.learning = file.learning;
        nations.repertoire = file.strategies;
        for (nation, agent) in file.agents {
            self = self.seated(&nation, agent);
        }
        if let Some(diplomacy) = file.diplomacy {
            self = self.diplomacy(diplomacy);
        }
        file.without.iter().fold(self, |simulation, name| simulation.without_phase(name))
    }

    /// Up to this year, counted from the beginning; 1 to 100 000.
    #[must_use]
    pub fn years(self, years: u32) -> Self {
        Simulation { engine: self.engine.years(years), ..self }
    }

    /// With this seed (default 0).
    #[must_use]
    pub fn seed(self, seed: u64) -> Self {
        Simulation { engine: self.engine.seed(seed), ..self }
    }

    /// Under these rules.
    #[must_use]
    pub fn rules(mut self, rules: Rules) -> Self {
        self.engine.process_mut().rules = rules;
        self
    }

    /// The nations with all that was said of them.
    pub(super) fn nations(&self) -> &Nations {
        self.engine.process()
    }

    /// The rules so far.
    pub fn current_rules(&self) -> &Rules {
        &self.engine.process().rules
    }

    /// With this agent for the nation of this code.
    #[must_use]
    pub fn agent(self, nation: &str, agent: impl Agent + 'static) -> Self {
        self.seated(nation, Arc::new(agent))
    }

    fn seated(mut self, nation: &str, agent: Arc<dyn Agent>) -> Self {
        let nations = self.engine.process_mut();
        match nations.study.model().world().codes().find(|code| code.as_str() == nation) {
            Some(code) => {
                nations.own.insert(code, agent);
            }
            None => self.strangers.push(nation.to_owned()),
        }
        self
    }

    /// With this agent for every nation that has none of its own.
    #[must_use]
    pub fn everybody(mut self, agent: impl Agent + 'static) -> Self {
        self.engine.process_mut().everybody = Arc::new(agent);
        self
    }

    /// Learning in this way which of several [strategies](Self::strategy) to follow; by default by logit choice.
    #[must_use]
    pub fn learning(mut self, learning: Learning) -> Self {
        self.engine.process_mut().learning = learning;
        self
    }

    /// With this agent as one more strategy that nations without an agent of their own may take up. Its name may not be taken;
    /// "everybody" is that of the strategy with which they begin.
    #[must_use]
    pub fn strategy(self, name: impl Into<String>, agent: impl Agent + 'static) -> Self {
        self.taught(name.into(), Arc::new(agent))
    }

    fn taught(mut self, name: String, agent: Arc<dyn Agent>) -> Self {
        self.engine.process_mut().repertoire.push((name, agent));
        self
    }

    /// Negotiating in this way.
    #[must_use]
    pub fn diplomacy(self, diplomacy: Diplomacy) -> Self {
        let phase = phases::negotiating(diplomacy);
        Simulation { engine: self.engine.replace_phase("negotiate", phase), ..self }
    }

    /// With one more phase, before the year is classified. Its name may not be taken.
    #[must_use]
    pub fn phase(self, name: impl Into<String>, phase: impl Phase + 'static) -> Self {
        let engine = self.engine.phase_before(Some("classify"), name.into(), Arc::new(phase));
        Simulation { engine, ..self }
    }

    /// Without the phase of this name.
    #[must_use]
    pub fn without_phase(self, name: &str) -> Self {
        Simulation { engine: self.engine.without_phase(name), ..self }
    }

    /// With this shock at the beginning of this year, from 1.
    #[must_use]
    pub fn shock(mut self, year: u32, shock: Shock) -> Self {
        self.engine.process_mut().shocks.push((year, shock));
        self
    }

    /// With one more column per nation in [`History::nations`], of what this sees at the end of each year. It cannot
    /// change the run.
    ///
    /// ```
    /// use comity::prelude::*;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let burden = |present: &comity::simulate::Present, _: &Outcome, i: usize| {
    ///     0.08 * present.state.military_stock[i] / present.state.gdp[i]
    /// };
    /// let history = Simulation::of(&study).years(3).observe("burden", burden).run()?;
    /// assert!(history.nations()?.column("burden").is_ok());
    /// # Ok::<(), comity::Error>(())
    /// ```
    #[must_use]
    pub fn observe(
        mut self,
        column: impl Into<String>,
        figure: impl Fn(&Present, &Outcome, usize) -> f64 + Send + Sync + 'static,
    ) -> Self {
        self.observers.push((column.into(), Arc::new(figure)));
        self
    }

    /// From this moment of another history on. The year it was at counts: `years` stays the last one.
    #[must_use]
    pub fn from(self, mut present: Present) -> Self {
        present.enforce();
        Simulation { engine: self.engine.from(present.year, present), ..self }
    }

    /// From the moment in this JSON on, as [`Present::to_json`] writes it.
    ///
    /// # Errors
    /// Text that is no such moment; one of another version or another world.
    pub fn from_json(self, text: &str) -> Result<Self> {
        let present = Present::of_json(text)?;
        present.check(self.engine.process().study.model().world())?;
        Ok(self.from(present))
    }

    /// The same history up to the end of this year, and from there on what `change` makes of it: one past, several
    /// policies.
    ///
    /// ```
    /// use comity::prelude::*;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let history = Simulation::of(&study).years(8).seed(3);
    /// let other = history.branch(4, |present| present.state.trust.fill(0.9))?;
    /// assert!(other.run()?.end().state.military_stock < history.run()?.end().state.military_stock);
    /// # Ok::<(), comity::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`run`](Self::run); a year that is not before the last.
    pub fn branch(&self, year: u32, change: impl FnOnce(&mut Present)) -> Result<Self> {
        let last = self.engine.last();
        if year >= last {
            return Err(Error::invalid(
                "history",
                "year of the branch",
                year,
                format!("below {last}, the last year"),
            ));
        }
        let mut present = match (year, self.engine.start()) {
            (0, None) => self.engine.process().begin(self.engine.first_seed())?,
            _ => self.clone().years(year).run()?.end().clone(),
        };
        change(&mut present);
        Ok(self.clone().from(present))
    }

    /// Runs the history.
    ///
    /// # Errors
    /// No year; rules out of range; an agent for a nation that is not in the world; a phase of a name that is taken
    /// or unknown; a shock before the year 1 or after the last, or that cannot be applied; a state that is not one of
    /// this world; whatever cannot be evaluated.
    ///
    /// # Complexity
    /// Per year two evaluations and a step of the arms race; for each promise, each withdrawal considered and each
    /// outcome of the talks one more.
    pub fn run(&self) -> Result<History> {
        self.check()?;
        self.run_seeded(self.engine.first_seed())
    }

    /// Runs the history with as many seeds and hands each to `take`, in the order of the runs; run 0 is
    /// [`run`](Self::run). Histories are computed in parallel, some at a time, so that memory does not grow with
    /// their number.
    ///
    /// # Errors
    /// As [`run`](Self::run); the first error of `take`.
    pub fn each_run(&self, runs: u32, take: impl FnMut(u32, History) -> Result<()>) -> Result<()> {
        self.check()?;
        self.engine.each(runs, |seed| self.run_seeded(seed), take)
    }

    /// The regimes of as many runs, one seed each: shares, transitions, spells, first passages.
    ///
    /// ```
    /// use comity::prelude::*;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// println!("{}", Simulation::of(&study).years(5).census(4)?);
    /// # Ok::<(), comity::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn census(&self, runs: u32) -> Result<RegimeCensus> {
        let mut census = RegimeCensus::default();
        self.each_run(runs, |_, history| {
            census.add(history.kinds());
            Ok(())
        })?;
        Ok(census)
    }

    /// How far beliefs agree with the true types over as many runs.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn calibration(&self, runs: u32) -> Result<Calibration> {
        let mut calibration = Calibration::default();
        self.each_run(runs, |_, history| {
            history.records().iter().for_each(|record| calibration.add(&record.trust, &record.seekers));
            Ok(())
        })?;
        Ok(calibration)
    }

    fn check(&self) -> Result<()> {
        let nations = self.engine.process();
        let world = nations.study.model().world();
        if let Some(nation) = self.strangers.first() {
            let known = world.codes().map(|code| code.to_string());
            return Err(Error::unknown("nation with an agent", nation, known));
        }
        if let Some(start) = self.engine.start() {
            start.check(world)?;
        }
        self.engine.check()?;
        for (year, shock) in &nations.shocks {
            if !(1..=self.engine.last()).contains(year) {
                let allowed = format!("1..{}", self.engine.last());
                return Err(Error::invalid(format!("shock \"{shock}\""), "year", year, allowed));
            }
            shock.check(world)?;
        }
        let names: Vec<&str> = (0..nations.strategies()).map(|s| nations.strategy_name(s)).collect();
        if let Some(s) = (1..names.len()).find(|&s| names[..s].contains(&names[s])) {
            return Err(Error::invalid(
                "history",
                "strategy",
                names[s],
                "one of each name, none \"everybody\"",
            ));
        }
        let lessons = self.engine.start().map_or(&[][..], |start| &start.lessons);
        let known = lessons.iter().map(|lesson| lesson.worth.len()).find(|known| *known != names.len());
        if let Some(known) = known {
            let allowed = format!("{known}, as in the state");
            return Err(Error::invalid("history", "strategies", names.len(), allowed));
        }
        nations.learning.check()?;
        nations.rules.check()
    }

    fn run_seeded(&self, seed: u64) -> Result<History> {
        let nations = self.engine.process();
        let (mut begin, mut records) = (None, Vec::new());
        let end = self.engine.walk(seed, |_, present| {
            begin.get_or_insert_with(|| present.clone());
            records.push(Record::of(nations, &self.observers, present)?);
            Ok(())
        })?;
        Ok(History {
            seed,
            rules: nations.rules,
            begin: begin.unwrap_or_else(|| end.clone()),
            end,
            records,
            columns: self.observers.iter().map(|(name, _)| name.clone()).collect(),
            depreciation: nations.study.model().parameters().depreciation,
        })
    }
}

impl fmt::Debug for Simulation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nations = self.engine.process();
        f.debug_struct("Simulation")
            .field("engine", &self.engine)
            .field("rules", &nations.rules)
            .field("everybody", &nations.everybody)
            .field("agents", &nations.own)
            .field("shocks", &nations.shocks)
            .finish_non_exhaustive()
    }
}
