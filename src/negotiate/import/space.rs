//! The issues of a file and their values.

use super::source::{MAX_VALUES, Source, decimal, listed, shown};
use super::tree::{Node, entries, number};
use crate::error::{Error, Result};
use crate::negotiate::domain::Issue;
use std::collections::{BTreeMap, BTreeSet};

/// A value of an issue.
pub(super) struct Choice {
    pub name: String,
    /// The number that the value is, where it is one.
    pub number: Option<f64>,
}

/// An issue and its values, no two of one name or number.
pub(super) struct Choices {
    pub issue: String,
    pub values: Vec<Choice>,
    names: BTreeMap<String, usize>,
    numbers: BTreeMap<u64, usize>,
}

impl Choices {
    /// The issue with these values.
    pub(super) fn new(
        source: &Source,
        line: &dyn Fn() -> usize,
        issue: &str,
        values: Vec<Choice>,
    ) -> Result<Self> {
        let mut choices = Choices {
            issue: issue.to_owned(),
            values: Vec::new(),
            names: BTreeMap::new(),
            numbers: BTreeMap::new(),
        };
        for (v, value) in values.iter().enumerate() {
            let name = choices.names.insert(value.name.clone(), v);
            let number = value.number.and_then(|x| choices.numbers.insert(key(x), v));
            if name.or(number).is_some() {
                let (issue, value) = (shown(issue), shown(&value.name));
                return Err(source
                    .refuse(line(), format!("issue {issue}: value {value} is there twice, allowed: once")));
            }
        }
        if values.is_empty() {
            return Err(
                source.refuse(line(), format!("issue {} has no values, allowed: at least one", shown(issue)))
            );
        }
        choices.values = values;
        Ok(choices)
    }

    /// Which value this text is: by name, or else the one that is the same number.
    pub(super) fn position(&self, text: &str, as_number: Option<f64>) -> Option<usize> {
        let by_name = self.names.get(text);
        by_name.or_else(|| as_number.and_then(|x| self.numbers.get(&key(x)))).copied()
    }

    /// An error for a value that the issue does not have.
    pub(super) fn unknown(&self, source: &Source, line: usize, value: &str) -> Error {
        let known = listed(self.values.iter().map(|v| v.name.as_str()));
        let (value, issue) = (shown(value), shown(&self.issue));
        source.refuse(line, format!("{value} is not a value of issue {issue}, allowed: {known}"))
    }

    /// The utility of each value, by a mapping from all of them to numbers.
    pub(super) fn table(&self, source: &Source, node: &Node) -> Result<Vec<f64>> {
        let what = format!("issue {}", shown(&self.issue));
        let mut worth = vec![None; self.values.len()];
        for (name, key, value) in entries(source, &format!("the utilities of {what}"), node)? {
            // JSON has no numbers for keys: there "2" is the number 2.
            let as_number = decimal(name);
            let v = self.position(name, as_number).ok_or_else(|| self.unknown(source, key.line, name))?;
            let utility = number(source, &format!("{what}: the utility of {}", shown(name)), value)?;
            if worth[v].replace(utility).is_some() {
                let name = shown(&self.values[v].name);
                return Err(
                    source.refuse(key.line, format!("{what}: value {name} is there twice, allowed: once"))
                );
            }
        }
        let of = |(v, utility): (usize, Option<f64>)| {
            utility.ok_or_else(|| {
                let name = shown(&self.values[v].name);
                source.refuse(
                    node.line,
                    format!("{what}: value {name} has no utility, allowed: a finite number"),
                )
            })
        };
        worth.into_iter().enumerate().map(of).collect()
    }
}

/// Equal for equal numbers.
fn key(x: f64) -> u64 {
    (x + 0.0).to_bits()
}

/// The issues of a domain, no two of one name.
pub(super) fn distinct(source: &Source, line: usize, issues: &[Choices]) -> Result<()> {
    let mut names = BTreeSet::new();
    match issues.iter().find(|issue| !names.insert(&issue.issue)) {
        Some(twice) => {
            Err(source.refuse(line, format!("issue {} is there twice, allowed: once", shown(&twice.issue))))
        }
        None => Ok(()),
    }
}

/// The integers from `low` to `high` by `step`, as values; with those of other issues not too many.
pub(super) fn integers(
    source: &Source,
    line: &dyn Fn() -> usize,
    issue: &str,
    (low, high, step): (i64, i64, i64),
    others: usize,
) -> Result<Vec<Choice>> {
    let count = (i128::from(high) - i128::from(low)) / i128::from(step.max(1)) + 1;
    let room = MAX_VALUES.saturating_sub(others);
    if low > high || count > room as i128 {
        let message = format!(
            "issue {}: the bounds {low} and {high} hold {} values, allowed: 1 to {room}",
            shown(issue),
            count.max(0)
        );
        return Err(source.refuse(line(), message));
    }
    let values = (0..count).map(|k| i128::from(low) + k * i128::from(step.max(1)));
    Ok(values.map(|x| Choice { name: x.to_string(), number: Some(x as f64) }).collect())
}

/// The issues as a domain knows them.
pub(super) fn issues(choices: &[Choices]) -> Vec<Issue> {
    let values = |c: &Choices| c.values.iter().map(|v| v.name.clone()).collect();
    choices.iter().map(|c| Issue { name: c.issue.clone(), values: values(c) }).collect()
}
