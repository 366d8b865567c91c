//! Growth, poverty and terror: capital from what is saved and given, output from capital and technology, poverty from
//! income, incidents from poverty and aid.

use crate::error::{Error, Result};
use crate::mechanism::terror::{self, Links};
use crate::model::Provisions;
use crate::simulate::development::pays;
use crate::simulate::{Development, Phase, Present, Year};

/// A year of accumulation.
#[derive(Debug)]
pub(super) struct Grow;

impl Phase for Grow {
    fn advance(&self, year: &Year<'_>, next: &mut Present) -> Result<()> {
        let (now, rules) = (year.present(), year.rules());
        let (Some(before), Some(after)) = (&now.development, next.development.take()) else { return Ok(()) };
        let mut after = after;
        if !before.has_seen(now.year) {
            after.see(now.year, &year.outcome()?);
        }
        let provisions = match pays(&now.state.regime) {
            true => Some(year.model().provisions(&now.state)?),
            false => None,
        };
        if rules.growth {
            accumulate(year, before, &mut after, provisions.as_ref(), next)?;
        }
        if rules.terror {
            suffer(year, before, &mut after, provisions.as_ref(), next);
        }
        next.development = Some(after);
        Ok(())
    }

    fn is_idle(&self, year: &Year<'_>) -> bool {
        let rules = year.rules();
        !(rules.growth || rules.terror)
    }
}

/// Capital, output and GDP.
fn accumulate(
    year: &Year<'_>,
    before: &Development,
    after: &mut Development,
    provisions: Option<&Provisions>,
    next: &mut Present,
) -> Result<()> {
    let (state, rules, model) = (&year.present().state, year.rules(), year.model());
    let growth = rules.accumulation();
    for (i, technology) in before.technology(rules).into_iter().enumerate() {
        let gdp = state.gdp[i];
        let (mut given, mut received) = (0.0, 0.0);
        if let Some(money) = provisions {
            let grants = money.funds[i].max(0.0) + money.aid[i];
            given = rules.aid_invested * grants / gdp;
            received = (money.transfers[i] + money.funds[i] - rules.aid_invested * grants) / gdp;
        }
        let crowded_out = match rules.crowding_out {
            0.0 => 0.0,
            share => share * before.more_burden(model, state, i),
        };
        let effort = growth.effort(given, received, crowded_out);
        let income = after.seen.real_income[i] * before.output[i];
        let capital = growth.next(before.capital[i], income, effort);
        let output = growth.output(technology, capital, before.labour(state, i));
        let grown = gdp * (output / before.output[i]);
        if !(capital > 0.0 && output > 0.0 && grown.is_finite()) {
            let who = format!("nation {}", state.nations[i]);
            return Err(Error::invalid(who, "GDP after growth", grown, "a finite number above 0"));
        }
        (after.capital[i], after.output[i], next.state.gdp[i]) = (capital, output, grown);
    }
    Ok(())
}

/// Poverty and incidents.
fn suffer(
    year: &Year<'_>,
    before: &Development,
    after: &mut Development,
    provisions: Option<&Provisions>,
    next: &mut Present,
) {
    let (now, rules) = (year.present(), year.rules());
    let links =
        Links { poverty: rules.terror_poverty, social_aid: rules.terror_aid, host: rules.terror_host };
    for (i, code) in now.state.nations.iter().enumerate() {
        let income = after.seen.real_income[i] * after.output[i] / before.labour(&now.state, i);
        if rules.poverty_elasticity > 0.0 {
            let change = income / before.income[i];
            next.state.poverty[i] = terror::poverty(now.state.poverty[i], change, rules.poverty_elasticity);
        }
        after.income[i] = income;
        let aid = provisions.map_or(0.0, |money| money.aid[i] / now.state.gdp[i]);
        let rate = links.rate(before.poverty(&next.state, i), aid, rules.social_aid);
        let mean = rules.incidents * rate;
        after.terror[i] = rate;
        after.incidents[i] = if rules.mean_field {
            mean
        } else {
            f64::from(terror::incidents(mean, year.draw("incidents").code(code.as_str()).uniform()))
        };
    }
}
