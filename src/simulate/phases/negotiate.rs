//! Negotiation: who signs what, and who leaves.

use super::{deviations, exits, meetings, talks};
use crate::error::Result;
use crate::simulate::diplomacy::{Diplomacy, Forum};
use crate::simulate::{Phase, Present, Year};

/// An occasion to negotiate with chance `ν`, and withdrawals.
#[derive(Debug)]
pub(super) struct Negotiate(pub Diplomacy);

impl Phase for Negotiate {
    fn advance(&self, year: &Year<'_>, next: &mut Present) -> Result<()> {
        let rules = year.rules();
        let leave = rules.exit_patience > 0.0 && self.0.forum.lets_nations_leave();
        let meet = rules.opportunity > 0.0
            && !matches!(self.0.forum, Forum::None)
            && year.draw("opportunity").uniform() < rules.opportunity;
        if !leave && !meet {
            return Ok(());
        }
        let prospect = &year.prospect()?;
        if leave {
            exits::leave(year, prospect, next)?;
        }
        match &self.0.forum {
            _ if !meet => Ok(()),
            Forum::None => Ok(()),
            Forum::Talks(rules) => talks::hold(year, prospect, next, rules.clone()),
            Forum::Drawn { seats, rules } => talks::hold_drawn(year, prospect, next, *seats, rules.clone()),
            Forum::Deviations(search) => deviations::hold(year, prospect, next, search),
            Forum::Meetings { noise } => meetings::hold(year, prospect, next, *noise),
        }
    }

    fn is_idle(&self, year: &Year<'_>) -> bool {
        year.rules().exit_patience == 0.0
            && (year.rules().opportunity == 0.0 || matches!(self.0.forum, Forum::None))
    }
}
