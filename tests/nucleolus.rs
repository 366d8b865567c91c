//! Core, least core, balancedness and the nucleoli against brute force, symmetry, and hostile input.

mod linear_twin;

use comity::Error;
use comity::coalition::{Coalition, Partition};
use comity::game::{Fraction, TuGame};
use comity::solve::{
    Core, balancedness, core, least_core, nucleolus, per_capita_nucleolus, per_capita_prenucleolus,
    prenucleolus,
};
use linear_twin::{balanced_worth, fraction, least_epsilon, levels, q, random_game};
use rand::{SeedableRng, rngs::ChaCha8Rng};

fn games(seed: u64, counts: &[(usize, usize)]) -> impl Iterator<Item = TuGame<Fraction>> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let sizes: Vec<usize> = counts.iter().flat_map(|&(n, count)| vec![n; count]).collect();
    sizes.into_iter().map(move |n| random_game(&mut rng, n))
}

#[test]
fn nucleoli_are_those_of_brute_force() {
    let mut undefined = 0;
    for game in games(1, &[(1, 20), (2, 200), (3, 600), (4, 800), (5, 400), (6, 100)]) {
        for (per_capita, rational) in [(false, false), (false, true), (true, false), (true, true)] {
            let solved = match (per_capita, rational) {
                (false, false) => prenucleolus(&game),
                (false, true) => nucleolus(&game),
                (true, false) => per_capita_prenucleolus(&game),
                (true, true) => per_capita_nucleolus(&game),
            };
            let alone: Fraction = (0..game.players()).map(|i| game.value(Coalition::singleton(i))).sum();
            if rational && alone > *game.grand() {
                undefined += 1;
                assert!(matches!(solved, Err(Error::Undefined { .. })), "{game:?}");
                continue;
            }
            let solved = solved.unwrap();
            let (_, payoff) = levels(&game, per_capita, rational).expect("an imputation");
            let payoff: Vec<Fraction> = payoff.into_iter().map(fraction).collect();
            assert_eq!(solved.payoff, payoff, "{game:?} per capita {per_capita} rational {rational}");
            solved.certificate.check(&game).unwrap();
        }
    }
    assert!(undefined > 100, "{undefined}");
}

#[test]
fn least_core_and_core_are_those_of_brute_force() {
    let mut empty = 0;
    for game in games(2, &[(1, 20), (2, 200), (3, 600), (4, 800), (5, 500), (6, 200)]) {
        let n = game.players();
        let least = least_core(&game).unwrap();
        least.certificate.check(&game).unwrap();
        let worth = balanced_worth(&game);
        let balanced = balancedness(&game).unwrap();
        balanced.certificate.check(&game).unwrap();
        assert_eq!(q(&balanced.worth), worth);
        if n > 1 {
            assert_eq!(q(&least.epsilon), least_epsilon(&game));
        }
        match core(&game).unwrap() {
            Core::Empty { certificate } => {
                empty += 1;
                certificate.check_core_empty(&game, &Partition::grand(n)).unwrap();
                assert!(worth > q(game.grand()));
            }
            Core::NonEmpty { certificate, .. } => {
                certificate.check(&game).unwrap();
                assert!(worth == q(game.grand()));
            }
        }
    }
    assert!((500..2000).contains(&empty), "{empty}");
}
