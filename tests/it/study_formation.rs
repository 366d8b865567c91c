//! Farsighted structures, processes of formation and bargaining of a region, against the games they come from.

use comity::Error;
use comity::coalition::{Coalition, Partition};
use comity::game::{ApprovalRule, ProposalRule};
use comity::prelude::*;
use comity::solve::bargaining::Residual;
use comity::solve::deviation::Improvement;
use comity::solve::externalities::{Conjecture, characteristic};
use comity::solve::farsighted::FindEquilibria;
use comity::study::{Formation, Structure};

const FOUR: [&str; 4] = ["USA", "JPN", "KOR", "CHN"];
const RULES: (ProposalRule, ApprovalRule) = (ProposalRule::AnyStructure, ApprovalRule::AllAffected);

fn region() -> Study {
    Study::new(World::northeast_asia_2002()).unwrap()
}

#[test]
fn farsighted_structures_nest() {
    let study = region();
    let treaties = study.treaties(FOUR, &Menu::cooperative()).unwrap();
    let all: Vec<Structure> = Partition::all(4).map(|p| treaties.structure(&p)).collect();
    for approvals in
        [ApprovalRule::AllAffected, ApprovalRule::NewMembers, ApprovalRule::NewcomersElseMajority]
    {
        let rules = (ProposalRule::AnyStructure, approvals);
        for improvement in [Improvement::Strict, Improvement::Weak] {
            let found = treaties.farsighted(rules, improvement).unwrap();
            assert_eq!(found.structures, 15);
            assert!(found.exhaustive && found.consistent.iter().all(|s| all.contains(s)));
            // Chwe (1994), Proposition 3, for the strict relation: stable sets are consistent, and the set is not empty.
            if improvement == Improvement::Strict {
                assert!(!found.consistent.is_empty());
                let consistent = |set: &Vec<Structure>| set.iter().all(|s| found.consistent.contains(s));
                assert!(found.stable_sets.iter().all(consistent));
            }
            assert!(!found.to_string().is_empty());
            let text = serde_json::to_string(&found).unwrap();
            assert_eq!(serde_json::from_str::<comity::study::FarsightedStructures>(&text).unwrap(), found);
        }
    }
}

#[test]
fn patient_nations_take_verified_paths() {
    let study = region();
    let treaties = study.treaties(["USA", "JPN", "KOR"], &Menu::cooperative()).unwrap();
    let formation = Formation::with_discount(0.9);
    let paths = treaties.formation(&formation).unwrap();
    assert!(!paths.found.is_empty());
    assert_eq!(paths, treaties.formation(&formation).unwrap(), "same seed, same bits");
    let payoffs = treaties.partition_payoffs().unwrap();
    for path in &paths.found {
        assert_eq!(path.moves.len(), 5);
        for (from, to) in &path.moves {
            assert!((to.iter().map(|(_, p)| p).sum::<f64>() - 1.0).abs() < 1e-9);
            let absorbing = to.len() == 1 && to[0].0 == *from;
            assert_eq!(absorbing, path.ends.contains(&vec![from.clone()]));
        }
        // From everybody alone, values are no more than the best structure gives and no less than the worst.
        for (i, (_, value)) in path.values.iter().enumerate() {
            let each = || payoffs.iter().map(|(_, u)| u[i]);
            let (least, most) = (each().fold(f64::MAX, f64::min), each().fold(f64::MIN, f64::max));
            assert!((least - 1e-6..=most + 1e-6).contains(value));
        }
        assert!(path.expected_time >= 0.0);
    }
    assert!(paths.to_string().contains("not exhaustive"));
    assert_eq!(paths.closest, None);
    // What is good enough for the search is good enough for its certificate.
    let search = FindEquilibria { tolerance: 0.05, first: 1, ..FindEquilibria::default() };
    let rough = treaties.formation(&Formation { search, ..formation.clone() }).unwrap();
    assert!(!rough.found.is_empty());
    assert!(treaties.formation(&Formation::with_discount(1.0)).is_err());
    assert!(treaties.formation(&Formation { protocol: vec![1.0], ..formation }).is_err());
}

#[test]
fn bargaining_shares_what_coalitions_gain() {
    let study = region();
    let treaties = study.treaties(FOUR, &Menu::cooperative()).unwrap();
    let game = characteristic(&treaties.partition_game().unwrap(), Conjecture::Gamma).unwrap();
    for residual in [Residual::Stop, Residual::Continue] {
        let deal = treaties.bargaining(Conjecture::Gamma, 0.95, residual).unwrap();
        assert_eq!(deal.values.len(), 4);
        let total: f64 = deal.values.iter().map(|(_, v)| v).sum();
        let best = Partition::all(4)
            .map(|p| p.blocs().iter().map(|&b| game.value(b)).sum::<f64>())
            .fold(f64::MIN, f64::max);
        assert!(total <= best + 1e-6 * best.abs());
        if let Some((bloc, excess)) = &deal.blocked {
            let s: Coalition = (0..4).filter(|&i| bloc.0.contains(&treaties.nations()[i])).collect();
            let alone: f64 = (0..4).map(|i| game.value(Coalition::singleton(i))).sum();
            let share = |i: usize| game.value(Coalition::singleton(i)) + (game.grand() - alone) / 4.0;
            assert!((game.value(s) - s.players().map(share).sum::<f64>() - excess).abs() < 1e-9);
        }
        if let Some(nash) = &deal.nash {
            assert!((nash.iter().map(|(_, x)| x).sum::<f64>() - game.grand()).abs() < 1e-6);
            for s in game.grand_coalition().subsets().skip(1) {
                assert!(s.players().map(|i| nash[i].1).sum::<f64>() >= game.value(s) - 1e-6);
            }
        }
        assert!(deal.to_string().contains("random proposers"));
    }
    assert!(treaties.bargaining(Conjecture::Gamma, 1.5, Residual::Stop).is_err());
}

#[test]
fn too_many_nations_are_an_error() {
    let study = region();
    let seven = ["USA", "JPN", "KOR", "PRK", "CHN", "RUS", "MNG"];
    let treaties = study.treaties(seven, &Menu::cooperative()).unwrap();
    assert!(matches!(treaties.farsighted(RULES, Improvement::Strict), Err(Error::TooLarge { n: 7, .. })));
    assert!(matches!(treaties.formation(&Formation::with_discount(0.9)), Err(Error::TooLarge { .. })));
}
