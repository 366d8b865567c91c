//! Best response to opponents of unknown type.
//!
//! After D. Zeng, K. Sycara (1998), Bayesian learning in negotiation, *International Journal of
//! Human-Computer Studies* 48, and K. Hindriks, D. Tykhonov (2008), Opponent modelling in automated
//! multi-issue negotiation using Bayesian learning, AAMAS.

use crate::error::Result;
use crate::negotiate::domain::TypedDomain;
use crate::negotiate::offer::Offer;
use crate::negotiate::party::Strategy;
use crate::negotiate::trace::{Act, Reason};
use crate::negotiate::view::View;

/// Bayesian best response: learns the others' types from their proposals and makes the offer with the highest
/// expected gain.
///
/// A party is taken to concede by the clock from its best outcome to its reservation value, as Boulware,
/// linearly or as Conceder, alike likely at first; to propose near its target, with a normal error, and to
/// accept what is above it, with a logistic error. Bayes' rule turns the common prior over types, and this
/// one, into a posterior after each proposal.
///
/// With `P(o, t)` the probability that all other members accept `o` at time `t` and `g(o)` its gain, waiting
/// is worth `W = max_{t' > t} δ^(t'−t) max_o P(o, t') g(o)`; it proposes the `o` with the highest `P(o,
/// t)(g(o) − W)` and accepts what gains `W`.
///
/// # Complexity
/// O(m K) per turn for m outcomes and K types of the others in all.
///
/// ```
/// use comity::negotiate::domain::{Issue, PartyType, Preference, TypedDomain};
/// use comity::negotiate::{Session, protocol::AlternatingOffers, strategy::{Bayesian, TimeDependent}};
/// let issues = vec![Issue { name: "price".into(), values: (0..5).map(|v| v.to_string()).collect() }];
/// let party = |name: &str, evaluation: [f64; 5]| Preference {
///     name: name.into(),
///     weights: vec![1.0],
///     evaluations: vec![evaluation.to_vec()],
///     reservation: 0.0,
///     most: None,
/// };
/// let seller = PartyType { prior: 1.0, preference: party("seller", [0.0, 0.25, 0.5, 0.75, 1.0]) };
/// let keen = PartyType { prior: 1.0, preference: party("buyer", [1.0, 0.9, 0.8, 0.7, 0.6]) };
/// let stingy = PartyType { prior: 1.0, preference: party("buyer", [1.0, 0.5, 0.2, 0.1, 0.0]) };
/// let prior = TypedDomain { issues, types: vec![vec![seller], vec![keen, stingy]] };
/// let (domain, _) = prior.draw(3)?;
/// let learner = Bayesian::new(&prior, 0)?;
/// assert_eq!(learner.posterior(1), [0.5, 0.5]); // before the first proposal, the prior
/// let session = Session::new(&domain, &AlternatingOffers).seat(0, learner).seat(1, TimeDependent::linear());
/// assert!(session.run()?.payoffs[0] >= 0.0);
/// # Ok::<(), comity::Error>(())
/// ```
pub struct Bayesian {
    others: Vec<Other>,
    read: usize,
    /// The round, the offer in it and the gain it accepts.
    plan: Option<(u32, Option<usize>, f64)>,
}

struct Other {
    party: usize,
    types: Vec<Believed>,
}

struct Believed {
    /// That it is of this type and concedes like this.
    probability: [f64; 3],
    /// Utilities in units of the range from reservation value to best outcome: 0 to 1.
    utilities: Vec<f64>,
}

/// Width of the errors assumed, in units of a type's range.
const ERROR: f64 = 0.05;

/// Targets at time `t` of a Boulware (β = 1/4), a linear and a Conceder (β = 4) party, in units of its range.
fn targets(t: f64) -> [f64; 3] {
    [1.0 - t.powi(4), 1.0 - t, 1.0 - t.sqrt().sqrt()]
}

impl Other {
    /// The probability that it accepts `outcome` when the targets are these.
    fn accepts(&self, outcome: usize, targets: &[f64; 3]) -> f64 {
        let mut sum = 0.0;
        for t in &self.types {
            let u = t.utilities.get(outcome).copied().unwrap_or(0.0);
            for (p, target) in t.probability.iter().zip(targets) {
                sum += p / (1.0 + ((target - u) / ERROR * 4.0).exp());
            }
        }
        sum
    }
}

impl Bayesian {
    /// A strategy for seat `party` of a domain drawn from `prior`.
    ///
    /// # Errors
    /// A prior that cannot be drawn from.
    ///
    /// ```
    /// # use comity::negotiate::domain::{Issue, PartyType, Preference, TypedDomain};
    /// # let issues = vec![Issue { name: "price".into(), values: vec!["low".into(), "high".into()] }];
    /// # let buyer = |value| Preference { name: "buyer".into(), weights: vec![1.0], evaluations: vec![vec![1.0, value]], reservation: 0.0, most: None };
    /// # let types = vec![vec![PartyType { prior: 1.0, preference: buyer(0.9) }, PartyType { prior: 3.0, preference: buyer(0.1) }]];
    /// # let prior = TypedDomain { issues, types };
    /// # use comity::negotiate::strategy::Bayesian;
    /// let other = TypedDomain { types: vec![prior.types[0].clone(), prior.types[0].clone()], ..prior };
    /// assert!(Bayesian::new(&other, 0)?.posterior(0).is_empty()); // nothing to learn about itself
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn new(prior: &TypedDomain, party: usize) -> Result<Self> {
        let mut others = Vec::new();
        for other in (0..prior.types.len()).filter(|&i| i != party) {
            let mut types = Vec::new();
            for (k, probability) in prior.prior(other)?.into_iter().enumerate() {
                let (mut utilities, reservation) = prior.utilities(other, k)?;
                let top = utilities.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                let range = if top > reservation { top - reservation } else { 1.0 };
                utilities.iter_mut().for_each(|u| *u = (*u - reservation) / range);
                types.push(Believed { probability: [probability / 3.0; 3], utilities });
            }
            others.push(Other { party: other, types });
        }
        Ok(Bayesian { others, read: 0, plan: None })
    }

    /// The posterior over the types of `party`; empty for its own seat.
    ///
    /// ```
    /// # use comity::negotiate::domain::{Issue, PartyType, Preference, TypedDomain};
    /// # let issues = vec![Issue { name: "price".into(), values: vec!["low".into(), "high".into()] }];
    /// # let buyer = |value| Preference { name: "buyer".into(), weights: vec![1.0], evaluations: vec![vec![1.0, value]], reservation: 0.0, most: None };
    /// # let types = vec![vec![PartyType { prior: 1.0, preference: buyer(0.9) }, PartyType { prior: 3.0, preference: buyer(0.1) }]];
    /// # let prior = TypedDomain { issues, types };
    /// # use comity::negotiate::strategy::Bayesian;
    /// let other = TypedDomain { types: vec![prior.types[0].clone(), prior.types[0].clone()], ..prior };
    /// let learner = Bayesian::new(&other, 0)?;
    /// assert!((learner.posterior(1)[1] - 0.75).abs() < 1e-12); // before the first proposal, the prior
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn posterior(&self, party: usize) -> Vec<f64> {
        let other = self.others.iter().find(|o| o.party == party);
        other.map_or(Vec::new(), |o| o.types.iter().map(|t| t.probability.iter().sum()).collect())
    }

    fn learn(&mut self, view: &View<'_>) {
        let last = f64::from(view.deadline()) + 1.0;
        for event in view.history().skip(self.read) {
            self.read += 1;
            let Act::Propose(deal) = &event.act else { continue };
            let Some(other) = self.others.iter_mut().find(|o| event.party == Some(o.party as u8)) else {
                continue;
            };
            let targets = targets(f64::from(event.round) / last);
            for t in &mut other.types {
                for (p, target) in t.probability.iter_mut().zip(targets) {
                    let miss = (t.utilities.get(deal.outcome).copied().unwrap_or(target) - target) / ERROR;
                    // Nothing that is possible is ever ruled out: a party may be other than assumed.
                    *p *= (-0.5 * miss * miss).exp().max(1e-6);
                }
            }
            let sum: f64 = other.types.iter().flat_map(|t| t.probability).sum();
            other.types.iter_mut().flat_map(|t| &mut t.probability).for_each(|p| *p /= sum);
        }
    }

    /// The outcome with the highest `P(o)(g(o) − floor)` where that is positive, and that product.
    fn best(&self, view: &View<'_>, time: f64, floor: f64) -> Option<(usize, f64)> {
        let (targets, reservation) = (targets(time), view.reservation());
        let mut best: Option<(usize, f64)> = None;
        for (outcome, &u) in view.utilities().iter().enumerate() {
            let over = u - reservation - floor;
            // No chance of acceptance makes more of it than this.
            if over <= best.map_or(0.0, |(_, most)| most) || !view.may_propose(outcome) {
                continue;
            }
            let members = view.members(outcome);
            let sign = self
                .others
                .iter()
                .filter(|o| members.contains(o.party))
                .map(|o| o.accepts(outcome, &targets));
            let expected = sign.product::<f64>() * over;
            if expected > best.map_or(0.0, |(_, most)| most) {
                best = Some((outcome, expected));
            }
        }
        best
    }

    /// The offer to make this round, and the gain to accept.
    fn plan(&mut self, view: &View<'_>) -> (Option<usize>, f64) {
        if let Some((round, offer, gain)) = self.plan
            && round == view.round()
        {
            return (offer, gain);
        }
        self.learn(view);
        let (round, deadline, rules) = (view.round(), view.deadline(), view.settings());
        let left = deadline.saturating_sub(round);
        let factor = rules.discount(view.party()) * (1.0 - rules.breakdown);
        let mut waiting: f64 = 0.0;
        // Eight later rounds, the last among them, stand for all.
        for step in 1..=8u32 {
            let delay = (u64::from(left) * u64::from(step)).div_ceil(8) as u32;
            if delay > 0 {
                let time = f64::from(round + delay) / (f64::from(deadline) + 1.0);
                let gain = self.best(view, time, 0.0).map_or(0.0, |(_, gain)| gain);
                waiting = waiting.max(gain * factor.powi(i32::try_from(delay).unwrap_or(i32::MAX)));
            }
        }
        let offer = self.best(view, view.time(), waiting).map(|(outcome, _)| outcome);
        self.plan = Some((round, offer, waiting));
        (offer, waiting)
    }
}

impl Strategy for Bayesian {
    fn propose(&mut self, view: &mut View<'_>) -> Option<Offer> {
        self.plan(view).0.map(Offer::of)
    }

    fn respond(&mut self, view: &mut View<'_>, deal: &Offer) -> Result<(), Reason> {
        let waiting = self.plan(view).1;
        view.answer(deal, view.reservation() + waiting)
    }
}
