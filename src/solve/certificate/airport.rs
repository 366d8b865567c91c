//! Checks of what landings pay, by type of aircraft.

use crate::error::{Error, Result};
use crate::game::Value;
use crate::game::{Airport, AirportType};
use crate::solve::certified::Certified;
use crate::solve::tu::RunwayFee;
use std::cmp::Ordering;

impl<V: Value> Certified<(&Airport<V>, RunwayFee)> for [V] {
    fn check(&self, (airport, fee): (&Airport<V>, RunwayFee), tolerance: f64) -> Result<()> {
        let slack = slack(airport, tolerance);
        match fee {
            RunwayFee::Shapley => shapley(airport, self, &slack),
            RunwayFee::Nucleolus => nucleolus(airport, self, &slack),
        }
    }
}

/// The Shapley value of the airport cost game, per landing of each type.
///
/// From its axioms. The game is the sum over stretches of runway of games in which whoever needs the stretch
/// pays for it; in each, users are alike and others are dummies (symmetry, dummy, additivity). Sums the
/// stretches for each type anew: O(m²) time.
fn shapley<V: Value>(airport: &Airport<V>, claim: &[V], slack: &V) -> Result<()> {
    let types = airport.types();
    let users =
        |from: &V| -> u64 { types.iter().filter(|t| t.runway_cost > *from).map(|t| t.landings).sum() };
    let mut ends: Vec<V> = types.iter().map(|t| t.runway_cost.clone()).chain([V::zero()]).collect();
    ends.sort_by(order);
    ends.dedup();
    let share = |t: &AirportType<V>| {
        ends.windows(2).filter(|ends| t.runway_cost > ends[0]).fold(V::zero(), |sum, ends| {
            sum + (ends[1].clone() - ends[0].clone()) / V::ratio(users(&ends[0]) as i64, 1)
        })
    };
    let value: Vec<V> = types.iter().map(share).collect();
    let fail = |reason: String| Err(Error::Certificate { claim: "Shapley value".into(), reason });
    if claim.len() != value.len() {
        return fail(format!("{} types, {} shares claimed", value.len(), claim.len()));
    }
    let same = |(x, y): (&V, &V)| (x.clone() - y.clone()).abs() <= *slack;
    match value.iter().zip(claim).position(|pair| !same(pair)) {
        Some(k) => fail(format!("a landing of type {k} pays {}, claimed {}", value[k], claim[k])),
        None => Ok(()),
    }
}

/// The nucleolus of the airport cost game, per landing of each type.
///
/// By Kohlberg's criterion. Let nobody pay less than who needs less. Among coalitions that cut through the
/// landings paying `r` or more, those that save least, `c(S) − x(S)`, are everybody but one landing that pays
/// `r`, and the prefixes `P_j` of all types up to `j`. If no prefix with a type paying `r` saves less than
/// `r`, and the one that ends where `r` does saves just that, the coalitions at this level are balanced (the
/// prefix once, everybody but each of those landings once) and fix who pays `r`. So: efficient, rising,
/// `c_j − x(P_j) ≥ x_j`, with equality wherever the share rises. O(m log m) time.
///
/// # References
/// E. Kohlberg, "On the nucleolus of a characteristic function game", *SIAM Journal on Applied Mathematics*
/// 20 (1971).
fn nucleolus<V: Value>(airport: &Airport<V>, claim: &[V], slack: &V) -> Result<()> {
    let fail = |reason: String| Err(Error::Certificate { claim: "nucleolus".into(), reason });
    if claim.len() != airport.types().len() {
        return fail(format!("{} types, {} shares claimed", airport.types().len(), claim.len()));
    }
    let mut types: Vec<(&AirportType<V>, &V)> = airport.types().iter().zip(claim).collect();
    types.sort_by(|a, b| order(&a.0.runway_cost, &b.0.runway_cost));
    let mut paid = V::zero();
    for (j, &(t, x)) in types.iter().enumerate() {
        paid += x.clone() * V::ratio(t.landings as i64, 1);
        let cost = &t.runway_cost;
        let saved = cost.clone() - paid.clone();
        let Some((next, share)) = types.get(j + 1) else {
            let efficient = saved.abs() <= *slack;
            return if efficient { Ok(()) } else { fail(format!("{paid} is paid for a runway of {cost}")) };
        };
        if *x < -slack.clone() || **share < x.clone() - slack.clone() {
            return fail(format!(
                "the landings for a runway of {cost} pay {x}, those for {} {share}",
                next.runway_cost
            ));
        }
        let rises = **share > x.clone() + slack.clone();
        if next.runway_cost == *cost {
            if rises {
                return fail(format!("landings for the same runway of {cost} pay {x} and {share}"));
            }
            continue; // the prefix is not complete yet
        }
        let more = saved.clone() - x.clone();
        if more < -slack.clone() || (rises && more > *slack) {
            return fail(format!("all up to a runway of {cost} save {saved}, and one of them pays {x}"));
        }
    }
    Ok(())
}

/// What counts as equal: exact numbers if they are, others within this share of the largest cost.
fn slack<V: Value>(airport: &Airport<V>, tolerance: f64) -> V {
    let largest = airport.types().iter().map(|t| t.runway_cost.clone()).max_by(order);
    if V::EXACT { V::zero() } else { largest.unwrap_or_else(V::zero) * V::from_float(tolerance) }
}

fn order<V: Value>(a: &V, b: &V) -> Ordering {
    a.partial_cmp(b).unwrap_or(Ordering::Equal) // costs are numbers
}
