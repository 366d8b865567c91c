//! The random strategy: a baseline.

use crate::negotiate::offer::Offer;
use crate::negotiate::party::Strategy;
use crate::negotiate::trace::Reason;
use crate::negotiate::view::View;
use crate::stream::below;
use rand::RngExt;

/// Random play: proposes a uniform draw from the outcomes it may propose and that are worth its reservation
/// value; accepts such a deal with a fixed probability.
///
/// ```
/// use comity::negotiate::{Session, domain::Generator, protocol::AlternatingOffers, strategy::Random};
/// let domain = Generator { parties: 3, conflict: 0.8, reservation: 0.1, seed: 1 }.issues(&[5, 5])?;
/// let trace = Session::new(&domain, &AlternatingOffers).everybody(|_| Random::new(0.5)).seed(7).run()?;
/// assert_eq!(trace.strategies[0], "Random(accept=0.5)");
/// assert_eq!(trace.faults().count(), 0);
/// # Ok::<(), comity::Error>(())
/// ```
pub struct Random {
    accept: f64,
}

impl Random {
    /// A strategy that accepts an acceptable deal with this probability; values outside 0..=1, NaN too, count
    /// as ½.
    ///
    /// ```
    /// use comity::negotiate::{Strategy, strategy::Random};
    /// assert_eq!(Random::new(-1.0).name(), "Random(accept=0.5)");
    /// ```
    pub fn new(accept: f64) -> Self {
        Random { accept: if (0.0..=1.0).contains(&accept) { accept } else { 0.5 } }
    }
}

impl Strategy for Random {
    fn propose(&mut self, view: &mut View<'_>) -> Option<Offer> {
        let (m, reservation) = (view.outcomes(), view.reservation());
        let good = |view: &View<'_>, o: usize| view.may_propose(o) && view.utility(o) >= reservation;
        // Rejection first; a scan where acceptable outcomes are rare.
        for _ in 0..32 {
            let outcome = below(view.rng(), m);
            if good(view, outcome) {
                return Some(Offer::of(outcome));
            }
        }
        let all: Vec<usize> = (0..m).filter(|&o| good(view, o)).collect();
        let k = below(view.rng(), all.len());
        all.get(k).map(|&outcome| Offer::of(outcome))
    }

    fn respond(&mut self, view: &mut View<'_>, deal: &Offer) -> Result<(), Reason> {
        view.answer(deal, f64::NEG_INFINITY)?;
        if view.rng().random::<f64>() < self.accept { Ok(()) } else { Err(Reason::Unstated) }
    }

    fn name(&self) -> String {
        format!("Random(accept={})", self.accept)
    }
}
