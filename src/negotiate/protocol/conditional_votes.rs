//! Conditional votes with power bounds and partner sets.
//!
//! P. K. Murukannaiah, C. M. Jonker (2022), MOPaC: the multiple offers protocol for multilateral negotiations
//! with partial consensus, arXiv:2205.06678; here a vote may also name partners: "I sign if *these* sign".
//!
//! * Each round all who may propose do so at the same time, unseen; then the offers are opened.
//! * On each offer its members vote at the same time: no, or yes on a [condition](Condition) on who signs and
//!   on the power of the signatories.
//! * The offer is agreed by the most powerful set of yes-voters, the proposer among them or not, that meets
//!   the condition of each of its members and for which the domain has the deal among just these; of equals,
//!   the lowest by mask.
//! * Of the offers agreed in one round the one with the most power is signed, the first made if equal.

use super::simultaneous_offers::offers;
use super::{Protocol, Residual, named};
use crate::coalition::Coalition;
use crate::error::{Error, Result};
use crate::negotiate::domain::Domain;
use crate::negotiate::offer::{Condition, Offer};
use crate::negotiate::settings::Settings;
use crate::negotiate::table::Table;
use crate::negotiate::trace::Termination;

/// Conditional votes: partial consensus by votes on condition of the other signatories and their power.
///
/// ```
/// use comity::negotiate::protocol::ConditionalVotes;
/// use comity::negotiate::{Session, domain::Generator, strategy::TimeDependent};
/// let domain = Generator { parties: 3, conflict: 0.8, reservation: 0.1, seed: 1 }.coalitions(3, 0.2)?;
/// let protocol = ConditionalVotes { powers: vec![2.0, 1.0, 1.0], ..ConditionalVotes::default() };
/// let trace = Session::new(&domain, &protocol).everybody(|_| TimeDependent::conceder()).seed(7).run()?;
/// assert!(trace.agreements.iter().all(|a| a.members == a.consented));
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct ConditionalVotes {
    /// Voting power of each party; empty: 1 each.
    pub powers: Vec<f64>,
    /// Whether the others go on after a deal.
    pub residual: Residual,
}

impl ConditionalVotes {
    /// Most parties: the search for signatories walks the subsets of the yes-voters.
    pub const MAX_PARTIES: usize = 20;

    fn power(&self, s: Coalition) -> f64 {
        s.players().map(|i| self.powers.get(i).copied().unwrap_or(1.0)).sum()
    }

    /// The most powerful set that meets the conditions of all its members, with its deal.
    fn signatories(
        &self,
        table: &Table<'_>,
        deal: &Offer,
        votes: &[(usize, Condition)],
    ) -> Option<(f64, Coalition, usize)> {
        let mut yes: Coalition = votes.iter().map(|&(i, _)| i).collect();
        // Who misses a partner, or power, among all who are left does so in every subset as well.
        while let Some(&(i, _)) = votes
            .iter()
            .find(|(i, c)| yes.contains(*i) && !(c.partners.is_subset_of(yes) && self.power(yes) >= c.least))
        {
            yes = yes.without(i);
        }
        let paying: Coalition = (0..deal.payments.len()).filter(|&i| deal.payments[i] != 0.0).collect();
        let mut best: Option<(f64, Coalition, usize)> = None;
        for s in
            yes.subsets().filter(|s| s.len() >= table.settings().quorum.max(1) && paying.is_subset_of(*s))
        {
            let power = self.power(s);
            if best.is_none_or(|(most, ..)| power > most)
                && votes.iter().all(|(i, c)| !s.contains(*i) || c.holds(s, power))
                && let Some(outcome) = table.domain().among(deal.outcome, s)
            {
                best = Some((power, s, outcome));
            }
        }
        best
    }
}

impl Protocol for ConditionalVotes {
    fn name(&self) -> String {
        named(&format!("conditional votes, powers {:?}", self.powers), self.residual)
    }

    fn validate(&self, domain: &dyn Domain, _: &Settings) -> Result<()> {
        let n = domain.parties();
        if n > Self::MAX_PARTIES {
            let reason = "signatories are found among 2^n subsets of the voters".into();
            return Err(Error::TooLarge {
                what: "conditional votes".into(),
                n,
                limit: Self::MAX_PARTIES,
                reason,
            });
        }
        let fits = self.powers.is_empty() || self.powers.len() == n;
        if fits && self.powers.iter().all(|p| p.is_finite() && *p >= 0.0) {
            return Ok(());
        }
        let allowed = format!("none, or {n} finite numbers that are not negative");
        Err(Error::invalid("conditional votes", "powers", format!("{:?}", self.powers), allowed))
    }

    fn run(&self, table: &mut Table<'_>) -> Result<Termination> {
        loop {
            if let Some(end) = table.tick() {
                return Ok(end);
            }
            let mut best: Option<(f64, Coalition, Offer)> = None;
            for (_, deal) in offers(table)? {
                table.put(deal.clone(), Coalition::EMPTY)?;
                table.hide();
                let mut votes = Vec::new();
                for party in table.members(&deal).players() {
                    votes.extend(table.condition(party)?.map(|condition| (party, condition)));
                }
                table.reveal();
                if let Some((power, s, outcome)) = self.signatories(table, &deal, &votes)
                    && best.as_ref().is_none_or(|(most, ..)| power > *most)
                {
                    best = Some((power, s, Offer { outcome, payments: deal.payments }));
                }
            }
            if let Some((_, signatories, deal)) = best {
                table.put(deal, signatories)?;
                table.sign()?;
                if self.residual == Residual::Stop || table.free().is_empty() {
                    return Ok(Termination::Agreement);
                }
            }
        }
    }
}
