//! Years per second of the arms-and-trust loop, for a comparison with the same loop in Mesa. `compare.py` beside this
//! file runs both.
//!
//! `cargo bench --bench versus_mesa` prints one line of JSON per size. All nations are under one arrangement of
//! confidence building: each sends a signal by its hidden type every year, each updates its trust in each other by
//! Bayes' rule, then arms move by a year of Richardson's race. Beside that a year here also evaluates trade, disputes
//! and losses at its end, which the other side does not. Times are of the processor where the system tells them.

#[path = "../../tests/it/common/data.rs"]
mod data;

use comity::model::{Model, Parameters};
use comity::prelude::*;
use comity::simulate::{Rules, Shock, Trust};
use comity::world::NationCode;
use std::time::Instant;

/// Seconds this thread has spent on a processor; elsewhere, since the first call.
fn seconds() -> f64 {
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|text| text.split(' ').next().and_then(|n| n.parse::<f64>().ok()));
    nanoseconds.map_or_else(|| START.get_or_init(Instant::now).elapsed().as_secs_f64(), |n| n * 1e-9)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    const YEARS: u32 = 40;
    let least = if std::env::args().any(|a| a == "--test") { 0.0 } else { 2.0 };
    for world in [World::northeast_asia_2002(), data::world_2002().read()?.world] {
        let nations: Vec<NationCode> = world.codes().collect();
        let study = Study::of(Model::new(world, Parameters::default())?);
        let rules =
            Rules { trust: Trust::Bayes, detection: 1.0, false_alarm: 0.0, arms_pace: 1.0, ..Rules::still() };
        let everybody = Arrangement::of("confidence", nations.clone()).with(Term::confidence_building());
        let simulation = Simulation::of(&study).rules(rules).years(YEARS).shock(1, Shock::Sign(everybody));
        let (mut runs, mut trust) = (0u32, 0.0);
        let start = seconds();
        while runs == 0 || seconds() - start < least {
            let history = simulation.clone().seed(u64::from(runs)).run()?;
            trust += history.records()[YEARS as usize].mean_trust() - history.records()[0].mean_trust();
            runs += 1;
        }
        let rate = f64::from(runs * YEARS) / (seconds() - start);
        println!(
            "{{\"nations\": {}, \"years_per_second\": {rate}, \"rise_of_trust\": {}, \"runs\": {runs}}}",
            nations.len(),
            trust / f64::from(runs)
        );
    }
    Ok(())
}
