//! The reference evaluation of the first form of the model (model page §8) and the identities of §7.

use comity::model::{Model, Outcome};
use comity::study::Scenario;
use comity::treaty::{Arrangement, Package, Regime, Term};

fn model() -> Model {
    Scenario::northeast_asia_2002_first_form().model().unwrap()
}

fn cooperative(members: &[&str]) -> Arrangement {
    let members: Vec<_> = members.iter().map(|c| c.parse().unwrap()).collect();
    let mut arrangement = Package::cooperative().signed_by(&members).unwrap();
    arrangement.terms[2] = Term::infrastructure(10.0, 0.01);
    arrangement
}

const SIX: [&str; 6] = ["JPN", "KOR", "PRK", "CHN", "RUS", "MNG"];
const SEVEN: [&str; 7] = ["USA", "JPN", "KOR", "PRK", "CHN", "RUS", "MNG"];

/// U against hub-and-spoke in basis points for USA JPN KOR CHN RUS, ΣM in per cent.
fn row(base: &Outcome, outcome: &Outcome) -> [f64; 6] {
    let mut row = [0.0; 6];
    for (cell, code) in row.iter_mut().zip(["USA", "JPN", "KOR", "CHN", "RUS"]) {
        *cell = 1e4 * (outcome.of(code).unwrap().utility - base.of(code).unwrap().utility);
    }
    row[5] = 100.0 * (outcome.total_stock() / base.total_stock() - 1.0);
    row
}

#[test]
fn the_reference_table_to_its_printed_digits() {
    let model = model();
    let base = model.evaluate(&model.base().regime).unwrap();
    let with = |a: Arrangement| model.base().regime.clone().with(a);
    let defence =
        Arrangement::new("missile defence", ["USA", "JPN"]).unwrap().with(Term::missile_defence(10.0));
    for (name, regime, printed) in [
        ("no pacts", Regime::none(), [-11.5, -43.8, -85.0, -26.1, -59.8, 11.2]),
        ("missile defence", with(defence), [-16.0, -4.5, -5.1, -35.1, -98.3, 3.9]),
        ("cooperative, six", with(cooperative(&SIX)), [2.6, 11.8, 58.0, 58.5, 72.9, -1.8]),
        ("cooperative, seven", with(cooperative(&SEVEN)), [14.1, 25.3, 85.7, 105.4, 203.8, -6.3]),
    ] {
        let outcome = model.evaluate(&regime).unwrap();
        for (found, printed) in row(&base, &outcome).into_iter().zip(printed) {
            assert!((found - printed).abs() <= 0.05 + 1e-9, "{name}: {found} is not {printed}");
        }
        if name == "missile defence" {
            for (code, printed) in [("CHN", 7.8), ("RUS", 6.7)] {
                let rise = outcome.of(code).unwrap().military_stock / base.of(code).unwrap().military_stock;
                assert!((100.0 * (rise - 1.0) - printed).abs() <= 0.05, "{code}");
            }
        }
    }
}

#[test]
fn peace_spills_over_to_whoever_stays_outside() {
    let model = model();
    let joint = |signatories: &[&str], counted: &[&str]| -> f64 {
        let outcome = model.evaluate(&model.base().regime.clone().with(cooperative(signatories))).unwrap();
        counted.iter().map(|c| outcome.of(c).unwrap().money().unwrap()).sum()
    };
    let without_north_korea: Vec<&str> = SEVEN.into_iter().filter(|c| *c != "PRK").collect();
    assert!((joint(&SEVEN, &SEVEN) - 55.4).abs() <= 0.05);
    assert!((joint(&without_north_korea, &without_north_korea) - 58.2).abs() <= 0.05);
}

#[test]
fn stocks_at_the_base_regime_are_the_observed_ones() {
    let model = model();
    let base = model.evaluate(&model.base().regime).unwrap();
    for (nation, found) in model.world().nations().iter().zip(&base.nations) {
        let observed = nation.military_expenditure / 0.08;
        assert!((found.military_stock / observed - 1.0).abs() < 1e-12, "{}", nation.code);
        assert!((found.real_income_hat - 1.0).abs() < 1e-15);
        assert_eq!(found.money_metric, Some(0.0));
    }
}
