//! The floor: the offer under discussion, and the votes on it.

use crate::coalition::Coalition;
use crate::negotiate::offer::Offer;

#[derive(Default)]
pub(super) struct Floor {
    offer: Option<Offer>,
    voted: Coalition,
    consented: Coalition,
}

impl Floor {
    pub fn offer(&self) -> Option<&Offer> {
        self.offer.as_ref()
    }

    /// Lays an offer down, with the votes of those who make it.
    pub fn lay(&mut self, offer: Offer, by: Coalition) {
        *self = Floor { offer: Some(offer), voted: by, consented: by };
    }

    /// Takes the offer up for a while; [`put_back`](Self::put_back) leaves the votes as they were.
    pub fn take(&mut self) -> Option<Offer> {
        self.offer.take()
    }

    pub fn put_back(&mut self, offer: Option<Offer>) {
        self.offer = offer;
    }

    pub fn voted(&self) -> Coalition {
        self.voted
    }

    pub fn consented(&self) -> Coalition {
        self.consented
    }

    pub fn vote(&mut self, party: usize) {
        self.voted = self.voted.with(party);
    }

    pub fn consent(&mut self, party: usize) {
        self.consented = self.consented.with(party);
    }
}
