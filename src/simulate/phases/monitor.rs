//! Monitoring: imperfect public signals of who kept what, and the signals of confidence building and exchange, drawn
//! from the true types.

use crate::error::Result;
use crate::mechanism::belief::seen_kept;
use crate::simulate::accord::{Accord, Standing};
use crate::simulate::beliefs::{monitoring, signals};
use crate::simulate::{Phase, Present, Year};

/// One public signal per promise.
#[derive(Debug)]
pub(super) struct Monitor;

impl Phase for Monitor {
    fn advance(&self, year: &Year<'_>, next: &mut Present) -> Result<()> {
        let (now, rules) = (year.present(), year.rules());
        for (accord, after) in now.accords.iter().zip(&mut next.accords) {
            for standing in &mut after.record {
                (standing.seen, standing.confidence, standing.exchange) = (None, None, None);
            }
            if rules.mean_field {
                continue;
            }
            let address = accord.address();
            let (confidence, exchange) = signals(&accord.arrangement);
            let (p, q) = monitoring(&accord.arrangement, rules);
            let seen = |chance: f64| seen_kept(chance, p, q);
            for (place, j) in now.active(accord) {
                let code = now.state.nations[j];
                let draw = |purpose: &str| year.draw(purpose).code(&address).code(code.as_str()).uniform();
                let sent = |signal: crate::treaty::Signal| {
                    seen(if now.seekers[j] { signal.security } else { signal.expansion })
                };
                let (before, standing) = (&accord.record[place], &mut after.record[place]);
                standing.seen = before.kept.map(|kept| draw("seen") < seen(kept));
                standing.confidence = confidence.map(|signal| draw("confidence") < sent(signal));
                standing.exchange = exchange.map(|signal| draw("exchange") < sent(signal));
                if standing.seen == Some(false) {
                    standing.breach = Some(now.year);
                }
            }
        }
        Ok(())
    }

    fn is_idle(&self, year: &Year<'_>) -> bool {
        let told = |standing: &Standing| {
            standing.kept.is_some() || [standing.seen, standing.confidence, standing.exchange] != [None; 3]
        };
        let sends = |accord: &Accord| signals(&accord.arrangement) != (None, None);
        !year.present().accords.iter().any(|accord| sends(accord) || accord.record.iter().any(told))
    }
}
