//! Games with externalities: what a bloc is worth depends on how everybody else is organised.

use super::Value;
use crate::coalition::{Coalition, Partition, bell};
use crate::error::{Error, Result};
use crate::parallel::try_map;
use serde::{Deserialize, Serialize, Serializer};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Structures that one task of a parallel tabulation evaluates.
const CHUNK: u128 = 64;

/// A partition function `v(S; P)` that can be asked for any coalition structure `P`.
///
/// [`PartitionGame`] is the dense table; [`LazyPartitionGame`] asks a function once per structure.
pub trait PartitionFunction<V: Value = f64>: Sync {
    /// Number of players.
    fn players(&self) -> usize;

    /// The worth of every bloc of `structure`, in the order of [`Partition::blocs`].
    ///
    /// # Errors
    /// A structure of other players, or one that the game cannot evaluate.
    fn worths<'a>(&'a self, structure: &Partition) -> Result<Cow<'a, [V]>>;

    /// `v(bloc; structure)`.
    ///
    /// # Errors
    /// As [`worths`](Self::worths), and a `bloc` that is none of the structure's.
    fn worth(&self, bloc: Coalition, structure: &Partition) -> Result<V> {
        let place = structure.position(bloc).ok_or_else(|| {
            Error::invalid("partition function", "bloc", bloc, format!("one of {structure}"))
        })?;
        Ok(self.worths(structure)?[place].clone())
    }
}

/// A game in partition function form with transferable utility inside blocs (Thrall & Lucas 1963), dense.
///
/// `v(S; P)` for every coalition structure `P` of `n` players and every bloc `S` of it, in the order of
/// [`Partition::all`]. A worth is a *gain*.
///
/// Memory: `8·(B(n+1) − B(n)) + 4·B(n)` bytes for `f64` with `B` the Bell numbers: 26 kB at n = 7, 17 MB at
/// n = 10, 204 MB at n = 12, 1.4 GB at n = 13, the limit.
///
/// ```
/// use comity::coalition::{Coalition, Partition};
/// use comity::game::{PartitionFunction, PartitionGame};
/// // Linear Cournot oligopoly of three firms: each of k cartels earns 1/(k+1)².
/// let cournot = PartitionGame::from_fn(3, |p| {
///     let k = p.len() as f64;
///     Ok(vec![1.0 / (k + 1.0).powi(2); p.len()])
/// })?;
/// let duopoly = Partition::one_bloc(3, Coalition::from_mask(0b011))?;
/// assert_eq!(cournot.worth(Coalition::from_mask(0b011), &duopoly)?, 1.0 / 9.0);
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// R. M. Thrall & W. F. Lucas (1963), N-person games in partition function form, *Naval Research Logistics
/// Quarterly* 10.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(try_from = "WrittenGame<V>", bound = "V: Value")]
pub struct PartitionGame<V = f64> {
    n: usize,
    ranking: Ranking,
    /// `worths[starts[r]..starts[r + 1]]` belong to the structure of rank `r`.
    starts: Vec<u32>,
    worths: Vec<V>,
}

/// A partition game as it is written: the worths of the blocs of every structure, in the order of
/// [`Partition::all`].
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, bound = "V: Value")]
struct WrittenGame<V> {
    players: usize,
    #[serde(with = "crate::game::plain")]
    worths: Vec<Vec<V>>,
}

impl<V: Value> Serialize for PartitionGame<V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let worths = self.starts.windows(2).map(|w| self.worths[w[0] as usize..w[1] as usize].to_vec());
        WrittenGame { players: self.n, worths: worths.collect() }.serialize(serializer)
    }
}

impl<V: Value> TryFrom<WrittenGame<V>> for PartitionGame<V> {
    type Error = Error;

    fn try_from(WrittenGame { players, worths }: WrittenGame<V>) -> Result<Self> {
        let rows = in_order("worths of a partition game", players, worths)?;
        PartitionGame::from_fn(players, |p| Ok(rows(p)))
    }
}

impl<V: Value> PartitionGame<V> {
    /// Most players of a dense partition game.
    pub const MAX_PLAYERS: usize = MAX_PLAYERS;

    /// Tabulates `worths(P)`, the worth of each bloc of `P` in the order of [`Partition::blocs`], over all
    /// `B(n)` structures, in parallel; the table does not depend on the number of threads.
    ///
    /// # Errors
    /// `n` outside 1..=13; an error of `worths` (that of the first structure in the order of
    /// [`Partition::all`]); a list of the wrong length; a worth that is NaN or infinite.
    ///
    /// # Example
    /// ```
    /// use comity::{coalition::Partition, game::PartitionGame};
    /// let squares = |p: &Partition| p.blocs().iter().map(|b| (b.len() * b.len()) as f64).collect();
    /// let game = PartitionGame::from_fn(3, |p| Ok(squares(p)))?;
    /// assert_eq!(game.structures(), 5);
    /// let wrong = PartitionGame::from_fn(2, |_| Ok(vec![1.0])).unwrap_err();
    /// assert!(wrong.to_string().starts_with("values of coalition structure {0} {1}: expected 2 values"));
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn from_fn(n: usize, worths: impl Fn(&Partition) -> Result<Vec<V>> + Sync) -> Result<Self> {
        check_size("partition game", n)?;
        let chunks = tabulate(n, Partition::len, worths)?;
        let mut starts = Vec::with_capacity(structures(n) + 1);
        let mut table =
            Vec::with_capacity(chunks.iter().map(|c| c.iter().map(Vec::len).sum::<usize>()).sum());
        starts.push(0);
        for mut row in chunks.into_iter().flatten() {
            table.append(&mut row);
            starts.push(table.len() as u32);
        }
        Ok(PartitionGame { n, ranking: Ranking::new(n), starts, worths: table })
    }

    /// Number of players.
    pub fn players(&self) -> usize {
        self.n
    }

    /// Number of coalition structures, `B(n)`.
    pub fn structures(&self) -> usize {
        self.starts.len() - 1
    }

    /// The worth of every bloc of the structure of that [`rank`](Partition::rank); empty past the last.
    ///
    /// ```
    /// use comity::{coalition::Partition, game::PartitionGame};
    /// let game = PartitionGame::from_fn(3, |p| Ok(vec![1.0 / p.len() as f64; p.len()]))?;
    /// assert_eq!(game.worths_at(0), [1.0]); // everybody together comes first
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn worths_at(&self, rank: usize) -> &[V] {
        match self.starts.windows(2).nth(rank) {
            Some(span) => &self.worths[span[0] as usize..span[1] as usize],
            None => &[],
        }
    }

    /// Every structure with the worths of its blocs, in the order of [`Partition::all`].
    ///
    /// ```
    /// use comity::game::PartitionGame;
    /// let game = PartitionGame::from_fn(2, |p| Ok(vec![1.0 / p.len() as f64; p.len()]))?;
    /// let lines: Vec<String> = game.iter().map(|(p, worths)| format!("{p}: {worths:?}")).collect();
    /// assert_eq!(lines, ["{0,1}: [1.0]", "{0} {1}: [0.5, 0.5]"]);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn iter(&self) -> impl Iterator<Item = (Partition, &[V])> {
        Partition::all(self.n).enumerate().map(|(rank, p)| (p, self.worths_at(rank)))
    }

    /// The NTU game in which every bloc shares its worth equally.
    ///
    /// ```
    /// use comity::{coalition::Partition, game::PartitionGame};
    /// let game = PartitionGame::from_fn(3, |p| Ok(vec![6.0; p.len()]))?;
    /// assert_eq!(game.equal_split().payoffs(&Partition::grand(3))?, [2.0; 3]);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn equal_split(&self) -> PartitionPayoffs {
        let mut payoffs = Vec::with_capacity(self.structures() * self.n);
        for (structure, worths) in self.iter() {
            let word = structure.growth_string();
            let share = |k: &usize| worths[*k].to_f64() / structure.blocs()[*k].len() as f64;
            payoffs.extend(word.iter().map(share));
        }
        PartitionPayoffs { n: self.n, ranking: self.ranking.clone(), payoffs }
    }
}

impl<V: Value> PartitionFunction<V> for PartitionGame<V> {
    fn players(&self) -> usize {
        self.n
    }
    fn worths<'a>(&'a self, structure: &Partition) -> Result<Cow<'a, [V]>> {
        Ok(Cow::Borrowed(self.worths_at(self.ranking.rank(structure)?)))
    }
}

/// A payoff for every player in every coalition structure, dense: non-transferable utility with
/// externalities.
///
/// A hedonic game is the special case in which a player's payoff depends on its own bloc only. Memory:
/// `8·n·B(n)` bytes: 49 kB at n = 7, 9 MB at n = 10, 405 MB at n = 12, 2.9 GB at n = 13, the limit.
///
/// ```
/// use comity::coalition::Partition;
/// use comity::game::PartitionPayoffs;
/// // Everybody likes to have few blocs around.
/// let g = PartitionPayoffs::from_fn(4, |p| Ok(vec![-(p.len() as f64); 4]))?;
/// assert_eq!(g.payoffs(&Partition::singletons(4))?, [-4.0; 4]);
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(try_from = "WrittenPayoffs")]
pub struct PartitionPayoffs {
    n: usize,
    ranking: Ranking,
    payoffs: Vec<f64>,
}

/// Payoffs as they are written: those of every structure, in the order of [`Partition::all`].
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenPayoffs {
    players: usize,
    payoffs: Vec<Vec<f64>>,
}

impl Serialize for PartitionPayoffs {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let payoffs = self.payoffs.chunks_exact(self.n).map(Vec::from).collect();
        WrittenPayoffs { players: self.n, payoffs }.serialize(serializer)
    }
}

impl TryFrom<WrittenPayoffs> for PartitionPayoffs {
    type Error = Error;

    fn try_from(WrittenPayoffs { players, payoffs }: WrittenPayoffs) -> Result<Self> {
        let rows = in_order("payoffs per partition", players, payoffs)?;
        PartitionPayoffs::from_fn(players, |p| Ok(rows(p)))
    }
}

impl PartitionPayoffs {
    /// Most players of a dense table of payoffs.
    pub const MAX_PLAYERS: usize = MAX_PLAYERS;

    /// Tabulates `payoffs(P)`, one payoff per player, over all `B(n)` structures, in parallel; the table does
    /// not depend on the number of threads.
    ///
    /// # Errors
    /// As [`PartitionGame::from_fn`].
    ///
    /// # Example
    /// ```
    /// use comity::{coalition::Partition, game::PartitionPayoffs};
    /// let game = PartitionPayoffs::from_fn(3, |p| Ok(vec![p.len() as f64; 3]))?;
    /// assert_eq!(game.structures(), 5);
    /// assert!(PartitionPayoffs::from_fn(3, |_| Ok(vec![0.0])).is_err());
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn from_fn(n: usize, payoffs: impl Fn(&Partition) -> Result<Vec<f64>> + Sync) -> Result<Self> {
        check_size("table of payoffs per partition", n)?;
        let chunks = tabulate(n, Partition::players, payoffs)?;
        let mut table = Vec::with_capacity(structures(n) * n);
        chunks.into_iter().flatten().for_each(|mut row| table.append(&mut row));
        Ok(PartitionPayoffs { n, ranking: Ranking::new(n), payoffs: table })
    }

    /// Number of players.
    pub fn players(&self) -> usize {
        self.n
    }

    /// Number of coalition structures, `B(n)`.
    pub fn structures(&self) -> usize {
        self.payoffs.len() / self.n
    }

    /// Each player's payoff in `structure`.
    ///
    /// # Errors
    /// A structure of other players.
    ///
    /// # Example
    /// ```
    /// use comity::{coalition::{Coalition, Partition}, game::PartitionPayoffs};
    /// let size = |p: &Partition, i| p.bloc_of(i).map_or(0.0, |bloc| bloc.len() as f64);
    /// let game = PartitionPayoffs::from_fn(3, |p| Ok((0..3).map(|i| size(p, i)).collect()))?;
    /// assert_eq!(game.payoffs(&Partition::one_bloc(3, Coalition::from_mask(0b110))?)?, [1.0, 2.0, 2.0]);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn payoffs(&self, structure: &Partition) -> Result<&[f64]> {
        Ok(self.payoffs_at(self.ranking.rank(structure)?))
    }

    /// Each player's payoff in the structure of that [`rank`](Partition::rank); empty past the last.
    pub fn payoffs_at(&self, rank: usize) -> &[f64] {
        self.payoffs.chunks_exact(self.n).nth(rank).unwrap_or(&[])
    }

    /// Every structure with its payoffs, in the order of [`Partition::all`].
    pub fn iter(&self) -> impl Iterator<Item = (Partition, &[f64])> {
        Partition::all(self.n).zip(self.payoffs.chunks_exact(self.n))
    }
}

/// A partition function that is computed when asked and remembered: for solvers that visit few structures.
///
/// The function must be pure; then neither the order of the questions nor the number of threads shows.
pub struct LazyPartitionGame<F, V = f64> {
    n: usize,
    worths: F,
    memo: Mutex<BTreeMap<Partition, Arc<[V]>>>,
}

impl<V: Value, F: Fn(&Partition) -> Result<Vec<V>> + Sync> LazyPartitionGame<F, V> {
    /// The game in which the blocs of `P` are worth `worths(P)`, in the order of [`Partition::blocs`].
    ///
    /// # Errors
    /// `n` outside 1..=63.
    ///
    /// # Example
    /// ```
    /// use comity::{coalition::Partition, game::{LazyPartitionGame, PartitionFunction}};
    /// let game = LazyPartitionGame::new(30, |p: &Partition| Ok(vec![1.0 / p.len() as f64; p.len()]))?;
    /// assert_eq!(game.worths(&Partition::grand(30))?[..], [1.0]);
    /// assert_eq!(game.evaluated(), 1);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn new(n: usize, worths: F) -> Result<Self> {
        if n == 0 || n > Coalition::MAX_PLAYERS {
            return Err(Error::invalid("game", "players", n, "1..=63"));
        }
        Ok(LazyPartitionGame { n, worths, memo: Mutex::default() })
    }

    /// How many structures have been evaluated so far.
    ///
    /// ```
    /// use comity::{coalition::Partition, game::{LazyPartitionGame, PartitionFunction}};
    /// let game = LazyPartitionGame::new(5, |p: &Partition| Ok(vec![1.0; p.len()]))?;
    /// game.worths(&Partition::grand(5))?;
    /// game.worths(&Partition::grand(5))?;
    /// assert_eq!(game.evaluated(), 1);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn evaluated(&self) -> usize {
        self.memo.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

impl<V: Value, F: Fn(&Partition) -> Result<Vec<V>> + Sync> PartitionFunction<V> for LazyPartitionGame<F, V> {
    fn players(&self) -> usize {
        self.n
    }

    fn worths<'a>(&'a self, structure: &Partition) -> Result<Cow<'a, [V]>> {
        if structure.players() != self.n {
            return Err(other_players(self.n, structure));
        }
        let known = self.memo.lock().unwrap_or_else(PoisonError::into_inner).get(structure).cloned();
        let row = match known {
            Some(row) => row,
            None => {
                // The lock is not held while the function runs: two threads may ask it the same thing once.
                let row: Arc<[V]> = checked((self.worths)(structure)?, structure.len(), structure)?.into();
                let mut memo = self.memo.lock().unwrap_or_else(PoisonError::into_inner);
                memo.insert(structure.clone(), row.clone());
                row
            }
        };
        Ok(Cow::Owned(row.to_vec()))
    }
}

const MAX_PLAYERS: usize = 13;

fn check_size(what: &str, n: usize) -> Result<()> {
    if n == 0 {
        return Err(Error::invalid(what, "players", n, format!("1..={MAX_PLAYERS}")));
    }
    if n > MAX_PLAYERS {
        let reason = match (n <= Coalition::MAX_PLAYERS).then(|| bell(n)).flatten() {
            Some(b) => format!("{b} coalition structures, about {:.1e} bytes", 8.0 * n as f64 * b as f64),
            None => "more than 2^128 coalition structures, no memory holds them".into(),
        };
        let reason = format!("{reason}; use LazyPartitionGame with a solver that visits few structures");
        return Err(Error::TooLarge { what: what.into(), n, limit: MAX_PLAYERS, reason });
    }
    Ok(())
}

/// `B(n)` for an `n` that [`check_size`] has let through.
fn structures(n: usize) -> usize {
    bell(n).unwrap_or(0) as usize
}

/// One row per structure, checked, in the order of [`Partition::all`], in chunks.
fn tabulate<V: Value>(
    n: usize,
    width: impl Fn(&Partition) -> usize + Sync,
    row: impl Fn(&Partition) -> Result<Vec<V>> + Sync,
) -> Result<Vec<Vec<Vec<V>>>> {
    try_map((structures(n) as u128).div_ceil(CHUNK) as usize, |chunk| {
        let first = chunk as u128 * CHUNK;
        Partition::all_from(n, first).take(CHUNK as usize).map(|p| checked(row(&p)?, width(&p), &p)).collect()
    })
}

fn checked<V: Value>(row: Vec<V>, width: usize, structure: &Partition) -> Result<Vec<V>> {
    if row.len() != width {
        return Err(Error::Shape {
            what: format!("values of coalition structure {structure}"),
            expected: format!("{width} values"),
            got: format!("{} values", row.len()),
        });
    }
    match row.iter().position(|v| !v.is_finite()) {
        Some(k) => {
            let subject = format!("coalition structure {structure}");
            Err(Error::invalid(subject, format!("value {k}"), &row[k], "a number within ±1e290"))
        }
        None => Ok(row),
    }
}

/// The row of a structure among rows in the order of [`Partition::all`].
fn in_order<V: Value>(
    what: &str,
    players: usize,
    rows: Vec<Vec<V>>,
) -> Result<impl Fn(&Partition) -> Vec<V> + Sync> {
    check_size(what, players)?;
    if rows.len() != structures(players) {
        return Err(Error::Shape {
            what: what.into(),
            expected: format!(
                "{} rows, one per coalition structure of {players} players",
                structures(players)
            ),
            got: rows.len().to_string(),
        });
    }
    let ranking = Ranking::new(players);
    Ok(move |p: &Partition| ranking.rank(p).ok().and_then(|rank| rows.get(rank)).cloned().unwrap_or_default())
}

fn other_players(n: usize, structure: &Partition) -> Error {
    Error::Shape {
        what: format!("coalition structure {structure}"),
        expected: format!("a partition of {n} players"),
        got: format!("one of {} players", structure.players()),
    }
}

/// Rank of a structure in [`Partition::all`] from a table made once: O(n) where [`Partition::rank`] is O(n²).
#[derive(Clone, PartialEq, Debug)]
struct Ranking {
    n: usize,
    /// `completions[r][m]`: restricted growth strings of `r` more letters after `m` distinct ones.
    completions: Vec<Vec<usize>>,
}

impl Ranking {
    fn new(n: usize) -> Self {
        let mut completions = vec![vec![1usize; n + 1]];
        for r in 1..n {
            let last = &completions[r - 1];
            completions.push((0..=n - r).map(|m| m * last[m] + last[m + 1]).collect());
        }
        Ranking { n, completions }
    }

    fn rank(&self, structure: &Partition) -> Result<usize> {
        if structure.players() != self.n {
            return Err(other_players(self.n, structure));
        }
        let mut letters = [0u8; MAX_PLAYERS];
        for (k, bloc) in structure.blocs().iter().enumerate() {
            bloc.players().for_each(|i| letters[i] = k as u8);
        }
        let (mut rank, mut used) = (0, 0);
        for (i, &letter) in letters[..self.n].iter().enumerate() {
            rank += letter as usize * self.completions[self.n - i - 1][used];
            used = used.max(letter as usize + 1);
        }
        Ok(rank)
    }
}
