//! What lives at one moment of a history, as plain data: the state, the accords with their clocks, hidden types.

use super::accord::{Accord, regime_of};
use super::learning::Lesson;
use super::ties::goodwill;
use super::{Development, Event, RegimeFigures, RegimeKind, Rules, Trust};
use crate::error::{Error, Result};
use crate::mechanism::trust;
use crate::model::State;
use crate::stream::Stream;
use crate::study::Study;
use crate::treaty::Arrangement;
use crate::world::{NationCode, World, table};
use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};

/// Layout of the file; one of another layout is refused.
const VERSION: u32 = 2;

/// What lives at the end of a year. Plain data without a cache or a generator: written to a file and read again, it
/// is where a history goes on, to the bits.
///
/// ```
/// use comity::prelude::*;
/// let study = Study::new(World::northeast_asia_2002())?;
/// let simulation = Simulation::of(&study).years(4).seed(7);
/// let half = simulation.clone().years(2).run()?.end().to_json()?;
/// let rest = simulation.clone().from_json(&half)?.run()?;
/// assert_eq!(rest.end(), simulation.run()?.end());
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Present {
    version: u32,
    /// Years since the beginning; during a year its number, from 1.
    pub year: u32,
    /// Figures, trust, arms and the regime in force.
    pub state: State,
    /// The arrangements that have been signed, suspended members included.
    pub accords: Vec<Accord>,
    /// For each nation whether it truly seeks security; hidden from the others.
    pub seekers: Vec<bool>,
    /// Kind of the regime, once it has lasted.
    pub kind: RegimeKind,
    /// What accumulates beside the state, where the rules let anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub development: Option<Development>,
    /// Chance with which each nation's type is drawn to be a seeker of security.
    pub(crate) truth: Vec<f64>,
    /// `T⁰`, the observers' prior.
    #[serde(with = "table")]
    pub(crate) prior: DMatrix<f64>,
    /// Promises seen kept, `[(observer, observed)]`, what is forgotten taken off.
    #[serde(with = "table")]
    pub(crate) kept: DMatrix<f64>,
    /// Promises seen broken.
    #[serde(with = "table")]
    pub(crate) broken: DMatrix<f64>,
    /// Log-odds of trust that aid in force earns; a level, no increment.
    #[serde(with = "table")]
    pub(crate) goodwill: DMatrix<f64>,
    /// Kind of regime by this year's figures, and for how many years so far.
    pub(crate) candidate: (RegimeKind, u32),
    /// Military burdens of the region in the last years, shares of GDP, this year's last.
    pub(crate) burdens: Vec<f64>,
    /// Share of nations under clauses that enforce themselves, where the rules ask.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) enforced: Option<f64>,
    /// What each nation has learned; nothing where nobody learns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) lessons: Vec<Lesson>,
    /// What has happened in this year so far.
    pub(crate) events: Vec<Event>,
}

impl Clone for Present {
    fn clone(&self) -> Self {
        Present {
            version: self.version,
            year: self.year,
            state: self.state.clone(),
            accords: self.accords.clone(),
            seekers: self.seekers.clone(),
            kind: self.kind,
            development: self.development.clone(),
            truth: self.truth.clone(),
            prior: self.prior.clone(),
            kept: self.kept.clone(),
            broken: self.broken.clone(),
            goodwill: self.goodwill.clone(),
            candidate: self.candidate,
            burdens: self.burdens.clone(),
            enforced: self.enforced,
            lessons: self.lessons.clone(),
            events: self.events.clone(),
        }
    }

    /// In place: what is long and seldom changes is compared first.
    fn clone_from(&mut self, other: &Self) {
        // Every field by name, so that none is left behind.
        let Present {
            version,
            year,
            state,
            accords,
            seekers,
            kind,
            development,
            truth,
            prior,
            kept,
            broken,
            goodwill,
            candidate,
            burdens,
            enforced,
            lessons,
            events,
        } = other;
        (self.version, self.year, self.kind, self.candidate) = (*version, *year, *kind, *candidate);
        self.enforced = *enforced;
        let own = &mut self.state;
        let State {
            year,
            nations,
            gdp,
            population,
            poverty,
            military_stock,
            trust,
            hazard_shift,
            escalation_shift,
            regime,
            ages,
        } = state;
        own.year = *year;
        own.nations.clone_from(nations);
        own.ages.clone_from(ages);
        let figures = [
            (&mut own.gdp, gdp),
            (&mut own.population, population),
            (&mut own.poverty, poverty),
            (&mut own.military_stock, military_stock),
            (&mut self.truth, truth),
            (&mut self.burdens, burdens),
        ];
        for (own, other) in figures {
            own.clone_from(other);
        }
        match (&mut self.development, development) {
            (Some(own), Some(other)) => own.copy(other),
            (own, other) => own.clone_from(other),
        }
        if own.escalation_shift != *escalation_shift {
            own.escalation_shift.clone_from(escalation_shift);
        }
        if own.regime != *regime {
            own.regime.clone_from(regime);
        }
        if self.accords != *accords {
            self.accords.clone_from(accords);
        }
        self.seekers.clone_from(seekers);
        self.lessons.clone_from(lessons);
        self.events.clone_from(events);
        let tables = [
            (&mut own.trust, trust),
            (&mut own.hazard_shift, hazard_shift),
            (&mut self.prior, prior),
            (&mut self.kept, kept),
            (&mut self.broken, broken),
            (&mut self.goodwill, goodwill),
        ];
        for (own, other) in tables {
            if own.shape() == other.shape() { own.copy_from(other) } else { own.clone_from(other) }
        }
    }
}

impl Present {
    /// The moment at which a history begins: the steady state of the study's base, types drawn from its trust.
    pub(crate) fn begin(study: &Study, rules: &Rules, seed: u64) -> Result<Self> {
        let model = study.model();
        let mut state = model.steady_state(model.base())?;
        let n = state.nations.len();
        let truth: Vec<f64> = (0..n)
            .map(|j| {
                let others = (0..n).filter(|&i| i != j).map(|i| state.trust[(i, j)]);
                if n > 1 { others.sum::<f64>() / (n - 1) as f64 } else { 1.0 }
            })
            .collect();
        if let Trust::Pessimistic { shift } = rules.trust {
            state.trust.apply(|t| *t = trust::shifted(*t, -shift));
        }
        let draw = Stream::new(seed, "type").year(0);
        let seekers = state
            .nations
            .iter()
            .zip(&truth)
            .map(|(code, p)| draw.code(code.as_str()).uniform() < *p)
            .collect();
        let ages = &model.base().ages;
        let accords = state.regime.arrangements().iter().zip(ages);
        let accords = accords.map(|(a, age)| Accord::signed(a.clone(), -i64::from(*age))).collect();
        let none = DMatrix::zeros(n, n);
        Ok(Present {
            version: VERSION,
            year: 0,
            accords,
            seekers,
            kind: RegimeKind::None,
            development: None,
            truth,
            prior: state.trust.clone(),
            kept: none.clone(),
            broken: none,
            goodwill: goodwill(study.model(), &state)?,
            candidate: (RegimeKind::None, 0),
            burdens: Vec::new(),
            enforced: None,
            lessons: Vec::new(),
            events: Vec::new(),
            state,
        })
    }

    /// Puts an event on this year's record.
    pub fn record(&mut self, event: Event) {
        self.events.push(Event { year: self.year, ..event });
    }

    /// Signs an arrangement. It takes the place of arrangements of its name among some of its members.
    ///
    /// # Errors
    /// As [`Arrangement::check`].
    pub fn sign(&mut self, arrangement: Arrangement, world: &World) -> Result<()> {
        arrangement.check(world)?;
        let position = self.accords.iter().position(|accord| accord.is_part_of(&arrangement));
        self.accords.retain(|accord| !accord.is_part_of(&arrangement));
        let accord = Accord::signed(arrangement, i64::from(self.year));
        self.accords.insert(position.unwrap_or(self.accords.len()).min(self.accords.len()), accord);
        Ok(())
    }

    /// The figures of the regime in force, with the share under clauses that enforce themselves as last asked.
    pub(crate) fn figures(&self, rules: &Rules) -> RegimeFigures {
        RegimeFigures { enforced: self.enforced, ..RegimeFigures::of(&self.state, rules, &self.burdens) }
    }

    /// Brings the regime in force in line with the accords.
    pub(crate) fn enforce(&mut self) {
        let age = |accord: &Accord| u32::try_from(i64::from(self.year) - accord.since).unwrap_or(0);
        let regime = self.state.regime.arrangements();
        let same =
            |(accord, a): (&Accord, &Arrangement)| accord.suspensions.is_empty() && accord.arrangement == *a;
        if regime.len() == self.accords.len() && self.accords.iter().zip(regime).all(same) {
            self.state.ages = self.accords.iter().map(age).collect();
            return;
        }
        let (regime, ages) = regime_of(&self.accords, self.year, None);
        if regime != self.state.regime {
            self.state.regime = regime;
        }
        self.state.ages = ages;
    }

    /// The number of a nation.
    pub(crate) fn number(&self, code: NationCode) -> Option<usize> {
        self.state.nations.iter().position(|c| *c == code)
    }

    /// The numbers of the members of each accord that are not suspended, with their places in it.
    pub(crate) fn active(&self, accord: &Accord) -> Vec<(usize, usize)> {
        let active = accord.active(self.year);
        active.into_iter().filter_map(|(place, code)| Some((place, self.number(code)?))).collect()
    }

    /// That it belongs to this world and to this version.
    pub(crate) fn check(&self, world: &World) -> Result<()> {
        if self.version != VERSION {
            return Err(Error::invalid("state of a history", "version", self.version, VERSION.to_string()));
        }
        self.state.check(world)?;
        let n = world.len();
        let shape = |what: &str, ok: bool, expected: String, got: String| {
            if ok {
                Ok(())
            } else {
                Err(Error::Shape { what: format!("{what} of a history"), expected, got })
            }
        };
        for (what, len) in [("seekers", self.seekers.len()), ("truth", self.truth.len())] {
            shape(what, len == n, format!("{n} entries"), format!("{len}"))?;
        }
        let tables = [
            ("prior", &self.prior),
            ("kept", &self.kept),
            ("broken", &self.broken),
            ("goodwill", &self.goodwill),
        ];
        for (what, t) in tables {
            let got = format!("{} × {}", t.nrows(), t.ncols());
            shape(what, t.shape() == (n, n), format!("{n} × {n}"), got)?;
            if let Some(x) = t.iter().find(|x| !x.is_finite()) {
                return Err(Error::invalid("state of a history", what, x, "finite numbers"));
            }
        }
        if let Some(development) = &self.development {
            development.check(&self.state.nations)?;
        }
        for accord in &self.accords {
            accord.arrangement.check(world)?;
            let (members, got) = (accord.arrangement.members.len(), accord.record.len());
            shape("record", members == got, format!("{members} members"), format!("{got}"))?;
        }
        for lesson in &self.lessons {
            let figures = lesson.worth.iter().chain(&lesson.times);
            if let Some(x) = figures.clone().find(|x| !x.is_finite()) {
                return Err(Error::invalid("state of a history", "lesson", x, "finite numbers"));
            }
            let count = lesson.worth.len();
            let same = lesson.times.len() == count && lesson.strategy < count;
            shape("lesson", same, format!("{count} strategies"), format!("{}", lesson.times.len()))?;
        }
        if !self.lessons.is_empty() {
            shape(
                "lessons",
                self.lessons.len() == n,
                format!("{n} entries"),
                format!("{}", self.lessons.len()),
            )?;
        }
        for p in self.truth.iter().chain(self.prior.iter()) {
            if !(0.0..=1.0).contains(p) {
                return Err(Error::invalid("state of a history", "prior", p, "0..1"));
            }
        }
        Ok(())
    }

    /// The strategy that the nation of this number follows, by its place among those of
    /// [`Simulation::strategy`](super::Simulation::strategy), from 1; 0: the one it began with.
    pub fn strategy(&self, nation: usize) -> usize {
        self.lessons.get(nation).map_or(0, |lesson| lesson.strategy)
    }

    /// JSON that [`Simulation::from_json`](super::Simulation::from_json) goes on from.
    ///
    /// # Errors
    /// None for the states of a history.
    pub fn to_json(&self) -> Result<String> {
        serde_json::to_string(self)
            .map_err(|e| Error::Parse { place: "state of a history".into(), message: e.to_string() })
    }

    /// The moment in this JSON.
    pub(crate) fn of_json(text: &str) -> Result<Self> {
        serde_json::from_str(text)
            .map_err(|e| Error::Parse { place: "state of a history".into(), message: e.to_string() })
    }
}
