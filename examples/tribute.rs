//! New political actors: Axelrod's tribute model, another author's agents on the engine of histories.
//!
//! Ten actors on a ring demand tribute from each other, pay or fight, and grow committed to those on whose side they
//! were. Written from the rules in R. Axelrod (1995), A model of the emergence of new political actors, in N. Gilbert and
//! R. Conte (eds.), *Artificial Societies*, 19–39. `cargo run --release --example tribute -- --help` lists the options.

use clap::Parser;
use comity::Result;
use comity::simulate::{Engine, Phase, Process, Year};
use serde_json::json;

/// Actors, each with two neighbours.
const N: usize = 10;

/// Most that is demanded, damage per strength, income per year, percent by which commitments move.
struct Tribute {
    demand: f64,
    destruction: f64,
    harvest: f64,
    step: u8,
}

/// What lives.
#[derive(Clone)]
struct Actors {
    initial: [f64; N],
    wealth: [f64; N],
    /// Percent, `[of][to]`; 100 to oneself.
    commitment: [[u8; N]; N],
    fights: u32,
    payments: u32,
}

/// A leader with those contiguous actors who are more committed to it than to its opponent.
struct Side {
    leader: usize,
    members: [bool; N],
    strength: f64,
}

impl Process for Tribute {
    type State = Actors;

    fn begin(&self, seed: u64) -> Result<Actors> {
        let draw = comity::Stream::new(seed, "wealth");
        let wealth = std::array::from_fn(|i| 300.0 + 200.0 * draw.year(i as i64).uniform());
        let commitment = std::array::from_fn(|i| std::array::from_fn(|j| if i == j { 100 } else { 0 }));
        Ok(Actors { initial: wealth, wealth, commitment, fights: 0, payments: 0 })
    }
}

impl Actors {
    /// The place of another, so many steps on.
    fn at(from: usize, steps: usize, clockwise: bool) -> usize {
        if clockwise { (from + steps) % N } else { (from + N - steps) % N }
    }

    /// A leader and those who join it.
    fn side(&self, leader: usize, joining: impl Iterator<Item = usize>) -> Side {
        let mut side = Side { leader, members: [false; N], strength: 0.0 };
        for k in joining.chain([leader]) {
            side.members[k] = true;
            side.strength += self.pledged(k, leader);
        }
        side
    }

    /// Wealth that an actor puts into the fight of a leader.
    fn pledged(&self, k: usize, leader: usize) -> f64 {
        f64::from(self.commitment[k][leader]) / 100.0 * self.wealth[k]
    }

    /// Both sides of a demand on the actor that is so many steps away; `None` if somebody between does not join in.
    fn sides(&self, actor: usize, steps: usize, clockwise: bool) -> Option<(Side, Side)> {
        let target = Self::at(actor, steps, clockwise);
        let prefers = |k: usize, to: usize, than: usize| self.commitment[k][to] > self.commitment[k][than];
        let between = (1..steps).map(|k| Self::at(actor, k, clockwise));
        if !between.clone().all(|k| prefers(k, actor, target)) {
            return None;
        }
        let behind = (1..N).map(|k| Self::at(actor, k, !clockwise));
        let beyond = (1..N).map(|k| Self::at(target, k, clockwise));
        let own = between.chain(behind.take_while(|k| prefers(*k, actor, target)));
        Some((self.side(actor, own), self.side(target, beyond.take_while(|k| prefers(*k, target, actor)))))
    }

    /// The sides of the demand that is worth most to the actor, vulnerability times payment, if any is worth something.
    fn best_demand(&self, actor: usize, demand: f64) -> Option<(Side, Side)> {
        let (mut best, mut most) = (None, 0.0);
        for clockwise in [false, true] {
            for steps in 1..N {
                let target = Self::at(actor, steps, clockwise);
                let sides = self.sides(actor, steps, clockwise);
                let vulnerable = |(own, other): &(Side, Side)| 1.0 - other.strength / own.strength;
                let worth = sides.as_ref().map_or(0.0, vulnerable) * self.wealth[target].min(demand);
                if worth > most {
                    (best, most) = (sides, worth);
                }
                if self.commitment[target][actor] == 0 {
                    break; // it never joins in, so that nobody behind it can be reached
                }
            }
        }
        best
    }

    fn commit(&mut self, k: usize, l: usize, step: u8, more: bool) {
        let c = &mut self.commitment[k][l];
        *c = if more { (*c + step).min(100) } else { c.saturating_sub(step) };
    }
}

/// An actor drawn at random demands tribute; this is the demand of this number in the year.
struct Demand(i64);

impl Phase<Tribute> for Demand {
    fn advance(&self, year: &Year<'_, Tribute>, next: &mut Actors) -> Result<()> {
        let (now, rules) = (year.present(), year.process());
        let actor = (N as f64 * year.draw("actor").year(self.0).uniform()) as usize;
        let Some((attack, defence)) = now.best_demand(actor, rules.demand) else { return Ok(()) };
        let (target, payment) = (defence.leader, now.wealth[defence.leader].min(rules.demand));
        // What the target itself would lose in a fight.
        let loss = rules.destruction * attack.strength * now.wealth[target] / defence.strength;
        if loss.min(now.wealth[target]) >= payment {
            next.payments += 1;
            next.wealth[actor] += payment;
            next.wealth[target] -= payment;
            next.commit(actor, target, rules.step, true);
            next.commit(target, actor, rules.step, true);
            return Ok(());
        }
        next.fights += 1;
        for (side, other) in [(&attack, &defence), (&defence, &attack)] {
            let damage = (rules.destruction * other.strength).min(side.strength);
            for k in (0..N).filter(|k| side.members[*k]) {
                next.wealth[k] -= damage * now.pledged(k, side.leader) / side.strength;
                for l in (0..N).filter(|l| side.members[*l] || other.members[*l]) {
                    next.commit(k, l, rules.step, side.members[l]);
                }
            }
        }
        Ok(())
    }
}

fn harvest(year: &Year<'_, Tribute>, next: &mut Actors) -> Result<()> {
    next.wealth = next.wealth.map(|wealth| wealth + year.process().harvest);
    Ok(())
}

/// Axelrod's tribute model, many histories.
#[derive(Parser)]
struct Arguments {
    #[arg(long, default_value_t = 1000)]
    years: u32,
    /// Histories, each with a seed of its own.
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,
    /// Seed of the first.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Print [mean, standard error] of each figure as JSON.
    #[arg(long)]
    json: bool,
}

/// The figures of a history; concordance: share of pairs whose order by wealth is that of the beginning.
fn figures(end: &Actors, years: f64) -> [f64; 5] {
    let (mut sorted, total) = (end.wealth, end.wealth.iter().sum::<f64>());
    sorted.sort_by(f64::total_cmp);
    let spread: f64 = (1i32..).zip(sorted).map(|(k, w)| f64::from(2 * k - N as i32 - 1) * w).sum();
    let rises = |w: &[f64; N], i: usize, j: usize| w[i] > w[j];
    let pairs = (0..N).flat_map(|i| (0..i).map(move |j| (i, j)));
    let same = pairs.filter(|&(i, j)| rises(&end.initial, i, j) == rises(&end.wealth, i, j)).count();
    let (largest, gini) = (sorted[N - 1] / total, spread / (N as f64 * total));
    [f64::from(end.fights) / years, f64::from(end.payments) / years, largest, gini, same as f64 / 45.0]
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let tribute = Tribute { demand: 250.0, destruction: 0.25, harvest: 20.0, step: 10 };
    let engine = Engine::of(tribute).years(arguments.years).seed(arguments.seed);
    let engine = (1..=3).fold(engine, |engine, k| engine.phase(format!("demand {k}"), Demand(k)));
    let engine = engine.phase("harvest", harvest);
    let runs = engine.ensemble(arguments.runs, |end| Ok(figures(&end, f64::from(arguments.years))))?;
    let n = runs.len() as f64;
    let names = ["fights_per_year", "payments_per_year", "largest_share", "gini", "concordance"];
    let mut report = serde_json::Map::new();
    for (k, name) in names.into_iter().enumerate() {
        let mean = runs.iter().map(|run| run[k]).sum::<f64>() / n;
        let variance = runs.iter().map(|run| (run[k] - mean).powi(2)).sum::<f64>() / (n - 1.0).max(1.0);
        report.insert(name.into(), json!([mean, (variance / n).sqrt()]));
    }
    if arguments.json {
        println!("{:#}", serde_json::Value::Object(report));
    } else {
        report.iter().for_each(|(name, mean_and_error)| println!("{name:<18} {mean_and_error}"));
    }
    Ok(())
}
