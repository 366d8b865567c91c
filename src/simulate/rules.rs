//! The parameters of a history, in one table with range, status and source.

use super::{Diffusion, Trust};
use crate::error::{Error, Result, Violation, all_valid};
use crate::keyed;
use crate::mechanism::growth::Accumulation;
use crate::quantity::Status::{self, Assumed, Contested, Published};
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Rules {
    /// Whether chances are replaced by their means: no draw, no event of chance, and the limit that meets the static
    /// model.
    pub mean_field: bool,
    /// How trust moves.
    #[serde(deserialize_with = "keyed::table")]
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
    /// Whether capital accumulates and incomes grow or shrink with what regimes bring; else GDP stands still.
    pub growth: bool,
    /// `α`, share of capital in output.
    pub capital_share: f64,
    /// `δ_K`, depreciation of capital; 0 ablates.
    pub capital_depreciation: f64,
    /// `s_K`, share of income saved.
    pub saving: f64,
    /// `μ_A`, share of aid and of funds' grants that is invested; 0 ablates.
    pub aid_invested: f64,
    /// `χ_M`, dollars that a dollar of arms takes from saving; 0 ablates.
    pub crowding_out: f64,
    /// `η`, elasticity of the upkeep of arms with respect to GDP: 1 for a constant burden; 0 ablates.
    pub arms_income: f64,
    /// Whether investment abroad moves: stocks, the technology that they carry, and escalation.
    pub investment: bool,
    /// `δ_F`, share of the gap of log stocks that closes per year; 0 fixes them.
    pub investment_pace: f64,
    /// Stock that the nations hold in each other at the base, share of their GDP.
    pub base_investment: f64,
    /// `θ`, fall of a stock with distance.
    pub investment_distance: f64,
    /// `ε_F`, elasticity of a stock with respect to barriers; 0 ablates investment treaties.
    pub investment_elasticity: f64,
    /// `ζ`, fall of a log stock per dispute per year; 0 ablates.
    pub investment_risk: f64,
    /// Technology capital of its own that a nation uses, share of its GDP.
    pub own_technology: f64,
    /// `φ_N`, elasticity of output with respect to technology capital; 0 ablates.
    pub technology: f64,
    /// `b_F`, change of log wars per dispute by log stocks of investment; 0 ablates.
    pub investment_peace: f64,
    /// Whether poverty and terror move.
    pub terror: bool,
    /// `η_p`, elasticity of poverty with respect to income per head; 0 fixes it.
    pub poverty_elasticity: f64,
    /// `μ⁰`, incidents of terror per nation and year at the base.
    pub incidents: f64,
    /// `ψ₁`, elasticity of terror with respect to poverty; 0 ablates.
    pub terror_poverty: f64,
    /// `ψ₂`, fall of log terror by aid to education, health and civil society; 0 ablates.
    pub terror_aid: f64,
    /// `ψ₃`, rise of log terror by aid at its host; 0 ablates.
    pub terror_host: f64,
    /// `ψ_F`, fall of log stocks of investment by log terror; 0 ablates.
    pub terror_investment: f64,
    /// `σ`, share of aid that goes to education, health and civil society.
    pub social_aid: f64,
    /// How ties of citizens and organisations spread where an exchange is in force.
    pub exchange: Diffusion,
    /// `p_B`, coefficient of innovation.
    pub innovation: f64,
    /// `q_B`, coefficient of imitation.
    pub imitation: f64,
    /// `χ`, share of ties that is lost per year.
    pub tie_decay: f64,
    /// Mean of the thresholds.
    pub threshold_mean: f64,
    /// Deviation of the thresholds.
    pub threshold_deviation: f64,
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
            growth: false,
            capital_share: 0.55,
            capital_depreciation: 0.06,
            saving: 0.2,
            aid_invested: 1.0,
            crowding_out: 0.3,
            arms_income: 1.0,
            investment: false,
            investment_pace: 0.1,
            base_investment: 0.1,
            investment_distance: 1.0,
            investment_elasticity: 4.0,
            investment_risk: 5.0,
            own_technology: 0.5,
            technology: 0.05,
            investment_peace: -0.1,
            terror: false,
            poverty_elasticity: 2.0,
            incidents: 1.0,
            terror_poverty: 0.1,
            terror_aid: 0.05,
            terror_host: 0.0,
            terror_investment: 0.05,
            social_aid: 0.5,
            exchange: Diffusion::Off,
            innovation: 0.03,
            imitation: 0.38,
            tie_decay: 0.05,
            threshold_mean: 0.25,
            threshold_deviation: 0.125,
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

    /// The default rules with everything that the standard year leaves at rest set in motion: growth, investment,
    /// poverty and terror, ties of citizens and organisations that spread after Bass (1969).
    ///
    /// They are off by default. The standard year stays what it was, and what growth, investment and exchange add to it
    /// is seen against it, under the same noise; most of their parameters are assumed.
    ///
    /// ```
    /// use comity::prelude::*;
    /// use comity::simulate::Rules;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let history = Simulation::of(&study).rules(Rules::living()).years(5).seed(7).run()?;
    /// let last = history.records().last().map(|record| &record.progress[1]);
    /// println!("{last:?}"); // Japan's GDP, capital, investment, ties
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn living() -> Self {
        Rules { growth: true, investment: true, terror: true, exchange: Diffusion::Bass, ..Rules::default() }
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

    /// Whether there is anything beside the model's state that lives.
    pub(crate) fn develops(&self) -> bool {
        self.growth || self.investment || self.terror || self.exchange != Diffusion::Off
    }

    /// The law of motion of capital.
    pub(crate) fn accumulation(&self) -> Accumulation {
        Accumulation {
            share: self.capital_share,
            depreciation: self.capital_depreciation,
            saving: self.saving,
        }
    }

    /// Whether trust ever moves.
    pub(crate) fn moves_trust(&self) -> bool {
        self.trust != Trust::Fixed
    }

    /// Every parameter that is a number, with its value.
    pub(super) fn values(&self) -> impl Iterator<Item = (Quantity, f64)> + '_ {
        TABLE.iter().map(|rule| (rule.quantity, (rule.get)(self)))
    }

    /// The names of all keys of a file, for messages.
    pub(crate) fn keys() -> impl Iterator<Item = &'static str> {
        SWITCHES.into_iter().chain(TABLE.iter().map(|rule| rule.quantity.name))
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

/// Keys that are no numbers.
const SWITCHES: [&str; 7] =
    ["mean_field", "trust", "consistent", "growth", "investment", "terror", "exchange"];

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
const CONTESTED: &[Status] = &[Assumed, Contested];

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
        row!(capital_share, r"$\alpha$", "", Range::below(0.0, 1.0), ASSUMED, "broad capital; physical alone 1/3, Mankiw, Romer & Weil 1992"),
        row!(capital_depreciation, r"$\delta_K$", "1/yr", share, ASSUMED, "form: Lucas & Prescott 1971"),
        row!(saving, "$s_K$", "share of GDP", Range::above(0.0, 1.0), ASSUMED, ""),
        row!(aid_invested, r"$\mu_A$", "", share, CONTESTED, "growth as in Clemens, Radelet, Bhavnani & Bazzi 2012"),
        row!(crowding_out, r"$\chi_M$", "", Range::closed(-1.0, 1.0), CONTESTED, "0: none"),
        row!(arms_income, r"$\eta$", "", Range::closed(0.0, 2.0), ASSUMED, "1: a constant burden"),
        row!(investment_pace, r"$\delta_F$", "1/yr", share, ASSUMED, "form: Anderson, Larch & Yotov 2019"),
        row!(base_investment, "", "share of GDP", Range::closed(0.0, 10.0), ASSUMED, "stocks are imputed by gravity"),
        row!(investment_distance, r"$\theta$", "", Range::closed(0.0, 5.0), ASSUMED, "form: Head & Ries 2008"),
        row!(investment_elasticity, r"$\varepsilon_F$", "", Range::closed(0.0, 20.0), ASSUMED, "form: Anderson, Larch & Yotov 2019"),
        row!(investment_risk, r"$\zeta$", "yr", Range::closed(0.0, 50.0), ASSUMED, "sign: Bussmann 2010"),
        row!(own_technology, "", "share of GDP", Range::above(0.0, 100.0), ASSUMED, "form: McGrattan & Prescott 2009"),
        row!(technology, r"$\varphi_N$", "", Range::closed(0.0, 0.5), ASSUMED, "form: McGrattan & Prescott 2009; try 0–0.1"),
        row!(investment_peace, "$b_F$", "", Range::closed(-2.0, 2.0), CONTESTED, "sign: Lee & Mitchell 2012; try −0.3–0"),
        row!(poverty_elasticity, r"$\eta_p$", "", Range::closed(0.0, 10.0), ASSUMED, "about 2 to 3: Ravallion & Chen 1997; Adams 2004"),
        row!(incidents, r"$\mu^0$", "1/yr", Range::closed(0.0, 100.0), ASSUMED, "an index: no count is in the data"),
        row!(terror_poverty, r"$\psi_1$", "", Range::closed(-5.0, 5.0), CONTESTED, "0: Krueger & Malečková 2003; Abadie 2006"),
        row!(terror_aid, r"$\psi_2$", "", Range::closed(-5.0, 5.0), CONTESTED, "above 0: Young & Findley 2011"),
        row!(terror_host, r"$\psi_3$", "", Range::closed(-5.0, 5.0), CONTESTED, "above 0: Azam & Thelen 2010"),
        row!(terror_investment, r"$\psi_F$", "", Range::closed(-5.0, 5.0), CONTESTED, "above 0: Abadie & Gardeazabal 2008"),
        row!(social_aid, r"$\sigma$", "", share, ASSUMED, ""),
        row!(innovation, "$p_B$", "1/yr", share, ASSUMED, "form and size: Bass 1969"),
        row!(imitation, "$q_B$", "1/yr", Range::closed(0.0, 10.0), ASSUMED, "form and size: Bass 1969"),
        row!(tie_decay, r"$\chi$", "1/yr", share, ASSUMED, ""),
        row!(threshold_mean, "", "", share, ASSUMED, "form: Granovetter 1978"),
        row!(threshold_deviation, "", "", Range::above(0.0, 10.0), ASSUMED, "form: Granovetter 1978, whose jump is at 0.122"),
    ]
});
