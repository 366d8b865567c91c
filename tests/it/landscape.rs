//! Landscape theory against its definition, and against hedonic games.

use crate::common::draws;
use comity::coalition::{Coalition, Partition};
use comity::game::{Alignment, HedonicGame};
use comity::solve::Certified;
use comity::solve::hedonic::{Notion, stable_structures};
use comity::solve::network::{LandscapeSearch, local_minima};
use rand::RngExt;
use rand::rngs::ChaCha8Rng;
use std::collections::BTreeMap;

type Table = Vec<Vec<f64>>;

fn random(rng: &mut ChaCha8Rng, n: usize) -> (Vec<f64>, Table) {
    let spread = [0, 1, 1, 2, 5, 1000][rng.random_range(0u32..6) as usize];
    let sizes: Vec<f64> = (0..n).map(|_| f64::from(rng.random_range(0..=spread.max(1)))).collect();
    let mut p = vec![vec![0.0; n]; n];
    for (i, j) in (0..n).flat_map(|j| (0..j).map(move |i| (i, j))) {
        p[i][j] = f64::from(rng.random_range(-spread..=spread)) / 4.0;
        p[j][i] = p[i][j];
    }
    (sizes, p)
}

/// Camps as canonical letters: the first member of each player's camp.
fn camps_of(word: &[usize]) -> Vec<usize> {
    word.iter().map(|letter| word.iter().position(|l| l == letter).unwrap()).collect()
}

fn energy(sizes: &[f64], p: &Table, word: &[usize]) -> f64 {
    let n = sizes.len();
    let d = |i: usize, j: usize| f64::from(u8::from(word[i] != word[j]));
    let frustration =
        |i: usize| (0..n).filter(|&j| j != i).map(|j| sizes[j] * p[i][j] * d(i, j)).sum::<f64>();
    (0..n).map(|i| sizes[i] * frustration(i)).sum()
}

/// The switch that steepest descent makes: lowest energy, first player, first camp by its first member, empty
/// last.
fn descend(sizes: &[f64], p: &Table, word: &[usize], most: usize) -> Option<Vec<usize>> {
    let n = word.len();
    let here = energy(sizes, p, word);
    let mut best: Option<(f64, Vec<usize>)> = None;
    for i in 0..n {
        let mut letters: Vec<usize> = (0..n).filter(|&j| word[j] == j).collect(); // camps by first member
        if letters.len() < most {
            letters.push(n); // a new camp
        }
        for to in letters.into_iter().filter(|&to| to != word[i]) {
            let mut next = word.to_vec();
            next[i] = to;
            let there = energy(sizes, p, &next);
            if there < best.as_ref().map_or(here, |(least, _)| *least) {
                best = Some((there, camps_of(&next)));
            }
        }
    }
    best.map(|(_, word)| word)
}

#[test]
fn minima_and_basins_equal_their_definition() {
    let mut rng = draws::rng(31);
    let mut several = 0;
    for _ in 0..draws::rounds(2000) {
        let n = rng.random_range(1u32..=6) as usize;
        let (sizes, p) = random(&mut rng, n);
        let most = rng.random_range(1u32..=4) as usize;
        let game = Alignment::new(&sizes, &p).unwrap();
        let search = LandscapeSearch { camps: most, tolerance: 0.0 };
        let found = local_minima(&game, &search).unwrap();
        found.check(&game, 0.0).unwrap();
        let mut basins: BTreeMap<Vec<usize>, u64> = BTreeMap::new();
        let mut configurations = 0;
        for camps in Partition::all(n).filter(|camps| camps.len() <= most) {
            configurations += 1;
            let mut word = camps_of(&camps.growth_string());
            while let Some(next) = descend(&sizes, &p, &word, most) {
                word = next;
            }
            *basins.entry(word).or_default() += 1;
        }
        assert_eq!(found.configurations, configurations);
        let listed: BTreeMap<Vec<usize>, u64> =
            found.minima.iter().map(|m| (camps_of(&m.camps.growth_string()), m.basin)).collect();
        assert_eq!(listed, basins, "{sizes:?} {p:?} {most}");
        for m in &found.minima {
            assert_eq!(m.energy, energy(&sizes, &p, &m.camps.growth_string()));
        }
        assert!(found.minima.windows(2).all(|m| m[0].energy <= m[1].energy));
        several += usize::from(found.minima.len() > 1);
        // Lies are caught.
        let mut lie = found.clone();
        lie.minima[0].basin += 1;
        assert!(lie.check(&game, 0.0).is_err());
        let mut lie = found.clone();
        lie.minima[0].energy += 1.0 + lie.minima[0].energy.abs();
        assert!(lie.check(&game, 0.0).is_err());
        if let Some(camps) = Partition::all(n)
            .find(|camps| camps.len() <= most && !found.minima.iter().any(|m| m.camps == *camps))
        {
            let mut lie = found.clone();
            lie.minima[0].energy = energy(&sizes, &p, &camps.growth_string());
            lie.minima[0].camps = camps;
            assert!(lie.check(&game, 0.0).is_err());
        }
    }
    assert!(several > draws::rounds(300), "{several}");
}

/// Symmetric propensities make the energy a potential: with any number of camps its local minima are the
/// Nash-stable structures of the additively separable game of weights `s_i s_j p_ij` (Bogomolnaia & Jackson
/// 2002).
#[test]
fn with_any_number_of_camps_minima_are_nash_stable_structures() {
    let mut rng = draws::rng(32);
    for _ in 0..150 {
        let n = rng.random_range(2u32..=6) as usize;
        let (sizes, p) = random(&mut rng, n);
        let game = Alignment::new(&sizes, &p).unwrap();
        let weights: Table = (0..n).map(|i| (0..n).map(|j| game.weight(i, j)).collect()).collect();
        let hedonic =
            stable_structures(&HedonicGame::additively_separable(&weights).unwrap(), usize::MAX).unwrap();
        let nash = hedonic.iter().find(|stable| stable.convention == Notion::Nash).unwrap();
        let mut nash: Vec<Partition> = nash.states.clone();
        nash.sort();
        let found = local_minima(&game, &LandscapeSearch { camps: n.max(3), tolerance: 0.0 }).unwrap();
        let mut minima: Vec<Partition> = found.minima.iter().map(|m| m.camps.clone()).collect();
        minima.sort();
        assert_eq!(minima, nash);
    }
}

#[test]
fn relabelling_and_units_change_nothing_but_names_and_units() {
    let mut rng = draws::rng(33);
    for _ in 0..60 {
        let n = rng.random_range(2u32..=9) as usize;
        let (sizes, p) = random(&mut rng, n);
        let turn = |i: usize| (i + 1) % n;
        let renamed: Vec<f64> = (0..n).map(|i| sizes[turn(i)]).collect();
        let p_renamed: Table = (0..n).map(|i| (0..n).map(|j| p[turn(i)][turn(j)]).collect()).collect();
        let halved: Table = p.iter().map(|row| row.iter().map(|x| x / 2.0).collect()).collect();
        let search = LandscapeSearch { camps: 2, tolerance: 0.0 };
        let minima = |sizes: &[f64], p: &Table| {
            local_minima(&Alignment::new(sizes, p).unwrap(), &search).unwrap().minima
        };
        let old: Vec<(f64, Vec<Coalition>)> = {
            let rename = |camp: &Coalition| camp.players().map(|i| (i + n - 1) % n).collect();
            let mut old: Vec<_> = minima(&sizes, &p)
                .iter()
                .map(|m| {
                    let mut camps: Vec<Coalition> = m.camps.blocs().iter().map(rename).collect();
                    camps.sort();
                    (m.energy, camps)
                })
                .collect();
            old.sort_by(|a, b| a.partial_cmp(b).unwrap());
            old
        };
        let mut new: Vec<(f64, Vec<Coalition>)> = minima(&renamed, &p_renamed)
            .iter()
            .map(|m| {
                let mut camps = m.camps.blocs().to_vec();
                camps.sort();
                (m.energy, camps)
            })
            .collect();
        new.sort_by(|a, b| a.partial_cmp(b).unwrap());
        assert_eq!(new, old);
        let (whole, half) = (minima(&sizes, &p), minima(&sizes, &halved));
        assert!(
            whole
                .iter()
                .zip(&half)
                .all(|(a, b)| (a.energy, &a.camps, a.basin) == (2.0 * b.energy, &b.camps, b.basin))
        );
    }
}

/// Two blocs of friends, each other's enemies: one minimum, and all configurations lead there; without
/// enmity, together.
#[test]
fn two_blocs_of_friends() {
    let n = 16;
    let friends = |i: usize, j: usize| (i < 7) == (j < 7);
    let table = |foe: f64| -> Table {
        let p = |i: usize, j: usize| {
            if i == j {
                0.0
            } else if friends(i, j) {
                1.0
            } else {
                foe
            }
        };
        (0..n).map(|i| (0..n).map(|j| p(i, j)).collect()).collect()
    };
    let minima = |foe: f64| {
        let game = Alignment::new(&[1.0; 16], &table(foe)).unwrap();
        let found = local_minima(&game, &LandscapeSearch::default()).unwrap();
        found.check(&game, 0.0).unwrap();
        found
    };
    let hostile = minima(-1.0);
    assert_eq!((hostile.minima.len(), hostile.minima[0].basin), (1, 1 << 15));
    assert_eq!(hostile.minima[0].camps.blocs(), [Coalition::from_mask(0x7f), Coalition::from_mask(0xff80)]);
    assert_eq!(hostile.minima[0].energy, -2.0 * 63.0);
    assert_eq!(minima(0.5).minima[0].camps, Partition::grand(n));
}

#[cfg(feature = "parallel")]
#[test]
fn the_number_of_threads_does_not_show() {
    let mut rng = draws::rng(34);
    let n = 17;
    let mut p = vec![vec![0.0; n]; n];
    for (i, j) in (0..n).flat_map(|j| (0..j).map(move |i| (i, j))) {
        p[i][j] = rng.random::<f64>() - 0.5;
        p[j][i] = p[i][j];
    }
    let sizes: Vec<f64> = (0..n).map(|_| rng.random()).collect();
    let game = Alignment::new(&sizes, &p).unwrap();
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| local_minima(&game, &LandscapeSearch::default()).unwrap())
    };
    let one = run(1);
    assert_eq!(one, run(3));
    one.check(&game, 0.0).unwrap();
    assert!(one.minima.len() > 1);
}

#[test]
fn hostile_input_is_an_error() {
    let one = [vec![0.0]];
    let game = Alignment::new(&[1.0], &one).unwrap();
    let alone = local_minima(&game, &LandscapeSearch::default()).unwrap();
    assert_eq!((alone.minima.len(), alone.configurations), (1, 1));
    alone.check(&game, 0.0).unwrap();
    assert!(Alignment::new::<Vec<f64>>(&[], &[]).is_err());
    for bad in [-1.0, 1e-91, f64::NAN, f64::INFINITY] {
        assert!(Alignment::new(&[bad], &one).is_err());
    }
    assert!(Alignment::new(&[1.0, 1.0], &one).is_err());
    assert!(Alignment::new(&[1.0, 1.0], &[vec![0.0, 1.0], vec![2.0, 0.0]]).is_err());
    assert!(Alignment::new(&[1.0, 1.0], &[vec![0.0, f64::NAN], vec![f64::NAN, 0.0]]).is_err());
    let flat = |n: usize| Alignment::new(&vec![1.0; n], &vec![vec![0.0; n]; n]).unwrap();
    assert!(local_minima(&flat(25), &LandscapeSearch::default()).is_err());
    assert!(local_minima(&flat(18), &LandscapeSearch::default()).is_err(), "a plateau");
    assert!(local_minima(&flat(13), &LandscapeSearch { camps: 3, tolerance: 0.0 }).is_err());
    assert!(local_minima(&flat(3), &LandscapeSearch { camps: 0, tolerance: 0.0 }).is_err());
    assert!(local_minima(&flat(3), &LandscapeSearch { camps: 2, tolerance: f64::NAN }).is_err());
    let huge = Alignment::new(&[1e90; 3], &vec![vec![-1e90; 3]; 3]).unwrap();
    let tiny = Alignment::new(&[1e-90; 3], &vec![vec![-1e-90; 3]; 3]).unwrap();
    for game in [huge, tiny] {
        let found = local_minima(&game, &LandscapeSearch { camps: 2, tolerance: 0.0 }).unwrap();
        found.check(&game, 0.0).unwrap();
        assert_eq!(found.minima.len(), 3);
    }
}
