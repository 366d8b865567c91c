//! Where a stationary profile leads: absorbing states, cycles, and how long it takes.

use super::verify::solve;
use crate::error::{Error, Result};
use crate::game::Value;
use serde::{Deserialize, Serialize};

/// The long run of a Markov chain over states.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(bound(serialize = "V: Value", deserialize = "V: Value"))]
pub struct Dynamics<V> {
    /// The recurrent classes, each ascending: an absorbing state is a class of one, a cycle a larger class.
    pub recurrent: Vec<Vec<usize>>,
    /// Expected periods from each state until a recurrent class is entered.
    #[serde(with = "crate::game::plain")]
    pub expected_time: Vec<V>,
}

/// Recurrent classes of a transition matrix and expected times to reach them. Entries count if they are not
/// 0.
///
/// # Errors
/// A matrix that is not square, or with rows that are no probability distributions (to 1e-9).
///
/// # Complexity
/// `O(m³)`.
///
/// # Examples
/// ```
/// use comity::solve::farsighted::dynamics;
/// // From state 0 to state 1 in every second period on average, and there for ever.
/// let chain = dynamics(&[vec![0.5, 0.5], vec![0.0, 1.0]])?;
/// assert_eq!((chain.recurrent, chain.expected_time), (vec![vec![1]], vec![2.0, 0.0]));
/// # Ok::<(), comity::Error>(())
/// ```
pub fn dynamics<V: Value>(transition: &[Vec<V>]) -> Result<Dynamics<V>> {
    let m = transition.len();
    for (x, row) in transition.iter().enumerate() {
        let total = row.iter().fold(0.0, |sum, p| sum + p.to_f64());
        let sums = (total - 1.0).abs() < 1e-9;
        if row.len() != m || !sums || !row.iter().all(|p| *p >= V::zero()) {
            let given = format!("{} entries that sum to {total}", row.len());
            return Err(Error::invalid("transition matrix", format!("row {x}"), given, "m probabilities"));
        }
    }
    let mut reach: Vec<Vec<bool>> =
        (0..m).map(|x| (0..m).map(|y| x == y || !transition[x][y].is_zero()).collect()).collect();
    for k in 0..m {
        let through = reach[k].clone();
        for row in reach.iter_mut().filter(|row| row[k]) {
            row.iter_mut().zip(&through).for_each(|(r, t)| *r |= t);
        }
    }
    let is_recurrent = |x: usize| (0..m).all(|y| !reach[x][y] || reach[y][x]);
    let mut recurrent: Vec<Vec<usize>> = Vec::new();
    for x in (0..m).filter(|&x| is_recurrent(x)) {
        if !recurrent.iter().any(|class| class.contains(&x)) {
            recurrent.push((0..m).filter(|&y| reach[x][y]).collect());
        }
    }
    let transient: Vec<usize> = (0..m).filter(|&x| !is_recurrent(x)).collect();
    let mut system: Vec<Vec<V>> = transient
        .iter()
        .map(|&x| {
            let left = transient.iter().map(|&y| {
                let stays = if x == y { V::one() } else { V::zero() };
                stays - transition[x][y].clone()
            });
            left.chain([V::one()]).collect()
        })
        .collect();
    solve(&mut system)?;
    let mut expected_time = vec![V::zero(); m];
    for (row, &x) in system.iter().zip(&transient) {
        expected_time[x] = row[transient.len()].clone();
    }
    Ok(Dynamics { recurrent, expected_time })
}
