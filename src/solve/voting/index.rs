//! Indices of power.

use super::minimal::{deegan_packel, holler, johnston};
use super::pivots::{owen_index, shapley_shubik, swings};
use crate::error::Result;
use crate::game::{Fraction, WeightedVoting};
use num_traits::Zero;
use serde::{Deserialize, Serialize};
use std::fmt;

/// An index of power: one figure per voter.
///
/// A *swing* of a voter is a winning coalition that loses without it, in which it is *critical*; a winning
/// coalition is *minimal* if all its members are critical, *vulnerable* if one is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PowerIndex {
    /// Shapley & Shubik: how often each voter is the pivot over all orders of voting,
    /// `φ_i = Σ t! (n−1−t)! / n! · #{T ∌ i : |T| = t, T loses, T∪i wins}`.
    ShapleyShubik,
    /// The number of swings of each voter.
    Swings,
    /// Banzhaf, normalised: swings as a share of all swings of all voters.
    Banzhaf,
    /// Penrose (the absolute Banzhaf index): swings as a share of the `2^(n−1)` coalitions of others.
    Penrose,
    /// Deegan & Packel: minimal winning coalitions `M` are equally likely and share power equally,
    /// `1/|M| · Σ_{S∈M, S∋i} 1/|S|`.
    DeeganPackel,
    /// Holler's public good index: minimal winning coalitions that a voter is in, as a share of all voters'
    /// counts.
    Holler,
    /// Johnston: each vulnerable coalition shares power equally among its critical members,
    /// `Σ_{S : i critical in S} 1/κ(S)`, scaled to add up to 1.
    Johnston,
    /// Owen: Shapley–Shubik power where unions, given as lists of voters, vote one after another: the
    /// [Owen value](crate::solve::tu::Rule::Owen) of the voting game.
    Owen(Vec<Vec<usize>>),
}

impl fmt::Display for PowerIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            PowerIndex::ShapleyShubik => "Shapley–Shubik index",
            PowerIndex::Swings => "Banzhaf swings",
            PowerIndex::Banzhaf => "Banzhaf index",
            PowerIndex::Penrose => "Penrose measure",
            PowerIndex::DeeganPackel => "Deegan–Packel index",
            PowerIndex::Holler => "public good index",
            PowerIndex::Johnston => "Johnston index",
            PowerIndex::Owen(_) => "Owen index",
        })
    }
}

/// The power of each voter, exact.
///
/// # Errors
/// [`Error::TooLarge`](crate::Error::TooLarge) where neither the table by weight and size fits half a GiB nor
/// coalitions are few enough to be listed (2^28 after identical voters are merged); with several quotas or
/// alternatives the indices of Deegan & Packel, Holler and Johnston are always listed. Unions that are not a partition of
/// the voters. [`sampled_index`](super::sampled_index) estimates what is too large.
///
/// # Complexity
/// Alternatives joined by [`or`](WeightedVoting::or) take the time of all sets of them. In word operations, with `w` the product over quotas of `W_r − q_r + 1` (one quota: the smaller of that and
/// `q`): 51 voters of 538 in milliseconds, 500 voters of 5000 in seconds.
///
/// | index | time |
/// |---|---|
/// | Shapley–Shubik | O(n² w) for every 42 voters, plus O(n w) for each different weight |
/// | swings, Banzhaf, Penrose | O(n w) for every 61 voters, and as much again over different weights |
/// | Deegan–Packel | O(n² q) for every 25 voters, n q words of memory |
/// | Holler | O(n q) for every 61 voters, q words |
/// | Johnston | as Deegan–Packel, with `q` plus the largest weight in place of `q` |
/// | Owen | as Shapley–Shubik for each union, with the number of unions and the size of the union in place of n |
///
/// # Examples
/// ```
/// use comity::game::{Fraction, WeightedVoting};
/// use comity::solve::voting::{PowerIndex, index};
/// let of = |numerators: [i64; 3], d: i64| numerators.map(|p| Fraction::new(p.into(), d.into()));
/// let council = WeightedVoting::new(51, [50, 49, 1])?;
/// assert_eq!(index(&council, &PowerIndex::ShapleyShubik)?, of([4, 1, 1], 6));
/// assert_eq!(index(&council, &PowerIndex::Banzhaf)?, of([3, 1, 1], 5));
/// assert_eq!(index(&council, &PowerIndex::Penrose)?, of([3, 1, 1], 4));
/// assert_eq!(index(&council, &PowerIndex::DeeganPackel)?, of([2, 1, 1], 4));
/// assert_eq!(index(&council, &PowerIndex::Holler)?, of([2, 1, 1], 4));
/// let majority = WeightedVoting::new(2, [1, 1, 1])?;
/// assert_eq!(index(&majority, &PowerIndex::Owen(vec![vec![0, 1], vec![2]]))?, of([1, 1, 0], 2));
/// // The Council of the European Economic Community, 1958: Luxembourg never counted.
/// let eec_1958 = WeightedVoting::new(12, [4, 4, 4, 2, 2, 1])?;
/// let swings = index(&eec_1958, &PowerIndex::Swings)?;
/// assert_eq!(swings, [10, 10, 10, 6, 6, 0].map(|s| Fraction::from_integer(s.into())));
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// L. S. Shapley and M. Shubik, "A method for evaluating the distribution of power in a committee system",
/// *American Political Science Review* 48 (1954); J. F. Banzhaf, *Rutgers Law Review* 19 (1965); L. S. Penrose,
/// *Journal of the Royal Statistical Society* 109 (1946); J. Deegan and E. W. Packel, "A new index of power for
/// simple n-person games", *International Journal of Game Theory* 7 (1978); M. J. Holler, "Forming coalitions
/// and measuring voting power", *Political Studies* 30 (1982); R. J. Johnston, "On the measurement of power",
/// *Environment and Planning A* 10 (1978); G. Owen, in *Mathematical Economics and Game Theory* (1977).
/// Generating functions: I. Mann and L. S. Shapley, RM-3158 (RAND, 1962), after D. Cantor; several quotas: J. M.
/// Bilbao et al., *Top* 8 (2000); unions: J. M. Alonso-Meijide and C. Bowles, *Annals of Operations Research* 137
/// (2005).
pub fn index(game: &WeightedVoting, index: &PowerIndex) -> Result<Vec<Fraction>> {
    match index {
        PowerIndex::ShapleyShubik => joined(game, shapley_shubik),
        PowerIndex::Swings => Ok(swings(game)?.counts()),
        PowerIndex::Banzhaf => Ok(swings(game)?.normalized()),
        PowerIndex::Penrose => Ok(swings(game)?.penrose()),
        PowerIndex::DeeganPackel => deegan_packel(game),
        PowerIndex::Holler => holler(game),
        PowerIndex::Johnston => johnston(game),
        PowerIndex::Owen(unions) => joined(game, |game| owen_index(game, unions)),
    }
}

/// An index that is linear in the game, by its parts without alternatives.
fn joined(
    game: &WeightedVoting,
    index: impl Fn(&WeightedVoting) -> Result<Vec<Fraction>>,
) -> Result<Vec<Fraction>> {
    let mut power = vec![Fraction::zero(); game.players()];
    for (plus, part) in game.signed_parts() {
        for (sum, x) in power.iter_mut().zip(index(&part)?) {
            if plus { *sum += x } else { *sum -= x }
        }
    }
    Ok(power)
}
