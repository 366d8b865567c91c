//! Bargaining over a game with transferable utility: coalitions are the outcomes, side payments the division.

use super::{Domain, OutcomeNames, absent};
use crate::coalition::Coalition;
use crate::error::Result;
use crate::game::TuGame;

/// A characteristic-function game as a domain: outcome `mask − 1` is the coalition of that mask, worth
/// `v(S)/|S|` to each member before side payments, which are unlimited; outsiders keep their reservation
/// values, what they are worth alone.
///
/// ```
/// use comity::game::TuGame;
/// use comity::negotiate::{Domain, domain::TransferableDomain};
/// let domain = TransferableDomain::new(TuGame::from_values(vec![0.0, 1.0, 0.0, 4.0])?);
/// assert_eq!((domain.outcomes(), domain.reservation(0), domain.utility(1, 2)?), (3, 1.0, 2.0));
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct TransferableDomain {
    game: TuGame,
}

impl TransferableDomain {
    /// The domain of this game.
    ///
    /// ```
    /// use comity::game::TuGame;
    /// use comity::negotiate::{Domain, domain::TransferableDomain};
    /// let majority = TuGame::from_fn(3, |s| if s.len() > 1 { 1.0 } else { 0.0 })?;
    /// assert_eq!(TransferableDomain::new(majority).outcomes(), 7); // every coalition
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn new(game: TuGame) -> Self {
        TransferableDomain { game }
    }

    /// The game.
    ///
    /// ```
    /// use comity::game::TuGame;
    /// use comity::negotiate::{Domain, domain::TransferableDomain};
    /// let majority = TuGame::from_fn(3, |s| if s.len() > 1 { 1.0 } else { 0.0 })?;
    /// assert_eq!(TransferableDomain::new(majority.clone()).game(), &majority);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn game(&self) -> &TuGame {
        &self.game
    }
}

impl Domain for TransferableDomain {
    fn parties(&self) -> usize {
        self.game.players()
    }
    fn outcomes(&self) -> usize {
        self.game.values().len() - 1
    }
    fn utility(&self, party: usize, outcome: usize) -> Result<f64> {
        if party >= self.parties() || outcome >= self.outcomes() {
            return Err(absent(self, party, outcome));
        }
        let s = self.members(outcome);
        Ok(if s.contains(party) { self.game.value(s) / s.len() as f64 } else { self.reservation(party) })
    }
    fn members(&self, outcome: usize) -> Coalition {
        if outcome < self.outcomes() { Coalition::from_mask(outcome as u64 + 1) } else { Coalition::EMPTY }
    }
    fn among(&self, _: usize, members: Coalition) -> Option<usize> {
        members.index().checked_sub(1).filter(|&o| o < self.outcomes())
    }
    fn reservation(&self, party: usize) -> f64 {
        *self.game.value(Coalition::singleton(party))
    }
    fn budget(&self, _: usize) -> f64 {
        f64::MAX
    }
    fn outcome_names(&self) -> OutcomeNames {
        OutcomeNames::of_coalitions()
    }
}
