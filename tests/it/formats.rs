//! File formats: the schemas agree with the types and with what the readers take and refuse, the page with the schemas.

use crate::common::kept::{is_or_becomes, page as file};
use crate::common::schema::violation;
use comity::game::GameFile;
use comity::simulate::Simulation;
use comity::solve;
use comity::study::{Scenario, Study};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::fmt::Write;

const SAMPLE: &str = include_str!("../../examples/data/south_asia_2002/scenario.toml");
/// Behind this line of the page its tables are the schemas'.
const BEHIND: &str =
    "*Default* — means that the key may be left out and nothing stands in; **required** that it may not.\n";

/// The schema of the types where it can be had, else that of the file, which another test compares.
#[cfg(feature = "schema")]
fn schema(name: &str) -> Value {
    if name == "game" { comity::schema::game_file() } else { comity::schema::scenario() }
}

#[cfg(not(feature = "schema"))]
fn schema(name: &str) -> Value {
    serde_json::from_str(&std::fs::read_to_string(file(&format!("schema/{name}.json"))).unwrap()).unwrap()
}

fn json(text: &str) -> Value {
    serde_json::to_value(toml::from_str::<toml::Table>(text).unwrap()).unwrap()
}

/// Whether the readers take the text: the scenario, and the history in it.
fn is_read(text: &str) -> Result<(), String> {
    let scenario = Scenario::from_toml(text).map_err(|e| e.to_string())?;
    let study: Study = scenario.study().map_err(|e| e.to_string())?;
    Simulation::scenario(&study, &scenario).map(|_| ()).map_err(|e| e.to_string())
}

#[cfg(feature = "schema")]
#[test]
fn schema_files_are_those_of_the_types() {
    for (name, schema) in [("scenario", comity::schema::scenario()), ("game", comity::schema::game_file())] {
        is_or_becomes(&format!("schema/{name}.json"), &format!("{schema:#}\n"));
    }
}

#[test]
fn the_bundled_and_the_sample_scenario_are_read_and_fit_the_schema() {
    let schema = schema("scenario");
    let bundled = include_str!("../../src/world/northeast_asia_2002.toml");
    let written = Scenario::from_toml(SAMPLE).unwrap().to_toml().unwrap();
    for text in [bundled, SAMPLE, &written] {
        assert_eq!(violation(&schema, &json(text)), None);
        assert_eq!(is_read(text), Ok(()));
    }
}

#[test]
fn the_sample_files_give_the_world_of_the_sample_scenario() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/south_asia_2002");
    let files = comity::world::CsvFiles::new(format!("{folder}/states.csv"), format!("{folder}/dyads.csv"));
    let read = files.capitals(format!("{folder}/capitals.csv")).read().unwrap().world;
    let scenario = Scenario::from_toml(SAMPLE).unwrap().world;
    assert_eq!(read.nations(), scenario.nations());
    assert!((read.trade() - scenario.trade()).abs().max() < 1e-9 && read.distance() == scenario.distance());
    assert!(read.warnings().is_empty());
}

#[test]
fn what_the_schema_refuses_the_readers_refuse() {
    let schema = schema("scenario");
    for (from, to) in [
        ("name = \"South Asia 2002\"", "title = \"South Asia 2002\""),
        ("gdp = 514.9391403", "gdp = -514.9391403"),
        ("gdp = 514.9391403", "gdp = \"514\""),
        ("code = \"NPL\"", "code = \"Nepal\""),
        ("nuclear = \"none\"", "nuclear = \"some\""),
        ("democracy = 0.739", "democracy = 73.9"),
        ("cost_exchange = 0.2", "cost_exchange = -0.2"),
        ("cost_exchange = 0.2", "cost_exchang = 0.2"),
        ("outward_share = 0.5", "outward_share = 1.5"),
        ("outward_share = 0.5", "outwardshare = 0.5"),
        ("war = { soil = 0.2 }", "war = { soil = 1.0 }"),
        ("diffusion = 0.1", "difusion = 0.1"),
        ("cut = 0.05", "cut = 1.0"),
        ("defence_by = \"CHN\"", "defence_by = \"CHN\", members = 2"),
        ("share_of_gdp = 0.001", "share = 0.001"),
        ("withdrawal = { notice = 2 }", "withdrawal = \"sometimes\""),
        ("limit = 0.1", "limit = 2"),
        ("least_trust = 0.6", "least_trust = \"high\""),
        ("years = 20", "years = \"twenty\""),
        ("punishment = 3", "punishment = -3"),
        ("punishment = 3", "punishmint = 3"),
        ("trust = \"socialisation\"", "trust = \"socialization\""),
        ("everybody = \"logit\"", "everybody = \"logistic\""),
        ("rule = \"trigger\", years = 5", "rule = \"trigger\""),
        ("kind = \"talks\"", "kind = \"talk\""),
        ("log_odds = 1.0", "logodds = 1.0"),
    ] {
        assert!(SAMPLE.contains(from), "{from}");
        let text = SAMPLE.replacen(from, to, 1);
        assert!(violation(&schema, &json(&text)).is_some(), "the schema takes {to}");
        assert!(is_read(&text).is_err(), "the readers take {to}");
    }
}

/// Every number in a value.
fn numbers(value: &Value, at: String, into: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            fields.iter().for_each(|(key, inner)| numbers(inner, format!("{at}/{key}"), into));
        }
        Value::Array(entries) => {
            entries.iter().enumerate().for_each(|(k, inner)| numbers(inner, format!("{at}/{k}"), into));
        }
        Value::Number(_) => into.push(at),
        _ => {}
    }
}

/// Far outside on either side: what the schema refuses the readers refuse, and the reverse but for tables of pairs, whose
/// figures only the world knows, sums that a nation cannot pay, and years of shocks, which only a run knows.
#[test]
fn ranges_of_the_schema_are_those_of_the_readers() {
    let schema = schema("scenario");
    let whole = json(SAMPLE);
    let mut all = Vec::new();
    numbers(&whole, String::new(), &mut all);
    let mut refused_by_both = 0;
    for at in all.iter().filter(|at| !at.starts_with("/history/shock")) {
        let pairs = at.starts_with("/trade/") || at.starts_with("/distance/");
        for value in [-1e12, 1e12] {
            let mut other = whole.clone();
            let number = other.pointer_mut(at).unwrap();
            *number = if number.is_i64() { (value as i64).into() } else { value.into() };
            let schema = violation(&schema, &other);
            let read = is_read(&toml::to_string(&other).unwrap());
            assert!(schema.is_none() || read.is_err(), "{at} = {value}: the readers take it");
            let unpayable = read.as_ref().is_err_and(|error| error.contains("GDP of"));
            assert!(pairs || unpayable || schema.is_some() || read.is_ok(), "{at} = {value}: {read:?}");
            refused_by_both += usize::from(schema.is_some());
        }
    }
    assert!(refused_by_both > 60, "{refused_by_both}");
}

#[test]
fn a_key_that_nobody_reads_is_refused_in_every_table() {
    let schema = schema("scenario");
    let whole = json(SAMPLE);
    let mut tables = Vec::new();
    places(&whole, String::new(), &mut tables);
    assert!(tables.len() > 40);
    // Tables whose keys are names: of sources, of nations, of strategies.
    let named = ["/sources", "/trade", "/distance", "/history/agents"];
    for at in tables.iter().filter(|at| !named.contains(&at.as_str())) {
        let mut other = whole.clone();
        other.pointer_mut(at).unwrap()["no_such_key"] = 1.into();
        assert!(violation(&schema, &other).is_some(), "the schema takes it in {at}");
        let text = toml::to_string(&other).unwrap();
        let error = is_read(&text).expect_err(at);
        // A withdrawal is one of its kinds: two keys are one too many.
        assert!(error.contains("no_such_key") || at.ends_with("/withdrawal"), "{at}: {error}");
    }
}

/// Every table in a value.
fn places(value: &Value, at: String, into: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            fields.iter().for_each(|(key, inner)| places(inner, format!("{at}/{key}"), into));
            into.push(at);
        }
        Value::Array(entries) => {
            entries.iter().enumerate().for_each(|(k, inner)| places(inner, format!("{at}/{k}"), into));
        }
        _ => {}
    }
}

#[test]
fn packages_that_nobody_can_sign_are_refused_by_name() {
    for (from, to, said) in [
        ("defence_by = \"CHN\"", "defence_by = \"USA\"", ["Chinese umbrella", "USA", "IND PAK CHN BGD NPL"]),
        ("max_members = 2", "max_members = 1", ["Chinese umbrella", "max_members", "at least 2"]),
        (
            "to = \"NPL\", amount = 0.05",
            "to = \"CHN\", amount = 0.05",
            ["Himalayan aid", "CHN", "two different"],
        ),
        (
            "name = \"free trade\"",
            "name = \"confidence building\"",
            ["menu", "confidence building", "one of each name"],
        ),
        (
            "clauses = [{ term = \"tariff_cut\", cut = 0.05 }]",
            "clauses = []",
            ["free trade", "clauses", "at least one"],
        ),
        ("least_trust = 0.6", "least_trust = 6", ["menu", "least_trust", "0..1"]),
        ("{ defence_by = \"CHN\" }", "{ defends = \"CHN\" }", ["line", "defence_by", "term"]),
        (
            "{ term = \"tariff_cut\", cut = 0.05 }]\n[[menu",
            "{ term = \"tarif_cut\", cut = 0.05 }]\n[[menu",
            ["line", "tarif_cut", "tariff_cut"],
        ),
    ] {
        assert!(SAMPLE.contains(from), "{from}");
        let error = is_read(&SAMPLE.replacen(from, to, 1)).unwrap_err();
        assert!(said.iter().all(|part| error.contains(part)), "{error}");
    }
}

#[test]
fn directed_packages_are_signed_by_those_they_name() {
    let scenario = Scenario::from_toml(SAMPLE).unwrap();
    let study = scenario.study().unwrap();
    assert_eq!(Some(study.menu()), scenario.menu.as_ref());
    let signed = |package: usize, members: &[&str]| {
        let members: Vec<_> = members.iter().map(|code| code.parse().unwrap()).collect();
        study.menu().packages[package].signed_by(&members)
    };
    assert!(signed(2, &["CHN", "NPL", "IND"]).is_some() && signed(2, &["IND", "NPL"]).is_none());
    let umbrella = signed(3, &["PAK", "CHN"]).unwrap();
    assert_eq!(
        umbrella.terms,
        [comity::treaty::Term::defence("CHN".parse().unwrap(), "PAK".parse().unwrap())]
    );
    assert!(signed(3, &["IND", "PAK"]).is_none() && signed(3, &["IND", "PAK", "CHN"]).is_none());
}

#[test]
fn game_files_fit_their_schema_and_what_it_refuses_is_refused() {
    let schema = schema("game");
    let kinds: BTreeSet<&str> = schema["$defs"]["Case"]["oneOf"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|case| case["title"].as_str())
        .collect();
    let mut seen = BTreeSet::new();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases");
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|e| e != "json") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let whole: Value = serde_json::from_str(&text).unwrap();
        for case in cases(&whole) {
            if let Some(kind) = case["kind"].as_str().filter(|kind| kinds.contains(kind)) {
                seen.insert(kind.to_owned());
                assert_eq!(violation(&schema, &case), None, "{}", path.display());
            }
        }
    }
    assert!(seen.len() >= 9, "{seen:?}");
    for wrong in [
        r#"{"kind": "tu_gain", "n": 2}"#,
        r#"{"kind": "tu_gane", "n": 2, "values": {"3": 1}}"#,
        r#"{"kind": "tu_gain", "n": 2, "values": {"3": true}}"#,
        r#"{"kind": "tu_gain", "n": 2, "values": {"3": "one"}}"#,
        r#"{"kind": "tu_gain", "n": 2, "values": {"{0,1}": 1}}"#,
        r#"{"kind": "tu_gain", "n": 2, "values": {"3": 1}, "worths": 2}"#,
        r#"{"kind": "weighted_voting", "quota": 2}"#,
        r#"{"kind": "weighted_voting", "any": [{"quota": 2, "weights": [1, 1], "vote": 1}]}"#,
        r#"{"kind": "hedonic_ordinal", "n": 2}"#,
        r#"{"kind": "partition_function", "n": 2, "partition_function": [{"partition": [3]}]}"#,
    ] {
        assert!(
            violation(&schema, &serde_json::from_str(wrong).unwrap()).is_some(),
            "the schema takes {wrong}"
        );
        let refused = GameFile::parse(wrong, "text").and_then(|file| solve::answer(&file.cases[0]));
        assert!(refused.is_err(), "the reader takes {wrong}");
    }
}

/// The cases of a game file, each with what it inherits.
fn cases(whole: &Value) -> Vec<Value> {
    if let Some(list) = whole.as_array() {
        return list.clone();
    }
    let lists = ["cases", "instances", "experiments"];
    let Some(key) = lists.into_iter().find(|key| whole.get(key).is_some()) else {
        return vec![whole.clone()];
    };
    let mut outer = whole.as_object().unwrap().clone();
    let list = outer.remove(key).unwrap();
    let with = |case: &Value| {
        let mut all = outer.clone();
        all.extend(case.as_object().unwrap().clone());
        Value::Object(all)
    };
    list.as_array().unwrap().iter().map(with).collect()
}

/// Of a schema what a table says: its type in words.
fn kind(schema: &Value) -> String {
    let link = |place: &str| {
        let name = place.rsplit('/').next().unwrap();
        format!("[{name}](#{})", name.to_lowercase())
    };
    let join = |all: &Value| {
        let mut kinds: Vec<String> = all.as_array().unwrap().iter().map(kind).collect();
        kinds.dedup();
        kinds.retain(|kind| kind != "null");
        kinds.join(" or ")
    };
    if let Some(place) = schema["$ref"].as_str() {
        return link(place);
    }
    if let Some(list) = schema["enum"].as_array() {
        return list.iter().map(|x| format!("`{}`", x.as_str().unwrap())).collect::<Vec<_>>().join(", ");
    }
    if let Some(text) = schema["const"].as_str() {
        return format!("`{text}`");
    }
    for several in ["anyOf", "oneOf"] {
        if schema[several].is_array() {
            return join(&schema[several]);
        }
    }
    let names: Vec<&str> = match &schema["type"] {
        Value::String(name) => vec![name],
        Value::Array(names) => {
            names.iter().filter_map(Value::as_str).filter(|name| *name != "null").collect()
        }
        _ => return "any".into(),
    };
    match names[..] {
        ["array"] if schema["items"]["type"] == "array" && schema["items"]["maxItems"] == 2 => {
            format!("pairs of {}", kind(&schema["items"]["items"]))
        }
        ["array"] if schema["items"].is_object() => format!("list of {}", kind(&schema["items"])),
        ["object"] if schema["additionalProperties"].is_object() => {
            format!("table of {} by name", kind(&schema["additionalProperties"]))
        }
        ["array"] => "list".into(),
        ["object"] => "table".into(),
        _ => names.join(" or "),
    }
}

fn range(schema: &Value) -> String {
    let end = |closed: &str, open: &str| match (&schema[closed], &schema[open]) {
        (Value::Number(x), _) => Some((x.to_string(), true)),
        (_, Value::Number(x)) => Some((x.to_string(), false)),
        _ => None,
    };
    match (end("minimum", "exclusiveMinimum"), end("maximum", "exclusiveMaximum")) {
        (None, None) => String::new(),
        (Some((low, closed)), None) => format!("{} {low}", if closed { "≥" } else { ">" }),
        (None, Some((high, closed))) => format!("{} {high}", if closed { "≤" } else { "<" }),
        (Some((low, a)), Some((high, b))) => {
            let mut text = format!("{low}..{high}");
            for (open, which) in [(!a, &low), (!b, &high)] {
                if open {
                    write!(text, ", without {which}").unwrap();
                }
            }
            text
        }
    }
}

/// The rows of a table of keys.
fn rows(schema: &Value, into: &mut String) {
    let required: Vec<&str> =
        schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let Some(properties) = schema["properties"].as_object() else { return };
    into.push_str("\n| key | type | unit | range | default | meaning |\n|---|---|---|---|---|---|\n");
    for (key, property) in properties {
        let default = match &property["default"] {
            _ if required.contains(&key.as_str()) => "**required**".to_owned(),
            Value::Null => "—".to_owned(),
            Value::Object(_) => "as there".to_owned(),
            given => format!("`{given}`"),
        };
        let meaning = property["description"].as_str().unwrap_or_default().replace('|', "\\|");
        let unit = property["x-unit"].as_str().unwrap_or_default();
        writeln!(
            into,
            "| `{key}` | {} | {unit} | {} | {default} | {meaning} |",
            kind(property),
            range(property)
        )
        .unwrap();
    }
}

/// A definition: its keys, or those of each of its variants.
fn definition(name: &str, schema: &Value, into: &mut String) {
    write!(into, "\n### {name}\n").unwrap();
    if let Some(text) = schema["description"].as_str() {
        write!(into, "\n{text}\n").unwrap();
    }
    rows(schema, into);
    for variant in ["oneOf", "anyOf"].into_iter().filter_map(|kind| schema[kind].as_array()).flatten() {
        let about = variant["description"].as_str().unwrap_or_default();
        let tag =
            variant["properties"].as_object().and_then(|p| p.iter().find(|(_, v)| v["const"].is_string()));
        match tag {
            Some((key, tag)) => write!(into, "\n`{key} = {}`: {about}\n", tag["const"]).unwrap(),
            None if variant["properties"].is_object() => write!(into, "\n{about}\n").unwrap(),
            None if about.is_empty() => write!(into, "\n* {}\n", kind(variant)).unwrap(),
            None => write!(into, "\n* {}: {about}\n", kind(variant)).unwrap(),
        }
        let others = |key: &String| tag.is_none_or(|(tag, _)| tag != key);
        let mut keys = variant.clone();
        if let Some(properties) = keys["properties"].as_object_mut() {
            let kept: Map<String, Value> = properties
                .iter()
                .filter(|(key, _)| others(key))
                .map(|(k, v)| (k.clone(), v.clone()))
                .collect();
            *properties = kept;
        }
        if keys["properties"].as_object().is_some_and(|properties| !properties.is_empty()) {
            rows(&keys, into);
        }
    }
}

#[test]
fn the_page_has_every_key_of_the_schemas() {
    let (scenario, game) = (schema("scenario"), schema("game"));
    let mut tables = String::new();
    let mut top = scenario.clone();
    top["properties"]["history"] =
        serde_json::json!({ "type": "object", "description": "A history, below: history." });
    rows(&top, &mut tables);
    definition("history", &scenario["properties"]["history"], &mut tables);
    for (name, schema) in scenario["$defs"].as_object().unwrap() {
        definition(name, schema, &mut tables);
    }
    tables.push_str("\n## Every key of a game file\n");
    let about: BTreeSet<&str> =
        ["also", "generator", "kind", "mask_convention", "n", "name", "note", "players", "source"].into();
    for case in game["$defs"]["Case"]["oneOf"].as_array().unwrap() {
        let mut case = case.clone();
        let name = case["title"].as_str().unwrap().to_owned();
        let needed = case["anyOf"].clone();
        let needed: Vec<String> = needed
            .as_array()
            .into_iter()
            .flatten()
            .map(|set| {
                set["required"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|k| format!("`{}`", k.as_str().unwrap()))
                    .collect::<Vec<_>>()
                    .join(" and ")
            })
            .collect();
        case.as_object_mut().unwrap().remove("anyOf");
        case["properties"].as_object_mut().unwrap().retain(|key, _| !about.contains(key.as_str()));
        definition(&name, &case, &mut tables);
        write!(tables, "\nNeeded: {}.\n", needed.join(", or ")).unwrap();
    }
    for (name, schema) in game["$defs"].as_object().unwrap().iter().filter(|(name, _)| *name != "Case") {
        definition(name, schema, &mut tables);
    }
    let page = std::fs::read_to_string(file("formats.md")).unwrap();
    let (prose, _) = page.split_once(BEHIND).expect("the line before the tables");
    is_or_becomes("formats.md", &format!("{prose}{BEHIND}{tables}"));
}

#[test]
fn the_page_has_every_column_and_key_that_is_no_schema() {
    let page = std::fs::read_to_string(file("formats.md")).unwrap();
    let named = |key: &str| assert!(page.contains(&format!("`{key}`")), "the page does not name {key}");
    for sample in ["states", "dyads", "capitals"] {
        let text = std::fs::read_to_string(format!(
            "{}/examples/data/south_asia_2002/{sample}.csv",
            env!("CARGO_MANIFEST_DIR")
        ));
        text.unwrap().lines().next().unwrap().split(',').for_each(named);
    }
    let study = Scenario::from_toml(SAMPLE).unwrap().study().unwrap();
    let history = Simulation::of(&study).years(1).run().unwrap();
    let state: Value = serde_json::from_str(&history.end().to_json().unwrap()).unwrap();
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    keys(&state).iter().chain(&keys(&state["state"])).for_each(|key| named(key));
}
