//! Partition functions as plain tables, the form in which a definition is easiest to read.

use comity::game::{Fraction, PartitionGame, Value};
use rand::RngExt;
use rand::rngs::ChaCha8Rng;
use std::collections::BTreeMap;

/// Worths by partition (masks sorted) and bloc.
pub type Table = BTreeMap<Vec<u64>, BTreeMap<u64, i64>>;

/// Every way to split a list of players.
pub fn splits(players: &[usize]) -> Vec<Vec<u64>> {
    let Some((&first, rest)) = players.split_first() else { return vec![vec![]] };
    let mut all = Vec::new();
    for p in splits(rest) {
        let mut alone = p.clone();
        alone.push(1 << first);
        all.push(alone);
        for k in 0..p.len() {
            let mut joined = p.clone();
            joined[k] |= 1 << first;
            all.push(joined);
        }
    }
    all
}

pub fn members(mask: u64) -> Vec<usize> {
    (0..64).filter(|i| mask >> i & 1 == 1).collect()
}

pub fn sorted(mut p: Vec<u64>) -> Vec<u64> {
    p.sort_unstable();
    p
}

/// The table of `worth(bloc, partition)`.
pub fn tabulate(n: usize, mut worth: impl FnMut(u64, &[u64]) -> i64) -> Table {
    let all = splits(&(0..n).collect::<Vec<_>>());
    let row = |p: Vec<u64>| (p.clone(), p.iter().map(|&b| (b, worth(b, &p))).collect());
    all.into_iter().map(sorted).map(row).collect()
}

/// Whole worths within `±spread`.
pub fn random_within(rng: &mut ChaCha8Rng, n: usize, spread: i32) -> Table {
    tabulate(n, |_, _| i64::from(rng.random_range(-spread..=spread)))
}

/// Small whole worths, so that ties abound; sometimes all of them 0.
pub fn random_table(rng: &mut ChaCha8Rng, n: usize) -> Table {
    let spread = [0, 1, 3, 100][rng.random_range(0u32..4) as usize];
    random_within(rng, n, spread)
}

pub fn game(n: usize, table: &Table) -> PartitionGame {
    PartitionGame::from_fn(n, |p| {
        let row = &table[&sorted(p.blocs().iter().map(|b| b.mask()).collect())];
        Ok(p.blocs().iter().map(|b| row[&b.mask()] as f64).collect())
    })
    .unwrap()
}

pub fn exact(n: usize, table: &Table) -> PartitionGame<Fraction> {
    PartitionGame::from_fn(n, |p| {
        let row = &table[&sorted(p.blocs().iter().map(|b| b.mask()).collect())];
        Ok(p.blocs().iter().map(|b| Fraction::ratio(row[&b.mask()], 1)).collect())
    })
    .unwrap()
}
