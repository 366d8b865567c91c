//! Transferable-utility games: a worth for every coalition.

use super::Value;
use crate::coalition::Coalition;
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};

/// A characteristic function that can be asked for any coalition's worth.
///
/// The dense table [`TuGame`] is one; [`FnGame`] wraps a function and needs no table, so that concepts
/// that ask for few coalitions reach 63 players.
pub trait Characteristic: Sync {
    /// Number of players.
    fn players(&self) -> usize;
    /// The worth of `coalition`; 0 for the empty one.
    fn value(&self, coalition: Coalition) -> f64;
}

/// A game with transferable utility, dense: one worth for each of the `2^n` coalitions.
///
/// `values[mask]` is the worth of the coalition with that bit mask; `values[0] = 0`. The worth is a *gain*
/// (more is better). Memory: 8 · 2^n bytes for `f64`. Serialises as `{"players", "values"}`.
///
/// ```
/// use comity::coalition::Coalition;
/// use comity::game::TuGame;
/// // The glove game: player 0 owns a left glove, 1 and 2 own right ones.
/// let glove = TuGame::from_fn(3, |s| if s.contains(0) && s.len() > 1 { 1.0 } else { 0.0 })?;
/// assert_eq!(*glove.grand(), 1.0);
/// assert_eq!(*glove.value(Coalition::from_mask(6)), 0.0);
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(try_from = "Written<V>", bound = "V: Value")]
pub struct TuGame<V = f64> {
    #[serde(rename = "players")]
    n: usize,
    #[serde(with = "crate::game::plain")]
    values: Vec<V>,
}

/// A game as it is read.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, bound = "V: Value")]
struct Written<V> {
    players: usize,
    #[serde(with = "crate::game::plain")]
    values: Vec<V>,
}

impl<V: Value> TryFrom<Written<V>> for TuGame<V> {
    type Error = Error;

    fn try_from(Written { players, values }: Written<V>) -> Result<Self> {
        let game = Self::from_values(values)?;
        if game.n != players {
            return Err(Error::Shape {
                what: "values of a transferable-utility game".into(),
                expected: format!("2^{players}, for {players} players"),
                got: game.values.len().to_string(),
            });
        }
        Ok(game)
    }
}

impl<V: Value> TuGame<V> {
    /// Most players of a dense game: 8 GiB of `f64`.
    pub const MAX_PLAYERS: usize = 30;

    /// The game with these worths, indexed by mask.
    ///
    /// # Errors
    /// A length that is not `2^n` with 1 ≤ n ≤ 30, a worth that is NaN or past ±1e290, a non-zero worth of
    /// the empty coalition.
    ///
    /// # Example
    /// ```
    /// use comity::game::TuGame;
    /// assert_eq!(*TuGame::from_values(vec![0.0, 1.0, 1.0, 3.0])?.grand(), 3.0);
    /// let wrong = TuGame::from_values(vec![0.0, 1.0, f64::NAN, 3.0]).unwrap_err();
    /// assert_eq!(wrong.to_string(), "coalition {1}: worth is NaN, allowed: a number within ±1e290");
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn from_values(values: Vec<V>) -> Result<Self> {
        let n = values.len().checked_ilog2().unwrap_or(0) as usize;
        if values.len() != 1 << n || n == 0 {
            return Err(Error::Shape {
                what: "worths of a transferable-utility game".into(),
                expected: "2^n values with n ≥ 1".into(),
                got: format!("{} values", values.len()),
            });
        }
        Self::check_size(n)?;
        if !values[0].is_zero() {
            return Err(Error::invalid("the empty coalition", "worth", &values[0], "0 for nobody"));
        }
        if let Some(mask) = values.iter().position(|v| !v.is_finite()) {
            let who = format!("coalition {}", Coalition::from_mask(mask as u64));
            return Err(Error::invalid(who, "worth", &values[mask], "a number within ±1e290"));
        }
        Ok(TuGame { n, values })
    }

    /// The game in which `S` is worth `worth(S)`; the empty coalition is worth 0 and is not asked for.
    ///
    /// # Errors
    /// As [`from_values`](Self::from_values).
    ///
    /// # Example
    /// ```
    /// use comity::game::{Fraction, TuGame, Value};
    /// let majority = TuGame::from_fn(3, |s| Fraction::ratio(i64::from(s.len() > 1), 1))?; // exact
    /// assert_eq!(majority.values().iter().filter(|v| **v == Fraction::ratio(1, 1)).count(), 4);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn from_fn(n: usize, mut worth: impl FnMut(Coalition) -> V) -> Result<Self> {
        Self::check_size(n)?;
        let mut values = Vec::with_capacity(1 << n);
        values.push(V::zero());
        values.extend((1..1u64 << n).map(|mask| worth(Coalition::from_mask(mask))));
        Self::from_values(values)
    }

    /// A game on the same players with another table, whose worths are sums of worths and need no check.
    pub(super) fn with_values(&self, values: Vec<V>) -> Self {
        debug_assert_eq!(values.len(), self.values.len());
        TuGame { n: self.n, values }
    }

    pub(super) fn check_size(n: usize) -> Result<()> {
        if n == 0 {
            return Err(Error::invalid("game", "players", n, "1..=30"));
        }
        if n > Self::MAX_PLAYERS {
            return Err(Error::TooLarge {
                what: "dense game".into(),
                n,
                limit: Self::MAX_PLAYERS,
                reason: format!(
                    "its table would hold 2^{n} worths; use FnGame with a method that needs no table"
                ),
            });
        }
        Ok(())
    }

    /// Number of players.
    pub fn players(&self) -> usize {
        self.n
    }

    /// The worth of `coalition`. Players past `n − 1` do not count.
    ///
    /// ```
    /// use comity::{coalition::Coalition, game::TuGame};
    /// let game = TuGame::from_fn(3, |s| s.len() as f64)?;
    /// assert_eq!(*game.value(Coalition::from_mask(0b101)), 2.0);
    /// assert_eq!(*game.value(Coalition::from_mask(0b1101)), 2.0); // there is no player 3
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn value(&self, coalition: Coalition) -> &V {
        &self.values[coalition.intersection(Coalition::grand(self.n)).index()]
    }

    /// The worth of everybody together.
    pub fn grand(&self) -> &V {
        &self.values[self.values.len() - 1]
    }

    /// All `2^n` worths, by mask.
    pub fn values(&self) -> &[V] {
        &self.values
    }

    /// The table itself.
    pub fn into_values(self) -> Vec<V> {
        self.values
    }

    /// The coalition of everybody.
    pub fn grand_coalition(&self) -> Coalition {
        Coalition::grand(self.n)
    }

    /// The largest worth in absolute terms, as `f64`: the scale that tolerances are relative to.
    ///
    /// ```
    /// use comity::game::TuGame;
    /// assert_eq!(TuGame::from_values(vec![0.0, -5.0, 1.0, 3.0])?.scale(), 5.0);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn scale(&self) -> f64 {
        self.values.iter().map(|v| v.to_f64().abs()).fold(0.0, f64::max)
    }

    /// The same game in `f64`, each worth rounded to nearest.
    ///
    /// ```
    /// use comity::game::{Fraction, TuGame, Value};
    /// let thirds = TuGame::from_fn(2, |s| Fraction::ratio(s.len() as i64, 3))?;
    /// assert_eq!(thirds.to_f64().values(), [0.0, 1.0 / 3.0, 1.0 / 3.0, 2.0 / 3.0]);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn to_f64(&self) -> TuGame<f64> {
        TuGame { n: self.n, values: self.values.iter().map(Value::to_f64).collect() }
    }
}

impl Characteristic for TuGame<f64> {
    fn players(&self) -> usize {
        self.n
    }
    fn value(&self, coalition: Coalition) -> f64 {
        *TuGame::value(self, coalition)
    }
}

/// A game given by a function, never tabulated: up to 63 players.
pub struct FnGame<F> {
    n: usize,
    worth: F,
}

impl<F: Fn(Coalition) -> f64 + Sync> FnGame<F> {
    /// The game in which `S` is worth `worth(S)`; the empty coalition is worth 0 and is not asked for.
    ///
    /// # Errors
    /// `n` outside 1..=63.
    ///
    /// # Example
    /// ```
    /// use comity::{coalition::Coalition, game::{Characteristic, FnGame}};
    /// let large = FnGame::new(60, |s: Coalition| (s.len() as f64).sqrt())?;
    /// assert_eq!(large.value(Coalition::grand(36)), 6.0);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn new(n: usize, worth: F) -> Result<Self> {
        if n == 0 || n > Coalition::MAX_PLAYERS {
            return Err(Error::invalid("game", "players", n, "1..=63"));
        }
        Ok(FnGame { n, worth })
    }
}

impl<F: Fn(Coalition) -> f64 + Sync> Characteristic for FnGame<F> {
    fn players(&self) -> usize {
        self.n
    }
    fn value(&self, coalition: Coalition) -> f64 {
        if coalition.is_empty() { 0.0 } else { (self.worth)(coalition) }
    }
}
