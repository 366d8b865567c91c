//! A history to be run: rules, agents, diplomacy, phases, shocks, observers.

use super::file::File;
use super::phases;
use super::year::Roster;
use super::{
    Agent, Calibration, Diplomacy, Event, EventKind, History, Logit, Phase, Present, Record, RegimeCensus,
    RegimeFigures, Rules, Shock, Year,
};
use crate::error::{Error, Result};
use crate::mechanism::trust;
use crate::model::Outcome;
use crate::parallel::try_map;
use crate::stream::Stream;
use crate::study::{Scenario, Study};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// A history of a study's nations: they negotiate, keep and break promises, learn to trust and arm, year by year.
///
/// Each year passes through the phases of the standard year: `turnover` of leaders, what is `due`, `negotiate`, the
/// regime in `force`, `comply`, `monitor`, `believe`, `conflict`, `punish`, `arm`, `invest`, `grow`, `learn` (these
/// three without effect so far), `classify`. The seed decides every draw, each by its own address, so that a phase
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
pub struct Simulation<'a> {
    study: &'a Study,
    years: u32,
    seed: u64,
    rules: Rules,
    roster: Roster,
    strangers: Vec<String>,
    phases: Vec<(String, Arc<dyn Phase>)>,
    faults: Vec<Fault>,
    shocks: Vec<(u32, Shock)>,
    observers: Vec<(String, Observer)>,
    start: Option<Present>,
}

/// A column of one figure per nation.
type Observer = Arc<dyn Fn(&Present, &Outcome, usize) -> f64 + Send + Sync>;

/// What was wrong with a call of the builder, told when it runs.
#[derive(Clone, Debug)]
enum Fault {
    Twice(String),
    Unknown(String, Vec<String>),
}

impl<'a> Simulation<'a> {
    /// A history of 40 years under the default rules: talks in every year of an opener and three others drawn, over
    /// the study's menu; [logit](Logit) compliance.
    pub fn of(study: &'a Study) -> Self {
        let diplomacy = Diplomacy::drawn(4, study.menu().clone());
        Simulation {
            study,
            years: 40,
            seed: 0,
            rules: Rules::default(),
            roster: Roster { everybody: Arc::new(Logit), own: BTreeMap::new() },
            strangers: Vec::new(),
            phases: phases::standard(diplomacy),
            faults: Vec::new(),
            shocks: Vec::new(),
            observers: Vec::new(),
            start: None,
        }
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
    pub fn scenario(study: &'a Study, scenario: &Scenario) -> Result<Self> {
        match &scenario.history {
            None => Ok(Simulation::of(study)),
            Some(section) => Ok(Simulation::of(study).told(File::read(section)?)),
        }
    }

    /// As the section of a file says.
    fn told(mut self, file: File) -> Self {
        self.years = file.years.unwrap_or(self.years);
        self.seed = file.seed.unwrap_or(self.seed);
        self.rules = file.rules;
        self.roster.everybody = file.everybody.unwrap_or(self.roster.everybody);
        self.shocks = file.shocks;
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
    pub fn years(mut self, years: u32) -> Self {
        self.years = years;
        self
    }

    /// With this seed (default 0).
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Under these rules.
    #[must_use]
    pub fn rules(mut self, rules: Rules) -> Self {
        self.rules = rules;
        self
    }

    /// The rules so far.
    pub fn current_rules(&self) -> &Rules {
        &self.rules
    }

    /// With this agent for the nation of this code.
    #[must_use]
    pub fn agent(self, nation: &str, agent: impl Agent + 'static) -> Self {
        self.seated(nation, Arc::new(agent))
    }

    fn seated(mut self, nation: &str, agent: Arc<dyn Agent>) -> Self {
        match self.study.model().world().codes().find(|code| code.as_str() == nation) {
            Some(code) => {
                self.roster.own.insert(code, agent);
            }
            None => self.strangers.push(nation.to_owned()),
        }
        self
    }

    /// With this agent for every nation that has none of its own.
    #[must_use]
    pub fn everybody(mut self, agent: impl Agent + 'static) -> Self {
        self.roster.everybody = Arc::new(agent);
        self
    }

    /// Negotiating in this way.
    #[must_use]
    pub fn diplomacy(mut self, diplomacy: Diplomacy) -> Self {
        if let Some((_, phase)) = self.phases.iter_mut().find(|(name, _)| name == "negotiate") {
            *phase = phases::negotiating(diplomacy);
        }
        self
    }

    /// With one more phase, before the year is classified. Its name may not be taken.
    #[must_use]
    pub fn phase(mut self, name: impl Into<String>, phase: impl Phase + 'static) -> Self {
        let name = name.into();
        if self.phases.iter().any(|(other, _)| *other == name) {
            self.faults.push(Fault::Twice(name));
            return self;
        }
        let before = self.phases.iter().position(|(name, _)| name == "classify").unwrap_or(self.phases.len());
        self.phases.insert(before, (name, Arc::new(phase)));
        self
    }

    /// Without the phase of this name.
    #[must_use]
    pub fn without_phase(mut self, name: &str) -> Self {
        let known: Vec<String> = self.phases.iter().map(|(name, _)| name.clone()).collect();
        if known.iter().any(|other| other == name) {
            self.phases.retain(|(other, _)| other != name);
        } else {
            self.faults.push(Fault::Unknown(name.to_owned(), known));
        }
        self
    }

    /// With this shock at the beginning of this year, from 1.
    #[must_use]
    pub fn shock(mut self, year: u32, shock: Shock) -> Self {
        self.shocks.push((year, shock));
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
    pub fn from(mut self, present: Present) -> Self {
        self.start = Some(present);
        self
    }

    /// From the moment in this JSON on, as [`Present::to_json`] writes it.
    ///
    /// # Errors
    /// Text that is no such moment; one of another version or another world.
    pub fn from_json(self, text: &str) -> Result<Self> {
        let present = Present::of_json(text)?;
        present.check(self.study.model().world())?;
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
        if year >= self.years {
            let allowed = format!("below {}, the last year", self.years);
            return Err(Error::invalid("history", "year of the branch", year, allowed));
        }
        let mut present = match (year, &self.start) {
            (0, None) => Present::begin(self.study, &self.rules, self.seed)?,
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
        self.run_seeded(self.seed)
    }

    /// Runs the history with as many seeds and hands each to `take`, in the order of the runs; run 0 is
    /// [`run`](Self::run). Histories are computed in parallel, some at a time, so that memory does not grow with
    /// their number.
    ///
    /// # Errors
    /// As [`run`](Self::run); the first error of `take`.
    pub fn each_run(&self, runs: u32, mut take: impl FnMut(u32, History) -> Result<()>) -> Result<()> {
        const AT_A_TIME: u32 = 32;
        self.check()?;
        let mut first = 0;
        while first < runs {
            let count = AT_A_TIME.min(runs - first);
            let histories = try_map(count as usize, |k| self.run_seeded(self.seed_of(first + k as u32)))?;
            for (run, history) in (first..).zip(histories) {
                take(run, history)?;
            }
            first += count;
        }
        Ok(())
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

    fn seed_of(&self, run: u32) -> u64 {
        if run == 0 { self.seed } else { Stream::new(self.seed, "run").year(i64::from(run)).bits() }
    }

    fn check(&self) -> Result<()> {
        const MOST_YEARS: u32 = 100_000;
        let world = self.study.model().world();
        if let Some(nation) = self.strangers.first() {
            let known = world.codes().map(|code| code.to_string());
            return Err(Error::unknown("nation with an agent", nation, known));
        }
        match self.faults.first() {
            Some(Fault::Twice(name)) => {
                return Err(Error::invalid("history", "phase", name, "one of each name"));
            }
            Some(Fault::Unknown(name, known)) => return Err(Error::unknown("phase", name, known)),
            None => {}
        }
        if !(1..=MOST_YEARS).contains(&self.years) {
            return Err(Error::invalid("history", "years", self.years, format!("1..{MOST_YEARS}")));
        }
        if let Some(start) = &self.start {
            start.check(world)?;
            if start.year >= self.years {
                let allowed = format!("above {}, where it starts", start.year);
                return Err(Error::invalid("history", "years", self.years, allowed));
            }
        }
        for (year, shock) in &self.shocks {
            if !(1..=self.years).contains(year) {
                let allowed = format!("1..{}", self.years);
                return Err(Error::invalid(format!("shock \"{shock}\""), "year", year, allowed));
            }
            shock.check(world)?;
        }
        self.rules.check()
    }

    fn run_seeded(&self, seed: u64) -> Result<History> {
        let model = self.study.model();
        let mut present = match &self.start {
            Some(present) => present.clone(),
            None => Present::begin(self.study, &self.rules, seed)?,
        };
        if self.start.is_none() {
            present.burdens.push(burden(self.study, &present));
            present.kind = RegimeFigures::of(&present.state, &self.rules, &present.burdens).kind(&self.rules);
            present.candidate = (present.kind, u32::MAX / 2);
        } else {
            present.enforce();
        }
        let begin = present.clone();
        let mut before = present.clone();
        let mut records = vec![self.record(&present)?];
        for number in present.year + 1..=self.years {
            present.year = number;
            present.state.year = present.state.year.and_then(|year| year.checked_add(1));
            present.events.clear();
            for (_, shock) in self.shocks.iter().filter(|(year, _)| *year == number) {
                self.strike(shock, &mut present)?;
                present.enforce();
            }
            for (_, phase) in &self.phases {
                if phase.is_idle(&present, &self.rules) {
                    continue;
                }
                before.copy(&present);
                let year = Year::new(self.study, &self.rules, &self.roster, seed, &before);
                phase.advance(&year, &mut present)?;
            }
            records.push(self.record(&present)?);
        }
        let columns = self.observers.iter().map(|(name, _)| name.clone()).collect();
        let depreciation = model.parameters().depreciation;
        Ok(History { seed, rules: self.rules, begin, end: present, records, columns, depreciation })
    }

    fn strike(&self, shock: &Shock, present: &mut Present) -> Result<()> {
        present.record(Event::new(EventKind::Shock, shock.to_string()));
        match shock {
            Shock::Sign(arrangement) => present.sign(arrangement.clone(), self.study.model().world()),
            Shock::End(name) => {
                if !present.accords.iter().any(|accord| accord.arrangement.name == *name) {
                    let known = present.accords.iter().map(|accord| accord.arrangement.name.as_str());
                    return Err(Error::unknown("arrangement in force", name, known));
                }
                present.accords.retain(|accord| accord.arrangement.name != *name);
                Ok(())
            }
            Shock::Distrust { of, log_odds } => {
                let at = of.map(|code| present.number(code));
                let n = present.seekers.len();
                for i in 0..n {
                    for j in (0..n).filter(|&j| j != i && at.is_none_or(|at| at == Some(j))) {
                        let t = &mut present.state.trust[(i, j)];
                        *t = trust::shifted(*t, -log_odds);
                    }
                }
                Ok(())
            }
            Shock::Leader { of, seeks_security } => {
                if let Some(i) = present.number(*of) {
                    present.seekers[i] = *seeks_security;
                }
                Ok(())
            }
        }
    }

    fn record(&self, present: &Present) -> Result<Record> {
        let outcome = self.study.model().assess(&present.state)?;
        let n = outcome.nations.len();
        let observed = self.observers.iter().map(|(name, figure)| {
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
            figures: RegimeFigures::of(&present.state, &self.rules, &present.burdens),
            arrangements: present.state.regime.arrangements().len(),
            observed: observed.collect::<Result<_>>()?,
            trust: present.state.trust.clone(),
            seekers: present.seekers.clone(),
            events: present.events.clone(),
            nations: outcome.nations,
        })
    }
}

/// The region's military burden, share of GDP.
fn burden(study: &Study, present: &Present) -> f64 {
    let stocks: f64 = present.state.military_stock.iter().sum();
    study.model().parameters().depreciation * stocks / present.state.gdp.iter().sum::<f64>()
}

impl fmt::Debug for Simulation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Simulation")
            .field("years", &self.years)
            .field("seed", &self.seed)
            .field("rules", &self.rules)
            .field("roster", &self.roster)
            .field("phases", &self.phases)
            .field("shocks", &self.shocks)
            .finish_non_exhaustive()
    }
}
