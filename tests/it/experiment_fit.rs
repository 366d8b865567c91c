//! Fits by rejection: exact posteriors where there are some, truths recovered, what is accepted, bad input.

use comity::Stream;
use comity::experiment::{Design, Draw, Experiment, Factor, Fit, Target};
use comity::frame::{Cell, Column, Frame};
use comity::model::{Model, Parameters};
use comity::prelude::{Regime, World};
use statrs::distribution::{ContinuousCDF, Normal};

/// A cell of a table, by the row's first cell.
fn real(table: &Frame, name: &str, column: &str) -> f64 {
    let first = table.columns()[0].name();
    let row = table.column(first).unwrap().position(|cell| cell == Cell::Text(name)).unwrap();
    match table.column(column).unwrap().nth(row) {
        Some(Cell::Real(x)) => x,
        other => panic!("{name}, {column}: {other:?}"),
    }
}

fn target(column: &str, value: f64) -> Target {
    Target::new(column, value).unwrap()
}

/// θ is standard normal, and what is seen of it has an error of deviation ½.
fn normal(draws: usize, seed: u64) -> (Design, Frame) {
    let factor = Factor::normal("theta", 0.0, 1.0).unwrap();
    let design = Design::monte_carlo([factor], draws, seed).unwrap();
    let columns = [Column::real("seen"), Column::real("truth")];
    let model = |draw: &Draw, seed: u64, rows: &mut Frame| {
        let theta = draw.real("theta")?;
        let error = Normal::standard().inverse_cdf(Stream::new(seed, "error").uniform());
        rows.push([(theta + 0.5 * error).into(), theta.into()])
    };
    let experiment = Experiment::new("normal", design.clone(), columns, model).unwrap().seed(seed);
    let rows = experiment.independent_seeds().run().unwrap();
    (design, rows)
}

#[test]
fn the_posterior_is_the_exact_one() {
    // Normal prior and error: posterior mean t/(1 + σ²), variance σ²/(1 + σ²), whatever the datum.
    let (design, rows) = normal(40_000, 1);
    for datum in [-1.5, 0.0, 0.8] {
        let fit = Fit::rejection(&design, &rows, [target("seen", datum)], 0.01).unwrap();
        assert_eq!((fit.runs, fit.accepted, fit.effective), (40_000, 400, 400.0));
        assert!(fit.tolerance < 0.05, "{}", fit.tolerance);
        let table = fit.factors().unwrap();
        let of = |column: &str| real(&table, "theta", column);
        let (mean, deviation) = (datum / 1.25, 0.2f64.sqrt());
        // Four standard errors of 400 draws.
        assert!((of("mean") - mean).abs() < 4.0 * deviation / 20.0, "{datum}: {}", of("mean"));
        assert!((of("sd") - deviation).abs() < 4.0 * deviation / 800f64.sqrt(), "{datum}: {}", of("sd"));
        assert!((of("shrinkage") - 0.8).abs() < 0.06, "{}", of("shrinkage"));
        assert!((of("low") - (mean - 1.96 * deviation)).abs() < 0.2, "{}", of("low"));
        assert!((of("high") - (mean + 1.96 * deviation)).abs() < 0.2, "{}", of("high"));
        let seen = fit.targets().unwrap();
        assert!((real(&seen, "seen", "mean") - datum).abs() < 0.01);
        let below = Normal::standard().cdf(datum / 1.25f64.sqrt());
        assert!((real(&seen, "seen", "runs below") - below).abs() < 0.01);
    }
    // A tolerance that lets everything pass leaves the prior.
    let all = Fit::rejection(&design, &rows, [target("seen", 0.5)], 1.0).unwrap();
    assert!(real(&all.factors().unwrap(), "theta", "shrinkage").abs() < 1e-12);
}

#[test]
fn intervals_hold_synthetic_truths_at_their_level() {
    let (design, rows) = normal(4_000, 2);
    let (_, data) = normal(400, 3);
    let pairs = data.column("seen").unwrap().zip(data.column("truth").unwrap());
    let mut held = 0;
    for (seen, truth) in pairs {
        let (Cell::Real(seen), Cell::Real(truth)) = (seen, truth) else { panic!() };
        let fit = Fit::rejection(&design, &rows, [target("seen", seen)], 0.02).unwrap();
        let table = fit.factors().unwrap();
        held += usize::from(real(&table, "theta", "low") <= truth && truth <= real(&table, "theta", "high"));
    }
    let share = held as f64 / 400.0;
    assert!((0.92..=0.97).contains(&share), "{share}");
}

#[test]
fn assumptions_of_the_world_model_are_recovered() {
    let world = World::northeast_asia_2002();
    let columns = ["wars", "rise of arms without pacts"].map(Column::real);
    let model = |draw: &Draw, _: u64, rows: &mut Frame| {
        let model = Model::new(world.clone(), draw.parameters(Parameters::default())?)?;
        let base = model.base_outcome();
        let without = model.evaluate(&Regime::none())?;
        rows.push([base.hazard().sum().into(), (without.total_stock() / base.total_stock()).ln().into()])
    };
    let factors = || {
        [("escalation.constant", -4.5, -2.9), ("arms.outward_share", 0.1, 0.8)]
            .map(|(name, low, high)| Factor::parameter(name, low, high).unwrap())
    };
    let runs = |design: &Design| {
        Experiment::new("region", design.clone(), columns.clone(), model).unwrap().run().unwrap()
    };
    let prior = Design::sobol(factors(), 256, Some(1)).unwrap();
    let rows = runs(&prior);
    let truth =
        Design::from_csv(factors(), &b"escalation.constant,arms.outward_share\n-3.4,0.6\n"[..]).unwrap();
    let data = runs(&truth);
    let seen = |column: &str| match data.column(column).unwrap().next() {
        Some(Cell::Real(x)) => target(column, x),
        other => panic!("{other:?}"),
    };
    let targets = [seen("wars"), seen("rise of arms without pacts")];
    let fit = Fit::rejection(&prior, &rows, targets, 0.05).unwrap();
    let table = fit.factors().unwrap();
    for (name, value) in [("escalation.constant", -3.4), ("arms.outward_share", 0.6)] {
        let of = |column: &str| real(&table, name, column);
        assert!(of("low") < value && value < of("high"), "{fit}");
        assert!(of("shrinkage") > 0.8, "{fit}");
    }
    // Where the data were agreed with, the model gives them again.
    let again = runs(&fit.posterior().unwrap());
    assert_eq!(again.len(), fit.accepted);
    let Some(Cell::Real(wars)) = data.column("wars").unwrap().next() else { panic!() };
    for cell in again.column("wars").unwrap() {
        let Cell::Real(x) = cell else { panic!("{cell:?}") };
        assert!((x / wars).ln().abs() < 0.5, "{x} {wars}");
    }
}

/// Draws 0..5 with three replicates each, whose rows are alike; the last draw fails, the last but one lacks its figure.
fn few() -> (Design, Frame) {
    let rule = Factor::category("rule", ["veto", "majority"]).unwrap();
    let design = Design::full_factorial([Factor::integers("k", 0, 2).unwrap(), rule], 3).unwrap();
    let columns = [Column::integer("y"), Column::boolean("even"), Column::text("note")];
    let experiment = Experiment::new("few", design.clone(), columns, |draw, _, rows| {
        let (k, veto) = (draw.real("k")? as i64, draw.text("rule")? == "veto");
        let y = 2 * k + i64::from(!veto);
        match y {
            5 => Err(comity::Error::undefined("y", "five")),
            4 => rows.push([Cell::Missing, true.into(), "none".into()]),
            _ => rows.push([y.into(), (y % 2 == 0).into(), "some".into()]),
        }
    });
    let rows = experiment.unwrap().replicates(3).run().unwrap();
    (design, rows)
}

#[test]
fn what_is_accepted_is_what_is_near() {
    let (design, rows) = few();
    let fit = |targets: Vec<Target>, share| Fit::rejection(&design, &rows, targets, share).unwrap();
    let y = |value| target("y", value).scale(1.0).unwrap();
    // Two of eighteen runs are asked for; the third is as near.
    let nearest = fit(vec![y(3.25)], 2.0 / 18.0);
    assert_eq!((nearest.runs, nearest.accepted, nearest.tolerance, nearest.effective), (18, 3, 0.25, 1.0));
    let table = nearest.factors().unwrap();
    assert_eq!(
        (real(&table, "k", "mean"), real(&table, "k", "sd"), real(&table, "k", "shrinkage")),
        (1.0, 0.0, 1.0)
    );
    // Four runs: the draws 2 and 1 and both ends of the tie, each three times.
    let wider = fit(vec![y(2.0)], 4.0 / 18.0);
    assert_eq!((wider.accepted, wider.tolerance, wider.effective), (9, 1.0, 3.0));
    // The order of targets and the unit of one with its scale do not matter.
    let even = target("even", 0.0);
    let (one, other) = (fit(vec![y(2.0), even.clone()], 0.3), fit(vec![even, y(2.0)], 0.3));
    assert_eq!(one.factors().unwrap(), other.factors().unwrap());
    assert_eq!(one.accepted, 6);
    let table = wider.factors().unwrap();
    let levels: Vec<Cell> = table.column("level").unwrap().collect();
    assert_eq!(levels, [Cell::Missing, "veto".into(), "majority".into()]);
    let shares: Vec<Cell> = table.column("mean").unwrap().skip(1).collect();
    let [Cell::Real(veto), Cell::Real(majority)] = shares[..] else { panic!("{shares:?}") };
    assert!((veto - 1.0 / 3.0).abs() < 1e-15 && (majority - 2.0 / 3.0).abs() < 1e-15);
    assert_eq!(table.column("low").unwrap().skip(1).collect::<Vec<_>>(), [Cell::Missing; 2]);
    // Runs that failed or lack a figure are never accepted.
    let all = fit(vec![y(9.0)], 1.0);
    assert_eq!((all.runs, all.accepted, all.effective), (18, 12, 4.0));
    let posterior = all.posterior().unwrap();
    assert_eq!(posterior.len(), 12);
    assert!((0..12).all(|k| posterior.draw(k).unwrap().real("k").unwrap() <= 1.0));
    let text = nearest.to_string();
    assert!(
        text.starts_with("3 of 18 runs accepted, within 0.2500 of the data; 1.0 draws effective\n"),
        "{text}"
    );
    assert!(text.contains("rule = veto: share 0.500, given the data 0.000; shrinkage 1.00"), "{text}");
}

#[test]
fn what_cannot_be_fitted_is_refused() {
    let (design, rows) = few();
    let message = |targets: Vec<Target>, share: f64| {
        Fit::rejection(&design, &rows, targets, share).unwrap_err().to_string()
    };
    let y = || target("y", 1.0);
    let cases = [
        (message(vec![], 0.1), "fit: targets is 0, allowed: at least 1"),
        (message(vec![y(), y()], 0.1), "fit: target is \"y\", allowed: a column not given before"),
        (message(vec![y()], 0.0), "fit: share of runs accepted is 0, allowed: above 0, at most 1"),
        (message(vec![y()], f64::NAN), "fit: share of runs accepted is NaN"),
        (message(vec![y()], 1.5), "fit: share of runs accepted is 1.5"),
        (
            message(vec![target("z", 1.0)], 0.1),
            "unknown column \"z\"; known: run draw replicate y even note error",
        ),
        (
            message(vec![target("note", 1.0)], 0.1),
            "target note: column is text, allowed: a column of numbers",
        ),
        (Target::new("y", f64::INFINITY).unwrap_err().to_string(), "target y: value is inf"),
        (y().scale(0.0).unwrap_err().to_string(), "target y: scale is 0, allowed: a finite number above 0"),
        (y().scale(f64::NAN).unwrap_err().to_string(), "target y: scale is NaN"),
    ];
    for (found, expected) in cases {
        assert!(found.starts_with(expected), "{found}\n{expected}");
    }
    // Rows of another design; several rows per run; alike; none whole.
    let refused =
        |design: &Design, rows: &Frame| Fit::rejection(design, rows, [y()], 0.5).unwrap_err().to_string();
    assert_eq!(refused(&Design::fixed(), &rows), "rows: draw is 1, allowed: 0..0, those of the design");
    let run = |y: fn(&mut Frame) -> comity::Result<()>| {
        let columns = [Column::real("y")];
        let experiment = Experiment::new("one", Design::fixed(), columns, |_, _, rows| y(rows));
        experiment.unwrap().replicates(2).run().unwrap()
    };
    let twice = run(|rows| (0..2).try_for_each(|k| rows.push([f64::from(k).into()])));
    let expected =
        "rows: row 1 is another of run 0, allowed: one row per run, with what is compared to the data";
    assert_eq!(refused(&Design::fixed(), &twice), expected);
    let alike = run(|rows| rows.push([0.5.into()]));
    let expected = "target y: scale is 0, allowed: one that is given: all runs are alike";
    assert_eq!(refused(&Design::fixed(), &alike), expected);
    let given = Fit::rejection(&Design::fixed(), &alike, [y().scale(1.0).unwrap()], 0.5).unwrap();
    assert_eq!((given.accepted, given.tolerance), (2, 0.5));
    let nothing = run(|rows| rows.push([Cell::Missing]));
    let expected = "fit: runs with all statistics is none of 2, allowed: at least 1";
    assert_eq!(refused(&Design::fixed(), &nothing), expected);
}
