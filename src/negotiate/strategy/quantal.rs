//! Logit votes.
//!
//! R. D. McKelvey and T. R. Palfrey (1995), Quantal response equilibria for normal form games, *Games and Economic
//! Behavior* 10, 6–38.

use super::Satisficing;
use crate::negotiate::offer::Offer;
use crate::negotiate::party::Strategy;
use crate::negotiate::trace::Reason;
use crate::negotiate::view::View;
use rand::RngExt;

/// Quantal response: accepts an offer with the chance $\Lambda\bigl((u - r)/\text{noise}\bigr)$, `u` what the offer is
/// worth and `r` the reservation value; proposes as [`Satisficing`] does.
///
/// ```
/// use comity::negotiate::{Session, domain::Generator, protocol::AlternatingOffers, strategy::Quantal};
/// let domain = Generator { parties: 2, conflict: 0.8, reservation: 0.1, seed: 1 }.issues(&[5, 5])?;
/// let trace = Session::new(&domain, &AlternatingOffers).everybody(|_| Quantal::new(0.1)).seed(7).run()?;
/// assert_eq!(trace.strategies[0], "Quantal(0.1)");
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Quantal {
    noise: f64,
    proposals: Satisficing,
}

impl Quantal {
    /// With this noise, in the unit of utility; 0, or what is no number above it, for exact votes.
    ///
    /// ```
    /// use comity::negotiate::{Strategy, strategy::Quantal};
    /// assert_eq!(Quantal::new(0.5).name(), "Quantal(0.5)");
    /// ```
    pub fn new(noise: f64) -> Self {
        Quantal { noise, proposals: Satisficing::new() }
    }
}

impl Strategy for Quantal {
    fn propose(&mut self, view: &mut View<'_>) -> Option<Offer> {
        self.proposals.propose(view)
    }

    fn respond(&mut self, view: &mut View<'_>, deal: &Offer) -> Result<(), Reason> {
        let gain = view.worth(deal) - view.reservation();
        if self.noise.is_nan() || self.noise <= 0.0 || !gain.is_finite() {
            return self.proposals.respond(view, deal);
        }
        let chance = 1.0 / (1.0 + (-gain / self.noise).exp());
        if view.rng().random::<f64>() < chance { Ok(()) } else { Err(Reason::BelowReservation) }
    }

    fn name(&self) -> String {
        format!("Quantal({})", self.noise)
    }
}
