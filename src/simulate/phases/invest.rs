//! Investment abroad: stocks move towards what incomes, disputes, treaties and terror make worth holding, and what is
//! held weighs on escalation.

use crate::error::Result;
use crate::mechanism::investment;
use crate::simulate::development::opens;
use crate::simulate::{Phase, Present, Year};

/// A share of the gap of log stocks.
#[derive(Debug)]
pub(super) struct Invest;

impl Phase for Invest {
    fn advance(&self, year: &Year<'_>, next: &mut Present) -> Result<()> {
        let (now, rules) = (year.present(), year.rules());
        let (Some(before), Some(after)) = (&now.development, &mut next.development) else { return Ok(()) };
        if !before.has_seen(now.year) {
            after.see(now.year, &year.outcome()?);
        }
        let barriers = match opens(&now.state.regime) {
            true => year.model().provisions(&now.state)?.barriers,
            false => None,
        };
        let at_rest = before.investment_at_rest(rules, &after.seen.disputes, barriers.as_ref());
        after.investment.zip_apply(&at_rest, |stock, at_rest| {
            *stock = investment::next(*stock, at_rest, rules.investment_pace);
        });
        if rules.investment_peace != 0.0 {
            let shift = before.escalation(rules, &now.state, &after.investment);
            next.state.escalation_shift = Some(shift);
        }
        Ok(())
    }

    fn is_idle(&self, year: &Year<'_>) -> bool {
        let rules = year.rules();
        !rules.investment
    }
}
