//! Verdicts on promises: per breach, punishers and fellow player the conditions under which it does not happen.

use crate::coalition::{Coalition, Labels, relabel};
use crate::solve::labelled::{Labelled, written_in_numbers};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Conditions under which a breach by one player towards another is deterred, and punished by the other.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Enforcement {
    /// The player that might break the promise.
    #[serde(serialize_with = "relabel::player")]
    pub breaker: usize,
    /// The players that would punish it.
    pub punishers: Coalition,
    /// The fellow player, against whom it would break the promise and who is to punish it, if among the punishers.
    #[serde(serialize_with = "relabel::player")]
    pub fellow: usize,
    /// `g`, what the breach towards the fellow gains once.
    pub gain: f64,
    /// `x`, what the breaker loses per period of punishment.
    pub loss: f64,
    /// Least `δ` at which the breach is deterred; `None` where no patience is enough.
    pub deters: Option<f64>,
    /// By how much the deterred gain exceeds `g` at the discount factor of the answer.
    pub deterrence_margin: f64,
    /// `c`, what the fellow saves per period by sitting the punishment out; 0 for one that does not punish.
    pub saved: f64,
    /// `w`, what the fellow loses per period of punishment against keeping on as before; what it gains if negative.
    pub forgone: f64,
    /// Least `δ` below 1 at which the fellow carries the punishment out; `None` where no patience is enough.
    pub enforces: Option<f64>,
    /// By how much the loss from sitting out exceeds `c` at the discount factor of the answer.
    pub enforcement_margin: f64,
}

impl Enforcement {
    /// Least payment per period of punishment, from the breaker, that keeps the fellow from forgiving: `w`, or 0 where it
    /// gains by punishing or does not punish.
    pub fn transfer(&self) -> f64 {
        if self.punishers.contains(self.fellow) { self.forgone.max(0.0) } else { 0.0 }
    }

    /// Least `δ` at which the breach is deterred *and* the fellow punishes.
    pub fn least_discount(&self) -> Option<f64> {
        Some(self.deters?.max(self.enforces?))
    }
}

/// Self-enforcement of a promise: from which patience on breaches are deterred and punishments carried out, whether
/// punishers would rather forgive, and which of them should punish.
///
/// Each breaker is looked at with all punishers, and with the `m` of them, for every `m`, that are the most ready to
/// (least [`enforces`](Enforcement::enforces), then lowest number).
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct SelfEnforcement {
    /// `δ` at which margins are taken and [`holds`](Self::holds) is answered.
    pub discount: f64,
    /// The players that punish a breach by another.
    pub punishers: Coalition,
    /// The conditions: by breaker, then by number of punishers from all to one, then by fellow.
    pub conditions: Vec<Enforcement>,
}

impl SelfEnforcement {
    /// The conditions where all punishers punish.
    pub fn by_all(&self) -> impl Iterator<Item = &Enforcement> {
        self.conditions.iter().filter(|c| c.punishers == self.punishers.without(c.breaker))
    }

    /// The conditions of a breach by `breaker` that these punish.
    pub fn against(&self, breaker: usize, punishers: Coalition) -> impl Iterator<Item = &Enforcement> {
        self.conditions.iter().filter(move |c| c.breaker == breaker && c.punishers == punishers)
    }

    /// Least `δ` at which every breach is deterred and every punishment carried out; `None` where no patience
    /// is enough.
    pub fn least_discount(&self) -> Option<f64> {
        most(self.by_all())
    }

    /// The pair that needs the most patience, the first of several: the breach that nothing deters, or the fellow that
    /// sits out.
    pub fn weakest(&self) -> Option<&Enforcement> {
        let patience = |c: &Enforcement| c.least_discount().unwrap_or(f64::INFINITY);
        self.by_all().reduce(|weakest, c| if patience(c) > patience(weakest) { c } else { weakest })
    }

    /// Whether the promise enforces itself at [`discount`](Self::discount) with all punishers punishing.
    pub fn holds(&self) -> bool {
        self.least_discount().is_some_and(|least| least <= self.discount)
    }

    /// Whether it does against this player.
    pub fn holds_against(&self, breaker: usize) -> bool {
        most(self.by_all().filter(|c| c.breaker == breaker)).is_some_and(|least| least <= self.discount)
    }

    /// Weak renegotiation-proofness: no punisher would rather forgive (Farrell & Maskin 1989; Barrett 1999).
    pub fn is_renegotiation_proof(&self) -> bool {
        self.by_all().all(|c| c.transfer() == 0.0)
    }

    /// The punishers of an `m`-punisher clause against this player: of the sets under which the promise enforces itself
    /// against it at [`discount`](Self::discount) the smallest of which nobody would rather forgive, or else the
    /// smallest; `None` where there is none.
    pub fn fewest(&self, breaker: usize) -> Option<Coalition> {
        let sets = self.conditions.chunk_by(|a, b| (a.breaker, a.punishers) == (b.breaker, b.punishers));
        let holds = |set: &&[Enforcement]| {
            set[0].breaker == breaker && most(set.iter()).is_some_and(|least| least <= self.discount)
        };
        let forgives =
            |set: &&[Enforcement]| (set.iter().any(|c| c.transfer() > 0.0), set[0].punishers.len());
        sets.filter(holds).min_by_key(forgives).map(|set| set[0].punishers)
    }

    /// Number of players.
    pub fn players(&self) -> usize {
        self.conditions.last().map_or(0, |c| c.breaker.saturating_add(1))
    }
}

/// The most patience that any of these needs.
fn most<'a>(mut conditions: impl Iterator<Item = &'a Enforcement>) -> Option<f64> {
    conditions.try_fold(0.0, |most: f64, c| Some(most.max(c.least_discount()?)))
}

/// A least discount factor as text.
struct From(Option<f64>);

impl fmt::Display for From {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(least) => write!(f, "{least:.3}"),
            None => f.write_str("never"),
        }
    }
}

impl Labelled for SelfEnforcement {
    fn write(&self, labels: &Labels, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let holds = if self.holds() { "self-enforcing" } else { "not self-enforcing" };
        write!(f, "{holds} at δ = {}; least δ {}", self.discount, From(self.least_discount()))?;
        if let Some(weakest) = self.weakest() {
            let (i, k) = (labels.player(weakest.breaker), labels.player(weakest.fellow));
            let patience = |least: Option<f64>| least.unwrap_or(f64::INFINITY);
            if patience(weakest.deters) > patience(weakest.enforces) {
                write!(f, ", a breach by {i} towards {k} first")?;
            } else {
                write!(f, ", {k} fails first, against {i}")?;
            }
        }
        for conditions in self.conditions.chunk_by(|a, b| a.breaker == b.breaker) {
            let i = conditions[0].breaker;
            let against: Vec<&Enforcement> = self.by_all().filter(|c| c.breaker == i).collect();
            let Some(first) = against.first() else { continue };
            let deters = against.iter().try_fold(0.0, |most: f64, c| Some(most.max(c.deters?)));
            let holds = if self.holds_against(i) { "holds" } else { "fails" };
            write!(f, "\n{holds} against {}, deterred from {}", labels.player(i), From(deters))?;
            write!(f, " by losing {} per period", labels.value(first.loss))?;
            for c in against.iter().filter(|c| c.punishers.contains(c.fellow)) {
                let k = labels.player(c.fellow);
                write!(f, "\n  {k} punishes from {}, losing {}", From(c.enforces), labels.value(c.forgone))?;
                if c.transfer() > 0.0 {
                    write!(f, ", would rather forgive")?;
                }
            }
            match self.fewest(i) {
                Some(some) if some.len() < first.punishers.len() => {
                    write!(f, "\n  enough: {}", labels.coalition(some))?;
                }
                Some(_) => {}
                None => write!(f, "\n  nobody's punishment is enough at this δ")?,
            }
        }
        Ok(())
    }
}

written_in_numbers!(SelfEnforcement);
