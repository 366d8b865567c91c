//! Every answer of a solver is plain data: what is read back is what was written, and still passes its check.

use crate::common::draws;
use comity::coalition::{Coalition, Graph, Partition};
use comity::game::{Fraction, HedonicGame, PartitionGame, StationaryProfile, TuGame, Value, WeightedVoting};
use comity::solve::Certified;
use comity::solve::bargaining::{
    Divisions, Efficiency, NextProposer, Terms, alternating_offers, coalitional_nash, efficiency,
    random_proposer,
};
use comity::solve::deviation::StableStates;
use comity::solve::externalities::{
    Conjecture, Deviators, Outlook, RecursiveCore, externalities, partition_core, recursive_core,
};
use comity::solve::farsighted::{Dynamics, dynamics};
use comity::solve::hedonic::{Notion, stable_structures};
use comity::solve::structure::{OptimalStructure, StructureSolver};
use comity::solve::tu::{
    Balancedness, Core, LeastCore, Nucleolus, NucleolusKind, PayoffSet, PayoffVerdict, Rule, SampledValue,
    Sampling, balancedness, core, least_core, nucleolus, payoff_stability, sampled_value,
};
use comity::solve::voting::{PowerIndex, index};
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt::Debug;

/// What is read from the text of an answer.
fn again<T: Serialize + DeserializeOwned + PartialEq + Debug>(answer: &T) -> T {
    let text = serde_json::to_string(answer).unwrap();
    let read = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{e}: {text}"));
    assert_eq!(&read, answer, "{text}");
    read
}

fn payoffs<V: Value>(game: &TuGame<V>) -> Vec<V> {
    let n = game.players();
    vec![game.grand().clone() / V::ratio(n as i64, 1); n]
}

/// Every answer about one game, in the numbers of the game.
fn transferable<V: Value>(game: &TuGame<V>) {
    again(game);
    again::<Core<V>>(&core(game).unwrap()).check(game, 0.0).unwrap();
    again::<LeastCore<V>>(&least_core(game).unwrap()).check(game, 0.0).unwrap();
    again::<Balancedness<V>>(&balancedness(game).unwrap()).check(game, 0.0).unwrap();
    for kind in [NucleolusKind::Nucleolus, NucleolusKind::PerCapitaPrenucleolus] {
        if let Ok(found) = nucleolus(game, kind) {
            again::<Nucleolus<V>>(&found).check(game, 0.0).unwrap();
        }
    }
    let equal = payoffs(game);
    let sets = [
        PayoffSet::Core,
        PayoffSet::EpsilonCore(V::ratio(1, 3)),
        PayoffSet::StructureCore(Partition::grand(game.players())),
        PayoffSet::Prekernel,
        PayoffSet::Kernel,
        PayoffSet::BargainingSet,
    ];
    for set in sets {
        let Ok(verdict) = payoff_stability(game, &equal, set.clone(), 0.0) else { continue };
        let read = again::<PayoffVerdict<V>>(&verdict);
        if set != PayoffSet::BargainingSet || !verdict.is_stable() {
            read.check(game, 1e-12).unwrap();
        }
    }
    for rule in
        [Rule::Shapley, Rule::Owen(Partition::grand(4)), Rule::Myerson(Graph::empty(4).unwrap()), Rule::Tau]
    {
        again(&rule);
    }
    if let Ok(nash) = coalitional_nash(game) {
        again(&nash).check(game, 1e-7).unwrap();
    }
}

proptest! {
    #![proptest_config(draws::cases(24))]

    #[test]
    fn answers_about_transferable_utility(worths in prop::collection::vec(-6i64..7, 16)) {
        let worth = |s: Coalition| if s.is_empty() { 0 } else { worths[s.index()] + 3 * s.len() as i64 };
        transferable(&TuGame::from_fn(4, |s| worth(s) as f64 / 3.0).unwrap());
        transferable(&TuGame::from_fn(4, |s| Fraction::ratio(worth(s), 3)).unwrap());
    }

    #[test]
    fn answers_about_externalities(worths in prop::collection::vec(0i64..9, 256)) {
        let of = |p: &Partition, b: &Coalition| worths[(p.len() * 64 + b.index() * 4 + p.blocs()[0].len()) % 256];
        let exact = PartitionGame::from_fn(4, |p| {
            Ok(p.blocs().iter().map(|b| Fraction::ratio(of(p, b), 7)).collect())
        }).unwrap();
        let float = PartitionGame::from_fn(4, |p| {
            Ok(p.blocs().iter().map(|b| of(p, b) as f64 / 7.0).collect())
        }).unwrap();
        again(&exact);
        again(&again(&float).equal_split());
        again(&externalities(&exact).unwrap());
        again(&externalities(&float).unwrap()).check(&float, 0.0).unwrap();
        for conjecture in Conjecture::ALL {
            let found = partition_core(&exact, conjecture, &Partition::grand(4)).unwrap();
            again(&found).check(&exact, 0.0).unwrap();
        }
        let found = recursive_core(&exact, Outlook::Optimistic, Deviators::AnyPartition).unwrap();
        again::<RecursiveCore<Fraction>>(&found).check(&exact, 0.0).unwrap();
    }
}

#[test]
fn the_rest() {
    let third = |k: i64| Fraction::ratio(k, 3);
    let game = TuGame::from_fn(3, |s| third([0, 0, 2, 3][s.len()])).unwrap();
    let terms = Terms::equal(3, Fraction::ratio(9, 10));
    let found = random_proposer(&game.to_f64(), &Terms::equal(3, 0.9)).unwrap();
    again(&found).check((&game.to_f64(), &Terms::equal(3, 0.9)), 1e-9).unwrap();
    again::<Efficiency<Fraction>>(&efficiency(&game, &terms).unwrap());
    again::<Divisions<Fraction>>(
        &alternating_offers(&third(3), &[third(2), third(1)], NextProposer::InTurn).unwrap(),
    );
    let half = || vec![Fraction::ratio(1, 2); 2];
    again::<Dynamics<Fraction>>(&dynamics(&[half(), half()]).unwrap());
    again(&StationaryProfile { proposals: vec![vec![half()]], approvals: vec![vec![half()]] });
    let voting = WeightedVoting::new(5, [4, 2, 2, 1]).unwrap();
    let owen = PowerIndex::Owen(vec![vec![0, 1], vec![2, 3]]);
    index(&voting, &again(&owen)).unwrap().check((&voting, &owen), 0.0).unwrap();
    let structure = StructureSolver::new().solve(&game.to_f64()).unwrap();
    again::<OptimalStructure>(&structure).check(&game.to_f64(), 0.0).unwrap();
    let sampled = sampled_value(&game.to_f64(), &Rule::Shapley, &Sampling::new(50, 1)).unwrap();
    again::<SampledValue>(&sampled);
    let friends = HedonicGame::additively_separable(&[[0.0, 1.0], [1.0, 0.0]]).unwrap();
    again::<[StableStates<Partition, Notion>; 5]>(&stable_structures(&friends, 9).unwrap());
    again(&Graph::new(3, [(0, 2)]).unwrap());
}
