//! The discount factor from which on a player carries a punishment out.

use super::punishment::annuity;

/// What a punisher faces: it saves `saved` by sitting a period of punishment out, loses `forgone` per period while the
/// punishment lasts and `worth` per period once the promise is gone, which sitting out brings about with chance
/// `pivotal`.
#[derive(Clone, Copy)]
pub(super) struct Punisher {
    pub saved: f64,
    pub forgone: f64,
    pub worth: f64,
    pub pivotal: f64,
    /// Periods of a punishment; `None`: for ever.
    pub periods: Option<u32>,
}

impl Punisher {
    /// `w` in the period of the punishment in which sitting out is most tempting: the first where punishing costs, the last
    /// where it pays and there is one.
    fn forgone_at_worst(&self) -> f64 {
        if self.periods.is_some() { self.forgone.max(0.0) } else { self.forgone }
    }

    /// Periods of punishment that follow the first, discounted to it.
    fn rest(&self, discount: f64) -> f64 {
        match self.periods {
            Some(periods) => annuity(periods.saturating_sub(1), discount),
            None => discount / (1.0 - discount),
        }
    }

    /// What it loses by sitting out, in the period in which that is least: `ρ (W δ/(1 − δ) − w Σ_{k<L} δ^k) − c`.
    pub fn margin(&self, discount: f64) -> f64 {
        let forgone = self.forgone_at_worst();
        self.pivotal * (self.worth * discount / (1.0 - discount) - forgone * self.rest(discount)) - self.saved
    }

    /// The least discount factor below 1 from which on it punishes; `None` where there is none.
    pub fn least_discount(&self) -> Option<f64> {
        let Punisher { saved, worth, pivotal, .. } = *self;
        let forgone = self.forgone_at_worst();
        let always = (saved <= 0.0).then_some(0.0);
        if pivotal == 0.0 {
            return always;
        }
        match self.periods {
            None if worth > forgone => Some(share(saved, pivotal * (worth - forgone))),
            None if worth == forgone => always,
            None => None,
            Some(1) if worth > 0.0 => Some(share(saved, pivotal * worth)),
            Some(periods) if worth == 0.0 => {
                let at_worst = pivotal * forgone * f64::from(periods - 1);
                (saved + at_worst <= 0.0).then_some(0.0)
            }
            Some(_) if worth < 0.0 => None,
            // A power series in δ: coefficients of one sign, or first negative, then positive.
            Some(_) if saved <= 0.0 && worth >= forgone => always,
            Some(_) => {
                let low = if saved > 0.0 { 0.0 } else { self.worst() };
                if self.margin(low) >= 0.0 { always } else { self.root(low) }
            }
        }
        .filter(|discount| *discount < 1.0)
    }

    /// The discount factor of the least margin, which first falls and then rises: golden section.
    fn worst(&self) -> f64 {
        let golden = 0.5 * (5f64.sqrt() - 1.0);
        let (mut low, mut high) = (0.0, 1.0);
        while high - low > 1e-15 {
            let (a, b) = (high - golden * (high - low), low + golden * (high - low));
            if a <= low || b >= high {
                break;
            }
            if self.margin(a) <= self.margin(b) { high = b } else { low = a }
        }
        low
    }

    /// Where the margin, negative at `low`, becomes positive for good.
    fn root(&self, low: f64) -> Option<f64> {
        let (mut low, mut high) = (low, 1.0);
        loop {
            let middle = 0.5 * (low + high);
            if middle <= low || middle >= high {
                return Some(high);
            }
            if self.margin(middle) >= 0.0 { high = middle } else { low = middle }
        }
    }
}

/// `c/(c + w)`, at least 0.
fn share(cost: f64, worth: f64) -> f64 {
    if cost <= 0.0 { 0.0 } else { cost / (cost + worth) }
}
