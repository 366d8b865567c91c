//! GENIUS: a domain file and the utility-space files of the parties, in XML.
//!
//! A file means what `AdditiveUtilitySpace`, `EvaluatorDiscrete` and `EvaluatorInteger` of GENIUS 10.4 make
//! of it; anything that they would skip or fail at is an error.

use super::imported::{Imported, Worth, imported, room};
use super::source::{MAX_DEPTH, MAX_ISSUES, MAX_NODES, MAX_VALUES, Source, decimal, shown};
use super::space::{Choice, Choices, integers, issues};
use crate::error::{Error, Result};
use roxmltree::{Document, Node, ParsingOptions};
use std::collections::{BTreeMap, BTreeSet};

/// Elements of the format: their name, attributes and children.
const ELEMENTS: [(&str, &[&str], &[&str]); 11] = [
    ("negotiation_template", &["number_of_sessions"], &["agent", "utility_space"]),
    ("agent", &["utility_space", "name", "class"], &[]),
    (
        "utility_space",
        &["number_of_issues", "type"],
        &["objective", "issue", "weight", "discount_factor", "reservation"],
    ),
    (
        "objective",
        &["index", "name", "description", "type", "etype", "vtype"],
        &["objective", "issue", "weight", "discount_factor", "reservation"],
    ),
    (
        "issue",
        &["index", "name", "description", "type", "etype", "vtype", "lowerbound", "upperbound"],
        &["item", "range", "evaluator", "similarity_function", "rationality_factor"],
    ),
    ("item", &["index", "value", "description", "cost", "evaluation"], &[]),
    ("range", &["lowerbound", "upperbound"], &[]),
    ("evaluator", &["ftype", "etype", "slope", "offset"], &[]),
    ("weight", &["index", "value"], &[]),
    ("discount_factor", &["value", "variable"], &[]),
    ("reservation", &["value"], &[]),
];

/// Elements for some of GENIUS's agents; no utility depends on them.
const FOR_AGENTS: [&str; 2] = ["similarity_function", "rationality_factor"];

/// Largest evaluation for which GENIUS takes all of an issue to be worth 0.
const NOTHING: f64 = 0.00001;

/// A file, its elements and where they stand.
struct Xml<'a, 'input> {
    source: &'a Source,
    document: &'a Document<'input>,
}

impl<'a, 'input> Xml<'a, 'input> {
    fn line(&self, node: Node<'_, '_>) -> usize {
        self.document.text_pos_at(node.range().start).row as usize
    }

    fn refuse(&self, node: Node<'_, '_>, message: impl Into<String>) -> Error {
        self.source.refuse(self.line(node), message)
    }

    /// The value of an attribute that has to be there.
    fn need(&self, node: Node<'a, 'input>, name: &str) -> Result<&'a str> {
        node.attribute(name).ok_or_else(|| {
            let what = named(node);
            self.refuse(node, format!("{what}: the attribute \"{name}\" is missing"))
        })
    }

    /// The finite number of an attribute that has to be there.
    fn number(&self, node: Node<'a, 'input>, name: &str) -> Result<f64> {
        let text = self.need(node, name)?;
        decimal(text.trim()).filter(|value| value.is_finite()).ok_or_else(|| {
            let what = named(node);
            self.refuse(
                node,
                format!("{what} {name}={} is not a number, allowed: a finite number", shown(text)),
            )
        })
    }

    /// The integer of an attribute, of 32 bits as there.
    fn integer(&self, node: Node<'a, 'input>, name: &str, allowed: &str) -> Result<i32> {
        let text = self.need(node, name)?;
        text.parse().map_err(|_| {
            let what = named(node);
            self.refuse(node, format!("{what}: {name} is {}, allowed: {allowed}", shown(text)))
        })
    }

    fn index(&self, node: Node<'a, 'input>) -> Result<i32> {
        self.integer(node, "index", "an integer")
    }

    /// All elements and attributes are of the format, and no text is between them.
    fn check(&self) -> Result<()> {
        let mut skipped = 0;
        for node in self.document.descendants() {
            if node.range().start < skipped {
                continue;
            }
            if node.is_text() && node.text().is_some_and(|t| !t.trim().is_empty()) {
                let text = shown(node.text().unwrap_or_default().trim());
                return Err(self.refuse(node, format!("the text {text} between elements is not understood")));
            }
            if !node.is_element() {
                continue;
            }
            let name = node.tag_name().name();
            let parent = node.parent().filter(Node::is_element).map(|p| p.tag_name().name());
            let inside = parent.map(|p| (p, element(p).map_or(&[][..], |(_, _, children)| children)));
            if let Some((parent, children)) = inside
                && !children.contains(&name)
            {
                let message = format!(
                    "the element {} in <{parent}> is not understood, allowed: {}",
                    shown(name),
                    if children.is_empty() { "none".to_owned() } else { children.join(", ") }
                );
                return Err(self.refuse(node, message));
            }
            if FOR_AGENTS.contains(&name) {
                skipped = node.range().end;
                continue;
            }
            let known = element(name).map_or(&[][..], |(_, attributes, _)| attributes);
            if let Some(unknown) = node.attributes().find(|a| !known.contains(&a.name())) {
                let message = format!(
                    "{}: the attribute {} is not understood, allowed: {}",
                    named(node),
                    shown(unknown.name()),
                    known.join(", ")
                );
                return Err(self.refuse(node, message));
            }
        }
        Ok(())
    }

    /// The only element of this name, `None` without one.
    fn only(&self, name: &str) -> Result<Option<Node<'a, 'input>>> {
        let mut found = self.document.descendants().filter(|n| n.has_tag_name(name));
        let first = found.next();
        match found.next() {
            Some(second) => Err(self.refuse(second, format!("<{name}> is there twice, allowed: once"))),
            None => Ok(first),
        }
    }

    /// The kind of issue an element says it is, by its type; another attribute for it has to agree.
    fn is_integer(&self, node: Node<'a, 'input>, twin: &str) -> Result<bool> {
        let Some(kind) = node.attribute("type") else { return Ok(false) };
        if node.attribute(twin).is_some_and(|t| t != kind) {
            let message = format!("{}: type is {} and {twin} is another", named(node), shown(kind));
            return Err(self.refuse(node, message));
        }
        match kind.to_ascii_lowercase().as_str() {
            "discrete" => Ok(false),
            "integer" => Ok(true),
            "real" => {
                Err(self.refuse(node, format!("{}: not discrete, allowed: discrete or integer", named(node))))
            }
            _ => {
                let what = named(node);
                Err(self.refuse(node, format!("{what}: type is {}, allowed: discrete, integer", shown(kind))))
            }
        }
    }

    /// The bounds of an integer issue, on itself or on a range in it; `None` where there are none.
    fn bounds(&self, node: Node<'a, 'input>) -> Result<Option<(i32, i32)>> {
        let ranges = node.children().filter(|n| n.has_tag_name("range"));
        let holds = |n: &Node<'_, '_>| n.has_attribute("lowerbound") || n.has_attribute("upperbound");
        let mut found = None;
        for holder in std::iter::once(node).chain(ranges).filter(holds) {
            let bound = |name| self.integer(holder, name, "bounds that are integers of 32 bits");
            let bounds = (bound("lowerbound")?, bound("upperbound")?);
            if found.is_some_and(|before| before != bounds) {
                return Err(self.refuse(holder, format!("{}: two pairs of bounds that differ", named(node))));
            }
            found = Some(bounds);
        }
        Ok(found)
    }
}

fn element(name: &str) -> Option<(&'static str, &'static [&'static str], &'static [&'static str])> {
    ELEMENTS.into_iter().find(|(known, ..)| *known == name)
}

/// The tag and the name of an element, for errors.
fn named(node: Node<'_, '_>) -> String {
    let tag = node.tag_name().name();
    let label = node.attribute("name").or_else(|| node.attribute("index"));
    match (tag, label) {
        ("issue" | "objective", Some(label)) => format!("{tag} {}", shown(label)),
        _ => tag.to_owned(),
    }
}

fn children<'a, 'input>(
    node: Node<'a, 'input>,
    name: &'static str,
) -> impl Iterator<Item = Node<'a, 'input>> {
    node.children().filter(move |n| n.has_tag_name(name))
}

/// An issue of the domain.
struct Slot {
    choices: Choices,
    /// Lowest and highest value of an integer issue.
    bounds: Option<(i32, i32)>,
}

/// Issues in the order that GENIUS enumerates them, and the place of each by its index.
struct Domain {
    slots: Vec<Slot>,
    by_index: BTreeMap<i32, usize>,
}

pub(super) fn read(domain: &Source, profiles: &[Source]) -> Result<Imported> {
    let source = well_formed(domain);
    let (place, document) = (&domain.place, parse(&source)?);
    let domain = issues_of(&Xml { source: &source, document: &document })?;
    if let Some(first) = profiles.first() {
        room(first, domain.slots.iter().map(|slot| slot.choices.values.len()).sum(), profiles.len())?;
    }
    let mut parties = Vec::with_capacity(profiles.len());
    let mut discounts = Vec::with_capacity(profiles.len());
    for profile in profiles {
        let source = well_formed(profile);
        let document = parse(&source)?;
        let (worth, discount) = party(&Xml { source: &source, document: &document }, &domain)?;
        parties.push(worth);
        discounts.push(discount);
    }
    let choices: Vec<Choices> = domain.slots.into_iter().map(|slot| slot.choices).collect();
    imported(place, issues(&choices), parties, discounts)
}

/// The file with two things made XML that GENIUS's own parser reads, too: a declaration after blanks or
/// comments, and an ampersand that begins no entity. Lines stay where they are.
fn well_formed(source: &Source) -> Source {
    let mut text = source.text.clone();
    if let Some(start) = text.find("<?xml").filter(|&start| start > 0)
        && let Some(length) = text[start..].find("?>")
        && text[..start].split("-->").all(|part| part.trim().is_empty() || part.trim().starts_with("<!--"))
    {
        let blank = text[start..start + length + 2].replace(|c| c != '\n', " ");
        text.replace_range(start..start + length + 2, &blank);
    }
    if text.contains('&') {
        let entity = |rest: &str| {
            let name = rest.split_once(';').map_or("", |(name, _)| name);
            matches!(name, "amp" | "lt" | "gt" | "quot" | "apos") || name.starts_with('#')
        };
        let mut parts = text.split('&');
        let mut escaped = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            escaped.push_str(if entity(part) { "&" } else { "&amp;" });
            escaped.push_str(part);
        }
        text = escaped;
    }
    Source { place: source.place.clone(), name: source.name.clone(), text }
}

/// Largest number of attributes of an element; the parser compares each with each.
const MAX_ATTRIBUTES: usize = 100;

/// No element has too many attributes.
fn attributes(source: &Source) -> Result<()> {
    let text = source.text.as_str();
    let mut from = 0;
    while let Some(start) = text[from..].find('<').map(|at| from + at) {
        let rest = &text[start..];
        let skipped = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")];
        if let Some((_, end)) = skipped.iter().find(|(begin, _)| rest.starts_with(begin)) {
            let Some(at) = rest.find(end) else { return Ok(()) };
            from = start + at + end.len();
            continue;
        }
        let (mut quote, mut count, mut length) = (None, 0, rest.len());
        for (at, byte) in rest.bytes().enumerate() {
            match (quote, byte) {
                (Some(open), _) if open == byte => quote = None,
                (Some(_), _) => {}
                (None, b'"' | b'\'') => quote = Some(byte),
                (None, b'=') => count += 1,
                (None, b'>') => {
                    length = at + 1;
                    break;
                }
                _ => {}
            }
            if count > MAX_ATTRIBUTES {
                let line = 1 + text[..start].matches('\n').count();
                let message = format!("an element with more than {MAX_ATTRIBUTES} attributes");
                return Err(source.refuse(line, message));
            }
        }
        from = start + length;
    }
    Ok(())
}

fn parse(source: &Source) -> Result<Document<'_>> {
    attributes(source)?;
    let options = ParsingOptions { nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    Document::parse_with_options(&source.text, options)
        .map_err(|e| source.refuse(e.pos().row as usize, format!("not XML: {e}")))
}

fn root<'a, 'input>(xml: &Xml<'a, 'input>, name: &str) -> Result<Node<'a, 'input>> {
    let root = xml.document.root_element();
    if root.has_tag_name(name) {
        return Ok(root);
    }
    let found = shown(root.tag_name().name());
    Err(xml.refuse(root, format!("the file is a {found}, allowed: \"{name}\"")))
}

fn issues_of(xml: &Xml<'_, '_>) -> Result<Domain> {
    let root = root(xml, "negotiation_template")?;
    linear(xml)?;
    xml.check()?;
    let Some(space) = xml.only("utility_space")? else {
        return Err(xml.refuse(root, "<utility_space> is missing"));
    };
    let mut objectives = children(space, "objective");
    let (Some(top), None) = (objectives.next(), objectives.next()) else {
        return Err(xml.refuse(space, "utility_space: allowed: one objective that all issues are in"));
    };
    if let Some(outside) = children(space, "issue").next() {
        return Err(xml.refuse(outside, format!("{} is in no objective", named(outside))));
    }
    let mut domain = Domain { slots: Vec::new(), by_index: BTreeMap::new() };
    let mut indices = BTreeSet::new();
    collect(xml, top, 0, &mut domain, &mut indices)?;
    if domain.slots.is_empty() {
        return Err(xml.refuse(top, "the domain has no issue, allowed: at least one"));
    }
    Ok(domain)
}

/// The issues in an objective: those of objectives in it, then its own.
fn collect<'a, 'input>(
    xml: &Xml<'a, 'input>,
    objective: Node<'a, 'input>,
    depth: usize,
    domain: &mut Domain,
    indices: &mut BTreeSet<i32>,
) -> Result<()> {
    once(xml, objective, indices)?;
    if depth >= MAX_DEPTH {
        return Err(xml.refuse(objective, format!("objectives nested deeper than {MAX_DEPTH}")));
    }
    for inner in children(objective, "objective") {
        collect(xml, inner, depth + 1, domain, indices)?;
    }
    for node in children(objective, "issue") {
        let index = once(xml, node, indices)?;
        if domain.slots.len() >= MAX_ISSUES {
            return Err(xml.refuse(node, format!("more than {MAX_ISSUES} issues")));
        }
        let others = domain.slots.iter().map(|slot| slot.choices.values.len()).sum();
        domain.by_index.insert(index, domain.slots.len());
        domain.slots.push(slot(xml, node, others)?);
    }
    Ok(())
}

/// The index of an issue or objective, which no other has.
fn once<'a, 'input>(
    xml: &Xml<'a, 'input>,
    node: Node<'a, 'input>,
    indices: &mut BTreeSet<i32>,
) -> Result<i32> {
    let index = xml.index(node)?;
    if !indices.insert(index) {
        return Err(xml.refuse(node, format!("{}: index {index} is there twice, allowed: once", named(node))));
    }
    Ok(index)
}

fn slot<'a, 'input>(xml: &Xml<'a, 'input>, node: Node<'a, 'input>, others: usize) -> Result<Slot> {
    let name = xml.need(node, "name")?;
    let line = || xml.line(node);
    let (values, bounds) = if xml.is_integer(node, "vtype")? {
        if let Some(item) = children(node, "item").next() {
            return Err(xml.refuse(item, format!("{}: an item, allowed: bounds", named(node))));
        }
        let bounds = xml.bounds(node)?;
        let Some((low, high)) = bounds else {
            return Err(xml.refuse(node, format!("{}: lowerbound and upperbound are missing", named(node))));
        };
        let range = (i64::from(low), i64::from(high), 1);
        (integers(xml.source, &line, name, range, others)?, bounds)
    } else {
        let mut values = Vec::new();
        for item in children(node, "item") {
            if others + values.len() >= MAX_VALUES {
                return Err(xml.refuse(item, format!("more than {MAX_VALUES} values of all issues together")));
            }
            values.push(Choice { name: xml.need(item, "value")?.to_owned(), number: None });
        }
        (values, None)
    };
    Ok(Slot { choices: Choices::new(xml.source, &line, name, values)?, bounds })
}

/// The space is a sum over issues; other kinds have a type.
fn linear(xml: &Xml<'_, '_>) -> Result<()> {
    for space in xml.document.descendants().filter(|n| n.has_tag_name("utility_space")) {
        let kind = space.attribute("type").unwrap_or("linear");
        // NegMAS writes "any" for these.
        if !["linear", "any"].contains(&kind.to_ascii_lowercase().as_str()) {
            let message = format!("utility_space: the type {} is not read, allowed: linear", shown(kind));
            return Err(xml.refuse(space, message));
        }
    }
    Ok(())
}

/// A party's utilities and its discount factor over the session.
fn party(xml: &Xml<'_, '_>, domain: &Domain) -> Result<(Worth, f64)> {
    let root = root(xml, "utility_space")?;
    linear(xml)?;
    xml.check()?;
    let mut found: Vec<Option<(f64, Vec<f64>)>> = domain.slots.iter().map(|_| None).collect();
    let holders = xml.document.descendants().filter(|n| n.has_tag_name("objective") || *n == root);
    for holder in holders {
        let mut weights = BTreeMap::new();
        for node in children(holder, "weight") {
            let index = xml.index(node)?;
            if weights.insert(index, (node, xml.number(node, "value")?)).is_some() {
                return Err(xml.refuse(node, format!("two weights of index {index}, allowed: one")));
            }
        }
        for node in children(holder, "issue") {
            let index = xml.index(node)?;
            let Some(&k) = domain.by_index.get(&index) else {
                return Err(xml.refuse(node, format!("{}: index {index} is not in the domain", named(node))));
            };
            let Some((_, weight)) = weights.remove(&index) else {
                return Err(xml.refuse(node, format!("{}: no weight of index {index}", named(node))));
            };
            let evaluation = evaluation(xml, node, &domain.slots[k])?;
            if found[k].replace((weight, evaluation)).is_some() {
                return Err(xml.refuse(node, format!("{}: index {index} is there twice", named(node))));
            }
        }
        // Objectives may have weights, which no utility depends on.
        for node in children(holder, "objective") {
            weights.remove(&xml.index(node)?);
        }
        if let Some((index, (node, _))) = weights.first_key_value() {
            return Err(xml.refuse(*node, format!("weight of issue {index}, which is not there")));
        }
    }
    let mut worth = Worth::new(Vec::new(), Vec::new());
    for (slot, read) in domain.slots.iter().zip(found) {
        let Some((weight, evaluation)) = read else {
            let issue = shown(&slot.choices.issue);
            return Err(xml.refuse(root, format!("issue {issue} of the domain is missing in the profile")));
        };
        worth.weights.push(weight);
        worth.evaluations.push(evaluation);
    }
    worth.name.clone_from(&xml.source.name);
    let reservation = xml.only("reservation")?.map_or(Ok(0.0), |node| xml.number(node, "value"))?;
    worth.reservation = Some(reservation);
    worth.most = Some(1.0);
    Ok((worth, discount(xml)?))
}

/// The factor over a whole session; what is not between 0 and 1 is none, as there.
fn discount(xml: &Xml<'_, '_>) -> Result<f64> {
    let Some(node) = xml.only("discount_factor")? else { return Ok(1.0) };
    if let Some(variable) = node.attribute("variable").filter(|v| *v != "relative_time") {
        let message = format!("discount_factor: variable is {}, allowed: relative_time", shown(variable));
        return Err(xml.refuse(node, message));
    }
    let factor = xml.number(node, "value")?;
    Ok(if factor > 0.0 && factor <= 1.0 { factor } else { 1.0 })
}

/// The evaluation of each value of an issue.
fn evaluation<'a, 'input>(xml: &Xml<'a, 'input>, node: Node<'a, 'input>, slot: &Slot) -> Result<Vec<f64>> {
    let integer = xml.is_integer(node, "etype")?;
    let of_profile = xml.bounds(node)?;
    if let (Some(own), Some(bounds)) = (of_profile, slot.bounds)
        && own != bounds
    {
        let ((a, b), (c, d)) = (own, bounds);
        let message =
            format!("{}: bounds {a} and {b}, allowed: those of the domain, {c} and {d}", named(node));
        return Err(xml.refuse(node, message));
    }
    match (integer, slot.bounds) {
        (true, Some(_)) => along(xml, node, &slot.choices),
        (true, None) => {
            Err(xml.refuse(node, format!("{}: integer, allowed: discrete as in the domain", named(node))))
        }
        (false, _) => table(xml, node, slot),
    }
}

/// `slope · (value − lowerbound) + offset`, no less than 0 and no more than 1.
fn along<'a, 'input>(xml: &Xml<'a, 'input>, node: Node<'a, 'input>, issue: &Choices) -> Result<Vec<f64>> {
    if let Some(item) = children(node, "item").next() {
        return Err(xml.refuse(item, format!("{}: an item, allowed: an evaluator", named(node))));
    }
    let mut evaluators = children(node, "evaluator");
    let (Some(line), None) = (evaluators.next(), evaluators.next()) else {
        return Err(xml.refuse(node, format!("{}: allowed: one evaluator", named(node))));
    };
    if let Some(kind) = line.attribute("ftype").filter(|kind| !kind.eq_ignore_ascii_case("linear")) {
        let message = format!("{}: ftype is {}, allowed: linear", named(node), shown(kind));
        return Err(xml.refuse(line, message));
    }
    let (slope, offset) = (xml.number(line, "slope")?, xml.number(line, "offset")?);
    // Value less lower bound.
    let steps = (0..issue.values.len()).map(|k| k as f64);
    Ok(steps.map(|x| (slope * x + offset).clamp(0.0, 1.0)).collect())
}

/// The evaluations of the items, each as a share of the largest.
fn table<'a, 'input>(xml: &Xml<'a, 'input>, node: Node<'a, 'input>, slot: &Slot) -> Result<Vec<f64>> {
    let issue = &slot.choices;
    if let Some(line) = children(node, "evaluator").next() {
        return Err(xml.refuse(line, format!("{}: an evaluator, allowed: items", named(node))));
    }
    let mut worth = vec![None; issue.values.len()];
    for item in children(node, "item") {
        let value = xml.need(item, "value")?;
        let v = issue.position(value, decimal(value).filter(|_| slot.bounds.is_some()));
        let v = v.ok_or_else(|| issue.unknown(xml.source, xml.line(item), value))?;
        let given = item.attribute("evaluation").filter(|text| *text != "null");
        let evaluation = given.map(|_| xml.number(item, "evaluation")).transpose()?;
        if worth[v].replace(evaluation).is_some() {
            let message = format!("{}: value {} is there twice, allowed: once", named(node), shown(value));
            return Err(xml.refuse(item, message));
        }
    }
    let of = |(v, evaluation): (usize, Option<Option<f64>>)| {
        evaluation.flatten().ok_or_else(|| {
            let value = shown(&issue.values[v].name);
            let message =
                format!("{}: value {value} has no evaluation, allowed: a finite number", named(node));
            xml.refuse(node, message)
        })
    };
    let worth = worth.into_iter().enumerate().map(of).collect::<Result<Vec<f64>>>()?;
    let most = worth.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    Ok(worth.into_iter().map(|e| if most < NOTHING { 0.0 } else { e / most }).collect())
}
