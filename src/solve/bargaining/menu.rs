//! Bargaining over a menu of outcomes without side payments.

use super::fixed_point::{Choice, Found, Proposer, solve};
use super::terms::{Terms, next_round};
use crate::coalition::Coalition;
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};

/// A stationary equilibrium over a menu.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct MenuEquilibrium {
    /// Expected payoffs before anybody is recognised.
    pub values: Vec<f64>,
    /// The least that each player accepts.
    pub accepts: Vec<f64>,
    /// The outcomes that each player proposes, with probabilities; none where no outcome that it may propose
    /// is accepted.
    pub proposals: Vec<Vec<(f64, usize)>>,
    /// By how much a value equation or a choice fails at most.
    pub residual: f64,
}

/// A stationary equilibrium over a menu of outcomes with random proposers: each proposes its best among the
/// outcomes that all their members accept, and the first deal ends it. Everybody feels the deal; without one
/// each has `alone`.
///
/// `utilities[i][o]` is what outcome `o` is worth to player `i`, `members[o]` who must agree to it and may
/// propose it.
///
/// # Errors
/// Tables of different shape, a utility that is not finite, terms out of range; no convergence
/// ([`Error::NotConverged`]), as where only mixed acceptance is consistent.
///
/// # Complexity
/// `O(n m)` an iteration for `m` outcomes.
///
/// # Examples
/// ```
/// use comity::coalition::Coalition;
/// use comity::solve::bargaining::{Terms, menu_bargaining};
/// // Two players, two outcomes that both must sign: each likes one better, and neither refuses the other.
/// let (utilities, both) = ([vec![3.0, 2.0], vec![2.0, 3.0]], Coalition::grand(2));
/// let found = menu_bargaining(&utilities, &[both, both], &[0.0, 0.0], &Terms::equal(2, 0.5))?;
/// assert_eq!(found.values, [2.5, 2.5]);
/// assert_eq!(found.proposals, [vec![(1.0, 0)], vec![(1.0, 1)]]);
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// After A. Okada (1996), *GEB* 16, without transfers.
pub fn menu_bargaining(
    utilities: &[Vec<f64>],
    members: &[Coalition],
    alone: &[f64],
    terms: &Terms,
) -> Result<MenuEquilibrium> {
    let (n, m) = (alone.len(), members.len());
    terms.check(n)?;
    if utilities.len() != n || utilities.iter().any(|row| row.len() != m) {
        return Err(Error::Shape {
            what: "utilities of a menu".into(),
            expected: format!("{n} players × {m} outcomes"),
            got: format!("{} players, or rows of another length", utilities.len()),
        });
    }
    let numbers = || utilities.iter().flatten().chain(alone);
    if let Some(x) = numbers().find(|x| !x.is_finite()) {
        return Err(Error::invalid("menu", "utility", x, "a finite number"));
    }
    let grand = Coalition::grand(n);
    let accept = |v: &[f64]| -> Vec<f64> {
        (0..n).map(|i| next_round(&terms.discounts[i], &alone[i], &v[i])).collect()
    };
    let recognised = terms.recognised(grand);
    let proposers = |v: &[f64]| {
        let accept = accept(v);
        let accepts = |i: usize, o: usize| utilities[i][o] >= accept[i] - 1e-11 * (1.0 + accept[i].abs());
        let may = |o: usize| members[o].len() >= terms.quorum && members[o].is_subset_of(grand);
        let open: Vec<usize> =
            (0..m).filter(|&o| may(o) && members[o].players().all(|i| accepts(i, o))).collect();
        let each = recognised.iter().enumerate().map(|(j, &probability)| {
            let own = open.iter().filter(|&&o| members[o].contains(j));
            let propose = |&o: &usize| {
                let payoffs = utilities.iter().map(|u| u[o]).collect();
                Choice { what: Some(o), net: utilities[j][o], payoffs }
            };
            let mut choices: Vec<_> = own.map(propose).collect();
            if choices.is_empty() {
                choices = vec![Choice { what: None, net: accept[j], payoffs: accept.clone() }];
            }
            Proposer { probability, choices }
        });
        each.collect::<Vec<_>>()
    };
    let Found { values, mixes, residual } =
        solve("stationary equilibrium over a menu", alone.to_vec(), proposers)?;
    let proposals =
        mixes.into_iter().map(|mix| mix.into_iter().filter_map(|(q, o)| o.map(|o| (q, o))).collect());
    Ok(MenuEquilibrium { accepts: accept(&values), proposals: proposals.collect(), values, residual })
}
