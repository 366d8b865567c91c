//! Turnover: leaders change, and with them hidden types; observers know the chances, not the change.
//!
//! F. McGillivray and A. Smith (2000), Trust and cooperation through agent-specific punishments, *International
//! Organization* 54.

use crate::error::Result;
use crate::mechanism::belief;
use crate::simulate::ties::{belief_ties, ties_by};
use crate::simulate::{Diffusion, Event, EventKind, Phase, Present, Rules, Trust, Year};
use crate::treaty::Term;
use nalgebra::DMatrix;

/// A new leader from the prior with chance `μ`; under socialisation the two-state chain of types instead.
#[derive(Debug)]
pub(super) struct Turnover;

impl Phase for Turnover {
    fn advance(&self, year: &Year<'_>, next: &mut Present) -> Result<()> {
        let (now, rules) = (year.present(), year.rules());
        let n = now.seekers.len();
        let chances: Vec<(f64, f64)> = match rules.trust {
            // Gained and lost with these chances.
            Trust::Socialisation { up, down, contact } => {
                let ties = contacts(now, rules);
                let share = |j: usize| ties.row(j).sum() / (n.max(2) - 1) as f64;
                (0..n).map(|j| ((up + contact * share(j)).min(1.0), down)).collect()
            }
            _ => now.truth.iter().map(|p| (rules.turnover * p, rules.turnover * (1.0 - p))).collect(),
        };
        let socialised = matches!(rules.trust, Trust::Socialisation { .. });
        for (j, (up, down)) in chances.into_iter().enumerate() {
            for i in (0..n).filter(|&i| i != j && rules.moves_trust()) {
                let at = (i, j);
                next.state.trust[at] = if socialised {
                    belief::two_state(now.state.trust[at], up, down)
                } else {
                    belief::turnover(now.state.trust[at], now.prior[at], rules.turnover)
                };
            }
            if rules.mean_field {
                continue;
            }
            let code = now.state.nations[j];
            let changes = if now.seekers[j] { down } else { up };
            if year.draw("turnover").code(code.as_str()).uniform() < changes {
                next.seekers[j] = !now.seekers[j];
                let why = if next.seekers[j] { "seeks security" } else { "seeks expansion" };
                next.record(Event::new(EventKind::LeaderChanged, "").by(code).because(why));
            }
        }
        Ok(())
    }

    fn is_idle(&self, year: &Year<'_>) -> bool {
        year.rules().turnover == 0.0 && !matches!(year.rules().trust, Trust::Socialisation { .. })
    }
}

/// Contact of each ordered pair, 0..1: 1 under confidence building, else the ties by exchange, which are 1 as long as
/// one is in force where they do not spread by themselves.
fn contacts(present: &Present, rules: &Rules) -> DMatrix<f64> {
    match &present.development {
        Some(development) if rules.exchange != Diffusion::Off => {
            let building = |term: &Term| matches!(term, Term::ConfidenceBuilding { .. });
            let mut contact = ties_by(&present.state, building);
            contact.zip_apply(&development.ties, |most, tie| *most = f64::max(*most, tie));
            contact
        }
        _ => belief_ties(&present.state, true),
    }
}
