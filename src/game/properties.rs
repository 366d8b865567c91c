//! Properties of a game, each refuted by a witness.

use super::{Fraction, TuGame, Value};
use crate::coalition::Coalition;
use crate::parallel;
use num_traits::NumAssign;

/// Two coalitions at which a property fails.
type Witness = (Coalition, Coalition);

impl<V: Value> TuGame<V> {
    /// Disjoint `S`, `T` with `v(S ∪ T) < v(S) + v(T)`; `None` if the game is superadditive.
    ///
    /// A shortfall within `tolerance` times the largest worth counts as none (exact worths: pass 0).
    ///
    /// # Complexity
    /// O(3^n) time unless a violation turns up: n = 16 takes 0.05 s, n = 20 some seconds. Convex games are
    /// recognised in O(n² 2^n). The witness is the one with the lowest mask of `S ∪ T`, then of `S`.
    ///
    /// # Example
    /// ```
    /// use comity::{coalition::Coalition, game::TuGame};
    /// let game = TuGame::from_values(vec![0.0, 2.0, 2.0, 3.0])?;
    /// let witness = game.superadditivity_violation(0.0).unwrap();
    /// assert_eq!(witness, (Coalition::singleton(0), Coalition::singleton(1)));
    /// assert!(game.superadditive_cover().superadditivity_violation(0.0).is_none());
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn superadditivity_violation(&self, tolerance: f64) -> Option<(Coalition, Coalition)> {
        self.convexity_violation(tolerance)?; // v(∅) = 0: convex games are superadditive
        with_numbers(self, tolerance, Superadditivity)
    }

    /// `S`, `T` with `v(S ∪ T) + v(S ∩ T) < v(S) + v(T)`; `None` if the game is convex.
    ///
    /// The witness differs in two players: `S = R ∪ i`, `T = R ∪ j`. Tolerance as for
    /// [`superadditivity_violation`](Self::superadditivity_violation).
    ///
    /// # Complexity
    /// O(n² 2^n) time.
    ///
    /// # Example
    /// ```
    /// use comity::game::TuGame;
    /// let convex = TuGame::from_fn(4, |s| (s.len() as f64).powi(2))?;
    /// assert!(convex.convexity_violation(0.0).is_none());
    /// assert!(TuGame::from_fn(4, |s| (s.len() as f64).sqrt())?.convexity_violation(0.0).is_some());
    /// # Ok::<(), comity::Error>(())
    /// ```
    ///
    /// # References
    /// L. S. Shapley, "Cores of convex games", *International Journal of Game Theory* 1 (1971).
    pub fn convexity_violation(&self, tolerance: f64) -> Option<(Coalition, Coalition)> {
        with_numbers(self, tolerance, Convexity)
    }

    /// `S ⊂ T` with `v(T) < v(S)`, one player apart; `None` if the game is monotone.
    ///
    /// Tolerance as for [`superadditivity_violation`](Self::superadditivity_violation). O(n 2^n) time.
    ///
    /// ```
    /// use comity::game::TuGame;
    /// let witness = TuGame::from_values(vec![0.0, 2.0, 2.0, 1.0])?.monotonicity_violation(0.0).unwrap();
    /// assert_eq!((witness.0.to_string(), witness.1.to_string()), ("{1}".into(), "{0,1}".into()));
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn monotonicity_violation(&self, tolerance: f64) -> Option<(Coalition, Coalition)> {
        with_numbers(self, tolerance, Monotonicity)
    }

    /// Whether the game is essential: `v(N) > Σ v(i)` by more than `tolerance` times the largest worth.
    ///
    /// ```
    /// use comity::game::TuGame;
    /// assert!(TuGame::from_values(vec![0.0, 1.0, 1.0, 3.0])?.is_essential(1e-9));
    /// assert!(!TuGame::from_values(vec![0.0, 1.0, 1.0, 2.0])?.is_essential(1e-9));
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn is_essential(&self, tolerance: f64) -> bool {
        let gain = self.singletons().into_iter().fold(self.grand().clone(), |gain, v| gain - v);
        if V::EXACT { gain > V::zero() } else { gain.to_f64() > tolerance * self.scale() }
    }
}

/// A property of tables of any number type: looks for a witness whose union is `all`.
trait Property: Copy + Sync {
    fn at<T: NumAssign + PartialOrd + Clone>(self, v: &[T], all: Coalition, slack: &T) -> Option<Witness>;
}

/// Runs the check on machine integers where the worths are exact and fit, on the worths themselves otherwise.
fn with_numbers<V: Value>(game: &TuGame<V>, tolerance: f64, property: impl Property) -> Option<Witness> {
    if let Some((integers, _)) = V::over_common_denominator(game.values())
        && integers.iter().all(|v| v.unsigned_abs() < 1 << 120)
    {
        return search(&integers, &0, property);
    }
    let slack = if V::EXACT { None } else { Fraction::from_float(tolerance * game.scale()) };
    let slack = V::from_fraction(&slack.unwrap_or_default());
    search(game.values(), &slack, property)
}

/// The witness of the lowest mask, in blocks of masks at once.
fn search<T>(values: &[T], slack: &T, property: impl Property) -> Option<Witness>
where
    T: NumAssign + PartialOrd + Clone + Sync,
{
    const BLOCK: usize = 1 << 12;
    const ROUND: usize = 64;
    let blocks = values.len().div_ceil(BLOCK);
    (0..blocks.div_ceil(ROUND)).find_map(|round| {
        let found = parallel::map(ROUND.min(blocks - round * ROUND), |k| {
            let first = (round * ROUND + k) * BLOCK;
            let masks = first..(first + BLOCK).min(values.len());
            masks.into_iter().find_map(|mask| property.at(values, Coalition::from_mask(mask as u64), slack))
        });
        found.into_iter().flatten().next()
    })
}

#[derive(Clone, Copy)]
struct Superadditivity;

impl Property for Superadditivity {
    fn at<T: NumAssign + PartialOrd + Clone>(self, v: &[T], all: Coalition, slack: &T) -> Option<Witness> {
        let highest = Coalition::singleton(all.mask().checked_ilog2()? as usize);
        let worth = v[all.index()].clone() + slack.clone();
        let mut parts = all.difference(highest).subsets().skip(1);
        let first = parts.find(|s| v[s.index()].clone() + v[all.difference(*s).index()].clone() > worth)?;
        Some((first, all.difference(first)))
    }
}

#[derive(Clone, Copy)]
struct Convexity;

impl Property for Convexity {
    fn at<T: NumAssign + PartialOrd + Clone>(self, v: &[T], all: Coalition, slack: &T) -> Option<Witness> {
        let worth = v[all.index()].clone() + slack.clone();
        let pairs =
            all.players().flat_map(|i| all.players().take_while(move |&j| j < i).map(move |j| (i, j)));
        pairs.map(|(i, j)| (all.without(i), all.without(j))).find_map(|(first, second)| {
            let both = first.intersection(second);
            let apart = v[first.index()].clone() + v[second.index()].clone();
            (worth.clone() + v[both.index()].clone() < apart).then_some((first, second))
        })
    }
}

#[derive(Clone, Copy)]
struct Monotonicity;

impl Property for Monotonicity {
    fn at<T: NumAssign + PartialOrd + Clone>(self, v: &[T], all: Coalition, slack: &T) -> Option<Witness> {
        let worth = v[all.index()].clone() + slack.clone();
        let first = all.players().map(|i| all.without(i)).find(|s| v[s.index()] > worth)?;
        Some((first, all))
    }
}
