//! Farsighted structures, processes of formation and bargaining of a region, against the games they come
//! from.

use comity::Error;
use comity::coalition::{Coalition, Partition};
use comity::game::{ApprovalRule, ProposalRule};
use comity::prelude::*;
use comity::solve::bargaining::Residual;
use comity::solve::deviation::Improvement;
use comity::solve::externalities::{Conjecture, characteristic};
#[cfg(feature = "equilibrium-search")]
use comity::solve::farsighted::{FindEquilibria, dynamics};
use comity::study::Formation;

const FOUR: [&str; 4] = ["USA", "JPN", "KOR", "CHN"];
const RULES: (ProposalRule, ApprovalRule) = (ProposalRule::AnyStructure, ApprovalRule::AllAffected);

fn region() -> Study {
    Study::new(World::northeast_asia_2002()).unwrap()
}

#[test]
fn farsighted_structures_nest() {
    let study = region();
    let treaties = study.treaties(FOUR, &Menu::cooperative()).unwrap();
    let names: Vec<String> = Partition::all(4).map(|p| treaties.name(p).to_string()).collect();
    for approvals in
        [ApprovalRule::AllAffected, ApprovalRule::NewMembers, ApprovalRule::NewcomersElseMajority]
    {
        let rules = (ProposalRule::AnyStructure, approvals);
        for improvement in [Improvement::Strict, Improvement::Weak] {
            let found = treaties.farsighted(rules, improvement).unwrap();
            let (consistent, stable) = &*found;
            assert!(stable.exhaustive && consistent.states.iter().all(|&x| x < 15));
            // Chwe (1994), Proposition 3, for the strict relation: stable sets are consistent, and the set is not empty.
            if improvement == Improvement::Strict {
                assert!(!consistent.states.is_empty());
                let contained = |set: &Vec<usize>| set.iter().all(|x| consistent.states.contains(x));
                assert!(stable.sets.iter().all(contained));
            }
            let text = found.to_string();
            assert!(text.starts_with("15 structures; ") && text.contains(&improvement.to_string()));
            assert!(
                consistent.states.iter().all(|&x| text.contains(&format!("\n  {}\n", names[x]))),
                "{text}"
            );
            let json = serde_json::to_value(&found).unwrap();
            let named: Vec<&str> = consistent.states.iter().map(|&x| names[x].as_str()).collect();
            assert_eq!(json["answer"][0]["states"], serde_json::json!(named));
        }
    }
}

#[cfg(feature = "equilibrium-search")]
#[test]
fn patient_nations_take_verified_paths() {
    let study = region();
    let treaties = study.treaties(["USA", "JPN", "KOR"], &Menu::cooperative()).unwrap();
    let (formation, search) = (Formation::with_discount(0.9), FindEquilibria::default());
    let paths = treaties.formation(&formation, &search).unwrap();
    assert!(!paths.found.is_empty());
    assert_eq!(paths, treaties.formation(&formation, &search).unwrap(), "same seed, same bits");
    let payoffs = treaties.partition_payoffs().unwrap();
    let text = paths.to_string();
    for path in &paths.found {
        let chain = dynamics(&path.report.transition).unwrap();
        assert_eq!(path.report.transition.len(), 5);
        for (x, to) in path.report.transition.iter().enumerate() {
            assert!((to.iter().sum::<f64>() - 1.0).abs() < 1e-9);
            assert_eq!(to[x] == 1.0, chain.recurrent.contains(&vec![x]));
        }
        // From everybody alone, values are no more than the best structure gives and no less than the worst.
        for (i, value) in path.report.values[4].iter().enumerate() {
            let each = || payoffs.iter().map(|(_, u)| u[i]);
            let (least, most) = (each().fold(f64::MAX, f64::min), each().fold(f64::MIN, f64::max));
            assert!((least - 1e-6..=most + 1e-6).contains(value));
            assert!(text.contains(&format!("{} {value:+.2} bp", treaties.nations()[i])), "{text}");
        }
        assert!(chain.expected_time[4] >= 0.0);
        assert!(
            text.contains(&format!("{:.2} periods from {{USA}} {{JPN}} {{KOR}}", chain.expected_time[4]))
        );
    }
    assert!(text.contains("not exhaustive"));
    assert_eq!(paths.closest, None);
    // What is good enough for the search is good enough for its certificate.
    let roughly = FindEquilibria { tolerance: 0.05, first: 1, ..search };
    let rough = treaties.formation(&formation, &roughly).unwrap();
    assert!(!rough.found.is_empty());
    assert!(treaties.formation(&Formation::with_discount(1.0), &search).is_err());
    assert!(treaties.formation(&Formation { protocol: vec![1.0], ..formation }, &search).is_err());
}

#[test]
fn bargaining_shares_what_coalitions_gain() {
    let study = region();
    let treaties = study.treaties(FOUR, &Menu::cooperative()).unwrap();
    let game = characteristic(&treaties.partition_game().unwrap(), Conjecture::Gamma).unwrap();
    for residual in [Residual::Stop, Residual::Continue] {
        let deal = treaties.bargaining(Conjecture::Gamma, 0.95, residual).unwrap();
        let (equilibrium, efficiency, nash) = &*deal;
        assert_eq!(equilibrium.values().len(), 4);
        let total: f64 = equilibrium.values().iter().sum();
        let best = Partition::all(4)
            .map(|p| p.blocs().iter().map(|&b| game.value(b)).sum::<f64>())
            .fold(f64::MIN, f64::max);
        assert!(total <= best + 1e-6 * best.abs());
        if let Some((s, excess)) = &efficiency.blocked {
            let alone: f64 = (0..4).map(|i| game.value(Coalition::singleton(i))).sum();
            let share = |i: usize| game.value(Coalition::singleton(i)) + (game.grand() - alone) / 4.0;
            assert!((game.value(*s) - s.players().map(share).sum::<f64>() - excess).abs() < 1e-9);
        }
        if let Some(nash) = nash {
            assert!((nash.payoff.iter().sum::<f64>() - game.grand()).abs() < 1e-6);
            for s in game.grand_coalition().subsets().skip(1) {
                assert!(s.players().map(|i| nash.payoff[i]).sum::<f64>() >= game.value(s) - 1e-6);
            }
        }
        let text = deal.to_string();
        assert!(text.starts_with("random proposers, conjecture γ"), "{text}");
        assert_eq!(text.contains("none, the core is empty"), nash.is_none(), "{text}");
    }
    assert!(treaties.bargaining(Conjecture::Gamma, 1.5, Residual::Stop).is_err());
}

#[test]
fn too_many_nations_are_an_error() {
    let study = region();
    let seven = ["USA", "JPN", "KOR", "PRK", "CHN", "RUS", "MNG"];
    let treaties = study.treaties(seven, &Menu::cooperative()).unwrap();
    assert!(matches!(treaties.farsighted(RULES, Improvement::Strict), Err(Error::TooLarge { n: 7, .. })));
    assert!(matches!(
        treaties.formation_process(&Formation::with_discount(0.9)),
        Err(Error::TooLarge { .. })
    ));
}
