//! Weighted majority under a closed or an open rule.
//!
//! D. P. Baron, J. A. Ferejohn (1989), Bargaining in legislatures, *American Political Science Review* 83,
//! 1181–1206.
//!
//! * Each round a proposer is recognised at random and makes a motion.
//! * Closed rule: all vote at once; with votes of at least the quota it is enacted and binds its members.
//! * Open rule: another party is recognised. If it moves the same deal, or nothing, it seconds, and the
//!   motion is put to the vote. If it moves another, all vote which of the two is the motion of the next
//!   round, by the same quota.

use super::Protocol;
use crate::coalition::Coalition;
use crate::error::{Result, Violation, all_valid};
use crate::negotiate::domain::Domain;
use crate::negotiate::offer::Offer;
use crate::negotiate::settings::Settings;
use crate::negotiate::table::Table;
use crate::negotiate::trace::Termination;

/// Weighted majority: random recognition and a weighted vote; enacted deals bind all their members, whatever
/// their vote.
///
/// ```
/// use comity::negotiate::protocol::WeightedMajority;
/// use comity::negotiate::{Session, domain::Generator, strategy::TimeDependent};
/// let domain = Generator { parties: 3, conflict: 0.8, reservation: 0.1, seed: 1 }.issues(&[5, 5])?;
/// let protocol = WeightedMajority { weights: vec![3.0, 2.0, 1.0], quota: 4.0, open: false };
/// let trace = Session::new(&domain, &protocol).everybody(|_| TimeDependent::conceder()).seed(7).run()?;
/// if let Some(agreement) = trace.agreement() {
///     assert_eq!(agreement.members.len(), 3); // it binds all,
///     assert!(agreement.consented.contains(0)); // with 4 of 6 votes, so not without the first party
/// }
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, PartialEq, Debug)]
pub struct WeightedMajority {
    /// Votes of each party.
    pub weights: Vec<f64>,
    /// The votes it takes.
    pub quota: f64,
    /// The open rule: a motion may be amended by one party per round before the vote. Else the closed rule.
    pub open: bool,
}

impl WeightedMajority {
    /// One vote each, more than half of them, closed rule.
    ///
    /// ```
    /// use comity::negotiate::protocol::WeightedMajority;
    /// assert_eq!(WeightedMajority::simple(5).quota, 3.0);
    /// ```
    pub fn simple(parties: usize) -> Self {
        let quota = (parties / 2 + 1) as f64;
        WeightedMajority { weights: vec![1.0; parties], quota, open: false }
    }

    fn passes(&self, yes: Coalition) -> bool {
        yes.players().filter_map(|i| self.weights.get(i)).sum::<f64>() >= self.quota
    }

    /// All vote on the deal on the floor, at once.
    fn vote(&self, table: &mut Table<'_>, mover: Coalition) -> Result<bool> {
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
    fn compare(&self, table: &mut Table<'_>, amendment: &Offer, motion: &Offer) -> Result<bool> {
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
        let rule = if self.open { "open" } else { "closed" };
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

    fn run(&self, table: &mut Table<'_>) -> Result<Termination> {
        let mut motion: Option<(usize, Offer)> = None;
        loop {
            if let Some(end) = table.tick() {
                return Ok(end);
            }
            let (mover, deal) = match motion.take() {
                Some(standing) => standing,
                None => {
                    let Some(mover) = table.recognise(table.free()) else {
                        return Ok(Termination::Impasse);
                    };
                    let Some(deal) = table.propose(mover)? else { continue };
                    (mover, deal)
                }
            };
            if self.open {
                table.put(deal.clone(), Coalition::singleton(mover))?;
                let others = Coalition::singleton(mover).complement(table.parties());
                let amendment = match table.recognise(others) {
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
                table.enact()?;
                return Ok(Termination::Agreement);
            }
        }
    }
}
