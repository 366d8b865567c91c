//! Behaviour-dependent concession: tit for tat.
//!
//! P. Faratin, C. Sierra, N. R. Jennings (1998), Negotiation decision functions for autonomous agents,
//! *Robotics and Autonomous Systems* 24, 159–182, §4.3 (absolute tit for tat), for many parties by the mean
//! of the others.

use super::ladder::Ladder;
use crate::coalition::Coalition;
use crate::negotiate::offer::Offer;
use crate::negotiate::party::Strategy;
use crate::negotiate::trace::Reason;
use crate::negotiate::view::View;

/// Tit for tat: concedes in all what the others have conceded in all, in its own utility and on average, and
/// one step more.
///
/// The concession of a party is the rise from its first proposal to its best so far; withdrawn concessions
/// still count.
///
/// ```
/// use comity::negotiate::{Session, domain::Generator, protocol::AlternatingOffers, strategy::TitForTat};
/// let domain = Generator { parties: 3, conflict: 0.8, reservation: 0.1, seed: 1 }.issues(&[5, 5])?;
/// let trace = Session::new(&domain, &AlternatingOffers).everybody(|_| TitForTat::new(0.05)).seed(7).run()?;
/// assert_eq!(trace.strategies[0], "TitForTat(nice=0.05)");
/// assert_eq!(trace.faults().count(), 0);
/// # Ok::<(), comity::Error>(())
/// ```
pub struct TitForTat {
    nice: f64,
    ladder: Option<Ladder>,
    free: Coalition,
    /// Proposals read so far.
    read: usize,
    /// First and best proposal of each other party, in own utility.
    offered: Vec<Option<(f64, f64)>>,
}

impl TitForTat {
    /// A strategy that goes ahead of the others by the share `nice` of its own range after the first round,
    /// so that two of its kind do not wait for each other; values outside 0..=1, NaN too, count as 0.
    ///
    /// ```
    /// use comity::negotiate::{Strategy, strategy::TitForTat};
    /// assert_eq!(TitForTat::new(2.0).name(), "TitForTat(nice=0)");
    /// ```
    pub fn new(nice: f64) -> Self {
        let nice = if (0.0..=1.0).contains(&nice) { nice } else { 0.0 };
        TitForTat { nice, ladder: None, free: Coalition::EMPTY, read: 0, offered: Vec::new() }
    }

    fn target(&mut self, view: &View<'_>) -> Option<f64> {
        if self.free != view.free() {
            self.free = view.free();
            self.ladder = Ladder::new(view);
        }
        self.offered.resize(view.parties(), None);
        for (party, deal) in view.proposals().skip(self.read) {
            self.read += 1;
            if party != view.party() {
                let worth = view.worth(deal);
                let (first, best) = self.offered[party].unwrap_or((worth, worth));
                self.offered[party] = Some((first, best.max(worth)));
            }
        }
        let ladder = self.ladder.as_ref()?;
        let conceded: Vec<f64> = self.offered.iter().flatten().map(|(first, best)| best - first).collect();
        let mean = conceded.iter().sum::<f64>() / conceded.len().max(1) as f64;
        let ahead = if view.round() > 1 { self.nice * (ladder.top - ladder.bottom) } else { 0.0 };
        Some((ladder.top - ahead - mean).max(ladder.bottom))
    }
}

impl Strategy for TitForTat {
    fn propose(&mut self, view: &mut View<'_>) -> Option<Offer> {
        let target = self.target(view)?;
        self.ladder.as_mut()?.at_least(target, view).map(Offer::of)
    }

    fn respond(&mut self, view: &mut View<'_>, deal: &Offer) -> Result<(), Reason> {
        let target = self.target(view).unwrap_or(f64::NEG_INFINITY);
        view.answer(deal, target)
    }

    fn name(&self) -> String {
        format!("TitForTat(nice={})", self.nice)
    }
}
