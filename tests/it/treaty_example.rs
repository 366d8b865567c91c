//! The treaty example: its numbers against the published ones, and its conventions.

#[path = "../../examples/treaty/main.rs"]
#[allow(dead_code)] // its `main`
mod treaty;

use crate::common::cases::{case, fraction};
use comity::game::{SignUpRule, SizeStructure};
use comity::prelude::*;
use comity::solve::deviation::{Improvement, Ties};
use comity::solve::membership::{Concept, Membership, Question};
use std::collections::BTreeSet;
use treaty::{abatement, barrett, region};

/// Every figure of the file, as an exact fraction.
#[test]
fn barrett_1994_row_by_row() {
    let file = case("54_barrett1994.json");
    let expected = &file["expected"];
    let model = barrett::published();
    let mut figures = 0;
    for (k, row) in expected["rows"].as_array().unwrap().iter().enumerate() {
        let o = model.outcome(k).unwrap();
        for (key, value) in [
            ("q_s", o.signatory_abates),
            ("q_n", o.outsider_abates),
            ("Q", o.total),
            ("pi_s", o.signatory_gets),
            ("pi_n", o.outsider_gets),
        ] {
            // Where all ten sign there is no outsider; the file still gives one's abatement.
            let nobody = row[key].is_null() || (k == 10 && key == "q_n");
            if !nobody {
                assert_eq!(value, fraction(&row[key]), "k = {k}: {key}");
                figures += 1;
            }
        }
    }
    assert_eq!(figures, 51);
    let sizes = |list: &serde_json::Value| -> Vec<usize> {
        list.as_array().unwrap().iter().map(|k| k.as_u64().unwrap() as usize).collect()
    };
    assert_eq!(model.stable_sizes().unwrap(), sizes(&expected["stable_sizes"]));
    let grid = barrett::grid().unwrap();
    for (n, row) in barrett::COUNTRIES.iter().zip(&grid) {
        for ((p, q), found) in barrett::RATIOS.iter().zip(row) {
            let ratio = if *q == 1 { format!("{p}") } else { format!("{p}/{q}") };
            let key = format!("N={n},c/b={ratio}");
            assert_eq!(found, &sizes(&expected["stable_sizes_grid_a100_b1"][&key]), "{key}");
        }
    }
}

/// Four sign; no set of signatories is immune to all coalitions, for all ten would rather sign.
#[test]
fn barrett_1994_sign_up() {
    assert_eq!(barrett::published().stable_sizes().unwrap(), [4]);
    for (concept, sizes) in
        [(Concept::Nash, vec![4]), (Concept::CoalitionProof, vec![4]), (Concept::Strong, vec![])]
    {
        assert_eq!(barrett::sign_up(Question::strict(concept)).unwrap(), sizes);
    }
}

/// Members of a bloc of `s` abate `s b/c`; treaties of two and three hold, both by a tie.
#[test]
fn linear_quadratic_abatement() {
    for size in 1..=6 {
        for others in [0, 7] {
            let abates = abatement::best_response(size, &barrett::whole(others)).unwrap();
            assert_eq!(abates, barrett::whole(3 * size as i64) / barrett::whole(2));
        }
    }
    for n in 3..=14 {
        assert_eq!(abatement::single_treaty(n, Ties::Stay).unwrap(), [2, 3]);
        assert!(abatement::single_treaty(n, Ties::Move).unwrap().is_empty());
    }
    assert_eq!(abatement::single_treaty_with_transfers(6).unwrap(), [2, 3]);
    let of = |sizes: &[usize]| SizeStructure::new(sizes.iter().copied()).unwrap();
    let open = abatement::several_treaties(6, Membership::open()).unwrap();
    assert_eq!(open, [of(&[3, 3]), of(&[2, 2, 2])]);
    let exclusive = abatement::several_treaties(6, Membership::exclusive()).unwrap();
    assert_eq!(exclusive, [of(&[3, 3]), of(&[3, 2, 1]), of(&[2, 2, 2])]);
    // Exclusive membership sustains larger treaties (Finus & Rundshagen 2009).
    let nash = |rule| abatement::sign_up(rule, Question::strict(Concept::Nash)).unwrap();
    let [gamma, delta, open] = SignUpRule::ALL.map(nash);
    assert!(open.is_subset(&delta) && delta.is_subset(&gamma));
    assert_eq!(open, BTreeSet::from([of(&[3, 2]), of(&[2, 2, 1])]));
    assert!(gamma.contains(&of(&[5])) && !delta.contains(&of(&[5])));
}

#[test]
fn the_region_answers_every_question() {
    let study = Study::new(World::northeast_asia_2002()).unwrap();
    let nations = &region::NATIONS[..4];
    let treaties = study.treaties(nations.iter().copied(), &Menu::only(Package::cooperative())).unwrap();
    let answers = region::ask(&treaties).unwrap();
    assert_eq!((answers.alone.len(), answers.paid.len()), (16, 16));
    assert_eq!((answers.structures.len(), answers.treaty.len(), answers.sign_up.len()), (3, 3, 9));
    // What holds without transfers holds inside with them, where payoffs are the same money: here they are utilities and
    // USD bn, so only the empty treaty is sure to.
    assert!(answers.paid[0].is_potentially_internally_stable());
    for answer in &answers.sign_up {
        assert_eq!(answer.question.improvement, Improvement::Strict);
        assert_eq!(answer.supports.len(), 15);
    }
    let supported = |k: usize| answers.sign_up[k].structures().cloned().collect::<BTreeSet<_>>();
    for k in [0, 3, 6] {
        assert!(supported(k + 2).is_subset(&supported(k + 1)) && supported(k + 1).is_subset(&supported(k)));
    }
    let (_, verdicts) = &answers.structures[0];
    let open: BTreeSet<_> = verdicts.iter().filter(|v| v.is_stable()).map(|v| v.state.clone()).collect();
    assert_eq!(open, supported(6));
}
