//! Satisficing.
//!
//! H. A. Simon (1955), A behavioral model of rational choice, *Quarterly Journal of Economics* 69, 99–118.

use crate::coalition::Coalition;
use crate::negotiate::offer::Offer;
use crate::negotiate::party::Strategy;
use crate::negotiate::trace::Reason;
use crate::negotiate::view::View;

/// Satisficing: accepts whatever is no worse than no deal; proposes its best outcome, the next best after
/// each refusal.
///
/// Where one party alone makes the offers and nobody discounts, this is subgame-perfect play of the others:
/// waiting brings them nothing, and the proposer keeps the surplus.
///
/// ```
/// use comity::negotiate::{Session, domain::Generator, protocol::AlternatingOffers, strategy::Satisficing};
/// let domain = Generator { parties: 3, conflict: 0.8, reservation: 0.1, seed: 1 }.issues(&[5, 5])?;
/// let trace = Session::new(&domain, &AlternatingOffers).everybody(|_| Satisficing::new()).seed(7).run()?;
/// assert_eq!(trace.strategies[0], "Satisficing");
/// assert_eq!(trace.faults().count(), 0);
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Satisficing {
    /// Outcomes still to be proposed, the best last, and whom they were listed for.
    ladder: Option<(Coalition, Vec<usize>)>,
}

impl Satisficing {
    /// A fresh one.
    ///
    /// ```
    /// use comity::negotiate::{Strategy, strategy::Satisficing};
    /// assert_eq!(Satisficing::new().name(), "Satisficing");
    /// ```
    pub fn new() -> Self {
        Self::default()
    }
}

impl Strategy for Satisficing {
    fn propose(&mut self, view: &mut View<'_>) -> Option<Offer> {
        let free = view.free();
        if self.ladder.as_ref().is_none_or(|(listed_for, _)| *listed_for != free) {
            let (utilities, reservation) = (view.utilities(), view.reservation());
            let worth_it = |o: &usize| utilities[*o] >= reservation && view.may_propose(*o);
            let mut outcomes: Vec<usize> = (0..utilities.len()).filter(worth_it).collect();
            outcomes.sort_by(|&a, &b| utilities[a].total_cmp(&utilities[b]).then(b.cmp(&a)));
            self.ladder = Some((free, outcomes));
        }
        self.ladder.as_mut()?.1.pop().map(Offer::of)
    }

    fn respond(&mut self, view: &mut View<'_>, deal: &Offer) -> Result<(), Reason> {
        view.answer(deal, f64::NEG_INFINITY)
    }
}
