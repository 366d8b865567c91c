//! Trust: the probability that one nation gives to another's being a security seeker (Kydd 2000, 2005).

use crate::treaty::Signal;
use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};

/// `log(p / (1 − p))`.
pub fn log_odds(p: f64) -> f64 {
    (p / (1.0 - p)).ln()
}

/// `1 / (1 + e^{−z})`.
pub fn logistic(z: f64) -> f64 {
    1.0 / (1.0 + (-z).exp())
}

/// Coefficients of the log-odds of trust before anything is negotiated; at the defaults
///
/// $$T_{ij} = \operatorname{logistic}(1 - 0.6\lvert\theta_i-\theta_j\rvert + 1.5 L_{ij} - 1.652 V_{ij}),$$
///
/// `θ` the ideal points, `L` 1 for allies and `V` 1 for rivals. Nobody measures such trust: the form is *assumed*; the
/// weight of rivalry is that of the [conflict](crate::model::ConflictLogit) estimate.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TrustPrior {
    /// Constant.
    pub constant: f64,
    /// |θ_i − θ_j|.
    pub ideal_point_distance: f64,
    /// Defence obligation either way, 0/1.
    pub alliance: f64,
    /// Strategic rivalry, 0/1.
    pub rivalry: f64,
}

impl Default for TrustPrior {
    fn default() -> Self {
        TrustPrior { constant: 1.0, ideal_point_distance: -0.6, alliance: 1.5, rivalry: -1.652 }
    }
}

/// Trust before anything is negotiated.
pub fn initial(prior: &TrustPrior, ideal_point_distance: f64, allied: bool, rivals: bool) -> f64 {
    logistic(
        prior.constant
            + prior.ideal_point_distance * ideal_point_distance
            + prior.alliance * f64::from(allied)
            + prior.rivalry * f64::from(rivals),
    )
}

/// Trust after a shift of its log-odds; 0 and 1 stay.
pub fn shifted(trust: f64, log_odds_shift: f64) -> f64 {
    if trust <= 0.0 || trust >= 1.0 { trust } else { logistic(log_odds(trust) + log_odds_shift) }
}

/// Bayes' rule after a cooperative signal: $T^\prime = T q_S / (T q_S + (1-T) q_E)$ (Kydd 2005, ch. 7).
///
/// A martingale under the prior: the mean of the updates over both signals is `T`.
pub fn after_signal(trust: f64, signal: Signal) -> f64 {
    bayes(trust, signal.security, signal.expansion)
}

/// Bayes' rule after a breach, for which the likelihoods are `1 − q`: the same signal, not kept.
pub fn after_breach(trust: f64, signal: Signal) -> f64 {
    bayes(trust, 1.0 - signal.security, 1.0 - signal.expansion)
}

/// Bayes' rule for an observation of these likelihoods; the prior where it tells nothing, or cannot be made.
pub(super) fn bayes(trust: f64, seeker: f64, expansionist: f64) -> f64 {
    // Likelihoods near zero are told by their ratio: their products with the prior might vanish.
    let larger = seeker.max(expansionist);
    let unit = if larger < 1e-150 { larger } else { 1.0 };
    let yes = trust * (seeker / unit);
    let total = yes + (1.0 - trust) * (expansionist / unit);
    if total > 0.0 { yes / total } else { trust }
}

/// Opinion spreads in groups, each of members and a weight: each member moves by the weight towards its fellow members'
/// mean trust in every third nation (DeGroot 1974, one step). All groups act at once on the trust as it is. Fellows of
/// several groups are heard once, by the largest weight: in place of $\omega(\bar T_{-i,j}-T_{ij})$ then the mean over
/// them of $\omega_{ik}(T_{kj}-T_{ij})$.
pub fn spread(trust: &mut DMatrix<f64>, groups: &[(Vec<usize>, f64)]) {
    let before = trust.clone();
    let n = before.nrows();
    let mut heard = vec![None; n];
    for i in 0..n {
        let mut own = groups.iter().filter(|(members, _)| members.contains(&i));
        let Some((members, weight)) = own.next() else { continue };
        if own.next().is_none() {
            for j in (0..n).filter(|&j| j != i) {
                let fellows = members.iter().filter(|&&k| k != i && k != j).map(|&k| before[(k, j)]);
                let (sum, count) = fellows.fold((0.0, 0_u32), |(sum, count), t| (sum + t, count + 1));
                if count > 0 {
                    trust[(i, j)] += weight * (sum / f64::from(count) - before[(i, j)]);
                }
            }
            continue;
        }
        heard.fill(None);
        for (members, weight) in groups.iter().filter(|(members, _)| members.contains(&i)) {
            for &k in members.iter().filter(|&&k| k != i) {
                heard[k] = Some(heard[k].map_or(*weight, |other: f64| other.max(*weight)));
            }
        }
        for j in (0..n).filter(|&j| j != i) {
            let (mut sum, mut count) = (0.0, 0_u32);
            for (k, weight) in heard.iter().enumerate().filter(|(k, _)| *k != j) {
                if let Some(weight) = weight {
                    sum += weight * (before[(k, j)] - before[(i, j)]);
                    count += 1;
                }
            }
            if count > 0 {
                trust[(i, j)] += sum / f64::from(count);
            }
        }
    }
    trust.apply(|t| *t = t.clamp(0.0, 1.0));
}
