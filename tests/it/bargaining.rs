//! Kernel, prekernel, bargaining set and τ value: brute force from the definitions, and how they nest.

use crate::common::draws;
use crate::common::linear_twin::{Outcome, Q, maximise, q, random_game};
use crate::common::values::{altered, nucleolus, prenucleolus, within};
use comity::Error;
use comity::coalition::{Coalition, Partition};
use comity::game::{Fraction, TuGame, Value};
use comity::solve::Certified;
use comity::solve::tu::{
    Breach, Core, PayoffSet, PayoffVerdict, Rule, core, payoff_stability, surplus, value,
};
use num_traits::{One, Signed, Zero};
use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng};

fn games(stream: u64, counts: &[(usize, usize)]) -> impl Iterator<Item = (TuGame<Fraction>, ChaCha8Rng)> {
    let mut rng = draws::rng(stream);
    let sizes: Vec<usize> = counts.iter().flat_map(|&(n, count)| vec![n; count]).collect();
    sizes.into_iter().map(move |n| (random_game(&mut rng, n), ChaCha8Rng::seed_from_u64(rng.random())))
}

fn excess(game: &TuGame<Fraction>, x: &[Fraction], s: Coalition) -> Fraction {
    game.value(s) - s.players().map(|i| &x[i]).sum::<Fraction>()
}

/// An efficient payoff: near the prenucleolus, or anywhere.
fn some_payoff(game: &TuGame<Fraction>, rng: &mut ChaCha8Rng) -> Vec<Fraction> {
    let n = game.players();
    let mut x = match rng.random_range(0..4u32) {
        0 => vec![game.grand() / Fraction::ratio(n as i64, 1); n],
        1 => nucleolus(game).unwrap_or_else(|_| prenucleolus(game)).payoff,
        _ => prenucleolus(game).payoff,
    };
    if rng.random() {
        let step = Fraction::ratio(rng.random_range(-4..=4), 4);
        let (i, j) = (rng.random_range(0..n as u64) as usize, rng.random_range(0..n as u64) as usize);
        x[i] += &step;
        x[j] -= &step;
    }
    x
}

fn is_imputation(game: &TuGame<Fraction>, x: &[Fraction]) -> bool {
    x.iter().sum::<Fraction>() == *game.grand()
        && (0..x.len()).all(|i| x[i] >= *game.value(Coalition::singleton(i)))
}

#[test]
fn kernels_are_those_of_the_definition() {
    let mut seen = [0; 2];
    for (game, mut rng) in games(1, &[(1, 10), (2, 300), (3, 700), (4, 700), (5, 300), (6, 100)]) {
        let n = game.players();
        let x = some_payoff(&game, &mut rng);
        let s = |i: usize, j: usize| {
            let holding = game.grand_coalition().subsets().filter(|s| s.contains(i) && !s.contains(j));
            holding.map(|s| excess(&game, &x, s)).max().unwrap()
        };
        let (exact, float) = (surplus(&game, &x).unwrap(), {
            let x: Vec<f64> = x.iter().map(Value::to_f64).collect();
            surplus(&game.to_f64(), &x).unwrap()
        });
        let pairs = || (0..n).flat_map(|i| (0..n).map(move |j| (i, j))).filter(|(i, j)| i != j);
        for (i, j) in pairs() {
            assert_eq!(exact[i][j], s(i, j));
            assert!((float[i][j] - s(i, j).to_f64()).abs() < 1e-9);
        }
        assert!(exact[0][0].is_zero());
        let balanced = pairs().all(|(i, j)| s(i, j) == s(j, i));
        let alone = |i| game.value(Coalition::singleton(i));
        let in_kernel =
            is_imputation(&game, &x) && pairs().all(|(i, j)| s(i, j) <= s(j, i) || x[j] == *alone(j));
        for (set, inside) in [(PayoffSet::Prekernel, balanced), (PayoffSet::Kernel, in_kernel)] {
            let verdict = within(&game, &x, set, 0.0);
            assert_eq!(verdict.is_stable(), inside, "{game:?} {x:?}");
            verdict.check(&game, 0.0).unwrap();
            if let Some(Breach::Outweighs { player, other, surplus, counter }) = &verdict.breach {
                assert_eq!((surplus, counter), (&s(*player, *other), &s(*other, *player)));
                let lie = altered(&verdict, |json| json["breach"]["outweighs"]["surplus"] = 1000.into());
                assert!(lie.check(&game, 0.0).is_err());
            }
            if !inside {
                assert!(PayoffVerdict { breach: None, ..verdict }.check(&game, 0.0).is_err());
            }
        }
        seen[usize::from(in_kernel)] += 1;
    }
    assert!(seen.iter().all(|&count| count > 300), "{seen:?}");
}

/// Whether i has an objection against j through s that nobody counters: the largest margin t by which gains
/// d > 0 with d(S) = e(S) can beat every T with j and without i, as one linear programme with a row for
/// each T.
fn twin_justified(game: &TuGame<Fraction>, x: &[Fraction], s: Coalition, i: usize, j: usize) -> bool {
    let e = |t: Coalition| q(&excess(game, x, t));
    let others = game.grand_coalition().without(i).without(j);
    let counters: Vec<Coalition> = others.subsets().map(|t| t.with(j)).collect();
    let members: Vec<usize> = s.players().collect();
    // Rows: d(S) = e(S); d(T∩S) − t − slack = e(T) for each T; d_k − t − slack = 0 for each member.
    let rows: Vec<(Vec<bool>, bool, Q)> = std::iter::once((vec![true; members.len()], false, e(s)))
        .chain(counters.iter().map(|&t| (members.iter().map(|&k| t.contains(k)).collect(), true, e(t))))
        .chain((0..members.len()).map(|k| ((0..members.len()).map(|m| m == k).collect(), true, Q::zero())))
        .collect();
    let bit = |b: bool| if b { Q::one() } else { Q::zero() };
    let mut columns: Vec<Vec<Q>> =
        (0..members.len()).map(|k| rows.iter().map(|(d, ..)| bit(d[k])).collect()).collect();
    columns.push(rows.iter().map(|r| -bit(r.1)).collect());
    columns.push(rows.iter().map(|r| bit(r.1)).collect());
    for r in 1..rows.len() {
        columns.push((0..rows.len()).map(|k| -bit(k == r)).collect());
    }
    let mut cost = vec![Q::zero(); columns.len()];
    cost[members.len()] = Q::one();
    cost[members.len() + 1] = -Q::one();
    let b: Vec<Q> = rows.iter().map(|r| r.2).collect();
    match maximise(&columns, &cost, &b) {
        Outcome::Optimum(margin, ..) => margin.is_positive(),
        Outcome::Unbounded => panic!("the gains are bounded"),
        Outcome::Infeasible => false,
    }
}

#[test]
fn bargaining_sets_are_those_of_the_definition() {
    let mut seen = [0; 2];
    for (game, mut rng) in games(2, &[(1, 10), (2, 200), (3, 1100), (4, 1000), (5, 60)]) {
        let n = game.players();
        let x = some_payoff(&game, &mut rng);
        if !is_imputation(&game, &x) {
            let found = payoff_stability(&game, &x, PayoffSet::BargainingSet, 0.0);
            assert!(matches!(found, Err(Error::Undefined { .. })));
            continue;
        }
        let objected = game.grand_coalition().subsets().any(|s| {
            let pairs = s.players().flat_map(|i| s.complement(n).players().map(move |j| (i, j)));
            excess(&game, &x, s).is_positive()
                && pairs.clone().any(|(i, j)| twin_justified(&game, &x, s, i, j))
        });
        let mut verdict = within(&game, &x, PayoffSet::BargainingSet, 0.0);
        assert_eq!(verdict.is_stable(), !objected, "{game:?} {x:?}");
        let in_kernel = within(&game, &x, PayoffSet::Kernel, 0.0).is_stable();
        assert_eq!(verdict.check(&game, 0.0).is_ok(), objected || in_kernel);
        if let Some(Breach::Objected { gains, .. }) = &mut verdict.breach {
            gains[0] += Fraction::ratio(1, 1);
            assert!(verdict.check(&game, 0.0).is_err());
        }
        seen[usize::from(objected)] += 1;
    }
    assert!(seen.iter().all(|&count| count > 100), "{seen:?}");
}

/// Core ⊆ bargaining set, nucleolus ∈ kernel ⊆ bargaining set (Davis and Maschler 1965, 1967; Schmeidler
/// 1969), nucleolus ∈ core where there is one, prenucleolus ∈ prekernel.
#[test]
fn solutions_nest() {
    for (game, _) in games(3, &[(2, 100), (3, 300), (4, 300), (5, 100), (6, 10)]) {
        let pre = prenucleolus(&game).payoff;
        assert!(within(&game, &pre, PayoffSet::Prekernel, 0.0).is_stable());
        if let Core::NonEmpty { payoff, .. } = core(&game).unwrap() {
            assert_eq!(nucleolus(&game).unwrap().payoff, pre);
            assert!(game.grand_coalition().subsets().all(|s| !excess(&game, &pre, s).is_positive()));
            let verdict = within(&game, &payoff, PayoffSet::BargainingSet, 0.0);
            assert_eq!((verdict.breach, verdict.compared), (None, 0));
        }
        if let Ok(nucleolus) = nucleolus(&game) {
            let float: Vec<f64> = nucleolus.payoff.iter().map(Value::to_f64).collect();
            for set in [PayoffSet::Kernel, PayoffSet::BargainingSet] {
                let verdict = within(&game, &nucleolus.payoff, set, 0.0);
                assert!(verdict.is_stable(), "{game:?} {verdict:?}");
                verdict.check(&game, 0.0).unwrap();
            }
            for set in [PayoffSet::Kernel, PayoffSet::BargainingSet] {
                let verdict = within(&game.to_f64(), &float, set, 1e-9);
                assert!(verdict.is_stable(), "{game:?} {verdict:?}");
            }
        }
    }
}

#[test]
fn tau_values_are_those_of_the_definition() {
    let mut seen = [0; 2];
    for (game, _) in games(4, &[(1, 20), (2, 300), (3, 900), (4, 600), (5, 300), (6, 100)]) {
        let (n, grand) = (game.players(), game.grand_coalition());
        let utopia: Vec<Fraction> = (0..n).map(|i| game.grand() - game.value(grand.without(i))).collect();
        let keeps = |i: usize, s: Coalition| {
            game.value(s) - s.without(i).players().map(|j| &utopia[j]).sum::<Fraction>()
        };
        let rights: Vec<Fraction> = (0..n)
            .map(|i| grand.subsets().filter(|s| s.contains(i)).map(|s| keeps(i, s)).max().unwrap())
            .collect();
        let (least, most) = (rights.iter().sum::<Fraction>(), utopia.iter().sum::<Fraction>());
        let quasi = rights.iter().zip(&utopia).all(|(m, u)| m <= u)
            && least <= *game.grand()
            && *game.grand() <= most;
        seen[usize::from(quasi)] += 1;
        match value(&game, &Rule::Tau) {
            Err(error) => {
                assert!(!quasi && matches!(error, Error::Undefined { .. }), "{game:?}");
                assert!(error.to_string().contains("quasi-balanced"));
            }
            Ok(tau) => {
                assert!(quasi, "{game:?}");
                assert_eq!(tau.iter().sum::<Fraction>(), *game.grand());
                // On the segment: all shares of the way from right to utopia are equal.
                let share = |i: usize| (&tau[i] - &rights[i], &utopia[i] - &rights[i]);
                for (i, j) in (0..n).flat_map(|i| (0..n).map(move |j| (i, j))) {
                    assert_eq!(share(i).0 * share(j).1, share(j).0 * share(i).1);
                }
                let float = value(&game.to_f64(), &Rule::Tau).unwrap();
                tau.check((&game, &Rule::Tau), 0.0).unwrap();
                float.check((&game.to_f64(), &Rule::Tau), 1e-9).unwrap();
                let mut wrong = tau.clone();
                wrong[0] += Fraction::ratio(1, 9);
                assert!(wrong.check((&game, &Rule::Tau), 0.0).is_err());
                wrong[n - 1] -= Fraction::ratio(1, 9);
                assert_eq!(wrong.check((&game, &Rule::Tau), 0.0).is_ok(), n == 1);
                assert!(float.iter().zip(&tau).all(|(a, b)| (a - b.to_f64()).abs() < 1e-9));
            }
        }
    }
    assert!(seen.iter().all(|&count| count > 300), "{seen:?}");
}

#[test]
fn hostile_input_is_an_error() {
    let game = TuGame::from_fn(3, |s| if s.len() > 1 { 1.0 } else { 0.0 }).unwrap();
    let x = [1.0 / 3.0; 3];
    assert!(matches!(surplus(&game, &x[..2]), Err(Error::Shape { .. })));
    assert!(matches!(surplus(&game, &[f64::NAN, 0.0, 0.0]), Err(Error::Invalid(_))));
    let within = |x: &[f64], set, tolerance| payoff_stability(&game, x, set, tolerance);
    use PayoffSet::{BargainingSet, Core, Kernel, Prekernel, StructureCore};
    assert!(matches!(within(&x, Kernel, f64::NAN), Err(Error::Invalid(_))));
    assert!(matches!(within(&x, Prekernel, -1.0), Err(Error::Invalid(_))));
    assert!(matches!(within(&x, Core, -1.0), Err(Error::Invalid(_))));
    assert!(matches!(within(&x, StructureCore(Partition::grand(2)), 0.0), Err(Error::Invalid(_))));
    assert!(matches!(within(&x, BargainingSet, f64::INFINITY), Err(Error::Invalid(_))));
    assert!(matches!(within(&[1.0; 3], BargainingSet, 0.0), Err(Error::Undefined { .. })));
    assert!(matches!(within(&[f64::INFINITY, 0.0, 0.0], BargainingSet, 0.0), Err(Error::Invalid(_))));
    let large = TuGame::from_fn(13, |_| 0.0).unwrap();
    let found = payoff_stability(&large, &[0.0; 13], BargainingSet, 0.0);
    assert!(matches!(found, Err(Error::TooLarge { n: 13, limit: 12, .. })));
    let breach = |x: &[f64], set| within(x, set, 1e-9).unwrap().breach.unwrap();
    assert!(matches!(breach(&[0.5, 0.5, 0.5], Prekernel), Breach::NotEfficient { .. }));
    assert!(matches!(breach(&[1.0, 0.5, -0.5], Kernel), Breach::NotRational { player: 2, .. }));
}
