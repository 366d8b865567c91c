//! Symmetric games with externalities: only the sizes of the blocs matter.

use super::Value;
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::marker::PhantomData;

/// The sizes of the blocs of a coalition structure, largest first: an integer partition.
///
/// ```
/// use comity::game::SizeStructure;
/// assert_eq!(SizeStructure::new([1, 4]).unwrap().to_string(), "4+1");
/// assert_eq!(SizeStructure::all(5).count(), 7);
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Serialize, Deserialize)]
#[serde(try_from = "Vec<usize>", into = "Vec<usize>")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SizeStructure(Vec<usize>);

impl SizeStructure {
    /// The structure with these bloc sizes, in any order.
    ///
    /// # Errors
    /// A size of 0.
    ///
    /// # Example
    /// ```
    /// use comity::game::SizeStructure;
    /// assert_eq!(SizeStructure::new([1, 3])?.sizes(), [3, 1]);
    /// assert!(SizeStructure::new([2, 0]).is_err());
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn new(sizes: impl IntoIterator<Item = usize>) -> Result<Self> {
        let mut sizes: Vec<usize> = sizes.into_iter().collect();
        if sizes.contains(&0) {
            return Err(Error::invalid("size structure", "bloc size", 0, "1 or more"));
        }
        sizes.sort_unstable_by(|a, b| b.cmp(a));
        Ok(SizeStructure(sizes))
    }

    /// Bloc sizes, largest first.
    pub fn sizes(&self) -> &[usize] {
        &self.0
    }

    /// With one more bloc; a bloc of nobody adds nothing.
    ///
    /// ```
    /// use comity::game::SizeStructure;
    /// assert_eq!(SizeStructure::new([4, 1])?.with(2).to_string(), "4+2+1");
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn with(&self, size: usize) -> Self {
        let mut sizes = self.0.clone();
        if size > 0 {
            sizes.insert(sizes.partition_point(|&s| s >= size), size);
        }
        SizeStructure(sizes)
    }

    /// All blocs of both.
    ///
    /// ```
    /// use comity::game::SizeStructure;
    /// assert_eq!(SizeStructure::new([4, 1])?.union(&SizeStructure::new([2])?).to_string(), "4+2+1");
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn union(&self, other: &Self) -> Self {
        let mut sizes = [self.sizes(), other.sizes()].concat();
        sizes.sort_unstable_by(|a, b| b.cmp(a));
        SizeStructure(sizes)
    }

    /// All integer partitions of `n`, the single bloc first, everybody alone last.
    ///
    /// ```
    /// use comity::game::SizeStructure;
    /// let all: Vec<String> = SizeStructure::all(4).map(|s| s.to_string()).collect();
    /// assert_eq!(all, ["4", "3+1", "2+2", "2+1+1", "1+1+1+1"]);
    /// ```
    pub fn all(n: usize) -> impl Iterator<Item = SizeStructure> {
        let first = if n == 0 { vec![] } else { vec![n] };
        std::iter::successors(Some(first), |sizes: &Vec<usize>| {
            // Take one from the last bloc above 1, and lay out it and the ones after it anew.
            let at = sizes.iter().rposition(|&s| s > 1)?;
            let size = sizes[at] - 1;
            let mut rest = sizes.len() - at;
            let mut next = sizes[..at].to_vec();
            next.push(size);
            while rest > 0 {
                next.push(rest.min(size));
                rest -= rest.min(size);
            }
            Some(next)
        })
        .map(SizeStructure)
    }
}

impl TryFrom<Vec<usize>> for SizeStructure {
    type Error = Error;
    fn try_from(sizes: Vec<usize>) -> Result<Self> {
        Self::new(sizes)
    }
}

impl From<SizeStructure> for Vec<usize> {
    fn from(structure: SizeStructure) -> Self {
        structure.0
    }
}

impl fmt::Display for SizeStructure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sizes: Vec<String> = self.0.iter().map(usize::to_string).collect();
        f.write_str(&sizes.join("+"))
    }
}

/// A symmetric partition function: a bloc of size `s` in a structure with bloc sizes `P` is worth `v(s; P)`.
///
/// Never tabulated, so that hundreds of players are no matter where a solver asks for few structures.
pub struct SymmetricGame<F, V = f64> {
    n: usize,
    worth: F,
    value: PhantomData<fn() -> V>,
}

impl<V: Value, F: Fn(usize, &SizeStructure) -> Result<V> + Sync> SymmetricGame<F, V> {
    /// The game of `n` players in which a bloc of size `s` in `P` is worth `worth(s, P)`.
    ///
    /// # Errors
    /// No player, or more than 1 000.
    ///
    /// # Example
    /// ```
    /// use comity::game::{SizeStructure, SymmetricGame};
    /// // Cournot oligopoly of 100 firms: each of k cartels earns 1/(k + 1)².
    /// let profit = |_, blocs: &SizeStructure| Ok(1.0 / (blocs.sizes().len() as f64 + 1.0).powi(2));
    /// let cournot = SymmetricGame::new(100, profit)?;
    /// assert_eq!(cournot.worth(99, &SizeStructure::new([99, 1])?)?, 1.0 / 9.0);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn new(n: usize, worth: F) -> Result<Self> {
        if n == 0 || n > 1000 {
            return Err(Error::invalid("symmetric game", "players", n, "1..=1000"));
        }
        Ok(SymmetricGame { n, worth, value: PhantomData })
    }

    /// Number of players.
    pub fn players(&self) -> usize {
        self.n
    }

    /// `v(size; structure)`.
    ///
    /// # Errors
    /// An error of the function; a size that is none of the structure's; a worth that is not finite.
    pub fn worth(&self, size: usize, structure: &SizeStructure) -> Result<V> {
        if !structure.sizes().contains(&size) {
            return Err(Error::invalid("symmetric game", "bloc size", size, format!("one of {structure}")));
        }
        let worth = (self.worth)(size, structure)?;
        if worth.is_finite() {
            Ok(worth)
        } else {
            Err(Error::invalid(
                format!("bloc of {size} in {structure}"),
                "worth",
                worth,
                "a number within ±1e290",
            ))
        }
    }
}
