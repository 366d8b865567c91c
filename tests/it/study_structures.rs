//! Structures of blocs of a world, in nations' names, against the solvers on its games.

use comity::Error;
use comity::coalition::Partition;
use comity::prelude::*;
use comity::solve::externalities::{Deviators, Outlook, externalities, recursive_core};
use comity::solve::hedonic::{Notion, Reaction, stable_structures_with_externalities};
use comity::study::{Structure, StructureVerdicts, SupportedStructures};

const FOUR: [&str; 4] = ["JPN", "KOR", "CHN", "RUS"];

#[test]
fn four_nations_over_the_cooperative_menu() {
    let study = Study::new(World::northeast_asia_2002()).unwrap();
    let treaties = study.treaties(FOUR, &Menu::cooperative()).unwrap();
    let (game, payoffs) = (treaties.partition_game().unwrap(), treaties.partition_payoffs().unwrap());
    let named = |p: &Partition| treaties.structure(p);

    for (outlook, deviators) in [
        (Outlook::Pessimistic, Deviators::AnyPartition),
        (Outlook::Optimistic, Deviators::AnyPartition),
        (Outlook::Pessimistic, Deviators::OneBloc),
    ] {
        let found = treaties.recursive_core(outlook, deviators).unwrap();
        let core = recursive_core(&game, outlook, deviators).unwrap();
        assert!(
            found
                .structures
                .iter()
                .map(|s| s.structure.clone())
                .eq(core.structures.iter().map(|(p, _)| named(p)))
        );
        assert_eq!(found.searched, 15);
        for (sharing, (p, _)) in found.structures.iter().zip(&core.structures) {
            for (bloc, worth) in p.blocs().iter().zip(game.worths_at(p.rank().unwrap() as usize)) {
                let shared: f64 = bloc.players().map(|i| sharing.shares[i].1).sum();
                assert!((shared - worth).abs() <= 1e-9 * worth.abs().max(1.0));
            }
        }
        let text = serde_json::to_string(&found).unwrap();
        assert_eq!(serde_json::from_str::<SupportedStructures>(&text).unwrap(), found);
    }

    let values = treaties.values().unwrap();
    let grand = game.worths_at(0)[0];
    let near = |sum: f64| (sum - grand).abs() <= 1e-9 * grand.abs();
    assert!(near(values.0.iter().map(|v| v.externality_free).sum()));
    assert!(near(values.0.iter().map(|v| v.mcquillin).sum()));
    assert!(near(values.0.iter().map(|v| v.myerson).sum()));
    assert!(values.0.iter().map(|v| v.nation.as_str().to_owned()).eq(FOUR.map(String::from)));

    let (signs, found) = (treaties.externalities().unwrap(), externalities(&game).unwrap());
    assert_eq!(signs.mergers, found.mergers);
    for (named, plain) in [
        (&signs.subadditive, &found.subadditive),
        (&signs.positive, &found.positive),
        (&signs.negative, &found.negative),
    ] {
        assert_eq!(named.as_ref().map(|s| (s.before, s.after)), plain.as_ref().map(|m| (m.before, m.after)));
        assert_eq!(named.as_ref().map(|s| s.bloc.clone()), plain.as_ref().map(|m| treaties.bloc(m.bloc)));
    }

    for reaction in Reaction::ALL {
        let all = stable_structures_with_externalities(&payoffs, reaction, 1e-5, usize::MAX).unwrap();
        for (notion, expected) in Notion::ALL.into_iter().zip(all) {
            let verdicts = treaties.hedonic(notion, reaction).unwrap();
            let mut stable = verdicts.stable.clone();
            stable.sort();
            let mut expected: Vec<Structure> = expected.structures.iter().map(named).collect();
            expected.sort();
            assert_eq!(stable, expected);
            assert_eq!(verdicts.stable.len() + verdicts.unstable.len(), 15);
            assert!(verdicts.unstable.iter().all(|u| u.gains.iter().any(|(_, gain)| *gain > 1e-5)));
            let text = serde_json::to_string(&verdicts).unwrap();
            assert_eq!(serde_json::from_str::<StructureVerdicts>(&text).unwrap(), verdicts);
        }
    }
}

#[test]
fn too_many_nations_are_an_error() {
    let study = Study::new(World::northeast_asia_2002()).unwrap();
    let all: Vec<String> = study.model().world().codes().map(|c| c.as_str().to_owned()).collect();
    let treaties =
        |k: usize| study.treaties(all[..k].iter().map(String::as_str), &Menu::cooperative()).unwrap();
    assert!(matches!(treaties(8).values(), Err(Error::TooLarge { n: 8, .. })));
    let core = treaties(11).recursive_core(Outlook::Pessimistic, Deviators::AnyPartition);
    assert!(matches!(core, Err(Error::TooLarge { n: 11, .. })));
}
