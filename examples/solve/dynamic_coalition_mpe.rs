//! A process of coalition formation among countries that can cool the climate: payoffs from first principles, then the
//! given stationary profile verified.
//!
//! After D. Heyen & J. Lehtomaa (2021), Solar geoengineering governance, *Oxford Open Climate Change* 1. A state names the
//! coalitions of two or more, `"(WC)"`, by the players' one-letter names; `"( )"` is everybody alone.

use super::answer::Answer;
use comity::coalition::{Coalition, Partition};
use comity::game::file::{Case, Exact};
use comity::game::{FormationProcess, Fraction, StationaryProfile, Value};
use comity::solve::process::verify;
use comity::{Error, Result};
use num_traits::{One, Signed, Zero};
use serde::Deserialize;
use std::collections::BTreeMap;

type ByPlayer = BTreeMap<String, Exact>;

#[derive(Deserialize)]
struct Params {
    base_temp: ByPlayer,
    delta_temp: Exact,
    ideal_temp: Exact,
    m_damage: ByPlayer,
    power: Shares,
    min_power: Option<Exact>,
    power_rule: String,
    protocol: Shares,
    discount: Exact,
}

/// A share for each player, or one for all: `"1/3 each"`.
#[derive(Deserialize)]
#[serde(untagged)]
enum Shares {
    Each(String),
    Of(ByPlayer),
}

#[derive(Deserialize)]
struct Strategy {
    proposals: BTreeMap<String, ByPlayer>,
    approval_probability: BTreeMap<String, Exact>,
    approval_committee: BTreeMap<String, Vec<String>>,
}

pub fn solve(case: &Case) -> Result<Answer> {
    let (players, states): (Vec<String>, Vec<String>) = (case.parsed("players")?, case.parsed("states")?);
    let (params, strategy): (Params, Strategy) = (case.parsed("params")?, case.parsed("strategy")?);
    let (n, m) = (players.len(), states.len());
    let structures: Vec<Partition> =
        states.iter().map(|s| structure(case, &players, s)).collect::<Result<_>>()?;
    let climate = Climate::new(case, &players, &params)?;
    let cooling = structures.iter().map(|p| climate.cooling(case, p)).collect::<Result<Vec<_>>>()?;
    let payoffs: Vec<Vec<Fraction>> = cooling.iter().map(|g| climate.payoffs(g)).collect();

    let key = |i: usize, x: usize, y: usize| format!("{}|{}|{}", players[i], states[x], states[y]);
    let number = |name: &String| players.iter().position(|p| p == name);
    for name in strategy.approval_committee.values().flatten() {
        number(name).ok_or_else(|| case.error("strategy", Error::unknown("player", name, &players)))?;
    }
    let committee = |i: usize, x: usize, y: usize| {
        Some(strategy.approval_committee.get(&key(i, x, y))?.iter().filter_map(number).collect::<Coalition>())
    };
    let protocol = shares(case, &players, &params.protocol)?;
    let (discount, wrong) = (vec![params.discount.0.clone(); n], |e: Error| case.error("params", e));
    let process = FormationProcess::new(payoffs.clone(), discount.clone(), protocol.clone(), committee)
        .map_err(wrong)?;
    let chance = |found: Option<&Exact>| found.map_or_else(Fraction::zero, |p| p.0.clone());
    let proposes = |i: usize, x: usize, y: usize| {
        let row = strategy.proposals.get(&format!("{}|{}", players[i], states[x]));
        chance(row.and_then(|row| row.get(&states[y])))
    };
    // The file gives the probability that a proposer's whole committee approves. What leads to the same moves with nobody
    // to ask: proposals as often as they pass.
    let passes = |i: usize, x: usize, y: usize| chance(strategy.approval_probability.get(&key(i, x, y)));
    let moves = |i: usize, x: usize, y: usize| proposes(i, x, y) * passes(i, x, y);
    let stays = |i: usize, x: usize| {
        (0..m).filter(|&y| y != x).fold(Fraction::one(), |rest, y| rest - moves(i, x, y))
    };
    let table = |f: &dyn Fn(usize, usize, usize) -> Fraction| -> Vec<Vec<Vec<Fraction>>> {
        (0..n).map(|i| (0..m).map(|x| (0..m).map(|y| f(i, x, y)).collect()).collect()).collect()
    };
    let free = FormationProcess::new(payoffs, discount, protocol, |_, _, _| Some(Coalition::EMPTY))
        .map_err(wrong)?;
    let moved = table(&|i, x, y| if x == y { stays(i, x) } else { moves(i, x, y) });
    let as_moved = StationaryProfile { proposals: moved, approvals: table(&|_, _, _| Fraction::zero()) };
    let wrong = |e: Error| case.error("strategy", e);
    let report = verify(&free, &as_moved, Fraction::zero()).map_err(wrong)?;
    let gain = |i: usize, x: usize, y: usize| &report.values[y][i] - &report.values[x][i];
    // A committee approves for sure if all its members gain, and not if one loses; a proposal made is the best there is.
    let right = |(i, x, y): (usize, usize, usize)| {
        let Some(who) = process.committee(i, x, y).filter(|_| x != y) else { return true };
        let (won, lost) = (
            who.players().all(|j| gain(j, x, y).is_positive()),
            who.players().any(|j| gain(j, x, y).is_negative()),
        );
        (!won || passes(i, x, y).is_one()) && (!lost || passes(i, x, y).is_zero())
    };
    let worth = |i: usize, x: usize, y: usize| {
        if x == y { Fraction::zero() } else { passes(i, x, y) * gain(i, x, y) }
    };
    let best = |(i, x, y): (usize, usize, usize)| {
        proposes(i, x, y).is_zero() || (0..m).all(|other| worth(i, x, other) <= worth(i, x, y))
    };
    let everywhere = (0..n).flat_map(|i| (0..m).flat_map(move |x| (0..m).map(move |y| (i, x, y))));
    let is_equilibrium = everywhere.into_iter().all(|at| right(at) && best(at));

    let mut answer = Answer::new();
    for (x, row) in report.values.iter().enumerate() {
        for (i, value) in row.iter().enumerate() {
            let next: Fraction =
                report.transition[x].iter().zip(&report.values).map(|(p, v)| p * &v[i]).sum();
            let delta = &process.discount()[i];
            if *value != (Fraction::one() - delta) * &process.payoffs()[x][i] + delta * next {
                let reason = format!("the value equation of {} in {} fails", players[i], states[x]);
                return Err(Error::Certificate { claim: "values".into(), reason });
            }
        }
    }
    // These files write whole numbers as strings, too.
    let written = Fraction::to_string;
    let per_player = |row: &Vec<Fraction>| -> BTreeMap<String, String> {
        players.iter().cloned().zip(row.iter().map(written)).collect()
    };
    let per_state =
        |f: &dyn Fn(usize) -> BTreeMap<String, String>| -> BTreeMap<String, BTreeMap<String, String>> {
            (0..m).map(|x| (states[x].clone(), f(x))).collect()
        };
    answer.put("G", states.iter().zip(cooling.iter().map(written)).collect::<BTreeMap<_, _>>())?;
    answer.put("payoffs", per_state(&|x| per_player(&process.payoffs()[x])))?;
    let row = |x: usize| states.iter().cloned().zip(report.transition[x].iter().map(written)).collect();
    answer.put("P", per_state(&row))?;
    answer.put("V", per_state(&|x| per_player(&report.values[x])))?;
    let digits = |v: &Fraction| (v.to_f64() * 1e5).round() / 1e5;
    let value =
        |x: usize| players.iter().zip(report.values[x].iter().map(digits)).collect::<BTreeMap<_, _>>();
    answer.put("V_5dp", (0..m).map(|x| (&states[x], value(x))).collect::<BTreeMap<_, _>>())?;
    answer.put("is_equilibrium", is_equilibrium)?;
    Ok(answer)
}

/// `"(WC)"` read with the players' names.
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
    /// What a coalition needs to deploy; none under weak governance.
    threshold: Option<Fraction>,
}

impl Climate {
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

    /// The most that any coalition that may deploys: each wants the mean of its members' wishes, weighted by power and
    /// damage.
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
    fn payoffs(&self, g: &Fraction) -> Vec<Fraction> {
        let avoided = |(a, m): (&Fraction, &Fraction)| m * (a * a - (a - g) * (a - g));
        self.wanted.iter().zip(&self.damage).map(avoided).collect()
    }
}
