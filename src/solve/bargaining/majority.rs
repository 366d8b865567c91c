//! Dividing a pie by majority under the closed rule.

use super::alternating::check_pie;
use super::terms::Terms;
use crate::error::{Error, Result};
use crate::game::Value;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// The stationary equilibrium of dividing a pie by a majority of any `q` players.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(bound(serialize = "V: Value", deserialize = "V: Value"))]
pub struct MajorityEquilibrium<V = f64> {
    /// The pie that is divided.
    #[serde(with = "crate::game::plain")]
    pub pie: V,
    /// How many must agree, the proposer included.
    pub quota: usize,
    /// Expected payoffs before anybody is recognised.
    #[serde(with = "crate::game::plain")]
    pub values: Vec<V>,
    /// The least that each player accepts: its discounted value.
    #[serde(with = "crate::game::plain")]
    pub accepts: Vec<V>,
    /// `partners[j][i]`: the probability that `j`, recognised, buys the vote of `i`; `q − 1` in each row.
    #[serde(with = "crate::game::plain")]
    pub partners: Vec<Vec<V>>,
}

impl<V: Value> MajorityEquilibrium<V> {
    /// The share that a proposer keeps: the pie less what its partners accept.
    pub fn proposer_share(&self, proposer: usize) -> Option<V> {
        let bought = self.partners.get(proposer)?.iter().zip(&self.accepts);
        Some(bought.fold(self.pie.clone(), |rest, (p, a)| rest - p.clone() * a.clone()))
    }
}

/// The stationary equilibrium of dividing a pie by majority under the closed rule: a proposer is drawn, buys
/// the `q − 1` cheapest votes at what their owners accept, and keeps the rest; a motion that fails costs
/// everybody a round.
///
/// With equal players a proposer keeps `1 − δ(q − 1)/n` and pays `δ/n` to each partner. In general let `w` be
/// the price of the dearest vote bought and `R = 1 − Σ_L a_i − (q − |L|) w`, `L` those who are cheaper, `p_i`
/// the probability to be recognised. A player is worth `p_i R / (1 − δ_i)` if it is in `L`, `p_i (R + w)` if
/// it is too dear, and otherwise, on the margin, `w / δ_i`. With `r = R / w` all equations reduce to one,
///
/// > `Σ_i max(p_i r + p_i, min(p_i r + 1, 1/δ_i)) = q + r`,
///
/// whose sides differ by a falling piecewise linear function of `r`: it is solved exactly, and values are
/// unique (Eraslan 2002). Only under unanimity do players with `δ = 1` leave the split open; then they share
/// by recognition, the limit of equal discount factors rising to 1. A player who is never recognised and does
/// not discount is worth nothing.
///
/// # Errors
/// A pie that is not positive and finite; a quota outside `1..=n`; terms of other shape or out of range;
/// nobody recognised; more than 200 players.
///
/// # Complexity
/// Values `O(n² )`; who buys whose vote where many are on the margin and not alike, a transport problem,
/// `O(n⁴)`.
///
/// # Examples
/// ```
/// use comity::game::{Fraction, Value};
/// use comity::solve::bargaining::{Terms, majority_bargaining};
/// let f = |p, q| Fraction::ratio(p, q);
/// let found = majority_bargaining(f(1, 1), 26, &Terms::equal(51, f(9, 10)))?;
/// assert_eq!((found.values[0].clone(), found.proposer_share(0)), (f(1, 51), Some(f(19, 34))));
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// D. P. Baron & J. A. Ferejohn (1989), Bargaining in legislatures, *APSR* 83, Proposition 3; H. Eraslan
/// (2002), Uniqueness of stationary equilibrium payoffs in the Baron–Ferejohn model, *JET* 103.
pub fn majority_bargaining<V: Value>(
    pie: V,
    quota: usize,
    terms: &Terms<V>,
) -> Result<MajorityEquilibrium<V>> {
    const MAX_PLAYERS: usize = 200;
    let n = terms.discounts.len();
    check_pie(&pie)?;
    terms.check(n)?;
    if n > MAX_PLAYERS {
        let reason = "who buys whose vote is a transport problem".into();
        return Err(Error::TooLarge { what: "majority bargaining".into(), n, limit: MAX_PLAYERS, reason });
    }
    let quota = quota.max(terms.quorum);
    if !(1..=n).contains(&quota) {
        return Err(Error::invalid("majority bargaining", "quota", quota, format!("1..={n}")));
    }
    let total = sum(&terms.recognition);
    if total.is_zero() {
        return Err(Error::invalid("majority bargaining", "sum of recognition weights", total, "positive"));
    }
    let p: Vec<V> = terms.recognition.iter().map(|w| w.clone() / total.clone()).collect();
    // Votes that cost nothing are enough of them: every proposer keeps the pie.
    let free: Vec<usize> = (0..n).filter(|&i| p[i].is_zero() || terms.discounts[i].is_zero()).collect();
    if free.len() >= quota {
        let values: Vec<V> = p.iter().map(|p| p.clone() * pie.clone()).collect();
        let accepts = values.iter().zip(&terms.discounts).map(|(v, d)| v.clone() * d.clone()).collect();
        let needs = vec![V::ratio(quota as i64 - 1, 1); n];
        return Ok(MajorityEquilibrium { pie, quota, values, accepts, partners: evenly(&needs, &free) });
    }
    let (relative, places) = relative_values(&p, &terms.discounts, quota);
    let scale = pie.clone() / sum(&relative);
    let values: Vec<V> = relative.iter().map(|f| scale.clone() * f.clone()).collect();
    let accepts: Vec<V> = values.iter().zip(&terms.discounts).map(|(v, d)| v.clone() * d.clone()).collect();
    // On the margin a player is worth p(1 − costs) + μw, which says how often its vote is bought.
    let cheap = places.iter().filter(|p| **p == Place::Cheap).count();
    let margin: Vec<usize> = (0..n).filter(|&i| places[i] == Place::Margin).collect();
    let count = |k: usize| V::ratio(k as i64, 1);
    let is_cheap = |i: usize| places[i] == Place::Cheap;
    let needs: Vec<V> = (0..n).map(|j| count(quota + usize::from(is_cheap(j)) - 1 - cheap)).collect();
    let mut partners = match margin.first() {
        None => vec![vec![V::zero(); n]; n],
        Some(&some) => {
            let w = accepts[some].clone();
            let spent = (0..n).filter(|&i| is_cheap(i)).fold(V::zero(), |s, i| s + accepts[i].clone());
            let keeps = pie.clone() - spent - count(quota - 1 - cheap) * w.clone();
            let bought = |&i: &usize| (values[i].clone() - p[i].clone() * keeps.clone()) / w.clone();
            share_out(&p, &needs, &margin, &margin.iter().map(bought).collect::<Vec<V>>())?
        }
    };
    for (j, row) in partners.iter_mut().enumerate() {
        (0..n).filter(|&i| i != j && is_cheap(i)).for_each(|i| row[i] = V::one());
    }
    Ok(MajorityEquilibrium { pie, quota, values, accepts, partners })
}

fn sum<V: Value>(values: &[V]) -> V {
    values.iter().fold(V::zero(), |sum, v| sum + v.clone())
}

/// Where a player's price is relative to the dearest vote bought.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Cheap,
    Margin,
    Dear,
}

/// Values in units of `w`, the price of the dearest vote bought, and who is cheaper or dearer than that.
fn relative_values<V: Value>(p: &[V], discounts: &[V], quota: usize) -> (Vec<V>, Vec<Place>) {
    let n = p.len();
    let (zero, one) = (V::zero(), V::one());
    if quota == n {
        // Everybody's vote is bought: worth in proportion to p/(1 − δ), and only to those with δ = 1 if there are any.
        let patient = |i: usize| discounts[i].is_one() && !p[i].is_zero();
        let any = (0..n).any(patient);
        let worth = |i: usize| match any {
            true if patient(i) => p[i].clone(),
            true => zero.clone(),
            false if p[i].is_zero() => zero.clone(),
            false => p[i].clone() / (one.clone() - discounts[i].clone()),
        };
        return ((0..n).map(worth).collect(), vec![Place::Cheap; n]);
    }
    // Where a player reaches the margin, and where it passes it: p r + 1 = 1/δ and p r + p = 1/δ. Never for δ = 0 or p = 0.
    let reaches = |i: usize| {
        let d = &discounts[i];
        (!d.is_zero() && !p[i].is_zero()).then(|| {
            let inverse = one.clone() / d.clone();
            ((inverse.clone() - one.clone()) / p[i].clone(), (inverse - p[i].clone()) / p[i].clone())
        })
    };
    let spans: Vec<Option<(V, V)>> = (0..n).map(reaches).collect();
    let side = |i: usize, r: &V| match &spans[i] {
        Some((low, high)) if *r >= *low => {
            let inverse = one.clone() / discounts[i].clone();
            if r > high { p[i].clone() * (r.clone() + one.clone()) } else { inverse }
        }
        _ => p[i].clone() * r.clone() + one.clone(),
    };
    let gap =
        |r: &V| (0..n).fold(zero.clone() - r.clone(), |s, i| s + side(i, r)) - V::ratio(quota as i64, 1);
    let mut corners: Vec<V> =
        spans.iter().flatten().flat_map(|(low, high)| [low.clone(), high.clone()]).collect();
    corners.sort_by(|a, b| a.partial_cmp(b).unwrap_or(Ordering::Equal));
    // The gap falls from n − q > 0, and to 0 at the last corner at the latest: fewer than q votes are free.
    let (mut r, mut above) = (zero.clone(), gap(&zero));
    for corner in corners {
        let below = gap(&corner);
        if below <= zero {
            r += above.clone() / (above - below) * (corner - r.clone());
            break;
        }
        (r, above) = (corner, below);
    }
    // The corner at which the gap closes is on the margin, however floats round.
    let rounding =
        if V::EXACT { zero.clone() } else { V::ratio(1, 10_000_000_000_000) * (one.clone() + r.clone()) };
    let place = |i: usize| match &spans[i] {
        Some((from, _)) if r.clone() + rounding.clone() < *from => Place::Cheap,
        Some((_, to)) if r > to.clone() + rounding.clone() => Place::Dear,
        Some(_) => Place::Margin,
        None => Place::Cheap,
    };
    let places: Vec<Place> = (0..n).map(place).collect();
    let worth = |i: usize| match places[i] {
        Place::Cheap if p[i].is_zero() => zero.clone(),
        Place::Cheap => p[i].clone() * r.clone() / (one.clone() - discounts[i].clone()),
        Place::Margin => one.clone() / discounts[i].clone(),
        Place::Dear => p[i].clone() * (r.clone() + one.clone()),
    };
    ((0..n).map(worth).collect(), places)
}

/// Each proposer `j` draws `needs[j]` of `among` other than itself, all alike.
fn evenly<V: Value>(needs: &[V], among: &[usize]) -> Vec<Vec<V>> {
    let n = needs.len();
    let mut partners = vec![vec![V::zero(); n]; n];
    for (j, row) in partners.iter_mut().enumerate() {
        let others = among.iter().filter(|&&i| i != j).count();
        let each = needs[j].clone() / V::ratio(others.max(1) as i64, 1);
        among.iter().filter(|&&i| i != j).for_each(|&i| row[i] = each.clone());
    }
    partners
}

/// Probabilities with which proposers, recognised with `p`, buy the votes of those on the margin: `needs[j]`
/// by each proposer, and `bought[k]` of that of `margin[k]` by all. Alike if that will do, else a flow found
/// by shortest augmenting paths.
fn share_out<V: Value>(p: &[V], needs: &[V], margin: &[usize], bought: &[V]) -> Result<Vec<Vec<V>>> {
    let n = p.len();
    let slack = if V::EXACT { V::zero() } else { V::ratio(1, 1_000_000_000_000) };
    let mut partners = evenly(needs, margin);
    let sold = |partners: &[Vec<V>], i: usize| {
        (0..n).fold(V::zero(), |s, j| s + p[j].clone() * partners[j][i].clone())
    };
    let met = |partners: &[Vec<V>]| {
        margin.iter().zip(bought).all(|(&i, want)| (sold(partners, i) - want.clone()).abs() <= slack)
    };
    if met(&partners) {
        return Ok(partners);
    }
    // Nodes: proposers, then the margin. `flow[j][k]` of at most p_j.
    let mut flow = vec![vec![V::zero(); margin.len()]; n];
    let mut left: Vec<V> = (0..n).map(|j| p[j].clone() * needs[j].clone()).collect();
    let mut want: Vec<V> = bought.to_vec();
    loop {
        let mut from: Vec<Option<usize>> = vec![None; n + margin.len()];
        let mut queue: Vec<usize> = (0..n).filter(|&j| left[j] > slack).collect();
        queue.iter().for_each(|&j| from[j] = Some(j));
        let mut at = 0;
        let mut end = None;
        while let Some(&node) = queue.get(at) {
            at += 1;
            if node >= n && want[node - n] > slack {
                end = Some(node);
                break;
            }
            let open = |next: usize| match (node < n, next < n) {
                (true, false) => {
                    margin[next - n] != node && p[node].clone() - flow[node][next - n].clone() > slack
                }
                (false, true) => flow[next][node - n] > slack,
                _ => false,
            };
            let next: Vec<usize> = (0..from.len()).filter(|&k| from[k].is_none() && open(k)).collect();
            next.iter().for_each(|&k| from[k] = Some(node));
            queue.extend(next);
        }
        let Some(end) = end else { break };
        let mut path = vec![end];
        while let Some(before) = from[path[path.len() - 1]].filter(|&b| b != path[path.len() - 1]) {
            path.push(before);
        }
        path.reverse();
        let least = |a: V, b: V| if b < a { b } else { a };
        let mut amount = least(left[path[0]].clone(), want[end - n].clone());
        for step in path.windows(2) {
            let room = match step[0] < n {
                true => p[step[0]].clone() - flow[step[0]][step[1] - n].clone(),
                false => flow[step[1]][step[0] - n].clone(),
            };
            amount = least(amount, room);
        }
        for step in path.windows(2) {
            match step[0] < n {
                true => flow[step[0]][step[1] - n] += amount.clone(),
                false => flow[step[1]][step[0] - n] -= amount.clone(),
            }
        }
        left[path[0]] -= amount.clone();
        want[end - n] -= amount;
    }
    for (j, row) in partners.iter_mut().enumerate().filter(|(j, _)| !p[*j].is_zero()) {
        margin.iter().zip(&flow[j]).for_each(|(&i, f)| row[i] = f.clone() / p[j].clone());
    }
    if met(&partners) {
        return Ok(partners);
    }
    let most = want.iter().fold(V::zero(), |most, w| if *w > most { w.clone() } else { most });
    let (what, residual) = ("who buys whose vote".into(), most.to_f64());
    Err(Error::NotConverged { what, iterations: 1, residual, tolerance: slack.to_f64() })
}
