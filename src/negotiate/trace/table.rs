//! A trace as a long table.

use super::{Act, Trace};
use crate::error::Result;
use crate::frame::{Column, Frame};

impl Trace {
    /// The moves, a row each: `seed, round, party, secret, move, outcome, package, members, payments,
    /// detail`.
    ///
    /// Party and package are names, members are names with spaces between, payments numbers with spaces
    /// between. The tables of many runs append to one, told apart by the seed. The moves of the table itself
    /// have no party.
    ///
    /// # Errors
    /// None for the trace of a session.
    ///
    /// ```
    /// # use comity::negotiate::{Session, domain::ListDomain, protocol::AlternatingOffers, strategy::TimeDependent};
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// let trace = Session::new(&pie, &AlternatingOffers).everybody(|_| TimeDependent::linear()).run()?;
    /// let table = trace.frame()?;
    /// assert_eq!(table.len(), trace.events.len());
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn frame(&self) -> Result<Frame> {
        let mut frame = Frame::new([
            Column::integer("seed"),
            Column::integer("round"),
            Column::text("party"),
            Column::boolean("secret"),
            Column::text("move"),
            Column::integer("outcome"),
            Column::text("package"),
            Column::text("members"),
            Column::text("payments"),
            Column::text("detail"),
        ])?;
        for event in &self.events {
            let offer = event.act.offer();
            let package = offer.map(|offer| self.package(offer.outcome));
            let members = offer.map(|_| self.names(event.members));
            let payments = offer
                .filter(|offer| !offer.payments.is_empty())
                .map(|offer| offer.payments.iter().map(f64::to_string).collect::<Vec<_>>().join(" "));
            frame.push([
                self.seed.into(),
                event.round.into(),
                event.party.map(|p| self.name(p.into())).into(),
                event.secret.into(),
                kind(&event.act).into(),
                offer.map(|offer| offer.outcome).into(),
                package.as_deref().into(),
                members.as_deref().into(),
                payments.as_deref().into(),
                self.told(event).as_str().into(),
            ])?;
        }
        Ok(frame)
    }
}

fn kind(act: &Act) -> &'static str {
    match act {
        Act::Propose(_) => "propose",
        Act::Pass => "pass",
        Act::Accept => "accept",
        Act::Reject(_) => "reject",
        Act::AcceptIf(_) => "accept if",
        Act::Prefer(_) => "prefer",
        Act::Stay => "stay",
        Act::Withdraw => "withdraw",
        Act::Fault(_) => "fault",
        Act::Put(_) => "put",
        Act::Sign(_) => "sign",
        Act::Dissolve(_) => "dissolve",
    }
}
