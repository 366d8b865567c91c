//! Scenario files: every table is read by name, every key by somebody, and what is wrong is said where it stands.

use crate::common::errors::assert_names;
use comity::model::Parameters;
use comity::prelude::*;
use comity::simulate::Simulation;
use comity::study::NamedRegime;
use comity::{Error, Result};
use toml::{Table, Value};

/// A scenario with every kind of table: three nations, parameters, every term, every part of a history.
const FULL: &str = r#"
name = "three"
year = 2002
land_borders = [["A", "B"]]
rivalries = [["B", "C"]]
defence_obligations = [["A", "C"]]

[sources]
gdp = "none"

[[nation]]
code = "A"
name = "Aland"
gdp = 100.0
population = 1e7
military_expenditure = 3.0
nuclear = "possession"
ideal_point = 1.0
democracy = 0.9
poverty = 0.01
cinc = 0.1
priorities = { security = 2.0, trade = 1.0, aid = 1.0, sovereignty = 1.0 }
[[nation]]
code = "B"
name = "Beland"
gdp = 200.0
population = 2e7
military_expenditure = 4.0
ideal_point = -1.0
democracy = 0.1
[[nation]]
code = "C"
name = "Celand"
gdp = 50.0
population = 5e6
military_expenditure = 1.0
ideal_point = 0.0
democracy = 0.5

[trade]
A = [70.0, 10.0, 5.0]
B = [10.0, 170.0, 5.0]
C = [5.0, 5.0, 35.0]
[distance]
A = [0.0, 1000.0, 2000.0]
B = [1000.0, 0.0, 1500.0]
C = [2000.0, 1500.0, 0.0]
[trust]
A = [1.0, 0.4, 0.8]
B = [0.3, 1.0, 0.2]
C = [0.7, 0.3, 1.0]

[menu]
rules = { least_trust = 0.2 }
[[menu.package]]
name = "shield"
max_members = 2
clauses = [{ term = "missile_defence", budget = 2.0 }, { defence_by = "A", reliability = 0.4 }]

[[regime]]
name = "everything"
keeps_status_quo = true
[[regime.arrangement]]
name = "accord"
members = ["A", "B"]
duration = 10
withdrawal = { notice = 2 }
terms = [
  { term = "mutual_defence", defender = "A", beneficiary = "B", reliability = 0.4 },
  { term = "collective_security", reliability = 0.4, sanction = "partial" },
  { term = "arms_limit", limit = 0.1 },
  { term = "missile_defence", budget = 1.0 },
  { term = "tariff_cut", cut = 0.03 },
  { term = "infrastructure_fund", budget = { share_of_gdp = 0.001 }, multiplier = 1.1, trade_cost_cut = 0.01 },
  { term = "aid", from = "A", to = "B", amount = 0.1, leakage = 0.1 },
  { term = "sanction", target = "C", extent = "partial" },
  { term = "confidence_building", signal = { security = 0.8, expansion = 0.5 } },
  { term = "citizen_exchange", signal = { security = 0.55, expansion = 0.5 }, diffusion = 0.05 },
  { term = "investment_treaty", cut = 0.1 },
  { term = "verification", reach = 0.5 },
  { term = "own", name = "hotline", parameters = { calm = 0.5 }, nations = ["C"] },
]
payments = [{ from = "A", to = "B", amount = 0.1 }]

[history]
years = 3
seed = 1
without = ["grow"]
everybody = { rule = "trigger", years = 3 }
agents = { A = { rule = "always" }, B = { rule = "reciprocity", forgiveness = 0.1 } }
strategies = { calm = { rule = "assurance", threshold = 0.5 } }
learning = "logit"
trust = { mechanism = "behavioural", weight = 4.0, memory = 0.9 }
[history.diplomacy]
kind = "talks"
opener = "A"
among = ["A", "B"]
everybody_proposes = false
deadline = 3
[history.diplomacy.menu]
rules = { least_trust = 0.1, again = false }
[[history.diplomacy.menu.package]]
name = "pact"
min_members = 2
max_members = 2
clauses = [{ defence_among_all = 0.4 }, { term = "tariff_cut", cut = 0.1 }]
[[history.shock]]
year = 1
distrust = { of = "A", log_odds = -1.0 }
[[history.shock]]
year = 2
leader = { of = "B", seeks_security = true }
[[history.shock]]
year = 2
[history.shock.sign]
name = "late"
members = ["A", "C"]
terms = [{ term = "tariff_cut", cut = 0.1 }]
"#;

/// The scenario, with all parameters by name and these arms.
fn full(arms: &str) -> Value {
    let mut file: Table = FULL.parse().unwrap();
    let mut parameters =
        Table::try_from(Parameters { dispute_rate: Some(0.05), ..Parameters::default() }).unwrap();
    parameters.insert("arms".into(), Value::Table(arms.parse().unwrap()));
    file.insert("parameters".into(), Value::Table(parameters));
    Value::Table(file)
}

const ARMS: [&str; 3] = [
    "kind = \"richardson\"\nfatigue = 0.2\noutward_share = 0.4",
    "kind = \"fixed\"",
    "kind = \"contest\"\nprize = 10.0\ncost = 1.0",
];

fn read(file: &Value) -> Result<()> {
    let scenario = Scenario::from_toml(&toml::to_string(file).unwrap())?;
    let study = Study::of(scenario.model()?);
    Simulation::scenario(&study, &scenario).map(|_| ())
}

/// A step into a value.
#[derive(Clone, Debug)]
enum Step {
    Key(String),
    Place(usize),
}

/// The paths of all tables.
fn tables(value: &Value, path: &[Step], found: &mut Vec<Vec<Step>>) {
    let with = |step| path.iter().cloned().chain([step]).collect::<Vec<_>>();
    match value {
        Value::Table(table) => {
            found.push(path.to_vec());
            table.iter().for_each(|(key, value)| tables(value, &with(Step::Key(key.clone())), found));
        }
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(k, value)| tables(value, &with(Step::Place(k)), found));
        }
        _ => {}
    }
}

fn at<'a>(value: &'a mut Value, path: &[Step]) -> &'a mut Value {
    path.iter().fold(value, |value, step| match step {
        Step::Key(key) => &mut value[key.as_str()],
        Step::Place(k) => &mut value[*k],
    })
}

/// The last key of a path.
fn last_key(path: &[Step]) -> &str {
    let key = |step: &Step| matches!(step, Step::Key(_));
    match path.iter().rev().find(|step| key(step)) {
        Some(Step::Key(key)) => key,
        _ => "",
    }
}

/// Tables whose keys are names that a file chooses.
fn is_free(path: &[Step]) -> bool {
    let place = matches!(path.last(), Some(Step::Place(_)));
    let [key, above] = [last_key(path), last_key(&path[..path.len().saturating_sub(1)])];
    !place
        && (matches!(key, "sources" | "agents" | "strategies" | "trade" | "distance")
            || key == "trust" && path.len() == 1
            || key == "parameters" && above == "terms")
}

#[test]
fn the_scenario_is_right() {
    ARMS.into_iter().for_each(|arms| read(&full(arms)).unwrap());
}

#[test]
fn no_table_is_read_by_position() {
    for arms in ARMS {
        let file = full(arms);
        let mut all = Vec::new();
        tables(&file, &[], &mut all);
        assert!(all.len() > 40, "{}", all.len());
        for path in all.into_iter().skip(1) {
            // Its own values in their order, the first of them, none.
            for kept in [usize::MAX, 1, 0] {
                let mut changed = file.clone();
                let table = at(&mut changed, &path);
                let values: Vec<Value> = table.as_table().unwrap().values().take(kept).cloned().collect();
                *table = Value::Array(values);
                // A list of regimes, nations or shocks without any is one.
                let list = kept == 0 && path.len() == 1 && ["nation", "regime"].contains(&last_key(&path));
                assert!(read(&changed).is_err() || list, "{path:?} is read from a list");
            }
        }
    }
}

#[test]
fn every_key_is_read_by_somebody() {
    for arms in ARMS {
        let file = full(arms);
        let mut all = Vec::new();
        tables(&file, &[], &mut all);
        for path in all {
            let keys: Vec<String> = {
                let mut file = file.clone();
                at(&mut file, &path).as_table().unwrap().keys().cloned().collect()
            };
            let mut more = file.clone();
            at(&mut more, &path).as_table_mut().unwrap().insert("unheard_of".into(), Value::Integer(1));
            if last_key(&path) == "withdrawal" {
                assert_names(read(&more), &["[regime.arrangement.withdrawal]", "exactly 1"]); // a choice, no struct
            } else if !is_free(&path) {
                assert_names(read(&more), &["unheard_of"]);
            }
            let clause = last_key(&path) == "clauses"; // which is told by its own key
            for key in keys.iter().filter(|_| !is_free(&path) && !clause) {
                let mut slip = file.clone();
                let table = at(&mut slip, &path).as_table_mut().unwrap();
                let value = table.remove(key).unwrap();
                table.insert(format!("{key}x"), value);
                let message = read(&slip).unwrap_err().to_string();
                let tag = ["term", "kind", "rule", "mechanism"].contains(&key.as_str());
                let says = [format!("did you mean `{key}`?"), format!("did you mean {key}?")];
                let missing = tag && message.contains(&format!("`{key}`"));
                assert!(
                    missing || says.iter().any(|says| message.contains(says)),
                    "{path:?} {key}: {message}"
                );
            }
        }
    }
}

fn full_text() -> String {
    FULL.to_owned() + "\n[parameters]\ncost_exchange = 0.25\n"
}

/// The file with this in place of that, read from a file of this name as a scenario with its history.
fn edited(from: &str, to: &str) -> Result<(), Error> {
    let text = full_text();
    assert!(text.contains(from), "no {from:?}");
    let folder = std::env::temp_dir().join(format!("comity-messages-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("slip.toml");
    std::fs::write(&path, text.replacen(from, to, 1)).unwrap();
    let found = (|| {
        let scenario = Scenario::read(&path)?;
        let model = scenario.model()?;
        let study = Study::of(model);
        Simulation::scenario(&study, &scenario).map(|_| ())
    })();
    std::fs::remove_dir_all(&folder).unwrap();
    found
}

/// Each message names the file, and: the table or key, the line where it is a slip of the pen, the nation, the value,
/// what is allowed.
#[test]
fn messages_say_where_and_what() {
    let slips: &[(&str, &str, &[&str])] = &[
        // Figures.
        ("gdp = 100.0", "gdp = -1.0", &["nation A: gdp is -1, allowed: 1e-9..1e9 (USD bn per year)"]),
        ("gdp = 100.0", "gdp = \"100\"", &["line", "string \"100\"", "f64"]),
        ("gdp = 100.0", "gdq = 100.0", &["line", "`gdq`", "did you mean `gdp`?"]),
        ("population = 1e7\n", "", &["line 11, ", "population"]),
        (
            "military_expenditure = 3.0",
            "military_expenditure = 300.0",
            &["nation A: military_expenditure is 300, allowed:", "below gdp"],
        ),
        ("nuclear = \"possession\"", "nuclear = \"posession\"", &["line", "did you mean `possession`?"]),
        ("democracy = 0.9", "democracy = nan", &["nation A: democracy is NaN, allowed: 0..1"]),
        ("security = 2.0", "security = -2.0", &["nation A: priorities.security is -2, allowed: 0..100"]),
        ("priorities = {", "priorities = [1.0] #", &["line", "a table of named values"]),
        ("code = \"B\"", "code = \"A\"", &["nation A: code is A, allowed: unique"]),
        ("[[\"A\", \"B\"]]", "[[\"A\", \"D\"]]", &["D", "land_borders", "known"]),
        ("[[\"A\", \"B\"]]", "[[\"A\", \"B\", \"C\"]]", &["3 codes", "pairs of two"]),
        ("B = [10.0, 170.0, 5.0]", "B = [10.0, 170.0]", &["trade", "B", "3 numbers", "2 numbers"]),
        ("B = [10.0, 170.0, 5.0]", "B = [10.0, 170.0, -5.0]", &["B→C: trade is -5, allowed: 0..1e9"]),
        ("[1000.0, 0.0, 1500.0]", "[999.0, 0.0, 1500.0]", &["A→B: distance is 1000", "the same both ways"]),
        ("B = [0.3, 1.0, 0.2]", "B = [0.3, 1.0, 1.2]", &["B→C: trust is 1.2, allowed: 0..1"]),
        // Parameters.
        (
            "cost_exchange = 0.25",
            "cost_exchange = -1.0",
            &["parameters: cost_exchange is -1, allowed: a finite number ≥ 0 (USD per USD)"],
        ),
        ("cost_exchange = 0.25", "cost_exchnage = 0.25", &["line", "did you mean `cost_exchange`?"]),
        ("cost_exchange = 0.25", "war = [0.2]", &["line", "a table of named values"]),
        (
            "cost_exchange = 0.25",
            "war = { soil = 1.5 }",
            &["parameters: war.soil is 1.5, allowed: 0..1, below 1 (share of GDP)"],
        ),
        ("cost_exchange = 0.25", "arms = { kind = \"fixed\", fatigue = 1.0 }", &["line", "`fatigue`"]),
        ("cost_exchange = 0.25", "arms = { kind = \"richardsen\" }", &["line", "did you mean `richardson`?"]),
        (
            "cost_exchange = 0.25",
            "arms = { kind = \"richardson\", fatige = 1.0 }",
            &["line", "did you mean `fatigue`?"],
        ),
        ("cost_exchange = 0.25", "signals = \"sents\"", &["line", "did you mean `sent`?"]),
        (
            "cost_exchange = 0.25",
            "threat = { burden_ceiling = 0.01 }",
            &["parameters: threat.burden_ceiling is 0.01, allowed: at least", "military expenditure of A"],
        ),
        // Regimes.
        (
            "limit = 0.1",
            "limit = 1.5",
            &[
                "regime \"everything\": arrangement \"accord\": limit of \"arms reaction cut by 150 %\" is 1.5, allowed: 0..1",
            ],
        ),
        (
            "budget = 1.0",
            "budget = 300.0",
            &[
                "regime \"everything\": arrangement \"accord\": budget of \"missile defence, 300 bn a year\" is 300, allowed: below 300, the joint GDP of its members (USD bn per year)",
            ],
        ),
        (
            "amount = 0.1, leakage",
            "amount = 101.0, leakage",
            &["amount of \"A gives B 101 bn a year\" is 101, allowed: below 100, the GDP of A"],
        ),
        (
            "to = \"B\", amount = 0.1 }]",
            "to = \"B\", amount = 100.0 }]",
            &["amount of the payment of A to B is 100, allowed: below 100, the GDP of A"],
        ),
        (
            "to = \"B\", amount = 0.1 }]",
            "to = \"C\", amount = 0.1 }]",
            &[
                "regime \"everything\": arrangement \"accord\": nation of a payment is C, allowed: members: A B",
            ],
        ),
        (
            "beneficiary = \"B\"",
            "beneficiary = \"C\"",
            &["nation of \"A defends C\" is C, allowed: members: A B"],
        ),
        (
            "target = \"C\"",
            "target = \"B\"",
            &["nation of \"partial sanctions on B\" is B, allowed: a nation that is not a member"],
        ),
        (
            "target = \"C\"",
            "target = \"D\"",
            &["unknown nation in arrangement \"accord\" in regime \"everything\"", "\"D\"", "known: A B C"],
        ),
        (
            "members = [\"A\", \"B\"]",
            "members = [\"A\"]",
            &["regime \"everything\": arrangement \"accord\": members is [A], allowed: at least 2"],
        ),
        ("{ share_of_gdp = 0.001 }", "{ share = 0.001 }", &["line", "did you mean `share_of_gdp`?"]),
        (
            "{ share_of_gdp = 0.001 }",
            "[0.001]",
            &["line", "a number (USD bn per year) or { share_of_gdp = a number }"],
        ),
        (
            "{ term = \"tariff_cut\", cut = 0.03 }",
            "{ term = \"tarif_cut\", cut = 0.03 }",
            &["line", "did you mean `tariff_cut`?"],
        ),
        (
            "{ term = \"tariff_cut\", cut = 0.03 }",
            "{ term = \"tariff_cut\", cuts = 0.03 }",
            &["line", "did you mean `cut`?"],
        ),
        (
            "{ term = \"tariff_cut\", cut = 0.03 }",
            "[\"tariff_cut\", 0.03]",
            &["line", "a table of named values"],
        ),
        ("keeps_status_quo = true", "keep_status_quo = true", &["line", "did you mean `keeps_status_quo`?"]),
        ("withdrawal = { notice = 2 }", "withdrawal = { notic = 2 }", &["line", "did you mean `notice`?"]),
        // Histories.
        ("years = 3\nseed", "yers = 3\nseed", &["section history", "yers", "did you mean years?"]),
        ("years = 3\nseed", "years = \"3\"\nseed", &["section history, years", "string \"3\""]),
        (
            "rule = \"trigger\", years = 3",
            "rule = \"trigger\", year = 3",
            &["section history, everybody", "did you mean `years`?"],
        ),
        ("rule = \"always\"", "rule = \"always\", years = 3", &["section history, agents.A", "`years`"]),
        ("memory = 0.9", "memory = 1.9", &["history", "memory", "1.9"]),
        (
            "threshold = 0.5",
            "threshold = 1.5",
            &["history, strategies.calm: threshold is 1.5, allowed: 0..1"],
        ),
        ("opener = \"A\"", "openr = \"A\"", &["section history, diplomacy", "did you mean `opener`?"]),
        (
            "{ defence_among_all = 0.4 }",
            "{ defence_among_al = 0.4 }",
            &["section history, diplomacy", "missing field", "defence_among_all"],
        ),
        ("log_odds = -1.0", "log_ods = -1.0", &["section history, shock", "did you mean `log_odds`?"]),
    ];
    let mut wrong = Vec::new();
    for (from, to, fragments) in slips {
        let line = 1 + full_text().split(from).next().unwrap().matches('\n').count();
        let message = edited(from, to).unwrap_err().to_string();
        let said = |fragment: &str| match fragment {
            "line" => message.contains(&format!("line {line}, ")),
            other => message.contains(other),
        };
        if !message.contains("slip.toml") || !fragments.iter().all(|fragment| said(fragment)) {
            wrong.push(format!("{from} -> {to}, {fragments:?}, line {line}:\n{message}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn a_regime_of_ones_own_is_read_by_name() {
    let by_name = r#"{"name": "calm", "keeps_status_quo": true, "arrangement": []}"#;
    assert!(serde_json::from_str::<NamedRegime>(by_name).is_ok());
    let arrangement = r#"[{"name": "x", "members": ["A", "B"], "terms": [["tariff_cut", 0.1]]}]"#;
    assert!(serde_json::from_str::<Regime>(arrangement).is_err());
    assert!(serde_json::from_str::<Regime>(r#"[["x", ["A", "B"], null, "free", [], []]]"#).is_err());
}
