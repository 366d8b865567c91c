//! A trace as it is written: the packages that occur are named.

use super::{Event, Termination, Trace};
use crate::negotiate::domain::OutcomeNames;
use crate::negotiate::offer::Agreement;
use crate::negotiate::settings::Settings;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeMap;

#[derive(Serialize, Deserialize)]
struct Written {
    protocol: String,
    seed: u64,
    settings: Settings,
    parties: Vec<String>,
    strategies: Vec<String>,
    /// Names by outcome.
    #[serde(default)]
    packages: BTreeMap<usize, String>,
    events: Vec<Event>,
    agreements: Vec<Agreement>,
    termination: Termination,
    rounds: u32,
    payoffs: Vec<f64>,
}

impl From<Trace> for Written {
    fn from(trace: Trace) -> Self {
        let offers = trace.events.iter().filter_map(|event| event.act.offer());
        let packages = offers.map(|offer| (offer.outcome, trace.package(offer.outcome))).collect();
        let Trace { protocol, seed, settings, parties, strategies, .. } = trace;
        let Trace { events, agreements, termination, rounds, payoffs, .. } = trace;
        Written {
            protocol,
            seed,
            settings,
            parties,
            strategies,
            packages,
            events,
            agreements,
            termination,
            rounds,
            payoffs,
        }
    }
}

impl From<Written> for Trace {
    fn from(written: Written) -> Self {
        let Written { protocol, seed, settings, parties, strategies, packages, .. } = written;
        let Written { events, agreements, termination, rounds, payoffs, .. } = written;
        let labels = OutcomeNames::of_some(packages);
        Trace {
            protocol,
            seed,
            settings,
            parties,
            strategies,
            events,
            agreements,
            termination,
            rounds,
            payoffs,
            labels,
        }
    }
}

impl Serialize for Trace {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Written::from(self.clone()).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Trace {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Written::deserialize(deserializer).map(Trace::from)
    }
}
