//! Hedonic games: players who care about who is in their own bloc, and about nothing else.

use super::Value;
use crate::coalition::Coalition;
use crate::error::{Error, Result};
use crate::parallel::try_map;
use serde::{Deserialize, Serialize};

/// A hedonic game, dense: each player ranks the coalitions that it may belong to.
///
/// Preferences are kept as ranks, larger is better, equal is indifferent, so that exact inputs give exact
/// answers. Memory: `4·n·2^n` bytes, 200 kB at n = 12, 84 MB at n = 20, the limit.
///
/// ```
/// use comity::coalition::Coalition;
/// use comity::game::HedonicGame;
/// // Player 0 loves 1 (weight 2) and hates 2 (weight −3), and so on.
/// let g = HedonicGame::additively_separable(&[[0., 2., -3.], [1., 0., 1.], [1., 1., 0.]])?;
/// let (pair, all) = (Coalition::from_mask(0b011), Coalition::grand(3));
/// assert!(g.rank(0, pair) > g.rank(0, all) && g.rank(1, all) > g.rank(1, pair));
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// J. Drèze & J. Greenberg (1980), Hedonic coalitions, *Econometrica* 48; S. Banerjee, H. Konishi & T. Sönmez
/// (2001), Core in a simple coalition formation game, *SCW* 18; A. Bogomolnaia & M. O. Jackson (2002), The
/// stability of hedonic coalition structures, *GEB* 38.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(try_from = "Written")]
pub struct HedonicGame {
    #[serde(rename = "players")]
    n: usize,
    /// `ranks[i][mask]`: 0 where `i` is not in `mask`.
    ranks: Vec<Vec<u32>>,
}

/// A game as it is read.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    players: usize,
    ranks: Vec<Vec<u32>>,
}

impl TryFrom<Written> for HedonicGame {
    type Error = Error;

    fn try_from(Written { players: n, ranks }: Written) -> Result<Self> {
        Self::check_size(n)?;
        if ranks.len() != n || ranks.iter().any(|row| row.len() != 1 << n) {
            return Err(Error::Shape {
                what: "ranks of a hedonic game".into(),
                expected: format!("{n} rows of 2^{n}, for {n} players"),
                got: format!("{} rows of {:?}", ranks.len(), ranks.iter().map(Vec::len).collect::<Vec<_>>()),
            });
        }
        for (i, row) in ranks.iter().enumerate() {
            for s in Coalition::grand(n).subsets() {
                let (rank, member) = (row[s.index()], s.contains(i));
                if (rank > 0) != member {
                    let allowed = if member { "at least 1: it is a member" } else { "0: it is no member" };
                    return Err(Error::invalid(
                        format!("ranks of player {i}"),
                        format!("rank of {s}"),
                        rank,
                        allowed,
                    ));
                }
            }
        }
        Ok(HedonicGame { n, ranks })
    }
}

impl HedonicGame {
    /// Most players of a dense hedonic game.
    pub const MAX_PLAYERS: usize = 20;

    /// The game in which player `i` values a coalition `S ∋ i` at `utility(i, S)`; only the order counts.
    ///
    /// # Errors
    /// `n` outside 1..=20; an error of `utility`; a value that is not finite.
    ///
    /// # Example
    /// ```
    /// use comity::{coalition::Coalition, game::HedonicGame};
    /// let larger_is_better = HedonicGame::from_fn(3, |_, s| Ok(s.len() as f64))?;
    /// assert_eq!(larger_is_better.rank(0, Coalition::grand(3)), 3);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn from_fn<V: Value>(
        n: usize,
        utility: impl Fn(usize, Coalition) -> Result<V> + Sync,
    ) -> Result<Self> {
        Self::check_size(n)?;
        let ranks = try_map(n, |i| {
            let mut valued = Vec::with_capacity(1 << (n - 1));
            for s in Coalition::grand(n).subsets().filter(|s| s.contains(i)) {
                let value = utility(i, s)?;
                if !value.is_finite() {
                    return Err(Error::invalid(
                        format!("player {i} in {s}"),
                        "utility",
                        value,
                        "a number within ±1e290",
                    ));
                }
                valued.push((value, s));
            }
            // Finite values compare; the sort is stable, so nothing depends on its details.
            valued.sort_by(|a, b| a.0.partial_cmp(&b.0).unwrap_or(std::cmp::Ordering::Equal));
            let mut ranks = vec![0; 1 << n];
            let mut rank = 1;
            for k in 0..valued.len() {
                rank += u32::from(k > 0 && valued[k - 1].0 < valued[k].0);
                ranks[valued[k].1.index()] = rank;
            }
            Ok(ranks)
        })?;
        Ok(HedonicGame { n, ranks })
    }

    /// Strict preference lists: `lists[i]` names the coalitions with `i` that it ranks, best first.
    ///
    /// Coalitions that a player does not name are all equally bad, below those it names and below being
    /// alone, which comes last if it is not named.
    ///
    /// # Errors
    /// No list, more than 20; a coalition named twice, without the player, or past the last player.
    ///
    /// # Example
    /// ```
    /// use comity::{coalition::Coalition, game::HedonicGame};
    /// let c = Coalition::from_mask;
    /// // 0 likes 1, 1 would rather be alone.
    /// let game = HedonicGame::from_preferences(&[vec![c(0b11), c(0b01)], vec![c(0b10), c(0b11)]])?;
    /// assert!(game.rank(0, c(0b11)) > game.rank(0, c(0b01)));
    /// assert!(game.rank(1, c(0b11)) < game.rank(1, c(0b10)));
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn from_preferences(lists: &[Vec<Coalition>]) -> Result<Self> {
        let n = lists.len();
        Self::check_size(n)?;
        let mut ranks = vec![vec![0; 1 << n]; n];
        for (i, list) in lists.iter().enumerate() {
            for s in Coalition::grand(n).subsets().filter(|s| s.contains(i)) {
                ranks[i][s.index()] = 1;
            }
            for (place, s) in list.iter().enumerate() {
                let allowed =
                    s.contains(i) && s.is_subset_of(Coalition::grand(n)) && ranks[i][s.index()] == 1;
                if !allowed {
                    let allowed = format!("a coalition of players 0..{n} with player {i}, named once");
                    return Err(Error::invalid(
                        format!("preferences of player {i}"),
                        "coalition",
                        s,
                        allowed,
                    ));
                }
                ranks[i][s.index()] = (list.len() - place) as u32 + 2;
            }
            let alone = &mut ranks[i][Coalition::singleton(i).index()];
            *alone = (*alone).max(2);
        }
        Ok(HedonicGame { n, ranks })
    }

    /// Additively separable preferences: `u_i(S) = Σ_{j ∈ S} w_ij`.
    ///
    /// # Errors
    /// A matrix that is not square, of 1 to 20 rows; a weight that is not finite.
    ///
    /// # Example
    /// ```
    /// use comity::{coalition::Coalition, game::HedonicGame};
    /// let game = HedonicGame::additively_separable(&[[0.0, 1.0], [-1.0, 0.0]])?;
    /// let (pair, alone) = (Coalition::grand(2), Coalition::singleton);
    /// assert!(game.rank(0, pair) > game.rank(0, alone(0)) && game.rank(1, pair) < game.rank(1, alone(1)));
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn additively_separable<V: Value, R: AsRef<[V]> + Sync>(weights: &[R]) -> Result<Self> {
        Self::from_weights(weights, |_| 1)
    }

    /// Fractional preferences: `u_i(S) = Σ_{j ∈ S} w_ij / |S|` (Aziz, Brandl, Brandt et al. 2019).
    ///
    /// # Errors
    /// As [`additively_separable`](Self::additively_separable).
    ///
    /// # Example
    /// ```
    /// use comity::{coalition::Coalition, game::HedonicGame};
    /// let game = HedonicGame::fractional(&[[0.0, 3.0, 0.0], [1.0, 0.0, 1.0], [0.0, 1.0, 0.0]])?;
    /// assert!(game.rank(0, Coalition::from_mask(0b011)) > game.rank(0, Coalition::grand(3))); // 3/2 > 3/3
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn fractional<V: Value, R: AsRef<[V]> + Sync>(weights: &[R]) -> Result<Self> {
        Self::from_weights(weights, Coalition::len)
    }

    fn from_weights<V: Value, R: AsRef<[V]> + Sync>(
        weights: &[R],
        divisor: impl Fn(Coalition) -> usize + Sync,
    ) -> Result<Self> {
        if let Some(row) = weights.iter().find(|row| row.as_ref().len() != weights.len()) {
            return Err(Error::Shape {
                what: "weights of a hedonic game".into(),
                expected: format!("{} weights in each row", weights.len()),
                got: format!("a row of {}", row.as_ref().len()),
            });
        }
        Self::from_fn(weights.len(), |i, s| {
            // The player's weight for itself does not count.
            let friends = s.without(i).players();
            let sum = friends.fold(V::zero(), |sum, j| sum + weights[i].as_ref()[j].clone());
            Ok(sum / V::ratio(divisor(s) as i64, 1))
        })
    }

    fn check_size(n: usize) -> Result<()> {
        if n == 0 {
            return Err(Error::invalid("hedonic game", "players", n, "1..=20"));
        }
        if n > Self::MAX_PLAYERS {
            let reason = "each player would rank 2^(n−1) coalitions".into();
            return Err(Error::TooLarge { what: "hedonic game".into(), n, limit: Self::MAX_PLAYERS, reason });
        }
        Ok(())
    }

    /// Number of players.
    pub fn players(&self) -> usize {
        self.n
    }

    /// How much `player` likes `coalition`: larger is better; 0 where it is not a member.
    ///
    /// ```
    /// use comity::{coalition::Coalition, game::HedonicGame};
    /// let pairs = HedonicGame::from_fn(3, |_, s| Ok(if s.len() == 2 { 1.0 } else { 0.0 }))?;
    /// assert_eq!(pairs.rank(0, Coalition::from_mask(0b011)), 2);
    /// assert_eq!(pairs.rank(0, Coalition::from_mask(0b110)), 0); // 0 is no member
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn rank(&self, player: usize, coalition: Coalition) -> u32 {
        self.ranks.get(player).and_then(|row| row.get(coalition.index())).copied().unwrap_or(0)
    }
}
