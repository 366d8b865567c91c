//! JSON and YAML as a tree that knows its lines: every key is read once, and none is left unread.

use super::source::{MAX_DEPTH, MAX_NODES, Source, decimal, listed, shown};
use crate::error::{Error, Result};
use granit_parser::{Event, Parser, ScalarStyle, Tag, options};
use std::collections::{BTreeMap, BTreeSet};

/// A value of a file.
#[derive(Clone)]
pub(super) struct Node {
    /// Its line, from 1.
    pub line: usize,
    pub kind: Kind,
}

#[derive(Clone)]
pub(super) enum Kind {
    /// Text, a number, a truth value or nothing; `plain` unless in quotes.
    Scalar {
        text: String,
        plain: bool,
    },
    List(Vec<Node>),
    /// Keys and values in the order of the file; no text is a key twice.
    Map(Vec<(Node, Node)>),
}

impl Node {
    /// The tree of a file. JSON is YAML too, so one parser reads both.
    pub(super) fn parse(source: &Source) -> Result<Node> {
        let mut builder =
            Builder { source, open: Vec::new(), root: None, anchors: BTreeMap::new(), nodes: 0 };
        let limits = options! {
            flow_nesting_limit: MAX_DEPTH,
            block_nesting_limit: MAX_DEPTH,
        };
        for next in Parser::new_from_str_with_options(&source.text, limits) {
            let (event, span) =
                next.map_err(|e| source.refuse(e.marker().line(), format!("neither JSON nor YAML: {e}")))?;
            builder.take(event, span.start.line())?;
        }
        builder.root.ok_or_else(|| source.refuse(1, "the file is empty"))
    }

    /// The text of a scalar that is not nothing.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar { text, .. } if !self.is_nothing() => Some(text),
            _ => None,
        }
    }

    /// Whether this is `null`.
    pub(super) fn is_nothing(&self) -> bool {
        matches!(&self.kind, Kind::Scalar { text, plain: true }
            if matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL"))
    }

    /// The number of a scalar without quotes.
    pub(super) fn value(&self) -> Option<f64> {
        match &self.kind {
            Kind::Scalar { text, plain: true } => decimal(text),
            _ => None,
        }
    }

    /// The content in a few words, for errors.
    pub(super) fn found(&self) -> String {
        match &self.kind {
            Kind::Scalar { text, .. } => shown(text),
            Kind::List(items) => format!("a list of {}", items.len()),
            Kind::Map(entries) => format!("a mapping of {}", entries.len()),
        }
    }
}

/// The list at a node.
pub(super) fn list<'a>(source: &Source, what: &str, node: &'a Node) -> Result<&'a [Node]> {
    match &node.kind {
        Kind::List(items) => Ok(items),
        _ => Err(source.refuse(node.line, format!("{what} is {}, allowed: a list", node.found()))),
    }
}

/// The finite number at a node.
pub(super) fn number(source: &Source, what: &str, node: &Node) -> Result<f64> {
    let value = node.value().filter(|v| v.is_finite());
    value.ok_or_else(|| {
        source.refuse(node.line, format!("{what} is {}, allowed: a finite number", node.found()))
    })
}

/// The text at a node; numbers and truth values as they are written.
pub(super) fn text<'a>(source: &Source, what: &str, node: &'a Node) -> Result<&'a str> {
    node.text()
        .ok_or_else(|| source.refuse(node.line, format!("{what} is {}, allowed: a text", node.found())))
}

/// A mapping whose keys are asked for one by one.
pub(super) struct Fields<'a> {
    pub source: &'a Source,
    /// Line of the mapping.
    pub line: usize,
    /// The name of the mapping, for errors.
    pub what: String,
    entries: &'a [(Node, Node)],
    known: Vec<&'static str>,
}

impl<'a> Fields<'a> {
    pub(super) fn of(source: &'a Source, what: impl Into<String>, node: &'a Node) -> Result<Self> {
        let what = what.into();
        match &node.kind {
            Kind::Map(entries) => Ok(Fields { source, line: node.line, what, entries, known: Vec::new() }),
            _ => {
                Err(source
                    .refuse(node.line, format!("{what} is {}, allowed: a mapping of keys", node.found())))
            }
        }
    }

    /// The value of a key, if it is there and not `null`.
    pub(super) fn get(&mut self, key: &'static str) -> Option<&'a Node> {
        self.known.push(key);
        let found = self.entries.iter().find(|(k, _)| k.text() == Some(key));
        found.map(|(_, value)| value).filter(|value| !value.is_nothing())
    }

    /// The value of a key that has to be there.
    pub(super) fn need(&mut self, key: &'static str) -> Result<&'a Node> {
        let (line, what) = (self.line, self.what.clone());
        self.get(key).ok_or_else(|| self.source.refuse(line, format!("{what}: \"{key}\" is missing")))
    }

    /// The finite number of a key that has to be there.
    pub(super) fn number(&mut self, key: &'static str) -> Result<f64> {
        let node = self.need(key)?;
        number(self.source, &format!("{}: {key}", self.what), node)
    }

    /// Keys that may be there and change no utility.
    pub(super) fn may_have(&mut self, keys: &[&'static str]) {
        self.known.extend_from_slice(keys);
    }

    /// All keys have been asked for.
    pub(super) fn end(self) -> Result<()> {
        let unread = |(key, _): &&(Node, Node)| key.text().is_none_or(|k| !self.known.contains(&k));
        match self.entries.iter().find(unread) {
            Some((key, _)) => {
                let known = listed(self.known.iter().copied());
                let what = &self.what;
                let found = key.found();
                Err(self
                    .source
                    .refuse(key.line, format!("{what}: the key {found} is not understood, allowed: {known}")))
            }
            None => Ok(()),
        }
    }
}

/// The entries of a mapping with names for keys.
pub(super) fn entries<'a>(
    source: &Source,
    what: &str,
    node: &'a Node,
) -> Result<Vec<(&'a str, &'a Node, &'a Node)>> {
    let Kind::Map(entries) = &node.kind else {
        return Err(source.refuse(node.line, format!("{what} is {}, allowed: a mapping", node.found())));
    };
    let name =
        |(key, value): &'a (Node, Node)| Ok((text(source, &format!("a key of {what}"), key)?, key, value));
    entries.iter().map(name).collect()
}

/// Nodes that are not closed yet, and the one that all are in.
struct Builder<'a> {
    source: &'a Source,
    open: Vec<Open>,
    root: Option<Node>,
    /// Finished nodes that have an anchor, each with the number of nodes in it.
    anchors: BTreeMap<usize, (Node, u32)>,
    nodes: u32,
}

struct Open {
    line: usize,
    anchor: usize,
    /// Nodes before this one.
    before: u32,
    kind: OpenKind,
}

enum OpenKind {
    List(Vec<Node>),
    Map { entries: Vec<(Node, Node)>, key: Option<Node>, names: BTreeSet<String> },
}

impl Builder<'_> {
    fn take(&mut self, event: Event<'_>, line: usize) -> Result<()> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let kind = match tag_name(tag.as_deref()) {
                    None => Kind::Scalar { plain: style == ScalarStyle::Plain, text: text.into_owned() },
                    Some(tag) if tag == "str" => Kind::Scalar { plain: false, text: text.into_owned() },
                    Some(tag) => return Err(self.tagged(line, &tag)),
                };
                self.count(line, 1)?;
                self.put(Node { line, kind }, anchor, 1)
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.begin(line, anchor, tag.as_deref(), OpenKind::List(Vec::new()))
            }
            Event::MappingStart(_, anchor, tag) => {
                let kind = OpenKind::Map { entries: Vec::new(), key: None, names: BTreeSet::new() };
                self.begin(line, anchor, tag.as_deref(), kind)
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(open) = self.open.pop() else { return Ok(()) };
                let kind = match open.kind {
                    OpenKind::List(items) => Kind::List(items),
                    OpenKind::Map { entries, .. } => Kind::Map(entries),
                };
                let size = self.nodes - open.before;
                self.put(Node { line: open.line, kind }, open.anchor, size)
            }
            Event::Alias(anchor) => {
                let Some((node, size)) = self.anchors.get(&anchor).cloned() else {
                    return Err(self.source.refuse(line, "an alias of what it is in itself"));
                };
                self.count(line, size)?;
                self.put(node, 0, size)
            }
            Event::DocumentStart(..) if self.root.is_some() => {
                Err(self.source.refuse(line, "a second document, allowed: one"))
            }
            _ => Ok(()),
        }
    }

    fn begin(&mut self, line: usize, anchor: usize, tag: Option<&Tag>, kind: OpenKind) -> Result<()> {
        if let Some(tag) = tag_name(tag) {
            return Err(self.tagged(line, &tag));
        }
        if self.open.len() >= MAX_DEPTH {
            return Err(self.source.refuse(line, format!("nested deeper than {MAX_DEPTH}")));
        }
        let before = self.nodes;
        self.count(line, 1)?;
        self.open.push(Open { line, anchor, before, kind });
        Ok(())
    }

    fn put(&mut self, node: Node, anchor: usize, size: u32) -> Result<()> {
        if anchor != 0 {
            // A copy, which counts like any other value.
            self.count(node.line, size)?;
            self.anchors.insert(anchor, (node.clone(), size));
        }
        match self.open.last_mut().map(|open| &mut open.kind) {
            None => self.root = Some(node),
            Some(OpenKind::List(items)) => items.push(node),
            Some(OpenKind::Map { entries, key, names }) => match key.take() {
                Some(key) => entries.push((key, node)),
                None => {
                    let again = node.text().filter(|text| !names.insert((*text).to_owned()));
                    if let Some(text) = again {
                        let message = format!("the key {} is there twice, allowed: once", shown(text));
                        return Err(self.source.refuse(node.line, message));
                    }
                    *key = Some(node);
                }
            },
        }
        Ok(())
    }

    fn count(&mut self, line: usize, more: u32) -> Result<()> {
        self.nodes = self.nodes.saturating_add(more);
        if self.nodes > MAX_NODES {
            return Err(self.source.refuse(line, format!("more than {MAX_NODES} values in the file")));
        }
        Ok(())
    }

    fn tagged(&self, line: usize, tag: &str) -> Error {
        self.source.refuse(line, format!("the tag {} is not understood, allowed: none", shown(tag)))
    }
}

/// The tag that changes how a value is read, `None` where none does.
fn tag_name(tag: Option<&Tag>) -> Option<String> {
    let name = tag.map(|t| t.core_suffix().map_or_else(|| t.to_string(), str::to_owned))?;
    (!matches!(name.as_str(), "bool" | "float" | "int" | "map" | "null" | "seq")).then_some(name)
}
