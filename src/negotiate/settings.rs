//! The rules that all protocols share.

use crate::error::{Result, Violation, all_valid};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Rules of a session that every protocol shares.
///
/// ```
/// use comity::negotiate::Settings;
/// let rules = Settings { deadline: 20, discounts: vec![0.9, 0.8], proposers: vec![1], ..Settings::default() };
/// assert_eq!(rules.discount(1), 0.8);
/// assert!(rules.may_propose(1) && !rules.may_propose(0));
/// ```
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Settings {
    /// The last round.
    pub deadline: u32,
    /// Discount factor of each party's gain per round; one entry stands for everybody, none for 1.
    pub discounts: Vec<f64>,
    /// Probability that the negotiation breaks down between two rounds.
    pub breakdown: f64,
    /// The parties that may propose, in order; empty for everybody.
    pub proposers: Vec<usize>,
    /// Relative weight with which a protocol that draws recognises each proposer; empty: equal.
    pub recognition: Vec<f64>,
    /// The fewest members a deal may have.
    pub quorum: usize,
    /// Look-ups of utilities in one turn after which the turn is lost.
    pub patience: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            deadline: 100,
            discounts: Vec::new(),
            breakdown: 0.0,
            proposers: Vec::new(),
            recognition: Vec::new(),
            quorum: 1,
            patience: 10_000_000,
        }
    }
}

impl Settings {
    /// Discount factor of a gain of `party` per round; 1 unless set.
    ///
    /// ```
    /// use comity::negotiate::Settings;
    /// assert_eq!(Settings { discounts: vec![0.9], ..Settings::default() }.discount(5), 0.9); // one for everybody
    /// ```
    pub fn discount(&self, party: usize) -> f64 {
        match self.discounts.as_slice() {
            [] => 1.0,
            [all] => *all,
            each => each.get(party).copied().unwrap_or(1.0),
        }
    }

    /// Whether `party` may propose.
    ///
    /// ```
    /// use comity::negotiate::Settings;
    /// assert!(Settings::default().may_propose(3) && !Settings { proposers: vec![0], ..Settings::default() }.may_propose(3));
    /// ```
    pub fn may_propose(&self, party: usize) -> bool {
        self.proposers.is_empty() || self.proposers.contains(&party)
    }

    pub(super) fn validate(&self, parties: usize) -> Result<()> {
        let mut wrong = Vec::new();
        let mut check = |ok: bool, field: &str, value: String, allowed: &str| {
            if !ok {
                wrong.push(Violation::new("session", field, value, allowed));
            }
        };
        check(self.deadline > 0, "deadline", self.deadline.to_string(), "at least 1 round");
        check((0.0..1.0).contains(&self.breakdown), "breakdown", self.breakdown.to_string(), "0 ≤ p < 1");
        for d in &self.discounts {
            check((0.0..=1.0).contains(d), "discount", d.to_string(), "0 ≤ δ ≤ 1");
        }
        let len = self.discounts.len();
        check(
            len <= 1 || len == parties,
            "discounts",
            format!("{len} values"),
            "none, one, or one per party",
        );
        check(
            (1..=parties).contains(&self.quorum),
            "quorum",
            self.quorum.to_string(),
            "1 to the number of parties",
        );
        let who = if self.proposers.is_empty() { parties } else { self.proposers.len() };
        let len = self.recognition.len();
        check(len == 0 || len == who, "recognition", format!("{len} weights"), "none, or one per proposer");
        for w in &self.recognition {
            check(w.is_finite() && *w >= 0.0, "recognition weight", w.to_string(), "finite, not negative");
        }
        let sum: f64 = self.recognition.iter().sum();
        check(len == 0 || sum > 0.0, "recognition", sum.to_string(), "a positive sum");
        all_valid(wrong)
    }
}

impl fmt::Display for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "deadline {}", self.deadline)?;
        if !self.discounts.is_empty() {
            write!(f, ", discount {:?}", self.discounts)?;
        }
        if self.breakdown > 0.0 {
            write!(f, ", breakdown {}", self.breakdown)?;
        }
        if !self.proposers.is_empty() {
            write!(f, ", proposers {:?}", self.proposers)?;
        }
        if !self.recognition.is_empty() {
            write!(f, ", recognition {:?}", self.recognition)?;
        }
        if self.quorum > 1 {
            write!(f, ", quorum {}", self.quorum)?;
        }
        Ok(())
    }
}
