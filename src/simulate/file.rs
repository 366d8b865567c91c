//! The section `history` of a scenario file.

use super::{
    Agent, Always, Assurance, Diplomacy, Learning, Logit, Never, Reciprocity, Rules, Shock, Trigger, Trust,
};
use crate::error::{Error, Result, WHOLE};
use crate::keyed::{self, Table};
use crate::nearest::{nearest, with_nearest};
use crate::solve::deviation::Search;
use crate::study::{Negotiation, RegimeSearch};
use crate::treaty::{Arrangement, Menu};
use crate::world::NationCode;
use serde::Deserialize;
use serde::de::DeserializeOwned;
#[cfg(feature = "schema")]
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;
use toml::Value;

/// What a section says.
#[derive(Debug)]
pub(super) struct File {
    pub years: Option<u32>,
    pub seed: Option<u64>,
    pub rules: Rules,
    pub without: Vec<String>,
    pub everybody: Option<Arc<dyn Agent>>,
    pub agents: BTreeMap<String, Arc<dyn Agent>>,
    pub learning: Learning,
    pub strategies: Vec<(String, Arc<dyn Agent>)>,
    pub diplomacy: Option<Diplomacy>,
    pub shocks: Vec<(u32, Shock)>,
}

const KEYS: [&str; 9] =
    ["years", "seed", "without", "everybody", "agents", "learning", "strategies", "diplomacy", "shock"];

/// An agent by name, or with its parameters.
#[derive(Deserialize)]
#[serde(tag = "rule", rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
enum AgentRule {
    #[serde(deserialize_with = "keyed::nothing_else")]
    Always,
    #[serde(deserialize_with = "keyed::nothing_else")]
    Never,
    #[serde(deserialize_with = "keyed::nothing_else")]
    Logit,
    Trigger {
        years: u32,
    },
    Reciprocity {
        forgiveness: f64,
    },
    Assurance {
        threshold: f64,
    },
}

/// How nations negotiate.
#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
enum DiplomacyRule {
    #[serde(deserialize_with = "keyed::nothing_else")]
    None,
    Talks {
        opener: String,
        #[serde(default)]
        among: Vec<String>,
        #[serde(default, deserialize_with = "keyed::optional")]
        menu: Option<Menu>,
        #[serde(default)]
        everybody_proposes: bool,
        #[serde(default)]
        deadline: Option<u32>,
    },
    Drawn {
        seats: usize,
        #[serde(default)]
        among: Vec<String>,
        #[serde(default, deserialize_with = "keyed::optional")]
        menu: Option<Menu>,
    },
    Deviations {
        coalition: usize,
        #[serde(default)]
        todays_treaties_fixed: bool,
    },
    Meetings {
        #[serde(default)]
        noise: f64,
    },
}

/// A shock and its year.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct ShockRule {
    year: u32,
    #[serde(default, deserialize_with = "keyed::optional")]
    sign: Option<Arrangement>,
    end: Option<String>,
    #[serde(default, deserialize_with = "keyed::optional")]
    distrust: Option<Distrust>,
    #[serde(default, deserialize_with = "keyed::optional")]
    leader: Option<Leader>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct Distrust {
    #[serde(default)]
    of: Option<NationCode>,
    log_odds: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct Leader {
    of: NationCode,
    seeks_security: bool,
}

impl File {
    /// The section; `offered` is the menu of talks that name none.
    pub fn read(section: &toml::Table, offered: &Menu) -> Result<Self> {
        let mut rules = toml::Table::new();
        let mut file = File {
            years: None,
            seed: None,
            rules: Rules::default(),
            without: Vec::new(),
            everybody: None,
            agents: BTreeMap::new(),
            learning: Learning::default(),
            strategies: Vec::new(),
            diplomacy: None,
            shocks: Vec::new(),
        };
        for (key, value) in section {
            match key.as_str() {
                "years" => file.years = Some(read(key, value)?),
                "seed" => file.seed = Some(read(key, value)?),
                "without" => file.without = read(key, value)?,
                "everybody" => file.everybody = Some(agent(key, value)?),
                "agents" => {
                    for (nation, rule) in read::<toml::Table>(key, value)? {
                        file.agents.insert(nation.clone(), agent(&format!("agents.{nation}"), &rule)?);
                    }
                }
                "learning" => file.learning = read(key, value)?,
                "strategies" => {
                    for (name, rule) in read::<toml::Table>(key, value)? {
                        file.strategies.push((name.clone(), agent(&format!("strategies.{name}"), &rule)?));
                    }
                }
                "diplomacy" => file.diplomacy = Some(diplomacy(value, offered)?),
                "shock" => file.shocks = shocks(value)?,
                "trust" if value.is_str() => {
                    let name: String = read(key, value)?;
                    file.rules.trust = name.parse::<Trust>()?;
                }
                _ if Rules::keys().any(|known| known == key) => {
                    rules.insert(key.clone(), value.clone());
                }
                _ => return Err(unknown(key)),
            }
        }
        let trust = file.rules.trust;
        let given = rules.contains_key("trust");
        file.rules = read_table("rules", &Value::Table(rules))?;
        if !given {
            file.rules.trust = trust;
        }
        file.rules.check()?;
        Ok(file)
    }
}

fn read<T: DeserializeOwned>(key: &str, value: &Value) -> Result<T> {
    value.clone().try_into().map_err(|e| {
        let message = format!("section history, {key}: {}", with_nearest(e.to_string().trim_end(), &[]));
        Error::Parse { place: WHOLE.into(), message }
    })
}

/// A struct or a rule, from a table alone.
fn read_table<T: DeserializeOwned>(key: &str, value: &Value) -> Result<T> {
    read::<Table<T>>(key, value).map(|Table(value)| value)
}

/// A rule given by its name alone, or as a table.
fn tagged(tag: &str, value: &Value) -> Value {
    match value {
        Value::String(name) => {
            let mut table = toml::Table::new();
            table.insert(tag.to_owned(), Value::String(name.clone()));
            Value::Table(table)
        }
        other => other.clone(),
    }
}

fn agent(key: &str, value: &Value) -> Result<Arc<dyn Agent>> {
    let share = |name: &str, x: f64| {
        if (0.0..=1.0).contains(&x) {
            Ok(x)
        } else {
            Err(Error::invalid(format!("history, {key}"), name, x, "0..1"))
        }
    };
    Ok(match read_table(key, &tagged("rule", value))? {
        AgentRule::Always => Arc::new(Always),
        AgentRule::Never => Arc::new(Never),
        AgentRule::Logit => Arc::new(Logit),
        AgentRule::Trigger { years } => Arc::new(Trigger { years }),
        AgentRule::Reciprocity { forgiveness } => {
            Arc::new(Reciprocity { forgiveness: share("forgiveness", forgiveness)? })
        }
        AgentRule::Assurance { threshold } => {
            Arc::new(Assurance { threshold: share("threshold", threshold)? })
        }
    })
}

fn diplomacy(value: &Value, offered: &Menu) -> Result<Diplomacy> {
    let menu = |menu: Option<Menu>| menu.unwrap_or_else(|| offered.clone());
    Ok(match read_table("diplomacy", &tagged("kind", value))? {
        DiplomacyRule::None => Diplomacy::none(),
        DiplomacyRule::Talks { opener, among, menu: own, everybody_proposes, deadline } => {
            let talks = if everybody_proposes {
                Negotiation::opened_by(&opener)
            } else {
                Negotiation::proposed_by(&opener)
            };
            let talks = talks.among(among.iter().map(String::as_str)).over(menu(own));
            Diplomacy::talks(match deadline {
                Some(rounds) => talks.deadline(rounds),
                None => talks,
            })
        }
        DiplomacyRule::Drawn { seats, among, menu: own } => {
            Diplomacy::drawn(seats, menu(own)).among(among.iter().map(String::as_str))
        }
        DiplomacyRule::Deviations { coalition, todays_treaties_fixed } => {
            let search = Search { tolerance: 1e-9, ..Search::up_to(coalition) };
            Diplomacy::deviations(RegimeSearch { search, todays_treaties_fixed, ..RegimeSearch::default() })
        }
        DiplomacyRule::Meetings { noise } => Diplomacy::meetings(noise),
    })
}

fn shocks(value: &Value) -> Result<Vec<(u32, Shock)>> {
    let rules: Vec<Table<ShockRule>> = read("shock", value)?;
    let of = |rule: ShockRule| {
        let shocks = [
            rule.sign.map(Shock::Sign),
            rule.end.map(Shock::End),
            rule.distrust.map(|d| Shock::Distrust { of: d.of, log_odds: d.log_odds }),
            rule.leader.map(|l| Shock::Leader { of: l.of, seeks_security: l.seeks_security }),
        ];
        let mut given: Vec<Shock> = shocks.into_iter().flatten().collect();
        match (given.pop(), given.is_empty()) {
            (Some(shock), true) => Ok((rule.year, shock)),
            _ => Err(Error::invalid(
                format!("shock of year {}", rule.year),
                "kind",
                "none or several",
                "one of sign, end, distrust, leader",
            )),
        }
    };
    rules.into_iter().map(|Table(rule)| of(rule)).collect()
}

/// The section as a schema: [`KEYS`], and every rule.
#[cfg(feature = "schema")]
pub(crate) fn schema(generator: &mut schemars::SchemaGenerator) -> serde_json::Value {
    let mut section = <Rules as schemars::JsonSchema>::json_schema(generator).to_value();
    let named = |names: &[&str], table: schemars::Schema| json!({ "anyOf": [{ "enum": names }, table] });
    let agent = named(&["always", "never", "logit"], generator.subschema_for::<AgentRule>());
    let agents = |what: &str| json!({ "description": what, "type": "object", "additionalProperties": agent });
    let names: Vec<&str> = Trust::ALL.iter().map(Trust::name).collect();
    let keys = [
        (
            "years",
            json!({ "description": "last year of the history, counted from its beginning", "type": "integer", "minimum": 1, "maximum": 100_000, "default": 40 }),
        ),
        (
            "seed",
            json!({ "description": "seed of every draw", "type": "integer", "minimum": 0, "default": 0 }),
        ),
        (
            "without",
            json!({ "description": "names of phases that are left out", "type": "array", "items": { "type": "string" }, "default": [] }),
        ),
        (
            "everybody",
            json!({ "description": "decision rule of every nation without one of its own", "default": "logit", "anyOf": [agent] }),
        ),
        ("agents", agents("decision rules by nation")),
        ("strategies", agents("decision rules that nations may learn, by name")),
        ("learning", generator.subschema_for::<Learning>().to_value()),
        ("diplomacy", named(&["none", "meetings"], generator.subschema_for::<DiplomacyRule>())),
        (
            "shock",
            json!({ "description": "what befalls the history from outside", "type": "array", "items": generator.subschema_for::<ShockRule>() }),
        ),
        ("trust", named(&names, generator.subschema_for::<Trust>())),
    ];
    for (key, schema) in keys {
        section["properties"][key] = schema;
    }
    section
}

/// A key that nobody knows, with the nearest that somebody does.
fn unknown(key: &str) -> Error {
    let known: Vec<&str> = KEYS.into_iter().chain(Rules::keys()).collect();
    let nearest = nearest(key, known.iter().copied()).unwrap_or_default();
    let known = known.join(" ");
    let message = format!("unknown key of section history \"{key}\"; did you mean {nearest}? known: {known}");
    Error::Parse { place: WHOLE.into(), message }
}
