//! What an observer learns from the year's signals under one accord.

use super::Rules;
use super::accord::{Accord, Standing};
use crate::mechanism::belief::seen_kept;
use crate::treaty::{Arrangement, Signal, Term};
use nalgebra::DMatrix;

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

/// A signal that several accords may ask for, and that is one act nevertheless.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Act {
    Confidence(Signal),
    Exchange(Signal),
}

/// Who has been told what in this year.
#[derive(Debug)]
pub(crate) struct Told {
    nations: usize,
    acts: Vec<(Act, DMatrix<bool>)>,
}

impl Told {
    /// Nobody of so many nations has been told anything.
    pub fn nobody(nations: usize) -> Self {
        Told { nations, acts: Vec::new() }
    }

    /// Tells `i` of an act of `j`; whether that is new to it.
    pub fn tell(&mut self, act: Act, (i, j): (usize, usize)) -> bool {
        let known = self.acts.iter().position(|(other, _)| *other == act);
        let at = known.unwrap_or_else(|| {
            self.acts.push((act, DMatrix::from_element(self.nations, self.nations, false)));
            self.acts.len() - 1
        });
        !std::mem::replace(&mut self.acts[at].1[(i, j)], true)
    }
}

/// An observation of one member: whether it was seen to cooperate, and the chances of that for both types, composed
/// with those of monitoring.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Observation {
    /// What was sent; `None` for a promise kept or broken.
    pub act: Option<Act>,
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
    let of = |act: Option<Act>, good: Option<bool>, chances: Option<(f64, f64)>| {
        let (seeker, expansionist) = chances?;
        Some(Observation { act, good: good?, seeker: seen(seeker), expansionist: seen(expansionist) })
    };
    let pair = |signal: Signal| (signal.security, signal.expansion);
    let consistent = if rules.consistent { standing.by_type } else { None };
    [
        of(confidence.map(Act::Confidence), standing.confidence, confidence.map(pair)),
        of(exchange.map(Act::Exchange), standing.exchange, exchange.map(pair)),
        of(None, standing.seen, consistent),
    ]
    .into_iter()
    .flatten()
    .collect()
}
