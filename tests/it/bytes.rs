//! Mutated bytes into every reader of the crate's own formats: no panic, and errors that name the file and are short.

use crate::common::bytes::{mutated, mutations};
use crate::common::{cases, draws};
use comity::Result;
use comity::experiment::{Design, Factor};
use comity::game::{Case, GameFile, HedonicGame, TuGame, WeightedVoting};
use comity::model::Parameters;
use comity::negotiate::domain::{Generator, LinearDomain, ListDomain};
use comity::negotiate::protocol::AlternatingOffers;
use comity::negotiate::strategy::TimeDependent;
use comity::negotiate::{Session, Trace};
use comity::prelude::*;
use comity::simulate::Simulation;
use comity::study::Scenario;
use comity::treaty::{Menu, Regime};
use comity::world::CsvFiles;
use rand::RngExt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

/// Reads a text, and uses what it holds.
type Reader<'a> = Box<dyn Fn(&str) -> Result<()> + 'a>;

/// A format: texts that are read, and a reader that is given one mutated.
struct Format<'a> {
    name: &'static str,
    texts: Vec<String>,
    read: Reader<'a>,
    /// How the messages of its errors begin; nothing where the caller names what was read.
    named: &'static str,
    /// One mutation of so many is of this format.
    share: u64,
}

fn scratch(name: &str, text: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).unwrap();
    path
}

/// All that can be read of a case, and its answer where it is quick.
fn ask(case: &Case) -> Result<()> {
    let _ =
        (case.kind(), case.weighted_voting(), case.airport(), case.structures("unions"), case.list("types"));
    let _ = (case.number("quota"), case.numbers("weights"), case.text("source"), case.place().len());
    let players = case.players().or_else(|_| case.parsed::<Vec<u64>>("weights").map(|list| list.len()));
    if players.is_ok_and(|n| n <= 4) {
        let _ = (case.tu_game("values"), case.cost_game("cost_values"));
        comity::solve::answer(case)?;
    }
    Ok(())
}

fn json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text)
        .map_err(|e| comity::Error::Parse { place: "json".into(), message: e.to_string() })
}

/// A world of two, as a scenario file with a regime and a history.
const SMALL: &str = r#"
name = "two"
land_borders = [["A", "B"]]
[trade]
A = [80.0, 5.0]
B = [4.0, 60.0]
[distance]
A = [0.0, 900.0]
B = [900.0, 0.0]
[[nation]]
code = "A"
name = "Aland"
gdp = 100.0
population = 1e7
military_expenditure = 2.0
nuclear = "possession"
ideal_point = 0.5
democracy = 0.9
[[nation]]
code = "B"
name = "Beland"
gdp = 70.0
population = 2e7
military_expenditure = 3.0
nuclear = "none"
ideal_point = -0.5
democracy = 0.2
[parameters]
cost_exchange = 0.1
[[regime]]
name = "accord"
keeps_status_quo = true
[[regime.arrangement]]
name = "accord"
members = ["A", "B"]
terms = [{ term = "tariff_cut", cut = 0.03 }]
[history]
years = 3
trust = "socialisation"
agents = { A = "never", B = { rule = "trigger", years = 5 } }
"#;

fn formats<'a>(study: &'a Study, world: &'a World) -> Vec<Format<'a>> {
    let states = "iso3,year,gdp_cur_usd,pop,tpop_k_cow,gdp_real_ppp2017_musd_fariss,milex_kusd_cow,milper_k_cow,\
        cinc,poverty_headcount_pct,nuclear_status,polity2,v2x_polyarchy,un_ideal_point,cow_major_power\n\
        JPN,2002,4.25e12,127445000,127445,4.9e6,39200000,240,0.0486,0.9,0,10,0.838,0.736,0\n\
        KOR,2002,6.50e11,,47623,1.2e6,13100000,686,0.0241,1.1,0,8,0.816,0.725,0\n";
    let dyads = "iso3_a,iso3_b,year,imports_a_from_b_musd,dist_cap_km,contig_cow_type,atop_defense,rivalry_tss\n\
        JPN,KOR,2002,15500,1156,4,0,0\nKOR,JPN,2002,29900,1156,4,0,0\n";
    let capitals = "iso3,name,lat,lng\nJPN,Tokyo,35.7,139.7\nKOR,Seoul,37.6,127\n";
    let csv = move |text: &str| {
        let file = |name: &str, usual: &str, first: &str| {
            scratch(&format!("bytes_{name}.csv"), if text.starts_with(first) { text } else { usual })
        };
        let files = CsvFiles::new(file("states", states, "iso3,y"), file("dyads", dyads, "iso3_"));
        files.capitals(file("capitals", capitals, "iso3,n")).read().map(|_| ())
    };
    let games: Vec<String> = ["18_", "60_", "61_", "32_", "50_"]
        .iter()
        .flat_map(|start| {
            cases::all().into_iter().filter(move |(path, _)| {
                path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(start))
            })
        })
        .map(|(path, _)| std::fs::read_to_string(path).unwrap())
        .filter(|text| text.len() < 40_000)
        .collect();
    let written = [
        TuGame::from_fn(3, |s| comity::game::Value::to_fraction(&(s.len() as f64))).unwrap().file_text("three"),
        WeightedVoting::new(12, [4, 4, 4, 2]).unwrap().and(2, [1; 4]).unwrap().file_text("vote"),
        r#"{"kind": "ashg", "n": 3, "fractional": true, "weights": [[0, 1, "1/2"], [2, 0, -1], [0.5, 1e2, 0]]}"#.into(),
        r#"{"kind": "airport_typed", "types": [{"landings": 2, "runway_cost": "7/2"}]}"#.into(),
        r#"{"kind": "tu_apriori_unions", "n": 3, "values": {"3": 1, "7": 2}, "unions": {"a": [3, 4]}}"#.into(),
        r#"{"kind": "tu_gain", "n": 2, "cost_values": {"1": 5, "2": 4, "3": 7}}"#.into(),
    ];
    let drawn = Generator { parties: 2, conflict: 0.5, reservation: 0.0, seed: 3 };
    let (issues, list) = (drawn.issues(&[2, 3]).unwrap(), drawn.list(5).unwrap());
    let trace = Session::new(&list, &AlternatingOffers).everybody(|_| TimeDependent::linear()).run().unwrap();
    let state = Simulation::of(study).years(1).run().unwrap().end().to_json().unwrap();
    let values = [
        serde_json::to_string(&issues).unwrap(),
        serde_json::to_string(&list).unwrap(),
        serde_json::to_string(&trace).unwrap(),
        serde_json::to_string(&TuGame::from_fn(2, |s| s.len() as f64).unwrap()).unwrap(),
        serde_json::to_string(&WeightedVoting::new(3, [2, 1, 1]).unwrap()).unwrap(),
        serde_json::to_string(&Regime::status_quo(world)).unwrap(),
        serde_json::to_string(&Menu::cooperative()).unwrap(),
        serde_json::to_string(&Parameters::default()).unwrap(),
    ];
    let value = move |text: &str| {
        if let Ok(trace) = json::<Trace>(text) {
            let _ = (Session::replay(&list, &AlternatingOffers, &trace), trace.to_string(), trace.frame());
        }
        if let Ok(regime) = json::<Regime>(text) {
            let _ = (regime.check(world), regime.to_string(), study.evaluate(&regime));
        }
        if let Ok(parameters) = json::<Parameters>(text) {
            let _ = parameters.check();
        }
        let _ = json::<Menu>(text).map(|menu| menu.offers(&world.codes().collect::<Vec<_>>()));
        let _ = (json::<HedonicGame>(text), json::<TuGame>(text), json::<WeightedVoting>(text));
        let _ = json::<ListDomain>(text);
        json::<LinearDomain>(text).map(|_| ())
    };
    let factors = || [Factor::uniform("x", 0.0, 2.0).unwrap(), Factor::switch("pacts").unwrap()];
    vec![
        Format {
            name: "scenario",
            texts: vec![SMALL.into(), include_str!("../../src/world/northeast_asia_2002.toml").into()],
            read: Box::new(|text| {
                let scenario = Scenario::from_toml(text)?;
                if scenario.world.len() == 2 {
                    let study = Study::of(scenario.model()?);
                    let _ = Simulation::scenario(&study, &scenario);
                }
                Ok(())
            }),
            named: "",
            share: 6,
        },
        Format {
            name: "public data",
            texts: vec![states.into(), dyads.into(), capitals.into()],
            read: Box::new(csv),
            named: "",
            share: 10,
        },
        Format {
            name: "games",
            texts: games.into_iter().chain(written).collect(),
            read: Box::new(|text| {
                let file = GameFile::parse(text, "games.json")?;
                file.cases.iter().try_for_each(ask)
            }),
            named: "",
            share: 2,
        },
        Format { name: "values", texts: values.into(), read: Box::new(value), named: "", share: 2 },
        Format {
            name: "state of a history",
            texts: vec![state],
            read: Box::new(move |text| Simulation::of(study).years(1).from_json(text).map(|_| ())),
            named: "",
            share: 8,
        },
        Format {
            name: "design",
            texts: vec!["pacts,x\ntrue,0.5\nfalse,2\n".into(), "x;pacts\n1;true\n".into()],
            read: Box::new(move |text| Design::from_csv(factors(), text.as_bytes()).map(|_| ())),
            named: "",
            share: 4,
        },
    ]
}

/// As many as [`mutations`] says.
#[test]
fn mutated_files_make_no_reader_panic() {
    let world = World::northeast_asia_2002();
    let study = Study::new(world.clone()).unwrap();
    let formats = formats(&study, &world);
    for format in &formats {
        let read = format.texts.iter().filter(|text| (format.read)(text).is_ok()).count();
        assert!(read > 0, "nothing of {} is read as it stands", format.name);
    }
    let mut rng = draws::rng(18);
    let (mut read, mut refused) = (0, 0);
    for case in 0..mutations() {
        let mut k = 0;
        while rng.random_range(0..formats[k].share) > 0 {
            k = (k + 1) % formats.len();
        }
        let format = &formats[k];
        let text = &format.texts[rng.random_range(0..format.texts.len())];
        let other = &format.texts[rng.random_range(0..format.texts.len())];
        let text = mutated(&mut rng, text, other);
        match catch_unwind(AssertUnwindSafe(|| (format.read)(&text))) {
            Err(_) => panic!("a panic; case {case} of {}:\n{text}", format.name),
            Ok(Ok(())) => read += 1,
            Ok(Err(error)) => {
                let message = error.to_string();
                assert!(message.starts_with(format.named), "{message}\n{text}");
                assert!(!message.is_empty() && message.len() < 60_000, "{} bytes\n{text}", message.len());
                refused += 1;
            }
        }
    }
    // Neither is the exception, or else nothing was tested.
    assert!(read * 100 > mutations() && refused * 50 > mutations(), "{read} read, {refused} refused");
}

/// Nesting past any use overflows no stack.
#[test]
fn deep_nesting_overflows_no_stack() {
    let world = World::northeast_asia_2002();
    let study = Study::new(world.clone()).unwrap();
    for format in formats(&study, &world) {
        for (open, close) in
            [("[", "]"), ("{\"a\":", "}"), ("{a=", "}"), ("a.", "b=1"), ("(", ")"), ("\"", "\"")]
        {
            let deep = open.repeat(100_000);
            for text in [deep.clone(), format!("{deep}{}", close.repeat(100_000)), format!("x = {deep}")] {
                // Of public data, what is none of the three files leaves all of them as they are.
                let read = (format.read)(&text);
                assert!(read.is_err() || format.name == "public data", "{}: {open}", format.name);
            }
        }
    }
}
