//! The view of one party when it is asked.

use super::book::Book;
use super::offer::Offer;
use super::settings::Settings;
use super::trace::{Act, Event, Reason};
use crate::coalition::Coalition;
use rand::rngs::ChaCha8Rng;

/// The view of one party: its own utilities, the rules, the clock, the public record; no utilities of others.
///
/// Utilities are evaluated when asked for. A turn that asks for more than the session's
/// [patience](super::Session::patience) is lost as stalled; look-ups beyond it give −∞, as does a utility
/// that cannot be evaluated, which ends the session with its error once the turn is over.
/// [`Strategy`](super::Strategy) has an example.
///
/// ```
/// use comity::negotiate::{Offer, Session, Strategy, View};
/// use comity::negotiate::{domain::ListDomain, protocol::AlternatingOffers};
/// /// Proposes the outcome that is worth just more than no deal, from the second half of the session on.
/// struct Patient;
/// impl Strategy for Patient {
///     fn propose(&mut self, view: &mut View<'_>) -> Option<Offer> {
///         let gains = (0..view.outcomes()).filter(|&o| view.utility(o) > view.reservation());
///         let least = gains.min_by(|&a, &b| view.utility(a).total_cmp(&view.utility(b)));
///         if view.time() < 0.5 { None } else { least.map(Offer::of) }
///     }
/// }
/// let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
/// let trace = Session::new(&pie, &AlternatingOffers).everybody(|_| Patient).deadline(10).run()?;
/// assert_eq!(trace.payoffs, [3.0, 3.0]);
/// # Ok::<(), comity::Error>(())
/// ```
pub struct View<'a> {
    pub(super) book: &'a Book<'a>,
    pub(super) settings: &'a Settings,
    pub(super) party: usize,
    pub(super) round: u32,
    pub(super) free: Coalition,
    pub(super) standing: Option<&'a Offer>,
    pub(super) events: &'a [Event],
    pub(super) rng: &'a mut ChaCha8Rng,
}

impl<'a> View<'a> {
    /// The party that is asked.
    pub fn party(&self) -> usize {
        self.party
    }

    /// Number of parties.
    pub fn parties(&self) -> usize {
        self.book.parties
    }

    /// Number of outcomes.
    pub fn outcomes(&self) -> usize {
        self.book.outcomes
    }

    /// Members of an outcome; none for one that does not exist.
    pub fn members(&self, outcome: usize) -> Coalition {
        if outcome < self.book.outcomes { self.book.domain.members(outcome) } else { Coalition::EMPTY }
    }

    /// Package of an outcome: [`Domain::package`](super::Domain::package).
    pub fn package(&self, outcome: usize) -> usize {
        if outcome < self.book.outcomes { self.book.domain.package(outcome) } else { usize::MAX }
    }

    /// The outcome with the same package and just these members: [`Domain::among`](super::Domain::among).
    pub fn among(&self, outcome: usize, members: Coalition) -> Option<usize> {
        if outcome < self.book.outcomes { self.book.domain.among(outcome, members) } else { None }
    }

    /// This party's utility for an outcome; −∞ for one that does not exist.
    pub fn utility(&self, outcome: usize) -> f64 {
        self.book.utility(self.party, outcome)
    }

    /// This party's utilities for all outcomes, evaluated at the first call; one look-up.
    pub fn utilities(&self) -> &'a [f64] {
        self.book.utilities(self.party)
    }

    /// This party's utility for a deal, its side payment included.
    pub fn worth(&self, deal: &Offer) -> f64 {
        self.utility(deal.outcome) + deal.payment(self.party)
    }

    /// The vote on an offer by a target utility: accepts what is worth at least `target`, and never less than
    /// the reservation value.
    ///
    /// # Errors
    /// The reason of a refusal.
    pub fn answer(&self, offer: &Offer, target: f64) -> Result<(), Reason> {
        let worth = self.worth(offer);
        // A worth that cannot be compared is refused.
        match (worth >= self.reservation(), worth >= target) {
            (true, true) => Ok(()),
            (true, false) => Err(Reason::BelowTarget),
            (false, _) => Err(Reason::BelowReservation),
        }
    }

    /// This party's reservation value, its utility without a deal.
    pub fn reservation(&self) -> f64 {
        self.book.reservations[self.party]
    }

    /// This party's budget for side payments.
    pub fn budget(&self) -> f64 {
        self.book.domain.budget(self.party)
    }

    /// The parties that no agreement binds yet.
    pub fn free(&self) -> Coalition {
        self.free
    }

    /// Whether this party may propose the outcome now: it signs it, enough parties sign it, and none of them
    /// is bound already.
    pub fn may_propose(&self, outcome: usize) -> bool {
        let members = self.members(outcome);
        members.contains(self.party)
            && members.len() >= self.settings.quorum
            && members.is_subset_of(self.free)
    }

    /// The round, from 1.
    pub fn round(&self) -> u32 {
        self.round
    }

    /// The last round.
    pub fn deadline(&self) -> u32 {
        self.settings.deadline
    }

    /// The clock: `round / (deadline + 1)`, strictly between 0 and 1.
    pub fn time(&self) -> f64 {
        f64::from(self.round) / (f64::from(self.settings.deadline) + 1.0)
    }

    /// The rules of the session: deadline, discount, breakdown, proposers, quorum.
    pub fn settings(&self) -> &'a Settings {
        self.settings
    }

    /// The deal on the floor: the last one proposed, or the text that stands.
    pub fn standing(&self) -> Option<&'a Offer> {
        self.standing
    }

    /// The record as far as this party may see it, in order: all public moves and its own secret ones.
    pub fn history(&self) -> impl DoubleEndedIterator<Item = &'a Event> + use<'a> {
        let me = self.party;
        self.events.iter().filter(move |e| !e.secret || e.party == Some(me as u8))
    }

    /// The deals proposed so far as far as this party may see them, with their proposers, in order.
    pub fn proposals(&self) -> impl DoubleEndedIterator<Item = (usize, &'a Offer)> + use<'a> {
        self.history().filter_map(|e| match (&e.act, e.party) {
            (Act::Propose(deal), Some(party)) => Some((party as usize, deal)),
            _ => None,
        })
    }

    /// This party's own random stream.
    pub fn rng(&mut self) -> &mut ChaCha8Rng {
        self.rng
    }
}
