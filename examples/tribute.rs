//! New political actors: Axelrod's tribute model, another author's agents on the engine of histories.
//!
//! Ten actors on a ring demand tribute from each other, pay or fight, and grow committed to those on whose side they
//! were. Written from the rules in R. Axelrod (1995), A model of the emergence of new political actors, in N. Gilbert and
//! R. Conte (eds.), *Artificial Societies*, 19–39. `cargo run --release --example tribute -- --help` lists the options.

use clap::Parser;
use comity::Result;
use comity::simulate::{Engine, Process, Year};
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

/// A leader with those contiguous actors who are more committed to it than to its opponent, one bit each.
#[derive(Clone, Copy)]
struct Side {
    leader: usize,
    members: u32,
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
    /// Wealth that an actor puts into the fight of a leader.
    fn pledged(&self, k: usize, leader: usize) -> f64 {
        0.01 * f64::from(self.commitment[k][leader]) * self.wealth[k]
    }

    /// The side with those who join it next to its leader in one direction, and the first who does not.
    fn joined(&self, mut side: Side, opponent: usize, step: usize) -> (Side, usize) {
        let (leader, mut k) = (side.leader, on(side.leader, step));
        while self.commitment[k][leader] > self.commitment[k][opponent] {
            side.members |= 1 << k;
            side.strength += self.pledged(k, leader);
            k = on(k, step);
        }
        (side, k)
    }

    /// The sides of the demand that is worth most to the actor, vulnerability times payment, if any is worth something.
    fn best_demand(&self, actor: usize, demand: f64) -> Option<(Side, Side)> {
        let alone = |k: usize| Side { leader: k, members: 1 << k, strength: self.wealth[k] };
        let (mut best, mut most) = (None, (0.0, 1.0)); // worth, as a fraction
        for step in [N - 1, 1] {
            let mut target = actor;
            for _ in 1..N {
                target = on(target, step);
                let (attack, end) = self.joined(alone(actor), target, step);
                if end == target {
                    let own = self.joined(attack, target, N - step).0;
                    let payment = self.wealth[target].min(demand);
                    let worth = |other: f64| ((own.strength - other) * payment, own.strength);
                    let better = |(a, b): (f64, f64)| a * most.1 > most.0 * b;
                    if better(worth(self.wealth[target])) {
                        let other = self.joined(alone(target), actor, step).0;
                        if better(worth(other.strength)) {
                            (best, most) = (Some((own, other)), worth(other.strength));
                        }
                    }
                }
                if self.commitment[target][actor] == 0 {
                    break; // it never joins in, so that nobody behind it can be reached
                }
            }
        }
        best
    }

    /// The demand of an actor, which is paid or fought over.
    fn demand(&mut self, actor: usize, rules: &Tribute) {
        let Some((attack, defence)) = self.best_demand(actor, rules.demand) else { return };
        let (target, payment) = (defence.leader, self.wealth[defence.leader].min(rules.demand));
        // What the target itself would lose in a fight.
        let loss = rules.destruction * attack.strength * self.wealth[target] / defence.strength;
        if loss.min(self.wealth[target]) >= payment {
            self.payments += 1;
            self.wealth[actor] += payment;
            self.wealth[target] -= payment;
            for (k, l) in [(actor, target), (target, actor)] {
                self.commitment[k][l] = (self.commitment[k][l] + rules.step).min(100);
            }
            return;
        }
        self.fights += 1;
        for (side, other) in [(attack, defence), (defence, attack)] {
            let damage = (rules.destruction * other.strength).min(side.strength) / side.strength;
            let moves = |set: u32| std::array::from_fn(|l| rules.step * (set >> l & 1) as u8);
            let (more, less): ([u8; N], [u8; N]) = (moves(side.members), moves(other.members));
            let mut left = side.members;
            while left > 0 {
                let k = left.trailing_zeros() as usize;
                left &= left - 1;
                self.wealth[k] -= damage * self.pledged(k, side.leader);
                for (l, c) in self.commitment[k].iter_mut().enumerate() {
                    *c = (*c + more[l]).min(100).saturating_sub(less[l]);
                }
            }
        }
    }
}

/// The place so many steps on.
fn on(place: usize, steps: usize) -> usize {
    if place + steps < N { place + steps } else { place + steps - N }
}

/// Three actors, drawn with equal chances, demand tribute one after the other.
fn demand(year: &Year<'_, Tribute>, next: &mut Actors) -> Result<()> {
    let drawn = (1000.0 * year.draw("actors").uniform()) as usize;
    for actor in [drawn / 100, drawn / 10 % 10, drawn % 10] {
        next.demand(actor, year.process());
    }
    Ok(())
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
    let engine = engine.phase("demand", demand).phase("harvest", harvest);
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
