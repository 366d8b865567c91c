//! The recursive core against its definition, its certificate, and the theorems about it.

use crate::common::draws;
use crate::common::values::altered;
use comity::coalition::{Coalition, Partition};
use comity::game::{PartitionFunction, PartitionGame, TuGame};
use comity::solve::Certified;
use comity::solve::externalities::{
    Conjecture, Deviators, Outlook, RecursiveCore, characteristic, externalities, outcome_stability,
    partition_core, recursive_core,
};
use comity::solve::tu::{Core, structure_core};
use rand::RngExt;
use rand::rngs::ChaCha8Rng;
use serde_json::Value as Json;
use std::collections::BTreeMap;

use crate::common::tables::{
    Table, exact, game, members, random_table, random_within, sorted, splits, tabulate,
};

const OUTLOOKS: [Outlook; 2] = [Outlook::Pessimistic, Outlook::Optimistic];
const DEVIATORS: [Deviators; 2] = [Deviators::OneBloc, Deviators::AnyPartition];

/// The definition, word for word. Worths are whole, so that the set of payoffs that nothing dominates, a
/// union of polyhedra between hyperplanes `x(S) = whole`, has a vertex among multiples of 1/`GRID[players]`
/// if it is not empty: a determinant of zeros and ones is at most 1, 1, 2, 3 in absolute value.
struct Definition<'a> {
    n: usize,
    table: &'a Table,
    outlook: Outlook,
    deviators: Deviators,
    cores: BTreeMap<Vec<u64>, Vec<Vec<u64>>>,
}

const GRID: [i64; 5] = [1, 1, 1, 2, 6];

impl Definition<'_> {
    fn left(&self, standing: &[u64]) -> Vec<usize> {
        members(standing.iter().fold((1 << self.n) - 1, |rest, b| rest & !b))
    }

    /// The structures that the others may be expected to form.
    fn responses(&mut self, standing: &[u64]) -> Vec<Vec<u64>> {
        let core = self.core(&sorted(standing.to_vec()));
        if core.is_empty() { splits(&self.left(standing)) } else { core }
    }

    /// The structures that the core of a residual game supports.
    fn core(&mut self, outside: &[u64]) -> Vec<Vec<u64>> {
        if let Some(known) = self.cores.get(outside) {
            return known.clone();
        }
        let players = self.left(outside);
        if players.is_empty() {
            return vec![vec![]];
        }
        // Every deviation, with what its blocs get for each response.
        let mut deviations = Vec::new();
        for chosen in 1u64..1 << players.len() {
            let who: Vec<usize> = members(chosen).into_iter().map(|k| players[k]).collect();
            for to in splits(&who) {
                if to.len() > 1 && self.deviators == Deviators::OneBloc {
                    continue;
                }
                let standing = [outside, &to].concat();
                let worths: Vec<Vec<i64>> = self
                    .responses(&standing)
                    .iter()
                    .map(|q| {
                        let row = &self.table[&sorted([&standing[..], q].concat())];
                        to.iter().map(|b| row[b]).collect()
                    })
                    .collect();
                deviations.push((to, worths));
            }
        }
        let grid = GRID[players.len()];
        let undominated = |x: &[i64]| {
            let paid = |b: u64| (0..x.len()).filter(|i| b >> i & 1 == 1).map(|i| x[i]).sum::<i64>();
            !deviations.iter().any(|(to, worths)| {
                let mut gains = worths.iter().map(|w| to.iter().zip(w).all(|(&b, w)| w * grid > paid(b)));
                if self.outlook == Outlook::Pessimistic { gains.all(|g| g) } else { gains.any(|g| g) }
            })
        };
        // Nobody takes less than it can count on alone.
        let mut least = vec![0; self.n];
        for (to, worths) in &deviations {
            if let ([single], true) = (&to[..], to.len() == 1 && to[0].count_ones() == 1) {
                let worths = worths.iter().map(|w| w[0] * grid);
                let bound = if self.outlook == Outlook::Pessimistic { worths.min() } else { worths.max() };
                least[single.trailing_zeros() as usize] = bound.unwrap();
            }
        }
        let core: Vec<Vec<u64>> = splits(&players)
            .into_iter()
            .filter(|p| {
                let row = &self.table[&sorted([outside, p].concat())];
                let blocs: Vec<(Vec<usize>, i64)> = p.iter().map(|&b| (members(b), row[&b] * grid)).collect();
                shared(&blocs, &mut vec![0; self.n], &least, &undominated)
            })
            .collect();
        self.cores.insert(outside.to_vec(), core.clone());
        core
    }
}

/// Whether some way to share out what the blocs have passes the test.
fn shared(
    blocs: &[(Vec<usize>, i64)],
    x: &mut Vec<i64>,
    least: &[i64],
    test: &dyn Fn(&[i64]) -> bool,
) -> bool {
    let Some(((players, left), others)) = blocs.split_first() else { return test(x) };
    let (&first, rest) = players.split_first().unwrap();
    if rest.is_empty() {
        x[first] = *left;
        return *left >= least[first] && shared(others, x, least, test);
    }
    let most = left - rest.iter().map(|&i| least[i]).sum::<i64>();
    (least[first]..=most).any(|share| {
        x[first] = share;
        let mut smaller = blocs.to_vec();
        smaller[0] = (rest.to_vec(), left - share);
        shared(&smaller, x, least, test)
    })
}

fn masks(p: &Partition) -> Vec<u64> {
    sorted(p.blocs().iter().map(|b| b.mask()).collect())
}

fn held<V>(core: &RecursiveCore<V>) -> Vec<Vec<u64>> {
    sorted_lists(core.structures.iter().map(|(p, _)| masks(p)).collect())
}

fn sorted_lists(mut lists: Vec<Vec<u64>>) -> Vec<Vec<u64>> {
    lists.sort();
    lists
}

/// The verdicts of the proof, by the blocs that stand outside.
fn proof(core: &RecursiveCore<f64>) -> Vec<(Vec<Json>, Vec<Json>)> {
    serde_json::from_value(serde_json::to_value(core).unwrap()["certificate"]["residual"].clone()).unwrap()
}

fn coalition(mask: u64) -> Json {
    serde_json::to_value(Coalition::from_mask(mask)).unwrap()
}

#[test]
fn equals_its_definition() {
    let mut rng = draws::rng(70);
    let (mut empty, mut several, mut splits_matter, mut trees) = (0, 0, 0, 0);
    for round in 0..draws::rounds(2000) {
        let n = if round % 16 == 0 { 4 } else { 1 + round % 3 };
        let table = if n < 4 { random_table(&mut rng, n) } else { random_within(&mut rng, n, 1) };
        let game = game(n, &table);
        for outlook in OUTLOOKS {
            let mut found = Vec::new();
            for deviators in DEVIATORS {
                let core = recursive_core(&game, outlook, deviators).unwrap();
                core.check(&game, 0.0).unwrap();
                let cores = BTreeMap::new();
                let mut definition = Definition { n, table: &table, outlook, deviators, cores };
                assert_eq!(held(&core), sorted_lists(definition.core(&[]).into_iter().map(sorted).collect()));
                for s in 1..1u64 << n {
                    let to_s = |q: &Vec<u64>| table[&sorted([&[s], &q[..]].concat())][&s];
                    let worths = definition.responses(&[s]).iter().map(to_s).collect::<Vec<_>>();
                    let expects = if outlook == Outlook::Pessimistic {
                        worths.iter().min()
                    } else {
                        worths.iter().max()
                    };
                    assert_eq!(*core.expected.value(Coalition::from_mask(s)), *expects.unwrap() as f64);
                }
                empty += usize::from(core.is_empty());
                several += usize::from(core.structures.len() > 1);
                let verdicts = proof(&core).into_iter().flat_map(|(_, verdicts)| verdicts);
                trees += verdicts.filter(|v| v["refused"].get("split").is_some()).count();
                found.push(held(&core));
            }
            splits_matter += usize::from(found[0] != found[1]);
        }
    }
    assert!(empty > draws::rounds(100) && several > draws::rounds(100), "{empty} {several}");
    assert!(splits_matter > draws::rounds(10) && trees > draws::rounds(10), "{splits_matter} {trees}");
}

/// Players 0 and 1 earn nothing as a pair, 2 each if all stand alone; either of them and player 2 earn 6. Who
/// leaves alone finds the other with player 2, so that under one bloc the grand coalition holds 0 and 1 down
/// to 1 each; together, each on its own, they leave for 2.
#[test]
fn deviators_may_have_to_split() {
    let table = tabulate(3, |b, p| match (b, p.len()) {
        (0b111, _) => 7,
        (0b101 | 0b110, _) => 6,
        (_, 3) => 2,
        _ => 0,
    });
    let game = game(3, &table);
    for outlook in OUTLOOKS {
        assert_eq!(held(&recursive_core(&game, outlook, Deviators::OneBloc).unwrap()), [[0b111]]);
        let core = recursive_core(&game, outlook, Deviators::AnyPartition).unwrap();
        assert!(core.is_empty());
        let proof = proof(&core);
        let (_, verdicts) = proof.iter().find(|(standing, _)| standing.is_empty()).unwrap();
        let blocs = verdicts[0]["refused"]["split"]["blocs"].as_array().unwrap();
        assert!(blocs.iter().map(|bloc| bloc[0].clone()).eq([0b001, 0b010].map(coalition)));
    }
}

#[test]
fn false_certificates_are_refused() {
    let mut rng = draws::rng(71);
    let mut lies = 0;
    for _ in 0..100 {
        let table = random_within(&mut rng, 3, 2);
        let game = game(3, &table);
        for (outlook, deviators) in OUTLOOKS.into_iter().flat_map(|o| DEVIATORS.map(|d| (o, d))) {
            let core = recursive_core(&game, outlook, deviators).unwrap();
            // Every verdict turned round in turn: a payoff nobody holds, a refusal that does not add up.
            let proof = proof(&core);
            let game_at = rng.random_range(0..proof.len() as u32) as usize;
            let (standing, verdicts) = &proof[game_at];
            for at in 0..verdicts.len() {
                let lie = altered(&core, |json| {
                    let verdict = &mut json["certificate"]["residual"][game_at][1][at];
                    let held = verdict["held"].as_array().map(Vec::len);
                    *verdict = match held {
                        Some(players) => {
                            let everybody = serde_json::json!([[coalition((1 << players) - 1), 1]]);
                            serde_json::json!({ "refused": { "asks": { "weights": everybody } } })
                        }
                        None => serde_json::json!({ "held": vec!["1/3"; 3 - standing.len().min(2)] }),
                    };
                });
                assert!(lie.check(&game, 0.0).is_err());
                lies += 1;
            }
            let lie = altered(&core, |json| {
                json["certificate"]["residual"].as_array_mut().unwrap().remove(game_at);
            });
            assert!(lie.check(&game, 0.0).is_err());
            let mut lie = core.clone();
            lie.structures.pop();
            assert!(lie.check(&game, 0.0).is_err() != core.structures.is_empty());
            let mut lie = core;
            let higher =
                lie.expected.values().iter().map(|v| if *v == 0.0 { 0.0 } else { v + 1.0 }).collect();
            let same = lie.expected.values().iter().all(|v| *v == 0.0);
            lie.expected = TuGame::from_values(higher).unwrap();
            assert!(lie.check(&game, 0.0).is_err() || same);
        }
    }
    assert!(lies > 500, "{lies}");
}

/// Kóczy (2007): the optimistic core is part of the pessimistic one. Every optimistic payoff survives
/// pessimists, too.
#[test]
fn optimists_deviate_more() {
    let mut rng = draws::rng(72);
    let mut held = 0;
    for round in 0..draws::rounds(300) {
        let n = 1 + round % 5;
        let game = game(n, &random_table(&mut rng, n));
        for deviators in DEVIATORS {
            let [pessimistic, optimistic] = OUTLOOKS.map(|o| recursive_core(&game, o, deviators).unwrap());
            for (p, payoff) in &optimistic.structures {
                assert!(pessimistic.structures.iter().any(|(q, _)| p == q), "{p}");
                for s in Coalition::grand(n).subsets() {
                    let paid: f64 = s.players().map(|i| payoff[i]).sum();
                    assert!(paid >= pessimistic.expected.value(s) - 1e-9);
                }
                held += 1;
            }
            let pairs = pessimistic.expected.values().iter().zip(optimistic.expected.values());
            assert!(pairs.clone().all(|(p, o)| p <= o));
        }
    }
    assert!(held > draws::rounds(100), "{held}");
}

/// One bloc deviates to a characteristic function between the pessimistic and the optimistic conjecture, so
/// the recursive cores lie between those cores, and with them the γ- and δ-core.
#[test]
fn cores_by_conjecture_form_chains() {
    let mut rng = draws::rng(73);
    let mut compared = 0;
    for round in 0..draws::rounds(400) {
        let n = 1 + round % 4;
        let game = exact(n, &random_table(&mut rng, n));
        let [narrow, wide] = [Conjecture::Optimistic, Conjecture::Pessimistic];
        let recursive = OUTLOOKS.map(|o| recursive_core(&game, o, Deviators::OneBloc).unwrap());
        for p in Partition::all(n) {
            let core = partition_core(&game, narrow, &p).unwrap();
            if let (false, Core::NonEmpty { payoff, .. }) = (core.is_empty(), &core.core) {
                for c in [Conjecture::Gamma, Conjecture::Delta, Conjecture::Max, wide] {
                    assert!(outcome_stability(&game, c, &p, payoff, 0.0).unwrap().is_stable(), "{c}");
                }
                assert!(recursive.iter().all(|r| r.structures.iter().any(|(q, _)| *q == p)));
                compared += 1;
            }
        }
        for deviators in DEVIATORS {
            for outlook in OUTLOOKS {
                for (p, payoff) in recursive_core(&game, outlook, deviators).unwrap().structures {
                    assert!(outcome_stability(&game, wide, &p, &payoff, 0.0).unwrap().is_stable());
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > draws::rounds(1000), "{compared}");
}

/// Worth of a bloc: some number of its own, and `sign` times something for every bloc fewer that the others
/// form.
fn signed(rng: &mut ChaCha8Rng, n: usize, sign: i64) -> Table {
    let own: Vec<i64> =
        (0..1 << n).map(|s: u64| i64::from(rng.random_range(0..=3)) * i64::from(s.count_ones())).collect();
    let spill: Vec<i64> = (0..1 << n).map(|_| i64::from(rng.random_range(0..=2))).collect();
    tabulate(n, |b, p| own[b as usize] - sign * spill[b as usize] * p.len() as i64)
}

/// Every structure of the outsiders comes from singletons by mergers. Where mergers never hurt, singletons
/// are the worst response and the γ-core contains the recursive cores; where they never help, the best, and
/// it is contained in those of one bloc.
#[test]
fn gamma_core_and_the_sign_of_externalities() {
    let mut rng = draws::rng(74);
    let mut compared = [0; 2];
    for round in 0..draws::rounds(600) {
        let n = 2 + round % 3;
        let sign = if round % 2 == 0 { 1 } else { -1 };
        let game = exact(n, &signed(&mut rng, n, sign));
        let signs = externalities(&game).unwrap();
        assert!(if sign > 0 { signs.is_never_negative() } else { signs.is_never_positive() });
        for outlook in OUTLOOKS {
            if sign > 0 {
                for deviators in DEVIATORS {
                    for (p, payoff) in recursive_core(&game, outlook, deviators).unwrap().structures {
                        let verdict = outcome_stability(&game, Conjecture::Gamma, &p, &payoff, 0.0).unwrap();
                        assert!(verdict.is_stable());
                        compared[0] += 1;
                    }
                }
            } else {
                let core = recursive_core(&game, outlook, Deviators::OneBloc).unwrap();
                for p in Partition::all(n) {
                    if !partition_core(&game, Conjecture::Gamma, &p).unwrap().is_empty() {
                        assert!(core.structures.iter().any(|(q, _)| *q == p));
                        compared[1] += 1;
                    }
                }
            }
        }
    }
    assert!(compared.iter().all(|&k| k > draws::rounds(100)), "{compared:?}");
}

/// In a superadditive game a coalition does best in one bloc whatever the others do, so α is the pessimistic
/// conjecture and the α-core contains the recursive cores.
#[test]
fn alpha_core_of_superadditive_games() {
    let mut rng = draws::rng(75);
    let mut compared = 0;
    for round in 0..draws::rounds(400) {
        let n = 2 + round % 3;
        let table = random_within(&mut rng, n, 2);
        // The size of a bloc, cubed, outweighs the rest: 2³ − 1 − 1 = 6 > 2 + 2 + 2 − 1.
        let table: Table = table
            .into_iter()
            .map(|(p, row)| {
                (p, row.into_iter().map(|(b, w)| (b, w + i64::from(b.count_ones().pow(3)))).collect())
            })
            .collect();
        let game = exact(n, &table);
        assert!(externalities(&game).unwrap().is_superadditive());
        let [alpha, worst] =
            [Conjecture::Alpha, Conjecture::Pessimistic].map(|c| characteristic(&game, c).unwrap());
        assert_eq!(alpha, worst);
        for (outlook, deviators) in OUTLOOKS.into_iter().flat_map(|o| DEVIATORS.map(|d| (o, d))) {
            for (p, payoff) in recursive_core(&game, outlook, deviators).unwrap().structures {
                let verdict = outcome_stability(&game, Conjecture::Alpha, &p, &payoff, 0.0);
                assert!(verdict.unwrap().is_stable());
                compared += 1;
            }
        }
    }
    assert!(compared > draws::rounds(200), "{compared}");
}

#[test]
fn without_externalities_it_is_the_core() {
    let mut rng = draws::rng(76);
    for round in 0..draws::rounds(400) {
        let n = 1 + round % 5;
        let spread = [0, 1, 5][round % 3];
        let worths: Vec<f64> = (0..1 << n)
            .map(|s| if s == 0 { 0.0 } else { f64::from(rng.random_range(-spread..=spread)) })
            .collect();
        let tu = TuGame::from_values(worths.clone()).unwrap();
        let game =
            PartitionGame::from_fn(n, |p| Ok(p.blocs().iter().map(|b| worths[b.index()]).collect())).unwrap();
        let expected: Vec<Partition> =
            Partition::all(n).filter(|p| !structure_core(&tu, p).unwrap().is_empty()).collect();
        for (outlook, deviators) in OUTLOOKS.into_iter().flat_map(|o| DEVIATORS.map(|d| (o, d))) {
            let core = recursive_core(&game, outlook, deviators).unwrap();
            assert_eq!(core.expected, tu);
            assert!(core.structures.iter().map(|(p, _)| p).eq(&expected));
        }
    }
}

/// Renaming players renames the core; a positive factor and a constant for each player change nothing but the
/// payoffs.
#[test]
fn symmetries() {
    let mut rng = draws::rng(77);
    for round in 0..draws::rounds(150) {
        let n = 2 + round % 4;
        let table = random_table(&mut rng, n);
        let grand = (1u64 << n) - 1;
        let renamed = |mask: u64| mask << 1 & grand | mask >> (n - 1);
        let bonus: Vec<i64> = (0..n).map(|_| i64::from(rng.random_range(-4..=4))).collect();
        let relabelled: Table = table
            .iter()
            .map(|(p, row)| {
                let row = row.iter().map(|(b, w)| (renamed(*b), *w)).collect();
                (sorted(p.iter().map(|b| renamed(*b)).collect()), row)
            })
            .collect();
        let moved = tabulate(n, |b, p| 3 * table[p][&b] + members(b).iter().map(|&i| bonus[i]).sum::<i64>());
        for (outlook, deviators) in OUTLOOKS.into_iter().flat_map(|o| DEVIATORS.map(|d| (o, d))) {
            let core = |table: &Table| held(&recursive_core(&game(n, table), outlook, deviators).unwrap());
            let expected = core(&table);
            let rename = |p: &Vec<u64>| sorted(p.iter().map(|b| renamed(*b)).collect());
            assert_eq!(core(&relabelled), sorted_lists(expected.iter().map(rename).collect()));
            assert_eq!(core(&moved), expected);
        }
    }
}

#[test]
fn sizes_and_failing_games_are_errors() {
    let large = PartitionGame::from_fn(11, |p| Ok(vec![0.0; p.len()])).unwrap();
    assert!(recursive_core(&large, Outlook::Optimistic, Deviators::AnyPartition).is_err());
    struct Broken;
    impl PartitionFunction for Broken {
        fn players(&self) -> usize {
            4
        }
        fn worths<'a>(&'a self, p: &Partition) -> comity::Result<std::borrow::Cow<'a, [f64]>> {
            if p.len() == 4 { Ok(vec![f64::NAN; 4].into()) } else { Ok(vec![0.0; p.len()].into()) }
        }
    }
    assert!(recursive_core(&Broken, Outlook::Pessimistic, Deviators::OneBloc).is_err());
}

#[cfg(feature = "parallel")]
#[test]
fn the_number_of_threads_does_not_show() {
    let mut rng = draws::rng(78);
    let game = game(6, &random_table(&mut rng, 6));
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| recursive_core(&game, Outlook::Pessimistic, Deviators::AnyPartition).unwrap())
    };
    assert_eq!(run(1), run(5));
}
