//! Best replies in sign-up games.

use super::{Response, Strategy};
use crate::error::{Error, Result};
use crate::negotiate::deal::Deal;
use crate::negotiate::protocol::{Clubs, Membership, Protocol};
use crate::negotiate::trace::Act;
use crate::negotiate::view::View;

/// Announces what is best for it given what the others announced last: the steady states of such players are the pure Nash equilibria of
/// the sign-up game.
///
/// Clubs of others that form without it are felt through its utilities for their deals, as spillovers over its reservation value. Of
/// announcements that come to the same it keeps the one it made, or else makes the one it would gain most from if all its members
/// joined.
pub struct SignUp {
    membership: Membership,
}

impl SignUp {
    /// For [`Clubs`] of this membership.
    pub fn new(membership: Membership) -> Self {
        SignUp { membership }
    }

    /// What it ends up with under these announcements.
    fn payoff(&self, view: &View<'_>, announced: &[Option<usize>]) -> f64 {
        let me = view.party();
        let outcome = |i: usize| {
            let club = self.membership.club(i, announced, |o| view.members(o), |o| view.package(o));
            let quorate = !club.is_empty() && club.len() >= view.settings().quorum;
            announced[i].filter(|_| quorate).and_then(|own| view.among(own, club)).map(|o| (club, o))
        };
        if let Some((_, own)) = outcome(me) {
            return view.utility(own);
        }
        let mut counted = crate::coalition::Coalition::EMPTY;
        let mut payoff = view.reservation();
        for i in 0..announced.len() {
            if let Some((club, o)) = outcome(i)
                && !counted.contains(i)
            {
                counted = counted.union(club);
                payoff += view.utility(o) - view.reservation();
            }
        }
        payoff
    }
}

impl Strategy for SignUp {
    fn propose(&mut self, view: &mut View<'_>) -> Option<Deal> {
        let me = view.party();
        let mut announced = vec![None; view.parties()];
        for event in view.history() {
            match (&event.act, event.party) {
                (Act::Propose(deal), Some(party)) => announced[party as usize] = Some(deal.outcome),
                (Act::Pass, Some(party)) => announced[party as usize] = None,
                _ => {}
            }
        }
        let kept = announced[me];
        let hope = |own: Option<usize>| own.map_or(view.reservation(), |o| view.utility(o));
        let mut best = (self.payoff(view, &announced), f64::INFINITY, kept);
        if kept.is_none() {
            // Staying out was no choice yet: an announcement that costs nothing is better.
            best.1 = view.reservation();
        }
        for own in (0..view.outcomes()).filter(|&o| view.may_propose(o)).map(Some).chain([None]) {
            announced[me] = own;
            let payoff = self.payoff(view, &announced);
            if payoff > best.0 || payoff == best.0 && hope(own) > best.1 {
                best = (payoff, hope(own), own);
            }
        }
        best.2.map(Deal::of)
    }

    fn respond(&mut self, view: &mut View<'_>, deal: &Deal) -> Response {
        Response::above(view.reservation(), view, deal)
    }

    fn suits(&self, protocol: &dyn Protocol) -> Result<()> {
        let own = Clubs { membership: self.membership }.name();
        if protocol.name() == own {
            return Ok(());
        }
        let rule = "a best reply in a sign-up game is for that game".into();
        Err(Error::Illegal { protocol: protocol.name(), rule, detail: own })
    }

    fn name(&self) -> String {
        format!("SignUp({:?})", self.membership)
    }
}
