//! Time-dependent concession.
//!
//! P. Faratin, C. Sierra, N. R. Jennings (1998), Negotiation decision functions for autonomous agents, *Robotics and
//! Autonomous Systems* 24, 159–182, §4.1 (polynomial).

use super::ladder::Ladder;
use super::{Response, Strategy};
use crate::coalition::Coalition;
use crate::negotiate::deal::Deal;
use crate::negotiate::view::View;

/// Concedes by the clock alone: its target falls from its best outcome to its worst acceptable one as
/// `u = min + (max − min)(1 − t^{1/β})`.
///
/// It proposes the worst outcome that meets the target and accepts whatever does. β < 1 is *Boulware* (holds out, then
/// gives in), β > 1 *Conceder*.
pub struct TimeDependent {
    beta: f64,
    ladder: Option<Ladder>,
    /// Whom the ladder was built for.
    free: Coalition,
}

impl TimeDependent {
    /// With concession rate β; values that are not positive, NaN too, count as 0: it never concedes.
    pub fn new(beta: f64) -> Self {
        TimeDependent { beta: if beta > 0.0 { beta } else { 0.0 }, ladder: None, free: Coalition::EMPTY }
    }

    /// β = 1/4.
    pub fn boulware() -> Self {
        Self::new(0.25)
    }

    /// β = 1.
    pub fn linear() -> Self {
        Self::new(1.0)
    }

    /// β = 4.
    pub fn conceder() -> Self {
        Self::new(4.0)
    }

    fn target(&mut self, view: &View<'_>) -> Option<(f64, &mut Ladder)> {
        if self.free != view.free() {
            self.free = view.free();
            self.ladder = Ladder::new(view);
        }
        let ladder = self.ladder.as_mut()?;
        let conceded = if self.beta == 0.0 { 0.0 } else { view.time().powf(1.0 / self.beta) };
        Some((ladder.bottom + (ladder.top - ladder.bottom) * (1.0 - conceded), ladder))
    }
}

impl Strategy for TimeDependent {
    fn propose(&mut self, view: &mut View<'_>) -> Option<Deal> {
        let (target, ladder) = self.target(view)?;
        ladder.at_least(target, view).map(Deal::of)
    }

    fn respond(&mut self, view: &mut View<'_>, deal: &Deal) -> Response {
        let target = self.target(view).map_or(f64::NEG_INFINITY, |(target, _)| target);
        Response::above(target, view, deal)
    }

    fn name(&self) -> String {
        format!("TimeDependent(beta={})", self.beta)
    }
}
