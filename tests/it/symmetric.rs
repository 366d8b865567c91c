//! Symmetric games with externalities: published structures, and agreement with the general solvers.

use crate::common::draws;
use comity::Result;
use comity::coalition::Partition;
use comity::game::{Fraction, PartitionGame, SizeStructure, SymmetricGame, Value};
use comity::solve::bargaining::sequential_formation;
use comity::solve::externalities::{Conjecture, characteristic, characteristic_by_size};
use comity::solve::tu::core;
use rand::RngExt;
use std::collections::BTreeMap;

use crate::common::cases::{case, fraction};

fn cournot(_: usize, p: &SizeStructure) -> Result<Fraction> {
    let k = p.sizes().len() as i64;
    Ok(Fraction::ratio(1, (k + 1) * (k + 1)))
}

#[test]
fn bloch_1996_cartels() {
    for n in 2..=25 {
        let game = SymmetricGame::new(n, cournot).unwrap();
        let in_order = sequential_formation(&game, |f| f.sizes().len()).unwrap();
        let sizes = SizeStructure::new(in_order.iter().copied()).unwrap();
        let sizes = sizes.sizes();
        // Bloch (1996): the smallest integer at or above (2n + 3 − √(4n + 5)) / 2, the others alone.
        let first = ((2.0 * n as f64 + 3.0 - (4.0 * n as f64 + 5.0).sqrt()) / 2.0).ceil() as usize;
        assert_eq!(sizes[0], first, "n = {n}");
        assert!(sizes[1..].iter().all(|&s| s == 1));
        assert_eq!(sizes.iter().sum::<usize>(), n);
        if n <= 14 {
            assert_eq!(
                sequential_formation(&game, SizeStructure::clone).unwrap(),
                in_order,
                "the key loses nothing"
            );
        }
    }
    let game =
        SymmetricGame::new(150, |_, p: &SizeStructure| Ok(1.0 / (p.sizes().len() as f64 + 1.0).powi(2)));
    assert_eq!(sequential_formation(&game.unwrap(), |f| f.sizes().len()).unwrap().last(), Some(&140));
}

#[test]
fn bloch_1996_cartels_of_the_file() {
    let file = case("52_bloch1996_cournot.json");
    for (n, sizes) in file["expected"]["structures"].as_object().unwrap() {
        let game = SymmetricGame::new(n.parse().unwrap(), cournot).unwrap();
        let expected: Vec<usize> = serde_json::from_value(sizes.clone()).unwrap();
        let sizes = SizeStructure::new(sequential_formation(&game, |f| f.sizes().len()).unwrap()).unwrap();
        assert_eq!(sizes.sizes(), expected);
    }
}

#[test]
fn ray_2007_example_5_1() {
    let file = case("50_ray2007_ex5_1.json");
    let mut worths: BTreeMap<(SizeStructure, usize), Fraction> = BTreeMap::new();
    for entry in file["worths"].as_array().unwrap() {
        let structure: SizeStructure = serde_json::from_value(entry["structure"].clone()).unwrap();
        worths.insert(
            (structure, entry["coalition_size"].as_u64().unwrap() as usize),
            fraction(&entry["worth"]),
        );
    }
    let zero = Fraction::ratio(0, 1);
    let worth = |s: usize, p: &SizeStructure| Ok(worths.get(&(p.clone(), s)).unwrap_or(&zero).clone());
    let game = SymmetricGame::new(5, worth).unwrap();
    let sizes = SizeStructure::new(sequential_formation(&game, SizeStructure::clone).unwrap()).unwrap();
    assert_eq!(sizes.sizes(), [4, 1]);
}

/// Bloch's and Ray's rule without memory or keys.
fn by_definition(worth: &impl Fn(usize, &SizeStructure) -> i64, formed: &[usize], left: usize) -> Vec<usize> {
    let mut best: Option<((i64, usize), Vec<usize>)> = None;
    for s in 1..=left {
        let now = [formed, &[s]].concat();
        let later = by_definition(worth, &now, left - s);
        let structure = SizeStructure::new([now, later.clone()].concat()).unwrap();
        let w = worth(s, &structure);
        // w / s ≥ best, compared in integers.
        if best.as_ref().is_none_or(|((bw, bs), _)| w * *bs as i64 >= bw * s as i64) {
            best = Some(((w, s), [vec![s], later].concat()));
        }
    }
    best.map(|(_, sizes)| sizes).unwrap_or_default()
}

#[test]
fn random_symmetric_games() {
    let mut rng = draws::rng(20);
    for round in 0..2000 {
        let n = 1 + round % 6;
        let spread = [0, 1, 3, 100][rng.random_range(0u32..4) as usize];
        let mut table: BTreeMap<(SizeStructure, usize), i64> = BTreeMap::new();
        for p in SizeStructure::all(n) {
            for &s in p.sizes() {
                table.entry((p.clone(), s)).or_insert_with(|| i64::from(rng.random_range(-spread..=spread)));
            }
        }
        let worth = |s: usize, p: &SizeStructure| table[&(p.clone(), s)];
        let game = SymmetricGame::new(n, |s, p: &SizeStructure| Ok(Fraction::ratio(worth(s, p), 1))).unwrap();
        assert_eq!(sequential_formation(&game, SizeStructure::clone).unwrap(), by_definition(&worth, &[], n));

        let dense = PartitionGame::from_fn(n, |p: &Partition| {
            let sizes = SizeStructure::new(p.blocs().iter().map(|b| b.len()))?;
            p.blocs().iter().map(|b| game.worth(b.len(), &sizes)).collect()
        })
        .unwrap();
        if round < 300 {
            for conjecture in Conjecture::ALL {
                let by_size = characteristic_by_size(&game, conjecture).unwrap();
                let by_mask = characteristic(&dense, conjecture).unwrap();
                for s in by_mask.grand_coalition().subsets() {
                    assert_eq!(by_mask.value(s), &by_size[s.len()], "{conjecture}");
                }
                let average = |s: usize| &by_size[s] / Fraction::ratio(s as i64, 1);
                let most = (1..=n).map(average).max().unwrap();
                assert_eq!(core(&by_mask).unwrap().is_empty(), most > average(n));
            }
        }
    }
}

#[test]
fn hostile_symmetric_games() {
    let nan = |_: usize, _: &SizeStructure| Ok(f64::NAN);
    assert!(SymmetricGame::new(0, nan).is_err() && SymmetricGame::new(1001, nan).is_err());
    let game = SymmetricGame::new(61, nan).unwrap();
    assert!(sequential_formation(&game, SizeStructure::clone).is_err());
    assert!(Conjecture::ALL.iter().all(|&c| characteristic_by_size(&game, c).is_err()));
    assert!(game.worth(3, &SizeStructure::new([2, 1]).unwrap()).is_err());
}
