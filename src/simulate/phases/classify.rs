//! The classifier: what kind of regime it is, once it has lasted.

use crate::error::Result;
use crate::simulate::enforced::enforced;
use crate::simulate::{Event, EventKind, Phase, Present, Year};

/// Years over which the burden's slope is taken.
const YEARS: usize = 5;

/// Figures to the kind of regime, which changes after `h` years in a row.
#[derive(Debug)]
pub(super) struct Classify;

impl Phase for Classify {
    fn advance(&self, year: &Year<'_>, next: &mut Present) -> Result<()> {
        let (now, rules) = (year.present(), year.rules());
        if next.burdens.len() == YEARS {
            next.burdens.remove(0);
        }
        next.burdens.push(year.process().burden(now));
        next.enforced = enforced(year.study(), &now.state, rules)?;
        let figures = next.figures(rules);
        let kind = figures.kind(rules);
        let lasted = if kind == now.candidate.0 { now.candidate.1.saturating_add(1) } else { 1 };
        next.candidate = (kind, lasted);
        if kind != now.kind && f64::from(lasted) >= rules.persistence {
            next.kind = kind;
            let why = format!(
                "trusting {:.0} %, exchange {:.0} %, secured {:.0} %, centralisation {:.2}",
                1e2 * figures.trusting,
                1e2 * figures.exchange,
                1e2 * figures.secured,
                figures.centralisation
            );
            next.record(Event::new(EventKind::RegimeChanged, format!("{} → {kind}", now.kind)).because(why));
        }
        Ok(())
    }
}
