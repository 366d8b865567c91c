//! Best replies in sign-up games.

use crate::coalition::Coalition;
use crate::game::SignUpRule;
use crate::negotiate::offer::Offer;
use crate::negotiate::party::Strategy;
use crate::negotiate::protocol::{Clubs, club};
use crate::negotiate::trace::{Act, Reason};
use crate::negotiate::view::View;
use std::any::Any;

/// Best reply in a sign-up game: announces the club that is best given the others' last announcements. The
/// steady states of such players are the pure Nash equilibria of the game.
///
/// Clubs of others that form without it are felt through its utilities for their deals, as spillovers over
/// its reservation value. Of announcements that come to the same it keeps the one it made, or else makes the
/// one it would gain most from if all its members joined.
///
/// ```
/// use comity::game::SignUpRule;
/// use comity::negotiate::protocol::Clubs;
/// use comity::negotiate::{Session, domain::Generator, strategy::BestReply};
/// let domain = Generator { parties: 3, conflict: 0.8, reservation: 0.1, seed: 1 }.coalitions(3, 0.2)?;
/// let play = |protocol| Session::new(&domain, protocol).everybody(|_| BestReply::new(SignUpRule::Open)).run();
/// assert!(play(&Clubs { rule: SignUpRule::Open }).is_ok());
/// assert!(play(&Clubs { rule: SignUpRule::Gamma }).is_err()); // made for the other game
/// # Ok::<(), comity::Error>(())
/// ```
pub struct BestReply {
    rule: SignUpRule,
}

impl BestReply {
    /// For [`Clubs`] under this rule.
    ///
    /// ```
    /// use comity::game::SignUpRule;
    /// use comity::negotiate::{Strategy, protocol::{AlternatingOffers, Clubs}, strategy::BestReply};
    /// let reply = BestReply::new(SignUpRule::Open);
    /// assert!(reply.suits(&Clubs { rule: SignUpRule::Open }) && !reply.suits(&AlternatingOffers));
    /// ```
    pub fn new(rule: SignUpRule) -> Self {
        BestReply { rule }
    }

    /// Its payoff under these announcements.
    fn payoff(&self, view: &View<'_>, announced: &[Option<usize>]) -> f64 {
        let me = view.party();
        let outcome = |i: usize| {
            let club = club(self.rule, i, announced, |o| view.members(o), |o| view.package(o));
            let quorate = !club.is_empty() && club.len() >= view.settings().quorum;
            announced[i].filter(|_| quorate).and_then(|own| view.among(own, club)).map(|o| (club, o))
        };
        if let Some((_, own)) = outcome(me) {
            return view.utility(own);
        }
        let mut counted = Coalition::EMPTY;
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

impl Strategy for BestReply {
    fn propose(&mut self, view: &mut View<'_>) -> Option<Offer> {
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
        best.2.map(Offer::of)
    }

    fn respond(&mut self, view: &mut View<'_>, deal: &Offer) -> Result<(), Reason> {
        view.answer(deal, view.reservation())
    }

    fn suits(&self, protocol: &dyn Any) -> bool {
        protocol.downcast_ref() == Some(&Clubs { rule: self.rule })
    }

    fn name(&self) -> String {
        format!("BestReply({:?})", self.rule)
    }
}
