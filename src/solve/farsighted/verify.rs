//! Values of a stationary profile, and the deviations from it.

use crate::error::{Error, Result};
use crate::game::{FormationProcess, StationaryProfile, Value};
use crate::solve::elimination::eliminate;
use serde::{Deserialize, Serialize};

/// A deviation at one point of the process, everything afterwards as before.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[serde(bound(serialize = "V: Value", deserialize = "V: Value"))]
pub enum OneShot<V> {
    /// The proposer would do better to propose `to`.
    Propose {
        /// The player.
        player: usize,
        /// In which state.
        state: usize,
        /// The state that it should propose.
        to: usize,
        /// By how much that is better than a proposal it makes.
        #[serde(with = "crate::game::plain")]
        gain: V,
    },
    /// A member of a committee says yes, or no, to its own loss.
    Approve {
        /// The player.
        player: usize,
        /// The state.
        state: usize,
        /// The proposal.
        to: usize,
        /// `V(to) − V(state)`: positive if it should say yes.
        #[serde(with = "crate::game::plain")]
        gain: V,
    },
}

/// The consequences of a stationary profile.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(bound(serialize = "V: Value", deserialize = "V: Value"))]
pub struct ProfileReport<V> {
    /// `transition[x][y]`.
    #[serde(with = "crate::game::plain")]
    pub transition: Vec<Vec<V>>,
    /// `values[x][i]`: discounted average payoff from state `x` on.
    #[serde(with = "crate::game::plain")]
    pub values: Vec<Vec<V>>,
    /// Every one-shot deviation that gains more than the tolerance. None: the profile is a stationary
    /// equilibrium.
    pub deviations: Vec<OneShot<V>>,
}

impl<V> ProfileReport<V> {
    /// Whether nobody gains by a one-shot deviation.
    pub fn is_equilibrium(&self) -> bool {
        self.deviations.is_empty()
    }
}

impl<V: Value> ProfileReport<V> {
    /// The most that anybody gains by one of the deviations; 0 without any. If there are some, the least
    /// tolerance at which there are none: the profile is an equilibrium up to gains of this size.
    pub fn largest_gain(&self) -> V {
        let gains = self.deviations.iter().map(|deviation| match deviation {
            OneShot::Propose { gain, .. } | OneShot::Approve { gain, .. } => gain.clone(),
        });
        let sizes = gains.map(|gain| if gain < V::zero() { V::zero() - gain } else { gain });
        sizes.fold(V::zero(), |most, gain| if gain > most { gain } else { most })
    }
}

/// Values of a stationary profile and its one-shot deviations; exact over fractions.
///
/// The profile is an equilibrium if (a) whoever may be asked approves `x → y` surely if `V(y) > V(x)` and
/// never if `V(y) < V(x)`; (b) every proposal made with positive probability maximises the proposer's
/// `a(y) V(y) + (1 − a(y)) V(x)`, `a(y)` the probability that the committee approves. By the one-shot
/// deviation principle no other deviation gains either.
///
/// # Errors
/// A profile of the wrong shape, or with numbers that are no probabilities (sums to 1e-12).
///
/// # Complexity
/// One linear solve of `m` equations for each discount factor: `O(n·m³)`; `O(n²·m²)` for the deviations.
///
/// # Examples
/// ```
/// use comity::coalition::Coalition;
/// use comity::game::{FormationProcess, StationaryProfile};
/// use comity::solve::Certified;
/// use comity::solve::farsighted::verify_profile;
/// // One player, who is worth 0 apart and 1 together, and may move as it likes.
/// let process = FormationProcess::new(vec![vec![0.0], vec![1.0]], vec![0.5], vec![1.0], |_, _, _| {
///     Some(Coalition::singleton(0))
/// })?;
/// let unites = vec![vec![vec![0.0, 1.0], vec![0.0, 1.0]]];
/// let agrees = vec![vec![vec![0.0, 1.0], vec![0.0, 0.0]]];
/// let profile = StationaryProfile { proposals: unites, approvals: agrees };
/// let report = verify_profile(&process, &profile, 0.0)?;
/// assert!(report.is_equilibrium());
/// assert_eq!(report.values, [[0.5], [1.0]]);
/// report.check((&process, &profile), 1e-12)?;
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// D. Heyen & J. Lehtomaa (2021), *Oxford Open Climate Change* 1, methods.
pub fn verify_profile<V: Value>(
    process: &FormationProcess<V>,
    profile: &StationaryProfile<V>,
    tolerance: V,
) -> Result<ProfileReport<V>> {
    check(process, profile)?;
    let transition = transition(process, profile);
    let values = values(process, &transition)?;
    let deviations = deviations(process, profile, &values, &tolerance);
    Ok(ProfileReport { transition, values, deviations })
}

fn check<V: Value>(process: &FormationProcess<V>, profile: &StationaryProfile<V>) -> Result<()> {
    let (n, m) = (process.players(), process.states());
    for (what, table) in [("proposals", &profile.proposals), ("approvals", &profile.approvals)] {
        let square = |t: &Vec<Vec<V>>| t.len() == m && t.iter().all(|row| row.len() == m);
        if table.len() != n || !table.iter().all(square) {
            return Err(Error::Shape {
                what: what.into(),
                expected: format!("{n} players × {m} states × {m} states"),
                got: format!("{} players, or rows of another length", table.len()),
            });
        }
        let unlikely = |p: &&V| !(**p >= V::zero() && **p <= V::one());
        if let Some(p) = table.iter().flatten().flatten().find(unlikely) {
            return Err(Error::invalid("strategy profile", what, p, "a probability"));
        }
    }
    for (i, x) in (0..n).flat_map(|i| (0..m).map(move |x| (i, x))) {
        let row = &profile.proposals[i][x];
        let total = row.iter().fold(V::zero(), |sum, p| sum + p.clone());
        let who = || format!("player {i} in state {x}");
        if (total.to_f64() - 1.0).abs() > 1e-12 {
            return Err(Error::invalid(who(), "sum of proposals", total, "1"));
        }
        let barred = (0..m).find(|&y| !row[y].is_zero() && process.committee(i, x, y).is_none());
        if let Some(y) = barred {
            return Err(Error::invalid(who(), "proposal", y, "a state that it may propose"));
        }
    }
    Ok(())
}

/// The probability that the committee for `i`'s proposal `x → y` approves; 0 where it may not be made.
pub(super) fn approval<V: Value>(
    process: &FormationProcess<V>,
    profile: &StationaryProfile<V>,
    (i, x, y): (usize, usize, usize),
) -> V {
    process.approval(i, x, y, |j| profile.approvals[j][x][y].clone())
}

pub(super) fn transition<V: Value>(
    process: &FormationProcess<V>,
    profile: &StationaryProfile<V>,
) -> Vec<Vec<V>> {
    let m = process.states();
    let row = |x: usize| {
        let mut row = vec![V::zero(); m];
        let mut moved = V::zero();
        for (y, entry) in row.iter_mut().enumerate().filter(|(y, _)| *y != x) {
            for (i, drawn) in process.protocol().iter().enumerate() {
                let proposed = &profile.proposals[i][x][y];
                if !proposed.is_zero() {
                    *entry += drawn.clone() * proposed.clone() * approval(process, profile, (i, x, y));
                }
            }
            moved += entry.clone();
        }
        row[x] = V::one() - moved;
        row
    };
    (0..m).map(row).collect()
}

/// Solves `(I − δ_i P) V_i = (1 − δ_i) u_i` for every player, those with one discount factor together.
pub(super) fn values<V: Value>(process: &FormationProcess<V>, transition: &[Vec<V>]) -> Result<Vec<Vec<V>>> {
    let (n, m) = (process.players(), process.states());
    let mut values = vec![vec![V::zero(); n]; m];
    let mut done = vec![false; n];
    for i in 0..n {
        if done[i] {
            continue;
        }
        let delta = &process.discount()[i];
        let alike: Vec<usize> = (i..n).filter(|&j| process.discount()[j] == *delta).collect();
        let mut system: Vec<Vec<V>> = (0..m)
            .map(|x| {
                let left = (0..m).map(|y| {
                    let entry = V::zero() - delta.clone() * transition[x][y].clone();
                    if x == y { V::one() + entry } else { entry }
                });
                let payoff = |&j: &usize| (V::one() - delta.clone()) * process.payoffs()[x][j].clone();
                left.chain(alike.iter().map(payoff)).collect()
            })
            .collect();
        solve(&mut system)?;
        for (k, &j) in alike.iter().enumerate() {
            done[j] = true;
            (0..m).for_each(|x| values[x][j] = system[x][m + k].clone());
        }
    }
    Ok(values)
}

/// Solves the equations of a chain in place: the right-hand sides become the solutions.
pub(super) fn solve<V: Value>(system: &mut [Vec<V>]) -> Result<()> {
    let singular = || Error::undefined("values of a process", "its equations are singular");
    eliminate(system, system.len()).ok_or_else(singular)
}

fn deviations<V: Value>(
    process: &FormationProcess<V>,
    profile: &StationaryProfile<V>,
    values: &[Vec<V>],
    tolerance: &V,
) -> Vec<OneShot<V>> {
    let (n, m) = (process.players(), process.states());
    let mut found = Vec::new();
    for (i, x) in (0..n).flat_map(|i| (0..m).map(move |x| (i, x))) {
        let worth =
            |y: usize| approval(process, profile, (i, x, y)) * (values[y][i].clone() - values[x][i].clone());
        let best = (0..m).map(|y| (y, worth(y))).reduce(|a, b| if b.1 > a.1 { b } else { a });
        let made = (0..m).filter(|&y| !profile.proposals[i][x][y].is_zero()).map(worth);
        let worst = made.reduce(|a, b| if b < a { b } else { a });
        if let (Some((to, best)), Some(worst)) = (best, worst) {
            let gain = best - worst;
            if gain > *tolerance {
                found.push(OneShot::Propose { player: i, state: x, to, gain });
            }
        }
        for y in (0..m).filter(|&y| y != x) {
            let asked = (0..n).any(|k| process.committee(k, x, y).is_some_and(|who| who.contains(i)));
            let gain = values[y][i].clone() - values[x][i].clone();
            let says = &profile.approvals[i][x][y];
            let wrong = (gain > *tolerance && *says < V::one())
                || (gain < V::zero() - tolerance.clone() && !says.is_zero());
            if asked && wrong {
                found.push(OneShot::Approve { player: i, state: x, to: y, gain });
            }
        }
    }
    found
}
