//! Alternating offers: dividing a pie by unanimity.

use super::linear::solve;
use super::terms::check_discounts;
use crate::error::{Error, Result};
use crate::game::Value;
use serde::{Deserialize, Serialize};

/// The division that each player proposes when it is its turn; everybody accepts it at once.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(bound(serialize = "V: Value", deserialize = "V: Value"))]
pub struct Divisions<V = f64> {
    /// `by_proposer[j][i]`: what `i` gets when `j` proposes.
    #[serde(with = "crate::game::plain")]
    pub by_proposer: Vec<Vec<V>>,
}

/// The stationary equilibrium of alternating offers: players propose in turn 0, 1, …, n − 1, 0, …, everybody
/// must agree, a refusal passes the turn on.
///
/// A player accepts its discounted share in the next proposal, so what `j` keeps solves
/// `w_j + Σ_{k≠j} δ_k^{d(j,k)} w_k = pie`, `d(j,k) = (k − j) mod n` the rounds until `k`'s turn. For two
/// players `w_1 = (1 − δ_2) / (1 − δ_1 δ_2)`.
///
/// # Errors
/// No player; a pie that is not positive and finite; a discount factor outside `[0, 1]`; two or more players
/// who do not discount at all, whose shares are not determined.
///
/// # Complexity
/// `O(n³)`.
///
/// # Examples
/// ```
/// use comity::game::{Fraction, Value};
/// use comity::solve::bargaining::alternating_offers;
/// let f = |p, q| Fraction::ratio(p, q);
/// let found = alternating_offers(f(1, 1), &[f(99, 100), f(19, 20)])?;
/// assert_eq!(found.by_proposer[0], [f(100, 119), f(19, 119)]);
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// A. Rubinstein (1982), Perfect equilibrium in a bargaining model, *Econometrica* 50; M. Herrero (1985), *A
/// strategic bargaining approach to market institutions* (n players: stationary equilibria).
pub fn alternating_offers<V: Value>(pie: V, discounts: &[V]) -> Result<Divisions<V>> {
    check(&pie, discounts)?;
    let n = discounts.len();
    let wait = |j: usize, k: usize| num_traits::pow(discounts[k].clone(), (k + n - j) % n);
    let row = |j: usize| (0..n).map(|k| wait(j, k)).chain([pie.clone()]).collect();
    let keeps = solve((0..n).map(row).collect(), n).ok_or_else(undetermined)?;
    let share = |j: usize, k: usize| wait(j, k) * keeps[k].clone();
    Ok(Divisions { by_proposer: (0..n).map(|j| (0..n).map(|k| share(j, k)).collect()).collect() })
}

/// The stationary equilibrium of dividing a pie by unanimity where whoever refuses makes the next proposal.
///
/// A player accepts its discounted share as a proposer, `W_j + Σ_{k≠j} δ_k W_k = pie`, so that
/// `W_j = c / (1 − δ_j)` with `c = pie / (1 + Σ_k δ_k / (1 − δ_k))`. For two players that is
/// [`alternating_offers`].
///
/// # Errors
/// As [`alternating_offers`].
///
/// # Complexity
/// `O(n²)`.
///
/// # Examples
/// ```
/// use comity::game::{Fraction, Value};
/// use comity::solve::bargaining::unanimity_bargaining;
/// let half = Fraction::ratio(1, 2);
/// let found = unanimity_bargaining(Fraction::ratio(1, 1), &[half.clone(), half])?;
/// assert_eq!(found.by_proposer[0], [Fraction::ratio(2, 3), Fraction::ratio(1, 3)]);
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// K. Chatterjee, B. Dutta, D. Ray & K. Sengupta (1993), *RES* 60, the pure bargaining game.
pub fn unanimity_bargaining<V: Value>(pie: V, discounts: &[V]) -> Result<Divisions<V>> {
    check(&pie, discounts)?;
    let n = discounts.len();
    let patient: Vec<usize> = (0..n).filter(|&k| discounts[k].is_one()).collect();
    let keeps: Vec<V> = match patient[..] {
        [] => {
            let odds = |d: &V| d.clone() / (V::one() - d.clone());
            let c = pie / discounts.iter().fold(V::one(), |sum, d| sum + odds(d));
            discounts.iter().map(|d| c.clone() / (V::one() - d.clone())).collect()
        }
        // Who alone can wait gets everything, whoever proposes.
        [only] => (0..n).map(|k| if k == only { pie.clone() } else { V::zero() }).collect(),
        _ => return Err(undetermined()),
    };
    let share = |j: usize, k: usize| if j == k { V::one() } else { discounts[k].clone() } * keeps[k].clone();
    Ok(Divisions { by_proposer: (0..n).map(|j| (0..n).map(|k| share(j, k)).collect()).collect() })
}

fn undetermined() -> Error {
    Error::undefined("division by unanimity", "players who do not discount may share in any way")
}

fn check<V: Value>(pie: &V, discounts: &[V]) -> Result<()> {
    if discounts.is_empty() {
        return Err(Error::invalid("bargaining", "players", 0, "1 or more"));
    }
    check_pie(pie)?;
    check_discounts(discounts)
}

pub(super) fn check_pie<V: Value>(pie: &V) -> Result<()> {
    if pie.is_finite() && *pie > V::zero() {
        return Ok(());
    }
    Err(Error::invalid("bargaining", "pie", pie, "positive and finite"))
}
/// The proposer after a refusal.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum NextProposer {
    /// The next in turn.
    InTurn,
    /// The player that refused.
    Rejector,
}
