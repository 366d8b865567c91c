//! The nations under clauses of collective security that enforce themselves.

use super::Rules;
use crate::error::Result;
use crate::model::State;
use crate::study::{SanctionRules, Study, extent};
use crate::treaty::SanctionExtent;

/// Share of nations under a clause in force that enforces itself at the discount factor; `None` where the rules do not
/// ask. The verdict is that of the rest point at present trust, [`Study::self_enforcement`].
pub(crate) fn enforced(study: &Study, state: &State, rules: &Rules) -> Result<Option<f64>> {
    if rules.pivotal == 0.0 {
        return Ok(None);
    }
    let n = state.nations.len();
    let mut under = vec![false; n];
    let sanctions = SanctionRules {
        discount: rules.discount,
        punishment: rules.suspension(),
        pivotal: Some(rules.pivotal),
        prize: rules.prize,
        temptation: rules.temptation,
        enforcers: None,
    };
    let clauses = state.regime.arrangements().iter();
    let mut clauses = clauses.filter(|a| extent(a).is_some_and(|e| e != SanctionExtent::None)).peekable();
    if rules.years_punished() > 0 && clauses.peek().is_some() {
        // What arrangements did to trust is in the state.
        let ages = state.ages.iter().map(|age| (*age).max(1)).collect();
        let there = study.at(&State { ages, ..state.clone() })?;
        for a in clauses {
            if there.enforcement_of(&state.regime, a, &sanctions)?.holds() {
                let member = |code| a.has_member(code);
                under.iter_mut().zip(&state.nations).for_each(|(u, code)| *u |= member(*code));
            }
        }
    }
    Ok(Some(under.iter().filter(|u| **u).count() as f64 / n.max(1) as f64))
}
