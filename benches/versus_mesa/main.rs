//! Years per second of the arms-and-trust loop, for a comparison with the same loop in Mesa. `compare.py` beside this
//! file runs both.
//!
//! `cargo bench --bench versus_mesa` prints one line of JSON per number of nations. `loop`: the same work as on the other
//! side, a model of its own on the engine of histories; each nation sends a signal by its hidden type, each updates its
//! trust in each other by Bayes' rule, then arms move by a year of Richardson's race. `model`: the world model with all
//! nations under one arrangement of confidence building, whose year also evaluates trade, disputes and losses, which
//! the other side does not. Times are of the processor where the system tells them.

#[path = "../../tests/it/common/data.rs"]
mod data;

use comity::model::{Model, Parameters};
use comity::prelude::*;
use comity::simulate::{Engine, Process, Rules, Shock, Trust, Year};
use comity::world::NationCode;
use rand::RngExt;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Instant;

const YEARS: u32 = 40;
/// Chances that a seeker of security and an expansionist send the good signal, as in `compare.py`.
const SIGNAL: [f64; 2] = [0.8, 0.5];
const FATIGUE: f64 = 0.2;
const OUTWARD: f64 = 0.4;

/// Seconds this thread has spent on a processor; elsewhere, since the first call.
fn seconds() -> f64 {
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|text| text.split(' ').next().and_then(|n| n.parse::<f64>().ok()));
    nanoseconds.map_or_else(|| START.get_or_init(Instant::now).elapsed().as_secs_f64(), |n| n * 1e-9)
}

/// As many nations, of mean trust 1/2.
struct Region(usize);

/// What lives: odds of trust by row and column, infinite in oneself, and stocks; and what each nation is.
struct Race {
    odds: Vec<f64>,
    stocks: Vec<f64>,
    nations: Arc<[Nation]>,
}

struct Nation {
    seeker: bool,
    base: f64,
    reaction: f64,
}

impl Clone for Race {
    fn clone(&self) -> Self {
        let (odds, stocks) = (self.odds.clone(), self.stocks.clone());
        Race { odds, stocks, nations: Arc::clone(&self.nations) }
    }

    fn clone_from(&mut self, other: &Self) {
        self.odds.clone_from(&other.odds);
        self.stocks.clone_from(&other.stocks);
        self.nations.clone_from(&other.nations);
    }
}

impl Process for Region {
    type State = Race;

    fn begin(&self, seed: u64) -> Result<Race> {
        let n = self.0;
        let mut rng = comity::Stream::new(seed, "nations").rng();
        let drawn: Vec<(bool, f64)> =
            (0..n).map(|_| (rng.random::<f64>() < 0.5, 10.0 + 90.0 * rng.random::<f64>())).collect();
        let all: f64 = drawn.iter().map(|(_, base)| base).sum();
        let nation = |&(seeker, base): &(bool, f64)| Nation {
            seeker,
            base,
            reaction: OUTWARD * FATIGUE * base / (0.5 * (all - base)),
        };
        let odds = (0..n * n).map(|k| if k % (n + 1) == 0 { f64::INFINITY } else { 1.0 }).collect();
        let stocks = drawn.iter().map(|(_, base)| *base).collect();
        Ok(Race { odds, stocks, nations: drawn.iter().map(nation).collect() })
    }
}

/// Signals by type, and what each observer makes of them.
fn learn(year: &Year<'_, Region>, next: &mut Race) -> Result<()> {
    let mut rng = year.draw("signal").rng();
    let [seeker, expansionist] = SIGNAL;
    let likelihood = |nation: &Nation| {
        let good = rng.random::<f64>() < if nation.seeker { seeker } else { expansionist };
        if good { seeker / expansionist } else { (1.0 - seeker) / (1.0 - expansionist) }
    };
    let ratios: Vec<f64> = year.present().nations.iter().map(likelihood).collect();
    for row in next.odds.chunks_exact_mut(ratios.len()) {
        row.iter_mut().zip(&ratios).for_each(|(odds, ratio)| *odds *= ratio);
    }
    Ok(())
}

/// A year of Richardson's race.
fn arm(year: &Year<'_, Region>, next: &mut Race) -> Result<()> {
    let now = year.present();
    let rows = now.odds.chunks_exact(now.stocks.len()).zip(&*now.nations);
    for (stock, (row, nation)) in next.stocks.iter_mut().zip(rows) {
        let threat: f64 = row.iter().zip(&now.stocks).map(|(odds, stock)| stock / (1.0 + odds)).sum();
        let upkeep = (1.0 - OUTWARD) * FATIGUE * nation.base;
        *stock = (*stock + nation.reaction * threat - FATIGUE * *stock + upkeep).max(0.0);
    }
    Ok(())
}

/// Mean trust over ordered pairs.
fn mean_trust(race: &Race) -> f64 {
    let others = race.odds.iter().filter(|odds| odds.is_finite());
    let (sum, count) = others.fold((0.0, 0.0), |(sum, count), odds| (sum + odds / (1.0 + odds), count + 1.0));
    sum / count
}

/// Years per second over runs of `one`, which gives by how much mean trust rose, so many between two looks at the clock,
/// for at least so long.
fn timed(least: f64, batch: u32, mut one: impl FnMut(u64) -> Result<f64>) -> Result<Value> {
    let (mut runs, mut rise) = (0u32, 0.0);
    let start = seconds();
    while runs == 0 || seconds() - start < least {
        for _ in 0..batch {
            rise += one(u64::from(runs))?;
            runs += 1;
        }
    }
    let rate = f64::from(runs * YEARS) / (seconds() - start);
    Ok(json!({ "years_per_second": rate, "rise_of_trust": rise / f64::from(runs), "runs": runs }))
}

fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    let least = if std::env::args().any(|a| a == "--test") { 0.0 } else { 2.0 };
    for world in [World::northeast_asia_2002(), data::world_2002().read()?.world] {
        let nations: Vec<NationCode> = world.codes().collect();
        let engine =
            || Engine::of(Region(nations.len())).phase("learn", learn).phase("arm", arm).years(YEARS);
        let own = timed(least, 32, |seed| Ok(mean_trust(&engine().seed(seed).run()?) - 0.5))?;
        let study = Study::of(Model::new(world, Parameters::default())?);
        let rules =
            Rules { trust: Trust::Bayes, detection: 1.0, false_alarm: 0.0, arms_pace: 1.0, ..Rules::still() };
        let everybody = Arrangement::of("confidence", nations.clone()).with(Term::confidence_building());
        let simulation = Simulation::of(&study).rules(rules).years(YEARS).shock(1, Shock::Sign(everybody));
        let model = timed(least, 1, |seed| {
            let history = simulation.clone().seed(seed).run()?;
            Ok(history.records()[YEARS as usize].mean_trust() - history.records()[0].mean_trust())
        })?;
        println!("{}", json!({ "nations": nations.len(), "loop": own, "model": model }));
    }
    Ok(())
}
