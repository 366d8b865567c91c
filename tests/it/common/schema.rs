//! A small validator of JSON Schema, written from the specification: the keywords that the schemas of this crate use, and a
//! panic at any other.

use serde_json::Value;

/// What of a value is against a schema, and where; `None` if nothing.
pub fn violation(root: &Value, value: &Value) -> Option<String> {
    against(root, root, value, "")
}

fn against(root: &Value, schema: &Value, value: &Value, at: &str) -> Option<String> {
    let keywords = match schema {
        Value::Bool(true) => return None,
        Value::Object(keywords) => keywords,
        other => panic!("no schema: {other}"),
    };
    let no = |why: String| Some(format!("{at}: {why}"));
    let number = value.as_f64();
    for (keyword, says) in keywords {
        let fault = match keyword.as_str() {
            "$ref" => {
                let place = says.as_str().and_then(|s| s.strip_prefix('#')).unwrap();
                against(root, root.pointer(place).unwrap_or_else(|| panic!("no {place}")), value, at)
            }
            "type" => {
                let is = |name: &Value| match name.as_str().unwrap() {
                    "object" => value.is_object(),
                    "array" => value.is_array(),
                    "string" => value.is_string(),
                    "boolean" => value.is_boolean(),
                    "null" => value.is_null(),
                    "number" => value.is_number(),
                    "integer" => number.is_some_and(|x| x.fract() == 0.0),
                    other => panic!("type {other}"),
                };
                let ok = says.as_array().map_or_else(|| is(says), |names| names.iter().any(is));
                (!ok).then(|| format!("{at}: {value} is no {says}"))
            }
            "const" => (says != value).then(|| format!("{at}: {value} is not {says}")),
            "enum" => (!says.as_array().unwrap().contains(value))
                .then(|| format!("{at}: {value} is none of {says}")),
            "minimum" => {
                number.filter(|x| *x < says.as_f64().unwrap()).and_then(|x| no(format!("{x} < {says}")))
            }
            "maximum" => {
                number.filter(|x| *x > says.as_f64().unwrap()).and_then(|x| no(format!("{x} > {says}")))
            }
            "exclusiveMinimum" => {
                number.filter(|x| *x <= says.as_f64().unwrap()).and_then(|x| no(format!("{x} ≤ {says}")))
            }
            "exclusiveMaximum" => {
                number.filter(|x| *x >= says.as_f64().unwrap()).and_then(|x| no(format!("{x} ≥ {says}")))
            }
            "minItems" | "maxItems" => value.as_array().and_then(|list| {
                let (n, m) = (list.len() as u64, says.as_u64().unwrap());
                (if keyword == "minItems" { n < m } else { n > m })
                    .then(|| format!("{at}: {n} entries, {keyword} {m}"))
            }),
            "required" => value.as_object().and_then(|fields| {
                let missing =
                    says.as_array().unwrap().iter().find(|key| !fields.contains_key(key.as_str().unwrap()));
                missing.map(|key| format!("{at}: {key} is missing"))
            }),
            "items" => value.as_array().and_then(|list| {
                list.iter().enumerate().find_map(|(k, x)| against(root, says, x, &format!("{at}[{k}]")))
            }),
            "properties" => value.as_object().and_then(|fields| {
                fields.iter().find_map(|(key, x)| against(root, says.get(key)?, x, &format!("{at}.{key}")))
            }),
            "additionalProperties" => value.as_object().and_then(|fields| {
                let of = |name: &str| keywords.get(name).and_then(Value::as_object);
                let known = |key: &str| {
                    of("properties").is_some_and(|p| p.contains_key(key))
                        || of("patternProperties")
                            .is_some_and(|p| p.keys().any(|pattern| matches(pattern, key)))
                };
                let others = fields.iter().filter(|(key, _)| !known(key));
                others.into_iter().find_map(|(key, x)| match says {
                    Value::Bool(false) => Some(format!("{at}: {key} is no key")),
                    schema => against(root, schema, x, &format!("{at}.{key}")),
                })
            }),
            "patternProperties" => value.as_object().and_then(|fields| {
                let all = says.as_object().unwrap().iter();
                all.flat_map(|(pattern, schema)| fields.iter().map(move |field| (pattern, schema, field)))
                    .filter(|(pattern, _, (key, _))| matches(pattern, key))
                    .find_map(|(_, schema, (key, x))| against(root, schema, x, &format!("{at}.{key}")))
            }),
            "anyOf" | "oneOf" => {
                let faults: Vec<Option<String>> =
                    says.as_array().unwrap().iter().map(|schema| against(root, schema, value, at)).collect();
                let right = faults.iter().filter(|fault| fault.is_none()).count();
                let ok = if keyword == "anyOf" { right > 0 } else { right == 1 };
                (!ok).then(|| format!("{at}: {right} of {keyword}: {faults:?}"))
            }
            "pattern" => value
                .as_str()
                .filter(|text| !matches(says.as_str().unwrap(), text))
                .and_then(|text| no(format!("{text} is not {says}"))),
            "$schema" | "$defs" | "title" | "description" | "default" | "x-unit" | "x-status" => None,
            other => panic!("keyword {other}"),
        };
        if fault.is_some() {
            return fault;
        }
    }
    None
}

/// The patterns of the schemas, by hand.
fn matches(pattern: &str, text: &str) -> bool {
    match pattern {
        "^[A-Z0-9_]{1,7}$" => {
            (1..=7).contains(&text.len())
                && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
        }
        "^[0-9]+$" | "^\\d+$" => !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()),
        number if number.contains("( */ *") => {
            let plain = |s: &str| s.trim().parse::<f64>().is_ok_and(f64::is_finite);
            text.split_once('/').map_or_else(|| plain(text), |(p, q)| plain(p) && plain(q))
        }
        prefix => {
            match prefix.strip_prefix('^').filter(|rest| rest.bytes().all(|b| b.is_ascii_lowercase())) {
                Some(prefix) => text.starts_with(prefix),
                None => panic!("pattern {prefix}"),
            }
        }
    }
}
