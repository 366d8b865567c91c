//! Histories: with everything off the static model, split runs, threads, ablations, the oracles of each phase.

use crate::common::draws;
use crate::common::errors::assert_names as refused;
use crate::common::worlds;
use comity::coalition::{Coalition, Partition};
use comity::frame::{Cell, Frame};
use comity::game::Alignment;
use comity::model::{
    Arms, Components, Effects, Model, Outcome, Parameters, SignedTerm, TermEffect, TreatyPrice, Utility,
};
use comity::nalgebra;
use comity::prelude::*;
use comity::simulate::{
    Agent, Always, Assurance, Diplomacy, EventKind, History, Never, Phase, Present, Promise, Reciprocity,
    RegimeFigures, RegimeKind, Rules, Shock, Trigger, Trust, View, Year,
};
use comity::solve::deviation::Search;
use comity::solve::network::{LandscapeSearch, local_minima};
use comity::study::RegimeSearch;
use comity::treaty::{SanctionExtent, Signal, Withdrawal};
use comity::world::WorldData;
use proptest::prelude::*;
use std::collections::BTreeMap;

fn study() -> Study {
    Study::new(World::northeast_asia_2002()).unwrap()
}

fn bits(outcome: &[comity::model::NationOutcome]) -> Vec<[u64; 3]> {
    outcome.iter().map(|n| [n.utility, n.military_stock, n.expected_loss].map(f64::to_bits)).collect()
}

fn seven() -> Vec<&'static str> {
    vec!["USA", "JPN", "KOR", "PRK", "CHN", "RUS", "MNG"]
}

fn accord_of_seven() -> Arrangement {
    let members: Vec<_> = seven().iter().map(|c| c.parse().unwrap()).collect();
    Package::cooperative().signed_by(&members).unwrap()
}

/// Everything that a history holds, as text with every digit.
#[cfg(feature = "parallel")]
fn all(history: &History) -> String {
    format!("{}\n{:?}", history.end().to_json().unwrap(), history.records())
}

// Invariant 1: with everything off the state stands still, and the year 0 is the static evaluation.
proptest! {
    #![proptest_config(draws::cases(24))]

    #[test]
    fn still_histories_are_the_static_evaluation(world in worlds::world()) {
        let Ok(model) = Model::new(world, Parameters::default()) else { return Ok(()) };
        let study = Study::of(model);
        let history = Simulation::of(&study).rules(Rules::still()).years(3).seed(5).run().unwrap();
        let today = bits(&study.evaluate(study.status_quo()).unwrap().nations);
        for record in history.records() {
            prop_assert_eq!(bits(&record.nations), today.clone());
        }
        prop_assert_eq!(&history.end().state.trust, &history.begin().state.trust);
        prop_assert_eq!(&history.end().state.military_stock, &history.begin().state.military_stock);
        prop_assert_eq!(&history.end().state.regime, study.status_quo());
    }
}

// Invariant 2: with trust frozen and the regime fixed arms go to the static rest point at the rate of the race.
#[test]
fn arms_reach_the_static_rest_point() {
    let parameters = Parameters::default();
    let Arms::Richardson { fatigue, outward_share } = parameters.arms else { panic!("Richardson") };
    let study = Study::of(Model::new(World::northeast_asia_2002(), parameters).unwrap());
    let rules = Rules { arms_pace: 1.0, ..Rules::still() };
    let shield = Arrangement::new("shield", ["USA", "JPN"]).unwrap().with(Term::missile_defence(10.0));
    let regime = study.status_quo().clone().with(shield.clone());
    let rest = study.evaluate(&regime).unwrap();
    let run = |years| {
        let simulation = Simulation::of(&study).rules(rules).shock(1, Shock::Sign(shield.clone()));
        simulation.years(years).run().unwrap()
    };
    let history = run(200);
    let gap = |t: usize, i: usize| {
        let now = &history.records()[t].nations[i];
        (now.military_stock - rest.nations[i].military_stock).abs() / rest.nations[i].military_stock
    };
    let n = rest.nations.len();
    let worst = |t: usize| (0..n).map(|i| gap(t, i)).fold(0.0, f64::max);
    let rate = 1.0 - fatigue * (1.0 - outward_share);
    assert!(worst(0) > 1e-3, "the shield provokes arms");
    for t in 1..200 {
        assert!(worst(t) <= 1.5 * worst(0) * rate.powi(t as i32) + 1e-12, "year {t}: {}", worst(t));
    }
    for (now, rest) in history.records()[200].nations.iter().zip(&rest.nations) {
        assert!((now.utility - rest.utility).abs() < 1e-10, "{}", now.iso3);
    }
}

// Invariant 6: full trust leaves the upkeep that answers to nobody.
#[test]
fn full_trust_disarms_to_the_upkeep_of_nobodys_doing() {
    let study = study();
    let rules = Rules { arms_pace: 1.0, ..Rules::still() };
    let history = Simulation::of(&study).rules(rules).years(300);
    let trusting = history.branch(0, |present| present.state.trust.fill(1.0)).unwrap().run().unwrap();
    let model = study.model();
    let rest = model.steady_state(&comity::model::State {
        trust: trusting.end().state.trust.clone(),
        ..model.base().clone()
    });
    for (now, rest) in trusting.end().state.military_stock.iter().zip(&rest.unwrap().military_stock) {
        assert!((now / rest - 1.0).abs() < 1e-12);
    }
    assert!(trusting.records()[300].total_stock() < 0.9 * trusting.records()[0].total_stock());
}

// Invariant 12: threads, split runs, observers; 11: what is off leaves all other draws as they were.
#[test]
fn a_split_run_is_the_whole_run_whoever_looks_on() {
    let study = study();
    let rules = Rules { consistent: true, vote_noise: 3.0, ..Rules::default() };
    let simulation = Simulation::of(&study).rules(rules).years(12).seed(11);
    let whole = simulation.run().unwrap();
    for cut in [1, 5, 11] {
        let half = simulation.clone().years(cut).run().unwrap().end().to_json().unwrap();
        let rest = simulation.clone().from_json(&half).unwrap().run().unwrap();
        assert_eq!(rest.end(), whole.end());
        assert_eq!(rest.records()[1..], whole.records()[cut as usize + 1..]);
        assert_eq!(simulation.branch(cut, |_| ()).unwrap().run().unwrap().end(), whole.end());
    }
    let watched = simulation.clone().observe("square", |p: &Present, _: &Outcome, i| p.state.gdp[i].powi(2));
    let watched = watched.run().unwrap();
    assert_eq!(watched.end(), whole.end());
    assert_eq!(watched.nations().unwrap().column("square").unwrap().len(), 13 * 11);
}

#[cfg(feature = "parallel")]
#[test]
fn the_same_bits_on_any_number_of_threads() {
    let study = study();
    let simulation = Simulation::of(&study).years(6).seed(2);
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| (all(&simulation.run().unwrap()), simulation.census(5).unwrap()))
    };
    let one = run(1);
    assert_eq!(run(2), one);
    assert_eq!(run(8), one);
}

/// What happened of this kind, by year.
fn of_kind(history: &History, kinds: &[EventKind]) -> Vec<String> {
    history.events().filter(|e| kinds.contains(&e.kind)).map(|e| format!("{} {e}", e.year)).collect()
}

#[test]
fn a_mechanism_that_is_off_leaves_other_draws_as_they_were() {
    let study = study();
    let fixed = Rules { trust: Trust::Fixed, opportunity: 0.0, exit_patience: 0.0, ..Rules::default() };
    let run = |rules| Simulation::of(&study).rules(rules).years(20).seed(4).run().unwrap();
    let base = run(fixed);
    // Arms do not move the leaders; disputes do not move arms.
    let unarmed = run(Rules { arms_pace: 0.0, ..fixed });
    let leaders = [EventKind::LeaderChanged];
    assert!(!of_kind(&base, &leaders).is_empty());
    assert_eq!(of_kind(&base, &leaders), of_kind(&unarmed, &leaders));
    let peace = run(Rules { disputes: 0.0, ..fixed });
    assert!(of_kind(&base, &[EventKind::Dispute, EventKind::War]).len() > 3);
    assert!(of_kind(&peace, &[EventKind::Dispute, EventKind::War]).is_empty());
    assert_eq!(peace.end().state, base.end().state);
    assert_eq!(peace.end().seekers, base.end().seekers);
    // Half the rate of disputes: the disputes are among those at the full rate.
    let fewer = run(Rules { disputes: 0.5, ..fixed });
    let who = |history: &History| -> Vec<String> {
        let events = history.events().filter(|e| matches!(e.kind, EventKind::Dispute | EventKind::War));
        events.map(|e| format!("{} {:?} {:?}", e.year, e.who, e.whom)).collect()
    };
    let (some, most) = (who(&fewer), who(&base));
    assert!(some.len() < most.len() && some.iter().all(|event| most.contains(event)));
}

// Invariant 10: relabelled nations, the relabelled run.
#[test]
fn the_order_of_nations_does_not_matter() {
    let world = World::northeast_asia_2002();
    let data = world.to_data();
    let n = data.nations.len();
    let mut turned = WorldData { nations: data.nations.clone(), ..data };
    turned.nations.reverse();
    let tables = [&mut turned.trade, &mut turned.distance];
    for (_, row) in tables.into_iter().flatten().chain(turned.trust.iter_mut().flatten()) {
        row[..n].reverse();
    }
    let parameters = Parameters::default();
    let rules = Rules { opportunity: 0.0, exit_patience: 0.0, ..Rules::default() };
    let run = |world: World| {
        let study = Study::of(Model::new(world, parameters).unwrap());
        let simulation = Simulation::of(&study).rules(rules).shock(1, Shock::Sign(accord_of_seven()));
        simulation.years(15).seed(9).run().unwrap()
    };
    let (one, other) = (run(world), run(World::new(turned).unwrap()));
    let sorted = |history: &History| {
        let told = |e: &comity::simulate::Event| !matches!(e.kind, EventKind::RegimeChanged);
        let text = |e: &comity::simulate::Event| format!("{} {:?} {:?} {:?}", e.year, e.kind, e.who, e.whom);
        let mut events: Vec<String> = history.events().filter(|e| told(e)).map(text).collect();
        events.sort();
        events
    };
    assert_eq!(sorted(&one), sorted(&other));
    for i in 0..n {
        let (a, b) = (&one.end().state, &other.end().state);
        assert!((a.military_stock[i] / b.military_stock[n - 1 - i] - 1.0).abs() < 1e-9);
        for j in (0..n).filter(|&j| j != i) {
            assert!((a.trust[(i, j)] - b.trust[(n - 1 - i, n - 1 - j)]).abs() < 1e-9);
        }
    }
}

/// A world of `n` nations A, B, … alike in everything, with this trust.
fn alike(n: usize, trust: f64) -> WorldData {
    let codes: Vec<comity::world::NationCode> =
        (0..n).map(|i| char::from(b'A' + i as u8).to_string().parse().unwrap()).collect();
    let model = World::northeast_asia_2002();
    let nations = codes.iter().map(|&code| Nation {
        code,
        name: code.to_string(),
        gdp: 1000.0,
        population: 1e7,
        military_expenditure: 20.0,
        ideal_point: 0.0,
        ..model.nations()[1].clone()
    });
    let rows = |diagonal: f64, other: f64| -> Vec<_> {
        let row = |i: usize| (codes[i], (0..n).map(|j| if i == j { diagonal } else { other }).collect());
        (0..n).map(row).collect()
    };
    WorldData {
        nations: nations.collect(),
        trade: rows(800.0, 20.0),
        distance: rows(0.0, 1000.0),
        trust: Some(rows(0.0, trust)),
        ..WorldData::default()
    }
}

fn alike_study(n: usize, trust: f64) -> Study {
    let parameters = Parameters { terror: 0.0, ..Parameters::default() };
    Study::of(Model::new(World::new(alike(n, trust)).unwrap(), parameters).unwrap())
}

/// An arrangement of all nations with these terms.
fn pact(study: &Study, name: &str, terms: impl IntoIterator<Item = Term>) -> Arrangement {
    let members = study.model().world().codes().collect();
    terms.into_iter().fold(Arrangement::of(name, members), Arrangement::with)
}

fn confidence() -> Term {
    Term::ConfidenceBuilding { signal: Signal { security: 0.8, expansion: 0.5 } }
}

/// Beliefs alone move.
fn beliefs_only(trust: Trust) -> Rules {
    Rules { trust, detection: 1.0, false_alarm: 0.0, ..Rules::still() }
}

// A6: one signal, seen perfectly, moves trust as Kydd says, and with the frequencies of the true types.
#[test]
fn a_year_of_confidence_building_is_bayes_rule() {
    let study = alike_study(2, 0.5);
    let (mut up, mut seekers, mut good) = (0, 0, 0);
    for seed in 0..400 {
        let simulation = Simulation::of(&study).rules(beliefs_only(Trust::Bayes)).years(1).seed(seed);
        let cbm = pact(&study, "cbm", [confidence()]);
        let history = simulation.shock(1, Shock::Sign(cbm)).run().unwrap();
        let trust = history.end().state.trust[(0, 1)];
        let (sent, withheld) = (8.0 / 13.0, 2.0 / 7.0);
        assert!((trust - sent).abs() < 1e-12 || (trust - withheld).abs() < 1e-12, "{trust}");
        let sent = trust > 0.5;
        up += u32::from(sent);
        if history.begin().seekers[1] {
            seekers += 1;
            good += u32::from(sent);
        }
    }
    // Of 400 half are seekers; they send with .8, all with .65: four standard errors either side.
    let within =
        |count: u32, n: f64, p: f64| (f64::from(count) - n * p).abs() < 4.0 * (n * p * (1.0 - p)).sqrt();
    assert!(within(seekers, 400.0, 0.5) && within(up, 400.0, 0.65), "{seekers} {up}");
    assert!(within(good, f64::from(seekers), 0.8), "{good} of {seekers}");
}

// Invariants 3 and 4 over runs: the mean stays, and of those trusted with T the share T are seekers.
#[test]
fn beliefs_are_calibrated_under_a_common_prior() {
    let study = alike_study(3, 0.4);
    let rules = Rules { turnover: 0.05, detection: 0.95, false_alarm: 0.3, ..beliefs_only(Trust::Bayes) };
    let cbm = pact(&study, "cbm", [confidence()]);
    let simulation = Simulation::of(&study).rules(rules).years(8).shock(1, Shock::Sign(cbm)).seed(1);
    let runs = 600;
    let (mut sum, mut squares) = (0.0, 0.0);
    simulation
        .each_run(runs, |_, history| {
            // One observer of one nation: independent over runs.
            let t = history.end().state.trust[(0, 1)];
            sum += t;
            squares += t * t;
            Ok(())
        })
        .unwrap();
    let (n, mean) = (f64::from(runs), sum / f64::from(runs));
    let error = ((squares / n - mean * mean) / n).sqrt();
    assert!((mean - 0.4).abs() < 4.0 * error, "{mean} ± {error}");
    let calibration = simulation.calibration(runs).unwrap();
    for (belief, share, pairs) in calibration.curve() {
        // Two observers of one nation see the same, and years hang together: a sixteenth counts as independent.
        let error = (belief * (1.0 - belief) / (pairs as f64 / 16.0)).sqrt();
        assert!((belief - share).abs() < 4.0 * error, "{belief} {share} ± {error}, {pairs}");
    }
    assert!(calibration.brier().unwrap() < 0.24, "better than the prior alone");
}

// A7: without signals trust goes to 5/6 at the rate .88.
#[test]
fn the_two_state_type_has_its_closed_form() {
    let study = alike_study(2, 0.3);
    let rules = beliefs_only(Trust::Socialisation { up: 0.1, down: 0.02, contact: 0.0 });
    let history = Simulation::of(&study).rules(rules).years(40).run().unwrap();
    for (t, record) in history.records().iter().enumerate() {
        let expected = 5.0 / 6.0 + 0.88f64.powi(t as i32) * (0.3 - 5.0 / 6.0);
        assert!((record.trust[(0, 1)] - expected).abs() < 1e-12, "year {t}");
    }
}

// §0.1 and §4.6: the four mechanisms give different answers to the same question.
#[test]
fn the_mechanisms_of_trust_differ_as_their_authors_say() {
    let study = alike_study(4, 0.5);
    let cbm = pact(&study, "cbm", [confidence()]);
    let mean = |trust| {
        let rules = Rules { turnover: 0.02, ..beliefs_only(trust) };
        let simulation = Simulation::of(&study).rules(rules).years(20).shock(1, Shock::Sign(cbm.clone()));
        let mut sum = 0.0;
        simulation
            .each_run(60, |_, h| {
                sum += h.records()[20].mean_trust() / 60.0;
                Ok(())
            })
            .unwrap();
        sum
    };
    assert!((mean(Trust::Fixed) - 0.5).abs() < 1e-12);
    assert!((mean(Trust::Bayes) - 0.5).abs() < 0.12, "a martingale");
    let low = Trust::Pessimistic { shift: 2.0 };
    assert!(mean(low) > 0.12 + 0.1, "rises from a prior that was too low");
    assert!(mean(Trust::Socialisation { up: 0.0, down: 0.02, contact: 0.2 }) > 0.75);
}

// Invariant 9: who gives notice of n years is bound for n years; a clause without exit binds; durations end.
#[test]
fn notices_durations_and_clauses_are_kept_to_the_year() {
    let study = study();
    let costly = |name: &str, withdrawal, duration| {
        // Mongolia pays and gets nothing.
        let mut a = Arrangement::new(name, ["MNG", "PRK"]).unwrap();
        a = a.with(Term::aid("MNG".parse().unwrap(), "PRK".parse().unwrap(), 0.01));
        a.withdrawal = withdrawal;
        a.duration = duration;
        a
    };
    let rules = Rules { exit_patience: 2.0, ..Rules::still() };
    let run = |withdrawal, duration| {
        let shock = Shock::Sign(costly("tribute", withdrawal, duration));
        let lasts = |p: &Present, _: &Outcome, _: usize| {
            f64::from(p.state.regime.arrangements().iter().any(|a| a.name == "tribute"))
        };
        let simulation = Simulation::of(&study).rules(rules).everybody(Always).shock(3, shock).years(14);
        simulation.observe("tribute", lasts).run().unwrap()
    };
    let in_force = |history: &History| -> Vec<u32> {
        let column = history.nations().unwrap();
        let seen: Vec<_> = column.column("tribute").unwrap().step_by(11).collect();
        (0u32..).zip(seen).filter(|(_, cell)| *cell == Cell::Real(1.0)).map(|(year, _)| year).collect()
    };
    // Two years in which leaving would gain; then it leaves, or gives notice and is bound for four years more.
    let free = run(Withdrawal::Free, None);
    assert_eq!(in_force(&free), [3]);
    let noticed = run(Withdrawal::Notice(4), None);
    let notice = noticed.events().find(|e| e.kind == EventKind::GaveNotice).unwrap().year;
    assert_eq!(notice, 4);
    assert_eq!(in_force(&noticed), (3..notice + 4).collect::<Vec<_>>());
    assert_eq!(in_force(&run(Withdrawal::Never, None)), (3..=14).collect::<Vec<_>>());
    let ended = run(Withdrawal::Never, Some(5));
    assert_eq!(in_force(&ended), (3..8).collect::<Vec<_>>());
    assert_eq!(of_kind(&ended, &[EventKind::Expired]), ["8 tribute [MNG PRK] expired"]);
    // The static verdict knows the clause as well.
    let bound = study.status_quo().clone().with(costly("tribute", Withdrawal::Never, None));
    let alone =
        RegimeSearch { search: Search { tolerance: 1e-9, ..Search::up_to(1) }, ..RegimeSearch::default() };
    let leaves = |regime: &Regime| {
        let verdict = study.stability_within(regime, &alone).unwrap();
        verdict.exits.iter().any(|exit| exit.leaves.iter().any(|a| a.name == "tribute"))
    };
    assert!(!leaves(&bound));
    assert!(leaves(&study.status_quo().clone().with(costly("tribute", Withdrawal::Free, None))));
}

// Invariant 9: one seen to break is out for exactly L years.
#[test]
fn suspensions_last_their_years_and_agents_play_their_rules() {
    let study = alike_study(3, 0.5);
    let accord = pact(&study, "accord", [Term::TariffCut { cut: 0.03 }]);
    let base = Rules { punishment: 4.0, detection: 1.0, false_alarm: 0.0, ..Rules::still() };
    let run = |rules, agent: fn(Simulation) -> Simulation| {
        let simulation = Simulation::of(&study).rules(rules).shock(2, Shock::Sign(accord.clone())).years(16);
        agent(simulation).run().unwrap()
    };
    let years = |history: &History, kind, who: &str| -> Vec<u32> {
        let events = history.events().filter(|e| e.kind == kind);
        let named = |e: &&comity::simulate::Event| e.who.iter().chain(&e.whom).any(|c| c.as_str() == who);
        events.filter(named).map(|e| e.year).collect()
    };
    let faithful = run(base, |s| s.everybody(Always));
    assert_eq!(years(&faithful, EventKind::Kept, "A"), (2..=16).collect::<Vec<_>>());
    assert!(years(&faithful, EventKind::Sanctioned, "A").is_empty());
    let traitor = run(base, |s| s.everybody(Always).agent("A", Never));
    // Breaks in 2, out in 3–6, back in 7.
    assert_eq!(years(&traitor, EventKind::Broke, "A"), [2, 7, 12]);
    assert_eq!(years(&traitor, EventKind::Readmitted, "A"), [7, 12]);
    let flows = |t: usize| traitor.records()[t].nations[0].trade;
    assert!(flows(2) > 0.0 && (3..=6).all(|t| flows(t) < flows(2)) && flows(7) > 0.0);
    // Without suspensions: tit for tat answers each year, the trigger for its years, assurance by trust.
    let open = Rules { punishment: 0.0, ..base };
    let tit = run(open, |s| s.everybody(Reciprocity { forgiveness: 0.0 }).agent("A", Never));
    assert_eq!(years(&tit, EventKind::Kept, "B"), [2]);
    let generous = run(open, |s| s.everybody(Reciprocity { forgiveness: 1.0 }).agent("A", Never));
    assert_eq!(years(&generous, EventKind::Kept, "B").len(), 15);
    let wary = run(open, |s| s.everybody(Assurance { threshold: 5.0 / 7.0 }));
    assert_eq!(years(&wary, EventKind::Broke, "B").len(), 15);
    /// Breaks once.
    #[derive(Debug)]
    struct Once;
    impl Agent for Once {
        fn keeps(&self, view: &View<'_>, _: &Promise<'_>) -> f64 {
            f64::from(view.year() != 4)
        }
    }
    let trigger = run(open, |s| s.everybody(Trigger { years: 3 }).agent("A", Once));
    assert_eq!(
        years(&trigger, EventKind::Broke, "B"),
        (5..=16).collect::<Vec<_>>(),
        "B and C trigger each other"
    );
    let forgiving = run(open, |s| s.everybody(Always).agent("A", Once).agent("B", Trigger { years: 3 }));
    assert_eq!(
        years(&forgiving, EventKind::Broke, "B"),
        (5..=16).collect::<Vec<_>>(),
        "its own breach counts"
    );
}

// A17: nations that meet in pairs are the chain of Jackson & Watts on the connections model.

/// A link tells both members' numbers by the money that comes with it.
#[derive(Debug)]
struct Link;

impl TermEffect for Link {
    fn apply(&self, term: &SignedTerm, effects: &mut Effects) -> Result<()> {
        term.dyads().try_for_each(|(i, j)| effects.transfer(i, f64::from(1 << j)))
    }
}

/// The neighbours of each nation, read off the money.
fn neighbours(parts: &[Components]) -> Vec<u32> {
    parts.iter().map(|c| (c.gdp * c.aid.exp_m1()).round() as u32).collect()
}

/// Connections at δ = 1/2 (Jackson & Wolinsky 1996).
#[derive(Debug)]
struct Connections(f64);

impl Utility for Connections {
    fn utility(&self, i: usize, parts: &[Components]) -> f64 {
        let near = neighbours(parts);
        let (mut seen, mut edge, mut worth, mut decay) = (1u32 << i, 1u32 << i, 0.0, 0.5);
        while edge != 0 {
            let mut next = 0;
            (0..parts.len()).filter(|j| edge >> j & 1 == 1).for_each(|j| next |= near[j]);
            edge = next & !seen;
            seen |= edge;
            worth += decay * f64::from(edge.count_ones());
            decay /= 2.0;
        }
        worth - self.0 * f64::from(near[i].count_ones())
    }
}

fn links(n: usize) -> Vec<(usize, usize)> {
    (0..n).flat_map(|i| (i + 1..n).map(move |j| (i, j))).collect()
}

/// The network of linked nations, a bit per pair.
fn network(present: &Present) -> usize {
    let n = present.seekers.len();
    let has = |i: usize, j: usize| {
        let codes = [present.state.nations[i], present.state.nations[j]];
        present.state.regime.arrangements().iter().any(|a| codes.iter().all(|c| a.has_member(*c)))
    };
    links(n).into_iter().enumerate().filter(|(_, (i, j))| has(*i, *j)).map(|(k, _)| 1 << k).sum()
}

fn linked(study: &Study, present: &mut Present, network: usize) {
    let world = study.model().world();
    let codes: Vec<_> = world.codes().collect();
    for (k, (i, j)) in links(codes.len()).into_iter().enumerate() {
        if network >> k & 1 == 1 {
            let link = Arrangement::of("link", vec![codes[i], codes[j]]).with(Term::own("link", []));
            present.sign(link, world).unwrap();
        }
    }
}

fn two(package: Package) -> Menu {
    Menu::only(Package { max_members: Some(2), ..package })
}

fn meetings_study(n: usize, utility: impl Utility + 'static) -> Study {
    let treaty = TreatyPrice { autonomy: 0.0, expense: 0.0, ..TreatyPrice::default() };
    let parameters = Parameters { terror: 0.0, treaty, arms: Arms::Fixed, ..Parameters::default() };
    let model = Model::new(World::new(alike(n, 0.5)).unwrap(), parameters).unwrap();
    let model = model.with_term("link", Link).unwrap().with_utility(utility).unwrap();
    Study::of(model).with_menu(two(Package::new("link", [Term::own("link", [])])))
}

/// From each network those that a year without mistakes, and one of mistakes alone, leads to.
fn meetings(n: usize, cost: f64) -> Vec<[Vec<usize>; 2]> {
    let study = meetings_study(n, Connections(cost));
    let rules = Rules { opportunity: 1.0, ..Rules::still() };
    let pairs = links(n).len();
    let from = |network: usize| {
        let year = |noise: f64| {
            let simulation =
                Simulation::of(&study).rules(rules).diplomacy(Diplomacy::meetings(noise)).years(1);
            let start = simulation.branch(0, |present| linked(&study, present, network)).unwrap();
            let mut found: Vec<usize> = Vec::new();
            start
                .each_run(10 * pairs as u32, |_, history| {
                    found.push(self::network(history.end()));
                    Ok(())
                })
                .unwrap();
            found.sort_unstable();
            found.dedup();
            found.retain(|other| *other != network);
            found
        };
        [year(0.0), year(1.0)]
    };
    (0..1 << pairs).map(from).collect()
}

/// Limit of the stationary law as mistakes fade: shares by the degrees of the network.
fn limit(n: usize, moves: &[[Vec<usize>; 2]]) -> BTreeMap<Vec<usize>, f64> {
    const NOISE: f64 = 1e-6;
    let size = moves.len();
    let pairs = links(n).len() as f64;
    let mut law = nalgebra::DMatrix::<f64>::zeros(size, size);
    for (from, ways) in moves.iter().enumerate() {
        for (ways, chance) in ways.iter().zip([1.0 - NOISE, NOISE]) {
            for &to in ways {
                law[(to, from)] += chance / pairs;
                law[(from, from)] -= chance / pairs;
            }
        }
    }
    law.row_mut(size - 1).fill(1.0);
    let mut one = nalgebra::DVector::zeros(size);
    one[size - 1] = 1.0;
    let law = law.full_piv_lu().solve(&one).unwrap();
    let mut shares = BTreeMap::new();
    for (network, share) in law.iter().enumerate() {
        let mut degrees = vec![0; n];
        for (k, (i, j)) in links(n).into_iter().enumerate().filter(|(k, _)| network >> k & 1 == 1) {
            let _ = k;
            degrees[i] += 1;
            degrees[j] += 1;
        }
        degrees.sort_unstable();
        *shares.entry(degrees).or_insert(0.0) += share;
    }
    shares.retain(|_, share| *share > 1e-3);
    shares
}

#[test]
fn meetings_of_two_are_the_chain_of_jackson_and_watts() {
    for (n, cost, expected) in [
        (3, 0.2, vec![(vec![2, 2, 2], 1.0)]),
        (3, 0.3, vec![(vec![1, 1, 2], 1.0)]),
        (3, 0.55, vec![(vec![0, 0, 0], 1.0)]),
        (4, 0.3, vec![(vec![1, 1, 1, 3], 2.0 / 17.0), (vec![2, 2, 2, 2], 15.0 / 17.0)]),
        (4, 0.45, vec![(vec![1, 1, 1, 3], 0.25), (vec![1, 1, 2, 2], 0.75)]),
    ] {
        let moves = meetings(n, cost);
        for (network, [go, stay]) in moves.iter().enumerate() {
            // Each link is one or the other.
            let mut all: Vec<usize> = go.iter().chain(stay).map(|to| to ^ network).collect();
            all.sort_unstable();
            assert_eq!(all, (0..links(n).len()).map(|k| 1 << k).collect::<Vec<_>>(), "{network}");
        }
        let found = limit(n, &moves);
        assert_eq!(
            found.keys().cloned().collect::<Vec<_>>(),
            expected.iter().map(|e| e.0.clone()).collect::<Vec<_>>()
        );
        for (degrees, share) in expected {
            assert!((found[&degrees] - share).abs() < 1e-5, "{n} {cost} {degrees:?}: {}", found[&degrees]);
        }
    }
}

// A18: nations that switch sides one at a time come to rest in the local minima of Axelrod & Bennett's landscape.

/// Frustration of a nation; those linked to the last nation, the flag, are on one side. The flag does not care.
#[derive(Debug)]
struct Sides(Vec<Vec<f64>>);

impl Utility for Sides {
    fn utility(&self, i: usize, parts: &[Components]) -> f64 {
        let flag = parts.len() - 1;
        let side = neighbours(parts)[flag];
        let apart = |j: usize| side >> i & 1 != side >> j & 1;
        if i == flag {
            0.0
        } else {
            -(0..flag).filter(|&j| j != i && apart(j)).map(|j| self.0[i][j]).sum::<f64>()
        }
    }
}

fn real_column(frame: &Frame, name: &str) -> Vec<f64> {
    let real = |cell| if let Cell::Real(x) = cell { x } else { panic!("{name}: no real") };
    frame.column(name).unwrap().map(real).collect()
}

proptest! {
    #![proptest_config(draws::cases(12))]

    #[test]
    fn switching_sides_ends_in_a_local_minimum(p in proptest::collection::vec(-8i32..=8, 6)) {
        let n = 4;
        let mut propensity = vec![vec![0.0; n]; n];
        for ((i, j), p) in links(n).into_iter().zip(p) {
            propensity[i][j] = f64::from(p) / 8.0;
            propensity[j][i] = propensity[i][j];
        }
        let game = Alignment::new(&vec![1.0; n], &propensity).unwrap();
        let minima = local_minima(&game, &LandscapeSearch::default()).unwrap();
        let study = meetings_study(n + 1, Sides(propensity));
        let rules = Rules { opportunity: 1.0, ..Rules::still() };
        let simulation = Simulation::of(&study).rules(rules).diplomacy(Diplomacy::meetings(0.0)).years(150);
        let camps = |present: &Present| -> Partition {
            let flag = present.state.nations[n];
            let with_flag = |i: usize| {
                let code = present.state.nations[i];
                present.state.regime.arrangements().iter().any(|a| a.has_member(code) && a.has_member(flag))
            };
            let side: Coalition = (0..n).filter(|i| with_flag(*i)).collect();
            let other = Coalition::grand(n).difference(side);
            Partition::new(n, [side, other].into_iter().filter(|c| !c.is_empty())).unwrap()
        };
        let flag = study.model().world().nations()[n].code;
        let side = move |present: &Present, _: &Outcome, i: usize| {
            let code = present.state.nations[i];
            let with_flag = |a: &Arrangement| a.has_member(code) && a.has_member(flag);
            f64::from(u8::from(present.state.regime.arrangements().iter().any(with_flag)))
        };
        let watched = simulation.observe("side", side).run().unwrap();
        // Year by year, `n` nations and the flag a year: a switch lowers the energy, and nothing else changes it.
        let sides: Vec<f64> = real_column(&watched.nations().unwrap(), "side");
        let structures = sides.chunks(n + 1).map(|year| {
            let side: Coalition = (0..n).filter(|&i| year[i] > 0.0).collect();
            let other = Coalition::grand(n).difference(side);
            Partition::new(n, [side, other].into_iter().filter(|c| !c.is_empty())).unwrap()
        });
        let structures: Vec<Partition> = structures.collect();
        prop_assert_eq!(structures.last(), Some(&camps(watched.end())));
        for years in structures.windows(2).filter(|years| years[0] != years[1]) {
            prop_assert!(game.energy(&years[1]) < game.energy(&years[0]), "{} to {}", years[0], years[1]);
        }
        let end = camps(watched.end());
        prop_assert!(minima.minima.iter().any(|m| m.camps == end), "{} is no local minimum", end);
    }
}

// Invariant 14: noiseless myopic histories rest exactly where `stability` says stable.
proptest! {
    #![proptest_config(draws::cases(8))]

    #[test]
    fn myopic_histories_rest_in_the_stable_regimes_and_nowhere_else(world in worlds::world(), seed in 0u64..1000) {
        prop_assume!(world.len() <= 4);
        let Ok(model) = Model::new(world, Parameters::default()) else { return Ok(()) };
        let study = Study::of(model);
        let search = RegimeSearch::default();
        let rules = Rules { opportunity: 1.0, ..Rules::still() };
        let simulation = Simulation::of(&study).rules(rules).diplomacy(Diplomacy::deviations(search)).seed(seed);
        let Ok(history) = simulation.years(8).run() else { return Ok(()) };
        let mut regime = study.status_quo().clone();
        for year in 1..=8 {
            let moved = history.records()[year].events.iter().any(|e| {
                matches!(e.kind, EventKind::Signed | EventKind::Left | EventKind::Acceded)
            });
            // A way out without figures leaves the verdict open; nobody takes it.
            let verdict = study.stability(&regime).unwrap();
            let gains = !(verdict.exits.is_empty() && verdict.additions.is_empty());
            prop_assert_eq!(moved, gains, "year {}: {}", year, regime);
            prop_assert!(verdict.stable || gains || !verdict.unvalued.is_empty());
            if !moved {
                break;
            }
            regime = simulation_at(&study, rules, search, seed, year as u32);
        }
    }
}

fn simulation_at(study: &Study, rules: Rules, search: RegimeSearch, seed: u64, year: u32) -> Regime {
    let simulation = Simulation::of(study).rules(rules).diplomacy(Diplomacy::deviations(search)).seed(seed);
    simulation.years(year).run().unwrap().end().state.regime.clone()
}

#[test]
fn talks_are_those_of_the_static_study_and_come_to_something() {
    let study = study();
    let talks = Negotiation::proposed_by("JPN").among(["JPN", "KOR", "CHN"]);
    let deal = study.negotiate(&talks, 1).unwrap();
    let rules = Rules { opportunity: 1.0, ..Rules::still() };
    let simulation = Simulation::of(&study).rules(rules).diplomacy(Diplomacy::talks(talks)).everybody(Always);
    let history = simulation.years(3).seed(1).run().unwrap();
    let signed = history.records()[1].events.iter().find(|e| e.kind == EventKind::Signed).unwrap();
    let members: Vec<_> = deal.signed[0].members.clone();
    assert_eq!(signed.who, members);
    // Nobody signs the same again.
    let again = |e: &comity::simulate::Event| e.kind == EventKind::Signed && e.who == members;
    assert!(!history.records()[2].events.iter().any(again));
    // Who opens is drawn with equal chances, or by GDP.
    let counts = |recognition: f64| {
        let rules = Rules { recognition, ..rules };
        let menu = two(Package::new("link", [Term::TariffCut { cut: 0.01 }]));
        let simulation = Simulation::of(&study).rules(rules).diplomacy(Diplomacy::drawn(3, menu)).years(60);
        let history = simulation.run().unwrap();
        history.events().filter(|e| e.why.starts_with("proposed by USA")).count()
    };
    assert!(counts(2.0) >= counts(0.0));
}

// Invariant 16.
#[test]
fn nothing_breaks_at_the_ends() {
    let study = study();
    for trust in [0.0, 1.0] {
        for mechanism in Trust::ALL {
            let rules = Rules { trust: mechanism, consistent: true, foresight: 2.0, ..Rules::default() };
            let simulation =
                Simulation::of(&study).rules(rules).years(4).shock(1, Shock::Sign(accord_of_seven()));
            let history = simulation
                .branch(0, |present| {
                    present.state.trust.fill(trust);
                    present.state.military_stock[2] = 0.0;
                })
                .unwrap()
                .run()
                .unwrap();
            let state = &history.end().state;
            assert!(state.trust.iter().all(|t| (0.0..=1.0).contains(t)), "{mechanism}");
            assert!(
                history.records()[4].nations.iter().all(|n| n.utility.is_finite() && n.military_stock >= 0.0)
            );
        }
    }
    // Mean field: the seed is of no account where nobody is drawn.
    let rules = Rules { mean_field: true, ..Rules::default() };
    let simulation = Simulation::of(&study).rules(rules).diplomacy(Diplomacy::none()).years(6);
    let simulation = simulation.shock(1, Shock::Sign(accord_of_seven()));
    let (one, other) = (simulation.clone().seed(1).run().unwrap(), simulation.seed(2).run().unwrap());
    assert_eq!(one.end().state, other.end().state);
    let chance = |e: &comity::simulate::Event| {
        matches!(e.kind, EventKind::War | EventKind::Dispute | EventKind::Broke)
    };
    assert!(!one.events().any(chance));
    let empty = Study::new(World::northeast_asia_2002()).unwrap().with_menu(Menu::default());
    let nothing = Simulation::of(&empty).years(2).run();
    assert!(nothing.is_ok() || nothing.unwrap_err().to_string().contains("menu"));
}

#[test]
fn what_is_wrong_is_told() {
    let study = study();
    let of = || Simulation::of(&study);
    refused(of().years(0).run(), &["history: years is 0, allowed: 1.."]);
    refused(of().agent("XYZ", Always).run(), &["nation", "XYZ", "JPN"]);
    refused(of().rules(Rules { discount: 1.0, ..Rules::default() }).run(), &["discount is 1", "below 1"]);
    refused(of().rules(Rules { detection: 1.5, ..Rules::default() }).run(), &["detection is 1.5", "0..1"]);
    refused(
        of().rules(Rules { false_alarm: 0.99, ..Rules::default() }).run(),
        &["false_alarm is 0.99", "0.95"],
    );
    refused(of().rules(Rules { punishment: 1.5, ..Rules::default() }).run(), &["punishment is 1.5", "whole"]);
    let wild = Trust::Socialisation { up: 0.5, down: 0.0, contact: 0.6 };
    refused(
        of().rules(Rules { trust: wild, ..Rules::default() }).run(),
        &["trust.up + trust.contact is 1.1"],
    );
    #[derive(Debug)]
    struct Nothing;
    impl Phase for Nothing {
        fn advance(&self, _: &Year<'_>, _: &mut Present) -> Result<()> {
            Ok(())
        }
    }
    refused(of().phase("arm", Nothing).run(), &["phase is arm", "one of each name"]);
    refused(of().without_phase("arms").run(), &["unknown phase \"arms\"", "arm"]);
    let shock = Shock::Distrust { of: None, log_odds: 1.0 };
    refused(of().shock(0, shock.clone()).run(), &["distrust", "year is 0", "1..40"]);
    refused(of().shock(41, shock).run(), &["year is 41"]);
    refused(of().years(2).shock(1, Shock::End("accord".into())).run(), &["accord", "USA–JPN pact"]);
    refused(of().branch(40, |_| ()), &["year of the branch is 40", "below 40"]);
    let json = of().years(1).run().unwrap().end().to_json().unwrap();
    refused(of().from_json(&json.replacen("\"version\":2", "\"version\":9", 1)), &["version is 9", "2"]);
    refused(of().from_json(&json.replacen("\"year\":1", "\"yaer\":1", 1)), &["yaer"]);
    refused(of().from_json(&json.replace("\"JPN\"", "\"JAP\"")), &["JAP"]);
    let small = alike_study(3, 0.5);
    refused(Simulation::of(&small).from_json(&json), &["nations of a state"]);
    #[derive(Debug)]
    struct Mad;
    impl Agent for Mad {
        fn keeps(&self, _: &View<'_>, _: &Promise<'_>) -> f64 {
            f64::NAN
        }
    }
    let accord = Shock::Sign(accord_of_seven());
    refused(of().agent("PRK", Mad).shock(1, accord).years(1).run(), &["agent of PRK", "NaN", "0..1"]);
    refused(of().observe("x", |_, _, _| f64::NAN).years(1).run(), &["x is NaN"]);
}

#[test]
fn regimes_are_told_apart_by_their_figures() {
    let study = study();
    let kind = |regime: Regime, trust: f64| {
        let mut state = study.model().base().under(&regime);
        state.trust.fill(trust);
        let rules = Rules::default();
        RegimeFigures::of(&state, &rules, &[0.03, 0.029, 0.028]).kind(&rules)
    };
    let everybody = |term: Term| pact(&study, "all", [term]);
    let today = study.status_quo().clone();
    assert_eq!(kind(today.clone(), 0.2), RegimeKind::HubAndSpoke);
    assert_eq!(kind(Regime::none(), 0.2), RegimeKind::None);
    let clause = everybody(Term::collective_security(SanctionExtent::Complete));
    assert_eq!(kind(today.clone().with(clause), 0.2), RegimeKind::CollectiveSecurity);
    assert_eq!(kind(today.with(everybody(confidence())), 0.9), RegimeKind::Cooperative);
    let codes = ["JPN", "KOR", "CHN"].map(|c| c.parse().unwrap());
    let mut alliance = Arrangement::of("alliance", codes.to_vec());
    for d in codes {
        for b in codes.into_iter().filter(|b| *b != d) {
            alliance.terms.push(Term::defence(d, b));
        }
    }
    assert_eq!(kind(Regime::none().with(alliance), 0.2), RegimeKind::CollectiveDefence);
    let one = Arrangement::new("pact", ["JPN", "KOR"]).unwrap().with(Term::defence(codes[0], codes[1]));
    assert_eq!(kind(Regime::none().with(one), 0.2), RegimeKind::BalanceOfPower);
}

#[test]
fn tables_and_text_tell_the_history() {
    let study = study();
    let simulation = Simulation::of(&study).years(6).seed(3).shock(2, Shock::Sign(accord_of_seven()));
    let history = simulation.run().unwrap();
    assert_eq!(history.years().unwrap().len(), 7);
    assert_eq!(history.nations().unwrap().len(), 7 * 11);
    assert_eq!(history.dyads().unwrap().len(), 7 * 110);
    assert_eq!(history.event_table().unwrap().len(), history.events().count());
    let text = history.to_string();
    for fragment in
        ["2002–2008: trust by bayes, seed 3", "hub and spoke", "2004  signed from outside", "mean trust"]
    {
        assert!(text.contains(fragment), "no {fragment} in\n{text}");
    }
    let census = simulation.census(3).unwrap();
    let total: f64 = RegimeKind::ALL.iter().map(|k| census.shares(*k)[6]).sum();
    assert!((total - 1.0).abs() < 1e-12 && census.runs() == 3);
}

// Invariant 8: no rate, no dispute; else as many as the rates say.
#[test]
fn disputes_come_as_often_as_their_rates() {
    let study = study();
    let rules = Rules { disputes: 1.0, ..Rules::still() };
    let simulation = Simulation::of(&study).rules(rules).years(150).seed(6);
    let history = simulation.run().unwrap();
    let today = study.model().base_outcome();
    let n = today.nations.len();
    let codes: Vec<_> = study.model().world().codes().collect();
    // The rate of a pair; the more distrustful side begins more often.
    let rate = |(i, j): (usize, usize)| {
        let distrust = |at: (usize, usize)| 1.0 - today.trust()[at];
        today.dispute_rate()[(i, j)] * distrust((j, i)) / (distrust((i, j)) + distrust((j, i)))
    };
    let (mut mean, mut variance, mut wars) = (0.0, 0.0, 0.0);
    for i in 0..n {
        for j in (0..n).filter(|&j| j != i) {
            let rate = rate((i, j));
            mean += rate;
            variance += rate * (1.0 - rate);
            wars += rate * today.escalation()[(i, j)];
        }
    }
    let count = |kinds: &[EventKind]| history.events().filter(|e| kinds.contains(&e.kind)).count() as f64;
    let all = count(&[EventKind::Dispute, EventKind::War]);
    assert!((all - 150.0 * mean).abs() < 4.0 * (150.0 * variance).sqrt(), "{all} of {}", 150.0 * mean);
    let fought = count(&[EventKind::War]);
    assert!(
        (fought - 150.0 * wars).abs() < 4.0 * (150.0 * wars).sqrt() + 1.0,
        "{fought} of {}",
        150.0 * wars
    );
    // One pair: the two that quarrel most.
    let (mut most, mut pair) = (0.0, (0, 1));
    for i in 0..n {
        for j in (0..n).filter(|&j| j != i) {
            if rate((i, j)) > most {
                (most, pair) = (rate((i, j)), (i, j));
            }
        }
    }
    let theirs = |e: &&comity::simulate::Event| {
        matches!(e.kind, EventKind::Dispute | EventKind::War)
            && (e.whom[0], e.who[0]) == (codes[pair.0], codes[pair.1])
    };
    let theirs = history.events().filter(theirs).count() as f64;
    assert!((theirs - 150.0 * most).abs() < 4.0 * (150.0 * most * (1.0 - most)).sqrt() + 1.0);
}

// The least trust at which cooperation is rational: Kydd (2005), ch. 2.
#[test]
fn the_threshold_of_kydd() {
    let threshold = |cc, dc, dd, cd| Assurance::of_payoffs(cc, dc, dd, cd).map(|rule| rule.threshold);
    assert!((threshold(1.0, 0.6, 0.0, -1.0).unwrap() - 5.0 / 7.0).abs() < 1e-15);
    // At the threshold both choices pay the same, whatever the payoffs of the assurance game.
    let (cc, dc, dd, cd) = (3.0, 2.5, 1.0, -4.0);
    let t = threshold(cc, dc, dd, cd).unwrap();
    assert!((t * cc + (1.0 - t) * cd - t * dc - (1.0 - t) * dd).abs() < 1e-12);
    for (cc, dc, dd, cd) in [(0.6, 1.0, 0.0, -1.0), (1.0, 0.6, -1.0, 0.0), (f64::NAN, 0.6, 0.0, -1.0)] {
        assert!(threshold(cc, dc, dd, cd).unwrap_err().to_string().contains("payoffs"));
    }
}

// With arms that do not move and nothing to learn, the way to the rest point is the rest point.
#[test]
fn foresight_sees_nothing_where_nothing_moves() {
    let parameters = Parameters { arms: Arms::Fixed, ..Parameters::default() };
    let study = Study::of(Model::new(World::northeast_asia_2002(), parameters).unwrap());
    let study = study.with_menu(Menu::only(Package::new("trade network", [Term::TariffCut { cut: 0.03 }])));
    let signed = |foresight| {
        let rules = Rules { foresight, opportunity: 1.0, ..Rules::still() };
        let simulation = Simulation::of(&study).rules(rules).years(3).seed(3).everybody(Always);
        of_kind(&simulation.run().unwrap(), &[EventKind::Signed, EventKind::Acceded])
    };
    assert!(!signed(0.0).is_empty());
    assert_eq!(signed(5.0), signed(0.0));
}

#[test]
fn noisy_votes_sign_what_exact_ones_refuse_and_the_reverse() {
    let study = study();
    let signed = |vote_noise| {
        let rules = Rules { vote_noise, opportunity: 1.0, ..Rules::still() };
        let simulation = Simulation::of(&study).rules(rules).years(6).seed(5);
        of_kind(&simulation.run().unwrap(), &[EventKind::Signed, EventKind::Acceded])
    };
    let (exact, noisy, nearly) = (signed(0.0), signed(50.0), signed(1e-9));
    assert!(!exact.is_empty() && exact != noisy);
    assert_eq!(exact[0], nearly[0]);
}

#[test]
fn the_example_prints_the_regimes_as_data() {
    use crate::common::programs::run;
    let output = run("years", &["--json", "--years", "3", "--runs", "2", "--trust", "socialisation"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((report["years"].as_u64(), report["runs"].as_u64()), (Some(3), Some(2)));
    let regimes = report["regimes"].as_object().unwrap();
    assert_eq!(regimes.len(), 6);
    for year in 0..=3 {
        let total: f64 = regimes.values().map(|shares| shares[year].as_f64().unwrap()).sum();
        assert!((total - 1.0).abs() < 1e-12);
    }
    assert!(report["transitions"].is_array() && report["spells"].is_object());
    for (arguments, fragments) in [
        (&["--trust", "faith"][..], &["faith", "bayes"][..]),
        (&["--years", "0"], &["years is 0"]),
        (&["--years", "-3"], &["-3"]),
        (&["--runs", "0"], &["runs"]),
        (&["--scenario", "no such file"], &["no such file"]),
    ] {
        let output = run("years", arguments);
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {message}");
        fragments.iter().for_each(|f| assert!(message.contains(f), "no {f} in {message}"));
    }
}
