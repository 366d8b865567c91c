//! Published decision rules, each a small type.

use super::{Agent, Promise, View};
use crate::error::{Error, Result};
use crate::mechanism::trust::logistic;

/// Keeps every promise: the ablation of strategic compliance.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Always;

impl Agent for Always {
    fn keeps(&self, _: &View<'_>, _: &Promise<'_>) -> f64 {
        1.0
    }
}

/// Keeps no promise.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Never;

impl Agent for Never {
    fn keeps(&self, _: &View<'_>, _: &Promise<'_>) -> f64 {
        0.0
    }
}

/// Trigger: keeps its promises unless a member was seen to break one in the last `years` years.
///
/// # References
/// E. J. Green and R. H. Porter (1984), Noncooperative collusion under imperfect price information, *Econometrica* 52;
/// J. W. Friedman (1971) for years without end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trigger {
    /// `L`, years of punishment.
    pub years: u32,
}

impl Agent for Trigger {
    fn keeps(&self, _: &View<'_>, promise: &Promise<'_>) -> f64 {
        f64::from(promise.since_breach().is_none_or(|since| since > self.years))
    }
}

/// Reciprocity: keeps its promises if every fellow member was seen to keep its own in the last year, else with the
/// chance `forgiveness`: tit for tat at 0, generous above.
///
/// # References
/// R. Axelrod (1981), The emergence of cooperation among egoists, *APSR* 75; M. A. Nowak and K. Sigmund (1992), Tit for
/// tat in heterogeneous populations, *Nature* 355.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Reciprocity {
    /// `g`, 0..1; 1/3 is best for payoffs 5, 3, 1, 0.
    pub forgiveness: f64,
}

impl Agent for Reciprocity {
    fn keeps(&self, _: &View<'_>, promise: &Promise<'_>) -> f64 {
        if promise.fellows().all(|fellow| fellow.kept != Some(false)) { 1.0 } else { self.forgiveness }
    }
}

/// Assurance: keeps its promises if its mean trust in the fellow members is at least `threshold`, the least at which
/// cooperation is rational in the trust game.
///
/// # References
/// A. H. Kydd (2005), *Trust and Mistrust in International Relations*, ch. 2.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Assurance {
    /// `t*`, 0..1.
    pub threshold: f64,
}

impl Assurance {
    /// The rule for the payoffs of a trust game, `u_CC > u_DC ≥ u_DD > u_CD`:
    ///
    /// $$t^* = \frac{u_{DD}-u_{CD}}{(u_{CC}-u_{DC})+(u_{DD}-u_{CD})}.$$
    ///
    /// # Errors
    /// Payoffs of another game: `u_CC ≤ u_DC`, `u_DD ≤ u_CD`, or one that is not finite.
    ///
    /// ```
    /// use comity::simulate::Assurance;
    /// let kydd = Assurance::of_payoffs(1.0, 0.6, 0.0, -1.0)?; // his example
    /// assert!((kydd.threshold - 5.0 / 7.0).abs() < 1e-15);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn of_payoffs(both: f64, defects_alone: f64, neither: f64, cooperates_alone: f64) -> Result<Self> {
        // Quarters, so that no difference or sum of finite payoffs is infinite.
        let gain = 0.25 * both - 0.25 * defects_alone;
        let risk = 0.25 * neither - 0.25 * cooperates_alone;
        if gain > 0.0 && risk > 0.0 && gain.is_finite() && risk.is_finite() {
            return Ok(Assurance { threshold: risk / (gain + risk) });
        }
        let given = format!("{both}, {defects_alone}, {neither}, {cooperates_alone}");
        Err(Error::invalid("assurance", "payoffs", given, "u_CC > u_DC and u_DD > u_CD"))
    }
}

impl Agent for Assurance {
    fn keeps(&self, _: &View<'_>, promise: &Promise<'_>) -> f64 {
        let (sum, count) = promise.fellows().fold((0.0, 0.0), |(sum, count), f| (sum + f.trust, count + 1.0));
        f64::from(sum >= self.threshold * count)
    }
}

/// Logit compliance: breaks a promise with the chance $\Lambda\bigl((g - D)/\text{noise}\bigr)$, `g` the one-shot gain
/// and `D` what the threat of suspension deters, both in bp; by exact comparison where the
/// [noise](super::Rules::compliance_noise) is 0. The default of every nation.
///
/// # References
/// R. D. McKelvey and T. R. Palfrey (1995), Quantal response equilibria for normal form games, *GEB* 10.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Logit;

impl Agent for Logit {
    fn keeps(&self, view: &View<'_>, promise: &Promise<'_>) -> f64 {
        let net = promise.deterrent - promise.gain;
        match view.rules().compliance_noise {
            noise if noise > 0.0 => logistic(net / noise),
            _ => f64::from(net >= 0.0),
        }
    }
}
