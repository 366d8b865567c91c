//! Strategies: how one party answers what a protocol asks.

mod bayesian;
mod ladder;
mod micro;
mod random;
mod satisficing;
mod sign_up;
mod stationary;
mod time_dependent;
mod tit_for_tat;

pub use bayesian::Bayesian;
pub use micro::Micro;
pub use random::Random;
pub use satisficing::Satisficing;
pub use sign_up::SignUp;
pub use stationary::Stationary;
pub use time_dependent::TimeDependent;
pub use tit_for_tat::TitForTat;

use super::deal::{Condition, Deal};
use super::protocol::Protocol;
use super::trace::Reason;
use super::view::View;
use crate::error::Result;

/// An answer to a deal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Response {
    /// Yes.
    Accept,
    /// No, and why.
    Reject(Reason),
}

impl Response {
    /// Accepts what is worth at least `target`, and never less than the reservation value.
    pub fn above(target: f64, view: &View<'_>, deal: &Deal) -> Self {
        let worth = view.worth(deal);
        // A worth that cannot be compared is refused.
        match (worth >= view.reservation(), worth >= target) {
            (true, true) => Response::Accept,
            (true, false) => Response::Reject(Reason::BelowTarget),
            (false, _) => Response::Reject(Reason::BelowReservation),
        }
    }
}

/// A negotiation strategy: one required method, [`propose`](Self::propose).
///
/// It plays one seat of one session and may keep what it learns in `self`. All it can know is in the [`View`].
pub trait Strategy: Send {
    /// The deal it proposes now; `None` to pass.
    fn propose(&mut self, view: &mut View<'_>) -> Option<Deal>;

    /// Whether it accepts the deal on the floor.
    ///
    /// Unless overridden: if it is worth at least the reservation value and what it would itself propose now.
    fn respond(&mut self, view: &mut View<'_>, deal: &Deal) -> Response {
        let target = self.propose(view).map_or(f64::NEG_INFINITY, |own| view.worth(&own));
        Response::above(target, view, deal)
    }

    /// On which condition it accepts the deal on the floor, or why not.
    ///
    /// Unless overridden: if it [accepts](Self::respond), on condition that all its members sign.
    ///
    /// # Errors
    /// The reason of a refusal.
    fn condition(&mut self, view: &mut View<'_>, deal: &Deal) -> Result<Condition, Reason> {
        match self.respond(view, deal) {
            Response::Accept => Ok(Condition { partners: view.members(deal.outcome), ..Condition::NONE }),
            Response::Reject(reason) => Err(reason),
        }
    }

    /// Whether it prefers `candidate` to the deal that stands, or to no deal.
    ///
    /// Unless overridden: if it is worth more, and at least the reservation value.
    fn prefer(&mut self, view: &mut View<'_>, candidate: &Deal, standing: Option<&Deal>) -> bool {
        let worth = view.worth(candidate);
        match standing {
            Some(deal) => worth > view.worth(deal) && worth >= view.reservation(),
            None => worth >= view.reservation(),
        }
    }

    /// Whether it stays in a deal it has signed.
    fn stay(&mut self, view: &mut View<'_>, deal: &Deal) -> bool {
        view.worth(deal) >= view.reservation()
    }

    /// Whether it can play under `protocol` at all.
    ///
    /// # Errors
    /// [`Error::Illegal`](crate::Error::Illegal), naming what is missing.
    fn suits(&self, protocol: &dyn Protocol) -> Result<()> {
        let _ = protocol;
        Ok(())
    }

    /// Its name in the trace, parameters included; unless overridden, its type's.
    fn name(&self) -> String {
        let full = std::any::type_name::<Self>();
        full.rsplit("::").next().unwrap_or(full).to_owned()
    }
}

impl<S: Strategy + ?Sized> Strategy for Box<S> {
    fn propose(&mut self, view: &mut View<'_>) -> Option<Deal> {
        (**self).propose(view)
    }
    fn respond(&mut self, view: &mut View<'_>, deal: &Deal) -> Response {
        (**self).respond(view, deal)
    }
    fn condition(&mut self, view: &mut View<'_>, deal: &Deal) -> Result<Condition, Reason> {
        (**self).condition(view, deal)
    }
    fn prefer(&mut self, view: &mut View<'_>, candidate: &Deal, standing: Option<&Deal>) -> bool {
        (**self).prefer(view, candidate, standing)
    }
    fn stay(&mut self, view: &mut View<'_>, deal: &Deal) -> bool {
        (**self).stay(view, deal)
    }
    fn suits(&self, protocol: &dyn Protocol) -> Result<()> {
        (**self).suits(protocol)
    }
    fn name(&self) -> String {
        (**self).name()
    }
}
