//! Processes of coalition formation among countries that can cool the climate: payoffs from first principles,
//! and the given stationary profile.
//!
//! A state names the coalitions of two or more, `"(WC)"`, by the players' one-letter names; `"( )"` is
//! everybody alone.
//!
//! # References
//! Heyen, D. & Lehtomaa, J. (2021), "Solar geoengineering governance: a dynamic framework of farsighted
//! coalition formation", *Oxford Open Climate Change* 1(1): kgab010. DOI 10.1093/oxfclm/kgab010.

use super::case::Case;
use super::number::Exact;
use crate::coalition::{Coalition, Partition};
use crate::error::{Error, Result};
use crate::game::{FormationProcess, Fraction};
use num_traits::Zero;
use serde::Deserialize;
use std::collections::BTreeMap;

type ByPlayer = BTreeMap<String, Exact>;

/// A number per player, state and state.
pub(crate) type Table = Vec<Vec<Vec<Fraction>>>;

/// A process and the stationary profile that its file gives.
pub(crate) struct ProcessCase {
    /// One letter per player.
    pub players: Vec<String>,
    /// The names of the states.
    pub states: Vec<String>,
    /// Cooling deployed in each state.
    pub cooling: Vec<Fraction>,
    /// The process with its approval committees.
    pub process: FormationProcess<Fraction>,
    /// Probability that player `i` proposes `y` in state `x`.
    pub proposals: Table,
    /// Probability that the whole committee of player `i` approves the move from `x` to `y`.
    pub passes: Table,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct Params {
    base_temp: ByPlayer,
    delta_temp: Exact,
    ideal_temp: Exact,
    m_damage: ByPlayer,
    power: Shares,
    min_power: Option<Exact>,
    power_rule: String,
    protocol: Shares,
    discount: Exact,
    /// Only `true` is read: a committee approves if all its members do.
    unanimity_required: Option<bool>,
    /// The payoff in words.
    #[serde(rename = "payoff")]
    _payoff: Option<String>,
}

/// A share for each player, or one for all: `"1/3 each"`.
#[derive(Deserialize)]
#[serde(untagged)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) enum Shares {
    Each(String),
    Of(ByPlayer),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct Strategy {
    proposals: BTreeMap<String, ByPlayer>,
    approval_probability: BTreeMap<String, Exact>,
    approval_committee: BTreeMap<String, Vec<String>>,
}

impl Case {
    /// The process and its profile: `players`, `states`, `params`, `strategy`.
    ///
    /// # Errors
    /// A missing field or an unknown one; an unknown player, state or rule of power; approval without unanimity; what [`FormationProcess`] refuses.
    #[inline]
    pub(crate) fn process(&self) -> Result<ProcessCase> {
        let (players, states): (Vec<String>, Vec<String>) = (self.parsed("players")?, self.parsed("states")?);
        let (params, strategy): (Params, Strategy) = (self.parsed("params")?, self.parsed("strategy")?);
        if params.unanimity_required == Some(false) {
            let message =
                "unanimity_required is false, allowed: true; approval by any one member is another process";
            return Err(self.error("params", message));
        }
        let (n, m) = (players.len(), states.len());
        let structures: Vec<Partition> =
            states.iter().map(|s| structure(self, &players, s)).collect::<Result<_>>()?;
        let climate = Climate::new(self, &players, &params)?;
        let cooling = structures.iter().map(|p| climate.cooling(self, p)).collect::<Result<Vec<_>>>()?;
        let payoffs: Vec<Vec<Fraction>> = cooling.iter().map(|g| climate.payoffs(g)).collect();

        let key = |i: usize, x: usize, y: usize| format!("{}|{}|{}", players[i], states[x], states[y]);
        let number = |name: &String| players.iter().position(|p| p == name);
        for name in strategy.approval_committee.values().flatten() {
            number(name).ok_or_else(|| self.error("strategy", Error::unknown("player", name, &players)))?;
        }
        let committee = |i: usize, x: usize, y: usize| {
            let names = strategy.approval_committee.get(&key(i, x, y))?;
            Some(names.iter().filter_map(number).collect::<Coalition>())
        };
        let protocol = shares(self, &players, &params.protocol)?;
        let discount = vec![params.discount.0.clone(); n];
        let process = FormationProcess::new(payoffs, discount, protocol, committee)
            .map_err(|e| self.error("params", e))?;
        let chance = |found: Option<&Exact>| found.map_or_else(Fraction::zero, |p| p.0.clone());
        let table = |f: &dyn Fn(usize, usize, usize) -> Fraction| -> Table {
            (0..n).map(|i| (0..m).map(|x| (0..m).map(|y| f(i, x, y)).collect()).collect()).collect()
        };
        let proposals = table(&|i, x, y| {
            let row = strategy.proposals.get(&format!("{}|{}", players[i], states[x]));
            chance(row.and_then(|row| row.get(&states[y])))
        });
        let passes = table(&|i, x, y| chance(strategy.approval_probability.get(&key(i, x, y))));
        Ok(ProcessCase { players, states, cooling, process, proposals, passes })
    }
}

/// `"(WC)"` read with the players' names.
#[inline]
fn structure(case: &Case, players: &[String], state: &str) -> Result<Partition> {
    let wrong = |why: String| case.error("states", format!("\"{state}\": {why}"));
    let mut blocs = Vec::new();
    for part in state.split('(').skip(1) {
        let inside = part.trim().strip_suffix(')').ok_or_else(|| wrong("no closing bracket".into()))?;
        let number = |c: char| {
            let unknown = || wrong(format!("no player is called '{c}'"));
            players.iter().position(|p| p.chars().eq([c])).ok_or_else(unknown)
        };
        let bloc: Coalition =
            inside.chars().filter(|c| !c.is_whitespace()).map(number).collect::<Result<_>>()?;
        blocs.extend((!bloc.is_empty()).then_some(bloc));
    }
    let together = blocs.iter().fold(Coalition::EMPTY, |all, b| all.union(*b));
    let alone = together.complement(players.len()).players().map(Coalition::singleton).collect::<Vec<_>>();
    Partition::new(players.len(), blocs.into_iter().chain(alone)).map_err(|e| wrong(e.to_string()))
}

#[inline]
fn shares(case: &Case, players: &[String], shares: &Shares) -> Result<Vec<Fraction>> {
    match shares {
        Shares::Of(of) => by_player(case, players, of),
        Shares::Each(text) => {
            let number = text.trim().trim_end_matches("each").trim();
            let share: Fraction =
                number.parse().map_err(|_| case.error("params", format!("\"{text}\" is not a share")))?;
            Ok(vec![share; players.len()])
        }
    }
}

#[inline]
fn by_player(case: &Case, players: &[String], of: &ByPlayer) -> Result<Vec<Fraction>> {
    let value = |p: &String| of.get(p).map(|v| v.0.clone());
    let missing = |p: &String| case.error("params", format!("nothing for player {p}"));
    players.iter().map(|p| value(p).ok_or_else(|| missing(p))).collect()
}

/// How far each country wants to be cooled, and what it counts for.
struct Climate {
    wanted: Vec<Fraction>,
    damage: Vec<Fraction>,
    power: Vec<Fraction>,
    /// Threshold of a coalition to deploy; none under weak governance.
    threshold: Option<Fraction>,
}

impl Climate {
    #[inline]
    fn new(case: &Case, players: &[String], params: &Params) -> Result<Self> {
        let shift = &params.delta_temp.0 - &params.ideal_temp.0;
        let wanted = by_player(case, players, &params.base_temp)?.into_iter().map(|t| t + &shift).collect();
        let threshold = match (params.power_rule.as_str(), &params.min_power) {
            ("weak_governance", _) => None,
            ("power_threshold", Some(least)) => Some(least.0.clone()),
            (rule, _) => {
                let known = ["weak_governance", "power_threshold with min_power"];
                return Err(case.error("params", Error::unknown("power_rule", rule, known)));
            }
        };
        let damage = by_player(case, players, &params.m_damage)?;
        Ok(Climate { wanted, damage, power: shares(case, players, &params.power)?, threshold })
    }

    /// The most that any coalition that may deploys: each wants the mean of its members' wishes, weighted by
    /// power and damage.
    #[inline]
    fn cooling(&self, case: &Case, structure: &Partition) -> Result<Fraction> {
        let mut most = Fraction::zero();
        for bloc in structure.blocs() {
            let power: Fraction = bloc.players().map(|i| &self.power[i]).sum();
            if self.threshold.as_ref().is_some_and(|least| power < *least) {
                continue;
            }
            let weight = |i: usize| &self.power[i] * &self.damage[i];
            let total: Fraction = bloc.players().map(weight).sum();
            if total.is_zero() {
                return Err(case.error("params", format!("{bloc} has neither power nor damage")));
            }
            let wish = bloc.players().map(|i| weight(i) * &self.wanted[i]).sum::<Fraction>() / total;
            most = most.max(wish);
        }
        Ok(most)
    }

    /// Damage avoided by cooling `g`: `m (α² − (α − g)²)`.
    #[inline]
    fn payoffs(&self, g: &Fraction) -> Vec<Fraction> {
        let avoided = |(a, m): (&Fraction, &Fraction)| m * (a * a - (a - g) * (a - g));
        self.wanted.iter().zip(&self.damage).map(avoided).collect()
    }
}
