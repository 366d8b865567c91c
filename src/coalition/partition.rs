//! Coalition structures: partitions of the players into blocs.

use super::{Coalition, bell};
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Coalition structure of players `0..n`: disjoint non-empty blocs that cover all players.
///
/// Blocs are kept in the order of their lowest member, so equal structures are equal values.
///
/// ```
/// use comity::coalition::{Coalition, Partition};
/// let p = Partition::new(4, [0b1010, 0b0001, 0b0100].map(Coalition::from_mask))?;
/// assert_eq!(p.to_string(), "{0} {1,3} {2}");
/// assert_eq!(p.bloc_of(3), Some(Coalition::from_mask(0b1010)));
/// assert_eq!(Partition::all(4).count(), 15);
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Vec<Coalition>", into = "Vec<Coalition>")]
pub struct Partition {
    blocs: Vec<Coalition>,
}

impl Partition {
    /// The structure with these blocs, in any order.
    ///
    /// # Errors
    /// An empty bloc, a player in two blocs, a player past `n − 1`, or one in none.
    ///
    /// # Example
    /// ```
    /// use comity::coalition::{Coalition, Partition};
    /// assert!(Partition::new(3, [0b011, 0b100].map(Coalition::from_mask)).is_ok());
    /// let missing = Partition::new(3, [Coalition::from_mask(0b011)]).unwrap_err();
    /// assert_eq!(missing.to_string(), "partition: players covered is {0,1}, allowed: all of {0,1,2}");
    /// ```
    pub fn new(n: usize, blocs: impl IntoIterator<Item = Coalition>) -> Result<Self> {
        Self::of(n, blocs.into_iter().collect())
    }

    /// [`new`](Self::new), compiled once for every kind of list.
    fn of(n: usize, mut blocs: Vec<Coalition>) -> Result<Self> {
        let all = Coalition::grand(n);
        let mut seen = Coalition::EMPTY;
        for &bloc in &blocs {
            if bloc.is_empty() || !bloc.is_subset_of(all) || !bloc.is_disjoint(seen) {
                let allowed = format!("non-empty, disjoint from {seen}, within {all}");
                return Err(Error::invalid("partition", "bloc", bloc, allowed));
            }
            seen = seen.union(bloc);
        }
        if seen != all {
            return Err(Error::invalid("partition", "players covered", seen, format!("all of {all}")));
        }
        blocs.sort_unstable_by_key(|b| b.first());
        Ok(Partition { blocs })
    }

    /// The structure of singletons.
    ///
    /// ```
    /// assert_eq!(comity::coalition::Partition::singletons(3).to_string(), "{0} {1} {2}");
    /// ```
    pub fn singletons(n: usize) -> Self {
        Partition { blocs: (0..n.min(Coalition::MAX_PLAYERS)).map(Coalition::singleton).collect() }
    }

    /// The structure of the grand coalition; no bloc when `n = 0`.
    ///
    /// ```
    /// assert_eq!(comity::coalition::Partition::grand(3).to_string(), "{0,1,2}");
    /// ```
    pub fn grand(n: usize) -> Self {
        Partition { blocs: if n == 0 { vec![] } else { vec![Coalition::grand(n)] } }
    }

    /// The structure of `bloc` and singletons, that of the γ conjecture.
    ///
    /// # Errors
    /// A player past `n − 1`.
    ///
    /// ```
    /// use comity::coalition::{Coalition, Partition};
    /// assert_eq!(Partition::one_bloc(4, Coalition::from_mask(0b0110))?.to_string(), "{0} {1,2} {3}");
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn one_bloc(n: usize, bloc: Coalition) -> Result<Self> {
        let rest = bloc.complement(n).players().map(Coalition::singleton);
        Self::new(n, (!bloc.is_empty()).then_some(bloc).into_iter().chain(rest))
    }

    /// Blocs in the order of their lowest member.
    ///
    /// ```
    /// use comity::coalition::{Coalition, Partition};
    /// let structure = Partition::one_bloc(3, Coalition::from_mask(0b011))?; // {0,1} {2}
    /// assert_eq!(structure.blocs(), [Coalition::from_mask(0b011), Coalition::singleton(2)]);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn blocs(&self) -> &[Coalition] {
        &self.blocs
    }

    /// Number of blocs.
    ///
    /// ```
    /// use comity::coalition::{Coalition, Partition};
    /// let structure = Partition::one_bloc(3, Coalition::from_mask(0b011))?; // {0,1} {2}
    /// assert_eq!(structure.len(), 2);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn len(&self) -> usize {
        self.blocs.len()
    }

    /// Whether it has no bloc (only with no player).
    ///
    /// ```
    /// use comity::coalition::{Coalition, Partition};
    /// let structure = Partition::one_bloc(3, Coalition::from_mask(0b011))?; // {0,1} {2}
    /// assert!(!structure.is_empty() && Partition::singletons(0).is_empty());
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn is_empty(&self) -> bool {
        self.blocs.is_empty()
    }

    /// Number of players.
    ///
    /// ```
    /// use comity::coalition::{Coalition, Partition};
    /// let structure = Partition::one_bloc(3, Coalition::from_mask(0b011))?; // {0,1} {2}
    /// assert_eq!(structure.players(), 3);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn players(&self) -> usize {
        self.blocs.iter().map(|b| b.len()).sum()
    }

    /// Bloc of `player`; `None` past the last player.
    ///
    /// ```
    /// use comity::coalition::{Coalition, Partition};
    /// let pair = Partition::one_bloc(3, Coalition::from_mask(0b101))?;
    /// assert_eq!((pair.bloc_of(2), pair.bloc_of(3)), (Some(Coalition::from_mask(0b101)), None));
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn bloc_of(&self, player: usize) -> Option<Coalition> {
        self.blocs.iter().copied().find(|b| b.contains(player))
    }

    /// Place of `bloc` among [`blocs`](Self::blocs).
    ///
    /// ```
    /// use comity::coalition::{Coalition, Partition};
    /// let structure = Partition::one_bloc(3, Coalition::from_mask(0b011))?; // {0,1} {2}
    /// assert_eq!((structure.position(Coalition::singleton(2)), structure.position(Coalition::grand(3))), (Some(1), None));
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn position(&self, bloc: Coalition) -> Option<usize> {
        self.blocs.iter().position(|&b| b == bloc)
    }

    /// The structure after the members of `leaving` have left every bloc and formed one of their own; the
    /// others stay together where they were (the δ conjecture of Hart & Kurz 1983).
    ///
    /// ```
    /// use comity::coalition::{Coalition, Partition};
    /// let left = Partition::grand(4).after_departure(Coalition::from_mask(0b0101));
    /// assert_eq!(left.to_string(), "{0,2} {1,3}");
    /// ```
    pub fn after_departure(&self, leaving: Coalition) -> Self {
        let mut blocs: Vec<Coalition> = self.blocs.iter().map(|b| b.difference(leaving)).collect();
        blocs.push(leaving);
        blocs.retain(|b| !b.is_empty());
        blocs.sort_unstable_by_key(|b| b.first());
        Partition { blocs }
    }

    /// All structures of `n` players in the lexicographic order of their restricted growth strings,
    /// everybody together first and everybody alone last. `bell(n)` of them; `n` past 63 counts as 63.
    ///
    /// ```
    /// use comity::coalition::Partition;
    /// let all: Vec<String> = Partition::all(3).map(|p| p.to_string()).collect();
    /// assert_eq!(all, ["{0,1,2}", "{0,1} {2}", "{0,2} {1}", "{0} {1,2}", "{0} {1} {2}"]);
    /// ```
    pub fn all(n: usize) -> impl Iterator<Item = Partition> + Clone + fmt::Debug {
        let n = n.min(Coalition::MAX_PLAYERS);
        Partitions { word: vec![0; n], max: vec![0; n], done: false }
    }

    /// The structures of [`Partition::all`] from place `rank` on; none at or past `bell(n)`.
    pub(crate) fn all_from(n: usize, rank: u128) -> impl Iterator<Item = Partition> {
        let Some(start) = Self::unrank(n, rank) else {
            return Partitions { word: vec![], max: vec![], done: true };
        };
        let word = start.growth_string();
        let max = word
            .iter()
            .scan(0, |most, &letter| {
                *most = letter.max(*most);
                Some(*most)
            })
            .collect();
        Partitions { word, max, done: false }
    }

    /// Place of this structure in [`Partition::all`]. O(n²) time; `None` where the count passes 128 bits.
    ///
    /// ```
    /// use comity::coalition::Partition;
    /// assert_eq!(Partition::singletons(3).rank(), Some(4)); // the last of five
    /// ```
    pub fn rank(&self) -> Option<u128> {
        let n = self.players();
        let word = self.growth_string();
        // completions(r, m): ways to finish r letters when m letters are in use: C(0,m)=1, C(r,m)=m C(r-1,m)+C(r-1,m+1).
        let table = completions(n)?;
        let (mut rank, mut used) = (0u128, 0usize);
        for (i, &letter) in word.iter().enumerate() {
            let rest = n - i - 1;
            rank = rank.checked_add((letter as u128).checked_mul(table[rest][used])?)?;
            used = used.max(letter + 1);
        }
        Some(rank)
    }

    /// The structure at place `rank` of [`Partition::all`]; `None` at or past `bell(n)`.
    ///
    /// ```
    /// use comity::coalition::Partition;
    /// assert_eq!(Partition::unrank(3, 4), Some(Partition::singletons(3)));
    /// assert_eq!(Partition::unrank(3, 5), None);
    /// ```
    pub fn unrank(n: usize, mut rank: u128) -> Option<Self> {
        if rank >= bell(n)? {
            return None;
        }
        let table = completions(n)?;
        let mut blocs: Vec<Coalition> = Vec::new();
        for i in 0..n {
            let step = table[n - i - 1][blocs.len()];
            let letter = ((rank / step) as usize).min(blocs.len());
            rank -= letter as u128 * step;
            if letter == blocs.len() {
                blocs.push(Coalition::EMPTY);
            }
            blocs[letter] = blocs[letter].with(i);
        }
        Some(Partition { blocs })
    }

    /// The restricted growth string: the index of its bloc for each player.
    ///
    /// ```
    /// use comity::coalition::{Coalition, Partition};
    /// assert_eq!(Partition::one_bloc(4, Coalition::from_mask(0b1010))?.growth_string(), [0, 1, 2, 1]);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn growth_string(&self) -> Vec<usize> {
        let mut word = vec![0; self.players()];
        for (k, bloc) in self.blocs.iter().enumerate() {
            bloc.players().for_each(|i| word[i] = k);
        }
        word
    }
}

/// `table[r][m]`: restricted growth strings of `r` more letters after `m` distinct ones.
fn completions(n: usize) -> Option<Vec<Vec<u128>>> {
    let mut table = vec![vec![1u128; n + 2]];
    for r in 1..=n {
        let last = &table[r - 1];
        let row: Option<Vec<u128>> =
            (0..=n + 1 - r).map(|m| (m as u128).checked_mul(last[m])?.checked_add(last[m + 1])).collect();
        table.push(row?);
    }
    Some(table)
}

impl TryFrom<Vec<Coalition>> for Partition {
    type Error = Error;

    fn try_from(blocs: Vec<Coalition>) -> Result<Self> {
        let n = blocs.iter().map(|b| 64 - b.mask().leading_zeros() as usize).max().unwrap_or(0);
        Partition::new(n, blocs)
    }
}

impl From<Partition> for Vec<Coalition> {
    fn from(partition: Partition) -> Self {
        partition.blocs
    }
}

impl fmt::Display for Partition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (k, bloc) in self.blocs.iter().enumerate() {
            if k > 0 {
                f.write_str(" ")?;
            }
            write!(f, "{bloc}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Partition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// All coalition structures in order.
#[derive(Debug, Clone)]
struct Partitions {
    word: Vec<usize>,
    max: Vec<usize>,
    done: bool,
}

impl Iterator for Partitions {
    type Item = Partition;

    fn next(&mut self) -> Option<Partition> {
        if self.done {
            return None;
        }
        let n = self.word.len();
        let mut blocs = vec![Coalition::EMPTY; self.word.iter().max().map_or(0, |m| m + 1)];
        for (i, &letter) in self.word.iter().enumerate() {
            blocs[letter] = blocs[letter].with(i);
        }
        // Next restricted growth string: raise the last letter that may still be raised, reset what follows.
        self.done = true;
        for i in (1..n).rev() {
            if self.word[i] <= self.max[i - 1] {
                self.word[i] += 1;
                self.max[i] = self.max[i - 1].max(self.word[i]);
                for j in i + 1..n {
                    self.word[j] = 0;
                    self.max[j] = self.max[i];
                }
                self.done = false;
                break;
            }
        }
        Some(Partition { blocs })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_enumeration_starts_at_any_rank() {
        for n in 0..=7 {
            let all: Vec<Partition> = Partition::all(n).collect();
            for k in [0, all.len() / 3, all.len() - 1, all.len()] {
                assert!(Partition::all_from(n, k as u128).eq(all[k..].iter().cloned()));
            }
        }
    }
}
