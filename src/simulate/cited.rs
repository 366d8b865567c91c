//! The works behind a history, beside those of its study.

use super::{Diffusion, Simulation, Trust};
use crate::cite::References;

/// Rules that only count while this switch is on.
const SWITCHED: [(&str, &[&str]); 3] = [
    (
        "growth",
        &["capital_share", "capital_depreciation", "saving", "aid_invested", "crowding_out", "arms_income"],
    ),
    ("investment", &["investment_", "own_technology", "technology", "base_investment"]),
    ("terror", &["terror_", "incidents", "poverty_elasticity", "social_aid"]),
];
/// Rules of learning, of Bass' law, of Granovetter's.
const LEARNING: [&str; 3] = ["revision", "mutation", "learning_noise"];
const BASS: [&str; 2] = ["innovation", "imitation"];
const GRANOVETTER: [&str; 2] = ["threshold_mean", "threshold_deviation"];

impl Simulation {
    /// The works behind this history: those of its study, of the rules that are not switched off, and of its mechanism of
    /// trust.
    ///
    /// ```
    /// use comity::prelude::*;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let works: Vec<&str> = Simulation::of(&study).references().keys().collect();
    /// assert!(works.contains(&"Kydd2005") && !works.contains(&"Bass1969")); // ties do not spread by default
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn references(&self) -> References {
        let (nations, rules) = (self.nations(), self.current_rules());
        let at_work = |name: &str| {
            let on = |switch: &str| match switch {
                "growth" => rules.growth,
                "investment" => rules.investment,
                _ => rules.terror,
            };
            let off = SWITCHED
                .iter()
                .any(|(switch, rows)| !on(switch) && rows.iter().any(|row| name.starts_with(row)));
            !(off
                || nations.strategies() < 2 && LEARNING.contains(&name)
                || rules.exchange != Diffusion::Bass && BASS.contains(&name)
                || rules.exchange != Diffusion::Threshold && GRANOVETTER.contains(&name))
        };
        let mut texts = vec![learned(rules.trust).to_owned()];
        for (quantity, value) in rules.values() {
            if at_work(quantity.name) && value != 0.0 {
                texts.push(quantity.source.to_owned());
            }
        }
        nations.study.references().and(&References::cited_in(&texts.join(" ;; ")))
    }
}

/// The sources of a mechanism of trust.
fn learned(trust: Trust) -> &'static str {
    match trust {
        Trust::Fixed => "",
        Trust::Bayes | Trust::Pessimistic { .. } => "Kydd 2000; Kydd 2005",
        Trust::Socialisation { .. } => "Deutsch et al. 1957; Bearce & Bondanella 2007",
        Trust::Behavioural { .. } => "Axelrod 1981",
    }
}
