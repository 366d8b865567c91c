//! Which breaches a promise deters, who carries its punishments out, and at which patience.

use super::punishment::{PAYOFFS, is_payoff};
use super::threshold::Punisher;
use super::{Commitment, Enforcement, SelfEnforcement};
use crate::coalition::Coalition;
use crate::error::{Error, Result};
use crate::parallel;
use std::collections::BTreeMap;

/// Self-enforcement of a promise. `punished(i, S)` are the payoffs of all players per period while `i` is punished by
/// the players `S`; `S` may be empty.
///
/// A breach by `i` towards `j` is *deterred* iff the gain `g_ij` is at most what the [`Punishment`](super::Punishment) makes of the
/// loss `x_i(S)` per period. A punisher `k` *carries out* what costs it iff, in no period of the punishment, sitting out
/// pays: it would save $c_k = \pi_k(i, S \setminus k) - \pi_k(i, S)$ now, and with probability `ρ` the promise would
/// be gone for good,
///
/// $$c_k \le \rho\Bigl[\frac{\delta}{1-\delta}\\,W_k - \max(0,w_k)\sum_{t=1}^{L-1}\delta^t\Bigr],$$
///
/// $W_k$ what the promise is worth to `k` per period, $w_k$ what `k` loses per period of punishment (itself, not
/// $\max(0,w_k)$, where `L` is infinite). For one period the threshold is $\delta = c/(c+\rho W)$. Punishment is *renegotiation-proof* where no punisher would rather
/// forgive, $w_k \le 0$; else [`transfer`](Enforcement::transfer) is what it takes. False alarms about others, and
/// punishments of several players at a time, are left out of `W` and `w`.
///
/// # Errors
/// Fewer than 2 or more than 63 players; tables of the wrong size; a punisher that is no player; a discount factor outside 0..1 or equal to 1, a
/// punishment of 0 periods, other figures out of range; errors of `punished`, or a payoff of it outside ±10¹⁵⁰.
///
/// # Complexity
/// O(n³) calls of `punished`, on all cores.
///
/// # Examples
/// Barrett's treaty of `N` players: abating costs 2.5 and gives 1 to each. Punished by all the others nobody would
/// keep the treaty of seven from being renegotiated; two punishers are enough for patience ¾.
/// ```
/// use comity::coalition::Coalition;
/// use comity::solve::Certified;
/// use comity::solve::repeated::{Commitment, Punishment, self_enforcement};
/// let (n, b, c) = (7, 1.0, 2.5);
/// let treaty = Commitment {
///     kept: vec![b * n as f64 - c; n],
///     without: vec![0.0; n],
///     gain: vec![vec![c - b; n]; n],
///     punishers: Coalition::grand(n),
///     punishment: Punishment::lasting(1),
///     pivotal: None,
///     discount: 0.9,
/// };
/// // Punishers stop abating for a period, in which the one that broke the treaty does penance.
/// let punished = |_: usize, s: Coalition| {
///     let abated = b * (n - s.len()) as f64;
///     Ok((0..n).map(|k| if s.contains(k) { abated } else { abated - c }).collect())
/// };
/// let verdict = self_enforcement(&treaty, punished)?;
/// verdict.check((&treaty, punished), 1e-9)?;
/// assert!(!verdict.is_renegotiation_proof());
/// let two = verdict.fewest(0).unwrap();
/// assert_eq!(two.len(), 2);
/// let least: Vec<_> = verdict.against(0, two).map(|c| c.least_discount()).collect();
/// assert_eq!(least, [Some(0.75); 6]);
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// J. Farrell & E. Maskin (1989), Renegotiation in repeated games, *GEB* 1; S. Barrett (1999), A theory of full
/// international cooperation, *Journal of Theoretical Politics* 11; G. B. Asheim, C. B. Froyn, J. Hovi & F. C. Menz
/// (2006), Regional versus global cooperation for climate control, *JEEM* 51; C. B. Froyn & J. Hovi (2008), A climate
/// agreement with full participation, *Economics Letters* 99.
pub fn self_enforcement<F>(commitment: &Commitment, punished: F) -> Result<SelfEnforcement>
where
    F: Fn(usize, Coalition) -> Result<Vec<f64>> + Sync,
{
    commitment.check()?;
    let n = commitment.players();
    let conditions = parallel::try_map(n, |i| {
        Breach { commitment, punished: &punished, breaker: i, known: BTreeMap::new() }.conditions()
    })?;
    Ok(SelfEnforcement {
        discount: commitment.discount,
        punishers: commitment.punishers,
        conditions: conditions.into_iter().flatten().collect(),
    })
}

/// A breach by one player, and the payoffs while it is punished.
struct Breach<'a, F> {
    commitment: &'a Commitment,
    punished: &'a F,
    breaker: usize,
    known: BTreeMap<Coalition, Vec<f64>>,
}

impl<F: Fn(usize, Coalition) -> Result<Vec<f64>>> Breach<'_, F> {
    /// The conditions from all punishers to one.
    fn conditions(mut self) -> Result<Vec<Enforcement>> {
        let all = self.commitment.punishers.without(self.breaker);
        let mut conditions = self.by(all)?;
        let punishing = conditions.iter().filter(|c| all.contains(c.fellow));
        let mut ready: Vec<(f64, usize)> =
            punishing.map(|c| (c.enforces.unwrap_or(f64::INFINITY), c.fellow)).collect();
        ready.sort_by(|a, b| a.0.total_cmp(&b.0)); // stable: then by number
        for m in (1..ready.len()).rev() {
            conditions.extend(self.by(ready[..m].iter().map(|(_, k)| *k).collect())?);
        }
        Ok(conditions)
    }

    /// The conditions where these punish.
    fn by(&mut self, punishers: Coalition) -> Result<Vec<Enforcement>> {
        let (commitment, i) = (self.commitment, self.breaker);
        let (n, punishment, discount) = (commitment.players(), commitment.punishment, commitment.discount);
        let payoffs = self.payoffs(punishers)?.clone();
        let loss = commitment.kept[i] - payoffs[i];
        let most = punishment.most_gain(loss, discount)?;
        let mut conditions = Vec::with_capacity(n - 1);
        for k in (0..n).filter(|&k| k != i) {
            let gain = commitment.gain[i][k];
            let forgone = commitment.kept[k] - payoffs[k];
            let mut condition = Enforcement {
                breaker: i,
                punishers,
                fellow: k,
                gain,
                loss,
                deters: punishment.least_discount(gain, loss)?,
                deterrence_margin: most - gain,
                saved: 0.0,
                forgone,
                enforces: Some(0.0),
                enforcement_margin: 0.0,
            };
            if punishers.contains(k) {
                let saved = self.payoffs(punishers.without(k))?[k] - payoffs[k];
                let punisher = Punisher {
                    saved,
                    forgone,
                    worth: commitment.kept[k] - commitment.without[k],
                    pivotal: commitment.pivotal_among(punishers.len()),
                    periods: punishment.periods,
                };
                condition.saved = saved;
                condition.enforces = punisher.least_discount();
                condition.enforcement_margin = punisher.margin(discount);
            }
            conditions.push(condition);
        }
        Ok(conditions)
    }

    /// Payoffs of all while these punish.
    fn payoffs(&mut self, punishers: Coalition) -> Result<&Vec<f64>> {
        if !self.known.contains_key(&punishers) {
            let payoffs = (self.punished)(self.breaker, punishers)?;
            check_payoffs(&payoffs, self.commitment.players(), self.breaker)?;
            self.known.insert(punishers, payoffs);
        }
        Ok(&self.known[&punishers])
    }
}

fn check_payoffs(payoffs: &[f64], n: usize, breaker: usize) -> Result<()> {
    if payoffs.len() != n {
        return Err(Error::Shape {
            what: format!("payoffs while player {breaker} is punished"),
            expected: format!("{n}, one per player"),
            got: payoffs.len().to_string(),
        });
    }
    match payoffs.iter().position(|x| !is_payoff(*x)) {
        Some(k) => {
            let field = format!("payoff while {breaker} is punished");
            Err(Error::invalid(format!("player {k}"), field, payoffs[k], PAYOFFS))
        }
        None => Ok(()),
    }
}
