//! Dividing a pie by weighted majority.

use super::coalitional::RandomStage;
use super::{Offers, Stage, Stationary, divide, next_round, recognition};
use crate::coalition::Coalition;
use crate::error::{Error, Result};
use crate::negotiate::deal::Deal;
use crate::negotiate::domain::Pie;
use crate::negotiate::protocol::{Amendment, Protocol, WeightedMajority};
use crate::negotiate::session::Settings;
use std::collections::BTreeMap;

impl Stationary {
    /// The equilibrium of dividing a pie by majority under the closed rule (Baron & Ferejohn 1989): the proposer buys the cheapest
    /// votes, each at its voter's continuation value. For a [`Pie`](crate::negotiate::domain::Pie) of this size.
    ///
    /// With equal weights, recognition and discounts, any number of parties; else up to 12.
    ///
    /// # Errors
    /// The open rule; weights or a quota that do not make a vote; a pie that is not positive and finite; asymmetric parties that are more than 12; no convergence.
    pub fn majority(pie: f64, protocol: &WeightedMajority, settings: &Settings) -> Result<Self> {
        let n = protocol.weights.len();
        if protocol.rule == Amendment::Open {
            return Err(Error::undefined("this equilibrium", "it is that of the closed rule"));
        }
        if !(pie > 0.0 && pie.is_finite()) {
            return Err(Error::invalid("pie", "size", pie, "a positive finite number"));
        }
        if !(1..=Coalition::MAX_PLAYERS).contains(&n) {
            return Err(Error::invalid("weighted majority", "parties", n, "1..=63"));
        }
        protocol.validate(&Pie { parties: n, size: pie }, settings)?;
        let all = Coalition::grand(n);
        let equal = |x: &[f64]| x.iter().all(|y| *y == x[0]);
        let discounts: Vec<f64> = (0..n).map(|i| settings.discount(i)).collect();
        let weight = protocol.weights[0];
        if equal(&protocol.weights)
            && equal(&recognition(settings, n, all))
            && equal(&discounts)
            && weight > 0.0
        {
            let count = (protocol.quota / weight).ceil().max(1.0) as usize - 1;
            let values = vec![pie / n as f64; n];
            let accept = (0..n).map(|i| next_round(settings, i, 0.0, values[i])).collect();
            let offers = (0..n).map(|_| Offers::Partners { count, pie }).collect();
            return Ok(Self::of(protocol, values, BTreeMap::from([(all, Stage { accept, offers })])));
        }
        if n > 12 {
            let reason = "every proposer weighs every winning coalition".into();
            return Err(Error::TooLarge {
                what: "asymmetric majority bargaining".into(),
                n,
                limit: 12,
                reason,
            });
        }
        let wins = |s: Coalition| s.players().map(|i| protocol.weights[i]).sum::<f64>() >= protocol.quota;
        let worth = |s: Coalition| if wins(s) { pie } else { 0.0 };
        let none = vec![0.0; n];
        let stage = RandomStage { worth, reservations: &none, settings, free: all, outside: &|_, _| 0.0 };
        let (values, mixes) = stage.solve()?;
        let accept = stage.accept(&values);
        let deal =
            |j: usize, s: Coalition| Deal { outcome: 0, payments: divide(pie, j, s.without(j), &accept) };
        let offers = RandomStage::<fn(Coalition) -> f64>::offers(mixes, deal);
        Ok(Self::of(protocol, values, BTreeMap::from([(all, Stage { accept, offers })])))
    }
}
