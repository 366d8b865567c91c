//! What falls due: arrangements expire, notices run out, suspensions end.

use crate::error::Result;
use crate::simulate::accord::Accord;
use crate::simulate::{Event, EventKind, Phase, Present, Year};
use crate::world::NationCode;

/// The agenda of the year, in the order of the accords.
#[derive(Debug)]
pub(super) struct Due;

impl Phase for Due {
    fn advance(&self, year: &Year<'_>, next: &mut Present) -> Result<()> {
        let now = year.present();
        let mut kept: Vec<Accord> = Vec::with_capacity(now.accords.len());
        for accord in &now.accords {
            let expires = accord.arrangement.duration.map(|years| accord.since + i64::from(years));
            if expires.is_some_and(|due| due <= i64::from(now.year)) {
                let event = Event::new(EventKind::Expired, &accord.arrangement.name);
                next.record(event.by_all(&accord.arrangement.members));
                continue;
            }
            let leavers: Vec<NationCode> = accord
                .notices
                .iter()
                .filter(|clock| clock.until <= now.year)
                .map(|clock| clock.nation)
                .collect();
            for &nation in &leavers {
                next.record(
                    Event::new(EventKind::Left, accord.title()).by(nation).because("the notice has run out"),
                );
            }
            let Some(mut rest) =
                (if leavers.is_empty() { Some(accord.clone()) } else { accord.left_by(&leavers) })
            else {
                continue;
            };
            for clock in rest.suspensions.iter().filter(|clock| clock.until < now.year) {
                next.record(
                    Event::new(EventKind::Readmitted, &accord.arrangement.name).towards(clock.nation),
                );
            }
            rest.suspensions.retain(|clock| clock.until >= now.year);
            kept.push(rest);
        }
        next.accords = kept;
        next.enforce();
        Ok(())
    }

    fn is_idle(&self, year: &Year<'_>) -> bool {
        let still = |accord: &Accord| {
            accord.arrangement.duration.is_none()
                && accord.notices.is_empty()
                && accord.suspensions.is_empty()
        };
        year.present().accords.iter().all(still)
    }
}
