//! The random strategy: a baseline.

use super::{Response, Strategy};
use crate::negotiate::deal::Deal;
use crate::negotiate::stream::below;
use crate::negotiate::trace::Reason;
use crate::negotiate::view::View;
use rand::RngExt;

/// Proposes a uniform draw from the outcomes it may propose and that are worth its reservation value; accepts such a
/// deal with a fixed probability.
pub struct Random {
    accept: f64,
}

impl Random {
    /// Accepts an acceptable deal with this probability; values outside 0..=1, NaN too, count as ½.
    pub fn new(accept: f64) -> Self {
        Random { accept: if (0.0..=1.0).contains(&accept) { accept } else { 0.5 } }
    }
}

impl Strategy for Random {
    fn propose(&mut self, view: &mut View<'_>) -> Option<Deal> {
        let (m, reservation) = (view.outcomes(), view.reservation());
        let good = |view: &View<'_>, o: usize| view.may_propose(o) && view.utility(o) >= reservation;
        // Rejection first; a scan where acceptable outcomes are rare.
        for _ in 0..32 {
            let outcome = below(view.rng(), m);
            if good(view, outcome) {
                return Some(Deal::of(outcome));
            }
        }
        let all: Vec<usize> = (0..m).filter(|&o| good(view, o)).collect();
        let k = below(view.rng(), all.len());
        all.get(k).map(|&outcome| Deal::of(outcome))
    }

    fn respond(&mut self, view: &mut View<'_>, deal: &Deal) -> Response {
        match Response::above(f64::NEG_INFINITY, view, deal) {
            Response::Accept if view.rng().random::<f64>() >= self.accept => {
                Response::Reject(Reason::Unstated)
            }
            response => response,
        }
    }

    fn name(&self) -> String {
        format!("Random(accept={})", self.accept)
    }
}
