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

/// The proposer after a refusal.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NextProposer {
    /// The next in turn, 0, 1, …, n − 1, 0, …: Rubinstein's alternating offers.
    InTurn,
    /// The player that refused: the pure bargaining game of Chatterjee, Dutta, Ray & Sengupta.
    Rejector,
}

/// The stationary equilibrium of dividing a pie by unanimity: a player proposes, everybody must agree, a refusal
/// costs a round and passes the turn on.
///
/// *In turn*: a player accepts its discounted share in the next proposal, so what `j` keeps solves
/// `w_j + Σ_{k≠j} δ_k^{d(j,k)} w_k = pie`, `d(j,k) = (k − j) mod n` the rounds until `k`'s turn. For two
/// players `w_1 = (1 − δ_2) / (1 − δ_1 δ_2)`. *Rejector*: a player accepts its discounted share as a proposer,
/// `W_j + Σ_{k≠j} δ_k W_k = pie`, so that `W_j = c / (1 − δ_j)` with `c = pie / (1 + Σ_k δ_k / (1 − δ_k))`: for
/// two players the same.
///
/// # Errors
/// No player; a pie that is not positive and finite; a discount factor outside `[0, 1]`; two or more players
/// who do not discount at all, whose shares are not determined.
///
/// # Complexity
/// `O(n³)` in turn, `O(n²)` for the rejector.
///
/// # Examples
/// ```
/// use comity::game::{Fraction, Value};
/// use comity::solve::Certified;
/// use comity::solve::bargaining::{NextProposer, alternating_offers};
/// let f = |p, q| Fraction::ratio(p, q);
/// let (pie, discounts) = (f(1, 1), [f(99, 100), f(19, 20)]);
/// let found = alternating_offers(&pie, &discounts, NextProposer::InTurn)?;
/// assert_eq!(found.by_proposer[0], [f(100, 119), f(19, 119)]);
/// found.check((&pie, &discounts[..], NextProposer::InTurn), 0.0)?;
/// let halves = [f(1, 2), f(1, 2)];
/// let found = alternating_offers(&pie, &halves, NextProposer::Rejector)?;
/// assert_eq!(found.by_proposer[0], [f(2, 3), f(1, 3)]);
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// A. Rubinstein (1982), Perfect equilibrium in a bargaining model, *Econometrica* 50; M. Herrero (1985), *A
/// strategic bargaining approach to market institutions* (n players: stationary equilibria); K. Chatterjee, B.
/// Dutta, D. Ray & K. Sengupta (1993), *RES* 60.
pub fn alternating_offers<V: Value>(pie: &V, discounts: &[V], next: NextProposer) -> Result<Divisions<V>> {
    check(pie, discounts)?;
    match next {
        NextProposer::InTurn => in_turn(pie, discounts),
        NextProposer::Rejector => by_rejector(pie, discounts),
    }
}

fn in_turn<V: Value>(pie: &V, discounts: &[V]) -> Result<Divisions<V>> {
    let n = discounts.len();
    let wait = |j: usize, k: usize| num_traits::pow(discounts[k].clone(), (k + n - j) % n);
    let row = |j: usize| (0..n).map(|k| wait(j, k)).chain([pie.clone()]).collect();
    let keeps = solve((0..n).map(row).collect(), n).ok_or_else(undetermined)?;
    let share = |j: usize, k: usize| wait(j, k) * keeps[k].clone();
    Ok(Divisions { by_proposer: (0..n).map(|j| (0..n).map(|k| share(j, k)).collect()).collect() })
}

fn by_rejector<V: Value>(pie: &V, discounts: &[V]) -> Result<Divisions<V>> {
    let n = discounts.len();
    let patient: Vec<usize> = (0..n).filter(|&k| discounts[k].is_one()).collect();
    let keeps: Vec<V> = match patient[..] {
        [] => {
            let odds = |d: &V| d.clone() / (V::one() - d.clone());
            let c = pie.clone() / discounts.iter().fold(V::one(), |sum, d| sum + odds(d));
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
