//! The questions that a party is asked, and its answers: the trait of every strategy.

use super::offer::{Condition, Offer};
use super::trace::Reason;
use super::view::View;
use std::any::Any;

/// A negotiation strategy: one required method, [`propose`](Self::propose).
///
/// One value plays one seat of one session and may keep what it learns in `self`. All it can know is in the
/// [`View`].
///
/// ```
/// use comity::negotiate::{domain::Generator, protocol::AlternatingOffers, strategy::TimeDependent};
/// use comity::negotiate::{Offer, Session, Strategy, View};
/// /// Proposes its best outcome for ever; by default it accepts what is worth as much.
/// struct Hardliner;
/// impl Strategy for Hardliner {
///     fn propose(&mut self, view: &mut View<'_>) -> Option<Offer> {
///         let own = (0..view.outcomes()).filter(|&o| view.may_propose(o));
///         own.max_by(|&a, &b| view.utility(a).total_cmp(&view.utility(b))).map(Offer::of)
///     }
/// }
/// let domain = Generator { parties: 2, conflict: 0.5, reservation: 0.0, seed: 1 }.issues(&[4, 4])?;
/// let session = Session::new(&domain, &AlternatingOffers).seat(0, Hardliner).seat(1, TimeDependent::conceder());
/// let trace = session.run()?;
/// assert_eq!(trace.payoffs[0], 1.0);
/// # Ok::<(), comity::Error>(())
/// ```
pub trait Strategy: Send {
    /// The offer it makes now; `None` to pass.
    fn propose(&mut self, view: &mut View<'_>) -> Option<Offer>;

    /// Its vote on the offer on the floor.
    ///
    /// Unless overridden: it accepts what is worth at least its reservation value and what it would itself
    /// propose now.
    ///
    /// # Errors
    /// The reason of a refusal.
    fn respond(&mut self, view: &mut View<'_>, offer: &Offer) -> Result<(), Reason> {
        let target = self.propose(view).map_or(f64::NEG_INFINITY, |own| view.worth(&own));
        view.answer(offer, target)
    }

    /// The condition on which it accepts the offer on the floor.
    ///
    /// Unless overridden: if it [accepts](Self::respond), that all its members sign.
    ///
    /// # Errors
    /// The reason of a refusal.
    fn condition(&mut self, view: &mut View<'_>, offer: &Offer) -> Result<Condition, Reason> {
        self.respond(view, offer)?;
        Ok(Condition { partners: view.members(offer.outcome), ..Condition::NONE })
    }

    /// Whether it prefers `candidate` to the offer that stands, or to no deal.
    ///
    /// Unless overridden: if it is worth more, and at least the reservation value.
    fn prefer(&mut self, view: &mut View<'_>, candidate: &Offer, standing: Option<&Offer>) -> bool {
        let worth = view.worth(candidate);
        match standing {
            Some(offer) => worth > view.worth(offer) && worth >= view.reservation(),
            None => worth >= view.reservation(),
        }
    }

    /// Whether it stays in a deal it has signed; unless overridden, if that is worth at least its reservation
    /// value.
    fn stay(&mut self, view: &mut View<'_>, deal: &Offer) -> bool {
        view.worth(deal) >= view.reservation()
    }

    /// Whether it can play under this protocol; unless overridden, under any.
    ///
    /// A strategy made for one protocol compares the value: `protocol.downcast_ref() ==
    /// Some(&RandomProposer::default())`.
    fn suits(&self, protocol: &dyn Any) -> bool {
        let _ = protocol;
        true
    }

    /// Its name in the trace, parameters included; unless overridden, its type's.
    fn name(&self) -> String {
        let full = std::any::type_name::<Self>();
        full.rsplit("::").next().unwrap_or(full).to_owned()
    }
}

impl<S: Strategy + ?Sized> Strategy for Box<S> {
    fn propose(&mut self, view: &mut View<'_>) -> Option<Offer> {
        (**self).propose(view)
    }
    fn respond(&mut self, view: &mut View<'_>, offer: &Offer) -> Result<(), Reason> {
        (**self).respond(view, offer)
    }
    fn condition(&mut self, view: &mut View<'_>, offer: &Offer) -> Result<Condition, Reason> {
        (**self).condition(view, offer)
    }
    fn prefer(&mut self, view: &mut View<'_>, candidate: &Offer, standing: Option<&Offer>) -> bool {
        (**self).prefer(view, candidate, standing)
    }
    fn stay(&mut self, view: &mut View<'_>, deal: &Offer) -> bool {
        (**self).stay(view, deal)
    }
    fn suits(&self, protocol: &dyn Any) -> bool {
        (**self).suits(protocol)
    }
    fn name(&self) -> String {
        (**self).name()
    }
}
