//! The referee: the rules that no protocol and no party may break, each by its name.

use crate::coalition::Coalition;
use crate::error::{Error, Result};
use crate::negotiate::book::Book;
use crate::negotiate::offer::Offer;
use crate::negotiate::settings::Settings;

pub(super) struct Referee<'a> {
    pub book: &'a Book<'a>,
    pub settings: &'a Settings,
    pub protocol: String,
}

impl Referee<'_> {
    pub fn illegal(&self, rule: &str, detail: String) -> Error {
        Error::Illegal { protocol: self.protocol.clone(), rule: rule.into(), detail }
    }

    pub fn everybody(&self) -> Coalition {
        Coalition::grand(self.book.parties)
    }

    pub fn members(&self, offer: &Offer) -> Coalition {
        if offer.outcome < self.book.outcomes {
            self.book.domain.members(offer.outcome)
        } else {
            Coalition::EMPTY
        }
    }

    /// The free parties that may propose, in the session's order, with their weights.
    pub fn recognised(&self, free: Coalition) -> Vec<(usize, f64)> {
        let all: Vec<usize> = (0..self.book.parties).collect();
        let list = if self.settings.proposers.is_empty() { &all } else { &self.settings.proposers };
        let weight = |k: usize| self.settings.recognition.get(k).copied().unwrap_or(1.0);
        let each = list.iter().enumerate().map(|(k, &party)| (party, weight(k)));
        each.filter(|&(party, w)| free.contains(party) && w > 0.0).collect()
    }

    /// Whether `party` may be asked for an offer.
    pub fn may_propose(&self, party: usize) -> Result<()> {
        if party >= self.book.parties {
            return Err(
                self.illegal("a proposer is a party to the session", format!("there is no party {party}"))
            );
        }
        if !self.settings.may_propose(party) {
            return Err(self.illegal("only those entitled propose", format!("party {party} is not")));
        }
        Ok(())
    }

    /// Whether `party` may propose this offer while these parties are free: its members.
    pub fn proposal(&self, party: usize, offer: &Offer, free: Coalition) -> Result<Coalition> {
        self.may_propose(party)?;
        let members = self.admissible(offer, free)?;
        if members.contains(party) {
            return Ok(members);
        }
        let detail = format!("party {party} is not a member of {offer}");
        Err(self.illegal("a proposer signs its own offer", detail))
    }

    /// Whether this offer may lie on the floor while these parties are free: its members.
    pub fn admissible(&self, offer: &Offer, free: Coalition) -> Result<Coalition> {
        let quorum = self.settings.quorum;
        if offer.outcome >= self.book.outcomes {
            let detail = format!("{offer}, of {}", self.book.outcomes);
            return Err(self.illegal("an offer is an outcome of the domain", detail));
        }
        let members = self.book.domain.members(offer.outcome);
        if members.len() < quorum.max(1) || !members.is_subset_of(self.everybody()) {
            let detail = format!("{offer} has members {members}, quorum {quorum}");
            return Err(self.illegal("an offer has a quorum of the session's parties", detail));
        }
        if !members.is_subset_of(free) {
            let detail = format!("{offer} binds {members}, free are {free}");
            return Err(self.illegal("members are not bound by another deal", detail));
        }
        if !offer.payments.is_empty() {
            self.payments(offer, members)?;
        }
        Ok(members)
    }

    fn payments(&self, offer: &Offer, members: Coalition) -> Result<()> {
        let parties = self.book.parties;
        if offer.payments.len() != parties || !offer.payments.iter().all(|p| p.is_finite()) {
            return Err(self.illegal("side payments are one finite number per party", offer.to_string()));
        }
        if let Some(i) = (0..parties).find(|&i| offer.payments[i] != 0.0 && !members.contains(i)) {
            return Err(self.illegal("only members pay or receive", format!("{offer}: party {i} is not one")));
        }
        // Rounding in a sum of n payments, with room to spare.
        let scale: f64 = offer.payments.iter().map(|p| p.abs()).sum();
        let sum: f64 = offer.payments.iter().sum();
        if sum.abs() > 1e-9 * scale {
            return Err(self.illegal("side payments sum to zero", format!("{offer}: {sum}")));
        }
        let budget = |i: usize| self.book.domain.budget(i);
        match (0..parties).find(|&i| -offer.payments[i] > budget(i)) {
            Some(i) => {
                let detail = format!("{offer}: party {i} has {}", budget(i));
                Err(self.illegal("nobody pays beyond its budget", detail))
            }
            None => Ok(()),
        }
    }
}
