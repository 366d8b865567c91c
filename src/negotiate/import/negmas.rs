//! NegMAS: an outcome space and the utility functions of the parties, as the library itself saves them.

use super::class::{class, unread};
use super::imported::{Imported, Worth, imported, room};
use super::source::{MAX_ISSUES, MAX_VALUES, Source, listed, shown};
use super::space::{Choice, Choices, distinct, integers, issues};
use super::tree::{Fields, Kind, Node, list, number, text};
use super::value_fun::values_by;
use crate::error::Result;

/// Keys of an object that say nothing of utilities.
const LABELS: [&str; 3] = ["id", "path", "name"];

pub(super) fn read(domain: &Source, profiles: &[Source]) -> Result<Imported> {
    let tree = Node::parse(domain)?;
    let space = outcome_space(domain, &tree)?;
    if let Some(first) = profiles.first() {
        room(first, space.iter().map(|issue| issue.values.len()).sum(), profiles.len())?;
    }
    let mut parties = Vec::with_capacity(profiles.len());
    let mut discounts = Vec::with_capacity(profiles.len());
    for profile in profiles {
        let tree = Node::parse(profile)?;
        let (worth, discount) = function(profile, &tree, &space, true)?;
        parties.push(worth);
        discounts.push(discount);
    }
    imported(&domain.place, issues(&space), parties, discounts)
}

fn outcome_space(source: &Source, tree: &Node) -> Result<Vec<Choices>> {
    let mut fields = Fields::of(source, "the outcome space", tree)?;
    let class = class(&mut fields)?;
    let allowed = ["CartesianOutcomeSpace", "DiscreteCartesianOutcomeSpace"];
    if !allowed.contains(&class) {
        return Err(unread(&fields, class, &allowed));
    }
    let mut space: Vec<Choices> = Vec::new();
    let mut values = 0;
    let nodes = list(source, "issues", fields.need("issues")?)?;
    if nodes.len() > MAX_ISSUES {
        let message = format!("{} issues, allowed: at most {MAX_ISSUES}", nodes.len());
        return Err(source.refuse(tree.line, message));
    }
    for node in nodes {
        let read = issue(source, node, values)?;
        values += read.values.len();
        space.push(read);
    }
    distinct(source, tree.line, &space)?;
    fields.may_have(&LABELS);
    fields.end()?;
    Ok(space)
}

fn issue(source: &Source, node: &Node, others: usize) -> Result<Choices> {
    let mut fields = Fields::of(source, "an issue", node)?;
    let name = text(source, "the name of an issue", fields.need("name")?)?;
    fields.what = format!("issue {}", shown(name));
    let class = class(&mut fields)?;
    let held = fields.need("values")?;
    let choices = match class {
        "CategoricalIssue"
        | "OrdinalIssue"
        | "CardinalIssue"
        | "DiscreteOrdinalIssue"
        | "DiscreteCardinalIssue" => {
            let values = list(source, &format!("{}: values", fields.what), held)?;
            if values.len() > MAX_VALUES - others {
                let message = format!("more than {MAX_VALUES} values of all issues together");
                return Err(source.refuse(held.line, message));
            }
            let value = |node: &Node| {
                let name = text(source, &format!("a value of {}", fields.what), node)?;
                Ok(Choice { name: name.to_owned(), number: node.value() })
            };
            values.iter().map(value).collect::<Result<_>>()?
        }
        "ContiguousIssue" => {
            integers(source, &|| held.line, name, range(source, &mut fields, held)?, others)?
        }
        "ContinuousIssue" | "ContinuousInfiniteIssue" | "CountableInfiniteIssue" | "CallableIssue" => {
            let message =
                format!("{}: a {class} is not discrete, allowed: finitely many values", fields.what);
            return Err(source.refuse(node.line, message));
        }
        _ => {
            let allowed =
                ["CategoricalIssue", "ContiguousIssue", "DiscreteCardinalIssue", "DiscreteOrdinalIssue"];
            return Err(unread(&fields, class, &allowed));
        }
    };
    if let Some(count) = fields.get("n_values") {
        let given = number(source, "n_values", count)?;
        if given != choices.len() as f64 {
            let message = format!("{}: n_values is {given}, allowed: {}", fields.what, choices.len());
            return Err(source.refuse(count.line, message));
        }
    }
    fields.may_have(&["id", "path"]);
    fields.end()?;
    Choices::new(source, &|| held.line, name, choices)
}

/// Lowest and highest value and step of a contiguous issue: `[low, high]`, `[low, high, step]` or the number
/// of values from 0.
fn range(source: &Source, fields: &mut Fields<'_>, held: &Node) -> Result<(i64, i64, i64)> {
    let what = fields.what.clone();
    let integer = |node: &Node| {
        let value = node.value().filter(|v| v.fract() == 0.0 && v.abs() < 1e15).map(|v| v as i64);
        value.ok_or_else(|| {
            source.refuse(node.line, format!("{what}: a bound is {}, allowed: an integer", node.found()))
        })
    };
    let step = fields.get("step").map(integer).transpose()?;
    let bounds = match &held.kind {
        Kind::Scalar { .. } => vec![0, integer(held)? - 1],
        _ => list(source, "values", held)?.iter().map(integer).collect::<Result<_>>()?,
    };
    let (low, high, step) = match (bounds[..].as_ref(), step) {
        (&[low, high], step) => (low, high, step.unwrap_or(1)),
        (&[low, high, own], None) => (low, high, own),
        (&[low, high, own], Some(step)) if own == step => (low, high, own),
        _ => {
            let message =
                format!("{what}: values is {}, allowed: [low, high] or [low, high, step]", held.found());
            return Err(source.refuse(held.line, message));
        }
    };
    if step < 1 {
        return Err(source.refuse(held.line, format!("{what}: step is {step}, allowed: 1 or more")));
    }
    Ok((low, high, step))
}

const FUNCTIONS: [&str; 5] = [
    "LinearAdditiveUtilityFunction",
    "LinearUtilityFunction",
    "AffineUtilityFunction",
    "ConstUtilityFunction",
    "ExpDiscountedUFun",
];

/// A party's utilities and its discount factor over the session.
fn function(source: &Source, node: &Node, space: &[Choices], outer: bool) -> Result<(Worth, f64)> {
    let mut fields = Fields::of(source, "the utility function", node)?;
    let class = class(&mut fields)?;
    let name = match fields.get("name") {
        Some(name) => text(source, "name", name)?.to_owned(),
        None => source.name.clone(),
    };
    let reservation = reserved(&mut fields)?;
    // Flags of what a function keeps while a session runs; those that are read keep all.
    fields.may_have(&["id", "path", "stability"]);
    if let Some(own) = fields.get("outcome_space") {
        same_space(source, own, space)?;
    }
    let (mut worth, discount) = match class {
        "LinearAdditiveUtilityFunction" | "LinearUtilityAggregationFunction" => {
            (additive(&mut fields, space)?, 1.0)
        }
        "LinearUtilityFunction" | "AffineUtilityFunction" => (affine(&mut fields, class, space)?, 1.0),
        "ConstUtilityFunction" => (constant(space, fields.number("value")?), 1.0),
        "ExpDiscountedUFun" if outer => discounted(&mut fields, space)?,
        _ => return Err(unread(&fields, class, if outer { &FUNCTIONS } else { &FUNCTIONS[..4] })),
    };
    fields.end()?;
    worth.name = name;
    worth.reservation = reservation;
    Ok((worth, discount))
}

/// `None` for minus infinity: any deal is better than none.
fn reserved(fields: &mut Fields<'_>) -> Result<Option<f64>> {
    if let Some(outcome) = fields.get("reserved_outcome") {
        let message =
            format!("reserved_outcome is {}, allowed: null, with a reserved_value", outcome.found());
        return Err(fields.source.refuse(outcome.line, message));
    }
    let node = fields.need("reserved_value")?;
    match node.text() {
        Some("-.inf" | "-.Inf" | "-.INF" | "-Infinity") => Ok(None),
        _ => number(fields.source, "reserved_value", node).map(Some),
    }
}

fn same_space(source: &Source, node: &Node, space: &[Choices]) -> Result<()> {
    let own = outcome_space(source, node)?;
    if issues(&own) != issues(space) {
        return Err(source.refuse(node.line, "outcome_space is not that of the domain file"));
    }
    Ok(())
}

/// Adds a constant, which every outcome has once: to the values of the first issue.
fn with_bias(mut worth: Worth, bias: f64) -> Worth {
    if bias != 0.0
        && let (Some(weight), Some(evaluation)) = (worth.weights.first_mut(), worth.evaluations.first_mut())
    {
        evaluation.iter_mut().for_each(|e| *e = *weight * *e + bias);
        *weight = 1.0;
    }
    worth
}

fn constant(space: &[Choices], value: f64) -> Worth {
    let zeros = space.iter().map(|issue| vec![0.0; issue.values.len()]).collect();
    with_bias(Worth::new(vec![1.0; space.len()], zeros), value)
}

/// `bias + Σ_k weight_k · value_k(o)`.
fn additive(fields: &mut Fields<'_>, space: &[Choices]) -> Result<Worth> {
    let source = fields.source;
    let weights = weights(fields, space)?;
    let functions = per_issue(source, "values", fields.need("values")?, space)?;
    let evaluations = functions.iter().zip(space).map(|(node, issue)| values_by(source, node, issue));
    let worth = Worth::new(weights, evaluations.collect::<Result<_>>()?);
    let bias = fields.get("bias").map_or(Ok(0.0), |node| number(source, "bias", node))?;
    Ok(with_bias(worth, bias))
}

/// `bias + Σ_k weight_k · value of issue k`, of issues with numbers for values.
fn affine(fields: &mut Fields<'_>, class: &str, space: &[Choices]) -> Result<Worth> {
    let source = fields.source;
    let weights = weights(fields, space)?;
    let numbers = |issue: &Choices| {
        let number = |value: &Choice| {
            value.number.ok_or_else(|| {
                let (value, issue) = (shown(&value.name), shown(&issue.issue));
                let message =
                    format!("{class}: value {value} of issue {issue} is not a number, allowed: numbers");
                source.refuse(fields.line, message)
            })
        };
        issue.values.iter().map(number).collect::<Result<Vec<_>>>()
    };
    let evaluations = space.iter().map(numbers).collect::<Result<_>>()?;
    let bias = fields.number("bias")?;
    if class == "LinearUtilityFunction" && bias != 0.0 {
        let message = format!("{class}: bias is {bias}, allowed: 0 (or an AffineUtilityFunction)");
        return Err(source.refuse(fields.line, message));
    }
    Ok(with_bias(Worth::new(weights, evaluations), bias))
}

/// `discount^t · u(o)` at the share `t` of the session.
fn discounted(fields: &mut Fields<'_>, space: &[Choices]) -> Result<(Worth, f64)> {
    let source = fields.source;
    let (worth, _) = function(source, fields.need("ufun")?, space, false)?;
    let discount = fields.get("discount").map_or(Ok(1.0), |node| number(source, "discount", node))?;
    let mut only = |key: &'static str, value: &str| {
        let node = fields.need(key)?;
        if discount == 1.0 || node.text() == Some(value) {
            return Ok(());
        }
        let message = format!("ExpDiscountedUFun: {key} is {}, allowed: {value}", node.found());
        Err(source.refuse(node.line, message))
    };
    only("factor", "relative_time")?;
    only("dynamic_reservation", "true")?;
    if !(0.0..=1.0).contains(&discount) {
        let message = format!("ExpDiscountedUFun: discount is {discount}, allowed: 0 to 1");
        return Err(source.refuse(fields.line, message));
    }
    Ok((worth, discount))
}

fn weights(fields: &mut Fields<'_>, space: &[Choices]) -> Result<Vec<f64>> {
    let source = fields.source;
    let weights = per_issue(source, "weights", fields.need("weights")?, space)?;
    let weight = |(node, issue): (&&Node, &Choices)| {
        number(source, &format!("the weight of issue {}", shown(&issue.issue)), node)
    };
    weights.iter().zip(space).map(weight).collect()
}

/// One node per issue: a list in the order of the issues, or a mapping from their names.
fn per_issue<'a>(source: &Source, what: &str, node: &'a Node, space: &[Choices]) -> Result<Vec<&'a Node>> {
    let Kind::Map(entries) = &node.kind else {
        let nodes = list(source, what, node)?;
        if nodes.len() != space.len() {
            let message = format!("{what} is {}, allowed: one per issue, {}", node.found(), space.len());
            return Err(source.refuse(node.line, message));
        }
        return Ok(nodes.iter().collect());
    };
    if let Some((key, _)) = entries.iter().find(|(k, _)| !space.iter().any(|i| k.text() == Some(&i.issue))) {
        let known = listed(space.iter().map(|i| i.issue.as_str()));
        let message = format!("{what}: the key {} is not an issue, allowed: {known}", key.found());
        return Err(source.refuse(key.line, message));
    }
    let of = |issue: &Choices| {
        let entry = entries.iter().find(|(k, _)| k.text() == Some(&issue.issue));
        entry.map(|(_, value)| value).ok_or_else(|| {
            source.refuse(node.line, format!("{what}: issue {} is missing", shown(&issue.issue)))
        })
    };
    space.iter().map(of).collect()
}
