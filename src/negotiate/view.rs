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
    ///
    /// ```
    /// # use comity::negotiate::{Offer, Session, Strategy, View, domain::ListDomain, protocol::AlternatingOffers};
    /// # struct Asked;
    /// # impl Strategy for Asked { fn propose(&mut self, view: &mut View<'_>) -> Option<Offer> {
    /// assert!(view.party() < view.parties());
    /// # None } }
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// # assert_eq!(Session::new(&pie, &AlternatingOffers).everybody(|_| Asked).deadline(3).run()?.faults().count(), 0);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn party(&self) -> usize {
        self.party
    }

    /// Number of parties.
    ///
    /// ```
    /// # use comity::negotiate::{Offer, Session, Strategy, View, domain::ListDomain, protocol::AlternatingOffers};
    /// # struct Asked;
    /// # impl Strategy for Asked { fn propose(&mut self, view: &mut View<'_>) -> Option<Offer> {
    /// assert_eq!(view.parties(), 2);
    /// # None } }
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// # assert_eq!(Session::new(&pie, &AlternatingOffers).everybody(|_| Asked).deadline(3).run()?.faults().count(), 0);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn parties(&self) -> usize {
        self.book.parties
    }

    /// Number of outcomes.
    ///
    /// ```
    /// # use comity::negotiate::{Offer, Session, Strategy, View, domain::ListDomain, protocol::AlternatingOffers};
    /// # struct Asked;
    /// # impl Strategy for Asked { fn propose(&mut self, view: &mut View<'_>) -> Option<Offer> {
    /// assert_eq!(view.outcomes(), 3);
    /// # None } }
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// # assert_eq!(Session::new(&pie, &AlternatingOffers).everybody(|_| Asked).deadline(3).run()?.faults().count(), 0);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn outcomes(&self) -> usize {
        self.book.outcomes
    }

    /// Members of an outcome; none for one that does not exist.
    ///
    /// ```
    /// # use comity::negotiate::{Offer, Session, Strategy, View, domain::ListDomain, protocol::AlternatingOffers};
    /// # struct Asked;
    /// # impl Strategy for Asked { fn propose(&mut self, view: &mut View<'_>) -> Option<Offer> {
    /// assert_eq!((view.members(0).len(), view.members(9).len()), (2, 0));
    /// # None } }
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// # assert_eq!(Session::new(&pie, &AlternatingOffers).everybody(|_| Asked).deadline(3).run()?.faults().count(), 0);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn members(&self, outcome: usize) -> Coalition {
        if outcome < self.book.outcomes { self.book.domain.members(outcome) } else { Coalition::EMPTY }
    }

    /// Package of an outcome: [`Domain::package`](super::Domain::package).
    ///
    /// ```
    /// # use comity::negotiate::{Offer, Session, Strategy, View, domain::ListDomain, protocol::AlternatingOffers};
    /// # struct Asked;
    /// # impl Strategy for Asked { fn propose(&mut self, view: &mut View<'_>) -> Option<Offer> {
    /// assert_ne!(view.package(0), view.package(1)); // in a list each outcome is its own
    /// # None } }
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// # assert_eq!(Session::new(&pie, &AlternatingOffers).everybody(|_| Asked).deadline(3).run()?.faults().count(), 0);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn package(&self, outcome: usize) -> usize {
        if outcome < self.book.outcomes { self.book.domain.package(outcome) } else { usize::MAX }
    }

    /// The outcome with the same package and just these members: [`Domain::among`](super::Domain::among).
    ///
    /// ```
    /// # use comity::negotiate::{Offer, Session, Strategy, View, domain::ListDomain, protocol::AlternatingOffers};
    /// # struct Asked;
    /// # impl Strategy for Asked { fn propose(&mut self, view: &mut View<'_>) -> Option<Offer> {
    /// assert_eq!(view.among(1, view.members(1)), Some(1));
    /// # None } }
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// # assert_eq!(Session::new(&pie, &AlternatingOffers).everybody(|_| Asked).deadline(3).run()?.faults().count(), 0);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn among(&self, outcome: usize, members: Coalition) -> Option<usize> {
        if outcome < self.book.outcomes { self.book.domain.among(outcome, members) } else { None }
    }

    /// This party's utility for an outcome; −∞ for one that does not exist.
    ///
    /// ```
    /// # use comity::negotiate::{Offer, Session, Strategy, View, domain::ListDomain, protocol::AlternatingOffers};
    /// # struct Asked;
    /// # impl Strategy for Asked { fn propose(&mut self, view: &mut View<'_>) -> Option<Offer> {
    /// assert_eq!((view.utility(1), view.utility(9)), (3.0, f64::NEG_INFINITY));
    /// # None } }
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// # assert_eq!(Session::new(&pie, &AlternatingOffers).everybody(|_| Asked).deadline(3).run()?.faults().count(), 0);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn utility(&self, outcome: usize) -> f64 {
        self.book.utility(self.party, outcome)
    }

    /// This party's utilities for all outcomes, evaluated at the first call; one look-up. None at all, and an error of the
    /// session, where there are more than 2^27 outcomes.
    ///
    /// ```
    /// # use comity::negotiate::{Offer, Session, Strategy, View, domain::ListDomain, protocol::AlternatingOffers};
    /// # struct Asked;
    /// # impl Strategy for Asked { fn propose(&mut self, view: &mut View<'_>) -> Option<Offer> {
    /// assert_eq!(view.utilities()[1], view.utility(1));
    /// # None } }
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// # assert_eq!(Session::new(&pie, &AlternatingOffers).everybody(|_| Asked).deadline(3).run()?.faults().count(), 0);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn utilities(&self) -> &'a [f64] {
        self.book.utilities(self.party)
    }

    /// This party's utility for a deal, its side payment included.
    ///
    /// ```
    /// # use comity::negotiate::{Offer, Session, Strategy, View, domain::ListDomain, protocol::AlternatingOffers};
    /// # struct Asked;
    /// # impl Strategy for Asked { fn propose(&mut self, view: &mut View<'_>) -> Option<Offer> {
    /// assert_eq!(view.worth(&Offer { outcome: 1, payments: vec![0.5, -0.5] }), if view.party() == 0 { 3.5 } else { 2.5 });
    /// # None } }
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// # assert_eq!(Session::new(&pie, &AlternatingOffers).everybody(|_| Asked).deadline(3).run()?.faults().count(), 0);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn worth(&self, deal: &Offer) -> f64 {
        self.utility(deal.outcome) + deal.payment(self.party)
    }

    /// The vote on an offer by a target utility: accepts what is worth at least `target`, and never less than
    /// the reservation value.
    ///
    /// # Errors
    /// The reason of a refusal.
    ///
    /// ```
    /// # use comity::negotiate::{Offer, Session, Strategy, View, domain::ListDomain, protocol::AlternatingOffers};
    /// # struct Asked;
    /// # impl Strategy for Asked { fn propose(&mut self, view: &mut View<'_>) -> Option<Offer> {
    /// assert!(view.answer(&Offer::of(1), 2.0).is_ok() && view.answer(&Offer::of(1), 3.5).is_err());
    /// # None } }
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// # assert_eq!(Session::new(&pie, &AlternatingOffers).everybody(|_| Asked).deadline(3).run()?.faults().count(), 0);
    /// # Ok::<(), comity::Error>(())
    /// ```
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
    ///
    /// ```
    /// # use comity::negotiate::{Offer, Session, Strategy, View, domain::ListDomain, protocol::AlternatingOffers};
    /// # struct Asked;
    /// # impl Strategy for Asked { fn propose(&mut self, view: &mut View<'_>) -> Option<Offer> {
    /// assert_eq!(view.reservation(), 0.0);
    /// # None } }
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// # assert_eq!(Session::new(&pie, &AlternatingOffers).everybody(|_| Asked).deadline(3).run()?.faults().count(), 0);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn reservation(&self) -> f64 {
        self.book.reservations[self.party]
    }

    /// This party's budget for side payments.
    ///
    /// ```
    /// # use comity::negotiate::{Offer, Session, Strategy, View, domain::ListDomain, protocol::AlternatingOffers};
    /// # struct Asked;
    /// # impl Strategy for Asked { fn propose(&mut self, view: &mut View<'_>) -> Option<Offer> {
    /// assert_eq!(view.budget(), 0.0); // no side payments in this domain
    /// # None } }
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// # assert_eq!(Session::new(&pie, &AlternatingOffers).everybody(|_| Asked).deadline(3).run()?.faults().count(), 0);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn budget(&self) -> f64 {
        self.book.domain.budget(self.party)
    }

    /// The parties that no agreement binds yet.
    ///
    /// ```
    /// # use comity::negotiate::{Offer, Session, Strategy, View, domain::ListDomain, protocol::AlternatingOffers};
    /// # struct Asked;
    /// # impl Strategy for Asked { fn propose(&mut self, view: &mut View<'_>) -> Option<Offer> {
    /// assert_eq!(view.free().len(), 2); // nothing is signed yet
    /// # None } }
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// # assert_eq!(Session::new(&pie, &AlternatingOffers).everybody(|_| Asked).deadline(3).run()?.faults().count(), 0);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn free(&self) -> Coalition {
        self.free
    }

    /// Whether this party may propose the outcome now: it signs it, enough parties sign it, and none of them
    /// is bound already.
    ///
    /// ```
    /// # use comity::negotiate::{Offer, Session, Strategy, View, domain::ListDomain, protocol::AlternatingOffers};
    /// # struct Asked;
    /// # impl Strategy for Asked { fn propose(&mut self, view: &mut View<'_>) -> Option<Offer> {
    /// assert!(view.may_propose(1) && !view.may_propose(9));
    /// # None } }
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// # assert_eq!(Session::new(&pie, &AlternatingOffers).everybody(|_| Asked).deadline(3).run()?.faults().count(), 0);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn may_propose(&self, outcome: usize) -> bool {
        let members = self.members(outcome);
        members.contains(self.party)
            && members.len() >= self.settings.quorum
            && members.is_subset_of(self.free)
    }

    /// The round, from 1.
    ///
    /// ```
    /// # use comity::negotiate::{Offer, Session, Strategy, View, domain::ListDomain, protocol::AlternatingOffers};
    /// # struct Asked;
    /// # impl Strategy for Asked { fn propose(&mut self, view: &mut View<'_>) -> Option<Offer> {
    /// assert!((1..=view.deadline()).contains(&view.round()));
    /// # None } }
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// # assert_eq!(Session::new(&pie, &AlternatingOffers).everybody(|_| Asked).deadline(3).run()?.faults().count(), 0);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn round(&self) -> u32 {
        self.round
    }

    /// The last round.
    ///
    /// ```
    /// # use comity::negotiate::{Offer, Session, Strategy, View, domain::ListDomain, protocol::AlternatingOffers};
    /// # struct Asked;
    /// # impl Strategy for Asked { fn propose(&mut self, view: &mut View<'_>) -> Option<Offer> {
    /// assert_eq!(view.deadline(), 3);
    /// # None } }
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// # assert_eq!(Session::new(&pie, &AlternatingOffers).everybody(|_| Asked).deadline(3).run()?.faults().count(), 0);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn deadline(&self) -> u32 {
        self.settings.deadline
    }

    /// The clock: `round / (deadline + 1)`, strictly between 0 and 1.
    ///
    /// ```
    /// # use comity::negotiate::{Offer, Session, Strategy, View, domain::ListDomain, protocol::AlternatingOffers};
    /// # struct Asked;
    /// # impl Strategy for Asked { fn propose(&mut self, view: &mut View<'_>) -> Option<Offer> {
    /// assert_eq!(view.time(), f64::from(view.round()) / 4.0);
    /// # None } }
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// # assert_eq!(Session::new(&pie, &AlternatingOffers).everybody(|_| Asked).deadline(3).run()?.faults().count(), 0);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn time(&self) -> f64 {
        f64::from(self.round) / (f64::from(self.settings.deadline) + 1.0)
    }

    /// The rules of the session: deadline, discount, breakdown, proposers, quorum.
    ///
    /// ```
    /// # use comity::negotiate::{Offer, Session, Strategy, View, domain::ListDomain, protocol::AlternatingOffers};
    /// # struct Asked;
    /// # impl Strategy for Asked { fn propose(&mut self, view: &mut View<'_>) -> Option<Offer> {
    /// assert_eq!(view.settings().quorum, 1);
    /// # None } }
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// # assert_eq!(Session::new(&pie, &AlternatingOffers).everybody(|_| Asked).deadline(3).run()?.faults().count(), 0);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn settings(&self) -> &'a Settings {
        self.settings
    }

    /// The deal on the floor: the last one proposed, or the text that stands.
    ///
    /// ```
    /// # use comity::negotiate::{Offer, Session, Strategy, View, domain::ListDomain, protocol::AlternatingOffers};
    /// # struct Asked;
    /// # impl Strategy for Asked { fn propose(&mut self, view: &mut View<'_>) -> Option<Offer> {
    /// assert!(view.standing().is_none()); // nobody has proposed anything
    /// # None } }
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// # assert_eq!(Session::new(&pie, &AlternatingOffers).everybody(|_| Asked).deadline(3).run()?.faults().count(), 0);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn standing(&self) -> Option<&'a Offer> {
        self.standing
    }

    /// The record as far as this party may see it, in order: all public moves and its own secret ones.
    ///
    /// ```
    /// # use comity::negotiate::{Offer, Session, Strategy, View, domain::ListDomain, protocol::AlternatingOffers};
    /// # struct Asked;
    /// # impl Strategy for Asked { fn propose(&mut self, view: &mut View<'_>) -> Option<Offer> {
    /// assert!(view.history().all(|event| event.act.offer().is_none())); // all have passed
    /// # None } }
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// # assert_eq!(Session::new(&pie, &AlternatingOffers).everybody(|_| Asked).deadline(3).run()?.faults().count(), 0);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn history(&self) -> impl DoubleEndedIterator<Item = &'a Event> + use<'a> {
        let me = self.party;
        self.events.iter().filter(move |e| !e.secret || e.party == Some(me as u8))
    }

    /// The deals proposed so far as far as this party may see them, with their proposers, in order.
    ///
    /// ```
    /// # use comity::negotiate::{Offer, Session, Strategy, View, domain::ListDomain, protocol::AlternatingOffers};
    /// # struct Asked;
    /// # impl Strategy for Asked { fn propose(&mut self, view: &mut View<'_>) -> Option<Offer> {
    /// assert_eq!(view.proposals().count(), 0);
    /// # None } }
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// # assert_eq!(Session::new(&pie, &AlternatingOffers).everybody(|_| Asked).deadline(3).run()?.faults().count(), 0);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn proposals(&self) -> impl DoubleEndedIterator<Item = (usize, &'a Offer)> + use<'a> {
        self.history().filter_map(|e| match (&e.act, e.party) {
            (Act::Propose(deal), Some(party)) => Some((party as usize, deal)),
            _ => None,
        })
    }

    /// This party's own random stream.
    ///
    /// ```
    /// # use comity::negotiate::{Offer, Session, Strategy, View, domain::ListDomain, protocol::AlternatingOffers};
    /// # struct Asked;
    /// # impl Strategy for Asked { fn propose(&mut self, view: &mut View<'_>) -> Option<Offer> {
    /// use rand::Rng;
    /// assert_ne!(view.rng().next_u64(), view.rng().next_u64());
    /// # None } }
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// # assert_eq!(Session::new(&pie, &AlternatingOffers).everybody(|_| Asked).deadline(3).run()?.faults().count(), 0);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn rng(&mut self) -> &mut ChaCha8Rng {
        self.rng
    }
}
