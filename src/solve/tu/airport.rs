//! Closed forms of the airport game, by type of aircraft.

use crate::game::{Airport, Value};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A rule that shares the costs of runways among landings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunwayFee {
    /// The Shapley value: every stretch of runway is shared equally by the landings that need it.
    Shapley,
    /// The nucleolus.
    Nucleolus,
}

impl fmt::Display for RunwayFee {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            RunwayFee::Shapley => "Shapley value",
            RunwayFee::Nucleolus => "nucleolus",
        })
    }
}

/// The fee per landing of the airport game, type by type in the order given, in closed form.
///
/// # Complexity
/// O(m log m) for `m` types, O(m²) for the nucleolus; any number of landings.
///
/// # Examples
/// ```
/// use comity::game::{Airport, AirportType};
/// use comity::solve::Certified;
/// use comity::solve::tu::{RunwayFee, runway_fees};
/// let [small, large] = [(3, 60.0), (1, 100.0)].map(|(landings, runway_cost)| AirportType { landings, runway_cost });
/// let airport = Airport::new(vec![small, large])?;
/// for fee in [RunwayFee::Shapley, RunwayFee::Nucleolus] {
///     let fees = runway_fees(&airport, fee);
///     assert_eq!(fees, [15.0, 55.0]);
///     fees.check((&airport, fee), 1e-12)?;
/// }
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// S. C. Littlechild and G. Owen, "A simple expression for the Shapley value in a special case", *Management
/// Science* 20 (1973); S. C. Littlechild, "A simple expression for the nucleolus in a special case",
/// *International Journal of Game Theory* 3 (1974); S. C. Littlechild and G. F. Thompson, *Bell Journal of
/// Economics* 8 (1977).
pub fn runway_fees<V: Value>(airport: &Airport<V>, fee: RunwayFee) -> Vec<V> {
    match fee {
        RunwayFee::Shapley => airport_shapley(airport),
        RunwayFee::Nucleolus => airport_nucleolus(airport),
    }
}

/// The Shapley value per landing, type by type in the order given.
///
/// Every stretch of runway is shared equally by the landings that need it:
/// `φ_k = Σ_{j ≤ k} (c_j − c_{j−1}) / (n_j + … + n_m)` with types ordered by cost.
fn airport_shapley<V: Value>(airport: &Airport<V>) -> Vec<V> {
    let levels = Levels::of(airport);
    let (mut share, mut built, mut users) = (V::zero(), V::zero(), airport.landings());
    let shares = levels.steps.iter().map(|(cost, landings)| {
        share += (cost.clone() - built.clone()) / count(users);
        (built, users) = (cost.clone(), users - landings);
        share.clone()
    });
    let shares = shares.collect::<Vec<V>>();
    levels.of_type.iter().map(|&k| shares[k].clone()).collect()
}

/// The nucleolus per landing, type by type in the order given.
///
/// With `C_j` the runway costs in ascending order, `N_j` the landings up to type `j`, and `P` what those
/// settled so far pay, the next settled types `.. k` each pay
/// `r = min { (C_j − P) / (N_j − N + 1), j < m ; (C_m − P) / (N_m − N) }`, `k` being the last `j` at which
/// the minimum is taken.
fn airport_nucleolus<V: Value>(airport: &Airport<V>) -> Vec<V> {
    let levels = Levels::of(airport);
    let last = levels.steps.len() - 1;
    let (mut paid, mut shares) = (V::zero(), Vec::<V>::new());
    while shares.len() <= last {
        let (first, mut landings) = (shares.len(), 0);
        let mut least: Option<(V, usize, u64)> = None;
        for (j, (cost, more)) in levels.steps.iter().enumerate().skip(first) {
            landings += more;
            let payers = landings + u64::from(j < last);
            let rate = (cost.clone() - paid.clone()) / count(payers);
            if least.as_ref().is_none_or(|(r, ..)| rate <= *r) {
                least = Some((rate, j, landings));
            }
        }
        let Some((rate, settled, payers)) = least else { break };
        paid += rate.clone() * count(payers);
        shares.resize(settled + 1, rate);
    }
    levels.of_type.iter().map(|&k| shares[k].clone()).collect()
}

/// The types ordered by cost, equal costs merged.
struct Levels<V> {
    /// Cost and landings.
    steps: Vec<(V, u64)>,
    /// The step of each type, in the order given.
    of_type: Vec<usize>,
}

impl<V: Value> Levels<V> {
    fn of(airport: &Airport<V>) -> Self {
        let types = airport.types();
        let mut order: Vec<usize> = (0..types.len()).collect();
        order.sort_by(|&a, &b| {
            let (a, b) = (&types[a].runway_cost, &types[b].runway_cost);
            a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal) // costs are numbers
        });
        let mut levels = Levels { steps: Vec::<(V, u64)>::new(), of_type: vec![0; types.len()] };
        for k in order {
            match levels.steps.last_mut() {
                Some((cost, landings)) if *cost == types[k].runway_cost => *landings += types[k].landings,
                _ => levels.steps.push((types[k].runway_cost.clone(), types[k].landings)),
            }
            levels.of_type[k] = levels.steps.len() - 1;
        }
        levels
    }
}

/// Landings are at most 2^53.
fn count<V: Value>(landings: u64) -> V {
    V::ratio(landings as i64, 1)
}
