//! The names of a domain's outcomes.

use super::issue::Issue;
use crate::coalition::Coalition;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The names of a domain's outcomes: what is agreed in each, apart from who signs. Clones share them, so that
/// a [trace](crate::negotiate::Trace) names its packages at no cost to the session.
///
/// ```
/// use comity::negotiate::domain::OutcomeNames;
/// let names = OutcomeNames::from(vec!["tariff cut".to_owned(), "aid".to_owned()]);
/// assert_eq!((names.name(1), names.name(7)), ("aid".to_owned(), "outcome 7".to_owned()));
/// ```
#[derive(Clone, Debug, Default)]
pub struct OutcomeNames(Names);

#[derive(Clone, Debug, Default)]
enum Names {
    #[default]
    Numbers,
    List(Arc<[String]>),
    Some(Arc<BTreeMap<usize, String>>),
    /// The values of all issues, the last one running fastest.
    Issues(Arc<[Issue]>),
    /// The coalition of mask `outcome + 1`.
    Coalitions,
}

impl OutcomeNames {
    pub(in crate::negotiate) fn of_some(names: BTreeMap<usize, String>) -> Self {
        OutcomeNames(Names::Some(names.into()))
    }

    pub(super) fn of_issues(issues: Arc<[Issue]>) -> Self {
        OutcomeNames(Names::Issues(issues))
    }

    pub(super) fn of_coalitions() -> Self {
        OutcomeNames(Names::Coalitions)
    }

    /// The name of an outcome; its number where it has none.
    ///
    /// ```
    /// use comity::negotiate::domain::OutcomeNames;
    /// assert_eq!(OutcomeNames::default().name(3), "outcome 3");
    /// ```
    pub fn name(&self, outcome: usize) -> String {
        let known = match &self.0 {
            Names::Numbers => None,
            Names::List(names) => names.get(outcome).cloned(),
            Names::Some(names) => names.get(&outcome).cloned(),
            Names::Issues(issues) => Some(values(issues, outcome)),
            Names::Coalitions => {
                (outcome as u64).checked_add(1).map(|mask| Coalition::from_mask(mask).to_string())
            }
        };
        known.unwrap_or_else(|| format!("outcome {outcome}"))
    }
}

fn values(issues: &[Issue], outcome: usize) -> String {
    let mut rest = outcome;
    let mut parts = Vec::with_capacity(issues.len());
    for issue in issues.iter().rev() {
        let value = issue.values.get(rest % issue.values.len().max(1)).map_or("?", String::as_str);
        rest /= issue.values.len().max(1);
        parts.push(format!("{} = {value}", issue.name));
    }
    parts.reverse();
    parts.join(", ")
}

impl From<Vec<String>> for OutcomeNames {
    /// One name per outcome; those missing stay numbers.
    fn from(names: Vec<String>) -> Self {
        OutcomeNames(Names::List(names.into()))
    }
}

impl PartialEq for OutcomeNames {
    /// Names are no part of what happened: all are equal.
    fn eq(&self, _: &Self) -> bool {
        true
    }
}
