//! A part of an experiment for one process.

use crate::error::{Error, Result};
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// Shard `i/n` of an experiment, `i` from 0: the runs whose number leaves the remainder `i` when divided by `n`,
/// so that cheap and dear runs mix.
///
/// ```
/// use comity::experiment::Shard;
/// let shard: Shard = "3/200".parse()?;
/// assert_eq!(shard.to_string(), "3/200");
/// let error = "5/4".parse::<Shard>().unwrap_err().to_string();
/// assert_eq!(error, "shard: i/n is \"5/4\", allowed: i from 0, below n, n at most 1000000");
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shard {
    pub(super) index: usize,
    pub(super) of: usize,
}

const SHARDS: usize = 1_000_000;

impl Shard {
    /// All of an experiment.
    pub const WHOLE: Shard = Shard { index: 0, of: 1 };

    /// Number of the shard, from 0.
    pub fn index(self) -> usize {
        self.index
    }

    /// Number of runs of the shard.
    pub(super) fn count(self, runs: usize) -> usize {
        (runs + self.of - 1 - self.index) / self.of
    }

    /// The file of a shard that is whole.
    pub(super) fn file(self, folder: &Path) -> PathBuf {
        folder.join(format!("shard-{:06}-of-{:06}.runs", self.index, self.of))
    }

    /// The file of a shard that is not.
    pub(super) fn part(self, folder: &Path) -> PathBuf {
        self.file(folder).with_extension("part")
    }
}

impl FromStr for Shard {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let numbers = text.split_once('/').and_then(|(i, n)| Some((i.parse().ok()?, n.parse().ok()?)));
        let fits = numbers.filter(|(i, n): &(usize, usize)| i < n && *n <= SHARDS);
        let allowed = || format!("i from 0, below n, n at most {SHARDS}");
        let (index, of) =
            fits.ok_or_else(|| Error::invalid("shard", "i/n", format!("{text:?}"), allowed()))?;
        Ok(Shard { index, of })
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.index, self.of)
    }
}
