//! Domains in other tools' formats, as they are usual.

use comity::negotiate::{Domain, Imported};

const GENIUS_DOMAIN: &str = r#"<negotiation_template><utility_space number_of_issues="3">
<objective description="" etype="objective" index="0" name="root" type="objective">
<issue etype="discrete" index="1" name="Laptop" type="discrete" vtype="discrete">
  <item index="1" value="Dell" cost="700"/><item index="2" value="Mac" cost="900"/></issue>
<issue etype="integer" index="2" name="Months" type="integer" vtype="integer" lowerbound="1" upperbound="3"/>
<issue etype="discrete" index="3" name="Disk" type="discrete" vtype="discrete">
  <item index="1" value="60 GB"/><item index="2" value="80 GB"/></issue>
</objective></utility_space></negotiation_template>"#;

const GENIUS_PROFILE: &str = r#"<?xml version="1.0"?><utility_space type="any" number_of_issues="3">
<objective index="0" name="any">
<issue index="1" type="discrete" name="Laptop"><item index="1" value="Dell" evaluation="5"/><item index="2" value="Mac" evaluation="10"/></issue>
<issue index="2" type="integer" name="Months"><evaluator ftype="linear" offset="0.1" slope="0.4"/></issue>
<issue index="3" type="discrete" name="Disk"><item index="1" value="60 GB" evaluation="1"/><item index="2" value="80 GB" evaluation="4"/></issue>
<weight index="1" value="0.5"/><weight index="2" value="0.3"/><weight index="3" value="0.2"/>
</objective><discount_factor value="0.8"/><reservation value="0.25"/></utility_space>"#;

#[test]
fn genius_xml() {
    let Imported { domain, discounts } =
        Imported::genius(GENIUS_DOMAIN, &[("buyer", GENIUS_PROFILE)]).unwrap();
    assert_eq!((domain.outcomes(), domain.parties(), discounts), (12, 1, vec![0.8]));
    assert_eq!((domain.reservation(0), domain.party_name(0)), (0.25, "buyer".into()));
    // Mac, 3 months, 60 GB: 0.5 · 10/10 + 0.3 · (0.1 + 0.4 · (3 − 1)) + 0.2 · 1/4, by EvaluatorInteger of GENIUS 10.4:
    // a value counts from the lower bound, and is not taken relative to the largest.
    let outcome = domain.outcome(&[1, 2, 0]).unwrap();
    assert!((domain.utility(0, outcome).unwrap() - 0.82).abs() < 1e-15);
    assert_eq!(domain.outcome_names().name(outcome), "Laptop = Mac, Months = 3, Disk = 60 GB");
}

const GENIUSWEB: &str = r#"{"LinearAdditiveUtilitySpace":{"name":"jobs1","issueWeights":{"lease car":0.6,"hours":0.4},
 "issueUtilities":{"lease car":{"discreteutils":{"valueUtilities":{"yes":1.0,"no":0.0}}},
                   "hours":{"discreteutils":{"valueUtilities":{"32":0.5,"40":1}}}},
 "domain":{"name":"jobs","issuesValues":{"lease car":{"values":["yes","no"]},"hours":{"values":["32","40"]}}},
 "reservationBid":{"issuevalues":{"lease car":"no","hours":"32"}}}}"#;

#[test]
fn geniusweb_json() {
    let domain = Imported::geniusweb(&[("a", GENIUSWEB), ("b", GENIUSWEB)]).unwrap().domain;
    let names: Vec<_> = domain.issues().iter().map(|i| i.name.as_str()).collect();
    let best = domain.utilities(1).unwrap().into_iter().fold(f64::NEG_INFINITY, f64::max);
    assert_eq!((names.len(), best, domain.reservation(0)), (2, 1.0, 0.2));
    assert_eq!(domain.party_name(0), "jobs1");
}

const NEGMAS_DOMAIN: &str = r#"{"issues":[{"name":"colour","type":"CategoricalIssue","values":["a","b","c"]},
 {"name":"size","type":"ContiguousIssue","values":[0,2]}],"name":"dom","type":"DiscreteCartesianOutcomeSpace"}"#;
const NEGMAS_UFUN: &str = r#"{"name":"u0","reserved_value":0.1,"type":"LinearAdditiveUtilityFunction","weights":[0.5,0.5],
 "values":[{"mapping":{"a":0.1,"b":0.5,"c":1.0},"type":"TableFun"},{"mapping":{"0":0.0,"1":0.5,"2":1.0},"type":"TableFun"}]}"#;

#[test]
fn negmas_json() {
    let domain = Imported::negmas(NEGMAS_DOMAIN, &[("x", NEGMAS_UFUN)]).unwrap().domain;
    assert_eq!((domain.outcomes(), domain.reservation(0)), (9, 0.1));
    assert_eq!(domain.utility(0, domain.outcome(&[1, 2]).unwrap()).unwrap(), 0.75);
}

#[test]
fn negmas_yaml_is_the_same_domain() {
    let domain = "
issues:
- name: colour
  type: CategoricalIssue
  values: [a, b, c]
- {name: size, type: ContiguousIssue, values: [0, 2]}
name: dom
type: DiscreteCartesianOutcomeSpace
";
    let preferences = "
name: u0
reserved_value: 0.1
type: LinearAdditiveUtilityFunction
weights: [0.5, 0.5]
values:
- mapping: {a: 0.1, b: 0.5, c: 1.0}
  type: TableFun
- mapping:
    0: 0.0
    1: 0.5
    2: 1.0
  type: TableFun
";
    let json = Imported::negmas(NEGMAS_DOMAIN, &[("x", NEGMAS_UFUN)]).unwrap();
    assert_eq!(Imported::negmas(domain, &[("x", preferences)]).unwrap(), json);
}

#[test]
fn what_is_wrong_with_a_file_is_said() {
    let says = |result: comity::Result<Imported>, what: &str| {
        let message = result.unwrap_err().to_string();
        assert!(message.contains(what), "{message}");
    };
    says(Imported::genius("<a", &[]), "domain");
    says(
        Imported::genius(GENIUS_DOMAIN, &[("p", "<utility_space><issue name='Car'/></utility_space>")]),
        "\"Car\"",
    );
    says(
        Imported::genius(GENIUS_DOMAIN, &[("p", &GENIUS_PROFILE.replace("0.5", "x"))]),
        "weight value=\"x\"",
    );
    says(Imported::genius(GENIUS_DOMAIN, &[("p", &GENIUS_PROFILE.replace("Mac", "Apple"))]), "\"Apple\"");
    says(Imported::genius(&GENIUS_DOMAIN.replace("upperbound=\"3\"", "upperbound=\"1e18\""), &[]), "bounds");
    says(Imported::genius(&GENIUS_DOMAIN.replace("\"integer\"", "\"real\""), &[]), "not discrete");
    says(Imported::geniusweb(&[("p", "{}")]), "LinearAdditiveUtilitySpace");
    says(
        Imported::geniusweb(&[("p", &GENIUSWEB.replace("\"yes\":1.0,", ""))]),
        "value \"yes\" has no utility",
    );
    says(Imported::negmas(NEGMAS_DOMAIN, &[("p", &NEGMAS_UFUN.replace("\"c\":1.0", "\"d\":1.0"))]), "\"c\"");
    says(Imported::negmas(NEGMAS_DOMAIN, &[("p", &NEGMAS_UFUN.replace("[0.5,0.5]", "[0.5]"))]), "weights");
    says(Imported::negmas("{", &[]), "domain");
    says(Imported::read::<&str>(&[]), "no file");
    says(Imported::read(&["/nowhere/domain.xml"]), "nowhere");
}
