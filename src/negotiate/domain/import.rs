//! Domains in the formats of current tools: GENIUS XML, GeniusWeb JSON, NegMAS JSON or YAML; discrete issues, linear-additive
//! preferences.
//!
//! R. Lin and others (2014), GENIUS: an integrated environment for supporting the design of generic automated negotiators, *Computational
//! Intelligence* 30, 48–70; Y. Mohammad and others (2021), NegMAS.

use super::{Issue, LinearDomain, Preference};
use crate::error::{Error, Result};
use roxmltree::{Document, Node};
use serde_json::Value;
use std::path::Path;

/// A domain read from a file of another tool (feature `import`).
#[derive(Clone, PartialEq, Debug)]
pub struct Imported {
    /// Issues, preferences and reservation values.
    pub domain: LinearDomain,
    /// Each party's discount factor over a whole session, as the file gives it (1: none). Over `n` rounds that is `d^(1/n)` a round.
    pub discounts: Vec<f64>,
}

/// Most values of an integer issue.
const MAX_VALUES: i64 = 1_000_000;

impl Imported {
    /// Reads files by their kind: one domain file followed by one profile a party (GENIUS `.xml`, NegMAS `.json` or `.yml`), one GeniusWeb profile
    /// a party, or a single file that holds a serialised [`LinearDomain`].
    ///
    /// # Errors
    /// A file that cannot be read, or as of the format's own reader.
    pub fn read<P: AsRef<Path>>(files: &[P]) -> Result<Self> {
        let mut texts = Vec::with_capacity(files.len());
        for file in files {
            let path = file.as_ref();
            let text = std::fs::read_to_string(path)
                .map_err(|source| Error::Io { path: path.to_owned(), source })?;
            let name = path.file_stem().map_or_else(String::new, |s| s.to_string_lossy().into_owned());
            texts.push((name, text));
        }
        let all: Vec<(&str, &str)> =
            texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        let Some(((_, first), rest)) = all.split_first() else {
            return Err(parse("domain", "no file given"));
        };
        if first.trim_start().starts_with('<') {
            return Self::genius(first, rest);
        }
        let value = json(all[0].0, first)?;
        if value.get("LinearAdditiveUtilitySpace").is_some() {
            return Self::geniusweb(&all);
        }
        if value.get("parties").is_some() {
            let domain: LinearDomain = serde_json::from_str(first).map_err(|e| parse(all[0].0, e))?;
            let discounts = vec![1.0; domain.preferences().len()];
            return Ok(Imported { domain, discounts });
        }
        Self::negmas(first, rest)
    }

    /// A GENIUS domain file and the utility-space files of the parties, each with a name.
    ///
    /// As in GENIUS an evaluation counts relative to the largest of its issue, where that is positive. Integer issues may have items or a
    /// linear evaluator; real ones are not discrete and refused.
    ///
    /// # Errors
    /// [`Error::Parse`], naming the file's part, for what is not such XML; as of [`LinearDomain::new`].
    pub fn genius(domain: &str, profiles: &[(&str, &str)]) -> Result<Self> {
        let document = Document::parse(domain).map_err(|e| parse("domain", e))?;
        let issues = issue_nodes(&document).map(|node| genius_issue(node)).collect::<Result<Vec<_>>>()?;
        let mut parties = Vec::with_capacity(profiles.len());
        let mut discounts = Vec::with_capacity(profiles.len());
        for &(name, text) in profiles {
            let document = Document::parse(text).map_err(|e| parse(name, e))?;
            let root = document.root_element();
            let number = |tag: &str, default: f64| match root.descendants().find(|n| n.has_tag_name(tag)) {
                Some(node) => attribute(name, node, "value"),
                None => Ok(default),
            };
            discounts.push(number("discount_factor", 1.0)?);
            let mut party = Preference {
                name: name.to_owned(),
                weights: vec![0.0; issues.len()],
                evaluations: issues.iter().map(|issue| vec![0.0; issue.values.len()]).collect(),
                reservation: number("reservation", 0.0)?,
            };
            let mut by_index: Vec<(&str, usize)> = Vec::new();
            for node in issue_nodes(&document) {
                let k = position(name, issues.iter().map(|i| &i.name), node.attribute("name").unwrap_or(""))?;
                by_index.push((node.attribute("index").unwrap_or(""), k));
                genius_evaluation(name, node, &issues[k], &mut party.evaluations[k])?;
            }
            for node in root.descendants().filter(|n| n.has_tag_name("weight")) {
                let index = node.attribute("index").unwrap_or("");
                let k = by_index.iter().find(|(i, _)| *i == index).map(|(_, k)| *k);
                let k =
                    k.ok_or_else(|| parse(name, format!("weight of issue {index}, which is not there")))?;
                party.weights[k] = attribute(name, node, "value")?;
            }
            parties.push(party);
        }
        Ok(Imported { domain: LinearDomain::new(issues, parties)?, discounts })
    }

    /// GeniusWeb profiles, one a party, each with a name to use where it has none; the domain is that of the first.
    ///
    /// # Errors
    /// [`Error::Parse`] for what is not such JSON; as of [`LinearDomain::new`].
    pub fn geniusweb(profiles: &[(&str, &str)]) -> Result<Self> {
        let mut issues: Vec<Issue> = Vec::new();
        let mut parties = Vec::with_capacity(profiles.len());
        for &(file, text) in profiles {
            let value = json(file, text)?;
            let space = field(file, &value, "LinearAdditiveUtilitySpace")?;
            if issues.is_empty() {
                let listed = field(file, field(file, space, "domain")?, "issuesValues")?;
                for (name, values) in object(file, listed)? {
                    let values = array(file, field(file, values, "values")?)?.iter().map(text_of).collect();
                    issues.push(Issue { name: name.clone(), values });
                }
            }
            let (weights, utilities) =
                (field(file, space, "issueWeights")?, field(file, space, "issueUtilities")?);
            let mut party = Preference {
                name: space.get("name").and_then(Value::as_str).unwrap_or(file).to_owned(),
                weights: Vec::new(),
                evaluations: Vec::new(),
                reservation: 0.0,
            };
            let bid = space.get("reservationBid").and_then(|b| b.get("issuevalues"));
            for issue in &issues {
                let weight = number(file, field(file, weights, &issue.name)?)?;
                let table = field(file, field(file, utilities, &issue.name)?, "discreteutils")?;
                let evaluation = evaluations(file, issue, field(file, table, "valueUtilities")?)?;
                if let Some(value) = bid.and_then(|b| b.get(&issue.name)) {
                    party.reservation += weight * evaluation[position(file, &issue.values, &text_of(value))?];
                }
                party.weights.push(weight);
                party.evaluations.push(evaluation);
            }
            parties.push(party);
        }
        let discounts = vec![1.0; parties.len()];
        Ok(Imported { domain: LinearDomain::new(issues, parties)?, discounts })
    }

    /// A NegMAS outcome space and linear-additive utility functions with tables, one a party, each with a name to use where it has none.
    ///
    /// # Errors
    /// [`Error::Parse`] for what is not such JSON; as of [`LinearDomain::new`].
    pub fn negmas(domain: &str, profiles: &[(&str, &str)]) -> Result<Self> {
        let value = json("domain", domain)?;
        let mut issues = Vec::new();
        for issue in array("domain", field("domain", &value, "issues")?)? {
            let name = text_of(field("domain", issue, "name")?);
            let values = array("domain", field("domain", issue, "values")?)?;
            let values = match issue.get("type").and_then(Value::as_str) {
                Some("ContiguousIssue") => match values.iter().map(Value::as_i64).collect::<Vec<_>>()[..] {
                    [Some(low), Some(high)] => range("domain", &name, low, high)?,
                    _ => {
                        return Err(parse(
                            "domain",
                            format!("issue {name}: a contiguous issue has two integer bounds"),
                        ));
                    }
                },
                Some("ContinuousIssue") => {
                    return Err(parse("domain", format!("issue {name} is not discrete")));
                }
                _ => values.iter().map(text_of).collect(),
            };
            issues.push(Issue { name, values });
        }
        let mut parties = Vec::with_capacity(profiles.len());
        for &(file, text) in profiles {
            let value = json(file, text)?;
            let weights = array(file, field(file, &value, "weights")?)?.iter().map(|w| number(file, w));
            let tables = array(file, field(file, &value, "values")?)?;
            let evaluations = issues
                .iter()
                .zip(tables)
                .map(|(issue, t)| evaluations(file, issue, field(file, t, "mapping")?));
            parties.push(Preference {
                name: value.get("name").and_then(Value::as_str).unwrap_or(file).to_owned(),
                weights: weights.collect::<Result<_>>()?,
                evaluations: evaluations.collect::<Result<_>>()?,
                reservation: value
                    .get("reserved_value")
                    .filter(|v| !v.is_null())
                    .map_or(Ok(0.0), |v| number(file, v))?,
            });
        }
        let discounts = vec![1.0; parties.len()];
        Ok(Imported { domain: LinearDomain::new(issues, parties)?, discounts })
    }
}

fn parse(place: &str, message: impl ToString) -> Error {
    Error::Parse { place: place.to_owned(), message: message.to_string() }
}

fn position<S: AsRef<str>>(file: &str, names: impl IntoIterator<Item = S>, name: &str) -> Result<usize> {
    let found = names.into_iter().position(|n| n.as_ref() == name);
    found.ok_or_else(|| parse(file, format!("\"{name}\" is not in the domain")))
}

fn range(file: &str, issue: &str, low: i64, high: i64) -> Result<Vec<String>> {
    if low > high || high.saturating_sub(low) >= MAX_VALUES {
        return Err(parse(
            file,
            format!("issue {issue}: bounds {low} and {high} do not hold 1 to {MAX_VALUES} values"),
        ));
    }
    Ok((low..=high).map(|v| v.to_string()).collect())
}

fn issue_nodes<'a>(document: &'a Document<'_>) -> impl Iterator<Item = Node<'a, 'a>> {
    document.descendants().filter(|n| n.has_tag_name("issue"))
}

fn attribute(file: &str, node: Node<'_, '_>, name: &str) -> Result<f64> {
    let text = node.attribute(name).unwrap_or("");
    let value = text.trim().parse::<f64>().ok().filter(|v| v.is_finite());
    value.ok_or_else(|| parse(file, format!("{} {name}=\"{text}\" is not a number", node.tag_name().name())))
}

/// The bounds of an integer issue, on itself or on a `range` in it.
fn bounds(file: &str, node: Node<'_, '_>) -> Result<Option<(i64, i64)>> {
    let holder = std::iter::once(node).chain(node.children()).find(|n| n.attribute("lowerbound").is_some());
    let Some(holder) = holder else { return Ok(None) };
    Ok(Some((attribute(file, holder, "lowerbound")? as i64, attribute(file, holder, "upperbound")? as i64)))
}

fn genius_issue(node: Node<'_, '_>) -> Result<Issue> {
    let name = node.attribute("name").unwrap_or("").to_owned();
    if node.attribute("type") == Some("real") {
        return Err(parse("domain", format!("issue {name} is not discrete")));
    }
    let items = node.children().filter(|n| n.has_tag_name("item")).filter_map(|n| n.attribute("value"));
    let mut values: Vec<String> = items.map(str::to_owned).collect();
    if values.is_empty()
        && let Some((low, high)) = bounds("domain", node)?
    {
        values = range("domain", &name, low, high)?;
    }
    Ok(Issue { name, values })
}

fn genius_evaluation(file: &str, node: Node<'_, '_>, issue: &Issue, evaluation: &mut [f64]) -> Result<()> {
    for item in node.children().filter(|n| n.has_tag_name("item")) {
        let value = item.attribute("value").unwrap_or("");
        evaluation[position(file, &issue.values, value)?] = attribute(file, item, "evaluation")?;
    }
    if let Some(line) = node.children().find(|n| n.has_tag_name("evaluator")) {
        if line.attribute("ftype") != Some("linear") {
            return Err(parse(file, format!("issue {}: only linear evaluators are read", issue.name)));
        }
        let either = |a: &str, b: &str| attribute(file, line, if line.has_attribute(a) { a } else { b });
        let (offset, slope) = (either("offset", "parameter0")?, either("slope", "parameter1")?);
        for (cell, value) in evaluation.iter_mut().zip(&issue.values) {
            let x: f64 = value
                .parse()
                .map_err(|_| parse(file, format!("issue {}: {value} is not a number", issue.name)))?;
            *cell = offset + slope * x;
        }
    }
    let most = evaluation.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if most > 0.0 {
        evaluation.iter_mut().for_each(|e| *e /= most);
    }
    Ok(())
}

/// JSON, or the same in YAML.
fn json(file: &str, text: &str) -> Result<Value> {
    serde_json::from_str(text).or_else(|json| {
        let yaml = serde_saphyr::from_str(text);
        yaml.map_err(|yaml| parse(file, format!("neither JSON ({json}) nor YAML ({yaml})")))
    })
}

fn field<'a>(file: &str, value: &'a Value, name: &str) -> Result<&'a Value> {
    value.get(name).ok_or_else(|| parse(file, format!("\"{name}\" is missing")))
}

fn array<'a>(file: &str, value: &'a Value) -> Result<&'a Vec<Value>> {
    value.as_array().ok_or_else(|| parse(file, format!("{value} is not a list")))
}

fn object<'a>(file: &str, value: &'a Value) -> Result<&'a serde_json::Map<String, Value>> {
    value.as_object().ok_or_else(|| parse(file, format!("{value} is not an object")))
}

fn number(file: &str, value: &Value) -> Result<f64> {
    value.as_f64().ok_or_else(|| parse(file, format!("{value} is not a number")))
}

/// A value's name: text as it is, numbers as written.
fn text_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn evaluations(file: &str, issue: &Issue, table: &Value) -> Result<Vec<f64>> {
    let table = object(file, table)?;
    let of = |value: &String| {
        let missing = || parse(file, format!("issue {}: value \"{value}\" has no utility", issue.name));
        table.get(value).ok_or_else(missing).and_then(|u| number(file, u))
    };
    issue.values.iter().map(of).collect()
}
