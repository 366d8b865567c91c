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

/// The chances that a promise under an arrangement is seen kept if it was, and if it was not, `(p, q)`: those of the
/// rules, with the share of their errors removed that its inspectors reach.
pub(crate) fn monitoring(arrangement: &Arrangement, rules: &Rules) -> (f64, f64) {
    let (p, q) = (rules.detection, rules.false_alarm);
    let reaches = arrangement.terms.iter().filter_map(|term| match term {
        Term::Verification { reach } => Some(*reach),
        _ => None,
    });
    match reaches.reduce(f64::max) {
        None => (p, q),
        Some(reach) => (p + reach * (1.0 - p), q * (1.0 - reach)),
    }
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
    let (p, q) = monitoring(&accord.arrangement, rules);
    let seen = |chance: f64| seen_kept(chance, p, q);
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
