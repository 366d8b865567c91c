//! Arrangements that a group of nations may sign beside those in force.

use super::Study;
use crate::treaty::{Arrangement, SigningRules, Term};
use crate::world::NationCode;

impl Study {
    /// Whether these nations can pay for this, and the rules let them sign it beside what is in force.
    pub(super) fn may_sign<'a>(
        &self,
        rules: &SigningRules,
        offer: &'a Arrangement,
        in_force: impl Iterator<Item = &'a Arrangement> + Clone,
    ) -> bool {
        let twice = |other: &Arrangement| {
            let common = offer.members.iter().filter(|code| other.has_member(**code)).count();
            common > 1 && offer.terms.iter().any(|term| other.terms.iter().any(|o| term.is_of_kind(o)))
        };
        offer.is_affordable(self.model().world())
            && (rules.again || !in_force.clone().any(twice))
            && self.may_ally(rules, offer, in_force)
    }

    /// Whether the rules on defence obligations hold for those of the offer.
    fn may_ally<'a>(
        &self,
        rules: &SigningRules,
        offer: &'a Arrangement,
        in_force: impl Iterator<Item = &'a Arrangement> + Clone,
    ) -> bool {
        let world = self.model().world();
        let rivals = |a: NationCode, b: NationCode| {
            world.number(a).zip(world.number(b)).is_some_and(|(a, b)| world.are_rivals(a, b))
        };
        let trust = |a: NationCode, b: NationCode| {
            let pair = world.number(a).zip(world.number(b));
            pair.map_or(0.0, |at| self.model().base().trust[at])
        };
        let linked = || in_force.clone().chain([offer]).flat_map(pacts);
        pacts(offer).all(|(a, b)| {
            let of_allies = || {
                linked().any(|(k, l)| {
                    let ally = |of: NationCode| if k == of { Some(l) } else { (l == of).then_some(k) };
                    let rival = |of, other| ally(of).is_some_and(|ally| ally != other && rivals(ally, other));
                    rival(a, b) || rival(b, a)
                })
            };
            (rules.pacts_of_rivals || !rivals(a, b))
                && (rules.pacts_with_rivals_of_allies || !of_allies())
                && trust(a, b).min(trust(b, a)) >= rules.least_trust
        })
    }
}

/// The defence obligations of an arrangement.
fn pacts(arrangement: &Arrangement) -> impl Iterator<Item = (NationCode, NationCode)> + '_ {
    arrangement.terms.iter().filter_map(|term| match term {
        Term::MutualDefence { defender, beneficiary, .. } => Some((*defender, *beneficiary)),
        _ => None,
    })
}
