//! The dissemination of culture, Axelrod's model on the engine of histories: stable regions beside the published number.
//!
//! `cargo run --release --example culture -- [--runs R]`. R. Axelrod (1997), The dissemination of culture, *Journal of Conflict Resolution* 41, 203–226, table 2.

use clap::Parser;
use comity::simulate::{Engine, Process, Year};
use comity::{Error, Result, Stream};
use rand::RngExt;

/// Sites per side of the territory.
const SIDE: usize = 10;

/// Number of features of a site, and of traits that each may have.
struct Culture(usize, u8);

#[derive(Clone)]
struct Territory {
    sites: Vec<Vec<u8>>,
    settled: bool,
}

impl Process for Culture {
    type State = Territory;

    fn begin(&self, seed: u64) -> Result<Territory> {
        let mut rng = Stream::new(seed, "traits").rng();
        let mut site = |_| (0..self.0).map(|_| rng.random_range(0..self.1)).collect();
        Ok(Territory { sites: (0..SIDE * SIDE).map(&mut site).collect(), settled: false })
    }
}

/// The neighbours to the north, south, west and east.
fn neighbours(site: usize) -> Vec<usize> {
    let (row, column) = (site / SIDE, site % SIDE);
    let near = [(row > 0).then(|| site - SIDE), (row + 1 < SIDE).then_some(site + SIDE)];
    let beside = [(column > 0).then(|| site - 1), (column + 1 < SIDE).then_some(site + 1)];
    near.into_iter().chain(beside).flatten().collect()
}

/// A year is a hundred events per site: the site meets a neighbour with a chance equal to their similarity, and takes
/// over one of the features in which they differ.
fn interact(year: &Year<'_, Culture>, next: &mut Territory) -> Result<()> {
    let (features, mut rng) = (year.process().0, year.draw("event").rng());
    let below = |rng: &mut _, n: usize| RngExt::random_range(rng, 0..n as u32) as usize;
    for _ in 0..if next.settled { 0 } else { 100 * next.sites.len() } {
        let site = below(&mut rng, next.sites.len());
        let near = neighbours(site);
        let other = near[below(&mut rng, near.len())];
        let differs = |f: &usize| next.sites[site][*f] != next.sites[other][*f];
        let differing: Vec<usize> = (0..features).filter(differs).collect();
        if !differing.is_empty() && below(&mut rng, features) >= differing.len() {
            let f = differing[below(&mut rng, differing.len())];
            next.sites[site][f] = next.sites[other][f];
        }
    }
    // Nothing more can happen where neighbours are alike or have nothing in common.
    let still = |a: &[u8], b: &[u8]| a == b || a.iter().zip(b).all(|(x, y)| x != y);
    let at_rest = |(i, a): (usize, &Vec<u8>)| neighbours(i).iter().all(|j| still(a, &next.sites[*j]));
    next.settled = next.sites.iter().enumerate().all(at_rest);
    Ok(())
}

/// Contiguous regions of one culture each.
fn regions(Territory { sites, settled }: Territory) -> Result<f64> {
    let (mut seen, mut count) = (vec![false; sites.len()], 0.0);
    for start in 0..sites.len() {
        let mut stack = if seen[start] { vec![] } else { vec![start] };
        count += stack.len() as f64;
        while let Some(i) = stack.pop() {
            seen[i] = true;
            stack.extend(neighbours(i).into_iter().filter(|j| !seen[*j] && sites[*j] == sites[i]));
        }
    }
    settled.then_some(count).ok_or_else(|| Error::invalid("territory", "years", "too few", "until settled"))
}

/// Axelrod's culture model: stable regions by number of features and traits, over so many runs of each.
#[derive(Parser)]
struct Arguments {
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(2..))]
    runs: u32,
}

fn main() -> Result<()> {
    let runs = Arguments::parse().runs;
    println!("features  traits  regions           published (10 runs)");
    for (features, published) in [(5, [1.0, 3.2, 20.0]), (10, [1.0, 1.0, 1.4]), (15, [1.0, 1.0, 1.2])] {
        for (traits, published) in [5, 10, 15].into_iter().zip(published) {
            let engine = Engine::of(Culture(features, traits)).phase("interact", interact).years(2000);
            let counts = engine.ensemble(runs, regions)?;
            let (n, mean) = (f64::from(runs), counts.iter().sum::<f64>() / f64::from(runs));
            let variance = counts.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0);
            println!(
                "{features:>8}  {traits:>6}  {mean:>5.2} ± {:<7.2}  {published:>5.1}",
                (variance / n).sqrt()
            );
        }
    }
    Ok(())
}
