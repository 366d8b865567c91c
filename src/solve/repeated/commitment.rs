//! A promise among players: what keeping, breaking and losing it is worth to each.

use super::Punishment;
use super::punishment::{PAYOFFS, check_discount, is_payoff};
use crate::coalition::Coalition;
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};

/// A promise among players, the temptation to break it, and the punishment that answers a breach. Payoffs are per
/// period.
///
/// The payoffs *while* a player is punished depend on who punishes; they are a function that
/// [`self_enforcement`](super::self_enforcement) takes besides.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Commitment {
    /// Payoff of each player while everybody keeps the promise.
    pub kept: Vec<f64>,
    /// Payoff of each player without the promise.
    pub without: Vec<f64>,
    /// `gain[i][j]`: what `i` gains, once, by breaking the promise towards `j`; the diagonal is not read.
    pub gain: Vec<Vec<f64>>,
    /// The players that punish a breach by another.
    pub punishers: Coalition,
    /// The punishment that follows a breach that is seen.
    pub punishment: Punishment,
    /// `ρ`, 0..1: chance that the promise is gone once a punisher sits out; `None`: one over the number of punishers.
    pub pivotal: Option<f64>,
    /// `δ`, 0..1, below 1: the discount factor at which margins are taken.
    pub discount: f64,
}

impl Commitment {
    /// Number of players.
    pub fn players(&self) -> usize {
        self.kept.len()
    }

    /// `ρ` with so many punishers.
    pub(in crate::solve) fn pivotal_among(&self, punishers: usize) -> f64 {
        self.pivotal.unwrap_or_else(|| 1.0 / punishers.max(1) as f64)
    }

    /// Largest payoff or gain, for tolerances; at least the least positive number.
    pub(in crate::solve) fn scale(&self) -> f64 {
        let all = self.kept.iter().chain(&self.without).chain(self.gain.iter().flatten());
        all.fold(f64::MIN_POSITIVE, |most, x| most.max(x.abs()))
    }

    /// That shapes fit and figures are in range.
    pub(in crate::solve) fn check(&self) -> Result<()> {
        let n = self.players();
        if !(2..=Coalition::MAX_PLAYERS).contains(&n) {
            let allowed = format!("2..{}", Coalition::MAX_PLAYERS);
            return Err(Error::invalid("commitment", "players", n, allowed));
        }
        let shape = |what: &str, got: usize| {
            if got == n {
                return Ok(());
            }
            Err(Error::Shape {
                what: format!("commitment, {what}"),
                expected: format!("{n}, one per player"),
                got: got.to_string(),
            })
        };
        shape("payoffs without the promise", self.without.len())?;
        shape("gains from a breach", self.gain.len())?;
        for i in 0..n {
            shape(&format!("gains of player {i}"), self.gain[i].len())?;
            let who = || format!("player {i}");
            for (field, value) in [("payoff", self.kept[i]), ("payoff without the promise", self.without[i])]
            {
                if !is_payoff(value) {
                    return Err(Error::invalid(who(), field, value, PAYOFFS));
                }
            }
            if let Some(j) = (0..n).find(|&j| j != i && !is_payoff(self.gain[i][j])) {
                let field = format!("gain from a breach towards {j}");
                return Err(Error::invalid(who(), field, self.gain[i][j], PAYOFFS));
            }
        }
        if let Some(k) = self.punishers.players().find(|k| *k >= n) {
            return Err(Error::invalid("commitment", "punisher", k, format!("players 0..{}", n - 1)));
        }
        if let Some(pivotal) = self.pivotal
            && !(0.0..=1.0).contains(&pivotal)
        {
            return Err(Error::invalid("commitment", "pivotal", pivotal, "0..1"));
        }
        check_discount("commitment", self.discount)?;
        self.punishment.check()
    }
}
