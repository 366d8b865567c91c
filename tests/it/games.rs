//! Tables of games: values as given, bad tables refused.

use comity::coalition::{Coalition, Partition, bell};
use comity::game::{
    FnGame, Fraction, HedonicGame, LazyPartitionGame, PartitionFunction, PartitionGame, PartitionPayoffs,
    SignUpRule, SizeStructure, TuGame, WeightedVoting,
};

#[test]
fn bad_tables_are_errors() {
    assert!(TuGame::from_values(vec![0.0; 3]).is_err());
    assert!(TuGame::<f64>::from_values(vec![]).is_err());
    assert!(TuGame::from_values(vec![1.0, 0.0]).is_err());
    assert!(TuGame::from_values(vec![0.0, f64::NAN]).is_err());
    assert!(TuGame::from_fn(31, |_| 0.0).is_err());
    assert!(TuGame::from_fn(0, |_| 0.0).is_err());
    assert!(FnGame::new(64, |_| 0.0).is_err());
}

fn square() -> TuGame<f64> {
    TuGame::from_fn(4, |s| (s.len() * s.len()) as f64).unwrap()
}

#[test]
fn dividends_go_both_ways() {
    let d = square().dividends();
    assert_eq!((d[1], d[3], d[7], d[15]), (1.0, 2.0, 0.0, 0.0));
    assert_eq!(TuGame::from_dividends(d).unwrap(), square());
    assert!(TuGame::from_dividends(vec![0.0; 3]).is_err());
}

#[test]
fn dual_of_dual_and_zero_normalisation() {
    assert_eq!(square().dual().dual(), square());
    assert_eq!(square().dual().values()[1], 16.0 - 9.0);
    assert_eq!(square().zero_normalized().values()[7], 6.0);
    assert!(square().subgame(Coalition::EMPTY).is_err());
    assert!(square().subgame(Coalition::from_mask(16)).is_err());
    assert_eq!(square().subgame(Coalition::from_mask(10)).unwrap().values(), [0.0, 1.0, 1.0, 4.0]);
}

#[test]
fn cover_of_a_subadditive_game_is_additive() {
    let game = TuGame::from_fn(4, |s| (s.len() as f64).sqrt()).unwrap();
    assert_eq!(*game.superadditive_cover().grand(), 4.0);
    assert_eq!(square().superadditive_cover(), square());
}

#[test]
fn tables_answer_what_the_function_said() {
    for n in 1..=7 {
        let worth = |p: &Partition| {
            Ok(p.blocs().iter().map(|b| (b.mask() * 100 + p.len() as u64) as f64).collect::<Vec<_>>())
        };
        let dense = PartitionGame::from_fn(n, worth).unwrap();
        let lazy = LazyPartitionGame::new(n, worth).unwrap();
        assert_eq!(dense.structures() as u128, bell(n).unwrap());
        for (p, row) in dense.iter() {
            assert_eq!(dense.worths(&p).unwrap(), row);
            assert_eq!(lazy.worths(&p).unwrap(), row);
            assert_eq!(worth(&p).unwrap(), row);
        }
        assert_eq!(lazy.evaluated(), dense.structures());
        let split = dense.equal_split();
        for (p, payoffs) in split.iter() {
            assert_eq!(split.payoffs(&p).unwrap(), payoffs);
            for (bloc, w) in p.blocs().iter().zip(dense.worths(&p).unwrap().iter()) {
                let sum: f64 = bloc.players().map(|i| payoffs[i]).sum();
                assert!((sum - w).abs() <= 1e-9 * w.abs());
            }
        }
    }
}

#[test]
fn hostile_sizes_and_rows_are_errors() {
    let zero = |p: &Partition| Ok(vec![0.0; p.len()]);
    assert!(PartitionGame::from_fn(0, zero).is_err());
    for n in [14, 80, usize::MAX] {
        let message = PartitionGame::from_fn(n, zero).unwrap_err().to_string();
        assert!(message.contains(&n.to_string()) && message.contains("structures"), "{message}");
        assert!(PartitionPayoffs::from_fn(n, |_| Ok(vec![])).is_err());
    }
    assert!(PartitionGame::from_fn(3, |_| Ok(vec![0.0])).is_err());
    assert!(PartitionGame::from_fn(2, |p| Ok(vec![f64::NAN; p.len()])).is_err());
    assert!(LazyPartitionGame::new(64, zero).is_err());
    let game = PartitionGame::from_fn(3, zero).unwrap();
    assert!(game.worths(&Partition::grand(4)).is_err());
    assert!(game.worths(&Partition::grand(2)).is_err());
    assert!(game.worth(Coalition::from_mask(3), &Partition::grand(3)).is_err());
    assert!(game.worths_at(usize::MAX).is_empty());
    assert!(game.equal_split().payoffs_at(usize::MAX).is_empty());
}

#[test]
fn integer_partitions_of_oeis_a000041() {
    for (n, count) in [1, 1, 2, 3, 5, 7, 11, 15, 22, 30, 42].into_iter().enumerate() {
        let all: Vec<_> = SizeStructure::all(n).collect();
        assert_eq!(all.len(), count);
        assert!(all.iter().all(|p| p.sizes().iter().sum::<usize>() == n));
        assert!(all.windows(2).all(|w| w[0] > w[1]), "distinct, in descending order");
        assert!(all.iter().all(|p| p.sizes().is_sorted_by(|a, b| a >= b)));
    }
    assert_eq!(SizeStructure::all(40).count(), 37_338);
    assert!(SizeStructure::new([2, 0]).is_err());
    assert_eq!(
        SizeStructure::new([2]).unwrap().union(&SizeStructure::new([3, 1]).unwrap()).sizes(),
        [3, 2, 1]
    );
}

#[test]
fn bad_preferences_are_errors() {
    let c = Coalition::from_mask;
    assert!(HedonicGame::from_preferences(&[]).is_err());
    assert!(HedonicGame::from_preferences(&[vec![c(2)], vec![]]).is_err());
    assert!(HedonicGame::from_preferences(&[vec![c(1), c(1)]]).is_err());
    assert!(HedonicGame::from_preferences(&[vec![c(5)], vec![]]).is_err());
    assert!(HedonicGame::additively_separable(&[vec![0.0, 1.0], vec![0.0]]).is_err());
    assert!(HedonicGame::additively_separable(&[[0.0, f64::NAN], [0.0, 0.0]]).is_err());
    assert!(HedonicGame::from_fn(21, |_, _| Ok(0.0)).is_err());
    let g = HedonicGame::from_preferences(&[vec![c(3)], vec![]]).unwrap();
    assert!(g.rank(0, c(3)) > g.rank(0, c(1)) && g.rank(0, c(1)) > g.rank(0, c(2)));
    assert!(g.rank(1, c(2)) > g.rank(1, c(3)) && g.rank(1, c(3)) > g.rank(1, c(1)));
    assert_eq!(g.rank(9, c(u64::MAX)), 0);
}

#[test]
fn quotas_that_nobody_or_everybody_meets_are_errors() {
    assert!(WeightedVoting::new(0, [1, 2]).is_err());
    assert!(WeightedVoting::new(4, [1, 2]).is_err());
    assert!(WeightedVoting::new(1, []).is_err());
    assert!(WeightedVoting::new(1, [u64::MAX, 1]).is_err());
    assert!(WeightedVoting::new(2, [1, 2]).unwrap().and(1, [1]).is_err());
}

#[test]
fn fractions_become_integers() {
    let f = |p: i64, q: i64| Fraction::new(p.into(), q.into());
    let vote = |quota: Fraction, weights: &[Fraction]| WeightedVoting::from_fractions([(&quota, weights)]);
    let thirds = vote(f(1, 2), &[f(1, 3), f(1, 3), f(1, 3)]).unwrap();
    assert_eq!(thirds, WeightedVoting::new(2, [1, 1, 1]).unwrap());
    assert!(vote(f(1, 2), &[f(-1, 3), f(2, 1)]).is_err());
    assert!(vote(f(0, 2), &[f(1, 3)]).is_err());
    assert!(vote(f(1, 1), &[]).is_err());
    assert!(WeightedVoting::from_fractions([]).is_err());
}

#[test]
fn hart_kurz_models() {
    // Four announce everybody, the fifth itself: Γ leaves all alone, Δ keeps the four together.
    let mut announcements = vec![Coalition::grand(5); 5];
    announcements[4] = Coalition::singleton(4);
    assert_eq!(SignUpRule::Gamma.structure(&announcements).unwrap(), Partition::singletons(5));
    assert_eq!(SignUpRule::Delta.structure(&announcements).unwrap().to_string(), "{0,1,2,3} {4}");
    for rule in SignUpRule::ALL {
        for p in Partition::all(5) {
            assert_eq!(rule.structure(&rule.plain(&p)).unwrap(), p);
        }
        assert!(rule.structure(&[]).is_err());
        assert!(rule.structure(&[Coalition::EMPTY]).is_err());
        assert!(rule.structure(&[Coalition::from_mask(0b11)]).is_err());
        assert!(rule.structure(&[Coalition::from_mask(0b110), Coalition::from_mask(0b10)]).is_err());
        let count = if rule == SignUpRule::Open { 4 } else { 8 };
        assert!((0..4).all(|i| rule.strategies(4, i).len() == count));
    }
}
