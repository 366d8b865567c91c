//! Withdrawal: a nation that would gain for long enough gives notice, and is bound until it has run out.
//!
//! L. R. Helfer (2005), Exiting treaties, *Virginia Law Review* 91.

use crate::error::Result;
use crate::parallel::try_map;
use crate::simulate::accord::{Accord, regime_of};
use crate::simulate::year::Prospect;
use crate::simulate::{Clock, Event, EventKind, Present, Year};
use crate::treaty::Withdrawal;
use crate::world::NationCode;

/// Gains from leaving to notices and withdrawals.
pub(super) fn leave(year: &Year<'_>, prospect: &Prospect, next: &mut Present) -> Result<()> {
    let (now, rules) = (year.present(), year.rules());
    let mut candidates = Vec::new();
    for (k, accord) in now.accords.iter().enumerate() {
        let free = accord.arrangement.withdrawal != Withdrawal::Never;
        let noticed = |code: NationCode| accord.notices.iter().any(|clock| clock.nation == code);
        let members = accord.arrangement.members.iter().copied().enumerate();
        candidates.extend(members.filter(|(_, c)| free && !noticed(*c)).map(|(place, c)| (k, place, c)));
    }
    if candidates.is_empty() {
        return Ok(());
    }
    let stay = prospect.stay()?;
    // When one of two leaves, it is the same regime whoever it was.
    let mut ends: Vec<(usize, NationCode)> = Vec::new();
    let mut end_of = Vec::with_capacity(candidates.len());
    for &(k, _, code) in &candidates {
        let two = now.accords[k].arrangement.members.len() == 2;
        match ends.last() {
            Some((other, _)) if two && *other == k => {}
            _ => ends.push((k, code)),
        }
        end_of.push(ends.len() - 1);
    }
    let worths = try_map(ends.len(), |e| {
        let (k, code) = ends[e];
        let regime = || regime_of(&without(&now.accords, k, &[code]), now.year, None).0;
        prospect.without(&now.accords[k], code, regime)
    })?;
    let gain = |c: usize| {
        let i = now.number(candidates[c].2)?;
        Some(1e4 * (worths[end_of[c]][i] - stay[i]))
    };
    let gains: Vec<f64> = (0..candidates.len()).map(|c| gain(c).unwrap_or(0.0)).collect();
    let mut gone: Vec<Vec<NationCode>> = vec![Vec::new(); now.accords.len()];
    for (&(k, place, code), gain) in candidates.iter().zip(gains) {
        let Some(i) = now.number(code) else { continue };
        let accord = &now.accords[k];
        let wants = year.agent(i).leaves(&year.view(i), &accord.arrangement, gain);
        let restless = if wants { accord.record[place].restless + 1 } else { 0 };
        next.accords[k].record[place].restless = restless;
        if !wants || f64::from(restless) < rules.exit_patience {
            continue;
        }
        let why = format!("gains {gain:.2} bp a year without it");
        match accord.arrangement.withdrawal {
            Withdrawal::Notice(years) if years > 0 => {
                let clock = Clock { nation: code, from: now.year, until: now.year.saturating_add(years) };
                next.accords[k].notices.push(clock);
                next.record(Event::new(EventKind::GaveNotice, accord.title()).by(code).because(why));
            }
            _ => {
                gone[k].push(code);
                next.record(Event::new(EventKind::Left, accord.title()).by(code).because(why));
            }
        }
    }
    let accords = std::mem::take(&mut next.accords);
    let rest = accords.into_iter().zip(&gone);
    next.accords = rest
        .filter_map(|(accord, gone)| if gone.is_empty() { Some(accord) } else { accord.left_by(gone) })
        .collect();
    Ok(())
}

/// The accords after these members of number `k` have left.
fn without(accords: &[Accord], k: usize, leavers: &[NationCode]) -> Vec<Accord> {
    let others = accords.iter().enumerate();
    others.filter_map(|(at, a)| if at == k { a.left_by(leavers) } else { Some(a.clone()) }).collect()
}
