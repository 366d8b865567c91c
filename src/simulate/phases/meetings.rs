//! Meetings of two, after Jackson & Watts (2002).

use super::talks::sign;
use crate::error::Result;
use crate::simulate::accord::{Accord, regime_of};
use crate::simulate::year::Prospect;
use crate::simulate::{Event, EventKind, Present, Year};
use crate::treaty::Arrangement;
use crate::world::NationCode;

/// Gains of a link below this are ties, log points.
const TIE: f64 = 1e-12;

/// One pair meets over one bilateral package.
pub(super) fn hold(year: &Year<'_>, prospect: &Prospect, next: &mut Present, noise: f64) -> Result<()> {
    let now = year.present();
    let codes = &now.state.nations;
    let draw = year.draw("meeting");
    let least =
        |key: u64, best: &Option<(u64, Arrangement)>| best.as_ref().is_none_or(|(least, _)| key < *least);
    let mut drawn: Option<(u64, Arrangement)> = None;
    for i in 0..codes.len() {
        for j in i + 1..codes.len() {
            let (first, second) =
                if codes[i] < codes[j] { (codes[i], codes[j]) } else { (codes[j], codes[i]) };
            let offers = year.study().menu().offers(&[codes[i], codes[j]]);
            for offer in offers.into_iter().filter(|offer| offer.is_affordable(year.model().world())) {
                let at = draw.code(first.as_str()).code(second.as_str()).code(&offer.name);
                if least(at.bits(), &drawn) {
                    drawn = Some((at.bits(), offer));
                }
            }
        }
    }
    let Some((_, offer)) = drawn else { return Ok(()) };
    let link = |accord: &Accord| {
        accord.arrangement.name == offer.name
            && accord.arrangement.members.len() == 2
            && offer.members.iter().all(|code| accord.arrangement.has_member(*code))
    };
    let linked = now.accords.iter().any(link);
    let mut accords: Vec<Accord> = now.accords.iter().filter(|accord| !link(accord)).cloned().collect();
    if !linked {
        accords.push(Accord::signed(offer.clone(), i64::from(now.year)));
    }
    let stay = prospect.stay()?;
    let then = prospect.worth(&regime_of(&accords, now.year, None).0)?;
    let numbers: Vec<usize> = offer.members.iter().filter_map(|code| now.number(*code)).collect();
    let gains: Vec<f64> = numbers.iter().map(|&i| then[i] - stay[i]).collect();
    let some = gains.iter().any(|gain| *gain > TIE);
    let wants = if linked { some } else { some && gains.iter().all(|gain| *gain >= -TIE) };
    let moves = wants != (noise > 0.0 && year.draw("mistake").uniform() < noise);
    match (moves, linked) {
        (false, _) => Ok(()),
        (true, false) => sign(year, next, offer, None),
        (true, true) => {
            let ended =
                next.accords.iter().find(|accord| link(accord)).map(Accord::title).unwrap_or_default();
            let by: Vec<NationCode> = offer.members.clone();
            next.accords.retain(|accord| !link(accord));
            next.record(Event::new(EventKind::Left, ended).by_all(&by));
            Ok(())
        }
    }
}
