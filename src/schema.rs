//! JSON Schemas (draft 2020-12) of the files that people write, from the types that read them and the tables that check them.
//!
//! The files are in `docs/schema`; an editor that knows them completes keys, shows what each is, and marks what is out of
//! range. Schemas know single values: that rows of tables have the right length, that a nation is in the world, that a
//! package can be signed only the readers know.
//!
//! ```
//! let schema = comity::schema::scenario();
//! assert_eq!(schema["properties"]["nation"]["minItems"], 2);
//! assert_eq!(schema["$defs"]["Parameters"]["properties"]["trade_elasticity"]["default"], 4.0);
//! ```
//!
//! # References
//! A. Wright, H. Andrews, B. Hutton & G. Dennis (2022), JSON Schema: a media type for describing JSON documents, draft
//! 2020-12.

use crate::game::file::{LISTS, schema as case};
use crate::model::Parameters;
use crate::quantity::{Quantity, Range};
use crate::simulate::{self, Rules};
use crate::solve;
use crate::study::NamedRegime;
use crate::treaty::{Menu, Term};
use crate::world::WorldData;
use crate::world::validate::{FIGURES, RATE};
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};

/// Numbers that no table holds: where they are defined, name, range, unit.
const NUMBERS: [(&str, &str, Range, &str); 17] = [
    ("", "dispute_rate", RATE, "per dyad-year"),
    ("/$defs/AgentRule", "forgiveness", Range::UNIT, ""),
    ("/$defs/AgentRule", "threshold", Range::UNIT, ""),
    ("/$defs/Attractions", "memory", Range::UNIT, ""),
    ("/$defs/Attractions", "observations", Range::UNIT, ""),
    ("/$defs/Attractions", "forgone", Range::UNIT, ""),
    ("/$defs/DefenceAmongAll", "defence_among_all", Range::UNIT, ""),
    ("/$defs/DefenceBy", "reliability", Range::UNIT, ""),
    ("/$defs/Distrust", "log_odds", Range::closed(-20.0, 20.0), "log-odds"),
    ("/$defs/SidePayment", "amount", Range::NOT_NEGATIVE, "USD bn per year"),
    ("/$defs/SigningRules", "least_trust", Range::UNIT, ""),
    ("/$defs/Trust", "shift", Range::closed(-10.0, 10.0), "log-odds"),
    ("/$defs/Trust", "up", Range::UNIT, "1/yr"),
    ("/$defs/Trust", "down", Range::UNIT, "1/yr"),
    ("/$defs/Trust", "contact", Range::UNIT, "1/yr"),
    ("/$defs/Trust", "weight", Range::POSITIVE, "observations"),
    ("/$defs/Trust", "memory", Range::UNIT, ""),
];

/// Schema of scenario files: the world, `parameters`, `menu`, `regime`, `history`. TOML and JSON have the same shape.
pub fn scenario() -> Value {
    let mut generator = generator();
    let mut root = WorldData::json_schema(&mut generator).to_value();
    let sections = [
        ("parameters", generator.subschema_for::<Parameters>().to_value()),
        ("menu", generator.subschema_for::<Menu>().to_value()),
        ("regime", generator.subschema_for::<Vec<NamedRegime>>().to_value()),
        ("history", simulate::history_schema(&mut generator)),
    ];
    for (name, section) in sections {
        root["properties"][name] = section;
    }
    root["properties"]["nation"]["minItems"] = 2.into();
    root["required"] = json!(["name", "nation", "trade", "distance"]);
    let mut root = whole("Scenario file of comity", root, generator);
    for row in Parameters::table() {
        annotate(&mut root, "/$defs/Parameters", row.quantity.name, &row.quantity);
    }
    for quantity in Rules::table() {
        annotate(&mut root, "/properties/history", quantity.name, &quantity);
    }
    let nation = FIGURES.map(|(name, range, unit)| ("/$defs/Nation", name, range, unit));
    for (at, name, range, unit) in nation.into_iter().chain(NUMBERS) {
        let number = Quantity { name, symbol: "", unit, default: None, range, status: &[], source: "" };
        annotate(&mut root, at, name, &number);
    }
    root["$defs"]["Package"]["properties"]["min_members"]["minimum"] = 2.into();
    for (term, quantity) in Term::table() {
        let variants = root.pointer("/$defs/Term/oneOf").and_then(Value::as_array).map_or(0, Vec::len);
        let is = |k: usize| {
            root.pointer(&format!("/$defs/Term/oneOf/{k}/properties/term/const")) == Some(&json!(term))
        };
        if let Some(k) = (0..variants).find(|k| is(*k)) {
            annotate(&mut root, &format!("/$defs/Term/oneOf/{k}"), quantity.name, &quantity);
        }
    }
    root
}

/// Schema of game files: one case, a list of cases, or an object that holds such a list.
pub fn game_file() -> Value {
    let mut generator = generator();
    let cases: Vec<Value> =
        solve::kinds().map(|(kind, keys)| case::case(kind, keys, &mut generator)).collect();
    let list = json!({ "type": "array", "items": { "type": "object" } });
    let lists: Vec<Value> =
        LISTS.map(|key| json!({ "type": "object", "properties": { key: list }, "required": [key] })).into();
    let mut all = lists;
    all.push(json!({ "type": "array", "items": { "$ref": "#/$defs/Case" } }));
    all.push(json!({ "$ref": "#/$defs/Case" }));
    let mut root = whole("Game file of comity", json!({ "anyOf": all }), generator);
    root["$defs"]["Case"] = json!({ "oneOf": cases });
    root
}

fn generator() -> SchemaGenerator {
    SchemaSettings::draft2020_12().into_generator()
}

/// A root with its definitions, descriptions in one paragraph.
fn whole(title: &str, mut root: Value, mut generator: SchemaGenerator) -> Value {
    root["$schema"] = "https://json-schema.org/draft/2020-12/schema".into();
    root["title"] = title.into();
    root["$defs"] = Value::Object(generator.take_definitions(true));
    plain(&mut root);
    root
}

/// Descriptions without links into the documentation, first paragraph only; formats of numbers that only Rust knows
/// as ranges.
fn plain(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            let ends: &[(&str, i64)] = match fields.get("format").and_then(Value::as_str) {
                Some("uint32") => &[("maximum", u32::MAX as i64)],
                Some("int32") => &[("minimum", i32::MIN as i64), ("maximum", i32::MAX as i64)],
                _ => &[],
            };
            for (key, end) in ends {
                fields.entry(*key).or_insert_with(|| (*end).into());
            }
            if fields.get("format").is_some_and(Value::is_string) {
                fields.remove("format");
            }
            if let Some(Value::String(text)) = fields.get_mut("description") {
                *text = sentence(text);
            }
            fields.values_mut().for_each(plain);
        }
        Value::Array(entries) => entries.iter_mut().for_each(plain),
        _ => {}
    }
}

/// The first paragraph of a doc comment on one line; of a link its text.
fn sentence(text: &str) -> String {
    let paragraph = text.split("\n\n").next().unwrap_or_default().replace('\n', " ");
    let (mut plain, mut rest) = (String::new(), paragraph.as_str());
    while let Some((before, after)) = rest.split_once('[') {
        let Some((label, behind)) = after.split_once(']') else { break };
        plain += before;
        rest = behind;
        match behind.strip_prefix('(').and_then(|target| target.split_once(')')) {
            Some((_, behind)) => {
                plain += label;
                rest = behind;
            }
            None if label.starts_with('`') => plain += label,
            None => plain += &format!("[{label}]"),
        }
    }
    plain + rest
}

/// Writes what a table knows of a number beside its schema: range, unit, status. Its default is in the type.
fn annotate(root: &mut Value, at: &str, name: &str, quantity: &Quantity) {
    let Some(place) = place(root, at, name) else { return };
    let Some(Value::Object(schema)) = root.pointer_mut(&place) else { return };
    bounds(schema, &quantity.range);
    if !quantity.unit.is_empty() {
        schema.insert("x-unit".into(), quantity.unit.into());
    }
    if !quantity.status.is_empty() {
        let status: Vec<String> = quantity.status.iter().map(ToString::to_string).collect();
        schema.insert("x-status".into(), status.join(", ").into());
    }
}

/// Where the number of this dotted name stands, from a definition on: among the properties of it or of one of its variants.
fn place(root: &Value, at: &str, name: &str) -> Option<String> {
    let (first, rest) = name.split_once('.').map_or((name, None), |(first, rest)| (first, Some(rest)));
    let here = root.pointer(at)?;
    let variants = ["oneOf", "anyOf"].into_iter().flat_map(|kind| {
        let count = here.get(kind).and_then(Value::as_array).map_or(0, Vec::len);
        (0..count).map(move |k| format!("{at}/{kind}/{k}"))
    });
    for place_of in std::iter::once(at.to_owned()).chain(variants) {
        let property = format!("{place_of}/properties/{first}");
        let Some(schema) = root.pointer(&property) else { continue };
        let Some(rest) = rest else { return Some(property) };
        let inner = target(schema).unwrap_or(property);
        if let Some(found) = place(root, &inner, rest) {
            return Some(found);
        }
    }
    None
}

/// The definition that a schema refers to.
fn target(schema: &Value) -> Option<String> {
    let of = |schema: &Value| schema.get("$ref")?.as_str()?.strip_prefix('#').map(str::to_owned);
    let several = ["anyOf", "allOf", "oneOf"].into_iter().filter_map(|kind| schema.get(kind)?.as_array());
    of(schema).or_else(|| several.flatten().find_map(of))
}

fn bounds(schema: &mut Map<String, Value>, range: &Range) {
    let (low, high) = range.ends();
    let [low_key, high_key] = range.keywords();
    for (key, end) in [(low_key, low), (high_key, high)] {
        if end.is_finite() {
            schema.retain(|old, _| !old.to_lowercase().contains(&key.to_lowercase()[key.len() - 7..]));
            schema.insert(key.into(), end.into());
        }
    }
}
