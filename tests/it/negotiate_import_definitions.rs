//! Files of other tools: what they are worth by their own format's definition, and what is refused by name.

use comity::Result;
use comity::negotiate::{Domain, Imported};
use std::path::PathBuf;

fn data(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests", "data", "domains", name].iter().collect()
}

fn read(names: &[&str]) -> Result<Imported> {
    Imported::read(&names.iter().map(|name| data(name)).collect::<Vec<_>>())
}

fn refused(result: Result<Imported>, parts: &[&str]) {
    let message = result.unwrap_err().to_string();
    for part in parts {
        assert!(message.contains(part), "{part:?} is not in: {message}");
    }
}

fn close(found: &[f64], right: &[f64]) {
    assert_eq!(found.len(), right.len(), "{found:?}");
    for (f, r) in found.iter().zip(right) {
        assert!((f - r).abs() < 1e-12, "{found:?} {right:?}");
    }
}

/// GENIUS 10.4, `EvaluatorInteger.getEvaluation`: `slope · (value − lowerBound) + offset`, within 0 and 1.
#[test]
fn genius_integers_count_from_the_lower_bound() {
    let domain = read(&["genius_integer_lower_bound.domain.xml", "genius_integer_lower_bound.profile.xml"])
        .unwrap()
        .domain;
    close(&domain.utilities(0).unwrap(), &[1.0, 0.85, 0.7, 0.55, 0.4, 0.25, 0.1]);
    let steep = std::fs::read_to_string(data("genius_integer_lower_bound.profile.xml")).unwrap();
    let (steep, domain) = (
        steep.replace("-0.15", "-0.4"),
        std::fs::read_to_string(data("genius_integer_lower_bound.domain.xml")).unwrap(),
    );
    let cut = Imported::genius(&domain, &[("p", &steep)]).unwrap().domain;
    close(&cut.utilities(0).unwrap(), &[1.0, 0.6, 0.2, 0.0, 0.0, 0.0, 0.0]);
}

#[test]
fn genius_spaces_of_another_type_are_refused_by_name() {
    let files = ["genius_nonlinear_space.domain.xml", "genius_nonlinear_space.profile.xml"];
    refused(
        read(&files),
        &["genius_nonlinear_space.profile.xml, line 1", "\"nonlinear\" is not read", "linear"],
    );
    // Without the type the hyper-rectangles themselves are not understood.
    let [domain, profile] = files.map(|f| std::fs::read_to_string(data(f)).unwrap());
    let untyped = profile.replace(" type=\"nonlinear\"", "");
    refused(Imported::genius(&domain, &[("p", &untyped)]), &["p, line 6", "\"utility\" in <utility_space>"]);
}

#[test]
fn genius_values_without_evaluation_are_refused() {
    let files = ["genius_missing_evaluation.domain.xml", "genius_missing_evaluation.profile.xml"];
    refused(read(&files), &["profile.xml, line 3", "issue \"site\"", "value \"east\" has no evaluation"]);
}

/// GENIUS joins by index, so that names may differ or be there twice.
#[test]
fn genius_issues_are_joined_by_index() {
    let files = ["genius_duplicate_issue_name.domain.xml", "genius_duplicate_issue_name.profile.xml"];
    let domain = read(&files).unwrap().domain;
    // long, short: 0.5 · 2/2 + 0.5 · 4/4.
    close(&[domain.utility(0, domain.outcome(&[1, 0]).unwrap()).unwrap()], &[1.0]);
    let [text, profile] = files.map(|f| std::fs::read_to_string(data(f)).unwrap());
    let renamed = profile.replacen("name=\"term\"", "name=\"duration\"", 1);
    assert_eq!(
        Imported::genius(&text, &[("p", &renamed)]).unwrap().domain.utilities(0).unwrap(),
        domain.utilities(0).unwrap()
    );
}

/// `AbstractUtilitySpace.validateDiscount`: a factor of 0 or less, or above 1, is none.
#[test]
fn genius_discounts_outside_of_0_to_1_are_none() {
    let files = ["genius_discount_zero.domain.xml", "genius_discount_zero.profile.xml"];
    assert_eq!(read(&files).unwrap().discounts, [1.0]);
    let [domain, profile] = files.map(|f| std::fs::read_to_string(data(f)).unwrap());
    for (given, right) in [("2.0", 1.0), ("-1", 1.0), ("1e-9", 1e-9), ("1", 1.0), ("0.25", 0.25)] {
        let profile =
            profile.replace("discount_factor value=\"0.0\"", &format!("discount_factor value=\"{given}\""));
        assert_eq!(Imported::genius(&domain, &[("p", &profile)]).unwrap().discounts, [right]);
    }
    let profile = profile.replace("discount_factor value=\"0.0\"", "discount_factor value=\"NaN\"");
    refused(
        Imported::genius(&domain, &[("p", &profile)]),
        &["discount_factor value=\"NaN\" is not a number"],
    );
}

#[test]
fn a_byte_order_mark_may_begin_a_file() {
    close(
        &read(&["genius_bom.domain.xml", "genius_bom.profile.xml"]).unwrap().domain.utilities(0).unwrap(),
        &[0.5, 1.0],
    );
    let marked = |text: &str| format!("\u{feff}{text}");
    let (domain, profile) = (marked(DOMAIN), marked(PROFILE));
    assert_eq!(
        Imported::negmas(&domain, &[("p", &profile)]).unwrap(),
        Imported::negmas(DOMAIN, &[("p", PROFILE)]).unwrap()
    );
    let web = std::fs::read_to_string(data("geniusweb_two_domains.1.json")).unwrap();
    assert_eq!(
        Imported::geniusweb(&[("p", &marked(&web))]).unwrap(),
        Imported::geniusweb(&[("p", &web)]).unwrap()
    );
}

#[test]
fn geniusweb_profiles_are_of_one_domain() {
    let two = ["geniusweb_two_domains.1.json", "geniusweb_two_domains.2.json"];
    refused(read(&two), &["geniusweb_two_domains.2.json, line 2", "issue \"C\"", "one domain"]);
    let same = read(&[two[0], two[0]]).unwrap();
    assert_eq!((same.domain.parties(), same.domain.outcomes()), (2, 4));
    close(&same.domain.utilities(1).unwrap(), &[0.8, 1.0, 0.2, 0.4]);
    // Without a reservation bid any deal is better than none.
    assert_eq!(same.domain.reservation(0), 0.2f64.next_down());
}

/// NegMAS saves −∞ for a reserved value that nobody gave; 0.1 is the worst deal.
#[test]
fn negmas_functions_without_reserved_value_are_read() {
    let files = ["negmas_default_reserve.domain.yml", "negmas_default_reserve.profile.yml"];
    let read = read(&files).unwrap().domain;
    close(&read.utilities(0).unwrap(), &[0.1, 0.5, 1.0]);
    assert_eq!(read.reservation(0), 0.1f64.next_down());
    let [domain, profile] = files.map(|f| std::fs::read_to_string(data(f)).unwrap());
    // The same in JSON, as Python writes it.
    let json = r#"{"name": "u", "reserved_outcome": null, "reserved_value": -Infinity, "stability": 2047, "type":
        "LinearAdditiveUtilityFunction", "values": [{"mapping": {"blue": 1.0, "green": 0.5, "red": 0.1}, "type": "TableFun"}],
        "weights": [1.0]}"#;
    assert_eq!(
        Imported::negmas(&domain, &[("p", json)]).unwrap(),
        Imported::negmas(&domain, &[("p", &profile)]).unwrap()
    );
}

#[test]
fn negmas_functions_of_numbers_are_read() {
    let files = ["negmas_value_functions.domain.yml", "negmas_value_functions.profile.yml"];
    let right: Vec<f64> = (-5..=5).map(|v| 0.3 + 0.08 * f64::from(v)).collect();
    close(&read(&files).unwrap().domain.utilities(0).unwrap(), &right);
}

#[test]
fn negmas_types_and_keys_that_are_not_read_are_refused_by_name() {
    let files = ["negmas_type_and_bias_ignored.domain.yml", "negmas_type_and_bias_ignored.profile.yml"];
    refused(read(&files), &["profile.yml, line 1", "\"NonLinearAggregationUtilityFunction\" is not read"]);
    let [domain, profile] = files.map(|f| std::fs::read_to_string(data(f)).unwrap());
    let additive = profile.replace("NonLinearAggregation", "LinearAdditive");
    // NegMAS's own constructor takes a bias, though its writer leaves it out.
    let read = Imported::negmas(&domain, &[("p", &additive)]).unwrap().domain;
    close(&read.utilities(0).unwrap(), &[0.4, 0.8, 1.3]);
    let keyed = additive.replace("bias:", "bais:");
    refused(
        Imported::negmas(&domain, &[("p", &keyed)]),
        &["p, line 4", "\"bais\" is not understood", "\"bias\""],
    );
}

const DOMAIN: &str = "type: DiscreteCartesianOutcomeSpace
issues:
- {name: sign, type: CategoricalIssue, values: [y, n]}
- {name: size, type: ContiguousIssue, values: [0, 4, 2]}
- {name: share, type: DiscreteOrdinalIssue, values: [1.5, 2.5]}
";

const PROFILE: &str = "type: LinearAdditiveUtilityFunction
reserved_value: 0.1
weights: [0.5, 0.25, 0.25]
values:
- {type: TableFun, mapping: {n: 0.0, y: 1.0}}
- {type: TableFun, mapping: {0: 0.0, 2: 0.5, 4: 1.0}}
- {type: IdentityFun}
";

/// YAML 1.1 takes `y` and `n` for truth values in some readers; NegMAS's takes them for text, and writes them
/// so.
#[test]
fn negmas_y_and_n_are_values() {
    let read = Imported::negmas(DOMAIN, &[("p", PROFILE)]).unwrap().domain;
    assert_eq!(
        read.outcome_names().name(read.outcome(&[0, 1, 0]).unwrap()),
        "sign = y, size = 2, share = 1.5"
    );
    close(&[read.utility(0, read.outcome(&[0, 1, 0]).unwrap()).unwrap()], &[0.5 + 0.125 + 0.375]);
}

#[test]
fn negmas_classes_have_full_names_too() {
    let full = |text: &str| {
        text.replace(
            "type: LinearAdditive",
            "__python_class__: negmas.preferences.crisp.linear.LinearAdditive",
        )
        .replace("type: TableFun", "__python_class__: negmas.preferences.value_fun.TableFun")
        .replace("type: CategoricalIssue", "type: negmas.outcomes.categorical_issue.CategoricalIssue")
    };
    assert_eq!(
        Imported::negmas(&full(DOMAIN), &[("p", &full(PROFILE))]).unwrap(),
        Imported::negmas(DOMAIN, &[("p", PROFILE)]).unwrap()
    );
    let own = PROFILE.replace("IdentityFun", "mine.IdentityFun");
    refused(
        Imported::negmas(DOMAIN, &[("p", &own)]),
        &["p, line 7", "\"mine.IdentityFun\"", "not a class of NegMAS"],
    );
}

/// Every function of one issue that is read, against its definition in NegMAS.
#[test]
fn negmas_functions_are_those_of_their_definition() {
    let domain = "{type: CartesianOutcomeSpace, issues: [{name: x, type: ContiguousIssue, values: [-1, 3]}]}";
    let at = |function: &str| {
        let profile = format!(
            "{{type: LinearAdditiveUtilityFunction, reserved_value: 0, weights: [1], values: [{function}]}}"
        );
        Imported::negmas(domain, &[("p", &profile)]).map(|read| read.domain.utilities(0).unwrap())
    };
    let rows: [(&str, [f64; 5]); 10] = [
        ("{type: IdentityFun}", [-1.0, 0.0, 1.0, 2.0, 3.0]),
        ("{type: LinearFun, slope: 0.5}", [-0.5, 0.0, 0.5, 1.0, 1.5]),
        ("{type: AffineFun, slope: -0.5, bias: 2}", [2.5, 2.0, 1.5, 1.0, 0.5]),
        ("{type: ConstFun, bias: 0.25}", [0.25; 5]),
        ("{type: QuadraticFun, a2: 2, a1: -1, bias: 3}", [6.0, 3.0, 4.0, 9.0, 18.0]),
        ("{type: PolynomialFun, coefficients: [1, 0, 2], bias: -1}", [-4.0, -1.0, 2.0, 17.0, 56.0]),
        (
            "{type: TriangularFun, start: -1, middle: 1, end: 3, bias: 0.5, scale: 2}",
            [0.5, 1.5, 2.5, 1.5, 0.5],
        ),
        ("{type: TriangularFun, start: 0, middle: 0, end: 2, bias: 0, scale: 1}", [0.0, 0.0, 0.5, 0.0, 0.0]),
        (
            "{type: TrapezoidalFun, start: 0, rise_end: 0, fall_start: 1, end: 3, bias: 1, scale: 2}",
            [1.0, 3.0, 3.0, 2.0, 1.0],
        ),
        (
            "{type: BiasedFun, fun: {type: LinearFun, slope: 2}, bias: 1, normalize: false, issue: null}",
            [-1.0, 1.0, 3.0, 5.0, 7.0],
        ),
    ];
    for (function, right) in rows {
        close(&at(function).unwrap(), &right);
    }
    close(&at("{-1: 1, 0: 2, 1: 3, 2: 4, 3: 5}").unwrap(), &[1.0, 2.0, 3.0, 4.0, 5.0]);
    close(&at("[1, 2, 3, 4, 5]").unwrap(), &[1.0, 2.0, 3.0, 4.0, 5.0]);
    for (function, message) in [
        ("{type: CosFun, multiplier: 1, bias: 0, phase: 0, amplitude: 1}", "\"CosFun\" is not read"),
        ("{type: LinearFun}", "\"slope\" is missing"),
        ("{type: LinearFun, slope: x}", "slope is \"x\", allowed: a finite number"),
        ("{type: LinearFun, slope: .inf}", "slope is \".inf\""),
        ("{type: LinearFun, slope: 0x10}", "slope is \"0x10\""),
        ("{type: LinearFun, slope: 1, bias: 2}", "\"bias\" is not understood"),
        ("{type: BiasedFun, fun: {type: IdentityFun}, bias: 1, normalize: true}", "normalize is \"true\""),
        (
            "{type: TrapezoidalFun, start: 2, rise_end: 0, fall_start: 1, end: 3, bias: 1, scale: 2}",
            "corners",
        ),
        ("[1, 2, 3]", "3 utilities, allowed: 5"),
        ("{-1: 1, 0: 2, 1: 3, 2: 4}", "value \"3\" has no utility"),
        ("{-1: 1, 0: 2, 1: 3, 2: 4, 3: 5, 3.0: 6}", "value \"3\" is there twice"),
        ("{-1: 1, 0: 2, 1: 3, 2: 4, 3: 5, 3: 6}", "the key \"3\" is there twice"),
        ("{-1: 1, 0: 2, 1: 3, 2: 4, 3: 5, 4: 6}", "\"4\" is not a value of issue \"x\""),
    ] {
        refused(at(function).map(|_| unreachable!("{function}")), &["p, line 1", message]);
    }
}

#[test]
fn negmas_affine_constant_and_discounted_functions_are_read() {
    let domain = "{type: CartesianOutcomeSpace, issues: [{name: x, type: ContiguousIssue, values: 2}, \
                  {name: y, type: DiscreteCardinalIssue, values: [2, 5]}]}";
    let at = |profile: &str| Imported::negmas(domain, &[("p", profile)]);
    let affine =
        at("{type: AffineUtilityFunction, weights: [0.1, 0.2], bias: 0.3, reserved_value: 0.5}").unwrap();
    close(&affine.domain.utilities(0).unwrap(), &[0.7, 1.3, 0.8, 1.4]);
    let by_name =
        at("{type: AffineUtilityFunction, weights: {y: 0.2, x: 0.1}, bias: 0.3, reserved_value: 0.5}")
            .unwrap();
    assert_eq!(by_name, affine);
    let linear =
        at("{type: LinearUtilityFunction, weights: [0, 1], bias: 0, reserved_value: 0}").unwrap().domain;
    close(&linear.utilities(0).unwrap(), &[2.0, 5.0, 2.0, 5.0]);
    let constant = at("{type: ConstUtilityFunction, value: 0.4, reserved_value: -.inf}").unwrap().domain;
    close(&constant.utilities(0).unwrap(), &[0.4; 4]);
    assert!(constant.reservation(0) < 0.4);
    let discounted = |factor: &str, dynamic: &str, discount: &str| {
        at(&format!(
            "{{type: ExpDiscountedUFun, discount: {discount}, factor: {factor}, dynamic_reservation: {dynamic},
            reserved_value: 0.1, stability: 500, ufun: {{type: LinearUtilityFunction, weights: [0, 1], bias: 0,
            reserved_value: 0.3}}}}"
        ))
    };
    let read = discounted("relative_time", "true", "0.9").unwrap();
    assert_eq!((read.discounts, read.domain.reservation(0)), (vec![0.9], 0.1));
    assert_eq!(discounted("step", "true", "null").unwrap().discounts, [1.0]);
    refused(discounted("step", "true", "0.9"), &["p, line 1", "factor is \"step\", allowed: relative_time"]);
    refused(discounted("relative_time", "false", "0.9"), &["dynamic_reservation is \"false\""]);
    refused(discounted("relative_time", "true", "1.5"), &["discount is 1.5, allowed: 0 to 1"]);
    refused(at("{type: LinDiscountedUFun, reserved_value: 0}"), &["\"LinDiscountedUFun\" is not read"]);
    refused(
        at("{type: LinearUtilityFunction, weights: [0, 1], bias: 1, reserved_value: 0}"),
        &["bias is 1, allowed: 0"],
    );
    refused(
        at("{type: ConstUtilityFunction, value: 0.4, reserved_value: .nan}"),
        &["reserved_value is \".nan\""],
    );
    refused(at("{type: ConstUtilityFunction, value: 0.4}"), &["\"reserved_value\" is missing"]);
    refused(
        at("{type: ConstUtilityFunction, value: 0.4, reserved_value: 0, reserved_outcome: [0, 2]}"),
        &["reserved_outcome is a list of 2"],
    );
    refused(
        at("{type: ConstUtilityFunction, value: !!float 0.4, reserved_value: !x 0}"),
        &["the tag \"!x\""],
    );
}

#[test]
fn negmas_outcome_spaces_are_checked() {
    let at = |issues: &str| {
        let domain = format!("type: CartesianOutcomeSpace\nissues: [{issues}]\nname: d\npath: null\n");
        Imported::negmas(&domain, &[("p", "{type: ConstUtilityFunction, value: 1, reserved_value: 0}")])
    };
    for (issues, message) in [
        ("{name: x, type: ContinuousIssue, values: [0.0, 1.0]}", "ContinuousIssue is not discrete"),
        ("{name: x, type: OptionalIssue, base: 1}", "\"values\" is missing"),
        ("{name: x, type: OptionalIssue, values: [1]}", "\"OptionalIssue\" is not read"),
        ("{name: x, type: CategoricalIssue, values: [a, b, a]}", "value \"a\" is there twice"),
        ("{name: x, type: DiscreteCardinalIssue, values: [1, 1.0]}", "value \"1.0\" is there twice"),
        ("{name: x, type: CategoricalIssue, values: []}", "has no values"),
        ("{name: x, type: CategoricalIssue, values: [null]}", "allowed: a text"),
        ("{name: x, type: CategoricalIssue, values: [a], n_values: 2}", "n_values is 2, allowed: 1"),
        ("{name: x, type: CategoricalIssue, values: [a], step: 2}", "\"step\" is not understood"),
        ("{name: x, type: ContiguousIssue, values: [3, 1]}", "the bounds 3 and 1 hold"),
        ("{name: x, type: ContiguousIssue, values: [0, 9000000]}", "hold 9000001 values"),
        ("{name: x, type: ContiguousIssue, values: [0, 4, 0]}", "step is 0"),
        ("{name: x, type: ContiguousIssue, values: [0.5, 4]}", "a bound is \"0.5\""),
        ("{name: x, type: ContiguousIssue, values: [1]}", "[low, high]"),
        (
            "{name: x, type: CategoricalIssue, values: [a]}, {name: x, type: CategoricalIssue, values: [a]}",
            "issue \"x\" is there twice",
        ),
        ("{name: x, name: y, type: CategoricalIssue, values: [a]}", "the key \"name\" is there twice"),
        ("{type: CategoricalIssue, values: [a]}", "\"name\" is missing"),
        ("{name: x, values: [a]}", "\"type\" is missing"),
    ] {
        refused(at(issues), &["domain, line ", message]);
    }
    let stepped = at("{name: x, type: ContiguousIssue, values: [0, 5], step: 2}").unwrap().domain;
    assert_eq!(stepped.issues()[0].values, ["0", "2", "4"]);
    refused(Imported::negmas("type: OutcomeSpace", &[]), &["\"OutcomeSpace\" is not read"]);
    refused(Imported::negmas("- 1\n- 2\n", &[]), &["the outcome space is a list of 2"]);
    refused(Imported::negmas("", &[]), &["domain, line 1", "the file is empty"]);
    refused(Imported::negmas("a: 1\n---\nb: 2\n", &[]), &["a second document"]);
    refused(Imported::negmas("a: &x [*x]", &[]), &["alias"]);
}

#[test]
fn domains_as_a_whole_are_checked() {
    let huge = PROFILE.replace("y: 1.0", "y: 9e300");
    refused(
        Imported::negmas(DOMAIN, &[("p", &huge)]),
        &["domain: p: weight × evaluation of sign = y is 4.5e300"],
    );
    refused(Imported::negmas(DOMAIN, &[]), &["domain: domain: parties is 0, allowed: 1..=63"]);
    refused(Imported::negmas(DOMAIN, &[("p", PROFILE); 64]), &["p: 64 parties", "allowed: 63 parties"]);
    let many: String =
        (0..40).map(|k| format!("- {{name: i{k}, type: ContiguousIssue, values: 2}}\n")).collect();
    let many = format!("type: CartesianOutcomeSpace\nissues:\n{many}");
    let profile = "{type: ConstUtilityFunction, value: 1, reserved_value: 0}";
    refused(Imported::negmas(&many, &[("p", profile)]), &["domain: domain: outcomes is 40 issues"]);
}

/// PyYAML writes what it has twice once, with an anchor.
#[test]
fn yaml_anchors_are_read_within_limits() {
    let twice = DOMAIN.replace("values: [0, 4, 2]", "values: &v [0, 4, 2]").replace(
        "{name: share, type: DiscreteOrdinalIssue, values: [1.5, 2.5]}",
        "{name: more, type: ContiguousIssue, values: *v}",
    );
    let read =
        Imported::negmas(&twice, &[("p", "{type: ConstUtilityFunction, value: 1, reserved_value: 0}")])
            .unwrap();
    assert_eq!(read.domain.issues()[2].values, ["0", "2", "4"]);
    let mut laughs = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for k in 1..12 {
        let one = format!("*a{}", k - 1);
        laughs += &format!("a{k}: &a{k} [{}]\n", vec![one; 10].join(", "));
    }
    refused(Imported::negmas(&laughs, &[]), &["domain, line ", "more than 2000000 values"]);
}

#[test]
fn nesting_and_size_are_limited() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    refused(Imported::negmas(&deep, &[]), &["domain, line 1"]);
    let block: String = (0..500).map(|k| format!("{}a:\n", " ".repeat(k))).collect();
    refused(Imported::negmas(&block, &[]), &["domain, line "]);
    let nested = format!(
        "<negotiation_template><utility_space>{}{}</utility_space></negotiation_template>",
        (0..200).map(|k| format!("<objective index=\"{k}\" name=\"o\">")).collect::<String>(),
        "</objective>".repeat(200)
    );
    refused(Imported::genius(&nested, &[]), &["nested deeper than 64"]);
    refused(Imported::genius(&"<a>".repeat(1_000_000), &[]), &["domain, line 1"]);
    refused(Imported::negmas(&" ".repeat(17 << 20), &[]), &["larger than 16777216 bytes"]);
    let attributes: String = (0..200_000).map(|k| format!("a{k}=\"\" ")).collect();
    let commented = format!("<!-- {} --><a \n{attributes}/>", "=".repeat(1000));
    refused(Imported::genius(&commented, &[]), &["domain, line 1: an element with more than 100 attributes"]);
    let anchored: String = (0..60).map(|k| format!("&a{k} [")).collect();
    let anchored = format!("{anchored}{}x{}", "x,".repeat(100_000), "]".repeat(60));
    refused(Imported::negmas(&anchored, &[]), &["domain, line 1", "more than 2000000 values"]);
    let long = format!("{{type: {}}}", "x".repeat(1 << 20));
    let message = Imported::negmas(&long, &[]).unwrap_err().to_string();
    assert!(message.len() < 300, "{}", message.len());
}

/// GENIUS cuts a sum of weights and evaluations off at 1.
#[test]
fn genius_weights_above_one_are_cut_off() {
    let domain = genius_domain("");
    let profile = genius_profile()
        .replace("<weight index=\"1\" value=\"0.5\"/>", "<weight index=\"1\" value=\"0.9\"/>");
    let read = Imported::genius(&domain, &[("p", &profile)]).unwrap().domain;
    // 0.9 · (0.25, 1) + 0.5 · (0, 0.5, 1).
    close(&read.utilities(0).unwrap(), &[0.225, 0.475, 0.725, 0.9, 1.0, 1.0]);
    close(&[read.utility(0, 5).unwrap()], &[1.0]);
    assert_eq!(read.preferences()[0].most, Some(1.0));
    assert_eq!(
        Imported::genius(&domain, &[("p", &genius_profile())]).unwrap().domain.preferences()[0].most,
        None
    );
    let text = serde_json::to_string(&read).unwrap();
    assert_eq!(serde_json::from_str::<comity::negotiate::domain::LinearDomain>(&text).unwrap(), read);
}

fn genius_domain(more: &str) -> String {
    format!(
        r#"<?xml version="1.0"?><!-- talks --><negotiation_template number_of_sessions="1">
<agent utility_space="" name="" class=""/><utility_space number_of_issues="0">
<objective index="0" description="" name="root" type="objective" etype="objective">
<issue index="1" name="site" type="discrete"><item index="1" value="north" cost="0"/><item index="2" value="south"/></issue>
<issue index="4" name="price" type="integer" vtype="integer"><range lowerbound="-1" upperbound="1"/></issue>{more}
</objective></utility_space></negotiation_template>"#
    )
}

fn genius_profile() -> String {
    r#"<utility_space number_of_issues="2"><weight index="0" value="1.0"/>
<objective index="0" name="root" type="objective">
<issue index="1" name="site" type="discrete"><item index="1" value="north" evaluation="1"/><item index="2" value="south" evaluation="4"/></issue>
<issue index="4" name="price" type="integer" etype="integer"><range lowerbound="-1" upperbound="1"/>
<evaluator ftype="linear" offset="0" slope="0.5"/></issue>
<weight index="1" value="0.5"/><weight index="4" value="0.5"/>
</objective></utility_space>"#
        .to_owned()
}

/// What GENIUS would skip, fail at or take for 0.
#[test]
fn genius_profiles_are_complete_and_of_their_domain() {
    let domain = genius_domain("");
    let right = Imported::genius(&domain, &[("p", &genius_profile())]).unwrap();
    close(&right.domain.utilities(0).unwrap(), &[0.125, 0.375, 0.625, 0.5, 0.75, 1.0]);
    assert_eq!((right.domain.reservation(0), right.discounts), (0.0, vec![1.0]));
    for (from, to, message) in [
        ("<weight index=\"4\" value=\"0.5\"/>", "", "issue \"price\": no weight of index 4"),
        ("<weight index=\"4\"", "<weight index=\"7\"", "issue \"price\": no weight of index 4"),
        (
            "</objective>",
            "<weight index=\"7\" value=\"1\"/></objective>",
            "weight of issue 7, which is not there",
        ),
        ("</objective>", "<weight index=\"4\" value=\"1\"/></objective>", "two weights of index 4"),
        ("index=\"4\" name", "index=\"5\" name", "index 5 is not in the domain"),
        ("index=\"4\" name", "index=\"1\" name", "issue \"price\": no weight of index 1"),
        (
            "<range lowerbound=\"-1\"",
            "<range lowerbound=\"0\"",
            "bounds 0 and 1, allowed: those of the domain, -1 and 1",
        ),
        ("<evaluator ftype=\"linear\" offset=\"0\" slope=\"0.5\"/>", "", "allowed: one evaluator"),
        ("ftype=\"linear\"", "ftype=\"triangular\"", "ftype is \"triangular\", allowed: linear"),
        ("offset=\"0\" ", "", "the attribute \"offset\" is missing"),
        ("slope", "parameter1", "the attribute \"parameter1\" is not understood"),
        ("type=\"integer\" etype=\"integer\"", "type=\"integer\" etype=\"real\"", "etype is another"),
        ("type=\"integer\" etype=\"integer\"", "type=\"price\"", "type is \"price\""),
        ("type=\"integer\" etype=\"integer\"", "type=\"real\"", "not discrete"),
        ("type=\"discrete\"", "type=\"integer\"", "integer, allowed: discrete as in the domain"),
        ("value=\"north\"", "value=\"east\"", "\"east\" is not a value of issue \"site\""),
        ("value=\"north\"", "value=\"south\"", "value \"south\" is there twice"),
        ("evaluation=\"1\"", "evaluation=\"null\"", "value \"north\" has no evaluation"),
        ("evaluation=\"1\"", "evaluation=\"one\"", "evaluation=\"one\" is not a number"),
        ("evaluation=\"1\"", "evaluation=\"1e999\"", "evaluation=\"1e999\" is not a number"),
        ("evaluation=\"1\"", "evalution=\"1\"", "the attribute \"evalution\" is not understood"),
        (
            "</objective>",
            "</objective><reservation value=\"0\"/><reservation value=\"1\"/>",
            "<reservation> is there twice",
        ),
        (
            "</objective>",
            "</objective><cost value=\"0.1\"/>",
            "the element \"cost\" in <utility_space> is not understood",
        ),
        (
            "</objective>",
            "</objective><discount_factor value=\"0.9\" variable=\"step\"/>",
            "variable is \"step\"",
        ),
        ("</objective>", "</objective>half", "the text \"half\""),
        ("<utility_space ", "<utility_space type=\"uncertain\" ", "the type \"uncertain\" is not read"),
        ("<utility_space ", "<!DOCTYPE x [<!ENTITY a \"b\">]><utility_space ", "not XML"),
    ] {
        let profile = genius_profile();
        assert!(profile.contains(from), "{from}");
        refused(Imported::genius(&domain, &[("p", &profile.replacen(from, to, 1))]), &["p, line ", message]);
    }
    let missing = genius_domain(
        "<issue index=\"9\" name=\"date\" type=\"integer\" lowerbound=\"0\" upperbound=\"1\"/>",
    );
    refused(
        Imported::genius(&missing, &[("p", &genius_profile())]),
        &["issue \"date\" of the domain is missing"],
    );
    for (more, message) in [
        (
            "<issue index=\"1\" name=\"x\" type=\"discrete\"><item value=\"a\"/></issue>",
            "index 1 is there twice",
        ),
        (
            "<issue index=\"0\" name=\"x\" type=\"discrete\"><item value=\"a\"/></issue>",
            "index 0 is there twice",
        ),
        ("<issue index=\"x\" name=\"x\" type=\"discrete\"/>", "index is \"x\", allowed: an integer"),
        ("<issue index=\"5\" name=\"x\" type=\"discrete\"/>", "has no values"),
        ("<issue index=\"5\" name=\"x\" type=\"integer\"/>", "lowerbound and upperbound are missing"),
        (
            "<issue index=\"5\" name=\"x\" type=\"integer\" lowerbound=\"2\" upperbound=\"1\"/>",
            "the bounds 2 and 1 hold",
        ),
        (
            "<issue index=\"5\" name=\"x\" type=\"integer\" lowerbound=\"1.5\" upperbound=\"3\"/>",
            "lowerbound is \"1.5\"",
        ),
        (
            "<issue index=\"5\" name=\"x\" type=\"discrete\" vtype=\"integer\"><item value=\"a\"/></issue>",
            "vtype is another",
        ),
        (
            "<issue index=\"5\" name=\"x\"><item value=\"a\"/><item value=\"a\"/></issue>",
            "value \"a\" is there twice",
        ),
        ("<issue index=\"5\" name=\"x\"><item/></issue>", "the attribute \"value\" is missing"),
    ] {
        refused(Imported::genius(&genius_domain(more), &[]), &["domain, line 5", message]);
    }
    refused(
        Imported::genius(&genius_profile(), &[]),
        &["the file is a \"utility_space\", allowed: \"negotiation_template\""],
    );
}

/// Objectives in objectives: GENIUS lists the issues of inner ones first, and no utility depends on weights
/// of objectives.
#[test]
fn genius_objectives_may_be_nested() {
    let inner = "<objective index=\"2\" name=\"terms\"><issue index=\"3\" name=\"term\"><item value=\"a\"/><item value=\"b\"/></issue></objective>";
    let profile = genius_profile().replace(
        "</objective>",
        "<objective index=\"2\" name=\"terms\"><issue index=\"3\" name=\"term\"><item value=\"a\" evaluation=\"1\"/><item value=\"b\" \
         evaluation=\"2\"/></issue><weight index=\"3\" value=\"0.1\"/></objective><weight index=\"2\" value=\"0.3\"/></objective>",
    );
    let read = Imported::genius(&genius_domain(inner), &[("p", &profile)]).unwrap().domain;
    let names: Vec<_> = read.issues().iter().map(|i| i.name.as_str()).collect();
    assert_eq!(names, ["term", "site", "price"]);
    let u = read.utility(0, read.outcome(&[0, 0, 1]).unwrap()).unwrap();
    close(&[u], &[0.1 * 0.5 + 0.5 * 0.25 + 0.5 * 0.5]);
}

/// NegMAS writes integer issues of a profile as items.
#[test]
fn genius_integer_issues_may_have_items() {
    let profile = genius_profile()
        .replace("type=\"integer\" etype=\"integer\"><range lowerbound=\"-1\" upperbound=\"1\"/>", "etype=\"discrete\" type=\"discrete\" vtype=\"integer\">")
        .replace(
            "<evaluator ftype=\"linear\" offset=\"0\" slope=\"0.5\"/>",
            "<item value=\"-1\" evaluation=\"0\"/><item value=\"0\" evaluation=\"1\"/><item value=\"1\" evaluation=\"2\"/>",
        );
    let domain = genius_domain("");
    assert_eq!(
        Imported::genius(&domain, &[("p", &profile)]).unwrap().domain,
        Imported::genius(&domain, &[("p", &genius_profile())]).unwrap().domain
    );
    let zero = genius_profile()
        .replace("evaluation=\"1\"", "evaluation=\"0\"")
        .replace("evaluation=\"4\"", "evaluation=\"0.000001\"");
    let zero = Imported::genius(&domain, &[("p", &zero)]).unwrap().domain;
    close(&[zero.utility(0, 3).unwrap()], &[0.0]); // below 0.00001 GENIUS takes all for 0
}

const WEB: &str = r#"{"LinearAdditiveUtilitySpace": {"name": "p", "reservationBid": null,
"domain": {"name": "d", "issuesValues": {
 "price": {"range": {"low": 12.2, "high": 12.6, "step": 0.3}},
 "site": {"values": ["north", "south"]}}},
"issueWeights": {"price": 0.4, "site": 0.6},
"issueUtilities": {
 "price": {"NumberValueSetUtilities": {"lowValue": 12.2, "lowUtility": 0, "highValue": 12.6, "highUtility": 1}},
 "site": {"DiscreteValueSetUtilities": {"valueUtilities": {"north": 0.25, "south": 1.0}}}}}}"#;

#[test]
fn geniusweb_numbers_and_names_are_read() {
    let read = Imported::geniusweb(&[("x", WEB)]).unwrap().domain;
    assert_eq!(read.issues()[0].values, ["12.2", "12.5"]);
    close(&read.utilities(0).unwrap(), &[0.15, 0.6, 0.45, 0.9]);
    assert_eq!(read.party_name(0), "p");
    let bid = WEB.replace("null", "{\"issuevalues\": {\"price\": 12.5, \"site\": \"north\"}}");
    close(&[Imported::geniusweb(&[("x", &bid)]).unwrap().domain.reservation(0)], &[0.45]);
}

/// What the constructors of GeniusWeb refuse, and what is not linear-additive.
#[test]
fn geniusweb_profiles_are_checked() {
    for (from, to, message) in [
        (
            "LinearAdditiveUtilitySpace",
            "SumOfGroupsUtilitySpace",
            "\"SumOfGroupsUtilitySpace\", which is not read",
        ),
        ("\"price\": 0.4", "\"price\": 0.5", "the weights add up to 1.1, allowed: 1"),
        ("\"price\": 0.4, ", "", "issueWeights: issue \"price\" is missing"),
        (
            "\"price\": 0.4",
            "\"price\": 0.4, \"date\": 0",
            "issueWeights: issue \"date\" is not in the domain",
        ),
        ("\"price\": 0.4", "\"price\": 0.4, \"price\": 0.4", "the key \"price\" is there twice"),
        ("\"south\": 1.0", "\"south\": 1.5", "the utility of \"south\" is 1.5, allowed: 0 to 1"),
        (", \"south\": 1.0", "", "value \"south\" has no utility"),
        ("\"south\": 1.0", "\"south\": 1.0, \"east\": 1", "\"east\" is not a value of issue \"site\""),
        ("\"south\": 1.0", "\"south\": \"1\"", "the utility of \"south\" is \"1\", allowed: a finite number"),
        ("\"south\"]", "\"south\", \"north\"]", "value \"north\" is there twice"),
        ("\"highValue\": 12.6", "\"highValue\": 12.5", "allowed: those of the range"),
        ("\"step\": 0.3", "\"step\": 0", "with a step above 0"),
        ("\"step\": 0.3", "\"step\": 1e-29", "allowed: 1 to 1000000"),
        ("\"step\": 0.3", "\"step\": 0e-999999999", "step"),
        ("\"step\": 0.3", "\"stride\": 0.3", "\"step\" is missing"),
        ("DiscreteValueSetUtilities", "numberutils", "allowed: discreteutils alone"),
        ("null", "{\"issuevalues\": {\"price\": 12.5}}", "reservationBid: issue \"site\" is missing"),
        ("null", "{\"issuevalues\": {\"price\": 12.4, \"site\": \"north\"}}", "\"12.4\" is not a value"),
        (
            "\"name\": \"p\"",
            "\"name\": \"p\", \"discount_factor\": 0.9",
            "\"discount_factor\" is not understood",
        ),
    ] {
        assert!(WEB.contains(from), "{from}");
        refused(Imported::geniusweb(&[("x", &WEB.replacen(from, to, 1))]), &["x, line ", message]);
    }
    let other = WEB.replace("12.6", "12.7");
    refused(
        Imported::geniusweb(&[("x", WEB), ("y", &other)]),
        &["y, line 1", "issue \"price\" has another range"],
    );
}

#[test]
fn files_are_told_apart() {
    let folder = std::env::temp_dir().join(format!("comity-import-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = |name: &str, text: &[u8]| {
        let path = folder.join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let own = read(&["negmas_value_functions.domain.yml", "negmas_value_functions.profile.yml"]).unwrap();
    let own = file("own.json", format!("\u{feff}{}", serde_json::to_string(&own.domain).unwrap()).as_bytes());
    assert_eq!(Imported::read(&[&own]).unwrap().domain.outcomes(), 11);
    refused(Imported::read(&[&own, &own]), &["own.json", "a second file"]);
    let keyed = file("keyed.json", b"{\"issues\": [], \"parties\": [], \"more\": 1}");
    refused(Imported::read(&[&keyed]), &["keyed.json, line 1", "more"]);
    let web = file("web.json", b"{\"name\": \"d\", \"issuesValues\": {}}");
    refused(Imported::read(&[&web]), &["web.json, line 1", "the profiles alone"]);
    let bytes = file("bytes.yml", b"a: 1\nb: \xff\n");
    refused(Imported::read(&[&bytes]), &["bytes.yml, line 2", "byte 8 is not UTF-8"]);
    let empty = file("empty.yml", b"");
    refused(Imported::read(&[&empty]), &["empty.yml, line 1", "the file is empty"]);
    let text = file("text.yml", b"talks");
    refused(Imported::read(&[&text]), &["text.yml, line 1", "\"talks\", allowed: a domain"]);
    std::fs::remove_dir_all(&folder).unwrap();
}

/// Public files have blanks before the declaration, bare ampersands, and elements for one of GENIUS's agents.
#[test]
fn genius_files_are_read_as_they_are_in_use() {
    let used = |text: &str| {
        let text = text
            .replace("<?xml version=\"1.0\"?><!-- talks -->", "\n<!-- talks -->\n<?xml version=\"1.0\"\n?>");
        text.replace("north", "north & east")
    };
    let profile = genius_profile().replace(
        "<evaluator ",
        "<similarity_function type=\"binary\" weight=\"0.5\"><criteria_function type=\"faratin\" \
         parameter0=\"1\"/></similarity_function><evaluator ",
    );
    let domain = used(&genius_domain(""));
    let read = Imported::genius(&domain, &[("p", &used(&profile))]).unwrap().domain;
    assert_eq!(read.issues()[0].values, ["north & east", "south"]);
    let right = Imported::genius(&genius_domain(""), &[("p", &genius_profile())]).unwrap().domain;
    assert_eq!(read.utilities(0).unwrap(), right.utilities(0).unwrap());
    let wrong = used(&profile).replace("evaluation=\"1\"", "evaluation=\"x\"");
    refused(Imported::genius(&domain, &[("p", &wrong)]), &["p, line 3", "evaluation=\"x\""]);
    refused(Imported::genius(&domain.replace("<?xml", "x<?xml"), &[]), &["domain, line 3", "not XML"]);
}
