//! Power indices against enumeration of all coalitions, and against published figures.

use crate::common::draws;
use crate::common::games::fraction;
use crate::common::values::{banzhaf, owen, power, shapley};
use comity::Error;
use comity::coalition::{Coalition, Partition};
use comity::game::{Fraction, TuGame, WeightedVoting};
use comity::solve::Certified;
use comity::solve::tu::{Rule, Sampling, value};
use comity::solve::voting::{PowerIndex, index, sampled_index};
use num_bigint::BigInt;
use num_traits::Zero;
use rand::{RngExt, rngs::ChaCha8Rng};

const SHARES: [PowerIndex; 3] = [PowerIndex::DeeganPackel, PowerIndex::Holler, PowerIndex::Johnston];

/// One to three quotas over at most `most` voters, often with equal, zero, or overwhelming weights.
fn random_vote(most: usize, rng: &mut ChaCha8Rng) -> WeightedVoting {
    let n = rng.random_range(1..=most as u32) as usize;
    let quotas = rng.random_range(1..=3u32);
    let mut game: Option<WeightedVoting> = None;
    while game.as_ref().map_or(0, |g| g.alternatives()[0].len()) < quotas as usize {
        let largest = [1u64, 2, 6, 40][rng.random_range(0..4u32) as usize];
        let weights: Vec<u64> = (0..n).map(|_| rng.random_range(0..=largest)).collect();
        let total: u64 = weights.iter().sum();
        if total > 0 {
            let quota = rng.random_range(1..=total);
            game = Some(match game {
                None => WeightedVoting::new(quota, weights).unwrap(),
                Some(g) => g.and(quota, weights).unwrap(),
            });
        }
    }
    game.unwrap()
}

fn normalize(sums: Vec<Fraction>) -> Vec<Fraction> {
    let total: Fraction = sums.iter().sum();
    sums.into_iter().map(|s| s / &total).collect()
}

/// Deegan–Packel, Holler and Johnston from their definitions.
fn by_enumeration(game: &WeightedVoting) -> [Vec<Fraction>; 3] {
    let n = game.players();
    let mut sums = vec![vec![Fraction::zero(); n]; 3];
    for s in Coalition::grand(n).subsets().filter(|s| game.wins(s.players())) {
        let critical: Vec<usize> = s.players().filter(|&i| !game.wins(s.without(i).players())).collect();
        for &i in &critical {
            sums[2][i] += fraction(1, critical.len() as i64);
            if critical.len() == s.len() {
                sums[0][i] += fraction(1, s.len() as i64);
                sums[1][i] += fraction(1, 1);
            }
        }
    }
    [0, 1, 2].map(|k| normalize(sums[k].clone()))
}

fn dense(game: &WeightedVoting) -> TuGame<Fraction> {
    TuGame::from_fn(game.players(), |s| fraction(i64::from(game.wins(s.players())), 1)).unwrap()
}

#[test]
fn indices_are_their_definitions() {
    let mut rng = draws::rng(2);
    for _ in 0..3000 {
        let game = random_vote(6, &mut rng);
        let n = game.players();
        let table = dense(&game);
        assert_eq!(power(&game, PowerIndex::ShapleyShubik), shapley(&table), "{game:?}");
        assert_eq!(power(&game, PowerIndex::Penrose), banzhaf(&table), "{game:?}");
        let normalized = value(&table, &Rule::NormalizedBanzhaf).unwrap();
        assert_eq!(power(&game, PowerIndex::Banzhaf), normalized);
        let [packel, public_good, johnstons] = by_enumeration(&game);
        assert_eq!(power(&game, PowerIndex::DeeganPackel), packel, "{game:?}");
        assert_eq!(power(&game, PowerIndex::Holler), public_good, "{game:?}");
        assert_eq!(power(&game, PowerIndex::Johnston), johnstons, "{game:?}");

        let structures: Vec<Partition> = Partition::all(n).collect();
        let unions = &structures[rng.random_range(0..structures.len() as u32) as usize];
        let lists: Vec<Vec<usize>> = unions.blocs().iter().map(|b| b.players().collect()).collect();
        assert_eq!(power(&game, PowerIndex::Owen(lists)), owen(&table, unions).unwrap(), "{game:?} {unions}");
    }
}

/// The same vote with all figures a million times as large: by listing instead of by generating function.
fn scaled(game: &WeightedVoting) -> WeightedVoting {
    let mut scaled: Option<WeightedVoting> = None;
    for q in &game.alternatives()[0] {
        let (quota, weights) = (q.quota * 1_000_000, q.weights.iter().map(|w| w * 1_000_000));
        scaled = Some(match scaled {
            None => WeightedVoting::new(quota, weights).unwrap(),
            Some(g) => g.and(quota, weights).unwrap(),
        });
    }
    scaled.unwrap()
}

#[test]
fn generating_functions_agree_with_listing() {
    let mut rng = draws::rng(3);
    for round in 0..40 {
        let game = random_vote(if round % 2 == 0 { 14 } else { 9 }, &mut rng);
        let large = scaled(&game);
        for which in SHARES.into_iter().chain([PowerIndex::ShapleyShubik, PowerIndex::Swings]) {
            assert_eq!(power(&game, which.clone()), power(&large, which), "{game:?}");
        }
    }
}

#[test]
fn security_council_since_1965() {
    let game = WeightedVoting::new(39, [[7; 5].to_vec(), [1; 10].to_vec()].concat()).unwrap();
    let expect = |index: &[Fraction], permanent: Fraction, elected: Fraction| {
        assert!(
            index[..5].iter().all(|x| *x == permanent) && index[5..].iter().all(|x| *x == elected),
            "{index:?}"
        );
    };
    expect(&power(&game, PowerIndex::ShapleyShubik), fraction(421, 2145), fraction(4, 2145));
    expect(&power(&game, PowerIndex::Swings), fraction(848, 1), fraction(84, 1));
    assert_eq!(power(&game, PowerIndex::Swings).iter().sum::<Fraction>(), fraction(5080, 1));
    expect(&power(&game, PowerIndex::Banzhaf), fraction(106, 635), fraction(21, 1270));
    // 210 minimal winning coalitions: the five and four of the ten.
    expect(&power(&game, PowerIndex::DeeganPackel), fraction(1, 9), fraction(2, 45));
    expect(&power(&game, PowerIndex::Holler), fraction(1, 9), fraction(2, 45));
}

#[test]
fn common_market_of_1958() {
    // Brams and Affuso 1976: Luxembourg's one vote of [12; 4, 4, 4, 2, 2, 1] never counts.
    let game = WeightedVoting::new(12, [4, 4, 4, 2, 2, 1]).unwrap();
    let f = fraction;
    let index = [f(7, 30), f(7, 30), f(7, 30), f(3, 20), f(3, 20), f(0, 1)];
    assert_eq!(power(&game, PowerIndex::ShapleyShubik), index);
    let index = [f(5, 21), f(5, 21), f(5, 21), f(1, 7), f(1, 7), f(0, 1)];
    assert_eq!(power(&game, PowerIndex::Banzhaf), index);
}

#[test]
fn hundreds_of_voters() {
    // One voter each: everybody has 1/n; majority of odd n swings in C(n−1, (n−1)/2) coalitions.
    let game = WeightedVoting::new(101, [1; 201]).unwrap();
    assert_eq!(power(&game, PowerIndex::ShapleyShubik), vec![fraction(1, 201); 201]);
    let half = Fraction::from_integer(num_integer::binomial(BigInt::from(200), BigInt::from(100)));
    assert_eq!(power(&game, PowerIndex::Swings), vec![half; 201]);
    for which in SHARES {
        assert_eq!(power(&game, which), vec![fraction(1, 201); 201]);
    }
    // A bloc of a against b single voters under a majority quota q (Milnor and Shapley 1978): the bloc's
    // power is the share of places at which it can arrive and pivot, a / (b + 1).
    let (a, b, q) = (100i64, 200i64, 151);
    let game = WeightedVoting::new(q, std::iter::once(a as u64).chain([1; 200])).unwrap();
    assert_eq!(power(&game, PowerIndex::ShapleyShubik)[0], fraction(a, b + 1));
}

#[test]
fn certificates_accept_what_is_right_and_nothing_else() {
    let weights = [
        55u64, 38, 29, 29, 20, 20, 18, 16, 16, 15, 14, 13, 12, 11, 11, 11, 11, 10, 10, 10, 10, 9, 9, 9, 8, 8,
    ];
    for game in [
        WeightedVoting::new(200, weights).unwrap(),
        WeightedVoting::new(200, weights).unwrap().and(14, [1; 26]).unwrap(),
        WeightedVoting::new(40, weights[..9].iter().copied()).unwrap(),
    ] {
        for which in [PowerIndex::ShapleyShubik, PowerIndex::Swings, PowerIndex::Banzhaf, PowerIndex::Penrose]
        {
            let mut figures = power(&game, which.clone());
            figures.check((&game, &which), 0.0).unwrap();
            assert!(figures[1..].check((&game, &which), 0.0).is_err());
            figures[8] += fraction(1, 1_000_000_007);
            assert!(figures.check((&game, &which), 0.0).is_err());
        }
        for which in SHARES {
            if game.alternatives()[0].len() > 1 {
                assert!(matches!([].check((&game, &which), 0.0), Err(Error::TooLarge { .. })));
                continue;
            }
            let mut shares = power(&game, which.clone());
            shares.check((&game, &which), 0.0).unwrap();
            shares[0] -= fraction(1, 1 << 40);
            assert!(shares.check((&game, &which), 0.0).is_err());
        }
    }
}

#[test]
fn results_do_not_depend_on_threads_or_on_the_order_of_voters() {
    let mut rng = draws::rng(9);
    let weights: Vec<u64> = (0..60).map(|_| rng.random_range(0..40)).collect();
    let quota = weights.iter().sum::<u64>() * 2 / 3;
    let game = WeightedVoting::new(quota, weights.iter().copied()).unwrap();
    let reversed = WeightedVoting::new(quota, weights.iter().rev().copied()).unwrap();
    for which in SHARES.into_iter().chain([PowerIndex::ShapleyShubik]) {
        let (ahead, mut back) = (power(&game, which.clone()), power(&reversed, which));
        back.reverse();
        assert_eq!(ahead, back);
        assert_eq!(ahead.iter().sum::<Fraction>(), fraction(1, 1));
    }
}

#[test]
fn what_does_not_fit_says_what_it_would_take() {
    let mut rng = draws::rng(1);
    let huge: Vec<u64> = (0..80).map(|_| rng.random_range(1..1 << 40)).collect();
    let game = WeightedVoting::new(huge.iter().sum::<u64>() / 2, huge).unwrap();
    let everybody = PowerIndex::Owen(vec![(0..80).collect()]);
    for which in [PowerIndex::ShapleyShubik, PowerIndex::Swings, PowerIndex::Johnston, everybody] {
        let error = index(&game, &which).unwrap_err();
        assert!(error.to_string().contains("MiB"), "{error}");
    }
    let triple = WeightedVoting::new(50, 1..=40).unwrap().and(21, [1; 40]).unwrap();
    assert!(index(&triple, &PowerIndex::Holler).unwrap_err().to_string().contains("several quotas"));
    assert!(index(&triple, &PowerIndex::ShapleyShubik).is_ok());
    for unions in [vec![vec![0]], vec![vec![0, 0], vec![1, 2]], vec![vec![0, 1, 3], vec![2]]] {
        assert!(index(&WeightedVoting::new(2, [1, 1, 1]).unwrap(), &PowerIndex::Owen(unions)).is_err());
    }
}

/// Any of several rules: power is what the definitions say of the game that they make together.
#[test]
fn alternatives_are_their_definitions() {
    let mut rng = draws::rng(12);
    for _ in 0..400 {
        let n = rng.random_range(1..=5u32) as usize;
        let rule = |rng: &mut ChaCha8Rng| {
            let weights: Vec<u64> = (0..n).map(|i| rng.random_range(u64::from(i == 0)..=6)).collect();
            let game = WeightedVoting::new(rng.random_range(1..=weights.iter().sum()), weights).unwrap();
            if rng.random() { game.and(rng.random_range(1..=n as u64), vec![1; n]).unwrap() } else { game }
        };
        let mut game = rule(&mut rng);
        for _ in 0..rng.random_range(1..=2u32) {
            game = game.or(rule(&mut rng)).unwrap();
        }
        let table = dense(&game);
        let parts = |s: Coalition| {
            game.alternatives().iter().any(|quotas| {
                quotas.iter().all(|q| s.players().map(|i| q.weights[i]).sum::<u64>() >= q.quota)
            })
        };
        assert!(Coalition::grand(n).subsets().all(|s| game.wins(s.players()) == parts(s)));
        assert_eq!(power(&game, PowerIndex::ShapleyShubik), shapley(&table), "{game:?}");
        assert_eq!(power(&game, PowerIndex::Penrose), banzhaf(&table), "{game:?}");
        let [packel, public_good, johnstons] = by_enumeration(&game);
        assert_eq!(power(&game, PowerIndex::DeeganPackel), packel, "{game:?}");
        assert_eq!(power(&game, PowerIndex::Holler), public_good, "{game:?}");
        assert_eq!(power(&game, PowerIndex::Johnston), johnstons, "{game:?}");
        let structures: Vec<Partition> = Partition::all(n).collect();
        let unions = &structures[rng.random_range(0..structures.len() as u32) as usize];
        let lists: Vec<Vec<usize>> = unions.blocs().iter().map(|b| b.players().collect()).collect();
        assert_eq!(power(&game, PowerIndex::Owen(lists)), owen(&table, unions).unwrap(), "{game:?}");
        for which in SHARES.into_iter().chain([PowerIndex::ShapleyShubik, PowerIndex::Swings]) {
            let mut figures = power(&game, which.clone());
            figures.check((&game, &which), 0.0).unwrap();
            figures[0] += fraction(1, 7);
            assert!(figures.check((&game, &which), 0.0).is_err());
        }
        // As files and as values they are read back.
        let text = game.file_text("any");
        let file = comity::game::GameFile::parse(&text, "text").unwrap();
        let read = file.cases[0].weighted_voting().unwrap(); // weights by their common measure
        assert!(Coalition::grand(n).subsets().all(|s| game.wins(s.players()) == read.wins(s.players())));
        assert_eq!(
            serde_json::from_str::<WeightedVoting>(&serde_json::to_string(&game).unwrap()).unwrap(),
            game
        );
    }
    let pair = || WeightedVoting::new(1, [1, 1]).unwrap();
    assert!(pair().or(WeightedVoting::new(1, [1]).unwrap()).is_err());
    assert!((0..8).try_fold(pair(), |game, _| game.or(pair())).is_err());
}

/// The Council of the Union: 55 % of 27 states with 65 % of the people, or fewer than four against. Past what is listed
/// the fingerprint checks; four of the largest cannot block alone what 24 states want.
#[test]
fn the_council_under_lisbon() {
    let people: [u64; 27] =
        [84, 68, 59, 49, 37, 19, 18, 12, 11, 11, 11, 10, 10, 9, 6, 6, 6, 5, 5, 4, 3, 2, 2, 1, 1, 1, 1];
    let total: u64 = people.iter().sum();
    let double = WeightedVoting::new(15, [1; 27]).unwrap().and((65 * total).div_ceil(100), people).unwrap();
    let council = double.clone().or(WeightedVoting::new(24, [1; 27]).unwrap()).unwrap();
    assert!(council.wins(3..27) && !double.wins(3..27) && !council.wins(4..27));
    for which in [PowerIndex::ShapleyShubik, PowerIndex::Swings] {
        let mut figures = power(&council, which.clone());
        figures.check((&council, &which), 0.0).unwrap();
        assert!(figures.windows(2).all(|pair| pair[0] >= pair[1]));
        assert!(figures[0] < power(&double, which.clone())[0], "the second rule takes from the largest");
        figures[26] += fraction(1, 1 << 30);
        assert!(figures.check((&council, &which), 0.0).is_err());
    }
    assert_eq!(power(&council, PowerIndex::ShapleyShubik).iter().sum::<Fraction>(), fraction(1, 1));
}

/// Many voters of few kinds: by how many of each, in numbers of any length.
#[test]
fn a_thousand_equal_voters_share_equally() {
    let game = WeightedVoting::new(501, [1; 1000]).unwrap();
    for which in SHARES.into_iter().chain([PowerIndex::ShapleyShubik, PowerIndex::Banzhaf]) {
        assert_eq!(power(&game, which), vec![fraction(1, 1000); 1000]);
    }
    let swings = Fraction::from_integer(num_integer::binomial(BigInt::from(999), BigInt::from(500)));
    assert_eq!(power(&game, PowerIndex::Swings), vec![swings; 1000]);
    // A bloc of 100 against 200 single voters, weights a million times as large (Milnor and Shapley 1978).
    let m = 1_000_000;
    let game = WeightedVoting::new(151 * m, std::iter::once(100 * m).chain([m; 200])).unwrap();
    assert_eq!(power(&game, PowerIndex::ShapleyShubik)[0], fraction(100, 201));
}

/// What is too large to be computed is estimated with an interval, and one refused index silences no other.
#[test]
fn estimates_where_tables_do_not_fit() {
    let small = WeightedVoting::new(20, [9, 8, 7, 6, 5, 2])
        .unwrap()
        .or(WeightedVoting::new(5, [1; 6]).unwrap())
        .unwrap();
    for which in [PowerIndex::ShapleyShubik, PowerIndex::Penrose] {
        let found =
            sampled_index(&small, &which, &Sampling { confidence: 0.9999, ..Sampling::new(20_000, 5) })
                .unwrap();
        for (i, exact) in power(&small, which.clone()).iter().enumerate() {
            let error = (found.value[i] - comity::game::Value::to_f64(exact)).abs();
            assert!(error <= found.half_width[i], "{which} {i}: {error} {}", found.half_width[i]);
        }
    }
    assert!(sampled_index(&small, &PowerIndex::Holler, &Sampling::new(10, 1)).is_err());
    // Voters in the manner of a fund with 190 members, past any table.
    let mut rng = draws::rng(190);
    let weights: Vec<u64> =
        (0..190).map(|i| 1_500_000 + 800_000_000 / (i + 1) + rng.random_range(0..997_000)).collect();
    let quota = weights.iter().sum::<u64>() / 2 + 1;
    let text = WeightedVoting::new(quota, weights).unwrap().file_text("fund");
    let file = comity::game::GameFile::parse(&text, "fund.json").unwrap();
    let answer = serde_json::to_value(comity::solve::answer(&file.cases[0]).unwrap()).unwrap();
    assert!(answer["shapley_shubik"].as_str().unwrap().starts_with("not given: table of coalitions"));
    let estimate = answer["shapley_shubik_estimate"]["value"].as_array().unwrap();
    assert!((estimate.iter().map(|x| x.as_f64().unwrap()).sum::<f64>() - 1.0).abs() < 1e-9);
    assert!(estimate[0].as_f64().unwrap() > 0.1);
    assert!(answer["banzhaf_penrose_estimate"]["half_width"][0].as_f64().unwrap() < 0.01);
    // Of voters under two quotas only the indices that need a list are refused.
    let triple = WeightedVoting::new(50, 1..=40).unwrap().and(21, [1; 40]).unwrap().file_text("triple");
    let file = comity::game::GameFile::parse(&triple, "triple.json").unwrap();
    let answer = serde_json::to_value(comity::solve::answer(&file.cases[0]).unwrap()).unwrap();
    assert!(answer["shapley_shubik"].is_array() && answer["banzhaf_swings"].is_array());
    assert!(answer["holler"].as_str().unwrap().starts_with("not given: "));
}
