//! Re-checks self-enforcement from the values of the repeated game: of keeping and of breaking a promise, of punishing
//! and of sitting out, each by summing its payoffs period by period.

use crate::coalition::Coalition;
use crate::error::Result;
use crate::solve::certified::{Certified, fails};
use crate::solve::repeated::{Commitment, Enforcement, SelfEnforcement};

const CLAIM: &str = "self-enforcement";

impl<F: Fn(usize, Coalition) -> Result<Vec<f64>>> Certified<(&Commitment, F)> for SelfEnforcement {
    /// That every breaker is looked at with all punishers and with the most ready of them; that payoffs are those of the
    /// commitment; that at `tolerance` below each least discount factor the value of breaking a promise, or of sitting a
    /// punishment out, is the larger, and at `tolerance` above the smaller, or 0 is enough, or nothing is; that
    /// margins are right. Payoffs may be off by `tolerance` times the largest.
    fn check(&self, (commitment, punished): (&Commitment, F), tolerance: f64) -> Result<()> {
        if self.discount != commitment.discount {
            let reason = format!("margins at δ = {}, asked for {}", self.discount, commitment.discount);
            return Err(fails(CLAIM, reason));
        }
        if self.punishers != commitment.punishers {
            let reason = format!("{} punish, asked for {}", self.punishers, commitment.punishers);
            return Err(fails(CLAIM, reason));
        }
        let n = commitment.players();
        let mut rest = self.conditions.iter();
        for i in 0..n {
            let all = commitment.punishers.without(i);
            let mut ready: Vec<(f64, usize)> = Vec::new();
            for m in (all.len().min(1)..=all.len()).rev() {
                let punishers =
                    if m == all.len() { all } else { ready.iter().take(m).map(|(_, k)| *k).collect() };
                let payoffs = punished(i, punishers)?;
                for k in (0..n).filter(|&k| k != i) {
                    let Some(claimed) = rest.next() else {
                        return Err(fails(CLAIM, format!("nothing about a breach by {i} towards {k}")));
                    };
                    if (claimed.breaker, claimed.punishers, claimed.fellow) != (i, punishers, k) {
                        let reason = format!(
                            "a breach by {} towards {} punished by {} where one by {i} towards {k} punished by {punishers} \
                             is to be told",
                            claimed.breaker, claimed.fellow, claimed.punishers
                        );
                        return Err(fails(CLAIM, reason));
                    }
                    let sits_out = if punishers.contains(k) {
                        punished(i, punishers.without(k))?
                    } else {
                        payoffs.clone()
                    };
                    Case { commitment, claimed, payoffs: &payoffs, sits_out: &sits_out, tolerance }
                        .check()?;
                    if m == all.len() && all.contains(k) {
                        ready.push((claimed.enforces.unwrap_or(f64::INFINITY), k));
                    }
                }
                if m == all.len() {
                    ready.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
                }
            }
        }
        match rest.next() {
            Some(more) => Err(fails(CLAIM, format!("a second time a breach by {}", more.breaker))),
            None => Ok(()),
        }
    }
}

/// One condition, and what it is about.
struct Case<'a> {
    commitment: &'a Commitment,
    claimed: &'a Enforcement,
    /// Payoffs while the breaker is punished.
    payoffs: &'a [f64],
    /// The same if the fellow sits out.
    sits_out: &'a [f64],
    tolerance: f64,
}

impl Case<'_> {
    fn check(&self) -> Result<()> {
        let (commitment, claimed) = (self.commitment, self.claimed);
        let (i, k) = (claimed.breaker, claimed.fellow);
        let n = commitment.players();
        if self.payoffs.len() != n || self.sits_out.len() != n {
            return Err(fails(CLAIM, format!("payoffs of other than {n} players")));
        }
        self.near("gain", claimed.gain, commitment.gain[i][k])?;
        self.near("loss", claimed.loss, commitment.kept[i] - self.payoffs[i])?;
        self.near("forgone", claimed.forgone, commitment.kept[k] - self.payoffs[k])?;
        self.near("saved", claimed.saved, self.sits_out[k] - self.payoffs[k])?;
        self.turns("deters", claimed.deters, false, |discount| self.keeping(discount))?;
        let punishes = claimed.punishers.contains(k);
        let punishing = |discount| if punishes { self.punishing(discount) } else { 0.0 };
        self.turns("enforces", claimed.enforces, true, punishing)?;
        self.near("deterrence margin", claimed.deterrence_margin, self.keeping(commitment.discount))?;
        self.near("enforcement margin", claimed.enforcement_margin, punishing(commitment.discount))
    }

    fn near(&self, what: &str, claimed: f64, is: f64) -> Result<()> {
        if (claimed - is).abs() <= self.tolerance * (self.scale() + is.abs()) {
            return Ok(());
        }
        Err(self.wrong(&format!("{what} {claimed}, is {is}")))
    }

    fn scale(&self) -> f64 {
        self.payoffs.iter().fold(self.commitment.scale(), |most, x| most.max(x.abs()))
    }

    fn wrong(&self, what: &str) -> crate::Error {
        let Enforcement { breaker, punishers, fellow, .. } = self.claimed;
        fails(CLAIM, format!("a breach by {breaker} towards {fellow}, punished by {punishers}: {what}"))
    }

    /// That a margin turns from negative to positive at the discount factor claimed, below 1 where `below_one`.
    fn turns(
        &self,
        what: &str,
        claimed: Option<f64>,
        below_one: bool,
        margin: impl Fn(f64) -> f64,
    ) -> Result<()> {
        const NEAR_ONE: f64 = 1.0 - 1e-9;
        let noise = |discount: f64| 1e-14 * self.scale() / (1.0 - discount.min(NEAR_ONE));
        let ends = self.commitment.punishment.periods.is_some() && !below_one;
        let most = if ends { 1.0 } else { NEAR_ONE };
        let Some(least) = claimed else {
            let at = margin(most);
            // With nothing gained and nothing lost the condition holds.
            return if at <= noise(most) && at != 0.0 {
                Ok(())
            } else {
                Err(self.wrong(&format!("{what} never, margin {at} at δ = {most}")))
            };
        };
        if !(0.0..=1.0).contains(&least) || below_one && least == 1.0 {
            return Err(self.wrong(&format!("{what} from {least}")));
        }
        let below = least - self.tolerance;
        if below > 0.0 && margin(below) >= 0.0 {
            return Err(self.wrong(&format!("{what} from {least}, margin {} at {below}", margin(below))));
        }
        let above = (least + self.tolerance).min(0.5 * (least + 1.0));
        for at in [above, 0.5 * (above + 1.0), most.max(above)] {
            if margin(at) < -noise(at) {
                return Err(self.wrong(&format!("{what} from {least}, margin {} at {at}", margin(at))));
            }
        }
        Ok(())
    }

    /// What a breach loses less what it gains. The value `V` of keeping solves
    /// `V = R + p δ V + (1 − p) (δ P + … + δ^L P + δ^{L+1} V)`; a breach has `q` for `p` and the gain besides.
    fn keeping(&self, discount: f64) -> f64 {
        let punishment = self.commitment.punishment;
        let (p, q) = (punishment.detection, punishment.false_alarm);
        let loss = self.commitment.kept[self.claimed.breaker] - self.payoffs[self.claimed.breaker];
        let punished = series(discount, punishment.periods);
        if p == q {
            return -self.claimed.gain;
        }
        // Being punished instead of not costs D = s (x − (1 − p) D) in all: false alarms go on if the promise does.
        let costs = loss / (punished.recip() + (1.0 - p));
        (p - q) * costs - self.claimed.gain
    }

    /// What sitting out loses less what it saves, in the first or the last period of the punishment, whichever is worse.
    fn punishing(&self, discount: f64) -> f64 {
        let (commitment, k) = (self.commitment, self.claimed.fellow);
        let pivotal = commitment.pivotal_among(self.claimed.punishers.len());
        let (punishes, kept, gone) = (self.payoffs[k], commitment.kept[k], commitment.without[k]);
        let for_ever = series(discount, None);
        // Against the promise gone: the rest of the punishment, then the promise.
        let value = |rest: f64| {
            let lost = rest * (punishes - gone) + (for_ever - rest) * (kept - gone);
            punishes - self.sits_out[k] + pivotal * lost
        };
        match commitment.punishment.periods {
            None => value(for_ever),
            Some(periods) => value(series(discount, Some(periods - 1))).min(value(0.0)),
        }
    }
}

/// `δ + δ² + … + δ^n`, or for ever, by doubling.
fn series(discount: f64, periods: Option<u32>) -> f64 {
    let Some(mut periods) = periods else { return discount / (1.0 - discount) };
    // Sum and power of a block of 2^k periods, and of those put together so far.
    let (mut block, mut power) = (discount, discount);
    let (mut sum, mut passed) = (0.0, 1.0);
    while periods > 0 {
        if periods & 1 == 1 {
            sum += passed * block;
            passed *= power;
        }
        block += power * block;
        power *= power;
        periods >>= 1;
    }
    sum
}
