//! Satisficing.
//!
//! H. A. Simon (1955), A behavioral model of rational choice, *Quarterly Journal of Economics* 69, 99–118.

use super::{Response, Strategy};
use crate::coalition::Coalition;
use crate::negotiate::deal::Deal;
use crate::negotiate::view::View;

/// Accepts whatever is no worse than no deal; proposes its best outcome, and the next best after each refusal.
///
/// Where one party alone makes the offers and nobody discounts, this is subgame-perfect play of the others: waiting
/// brings them nothing, and the proposer keeps the surplus.
#[derive(Clone, Debug, Default)]
pub struct Satisficing {
    /// Outcomes still to be proposed, the best last, and whom they were listed for.
    ladder: Option<(Coalition, Vec<usize>)>,
}

impl Satisficing {
    /// A party that will take what it can get.
    pub fn new() -> Self {
        Self::default()
    }
}

impl Strategy for Satisficing {
    fn propose(&mut self, view: &mut View<'_>) -> Option<Deal> {
        let free = view.free();
        if self.ladder.as_ref().is_none_or(|(listed_for, _)| *listed_for != free) {
            let (utilities, reservation) = (view.utilities(), view.reservation());
            let worth_it = |o: &usize| utilities[*o] >= reservation && view.may_propose(*o);
            let mut outcomes: Vec<usize> = (0..utilities.len()).filter(worth_it).collect();
            outcomes.sort_by(|&a, &b| utilities[a].total_cmp(&utilities[b]).then(b.cmp(&a)));
            self.ladder = Some((free, outcomes));
        }
        self.ladder.as_mut()?.1.pop().map(Deal::of)
    }

    fn respond(&mut self, view: &mut View<'_>, deal: &Deal) -> Response {
        Response::above(f64::NEG_INFINITY, view, deal)
    }
}
