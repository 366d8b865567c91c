//! Games as data: what is written reads back to an equal game, and what is no game is an error that names the
//! field.

use crate::common::draws;
use comity::coalition::{Coalition, Graph, Partition};
use comity::game::{
    Airport, AirportType, Alignment, ApprovalRule, FiniteSituation, FormationProcess, Fraction, HedonicGame,
    Move, PartitionGame, PartitionPayoffs, ProposalRule, StationaryProfile, TuGame, Value, WeightedVoting,
};
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt::Debug;

/// Reads back what it wrote, in one format that keeps the kinds of numbers apart, and in one that does so for
/// integers only.
#[track_caller]
fn survives<T: Serialize + DeserializeOwned + PartialEq + Debug>(game: &T) {
    let text = serde_json::to_string(game).unwrap();
    assert_eq!(&serde_json::from_str::<T>(&text).unwrap(), game, "{text}");
    let value = serde_json::to_value(game).unwrap();
    assert_eq!(&serde_json::from_value::<T>(value).unwrap(), game, "{text}");
}

#[track_caller]
fn refuses<T: DeserializeOwned + Debug>(text: &str, names: &[&str]) {
    let message = serde_json::from_str::<T>(text).unwrap_err().to_string();
    names.iter().for_each(|name| assert!(message.contains(name), "no {name:?} in: {message}"));
}

fn fraction(p: i64, q: i64) -> Fraction {
    Fraction::new(p.into(), q.into())
}

/// Worths of either kind, drawn from the same bits: the extremes, fractions of all sizes, and ordinary
/// numbers.
fn worth<V: Value>(bits: u64) -> V {
    match bits % 5 {
        0 => V::ratio((bits >> 8) as i64, 1),
        1 => V::ratio((bits >> 32) as i64 - (1 << 30), 1 + (bits as u32 >> 8) as i64),
        2 => V::ratio(i64::MAX, 3) * V::ratio(i64::MAX, 1),
        3 => V::ratio(-1, i64::MAX),
        _ => V::zero(),
    }
}

proptest! {
    #![proptest_config(draws::cases(256))]

    #[test]
    fn games_with_transferable_utility(n in 1usize..=5, draws in prop::collection::vec(any::<u64>(), 32)) {
        survives(&TuGame::from_fn(n, |s| worth::<f64>(draws[s.index()])).unwrap());
        survives(&TuGame::from_fn(n, |s| worth::<Fraction>(draws[s.index()])).unwrap());
    }

    #[test]
    fn games_of_structures(n in 1usize..=4, draws in prop::collection::vec(any::<u64>(), 64)) {
        let draw = |s: Coalition, p: &Partition| draws[(s.index() * 7 + p.len()) % 64];
        survives(&PartitionGame::from_fn(n, |p| Ok(p.blocs().iter().map(|&s| worth::<f64>(draw(s, p))).collect())).unwrap());
        survives(&PartitionGame::from_fn(n, |p| Ok(p.blocs().iter().map(|&s| worth::<Fraction>(draw(s, p))).collect())).unwrap());
        survives(&PartitionPayoffs::from_fn(n, |p| {
            Ok((0..n).map(|i| worth::<f64>(draw(Coalition::singleton(i), p))).collect())
        }).unwrap());
        survives(&HedonicGame::from_fn(n, |i, s| Ok(worth::<Fraction>(draws[(s.index() * 5 + i) % 64]))).unwrap());
        for p in Partition::all(n) {
            survives(&p);
        }
    }

    #[test]
    fn processes_and_situations(
        n in 1usize..=3,
        rule in prop::sample::select(vec![ApprovalRule::AllAffected, ApprovalRule::NewMembers, ApprovalRule::NewcomersElseMajority]),
        own in any::<bool>(),
        draws in prop::collection::vec(any::<u64>(), 15),
    ) {
        fn process<V: Value>(n: usize, rules: (ProposalRule, ApprovalRule), draws: &[u64]) -> FormationProcess<V> {
            let structures: Vec<Partition> = Partition::all(n).collect();
            let payoffs = (0..structures.len()).map(|x| (0..n).map(|i| worth(draws[(x * n + i) % 15])).collect());
            let (discount, protocol) = (vec![V::ratio(1, 2); n], vec![V::ratio(1, n as i64); n]);
            FormationProcess::over_structures(&structures, payoffs.collect(), discount, protocol, rules).unwrap()
        }
        let rules = (if own { ProposalRule::OwnBloc } else { ProposalRule::AnyStructure }, rule);
        let exact = process::<Fraction>(n, rules, &draws);
        survives(&exact);
        survives(&process::<f64>(n, rules, &draws));
        survives(&exact.situation().unwrap());
    }

    /// Bytes that are no game, and almost one: an error, never a panic or a broken game.
    #[test]
    fn hostile_text(at in any::<prop::sample::Index>(), byte: u8) {
        let game = serde_json::to_vec(&TuGame::from_values(vec![0.0, 1.0, -2.5, 4.0]).unwrap()).unwrap();
        let mut bytes = game.clone();
        *at.get_mut(&mut bytes) = byte;
        if let Ok(read) = serde_json::from_slice::<TuGame>(&bytes) {
            prop_assert_eq!(read.values().len(), 1 << read.players());
            prop_assert!(read.values().iter().all(|v| v.abs() <= 1e290));
        }
        let partition = serde_json::to_vec(&PartitionGame::from_fn(2, |p| Ok(vec![0.5; p.len()])).unwrap()).unwrap();
        let mut bytes = partition.clone();
        *at.get_mut(&mut bytes) = byte;
        let _ = serde_json::from_slice::<PartitionGame>(&bytes);
    }
}

#[test]
fn the_formats_are_plain() {
    let text = |game: &dyn Fn() -> serde_json::Result<String>| game().unwrap();
    let glove: TuGame<Fraction> = TuGame::simple(2, [Coalition::from_mask(3)]).unwrap();
    assert_eq!(text(&|| serde_json::to_string(&glove)), r#"{"players":2,"values":[0,0,0,1]}"#);
    let third = TuGame::from_values(vec![fraction(0, 1), fraction(-1, 3)]).unwrap();
    assert_eq!(text(&|| serde_json::to_string(&third)), r#"{"players":1,"values":[0,"-1/3"]}"#);
    let pair = PartitionGame::from_fn(2, |p| Ok(vec![0.5; p.len()])).unwrap();
    assert_eq!(text(&|| serde_json::to_string(&pair)), r#"{"players":2,"worths":[[0.5],[0.5,0.5]]}"#);
    let vote = WeightedVoting::new(3, [2, 1, 1]).unwrap();
    assert_eq!(text(&|| serde_json::to_string(&vote)), r#"[{"quota":3,"weights":[2,1,1]}]"#);
}

#[test]
fn the_other_games() {
    survives(&WeightedVoting::new(3, [2, 1, 1]).unwrap().and(2, [1, 1, 1]).unwrap());
    survives(&Alignment::new(&[1.0, 2.0], &[[0.0, -0.5], [-0.5, 0.0]]).unwrap());
    survives(&Graph::new(3, [(0, 2)]).unwrap());
    survives(&Coalition::grand(63));
    let moves = [Move { from: 0, to: 1, coalition: Coalition::grand(2) }];
    survives(&FiniteSituation::new(&[vec![0.5, 1.0], vec![0.5, 0.0]], moves).unwrap());
    let types = vec![AirportType { landings: 3, runway_cost: fraction(7, 2) }];
    survives(&Airport::new(types).unwrap());
    let cube = vec![vec![vec![fraction(1, 3), fraction(2, 3)]]];
    survives(&StationaryProfile { proposals: cube.clone(), approvals: cube });
}

#[test]
fn what_is_no_game_is_named() {
    refuses::<TuGame>(r#"{"players":2,"values":[0,1,1]}"#, &["worths", "3 values", "2^n"]);
    refuses::<TuGame>(r#"{"players":3,"values":[0,1,1,2]}"#, &["values", "3 players", "4"]);
    refuses::<TuGame>(r#"{"players":1,"values":[1,1]}"#, &["empty coalition", "worth is 1"]);
    refuses::<TuGame>(r#"{"players":1,"values":[0,1e291]}"#, &["coalition {0}", "worth", "1e290"]);
    refuses::<TuGame>(r#"{"players":1,"values":[0,"1/0"]}"#, &["1/0", "q ≠ 0"]);
    refuses::<TuGame>(r#"{"players":1,"values":[0,null]}"#, &["null", "a number"]);
    refuses::<TuGame>(r#"{"players":1,"worths":[0,1]}"#, &["worths", "values"]);
    refuses::<TuGame>(r#"{"values":[0,1]}"#, &["players"]);
    refuses::<PartitionGame>(r#"{"players":2,"worths":[[1]]}"#, &["worths", "2 rows", "1"]);
    refuses::<PartitionGame>(r#"{"players":2,"worths":[[1],[1]]}"#, &["{0} {1}", "2 values"]);
    refuses::<PartitionGame>(r#"{"players":14,"worths":[]}"#, &["worths", "14", "13"]);
    refuses::<PartitionGame>(r#"{"players":18446744073709551615,"worths":[]}"#, &["limit is 13"]);
    refuses::<PartitionPayoffs>(r#"{"players":2,"payoffs":[[1,1],[1]]}"#, &["{0} {1}", "2 values"]);
    refuses::<HedonicGame>(r#"{"players":1,"ranks":[[0]]}"#, &["ranks", "2^1"]);
    refuses::<HedonicGame>(r#"{"players":1,"ranks":[[1,1]]}"#, &["player 0", "rank of {}", "is 1"]);
    refuses::<HedonicGame>(r#"{"players":1,"ranks":[[0,0]]}"#, &["rank of {0}", "at least 1"]);
    refuses::<WeightedVoting>("[]", &["quotas", "at least one"]);
    refuses::<WeightedVoting>(r#"[{"quota":9,"weights":[1,2]}]"#, &["quota is 9", "1..=3"]);
    refuses::<Alignment>(r#"{"sizes":[1,-1],"propensities":[[0,1],[1,0]]}"#, &["player 1", "size"]);
    refuses::<FiniteSituation>(
        r#"{"ranks":[[0]],"moves":[{"from":0,"to":1,"coalition":1}]}"#,
        &["move", "states 0..1"],
    );
    let process = |rest: &str| format!(r#"{{"payoffs":[[1]],"discount":[0.5],"protocol":[1],{rest}}}"#);
    refuses::<FormationProcess>(&process(r#""committees":[],"quorums":{}"#), &["committees", "1 · 1²"]);
    refuses::<FormationProcess>(
        &process(r#""committees":[0],"quorums":{"7":1}"#),
        &["quorum of committee 7"],
    );
    refuses::<FormationProcess>(&process(r#""committees":[0]"#), &["quorums"]);
    refuses::<Airport>(r#"[{"landings":0,"runway_cost":1}]"#, &["landings", "at least 1"]);
    refuses::<Coalition>("9223372036854775808", &["mask", "2^63"]);
    refuses::<Partition>("[3,6]", &["partition", "bloc"]);
}

/// Every answer that a public function returns is data: this list compiles.
#[test]
fn every_answer_serializes() {
    use comity::{coalition, frame, game, model, negotiate, study, treaty, world};

    fn answers<T: Serialize + Debug>() {}
    answers::<coalition::Coalition>();
    answers::<coalition::Graph>();
    answers::<coalition::Partition>();
    answers::<frame::Column>();
    answers::<frame::Frame>();
    answers::<game::TuGame<f64>>();
    answers::<game::TuGame<Fraction>>();
    answers::<game::PartitionGame<f64>>();
    answers::<game::PartitionGame<Fraction>>();
    answers::<game::PartitionPayoffs>();
    answers::<game::HedonicGame>();
    answers::<game::WeightedVoting>();
    answers::<game::SizeStructure>();
    answers::<game::FiniteSituation>();
    answers::<game::FormationProcess<Fraction>>();
    answers::<game::StationaryProfile<Fraction>>();
    answers::<model::Outcome>();
    answers::<model::NationOutcome>();
    answers::<model::Parameters>();
    answers::<negotiate::Agreement>();
    answers::<negotiate::Analysis>();
    answers::<negotiate::Distances>();
    answers::<negotiate::Standings>();
    answers::<negotiate::Termination>();
    answers::<negotiate::Trace>();
    answers::<study::Deal>();
    answers::<study::Exit>();
    answers::<study::Gain>();
    answers::<study::Provenance>();
    answers::<study::RegimeVerdict>();
    answers::<study::TermGain>();
    answers::<treaty::Arrangement>();
    answers::<treaty::Menu>();
    answers::<treaty::Package>();
    answers::<treaty::Regime>();
    answers::<world::World>();
    answers::<world::WorldData>();
    answers::<world::CsvWorld>();
}
