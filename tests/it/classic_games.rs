//! The textbooks' games against their definitions and published figures; properties and transforms.

use crate::common::draws;
use crate::common::games::{exact, fraction, orders, random_worths};
use crate::common::values::{nucleolus, shapley};
use comity::coalition::{Coalition, Partition};
use comity::game::{Airport, AirportType, Fraction, TuGame};
use comity::solve::Certified;
use comity::solve::tu::{RunwayFee, runway_fees};
use num_traits::{Signed, Zero};
use rand::RngExt;

fn whole(values: &[i64]) -> Vec<Fraction> {
    values.iter().map(|&v| fraction(v, 1)).collect()
}

#[test]
fn talmud_estates() {
    // Shapley values of the three estates: random arrival (O'Neill 1982).
    for (estate, value) in [(100, [200, 200, 200]), (200, [200, 500, 500]), (300, [300, 600, 900])] {
        let game = TuGame::bankruptcy(fraction(estate, 1), &whole(&[100, 200, 300])).unwrap();
        assert_eq!(shapley(&game), value.map(|v| fraction(v, 6)));
        assert_eq!(game.convexity_violation(0.0), None);
    }
    assert!(TuGame::bankruptcy(1.0, &[-1.0, 5.0]).is_err());
    assert!(TuGame::bankruptcy(7.0, &[1.0, 5.0]).is_err());
    assert!(TuGame::bankruptcy(f64::NAN, &[1.0]).is_err());
    assert!(TuGame::bankruptcy(0.0, &[]).is_err());
    assert!(TuGame::bankruptcy(0.0, &[0.0; 31]).is_err());
}

/// The cost game's Shapley value from the closed form equals that of the dense game.
#[test]
fn airports_small_enough_to_tabulate() {
    let mut rng = draws::rng(4);
    for _ in 0..2000 {
        let types = rng.random_range(1..=4u32);
        let types: Vec<AirportType<Fraction>> = (0..types)
            .map(|_| AirportType {
                landings: rng.random_range(1..=2),
                runway_cost: fraction(rng.random_range(0..6), 1),
            })
            .collect();
        let airport = Airport::new(types.clone()).unwrap();
        let game = airport.cost_game().unwrap();
        let by_landing = |per_type: Vec<Fraction>| -> Vec<Fraction> {
            let landings = types.iter().zip(per_type);
            landings.flat_map(|(t, x)| vec![x; t.landings as usize]).collect()
        };
        assert_eq!(by_landing(runway_fees(&airport, RunwayFee::Shapley)), shapley(&game), "{types:?}");
        // The nucleolus of the cost game: what each costs alone less the nucleolus of the savings game.
        let x = by_landing(runway_fees(&airport, RunwayFee::Nucleolus));
        assert_eq!(x.iter().sum::<Fraction>(), *game.grand());
        let saved = nucleolus(&game.savings()).unwrap().payoff;
        let pays: Vec<Fraction> = game.singletons().iter().zip(saved).map(|(c, x)| c - x).collect();
        assert_eq!(x, pays, "{types:?}");

        runway_fees(&airport, RunwayFee::Shapley).check((&airport, RunwayFee::Shapley), 0.0).unwrap();
        let mut fees = runway_fees(&airport, RunwayFee::Nucleolus);
        fees.check((&airport, RunwayFee::Nucleolus), 0.0).unwrap();
        // Any other rule fails the check: here a shift between two types that keeps it efficient.
        if fees.len() > 1 {
            fees[0] += fraction(types[1].landings as i64, 60);
            fees[1] -= fraction(types[0].landings as i64, 60);
            assert!(fees.check((&airport, RunwayFee::Nucleolus), 0.0).is_err(), "{types:?}");
            let right = fees == runway_fees(&airport, RunwayFee::Shapley);
            assert!(fees.check((&airport, RunwayFee::Shapley), 0.0).is_err() || right);
        }
    }
}

#[test]
fn birmingham_airport() {
    // Littlechild and Thompson 1977, table 2: fees per movement by the Shapley value, in pounds.
    let table = [
        (42, 65899, 4.86),
        (9555, 76725, 5.66),
        (288, 95200, 10.30),
        (303, 97200, 10.85),
        (151, 97436, 10.92),
        (1315, 98142, 11.13),
        (505, 102496, 13.40),
        (1128, 104849, 15.07),
        (151, 113322, 44.80),
        (112, 115440, 60.61),
        (22, 117676, 162.24),
    ];
    let types = |&(landings, cost, _): &(u64, i64, f64)| AirportType { landings, runway_cost: cost as f64 };
    let airport = Airport::new(table.iter().map(types).collect()).unwrap();
    assert_eq!(airport.landings(), 13572);
    for (fee, (.., published)) in runway_fees(&airport, RunwayFee::Shapley).iter().zip(table) {
        assert!((fee - published).abs() < 0.005_000_1, "{fee} {published}");
    }
    let fees = runway_fees(&airport, RunwayFee::Nucleolus);
    fees.check((&airport, RunwayFee::Nucleolus), 1e-9).unwrap();
    assert!((fees[0] - 104_849.0 / 13_288.0).abs() < 1e-12 && fees[0] == fees[7]);
    assert!((fees[10] - 2_661_599_203.0 / 25_725_568.0).abs() < 1e-9);
    assert!(airport.cost_game().is_err());
    assert!(Airport::<f64>::new(vec![]).is_err());
    for (landings, runway_cost) in [(0, 1.0), (1, -1.0), (1, f64::NAN), (u64::MAX, 1.0)] {
        assert!(Airport::new(vec![AirportType { landings, runway_cost }]).is_err());
    }
}

#[test]
fn assignment_games_are_best_matchings() {
    let mut rng = draws::rng(6);
    for _ in 0..500 {
        let (rows, columns) = (rng.random_range(1..=3u32) as usize, rng.random_range(1..=3u32) as usize);
        let gains: Vec<Vec<i64>> =
            (0..rows).map(|_| (0..columns).map(|_| rng.random_range(-3..10)).collect()).collect();
        let game = TuGame::assignment(&gains.iter().map(|row| whole(row)).collect::<Vec<_>>()).unwrap();
        let places = orders(rows.max(columns));
        for s in game.grand_coalition().subsets() {
            let gain = |i: usize, j: usize| match gains.get(i).and_then(|row| row.get(j)) {
                Some(&g) if s.contains(i) && s.contains(rows + j) => g.max(0),
                _ => 0,
            };
            let best =
                places.iter().map(|p| p.iter().enumerate().map(|(i, &j)| gain(i, j)).sum::<i64>()).max();
            assert_eq!(*game.value(s), fraction(best.unwrap(), 1), "{gains:?} {s}");
        }
    }
    assert!(TuGame::assignment(&[vec![1.0], vec![1.0, 2.0]]).is_err());
    assert!(TuGame::<f64>::assignment(&[]).is_err() && TuGame::<f64>::assignment(&[vec![]]).is_err());
    assert!(TuGame::assignment(&[vec![f64::INFINITY]]).is_err());
    assert!(TuGame::assignment(&vec![vec![1.0; 30]; 30]).is_err());
}

#[test]
fn spanning_trees_are_cheapest_over_all_trees() {
    let mut rng = draws::rng(7);
    for _ in 0..300 {
        let nodes = rng.random_range(2..=5u32) as usize;
        let mut costs = vec![vec![0i64; nodes]; nodes];
        for (i, j) in (0..nodes).flat_map(|i| (0..i).map(move |j| (i, j))) {
            costs[i][j] = rng.random_range(0..8);
            costs[j][i] = costs[i][j];
        }
        let game = TuGame::spanning_tree(&costs.iter().map(|row| whole(row)).collect::<Vec<_>>()).unwrap();
        for s in game.grand_coalition().subsets().skip(1) {
            // Every tree rooted at the source: a parent for each member, no cycle.
            let members: Vec<usize> = s.players().map(|i| i + 1).collect();
            let choices = (members.len() + 1).pow(members.len() as u32);
            let mut best = i64::MAX;
            for choice in 0..choices {
                let parent = |k: usize| {
                    let p = choice / (members.len() + 1).pow(k as u32) % (members.len() + 1);
                    if p == 0 { 0 } else { members[p - 1] }
                };
                let reaches = (0..members.len()).all(|start| {
                    let mut at = members[start];
                    for _ in 0..members.len() {
                        if at != 0 {
                            at = parent(members.iter().position(|&m| m == at).unwrap());
                        }
                    }
                    at == 0
                });
                if reaches {
                    best = best.min((0..members.len()).map(|k| costs[members[k]][parent(k)]).sum());
                }
            }
            assert_eq!(*game.value(s), fraction(best, 1), "{costs:?} {s}");
        }
        assert_eq!(game.savings().superadditivity_violation(0.0), None);
    }
    assert!(TuGame::spanning_tree(&[vec![0.0]]).is_err() && TuGame::<f64>::spanning_tree(&[]).is_err());
    assert!(TuGame::spanning_tree(&[vec![0.0, 1.0], vec![2.0, 0.0]]).is_err());
    assert!(TuGame::spanning_tree(&[vec![0.0, 1.0], vec![1.0]]).is_err());
    assert!(TuGame::spanning_tree(&[vec![0.0, -1.0], vec![-1.0, 0.0]]).is_err());
}

#[test]
fn linear_production_is_the_best_vertex() {
    let mut rng = draws::rng(8);
    for _ in 0..500 {
        let (players, resources) = (3, 2);
        let mut draw = |least: i64| rng.random_range(least..6);
        let owned: Vec<Vec<i64>> = (0..players).map(|_| (0..resources).map(|_| draw(0)).collect()).collect();
        let needed: Vec<Vec<i64>> = (0..resources).map(|_| (0..2).map(|_| draw(1)).collect()).collect();
        let prices = [draw(0), draw(0)];
        let table = |rows: &[Vec<i64>]| rows.iter().map(|row| whole(row)).collect::<Vec<_>>();
        let game = TuGame::linear_production(&table(&owned), &table(&needed), &whole(&prices)).unwrap();
        for s in game.grand_coalition().subsets() {
            let b: Vec<i64> = (0..resources).map(|r| s.players().map(|i| owned[i][r]).sum()).collect();
            // Vertices of the feasible set: intersections of two of the four lines, if feasible.
            let lines: [[i64; 3]; 4] = [
                [needed[0][0], needed[0][1], b[0]],
                [needed[1][0], needed[1][1], b[1]],
                [1, 0, 0],
                [0, 1, 0],
            ];
            let mut best = Fraction::zero();
            for (a, c) in (0..4).flat_map(|i| (0..i).map(move |j| (i, j))) {
                let (p, q) = (lines[a], lines[c]);
                let determinant = p[0] * q[1] - p[1] * q[0];
                if determinant != 0 {
                    let x = fraction(p[2] * q[1] - p[1] * q[2], determinant);
                    let y = fraction(p[0] * q[2] - p[2] * q[0], determinant);
                    let within = |r: usize| {
                        &x * fraction(needed[r][0], 1) + &y * fraction(needed[r][1], 1) <= fraction(b[r], 1)
                    };
                    if !x.is_negative() && !y.is_negative() && within(0) && within(1) {
                        best = best.max(x * fraction(prices[0], 1) + y * fraction(prices[1], 1));
                    }
                }
            }
            assert_eq!(*game.value(s), best, "{owned:?} {needed:?} {prices:?} {s}");
            let float = |rows: &[Vec<i64>]| -> Vec<Vec<f64>> {
                rows.iter().map(|r| r.iter().map(|&x| x as f64).collect()).collect()
            };
            let rounded = prices.map(|p| p as f64);
            let rounded = TuGame::linear_production(&float(&owned), &float(&needed), &rounded).unwrap();
            let close = rounded.value(s) - comity::game::Value::to_f64(&best);
            assert!(close.abs() < 1e-9);
        }
    }
    assert!(TuGame::linear_production(&[vec![1.0]], &[vec![0.0]], &[1.0]).is_err()); // a product for nothing
    assert!(TuGame::linear_production(&[vec![1.0, 2.0]], &[vec![1.0]], &[1.0]).is_err());
}

#[test]
fn gloves_carriers_and_simple_games() {
    let value = shapley(&TuGame::<Fraction>::glove(3, Coalition::singleton(0)).unwrap());
    assert_eq!(value, [fraction(2, 3), fraction(1, 6), fraction(1, 6)]);
    assert!(TuGame::<f64>::glove(2, Coalition::from_mask(4)).is_err());
    let value = shapley(&TuGame::<Fraction>::apex(5).unwrap());
    assert_eq!(value, [6, 1, 1, 1, 1].map(|v| fraction(v, 10)));
    assert!(TuGame::<f64>::apex(2).is_err() && TuGame::<f64>::apex(64).is_err());
    let value = shapley(&TuGame::<Fraction>::unanimity(3, Coalition::from_mask(0b101)).unwrap());
    assert_eq!(value, [1, 0, 1].map(|v| fraction(v, 2)));
    assert!(TuGame::<f64>::unanimity(3, Coalition::EMPTY).is_err());
    assert!(TuGame::unanimity_sum(3, [(Coalition::from_mask(8), 1.0)]).is_err());
    assert!(TuGame::<f64>::simple(3, []).is_err() && TuGame::<f64>::simple(3, [Coalition::EMPTY]).is_err());
    let supersets: TuGame = TuGame::simple(4, [Coalition::from_mask(0b0110)]).unwrap();
    assert!(
        Coalition::grand(4)
            .subsets()
            .all(|s| { (*supersets.value(s) == 1.0) == Coalition::from_mask(0b0110).is_subset_of(s) })
    );
}

#[test]
fn properties_and_their_witnesses() {
    let mut held = [0; 3];
    for seed in draws::seeds(2000) {
        let worths = random_worths(6, seed);
        let game = exact(&worths, 7);
        let all = game.grand_coalition();
        let v = |s: Coalition| worths[s.index()];
        let pairs = || all.subsets().flat_map(|s| all.subsets().map(move |t| (s, t)));
        let superadditive = pairs().all(|(s, t)| !s.is_disjoint(t) || v(s) + v(t) <= v(s.union(t)));
        let convex = pairs().all(|(s, t)| v(s) + v(t) <= v(s.union(t)) + v(s.intersection(t)));
        let monotone = pairs().all(|(s, t)| !s.is_subset_of(t) || v(s) <= v(t));
        let check = |found: Option<(Coalition, Coalition)>,
                     holds: bool,
                     fails: &dyn Fn(Coalition, Coalition) -> bool| {
            assert_eq!(found.is_none(), holds, "{worths:?}");
            assert!(found.is_none_or(|(s, t)| fails(s, t)));
        };
        check(game.superadditivity_violation(0.0), superadditive, &|s, t| {
            s.is_disjoint(t) && v(s) + v(t) > v(s.union(t))
        });
        check(game.convexity_violation(0.0), convex, &|s, t| {
            v(s) + v(t) > v(s.union(t)) + v(s.intersection(t))
        });
        check(game.monotonicity_violation(0.0), monotone, &|s, t| s.is_subset_of(t) && v(s) > v(t));
        let rounded = game.to_f64();
        assert_eq!(rounded.superadditivity_violation(1e-12), game.superadditivity_violation(0.0));
        assert_eq!(rounded.convexity_violation(1e-12), game.convexity_violation(0.0));
        let alone: i64 = (0..game.players()).map(|i| v(Coalition::singleton(i))).sum();
        assert_eq!(game.is_essential(0.0), v(all) > alone);
        assert_eq!(rounded.is_essential(1e-12), v(all) > alone);
        for (count, holds) in held.iter_mut().zip([superadditive, convex, monotone]) {
            *count += u32::from(holds);
        }

        let cover = game.superadditive_cover();
        assert_eq!(cover.superadditivity_violation(0.0), None);
        let best = Partition::all(game.players()).map(|p| p.blocs().iter().map(|&b| v(b)).sum::<i64>()).max();
        assert_eq!(*cover.grand(), fraction(best.unwrap(), 7));
        assert_eq!(TuGame::from_dividends(game.dividends()).unwrap(), game);
        assert_eq!(game.dual().dual(), game);
        assert_eq!(shapley(&game.dual()), shapley(&game));
    }
    assert!(held.iter().all(|&h| (100..1900).contains(&h)), "{held:?}");
}
