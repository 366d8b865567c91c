//! Balancedness: the least that must be shared out to leave no coalition better off alone.

use super::certificate::{BalancedCollection, MinimumPrices};
use super::exact::{Measure, Programme, Worths};
use crate::coalition::Coalition;
use crate::error::Result;
use crate::game::{Fraction, TuGame, Value};
use num_traits::Signed;

/// The largest worth of a balanced collection, and the prices that match it.
#[derive(Debug, Clone, PartialEq)]
pub struct Balancedness<V> {
    /// `max Σ λ_S v(S)` over balanced collections `= min x(N)` over prices with `x(S) ≥ v(S)` for all S.
    pub worth: V,
    /// `worth − v(N)`: the cost of stability, the least subsidy that makes the core non-empty; 0 if balanced.
    pub shortfall: V,
    /// Both sides of the equation, exact.
    pub certificate: MinimumPrices,
    /// Scans of all coalitions that it took.
    pub scans: usize,
}

impl<V: Value> Balancedness<V> {
    /// Whether the game is balanced, which is whether its core is not empty.
    pub fn is_balanced(&self) -> bool {
        !self.shortfall.is_positive()
    }
}

/// How far a game is from balanced.
///
/// By duality `min { x(N) : x(S) ≥ v(S) ∀S } = max { Σ λ_S v(S) : Σ λ_S 1_S = 1_N, λ ≥ 0 }`. The core is not
/// empty iff that is `v(N)` (Bondareva 1963; Shapley 1967); the difference is the cost of stability.
/// Worths in `f64` are taken as the binary fractions they are, and the decision is exact.
///
/// # Errors
/// None for a valid game; the signature leaves room.
///
/// # Complexity
/// A handful of scans, `O(2^n)` each, and some hundreds of pivots, `O(n²)` each; memory `O(2^(n/2))` beside the game
/// for `f64`. Sensible to n = 25.
///
/// # Examples
/// ```
/// use comity::game::TuGame;
/// let majority = TuGame::from_fn(3, |s| if s.len() >= 2 { 1.0 } else { 0.0 })?;
/// let balancedness = comity::solve::balancedness(&majority)?;
/// assert_eq!((balancedness.worth, balancedness.shortfall), (1.5, 0.5));
/// balancedness.certificate.check(&majority)?;
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// - O. N. Bondareva (1963), *Problemy Kibernetiki* 10, 119–139; L. S. Shapley (1967), *Naval Research Logistics
///   Quarterly* 14, 453–460.
/// - Y. Bachrach et al. (2009), The cost of stability in coalitional games, *SAGT*, LNCS 5814, 122–134.
pub fn balancedness<V: Value>(game: &TuGame<V>) -> Result<Balancedness<V>> {
    let worths = Worths::new(game);
    let grand = game.grand_coalition();
    let total = game.grand().to_fraction();
    // Prices x with x(S) ≥ v(S) are payoffs y of v(N) plus the same surcharge ε for all: least x(N), least ε per head.
    let mut programme = Programme::new(&worths, worths.big(grand), Measure::PerHead, false);
    let mut shortfall = Fraction::from_integer(0.into());
    let mut certificate = MinimumPrices { prices: vec![total.clone()], collection: only(grand) };
    let mut scans = 0;
    if let Some(programme) = &mut programme {
        let price = programme.solve()?;
        let (bound, payoff) = (price.bound(&worths), price.payoff(&worths));
        let n = Fraction::from_integer(game.players().into());
        certificate.prices = payoff;
        if bound.is_positive() {
            shortfall = &bound * &n;
            certificate.prices.iter_mut().for_each(|x| *x += &bound);
            let weights = programme.tight().coalitions;
            certificate.collection.weights =
                weights.into_iter().map(|(s, weight)| (s, weight * &n)).collect();
        }
        scans = programme.scans();
    }
    let worth = V::from_fraction(&(total + &shortfall));
    Ok(Balancedness { worth, shortfall: V::from_fraction(&shortfall), certificate, scans })
}

/// The collection of one coalition.
pub(super) fn only(coalition: Coalition) -> BalancedCollection {
    BalancedCollection { weights: vec![(coalition, Fraction::from_integer(1.into()))] }
}
