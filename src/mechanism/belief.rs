//! Beliefs over years: what an imperfect signal of a hidden type is worth, leaders that change, and opinions
//! that are pooled.
//!
//! `T` is the probability that a nation is a seeker of security; `c_S`, `c_E` are the chances that a seeker and an
//! expansionist keep a promise; `p`, `q` the chances that a promise is *seen* kept if it was, and if it was not.

use super::trust::{bayes, log_odds, logistic};
use nalgebra::DMatrix;

/// Least doubt that evidence leaves, either way: log-odds of ±20.
const LEAST_TRUST: f64 = 2.061_153_618_190_203_7e-9;

/// The chance that a promise is seen kept when it is kept with chance `kept`: $p\\,c + q\\,(1-c)$.
pub fn seen_kept(kept: f64, detection: f64, false_alarm: f64) -> f64 {
    detection * kept + false_alarm * (1.0 - kept)
}

/// Bayes' rule, $T^\prime = T c_S/(T c_S + (1-T) c_E)$, for an observation whose chance is `seeker` if the other
/// seeks security and `expansionist` if not: log-odds rise by $\ln(c_S/c_E)$.
///
/// A certainty stays one, as does a belief after an observation that neither type can bring about; evidence leads to no
/// log-odds beyond ±20. A martingale under the belief itself: the mean of the updates over all
/// observations is `T`.
///
/// # References
/// A. H. Kydd (2005), *Trust and Mistrust in International Relations*, ch. 7.
pub fn after(trust: f64, seeker: f64, expansionist: f64) -> f64 {
    if trust <= 0.0 || trust >= 1.0 || seeker == expansionist || seeker + expansionist <= 0.0 {
        return trust;
    }
    let moved = bayes(trust, seeker, expansionist);
    let least = trust.min(1.0 - trust).min(LEAST_TRUST);
    moved.clamp(least, 1.0 - least)
}

/// Trust in a nation that gets a new leader, drawn from the prior, with chance `rate` per year:
/// $(1-\mu)T + \mu T^0$.
///
/// # References
/// F. McGillivray and A. Smith (2000), *International Organization* 54.
pub fn turnover(trust: f64, prior: f64, rate: f64) -> f64 {
    (1.0 - rate) * trust + rate * prior
}

/// Trust in a nation whose type itself changes: a seeker is lost with chance `down` per year, an expansionist won
/// with chance `up`: $T(1-d) + (1-T)u$, at rest at $u/(u+d)$.
pub fn two_state(trust: f64, up: f64, down: f64) -> f64 {
    trust * (1.0 - down) + (1.0 - trust) * up
}

/// Geometric pooling of what nations with ties think of third ones,
/// $\ell_{ij} \leftarrow (1-\Lambda)\ell_{ij} + \Lambda \sum_k W_{ik}\ell_{kj}$ over the `k` other than `i` and `j`,
/// `W` the ties of `i` scaled to one. Nations without ties, and beliefs of which one in the sum is a certainty, stay
/// as they are.
///
/// # References
/// C. Genest and J. V. Zidek (1986), *Statistical Science* 1 (pooling keeps Bayes external); N. E. Friedkin and E. C.
/// Johnsen (1999).
///
/// # Complexity
/// O(n³).
pub fn pool(trust: &DMatrix<f64>, ties: &DMatrix<f64>, weight: f64) -> DMatrix<f64> {
    let mut pooled = trust.clone();
    let n = trust.nrows().min(trust.ncols());
    if weight == 0.0 || ties.shape() != trust.shape() {
        return pooled;
    }
    let odds = trust.map(log_odds);
    for i in 0..n {
        if (0..n).all(|k| k == i || ties[(i, k)] <= 0.0) {
            continue;
        }
        for j in (0..n).filter(|&j| j != i) {
            let others = (0..n).filter(|&k| k != i && k != j && ties[(i, k)] > 0.0);
            let (sum, total) = others.fold((0.0, 0.0), |(sum, total), k| {
                (sum + ties[(i, k)] * odds[(k, j)], total + ties[(i, k)])
            });
            let moved = (1.0 - weight) * odds[(i, j)] + weight * sum / total;
            if total > 0.0 && moved.is_finite() {
                pooled[(i, j)] = logistic(moved);
            }
        }
    }
    pooled
}
