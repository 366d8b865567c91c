//! MiCRO: the minimal concession strategy.
//!
//! D. de Jonge (2022), An analysis of the linear bilateral ANAC domains using the MiCRO benchmark strategy,
//! IJCAI, 223–229; for many parties by the least generous of the others.

use super::ladder::Ladder;
use crate::coalition::Coalition;
use crate::negotiate::offer::Offer;
use crate::negotiate::party::Strategy;
use crate::negotiate::trace::Reason;
use crate::negotiate::view::View;
use crate::stream::below;
use std::collections::BTreeSet;

/// Minimal concession: goes down its own outcomes one by one, a new one only if every other proposer has made
/// as many different proposals; else it repeats an earlier one at random. Accepts what is worth the lowest it
/// is ready to propose.
///
/// ```
/// use comity::negotiate::{Session, domain::Generator, protocol::AlternatingOffers, strategy::Micro};
/// let domain = Generator { parties: 3, conflict: 0.8, reservation: 0.1, seed: 1 }.issues(&[5, 5])?;
/// let trace = Session::new(&domain, &AlternatingOffers).everybody(|_| Micro::new()).seed(7).run()?;
/// assert_eq!(trace.strategies[0], "MiCRO");
/// assert_eq!(trace.faults().count(), 0);
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Default)]
pub struct Micro {
    ladder: Option<Ladder>,
    free: Coalition,
    made: usize,
    read: usize,
    received: Vec<BTreeSet<usize>>,
}

impl Micro {
    /// A fresh one.
    ///
    /// ```
    /// use comity::negotiate::{Strategy, strategy::Micro};
    /// assert_eq!(Micro::new().name(), "MiCRO");
    /// ```
    pub fn new() -> Self {
        Self::default()
    }

    /// The rung it is ready to go down to, whether that is a new one, and its utility.
    fn rung(&mut self, view: &View<'_>) -> Option<(usize, bool, f64)> {
        if self.free != view.free() {
            self.free = view.free();
            self.ladder = Ladder::new(view);
            self.made = 0;
            self.received = vec![BTreeSet::new(); view.parties()];
        }
        for (party, deal) in view.proposals().skip(self.read) {
            self.read += 1;
            self.received[party].insert(deal.outcome);
        }
        let me = view.party();
        let others = |i: &usize| *i != me && self.free.contains(*i) && view.settings().may_propose(*i);
        let least = (0..view.parties()).filter(others).map(|i| self.received[i].len()).min();
        let ladder = self.ladder.as_mut()?;
        // Alone with the right to propose nobody answers in kind: it goes down every time.
        if least.is_none_or(|least| least >= self.made)
            && let Some((u, _)) = ladder.nth(self.made, view)
        {
            return Some((self.made, true, u));
        }
        let last = self.made.checked_sub(1)?;
        ladder.nth(last, view).map(|(u, _)| (last, false, u))
    }
}

impl Strategy for Micro {
    fn propose(&mut self, view: &mut View<'_>) -> Option<Offer> {
        let (rung, new, _) = self.rung(view)?;
        let rung = if new { rung } else { below(view.rng(), rung + 1) };
        self.made += usize::from(new);
        self.ladder.as_mut()?.nth(rung, view).map(|(_, outcome)| Offer::of(outcome))
    }

    fn respond(&mut self, view: &mut View<'_>, deal: &Offer) -> Result<(), Reason> {
        let target = self.rung(view).map_or(f64::NEG_INFINITY, |(.., u)| u);
        view.answer(deal, target)
    }

    fn name(&self) -> String {
        "MiCRO".into()
    }
}
