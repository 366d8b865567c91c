//! Inputs that somebody who wants to break the crate would try, with what is right.

use crate::common::worlds::rows;
use comity::Error;
use comity::coalition::Coalition;
use comity::game::{Characteristic, Effectivity, TuGame};
use comity::model::{CobbDouglas, Model, Parameters, TreatyPrice, Utility};
use comity::negotiate::domain::{Domain, Generator, LazyDomain, ListDomain, TransferableDomain};
use comity::negotiate::protocol::AlternatingOffers;
use comity::negotiate::strategy::TimeDependent;
use comity::negotiate::{Analysis, Session};
use comity::prelude::{Menu, Negotiation, Package, Study};
use comity::solve::Certified;
use comity::solve::deviation::{Search, stability};
use comity::solve::tu::{Core, core};
use comity::study::RegimeSearch;
use comity::treaty::{Arrangement, Budget, Regime, SanctionExtent, Term, Withdrawal};
use comity::world::{Nation, NationCode, NuclearStatus, Priorities, World, WorldData};

fn code(text: &str) -> NationCode {
    text.parse().unwrap()
}

fn region() -> World {
    World::northeast_asia_2002()
}

fn nation(code: NationCode, gdp: f64, arms: f64) -> Nation {
    Nation {
        code,
        name: code.to_string(),
        gdp,
        population: 1e6,
        military_expenditure: arms,
        nuclear: NuclearStatus::None,
        ideal_point: 0.0,
        democracy: 0.5,
        poverty: None,
        major_power: false,
        cinc: None,
        priorities: Priorities::default(),
    }
}

fn gain(model: &Model, regime: &Regime, code: &str) -> f64 {
    let of = |regime: &Regime| model.evaluate(regime).unwrap().of(code).unwrap().utility;
    of(regime) - model.base_outcome().of(code).unwrap().utility
}

fn with(model: &Model, members: &[&str], term: Term) -> Regime {
    let arrangement = Arrangement::new("x", members.iter().copied()).unwrap().with(term);
    model.base().regime.clone().with(arrangement)
}

/// Two economies of 1e9 that do not trade with each other and one of 1e-7 between them, in two orders of nations:
/// right, or refused, but never two answers.
#[test]
fn relabelling_nations_relabels_the_outcome() {
    let flows = [[1e9, 0.0, 1e-8], [0.0, 1e9, 2e-7], [2e-7, 0.0, 7.5e-8]];
    let trade_of_c = |order: [usize; 3]| {
        let codes: Vec<NationCode> = order.iter().map(|&i| code(["A", "B", "C"][i])).collect();
        let nations = (0..3).map(|k| {
            let i = order[k];
            nation(codes[k], [1e9, 1e9, 2.8e-7][i], [1e7, 1e7, 3e-9][i])
        });
        let world = World::new(WorldData {
            name: "dwarf".into(),
            nations: nations.collect(),
            trade: rows(&codes, |i, j| flows[order[i]][order[j]]),
            distance: rows(&codes, |i, j| if i == j { 0.0 } else { 1e3 }),
            ..WorldData::default()
        })
        .unwrap();
        let model = Model::new(world, Parameters::default()).unwrap();
        let sanction = Term::Sanction { target: code("C"), extent: SanctionExtent::Partial };
        model.evaluate(&with(&model, &["A", "B"], sanction)).ok().map(|o| o.of("C").unwrap().trade)
    };
    for x in [trade_of_c([0, 1, 2]), trade_of_c([2, 1, 0])].into_iter().flatten() {
        assert!((x + 0.014_446_074_222_301_7).abs() < 1e-10, "{x}");
    }
}

/// Without outside money a fund is worth no more by being cut in pieces.
#[test]
fn a_fund_in_pieces_is_worth_no_more_than_the_fund() {
    let model = Model::new(region(), Parameters::default()).unwrap();
    let pieces = |count: usize, each: f64| {
        (0..count).fold(model.base().regime.clone(), |regime, i| {
            let fund = Term::infrastructure(Budget::Usd(each), 0.0);
            regime.with(Arrangement::new(format!("fund {i}"), ["PRK", "MNG"]).unwrap().with(fund))
        })
    };
    let one = gain(&model, &pieces(1, 10.0), "PRK");
    for regime in [pieces(100, 0.1), pieces(100, 10.0)] {
        let many = gain(&model, &regime, "PRK");
        assert!(many <= one + 1e-3, "{one} {many}");
    }
}

/// Missile defence without a budget averts nothing.
#[test]
fn missile_defence_costs_something() {
    let model = Model::new(region(), Parameters::default()).unwrap();
    let free = Term::MissileDefence { budget: 0.0 };
    assert!(gain(&model, &with(&model, &["USA", "JPN"], free), "JPN") < 1e-9);
}

/// One more nation of a thousand dollars a year at the other end of the earth leaves the others' losses as they are.
#[test]
fn a_nation_of_no_account_changes_nothing() {
    let mut data = region().to_data();
    let (isolated, n) = (code("ZZZ"), data.nations.len());
    data.nations.push(Nation { poverty: Some(0.0), population: 1.0, ..nation(isolated, 1e-6, 1e-9) });
    data.trade.iter_mut().for_each(|(_, row)| row.insert(n, 0.0));
    let mut own = vec![0.0; n + 2];
    own[n] = 1e-6;
    data.trade.insert(n, (isolated, own));
    data.distance.iter_mut().for_each(|(_, row)| row.push(20_038.0));
    let mut own = vec![20_038.0; n];
    own.push(0.0);
    data.distance.push((isolated, own));
    let loss = |world: World| {
        let model = Model::new(world, Parameters::default()).unwrap();
        model.base_outcome().of("JPN").unwrap().expected_loss
    };
    let (without, with) = (loss(region()), loss(World::new(data).unwrap()));
    assert!((with / without - 1.0).abs() < 1e-3, "{without} {with}");
}

/// The money metric, paid, is worth the outcome that it measures.
#[test]
fn the_money_metric_is_money() {
    for (weight, cobb_douglas) in [(1.0, false), (2.0, false), (1.0, true)] {
        let mut data = region().to_data();
        data.nations.iter_mut().for_each(|x| x.priorities.aid = weight);
        let treaty =
            TreatyPrice { autonomy: 0.0, expense: 0.0, tariff_revenue: 0.0, ..TreatyPrice::default() };
        let parameters = Parameters { donor_value: 0.0, terror: 0.0, treaty, ..Parameters::default() };
        let mut model = Model::new(World::new(data).unwrap(), parameters).unwrap();
        if cobb_douglas {
            model = model.with_utility(CobbDouglas).unwrap();
        }
        let deal = with(&model, &["JPN", "KOR"], Term::TariffCut { cut: 0.03 });
        let v = model.evaluate(&deal).unwrap().of("KOR").unwrap().money_metric.unwrap();
        let paid = Arrangement::new("p", ["JPN", "KOR"]).unwrap().with_payment(code("JPN"), code("KOR"), v);
        let paid = model.base().regime.clone().with(paid);
        let (want, got) = (gain(&model, &deal, "KOR"), gain(&model, &paid, "KOR"));
        assert!((got / want - 1.0).abs() < 1e-6, "aid {weight}, {cobb_douglas}: {want}, paid {got}");
    }
}

/// What a shared deal promises is what it pays.
#[test]
fn what_is_promised_is_what_is_paid() {
    let mut data = region().to_data();
    data.nations.iter_mut().for_each(|x| x.priorities.aid = 2.0);
    let study = Study::new(World::new(data).unwrap()).unwrap();
    let rules = Negotiation::opened_by("JPN")
        .among(["JPN", "KOR", "CHN", "MNG"])
        .over(Menu::only(Package::cooperative()))
        .sharing_gains();
    let talks = study.talks(&rules).unwrap();
    let trace = talks.run(0).unwrap();
    let promised = trace.payoffs.clone();
    let deal = talks.deal(trace).unwrap();
    let outcome = study.evaluate(deal.regime()).unwrap();
    for (party, promised) in talks.parties().iter().zip(promised) {
        let paid = outcome.of(party.as_str()).unwrap().money_metric.unwrap();
        assert!((paid - promised).abs() < 0.2, "{party}: promised {promised}, evaluated {paid}");
    }
}

/// A search that asks nobody, or in which everything is a tie, is no proof.
#[test]
fn a_search_of_nothing_proves_nothing() {
    let study = Study::new(region()).unwrap();
    let searches = [
        Search::up_to(0),
        Search { tolerance: f64::INFINITY, ..Search::up_to(2) },
        Search { tolerance: f64::NAN, ..Search::up_to(2) },
        Search { tolerance: -1.0, ..Search::up_to(2) },
    ];
    for search in searches {
        let search = RegimeSearch { search, ..RegimeSearch::default() };
        let verdict = study.stability_within(study.status_quo(), &search);
        assert!(matches!(verdict, Err(Error::Invalid(_))), "{verdict:?}");
        assert!(study.is_stable(study.status_quo(), &search).is_err());
    }
}

/// Players, parties, outcomes and coalitions that do not exist.
#[test]
fn what_does_not_exist_is_an_error_and_no_panic() {
    let study = Study::new(region()).unwrap();
    let treaties = study.treaties(["JPN", "KOR"], &Menu::cooperative()).unwrap();
    for mask in [u64::MAX, u64::MAX >> 1, 1 << 62] {
        assert!(treaties.package(Coalition::from_mask(mask)).is_err());
        assert!(treaties.signed_by(Coalition::from_mask(mask)).is_err());
    }
    let few = study.talks(&Negotiation::proposed_by("JPN").among(["JPN", "KOR"])).unwrap();
    let many = study.talks(&Negotiation::proposed_by("JPN").among(["JPN", "KOR", "CHN", "RUS"])).unwrap();
    let foreign = many.run(0).unwrap();
    let _ = few.signed(&foreign);
    let _ = few.deal(foreign);

    let game = TuGame::from_fn(2, |s| s.len() as f64).unwrap();
    let list = ListDomain::new(vec![vec![1.0]; 2]).unwrap();
    let drawn = Generator { parties: 2, conflict: 0.5, reservation: 0.0, seed: 1 }.issues(&[2, 3]).unwrap();
    let lazy = LazyDomain::new(2, vec![Coalition::grand(2)], |_| Ok(vec![0.0; 2])).unwrap();
    let shared = TransferableDomain::new(game.clone());
    let domains: [&dyn Domain; 4] = [&list, &drawn, &lazy, &shared];
    for domain in domains {
        for (party, outcome) in [(0, usize::MAX), (usize::MAX, 0), (2, 0), (0, domain.outcomes())] {
            assert!(domain.utility(party, outcome).is_err());
            let _ = (domain.members(outcome), domain.package(outcome), domain.neighbour(outcome, u64::MAX));
            let _ =
                (domain.among(outcome, Coalition::from_mask(u64::MAX)), domain.outcome_names().name(outcome));
            let _ = (domain.reservation(party), domain.budget(party), domain.party_name(party));
        }
        assert!(domain.utilities(2).is_err());
    }
    for mask in [u64::MAX, 1 << 63, 1 << 62] {
        let s = Coalition::from_mask(mask);
        assert!(s.players().all(|i| i < Coalition::MAX_PLAYERS && s.contains(i)));
        assert_eq!(s.subsets_of_size(1).count(), s.len());
        let _ = (game.value(s), Characteristic::value(&game, s), s.complement(99), s.with(99), s.without(99));
    }
}

/// 192 nations in one collective-security arrangement cost about what they cost apart: O(n³).
#[test]
fn collective_security_of_the_world() {
    let codes: Vec<NationCode> = (0..192).map(|i| code(&format!("N{i}"))).collect();
    let world = World::new(WorldData {
        name: "world".into(),
        nations: codes.iter().map(|&c| nation(c, 100.0, 2.0)).collect(),
        trade: rows(&codes, |i, j| if i == j { 80.0 } else { 0.2 }),
        distance: rows(&codes, |i, j| if i == j { 0.0 } else { 1e3 }),
        ..WorldData::default()
    })
    .unwrap();
    let model = Model::new(world, Parameters::default()).unwrap();
    let all = Arrangement::of("world", codes).with(Term::collective_security(SanctionExtent::Complete));
    let outcome = model.evaluate(&model.base().regime.clone().with(all)).unwrap();
    assert!(outcome.nations.iter().all(|nation| nation.utility.is_finite()));
}

/// 34 GB are not asked for in one piece.
#[test]
fn tables_past_memory_are_refused() {
    let drawn = Generator { parties: 1, conflict: 0.5, reservation: 0.0, seed: 1 };
    let large = drawn.issues(&[65_535, 65_536]).unwrap();
    assert!(matches!(Analysis::of(&large), Err(Error::TooLarge { .. })));
    let session = Session::new(&large, &AlternatingOffers).everybody(|_| TimeDependent::linear());
    assert!(matches!(session.run(), Err(Error::TooLarge { .. })));
    assert!(matches!(drawn.issues(&[usize::MAX, 2]), Err(Error::TooLarge { .. })));
    assert!(matches!(drawn.list(usize::MAX), Err(Error::TooLarge { .. })));
    assert!(matches!(drawn.coalitions(usize::MAX, 0.0), Err(Error::TooLarge { .. })));
}

/// A nation in fourteen pacts that it may leave: 2^14 sets of them are searched for the best, not evaluated one by one.
#[test]
fn the_hub_of_many_pacts_is_searched_within_bounds() {
    let study = Study::new(region()).unwrap().with_menu(Menu::default());
    let others = ["JPN", "KOR", "PRK", "CHN", "RUS", "MNG", "AUS", "PHL", "THA", "CAN"];
    let pacts = others.iter().enumerate().map(|(k, other)| {
        Arrangement::new(format!("pact {k}"), ["USA", *other])
            .unwrap()
            .with(Term::defence(code("USA"), code(other)))
    });
    let regime: Regime = pacts.collect();
    let search = RegimeSearch { search: Search::up_to(1), ..RegimeSearch::default() };
    let search = RegimeSearch { search: Search { tolerance: 1e-9, ..search.search }, ..search };
    let verdict = study.stability_within(&regime, &search).unwrap();
    assert!(verdict.searched.coalitions <= 11);
}

/// Nobody may take part twice, whether talks are prepared or treaties listed.
#[test]
fn who_is_named_twice_is_refused() {
    let study = Study::new(region()).unwrap();
    assert!(study.talks(&Negotiation::opened_by("JPN").among(["KOR", "KOR"])).is_err());
    assert!(study.talks(&Negotiation::opened_by("JPN").among(["JPN", "JPN", "KOR"])).is_err());
    assert!(study.treaties(["KOR", "KOR"], &Menu::cooperative()).is_err());
}

/// A utility of a user's own that is no number is named, not the weights.
#[test]
fn a_utility_that_is_no_number_is_named() {
    #[derive(Debug)]
    struct Nowhere;
    impl Utility for Nowhere {
        fn utility(&self, _: usize, _: &[comity::model::Components]) -> f64 {
            f64::NAN
        }
    }
    #[derive(Debug)]
    struct Priceless;
    impl Utility for Priceless {
        fn utility(&self, nation: usize, all: &[comity::model::Components]) -> f64 {
            all[nation].trade
        }
        fn worth(&self, _: usize, _: &[comity::model::Components], _: f64) -> Option<f64> {
            Some(f64::NAN)
        }
    }
    let model = || Model::new(region(), Parameters::default()).unwrap();
    let error = model().with_utility(Nowhere).unwrap_err().to_string();
    assert!(error.contains("Nowhere"), "{error}");
    let error = match model().with_utility(Priceless) {
        Err(error) => error,
        Ok(model) => {
            model.evaluate(&with(&model, &["JPN", "KOR"], Term::TariffCut { cut: 0.03 })).unwrap_err()
        }
    };
    assert!(error.to_string().contains("Priceless"), "{error}");
}

/// A term that names nations is not one that any members could sign.
#[test]
fn directed_terms_in_a_menu_are_refused_or_bound_to_their_nations() {
    let pact = Package::new("pact", [Term::defence(code("USA"), code("JPN"))]);
    let study = Study::new(region()).unwrap().with_menu(Menu::only(pact.clone()));
    let verdict = study.stability(study.status_quo()).unwrap();
    for exit in verdict.exits.iter().chain(&verdict.additions) {
        let named = |a: &Arrangement| a.has_member(code("USA")) && a.has_member(code("JPN"));
        assert!(exit.signs.iter().all(named), "{exit}");
    }
    let treaties = study.treaties(["KOR", "CHN"], &Menu::only(pact)).unwrap();
    assert!(treaties.package(Coalition::grand(2)).is_ok_and(|signed| signed.is_none()));
}

/// A clause that binds for ever binds in the search for exits too.
#[test]
fn nobody_leaves_what_may_never_be_left() {
    let study = Study::new(region()).unwrap().with_menu(Menu::default());
    let regime: Regime = study
        .status_quo()
        .arrangements()
        .iter()
        .cloned()
        .map(|a| Arrangement { withdrawal: Withdrawal::Never, ..a })
        .collect();
    let verdict = study.stability(&regime).unwrap();
    assert!(verdict.holds && verdict.exits.is_empty() && verdict.searched.moves == 0);
}

/// Three players, who each may move to a state of their own; that of the second has no value.
struct Undefined {
    gains: [f64; 3],
}

impl Effectivity for Undefined {
    type State = usize;
    fn players(&self) -> usize {
        3
    }
    fn payoffs(&self, state: &usize) -> comity::Result<Vec<f64>> {
        match state {
            0 => Ok(vec![0.0; 3]),
            2 => Err(Error::undefined("the steady state", "the race runs away")),
            k => Ok((0..3).map(|i| if i + 1 == *k { self.gains[i] } else { 0.0 }).collect()),
        }
    }
    fn moves(&self, _: &usize, coalition: Coalition) -> comity::Result<Vec<usize>> {
        Ok(coalition.players().map(|i| i + 1).collect())
    }
}

#[test]
fn a_move_without_a_value_is_told_and_the_verdict_goes_on() {
    // The third player gains: found behind the move that has no value.
    let game = Undefined { gains: [-1.0, 0.0, 1.0] };
    let verdict = stability(&game, &0, &Search::up_to(1)).unwrap();
    assert_eq!((verdict.deviation().unwrap().to, verdict.searched.unvalued), (3, 1));
    verdict.check(&game, 0.0).unwrap();
    // Nobody gains as far as can be told: no proof.
    let game = Undefined { gains: [-1.0; 3] };
    let verdict = stability(&game, &0, &Search::up_to(1)).unwrap();
    assert!(verdict.is_unproven() && !verdict.is_stable());
    assert!(verdict.to_string().contains("1 moves could not be evaluated"), "{verdict}");
    verdict.check(&game, 0.0).unwrap();
    // The state under test has to have one.
    assert!(matches!(stability(&game, &2, &Search::up_to(1)), Err(Error::Undefined { .. })));
}

/// Worths that ask for more than there is by rounding alone decide nothing; exact ones do.
#[test]
fn a_core_that_hangs_on_rounding_is_undecided() {
    let game = |missing: f64| TuGame::from_fn(3, |s| [0.0, 0.1, 0.2, 0.3 - missing][s.len()]).unwrap();
    for missing in [1e-15, -1e-15, 2e-11] {
        let game = game(missing);
        let found = core(&game).unwrap();
        assert!(found.is_undecided() && !found.is_empty(), "{missing}: {found:?}");
        found.check(&game, 0.0).unwrap();
        assert!(found.to_string().starts_with("undecided within rounding"));
        let Core::Undecided { payoff, exact, mut certificate } = found else { unreachable!() };
        certificate.weights.pop();
        assert!(Core::Undecided { payoff, exact, certificate }.check(&game, 0.0).is_err());
    }
    let [empty, full] = [1e-8, -1e-8].map(|missing| core(&game(missing)).unwrap());
    assert!(empty.is_empty() && matches!(full, Core::NonEmpty { .. }));
    // As exact fractions the same worths decide.
    let exact = |x: f64| comity::game::Value::to_fraction(&x);
    let game = TuGame::from_fn(3, |s| exact([0.0, 0.1, 0.2, 0.3 - 1e-15][s.len()])).unwrap();
    assert!(core(&game).unwrap().is_empty());
}
