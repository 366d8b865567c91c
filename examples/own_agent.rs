//! A nation with a decision rule of one's own: it keeps faith with those it trusts, and leaves what costs it.

use comity::prelude::*;
use comity::simulate::{Agent, EventKind, Promise, Shock, View};

/// Keeps its promises unless the fellow members hold more than half of the region's arms.
#[derive(Debug)]
struct Balancer;

impl Agent for Balancer {
    fn keeps(&self, view: &View<'_>, promise: &Promise<'_>) -> f64 {
        let arms =
            |code| view.nations().iter().position(|c| *c == code).map_or(0.0, |i| view.military_stock()[i]);
        let fellows: f64 = promise.fellows().map(|fellow| arms(fellow.nation)).sum();
        let all: f64 = view.military_stock().iter().sum();
        if fellows < 0.5 * all { 1.0 } else { 0.2 }
    }
}

fn main() -> comity::Result<()> {
    let study = Study::new(World::northeast_asia_2002())?;
    let accord =
        Package::cooperative().signed_by(&["JPN", "KOR", "CHN", "RUS"].map(|c| c.parse().unwrap())).unwrap();
    let history = Simulation::of(&study)
        .agent("CHN", Balancer)
        .shock(1, Shock::Sign(accord))
        .years(20)
        .seed(1)
        .run()?;
    let broken =
        history.events().filter(|e| e.kind == EventKind::Broke && e.who[0].as_str() == "CHN").count();
    println!("{history}\n\nChina broke its promises {broken} times");
    Ok(())
}
