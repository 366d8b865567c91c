//! Coalitions: sets of players as bit masks.

use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Coalition: a set of players, bit `i` (least significant first) standing for player `i`.
///
/// Players are `0..=62`; the top bit is never used, so that `1 << n` fits for every allowed `n`. Orders by
/// mask. Serialises as the mask.
///
/// ```
/// use comity::coalition::Coalition;
/// let s: Coalition = [0, 2].into_iter().collect();
/// assert_eq!(s.mask(), 5);
/// assert!(s.contains(2) && !s.contains(1));
/// assert_eq!(s.complement(4), Coalition::from_mask(0b1010));
/// assert_eq!(s.to_string(), "{0,2}");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(try_from = "u64")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Coalition(u64);

impl TryFrom<u64> for Coalition {
    type Error = Error;

    /// # Errors
    /// The top bit set.
    fn try_from(mask: u64) -> Result<Self> {
        if mask >> Self::MAX_PLAYERS != 0 {
            return Err(Error::invalid("coalition", "mask", mask, "below 2^63"));
        }
        Ok(Coalition(mask))
    }
}

impl Coalition {
    /// Largest number of players.
    pub const MAX_PLAYERS: usize = 63;
    /// The empty coalition.
    pub const EMPTY: Coalition = Coalition(0);

    /// The coalition with this bit mask; the top bit, which is no player, is dropped.
    ///
    /// ```
    /// use comity::coalition::Coalition;
    /// assert_eq!(Coalition::from_mask(0b101).to_string(), "{0,2}");
    /// ```
    pub const fn from_mask(mask: u64) -> Self {
        Coalition(mask & Self::grand(Self::MAX_PLAYERS).0)
    }

    /// The bit mask.
    ///
    /// ```
    /// use comity::coalition::Coalition;
    /// assert_eq!(Coalition::singleton(2).mask(), 0b100);
    /// ```
    pub const fn mask(self) -> u64 {
        self.0
    }

    /// The mask as an index into a table of `2^n` values.
    ///
    /// ```
    /// use comity::coalition::Coalition;
    /// assert_eq!(Coalition::from_mask(5).index(), 5); // its place in a table of all coalitions
    /// ```
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// The coalition `{player}`; empty for players past 62.
    ///
    /// ```
    /// use comity::coalition::Coalition;
    /// assert_eq!(Coalition::singleton(2).mask(), 0b100);
    /// assert!(Coalition::singleton(63).is_empty());
    /// ```
    pub const fn singleton(player: usize) -> Self {
        if player < Self::MAX_PLAYERS { Coalition(1 << player) } else { Coalition(0) }
    }

    /// The grand coalition of players `0..n`; `n` past 63 counts as 63.
    ///
    /// ```
    /// use comity::coalition::Coalition;
    /// assert_eq!(Coalition::grand(4).mask(), 0b1111);
    /// ```
    pub const fn grand(n: usize) -> Self {
        let n = if n < Self::MAX_PLAYERS { n } else { Self::MAX_PLAYERS };
        Coalition((1u64 << n) - 1)
    }

    /// Number of members.
    ///
    /// ```
    /// use comity::coalition::Coalition;
    /// assert_eq!(Coalition::from_mask(0b101).len(), 2);
    /// ```
    pub const fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Whether it has no member.
    ///
    /// ```
    /// use comity::coalition::Coalition;
    /// assert!(Coalition::EMPTY.is_empty());
    /// ```
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether `player` is a member.
    ///
    /// ```
    /// use comity::coalition::Coalition;
    /// assert!(Coalition::grand(3).contains(2) && !Coalition::grand(3).contains(3));
    /// ```
    pub const fn contains(self, player: usize) -> bool {
        player < Self::MAX_PLAYERS && self.0 >> player & 1 == 1
    }

    /// The coalition with `player` added.
    ///
    /// ```
    /// use comity::coalition::Coalition;
    /// assert_eq!(Coalition::singleton(0).with(2), Coalition::from_mask(0b101));
    /// ```
    pub const fn with(self, player: usize) -> Self {
        Coalition(self.0 | Self::singleton(player).0)
    }

    /// The coalition without `player`.
    ///
    /// ```
    /// use comity::coalition::Coalition;
    /// assert_eq!(Coalition::grand(3).without(1), Coalition::from_mask(0b101));
    /// ```
    pub const fn without(self, player: usize) -> Self {
        Coalition(self.0 & !Self::singleton(player).0)
    }

    /// Union: members of either.
    ///
    /// ```
    /// use comity::coalition::Coalition;
    /// assert_eq!(Coalition::singleton(0).union(Coalition::singleton(1)), Coalition::grand(2));
    /// ```
    pub const fn union(self, other: Self) -> Self {
        Coalition(self.0 | other.0)
    }

    /// Intersection: members of both.
    ///
    /// ```
    /// use comity::coalition::Coalition;
    /// assert_eq!(Coalition::grand(2).intersection(Coalition::from_mask(0b110)), Coalition::singleton(1));
    /// ```
    pub const fn intersection(self, other: Self) -> Self {
        Coalition(self.0 & other.0)
    }

    /// Difference: members of `self` that are not in `other`.
    ///
    /// ```
    /// use comity::coalition::Coalition;
    /// let (s, t) = (Coalition::from_mask(0b011), Coalition::from_mask(0b110));
    /// assert_eq!((s.difference(t).mask(), s.intersection(t).mask()), (0b001, 0b010));
    /// ```
    pub const fn difference(self, other: Self) -> Self {
        Coalition(self.0 & !other.0)
    }

    /// Complement: the other players of `0..n`.
    ///
    /// ```
    /// use comity::coalition::Coalition;
    /// assert_eq!(Coalition::from_mask(0b001).complement(3).mask(), 0b110);
    /// ```
    pub const fn complement(self, n: usize) -> Self {
        Self::grand(n).difference(self)
    }

    /// Whether it is a subset of `other`.
    ///
    /// ```
    /// use comity::coalition::Coalition;
    /// assert!(Coalition::from_mask(0b010).is_subset_of(Coalition::from_mask(0b011)));
    /// ```
    pub const fn is_subset_of(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }

    /// Whether the two have no player in common.
    ///
    /// ```
    /// use comity::coalition::Coalition;
    /// assert!(Coalition::from_mask(0b010).is_disjoint(Coalition::from_mask(0b101)));
    /// ```
    pub const fn is_disjoint(self, other: Self) -> bool {
        self.0 & other.0 == 0
    }

    /// The lowest-numbered member.
    ///
    /// ```
    /// use comity::coalition::Coalition;
    /// assert_eq!((Coalition::from_mask(0b110).first(), Coalition::EMPTY.first()), (Some(1), None));
    /// ```
    pub const fn first(self) -> Option<usize> {
        if self.0 == 0 { None } else { Some(self.0.trailing_zeros() as usize) }
    }

    /// Members, ascending.
    ///
    /// ```
    /// use comity::coalition::Coalition;
    /// assert_eq!(Coalition::from_mask(0b1010).players().collect::<Vec<_>>(), [1, 3]);
    /// ```
    pub fn players(self) -> impl ExactSizeIterator<Item = usize> + Clone + fmt::Debug {
        Players(self.0)
    }

    /// All subsets, ascending by mask, the empty one first and `self` last. `2^len` of them.
    ///
    /// ```
    /// use comity::coalition::Coalition;
    /// let subsets: Vec<u64> = Coalition::from_mask(0b101).subsets().map(Coalition::mask).collect();
    /// assert_eq!(subsets, [0b000, 0b001, 0b100, 0b101]);
    /// ```
    pub fn subsets(self) -> impl Iterator<Item = Coalition> + Clone + fmt::Debug {
        Subsets { of: self.0, next: Some(0) }
    }

    /// All subsets with exactly `size` members, ascending by mask. `C(len, size)` of them.
    ///
    /// ```
    /// use comity::coalition::Coalition;
    /// let pairs: Vec<u64> = Coalition::grand(3).subsets_of_size(2).map(Coalition::mask).collect();
    /// assert_eq!(pairs, [0b011, 0b101, 0b110]);
    /// ```
    pub fn subsets_of_size(self, size: usize) -> impl Iterator<Item = Coalition> {
        let players: Vec<usize> = self.players().collect();
        let n = players.len();
        let first = (size <= n).then(|| Self::grand(size).0);
        // Gosper's hack: the next mask with as many bits.
        let next = |&mask: &u64| {
            let low = mask & mask.wrapping_neg();
            let ripple = mask.wrapping_add(low);
            (mask != 0).then(|| ripple | ((mask ^ ripple) / low) >> 2)
        };
        std::iter::successors(first, next)
            .take_while(move |mask| mask >> n == 0)
            .map(move |mask| Coalition(mask).players().map(|k| players[k]).collect())
    }
}

impl FromIterator<usize> for Coalition {
    fn from_iter<I: IntoIterator<Item = usize>>(players: I) -> Self {
        players.into_iter().fold(Coalition::EMPTY, Coalition::with)
    }
}

impl fmt::Display for Coalition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("{")?;
        for (k, player) in self.players().enumerate() {
            if k > 0 {
                f.write_str(",")?;
            }
            write!(f, "{player}")?;
        }
        f.write_str("}")
    }
}

impl fmt::Debug for Coalition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Members of a coalition, ascending.
#[derive(Debug, Clone)]
struct Players(u64);

impl Iterator for Players {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        let player = Coalition(self.0).first()?;
        self.0 &= self.0 - 1;
        Some(player)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let n = self.0.count_ones() as usize;
        (n, Some(n))
    }
}

impl ExactSizeIterator for Players {}

/// Subsets of a coalition, ascending by mask.
#[derive(Debug, Clone)]
struct Subsets {
    of: u64,
    next: Option<u64>,
}

impl Iterator for Subsets {
    type Item = Coalition;

    fn next(&mut self) -> Option<Coalition> {
        let mask = self.next?;
        self.next = if mask == self.of { None } else { Some((mask | !self.of).wrapping_add(1) & self.of) };
        Some(Coalition(mask))
    }
}
