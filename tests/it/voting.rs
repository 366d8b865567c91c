//! Power indices against enumeration of all coalitions, and against published figures.

use crate::common::draws;
use crate::common::games::fraction;
use comity::coalition::{Coalition, Partition};
use comity::game::{Fraction, TuGame, WeightedVoting};
use comity::solve;
use comity::solve::certificate::{
    check_deegan_packel, check_holler, check_johnston, check_shapley_shubik, check_swings,
};
use comity::solve::voting::{Swings, deegan_packel, holler, johnston, owen_index, shapley_shubik, swings};
use comity::{Error, Result};
use num_bigint::BigUint;
use num_traits::Zero;
use rand::{RngExt, rngs::ChaCha8Rng};

type Index = fn(&WeightedVoting) -> Result<Vec<Fraction>>;
type Check = fn(&WeightedVoting, &[Fraction]) -> Result<()>;

/// One to three quotas over at most `most` voters, often with equal, zero, or overwhelming weights.
fn random_vote(most: usize, rng: &mut ChaCha8Rng) -> WeightedVoting {
    let n = rng.random_range(1..=most as u32) as usize;
    let quotas = rng.random_range(1..=3u32);
    let mut game: Option<WeightedVoting> = None;
    while game.as_ref().map_or(0, |g| g.quotas().len()) < quotas as usize {
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
        assert_eq!(shapley_shubik(&game).unwrap(), solve::tu::shapley(&table), "{game:?}");
        let power = swings(&game).unwrap();
        assert_eq!(power.penrose(), solve::tu::banzhaf(&table), "{game:?}");
        assert_eq!(power.normalized(), solve::tu::banzhaf_normalized(&table).unwrap());
        let [packel, public_good, johnstons] = by_enumeration(&game);
        assert_eq!(deegan_packel(&game).unwrap(), packel, "{game:?}");
        assert_eq!(holler(&game).unwrap(), public_good, "{game:?}");
        assert_eq!(johnston(&game).unwrap(), johnstons, "{game:?}");

        let structures: Vec<Partition> = Partition::all(n).collect();
        let unions = &structures[rng.random_range(0..structures.len() as u32) as usize];
        let lists: Vec<Vec<usize>> = unions.blocs().iter().map(|b| b.players().collect()).collect();
        assert_eq!(
            owen_index(&game, &lists).unwrap(),
            solve::tu::owen(&table, unions).unwrap(),
            "{game:?} {unions}"
        );
    }
}

/// The same vote with all figures a million times as large: by listing instead of by generating function.
fn scaled(game: &WeightedVoting) -> WeightedVoting {
    let mut scaled: Option<WeightedVoting> = None;
    for q in game.quotas() {
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
        assert_eq!(shapley_shubik(&game).unwrap(), shapley_shubik(&large).unwrap());
        assert_eq!(swings(&game).unwrap(), swings(&large).unwrap());
        for index in [deegan_packel, holler, johnston] {
            assert_eq!(index(&game).unwrap(), index(&large).unwrap(), "{game:?}");
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
    expect(&shapley_shubik(&game).unwrap(), fraction(421, 2145), fraction(4, 2145));
    let power = swings(&game).unwrap();
    assert_eq!((&power.swings[0], &power.swings[14]), (&BigUint::from(848u32), &BigUint::from(84u32)));
    assert_eq!(power.total(), BigUint::from(5080u32));
    expect(&power.normalized(), fraction(106, 635), fraction(21, 1270));
    // 210 minimal winning coalitions: the five and four of the ten.
    expect(&deegan_packel(&game).unwrap(), fraction(1, 9), fraction(2, 45));
    expect(&holler(&game).unwrap(), fraction(1, 9), fraction(2, 45));
}

#[test]
fn common_market_of_1958() {
    // Brams and Affuso 1976: Luxembourg's one vote of [12; 4, 4, 4, 2, 2, 1] never counts.
    let game = WeightedVoting::new(12, [4, 4, 4, 2, 2, 1]).unwrap();
    let f = fraction;
    let index = [f(7, 30), f(7, 30), f(7, 30), f(3, 20), f(3, 20), f(0, 1)];
    assert_eq!(shapley_shubik(&game).unwrap(), index);
    let index = [f(5, 21), f(5, 21), f(5, 21), f(1, 7), f(1, 7), f(0, 1)];
    assert_eq!(swings(&game).unwrap().normalized(), index);
}

#[test]
fn hundreds_of_voters() {
    // One voter each: everybody has 1/n; majority of odd n swings in C(n−1, (n−1)/2) coalitions.
    let game = WeightedVoting::new(101, [1; 201]).unwrap();
    assert_eq!(shapley_shubik(&game).unwrap(), vec![fraction(1, 201); 201]);
    let half = num_integer::binomial(BigUint::from(200u32), BigUint::from(100u32));
    assert_eq!(swings(&game).unwrap(), Swings { swings: vec![half; 201] });
    for index in [deegan_packel, holler, johnston] {
        assert_eq!(index(&game).unwrap(), vec![fraction(1, 201); 201]);
    }
    // A bloc of a against b single voters under a majority quota q (Milnor and Shapley 1978): the bloc's
    // power is the share of places at which it can arrive and pivot, a / (b + 1).
    let (a, b, q) = (100i64, 200i64, 151);
    let game = WeightedVoting::new(q, std::iter::once(a as u64).chain([1; 200])).unwrap();
    assert_eq!(shapley_shubik(&game).unwrap()[0], fraction(a, b + 1));
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
        let (mut index, mut power) = (shapley_shubik(&game).unwrap(), swings(&game).unwrap().swings);
        check_shapley_shubik(&game, &index).unwrap();
        check_swings(&game, &power).unwrap();
        index[8] += fraction(1, 1_000_000_007);
        power[8] += 1u32;
        assert!(check_shapley_shubik(&game, &index).is_err());
        assert!(check_swings(&game, &power).is_err());
        assert!(check_swings(&game, &power[1..]).is_err());
        let shares: [(Index, Check); 3] =
            [(deegan_packel, check_deegan_packel), (holler, check_holler), (johnston, check_johnston)];
        for (index, check) in shares {
            if game.quotas().len() > 1 {
                assert!(matches!(check(&game, &[]), Err(Error::TooLarge { .. })));
                continue;
            }
            let mut value = index(&game).unwrap();
            check(&game, &value).unwrap();
            value[0] -= fraction(1, 1 << 40);
            assert!(check(&game, &value).is_err());
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
    for index in [shapley_shubik, deegan_packel, holler, johnston] {
        let (ahead, mut back) = (index(&game).unwrap(), index(&reversed).unwrap());
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
    for error in [
        shapley_shubik(&game).unwrap_err(),
        swings(&game).unwrap_err(),
        johnston(&game).unwrap_err(),
        owen_index(&game, &[(0..80).collect()]).unwrap_err(),
    ] {
        assert!(error.to_string().contains("MiB"), "{error}");
    }
    let triple = WeightedVoting::new(50, 1..=40).unwrap().and(21, [1; 40]).unwrap();
    assert!(holler(&triple).unwrap_err().to_string().contains("several quotas"));
    assert!(shapley_shubik(&triple).is_ok());
    for unions in [vec![vec![0]], vec![vec![0, 0], vec![1, 2]], vec![vec![0, 1, 3], vec![2]]] {
        assert!(owen_index(&WeightedVoting::new(2, [1, 1, 1]).unwrap(), &unions).is_err());
    }
}
