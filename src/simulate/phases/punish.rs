//! Enforcement: a member seen to break a promise is suspended for some years.
//!
//! Suspension for material breach: Vienna Convention on the Law of Treaties (1969), art. 60. Length of punishments: E. J.
//! Green and R. H. Porter (1984), *Econometrica* 52.

use crate::error::Result;
use crate::simulate::{Clock, Event, EventKind, Phase, Present, Year};

/// Signals of breach to suspensions of `L` years.
#[derive(Debug)]
pub(super) struct Punish;

impl Phase for Punish {
    fn advance(&self, year: &Year<'_>, next: &mut Present) -> Result<()> {
        let (now, years) = (year.present(), year.rules().years_punished());
        for (k, accord) in now.accords.iter().enumerate() {
            for (place, nation) in accord.active(now.year) {
                if accord.record[place].seen == Some(false) {
                    next.accords[k].suspensions.push(Clock {
                        nation,
                        from: now.year.saturating_add(1),
                        until: now.year.saturating_add(years),
                    });
                    let why = if accord.record[place].kept == Some(1.0) { "a false alarm" } else { "" };
                    let event = Event::new(EventKind::Sanctioned, &accord.arrangement.name).towards(nation);
                    next.record(event.because(why));
                }
            }
        }
        Ok(())
    }

    fn is_idle(&self, year: &Year<'_>) -> bool {
        let mut record = year.present().accords.iter().flat_map(|accord| &accord.record);
        year.rules().punishment == 0.0 || record.all(|standing| standing.seen != Some(false))
    }
}
