//! Farsighted stability against brute force from the definitions, and Chwe's own examples.

use comity::coalition::Coalition;
use comity::game::{Effectivity, FiniteSituation, Move};
use comity::solve::Certified;
use comity::solve::deviation::Improvement;
use comity::solve::farsighted::{Dominance, StableSets, farsighted_stable_sets, largest_consistent_set};
use rand::RngExt;
use rand::rngs::ChaCha8Rng;

use crate::common::cases::case;
use crate::common::draws;

struct Plain {
    n: usize,
    u: Vec<Vec<f64>>,
    moves: Vec<Move>,
    improvement: Improvement,
}

impl Plain {
    fn random(rng: &mut ChaCha8Rng, improvement: Improvement) -> Self {
        let n = rng.random_range(1u32..=3) as usize;
        let m = rng.random_range(1u32..=8) as usize;
        let spread = [0, 1, 2, 100][rng.random_range(0u32..4) as usize];
        let u = (0..m).map(|_| (0..n).map(|_| f64::from(rng.random_range(0..=spread))).collect()).collect();
        let density = rng.random_range(0u32..=3);
        let mut moves = vec![];
        for (from, to, mask) in
            (0..m).flat_map(|a| (0..m).flat_map(move |b| (1..1u64 << n).map(move |s| (a, b, s))))
        {
            if rng.random_range(0u32..10) < density {
                moves.push(Move { from, to, coalition: Coalition::from_mask(mask) });
            }
        }
        Plain { n, u, moves, improvement }
    }

    fn situation(&self) -> FiniteSituation {
        FiniteSituation::new(&self.u, self.moves.iter().copied()).unwrap()
    }

    fn prefers(&self, s: Coalition, a: usize, b: usize) -> bool {
        let mut members = (0..self.n).filter(|&i| s.contains(i));
        if self.improvement == Improvement::Strict {
            members.all(|i| self.u[b][i] > self.u[a][i])
        } else {
            let gains: Vec<f64> = members.map(|i| self.u[b][i] - self.u[a][i]).collect();
            gains.iter().all(|&g| g >= 0.0) && gains.iter().any(|&g| g > 0.0)
        }
    }

    /// Is there a chain of moves from `a` to `b` whose movers all prefer `b`? Paths without repetition
    /// suffice.
    fn dominated(&self, a: usize, b: usize, passed: &mut Vec<usize>) -> bool {
        self.moves.iter().filter(|m| m.from == a && m.to != a && self.prefers(m.coalition, a, b)).any(|m| {
            m.to == b
                || (!passed.contains(&m.to) && {
                    passed.push(m.to);
                    self.dominated(m.to, b, passed)
                })
        })
    }

    fn is_consistent(&self, set: u32, above: &[Vec<bool>]) -> bool {
        let deterred = |m: &Move| {
            (0..self.u.len()).any(|e| {
                set >> e & 1 == 1 && (e == m.to || above[m.to][e]) && !self.prefers(m.coalition, m.from, e)
            })
        };
        (0..self.u.len()).all(|a| {
            let holds = self.moves.iter().filter(|m| m.from == a && m.to != a).all(deterred);
            holds == (set >> a & 1 == 1)
        })
    }
}

#[test]
fn sets_equal_brute_force() {
    let mut rng = draws::rng(40);
    let (mut removed, mut several) = (0, 0);
    for round in 0..2400 {
        let improvement = if round % 2 == 0 { Improvement::Strict } else { Improvement::Weak };
        let plain = Plain::random(&mut rng, improvement);
        let (m, situation) = (plain.u.len(), plain.situation());
        let above: Vec<Vec<bool>> =
            (0..m).map(|a| (0..m).map(|b| plain.dominated(a, b, &mut vec![a])).collect()).collect();
        let dominance = Dominance::new(&situation, improvement).unwrap();
        for (a, above) in above.iter().enumerate() {
            let row: Vec<usize> = (0..m).filter(|&b| above[b]).collect();
            assert_eq!(dominance.above(a).collect::<Vec<_>>(), row);
        }

        // Chwe's definition: the union of all consistent sets, which is consistent itself.
        let union = (0..1u32 << m).filter(|&y| plain.is_consistent(y, &above)).fold(0, |all, y| all | y);
        assert!(plain.is_consistent(union, &above));
        let found = largest_consistent_set(&situation, improvement).unwrap();
        assert_eq!(found.states.iter().fold(0, |set, a| set | 1 << a), union);
        found.check(&situation, 0.0).unwrap();
        removed += found.removals.len();
        let mut lie = found.clone();
        if let Some(r) = lie.removals.pop() {
            assert!(lie.check(&situation, 0.0).is_err());
            lie.states.push(r.from);
            lie.states.sort_unstable();
            assert!(lie.check(&situation, 0.0).is_err());
        }

        let mut sets: Vec<Vec<usize>> = (0..1u32 << m)
            .filter(|k| (0..m).all(|a| (0..m).any(|b| k >> b & 1 == 1 && above[a][b]) != (k >> a & 1 == 1)))
            .map(|k| (0..m).filter(|a| k >> a & 1 == 1).collect())
            .collect();
        sets.sort();
        let mut all = farsighted_stable_sets(&dominance, usize::MAX, u64::MAX);
        assert!(all.exhaustive);
        all.sets.sort();
        assert_eq!(all.sets, sets);
        several += usize::from(sets.len() > 1);
        all.check((&situation, improvement), 0.0).unwrap();
        for set in &sets {
            // Chwe (1994), Proposition 3, proved for strict preference.
            let inside = set.iter().all(|a| found.states.contains(a));
            assert!(inside || improvement == Improvement::Weak);
        }
        let first = farsighted_stable_sets(&dominance, 1, u64::MAX);
        assert_eq!(first.sets.len(), sets.len().min(1));
        assert_eq!(first.exhaustive, sets.len() <= 1);
        let none = farsighted_stable_sets(&dominance, usize::MAX, 0);
        assert!(!none.exhaustive || none.nodes == 0);
    }
    assert!(removed > 500 && several > 30, "{removed} {several}");
}

#[test]
fn chwe_1994_examples() {
    let file = case("60_chwe1994_lcs.json");
    for instance in file.as_array().unwrap() {
        let names: Vec<&str> =
            instance["outcomes"].as_array().unwrap().iter().map(|o| o.as_str().unwrap()).collect();
        let number = |name: &serde_json::Value| names.iter().position(|n| Some(*n) == name.as_str()).unwrap();
        let players = instance["utilities_ordinal"].as_array().unwrap();
        let u: Vec<Vec<f64>> =
            names.iter().map(|o| players.iter().map(|p| p[*o].as_f64().unwrap()).collect()).collect();
        let mut moves = vec![];
        for e in instance["effectivity"].as_array().unwrap() {
            for c in e["coalitions"].as_array().unwrap() {
                let coalition = c.as_array().unwrap().iter().map(|i| i.as_u64().unwrap() as usize).collect();
                moves.push(Move { from: number(&e["from"]), to: number(&e["to"]), coalition });
            }
        }
        let situation = FiniteSituation::new(&u, moves).unwrap();
        let found = largest_consistent_set(&situation, Improvement::Strict).unwrap();
        let mut expected: Vec<usize> =
            instance["expected"]["lcs"].as_array().unwrap().iter().map(number).collect();
        expected.sort_unstable();
        assert_eq!(found.states, expected, "{}", instance["name"]);
        found.check(&situation, 0.0).unwrap();
        let dominance = Dominance::new(&situation, Improvement::Strict).unwrap();
        let pairs = instance["expected"]["indirect_dominance"].as_array().unwrap();
        let mut expected: Vec<(usize, usize)> =
            pairs.iter().map(|p| (number(&p[0]), number(&p[1]))).collect();
        expected.sort_unstable();
        let all: Vec<(usize, usize)> =
            (0..names.len()).flat_map(|a| dominance.above(a).map(move |b| (a, b))).collect();
        assert_eq!(all, expected, "{}", instance["name"]);
    }
}

#[test]
fn situations_are_explored_from_a_rule() {
    /// A counter that its one player may raise to 9 and likes high.
    struct Counter;
    impl Effectivity for Counter {
        type State = u32;
        fn players(&self) -> usize {
            1
        }
        fn payoffs(&self, s: &u32) -> comity::Result<Vec<f64>> {
            Ok(vec![f64::from(*s)])
        }
        fn moves(&self, s: &u32, _: Coalition) -> comity::Result<Vec<u32>> {
            Ok(vec![(s + 1).min(9), *s])
        }
    }
    let (situation, states) = FiniteSituation::explore(&Counter, [3], 100).unwrap();
    assert_eq!(states, [3, 4, 5, 6, 7, 8, 9]);
    assert_eq!(situation.moves().len(), 6);
    assert_eq!(largest_consistent_set(&situation, Improvement::Strict).unwrap().states, [6]);
    assert!(FiniteSituation::explore(&Counter, [3], 4).is_err());
}

#[test]
fn hostile_situations_are_errors() {
    let none: [Move; 0] = [];
    let step = |to, mask| Move { from: 0, to, coalition: Coalition::from_mask(mask) };
    assert!(FiniteSituation::new::<f64>(&[], none).is_err());
    assert!(FiniteSituation::new(&[vec![0.0], vec![]], none).is_err());
    assert!(FiniteSituation::new(&[vec![f64::NAN]], none).is_err());
    for bad in [step(1, 1), step(0, 0), step(0, 2)] {
        assert!(FiniteSituation::new(&[vec![0.0]], [bad]).is_err());
    }
    let alone = FiniteSituation::new(&[vec![0.0]], [step(0, 1)]).unwrap();
    assert!(alone.moves_from(usize::MAX).is_empty() && alone.ranks(7).is_empty());
    let dominance = Dominance::new(&alone, Improvement::Weak).unwrap();
    assert!(!dominance.holds(9, 9) && !dominance.holds(0, 0));
    let beyond = StableSets { sets: vec![vec![0, 9]], exhaustive: true, nodes: 0 };
    assert!(beyond.check((&alone, Improvement::Weak), 0.0).is_err());
}
