//! GeniusWeb: profiles with a linear-additive utility space, each with its domain in it.

use super::imported::{Imported, Worth, imported, room};
use super::source::{MAX_ISSUES, MAX_VALUES, Source, decimal, listed, shown};
use super::space::{Choice, Choices, issues};
use super::tree::{Fields, Node, entries, list, number, text};
use crate::error::Result;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive};
use std::collections::BTreeMap;

/// The only kind of profile that is read.
const SPACE: &str = "LinearAdditiveUtilitySpace";

/// How far from 1 weights may add up to that are decimals of a computer's numbers.
const ROUNDING: f64 = 1e-9;

/// Lowest and highest value of an issue of numbers, `None` for one of names.
type Range = Option<(BigRational, BigRational)>;

/// Issues and, for each, its range.
struct Domain {
    issues: Vec<Choices>,
    ranges: Vec<Range>,
}

pub(super) fn read(profiles: &[Source]) -> Result<Imported> {
    let mut common: Option<Domain> = None;
    let mut parties = Vec::with_capacity(profiles.len());
    for profile in profiles {
        let tree = Node::parse(profile)?;
        let mut outer = Fields::of(profile, "the profile", &tree)?;
        let Some(node) = outer.get(SPACE) else {
            let found = entries(profile, "the profile", &tree)?;
            let found = listed(found.iter().map(|(key, ..)| *key));
            let message = format!("the profile is a {found}, which is not read, allowed: {SPACE}");
            return Err(profile.refuse(tree.line, message));
        };
        outer.end()?;
        let mut fields = Fields::of(profile, SPACE, node)?;
        let own = domain(profile, fields.need("domain")?)?;
        let first = match &common {
            Some(first) => {
                same(profile, node.line, &profiles[0].place, first, &own)?;
                first
            }
            None => {
                room(profile, own.issues.iter().map(|issue| issue.values.len()).sum(), profiles.len())?;
                common.insert(own)
            }
        };
        parties.push(party(&mut fields, first)?);
        fields.end()?;
    }
    let discounts = vec![1.0; parties.len()];
    let place = profiles.first().map_or("profiles", |first| &first.place);
    imported(place, common.map_or_else(Vec::new, |domain| issues(&domain.issues)), parties, discounts)
}

/// The issues of a domain, in the order of the file.
fn domain(source: &Source, node: &Node) -> Result<Domain> {
    let mut fields = Fields::of(source, "domain", node)?;
    fields.may_have(&["name"]);
    let listed = entries(source, "issuesValues", fields.need("issuesValues")?)?;
    fields.end()?;
    if listed.len() > MAX_ISSUES {
        let message = format!("{} issues, allowed: at most {MAX_ISSUES}", listed.len());
        return Err(source.refuse(node.line, message));
    }
    let mut count = 0;
    let mut domain = Domain { issues: Vec::new(), ranges: Vec::new() };
    for (name, _, values) in listed {
        let mut fields = Fields::of(source, format!("issue {}", shown(name)), values)?;
        let (choices, range) = match fields.get("range") {
            Some(range) => grid(source, &fields.what, range, MAX_VALUES - count)?,
            None => {
                let node = fields.need("values")?;
                let nodes = list(source, &format!("{}: values", fields.what), node)?;
                if nodes.len() > MAX_VALUES - count {
                    let message = format!("more than {MAX_VALUES} values of all issues together");
                    return Err(source.refuse(node.line, message));
                }
                let value = |node: &Node| {
                    let name = text(source, &format!("a value of {}", fields.what), node)?;
                    Ok(Choice { name: name.to_owned(), number: None })
                };
                (nodes.iter().map(value).collect::<Result<Vec<_>>>()?, None)
            }
        };
        count += choices.len();
        fields.end()?;
        domain.issues.push(Choices::new(source, &|| values.line, name, choices)?);
        domain.ranges.push(range);
    }
    Ok(domain)
}

/// Both profiles have the same issues with the same values, in whatever order.
fn same(source: &Source, line: usize, other: &str, first: &Domain, own: &Domain) -> Result<()> {
    let differs = |what: String| {
        Err(source.refuse(line, format!("{what}; the profiles have to be of one domain, that of {other}")))
    };
    let place: BTreeMap<&str, usize> =
        first.issues.iter().enumerate().map(|(k, issue)| (issue.issue.as_str(), k)).collect();
    for (issue, range) in own.issues.iter().zip(&own.ranges) {
        let name = shown(&issue.issue);
        let Some(&k) = place.get(issue.issue.as_str()) else {
            return differs(format!("issue {name} is not in the first profile"));
        };
        let there = &first.issues[k];
        if *range != first.ranges[k] {
            return differs(format!("issue {name} has another range in the first profile"));
        }
        let unknown = issue.values.iter().find(|v| there.position(&v.name, v.number).is_none());
        if let Some(value) = unknown {
            return differs(format!(
                "value {} of issue {name} is not in the first profile",
                shown(&value.name)
            ));
        }
        if issue.values.len() != there.values.len() {
            let (here, there) = (issue.values.len(), there.values.len());
            return differs(format!("issue {name} has {here} values, in the first profile {there}"));
        }
    }
    let here: BTreeMap<&str, ()> = own.issues.iter().map(|issue| (issue.issue.as_str(), ())).collect();
    let missing = first.issues.iter().find(|issue| !here.contains_key(issue.issue.as_str()));
    missing.map_or(Ok(()), |issue| {
        differs(format!("issue {} of the first profile is missing", shown(&issue.issue)))
    })
}

fn party(fields: &mut Fields<'_>, domain: &Domain) -> Result<Worth> {
    let (source, space) = (fields.source, &domain.issues);
    let name = fields.get("name").map(|node| text(source, "name", node)).transpose()?;
    let name = name.map_or_else(|| source.name.clone(), str::to_owned);
    let weights = by_issue(source, "issueWeights", fields.need("issueWeights")?, space)?;
    let utilities = by_issue(source, "issueUtilities", fields.need("issueUtilities")?, space)?;
    let mut worth = Worth::new(Vec::new(), Vec::new());
    for (k, issue) in space.iter().enumerate() {
        let what = format!("the weight of issue {}", shown(&issue.issue));
        worth.weights.push(number(source, &what, weights[k])?);
        worth.evaluations.push(evaluation(source, utilities[k], issue, &domain.ranges[k])?);
    }
    let total: f64 = worth.weights.iter().sum();
    if (total - 1.0).abs() > ROUNDING {
        let message = format!("the weights add up to {total}, allowed: 1");
        return Err(source.refuse(fields.line, message));
    }
    // Without a reservation bid any deal is better than none.
    worth.reservation =
        fields.get("reservationBid").map(|bid| reserve(source, bid, &worth, space)).transpose()?;
    worth.name = name;
    Ok(worth)
}

/// The utility of a complete bid.
fn reserve(source: &Source, bid: &Node, worth: &Worth, space: &[Choices]) -> Result<f64> {
    let mut fields = Fields::of(source, "reservationBid", bid)?;
    let values = by_issue(source, "reservationBid", fields.need("issuevalues")?, space)?;
    fields.end()?;
    let mut utility = 0.0;
    for (k, (issue, node)) in space.iter().zip(values).enumerate() {
        let name = text(source, "a value of reservationBid", node)?;
        let v = issue.position(name, node.value()).ok_or_else(|| issue.unknown(source, node.line, name))?;
        utility += worth.weights[k] * worth.evaluations[k][v];
    }
    Ok(utility)
}

/// The node of each issue in a mapping that has all issues and no others.
fn by_issue<'a>(source: &Source, what: &str, node: &'a Node, space: &[Choices]) -> Result<Vec<&'a Node>> {
    let listed = entries(source, what, node)?;
    let known: BTreeMap<&str, ()> = space.iter().map(|issue| (issue.issue.as_str(), ())).collect();
    if let Some((name, key, _)) = listed.iter().find(|(name, ..)| !known.contains_key(name)) {
        return Err(source.refuse(key.line, format!("{what}: issue {} is not in the domain", shown(name))));
    }
    let nodes: BTreeMap<&str, &Node> = listed.into_iter().map(|(name, _, node)| (name, node)).collect();
    let of = |issue: &Choices| {
        nodes.get(issue.issue.as_str()).copied().ok_or_else(|| {
            source.refuse(node.line, format!("{what}: issue {} is missing", shown(&issue.issue)))
        })
    };
    space.iter().map(of).collect()
}

/// The utility of each value of an issue: a table, or a line over a range of numbers.
fn evaluation(source: &Source, node: &Node, issue: &Choices, range: &Range) -> Result<Vec<f64>> {
    let what = format!("the utilities of issue {}", shown(&issue.issue));
    let mut fields = Fields::of(source, what, node)?;
    let table = fields.get("discreteutils").or_else(|| fields.get("DiscreteValueSetUtilities"));
    let line = fields.get("numberutils").or_else(|| fields.get("NumberValueSetUtilities"));
    let worth = match (table, line, range) {
        (Some(table), None, None) => {
            let mut inner = Fields::of(source, fields.what.clone(), table)?;
            let worth = issue.table(source, inner.need("valueUtilities")?)?;
            inner.end()?;
            worth
        }
        (None, Some(line), Some(range)) => along(source, &fields.what, line, issue, range)?,
        _ => {
            let kind = if range.is_some() { "numberutils" } else { "discreteutils" };
            let message = format!("{}: allowed: {kind} alone, as its values are", fields.what);
            return Err(source.refuse(node.line, message));
        }
    };
    fields.end()?;
    if let Some(v) = worth.iter().position(|u| !(0.0..=1.0).contains(u)) {
        let (issue, value) = (shown(&issue.issue), shown(&issue.values[v].name));
        let message = format!("issue {issue}: the utility of {value} is {}, allowed: 0 to 1", worth[v]);
        return Err(source.refuse(node.line, message));
    }
    Ok(worth)
}

/// The numbers from `low` to `high` by `step`.
fn grid(source: &Source, what: &str, node: &Node, room: usize) -> Result<(Vec<Choice>, Range)> {
    let mut fields = Fields::of(source, format!("{what}: range"), node)?;
    let mut part = |key| fields.need(key).and_then(|node| exact(source, &format!("{what}: {key}"), node));
    let (low, high, step) = (part("low")?, part("high")?, part("step")?);
    fields.end()?;
    let steps = if step.0.is_positive() {
        ((&high.0 - &low.0) / &step.0).floor().to_integer()
    } else {
        BigInt::from(-1)
    };
    let count = steps.to_usize().map(|s| s + 1).filter(|&count| count <= room);
    let Some(count) = count else {
        let message =
            format!("{what}: range has {} values, allowed: 1 to {room}, with a step above 0", steps + 1);
        return Err(source.refuse(node.line, message));
    };
    let places = low.1.max(step.1);
    let value = |k: usize| {
        let x = &low.0 + &step.0 * BigRational::from(BigInt::from(k));
        let number = x.to_f64();
        Choice { name: written(&x, places), number }
    };
    let values = (0..count).map(value).collect();
    Ok((values, Some((low.0, high.0))))
}

/// `lowUtility + (highUtility − lowUtility) (x − lowValue) / (highValue − lowValue)`, rounded to 8 places as
/// there.
fn along(
    source: &Source,
    what: &str,
    node: &Node,
    issue: &Choices,
    range: &(BigRational, BigRational),
) -> Result<Vec<f64>> {
    let mut fields = Fields::of(source, what, node)?;
    let mut part =
        |key| fields.need(key).and_then(|n| exact(source, &format!("{what}: {key}"), n)).map(|x| x.0);
    let (low, high) = (part("lowValue")?, part("highValue")?);
    let (from, to) = (part("lowUtility")?, part("highUtility")?);
    fields.end()?;
    let parse = |value: &Choice| value.name.parse::<Decimal>().ok().map(|x| x.0);
    if low >= high || (&low, &high) != (&range.0, &range.1) {
        let message = format!(
            "{what}: lowValue and highValue are {low} and {high}, allowed: those of the range, {} and {}, the second larger",
            range.0, range.1
        );
        return Err(source.refuse(node.line, message));
    }
    let places = BigRational::from(BigInt::from(100_000_000));
    let at = |value: &Choice| {
        let x = parse(value)?;
        let u = &from + (&to - &from) * (x - &low) / (&high - &low);
        // Half away from zero.
        ((u * &places).round() / &places).to_f64()
    };
    issue
        .values
        .iter()
        .map(|v| at(v).ok_or_else(|| source.refuse(node.line, format!("{what}: too large"))))
        .collect()
}

/// A decimal number and how many places it has behind the point.
struct Decimal(BigRational, usize);

impl std::str::FromStr for Decimal {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((m, e)) => (m, e.parse::<i32>().ok().filter(|e| e.abs() <= 60).ok_or(())?),
            None => (text, 0),
        };
        let (whole, behind) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits: BigInt = format!("{whole}{behind}").parse().map_err(|_| ())?;
        let places = i32::try_from(behind.len()).map_err(|_| ())? - exponent;
        let ten = |n: i32| BigRational::from(BigInt::from(10).pow(n.unsigned_abs()));
        let value = BigRational::from(digits);
        let value = if places > 0 { value / ten(places) } else { value * ten(places) };
        Ok(Decimal(value, places.max(0) as usize))
    }
}

fn exact(source: &Source, what: &str, node: &Node) -> Result<Decimal> {
    let text = node.text().unwrap_or_default();
    // Short of what makes exact arithmetic slow.
    let short =
        text.len() <= 40 && decimal(text).is_some_and(|x| x == 0.0 || (1e-30..1e30).contains(&x.abs()));
    let value = if short { text.parse().ok() } else { None };
    value.ok_or_else(|| {
        let message =
            format!("{what} is {}, allowed: a decimal number of at most 40 characters", node.found());
        source.refuse(node.line, message)
    })
}

/// The number with this many places behind the point, which it has.
fn written(x: &BigRational, places: usize) -> String {
    let scaled = (x * BigRational::from(BigInt::from(10).pow(places as u32))).to_integer();
    let sign = if scaled.is_negative() { "-" } else { "" };
    let digits = format!("{:0>width$}", scaled.abs().to_string(), width = places + 1);
    let (whole, behind) = digits.split_at(digits.len() - places);
    if places == 0 {
        return format!("{sign}{whole}");
    }
    format!("{sign}{whole}.{behind}")
}
