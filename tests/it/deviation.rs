//! k-strong stability and cartel stability against brute force written from the definitions.

use crate::common::draws;
use comity::coalition::Coalition;
use comity::game::Effectivity;
use comity::solve::Certified;
use comity::solve::deviation::{Deviation, Improvement, Search, Ties, Verdict, stability};
use comity::solve::membership::{self, Membership};
use comity::{Error, Result};
use rand::RngExt;
use rand::rngs::ChaCha8Rng;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A finite situation given by tables: small integer payoffs, so that ties abound.
struct Table {
    n: usize,
    payoffs: Vec<Vec<f64>>,
    moves: Vec<Vec<Vec<usize>>>, // [state][mask] -> states
    asked: AtomicUsize,
}

impl Table {
    fn random(rng: &mut ChaCha8Rng) -> Self {
        let n = rng.random_range(1u32..=4) as usize;
        let states = rng.random_range(1u32..=12) as usize;
        let spread = [0, 1, 2, 50][rng.random_range(0u32..4) as usize];
        let number = |rng: &mut ChaCha8Rng| f64::from(rng.random_range(-spread..=spread));
        let payoffs = (0..states).map(|_| (0..n).map(|_| number(rng)).collect()).collect();
        let density = rng.random_range(0u32..=3);
        let moves = (0..states)
            .map(|_| {
                let targets = |rng: &mut ChaCha8Rng| {
                    (0..states).filter(|_| rng.random_range(0u32..6) < density).collect()
                };
                (0..1 << n).map(|_| targets(rng)).collect()
            })
            .collect();
        Table { n, payoffs, moves, asked: AtomicUsize::new(0) }
    }
}

impl Effectivity for Table {
    type State = usize;
    fn players(&self) -> usize {
        self.n
    }
    fn payoffs(&self, state: &usize) -> Result<Vec<f64>> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        Ok(self.payoffs[*state].clone())
    }
    fn moves(&self, state: &usize, coalition: Coalition) -> Result<Vec<usize>> {
        Ok(self.moves[*state][coalition.index()].clone())
    }
}

fn brute_force(t: &Table, state: usize, k: usize, improvement: Improvement) -> Option<Deviation<usize>> {
    let mut coalitions: Vec<u64> = (1..1u64 << t.n).filter(|m| m.count_ones() as usize <= k).collect();
    coalitions.sort_by_key(|m| (m.count_ones(), *m));
    for mask in coalitions {
        for &to in &t.moves[state][mask as usize] {
            let members: Vec<usize> = (0..t.n).filter(|i| mask >> i & 1 == 1).collect();
            let gains: Vec<f64> = members.iter().map(|&i| t.payoffs[to][i] - t.payoffs[state][i]).collect();
            let none_loses = gains.iter().all(|&g| g >= 0.0);
            let winners = gains.iter().filter(|&&g| g > 0.0).count();
            let needed = if improvement == Improvement::Strict { gains.len() } else { 1 };
            if none_loses && winners >= needed {
                return Some(Deviation { coalition: Coalition::from_mask(mask), to, gains });
            }
        }
    }
    None
}

#[test]
fn verdicts_equal_brute_force_and_certify() {
    let mut rng = draws::rng(1);
    let (mut stable, mut unstable) = (0, 0);
    for _ in 0..3000 {
        let t = Table::random(&mut rng);
        let state = rng.random_range(0..t.payoffs.len() as u32) as usize;
        let k = rng.random_range(1u32..=5) as usize;
        for improvement in [Improvement::Strict, Improvement::Weak] {
            let search = Search { improvement, ..Search::up_to(k) };
            let before = t.asked.load(Ordering::Relaxed);
            let verdict = stability(&t, &state, &search).unwrap();
            assert!(t.asked.load(Ordering::Relaxed) - before <= t.payoffs.len(), "each state is asked once");
            assert_eq!(verdict.deviation(), brute_force(&t, state, k, improvement).as_ref());
            verdict.check(&t, 0.0).unwrap();
            assert_eq!((verdict.state, verdict.is_unproven()), (state, false), "no limit was set");
            match verdict.deviations[..] {
                [] => {
                    stable += 1;
                    assert_eq!(
                        verdict.searched.coalitions,
                        (1..1u32 << t.n).filter(|m| m.count_ones() as usize <= k).count() as u64
                    );
                    if let Some(deviation) = brute_force(&t, state, 4, improvement) {
                        let convention = Search { coalition_size: 4, ..search };
                        let lie = Verdict { convention, ..verdict.clone() };
                        assert!(lie.check(&t, 0.0).is_err(), "{deviation:?}");
                    }
                }
                _ => {
                    unstable += 1;
                    let mut lie = verdict.clone();
                    lie.deviations[0].gains[0] += 1.0;
                    assert!(lie.check(&t, 0.0).is_err());
                }
            }
            let text = serde_json::to_string(&verdict).unwrap();
            assert_eq!(serde_json::from_str::<Verdict<usize>>(&text).unwrap(), verdict);
        }
    }
    assert!(stable > 500 && unstable > 500, "{stable} {unstable}");
}

#[test]
fn a_limit_on_states_never_changes_a_proof() {
    let mut rng = draws::rng(2);
    let mut unproven = 0;
    for _ in 0..1000 {
        let t = Table::random(&mut rng);
        let full = stability(&t, &0, &Search::up_to(4)).unwrap();
        for limit in 0..t.payoffs.len() {
            let search = Search { max_states: Some(limit), ..Search::up_to(4) };
            let verdict = stability(&t, &0, &search).unwrap();
            if verdict.is_unproven() {
                unproven += 1;
                assert!(verdict.searched.states as usize <= limit.max(1));
            } else {
                assert_eq!(verdict.is_stable(), full.is_stable());
                assert_eq!(verdict.deviation(), full.deviation());
            }
        }
    }
    assert!(unproven > 100);
}

/// Long lists of moves, so that a search takes many blocks.
#[cfg(feature = "parallel")]
struct Line;
#[cfg(feature = "parallel")]
impl Effectivity for Line {
    type State = u64;
    fn players(&self) -> usize {
        12
    }
    fn payoffs(&self, s: &u64) -> Result<Vec<f64>> {
        Ok((0..12).map(|i| if *s == 40_000 + i { 1.0 } else { -((s % 97) as f64) }).collect())
    }
    fn moves(&self, s: &u64, who: Coalition) -> Result<Vec<u64>> {
        Ok((1..=who.mask() % 50).map(|k| s + who.mask() * 10 + k).collect())
    }
}

#[cfg(feature = "parallel")]
#[test]
fn the_number_of_threads_does_not_show() {
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| [1, 2, 5, 12].map(|k| stability(&Line, &0, &Search::up_to(k)).unwrap()))
    };
    let one = run(1);
    assert_eq!(one, run(2));
    assert_eq!(one, run(7));
    assert!(one[0].is_stable());
}

#[test]
fn hostile_situations_are_errors() {
    struct Bad(f64, usize);
    impl Effectivity for Bad {
        type State = u8;
        fn players(&self) -> usize {
            self.1
        }
        fn payoffs(&self, s: &u8) -> Result<Vec<f64>> {
            if *s == 9 {
                return Err(Error::invalid("state", "s", s, "below 9"));
            }
            Ok(vec![self.0; 3])
        }
        fn moves(&self, _: &u8, _: Coalition) -> Result<Vec<u8>> {
            Ok(vec![1, 9])
        }
    }
    assert!(stability(&Bad(f64::NAN, 3), &0, &Search::up_to(1)).is_err());
    assert!(stability(&Bad(0.0, 2), &0, &Search::up_to(1)).is_err());
    assert!(stability(&Bad(0.0, 64), &0, &Search::up_to(1)).is_err());
    assert!(stability(&Bad(0.0, 3), &0, &Search::up_to(1)).unwrap_err().to_string().contains("below 9"));
    let search = Search { tolerance: f64::NAN, ..Search::up_to(1) };
    assert!(stability(&Bad(0.0, 3), &0, &search).is_err());
}

#[test]
fn cartel_stability_equals_its_definition() {
    let mut rng = draws::rng(3);
    for _ in 0..draws::rounds(2000) {
        let n = rng.random_range(1u32..=5) as usize;
        let table: Vec<Vec<f64>> =
            (0..1 << n).map(|_| (0..n).map(|_| f64::from(rng.random_range(-2..=2))).collect()).collect();
        let payoffs = |s: Coalition| Ok(table[s.index()].clone());
        for ties in [Ties::Stay, Ties::Move] {
            let convention = Membership { ties, tolerance: 0.0, ..Membership::open() };
            let all = membership::treaty_stability_of_all(n, convention, payoffs).unwrap();
            for (mask, verdict) in all.iter().enumerate() {
                let beats =
                    |there: f64, here: f64| if ties == Ties::Stay { there > here } else { there >= here };
                let wants = |i: usize| beats(table[mask ^ 1 << i][i], table[mask][i]);
                let inside = |i: &usize| mask >> i & 1 == 1;
                assert_eq!(verdict.is_internally_stable(), !(0..n).filter(inside).any(wants));
                assert_eq!(verdict.is_externally_stable(), !(0..n).filter(|i| !inside(i)).any(wants));
                let s = Coalition::from_mask(mask as u64);
                assert_eq!(&membership::treaty_stability(n, s, convention, payoffs).unwrap(), verdict);
                verdict.check(payoffs, 0.0).unwrap();
                let mut lie = verdict.clone();
                if lie.deviations.pop().is_some() {
                    assert!(lie.check(payoffs, 0.0).is_err());
                }
            }
        }
    }
    let fine = Membership::default();
    assert!(membership::treaty_stability(0, Coalition::EMPTY, fine, |_| Ok(vec![])).is_err());
    assert!(membership::treaty_stability(2, Coalition::from_mask(4), fine, |_| Ok(vec![0.0; 2])).is_err());
    assert!(membership::treaty_stability(2, Coalition::from_mask(1), fine, |_| Ok(vec![0.0])).is_err());
    assert!(
        membership::treaty_stability(2, Coalition::from_mask(1), fine, |_| Ok(vec![f64::NAN; 2])).is_err()
    );
    assert!(membership::treaty_stability_of_all(30, fine, |_| Ok(vec![])).is_err());
}

/// Barrett (1994): `N` countries, benefit `b(aQ − Q²/2)/N`, cost `cq²/2`, `k` signatories lead jointly and
/// the others follow. With `γ = c/b` each outsider abates `a(1 − …)`: solved here from the first-order
/// conditions.
fn barrett(n: f64, gamma: f64, k: f64) -> (f64, f64) {
    let a = 100.0;
    // Followers: q_n = (a − Q)/(γN); so Q = (k q_s γN + (N − k) a) / (γN + N − k), and dQ/dQ_s = γN/(γN + N − k).
    let slope = gamma * n / (gamma * n + n - k);
    let base = (n - k) * a / (gamma * n + n - k);
    // Leaders maximise k(aQ − Q²/2)/N − kγq²/2: slope·k(a − Q)/N = γ q_s with Q = base + slope·k·q_s.
    let qs = slope * k * (a - base) / (gamma * n + slope * slope * k * k);
    let total = base + slope * k * qs;
    let qn = (a - total) / (gamma * n);
    let benefit = (a * total - total * total / 2.0) / n;
    (benefit - gamma * qs * qs / 2.0, benefit - gamma * qn * qn / 2.0)
}

#[test]
fn barrett_1994_stable_treaty_sizes() {
    // Sizes recomputed exactly from the model of Barrett (1994), a = 100, b = 1.
    let grid: [(usize, [usize; 7]); 4] = [
        (10, [10, 6, 4, 3, 3, 3, 2]),
        (20, [17, 8, 5, 3, 3, 3, 2]),
        (50, [34, 10, 5, 4, 3, 3, 2]),
        (100, [51, 11, 5, 4, 3, 3, 3]),
    ];
    for (n, sizes) in grid {
        for (gamma, size) in [0.01, 0.1, 0.25, 0.5, 1.0, 2.0, 10.0].into_iter().zip(sizes) {
            let payoffs = |k: usize| Ok(barrett(n as f64, gamma, k as f64));
            let stable = membership::stable_sizes(n, Membership::default(), payoffs).unwrap();
            assert_eq!(stable, [size], "N = {n}, c/b = {gamma}");
        }
    }
    let (inside, outside) = barrett(10.0, 0.25, 4.0);
    assert!((inside - 212_000.0 / 449.0).abs() < 1e-9 && (outside - 95_743_000.0 / 201_601.0).abs() < 1e-9);
}
