//! Accession to treaties of named nations, against the solvers on games evaluated here.

use comity::coalition::{Coalition, Partition};
use comity::game::SignUpRule;
use comity::prelude::*;
use comity::solve::deviation::{Ties, Verdict};
use comity::solve::externalities::PartitionValue;
use comity::solve::membership::{
    Concept, Membership, Question, sign_up_equilibria, stable_structures_of_treaties,
    transfer_stability_of_all,
};
use comity::study::Treaties;

const NATIONS: [&str; 4] = ["JPN", "KOR", "CHN", "RUS"];

fn study() -> Study {
    Study::new(World::northeast_asia_2002()).unwrap()
}

fn treaties(study: &Study) -> Treaties<'_> {
    study.treaties(NATIONS, &Menu::only(Package::cooperative())).unwrap()
}

#[test]
fn transfers_are_money_that_changes_hands() {
    let study = study();
    let treaties = treaties(&study);
    let convention = Membership { ties: Ties::Stay, tolerance: 1e-9, ..Membership::open() };
    let paid = treaties.membership_with_transfers(convention).unwrap();
    let money = |s: Coalition| {
        let members: Vec<_> = s.players().map(|i| treaties.nations()[i]).collect();
        let today = study.status_quo().clone();
        let regime = match Package::cooperative().signed_by(&members) {
            Some(arrangement) => today.with(arrangement),
            None => today,
        };
        let outcome = study.evaluate(&regime)?;
        Ok(NATIONS.iter().map(|c| outcome.of(c).unwrap().money().unwrap()).collect())
    };
    let verdicts = transfer_stability_of_all(4, convention, &[1.0; 4], money).unwrap();
    assert_eq!(paid.len(), 16);
    assert_eq!(*paid, verdicts);
    for verdict in paid.iter() {
        assert!(verdict.shares.iter().map(|share| share.transfer).sum::<f64>().abs() < 1e-9);
        assert!(verdict.shares.iter().map(|share| share.player).eq(verdict.signatories.players()));
        let text = paid.part(verdict.clone()).to_string();
        for (i, nation) in NATIONS.iter().enumerate().filter(|(i, _)| verdict.signatories.contains(*i)) {
            let transfer = verdict.shares.iter().find(|share| share.player == i).unwrap().transfer;
            assert!(text.contains(&format!("; {nation} receives {transfer:+.2} USD bn")), "{text}");
        }
    }
    assert!(paid.iter().any(|p| p.is_stable()));
}

#[test]
fn structures_and_sign_up_games_in_names() {
    let study = study();
    let treaties = treaties(&study);
    let game = treaties.partition_payoffs().unwrap();
    for rules in
        [Membership::open(), Membership::exclusive()].map(|rules| Membership { tolerance: 1e-6, ..rules })
    {
        let verdicts = treaties.structure_stability(rules).unwrap();
        assert!(verdicts.iter().map(|v| v.state.clone()).eq(Partition::all(4)));
        let stable = stable_structures_of_treaties(&game, rules).unwrap().states;
        assert!(verdicts.iter().filter(|v| v.is_stable()).map(|v| &v.state).eq(&stable));
        assert!(verdicts.iter().flat_map(|v| &v.deviations).all(|change| change.gains[0] > 1e-6));
    }
    for rule in SignUpRule::ALL {
        for concept in Concept::ALL {
            let question = Question { tolerance: 1e-6, ..Question::strict(concept) };
            let named = treaties.sign_up(rule, question).unwrap();
            assert_eq!(*named, sign_up_equilibria(&game, rule, question).unwrap());
            let text = named.to_string();
            for supported in named.structures() {
                let line = format!("\n  {} supported by announcing", treaties.name(supported.clone()));
                assert!(text.contains(&line), "{line} is not in {text}");
            }
        }
    }
    let stay = Membership { ties: Ties::Stay, tolerance: 1e-6, ..Membership::open() };
    let membership = treaties.membership(stay).unwrap();
    let closed = treaties.membership(Membership { tolerance: 1e-6, ..Membership::exclusive() }).unwrap();
    let joiners = |verdicts: &[Verdict<Coalition, Membership>]| -> usize {
        verdicts.iter().map(|v| v.joiners().count()).sum()
    };
    assert!(joiners(&closed) < joiners(&membership));
    assert!(closed.iter().zip(membership.iter()).all(|(closed, open)| closed.leavers().eq(open.leavers())));
    let question = Question { tolerance: 1e-6, ..Question::strict(Concept::Nash) };
    let nash = treaties.treaty_sign_up(question).unwrap();
    assert!(nash.iter().map(|v| v.is_stable()).eq(membership.iter().map(|v| v.is_stable())));
    let text = serde_json::to_string(&*nash).unwrap();
    assert_eq!(serde_json::from_str::<Vec<Verdict<Coalition, Question>>>(&text).unwrap(), *nash);
}

fn json(answer: &impl serde::Serialize) -> serde_json::Value {
    serde_json::to_value(answer).unwrap()
}

#[test]
fn json_holds_names_where_the_solver_has_numbers() {
    let study = study();
    let pair = study.treaties(["JPN", "KOR"], &Menu::only(Package::cooperative())).unwrap();
    let stay = Membership { ties: Ties::Stay, tolerance: 1e-9, ..Membership::open() };
    let paid = json(&pair.membership_with_transfers(stay).unwrap());
    assert_eq!(paid["nations"], serde_json::json!(["JPN", "KOR"]));
    assert_eq!(paid["unit"], "USD bn");
    let both = &paid["answer"][0b11];
    assert_eq!(both["signatories"], serde_json::json!(["JPN", "KOR"]));
    assert_eq!((&both["shares"][0]["player"], &both["shares"][1]["player"]), (&"JPN".into(), &"KOR".into()));
    let structures =
        json(&pair.structure_stability(Membership { tolerance: 1e-6, ..Membership::open() }).unwrap());
    assert_eq!(structures["unit"], "bp");
    assert_eq!(structures["answer"][1]["state"], serde_json::json!([["JPN"], ["KOR"]]));
    // South Korea gains by signing with Japan.
    let change = &structures["answer"][1]["deviations"][0];
    let expected = (serde_json::json!(["KOR"]), serde_json::json!([["JPN", "KOR"]]));
    assert_eq!((&change["coalition"], &change["to"]), (&expected.0, &expected.1));
}

#[test]
fn tables_hold_each_figure_once() {
    let study = study();
    let pair = study.treaties(["JPN", "KOR"], &Menu::only(Package::cooperative())).unwrap();
    let paid = pair
        .membership_with_transfers(Membership { ties: Ties::Stay, tolerance: 1e-9, ..Membership::open() })
        .unwrap();
    let table = paid.frame().unwrap();
    let rows: Vec<_> = (0..table.len()).map(|row| table.row(row).unwrap()).collect();
    for (entry, verdict) in paid.iter().enumerate() {
        let of = |field: &str| {
            rows.iter().filter(|r| r[0] == entry.into() && r[1] == field.into()).collect::<Vec<_>>()
        };
        assert!(of("surplus").iter().map(|r| r[3]).eq([verdict.surplus.into()]));
        assert_eq!(of("convention.ties")[0][4], "stay".into());
        let shares =
            verdict.shares.iter().map(|s| (pair.nations()[s.player].as_str().into(), s.transfer.into()));
        assert!(of("shares.transfer").iter().map(|r| (r[2], r[3])).eq(shares));
    }
    // One figure per nation, and per member of the coalition beside it.
    let values = pair.value(PartitionValue::Myerson).unwrap();
    let table = values.frame().unwrap();
    let myerson = (0..table.len()).map(|row| table.row(row).unwrap());
    assert!(
        myerson
            .map(|r| (r[2], r[3]))
            .eq([("JPN".into(), values[0].into()), ("KOR".into(), values[1].into())])
    );
    let question = Question { tolerance: 1e-6, ..Question::strict(Concept::Nash) };
    let answer = pair.treaty_sign_up(question).unwrap();
    let table = answer.frame().unwrap();
    let gains = (0..table.len()).map(|row| table.row(row).unwrap());
    let gains: Vec<_> = gains.filter(|r| r[1].to_string().ends_with("gains")).map(|r| (r[2], r[3])).collect();
    let expected = answer.iter().flat_map(|verdict| &verdict.deviations).flat_map(|deviation| {
        let members = deviation.coalition.players().map(|i| pair.nations()[i].as_str().into());
        members.zip(deviation.gains.iter().map(|&gain| gain.into())).collect::<Vec<_>>()
    });
    assert!(gains.iter().copied().eq(expected) && !gains.is_empty());
}

#[test]
fn coalitions_of_others_are_errors() {
    let study = study();
    let treaties = treaties(&study);
    let stranger = Coalition::from_mask(0b1_0001);
    assert!(treaties.package(stranger).unwrap_err().to_string().contains("{0,4}"));
    assert!(treaties.signed_by(stranger).is_err());
}

#[test]
fn too_many_nations_and_bad_tolerances() {
    let study = study();
    let world = World::northeast_asia_2002();
    let all: Vec<String> = world.codes().map(String::from).collect();
    let eleven = study.treaties(all.iter().map(String::as_str), &Menu::only(Package::cooperative())).unwrap();
    let question = Question::strict(Concept::Nash);
    assert!(matches!(eleven.structure_stability(Membership::open()), Err(Error::TooLarge { .. })));
    assert!(matches!(eleven.sign_up(SignUpRule::Open, question), Err(Error::TooLarge { .. })));
    assert!(matches!(eleven.treaty_sign_up(question), Err(Error::TooLarge { .. })));
    let treaties = treaties(&study);
    assert!(treaties.sign_up(SignUpRule::Open, Question { tolerance: -1.0, ..question }).is_err());
    assert!(treaties.structure_stability(Membership { tolerance: f64::NAN, ..Membership::open() }).is_err());
    assert!(
        treaties
            .membership_with_transfers(Membership { ties: Ties::Stay, tolerance: -1.0, ..Membership::open() })
            .is_err()
    );
}
