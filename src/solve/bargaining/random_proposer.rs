//! Coalitional bargaining with random proposers.

use super::fixed_point::{Choice, Found, Mixes, Proposer, solve};
use super::linear::{self, lift, rational};
use super::terms::{CoalitionalEquilibrium, Residual, Stage, Terms, next_round};
use crate::coalition::{Coalition, Labels};
use crate::error::{Error, Result};
use crate::game::{TuGame, Value};
use crate::solve::excess::excesses;
use crate::solve::labelled::{Labelled, written_in_numbers};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// Most players: every coalition is weighed by every proposer, for every set of players still free.
const MAX_PLAYERS: usize = 12;

pub(super) fn check_size(n: usize) -> Result<()> {
    if n <= MAX_PLAYERS {
        return Ok(());
    }
    let (what, reason) = ("stationary equilibrium".into(), "every proposer weighs every coalition".into());
    Err(Error::TooLarge { what, n, limit: MAX_PLAYERS, reason })
}

/// A stationary equilibrium of coalitional bargaining with random proposers.
///
/// Each round one of the free players is drawn; it proposes a coalition `S` of free players and a division of
/// `v(S)`. If all members accept, `S` leaves; else a round has passed. With `a_i = v(i) + δ_i (V_i − v(i))`
/// the least that `i` accepts, a proposer `j` picks `S ∋ j` of the largest `v(S) − Σ_{k∈S∖j} a_k`, or waits
/// if that is less than `a_j`, and the values `V` are what this comes to. Gains over what a player has alone
/// are discounted.
///
/// Found by value iteration; where proposers must mix, along the logit equilibria. Over fractions the
/// equations are then solved exactly for the coalitions proposed, with the probabilities told from their
/// decimals, and every choice is compared exactly; [`exact`](CoalitionalEquilibrium::exact) says whether that
/// succeeded. Stationary equilibria need not be unique; this returns one.
///
/// # Errors
/// More than 12 players; terms of other shape or out of range; no convergence ([`Error::NotConverged`]).
///
/// # Complexity
/// `O(n² 2^n)` an iteration, some dozens as a rule; `O(n² 3^n)` where those outside a deal go on.
///
/// # Examples
/// ```
/// use comity::game::{Fraction, TuGame, Value};
/// use comity::solve::bargaining::{Terms, random_proposer};
/// let f = |p, q| Fraction::ratio(p, q);
/// // Pairs are worth 4/5 and everybody 1: pairs form, and their members get more than a third.
/// let game = TuGame::from_fn(3, |s| [f(0, 1), f(0, 1), f(4, 5), f(1, 1)][s.len()].clone())?;
/// let found = random_proposer(&game, &Terms::equal(3, f(9, 10)))?;
/// assert!(found.exact);
/// assert_eq!(found.values(), vec![f(4, 15); 3]);
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// A. Okada (1996), A noncooperative coalitional bargaining game with random proposers, *GEB* 16 (those
/// outside go on); O. Compte & P. Jehiel (2010), The coalitional Nash bargaining solution, *Econometrica* 78
/// (the first deal ends it).
pub fn random_proposer<V: Value>(game: &TuGame<V>, terms: &Terms<V>) -> Result<CoalitionalEquilibrium<V>> {
    let n = game.players();
    check_size(n)?;
    terms.check(n)?;
    let alone: Vec<V> = (0..n).map(|i| game.value(Coalition::singleton(i)).clone()).collect();
    let mut stages: BTreeMap<Coalition, Stage<V>> = BTreeMap::new();
    let (mut exact, mut residual) = (V::EXACT, 0.0);
    // Ascending masks: what is left of a set comes before it.
    for free in game.grand_coalition().subsets().filter(|s| !s.is_empty()) {
        if terms.residual == Residual::Stop && free != game.grand_coalition() {
            continue;
        }
        let outside = |i: usize, s: Coalition| match stages.get(&free.difference(s)) {
            Some(later) => next_round(&terms.discounts[i], &alone[i], &later.values[i]),
            None => alone[i].clone(),
        };
        let round = Round { game, alone: &alone, terms, free, outside: &outside };
        let (stage, precise, off) = round.solve(exact)?;
        exact = precise;
        residual = f64::max(residual, off);
        stages.insert(free, stage);
    }
    Ok(CoalitionalEquilibrium { stages: stages.into_values().collect(), exact, residual })
}

/// Bargaining among `free` players in which one of them is recognised each round.
pub(super) struct Round<'a, V> {
    pub game: &'a TuGame<V>,
    /// What a player has while it bargains.
    pub alone: &'a [V],
    pub terms: &'a Terms<V>,
    pub free: Coalition,
    /// What an outsider to coalition `S` is left with.
    pub outside: &'a dyn Fn(usize, Coalition) -> V,
}

impl<V: Value> Round<'_, V> {
    fn accepts(&self, values: &[V]) -> Vec<V> {
        let each = values.iter().zip(self.alone).zip(&self.terms.discounts);
        each.map(|((v, alone), d)| next_round(d, alone, v)).collect()
    }

    /// The coalitions of free players that may be proposed.
    fn options(&self) -> Vec<Coalition> {
        self.free.subsets().filter(|s| s.len() >= self.terms.quorum.max(1)).collect()
    }

    /// The equilibrium, whether it is exact, which is tried for if `exact`, and its residual.
    pub fn solve(&self, exact: bool) -> Result<(Stage<V>, bool, f64)> {
        let Found { values, mixes, residual } = self.approximate()?;
        if exact && let Some(stage) = self.exactly(&mixes) {
            return Ok((stage, true, 0.0));
        }
        let values: Vec<V> = values.into_iter().map(lift).collect();
        let mix = |mix: &Vec<(f64, Option<Coalition>)>| {
            mix.iter().filter_map(|&(q, s)| s.map(|s| (lift(q), s))).collect()
        };
        let (accepts, proposals) = (self.accepts(&values), mixes.iter().map(mix).collect());
        Ok((Stage { free: self.free, values, accepts, proposals }, false, residual))
    }

    /// In floating point, in units of the largest worth.
    fn approximate(&self) -> Result<Found<Option<Coalition>>> {
        let n = self.alone.len();
        let unit = match self.game.scale() {
            0.0 => 1.0,
            scale => scale,
        };
        let worth: Vec<f64> = self.game.values().iter().map(|v| v.to_f64() / unit).collect();
        let alone: Vec<f64> = self.alone.iter().map(|v| v.to_f64() / unit).collect();
        let discounts: Vec<f64> = self.terms.discounts.iter().map(Value::to_f64).collect();
        let recognised: Vec<f64> = self.terms.recognised(self.free).iter().map(Value::to_f64).collect();
        let options = self.options();
        let outside: Vec<Vec<f64>> = options
            .iter()
            .map(|&s| {
                let out = |i: usize| match self.free.contains(i) && !s.contains(i) {
                    true => (self.outside)(i, s).to_f64() / unit,
                    false => 0.0,
                };
                (0..n).map(out).collect()
            })
            .collect();
        let nobody = recognised.iter().all(|p| *p == 0.0);
        let proposers = |values: &[f64]| -> Vec<Proposer<Option<Coalition>>> {
            if nobody {
                // All wait for ever, which is no deal.
                let choices = vec![Choice { what: None, net: 0.0, payoffs: alone.clone() }];
                return vec![Proposer { probability: 1.0, choices }];
            }
            let accept: Vec<f64> = (0..n).map(|i| next_round(&discounts[i], &alone[i], &values[i])).collect();
            let wait = |j: usize| {
                // Who is indifferent does not wait.
                let net = accept[j] - 1e-10 * (1.0 + accept[j].abs());
                let waits = |i: usize| if self.free.contains(i) { accept[i] } else { values[i] };
                Choice { what: None, net, payoffs: (0..n).map(waits).collect() }
            };
            let excess: Vec<f64> = options
                .iter()
                .map(|s| worth[s.index()] - s.players().map(|k| accept[k]).sum::<f64>())
                .collect();
            let propose = |j: usize, o: usize| {
                let (s, net) = (options[o], excess[o] + accept[j]);
                let gets = |i: usize| match (i == j, s.contains(i), self.free.contains(i)) {
                    (true, ..) => net,
                    (_, true, _) => accept[i],
                    (.., true) => outside[o][i],
                    _ => values[i],
                };
                Choice { what: Some(s), net, payoffs: (0..n).map(gets).collect() }
            };
            let each = recognised.iter().enumerate().map(|(j, &probability)| {
                let own = (0..options.len()).filter(|&o| options[o].contains(j));
                let choices = own.map(|o| propose(j, o)).chain(std::iter::once(wait(j))).collect();
                Proposer { probability, choices }
            });
            each.collect()
        };
        let share = worth[self.free.index()] / self.free.len().max(1) as f64;
        let start = (0..n).map(|i| if self.free.contains(i) { share.max(alone[i]) } else { 0.0 }).collect();
        let mut found = solve("stationary equilibrium", start, proposers)?;
        found.mixes.resize(n, Vec::new());
        found.values.iter_mut().for_each(|v| *v *= unit);
        found.residual *= unit;
        Ok(found)
    }

    /// The exact equilibrium with these proposals, if their probabilities are near simple fractions that make
    /// one.
    fn exactly(&self, mixes: &Mixes<Option<Coalition>>) -> Option<Stage<V>> {
        let n = self.alone.len();
        let recognised = self.terms.recognised(self.free);
        let guess = |&(q, s): &(f64, Option<Coalition>)| (V::from_fraction(&rational(q)), s);
        let mixes: Vec<Vec<(V, Option<Coalition>)>> =
            mixes.iter().map(|mix| mix.iter().map(guess).collect()).collect();
        // V_i as a linear function of all values: the constant last.
        let mut rows = vec![vec![V::zero(); n + 1]; n];
        let add = |row: &mut Vec<V>, weight: &V, i: usize| {
            // a_i = (1 − δ_i) v(i) + δ_i V_i.
            row[i] += weight.clone() * self.terms.discounts[i].clone();
            row[n] += weight.clone() * (V::one() - self.terms.discounts[i].clone()) * self.alone[i].clone();
        };
        if recognised.iter().all(|p| p.is_zero()) {
            self.free.players().for_each(|i| rows[i][n] = self.alone[i].clone());
        }
        for (j, drawn) in recognised.iter().enumerate().filter(|(_, p)| !p.is_zero()) {
            for (q, s) in &mixes[j] {
                let weight = drawn.clone() * q.clone();
                for i in self.free.players() {
                    match s {
                        Some(s) if i == j => {
                            rows[i][n] += weight.clone() * self.game.value(*s).clone();
                            let costs = V::zero() - weight.clone();
                            s.without(j).players().for_each(|k| add(&mut rows[i], &costs, k));
                        }
                        Some(s) if !s.contains(i) => rows[i][n] += weight.clone() * (self.outside)(i, *s),
                        _ => add(&mut rows[i], &weight, i),
                    }
                }
            }
        }
        for (i, row) in rows.iter_mut().enumerate() {
            row[..n].iter_mut().for_each(|x| *x = V::zero() - x.clone());
            row[i] += V::one();
        }
        let values = linear::solve(rows, n)?;
        let accepts = self.accepts(&values);
        // Nothing that is proposed is worse than anything else.
        let mut best = vec![V::zero(); n];
        let excess: Vec<(Coalition, V)> = excesses(self.game, &accepts)
            .filter(|(s, _)| s.is_subset_of(self.free) && s.len() >= self.terms.quorum.max(1))
            .collect();
        for (s, e) in &excess {
            for j in s.players() {
                if *e > best[j] {
                    best[j] = e.clone();
                }
            }
        }
        let excess: BTreeMap<Coalition, V> = excess.into_iter().collect();
        for j in self.free.players().filter(|&j| !mixes[j].is_empty()) {
            let total = mixes[j].iter().fold(V::zero(), |sum, (q, _)| sum + q.clone());
            let good = mixes[j].iter().all(|(q, s)| {
                let gain = s.map_or_else(V::zero, |s| excess.get(&s).cloned().unwrap_or_else(V::zero));
                *q >= V::zero() && gain >= best[j]
            });
            if !good || !total.is_one() {
                return None;
            }
        }
        let named = |mix: Vec<(V, Option<Coalition>)>| {
            mix.into_iter().filter_map(|(q, s)| s.map(|s| (q, s))).collect()
        };
        let proposals = mixes.into_iter().map(named).collect();
        Some(Stage { free: self.free, values, accepts, proposals })
    }
}

/// Whether patient players form the grand coalition at once.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(bound(serialize = "V: Value", deserialize = "V: Value"))]
pub struct Efficiency<V> {
    /// The payoff of each then: what it has alone, and of what they gain together its probability to be
    /// recognised.
    #[serde(with = "crate::game::plain")]
    pub shares: Vec<V>,
    /// A coalition that is worth more than the shares of its members, and by how much: the largest; `None`:
    /// the grand coalition forms.
    #[serde(with = "crate::game::plain")]
    pub blocked: Option<(Coalition, V)>,
}

impl<V> Efficiency<V> {
    /// Whether the grand coalition forms at once.
    pub fn is_efficient(&self) -> bool {
        self.blocked.is_none()
    }
}

impl<V: Value> Labelled for Efficiency<V> {
    fn write(&self, labels: &Labels, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.blocked {
            None => f.write_str("patient: everybody together, in equal shares"),
            Some((coalition, excess)) => {
                let (coalition, excess) = (labels.coalition(*coalition), labels.value(excess.to_f64()));
                write!(f, "patient: {coalition} gains {excess} over equal shares and forms first")
            }
        }
    }
}

written_in_numbers!(Efficiency<V> where [V: Value]);

/// Whether, as `δ → 1`, everybody proposes the grand coalition in a stationary equilibrium of
/// [`random_proposer`]: iff the shares `v(i) + p_i (v(N) − Σ_k v(k))` are in the core, with equal recognition
/// and nothing alone iff `v(N)/n ≥ v(S)/|S|` for all `S`.
///
/// With a common discount factor and everybody proposing `N` these shares are the values whatever `δ`, and
/// with worths net of what members have alone no proposer gains by `S` iff
/// `v(S) − δ Σ_S p_i v(N) ≤ (1 − δ) v(N)`; the limit is the condition. At a tie it holds in the limit and for
/// every `δ`.
///
/// # Errors
/// Terms of other shape or out of range; nobody recognised.
///
/// # Complexity
/// `O(2^n)`, in the arithmetic of the game; over `f64` an excess within rounding is none.
///
/// # Examples
/// ```
/// use comity::game::TuGame;
/// use comity::solve::bargaining::{Terms, efficiency};
/// // Pairs are worth 4/5 and everybody 1: a pair gets more than two thirds.
/// let game = TuGame::from_fn(3, |s| [0.0, 0.0, 0.8, 1.0][s.len()])?;
/// let found = efficiency(&game, &Terms::equal(3, 0.9))?;
/// assert!(!found.is_efficient());
/// assert_eq!(found.blocked.unwrap().0.len(), 2);
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// A. Okada (1996), *GEB* 16 (equal recognition).
pub fn efficiency<V: Value>(game: &TuGame<V>, terms: &Terms<V>) -> Result<Efficiency<V>> {
    terms.check(game.players())?;
    let p = terms.recognised(game.grand_coalition());
    if p.iter().all(|p| p.is_zero()) {
        return Err(Error::invalid("bargaining", "sum of recognition weights", 0, "positive"));
    }
    let alone: Vec<V> = (0..p.len()).map(|i| game.value(Coalition::singleton(i)).clone()).collect();
    let gain = alone.iter().fold(game.grand().clone(), |gain, v| gain - v.clone());
    let shares: Vec<V> = alone.into_iter().zip(p).map(|(v, p)| v + p * gain.clone()).collect();
    let larger = |a: (Coalition, V), b: (Coalition, V)| if b.1 > a.1 { b } else { a };
    let slack = if V::EXACT { V::zero() } else { lift(1e-12 * game.scale()) };
    let most = excesses(game, &shares).filter(|(s, _)| *s != game.grand_coalition()).reduce(larger);
    Ok(Efficiency { blocked: most.filter(|(_, e)| *e > slack), shares })
}
