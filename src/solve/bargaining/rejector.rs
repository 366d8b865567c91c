//! Coalitional bargaining where whoever refuses proposes.

use super::fixed_point::iterate;
use super::linear::{self, lift};
use super::random_proposer::check_size;
use super::terms::{CoalitionalEquilibrium, Residual, Stage, Terms, next_round};
use crate::coalition::Coalition;
use crate::error::{Error, Result};
use crate::game::{TuGame, Value};
use crate::solve::excess::excesses;
use std::collections::BTreeMap;

/// A stationary equilibrium of coalitional bargaining in which whoever refuses a deal proposes the next; at
/// the start of every stage the first free player in `order` proposes.
///
/// A player is worth `W_j = max_{S∋j} v(S) − Σ_{k∈S∖j} a_k` as a proposer, with
/// `a_k = v(k) + δ_k (W_k − v(k))` the least that it accepts. The values of a stage are payoffs when its
/// first player proposes. Recognition weights are not used. Found by iteration, then solved for the
/// coalitions proposed, exactly over fractions; of equally good coalitions the one of largest mask.
///
/// # Errors
/// More than 12 players; terms of other shape or out of range; an order that is not one of all players; no
/// convergence, as may be for players who do not discount.
///
/// # Complexity
/// `O(2^n)` an iteration, about a thousand; `O(3^n)` where those outside a deal go on.
///
/// # Examples
/// ```
/// use comity::game::{Fraction, TuGame, Value};
/// use comity::solve::bargaining::{Terms, rejector_proposes};
/// let f = |p, q| Fraction::ratio(p, q);
/// let pie = TuGame::from_values(vec![f(0, 1), f(0, 1), f(0, 1), f(1, 1)])?;
/// let found = rejector_proposes(&pie, &Terms::equal(2, f(9, 10)), &[0, 1])?;
/// assert_eq!(found.values(), [f(10, 19), f(9, 19)]); // Rubinstein (1982)
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// K. Chatterjee, B. Dutta, D. Ray & K. Sengupta (1993), A noncooperative theory of coalitional bargaining,
/// *RES* 60, §3.
pub fn rejector_proposes<V: Value>(
    game: &TuGame<V>,
    terms: &Terms<V>,
    order: &[usize],
) -> Result<CoalitionalEquilibrium<V>> {
    let n = game.players();
    check_size(n)?;
    terms.check(n)?;
    if order.len() != n || !(0..n).all(|i| order.contains(&i)) {
        return Err(Error::invalid(
            "bargaining",
            "order",
            format!("{order:?}"),
            format!("all of 0..{n}, once"),
        ));
    }
    let alone: Vec<V> = (0..n).map(|i| game.value(Coalition::singleton(i)).clone()).collect();
    let mut stages: BTreeMap<Coalition, Stage<V>> = BTreeMap::new();
    let mut residual = 0.0;
    for free in game.grand_coalition().subsets().filter(|s| !s.is_empty()) {
        if terms.residual == Residual::Stop && free != game.grand_coalition() {
            continue;
        }
        let claims = Claims { game, alone: &alone, terms, free };
        let (worth, off) = claims.solve()?;
        residual = f64::max(residual, off);
        let accepts = claims.accepts(&worth);
        let plans = claims.plans(&accepts, &claims.rounding());
        let mut values = vec![V::zero(); n];
        if let Some(&first) = order.iter().find(|&&j| free.contains(j)) {
            for i in free.players() {
                values[i] = match plans[first] {
                    Some(_) if i == first => worth[i].clone(),
                    Some(s) if !s.contains(i) => match stages.get(&free.difference(s)) {
                        Some(later) => next_round(&terms.discounts[i], &alone[i], &later.values[i]),
                        None => alone[i].clone(),
                    },
                    _ => accepts[i].clone(),
                };
            }
        }
        let proposals = plans.into_iter().map(|s| s.map(|s| (V::one(), s)).into_iter().collect()).collect();
        stages.insert(free, Stage { free, values, accepts, proposals });
    }
    Ok(CoalitionalEquilibrium { stages: stages.into_values().collect(), exact: V::EXACT, residual })
}

/// What free players are worth as proposers.
struct Claims<'a, V> {
    game: &'a TuGame<V>,
    alone: &'a [V],
    terms: &'a Terms<V>,
    free: Coalition,
}

impl<V: Value> Claims<'_, V> {
    fn accepts(&self, worth: &[V]) -> Vec<V> {
        let each = worth.iter().zip(self.alone).zip(&self.terms.discounts);
        each.map(|((w, alone), d)| next_round(d, alone, w)).collect()
    }

    /// Each player's largest excess, 0 for waiting.
    fn most(&self, accepts: &[V]) -> Vec<V> {
        let mut most = vec![V::zero(); accepts.len()];
        for (s, e) in excesses(self.game, accepts).filter(|(s, _)| self.may_form(*s)) {
            for j in s.players() {
                if e > most[j] {
                    most[j] = e.clone();
                }
            }
        }
        most
    }

    fn may_form(&self, s: Coalition) -> bool {
        s.is_subset_of(self.free) && s.len() >= self.terms.quorum
    }

    /// The best coalition of each player up to `slack`, the last of equal ones; `None` where waiting is
    /// better.
    fn plans(&self, accepts: &[V], slack: &V) -> Vec<Option<Coalition>> {
        let most = self.most(accepts);
        let mut plans = vec![None; accepts.len()];
        for (s, e) in excesses(self.game, accepts).filter(|(s, _)| self.may_form(*s)) {
            let good = |&j: &usize| e.clone() + slack.clone() >= most[j];
            s.players().filter(good).for_each(|j| plans[j] = Some(s));
        }
        plans
    }

    /// What rounds away: nothing in exact arithmetic.
    fn rounding(&self) -> V {
        if V::EXACT { V::zero() } else { lift(1e-11 * self.game.scale()) }
    }

    /// `W` and its residual, by iteration, then by solving for the plans until these are their own best
    /// answer.
    fn solve(&self) -> Result<(Vec<V>, f64)> {
        const ROUNDS: usize = 50;
        let n = self.alone.len();
        let unit = match self.game.scale() {
            0.0 => 1.0,
            scale => scale,
        };
        let worth: Vec<f64> = self.game.values().iter().map(|v| v.to_f64() / unit).collect();
        let alone: Vec<f64> = self.alone.iter().map(|v| v.to_f64() / unit).collect();
        let discounts: Vec<f64> = self.terms.discounts.iter().map(Value::to_f64).collect();
        let options: Vec<Coalition> =
            self.free.subsets().filter(|s| !s.is_empty() && s.len() >= self.terms.quorum).collect();
        let update = |w: &[f64]| {
            let accept: Vec<f64> = (0..n).map(|i| next_round(&discounts[i], &alone[i], &w[i])).collect();
            let mut most = vec![0.0f64; n];
            for &s in &options {
                let excess = worth[s.index()] - s.players().map(|k| accept[k]).sum::<f64>();
                s.players().for_each(|j| most[j] = most[j].max(excess));
            }
            (0..n).map(|j| if self.free.contains(j) { accept[j] + most[j] } else { 0.0 }).collect()
        };
        let found = iterate(alone.clone(), update);
        let mut worth: Vec<V> = found.into_iter().map(|w| lift(w * unit)).collect();
        // What is nearly as good may be as good.
        let mut residual = f64::INFINITY;
        let mut slack = lift(1e-9 * self.game.scale());
        for _ in 0..ROUNDS {
            let plans = self.plans(&self.accepts(&worth), &slack);
            worth = self.worth_of(&plans).ok_or_else(|| {
                Error::undefined("equilibrium with rejectors who propose", "its equations are singular")
            })?;
            let accepts = self.accepts(&worth);
            let most = self.most(&accepts);
            let gain = |j: usize| {
                plans[j].map_or_else(V::zero, |s| {
                    s.players().fold(self.game.value(s).clone(), |e, k| e - accepts[k].clone())
                })
            };
            let missed = self.free.players().map(|j| (most[j].clone() - gain(j)).to_f64());
            residual = missed.fold(0.0, f64::max);
            if residual <= self.rounding().to_f64() {
                return Ok((worth, residual));
            }
            slack = self.rounding();
        }
        let what = "equilibrium with rejectors who propose".into();
        Err(Error::NotConverged { what, iterations: ROUNDS, residual, tolerance: self.rounding().to_f64() })
    }

    /// `W_j + Σ_{k∈S_j∖j} a_k = v(S_j)`; whoever waits is worth what it has alone.
    fn worth_of(&self, plans: &[Option<Coalition>]) -> Option<Vec<V>> {
        let n = plans.len();
        let row = |j: usize| {
            let mut row = vec![V::zero(); n + 1];
            row[j] = V::one();
            match plans[j].filter(|_| self.free.contains(j)) {
                Some(s) => {
                    row[n] += self.game.value(s).clone();
                    for k in s.without(j).players() {
                        row[k] += self.terms.discounts[k].clone();
                        row[n] -= (V::one() - self.terms.discounts[k].clone()) * self.alone[k].clone();
                    }
                }
                None if self.free.contains(j) => row[n] = self.alone[j].clone(),
                None => {}
            }
            row
        };
        linear::solve((0..n).map(row).collect(), n)
    }
}
