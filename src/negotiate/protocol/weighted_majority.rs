//! Weighted majority under a closed or an open rule.
//!
//! D. P. Baron, J. A. Ferejohn (1989), Bargaining in legislatures, *American Political Science Review* 83, 1181–1206.
//!
//! * Each round a proposer is recognised at random and makes a motion.
//! * Closed rule: all vote at once; with votes of at least the quota it is enacted and binds its members.
//! * Open rule: another party is recognised. If it moves the same deal, or nothing, it seconds, and the motion is put to
//!   the vote. If it moves another, all vote which of the two is the motion of the next round, by the same quota.

use super::Protocol;
use crate::coalition::Coalition;
use crate::error::{Result, Violation, all_valid};
use crate::negotiate::deal::Deal;
use crate::negotiate::domain::Domain;
use crate::negotiate::session::Settings;
use crate::negotiate::table::{Halt, Table};

/// Whether a motion may be amended before the vote.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Amendment {
    /// No.
    #[default]
    Closed,
    /// Yes, by one party a round.
    Open,
}

/// Random recognition and a weighted vote; enacted deals bind their members, also those who voted no.
#[derive(Clone, Debug)]
pub struct WeightedMajority {
    /// Votes of each party.
    pub weights: Vec<f64>,
    /// The votes it takes.
    pub quota: f64,
    /// Closed or open rule.
    pub rule: Amendment,
}

impl WeightedMajority {
    /// One vote each, more than half of them, closed rule.
    pub fn simple(parties: usize) -> Self {
        let quota = (parties / 2 + 1) as f64;
        WeightedMajority { weights: vec![1.0; parties], quota, rule: Amendment::Closed }
    }

    fn passes(&self, yes: Coalition) -> bool {
        yes.players().filter_map(|i| self.weights.get(i)).sum::<f64>() >= self.quota
    }

    /// All vote on the deal on the floor, at once.
    fn vote(&self, table: &mut Table<'_>, mover: Coalition) -> Result<bool, Halt> {
        table.hide();
        let mut yes = mover;
        for party in mover.complement(table.parties()).players() {
            if table.respond(party)? {
                yes = yes.with(party);
            }
        }
        table.reveal();
        Ok(self.passes(yes))
    }

    /// All vote for the amendment or the motion, at once.
    fn compare(&self, table: &mut Table<'_>, amendment: &Deal, motion: &Deal) -> Result<bool, Halt> {
        table.hide();
        let mut yes = Coalition::EMPTY;
        for party in 0..table.parties() {
            if table.prefer(party, amendment, Some(motion))? {
                yes = yes.with(party);
            }
        }
        table.reveal();
        Ok(self.passes(yes))
    }
}

impl Protocol for WeightedMajority {
    fn name(&self) -> String {
        let rule = match self.rule {
            Amendment::Closed => "closed",
            Amendment::Open => "open",
        };
        format!("weighted majority, {rule} rule, quota {} of {:?}", self.quota, self.weights)
    }

    fn validate(&self, domain: &dyn Domain, _: &Settings) -> Result<()> {
        let (n, sum) = (domain.parties(), self.weights.iter().sum::<f64>());
        let mut wrong = Vec::new();
        if self.weights.len() != n || self.weights.iter().any(|w| !(w.is_finite() && *w >= 0.0)) {
            let allowed = format!("{n} finite numbers, none negative");
            wrong.push(Violation::new(
                "weighted majority",
                "weights",
                format!("{:?}", self.weights),
                allowed,
            ));
        }
        if !(self.quota > 0.0 && self.quota <= sum) {
            wrong.push(Violation::new(
                "weighted majority",
                "quota",
                self.quota,
                format!("more than 0, at most {sum}"),
            ));
        }
        all_valid(wrong)
    }

    fn run(&self, table: &mut Table<'_>) -> Result<(), Halt> {
        let mut motion: Option<(usize, Deal)> = None;
        loop {
            table.tick()?;
            let (mover, deal) = match motion.take() {
                Some(standing) => standing,
                None => {
                    let mover = table.recognise()?;
                    let Some(deal) = table.propose(mover)? else { continue };
                    (mover, deal)
                }
            };
            if self.rule == Amendment::Open {
                table.put(deal.clone(), Coalition::singleton(mover))?;
                let others = Coalition::singleton(mover).complement(table.parties());
                let amendment = match table.recognise_among(others) {
                    Some(amender) => table.propose(amender)?.map(|deal| (amender, deal)),
                    None => None,
                };
                if let Some((amender, amendment)) = amendment.filter(|(_, amendment)| *amendment != deal) {
                    let wins = self.compare(table, &amendment, &deal)?;
                    motion = Some(if wins { (amender, amendment) } else { (mover, deal) });
                    continue;
                }
                table.put(deal, Coalition::singleton(mover))?;
            }
            if self.vote(table, Coalition::singleton(mover))? {
                return table.enact();
            }
        }
    }
}
