//! Nations that learn which decision rule to follow: ablations, invariants, long runs.

use crate::common::errors::assert_names as refused;
use comity::frame::Cell;
use comity::prelude::*;
use comity::simulate::{
    Agent, Always, EventKind, History, Learning, Never, Present, Promise, Rules, Shock, Trigger, View,
};
use comity::solve::learning::Attractions;

fn study() -> Study {
    Study::new(World::northeast_asia_2002()).unwrap()
}

fn accord() -> Shock {
    let seven = ["USA", "JPN", "KOR", "PRK", "CHN", "RUS", "MNG"].map(|c| c.parse().unwrap());
    Shock::Sign(Package::cooperative().signed_by(&seven).unwrap())
}

/// Beliefs, breaches, arms, and no talks.
fn rules() -> Rules {
    Rules { opportunity: 0.0, exit_patience: 0.0, revision: 0.4, ..Rules::default() }
}

fn taught(study: &Study, learning: Learning) -> Simulation {
    let simulation =
        Simulation::of(study).rules(rules()).shock(1, accord()).years(12).seed(5).learning(learning);
    simulation.strategy("trigger", Trigger { years: 3 }).strategy("always", Always).strategy("never", Never)
}

const RULES: [Learning; 3] = [
    Learning::Logit,
    Learning::Imitation,
    Learning::Attraction(Attractions { memory: 0.9, observations: 0.9, forgone: 0.5 }),
];

fn learned(history: &History) -> usize {
    history.events().filter(|e| e.kind == EventKind::Learned).count()
}

fn without_learning(present: &Present) -> String {
    let mut json: serde_json::Value = serde_json::from_str(&present.to_json().unwrap()).unwrap();
    json.as_object_mut().unwrap().remove("lessons");
    json.to_string()
}

// Invariant 11: at r = 0, and without strategies to learn, every other draw and number is the same bits.
#[test]
fn nobody_learns_at_a_rate_of_zero() {
    let study = study();
    let still = Rules { revision: 0.0, ..rules() };
    let plain = Simulation::of(&study).rules(rules()).shock(1, accord()).years(12).seed(5).run().unwrap();
    for learning in RULES {
        let history = taught(&study, learning).rules(still).run().unwrap();
        assert_eq!(history.records(), plain.records());
        assert_eq!(without_learning(history.end()), without_learning(plain.end()));
        assert_eq!(learned(&history), 0);
        let alone =
            Simulation::of(&study).rules(rules()).shock(1, accord()).years(12).seed(5).learning(learning);
        assert_eq!(alone.run().unwrap().end(), plain.end());
    }
}

#[test]
fn a_split_run_of_learners_is_the_whole_run() {
    let study = study();
    for learning in RULES {
        let simulation = taught(&study, learning);
        let whole = simulation.run().unwrap();
        assert!(learned(&whole) > 0, "{learning:?}");
        for cut in [1, 7] {
            let half = simulation.clone().years(cut).run().unwrap().end().to_json().unwrap();
            let rest = simulation.clone().from_json(&half).unwrap().run().unwrap();
            assert_eq!(rest.end(), whole.end());
            assert_eq!(rest.records()[1..], whole.records()[cut as usize + 1..]);
        }
    }
}

/// What is told of a strategy is what the nation does: it follows that agent and no other.
#[test]
fn what_is_taken_up_is_played() {
    let study = study();
    let rules = Rules { mutation: 1.0, punishment: 0.0, ..rules() };
    let history = taught(&study, Learning::Logit).rules(rules).years(30).run().unwrap();
    let names = ["everybody", "trigger", "always", "never"];
    let codes: Vec<_> = history.begin().state.nations.clone();
    let mut playing = vec![0; codes.len()];
    let (mut kept, mut broken) = (0, 0);
    for record in history.records() {
        for event in &record.events {
            let at = |e: &comity::simulate::Event| codes.iter().position(|c| *c == e.who[0]).unwrap();
            match event.kind {
                EventKind::Kept if playing[at(event)] == 2 => kept += 1,
                EventKind::Broke if playing[at(event)] == 3 => broken += 1,
                EventKind::Kept => assert_ne!(playing[at(event)], 3, "{} {event}", record.year),
                EventKind::Broke => assert_ne!(playing[at(event)], 2, "{} {event}", record.year),
                EventKind::Learned => {
                    playing[at(event)] = names.iter().position(|name| *name == event.what).unwrap();
                }
                _ => {}
            }
        }
    }
    assert!(kept > 5 && broken > 5, "{kept} kept, {broken} broken");
    assert!((0..codes.len()).all(|i| history.end().strategy(i) == playing[i]));
}

// Without anything to tell strategies apart, each is played as often in the long run.
#[test]
fn strategies_that_earn_the_same_are_played_alike() {
    let study = study();
    let still = Rules { revision: 0.5, mutation: 0.0, ..Rules::still() };
    let years = 400;
    let history =
        Simulation::of(&study).rules(still).years(years).seed(2).strategy("always", Always).run().unwrap();
    let mut playing = [0usize; 11];
    let mut always = 0.0;
    for record in history.records() {
        for event in record.events.iter().filter(|e| e.kind == EventKind::Learned) {
            let at = history.begin().state.nations.iter().position(|c| *c == event.who[0]).unwrap();
            playing[at] = usize::from(event.what == "always");
        }
        always += playing.iter().sum::<usize>() as f64;
    }
    // A chain that keeps its place with the chance 3/4 counts for a third of as many draws.
    let draws = f64::from(11 * years) / 3.0;
    let share = always / f64::from(11 * years);
    assert!((share - 0.5).abs() < 4.5 * 0.5 / draws.sqrt(), "{share}");
}

// An agent of its own is kept; and the best rule for one's purse is found where breaches cost nothing.
#[test]
fn nations_with_an_agent_of_their_own_do_not_learn() {
    let study = study();
    let history = taught(&study, Learning::Imitation).agent("PRK", Never).years(25).run().unwrap();
    let prk = |e: &&comity::simulate::Event| e.who.iter().any(|c| c.as_str() == "PRK");
    assert!(!history.events().filter(|e| e.kind == EventKind::Learned).any(|e| prk(&e)));
    assert!(!history.events().filter(|e| e.kind == EventKind::Kept).any(|e| prk(&e)));
    let greedy = Rules { punishment: 0.0, learning_noise: 0.0, mutation: 0.3, ..rules() };
    let simulation =
        Simulation::of(&study).rules(greedy).shock(1, accord()).everybody(Always).years(60).seed(1);
    let simulation = simulation.strategy("never", Never);
    let history =
        simulation.observe("never", |present: &Present, _, i| present.strategy(i) as f64).run().unwrap();
    let usa = history.begin().state.nations.iter().position(|c| c.as_str() == "USA").unwrap();
    let nations = history.nations().unwrap();
    let real = |cell| if let Cell::Real(x) = cell { Some(x) } else { None };
    let plays: Vec<f64> = nations.column("never").unwrap().filter_map(real).collect();
    let late: f64 = (31..=60).map(|year| plays[11 * year + usa]).sum();
    assert!(late > 18.0, "{late} of 30 years"); // it would pay into the fund
}

#[test]
fn what_is_wrong_is_told() {
    let study = study();
    let simulation = taught(&study, Learning::Logit);
    refused(simulation.clone().strategy("always", Never).run(), &["strategy is always", "one of each name"]);
    refused(simulation.clone().strategy("everybody", Never).run(), &["strategy is everybody"]);
    let wild = Learning::Attraction(Attractions { memory: 2.0, observations: 0.5, forgone: 0.0 });
    refused(simulation.clone().learning(wild).run(), &["memory is 2", "0..1"]);
    refused(simulation.clone().rules(Rules { revision: -0.1, ..rules() }).run(), &["revision is -0.1"]);
    let end = simulation.clone().years(2).run().unwrap().end().clone();
    let more = simulation.clone().strategy("other", Always).from(end.clone());
    refused(more.run(), &["strategies is 5", "4, as in the state"]);
    let json = end.to_json().unwrap().replacen("\"strategy\":", "\"strategy\":9", 1);
    refused(simulation.clone().from_json(&json), &["lesson"]);
    // A nation that knows of fewer strategies than the others.
    let mut json: serde_json::Value = serde_json::from_str(&end.to_json().unwrap()).unwrap();
    let lesson = &mut json["lessons"][3];
    lesson["strategy"] = 0.into();
    ["worth", "times"].iter().for_each(|list| lesson[list].as_array_mut().unwrap().truncate(1));
    let short = simulation.from_json(&json.to_string());
    refused(short.and_then(|simulation| simulation.run()), &["strategies is 4", "1, as in the state"]);

    let text = World::northeast_asia_2002().to_toml().unwrap() + "[history]\nyears = 4\nrevision = 0.5\n";
    let teach = "learning = \"imitation\"\n[history.strategies]\nfirm = { rule = \"trigger\", years = 3 }\nsaint = \"always\"\n";
    let read = |text: &str| {
        let scenario = Scenario::from_toml(text)?;
        Simulation::scenario(&study, &scenario)?.seed(3).run()
    };
    let by_file = read(&(text.clone() + teach)).unwrap();
    let rules = Rules { revision: 0.5, ..Rules::default() };
    let by_hand = Simulation::of(&study).rules(rules).years(4).seed(3).learning(Learning::Imitation);
    let by_hand = by_hand.strategy("firm", Trigger { years: 3 }).strategy("saint", Always).run().unwrap();
    assert_eq!(by_file.end(), by_hand.end());
    refused(read(&(text.clone() + "learning = \"rote\"\n")), &["learning", "rote", "imitation"]);
    refused(read(&(text + "strategy = 1\n")), &["strategy", "did you mean strategies?"]);
}

/// A coin.
#[derive(Debug)]
struct Constant(f64);

impl Agent for Constant {
    fn keeps(&self, _: &View<'_>, _: &Promise<'_>) -> f64 {
        self.0
    }
}

#[test]
fn a_rule_of_ones_own_can_be_learned() {
    let study = study();
    let simulation = taught(&study, Learning::Logit).strategy("coin", Constant(0.5)).years(20);
    let history = simulation.run().unwrap();
    assert!(history.events().any(|e| e.kind == EventKind::Learned && e.what == "coin"));
    assert!(history.to_string().contains("takes up the strategy"));
}
