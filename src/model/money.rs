//! The money metric of an outcome: model page §3.

use super::outcome::Outcome;
use super::{Components, Parameters, Utility};
use crate::error::{Error, Result};
use crate::world::World;

/// §3: the money that, paid at the base, would be worth the outcome: `v` with
/// `U(base, aid + ln(1 + v/Y)) = U`.
pub(super) fn measure(
    world: &World,
    parameters: &Parameters,
    gdp: &[f64],
    outcome: &mut Outcome,
    base: &Outcome,
    utility: &dyn Utility,
) -> Result<()> {
    let destruction = parameters.war.soil + parameters.war.defeat;
    let at_base: Vec<Components> = base
        .nations
        .iter()
        .enumerate()
        .map(|(i, n)| Components {
            nation: &world.nations()[i],
            gdp: gdp[i],
            security: n.security,
            trade: n.trade,
            aid: n.aid,
            sovereignty: n.sovereignty,
            expected_loss: n.expected_loss,
            destruction,
        })
        .collect();
    for (i, nation) in outcome.nations.iter_mut().enumerate() {
        let gain = nation.utility - base.nations[i].utility;
        nation.money_metric = match utility.worth(i, &at_base, gain) {
            None => None,
            Some(x) => {
                let money = at_base[i].gdp * x.exp_m1();
                if !money.is_finite() {
                    let allowed = format!(
                        "finite: the aid worth a gain of {gain:e} log points is {x:e}, as {utility:?} has it"
                    );
                    return Err(Error::invalid(
                        format!("nation {}", world.nations()[i].code),
                        "money metric",
                        money,
                        allowed,
                    ));
                }
                Some(money)
            }
        };
    }
    Ok(())
}
