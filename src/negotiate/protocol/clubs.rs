//! Open and exclusive clubs: sign-up games.
//!
//! S. Hart, M. Kurz (1983), Endogenous formation of coalitions, *Econometrica* 51, 1047–1064 (games Γ and Δ);
//! S.-S. Yi (1997), Stable coalition structures with externalities, *Games and Economic Behavior* 20, 201–237
//! (open membership).
//!
//! * Parties announce in turn the deal they sign up to, or stay out by passing; a round is a turn of each.
//!   The last announcements of all are public.
//! * [`SignUpRule::Gamma`]: a deal forms if all its members announce it; one who leaves breaks it up.
//! * [`SignUpRule::Delta`]: a deal forms among those who announce it, as the same package among them.
//! * [`SignUpRule::Open`]: a package forms among all who announce it, whatever members they name: nobody can
//!   be kept out.
//! * When a round changes no announcement, or at the deadline, the clubs are ratified: each member is asked.
//!   A club that a member refuses is off under Γ, and goes on with the rest under Δ and open membership.

use super::Protocol;
use crate::coalition::Coalition;
use crate::error::Result;
use crate::game::SignUpRule;
use crate::negotiate::offer::Offer;
use crate::negotiate::table::Table;
use crate::negotiate::trace::Termination;

/// The club that `i` signs up to, with `announced[j]` what `j` announces; nobody where it does not form.
pub(in crate::negotiate) fn club(
    rule: SignUpRule,
    i: usize,
    announced: &[Option<usize>],
    members: impl Fn(usize) -> Coalition,
    package: impl Fn(usize) -> usize,
) -> Coalition {
    let Some(own) = announced.get(i).copied().flatten() else { return Coalition::EMPTY };
    let same = |other: Option<usize>| match rule {
        SignUpRule::Gamma | SignUpRule::Delta => other == Some(own),
        SignUpRule::Open => other.is_some_and(|o| package(o) == package(own)),
    };
    let club: Coalition = (0..announced.len()).filter(|&j| same(announced[j])).collect();
    if rule == SignUpRule::Gamma && club != members(own) { Coalition::EMPTY } else { club }
}

/// Sign-up game in turns: clubs are announced until no party moves, then ratified.
///
/// ```
/// use comity::game::SignUpRule;
/// use comity::negotiate::{Session, domain::Generator, protocol::Clubs, strategy::BestReply};
/// let domain = Generator { parties: 3, conflict: 0.8, reservation: 0.1, seed: 1 }.coalitions(3, 0.2)?;
/// let rule = SignUpRule::Delta;
/// let trace = Session::new(&domain, &Clubs { rule }).everybody(|_| BestReply::new(rule)).run()?;
/// assert!(trace.rounds < 100, "a round that changes no announcement is the last");
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Clubs {
    /// Which clubs form.
    pub rule: SignUpRule,
}

impl Clubs {
    fn ratify(self, table: &mut Table<'_>, announced: &[Option<usize>]) -> Result<Termination> {
        let domain = table.domain();
        let mut asked = Coalition::EMPTY;
        for i in 0..announced.len() {
            let (Some(own), false) = (announced[i], asked.contains(i)) else { continue };
            let mut club = club(self.rule, i, announced, |o| domain.members(o), |o| domain.package(o));
            asked = asked.union(club);
            while club.len() >= table.settings().quorum.max(1)
                && let Some(outcome) = domain.among(own, club)
            {
                table.put(Offer::of(outcome), Coalition::EMPTY)?;
                let mut yes = Coalition::EMPTY;
                for party in club.players() {
                    if table.respond(party)? {
                        yes = yes.with(party);
                    }
                }
                if yes == club {
                    table.sign()?;
                    break;
                }
                club = if self.rule == SignUpRule::Gamma { Coalition::EMPTY } else { yes };
            }
        }
        Ok(if table.agreements().is_empty() { Termination::Impasse } else { Termination::Agreement })
    }
}

impl Protocol for Clubs {
    fn name(&self) -> String {
        match self.rule {
            SignUpRule::Gamma => "exclusive clubs, gamma".into(),
            SignUpRule::Delta => "exclusive clubs, delta".into(),
            SignUpRule::Open => "open clubs".into(),
        }
    }

    fn run(&self, table: &mut Table<'_>) -> Result<Termination> {
        let mut announced = vec![None; table.parties()];
        loop {
            match table.tick() {
                None => {}
                Some(Termination::Deadline) => return self.ratify(table, &announced),
                Some(end) => return Ok(end),
            }
            let mut moved = false;
            for party in table.proposers() {
                let deal = table.propose(party)?.map(|deal| deal.outcome);
                moved |= deal != announced[party];
                announced[party] = deal;
            }
            if !moved {
                return self.ratify(table, &announced);
            }
        }
    }
}
