//! Talks under a protocol of `negotiate`, from where the world stands.

use crate::error::{Error, Result};
use crate::simulate::accord::{Accord, regime_of};
use crate::simulate::year::Prospect;
use crate::simulate::{Event, EventKind, Present, Year};
use crate::study::Negotiation;
use crate::treaty::{Arrangement, Regime};
use crate::world::NationCode;

/// Talks of an opener and others drawn for this year.
pub(super) fn hold_drawn(
    year: &Year<'_>,
    prospect: &Prospect,
    next: &mut Present,
    seats: usize,
    rules: Negotiation,
) -> Result<()> {
    let state = &year.present().state;
    if let Some(stranger) = rules.stranger(&state.nations) {
        let known = state.nations.iter().map(|code| code.to_string());
        return Err(Error::unknown("nation in a negotiation", stranger, known));
    }
    let race = |purpose: &str, weight: &dyn Fn(usize) -> f64| {
        // The least of exponential draws with these rates is each one's with a chance proportional to its rate.
        let draw = year.draw(purpose);
        let mut order: Vec<(f64, NationCode)> = state
            .nations
            .iter()
            .enumerate()
            .filter(|(_, code)| rules.invites(**code))
            .map(|(i, code)| (-(-draw.code(code.as_str()).uniform()).ln_1p() / weight(i), *code))
            .collect();
        order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        order
    };
    let recognition = year.rules().recognition;
    let Some((_, opener)) = race("opener", &|i| state.gdp[i].powf(recognition)).first().copied() else {
        return Ok(());
    };
    let others = race("seat", &|_| 1.0).into_iter().map(|(_, code)| code).filter(|code| *code != opener);
    let drawn: Vec<NationCode> = others.take(seats.saturating_sub(1)).collect();
    let at_table = |code: &&NationCode| **code == opener || drawn.contains(code);
    let table: Vec<NationCode> = state.nations.iter().filter(at_table).copied().collect();
    if table.len() < 2 {
        return Ok(());
    }
    hold(year, prospect, next, rules.chaired_by(opener, &table))
}

/// These talks, and the signature of what they come to.
pub(super) fn hold(
    year: &Year<'_>,
    prospect: &Prospect,
    next: &mut Present,
    rules: Negotiation,
) -> Result<()> {
    let now = year.present();
    let rules = rules.seated_by_code();
    let rules = if year.rules().vote_noise > 0.0 { rules.tabling_anything() } else { rules };
    let talks = if rules.is_shared() {
        Some(prospect.there.talks(&rules)?)
    } else {
        let base = prospect.stay()?;
        let value = |a: &Arrangement| prospect.worth(&with(now, a));
        let new = |a: &Arrangement| !now.accords.iter().any(|accord| accord.covers(a));
        prospect.there.talks_valued(&rules, base, value, new)?
    };
    let Some(talks) = talks else { return Ok(()) };
    let seat = |code: NationCode| {
        let i = now.number(code).unwrap_or(0);
        year.agent(i).strategy(&year.view(i))
    };
    let trace = talks.run_seated(year.draw("talks").bits(), seat)?;
    let opener = talks.parties().first().copied();
    for arrangement in talks.signed(&trace)? {
        sign(year, next, arrangement, opener)?;
    }
    Ok(())
}

/// Signs, and says who is new.
pub(super) fn sign(
    year: &Year<'_>,
    next: &mut Present,
    arrangement: Arrangement,
    opener: Option<NationCode>,
) -> Result<()> {
    let before: Vec<NationCode> = next
        .accords
        .iter()
        .filter(|accord| accord.is_part_of(&arrangement))
        .flat_map(|accord| accord.arrangement.members.clone())
        .collect();
    let act = if before.is_empty() { EventKind::Signed } else { EventKind::Acceded };
    let newcomers: Vec<NationCode> =
        arrangement.members.iter().copied().filter(|code| !before.contains(code)).collect();
    let why = opener.map_or(String::new(), |code| format!("proposed by {code}"));
    let event =
        Event::new(act, Accord::signed(arrangement.clone(), 0).title()).by_all(&newcomers).because(why);
    next.sign(arrangement, year.model().world())?;
    next.record(event);
    Ok(())
}

/// The regime in force if this were signed now.
fn with(now: &Present, arrangement: &Arrangement) -> Regime {
    let mut accords: Vec<Accord> =
        now.accords.iter().filter(|accord| !accord.is_part_of(arrangement)).cloned().collect();
    accords.push(Accord::signed(arrangement.clone(), i64::from(now.year)));
    regime_of(&accords, now.year, None).0
}
