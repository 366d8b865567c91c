//! The parameters of a history, in one table with range, status and source.

use super::Trust;
use crate::error::{Error, Result, Violation, all_valid};
use crate::quantity::Status::{self, Assumed, Published};
use crate::quantity::{Quantity, Range};
use crate::solve::repeated::Punishment;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// Parameters of a history: everything about the years that is no figure of the world, no parameter of the model and
/// no term of a treaty. Range, unit, default, status and source of each number are in [`Rules::table`]; each
/// mechanism has a value at which it does nothing, and [`Rules::still`] has them all.
///
/// ```
/// use comity::simulate::Rules;
/// let rules = Rules { punishment: 10.0, ..Rules::default() };
/// rules.check()?;
/// let bad = Rules { discount: 1.0, ..Rules::default() };
/// assert_eq!(bad.check().unwrap_err().to_string(), "history: discount is 1, allowed: 0..1, below 1");
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Rules {
    /// Whether chances are replaced by their means: no draw, no event of chance, and the limit that meets the static
    /// model.
    pub mean_field: bool,
    /// How trust moves.
    pub trust: Trust,
    /// Whether observers read kept and broken promises as signals of the type, with the chances that each type would
    /// keep them.
    pub consistent: bool,
    /// `μ`, chance per year that a nation gets a leader whose type is drawn from the prior; 0 ablates.
    pub turnover: f64,
    /// `ν`, chance per year that there is an occasion to negotiate; 0 fixes the regime but for exits.
    pub opportunity: f64,
    /// `ω`, exponent of GDP in the chance to be the one who opens talks; 0 for equal chances.
    pub recognition: f64,
    /// `1/β`, noise of votes, bp; 0 for exact ones.
    pub vote_noise: f64,
    /// `H`, years over which a regime's consequences are rolled out before it counts as settled; 0 for its rest point
    /// alone, as in the static study.
    pub foresight: f64,
    /// `δ`, discount factor per year.
    pub discount: f64,
    /// Gain from leaving an arrangement above which a nation leaves, bp.
    pub exit_cost: f64,
    /// Consecutive years in which leaving has to gain before notice is given; 0: nobody leaves.
    pub exit_patience: f64,
    /// `1/β_c`, noise of compliance, bp; 0 for exact comparisons.
    pub compliance_noise: f64,
    /// `ϖ`, what is won from a fellow member attacked, share of the smaller GDP; 0 ablates.
    pub prize: f64,
    /// `κ_E`, what a breach is worth to an expansionist beside its gain, bp; 0 makes types alike.
    pub temptation: f64,
    /// `p`, chance that a promise kept is seen kept.
    pub detection: f64,
    /// `q`, chance that a promise broken is seen kept.
    pub false_alarm: f64,
    /// `Λ`, weight of others' opinion where an exchange is in force; 0 ablates.
    pub pooling: f64,
    /// Factor on the rates of disputes; 0: none are drawn.
    pub disputes: f64,
    /// `L`, years for which one who was seen to break a promise is suspended; 0: nobody is.
    pub punishment: f64,
    /// `ρ`, chance that a clause against attack is a dead letter once a member sits its sanctions out; only clauses that
    /// enforce themselves then make a regime collective. 0: all clauses in force do.
    pub pivotal: f64,
    /// Share of a Richardson year by which arms move per year; 0 fixes them.
    pub arms_pace: f64,
    /// `r`, chance per year that a nation reconsiders its strategy, where there is more than one; 0 ablates.
    pub revision: f64,
    /// `ε`, chance that a strategy reconsidered is taken at random; 0 ablates.
    pub mutation: f64,
    /// `1/β_L`, noise of what is learned, bp; 0 for the best.
    pub learning_noise: f64,
    /// Trust both ways from which a dyad counts as trusting, `t*`.
    pub trusting: f64,
    /// Share of dyads or nations that makes a regime cooperative or collective.
    pub majority: f64,
    /// Centralisation of the defence graph from which it is a hub with spokes.
    pub centralisation: f64,
    /// Consecutive years after which a regime counts as changed, at least 1.
    pub persistence: f64,
}

impl Default for Rules {
    fn default() -> Self {
        Rules {
            mean_field: false,
            trust: Trust::Bayes,
            consistent: false,
            turnover: 0.05,
            opportunity: 1.0,
            recognition: 0.0,
            vote_noise: 0.0,
            foresight: 0.0,
            discount: 0.95,
            exit_cost: 0.1,
            exit_patience: 2.0,
            compliance_noise: 10.0,
            prize: 0.05,
            temptation: 20.0,
            detection: 0.95,
            false_alarm: 0.3,
            pooling: 0.05,
            disputes: 1.0,
            punishment: 5.0,
            pivotal: 0.0,
            arms_pace: 1.0,
            revision: 0.1,
            mutation: 0.01,
            learning_noise: 10.0,
            trusting: 5.0 / 7.0,
            majority: 0.75,
            centralisation: 0.5,
            persistence: 2.0,
        }
    }
}

/// A parameter of a history: what is known of it, and where it stands in [`Rules`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rule {
    pub quantity: Quantity,
    get: fn(&Rules) -> f64,
}

impl Rules {
    /// The rules at which nothing moves: the state of the year 0 for ever.
    ///
    /// ```
    /// use comity::prelude::*;
    /// use comity::simulate::Rules;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let history = Simulation::of(&study).rules(Rules::still()).years(3).run()?;
    /// assert_eq!(history.end().state.military_stock, history.begin().state.military_stock);
    /// assert_eq!(history.end().state.trust, history.begin().state.trust);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn still() -> Self {
        Rules {
            trust: Trust::Fixed,
            turnover: 0.0,
            opportunity: 0.0,
            exit_patience: 0.0,
            pooling: 0.0,
            disputes: 0.0,
            punishment: 0.0,
            arms_pace: 0.0,
            revision: 0.0,
            ..Rules::default()
        }
    }

    /// Every parameter that is a number: name, symbol, unit, default, range, status, source.
    ///
    /// ```
    /// use comity::simulate::Rules;
    /// assert!(Rules::table().any(|rule| rule.name == "turnover" && rule.default == Some(0.05)));
    /// ```
    pub fn table() -> impl ExactSizeIterator<Item = Quantity> {
        TABLE.iter().map(|rule| rule.quantity)
    }

    /// Checks every range.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every parameter that is out of range.
    pub fn check(&self) -> Result<()> {
        let mut bad: Vec<Violation> = Vec::new();
        let mut check = |name: &str, value: f64, range: Range, whole: bool| {
            if !range.contains(value) {
                bad.push(Violation::new("history", name, value, range.to_string()));
            } else if whole && value.fract() != 0.0 {
                bad.push(Violation::new("history", name, value, "a whole number"));
            }
        };
        for rule in TABLE.iter() {
            let whole = rule.quantity.unit == "years";
            check(rule.quantity.name, (rule.get)(self), rule.quantity.range, whole);
        }
        let (unit, odds) = (Range::UNIT, Range::closed(-10.0, 10.0));
        match self.trust {
            Trust::Fixed | Trust::Bayes => {}
            Trust::Pessimistic { shift } => check("trust.shift", shift, odds, false),
            Trust::Socialisation { up, down, contact } => {
                check("trust.up", up, unit, false);
                check("trust.down", down, unit, false);
                check("trust.contact", contact, unit, false);
                check("trust.up + trust.contact", up + contact, unit, false);
            }
            Trust::Behavioural { weight, memory } => {
                check("trust.weight", weight, Range::POSITIVE, false);
                check("trust.memory", memory, unit, false);
            }
        }
        if self.false_alarm > self.detection {
            let allowed = format!("at most detection, {}", self.detection);
            bad.push(Violation::new("history", "false_alarm", self.false_alarm, allowed));
        }
        all_valid(bad)
    }

    /// `H`, as a count.
    pub(crate) fn years_ahead(&self) -> usize {
        self.foresight as usize
    }

    /// `L`, as a count.
    pub(crate) fn years_punished(&self) -> u32 {
        self.punishment as u32
    }

    /// The punishment of a breach, which must last at least a year.
    pub(crate) fn suspension(&self) -> Punishment {
        let periods = Some(self.years_punished());
        Punishment { periods, detection: self.detection, false_alarm: self.false_alarm }
    }

    /// Whether trust ever moves.
    pub(crate) fn moves_trust(&self) -> bool {
        self.trust != Trust::Fixed
    }

    /// The names of all keys of a file, for messages.
    pub(crate) fn keys() -> impl Iterator<Item = &'static str> {
        ["mean_field", "trust", "consistent"].into_iter().chain(TABLE.iter().map(|rule| rule.quantity.name))
    }

    /// Sets one number by name.
    ///
    /// # Errors
    /// [`Error::Unknown`] with the names that exist; a value out of range, and then nothing is changed.
    ///
    /// ```
    /// use comity::simulate::Rules;
    /// let mut rules = Rules::default();
    /// rules.set("punishment", 3.0)?;
    /// assert_eq!(rules.punishment, 3.0);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn set(&mut self, name: &str, value: f64) -> Result<()> {
        let rule = TABLE.iter().find(|rule| rule.quantity.name == name);
        let unknown = || Error::unknown("parameter of a history", name, Rules::keys());
        rule.ok_or_else(unknown)?;
        let mut changed = serde_json::to_value(*self).map_err(|e| parse(name, &e))?;
        changed[name] = value.into();
        let changed: Rules = serde_json::from_value(changed).map_err(|e| parse(name, &e))?;
        changed.check()?;
        *self = changed;
        Ok(())
    }
}

fn parse(name: &str, error: &serde_json::Error) -> Error {
    Error::Parse { place: format!("history, {name}"), message: error.to_string() }
}

macro_rules! row {
    ($field:ident, $symbol:literal, $unit:literal, $range:expr, $status:expr, $source:literal) => {
        Rule {
            quantity: Quantity {
                name: stringify!($field),
                symbol: $symbol,
                unit: $unit,
                default: Some(Rules::default().$field),
                range: $range,
                status: $status,
                source: $source,
            },
            get: |rules| rules.$field,
        }
    };
}

const ASSUMED: &[Status] = &[Assumed];

#[rustfmt::skip]
static TABLE: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let share = Range::UNIT;
    let years = Range::closed(0.0, 1e4);
    let weight = Range::NOT_NEGATIVE;
    vec![
        row!(turnover, r"$\mu$", "1/yr", share, ASSUMED, "form: McGillivray & Smith 2000"),
        row!(opportunity, r"$\nu$", "1/yr", share, ASSUMED, "form: Okada 1996; Konishi & Ray 2003"),
        row!(recognition, r"$\omega$", "", Range::closed(0.0, 10.0), ASSUMED, "0: equal chances"),
        row!(vote_noise, r"$1/\beta$", "bp", weight, ASSUMED, "form: McKelvey & Palfrey 1995"),
        row!(foresight, "$H$", "years", Range::closed(0.0, 100.0), ASSUMED, "0: the static study"),
        row!(discount, r"$\delta$", "", Range::below(0.0, 1.0), ASSUMED, "try 0.8–0.98"),
        row!(exit_cost, "$c$", "bp", weight, ASSUMED, ""),
        row!(exit_patience, "$h_x$", "years", years, ASSUMED, "0: nobody leaves"),
        row!(compliance_noise, r"$1/\beta_c$", "bp", weight, ASSUMED, "form: McKelvey & Palfrey 1995"),
        row!(prize, r"$\varpi$", "share of GDP", share, ASSUMED, "shape: Powell 1993"),
        row!(temptation, r"$\kappa_E$", "bp", weight, ASSUMED, "try 0–50"),
        row!(detection, "$p$", "", share, ASSUMED, "try 0.8–1"),
        row!(false_alarm, "$q$", "", share, ASSUMED, "try 0.1–0.6"),
        row!(pooling, r"$\Lambda$", "", share, ASSUMED, "form: Friedkin & Johnsen 1999; Genest & Zidek 1986"),
        row!(disputes, "", "", Range::closed(0.0, 100.0), ASSUMED, "1: the model's rates"),
        row!(punishment, "$L$", "years", years, ASSUMED, "form: Green & Porter 1984; try 1–10"),
        row!(pivotal, r"$\rho$", "", share, ASSUMED, "0: whether clauses enforce themselves does not count"),
        row!(arms_pace, "", "", share, ASSUMED, "1: a year of Richardson's race"),
        row!(revision, "$r$", "1/yr", share, ASSUMED, "0: nobody learns"),
        row!(mutation, r"$\varepsilon$", "", share, ASSUMED, "form: Kandori, Mailath & Rob 1993; Young 1993"),
        row!(learning_noise, r"$1/\beta_L$", "bp", weight, ASSUMED, "form: Blume 1993; Traulsen, Nowak & Pacheco 2006"),
        row!(trusting, "$t^*$", "", share, &[Published], "Kydd 2005, ch. 2, his example"),
        row!(majority, "", "", share, ASSUMED, "score also ± 0.1"),
        row!(centralisation, "", "", share, ASSUMED, "index: Freeman 1979; score also ± 0.1"),
        row!(persistence, "$h$", "years", Range::closed(1.0, 1e4), ASSUMED, ""),
    ]
});
