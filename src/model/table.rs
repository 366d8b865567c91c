//! The table of parameters: checks, errors, the model page and designs read it, and nothing else knows a
//! range.

use super::{Arms, Parameters};
use crate::error::{Error, Result, Violation, all_valid};
use crate::quantity::Status::{Assumed, Contested, Estimated, Published};
use crate::quantity::{Quantity, Range, Status};
use crate::world::validate::{RATE, USD_BN};
use std::sync::LazyLock;

/// A parameter of the model: what is known of it, and where it stands in [`Parameters`].
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    /// Name, symbol, unit, default, range, status, source.
    pub quantity: Quantity,
    /// For whom it exists: `None` for everybody.
    only: Option<&'static str>,
    /// Whether it may be left open, and can be set then.
    optional: bool,
    get: fn(&Parameters) -> Option<f64>,
    set: fn(&mut Parameters, f64),
}

impl Parameter {
    /// Its value; `None` where it has none, as the prize without contests.
    ///
    /// ```
    /// use comity::model::Parameters;
    /// let row = Parameters::table().iter().find(|row| row.quantity.name == "arms.prize").unwrap();
    /// assert_eq!(row.get(&Parameters::default()), None); // arms are Richardson's
    /// ```
    pub fn get(&self, parameters: &Parameters) -> Option<f64> {
        (self.get)(parameters)
    }

    /// Sets it.
    ///
    /// # Errors
    /// A value out of range; a parameter that these parameters do not have. Nothing is changed then.
    ///
    /// ```
    /// use comity::model::Parameters;
    /// let row = Parameters::table().iter().find(|row| row.quantity.name == "decisiveness").unwrap();
    /// let mut parameters = Parameters::default();
    /// row.set(&mut parameters, 2.0)?;
    /// assert!(parameters.decisiveness == 2.0 && row.set(&mut parameters, -1.0).is_err());
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn set(&self, parameters: &mut Parameters, value: f64) -> Result<()> {
        if self.get(parameters).is_none() && !self.optional {
            return Err(self.missing(value));
        }
        all_valid(self.violation(value).into_iter().collect())?;
        (self.set)(parameters, value);
        Ok(())
    }

    fn violation(&self, value: f64) -> Option<Violation> {
        let Quantity { name, range, .. } = self.quantity;
        (!range.contains(value)).then(|| Violation::new("parameters", name, value, self.quantity.allowed()))
    }

    fn missing(&self, value: impl std::fmt::Display) -> Error {
        let allowed = match self.only {
            Some(kind) => format!("only with arms of kind {kind}"),
            None => format!("{}, once it is set", self.quantity.allowed()),
        };
        Error::invalid("parameters", self.quantity.name, value, allowed)
    }
}

impl Parameters {
    /// Every parameter that is a number, in the order of the model page.
    ///
    /// ```
    /// use comity::model::Parameters;
    /// let assumed = Parameters::table().iter().filter(|p| p.quantity.status.contains(&comity::model::Status::Assumed));
    /// assert!(assumed.map(|p| p.quantity.name).any(|name| name == "trust.constant"));
    /// ```
    pub fn table() -> &'static [Parameter] {
        &TABLE
    }

    /// The value of the parameter of this name.
    ///
    /// # Errors
    /// [`Error::Unknown`] with the names that exist; a parameter of another kind of arms race.
    ///
    /// ```
    /// use comity::model::Parameters;
    /// assert_eq!(Parameters::default().get("conflict.rivalry")?, 1.652);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn get(&self, name: &str) -> Result<f64> {
        let parameter = find(name)?;
        parameter.get(self).ok_or_else(|| parameter.missing("absent"))
    }

    /// Sets the parameter of this name.
    ///
    /// # Errors
    /// As [`get`](Self::get), and a value out of range: parameter, value and what is allowed.
    ///
    /// ```
    /// use comity::model::Parameters;
    /// let mut parameters = Parameters::default();
    /// parameters.set("cost_exchange", 0.0)?;
    /// let error = parameters.set("war.soil", 2.0).unwrap_err().to_string();
    /// assert_eq!(error, "parameters: war.soil is 2, allowed: 0..1, below 1 (share of GDP)");
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn set(&mut self, name: &str, value: f64) -> Result<()> {
        find(name)?.set(self, value)
    }

    /// Checks every range.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every parameter that is out of range.
    ///
    /// ```
    /// use comity::model::Parameters;
    /// let bad = Parameters { decisiveness: 0.0, trade_elasticity: 0.0, ..Parameters::default() };
    /// assert_eq!(bad.check().unwrap_err().to_string().lines().count(), 2);
    /// ```
    pub fn check(&self) -> Result<()> {
        all_valid(TABLE.iter().filter_map(|p| p.violation(p.get(self)?)).collect())
    }
}

fn find(name: &str) -> Result<&'static Parameter> {
    let known = || Error::unknown("parameter", name, TABLE.iter().map(|p| p.quantity.name));
    TABLE.iter().find(|p| p.quantity.name == name).ok_or_else(known)
}

/// A row: name, symbol, unit, range, status, source, and the field.
macro_rules! row {
    ($name:literal, $symbol:literal, $unit:literal, $range:expr, $status:expr, $source:literal, $($field:ident).+) => {
        parameter(
            ($name, $symbol, $unit),
            $range,
            $status,
            $source,
            None,
            |p| Some(p.$($field).+),
            |p, x| p.$($field).+ = x,
        )
    };
}

/// A row of the arms race of one kind.
macro_rules! arms {
    ($name:literal, $symbol:literal, $unit:literal, $range:expr, $status:expr, $source:literal, $only:literal, $kind:ident, $field:ident) => {
        parameter(
            ($name, $symbol, $unit),
            $range,
            $status,
            $source,
            Some($only),
            |p| if let Arms::$kind { $field, .. } = p.arms { Some($field) } else { None },
            |p, x| {
                if let Arms::$kind { $field, .. } = &mut p.arms {
                    *$field = x;
                }
            },
        )
    };
}

/// A row of a parameter that may be left open.
fn optional(
    names: (&'static str, &'static str, &'static str),
    range: Range,
    status: &'static [Status],
    source: &'static str,
    get: fn(&Parameters) -> Option<f64>,
    set: fn(&mut Parameters, f64),
) -> Parameter {
    Parameter { optional: true, ..parameter(names, range, status, source, None, get, set) }
}

fn parameter(
    (name, symbol, unit): (&'static str, &'static str, &'static str),
    range: Range,
    status: &'static [Status],
    source: &'static str,
    only: Option<&'static str>,
    get: fn(&Parameters) -> Option<f64>,
    set: fn(&mut Parameters, f64),
) -> Parameter {
    let default = get(&Parameters::default());
    let quantity = Quantity { name, symbol, unit, default, range, status, source };
    Parameter { quantity, only, optional: false, get, set }
}

/// Coefficients of log-odds.
const COEFFICIENT: Range = Range::closed(-100.0, 100.0);

#[rustfmt::skip]
static TABLE: LazyLock<Vec<Parameter>> = LazyLock::new(|| {
    let positive = Range::POSITIVE;
    let money = USD_BN; // of these any ratio, and a stock, is a number
    let weight = Range::NOT_NEGATIVE;
    let share = Range::UNIT;
    let cost = Range::below(0.0, 1.0);
    vec![
        arms!("arms.fatigue", r"$\alpha$", "1/yr", positive, &[Published], "Richardson 1960; no effect on a steady state", "richardson", Richardson, fatigue),
        arms!("arms.outward_share", "$s$", "spectral radius of the race", Range::below(0.0, 1.0), &[Assumed], "try 0.1–0.8", "richardson", Richardson, outward_share),
        arms!("arms.prize", "$V$", "USD bn", money, &[], "", "contest", Contest, prize),
        arms!("arms.cost", "$c$", "USD per USD", money, &[], "", "contest", Contest, cost),
        row!("depreciation", r"$\delta$", "1/yr", Range::closed(1e-6, 1.0), &[Assumed], "", depreciation),
        row!("threat.of_ally", "", "share of the threat", share, &[Assumed], "1: a signature removes nobody's threat; 0 in the first form", threat.of_ally),
        row!("threat.substitution", r"$\sigma$", "", Range::closed(0.0, 10.0), &[Assumed], "idea: Olson & Zeckhauser 1966; try 0.05–0.6, 0 ablates", threat.substitution),
        row!("threat.half_loss", "$r_0$", "share of GDP", weight, &[Assumed], "0.001: chosen so that facts hold (§7); try 0.0003–0.003; 0: all react alike", threat.half_loss),
        row!("threat.burden_ceiling", r"$b_{\max}$", "share of GDP", positive, &[Assumed], "chosen so that facts hold (§7); try 0.25–1", threat.burden_ceiling),
        row!("cost_exchange", "$r$", "USD per USD", weight, &[Assumed, Contested], "Intriligator & Brito 1984; Powell 2003; try 0–1", cost_exchange),
        row!("missile_defence.ceiling", r"$\bar c$", "share of the damage", share, &[Assumed], "", missile_defence.ceiling),
        row!("missile_defence.half_budget", "$D_0$", "USD bn per year", weight, &[Assumed], "0.3 averted by 10 bn", missile_defence.half_budget),
        row!("missile_defence.against_possession", "", "factor on coverage", share, &[Assumed], "large arsenals", missile_defence.against_possession),
        row!("strength_scale", "$d_0$", "km", positive, &[Assumed], "idea: Boulding 1962", strength_scale),
        row!("strength_scale_major", "$d_0$ of a major power", "km", positive, &[Assumed], "idea: Boulding 1962", strength_scale_major),
        row!("basing", "$d_b$", "km", positive, &[Assumed], "10⁹: none; idea: Boulding 1962; try 500", basing),
        row!("trade_elasticity", r"$\varepsilon$", "", Range::closed(0.1, 50.0), &[Published], "Simonovska & Waugh 2014", trade_elasticity),
        optional(("dispute_rate", r"mean of $\lambda^0$", "per dyad-year"), RATE, &[Estimated], "none: the constant as estimated; Correlates of War MID v5, the region 1990–2010: 0.0688, the first form", |p| p.dispute_rate, |p, x| p.dispute_rate = Some(x)),
        row!("trust.constant", "", "log-odds", COEFFICIENT, &[Assumed], "§2.1", trust.constant),
        row!("trust.ideal_point_distance", "", "log-odds per unit", COEFFICIENT, &[Assumed], "§2.1", trust.ideal_point_distance),
        row!("trust.alliance", "", "log-odds", COEFFICIENT, &[Assumed], "§2.1", trust.alliance),
        row!("trust.rivalry", "", "log-odds", COEFFICIENT, &[Assumed], "the estimate of `conflict.rivalry` with the other sign", trust.rivalry),
        row!("conflict.constant", r"$\beta$", "log-odds", COEFFICIENT, &[Estimated], "§2.6", conflict.constant),
        row!("conflict.land_border", "", "log-odds", COEFFICIENT, &[Estimated], "§2.6", conflict.land_border),
        row!("conflict.log_distance", "", "log-odds per log km", COEFFICIENT, &[Estimated], "§2.6", conflict.log_distance),
        row!("conflict.major_powers", "", "log-odds each", COEFFICIENT, &[Estimated], "§2.6", conflict.major_powers),
        row!("conflict.log_capability_ratio", "", "log-odds per log unit", COEFFICIENT, &[Estimated], "§2.6", conflict.log_capability_ratio),
        row!("conflict.rivalry", "", "log-odds", COEFFICIENT, &[Estimated], "§2.6; that it acts through trust is assumed", conflict.rivalry),
        row!("conflict.rivalry_cap", "", "distrust of rivals", positive, &[Assumed], "10⁹: none", conflict.rivalry_cap),
        row!("conflict.defence_pact", "", "log-odds", COEFFICIENT, &[Assumed, Contested], "estimated at −0.244, not significant", conflict.defence_pact),
        row!("conflict.not_relevant", "$n$", "log-odds", COEFFICIENT, &[Estimated], "ln(8.0/42.7): onsets a year observed and predicted; after King & Zeng 2001", conflict.not_relevant),
        row!("conflict.defended", "$d$", "log-odds at $\\rho = 0.41$", COEFFICIENT, &[Assumed, Contested], "direction: Leeds 2003; 0 ablates", conflict.defended),
        row!("conflict.ideal_point_distance", "", "log-odds per unit", COEFFICIENT, &[Estimated], "§2.6", conflict.ideal_point_distance),
        row!("conflict.lower_democracy", "", "log-odds per unit", COEFFICIENT, &[Estimated], "§2.6", conflict.lower_democracy),
        row!("conflict.log_trade", "", "log-odds per log unit", COEFFICIENT, &[Estimated, Contested], "§2.6; Martin, Mayer & Thoenig 2008", conflict.log_trade),
        row!("escalation.constant", "$e_0$", "log-odds", COEFFICIENT, &[Estimated], "chosen between the estimates of two samples, −2.9 and −3.5 (§2.6)", escalation.constant),
        row!("escalation.lower_democracy", "$e_d$", "log-odds per unit", COEFFICIENT, &[Estimated, Contested], "95 % −9.0..1.7: no evidence of size or sign", escalation.lower_democracy),
        row!("escalation.both_nuclear", "$e_n$", "log-odds", COEFFICIENT, &[Assumed, Contested], "Rauchhaus 2009 negative, Bell & Miller 2015 none", escalation.both_nuclear),
        row!("escalation.distrust", r"$\eta$", "", Range::closed(0.0, 10.0), &[Assumed], "idea: Kydd 2005; 0 ablates", escalation.distrust),
        row!("war.soil", r"$\kappa$", "share of GDP", cost, &[Published], "Federle et al. 2024; try 0.1–0.4", war.soil),
        row!("war.defeat", r"$\ell$", "share of GDP", cost, &[Assumed], "try 0.1–0.5", war.defeat),
        row!("war.missiles_of_pursuit", r"$\mu$", "share of GDP", cost, &[Assumed], "try 0–0.1", war.missiles_of_pursuit),
        row!("war.missiles_of_possession", r"$\mu$", "share of GDP", cost, &[Assumed], "try 0–0.3", war.missiles_of_possession),
        row!("war.entrapment", "$b$", "share of GDP", cost, &[Assumed], "idea: Snyder 1984; try 0–0.02", war.entrapment),
        row!("war.defeat_averted", "$a$", "share", share, &[Assumed], "0: missiles need no victory; 1 in the first form", war.defeat_averted),
        row!("decisiveness", "$m$", "", Range::above(0.0, 20.0), &[Assumed], "form: Skaperdas 1996", decisiveness),
        row!("trusted_defence", "$a$", "", Range::closed(0.0, 10.0), &[Assumed], "protection as far as the defender is trusted; 0 ablates", trusted_defence),
        row!("treaty.autonomy", r"$\phi$", r"log points per squared unit of $\theta$", weight, &[Assumed], "idea: Alesina, Angeloni & Etro 2005", treaty.autonomy),
        row!("treaty.defence", r"$\chi$", "", share, &[Assumed], "try 0–0.2; 1 in the first form", treaty.defence),
        row!("treaty.missile_defence", r"$\chi$", "", share, &[Assumed], "1 in the first form", treaty.missile_defence),
        row!("treaty.common_policy", r"$\chi$", "", share, &[Assumed], "", treaty.common_policy),
        row!("treaty.strength", "", "", Range::closed(0.0, 10.0), &[Assumed], "idea: Morrow 1991; 0 ablates", treaty.strength),
        row!("treaty.obligation", "", "log points each", weight, &[Assumed], "0.05 bp: chosen so that facts hold (§7); try 0–0.1 bp", treaty.obligation),
        row!("treaty.abrogation", "", "log points each", weight, &[Assumed], "1 bp: chosen so that facts hold (§7); idea: Gibler 2008; try 0.5–2 bp", treaty.abrogation),
        row!("treaty.expense", "", "log points each", weight, &[Assumed], "0.02 bp: secretariats, inspections, delegations", treaty.expense),
        row!("treaty.tariff_revenue", "", "share of the cut", share, &[Assumed], "0: the cut is of other trade costs; 1: all of it was revenue", treaty.tariff_revenue),
        row!("terror", r"$\psi$", "log points", weight, &[Assumed, Contested], "§2.8", terror),
        row!("donor_value", r"$\gamma$", "USD per USD", weight, &[Assumed, Contested], "idea: Andreoni 1989, 1990", donor_value),
        row!("sanctions.partial", "", "share of the flow left", share, &[Assumed], "direction: Felbermayr et al. 2020", sanctions.partial),
        row!("sanctions.complete", "", "share of the flow left", share, &[Assumed], "direction: Felbermayr et al. 2020", sanctions.complete),
        row!("deterrence", r"$\kappa$", "log-odds per log point", weight, &[Assumed], "form: Signorino 1999; Martin, Mayer & Thoenig 2008", deterrence),
    ]
});
