//! Accession to treaties of named nations, against the solvers on games evaluated here.

use comity::coalition::{Coalition, Partition};
use comity::game::SignUpRule;
use comity::prelude::*;
use comity::solve::deviation::Ties;
use comity::solve::membership::{
    self, Admission, Concept, Consent, Membership, MembershipRules, Question, sign_up_equilibria,
};
use comity::study::{Structure, Treaties};

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
    let convention = Membership { ties: Ties::Stay, tolerance: 1e-9 };
    let paid = treaties.membership_with_transfers(convention).unwrap();
    let money = |s: Coalition| {
        let members: Vec<_> = s.players().map(|i| treaties.nations()[i]).collect();
        let today = study.status_quo().clone();
        let regime = match Package::cooperative().signed_by(&members) {
            Some(arrangement) => today.with(arrangement),
            None => today,
        };
        let outcome = study.evaluate(&regime)?;
        Ok(NATIONS.iter().map(|c| outcome.of(c).unwrap().money_metric).collect())
    };
    let verdicts = membership::transfer_stability_of_all(4, convention, &[1.0; 4], money).unwrap();
    assert_eq!(paid.len(), 16);
    for (paid, verdict) in paid.iter().zip(&verdicts) {
        assert_eq!(paid.is_stable(), verdict.is_stable());
        assert_eq!((paid.surplus, paid.total), (verdict.surplus, verdict.total));
        assert!(paid.payments.iter().map(|p| p.amount).sum::<f64>().abs() < 1e-9);
        assert!(paid.payments.iter().map(|p| p.nation).eq(paid.signatories.0.iter().copied()));
        assert_eq!(paid.joiners.len(), verdict.joiners.len());
        assert!(paid.joiners.iter().all(|j| !paid.signatories.0.contains(&j.nation)));
    }
    assert!(paid.iter().any(|p| p.is_stable()));
}

#[test]
fn structures_and_sign_up_games_in_names() {
    let study = study();
    let treaties = treaties(&study);
    let game = treaties.partition_payoffs().unwrap();
    let names = |list: Vec<Partition>| list.iter().map(|p| treaties.structure(p)).collect::<Vec<Structure>>();
    for rules in [MembershipRules::open(), MembershipRules::exclusive()]
        .map(|rules| MembershipRules { tolerance: 1e-6, ..rules })
    {
        let named = treaties.structure_stability(rules).unwrap();
        assert_eq!(named.verdicts.len(), 15);
        let stable = membership::stable_structures_of_treaties(&game, rules).unwrap().structures;
        assert_eq!(named.stable().cloned().collect::<Vec<_>>(), names(stable));
        assert!(named.verdicts.iter().flat_map(|v| &v.moves).all(|m| m.gain > 1e-6));
    }
    for rule in SignUpRule::ALL {
        for concept in Concept::ALL {
            let question = Question { tolerance: 1e-6, ..Question::strict(concept) };
            let named = treaties.sign_up(rule, question).unwrap();
            let supported =
                sign_up_equilibria(&game, rule, question).unwrap().structures().cloned().collect();
            assert_eq!(named.supported().cloned().collect::<Vec<_>>(), names(supported));
            for (to, gains) in named.supports.iter().filter_map(|s| s.breach.as_ref()) {
                assert!(!gains.is_empty() && gains.iter().all(|g| g.amount > 1e-6) && to.0.len() <= 4);
            }
        }
    }
    let stay = Membership { ties: Ties::Stay, tolerance: 1e-6 };
    let membership = treaties.membership(stay).unwrap();
    for admission in [Admission::Open, Admission::Unanimity] {
        let verdicts = treaties.exclusive_membership(stay, admission, Consent::Unharmed).unwrap();
        assert!(verdicts.iter().map(|v| &v.open).eq(&membership));
        assert_eq!(verdicts.iter().all(|v| v.refused.is_empty()), admission == Admission::Open);
    }
    let question = Question { tolerance: 1e-6, ..Question::strict(Concept::Nash) };
    let nash = treaties.treaty_sign_up(question).unwrap();
    for (support, verdict) in nash.supports.iter().zip(&membership) {
        assert_eq!(support.breach.is_none(), verdict.is_stable());
        assert_eq!(support.signatories, treaties.bloc(verdict.signatories));
    }
    let text = serde_json::to_string(&nash).unwrap();
    assert_eq!(serde_json::from_str::<comity::study::SignUpTreaties>(&text).unwrap(), nash);
}

#[test]
fn too_many_nations_and_bad_tolerances() {
    let study = study();
    let world = World::northeast_asia_2002();
    let all: Vec<String> = world.codes().map(String::from).collect();
    let eleven = study.treaties(all.iter().map(String::as_str), &Menu::only(Package::cooperative())).unwrap();
    let question = Question::strict(Concept::Nash);
    assert!(matches!(eleven.structure_stability(MembershipRules::open()), Err(Error::TooLarge { .. })));
    assert!(matches!(eleven.sign_up(SignUpRule::Open, question), Err(Error::TooLarge { .. })));
    assert!(matches!(eleven.treaty_sign_up(question), Err(Error::TooLarge { .. })));
    let treaties = treaties(&study);
    assert!(treaties.sign_up(SignUpRule::Open, Question { tolerance: -1.0, ..question }).is_err());
    assert!(
        treaties
            .structure_stability(MembershipRules { tolerance: f64::NAN, ..MembershipRules::open() })
            .is_err()
    );
    assert!(treaties.membership_with_transfers(Membership { ties: Ties::Stay, tolerance: -1.0 }).is_err());
}
