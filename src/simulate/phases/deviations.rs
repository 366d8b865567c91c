//! Myopic deviations: the process whose rest points are the stable regimes.

use super::talks::sign;
use crate::coalition::Coalition;
use crate::error::{Error, Result};
use crate::simulate::accord::Accord;
use crate::simulate::year::Prospect;
use crate::simulate::{Event, EventKind, Present, Year};
use crate::solve::deviation::Reaction;
use crate::study::RegimeSearch;

/// The first coalition of a drawn order that has a way out takes it.
pub(super) fn hold(
    year: &Year<'_>,
    prospect: &Prospect,
    next: &mut Present,
    search: &RegimeSearch,
) -> Result<()> {
    let now = year.present();
    let codes = &now.state.nations;
    let n = codes.len();
    if n > Coalition::MAX_PLAYERS {
        return Err(Error::TooLarge {
            what: "deviations in a year".into(),
            n,
            limit: Coalition::MAX_PLAYERS,
            reason: "coalitions are sets of at most 63 nations".into(),
        });
    }
    let draw = year.draw("deviation");
    let mut order: Vec<(u64, Coalition)> = Vec::new();
    for size in 1..=search.search.coalition_size.min(n) {
        for coalition in Coalition::grand(n).subsets_of_size(size) {
            let mut members: Vec<&str> = coalition.players().map(|i| codes[i].as_str()).collect();
            members.sort_unstable();
            order.push((members.iter().fold(draw, |draw, code| draw.code(code)).bits(), coalition));
        }
    }
    order.sort_unstable();
    let coalitions = order.into_iter().map(|(_, coalition)| coalition);
    let Some(exit) = prospect.there.first_exit(&now.state.regime, search, coalitions)? else { return Ok(()) };
    let mut rest = Vec::with_capacity(now.accords.len());
    for accord in &now.accords {
        if !exit.leaves.contains(&accord.arrangement) {
            rest.push(accord.clone());
            continue;
        }
        let leavers = exit.coalition.iter().filter(|code| accord.arrangement.has_member(**code)).copied();
        let leavers: Vec<_> = leavers.collect();
        next.record(Event::new(EventKind::Left, accord.title()).by_all(&leavers).because("gains by it"));
        let left = if search.withdrawn == Reaction::Gamma { None } else { accord.left_by(&leavers) };
        // What members are left with twice counts once.
        let twin = |other: &Accord| {
            left.as_ref().is_some_and(|l| {
                l.arrangement.name == other.arrangement.name
                    && l.arrangement.members == other.arrangement.members
            })
        };
        if !rest.iter().any(twin) {
            rest.extend(left);
        }
    }
    next.accords = rest;
    for arrangement in exit.signs {
        if next.accords.iter().any(|accord| accord.is_part_of(&arrangement)) {
            // The move adds the package beside those of its name, as in the static verdict.
            let accord = Accord::signed(arrangement.clone(), i64::from(now.year));
            let event = Event::new(EventKind::Signed, accord.title()).by_all(&arrangement.members);
            next.accords.push(accord);
            next.record(event);
        } else {
            sign(year, next, arrangement, None)?;
        }
    }
    Ok(())
}
