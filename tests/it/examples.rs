//! The command line of `examples/northeast_asia`: JSON for machines, scenarios read, bad flags refused.

use crate::common::programs::run;
use serde_json::Value;

#[test]
fn northeast_asia_prints_its_numbers_as_json() {
    let output = run("northeast_asia", &["--json"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let regimes = report["regimes"].as_array().unwrap();
    let names: Vec<&str> = regimes.iter().map(|r| r["name"].as_str().unwrap()).collect();
    assert_eq!(
        names,
        ["no_pacts", "hub_and_spoke", "missile_defence", "cooperative_six", "cooperative_seven"]
    );
    let region = ["USA", "JPN", "KOR", "PRK", "CHN", "RUS", "MNG", "AUS", "PHL", "THA", "CAN"];
    for regime in regimes {
        let nations = regime["nations"].as_array().unwrap();
        let codes: Vec<&str> = nations.iter().map(|n| n["iso3"].as_str().unwrap()).collect();
        assert_eq!(codes, region);
        for nation in nations {
            let nation = nation.as_object().unwrap();
            let keys: Vec<&str> = nation.keys().map(String::as_str).collect();
            let mut expected = [
                "iso3",
                "utility",
                "security",
                "trade",
                "aid",
                "sovereignty",
                "military_stock",
                "expected_loss",
                "entrapment",
                "real_income_hat",
                "money_metric",
            ];
            expected.sort_unstable();
            let mut sorted = keys.clone();
            sorted.sort_unstable();
            assert_eq!(sorted, expected);
            assert!(
                nation.iter().all(|(key, value)| key == "iso3" || value.as_f64().is_some_and(f64::is_finite))
            );
        }
    }
    // The reference evaluation, model page §8: Korea without the pacts.
    let korea = |regime: usize| regimes[regime]["nations"][2]["utility"].as_f64().unwrap();
    assert!((1e4 * (korea(0) - korea(1)) + 65.3).abs() <= 0.05);
    assert!(report["deal"]["signed"].as_array().is_some() && report["deal"]["trace"].is_object());
    let verdicts = report["verdicts"].as_array().unwrap();
    assert!(!verdicts.is_empty() && verdicts.iter().all(|v| v["stable"].is_boolean()));
}

#[test]
fn northeast_asia_prints_the_same_twice_and_reads_scenarios() {
    let output = run("northeast_asia", &["--json"]);
    let bundled = concat!(env!("CARGO_MANIFEST_DIR"), "/src/world/northeast_asia_2002.toml");
    assert_eq!(
        run("northeast_asia", &["--json", "--seed", "42", "--scenario", bundled]).stdout,
        output.stdout
    );
    let tables = run("northeast_asia", &[]);
    let text = String::from_utf8(tables.stdout).unwrap();
    assert!(tables.status.success());
    for heading in
        ["TODAY: HUB AND SPOKE", "MISSILE DEFENCE", "COOPERATIVE SEVEN", "A NEGOTIATION OPENED BY JPN"]
    {
        assert!(text.contains(heading), "no {heading} in\n{text}");
    }
}

#[test]
fn northeast_asia_names_its_form_and_what_is_set() {
    let output = run("northeast_asia", &["--form", "first", "--set", "terror=0"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.lines().next().unwrap().ends_with("11 nations, first form of the model, terror = 0"),
        "{text}"
    );
    // The funds of that form, on every menu.
    assert!(text.contains("infrastructure fund, 10 bn a year") && !text.contains("% of GDP"), "{text}");
}

#[test]
fn bad_flags_end_with_status_two_and_a_reason() {
    for (arguments, fragments) in [
        (&["--jsno"][..], &["--jsno", "--json"][..]),
        (&["--seed", "many"], &["--seed", "many"]),
        (&["--seed"], &["--seed", "a value"]),
        (&["--scenario"], &["--scenario", "a value"]),
        (&["--set", "war.soil"], &["--set", "war.soil", "NAME=VALUE"]),
        (&["--set", "war.soli=0.2"], &["unknown parameter", "war.soli", "war.soil"]),
        (&["--set", "war.soil=0.2", "--set", "war.soil=0.3"], &["--set", "war.soil=0.3", "each name once"]),
        (&["--scenario", "no such file"], &["no such file"]),
        (&["--scenario", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")], &["Cargo.toml", "TOML"]),
    ] {
        let output = run("northeast_asia", arguments);
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {message}");
        assert!(output.stdout.is_empty());
        for fragment in fragments {
            assert!(message.contains(fragment), "no {fragment:?} in: {message}");
        }
    }
}
