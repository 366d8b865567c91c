//! The region under one draw of what is assumed, and histories of it.

use comity::Stream;
use comity::experiment::{Design, Draw, Factor, Latin};
use comity::model::{Model, Parameters};
use comity::prelude::*;
use comity::simulate::{Always, Diplomacy, History, Rules, Shock, Trust};
use comity::treaty::{Arrangement, Term};
use std::borrow::Cow;
use std::cell::OnceCell;
use std::rc::Rc;

pub const SEVEN: [&str; 7] = ["USA", "JPN", "KOR", "PRK", "CHN", "RUS", "MNG"];

/// Ranges of parameters of the model and of histories: uniform.
const RANGES: [(&str, f64, f64); 25] = [
    ("arms.outward_share", 0.1, 0.8),
    ("arms.fatigue", 0.1, 0.3),
    ("cost_exchange", 0.0, 1.0),
    ("missile_defence.ceiling", 0.0, 0.6),
    ("conflict.defended", -0.5, 0.0),
    ("escalation.constant", -4.5, -2.9),
    ("war.defeat", 0.1, 0.5),
    ("deterrence", 0.0, 20.0),
    ("treaty.autonomy", 0.0, 4e-4),
    ("trade_elasticity", 3.0, 8.0),
    ("strength_scale", 2000.0, 8000.0),
    ("trust.constant", 0.0, 2.0),
    ("discount", 0.8, 0.98),
    ("detection", 0.8, 1.0),
    ("false_alarm", 0.1, 0.6),
    ("turnover", 0.0, 0.1),
    ("pooling", 0.0, 0.2),
    ("temptation", 0.0, 50.0),
    ("technology", 0.0, 0.1),
    ("investment_peace", -0.3, 0.0),
    ("terror_poverty", 0.0, 0.3),
    ("terror_aid", 0.0, 0.3),
    ("terror_host", 0.0, 0.3),
    ("poverty_elasticity", 1.0, 3.0),
    ("aid_invested", 0.0, 1.0),
];

/// A Latin hypercube over what is assumed.
pub fn design(draws: usize, seed: u64) -> Result<Design> {
    let mut factors = RANGES
        .iter()
        .map(|&(name, low, high)| Factor::parameter(name, low, high))
        .collect::<Result<Vec<_>>>()?;
    factors.push(Factor::integers("punishment", 1, 10)?);
    factors.push(Factor::uniform("signal", 0.05, 0.4)?);
    factors.push(Factor::uniform("contact", 0.0, 0.2)?);
    factors.push(Factor::uniform("security of the U.S.", 1.0, 5.0)?);
    factors.push(Factor::category("trust", ["bayes", "socialisation", "behavioural"])?);
    Design::latin_hypercube(factors, draws, Latin::Plain, seed)
}

/// One draw: the region, its rules, what its signals tell.
#[derive(Clone)]
pub struct Assumptions {
    pub study: Study,
    pub rules: Rules,
    /// `q_S − q_E`.
    pub signal: f64,
    pub years: u32,
    pub seed: u64,
    known: Known,
}

/// What more than one pattern asks for, once it is known.
#[derive(Clone, Default)]
struct Known {
    /// Whether another opener than Japan is successful.
    without_japan: OnceCell<f64>,
    /// The history in which nothing happens.
    calm: OnceCell<Rc<History>>,
    /// That in which the U.S. and Japan build missile defence.
    shielded: OnceCell<Rc<History>>,
}

/// What happens in a history beside what nations do.
#[derive(Clone, Default)]
pub struct Course<'a> {
    pub shocks: Vec<(u32, Shock)>,
    /// How nations come to sign; nobody signs or leaves without.
    pub diplomacy: Option<Cow<'a, Diplomacy>>,
    pub years: Option<u32>,
    /// Whether everybody keeps promises.
    pub faithful: bool,
    /// Whether who gains by leaving leaves, where nobody signs.
    pub exits: bool,
}

impl Assumptions {
    pub fn of(draw: &Draw<'_>, seed: u64, years: u32) -> Result<Self> {
        let mut data = World::northeast_asia_2002().to_data();
        let usa = data.nations.iter_mut().find(|nation| nation.code.as_str() == "USA");
        let weight = draw.real("security of the U.S.")?;
        usa.into_iter().for_each(|nation| nation.priorities.security = weight);
        let parameters = draw.parameters(Parameters::default())?;
        let contact = draw.real("contact")?;
        let trust = match draw.text("trust")? {
            "socialisation" => match Trust::ALL.into_iter().find(|t| t.name() == "socialisation") {
                Some(Trust::Socialisation { up, down, .. }) => Trust::Socialisation { up, down, contact },
                _ => Trust::Bayes,
            },
            name => name.parse()?,
        };
        let rules = draw.rules(Rules { trust, ..Rules::default() })?;
        let study = Study::of(Model::new(World::new(data)?, parameters)?);
        Ok(Assumptions { study, rules, signal: draw.real("signal")?, years, seed, known: Known::default() })
    }

    /// With other parameters of the model.
    pub fn with_parameters(&self, change: impl FnOnce(&mut Parameters)) -> Result<Self> {
        let model = self.study.model();
        let mut parameters = *model.parameters();
        change(&mut parameters);
        let study = Study::of(Model::new(model.world().clone(), parameters)?);
        Ok(Assumptions { study, known: Known::default(), ..self.clone() })
    }

    /// With other rules.
    pub fn with_rules(&self, change: impl FnOnce(&mut Rules)) -> Self {
        let mut other = Assumptions { known: Known::default(), ..self.clone() };
        change(&mut other.rules);
        other
    }

    /// The null model: each nation's trust in the others dealt out anew among all pairs.
    pub fn shuffled(&self) -> Result<Self> {
        let model = self.study.model();
        let mut data = model.world().to_data();
        let (trust, n) = (&model.base().trust, data.nations.len());
        let pairs: Vec<(usize, usize)> =
            (0..n).flat_map(|i| (0..n).filter(move |&j| j != i).map(move |j| (i, j))).collect();
        let mut dealt = pairs.clone();
        for k in (1..dealt.len()).rev() {
            let u = Stream::new(self.seed, "null model").year(k as i64).uniform();
            dealt.swap(k, ((u * (k + 1) as f64) as usize).min(k));
        }
        let mut table = trust.clone();
        for (to, from) in pairs.into_iter().zip(dealt) {
            table[to] = trust[from];
        }
        let rows =
            data.nations.iter().enumerate().map(|(i, x)| (x.code, table.row(i).iter().copied().collect()));
        data.trust = Some(rows.collect());
        let study = Study::of(Model::new(World::new(data)?, *model.parameters())?);
        Ok(Assumptions { study, known: Known::default(), ..self.clone() })
    }

    pub fn at(&self, code: &str) -> Result<usize> {
        self.study.model().world().index(code)
    }

    /// The seven's numbers.
    pub fn seven(&self) -> Result<Vec<usize>> {
        SEVEN.iter().map(|code| self.at(code)).collect()
    }

    /// Today's treaties end.
    pub fn no_pacts(&self) -> Vec<(u32, Shock)> {
        let mut names: Vec<String> =
            self.study.status_quo().arrangements().iter().map(|a| a.name.clone()).collect();
        names.sort();
        names.dedup();
        names.into_iter().map(|name| (1, Shock::End(name))).collect()
    }

    /// Whether another opener than Japan is successful.
    pub fn without_japan(&self, find: impl FnOnce() -> Result<f64>) -> Result<f64> {
        known(&self.known.without_japan, find)
    }

    /// The history in which nothing happens.
    pub fn calm(&self) -> Result<Rc<History>> {
        known(&self.known.calm, || self.history(Course::default()).map(Rc::new))
    }

    /// The history in which the U.S. and Japan build missile defence.
    pub fn shielded(&self) -> Result<Rc<History>> {
        known(&self.known.shielded, || self.history(self.shield(Vec::new())?).map(Rc::new))
    }

    /// Missile defence of the U.S. and Japan, beside these shocks.
    pub fn shield(&self, mut shocks: Vec<(u32, Shock)>) -> Result<Course<'static>> {
        let shield = Arrangement::new("shield", ["USA", "JPN"])?.with(Term::missile_defence(10.0));
        shocks.push((5.min(self.years), Shock::Sign(shield)));
        Ok(Course { shocks, ..Course::default() })
    }

    /// The history that this course takes.
    pub fn history(&self, course: Course) -> Result<History> {
        let mut rules = self.rules;
        if course.diplomacy.is_none() {
            rules.opportunity = 0.0;
            rules.exit_patience = if course.exits { rules.exit_patience } else { 0.0 };
        }
        let years = course.years.unwrap_or(self.years).min(self.years);
        let diplomacy = course.diplomacy.map_or_else(Diplomacy::none, Cow::into_owned);
        let seven = self.seven()?;
        let all: Vec<usize> = (0..self.study.model().world().len()).collect();
        let sum = |table: &nalgebra::DMatrix<f64>, i: usize, with: &[usize]| -> f64 {
            with.iter().filter(|&&j| j != i).map(|&j| table[(i, j)]).sum()
        };
        let inside = seven.clone();
        let simulation = Simulation::of(&self.study)
            .years(years)
            .seed(self.seed)
            .rules(rules)
            .diplomacy(diplomacy)
            .observe("wars", move |_, outcome, i| sum(outcome.hazard(), i, &all))
            .observe("attacks inside", move |_, outcome, i| {
                if inside.contains(&i) { sum(outcome.dispute_rate(), i, &inside) } else { 0.0 }
            });
        let simulation = if course.faithful { simulation.everybody(Always) } else { simulation };
        let shocks = course.shocks.into_iter().filter(|(year, _)| *year <= years);
        shocks.fold(simulation, |simulation, (year, shock)| simulation.shock(year, shock)).run()
    }
}

/// What a cell holds, found where it holds nothing.
fn known<T: Clone>(cell: &OnceCell<T>, find: impl FnOnce() -> Result<T>) -> Result<T> {
    match cell.get() {
        Some(known) => Ok(known.clone()),
        None => find().map(|found| cell.get_or_init(|| found).clone()),
    }
}

/// Sum of a column of [`History::nations`] over years and nations.
pub fn total(history: &History, column: &str) -> Result<f64> {
    use comity::frame::Cell;
    let table = history.nations()?;
    let values = table.column(column)?.map(|cell| if let Cell::Real(x) = cell { x } else { 0.0 });
    Ok(values.sum())
}
