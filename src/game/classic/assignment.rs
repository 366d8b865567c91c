//! Assignment games.

use crate::error::{Error, Result};
use crate::game::{TuGame, Value};

impl<V: Value> TuGame<V> {
    /// The assignment game of a market of sellers and buyers: a coalition is worth its best matching.
    ///
    /// `gains[i][j]` is what seller `i` and buyer `j` gain by trading. Sellers are players `0..rows`, buyers
    /// follow. A pair that would lose by trading does not trade.
    ///
    /// # Errors
    /// No seller or no buyer, rows of different lengths, more than 30 players, a gain that is not finite.
    ///
    /// # Complexity
    /// O(n 2^n) time: each coalition's best matching from those without its last seller.
    ///
    /// # Examples
    /// ```
    /// use comity::game::TuGame;
    /// // Shapley and Shubik's three houses.
    /// let market = TuGame::assignment(&[vec![5.0, 8.0, 2.0], vec![7.0, 9.0, 6.0], vec![2.0, 3.0, 0.0]])?;
    /// assert_eq!(*market.grand(), 16.0);
    /// # Ok::<(), comity::Error>(())
    /// ```
    ///
    /// # References
    /// L. S. Shapley and M. Shubik, "The assignment game I: the core", *International Journal of Game Theory*
    /// 1 (1971).
    pub fn assignment(gains: &[Vec<V>]) -> Result<Self> {
        let (sellers, buyers) = (gains.len(), gains.first().map_or(0, Vec::len));
        for (i, row) in gains.iter().enumerate() {
            if row.len() != buyers {
                return Err(Error::Shape {
                    what: format!("gains of seller {i}"),
                    expected: format!("{buyers} buyers"),
                    got: row.len().to_string(),
                });
            }
            if let Some(j) = row.iter().position(|g| !g.is_finite()) {
                return Err(Error::invalid(
                    format!("seller {i}"),
                    format!("gain with {j}"),
                    &row[j],
                    "finite",
                ));
            }
        }
        if sellers == 0 || buyers == 0 {
            return Err(Error::invalid(
                "assignment game",
                "players",
                format!("{sellers} × {buyers}"),
                "both sides",
            ));
        }
        TuGame::<V>::check_size(sellers + buyers)?;
        // By buyers' mask, for the coalitions of one set of sellers; sets of sellers in the order of their masks.
        let sides = 1usize << buyers;
        let mut best = vec![V::zero(); sides << sellers];
        for group in 1usize..1 << sellers {
            let seller = group.ilog2() as usize;
            let before = group ^ (1 << seller);
            for market in 0..sides {
                let mut most = best[before * sides + market].clone();
                for (j, gain) in gains[seller].iter().enumerate().filter(|(j, _)| market >> j & 1 == 1) {
                    let with = gain.clone() + best[before * sides + (market ^ (1 << j))].clone();
                    if with > most {
                        most = with;
                    }
                }
                best[group * sides + market] = most;
            }
        }
        TuGame::from_fn(sellers + buyers, |s| {
            let (group, market) = (s.index() & ((1 << sellers) - 1), s.index() >> sellers);
            best[group * sides + market].clone()
        })
    }
}
