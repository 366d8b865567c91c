//! The model as a whole: any valid world, identities, ablations, hostile regimes and scenario files.

use crate::common::draws;
use crate::common::errors::assert_names;
use crate::common::worlds;
use comity::coalition::{Coalition, Partition};
use comity::game::PartitionFunction;
use comity::model::{
    Arms, ArmsProblem, ArmsRace, Ces, CobbDouglas, Components, Crra, Entropic, MissileDefence, Model,
    NationOutcome, Outcome, Parameters, Signals, TreatyPrice, Utility,
};
use comity::negotiate::protocol::AlternatingOffers;
use comity::study::{Negotiation, Scenario, Study};
use comity::treaty::{Arrangement, Budget, Clause, Menu, Package, Regime, SanctionExtent, Signal, Term};
use comity::world::{Nation, NationCode, NuclearStatus, Priorities, World, WorldData};
use comity::{Error, Result};
use proptest::prelude::*;

const NORTHEAST_ASIA_2002: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/world/northeast_asia_2002.toml"));

fn region() -> Model {
    Model::new(World::northeast_asia_2002(), Parameters::default()).unwrap()
}

fn region_with(change: impl Fn(&mut Parameters)) -> Model {
    let mut parameters = Parameters::default();
    change(&mut parameters);
    Model::new(World::northeast_asia_2002(), parameters).unwrap()
}

/// Treaties that cost nothing.
fn free() -> TreatyPrice {
    TreatyPrice { autonomy: 0.0, obligation: 0.0, abrogation: 0.0, expense: 0.0, ..TreatyPrice::default() }
}

pub(crate) fn code(text: &str) -> NationCode {
    text.parse().unwrap()
}

/// An arrangement of these nations with one term.
pub(crate) fn pact(members: &[NationCode], term: Term) -> Arrangement {
    Arrangement::of("pact", members.to_vec()).with(term)
}

/// The status quo and one arrangement with one term among these nations of the bundled region.
fn region_and(members: &[&str], term: Term) -> Regime {
    let members: Vec<NationCode> = members.iter().map(|c| code(c)).collect();
    Regime::status_quo(&World::northeast_asia_2002()).with(pact(&members, term))
}

const SIX: [&str; 6] = ["JPN", "KOR", "PRK", "CHN", "RUS", "MNG"];

/// Regimes that any world can have: amounts follow the size of its economies.
pub(crate) fn regimes(world: &World) -> Vec<(&'static str, Regime)> {
    let all: Vec<NationCode> = world.codes().collect();
    let gdp = |i: usize| world.nations()[i].gdp;
    let total: f64 = (0..all.len()).map(gdp).sum();
    let little = 0.01 * gdp(0).min(gdp(1));
    let with = |members: &[NationCode], term| Regime::status_quo(world).with(pact(members, term));
    let defence = |members: &[NationCode], budget: f64| with(members, Term::MissileDefence { budget });
    let cooperative = Package::new(
        "cooperative",
        [
            Term::confidence_building(),
            Term::TariffCut { cut: 0.03 },
            Term::infrastructure(0.001 * total, 0.01),
        ],
    );
    let mut regimes = vec![
        ("none", Regime::none()),
        ("status quo", Regime::status_quo(world)),
        ("cooperative", Regime::status_quo(world).with(cooperative.signed_by(&all).unwrap())),
        ("missile defence", defence(&all[..2], 0.01 * (gdp(0) + gdp(1)))),
        ("aid", with(&all, Term::aid(all[0], all[1], little))),
        ("collective security", with(&all, Term::collective_security(SanctionExtent::Complete))),
        ("arms limit", with(&all, Term::ArmsLimit { limit: 0.5 })),
        ("exchange", with(&all, Term::citizen_exchange())),
        ("defence among all", Regime::none().with(among_all(&all))),
        (
            "side payment",
            Regime::status_quo(world)
                .with(pact(&all[..2], Term::confidence_building()).with_payment(all[1], all[0], little)),
        ),
    ];
    if let [sanctioning @ .., target] = &all[..]
        && sanctioning.len() > 1
    {
        let extent = SanctionExtent::Partial;
        regimes.push(("sanctions", with(sanctioning, Term::Sanction { target: *target, extent })));
    }
    regimes
}

/// A defence pact of everybody with everybody.
fn among_all(members: &[NationCode]) -> Arrangement {
    let clauses = vec![Clause::DefenceAmongAll { defence_among_all: 0.41 }];
    let package = Package { name: "alliance".into(), min_members: 2, max_members: None, clauses };
    package.signed_by(members).unwrap()
}

/// The outcome, or `None` for one of the answers that a valid world may honestly get: a runaway arms race, a
/// trade equilibrium that was not found, or more money than there are numbers, where a weight of 100 meets a
/// world of extremes.
fn outcome(model: &Model, regime: &Regime) -> Option<Outcome> {
    match model.evaluate(regime) {
        Ok(outcome) => Some(outcome),
        Err(Error::Undefined { .. } | Error::NotConverged { .. }) => None,
        Err(Error::Invalid(bad)) if bad[0].field == "money metric" => {
            assert!(
                model.world().nations().iter().any(|n| n.priorities.trade > 1.0 || n.priorities.aid > 1.0)
            );
            None
        }
        Err(other) => panic!("{other}"),
    }
}

/// Money is 0 where there is none.
fn numbers(nations: &[NationOutcome]) -> Vec<[f64; 9]> {
    nations
        .iter()
        .map(|n| {
            [
                n.utility,
                n.security,
                n.trade,
                n.aid,
                n.sovereignty,
                n.military_stock,
                n.expected_loss,
                n.real_income_hat,
                n.money_metric.unwrap_or(0.0),
            ]
        })
        .collect()
}

/// All numbers of both outcomes within `tolerance` of each other, relative to 1 and to the size of the
/// economy for money.
#[track_caller]
fn assert_alike(world: &World, a: &[NationOutcome], b: &[NationOutcome], tolerance: f64, what: &str) {
    for ((x, y), nation) in numbers(a).iter().zip(&numbers(b)).zip(world.nations()) {
        for (k, (x, y)) in x.iter().zip(y).enumerate() {
            let size = if k == 8 { nation.gdp + x.abs() } else { 1.0 + x.abs() };
            assert!((x - y).abs() <= tolerance * size, "{what}, {}, number {k}: {x} is not {y}", nation.code);
        }
    }
}

/// The same world with its nations in another order: new place `k` goes to the nation at `order[k]`.
fn reordered(world: &World, order: &[usize]) -> World {
    let data = world.to_data();
    let n = order.len();
    let table = |rows: &Vec<(NationCode, Vec<f64>)>| {
        let size = rows.len();
        let from = |k: usize| if k < n { order[k] } else { k }; // ROW stays last
        let row = |k: usize| {
            let (code, figures) = &rows[from(k)];
            (*code, (0..size).map(|c| figures[from(c)]).collect())
        };
        (0..size).map(row).collect()
    };
    World::new(WorldData {
        nations: order.iter().map(|&i| data.nations[i].clone()).collect(),
        trade: table(&data.trade),
        distance: table(&data.distance),
        trust: data.trust.as_ref().map(table),
        ..data
    })
    .unwrap()
}

proptest! {
    #![proptest_config(draws::cases(160))]

    /// Every number finite, every part the utility is made of, nobody paid out of nothing.
    #[test]
    fn any_valid_world_gets_finite_numbers_or_an_honest_error(world in worlds::world()) {
        let model = Model::new(world.clone(), Parameters::default()).unwrap();
        for (name, regime) in regimes(&world) {
            let Some(outcome) = outcome(&model, &regime) else { continue };
            for (row, nation) in numbers(&outcome.nations).iter().zip(world.nations()) {
                prop_assert!(row.iter().all(|x| x.is_finite()), "{}, {}: {:?}", name, nation.code, row);
                let [utility, security, trade, aid, sovereignty, stock, loss, real_income, _] = *row;
                prop_assert!(stock >= 0.0 && (0.0..=1.0).contains(&loss) && real_income > 0.0 && sovereignty <= 0.0);
                let w = &nation.priorities;
                let sum = w.security * security + w.trade * trade + w.aid * aid + w.sovereignty * sovereignty;
                prop_assert!((utility - sum).abs() <= 1e-12 * (1.0 + sum.abs()));
            }
        }
        let base = model.evaluate(&model.base().regime).unwrap();
        for (row, nation) in numbers(&base.nations).iter().zip(world.nations()) {
            prop_assert_eq!(row[8], 0.0);
            prop_assert!((row[5] * 0.08 / nation.military_expenditure - 1.0).abs() < 1e-9);
            prop_assert_eq!(row[7], 1.0);
        }
    }

    #[test]
    fn relabelling_nations_relabels_the_outcome(world in worlds::world(), turn in 1..7usize) {
        let n = world.len();
        let order: Vec<usize> = (0..n).rev().map(|k| (k + turn) % n).collect();
        let calibrated = |world: &World| Model::new(world.clone(), Parameters::default()).unwrap();
        let (here, there) = (calibrated(&world), calibrated(&reordered(&world, &order)));
        for (name, regime) in regimes(&world) {
            let (Some(a), Some(b)) = (outcome(&here, &regime), outcome(&there, &regime)) else { continue };
            let in_order: Vec<NationOutcome> = world.codes().map(|c| *b.of(c.as_str()).unwrap()).collect();
            // Wages are found to 1e-9; logs, elasticity and weights magnify that.
            assert_alike(&world, &a.nations, &in_order, 1e-6, name);
        }
    }

    /// A term that says nothing leaves what signature itself leaves: only the price of sovereignty.
    #[test]
    fn terms_of_nothing_change_nothing(world in worlds::world()) {
        let treaty = TreatyPrice {
            defence: 1.0, missile_defence: 1.0, strength: 0.0, obligation: 0.0, abrogation: 0.0, expense: 0.0,
            ..TreatyPrice::default()
        };
        let model = Model::new(world.clone(), Parameters { treaty, ..Parameters::default() }).unwrap();
        let all: Vec<NationCode> = world.codes().collect();
        let (a, b) = (all[0], all[1]);
        let says_nothing = Signal { security: 0.7, expansion: 0.7 };
        let signed = Regime::status_quo(&world).with(Arrangement::of("pact", all.clone()));
        let unsigned = model.evaluate(&model.base().regime).unwrap();
        let empty = model.evaluate(&signed).unwrap();
        let mut without_price = empty.clone();
        for (n, before) in without_price.nations.iter_mut().zip(&unsigned.nations) {
            prop_assert!(n.sovereignty <= before.sovereignty);
            (n.sovereignty, n.utility, n.money_metric) = (before.sovereignty, before.utility, before.money_metric);
        }
        prop_assert_eq!(&without_price.nations, &unsigned.nations);
        for term in [
            Term::TariffCut { cut: 0.0 },
            Term::InfrastructureFund { budget: Budget::Usd(0.0), multiplier: 1.15, trade_cost_cut: 0.0 },
            Term::aid(a, b, 0.0),
            Term::MissileDefence { budget: 0.0 },
            Term::ArmsLimit { limit: 0.0 },
            Term::CollectiveSecurity { reliability: 0.0, sanction: SanctionExtent::None },
            Term::ConfidenceBuilding { signal: says_nothing },
            Term::CitizenExchange { signal: says_nothing, diffusion: 0.0 },
        ] {
            let what = term.to_string();
            // Bayes' rule rounds T even where it says nothing, and 1 − T near certainty magnifies that.
            let bayes = matches!(term, Term::ConfidenceBuilding { .. } | Term::CitizenExchange { .. });
            let found = model.evaluate(&Regime::status_quo(&world).with(pact(&all, term))).unwrap();
            assert_alike(&world, &found.nations, &empty.nations, if bayes { 1e-9 } else { 1e-12 }, &what);
        }
        if all.len() > 2 {
            let insiders = &all[..all.len() - 1];
            let term = Term::Sanction { target: all[all.len() - 1], extent: SanctionExtent::None };
            let found = model.evaluate(&Regime::status_quo(&world).with(pact(insiders, term))).unwrap();
            let signed = Regime::status_quo(&world).with(Arrangement::of("pact", insiders.to_vec()));
            assert_alike(&world, &found.nations, &model.evaluate(&signed).unwrap().nations, 1e-12, "no sanctions");
        }
        let paid = Regime::status_quo(&world).with(Arrangement::of("pact", all.clone()).with_payment(a, b, 0.0));
        assert_alike(&world, &model.evaluate(&paid).unwrap().nations, &empty.nations, 1e-12, "no payment");
    }

    #[test]
    fn the_order_of_arrangements_does_not_matter(world in worlds::world()) {
        let model = Model::new(world.clone(), Parameters::default()).unwrap();
        let all: Vec<NationCode> = world.codes().collect();
        let terms = [
            Term::confidence_building(),
            Term::citizen_exchange(),
            Term::aid(all[0], all[1], 0.001 * world.nations()[0].gdp.min(world.nations()[1].gdp)),
            Term::TariffCut { cut: 0.02 },
            Term::MissileDefence { budget: 0.001 * world.nations().iter().map(|n| n.gdp).sum::<f64>() },
            Term::ArmsLimit { limit: 0.25 },
            Term::collective_security(SanctionExtent::Partial),
        ];
        let mut arrangements = Regime::status_quo(&world).arrangements().to_vec();
        for (k, term) in terms.into_iter().enumerate() {
            arrangements.push(Arrangement::of(format!("pact {k}"), all.clone()).with(term));
        }
        let one_way: Regime = arrangements.iter().cloned().collect();
        arrangements.reverse();
        let other: Regime = arrangements.into_iter().collect();
        if let (Some(a), Some(b)) = (outcome(&model, &one_way), outcome(&model, &other)) {
            assert_alike(&world, &a.nations, &b.nations, 1e-12, "reversed");
        }
    }

    /// Trust takes reasons to arm away: every reaction falls, so every stock does.
    #[test]
    fn more_confidence_never_means_more_arms(world in worlds::world(), telling in 0.5..1.0f64) {
        let kept = Parameters { signals: Signals::Sent, ..Parameters::default() };
        let model = Model::new(world.clone(), kept).unwrap();
        let all: Vec<NationCode> = world.codes().collect();
        let build = |security| {
            let signal = Signal { security, expansion: 0.5 };
            model.evaluate(&Regime::status_quo(&world).with(pact(&all, Term::ConfidenceBuilding { signal })))
        };
        let base = model.evaluate(&model.base().regime).unwrap();
        let (some, most) = (build(telling).unwrap(), build(1.0).unwrap());
        for ((a, b), c) in base.nations.iter().zip(&some.nations).zip(&most.nations) {
            prop_assert!(b.military_stock <= a.military_stock * (1.0 + 1e-9));
            prop_assert!(c.military_stock <= b.military_stock * (1.0 + 1e-9));
        }
    }

    #[test]
    fn aggregates_lie_between_the_worst_part_and_the_best(
        parts in prop::array::uniform3(-0.5..0.5f64),
        weights in prop::array::uniform3(0.1..5.0f64),
        rho in -20.0..1.0f64,
    ) {
        let nation = someone(Priorities { security: weights[0], trade: weights[1], aid: weights[2], sovereignty: 1.0 });
        let [security, trade, aid] = parts;
        let (nation, gdp) = (&nation, 1.0);
        let given =
            [Components { nation, gdp, security, trade, aid, sovereignty: 0.0, expected_loss: 0.0, destruction: 0.3 }];
        let (least, most) =
            (parts.iter().copied().fold(f64::MAX, f64::min), parts.iter().copied().fold(f64::MIN, f64::max));
        let cobb_douglas = CobbDouglas.utility(0, &given);
        let ces = |rho| Ces { rho }.utility(0, &given);
        for u in [cobb_douglas, ces(rho)] {
            prop_assert!(least - 1e-9 <= u && u <= most + 1e-9);
        }
        prop_assert!((ces(1e-7) - cobb_douglas).abs() < 1e-6);
        prop_assert!((ces(-1e-7) - cobb_douglas).abs() < 1e-6);
        prop_assert_eq!(ces(0.0), cobb_douglas);
        prop_assert!(ces(rho) <= ces(1.0) + 1e-12); // a mean of lower power is lower
        prop_assert!((ces(-400.0) - least).abs() < 0.02); // towards the worst part
    }

    #[test]
    fn aversion_to_risk_never_raises_utility(loss in 0.0..0.05f64, destruction in 0.05..0.95f64, aversion in 0.0..20.0f64) {
        let nation = someone(Priorities::default());
        let (nation, gdp) = (&nation, 1.0);
        let (security, sovereignty) = (-0.02 - loss, -0.001);
        let given =
            [Components { nation, gdp, security, trade: 0.01, aid: 0.0, sovereignty, expected_loss: loss, destruction }];
        let neutral = comity::model::Additive.utility(0, &given);
        let crra = |aversion| Crra { aversion, inner: comity::model::Additive }.utility(0, &given);
        let entropic = |aversion| Entropic { aversion, inner: comity::model::Additive }.utility(0, &given);
        for averse in [&crra as &dyn Fn(f64) -> f64, &entropic] {
            prop_assert!((averse(0.0) - neutral).abs() < 1e-14);
            prop_assert!((averse(1e-7) - neutral).abs() < 1e-6);
            prop_assert!(averse(aversion) <= neutral + 1e-14);
            prop_assert!(averse(aversion + 1.0) <= averse(aversion) + 1e-12);
        }
        // Continuous where the formula changes, at log utility.
        prop_assert!((crra(1.0) - crra(1.0 + 1e-7)).abs() < 1e-6);
    }
}

fn someone(priorities: Priorities) -> Nation {
    Nation { priorities, ..World::northeast_asia_2002().nations()[0].clone() }
}

mod no_externality {
    use super::*;

    fn game(parameters: Parameters, package: Package) -> comity::game::PartitionGame {
        let study = Study::of(Model::new(World::northeast_asia_2002(), parameters).unwrap());
        let nations = ["USA", "JPN", "KOR", "CHN", "RUS"];
        study.treaties(nations, &Menu::only(package)).unwrap().partition_game().unwrap()
    }

    /// Arms that answer nobody, trade costs and trust that no treaty moves, nobody's terror or war felt abroad.
    fn quiet() -> Parameters {
        let mut quiet = Parameters { arms: Arms::Fixed, terror: 0.0, ..Parameters::default() };
        quiet.war.entrapment = 0.0;
        quiet
    }

    fn spread(parameters: Parameters, package: Package) -> f64 {
        let game = game(parameters, package);
        let mut most: f64 = 0.0;
        for bloc in Coalition::grand(5).subsets().filter(|s| !s.is_empty()) {
            let worths: Vec<f64> = Partition::all(5)
                .filter(|p| p.position(bloc).is_some())
                .map(|p| game.worth(bloc, &p).unwrap())
                .collect();
            let (low, high) =
                worths.iter().fold((f64::MAX, f64::MIN), |(low, high), v| (low.min(*v), high.max(*v)));
            most = most.max(high - low);
        }
        most
    }

    #[test]
    fn without_arms_trade_and_trust_no_bloc_feels_the_others() {
        let inward = Package::new(
            "inward",
            [
                Term::missile_defence(10.0),
                Term::infrastructure(20.0, 0.0),
                Term::ArmsLimit { limit: 0.5 },
                Term::collective_security(SanctionExtent::Complete),
            ],
        );
        assert!(spread(quiet(), inward.clone()) < 1e-9);
        // Each channel alone makes one.
        assert!(spread(Parameters::default(), inward) > 0.1); // missile defence provokes
        let opened = |term| spread(quiet(), Package::new("one", [term]));
        assert!(opened(Term::TariffCut { cut: 0.03 }) > 0.1);
        // Trust changes hazards and nothing else where arms are fixed: no externality again.
        assert!(opened(Term::confidence_building()) < 1e-9);
        let kept = Parameters { signals: Signals::Sent, ..Parameters::default() };
        assert!(spread(kept, Package::new("one", [Term::confidence_building()])) > 0.1);
    }

    #[test]
    fn what_nations_gain_alone_adds_up() {
        let shield = Package::new("shield", [Term::MissileDefence { budget: 0.0 }]);
        let for_nothing = MissileDefence { half_budget: 0.0, ..MissileDefence::default() };
        let game = game(Parameters { treaty: free(), missile_defence: for_nothing, ..quiet() }, shield);
        let worth = |s: Coalition| game.worth(s, &Partition::one_bloc(5, s).unwrap()).unwrap();
        for s in Coalition::grand(5).subsets().filter(|s| s.len() > 1) {
            for t in Coalition::grand(5).difference(s).subsets().filter(|t| t.len() > 1) {
                assert!((worth(s) + worth(t) - worth(s.union(t))).abs() < 1e-9);
            }
            assert!(worth(s) > 0.0);
        }
    }
}

mod ablation {
    use super::*;

    fn stocks(outcome: &Outcome) -> Vec<f64> {
        outcome.nations.iter().map(|n| n.military_stock).collect()
    }

    #[test]
    fn without_a_cost_exchange_missile_defence_provokes_nobody() {
        let regime = region_and(&["USA", "JPN"], Term::missile_defence(10.0));
        let rise = |model: &Model| {
            let (base, with) =
                (model.evaluate(&model.base().regime).unwrap(), model.evaluate(&regime).unwrap());
            with.of("CHN").unwrap().military_stock / base.of("CHN").unwrap().military_stock - 1.0
        };
        assert!(rise(&region()) > 0.05);
        let model = region_with(|p| p.cost_exchange = 0.0);
        let (base, with) = (model.evaluate(&model.base().regime).unwrap(), model.evaluate(&regime).unwrap());
        assert_eq!(stocks(&base), stocks(&with));
    }

    #[test]
    fn without_deterrence_the_sanction_clause_is_paper() {
        let loss = |model: &Model, sanction| -> f64 {
            let found = model.evaluate(&region_and(&SIX, Term::collective_security(sanction))).unwrap();
            found.of("KOR").unwrap().expected_loss
        };
        let model = region();
        let [none, partial, complete] =
            [SanctionExtent::None, SanctionExtent::Partial, SanctionExtent::Complete]
                .map(|s| loss(&model, s));
        assert!(complete < partial && partial < none); // P4: the clause deters
        let ablated = region_with(|p| p.deterrence = 0.0);
        assert_eq!(loss(&ablated, SanctionExtent::None), loss(&ablated, SanctionExtent::Complete));
    }

    #[test]
    fn aid_reaches_bystanders_through_terror_and_donors_through_warmth() {
        let regime = region_and(&["JPN", "MNG"], Term::aid(code("JPN"), code("MNG"), 0.1));
        let aid_part = |model: &Model, nation: &str| {
            let (base, with) =
                (model.evaluate(&model.base().regime).unwrap(), model.evaluate(&regime).unwrap());
            with.of(nation).unwrap().aid - base.of(nation).unwrap().aid
        };
        let share = 0.1 / region().world().nations()[1].gdp;
        assert!(aid_part(&region(), "CHN") > 0.0);
        assert_eq!(aid_part(&region_with(|p| p.terror = 0.0), "CHN"), 0.0);
        let cold = region_with(|p| (p.terror, p.donor_value) = (0.0, 0.0));
        assert!((aid_part(&cold, "JPN") - (-share).ln_1p()).abs() < 1e-15);
        let warm = region_with(|p| p.terror = 0.0);
        assert!((aid_part(&warm, "JPN") - (-share).ln_1p() - 0.1 * share).abs() < 1e-15);
        let received = 0.09 / region().world().nations()[region().world().index("MNG").unwrap()].gdp;
        assert!((aid_part(&cold, "MNG") - received.ln_1p()).abs() < 1e-15);
    }

    #[test]
    fn without_a_price_sovereignty_is_free() {
        let model = region_with(|p| p.treaty = free());
        let seven =
            region_and(&["USA", "JPN", "KOR", "PRK", "CHN", "RUS", "MNG"], Term::confidence_building());
        for outcome in [model.evaluate(&model.base().regime).unwrap(), model.evaluate(&seven).unwrap()] {
            assert!(outcome.nations.iter().all(|n| n.sovereignty == 0.0));
        }
        let priced = region().evaluate(&seven).unwrap();
        // Mongolia signs nothing else: φ (θ − θ̄)² of the seven.
        let seven = ["USA", "JPN", "KOR", "PRK", "CHN", "RUS", "MNG"];
        let world = World::northeast_asia_2002();
        let theta = |c: &str| world.nations()[world.index(c).unwrap()].ideal_point;
        let mean = seven.iter().map(|c| theta(c)).sum::<f64>() / 7.0;
        let expected = -2e-4 * (theta("MNG") - mean).powi(2) - 0.02e-4; // and the running expense
        assert!((priced.of("MNG").unwrap().sovereignty - expected).abs() < 1e-15);
    }

    #[test]
    fn sanctions_cost_both_sides() {
        let regime = region_and(
            &["USA", "JPN", "KOR"],
            Term::Sanction { target: code("CHN"), extent: SanctionExtent::Complete },
        );
        let outcome = region().evaluate(&regime).unwrap();
        for nation in ["USA", "JPN", "KOR", "CHN"] {
            assert!(outcome.of(nation).unwrap().trade < 0.0, "{nation}");
        }
        let worst = outcome.nations.iter().map(|n| n.trade).fold(0.0, f64::min);
        assert_eq!(outcome.of("CHN").unwrap().trade, worst);
    }
}

mod extension {
    use super::*;

    #[derive(Debug)]
    struct SecurityOnly;

    impl Utility for SecurityOnly {
        fn utility(&self, nation: usize, all: &[Components]) -> f64 {
            all[nation].security
        }
    }

    #[derive(Debug)]
    struct Nonsense(f64);

    impl Utility for Nonsense {
        fn utility(&self, _: usize, _: &[Components]) -> f64 {
            self.0
        }
    }

    #[test]
    fn a_users_utility_is_what_counts() {
        let model = region().with_utility(SecurityOnly).unwrap();
        let regime = region_and(&SIX, Term::confidence_building());
        let (plain, own) = (region().evaluate(&regime).unwrap(), model.evaluate(&regime).unwrap());
        let base = model.evaluate(&model.base().regime).unwrap();
        for ((a, b), before) in plain.nations.iter().zip(&own.nations).zip(&base.nations) {
            assert_eq!(b.utility, a.security);
            assert_eq!(b.security, a.security);
            assert_eq!(before.money_metric, Some(0.0));
            assert_eq!(b.utility == before.utility, b.money_metric.is_some(), "no aid is worth any security");
        }
        assert_names(region().with_utility(Nonsense(f64::NAN)), &["nation USA", "utility", "NaN"]);
        assert_names(region().with_utility(Nonsense(f64::INFINITY)), &["nation USA", "utility"]);
    }

    #[test]
    fn risk_neutral_wrappers_leave_the_outcome() {
        let regime = region_and(&SIX, Term::confidence_building());
        let plain = region().evaluate(&regime).unwrap();
        let additive = comity::model::Additive;
        let world = World::northeast_asia_2002();
        let crra = region().with_utility(Crra { aversion: 0.0, inner: additive }).unwrap();
        assert_alike(&world, &crra.evaluate(&regime).unwrap().nations, &plain.nations, 1e-13, "CRRA");
        let entropic = region().with_utility(Entropic { aversion: 0.0, inner: additive }).unwrap();
        assert_alike(&world, &entropic.evaluate(&regime).unwrap().nations, &plain.nations, 1e-13, "entropic");
        // Whoever fears risk gains more by what makes war less likely.
        let averse = region().with_utility(Crra { aversion: 4.0, inner: additive }).unwrap();
        let gain = |model: &Model| {
            let before = model.evaluate(&model.base().regime).unwrap();
            model.evaluate(&regime).unwrap().of("KOR").unwrap().utility - before.of("KOR").unwrap().utility
        };
        assert!(gain(&averse) > gain(&region()));
    }

    /// Gives back what it is told to.
    #[derive(Debug)]
    struct Says(Vec<f64>);

    impl ArmsRace for Says {
        fn stocks(&self, _: &ArmsProblem) -> Result<Vec<f64>> {
            Ok(self.0.clone())
        }
    }

    #[test]
    fn arms_back_ends_go_in_by_the_front_door() {
        let world = World::northeast_asia_2002();
        let kept: Vec<f64> = world.nations().iter().map(|n| n.military_expenditure / 0.08).collect();
        let own = region().with_arms(Says(kept.clone())).unwrap().evaluate(&Regime::none()).unwrap();
        assert!(own.nations.iter().zip(&kept).all(|(nation, m)| nation.military_stock == *m));
        let same = region_with(|p| p.arms = Arms::Fixed);
        assert_eq!(numbers(&own.nations), numbers(&same.evaluate(&Regime::none()).unwrap().nations));
        // Eleven blocs of one: V (k − 1)/(c k²) each.
        let contest = region_with(|p| p.arms = Arms::Contest { prize: 5_000.0, cost: 2.0 });
        for n in contest.evaluate(&Regime::none()).unwrap().nations {
            assert!((n.military_stock - 5_000.0 * 10.0 / (2.0 * 121.0)).abs() < 1e-9);
        }
        let alliance = Regime::none().with(among_all(&region().world().codes().collect::<Vec<_>>()));
        assert_eq!(contest.evaluate(&alliance).unwrap().total_stock(), 0.0);
    }

    #[test]
    fn an_arms_back_end_of_nonsense_is_an_error() {
        for bad in [f64::NAN, f64::INFINITY, -1.0] {
            let mut stocks = vec![1.0; 11];
            stocks[2] = bad;
            assert_names(
                region().with_arms(Says(stocks)),
                &["nation KOR", "military stock", "arms back-end"],
            );
        }
        for (count, last) in [(0, 1.0), (10, 1.0), (12, 1.0), (10, f64::NAN), (12, f64::NAN)] {
            let mut stocks = vec![1.0; count];
            if let Some(figure) = stocks.last_mut() {
                *figure = last;
            }
            assert!(region().with_arms(Says(stocks)).is_err(), "{count} stocks, the last {last}");
        }
    }
}

mod hostile {
    use super::*;

    fn refused(arrangement: Arrangement, fragments: &[&str]) {
        let model = region();
        let regime = model.base().regime.clone().with(arrangement);
        assert_names(regime.check(model.world()), fragments);
        assert_names(model.evaluate(&regime), fragments);
        let study = Study::of(model);
        assert_names(study.stability(&regime), fragments);
    }

    #[test]
    fn arrangements_of_nonsense_are_named() {
        let [jpn, kor, prk] = ["JPN", "KOR", "PRK"].map(code);
        let two = [jpn, kor];
        let with = |term| pact(&two, term);
        refused(
            pact(&[jpn, code("XXX")], Term::TariffCut { cut: 0.1 }),
            &["\"pact\"", "XXX", "known", "JPN"],
        );
        refused(pact(&[], Term::TariffCut { cut: 0.1 }), &["\"pact\"", "members", "at least 2"]);
        refused(pact(&[jpn], Term::TariffCut { cut: 0.1 }), &["\"pact\"", "[JPN]", "at least 2"]);
        refused(
            pact(&[jpn, kor, jpn], Term::TariffCut { cut: 0.1 }),
            &["\"pact\"", "JPN", "each nation once"],
        );
        refused(with(Term::aid(jpn, prk, 1.0)), &["\"pact\"", "PRK", "members: JPN KOR"]);
        refused(with(Term::aid(jpn, jpn, 1.0)), &["\"pact\"", "two different members"]);
        refused(with(Term::defence(prk, kor)), &["\"pact\"", "PRK", "members: JPN KOR"]);
        refused(with(Term::defence(kor, kor)), &["\"pact\"", "KOR", "two different members"]);
        let extent = SanctionExtent::Complete;
        refused(with(Term::Sanction { target: kor, extent }), &["\"pact\"", "KOR", "not a member"]);
        refused(with(Term::Sanction { target: code("XXX"), extent }), &["\"pact\"", "XXX", "known"]);
        for bad in [f64::NAN, -1.0, f64::INFINITY] {
            let shown = bad.to_string();
            for (term, field) in [
                (Term::missile_defence(bad), "budget"),
                (Term::infrastructure(Budget::Usd(bad), 0.0), "budget"),
                (Term::aid(jpn, kor, bad), "amount"),
                (Term::ArmsLimit { limit: bad }, "limit"),
                (Term::TariffCut { cut: bad }, "cut"),
                (Term::infrastructure(1.0, bad), "trade_cost_cut"),
                (Term::infrastructure(Budget::ShareOfGdp { share_of_gdp: bad }, 0.0), "budget.share_of_gdp"),
                (Term::MutualDefence { defender: jpn, beneficiary: kor, reliability: bad }, "reliability"),
                (Term::CollectiveSecurity { reliability: bad, sanction: extent }, "reliability"),
                (Term::Aid { from: jpn, to: kor, amount: 1.0, leakage: bad }, "leakage"),
                (Term::CitizenExchange { signal: Signal::exchange(), diffusion: bad }, "diffusion"),
                (
                    Term::ConfidenceBuilding { signal: Signal { security: bad, expansion: 0.5 } },
                    "signal.security",
                ),
                (
                    Term::ConfidenceBuilding { signal: Signal { security: 0.5, expansion: bad } },
                    "signal.expansion",
                ),
            ] {
                refused(with(term), &["\"pact\"", field, &shown]);
            }
            let paid = with(Term::confidence_building()).with_payment(jpn, kor, bad);
            refused(paid, &["\"pact\"", "payment", &shown]);
        }
        for term in [Term::TariffCut { cut: 1.0 }, Term::infrastructure(1.0, 1.0)] {
            refused(with(term), &["cut", "below 1"]);
        }
        let silent = Signal { security: 0.0, expansion: 0.5 };
        refused(with(Term::ConfidenceBuilding { signal: silent }), &["signal.security", "above 0"]);
        refused(with(Term::confidence_building()).with_payment(jpn, prk, 1.0), &["payment", "PRK"]);
        refused(with(Term::confidence_building()).with_payment(jpn, jpn, 1.0), &["payment", "different"]);
        let twice = region().base().regime.clone().with(with(Term::confidence_building()));
        let twice = twice.with(with(Term::citizen_exchange()));
        assert_names(region().evaluate(&twice), &["regime", "pact", "one of each name"]);
    }

    #[test]
    fn transfers_beyond_a_nations_income_are_named() {
        let mng = region().world().nations()[6].clone();
        assert_eq!(mng.code, code("MNG"));
        for amount in [mng.gdp, 2.0 * mng.gdp, 1e300] {
            let aid = region_and(&["MNG", "PRK"], Term::aid(mng.code, code("PRK"), amount));
            assert_names(region().evaluate(&aid), &["\"pact\"", "MNG gives PRK", "the GDP of MNG"]);
        }
        let regime = region().base().regime.clone();
        let paid = pact(&[mng.code, code("PRK")], Term::confidence_building()).with_payment(
            mng.code,
            code("PRK"),
            mng.gdp,
        );
        assert_names(
            region().evaluate(&regime.with(paid)),
            &["\"pact\"", "payment of MNG to PRK", "the GDP of MNG"],
        );
        // The largest numbers there are: an error, not an infinity.
        for term in [
            Term::missile_defence(f64::MAX),
            Term::infrastructure(f64::MAX, 0.0),
            Term::TariffCut { cut: 1.0 - f64::EPSILON / 2.0 },
        ] {
            match region().evaluate(&region_and(&["JPN", "MNG"], term.clone())) {
                Ok(outcome) => {
                    assert!(numbers(&outcome.nations).iter().flatten().all(|x| x.is_finite()), "{term}")
                }
                Err(error) => assert!(!error.to_string().is_empty()),
            }
        }
    }

    #[test]
    fn a_race_that_runs_away_says_so() {
        let text = |s: f64| {
            format!("{NORTHEAST_ASIA_2002}\n[parameters.arms]\nkind = \"richardson\"\noutward_share = {s}\n")
        };
        let first_form = |outward_share: f64| {
            let mut scenario = Scenario::northeast_asia_2002_first_form();
            scenario.parameters.arms = Arms::Richardson { fatigue: 0.2, outward_share };
            scenario.model().unwrap()
        };
        assert_names(
            Scenario::from_toml(&text(1.2)),
            &["parameters", "arms.outward_share", "1.2", "spectral radius"],
        );
        assert_names(Scenario::from_toml(&text(1.0)), &["arms.outward_share", "below 1"]);
        assert_names(Scenario::from_toml(&text(-0.1)), &["arms.outward_share", "-0.1"]);
        // At the base the race rests; without the pacts there is more to fear, and it does not.
        let model = first_form(0.95);
        model.evaluate(&model.base().regime).unwrap();
        let error = model.evaluate(&Regime::none()).unwrap_err();
        assert!(matches!(error, Error::Undefined { .. }));
        assert!(error.to_string().contains("spectral radius of K/α is 1."), "{error}");
        for hostile in ["fatigue = 0.0", "fatigue = nan", "outward_share = nan"] {
            let text =
                format!("{NORTHEAST_ASIA_2002}\n[parameters.arms]\nkind = \"richardson\"\n{hostile}\n");
            assert_names(Scenario::from_toml(&text), &["parameters", hostile.split(' ').next().unwrap()]);
        }
    }

    #[test]
    fn parameters_out_of_range_or_unknown_are_named() {
        let with =
            |line: &str| Scenario::from_toml(&format!("{NORTHEAST_ASIA_2002}\n[parameters]\n{line}\n"));
        for (line, fragments) in [
            ("cost_exchnage = 0.5", &["cost_exchnage", "cost_exchange"][..]),
            ("depreciation = 0", &["depreciation", "1e-6..1"]),
            ("war.defeat = 1.0", &["war.defeat", "below 1"]),
            ("war.entrapment = -0.1", &["war.entrapment", "-0.1"]),
            ("war.soil = inf", &["war.soil", "inf"]),
            ("escalation.constant = nan", &["escalation.constant", "NaN"]),
            ("treaty.defence = 1.5", &["treaty.defence", "1.5"]),
            ("treaty.abrogation = -1", &["treaty.abrogation", "-1"]),
            ("threat.burden_ceiling = 0", &["threat.burden_ceiling", "> 0"]),
            ("basing = 0", &["basing", "> 0"]),
            ("threat.half_loss = -1", &["threat.half_loss", "-1"]),
            ("missile_defence.half_budget = inf", &["missile_defence.half_budget", "inf"]),
            ("signals = \"hoped\"", &["hoped", "expected"]),
            ("dispute_rate = 1", &["dispute_rate", "below 1"]),
            ("trade_elasticity = nan", &["trade_elasticity", "NaN"]),
            ("terror = -1", &["terror", "-1"]),
            ("deterrence = inf", &["deterrence", "inf"]),
            ("conflict.rivalry = 1000", &["conflict.rivalry", "1000"]),
            ("sanctions.partial = 2", &["sanctions.partial", "2"]),
            ("arms = { kind = \"contest\", prize = 0, cost = 1 }", &["arms.prize", "0"]),
            ("arms = { kind = \"duel\" }", &["duel", "contest"]),
            ("decisiveness = \"often\"", &["decisiveness", "often"]),
        ] {
            assert_names(with(line), fragments);
        }
        let mut low = Parameters::default();
        low.threat.burden_ceiling = 0.2;
        let fragments = ["threat.burden_ceiling", "0.2", "at least 0.23", "PRK"];
        assert_names(Model::new(World::northeast_asia_2002(), low), &fragments);
        let everything = Parameters {
            depreciation: f64::NAN,
            strength_scale: 0.0,
            decisiveness: 21.0,
            ..Parameters::default()
        };
        let world = World::northeast_asia_2002();
        assert_names(Model::new(world, everything), &["depreciation", "strength_scale", "decisiveness"]);
    }

    /// `n` nations with nothing special about them.
    fn crowd(n: usize) -> World {
        let codes: Vec<NationCode> = (0..n).map(|i| code(&format!("N{i}"))).collect();
        let table = |figure: &dyn Fn(usize, usize) -> f64| {
            (0..n).map(|i| (codes[i], (0..n).map(|j| figure(i, j)).collect())).collect()
        };
        let nation = |i: usize| Nation {
            code: codes[i],
            name: format!("nation {i}"),
            gdp: 100.0,
            population: 1e7,
            military_expenditure: 2.0,
            nuclear: NuclearStatus::None,
            ideal_point: 0.0,
            democracy: 0.5,
            poverty: None,
            major_power: false,
            cinc: None,
            priorities: Priorities::default(),
        };
        World::new(WorldData {
            name: "a crowd".into(),
            nations: (0..n).map(nation).collect(),
            trade: table(&|i, j| if i == j { 80.0 } else { 0.2 }),
            distance: table(&|i, j| if i == j { 0.0 } else { 1000.0 }),
            ..WorldData::default()
        })
        .unwrap()
    }

    #[test]
    fn eighty_nations_are_too_many_for_a_partition_game() {
        let study = Study::new(crowd(80)).unwrap();
        study.evaluate(study.status_quo()).unwrap();
        let all: Vec<String> = study.model().world().codes().map(String::from).collect();
        let game = |n: usize| {
            let nations = all[..n].iter().map(String::as_str);
            study.treaties(nations, &Menu::cooperative()).and_then(|t| t.partition_game())
        };
        assert_names(game(80), &["nations", "80", "1..=63"]);
        assert_names(game(63), &["partition game", "63", "13"]);
        assert_names(game(14), &["partition game", "14", "13"]);
        assert_names(game(0), &["nations", "0"]);
        let membership = study
            .treaties(all[..21].iter().map(String::as_str), &Menu::cooperative())
            .and_then(|t| t.membership(Default::default()));
        assert_names(membership, &["21", "20"]);
        assert_names(study.stability(study.status_quo()), &["regime", "80", "63"]);
        let talks = Negotiation::proposed_by("N0").among(all[..17].iter().map(String::as_str));
        assert_names(study.negotiate(&talks, 1), &["negotiation", "17", "16", "among"]);
    }

    #[test]
    fn negotiations_of_nonsense_are_named() {
        let study = Study::new(World::northeast_asia_2002()).unwrap();
        let negotiate = |talks: Negotiation| study.negotiate(&talks, 1);
        let of_three = |opener: &str| Negotiation::proposed_by(opener).among(["JPN", "KOR", "CHN"]);
        assert_names(negotiate(Negotiation::proposed_by("ATL")), &["nation", "ATL", "JPN"]);
        assert_names(negotiate(of_three("USA")), &["opener", "USA", "JPN KOR CHN"]);
        assert_names(negotiate(Negotiation::proposed_by("JPN").among(["JPN", "ATL"])), &["ATL"]);
        assert_names(negotiate(of_three("JPN").over(Menu::default())), &["menu"]);
        let alone = Negotiation::proposed_by("JPN").among(["JPN"]);
        assert_names(negotiate(alone), &["menu", "sign"]);
        for bad in [f64::NAN, -0.1, 1.1, f64::INFINITY] {
            assert!(negotiate(of_three("JPN").discount(bad)).is_err(), "discount {bad}");
            assert!(negotiate(of_three("JPN").breakdown(bad)).is_err(), "breakdown {bad}");
        }
        assert!(negotiate(of_three("JPN").deadline(0)).is_err());
        let deal = negotiate(of_three("JPN").under(AlternatingOffers)).unwrap();
        assert_eq!(deal.trace.parties[0], "JPN");
        let twice = study.treaties(["JPN", "KOR", "JPN"], &Menu::cooperative());
        assert_names(twice, &["JPN", "each nation once"]);
        assert_names(study.treaties(["JPN", "ATL"], &Menu::cooperative()), &["ATL"]);
    }
}

mod scenario {
    use super::*;

    #[test]
    fn what_is_written_is_what_is_read() {
        let bundled = Scenario::northeast_asia_2002();
        assert_eq!(Scenario::from_toml(&bundled.to_toml().unwrap()).unwrap(), bundled);
        let mut changed = bundled;
        changed.parameters.arms = Arms::Contest { prize: 1e3 / 3.0, cost: 1.1 };
        changed.parameters.conflict.log_trade = 0.1 + 0.2;
        let every_term = [
            Term::defence(code("JPN"), code("KOR")),
            Term::collective_security(SanctionExtent::Partial),
            Term::ArmsLimit { limit: 1.0 / 3.0 },
            Term::missile_defence(0.1 + 0.2),
            Term::TariffCut { cut: 0.03 },
            Term::infrastructure(10.0, 0.01),
            Term::aid(code("JPN"), code("KOR"), 1e-3),
            Term::Sanction { target: code("PRK"), extent: SanctionExtent::Complete },
            Term::confidence_building(),
            Term::citizen_exchange(),
        ];
        let everything = every_term.into_iter().fold(
            Arrangement::new("everything \"quoted\"\nand more", ["JPN", "KOR"]).unwrap(),
            Arrangement::with,
        );
        changed.regimes[1].arrangements.push(everything.with_payment(code("KOR"), code("JPN"), 0.7));
        assert_eq!(Scenario::from_toml(&changed.to_toml().unwrap()).unwrap(), changed);
    }

    #[test]
    fn regimes_of_nonsense_are_named() {
        let with = |text: &str| Scenario::from_toml(&format!("{NORTHEAST_ASIA_2002}\n[[regime]]\n{text}\n"));
        assert_names(with("name = \"no_pacts\""), &["no_pacts", "one of each name"]);
        assert_names(with("nmae = \"x\""), &["nmae"]);
        let arrangement = |members: &str, terms: &str| {
            with(&format!(
                "name = \"x\"\n[[regime.arrangement]]\nname = \"y\"\nmembers = {members}\nterms = [{terms}]"
            ))
        };
        assert_names(arrangement("[\"JPN\"]", ""), &["\"y\"", "at least 2"]);
        assert_names(arrangement("[\"JPN\", \"ATL\"]", ""), &["ATL"]);
        assert_names(arrangement("[\"JPN\", \"Japan\"]", ""), &["Japan", "1 to 7 characters"]);
        assert_names(
            arrangement("[\"JPN\", \"KOR\"]", "{ term = \"tarrif_cut\", cut = 0.1 }"),
            &["tarrif_cut"],
        );
        assert_names(arrangement("[\"JPN\", \"KOR\"]", "{ term = \"tariff_cut\" }"), &["cut"]);
        assert_names(
            arrangement("[\"JPN\", \"KOR\"]", "{ term = \"tariff_cut\", cut = nan }"),
            &["cut", "NaN"],
        );
        assert_names(Scenario::northeast_asia_2002().regime("peace"), &["peace", "no_pacts"]);
        assert_names(Scenario::read("no such file"), &["no such file"]);
    }

    /// Reads, and uses whatever could be read.
    fn exercise(text: &str) {
        if let Ok(scenario) = Scenario::from_toml(text)
            && let Ok(model) = scenario.model()
        {
            for regime in &scenario.regimes {
                if let Ok(outcome) = model.evaluate(&regime.on(&scenario.world)) {
                    assert!(numbers(&outcome.nations).iter().flatten().all(|x| x.is_finite()));
                }
            }
        }
    }

    proptest! {
        #![proptest_config(draws::cases(128))]

        #[test]
        fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            exercise(&String::from_utf8_lossy(&bytes));
        }

        #[test]
        fn mutated_bytes_never_panic(
            mutations in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..4u8), 1..6),
        ) {
            let mut bytes = NORTHEAST_ASIA_2002.as_bytes().to_vec();
            for (place, byte, kind) in mutations {
                let at = place.index(bytes.len());
                match kind {
                    0 => bytes[at] = byte,
                    1 => bytes.insert(at, byte),
                    2 => drop(bytes.remove(at)),
                    // Digits and signs: texts that still read, with other figures.
                    _ => bytes[at] = b"0123456789.-e"[usize::from(byte) % 13],
                }
            }
            exercise(&String::from_utf8_lossy(&bytes));
        }
    }
}
