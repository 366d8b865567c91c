//! Games in effectivity form: states, and the moves of coalitions between them.

use crate::coalition::Coalition;
use crate::error::Result;

/// Social situation: payoffs in every state, and the states that each coalition can bring about.
///
/// States may be anything with an order: coalition structures, networks, sets of overlapping arrangements.
/// Both methods must be pure functions of their arguments; solvers remember what they were told.
///
/// # References
/// M. S.-Y. Chwe (1994), Farsighted coalitional stability, *Journal of Economic Theory* 63 (the effectiveness
/// relation `a →_S b`); J. Greenberg (1990), *The Theory of Social Situations*.
pub trait Effectivity: Sync {
    /// A state of affairs.
    type State: Ord + Clone + Send + Sync;

    /// Number of players, at most 63.
    fn players(&self) -> usize;

    /// Each player's payoff in `state`.
    ///
    /// # Errors
    /// A state that cannot be evaluated.
    fn payoffs(&self, state: &Self::State) -> Result<Vec<f64>>;

    /// The states that the members of `coalition`, acting together, can move to from `state`. Repetitions and
    /// `state` itself are allowed and ignored; the order decides only which of several deviations is
    /// reported.
    ///
    /// # Errors
    /// A state that has no moves defined.
    fn moves(&self, state: &Self::State, coalition: Coalition) -> Result<Vec<Self::State>>;
}
