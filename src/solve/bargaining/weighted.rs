//! Dividing a pie by weighted majority under the closed rule.

use super::alternating::check_pie;
use super::random_proposer::{Round, check_size};
use super::terms::{CoalitionalEquilibrium, Terms};
use crate::coalition::Coalition;
use crate::error::{Error, Result};
use crate::game::{TuGame, Value};

/// A stationary equilibrium of dividing a pie by weighted majority under the closed rule: a proposer is
/// drawn, buys the cheapest votes that with its own reach the quota, each at what its owner accepts, and
/// keeps the rest.
///
/// With one vote each, [`majority_bargaining`](super::majority_bargaining) is exact for many players.
///
/// # Errors
/// More than 12 players; a weight or a pie that is negative or not finite, a quota that is not positive or
/// that all together do not reach; terms of other shape or out of range; no convergence
/// ([`Error::NotConverged`]).
///
/// # Complexity
/// As [`random_proposer`](super::random_proposer).
///
/// # Examples
/// ```
/// use comity::solve::Certified;
/// use comity::solve::bargaining::{Terms, weighted_majority_bargaining};
/// // Four votes of seven pass; the first party has three.
/// let (weights, terms) = ([3.0, 1.0, 1.0, 1.0, 1.0], Terms::equal(5, 0.9));
/// let found = weighted_majority_bargaining(1.0, &weights, 4.0, &terms)?;
/// assert!(found.values()[0] > found.values()[1]);
/// found.check((&1.0, &weights[..], &4.0, &terms), 1e-7)?;
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// D. P. Baron & J. A. Ferejohn (1989), *APSR* 83; M. Montero (2006), Noncooperative foundations of the
/// nucleolus in majority games, *GEB* 54.
pub fn weighted_majority_bargaining<V: Value>(
    pie: V,
    weights: &[V],
    quota: V,
    terms: &Terms<V>,
) -> Result<CoalitionalEquilibrium<V>> {
    let n = weights.len();
    check_pie(&pie)?;
    check_size(n)?;
    terms.check(n)?;
    if let Some(i) = weights.iter().position(|w| !(*w >= V::zero() && w.is_finite())) {
        return Err(Error::invalid(format!("player {i}"), "votes", &weights[i], "finite, 0 or more"));
    }
    let votes = |s: Coalition| s.players().fold(V::zero(), |sum, i| sum + weights[i].clone());
    let all = votes(Coalition::grand(n));
    if !(quota > V::zero() && quota <= all) {
        return Err(Error::invalid(
            "weighted majority",
            "quota",
            quota,
            format!("more than 0, at most {all}"),
        ));
    }
    let game = TuGame::from_fn(n, |s| if votes(s) >= quota { pie.clone() } else { V::zero() })?;
    let alone = vec![V::zero(); n];
    let round =
        Round { game: &game, alone: &alone, terms, free: Coalition::grand(n), outside: &|_, _| V::zero() };
    let (stage, exact, residual) = round.solve(V::EXACT)?;
    Ok(CoalitionalEquilibrium { stages: vec![stage], exact, residual })
}
