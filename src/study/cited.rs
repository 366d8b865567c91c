//! The works behind a study: of its data, its parameters, its mechanisms, and the terms at hand.

use super::Study;
use crate::cite::{References, cite};
use crate::model::{Arms, Parameters};
use crate::treaty::{Clause, Term};
use serde_json::Value;

/// Mechanisms of every evaluation, by the types that document them.
const MECHANISMS: [&str; 7] = [
    "model::ConflictLogit",
    "model::Escalation",
    "model::SanctionStrength",
    "model::Threat",
    "model::Trade",
    "model::TrustPrior",
    "model::WarCost",
];

/// A distance, a cap or a ceiling that is none.
const NONE: f64 = 1e9;

impl Study {
    /// The works behind what this study assumes: the sources of its data, of the parameters that are not switched off, of
    /// the mechanisms, and of the terms in force and on the menu. The concepts that are asked of it
    /// [`cite`] adds by name.
    ///
    /// A parameter at 0, or at the value at which it is no limit, cites nothing. A user's own utility, arms race or term is
    /// not in the list.
    ///
    /// ```
    /// use comity::prelude::*;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let works: Vec<&str> = study.references().keys().collect();
    /// assert!(works.contains(&"Richardson1960") && works.contains(&"BaileyStrezhnevVoeten2017"));
    /// let without = Parameters { cost_exchange: 0.0, ..Parameters::default() };
    /// let without = Study::of(Model::new(World::northeast_asia_2002(), without)?);
    /// assert!(!without.references().keys().any(|key| key == "IntriligatorBrito1984"));
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn references(&self) -> References {
        let parameters = self.model().parameters();
        let mut texts: Vec<String> = self.model().world().sources().values().cloned().collect();
        for row in Parameters::table() {
            if row.get(parameters).is_some_and(|value| value != 0.0 && value != NONE) {
                texts.push(row.quantity.source.to_owned());
            }
        }
        let in_force = self.status_quo().arrangements().iter().flat_map(|arrangement| &arrangement.terms);
        let on_offer = self.menu().packages.iter().flat_map(|package| &package.clauses);
        let mut kinds: Vec<String> = in_force.filter_map(kind).chain(on_offer.filter_map(clause)).collect();
        kinds.sort_unstable();
        kinds.dedup();
        for (term, quantity) in Term::table() {
            if kinds.iter().any(|kind| kind == term) {
                texts.push(quantity.source.to_owned());
            }
        }
        let arms = match parameters.arms {
            Arms::Richardson { .. } => Some("model::ArmsRace"),
            Arms::Fixed | Arms::Contest { .. } => None,
        };
        let mechanisms = cite(MECHANISMS.iter().filter(|item| cite([*item]).is_ok()).chain(&arms));
        // A line each, so that no name meets the year of another source.
        References::cited_in(&texts.join(" ;; ")).and(&mechanisms.unwrap_or_default())
    }
}

/// The kind of a term, as files name it.
fn kind(term: &Term) -> Option<String> {
    serde_json::to_value(term).ok()?.get("term").and_then(Value::as_str).map(str::to_owned)
}

fn clause(clause: &Clause) -> Option<String> {
    match clause {
        Clause::Term(term) => kind(term),
        Clause::DefenceAmongAll { .. } | Clause::DefenceBy { .. } => Some("mutual_defence".to_owned()),
    }
}
