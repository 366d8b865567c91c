//! Open and exclusive clubs: sign-up games.
//!
//! S. Hart, M. Kurz (1983), Endogenous formation of coalitions, *Econometrica* 51, 1047–1064 (games Γ and Δ); S.-S. Yi (1997),
//! Stable coalition structures with externalities, *Games and Economic Behavior* 20, 201–237 (open membership).
//!
//! * Parties announce in turn the deal they sign up to, or stay out by passing; a round is a turn of each. The last announcements
//!   of all are public.
//! * [`Membership::Gamma`]: a deal forms if all its members announce it; one who leaves breaks it up.
//! * [`Membership::Delta`]: a deal forms among those who announce it, as the same package among them.
//! * [`Membership::Open`]: a package forms among all who announce it, whatever members they name: nobody can be kept out.
//! * When a round changes no announcement, or at the deadline, the clubs are ratified: each member is asked. A club that a
//!   member refuses is off under Γ, and goes on with the rest under Δ and open membership.

use super::Protocol;
use crate::coalition::Coalition;
use crate::negotiate::deal::Deal;
use crate::negotiate::table::{Halt, Table};
use crate::negotiate::trace::Termination;

/// Who is in a club, given what everybody announces.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Membership {
    /// Exclusive, broken up by one who leaves: all members named must announce the deal (Hart & Kurz Γ).
    Gamma,
    /// Exclusive, going on without those who leave: all who announce the deal (Hart & Kurz Δ).
    Delta,
    /// Open: all who announce the package (Yi).
    Open,
}

impl Membership {
    /// Who signs up to the club of `announced[i]`, with `announced[j]` what `j` announces; nobody where it does not form.
    pub(in crate::negotiate) fn club(
        self,
        i: usize,
        announced: &[Option<usize>],
        members: impl Fn(usize) -> Coalition,
        package: impl Fn(usize) -> usize,
    ) -> Coalition {
        let Some(own) = announced.get(i).copied().flatten() else { return Coalition::EMPTY };
        let same = |other: Option<usize>| match self {
            Membership::Gamma | Membership::Delta => other == Some(own),
            Membership::Open => other.is_some_and(|o| package(o) == package(own)),
        };
        let club: Coalition = (0..announced.len()).filter(|&j| same(announced[j])).collect();
        if self == Membership::Gamma && club != members(own) { Coalition::EMPTY } else { club }
    }
}

/// Sign-up to clubs in turn until nobody moves, then ratification.
#[derive(Clone, Copy, Debug)]
pub struct Clubs {
    /// Who is in a club.
    pub membership: Membership,
}

impl Clubs {
    fn ratify(self, table: &mut Table<'_>, announced: &[Option<usize>]) -> Result<(), Halt> {
        let domain = table.domain();
        let mut asked = Coalition::EMPTY;
        for i in 0..announced.len() {
            let (Some(own), false) = (announced[i], asked.contains(i)) else { continue };
            let mut club = self.membership.club(i, announced, |o| domain.members(o), |o| domain.package(o));
            asked = asked.union(club);
            while club.len() >= table.settings().quorum.max(1)
                && let Some(outcome) = domain.among(own, club)
            {
                table.put(Deal::of(outcome), Coalition::EMPTY)?;
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
                club = if self.membership == Membership::Gamma { Coalition::EMPTY } else { yes };
            }
        }
        if table.agreements().is_empty() { Err(Termination::Impasse.into()) } else { Ok(()) }
    }
}

impl Protocol for Clubs {
    fn name(&self) -> String {
        match self.membership {
            Membership::Gamma => "exclusive clubs, gamma".into(),
            Membership::Delta => "exclusive clubs, delta".into(),
            Membership::Open => "open clubs".into(),
        }
    }

    fn run(&self, table: &mut Table<'_>) -> Result<(), Halt> {
        let mut announced = vec![None; table.parties()];
        loop {
            match table.tick() {
                Err(Halt::End(Termination::Deadline)) => return self.ratify(table, &announced),
                other => other?,
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
