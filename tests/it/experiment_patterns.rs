//! Shares with exact intervals, what a pattern over draws says, and tables summed up by draw.

use comity::experiment::{Design, Experiment, Factor, Latin, Pattern, Proportion, Reading, summarise};
use comity::frame::{Cell, Column};

#[test]
fn intervals_of_shares_are_the_exact_ones() {
    // scipy 1.17.1, `binomtest(k, n).proportion_ci(0.95, "exact")`.
    for (count, of, low, high) in INTERVALS {
        let share = Proportion::new(count, of).unwrap();
        assert!(
            (share.low - low).abs() < 1e-9 && (share.high - high).abs() < 1e-9,
            "{count} of {of}: {share:?}"
        );
    }
    let none = Proportion::new(0, 0).unwrap();
    assert_eq!((none.share(), none.low, none.high), (0.0, 0.0, 1.0));
    let error = Proportion::new(3, 2).unwrap_err().to_string();
    assert_eq!(error, "proportion: count is 3, allowed: 0..2");
}

fn design() -> Design {
    let trust = Factor::uniform("trust", 0.0, 1.0).unwrap();
    let rule = Factor::category("rule", ["veto", "majority", "unanimity"]).unwrap();
    Design::latin_hypercube([trust, rule, Factor::switch("pacts").unwrap()], 600, Latin::Plain, 11).unwrap()
}

#[test]
fn readings_follow_the_shares() {
    let design = design();
    let first = |n: usize| (0..600).map(|k| k % 600 < n).collect::<Vec<bool>>();
    // A share that depends on no factor, but on the row: the draws of a Latin hypercube are shuffled.
    for (holds, ablated, reading) in [
        (600, 600, Reading::Structural),
        (598, 596, Reading::Structural),
        (600, 0, Reading::Supported),
        (400, 200, Reading::Supported),
        (400, 400, Reading::Contingent),
        (560, 500, Reading::Undecided),
        (300, 0, Reading::Contingent),
        (200, 0, Reading::Refuted),
        (0, 0, Reading::Refuted),
    ] {
        let pattern = Pattern::over(&design, &first(holds), &first(ablated)).unwrap();
        assert_eq!(pattern.reading, reading, "{holds} {ablated} {pattern:?}");
        assert_eq!((pattern.share.count, pattern.ablated.count), (holds, ablated));
        assert_eq!(pattern.driver.is_some(), holds > 0 && holds < 600);
    }
    let few = Design::fixed();
    assert_eq!(Pattern::over(&few, &[true], &[true]).unwrap().reading, Reading::Structural);
    let error = Pattern::over(&few, &[], &[true]).unwrap_err().to_string();
    assert_eq!(error, "pattern: expected one entry per draw, 1, got 0");
}

#[test]
fn the_driver_is_the_factor_that_decides() {
    let design = design();
    let over = |holds: &dyn Fn(usize) -> bool| {
        let holds: Vec<bool> = (0..600).map(holds).collect();
        Pattern::over(&design, &holds, &vec![false; 600]).unwrap()
    };
    let draw = |k: usize| design.draw(k).unwrap();
    // Below .9 true, above false: a share of .9, that one factor turns.
    let driver = over(&|k| draw(k).real("trust").unwrap() < 0.9).driver.unwrap();
    assert_eq!((driver.factor.as_str(), driver.within.count, driver.within.of), ("trust", 540, 540));
    assert_eq!((driver.beyond.count, driver.beyond.of), (0, 60));
    assert!((driver.split.parse::<f64>().unwrap() - 0.9).abs() < 0.002);
    // Spearman against a cut at 90 %: −√(3 · .9 · .1), up to 1/n².
    assert!((driver.correlation + (3.0f64 * 0.09).sqrt()).abs() < 1e-4, "{}", driver.correlation);
    let driver = over(&|k| draw(k).text("rule").unwrap() != "majority").driver.unwrap();
    assert_eq!((driver.factor.as_str(), driver.split.as_str()), ("rule", "majority"));
    assert_eq!((driver.within.count, driver.within.of, driver.beyond.count), (0, 200, 400));
    assert!(driver.correlation > 0.8);
    let driver = over(&|k| draw(k).on("pacts").unwrap()).driver.unwrap();
    assert_eq!((driver.factor.as_str(), driver.split.as_str()), ("pacts", "false"));
    assert!((driver.correlation - 1.0).abs() < 1e-12);
}

#[test]
fn a_summary_is_by_draw_and_column() {
    let design = Design::full_factorial([Factor::category("rule", ["a", "b"]).unwrap()], 0).unwrap();
    let columns = [Column::real("y").unit("bp"), Column::boolean("deal"), Column::text("note")];
    let experiment = Experiment::new("sum", design.clone(), columns, |draw, _, rows| {
        if draw.text("rule")? == "b" {
            return rows.push([Cell::Missing, Cell::Missing, "none".into()]);
        }
        (1..=4).try_for_each(|k| rows.push([f64::from(k).into(), (k == 2).into(), "some".into()]))
    });
    let rows = experiment.unwrap().run().unwrap();
    let table = summarise(&design, &rows).unwrap();
    let names: Vec<&str> = table.columns().iter().map(Column::name).collect();
    assert_eq!(names, ["draw", "rule", "column", "n", "mean", "low", "high"]);
    assert_eq!(table.len(), 4);
    let row = table.row(0).unwrap();
    assert_eq!(row[..5], [0.into(), "a".into(), "y".into(), 4.into(), 2.5.into()]);
    let [.., Cell::Real(low), Cell::Real(high)] = row[..] else { panic!("{row:?}") };
    // 2.5 ± t(3; .975) · s/√4, s² = 5/3.
    assert!((low - (2.5 - 2.0542600)).abs() < 1e-6 && (high - 4.5542600).abs() < 1e-6, "{low} {high}");
    assert_eq!(table.row(1).unwrap()[2..5], ["deal".into(), 4.into(), 0.25.into()]);
    assert_eq!(table.row(2).unwrap()[3..], [0.into(), Cell::Missing, Cell::Missing, Cell::Missing]);
    let error = summarise(&Design::fixed(), &rows).unwrap_err().to_string();
    assert_eq!(error, "rows: draw is 1, allowed: 0..0, those of the design");
}

const INTERVALS: [(usize, usize, f64, f64); 7] = [
    (0, 10, 0.0, 0.30849710781876294),
    (1, 10, 0.0025285785444625728, 0.44501611702819543),
    (5, 10, 0.1870860284474045, 0.8129139715525955),
    (61, 100, 0.5073144796322998, 0.7059895851465829),
    (300, 300, 0.9877790253057036, 1.0),
    (613, 1000, 0.5820152430808945, 0.6433173635457233),
    (999, 1000, 0.9944410757201502, 0.9999746825125083),
];
