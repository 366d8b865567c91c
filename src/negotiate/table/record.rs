//! The record: every move, what of it is public, and the agreements in force.

use crate::coalition::Coalition;
use crate::error::{Error, Result};
use crate::negotiate::offer::Agreement;
use crate::negotiate::trace::{Act, Event};

#[derive(Default)]
pub(super) struct Record {
    events: Vec<Event>,
    agreements: Vec<Agreement>,
    /// The first of the moves that are secret for the time being.
    secret: Option<usize>,
    /// Whether there were more moves than a record holds.
    full: bool,
}

/// Most moves of a record, some hundred bytes each.
const MOST: usize = 1 << 22;

impl Record {
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    pub fn agreements(&self) -> &[Agreement] {
        &self.agreements
    }

    pub fn into_parts(self) -> Result<(Vec<Event>, Vec<Agreement>)> {
        if self.full {
            return Err(Error::TooLarge {
                what: "record of a session".into(),
                n: self.events.len(),
                limit: MOST,
                reason: "moves, some hundred bytes each; an earlier deadline keeps below".into(),
            });
        }
        Ok((self.events, self.agreements))
    }

    /// Whether there is no room for more moves.
    pub fn is_full(&self) -> bool {
        self.full
    }

    pub fn is_secret(&self) -> bool {
        self.secret.is_some()
    }

    /// Notes a move of a party, or of the table itself, which is never secret.
    pub fn note(&mut self, round: u32, party: Option<usize>, act: Act) {
        self.note_offer(round, party, act, Coalition::EMPTY);
    }

    /// Notes a move that names an offer with these members.
    pub fn note_offer(&mut self, round: u32, party: Option<usize>, act: Act, members: Coalition) {
        let secret = party.is_some() && self.is_secret();
        if self.events.len() >= MOST {
            self.full = true;
            return;
        }
        self.events.push(Event { round, party: party.map(|p| p as u8), secret, act, members });
    }

    pub fn hide(&mut self) {
        self.secret.get_or_insert(self.events.len());
    }

    pub fn reveal(&mut self) {
        if let Some(from) = self.secret.take() {
            self.events[from..].iter_mut().for_each(|e| e.secret = false);
        }
    }

    pub fn keep_secret(&mut self) {
        self.secret = None;
    }

    pub fn sign(&mut self, agreement: Agreement) {
        let sign = Act::Sign(agreement.deal.clone());
        self.note_offer(agreement.round, None, sign, agreement.members);
        self.agreements.push(agreement);
    }

    /// The parties that an agreement in force binds.
    pub fn bound(&self) -> Coalition {
        self.agreements.iter().fold(Coalition::EMPTY, |all, a| all.union(a.members))
    }

    pub fn dissolve(&mut self, round: u32, agreement: usize) -> Option<Agreement> {
        if agreement >= self.agreements.len() {
            return None;
        }
        let old = self.agreements.remove(agreement);
        self.note_offer(round, None, Act::Dissolve(old.deal.clone()), old.members);
        Some(old)
    }
}
