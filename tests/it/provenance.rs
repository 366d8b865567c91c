//! Provenance of numbers: what changes a number changes it, and nothing else does.

use crate::common::draws;
use comity::study::{Provenance, Scenario, Study};
use proptest::prelude::*;
use serde_json::Value;

const FILE: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/world/northeast_asia_2002.toml"));

fn of(scenario: &Scenario) -> Provenance {
    scenario.provenance().unwrap()
}

/// The provenance as it is written: version, hash, parameters.
fn written(provenance: &Provenance) -> (String, String, Value) {
    let Value::Object(fields) = serde_json::to_value(provenance).unwrap() else { panic!("no object") };
    assert_eq!(fields.len(), 3);
    let text = |name: &str| fields[name].as_str().unwrap().to_owned();
    (text("comity"), text("scenario"), fields["parameters"].clone())
}

#[test]
fn layout_and_comments_do_not_count() {
    let bundled = of(&Scenario::northeast_asia_2002());
    let (version, hash, parameters) = written(&bundled);
    assert_eq!((version.as_str(), hash.len()), (env!("CARGO_PKG_VERSION"), 32));
    assert_eq!(parameters, serde_json::json!({}));
    let spaced = FILE.replace(" = ", "   =   ").replace("\n\n", "\n# nothing\n\n\n");
    assert_ne!(spaced, FILE);
    assert_eq!(of(&Scenario::from_toml(&spaced).unwrap()), bundled);
    let json = serde_json::to_string(&bundled).unwrap();
    assert_eq!(serde_json::from_str::<Provenance>(&json).unwrap(), bundled);
}

#[test]
fn a_study_is_a_scenario_without_regimes() {
    let mut scenario = Scenario::northeast_asia_2002();
    let with_regimes = of(&scenario);
    scenario.regimes.clear();
    assert_ne!(of(&scenario), with_regimes);
    assert_eq!(Study::of(scenario.model().unwrap()).provenance().unwrap(), of(&scenario));
}

#[test]
fn parameters_that_differ_are_listed_by_the_names_of_scenario_files() {
    let with = |lines: &str| Scenario::from_toml(&format!("{FILE}\n[parameters]\n{lines}\n")).unwrap();
    let parameters = |lines: &str| written(&of(&with(lines))).2;
    assert_eq!(parameters("cost_exchange = 0.25"), serde_json::json!({})); // the default
    assert_eq!(
        parameters("terror = 0\ncost_exchange = 0.75"),
        serde_json::json!({ "cost_exchange": 0.75, "terror": 0.0 })
    );
    assert_eq!(parameters("sanctions.partial = 0.5"), serde_json::json!({ "sanctions.partial": 0.5 }));
    assert_eq!(parameters("arms.kind = \"fixed\""), serde_json::json!({ "arms.kind": "fixed" }));
    let outward = parameters("arms = { kind = \"richardson\", outward_share = 0.3 }");
    assert_eq!(outward, serde_json::json!({ "arms.outward_share": 0.3 }));
}

proptest! {
    #![proptest_config(draws::cases(64))]

    /// Any figure of the world or of a term, moved by one unit in the last place, gives another hash.
    #[test]
    fn every_figure_counts(nation in 0usize..11, other in 0usize..11, which in 0usize..5) {
        let mut scenario = Scenario::northeast_asia_2002();
        let before = written(&of(&scenario)).1;
        let mut data = scenario.world.to_data();
        match which {
            0 => data.nations[nation].gdp = data.nations[nation].gdp.next_up(),
            1 => data.trade[nation].1[other] = data.trade[nation].1[other].next_up(),
            2 => data.nations[nation].name.push('.'),
            3 => data.nations[nation].priorities.security = 1f64.next_down(),
            _ => data.year = Some(2003),
        }
        scenario.world = data.try_into().unwrap();
        prop_assert_ne!(written(&of(&scenario)).1, before);
    }
}
