//! Sequential formation of coalitions in symmetric games: fixed order of proposers, fixed division.

use crate::error::{Error, Result};
use crate::game::{SizeStructure, SymmetricGame, Value};
use std::collections::BTreeMap;

/// The equilibrium coalition structure of the sequential game of coalition formation in which symmetric
/// players share equally.
///
/// With blocs `F` already formed and `r` players left, the next bloc has the size `s ≤ r` that maximises
/// `v(s; P(s)) / s`, where `P(s)` is `F` with `s` completed by the same rule; of equal sizes the largest.
/// Sizes are returned in the order in which the blocs form.
///
/// `key(F)` says what of `F` matters later: two states with as many players left and equal keys are solved
/// once. `|f| f.clone()` is always right; for a game in which only the number of blocs counts,
/// `|f| f.sizes().len()` takes hundreds of players.
///
/// # Errors
/// An error of the game; more than 5 million sizes to compare, which a coarser key may help.
///
/// # Complexity
/// `O(n)` worths for each pair of a key and a number of players left.
///
/// # Examples
/// ```
/// use comity::game::{SizeStructure, SymmetricGame};
/// use comity::solve::bargaining::sequential_formation;
/// // Linear Cournot oligopoly: each of k cartels earns 1/(k+1)². Bloch (1996): of eleven firms the first two
/// // stay alone, and the nine that are left form a cartel.
/// let cournot = |_: usize, p: &SizeStructure| Ok(1.0 / (p.sizes().len() as f64 + 1.0).powi(2));
/// let game = SymmetricGame::new(11, cournot)?;
/// assert_eq!(sequential_formation(&game, |f| f.sizes().len())?, [1, 1, 9]);
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// F. Bloch (1996), Sequential formation of coalitions in games with externalities and fixed payoff division,
/// *GEB* 14, Proposition 4.2; D. Ray & R. Vohra (1999), A theory of endogenous coalition structures, *GEB*
/// 26; D. Ray (2007), *A Game-Theoretic Perspective on Coalition Formation*, §5.2 (the algorithm and its
/// tie-break).
pub fn sequential_formation<V, F, K>(
    game: &SymmetricGame<F, V>,
    key: impl Fn(&SizeStructure) -> K,
) -> Result<Vec<usize>>
where
    V: Value,
    F: Fn(usize, &SizeStructure) -> Result<V> + Sync,
    K: Ord,
{
    let mut solver = Solver { game, key, memo: BTreeMap::new(), budget: 5_000_000 };
    solver.complete(&SizeStructure::default(), game.players())
}

struct Solver<'a, G, H, K> {
    game: &'a G,
    key: H,
    /// By players left and key: the sizes still to come, in order.
    memo: BTreeMap<(usize, K), Vec<usize>>,
    budget: usize,
}

impl<V, F, H, K> Solver<'_, SymmetricGame<F, V>, H, K>
where
    V: Value,
    F: Fn(usize, &SizeStructure) -> Result<V> + Sync,
    H: Fn(&SizeStructure) -> K,
    K: Ord,
{
    fn complete(&mut self, formed: &SizeStructure, left: usize) -> Result<Vec<usize>> {
        if left == 0 {
            return Ok(vec![]);
        }
        let key = (left, (self.key)(formed));
        if let Some(known) = self.memo.get(&key) {
            return Ok(known.clone());
        }
        let mut best: Option<(V, Vec<usize>)> = None;
        for size in 1..=left {
            self.budget = self.budget.checked_sub(1).ok_or_else(|| Error::TooLarge {
                what: "sequential coalition formation".into(),
                n: self.game.players(),
                limit: 180,
                reason: "5 million sizes compared; give a coarser key of what has formed".into(),
            })?;
            let formed = formed.with(size);
            let mut sizes = vec![size];
            sizes.extend(self.complete(&formed, left - size)?);
            let structure = formed.union(&SizeStructure::new(sizes[1..].iter().copied())?);
            let average = self.game.worth(size, &structure)? / V::ratio(size as i64, 1);
            if best.as_ref().is_none_or(|(most, _)| average >= *most) {
                best = Some((average, sizes));
            }
        }
        let sizes = best.map(|(_, sizes)| sizes).unwrap_or_default();
        self.memo.insert(key, sizes.clone());
        Ok(sizes)
    }
}
