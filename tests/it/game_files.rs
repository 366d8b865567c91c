//! Game files: exact numbers, inheritance, errors with their place.

use crate::common::draws;
use comity::game::{Case, Fraction, GameFile, TuGame, WeightedVoting};
use proptest::prelude::*;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

fn one(text: &str) -> Case {
    GameFile::parse(text, "f").unwrap().cases.remove(0)
}

fn fraction(p: i64, q: i64) -> Fraction {
    Fraction::new(p.into(), q.into())
}

#[test]
fn numbers_are_read_digit_by_digit() {
    let long = "123456789012345678901234567890.12345678901234567890";
    let case =
        one(&format!(r#"{{"a": [1, -2.50, "3/4", "-7", "0.5", 1e3, 25e-2, "1.5/3", {long}, 0.1], "n": 1}}"#));
    let read = case.numbers("a").unwrap();
    let known = [(1, 1), (-5, 2), (3, 4), (-7, 1), (1, 2), (1000, 1), (1, 4), (1, 2)];
    assert_eq!(read[..8], known.map(|(p, q)| fraction(p, q)));
    let digits: num_bigint::BigInt = long.replace('.', "").parse().unwrap();
    assert_eq!(read[8], Fraction::new(digits, num_bigint::BigInt::from(10).pow(20)));
    assert_eq!(read[9], fraction(1, 10));
    let written =
        TuGame::from_values(vec![fraction(0, 1), fraction(6, 4), fraction(8, 4), fraction(1, 1)]).unwrap();
    assert!(written.file_text("two").ends_with(r#""values":{"1":"3/2","2":2,"3":1}}"#));
}

#[test]
fn bad_numbers_are_located() {
    for bad in [
        r#""1/0""#,
        r#""x""#,
        r#""""#,
        r#""-""#,
        r#"".""#,
        "null",
        "[]",
        "true",
        "1e500",
        r#""1e99999999999999999999""#,
        r#""1/2/3""#,
        r#""--1""#,
        r#""0x10""#,
    ] {
        let case = one(&format!(r#"{{"n": 2, "values": {{"1": 1, "3": {bad}}}}}"#));
        let error = case.tu_game("values").unwrap_err().to_string();
        assert!(error.contains(r#"f: values["3"]"#), "{bad}: {error}");
    }
}

#[test]
fn bad_games_are_located() {
    for (text, says) in [
        (r#"{"n": 2}"#, "missing"),
        (r#"{"n": 0, "values": {}}"#, "1..=63"),
        (r#"{"n": -1, "values": {}}"#, "n"),
        (r#"{"n": 64, "values": {"1": 1}}"#, "1..=63"),
        (r#"{"n": 26, "values": {"1": 1}}"#, "limit is 25"),
        (r#"{"values": {"1": 1}}"#, "n: missing"),
        (r#"{"n": 2, "values": {"1": 1}}"#, "grand coalition"),
        (r#"{"n": 2, "values": {"4": 1, "3": 1}}"#, "\"4\" is not a mask of 1..=3"),
        (r#"{"n": 2, "values": {"-1": 1, "3": 1}}"#, "\"-1\""),
        (r#"{"n": 2, "values": {"1": 1, "01": 1, "3": 1}}"#, "twice"),
        (r#"{"n": 2, "values": {"1": 1, "1": 1, "3": 1}}"#, "twice"),
        (r#"{"n": 2, "values": {"0": 1, "3": 1}}"#, "0 for nobody"),
        (r#"{"n": 2, "values": [0, 1, 2]}"#, "3 worths"),
        (r#"{"n": 2, "players": ["a"], "values": {"3": 1}}"#, "n = 2"),
        (r#"{"n": 2, "values": 7}"#, "object"),
    ] {
        let error = one(text).tu_game("values").unwrap_err().to_string();
        assert!(error.contains(says), "{text}: {error}");
    }
    for text in ["", "{", "7", "[1]", r#"{"kind": 1, "kind": 2}"#, r#"{"cases": 3}"#, r#"{"cases": [[]]}"#] {
        assert!(GameFile::parse(text, "f").is_err(), "{text}");
    }
    assert!(one("{}").kind().is_err());
    assert!(
        GameFile::read(std::path::Path::new("no such file"))
            .unwrap_err()
            .to_string()
            .contains("no such file")
    );
    for text in [
        r#"{"quota": 2}"#,
        r#"{"quota": 9, "weights": [1, 2]}"#,
        r#"{"quota": 0, "weights": [1, 2]}"#,
        r#"{"quota": 1, "weights": [-1, 2]}"#,
        r#"{"quota": 1, "weights": [1, 2], "n": 3}"#,
        r#"{"quota": [1, 2], "weights": [[1, 2]]}"#,
        r#"{"quota": [], "weights": []}"#,
    ] {
        assert!(one(text).weighted_voting().is_err(), "{text}");
    }
    for text in [
        r#"{"types": []}"#,
        r#"{"types": [{"landings": 1.5, "runway_cost": 1}]}"#,
        r#"{"types": [{"landings": 1, "runway_cost": -1}]}"#,
        r#"{"n": 3, "types": [{"landings": 2, "runway_cost": 1}]}"#,
    ] {
        assert!(one(text).airport().is_err(), "{text}");
    }
}

#[test]
fn cases_inherit_but_keep_their_own() {
    for list in ["cases", "instances", "experiments"] {
        let text =
            format!(r#"{{"kind": "k", "n": 2, "expected": 1, "{list}": [{{"n": 3}}, {{"kind": "l"}}]}}"#);
        let read = GameFile::parse(&text, "f").unwrap();
        assert!(!read.single);
        let kinds: Vec<String> = read.cases.iter().map(|c| c.kind().unwrap()).collect();
        assert_eq!(kinds, ["k", "l"]);
        assert_eq!((read.cases[0].players().unwrap(), read.cases[1].players().unwrap()), (3, 2));
        assert!(!read.cases[0].has("expected") && !read.cases[0].has(list));
    }
    assert!(GameFile::parse("{}", "f").unwrap().single);
    assert_eq!(GameFile::parse("[{}, {}]", "f").unwrap().cases.len(), 2);
    let named = one(r#"{"players": ["Aea", "Bea"], "values": {"3": "1/2"}}"#);
    assert_eq!(named.tu_game("values").unwrap().grand(), &fraction(1, 2));
}

#[test]
fn what_is_written_is_read_back() {
    let game = TuGame::bankruptcy(fraction(201, 2), &[fraction(100, 1), fraction(200, 3)]).unwrap();
    assert_eq!(one(&game.file_text("estate")).tu_game("values").unwrap(), game);
    let vote = WeightedVoting::new(12, [4, 4, 4, 2, 2, 1]).unwrap();
    assert_eq!(one(&vote.file_text("EEC")).weighted_voting().unwrap(), vote);
    let double = vote.and(4, [1; 6]).unwrap();
    assert_eq!(one(&double.file_text("EEC")).weighted_voting().unwrap(), double);
    let third = one(r#"{"quota": 0.5, "weights": ["1/3", 0.25, "5/12"]}"#).weighted_voting().unwrap();
    assert_eq!(third, WeightedVoting::new(6, [4, 3, 5]).unwrap());
}

#[test]
fn structures_by_mask() {
    let case = one(r#"{"unions": {"b": [3, "4"], "a": ["36893488147419103232"]}}"#);
    let read = case.structures("unions").unwrap();
    assert_eq!(read, [("b".into(), vec![vec![0, 1], vec![2]]), ("a".into(), vec![vec![65]])]);
    assert!(one(r#"{"unions": {"b": [-3]}}"#).structures("unions").is_err());
}

#[test]
fn digits_past_400_places_are_refused_at_once() {
    // A million digits would take minutes to read; what is refused is not read.
    let nines = "7".repeat(1_000_000);
    let fine = format!("0.{}{nines}", "0".repeat(300));
    for number in [&nines, &format!("-{nines}"), &fine, "1e401", "1e-401", "10e400", "0.1e-400"] {
        for text in [format!(r#"{{"x": {number}}}"#), format!(r#"{{"x": "{number}"}}"#)] {
            let error = one(&text).number("x").unwrap_err().to_string();
            assert!(error.starts_with("f: x: ") && error.contains("10^400"), "{}", &error[..200]);
            assert!(error.len() < 1_000, "an error repeats {} bytes", error.len());
        }
    }
    // Zeros are no digits, and both ends are in.
    let zeros = "0".repeat(100_000);
    let case = one(&format!(r#"{{"x": [{}, "{zeros}25.50{zeros}", 1e400, "1e-400", "0e0"]}}"#, "0.5"));
    let read = case.numbers("x").unwrap();
    assert_eq!(read[..2], [fraction(1, 2), fraction(51, 2)]);
    assert_eq!(&read[2] * &read[3], fraction(1, 1));
    assert_eq!(read[4], fraction(0, 1));
}

/// Worths past the ends of the floating-point numbers never pass through them.
#[test]
fn worths_past_floating_point_are_exact() {
    for (worth, half) in [("2e308", "1e308"), ("2e400", "1e400"), ("2e400/1e-400", "1e400/1e-400")] {
        let text = format!(r#"{{"kind": "tu_gain", "n": 2, "values": {{"1": 0, "2": 0, "3": "{worth}"}}}}"#);
        let answer = comity::solve::answer(&one(&text)).unwrap();
        // Digit by digit: in a tree of JSON the numbers would have to be floating-point ones.
        let answer: BTreeMap<String, Box<RawValue>> =
            serde_json::from_str(&serde_json::to_string(&answer).unwrap()).unwrap();
        let half = one(&format!(r#"{{"x": "{half}"}}"#)).number("x").unwrap();
        for key in ["shapley", "nucleolus", "tau", "prenucleolus"] {
            assert_eq!(answer[key].get(), format!("[{half},{half}]"), "{key}");
        }
        assert_eq!((answer["core_nonempty"].get(), answer["certificates_checked"].get()), ("true", "true"));
    }
}

#[test]
fn what_nobody_reads_is_refused() {
    let marked = "\u{feff}{\"kind\": \"tu_gain\", \"n\": 1, \"values\": {\"1\": 1}}";
    assert!(comity::solve::answer(&one(marked)).is_ok());
    for (text, says) in [
        ("", "f: empty"),
        ("\u{feff} \n", "f: empty"),
        (r#"{"cases": [{}], "experiments": [{}]}"#, "\"cases\" and \"experiments\""),
    ] {
        let error = GameFile::parse(text, "f").unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    }
    for (text, says) in [
        (
            r#"{"kind": "tu_gain", "n": 1, "values": {"1": 1}, "superaditive": true}"#,
            "unknown key in f \"superaditive\"",
        ),
        (r#"{"kind": "weighted_voting", "quota": 1, "weights": [1], "vetoes": [0]}"#, "vetoes"),
        (
            r#"{"kind": "airport_typed", "types": [{"landings": 1, "runway_cost": 1, "tax": 2}]}"#,
            "types[0] \"tax\"",
        ),
        (
            r#"{"kind": "tu_gain", "n": 2, "cost_values": {"1": 5, "3": 7}}"#,
            "the cost of coalition \"2\" is missing",
        ),
        (
            r#"{"kind": "partition_function", "n": 1, "partition_function": [{"partition": [1], "worth": {}, "x": 1}]}"#,
            "unknown field `x`",
        ),
    ] {
        let error = comity::solve::answer(&one(text)).unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    }
}

/// Approval by any member is another process than approval by all of a committee.
#[test]
fn a_process_without_unanimity_is_refused() {
    let path = crate::common::cases::folder().join("61_heyen_lehtomaa2021.json");
    let text = std::fs::read_to_string(path).unwrap();
    let rule = "\"unanimity_required\": true";
    assert!(text.contains(rule));
    let file = GameFile::parse(&text.replace(rule, "\"unanimity_required\": false"), "f").unwrap();
    for case in &file.cases {
        let error = comity::solve::answer(case).unwrap_err().to_string();
        assert!(error.contains("unanimity_required is false, allowed: true"), "{error}");
    }
    let file = GameFile::parse(&text.replace(rule, "\"any_member_approves\": true"), "f").unwrap();
    assert!(comity::solve::answer(&file.cases[0]).unwrap_err().to_string().contains("any_member_approves"));
}

/// An error repeats no more than a message should of a value of any length.
#[test]
fn no_error_repeats_a_long_value() {
    let long = "x".repeat(1_000_000);
    for text in [
        format!(r#"{{"kind": "{long}"}}"#),
        format!(r#"{{"kind": "tu_gain", "n": "{long}"}}"#),
        format!(r#"{{"kind": "tu_gain", "n": 1, "values": {{"{long}": 1}}}}"#),
        format!(r#"{{"kind": "tu_gain", "n": 1, "values": {{"1": "{long}"}}}}"#),
        format!(r#"{{"kind": "tu_gain", "{long}": 1}}"#),
        format!(
            r#"{{"kind": "chwe_lcs", "outcomes": ["a"], "utilities_ordinal": [{{"a": "{long}"}}], "effectivity": []}}"#
        ),
    ] {
        let error = comity::solve::answer(&one(&text)).unwrap_err().to_string();
        assert!(error.len() < 10_000, "{} bytes", error.len());
    }
}

proptest! {
    #![proptest_config(draws::cases(256))]

    #[test]
    fn arbitrary_text_never_panics(text in ".*") {
        if let Ok(read) = GameFile::parse(&text, "f") {
            for case in read.cases {
                let _ = (case.kind(), case.tu_game("values"), case.weighted_voting(), case.airport());
            }
        }
    }

    #[test]
    fn arbitrary_fields_never_panic(n in "[0-9]|1[0-9]|99", key in "[0-9]{1,2}", value in "[-+0-9./eE]{0,8}", quota in "[0-9.]{1,5}") {
        let text = format!(
            r#"{{"n": {n}, "values": {{"{key}": "{value}"}}, "quota": "{quota}", "weights": ["{value}", "{quota}"],
                "types": [{{"landings": {n}, "runway_cost": "{value}"}}], "unions": {{"a": ["{value}"]}}}}"#
        );
        if let Ok(read) = GameFile::parse(&text, "f") {
            for case in read.cases {
                let _ = (case.tu_game("values"), case.weighted_voting(), case.airport(), case.structures("unions"));
            }
        }
    }
}
