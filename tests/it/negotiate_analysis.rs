//! The analysis of outcome spaces against its definitions.

use crate::common::draws;
use comity::negotiate::domain::{Generator, LinearDomain, ListDomain, TypedDomain};
use comity::negotiate::{Analysis, Domain};
use proptest::prelude::*;

fn lists() -> impl Strategy<Value = ListDomain> {
    (1usize..=5, 1usize..=30).prop_flat_map(|(n, m)| {
        let rows = prop::collection::vec(prop::collection::vec((-2i8..=3).prop_map(f64::from), m), n);
        let reservations = prop::collection::vec((-2i8..=1).prop_map(f64::from), n);
        (rows, reservations).prop_map(|(u, r)| ListDomain::new(u).unwrap().with_reservations(r).unwrap())
    })
}

fn utilities(domain: &dyn Domain, o: usize) -> Vec<f64> {
    (0..domain.parties()).map(|i| domain.utility(i, o).unwrap()).collect()
}

proptest! {
    #![proptest_config(draws::cases(3000))]

    #[test]
    fn frontier_and_points_are_those_of_their_definitions(domain in lists()) {
        let all: Vec<Vec<f64>> = (0..domain.outcomes()).map(|o| utilities(&domain, o)).collect();
        let dominates = |a: &[f64], b: &[f64]| a != b && a.iter().zip(b).all(|(x, y)| x >= y);
        let frontier: Vec<usize> = (0..all.len()).filter(|&o| !all.iter().any(|a| dominates(a, &all[o]))).collect();
        let analysis = Analysis::of(&domain).unwrap();
        prop_assert_eq!(&analysis.frontier, &frontier);
        let r: Vec<f64> = (0..domain.parties()).map(|i| domain.reservation(i)).collect();
        let gains = |o: usize| -> Vec<f64> { all[o].iter().zip(&r).map(|(u, r)| u - r).collect() };
        let zone: Vec<usize> = (0..all.len()).filter(|&o| gains(o).iter().all(|g| *g >= 0.0)).collect();
        prop_assert_eq!(&analysis.agreement_zone, &zone);
        prop_assert_eq!(analysis.nash.is_some(), !zone.is_empty());
        if zone.is_empty() {
            return Ok(());
        }
        let ideal: Vec<f64> = (0..r.len()).map(|i| zone.iter().map(|&o| gains(o)[i]).fold(0.0, f64::max)).collect();
        let most = |score: &dyn Fn(usize) -> f64| zone.iter().map(|&o| score(o)).fold(f64::NEG_INFINITY, f64::max);
        let ratios = |o: usize| -> Vec<f64> {
            gains(o).iter().zip(&ideal).filter(|(_, i)| **i > 0.0).map(|(g, i)| g / i).collect()
        };
        let nash = |o: usize| ratios(o).iter().product();
        let least_ratio = |o: usize| ratios(o).into_iter().fold(f64::INFINITY, f64::min);
        let least = |o: usize| gains(o).into_iter().fold(f64::INFINITY, f64::min);
        let sum = |o: usize| all[o].iter().sum();
        let at = |p: &Option<usize>| p.unwrap();
        prop_assert_eq!(nash(at(&analysis.nash)), most(&nash));
        prop_assert_eq!(least_ratio(at(&analysis.kalai_smorodinsky)), most(&least_ratio));
        prop_assert_eq!(least(at(&analysis.egalitarian)), most(&least));
        prop_assert_eq!(sum(at(&analysis.utilitarian)), most(&sum));
        for point in [&analysis.nash, &analysis.kalai_smorodinsky, &analysis.egalitarian, &analysis.utilitarian] {
            prop_assert!(frontier.contains(&at(point)));
        }
    }

    #[test]
    fn linear_tables_are_bitwise_their_utilities(seed: u64, n in 1usize..4, conflict in 0.0..=1.0) {
        let domain = Generator { parties: n, conflict, reservation: 0.1, seed }.issues(&[3, 1, 4, 2]).unwrap();
        for i in 0..n {
            let table = domain.utilities(i).unwrap();
            prop_assert_eq!(table.len(), 24);
            for (o, u) in table.iter().enumerate() {
                prop_assert_eq!(u.to_bits(), domain.utility(i, o).unwrap().to_bits());
                let values = domain.values(o);
                prop_assert_eq!(domain.outcome(&values), Some(o));
                let p = &domain.preferences()[i];
                let direct: f64 = (0..4).map(|k| p.weights[k] * p.evaluations[k][values[k]]).sum();
                prop_assert!((u - direct).abs() < 1e-12);
                for draw in 0..12 {
                    let next = domain.values(domain.neighbour(o, draw));
                    prop_assert!(values.iter().zip(&next).filter(|(a, b)| a != b).count() <= 1);
                }
            }
        }
        let text = serde_json::to_string(&domain).unwrap();
        prop_assert_eq!(serde_json::from_str::<LinearDomain>(&text).unwrap(), domain);
    }

    #[test]
    fn scaling_utilities_moves_no_scale_free_point(domain in lists(), factor in 1u8..5) {
        let a = Analysis::of(&domain).unwrap();
        let scale = |i: usize| f64::from(factor) * (i + 1) as f64;
        let rows = (0..domain.parties()).map(|i| domain.utilities(i).unwrap().iter().map(|u| u * scale(i)).collect());
        let r = (0..domain.parties()).map(|i| domain.reservation(i) * scale(i)).collect();
        let b = Analysis::of(&ListDomain::new(rows.collect()).unwrap().with_reservations(r).unwrap()).unwrap();
        prop_assert_eq!(&a.frontier, &b.frontier);
        prop_assert!((a.opposition - b.opposition).abs() < 1e-12);
        prop_assert_eq!(a.nash, b.nash);
        prop_assert_eq!(a.kalai_smorodinsky, b.kalai_smorodinsky);
    }
}

#[test]
fn points_of_a_textbook_pie() {
    // u1 = x, u2 = sqrt(100 − x) over x = 0..100: Nash at x where x·sqrt(100 − x) peaks, 200/3.
    let rows =
        vec![(0..=100).map(f64::from).collect(), (0..=100).map(|x| f64::from(100 - x).sqrt()).collect()];
    let analysis = Analysis::of(&ListDomain::new(rows).unwrap()).unwrap();
    assert_eq!(analysis.nash.unwrap(), 67);
    // Kalai–Smorodinsky: x/100 = sqrt(100 − x)/10 at x = 50(√5 − 1) ≈ 61.8, the lesser share is larger at 62.
    assert_eq!(analysis.kalai_smorodinsky.unwrap(), 62);
    // Egalitarian: x = sqrt(100 − x) at x = (√401 − 1)/2 ≈ 9.51; at 10 the lesser is √90.
    assert_eq!(analysis.egalitarian.unwrap(), 10);
    assert_eq!(analysis.utilitarian.unwrap(), 99, "of 99 + 1 and 100 + 0 the first");
    assert_eq!(analysis.frontier.len(), 101);
    let d = analysis.distances(&[67.0, 33f64.sqrt()]).unwrap();
    assert_eq!((d.pareto, d.nash), (0.0, Some(0.0)));
    assert!(d.utilitarian.unwrap() > 0.3);
}

#[test]
fn conflict_is_as_set_and_opposition_follows() {
    let opposition = |conflict| {
        let one =
            |seed| Generator { parties: 3, conflict, reservation: 0.0, seed }.issues(&[5, 5, 4]).unwrap();
        (0..20).map(|seed| Analysis::of(&one(seed)).unwrap().opposition).sum::<f64>() / 20.0
    };
    let levels: Vec<f64> = [0.0, 0.25, 0.5, 0.75, 1.0].into_iter().map(opposition).collect();
    assert!(levels[0] < 1e-12, "aligned interests have one best outcome: {levels:?}");
    assert!(levels.windows(2).all(|w| w[0] < w[1]), "{levels:?}");
    // Opposed interests sum to the same for every outcome of a list, before scaling.
    let list = Generator { parties: 2, conflict: 1.0, reservation: 0.0, seed: 5 }.list(50).unwrap();
    for o in 0..50 {
        assert!((utilities(&list, o).iter().sum::<f64>() - 1.0).abs() < 1e-12);
    }
    assert_eq!(Analysis::of(&list).unwrap().frontier.len(), 50);
}

#[test]
fn generators_repeat_and_reject() {
    let good = Generator { parties: 4, conflict: 0.5, reservation: 0.2, seed: 9 };
    assert_eq!(good.issues(&[3, 3]).unwrap(), good.issues(&[3, 3]).unwrap());
    assert_ne!(good.issues(&[3, 3]).unwrap(), Generator { seed: 8, ..good.clone() }.issues(&[3, 3]).unwrap());
    let clubs = good.coalitions(3, 0.25).unwrap();
    assert_eq!(clubs.outcomes(), 3 * 11);
    for bad in [
        Generator { parties: 0, ..good.clone() },
        Generator { parties: 64, ..good.clone() },
        Generator { conflict: f64::NAN, ..good.clone() },
        Generator { conflict: 1.5, ..good.clone() },
        Generator { reservation: f64::INFINITY, ..good.clone() },
    ] {
        assert!(
            bad.issues(&[2]).is_err() && bad.list(2).is_err() && bad.coalitions(2, 0.0).is_err(),
            "{bad:?}"
        );
    }
    assert!(
        good.issues(&[]).is_err() && good.issues(&[0]).is_err() && good.issues(&[usize::MAX / 2, 4]).is_err()
    );
    assert!(good.issues(&[usize::MAX]).is_err() && good.list(usize::MAX).is_err());
    assert!(good.coalitions(usize::MAX, 0.0).is_err());
    assert!(good.list(0).is_err() && good.coalitions(2, f64::NAN).is_err());
}

#[test]
fn types_are_drawn_from_their_prior() {
    let generator =
        |seed| Generator { parties: 2, conflict: 0.7, reservation: 0.0, seed }.issues(&[2, 3]).unwrap();
    let (a, b) = (generator(1), generator(2));
    let typed = |i: usize, weights: [f64; 2]| {
        let of = |prior, d: &LinearDomain| comity::negotiate::domain::PartyType {
            prior,
            preference: d.preferences()[i].clone(),
        };
        vec![of(weights[0], &a), of(weights[1], &b)]
    };
    let domain =
        TypedDomain { issues: a.issues().to_vec(), types: vec![typed(0, [3.0, 1.0]), typed(1, [0.0, 1.0])] };
    let draws: Vec<Vec<usize>> = (0..4000).map(|seed| domain.draw(seed).unwrap().1).collect();
    let first = draws.iter().filter(|d| d[0] == 0).count();
    assert!((2850..3150).contains(&first), "{first} of 4000 with probability 3/4");
    assert!(draws.iter().all(|d| d[1] == 1));
    assert_eq!(domain.utilities(1, 1).unwrap().0, b.utilities(1).unwrap());
    let none = TypedDomain { types: vec![typed(0, [0.0, 0.0])], ..domain };
    assert!(none.draw(0).is_err());
}
