//! The program that solves game files: published cases to the last digit, and errors with exit status 2.

use crate::common::{cases, programs};
use comity::game::GameFile;
use serde_json::Value;
use std::path::{Path, PathBuf};

const KINDS: [&str; 10] = [
    "tu_gain",
    "airport_typed",
    "weighted_voting",
    "tu_apriori_unions",
    "csg_generator",
    "chwe_lcs",
    "dynamic_coalition_mpe",
    "hedonic_ordinal",
    "partition_function",
    "symmetric_partition_function",
];

fn scratch(name: &str, text: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).unwrap();
    path
}

fn solve(text: &str, name: &str) -> comity::Result<Value> {
    let file = GameFile::read(&scratch(name, text))?;
    let mut answers = Vec::new();
    for case in &file.cases {
        answers.push(serde_json::to_value(comity::solve::answer(case)?).unwrap());
    }
    Ok(if file.single { answers.remove(0) } else { answers.into() })
}

/// What a case expects: its `expected`, or for a generator's instance the optimum.
fn expected(case: &Value) -> Vec<(String, Value)> {
    let own = case.get("expected").and_then(Value::as_object);
    let optimum = || case.get("optimal_value").map(|v| vec![("optimal_value".to_string(), v.clone())]);
    own.map(|o| o.clone().into_iter().collect()).or_else(optimum).unwrap_or_default()
}

#[test]
fn published_cases() {
    let mut figures = 0;
    for (path, file) in cases::all() {
        let lists = ["cases", "instances", "experiments"];
        let list = lists.iter().find_map(|key| file.get(key));
        if !file.get("kind").and_then(Value::as_str).is_some_and(|kind| KINDS.contains(&kind)) {
            continue;
        }
        // Coalition structures of 2^22 and more are left to the benches: an unoptimised build is slow.
        let small =
            |case: &&Value| case.get("n").and_then(Value::as_u64).is_none_or(|n| !(20..=30).contains(&n));
        let text = match list.and_then(Value::as_array) {
            Some(cases) => {
                let mut file = file.clone();
                lists.iter().for_each(|key| drop(file.as_object_mut().unwrap().remove(*key)));
                file["instances"] = cases.iter().filter(small).cloned().collect();
                file.to_string()
            }
            None => std::fs::read_to_string(&path).unwrap(),
        };
        let answer = solve(&text, "published.json").unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let answers = answer.as_array().cloned().unwrap_or(vec![answer]);
        let cases = list.and_then(Value::as_array).cloned().unwrap_or(vec![file]);
        for (case, answer) in cases.iter().filter(small).zip(&answers) {
            assert_eq!(answer["certificates_checked"], true, "{}", path.display());
            for (key, value) in expected(case) {
                assert_eq!(answer[&key], value, "{}: {key}", path.display());
                figures += 1;
            }
        }
    }
    assert!(figures > 200, "only {figures} figures compared");
}

#[test]
fn small_votes_all_five_indices() {
    let answer =
        solve(r#"{"kind": "weighted_voting", "quota": 0.51, "weights": ["1/2", 0.49, 0.01]}"#, "vote.json");
    let answer = answer.unwrap();
    for (key, value) in [
        ("shapley_shubik", r#"["2/3", "1/6", "1/6"]"#),
        ("banzhaf_swings", "[3, 1, 1]"),
        ("deegan_packel", r#"["1/2", "1/4", "1/4"]"#),
        ("holler", r#"["1/2", "1/4", "1/4"]"#),
        ("johnston", r#"["2/3", "1/6", "1/6"]"#),
    ] {
        assert_eq!(answer[key], serde_json::from_str::<Value>(value).unwrap(), "{key}");
    }
}

#[test]
fn unions_by_weights_and_by_worths() {
    let unions = r#""unions": {"pair": [3, 4], "alone": ["1", "2", "4"]}"#;
    let voting = format!(r#"{{"kind": "tu_apriori_unions", "quota": 2, "weights": [1, 1, 1], {unions}}}"#);
    let worths = format!(
        r#"{{"kind": "tu_apriori_unions", "n": 3, "values": {{"3": 1, "5": 1, "6": 1, "7": 1}}, {unions}}}"#
    );
    for (name, text) in [("by_weights.json", voting), ("by_worths.json", worths)] {
        let answer = solve(&text, name).unwrap();
        let known = r#"{"owen": {"pair": ["1/2", "1/2", 0], "alone": ["1/3", "1/3", "1/3"]}, "certificates_checked": true}"#;
        assert_eq!(answer, serde_json::from_str::<Value>(known).unwrap());
    }
}

/// Player 0 likes 1, who likes 2, who likes nobody: under every name that files give the matrix. Divided by
/// the size of the coalition, the pair {0, 1} and everybody together part.
#[test]
fn weights_of_hedonic_games() {
    let matrix = "[[0, 2, 1], [\"1/2\", 0, 1], [0, 0, 0]]";
    let answers: Vec<Value> = ["weights", "weight_matrix", "matrix", "values", "utilities"]
        .map(|key| solve(&format!(r#"{{"kind": "ashg", "n": 3, "{key}": {matrix}}}"#), "ashg.json").unwrap())
        .into();
    assert!(answers.iter().all(|a| *a == answers[0] && a["certificates_checked"] == true));
    assert_eq!(answers[0]["nash"], serde_json::json!([[7]]));
    let flag = format!(r#"{{"kind": "ashg", "fractional": true, "weights": {matrix}}}"#);
    let kind = format!(r#"{{"kind": "fractional_hedonic", "weights": {matrix}}}"#);
    let fractional = solve(&flag, "flag.json").unwrap();
    assert_eq!(fractional, solve(&kind, "fractional.json").unwrap());
    // Everybody: 1, 1/2, 0. {0, 1}: 1, 1/4. {1, 2}: 1/2, 0.
    assert_eq!(fractional["strict_core"], serde_json::json!([[7]]));
    assert!(solve(r#"{"kind": "ashg", "n": 3}"#, "weightless.json").is_err());
    assert!(solve(r#"{"kind": "ashg", "weights": [[0, 1]]}"#, "ragged.json").is_err());
    let four = format!(r#"{{"kind": "ashg", "n": 4, "weights": {matrix}}}"#);
    assert!(solve(&four, "four.json").is_err());
}

#[test]
fn undefined_concepts_are_null() {
    // No imputation: Σ v(i) > v(N). Values beyond 53 bits. One player.
    let game = r#"{"kind": "tu_gain", "n": 2, "values": {"1": 3, "2": 3, "3": "1/3"}}"#;
    let answer = solve(game, "no_imputation.json").unwrap();
    assert_eq!(
        (&answer["nucleolus"], &answer["nucleolus_in_kernel"], &answer["tau"]),
        (&Value::Null, &Value::Null, &Value::Null)
    );
    assert_eq!(answer["optimal_structure_value"], 6);
    assert_eq!(answer["an_optimal_structure_masks"], serde_json::json!([1, 2]));
    let huge = r#"{"kind": "tu_gain", "n": 2, "values": {"1": 1e30, "2": 1, "3": "1e30"}}"#;
    let huge = comity::solve::answer(&GameFile::parse(huge, "huge").unwrap().cases[0]).unwrap();
    let text = serde_json::to_string(&huge).unwrap();
    assert!(text.contains("\"optimal_structure_value\":1000000000000000000000000000001"), "{text}");
    let alone = solve(r#"{"kind": "tu_gain", "n": 1, "values": {"1": 4}}"#, "alone.json").unwrap();
    assert_eq!((&alone["least_core_eps"], &alone["nucleolus"]), (&Value::Null, &serde_json::json!([4])));
    let nothing = solve(r#"{"kind": "tu_gain", "n": 2, "values": {"3": 0}}"#, "nothing.json").unwrap();
    assert_eq!(nothing["banzhaf_normalized"], Value::Null);
    let costs = r#"{"kind": "tu_gain", "n": 2, "cost_values": {"1": 5, "2": 4, "3": 7}}"#;
    let costs = solve(costs, "costs.json").unwrap();
    assert_eq!(
        (&costs["shapley"], &costs["cost_nucleolus"]),
        (&serde_json::json!([1, 1]), &serde_json::json!([4, 3]))
    );
}

/// The program itself.
#[test]
fn errors_are_said_on_stderr_with_status_two() {
    let run = |arguments: &[&Path]| {
        programs::run("solve", &arguments.iter().map(|path| path.to_str().unwrap()).collect::<Vec<_>>())
    };
    for (name, text, says) in [
        ("unknown.json", r#"{"kind": "chess"}"#, "unknown kind of game \"chess\"; known: airport_typed"),
        ("missing.json", r#"{"kind": "tu_gain", "n": 2, "values": {"1": 1}}"#, "grand coalition"),
        ("range.json", r#"{"kind": "tu_gain", "n": 99, "values": {}}"#, "n: 99 players"),
        ("fraction.json", r#"{"kind": "tu_gain", "n": 1, "values": {"1": "1/0"}}"#, "values[\"1\"]"),
        ("second.json", r#"[{"kind": "tu_gain", "n": 1, "values": {"1": 1}}, {}]"#, "case 1: kind: missing"),
        ("seedless.json", r#"{"kind": "csg_generator", "n": 3}"#, "seed"),
        ("words.json", r#"{"kind": "csg_generator", "n": 3, "seed": 1, "generator": "?"}"#, "SplitMix64"),
        (
            "unions.json",
            r#"{"kind": "tu_apriori_unions", "quota": 1, "weights": [1, 1], "unions": {"a": [1]}}"#,
            "unions[\"a\"]",
        ),
        ("broken.json", "{", "broken.json"),
    ] {
        let output = run(&[&scratch(name, text)]);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{name}");
        assert!(stderr.contains(says) && output.stdout.is_empty(), "{name}: {stderr}");
    }
    for arguments in [&[][..], &[Path::new("nowhere.json")], &[Path::new("a"), Path::new("b")]] {
        assert_eq!(run(arguments).status.code(), Some(2));
    }
    let good = run(&[&scratch("good.json", r#"[{"kind": "tu_gain", "n": 1, "values": {"1": 1}}]"#)]);
    assert!(good.status.success() && good.stdout.starts_with(b"[") && good.stderr.is_empty());
}
