//! Schemas of the cases of a game file, by kind: what each key that its reader reads may hold.

use super::case::{ABOUT, FREE};
use super::number::Exact;
use super::partition_function::{Size, Structure};
use super::process::{Params, Strategy};
use super::situation::Effect;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};

/// The schema of a case of this kind, whose reader reads these keys.
pub(crate) fn case(kind: &str, keys: &[&str], generator: &mut SchemaGenerator) -> Value {
    let mut properties: Map<String, Value> =
        ABOUT.iter().map(|key| ((*key).to_owned(), about(key))).collect();
    properties.insert("kind".into(), json!({ "const": kind }));
    for key in keys {
        properties.insert((*key).to_owned(), field(kind, key, generator));
    }
    let free: Map<String, Value> = FREE.iter().map(|prefix| (format!("^{prefix}"), json!(true))).collect();
    let needed: Vec<Value> = needed(kind).iter().map(|keys| json!({ "required": keys })).collect();
    json!({
        "title": kind,
        "type": "object",
        "properties": properties,
        "patternProperties": free,
        "additionalProperties": false,
        "required": ["kind"],
        "anyOf": needed,
    })
}

/// Of what a case says about itself.
fn about(key: &str) -> Value {
    match key {
        "n" => json!({ "description": "number of players", "type": "integer", "minimum": 1 }),
        "players" => json!({ "description": "names of the players, `n` of them", "type": "array" }),
        "name" | "source" | "mask_convention" => json!({ "type": "string" }),
        "generator" => {
            json!({ "description": "the generator of a random game in words", "type": "string" })
        }
        _ => json!(true),
    }
}

/// Sets of keys, one of which a case of this kind has to have.
fn needed(kind: &str) -> &'static [&'static [&'static str]] {
    match kind {
        "airport_typed" => &[&["types"]],
        "ashg" | "fractional_hedonic" => {
            &[&["weights"], &["weight_matrix"], &["matrix"], &["values"], &["utilities"]]
        }
        "chwe_lcs" => &[&["outcomes", "utilities_ordinal", "effectivity"]],
        "csg_generator" => &[&["n", "seed", "generator"]],
        "dynamic_coalition_mpe" => &[&["players", "states", "params", "strategy"]],
        "hedonic_ordinal" => &[&["preferences_best_to_worst_masks"]],
        "partition_function" => &[&["n", "partition_function"], &["players", "partition_function"]],
        "symmetric_partition_function" => &[&["n", "worths"], &["players", "worths"]],
        "tu_apriori_unions" => &[&["unions", "values"], &["unions", "quota", "weights"], &["unions", "any"]],
        "tu_gain" => &[&["n", "values"], &["players", "values"]],
        "weighted_voting" => &[&["quota", "weights"], &["any"]],
        _ => &[&["kind"]],
    }
}

/// What a key of a kind may hold.
fn field(kind: &str, key: &str, generator: &mut SchemaGenerator) -> Value {
    let number = generator.subschema_for::<Exact>().to_value();
    let list = |items: &Value| json!({ "type": "array", "items": items });
    let mask = json!({ "type": "integer", "minimum": 0 });
    let hedonic = matches!(kind, "ashg" | "fractional_hedonic");
    let (what, mut schema) = match key {
        "weights" | "weight_matrix" | "matrix" | "values" | "utilities" if hedonic => {
            ("row `i`: what player `i` thinks of each player", list(&list(&number)))
        }
        "fractional" => ("whether the mean weight counts, and not the sum", json!({ "type": "boolean" })),
        "values" | "cost_values" => (
            "worths by the decimal of a coalition's mask, those not listed 0 (costs: every one); or all `2^n` in order",
            json!({ "anyOf": [by_mask(&number), list(&number)] }),
        ),
        "quota" => (
            "votes that a motion takes; a list for several quotas",
            json!({ "anyOf": [number, list(&number)] }),
        ),
        "weights" => {
            let one = list(&number);
            let several = list(&one);
            (
                "votes of each player; a list of such lists for several quotas",
                json!({ "anyOf": [one, several] }),
            )
        }
        "any" => {
            let rule = json!({
                "type": "object",
                "properties": { "quota": field(kind, "quota", generator), "weights": field(kind, "weights", generator) },
                "required": ["quota", "weights"],
                "additionalProperties": false,
            });
            ("rules of which a motion has to pass one", list(&rule))
        }
        "unions" => (
            "structures of unions by name, each a list of blocs' masks",
            json!({ "type": "object", "additionalProperties": list(&json!({ "type": ["integer", "string"] })) }),
        ),
        "types" => {
            let entry = json!({
                "type": "object",
                "properties": {
                    "type": true,
                    "landings": { "description": "landings of the type", "type": "integer", "minimum": 0 },
                    "runway_cost": number,
                },
                "required": ["landings", "runway_cost"],
            });
            ("types of aircraft", list(&entry))
        }
        "outcomes" => ("names of the outcomes", list(&json!({ "type": "string" }))),
        "utilities_ordinal" => (
            "one object per player: utility by outcome, of which the order counts",
            list(&json!({ "type": "object", "additionalProperties": number })),
        ),
        "effectivity" => ("who can move from where to where", list(&def::<Effect>(generator))),
        "seed" => ("seed of the generator", json!({ "type": "integer", "minimum": 0 })),
        "optimal_value" | "a_partition" => ("an answer, which is not read", json!(true)),
        "states" => {
            ("names of the states, `\"(WC)\"` by the players' letters", list(&json!({ "type": "string" })))
        }
        "params" => ("parameters of the process", def::<Params>(generator)),
        "strategy" => ("the stationary profile", def::<Strategy>(generator)),
        "preferences_best_to_worst_masks" => {
            ("one list per player: coalitions that hold it, the best first", list(&list(&mask)))
        }
        "partition_function" => {
            ("structures with the worths of their blocs", list(&def::<Structure>(generator)))
        }
        "worths" => ("worths by size of a bloc and structure of sizes", list(&def::<Size>(generator))),
        "default_worth" => ("worth of what is not listed; 0", number),
        "rule" => ("the rule of formation in words", json!({ "type": "string" })),
        _ => ("", json!(true)),
    };
    if let Some(fields) = schema.as_object_mut().filter(|_| !what.is_empty()) {
        fields.insert("description".into(), what.into());
    }
    schema
}

fn by_mask(number: &Value) -> Value {
    json!({ "type": "object", "patternProperties": { "^[0-9]+$": number }, "additionalProperties": false })
}

fn def<T: JsonSchema>(generator: &mut SchemaGenerator) -> Value {
    generator.subschema_for::<T>().to_value()
}
