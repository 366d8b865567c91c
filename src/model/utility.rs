//! How a nation adds up security, trade, aid and sovereignty.

use crate::world::{Nation, Priorities};
use std::fmt::Debug;

/// The parts of utility that a regime leaves a nation with, log points of income.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Components<'a> {
    /// The nation: its weights, and whatever else a utility may look at.
    pub nation: &'a Nation,
    /// Its GDP in the state at hand, USD bn per year.
    pub gdp: f64,
    /// `−R − (δM + D)/Y`.
    pub security: f64,
    /// `ln Ŵ`.
    pub trade: f64,
    /// Transfers, donor value, terror externality.
    pub aid: f64,
    /// Price of treaties, ≤ 0.
    pub sovereignty: f64,
    /// `R`, the expected loss inside `security`, share of GDP per year.
    pub expected_loss: f64,
    /// `κ + ℓ`, share of GDP lost if a war is lost on one's own soil.
    pub destruction: f64,
}

/// A nation's utility over what a regime leaves every nation with. Implement it to bring your own.
///
/// ```
/// use comity::model::{Additive, Components};
/// use comity::prelude::*;
///
/// /// Relative gains: a nation minds by how much the others are ahead of it (Grieco 1988).
/// #[derive(Debug)]
/// struct Envious(f64);
///
/// impl Utility for Envious {
///     fn utility(&self, nation: usize, all: &[Components]) -> f64 {
///         let own = Additive.utility(nation, all);
///         let ahead = (0..all.len()).map(|k| (Additive.utility(k, all) - own).max(0.0));
///         own - self.0 * ahead.sum::<f64>() / all.len() as f64
///     }
/// }
///
/// let model = Model::new(World::northeast_asia_2002(), Parameters::default())?.with_utility(Envious(0.2))?;
/// assert!(model.base_outcome().of("KOR").unwrap().utility < 0.0);
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// J. M. Grieco, Anarchy and the limits of cooperation, *International Organization* 42 (1988) 485–507.
pub trait Utility: Debug + Send + Sync {
    /// Utility of the nation of this number, log points of income: finite for finite parts. `all` holds every
    /// nation's parts in the order of the world.
    fn utility(&self, nation: usize, all: &[Components]) -> f64;

    /// The aid, log points of income, that raises this nation's utility by `gain` where all have these parts; `None`
    /// where none between ±700 does. Found by bracketing and the Illinois method unless said otherwise: utility has
    /// to rise with aid.
    fn worth(&self, nation: usize, all: &[Components], gain: f64) -> Option<f64> {
        let mut parts = all.to_vec();
        let (aid, now) = (all[nation].aid, self.utility(nation, all));
        let mut excess = |x: f64| {
            parts[nation].aid = aid + x;
            self.utility(nation, &parts) - now - gain
        };
        if gain == 0.0 {
            return Some(0.0);
        }
        let (mut near, mut far) = (0.0, gain);
        let mut at_near = -gain;
        let mut at_far = excess(far);
        while at_far * at_near > 0.0 {
            (near, at_near) = (far, at_far);
            far *= 2.0;
            if far.abs() > 700.0 {
                return None;
            }
            at_far = excess(far);
        }
        if at_far.is_nan() {
            return None;
        }
        // The Illinois variant of the secant: an end that stays is halved.
        for _ in 0..200 {
            if at_far == 0.0 || (far - near).abs() <= 1e-15 * far.abs().max(near.abs()) {
                break;
            }
            let x = far - at_far * (far - near) / (at_far - at_near);
            let at_x = excess(x);
            if at_x * at_far < 0.0 {
                (near, at_near) = (far, at_far);
            } else {
                at_near *= 0.5;
            }
            (far, at_far) = (x, at_x);
        }
        far.is_finite().then_some(far)
    }
}

/// `gain / weight`, where the weight is positive.
fn linear(gain: f64, weight: f64) -> Option<f64> {
    if gain == 0.0 { Some(0.0) } else { (weight > 0.0).then(|| gain / weight) }
}

/// `Σ w_k x_k + sovereignty`: expected log consumption to first order. The default.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Additive;

impl Utility for Additive {
    fn utility(&self, nation: usize, all: &[Components]) -> f64 {
        let parts = &all[nation];
        let w = &parts.nation.priorities;
        w.security * parts.security + w.trade * parts.trade + w.aid * parts.aid + price(parts)
    }

    fn worth(&self, nation: usize, all: &[Components], gain: f64) -> Option<f64> {
        linear(gain, all[nation].nation.priorities.aid)
    }
}

/// Cobb–Douglas over the levels `e^{x_k}`: `ln Π (e^{x_k})^{w_k/Σw}`, a weighted mean of the parts.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CobbDouglas;

impl Utility for CobbDouglas {
    fn utility(&self, nation: usize, all: &[Components]) -> f64 {
        let parts = &all[nation];
        let w = shares(&parts.nation.priorities);
        w[0] * parts.security + w[1] * parts.trade + w[2] * parts.aid + price(parts)
    }

    fn worth(&self, nation: usize, all: &[Components], gain: f64) -> Option<f64> {
        linear(gain, shares(&all[nation].nation.priorities)[2])
    }
}

/// Constant elasticity of substitution over the levels: `(1/ρ) ln Σ (w_k/Σw) e^{ρ x_k}`.
///
/// `ρ` finite, at most 1 for convex preferences; at 0 it is [`CobbDouglas`], towards −∞ the worst part
/// decides.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ces {
    /// `ρ`; the elasticity of substitution is `1/(1 − ρ)`.
    pub rho: f64,
}

impl Utility for Ces {
    fn utility(&self, nation: usize, all: &[Components]) -> f64 {
        if self.rho.abs() < 1e-9 {
            return CobbDouglas.utility(nation, all);
        }
        let parts = &all[nation];
        let w = shares(&parts.nation.priorities);
        let exponents = [parts.security, parts.trade, parts.aid].map(|x| self.rho * x);
        let top = exponents.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let sum: f64 = w.iter().zip(exponents).map(|(w, e)| w * (e - top).exp()).sum();
        (top + sum.ln()) / self.rho + price(parts)
    }
}

/// Constant relative risk aversion about war, around another utility.
///
/// A year is a lottery: with probability `R/ℓ` the share `ℓ` of income is lost. The expected loss gives way
/// to the certainty equivalent $[(1-P)+P(1-\ell)^{1-\gamma}]^{1/(1-\gamma)}$ of that lottery; `γ = 0` is risk
/// neutral.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Crra<U> {
    /// `γ ≥ 0`.
    pub aversion: f64,
    /// The utility that adds up the parts.
    pub inner: U,
}

impl<U: Utility> Utility for Crra<U> {
    fn utility(&self, nation: usize, all: &[Components]) -> f64 {
        let g = self.aversion;
        let loss = |parts: &Components| {
            let (p, kept) = lottery(parts);
            let certain = if (g - 1.0).abs() < 1e-9 {
                kept.powf(p)
            } else {
                let worth = kept.powf(1.0 - g);
                if worth < 1e280 {
                    (1.0 - p + p * worth).powf(1.0 / (1.0 - g))
                } else if p > 0.0 {
                    // The loss is all that counts: the first term vanishes beside the second.
                    kept * p.powf(1.0 / (1.0 - g))
                } else {
                    1.0
                }
            };
            1.0 - certain
        };
        self.inner.utility(nation, &with_losses(all, loss))
    }
}

/// Constant absolute (entropic) risk aversion about war, around another utility:
/// certainty equivalent $-\tfrac1\theta \ln[(1-P)e^{-\theta}+Pe^{-\theta(1-\ell)}]$ of income 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entropic<U> {
    /// `θ ≥ 0`; 0 is risk neutral.
    pub aversion: f64,
    /// The utility that adds up the parts.
    pub inner: U,
}

impl<U: Utility> Utility for Entropic<U> {
    fn utility(&self, nation: usize, all: &[Components]) -> f64 {
        let t = self.aversion;
        let loss = |parts: &Components| {
            let (p, _) = lottery(parts);
            if t.abs() < 1e-9 {
                p * parts.destruction
            } else {
                let exponent = t * parts.destruction;
                if exponent < 600.0 {
                    (p * exponent.exp_m1()).ln_1p() / t
                } else if p > 0.0 {
                    parts.destruction + p.ln() / t // one vanishes beside the exponential
                } else {
                    0.0
                }
            }
        };
        self.inner.utility(nation, &with_losses(all, loss))
    }
}

/// Chance of a lost war in a year, and what is kept of income then.
fn lottery(parts: &Components) -> (f64, f64) {
    let p =
        if parts.destruction > 0.0 { (parts.expected_loss / parts.destruction).clamp(0.0, 1.0) } else { 0.0 };
    (p, 1.0 - parts.destruction)
}

/// Every nation's parts with this loss in place of the expected one.
fn with_losses<'a>(all: &[Components<'a>], loss: impl Fn(&Components) -> f64) -> Vec<Components<'a>> {
    let certain = |parts: &Components<'a>| {
        let loss = loss(parts);
        Components { security: parts.security + parts.expected_loss - loss, expected_loss: loss, ..*parts }
    };
    all.iter().map(certain).collect()
}

fn shares(w: &Priorities) -> [f64; 3] {
    let sum = w.security + w.trade + w.aid;
    if sum > 0.0 { [w.security / sum, w.trade / sum, w.aid / sum] } else { [1.0 / 3.0; 3] }
}

fn price(parts: &Components) -> f64 {
    parts.nation.priorities.sovereignty * parts.sovereignty
}
