//! Structures of blocs of a world, in nations' names, against the solvers on its games.

use comity::Error;
use comity::prelude::*;
use comity::solve::deviation::{Reaction, Verdict};
use comity::solve::externalities::{Deviators, Outlook, PartitionValue, externalities, recursive_core};
use comity::solve::hedonic::{HedonicRules, Notion, stable_structures_with_externalities};

const FOUR: [&str; 4] = ["JPN", "KOR", "CHN", "RUS"];

#[test]
fn four_nations_over_the_cooperative_menu() {
    let study = Study::new(World::northeast_asia_2002()).unwrap();
    let treaties = study.treaties(FOUR, &Menu::cooperative()).unwrap();
    let (game, payoffs) = (treaties.partition_game().unwrap(), treaties.partition_payoffs().unwrap());

    for (outlook, deviators) in [
        (Outlook::Pessimistic, Deviators::AnyPartition),
        (Outlook::Optimistic, Deviators::AnyPartition),
        (Outlook::Pessimistic, Deviators::OneBloc),
    ] {
        let found = treaties.recursive_core(outlook, deviators).unwrap();
        assert_eq!(*found, recursive_core(&game, outlook, deviators).unwrap());
        let text = found.to_string();
        let count = found.structures.len();
        assert!(
            text.starts_with(&format!("{outlook} recursive core ({deviators}): {count} of 15 structures"))
        );
        for (p, shares) in &found.structures {
            for (bloc, worth) in p.blocs().iter().zip(game.worths_at(p.rank().unwrap() as usize)) {
                let shared: f64 = bloc.players().map(|i| shares[i]).sum();
                assert!((shared - worth).abs() <= 1e-9 * worth.abs().max(1.0));
            }
            let line = format!("\n  {}: JPN {:+.2} USD bn, KOR ", treaties.name(p.clone()), shares[0]);
            assert!(text.contains(&line), "{line} is not in {text}");
        }
    }

    let grand = game.worths_at(0)[0];
    let near = |sum: f64| (sum - grand).abs() <= 1e-9 * grand.abs();
    for rule in PartitionValue::ALL {
        let shares = treaties.value(rule).unwrap();
        assert!(near(shares.iter().sum()));
        assert!(shares.to_string().contains(&format!("KOR {:+.2} USD bn", shares[1])), "{shares}");
    }

    assert_eq!(*treaties.externalities().unwrap(), externalities(&game).unwrap());

    for reaction in Reaction::ALL {
        let all = stable_structures_with_externalities(&payoffs, reaction, 1e-5, usize::MAX).unwrap();
        for (notion, expected) in Notion::ALL.into_iter().zip(all) {
            let verdicts = treaties.hedonic(notion, reaction).unwrap();
            let (stable, unstable): (Vec<_>, Vec<_>) = verdicts.iter().partition(|v| v.is_stable());
            let mut stable: Vec<Partition> = stable.iter().map(|v| v.state.clone()).collect();
            stable.sort();
            let mut expected = expected.states;
            expected.sort();
            assert_eq!(stable, expected);
            assert_eq!(verdicts.len(), 15);
            let text = serde_json::to_string(&*verdicts).unwrap();
            assert_eq!(
                serde_json::from_str::<Vec<Verdict<Partition, HedonicRules>>>(&text).unwrap(),
                *verdicts
            );
            let text = format!("\n{verdicts}");
            for verdict in unstable {
                let objection = verdict.deviation().unwrap();
                assert!(objection.gains.iter().any(|gain| *gain > 1e-5));
                let (structure, who) =
                    (treaties.name(verdict.state.clone()), treaties.name(objection.coalition));
                let line = format!("\n{structure} not {notion}: {who} ");
                assert!(text.contains(&line), "{line} is not in {text}");
            }
        }
    }
}

#[test]
fn too_many_nations_are_an_error() {
    let study = Study::new(World::northeast_asia_2002()).unwrap();
    let all: Vec<String> = study.model().world().codes().map(|c| c.as_str().to_owned()).collect();
    let treaties =
        |k: usize| study.treaties(all[..k].iter().map(String::as_str), &Menu::cooperative()).unwrap();
    assert!(matches!(treaties(8).value(PartitionValue::Myerson), Err(Error::TooLarge { n: 8, .. })));
    let core = treaties(11).recursive_core(Outlook::Pessimistic, Deviators::AnyPartition);
    assert!(matches!(core, Err(Error::TooLarge { n: 11, .. })));
}
