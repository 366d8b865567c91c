//! Punishment for some periods after a breach is seen: what it deters, and from which discount factor on.

use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};

/// Ties of a count of periods are decided in favour of the shorter punishment within this share.
const TIE: f64 = 1e-12;

/// A punishment of `L` periods that follows a public signal of breach.
///
/// A promise that is kept is seen kept with probability `p`, one that is broken with probability `q`. With the
/// discount factor `δ` and
///
/// $$s(\delta) = \sum_{k=1}^{L}\delta^k,$$
///
/// a breach that gains `g` once is deterred by a loss of `x` per period of punishment iff the player loses more by
/// the punishment that the breach brings nearer than it gains,
///
/// $$g \le \frac{(p-q)\\,s(\delta)}{1+(1-p)\\,s(\delta)}\\,x .$$
///
/// The denominator is what false alarms take off the value of cooperation. All classical thresholds are cases:
///
/// | strategy | `L` | `p`, `q` | `g` | `x` | threshold |
/// |---|---|---|---|---|---|
/// | grim trigger (Friedman 1971) | ∞ | 1, 0 | `T − R` | `R − P` | `(T − R)/(T − P)` |
/// | tit for tat (Axelrod 1981) | 1 | 1, 0 | `T − R` | `min(R − S, T − P)` | `max((T − R)/(R − S), (T − R)/(T − P))` |
/// | generous tit for tat (Nowak & Sigmund 1992) | 1 | 1, forgiveness | `T − R` | `min(R − S, T − P)` | [`most_forgiveness`](Self::most_forgiveness) at `δ = 1` |
/// | `L` rounds | `L` | 1, 0 | `T − R` | `R − P` | `s(δ) = (T − R)/(R − P)` |
/// | imperfect public monitoring | ∞ | `p`, `q` | `T − R` | `R − P` | `g/((p − q)x + p g)` |
/// | trigger price (Green & Porter 1984) | `L` | `p`, `q` | `T − R` | `R − P` | [`least_periods`](Self::least_periods) |
///
/// with the payoffs `T > R > P > S` of the prisoners' dilemma. Tit for tat is a punishment of one period: a player that
/// defects once and then does penance loses `R − S`, one that goes on defecting loses `T − P` each time.
///
/// ```
/// use comity::solve::repeated::Punishment;
/// let (t, r, p, s) = (5.0, 3.0, 1.0, 0.0);
/// let (gain, loss) = (t - r, f64::min(r - s, t - p));
/// assert_eq!(Punishment::grim().least_discount(t - r, r - p)?, Some(0.5));
/// assert_eq!(Punishment::lasting(1).least_discount(gain, loss)?, Some(2.0 / 3.0)); // tit for tat
/// assert!((Punishment::lasting(1).most_forgiveness(gain, loss, 1.0)?.unwrap() - 1.0 / 3.0).abs() < 1e-15);
/// let golden = Punishment::lasting(2).least_discount(t - r, r - p)?.unwrap();
/// assert!((golden - (5f64.sqrt() - 1.0) / 2.0).abs() < 1e-15);
/// let seen = Punishment::grim().seen(0.9, 0.5);
/// assert!((seen.least_discount(t - r, r - p)?.unwrap() - 10.0 / 13.0).abs() < 1e-15);
/// assert_eq!(seen.least_periods(t - r, r - p, 0.9)?, Some(5)); // a trigger price for five periods
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// J. W. Friedman (1971), A non-cooperative equilibrium for supergames, *RES* 38; R. Axelrod (1981), The emergence of
/// cooperation among egoists, *APSR* 75, theorem 2; E. J. Green & R. H. Porter (1984), Noncooperative collusion under
/// imperfect price information, *Econometrica* 52; D. Fudenberg & E. Maskin (1986), The folk theorem in repeated games,
/// *Econometrica* 54; D. Abreu, P. Milgrom & D. Pearce (1991), Information and timing in repeated partnerships,
/// *Econometrica* 59; M. A. Nowak & K. Sigmund (1992), Tit for tat in heterogeneous populations, *Nature* 355; G. J.
/// Mailath & L. Samuelson (2006), *Repeated Games and Reputations*, ch. 7.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Punishment {
    /// `L`, periods of punishment, at least 1; `None`: for ever.
    pub periods: Option<u32>,
    /// `p`, probability that a promise kept is seen kept, 0..1.
    pub detection: f64,
    /// `q`, probability that a promise broken is seen kept, 0..p.
    pub false_alarm: f64,
}

impl Punishment {
    /// Punishment for ever of a breach that is always seen: grim trigger.
    pub fn grim() -> Self {
        Punishment { periods: None, detection: 1.0, false_alarm: 0.0 }
    }

    /// Punishment for so many periods of a breach that is always seen.
    pub fn lasting(periods: u32) -> Self {
        Punishment { periods: Some(periods), ..Punishment::grim() }
    }

    /// With a promise seen kept with probability `detection` if it was and `false_alarm` if it was not.
    #[must_use]
    pub fn seen(self, detection: f64, false_alarm: f64) -> Self {
        Punishment { detection, false_alarm, ..self }
    }

    /// The least discount factor, 0..1, from which on a breach that gains `gain` once is deterred by a loss of `loss` per
    /// period of punishment. `None` where no patience is enough. For a punishment that ends it may be 1: players who do
    /// not discount.
    ///
    /// # Errors
    /// A punishment of 0 periods, probabilities outside their ranges, a gain or a loss outside ±10¹⁵¹.
    ///
    /// # Complexity
    /// O(1): closed for `L` = 1 and ∞, else some 60 steps of bisection.
    pub fn least_discount(&self, gain: f64, loss: f64) -> Result<Option<f64>> {
        self.check()?;
        differences([("gain", gain), ("loss", loss)])?;
        if gain <= 0.0 {
            // Not even worth while unpunished; a punishment that is a reward must not make it so.
            let at_most = self.ratio(self.annuity(1.0));
            return Ok((loss >= 0.0 || gain <= at_most * loss).then_some(0.0));
        }
        Ok(self.needed(gain, loss).and_then(|s| self.discount_of(s)))
    }

    /// The largest one-shot gain that a loss of `loss` per period of punishment deters at this discount factor.
    ///
    /// # Errors
    /// As [`least_discount`](Self::least_discount); a discount factor outside 0..1, or 1 for a punishment for ever.
    pub fn most_gain(&self, loss: f64, discount: f64) -> Result<f64> {
        self.check()?;
        differences([("loss", loss)])?;
        self.check_discount(discount)?;
        let (p, q) = (self.detection, self.false_alarm);
        if discount == 1.0 {
            return Ok(self.ratio(self.annuity(1.0)) * loss);
        }
        let decay = self.periods.map_or(0.0, |periods| discount.powf(f64::from(periods)));
        let below = 1.0 - discount * p - (1.0 - p) * discount * decay;
        let ratio = if below > 0.0 { discount * (p - q) * (1.0 - decay) / below } else { 0.0 };
        Ok(ratio * loss)
    }

    /// The shortest punishment, in periods, that deters at this discount factor, whatever
    /// [`periods`](Self::periods) says; within 10⁻¹² of the condition the shorter one. `None` where not even one of
    /// 2³² − 1 periods does.
    ///
    /// # Errors
    /// As [`most_gain`](Self::most_gain).
    pub fn least_periods(&self, gain: f64, loss: f64, discount: f64) -> Result<Option<u32>> {
        let lasting = |periods| Punishment { periods: Some(periods), ..*self };
        lasting(1).check()?;
        lasting(1).check_discount(discount)?;
        differences([("gain", gain), ("loss", loss)])?;
        if gain <= 0.0 {
            return Ok(lasting(1).least_discount(gain, loss)?.map(|_| 1));
        }
        let Some(needed) = self.needed(gain, loss) else { return Ok(None) };
        let enough = |periods| lasting(periods).annuity(discount) >= needed * (1.0 - TIE);
        if !enough(u32::MAX) {
            return Ok(None);
        }
        let (mut short, mut long) = (0, u32::MAX); // too short, long enough
        while long - short > 1 {
            let middle = short + (long - short) / 2;
            if enough(middle) { long = middle } else { short = middle }
        }
        Ok(Some(long))
    }

    /// The largest probability `q` of passing over a breach that still deters, `None` where not even 0 does: the
    /// generosity of generous tit for tat (Nowak & Sigmund 1992) for one period at `δ = 1`.
    ///
    /// # Errors
    /// As [`most_gain`](Self::most_gain).
    pub fn most_forgiveness(&self, gain: f64, loss: f64, discount: f64) -> Result<Option<f64>> {
        self.check()?;
        differences([("gain", gain), ("loss", loss)])?;
        self.check_discount(discount)?;
        let (p, s) = (self.detection, self.annuity(discount));
        if gain <= 0.0 {
            return Ok((loss >= 0.0).then_some(p));
        }
        let most = p - gain * (1.0 + (1.0 - p) * s) / (s * loss);
        Ok((loss > 0.0 && s > 0.0 && most >= 0.0).then_some(most))
    }

    /// Average payoff per period of a player that keeps the promise, `kept` per period but `punished` in those that
    /// follow a false alarm:
    ///
    /// $$V = \frac{(1-\delta)R+\delta(1-p)(1-\delta^L)P}{1-\delta p-(1-p)\delta^{L+1}} = \frac{R+(1-p)s(\delta)P}{1+(1-p)s(\delta)} .$$
    ///
    /// # Errors
    /// As [`most_gain`](Self::most_gain).
    pub fn value(&self, kept: f64, punished: f64, discount: f64) -> Result<f64> {
        self.check()?;
        differences([("payoff", kept), ("payoff while punished", punished)])?;
        self.check_discount(discount)?;
        let weight = (1.0 - self.detection) * self.annuity(discount);
        Ok((kept + weight * punished) / (1.0 + weight))
    }

    /// The best average payoff that any symmetric equilibrium in public strategies reaches under this monitoring,
    /// $R-(1-p)g/(p-q)$, once players are patient enough; `None` where it is not above `punished`, or signals say
    /// nothing: no cooperation.
    ///
    /// # Errors
    /// As [`least_discount`](Self::least_discount).
    ///
    /// ```
    /// use comity::solve::repeated::Punishment;
    /// assert_eq!(Punishment::grim().seen(0.9, 0.5).best_value(3.0, 1.0, 2.0)?, Some(2.5));
    /// assert_eq!(Punishment::grim().seen(0.55, 0.5).best_value(3.0, 1.0, 2.0)?, None);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn best_value(&self, kept: f64, punished: f64, gain: f64) -> Result<Option<f64>> {
        self.check()?;
        differences([("payoff", kept), ("payoff while punished", punished), ("gain", gain)])?;
        let (p, q) = (self.detection, self.false_alarm);
        let best = kept - (1.0 - p) * gain.max(0.0) / (p - q);
        Ok((best > punished).then_some(best)) // false for NaN: p = q
    }

    /// Share of periods in which the promise is in force and kept in the long run, $1/(1+(1-p)L)$: spells of
    /// cooperation are geometric with mean $1/(1-p)$, punishments last `L`.
    ///
    /// # Errors
    /// As [`least_discount`](Self::least_discount).
    ///
    /// ```
    /// use comity::solve::repeated::Punishment;
    /// assert!((Punishment::lasting(5).seen(0.9, 0.5).share_kept()? - 2.0 / 3.0).abs() < 1e-15);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn share_kept(&self) -> Result<f64> {
        self.check()?;
        let alarms = 1.0 - self.detection;
        Ok(if alarms == 0.0 { 1.0 } else { 1.0 / (1.0 + alarms * self.annuity(1.0)) })
    }

    /// `s(δ)`; infinite for ever without discounting.
    pub(super) fn annuity(&self, discount: f64) -> f64 {
        match self.periods {
            Some(periods) => annuity(periods, discount),
            None => discount / (1.0 - discount),
        }
    }

    /// `(p − q) s / (1 + (1 − p) s)`.
    fn ratio(&self, annuity: f64) -> f64 {
        let (p, q) = (self.detection, self.false_alarm);
        if p == q { 0.0 } else { (p - q) / (annuity.recip() + (1.0 - p)) }
    }

    /// The annuity `s` that deters a positive gain; `None` where none does.
    fn needed(&self, gain: f64, loss: f64) -> Option<f64> {
        let (p, q) = (self.detection, self.false_alarm);
        let left = (p - q) * loss - (1.0 - p) * gain;
        (left > 0.0).then(|| gain / left).filter(|s| s.is_finite())
    }

    /// The discount factor at which `s(δ)` is this; `None` where it never is.
    fn discount_of(&self, annuity: f64) -> Option<f64> {
        match self.periods {
            None => Some(annuity / (1.0 + annuity)).filter(|discount| *discount < 1.0),
            Some(periods) if annuity > f64::from(periods) => None,
            Some(1) => Some(annuity),
            Some(_) => {
                // δ ≤ s(δ) < δ/(1 − δ).
                let (mut low, mut high) = (annuity / (1.0 + annuity), annuity.min(1.0));
                loop {
                    let middle = 0.5 * (low + high);
                    if middle <= low || middle >= high {
                        return Some(high);
                    }
                    if self.annuity(middle) >= annuity { high = middle } else { low = middle }
                }
            }
        }
    }

    pub(super) fn check(&self) -> Result<()> {
        let refuse =
            |field: &str, value: f64, allowed: &str| Err(Error::invalid("punishment", field, value, allowed));
        if self.periods == Some(0) {
            return refuse("periods", 0.0, "at least 1");
        }
        if !(0.0..=1.0).contains(&self.detection) {
            return refuse("detection", self.detection, "0..1");
        }
        if !(0.0..=self.detection).contains(&self.false_alarm) {
            let allowed = format!("0..{}, the detection", self.detection);
            return refuse("false_alarm", self.false_alarm, &allowed);
        }
        Ok(())
    }

    fn check_discount(&self, discount: f64) -> Result<()> {
        match self.periods {
            None => check_discount("punishment", discount),
            Some(_) if (0.0..=1.0).contains(&discount) => Ok(()),
            Some(_) => Err(Error::invalid("punishment", "discount", discount, "0..1")),
        }
    }
}

/// $\sum_{k=1}^{n}\delta^k$.
pub(super) fn annuity(periods: u32, discount: f64) -> f64 {
    if discount >= 1.0 {
        return f64::from(periods);
    }
    if discount <= 0.0 || periods == 0 {
        return 0.0; // not 0 · ln 0
    }
    discount * -(f64::from(periods) * discount.ln()).exp_m1() / (1.0 - discount)
}

pub(super) fn check_discount(subject: &str, discount: f64) -> Result<()> {
    if (0.0..1.0).contains(&discount) {
        return Ok(());
    }
    Err(Error::invalid(subject, "discount", discount, "0..1, below 1"))
}

/// Whether no sum or product takes a payoff out of the numbers.
pub(super) fn is_payoff(value: f64) -> bool {
    value.abs() <= 1e150
}

/// What [`is_payoff`] lets through.
pub(super) const PAYOFFS: &str = "-1e150..1e150";

/// That gains and losses are no larger than differences of payoffs.
fn differences<const N: usize>(figures: [(&str, f64); N]) -> Result<()> {
    match figures.into_iter().find(|(_, value)| !is_payoff(0.1 * value)) {
        Some((field, value)) => Err(Error::invalid("punishment", field, value, "-1e151..1e151")),
        None => Ok(()),
    }
}
