//! The table of parameters: complete, settable, and the same as on the model page.

use comity::model::{Arms, Model, Parameter, Parameters, Quantity, Signals, Status};
use comity::simulate::Rules;
use comity::treaty::{Arrangement, Package, Regime, SanctionExtent, Term};
use comity::world::World;

const PAGE: &str = include_str!("../../docs/model.md");
const HISTORIES: &str = include_str!("../../docs/histories.md");

/// The cells of a row of the model page after the name.
fn cells(q: &Quantity) -> String {
    let number = |x: f64| if x < 0.0 { format!("−{}", -x) } else { x.to_string() };
    let default = q.default.map_or("none".into(), number);
    let status: Vec<String> = q.status.iter().map(Status::to_string).collect();
    let status = if status.is_empty() { "to be given".into() } else { status.join(", ") };
    format!("| {} | {default} | {} | {} | {status} | {} |", q.symbol, q.unit, q.range, q.source)
}

#[track_caller]
fn assert_on_page(rows: impl Iterator<Item = String>) {
    let missing: Vec<String> = rows.filter(|row| !PAGE.lines().any(|line| line == row)).collect();
    assert!(missing.is_empty(), "rows that the model page lacks:\n{}", missing.join("\n"));
}

#[test]
fn the_model_page_has_the_table() {
    let row = |q: &Quantity| format!("| `{}` {}", q.name, cells(q));
    assert_on_page(Parameters::table().iter().map(|p| row(&p.quantity)));
    let row = |(term, q): (&str, Quantity)| format!("| `{term}` | `{}` {}", q.name, cells(&q));
    assert_on_page(Term::table().map(row));
}

#[test]
fn the_page_on_histories_has_its_table() {
    let rows: Vec<String> = Rules::table().map(|q| format!("| `{}` {}", q.name, cells(&q))).collect();
    let on_page: Vec<&str> = HISTORIES.lines().filter(|line| rows.iter().any(|row| row == line)).collect();
    assert_eq!(on_page, rows);
    for q in Rules::table() {
        let (low, high) = q.range.ends();
        let mut rules = Rules::default();
        rules.set(q.name, q.default.unwrap()).unwrap();
        assert_eq!(rules, Rules::default());
        for value in [f64::NAN, low - 1.0, high + 1.0] {
            let error = rules.set(q.name, value).unwrap_err().to_string();
            assert!(error.contains(q.name), "{error}");
            assert_eq!(rules, Rules::default());
        }
    }
}

#[test]
fn every_default_is_in_its_range_and_every_parameter_can_be_set() {
    for p in Parameters::table() {
        let mut parameters = Parameters::default();
        if p.get(&parameters).is_none() && p.quantity.name.starts_with("arms.") {
            assert!(p.set(&mut parameters, 1.0).is_err());
            parameters.arms = Arms::Contest { prize: 3.0, cost: 2.0 };
        }
        let (low, high) = p.quantity.range.ends();
        for value in [0.75 * low.max(-10.0) + 0.25 * high.min(10.0), p.quantity.default.unwrap_or(0.5)] {
            p.set(&mut parameters, value).unwrap();
            assert_eq!(parameters.get(p.quantity.name).unwrap(), value, "{}", p.quantity.name);
            parameters.check().unwrap();
        }
        let before = parameters;
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, low - 1.0, high + 1.0] {
            let error = p.set(&mut parameters, value).unwrap_err().to_string();
            assert!(error.contains(p.quantity.name) && error.contains(&p.quantity.range.to_string()));
            assert_eq!(parameters, before);
        }
    }
    assert!(Parameters::default().get("conflict").is_err());
}

/// Every number of the serialized parameters is in the table, and nothing else.
#[test]
fn nothing_is_left_out() {
    fn leaves(value: &serde_json::Value, name: String, all: &mut Vec<String>) {
        match value {
            serde_json::Value::Object(fields) => {
                for (key, value) in fields {
                    leaves(value, if name.is_empty() { key.clone() } else { format!("{name}.{key}") }, all);
                }
            }
            serde_json::Value::Number(_) => all.push(name),
            _ => {}
        }
    }
    let mut named = Vec::new();
    let arms = Arms::Contest { prize: 1.0, cost: 1.0 };
    let contest = Parameters { arms, dispute_rate: Some(0.1), ..Parameters::default() };
    for parameters in [Parameters::default(), contest] {
        leaves(&serde_json::to_value(parameters).unwrap(), String::new(), &mut named);
    }
    let mut rows: Vec<String> = Parameters::table().iter().map(|p| p.quantity.name.to_owned()).collect();
    named.sort();
    named.dedup();
    rows.sort();
    assert_eq!(named, rows);
}

/// Every parameter at the ends of the number line and of its range: finite numbers or an error, and towards zero one
/// answer, however near.
#[test]
fn the_ends_of_the_number_line_are_right_or_refused() {
    let world = World::northeast_asia_2002();
    let shield = Arrangement::new("shield", ["USA", "JPN"]).unwrap().with(Term::missile_defence(10.0));
    let members = ["JPN", "KOR", "PRK", "CHN", "RUS", "MNG"].map(|code| code.parse().unwrap());
    let accord = Package::cooperative()
        .signed_by(&members)
        .unwrap()
        .with(Term::collective_security(SanctionExtent::Partial));
    let today = Regime::status_quo(&world);
    let regimes = [Regime::none(), today.clone().with(shield), today.with(accord)];
    let wrong = std::cell::RefCell::new(Vec::new());
    let refuse = |p: &Parameter, value: f64, what: String| {
        wrong.borrow_mut().push(format!("{} = {value:e}: {what}", p.quantity.name));
    };
    let utilities = |p: &Parameter, value: f64| -> Option<Vec<f64>> {
        let mut parameters = Parameters { signals: Signals::Sent, ..Parameters::default() };
        if p.get(&parameters).is_none() && p.quantity.name.starts_with("arms.") {
            parameters.arms = Arms::Contest { prize: 300.0, cost: 1.0 };
        }
        p.set(&mut parameters, value).unwrap();
        let model = Model::new(world.clone(), parameters).map_err(|error| error.to_string());
        let mut found = Vec::new();
        for regime in &regimes {
            match model
                .as_ref()
                .map_err(Clone::clone)
                .and_then(|m| m.evaluate(regime).map_err(|e| e.to_string()))
            {
                Ok(outcome) => {
                    for n in &outcome.nations {
                        let parts = [n.utility, n.security, n.trade, n.aid, n.sovereignty];
                        if !parts.iter().chain([&n.military_stock, &n.expected_loss]).all(|x| x.is_finite()) {
                            refuse(p, value, format!("{n:?}"));
                        }
                        found.push(n.utility);
                    }
                }
                Err(message) => {
                    if message.contains("NaN") || message.is_empty() {
                        refuse(p, value, message);
                    }
                    return None;
                }
            }
        }
        Some(found)
    };
    for p in Parameters::table() {
        let range = p.quantity.range;
        let (low, high) = range.ends();
        let large = [1e30, 1e100, 1e200, 1e300, f64::MAX];
        let ends = [low, high, low.next_up(), high.next_down()];
        let negative = large.map(|x| -x);
        for value in ends.into_iter().chain(large).chain(negative).filter(|x| range.contains(*x)) {
            utilities(p, value);
        }
        let small =
            [5e-324, 1e-310, 1e-305, 1e-300, 1e-200, 1e-100].into_iter().filter(|x| range.contains(*x));
        let found: Vec<_> = small.map(|x| (x, utilities(p, x))).collect();
        for pair in found.windows(2) {
            if let [(x, Some(a)), (y, Some(b))] = pair
                && let Some((a, b)) = a.iter().zip(b).find(|(a, b)| (*a - *b).abs() > 1e-6 * (1.0 + a.abs()))
            {
                refuse(p, *x, format!("{a}, but {b} at {y:e}"));
            }
        }
    }
    let wrong = wrong.into_inner();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The pace of a race does not move where it rests.
#[test]
fn fatigue_cancels_where_the_race_rests() {
    let stocks = |fatigue: f64| -> Vec<f64> {
        let arms = Arms::Richardson { fatigue, outward_share: 0.4 };
        let model =
            Model::new(World::northeast_asia_2002(), Parameters { arms, ..Parameters::default() }).unwrap();
        model.evaluate(&Regime::none()).unwrap().nations.iter().map(|n| n.military_stock).collect()
    };
    for fatigue in [5e-324, 1e-310, 1e-305, 1e-3, 1e3, f64::MAX] {
        assert_eq!(stocks(fatigue), stocks(0.2), "{fatigue:e}");
    }
}
