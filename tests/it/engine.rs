//! The engine of years under other people's models: split runs, threads, phases, published results.

use crate::common::draws;
use crate::common::errors::assert_names as refused;
use crate::common::programs::run;
use comity::simulate::{Engine, Phase, Process, Year};
use comity::{Error, Result, Stream};
use proptest::prelude::*;
use serde_json::Value as Json;

/// Numbers that drift, swap and are shaken.
#[derive(Clone)]
struct Numbers(usize);

type State = Vec<f64>;

impl Process for Numbers {
    type State = State;

    fn begin(&self, seed: u64) -> Result<State> {
        Ok((0..self.0).map(|k| Stream::new(seed, "begin").year(k as i64).uniform()).collect())
    }

    fn turn(&self, year: u32, state: &mut State) -> Result<()> {
        if year == 13 && state.is_empty() {
            return Err(Error::invalid("numbers", "count", 0, "at least 1 in the year 13"));
        }
        Ok(())
    }
}

fn shake(year: &Year<'_, Numbers>, next: &mut State) -> Result<()> {
    let draw = year.draw("shake");
    (0..).zip(next).for_each(|(k, x)| *x += draw.year(k).uniform() - 0.5);
    Ok(())
}

/// Everybody takes his right neighbour's number: with any order of activation one would be lost.
fn turn_round(year: &Year<'_, Numbers>, next: &mut State) -> Result<()> {
    let now = year.present();
    (0..now.len()).for_each(|k| next[k] = now[(k + 1) % now.len()]);
    Ok(())
}

/// Doubles everything, once in so many years.
struct Every(u32);

impl Phase<Numbers> for Every {
    fn advance(&self, _: &Year<'_, Numbers>, next: &mut State) -> Result<()> {
        next.iter_mut().for_each(|x| *x *= 2.0);
        Ok(())
    }

    fn is_idle(&self, year: &Year<'_, Numbers>) -> bool {
        !year.number().is_multiple_of(self.0)
    }
}

fn engine(n: usize, seed: u64) -> Engine<Numbers> {
    let engine = Engine::of(Numbers(n)).phase("shake", shake).phase("turn round", turn_round);
    engine.phase("double", Every(2)).seed(seed)
}

proptest! {
    #![proptest_config(draws::cases(64))]

    #[test]
    fn a_split_run_is_the_whole_run(n in 1usize..6, seed: u64, years in 2u32..30, cut in 0.0..1.0) {
        let whole = engine(n, seed).years(years);
        let cut = (cut * f64::from(years)) as u32;
        let mut path = Vec::new();
        let end = whole.watch(|year, state| {
            path.push((year, state.clone()));
            Ok(())
        });
        let end = end.unwrap();
        prop_assert_eq!(path.len(), years as usize + 1);
        prop_assert_eq!(&whole.run().unwrap(), &end);
        let (year, state) = path[cut as usize].clone();
        prop_assert_eq!(year, cut);
        let mut rest = Vec::new();
        let split = whole.clone().from(cut, state).watch(|year, state| {
            rest.push((year, state.clone()));
            Ok(())
        });
        prop_assert_eq!(split.unwrap(), end);
        prop_assert_eq!(&rest[..], &path[cut as usize..]);
    }

    #[test]
    fn phases_are_what_they_say(n in 1usize..6, seed: u64, years in 1u32..20) {
        // By hand.
        let mut state = Numbers(n).begin(seed).unwrap();
        for year in 1..=years {
            let draw = Stream::new(seed, "shake").year(i64::from(year));
            (0..).zip(&mut state).for_each(|(k, x)| *x += draw.year(k).uniform() - 0.5);
            state.rotate_left(1);
            if year % 2 == 0 {
                state.iter_mut().for_each(|x| *x *= 2.0);
            }
        }
        prop_assert_eq!(engine(n, seed).years(years).run().unwrap(), state);
        // What is taken out leaves all other draws as they were.
        let sum = |engine: Engine<Numbers>| engine.years(years).run().unwrap().iter().sum::<f64>();
        let (turned, straight) = (sum(engine(n, seed)), sum(engine(n, seed).without_phase("turn round")));
        prop_assert!((turned - straight).abs() < 1e-9 * (1.0 + turned.abs()));
    }
}

#[cfg(feature = "parallel")]
#[test]
fn many_runs_are_the_same_bits_on_any_number_of_threads() {
    let engine = engine(5, 3).years(25).observe("sum", |state| state.iter().sum());
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let mut table = Vec::new();
        let ends = pool.install(|| {
            engine.table(70).unwrap().write_csv(&mut table).unwrap();
            engine.ensemble(70, Ok).unwrap()
        });
        (ends, table)
    };
    let one = on(1);
    assert_eq!(one.0[0], engine.run().unwrap());
    assert_ne!(one.0[0], one.0[1]);
    assert_eq!(on(2), one);
    assert_eq!(on(8), one);
}

#[test]
fn what_is_wrong_is_told() {
    refused(engine(2, 0).years(0).run(), &["history: years is 0, allowed: 1.."]);
    refused(engine(2, 0).years(u32::MAX).run(), &["years is 4294967295"]);
    refused(engine(2, 0).phase("shake", shake).run(), &["phase is shake", "one of each name"]);
    refused(engine(2, 0).without_phase("shape").ensemble(3, Ok), &["unknown phase \"shape\"", "shake"]);
    refused(engine(2, 0).years(5).from(5, vec![1.0]).run(), &["years is 5", "above 5"]);
    refused(
        engine(0, 0).years(12).observe("x", |s| s.iter().sum()).phase("more", more).table(1),
        &["x is NaN", "year 1"],
    );
    refused(engine(0, 0).years(14).run(), &["at least 1 in the year 13"]);
    refused(engine(2, 0).observe("year", |s| s[0]).table(1), &["year"]);
    let failing = engine(1, 0).years(3).ensemble(40, |state| {
        if state[0].is_nan() { Ok(()) } else { Err(Error::invalid("state", "x", state[0], "none")) }
    });
    let first = engine(1, 0).years(3).run().unwrap()[0];
    refused(failing, &[&format!("x is {first}")]); // the error of the first run
    assert!(engine(2, 0).ensemble(0, Ok).unwrap().is_empty());
}

fn more(_: &Year<'_, Numbers>, next: &mut State) -> Result<()> {
    next.push(f64::NAN);
    Ok(())
}

/// Axelrod's tribute model against an independent program in Python: mean and standard error.
#[test]
fn tribute_is_docked_in_distribution() {
    let hundred = [(0.976, 0.012), (1.395, 0.011), (0.595, 0.007), (0.729, 0.003)];
    let thousand = [(0.314, 0.012), (1.822, 0.017), (0.527, 0.011), (0.768, 0.004), (0.505, 0.011)];
    let names = ["fights_per_year", "payments_per_year", "largest_share", "gini", "concordance"];
    for (years, runs, expected) in [("100", "400", &hundred[..]), ("1000", "60", &thousand)] {
        let output = run("tribute", &["--json", "--years", years, "--runs", runs, "--seed", "7"]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let report: Json = serde_json::from_slice(&output.stdout).unwrap();
        for (name, (mean, error)) in names.iter().zip(expected) {
            let [own, uncertain] = [0, 1].map(|k| report[name][k].as_f64().unwrap());
            let apart = (own - mean).abs() / f64::hypot(*error, uncertain);
            assert!(apart < 4.0, "{years} years, {name}: {own} ± {uncertain}, expected {mean} ± {error}");
        }
    }
}

/// Axelrod's culture model against his table of stable regions.
#[test]
fn cultures_settle_in_as_many_regions_as_published() {
    let output = run("culture", &["--runs", "6"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let rows: Vec<Vec<f64>> = text
        .lines()
        .skip(1)
        .map(|line| line.split_whitespace().filter_map(|word| word.parse().ok()).collect())
        .collect();
    assert_eq!(rows.len(), 9, "{text}");
    for row in rows {
        let [features, traits, mean, error, published] = row[..] else { panic!("{text}") };
        // His means are over ten runs: one region more or less, or a third where there are many.
        let allowed = 4.0 * error + (0.35 * published).max(0.5);
        assert!((mean - published).abs() < allowed, "{features} features, {traits} traits: {mean}");
        assert!(mean >= 1.0);
    }
}
