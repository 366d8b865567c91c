//! What an observer learns from the year's signals under one accord.

use super::Rules;
use super::accord::{Accord, Standing};
use crate::mechanism::belief::seen_kept;
use crate::treaty::{Arrangement, Signal, Term};

/// The signals that an arrangement has its members send: of confidence building, and by exchange.
pub(crate) fn signals(arrangement: &Arrangement) -> (Option<Signal>, Option<Signal>) {
    let confidence = arrangement.terms.iter().find_map(|term| match term {
        Term::ConfidenceBuilding { signal } => Some(*signal),
        _ => None,
    });
    let exchange = arrangement.terms.iter().find_map(|term| match term {
        Term::CitizenExchange { signal, .. } => Some(*signal),
        _ => None,
    });
    (confidence, exchange)
}

/// An observation of one member: whether it was seen to cooperate, and the chances of that for both types, composed
/// with those of monitoring.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Observation {
    pub good: bool,
    pub seeker: f64,
    pub expansionist: f64,
}

impl Observation {
    /// Chances of what was seen.
    pub fn likelihoods(&self) -> (f64, f64) {
        if self.good {
            (self.seeker, self.expansionist)
        } else {
            (1.0 - self.seeker, 1.0 - self.expansionist)
        }
    }
}

/// The year's observations of a member that say something of its type.
pub(crate) fn observations(accord: &Accord, standing: &Standing, rules: &Rules) -> Vec<Observation> {
    let (confidence, exchange) = signals(&accord.arrangement);
    let seen = |chance: f64| seen_kept(chance, rules.detection, rules.false_alarm);
    let of = |good: Option<bool>, chances: Option<(f64, f64)>| {
        let (seeker, expansionist) = chances?;
        Some(Observation { good: good?, seeker: seen(seeker), expansionist: seen(expansionist) })
    };
    let pair = |signal: Signal| (signal.security, signal.expansion);
    let consistent = if rules.consistent { standing.by_type } else { None };
    [
        of(standing.confidence, confidence.map(pair)),
        of(standing.exchange, exchange.map(pair)),
        of(standing.seen, consistent),
    ]
    .into_iter()
    .flatten()
    .collect()
}
