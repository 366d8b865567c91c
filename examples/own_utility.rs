//! A utility of one's own: nations that fear a loss twice as much as they welcome a gain.
//!
//! `cargo run --release --example own_utility`

use clap::Parser;
use comity::model::{Components, NationOutcome};
use comity::prelude::*;

/// Northeast Asia's cooperative arrangement, felt by nations that fear a loss twice as much as they welcome a
/// gain.
#[derive(Parser)]
struct Arguments {}

/// Loss aversion over each part of utility (Tversky & Kahneman 1991), against what the nation has today.
#[derive(Debug)]
struct LossAverse {
    today: Vec<NationOutcome>,
    aversion: f64,
}

impl Utility for LossAverse {
    fn utility(&self, nation: usize, all: &[Components]) -> f64 {
        let (parts, today) = (&all[nation], &self.today[nation]);
        let felt =
            |now: f64, before: f64| if now < before { self.aversion * (now - before) } else { now - before };
        felt(parts.security, today.security)
            + felt(parts.trade, today.trade)
            + felt(parts.aid, today.aid)
            + felt(parts.sovereignty, today.sovereignty)
    }
}

fn main() -> Result<()> {
    Arguments::parse();
    let scenario = Scenario::northeast_asia_2002();
    let model = scenario.model()?;
    let today = model.base_outcome().nations.clone();
    let averse = model.clone().with_utility(LossAverse { today, aversion: 2.0 })?;

    let regime = scenario.regime("cooperative_seven")?;
    let (neutral, felt) = (model.evaluate(&regime)?, averse.evaluate(&regime)?);
    println!("cooperative_seven, USD bn a year against today\n\nnation  additive  loss-averse");
    for (a, b) in neutral.nations.iter().zip(&felt.nations) {
        println!("{:<6}  {:>8.2}  {:>11.2}", a.iso3, a.money()?, b.money()?);
    }
    let verdict = Study::of(averse).stability(&regime)?;
    println!("\n{verdict}");
    Ok(())
}
