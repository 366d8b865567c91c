//! The balance of power: which players are essential, and whether a distribution of resources holds.

use crate::coalition::{Coalition, Labels, relabel};
use crate::error::{Error, Result};
use crate::game::{Value, whole_units};
use crate::solve::labelled::{Labelled, written_in_numbers};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The survival of players under a distribution of resources.
///
/// A coalition wins if it holds *more* than half of all resources; ties are for nobody.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct BalanceOfPower {
    /// For each player a minimal winning coalition that it is in; none where it is inessential.
    pub minimal_winning: Vec<Option<Coalition>>,
    /// The player that holds more than half and overcomes all the others.
    #[serde(serialize_with = "relabel::player")]
    pub predominant: Option<usize>,
    /// The player that holds exactly half; of two, the first.
    #[serde(serialize_with = "relabel::player")]
    pub holds_half: Option<usize>,
}

impl BalanceOfPower {
    /// The essential players, who turn some losing coalition into a winning one.
    ///
    /// ```
    /// use comity::coalition::Coalition;
    /// use comity::solve::network::balance_of_power;
    /// let balance = balance_of_power(&[3.0, 3.0, 2.0, 0.5])?;
    /// assert_eq!(balance.essential(), Coalition::grand(3));
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn essential(&self) -> Coalition {
        (0..self.minimal_winning.len()).filter(|&i| self.minimal_winning[i].is_some()).collect()
    }

    /// The inessential players, whom no winning coalition needs.
    ///
    /// ```
    /// use comity::coalition::Coalition;
    /// use comity::solve::network::balance_of_power;
    /// let balance = balance_of_power(&[3.0, 3.0, 2.0, 0.5])?;
    /// assert_eq!(balance.inessential(), Coalition::singleton(3)); // no majority needs it
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn inessential(&self) -> Coalition {
        self.essential().complement(self.minimal_winning.len())
    }

    /// System stability: nobody is eliminated, because everybody is essential.
    ///
    /// ```
    /// use comity::coalition::Coalition;
    /// use comity::solve::network::balance_of_power;
    /// let balance = balance_of_power(&[3.0, 3.0, 2.0, 0.5])?;
    /// assert!(!balance.is_system_stable()); // one may be absorbed
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn is_system_stable(&self) -> bool {
        self.inessential().is_empty()
    }

    /// Resource stability: nobody's resources are in danger, because one player holds exactly half of all.
    pub fn is_resource_stable(&self) -> bool {
        self.holds_half.is_some()
    }
}

/// Most players: all coalitions can be walked to check the answer.
const MOST_PLAYERS: usize = 24;

/// The essential players under these resources, and the kinds of stability that hold.
///
/// A player is *essential* if it is in a minimal winning coalition: iff its Shapley–Shubik power in the
/// [simple majority game](crate::game::WeightedVoting::simple_majority) is positive. In the theory of Niou, Ordeshook and Rose a player is safe from
/// elimination iff it is essential, and the shares themselves are safe iff one player holds exactly half.
/// Arithmetic is exact: `f64` are read as the binary fractions they are.
///
/// # Errors
/// No player or more than 24; a negative resource or one that is no number; nobody holding anything;
/// resources whose common unit is more than 2^126 times in them.
///
/// # Complexity
/// `O(n 2^(n/2))`: milliseconds.
///
/// # Examples
/// ```
/// use comity::solve::network::balance_of_power;
/// // USA CHN JPN RUS KOR PRK, Composite Index of National Capability in 2002, 1/10 000.
/// let powers = balance_of_power(&[1537.0, 1535.0, 486.0, 496.0, 241.0, 123.0])?;
/// assert_eq!(powers.inessential().players().collect::<Vec<_>>(), [5]);
/// assert!(!powers.is_system_stable());
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// E. M. S. Niou and P. C. Ordeshook, "A theory of the balance of power in international systems", *Journal
/// of Conflict Resolution* 30 (1986); E. M. S. Niou, P. C. Ordeshook and G. F. Rose, *The Balance of Power:
/// Stability in International Systems* (Cambridge, 1989).
pub fn balance_of_power<V: Value>(resources: &[V]) -> Result<BalanceOfPower> {
    let n = resources.len();
    if n > MOST_PLAYERS {
        return Err(Error::TooLarge {
            what: "balance of power".into(),
            n,
            limit: MOST_PLAYERS,
            reason: format!("2^{n} coalitions; the Shapley–Shubik index tells for more who is essential"),
        });
    }
    let units = whole_units(resources)?;
    let total: i128 = units.iter().sum();
    let wins = |s: Coalition| 2 * s.players().map(|k| units[k]).sum::<i128>() > total;
    let minimal_winning = (0..n)
        .map(|i| {
            let losing = largest_losing(&units, i, total);
            let winning = losing.with(i);
            let reduced =
                losing.players().fold(winning, |s, j| if wins(s.without(j)) { s.without(j) } else { s });
            wins(winning).then_some(reduced)
        })
        .collect();
    Ok(BalanceOfPower {
        minimal_winning,
        predominant: units.iter().position(|&r| 2 * r > total),
        holds_half: units.iter().position(|&r| 2 * r == total),
    })
}

/// The coalition of players other than `i` that holds most without winning: meet in the middle.
fn largest_losing(units: &[i128], i: usize, total: i128) -> Coalition {
    let others = Coalition::grand(units.len()).without(i);
    let low: Coalition = others.players().take(others.len() / 2).collect();
    let holds = |s: Coalition| (s.players().map(|k| units[k]).sum::<i128>(), s);
    let mut halves: Vec<(i128, Coalition)> = others.difference(low).subsets().map(holds).collect();
    halves.sort_unstable();
    let mut best = (0, Coalition::EMPTY);
    for (sum, s) in low.subsets().map(holds) {
        let fitting = halves.partition_point(|(more, _)| 2 * (sum + more) <= total);
        if let Some((more, t)) = fitting.checked_sub(1).map(|k| halves[k])
            && sum + more > best.0
        {
            best = (sum + more, s.union(t));
        }
    }
    best.1
}

impl Labelled for BalanceOfPower {
    fn write(&self, labels: &Labels, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_system_stable() {
            "everybody is essential"
        } else {
            "not everybody is essential"
        })?;
        if let Some(i) = self.holds_half {
            write!(f, ", and {} holds exactly half", labels.player(i))?;
        }
        if let Some(i) = self.predominant {
            write!(f, ", and {} holds more than half", labels.player(i))?;
        }
        for (i, coalition) in self.minimal_winning.iter().enumerate() {
            write!(f, "\n  {} ", labels.player(i))?;
            match coalition {
                Some(coalition) => write!(f, "essential in {}", labels.coalition(*coalition))?,
                None => f.write_str("inessential")?,
            }
        }
        Ok(())
    }
}

written_in_numbers!(BalanceOfPower);
