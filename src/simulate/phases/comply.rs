//! Compliance: each member keeps or breaks what it promised, by what a breach gains it and what the threat of
//! suspension deters.

use crate::error::{Error, Result};
use crate::mechanism::infrastructure;
use crate::model::Outcome;
use crate::simulate::accord::{Accord, regime_of};
use crate::simulate::beliefs::monitoring;
use crate::simulate::year::Prospect;
use crate::simulate::{Event, EventKind, Phase, Present, Promise, Year};
use crate::solve::repeated::Punishment;
use crate::study::attack_gain;
use crate::treaty::Term;

/// Promises to what was done with them.
#[derive(Debug)]
pub(super) struct Comply;

impl Phase for Comply {
    fn advance(&self, year: &Year<'_>, next: &mut Present) -> Result<()> {
        let (now, rules) = (year.present(), year.rules());
        for standing in next.accords.iter_mut().flat_map(|accord| &mut accord.record) {
            (standing.kept, standing.by_type, standing.taken) = (None, None, 0.0);
        }
        if !now.accords.iter().any(is_owing) {
            return Ok(());
        }
        let outcome = year.outcome()?;
        let prospect = year.prospect()?;
        let stay = prospect.stay()?;
        for (k, accord) in now.accords.iter().enumerate() {
            let active = now.active(accord);
            let address = accord.address();
            let (detection, false_alarm) = monitoring(&accord.arrangement, rules);
            let deters = match rules.years_punished() {
                0 => 0.0,
                _ => {
                    let suspension = Punishment { detection, false_alarm, ..rules.suspension() };
                    suspension.most_gain(1.0, rules.discount)?
                }
            };
            let mut without: Option<Vec<f64>> = None;
            for &(place, i) in &active {
                let Some(gain) = gain(year, &outcome, accord, &active, i) else { continue };
                let gain = gain + gain_by_arming(&prospect, now, k, &active, i)?;
                let code = now.state.nations[i];
                let deterrent = if deters > 0.0 {
                    // With one of two suspended nothing is left, whichever it is.
                    let out = match without.take().filter(|_| active.len() == 2) {
                        Some(worth) => worth,
                        None => {
                            let regime = || regime_of(&now.accords, now.year, Some((k, code))).0;
                            prospect.without(accord, code, regime)?
                        }
                    };
                    let deterrent = deters * 1e4 * (stay[i] - out[i]);
                    without = Some(out);
                    deterrent
                } else {
                    0.0
                };
                let tempted = |seeks: bool| gain + if seeks { 0.0 } else { rules.temptation };
                let keeps = |seeks: bool| {
                    let gain = tempted(seeks);
                    let promise = Promise { present: now, accord, me: i, gain, deterrent };
                    let chance = year.agent(i).keeps(&year.view(i).as_type(seeks), &promise);
                    if (0.0..=1.0).contains(&chance) {
                        Ok(chance)
                    } else {
                        Err(Error::invalid(format!("agent of {code}"), "chance of keeping", chance, "0..1"))
                    }
                };
                let chance = if rules.mean_field {
                    let p = now.truth[i];
                    p * keeps(true)? + (1.0 - p) * keeps(false)?
                } else {
                    keeps(now.seekers[i])?
                };
                let standing = &mut next.accords[k].record[place];
                if rules.consistent {
                    standing.by_type = Some((keeps(true)?, keeps(false)?));
                }
                if rules.mean_field {
                    standing.kept = Some(chance);
                    standing.taken = (1.0 - chance) * gain;
                    continue;
                }
                let kept = year.draw("comply").code(&address).code(code.as_str()).uniform() < chance;
                standing.kept = Some(f64::from(kept));
                standing.taken = if kept { 0.0 } else { tempted(now.seekers[i]) };
                let act = if kept { EventKind::Kept } else { EventKind::Broke };
                let why =
                    format!("chance of keeping {chance:.2}, gain {gain:.1} bp, deterrent {deterrent:.1} bp");
                next.record(Event::new(act, &accord.arrangement.name).by(code).because(why));
            }
        }
        Ok(())
    }

    fn is_idle(&self, year: &Year<'_>) -> bool {
        let told = |accord: &Accord| accord.record.iter().any(|standing| standing.kept.is_some());
        !year.present().accords.iter().any(|accord| is_owing(accord) || told(accord))
    }
}

/// Whether somebody owes something under it.
fn is_owing(accord: &Accord) -> bool {
    accord.arrangement.terms.iter().any(is_performed) || !accord.arrangement.payments.is_empty()
}

/// Whether the term is kept or broken year by year. Defence is put to the test by an attack only; signals of
/// confidence and exchange are sent by type.
fn is_performed(term: &Term) -> bool {
    matches!(
        term,
        Term::CollectiveSecurity { .. }
            | Term::ArmsLimit { .. }
            | Term::MissileDefence { .. }
            | Term::TariffCut { .. }
            | Term::InfrastructureFund { .. }
            | Term::Aid { .. }
            | Term::Sanction { .. }
    )
}

/// Gain of a member, bp of income, from answering the others' arms in full where a limit binds it and them; 0 where
/// none does, or where it would lose.
fn gain_by_arming(
    prospect: &Prospect,
    now: &Present,
    k: usize,
    active: &[(usize, usize)],
    i: usize,
) -> Result<f64> {
    let limits = |term: &Term| matches!(term, Term::ArmsLimit { .. });
    if !now.accords[k].arrangement.terms.iter().any(limits) {
        return Ok(0.0);
    }
    let mut accords = now.accords.clone();
    let mut left = 1.0;
    for term in &mut accords[k].arrangement.terms {
        if let Term::ArmsLimit { limit } = term {
            left *= 1.0 - std::mem::replace(limit, 0.0);
        }
    }
    let bound = active.iter().map(|(_, j)| *j).filter(|j| *j != i);
    let fellows = |j: usize| active.iter().map(|(_, m)| *m).filter(move |m| *m != j);
    let factors: Vec<_> = bound.flat_map(|j| fellows(j).map(move |m| ((j, m), left))).collect();
    let model = prospect.there.model();
    let alone = model.evaluate_answering(&regime_of(&accords, now.year, None).0, &factors)?;
    let gain = alone.nations[i].utility - model.base_outcome().nations[i].utility;
    Ok((1e4 * gain).max(0.0))
}

/// One-shot gain of a member, bp of income, from not paying what it owes, tariffs it has cut for revenue included, and, under a clause against it, from an
/// attack on the fellow member worth most. `None` where it owes nothing.
fn gain(
    year: &Year<'_>,
    outcome: &Outcome,
    accord: &Accord,
    active: &[(usize, usize)],
    i: usize,
) -> Option<f64> {
    let (state, rules, parameters) = (&year.present().state, year.rules(), year.model().parameters());
    let code = state.nations[i];
    let gdp = state.gdp[i];
    let total: f64 = active.iter().map(|(_, j)| state.gdp[*j]).sum();
    let mut owes = false;
    let mut saved = 0.0;
    for term in accord.arrangement.terms.iter().filter(|term| is_performed(term)) {
        let part = match term {
            Term::Aid { from, amount, .. } => {
                if *from != code {
                    continue;
                }
                amount / gdp
            }
            Term::MissileDefence { budget, .. } => budget / total,
            Term::TariffCut { cut } => {
                let trade = year.model().world().trade();
                let others = active.iter().filter(|(_, j)| *j != i);
                let imports: f64 = others.map(|(_, j)| trade[(*j, i)]).sum();
                cut * parameters.treaty.tariff_revenue * imports / gdp
            }
            Term::InfrastructureFund { budget, .. } => {
                let of = |figures: &[f64]| active.iter().map(|(_, j)| figures[*j]).collect::<Vec<f64>>();
                let shares =
                    infrastructure::split(budget.usd(total), &of(&state.gdp), &of(&state.population));
                let own = active.iter().position(|(_, j)| *j == i).and_then(|at| shares.get(at));
                own.map_or(0.0, |(_, contribution)| contribution / gdp)
            }
            Term::CollectiveSecurity { .. } => {
                let attack =
                    |v: usize| attack_gain(outcome, &state.gdp, (rules.prize, parameters.war.defeat), i, v);
                active.iter().filter(|(_, v)| *v != i).map(|(_, v)| attack(*v)).fold(0.0, f64::max)
            }
            _ => 0.0,
        };
        owes = true;
        saved += part;
    }
    let paid: f64 =
        accord.arrangement.payments.iter().filter(|p| p.from == code).map(|p| p.amount / gdp).sum();
    (owes || paid > 0.0).then_some(1e4 * (saved + paid))
}
