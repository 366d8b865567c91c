//! States apart from calibration, terms and utilities of one's own, what an outcome tells of dyads.

use crate::common::draws;
use crate::common::errors::assert_names;
use crate::common::landed::Landed;
use crate::common::worlds;
use crate::model::{code, pact, regimes};
use comity::model::{
    Additive, Components, Effects, Model, Outcome, Parameters, Signals, SignedTerm, State, TermEffect,
    TreatyPrice, Utility,
};
use comity::study::{Negotiation, Scenario, Study};
use comity::treaty::{Arrangement, Menu, Package, Regime, SanctionExtent, Signal, Term};
use comity::world::{NuclearStatus, World};
use comity::{Error, Result};
use proptest::prelude::*;

fn region() -> Model {
    Model::new(World::northeast_asia_2002(), Parameters::default()).unwrap()
}

/// Parameters under which promises are kept for certain, so that a state can hold what comes of them.
fn kept() -> Parameters {
    Parameters { signals: Signals::Sent, ..Parameters::default() }
}

fn number(model: &Model, nation: &str) -> usize {
    model.world().index(nation).unwrap()
}

proptest! {
    #![proptest_config(draws::cases(120))]

    /// The model as it stood before it was revised, by its own frozen code, whose trade equilibrium has an error
    /// of some 1e-9 where one economy is a million times another.
    #[test]
    fn the_first_form_gives_what_it_gave(world in worlds::world_of_one_scale()) {
        let (then, now) = (
            Landed::new(world.clone(), Parameters::first_form()).unwrap(),
            Model::new(world.clone(), Parameters::first_form()).unwrap(),
        );
        for (name, regime) in regimes(&world) {
            match (then.evaluate(&regime), now.evaluate(&regime)) {
                (Ok(then), Ok(now)) => {
                    for (a, b) in then.iter().zip(&now.nations) {
                        let alike = |x: f64, y: f64| (x - y).abs() <= 1e-8 + 1e-6 * x.abs();
                        prop_assert!(alike(a.utility, b.utility), "{}, {}: {} {}", name, a.iso3, a.utility, b.utility);
                        prop_assert!(alike(a.expected_loss, b.expected_loss), "{}, {}", name, a.iso3);
                        prop_assert!(
                            (a.military_stock - b.military_stock).abs() <= 1e-5 * (1e-3 + a.military_stock),
                            "{}, {}: {} {}", name, a.iso3, a.military_stock, b.military_stock
                        );
                    }
                }
                (Err(_), _) | (_, Err(_)) => {}
            }
        }
    }

    #[test]
    fn an_evaluation_assesses_the_steady_state(world in worlds::world()) {
        let model = Model::new(world.clone(), kept()).unwrap();
        for (name, regime) in regimes(&world) {
            let Ok(outcome) = model.evaluate(&regime) else { continue };
            let state = model.steady_state(&model.base().under(&regime)).unwrap();
            prop_assert_eq!(&model.assess(&state).unwrap(), &outcome, "{}", name);
            prop_assert_eq!(&model.steady_state(&state).unwrap(), &state, "{}", name);
            let text = serde_json::to_string(&state).unwrap();
            prop_assert_eq!(&serde_json::from_str::<State>(&text).unwrap(), &state);
            // From there, the same regime is where one already is.
            let there = model.at(&state).unwrap();
            // Obligations of today that the regime gave up are no longer broken there.
            let (ours, theirs) = (there.base_outcome().nations[0], outcome.nations[0]);
            prop_assert_eq!(ours.security.to_bits(), theirs.security.to_bits());
            prop_assert!(there.evaluate(&regime).unwrap().nations.iter().all(|n| n.money_metric == Some(0.0)));
        }
    }

    /// What lies between the nations makes up what each of them gets.
    #[test]
    fn losses_follow_from_hazards_and_win_chances(world in worlds::world()) {
        let p = kept();
        let model = Model::new(world.clone(), p).unwrap();
        for (name, regime) in regimes(&world).into_iter().filter(|(name, _)| *name != "missile defence") {
            let Ok(outcome) = model.evaluate(&regime) else { continue };
            let n = world.len();
            for (i, nation) in outcome.nations.iter().enumerate() {
                let by: f64 = (0..n).map(|j| outcome.loss()[(i, j)]).sum();
                prop_assert!((by + nation.entrapment - nation.expected_loss).abs() <= 1e-14, "{}", name);
                let mut entangled = 0.0;
                for j in (0..n).filter(|&j| j != i) {
                    prop_assert!((0.0..=1.0).contains(&outcome.trust()[(i, j)]));
                    let (disputes, share) = (outcome.dispute_rate()[(i, j)], outcome.escalation()[(i, j)]);
                    prop_assert!((0.0..=1.0).contains(&disputes) && (0.0..=1.0).contains(&share));
                    let hazard = outcome.hazard()[(i, j)];
                    prop_assert!((disputes * share - hazard).abs() <= 1e-16);
                    let strength = |k: usize, at: usize| {
                        let scale = if world.nations()[k].major_power { 16_000.0 } else { 4_000.0 };
                        1.0 / (1.0 + world.distance()[(at, k)] / scale)
                    };
                    // Who defends: what the win chance was computed with.
                    let delivered = |k: usize| strength(k, i) * outcome.nations[k].military_stock;
                    let trusted = |&(k, rho): &(usize, f64)| rho * outcome.trust()[(i, k)] * delivered(k);
                    let defence = outcome.defenders(i, j).iter().map(trusted).sum::<f64>();
                    let (attack, own) = (delivered(j), nation.military_stock);
                    let win = if attack + own + defence > 0.0 { attack / (attack + own + defence) } else { 0.5 };
                    prop_assert!((win - outcome.win_chance()[(i, j)]).abs() < 1e-9, "{}", name);
                    let missiles = match world.nations()[j].nuclear {
                        NuclearStatus::Possession => 0.15,
                        NuclearStatus::Pursuit => 0.05,
                        _ => 0.0,
                    };
                    // Less than a million dollars of arms, and than the neighbour's, is less of a war.
                    let least = nation.military_stock.min(1e-3);
                    let theirs = outcome.nations[j].military_stock;
                    let means = if theirs >= least { 1.0 } else { theirs / least };
                    let site = if world.share_border(i, j) { 0.5 * means } else { win };
                    let loss = hazard * (0.3 * site + 0.3 * win + means * missiles * strength(j, i));
                    prop_assert!((loss - outcome.loss()[(i, j)]).abs() <= 1e-9, "{}", name);
                    for k in (0..n).filter(|&k| k != i && k != j) {
                        let bound = outcome.defenders(k, j).iter().find(|(d, _)| *d == i).map_or(0.0, |d| d.1);
                        let least = outcome.nations[k].military_stock.min(1e-3);
                        let means = if theirs >= least { 1.0 } else { theirs / least };
                        entangled += 0.01 * bound * means * outcome.hazard()[(k, j)];
                    }
                }
                prop_assert!((entangled - nation.entrapment).abs() <= 1e-12, "{}", name);
            }
        }
    }

    /// The calibration explodes nowhere: a nation of no account, far away, and a trust that is nearly certain move
    /// nobody.
    #[test]
    fn what_is_nothing_moves_nothing(
        world in worlds::world(),
        from in 0..8usize,
        to in 0..8usize,
        level in prop_oneof![Just(1.0 - 1e-9), Just(1.0 - 1e-6), Just(1e-9), 0.0..1.0f64],
    ) {
        let n = world.len();
        let (from, to) = (from % n, to % n);
        let gains = |world: &World| {
            let model = Model::new(world.clone(), Parameters::default()).unwrap();
            let base: Vec<f64> = model.base_outcome().utilities().collect();
            let of = |regime: &Regime| -> Option<Vec<f64>> {
                let outcome = model.evaluate(regime).ok()?;
                Some(outcome.utilities().zip(&base).map(|(u, b)| u - b).collect())
            };
            of(&Regime::none())
        };
        // A little more distrust in the world's own table.
        if from != to && let Some(mut data) = Some(world.to_data()).filter(|d| d.trust.is_some()) {
            let mut with = |t: f64| {
                if let Some(rows) = data.trust.as_mut() {
                    rows[from].1[to] = t;
                }
                gains(&World::new(data.clone()).unwrap())
            };
            // A part in a million of the smaller of trust and distrust: a part of all trust in a giant is a defender.
            let more = if level < 0.5 { level * (1.0 - 1e-6) } else { 1.0 - (1.0 - level) * (1.0 + 1e-6) };
            if let (Some(here), Some(there)) = (with(level), with(more.clamp(0.0, 1.0))) {
                let heavy = world.nations().iter().map(|n| n.priorities.security).fold(1.0, f64::max);
                for (a, b) in here.iter().zip(&there) {
                    prop_assert!((a - b).abs() <= heavy * 1e-5 * (1.0 + a.abs()), "{} {} of {} towards {}: {:?} {:?}", a, b, from, to, here, there);
                }
            }
        }
    }
}

/// The same trust everywhere in the world's own table: the calibration takes it in.
#[test]
fn calibration_absorbs_the_level_of_trust_and_a_state_does_not() {
    let mut asked = Parameters { dispute_rate: Some(0.0688), ..Parameters::default() };
    asked.conflict.defended = 0.0;
    let model = Model::new(World::northeast_asia_2002(), asked).unwrap();
    let mut in_states = Vec::new();
    let mut calibrated = Vec::new();
    for level in [0.1, 0.5, 0.9] {
        let mut data = model.world().to_data();
        let row = |c| (c, vec![level; 11]);
        data.trust = Some(model.world().codes().map(row).collect());
        let world = World::new(data).unwrap();
        let absorbed = Model::new(world, asked).unwrap().base_outcome().clone();
        let pairs = || (0..11).flat_map(|i| (i + 1..11).map(move |j| (i, j)));
        let mean = pairs().map(|at| absorbed.dispute_rate()[at]).sum::<f64>() / 55.0;
        assert!((mean - 0.0688).abs() < 1e-12);
        calibrated.push(absorbed);

        let mut state = model.base().clone();
        state.trust.fill(level);
        in_states.push(model.assess(&model.steady_state(&state).unwrap()).unwrap());
    }
    let total = |o: &Outcome| o.nations.iter().map(|n| n.expected_loss).sum::<f64>();
    for pair in calibrated.windows(2) {
        assert!((pair[0].total_stock() / pair[1].total_stock() - 1.0).abs() < 1e-12);
    }
    for pair in in_states.windows(2) {
        assert!(pair[0].total_stock() > 1.02 * pair[1].total_stock());
        assert!(total(&pair[0]) > 1.5 * total(&pair[1]));
    }
}

#[test]
fn a_shift_of_a_hazard_is_a_shift_of_its_log_odds() {
    let model = region();
    let (jpn, chn) = (number(&model, "JPN"), number(&model, "CHN"));
    let mut tense = model.base().clone();
    tense.hazard_shift[(jpn, chn)] = 1.25;
    let (before, after) = (model.assess(model.base()).unwrap(), model.assess(&tense).unwrap());
    let odds = |o: &Outcome, at: (usize, usize)| (o.dispute_rate()[at] / (1.0 - o.dispute_rate()[at])).ln();
    assert!((odds(&after, (jpn, chn)) - odds(&before, (jpn, chn)) - 1.25).abs() < 1e-12);
    for (i, (a, b)) in before.nations.iter().zip(&after.nations).enumerate() {
        // Japan, and the United States, which is bound to defend it
        assert_eq!(a.expected_loss < b.expected_loss, i == jpn || i == number(&model, "USA"));
        assert_eq!(a.trade, b.trade);
    }
    assert_eq!(before.hazard()[(chn, jpn)], after.hazard()[(chn, jpn)]);
}

#[test]
fn stocks_are_taken_as_they_stand() {
    let model = region();
    let mut state = model.base().clone();
    state.military_stock.iter_mut().for_each(|m| *m *= 0.5);
    let halved = model.assess(&state).unwrap();
    for ((n, m), before) in
        halved.nations.iter().zip(&state.military_stock).zip(&model.base_outcome().nations)
    {
        assert_eq!(n.military_stock, *m);
        assert!((n.expected_loss / before.expected_loss - 1.0).abs() < 1e-9); // a contest is homogeneous
        assert!(n.security > before.security);
    }
    let rest = model.steady_state(&state).unwrap();
    for (found, base) in rest.military_stock.iter().zip(&model.base().military_stock) {
        assert!((found / base - 1.0).abs() < 1e-12);
    }
}

#[test]
fn old_arrangements_do_not_move_trust_again() {
    let model = Model::new(World::northeast_asia_2002(), kept()).unwrap();
    let members = ["JPN", "KOR", "CHN"].map(code);
    let accord = Package::cooperative().signed_by(&members).unwrap();
    let regime = model.base().regime.clone().with(accord.clone());
    let signed = model.steady_state(&model.base().under(&regime)).unwrap();
    let later = signed.under(&model.base().regime);
    assert_eq!(model.steady_state(&later).unwrap().trust, signed.trust); // what was seen stays seen
    let again = Arrangement { name: "second accord".into(), ..accord };
    let twice = model.steady_state(&signed.under(&regime.with(again))).unwrap();
    let (jpn, chn) = (number(&model, "JPN"), number(&model, "CHN"));
    assert!(twice.trust[(jpn, chn)] > signed.trust[(jpn, chn)]);
}

#[test]
fn states_of_nonsense_are_named() {
    let model = region();
    let refused = |change: &dyn Fn(&mut State), fragments: &[&str]| {
        let mut state = model.base().clone();
        change(&mut state);
        assert_names(model.assess(&state), fragments);
        assert_names(model.steady_state(&state), fragments);
        assert_names(model.at(&state), fragments);
    };
    refused(&|s| s.trust[(1, 3)] = 1.5, &["JPN→PRK", "trust", "1.5", "0..1"]);
    refused(&|s| s.trust[(1, 3)] = f64::NAN, &["JPN→PRK", "trust", "NaN"]);
    refused(&|s| s.hazard_shift[(0, 1)] = f64::INFINITY, &["USA→JPN", "hazard_shift", "inf"]);
    refused(&|s| s.military_stock[2] = -1.0, &["nation KOR", "military_stock", "-1"]);
    refused(&|s| s.gdp[2] = 0.0, &["nation KOR", "gdp", "0", "1e-9..1e9"]);
    refused(&|s| s.poverty[2] = 2.0, &["nation KOR", "poverty", "2", "0..1"]);
    refused(&|s| s.population[2] = 0.5, &["nation KOR", "population", "1..1e12"]);
    refused(&|s| s.gdp.truncate(10), &["gdp", "11 numbers", "10 numbers"]);
    refused(&|s| s.trust = s.trust.clone().remove_row(0), &["trust", "11 × 11", "10 × 11"]);
    refused(&|s| s.nations.swap(0, 1), &["nations of a state", "USA JPN", "JPN USA"]);
    refused(&|s| s.ages.clear(), &["ages", "0 arrangements"]);
    refused(&|s| s.regime = Regime::none(), &["ages", "0 arrangements"]);
    let pact = pact(&["JPN", "XXX"].map(code), Term::confidence_building());
    let odd = model.base().under(&Regime::none().with(pact));
    assert_names(model.assess(&odd), &["XXX", "known"]);
    assert_names(
        serde_json::from_str::<State>("{}").map_err(|e| Error::undefined("a state", e.to_string())),
        &["missing"],
    );
}

mod own_terms {
    use super::*;

    /// What a built-in term does, by the public methods alone.
    #[derive(Debug)]
    struct Copy(Term);

    impl TermEffect for Copy {
        fn apply(&self, term: &SignedTerm, effects: &mut Effects) -> Result<()> {
            let members = term.members();
            match &self.0 {
                Term::TariffCut { cut } => effects.cut_trade_costs(term.dyads(), *cut),
                Term::ArmsLimit { limit } => {
                    term.dyads().try_for_each(|(i, j)| effects.scale_threat(i, j, 1.0 - limit))
                }
                Term::MissileDefence { budget } => {
                    let total: f64 = members.iter().map(|&i| term.gdp()[i]).sum();
                    members
                        .iter()
                        .try_for_each(|&i| effects.shield(i, budget * term.gdp()[i] / total, *budget))
                }
                Term::ConfidenceBuilding { signal } => all_signal(members, *signal, effects),
                Term::CitizenExchange { signal, diffusion } => {
                    all_signal(members, *signal, effects)?;
                    effects.spread_opinion(members, *diffusion)
                }
                Term::CollectiveSecurity { reliability, sanction } => effects.secure(
                    members,
                    *reliability,
                    1.0 - term.parameters().sanctions.flow_left(*sanction),
                ),
                Term::MutualDefence { reliability, .. } => {
                    effects.oblige(members[0], members[1], *reliability)
                }
                other => Err(Error::undefined("this copy", other.to_string())),
            }
        }
    }

    fn all_signal(members: &[usize], signal: Signal, effects: &mut Effects) -> Result<()> {
        members.iter().try_for_each(|&sender| {
            let others: Vec<usize> = members.iter().copied().filter(|&i| i != sender).collect();
            effects.signal(sender, &others, signal)
        })
    }

    /// But for the price, which depends on the scope of a built-in term.
    #[test]
    fn a_term_of_ones_own_can_do_what_the_crates_terms_do() {
        let priced_alike = || {
            let treaty = TreatyPrice {
                defence: 1.0,
                missile_defence: 1.0,
                strength: 0.0,
                expense: 0.0,
                ..TreatyPrice::default()
            };
            Model::new(World::northeast_asia_2002(), Parameters { treaty, ..Parameters::default() }).unwrap()
        };
        let members = ["JPN", "KOR", "CHN", "RUS"].map(code);
        for term in [
            Term::TariffCut { cut: 0.04 },
            Term::ArmsLimit { limit: 0.3 },
            Term::missile_defence(12.0),
            Term::confidence_building(),
            Term::citizen_exchange(),
            Term::collective_security(SanctionExtent::Complete),
            Term::defence(members[0], members[1]),
        ] {
            let with = |term: Term| Regime::status_quo(region().world()).with(pact(&members, term));
            let expected = priced_alike().evaluate(&with(term.clone())).unwrap();
            let model = priced_alike().with_term("copy", Copy(term.clone())).unwrap();
            assert_eq!(model.evaluate(&with(Term::own("copy", []))).unwrap(), expected, "{term}");
        }
    }

    #[derive(Debug)]
    struct Hotline;

    impl TermEffect for Hotline {
        fn apply(&self, term: &SignedTerm, effects: &mut Effects) -> Result<()> {
            let calm = term.parameter("calm")?;
            term.dyads().try_for_each(|(i, j)| effects.shift_hazard(i, j, -calm))
        }
    }

    #[test]
    fn a_term_of_ones_own_goes_through_files_negotiation_and_stability() {
        let text = format!(
            "{}\n[[regime]]\nname = \"calm\"\nkeeps_status_quo = true\n[[regime.arrangement]]\nname = \"hotline\"\n\
             members = [\"JPN\", \"CHN\"]\nterms = [{{ term = \"own\", name = \"hotline\", parameters = {{ calm = 0.5 }} }}]\n",
            World::northeast_asia_2002().to_toml().unwrap()
        );
        let scenario = Scenario::from_toml(&text).unwrap();
        assert_eq!(Scenario::from_toml(&scenario.to_toml().unwrap()).unwrap(), scenario);
        let regime = scenario.regime("calm").unwrap();
        assert_names(scenario.model().unwrap().evaluate(&regime), &["term of one's own", "hotline"]);
        let model = scenario.model().unwrap().with_term("hotline", Hotline).unwrap();
        let outcome = model.evaluate(&regime).unwrap();
        let (jpn, chn) = (number(&model, "JPN"), number(&model, "CHN"));
        let odds = |o: &Outcome| (o.dispute_rate()[(jpn, chn)] / (1.0 - o.dispute_rate()[(jpn, chn)])).ln();
        // Half a log-odd, and a little for the arms that answer to less of a threat.
        assert!((odds(&outcome) - odds(model.base_outcome()) + 0.5).abs() < 0.1);

        let hotline = Package::new("hotline", [Term::own("hotline", [("calm", 0.5)])]);
        let study = Study::of(model).with_menu(Menu::only(hotline.clone()));
        let deal = study.negotiate(&Negotiation::proposed_by("JPN").over(Menu::only(hotline)), 1).unwrap();
        assert!(deal.to_string().contains("hotline (calm 0.5)"));
        study.stability(deal.regime()).unwrap();
    }

    /// Calls every method with what is given.
    #[derive(Debug)]
    struct Odd(usize, usize, f64);

    impl TermEffect for Odd {
        fn apply(&self, term: &SignedTerm, effects: &mut Effects) -> Result<()> {
            let Odd(i, j, x) = *self;
            let signal = Signal { security: x, expansion: x };
            let all = [
                effects.signal(i, &[j], signal),
                effects.shift_trust(i, j, x),
                effects.spread_opinion(&[i, j], x),
                effects.oblige(i, j, x),
                effects.secure(&[i, j], x, x),
                effects.scale_threat(i, j, x),
                effects.shift_hazard(i, j, x),
                effects.shield(i.max(j), x, x),
                effects.scale_flow(i, j, x),
                effects.cut_trade_costs([(i, j)], x),
                effects.transfer(i.max(j), x),
                effects.aid(i, j, x, x),
                effects.give_up_autonomy(i.max(j), x),
            ];
            assert!(term.parameter("absent").is_err() && term.named().is_empty());
            assert!(all.iter().all(Result::is_err), "{i} {j} {x}: {all:?}");
            all.into_iter().collect()
        }
    }

    #[test]
    fn effects_of_nonsense_are_errors() {
        let far = usize::MAX;
        for (i, j, x) in [(0, 1, f64::NAN), (0, 1, f64::INFINITY), (0, far, 0.5), (12, 12, 0.5)] {
            let model = region().with_term("odd", Odd(i, j, x)).unwrap();
            let regime = Regime::none().with(pact(&["JPN", "KOR"].map(code), Term::own("odd", [])));
            assert_names(model.evaluate(&regime), &["effect of a term"]);
        }
        let unregistered = Regime::none().with(pact(&["JPN", "KOR"].map(code), Term::own("none", [])));
        assert_names(region().evaluate(&unregistered), &["term of one's own", "none"]);
        let nan = Regime::none().with(pact(&["JPN", "KOR"].map(code), Term::own("none", [("x", f64::NAN)])));
        assert_names(region().evaluate(&nan), &["pact", "x", "NaN", "a finite number"]);
    }
}

mod own_utilities {
    use super::*;

    /// The worst-off nation decides (Rawls 1971).
    #[derive(Debug)]
    struct Rawls;

    impl Utility for Rawls {
        fn utility(&self, _: usize, all: &[Components]) -> f64 {
            (0..all.len()).map(|i| Additive.utility(i, all)).fold(f64::INFINITY, f64::min)
        }
    }

    #[test]
    fn a_utility_sees_every_nation() {
        let regime = Scenario::northeast_asia_2002().regime("missile_defence").unwrap();
        let plain = region().evaluate(&regime).unwrap();
        let worst = plain.utilities().fold(f64::INFINITY, f64::min);
        let veiled = region().with_utility(Rawls).unwrap().evaluate(&regime).unwrap();
        assert!(veiled.utilities().all(|u| u == worst));
    }
}

mod from_any_regime {
    use super::*;

    #[test]
    fn gains_are_measured_from_there() {
        let scenario = Scenario::northeast_asia_2002();
        let [accord, today] =
            ["cooperative_seven", "hub_and_spoke"].map(|name| scenario.regime(name).unwrap());
        let model = scenario.model().unwrap();
        let there = model.at(&model.base().under(&accord)).unwrap();
        let (from_today, back) = (model.evaluate(&accord).unwrap(), there.evaluate(&today).unwrap());
        assert_eq!(there.base().regime, accord);
        for ((there, going), (back, nation)) in there
            .base_outcome()
            .nations
            .iter()
            .zip(&from_today.nations)
            .zip(back.nations.iter().zip(model.world().nations()))
        {
            assert_eq!((there.utility, there.money_metric), (going.utility, Some(0.0)));
            // exp(U − U⁰) one way is its inverse the other way
            let money = |n: &comity::model::NationOutcome| 1.0 + n.money().unwrap() / nation.gdp;
            assert!((money(going) * money(back) - 1.0).abs() < 1e-12);
        }
        assert_eq!(there.evaluate(&accord).unwrap().nations, there.base_outcome().nations);
    }

    #[test]
    fn nations_negotiate_and_leave_from_any_regime() {
        let study = Study::new(World::northeast_asia_2002()).unwrap();
        let accord = Package::cooperative().signed_by(&["JPN", "KOR", "CHN"].map(code)).unwrap();
        let signed = study.status_quo().clone().with(accord.clone());
        let there = study.at(&study.model().base().under(&signed)).unwrap();
        let rules = Negotiation::proposed_by("USA").among(["USA", "JPN", "RUS"]).over(Menu::cooperative());
        let deal = there.negotiate(&rules, 3).unwrap();
        assert!(deal.regime().arrangements().contains(&accord));
        let before: Vec<f64> = there.evaluate(&signed).unwrap().utilities().collect();
        let after: Vec<f64> = there.evaluate(deal.regime()).unwrap().utilities().collect();
        for (gain, (a, b)) in deal.gains.iter().zip(after.iter().zip(&before)) {
            assert!((gain.bp - 1e4 * (a - b)).abs() < 1e-9);
        }
        assert_eq!(there.stability(&signed).unwrap().stable, study.stability(&signed).unwrap().stable);
        let games = there.treaties(["USA", "JPN", "RUS"], &Menu::cooperative()).unwrap();
        assert!(games.partition_game().unwrap().iter().next().is_some());
    }
}
