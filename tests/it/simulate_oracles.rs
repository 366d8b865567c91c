//! Histories beside what is solved or published: whole matrices of arms, energies, processes of coalition formation,
//! relabelled talks.

use crate::common::cases::case;
use crate::common::draws;
use crate::common::errors::assert_names as refused;
use crate::common::worlds;
use crate::process::experiment;
use comity::game::{FormationProcess, Fraction, StationaryProfile, TuGame, Value};
use comity::model::{Arms, Model, Parameters};
use comity::nalgebra::{DMatrix, DVector};
use comity::negotiate::Settings;
use comity::negotiate::protocol::RandomProposer;
use comity::negotiate::strategy::Stationary;
use comity::prelude::*;
use comity::simulate::{Always, Diplomacy, Engine, EventKind, History, Process, Rules, Year};
use comity::solve::farsighted::{dynamics, verify_profile};
use comity::world::WorldData;
use proptest::prelude::*;

// A15: off its rest the race goes by the powers of one matrix, M_t − M* = (I + K − αI)^t (M_0 − M*).
#[test]
fn arms_go_by_the_powers_of_their_matrix() {
    let parameters = Parameters::default();
    let Arms::Richardson { fatigue, .. } = parameters.arms else { panic!("Richardson") };
    let model = Model::new(World::northeast_asia_2002(), parameters).unwrap();
    let shares = model.outward_shares();
    let study = Study::of(model);
    let n = study.model().world().len();
    let rules = Rules { arms_pace: 1.0, ..Rules::still() };
    let base = DVector::from_column_slice(&study.model().base().military_stock);
    let run = |start: &DVector<f64>, years: u32| {
        let begin = Simulation::of(&study).rules(rules).years(years);
        let from = begin.branch(0, |present| present.state.military_stock.copy_from_slice(start.as_slice()));
        let history = from.unwrap().run().unwrap();
        DVector::from_column_slice(&history.end().state.military_stock)
    };
    // The matrix, column by column, by what a year makes of one stock more.
    let after = run(&base, 1);
    let mut matrix = DMatrix::zeros(n, n);
    for k in 0..n {
        let mut start = base.clone();
        start[k] *= 2.0;
        matrix.set_column(k, &((run(&start, 1) - &after) / base[k]));
    }
    for i in 0..n {
        assert!((matrix[(i, i)] - (1.0 - fatigue)).abs() < 1e-12); // nobody fears itself
        // Rows of K/α at the base, weighted by the stocks at it, sum to what answers threats.
        let threatened: f64 = (0..n).filter(|&j| j != i).map(|j| matrix[(i, j)] * base[j]).sum();
        let found = threatened / (fatigue * base[i]);
        assert!((found - shares[i]).abs() < 1e-3 * shares[i], "{i}: {found} {}", shares[i]);
    }
    // The base is at rest; from elsewhere, by the powers.
    let mut start = base.clone();
    start.iter_mut().enumerate().for_each(|(i, m)| *m *= [0.5, 3.0, 1.0][i % 3]);
    let mut apart = &start - &base;
    for years in 1..=30 {
        apart = &matrix * apart;
        if [1, 2, 5, 12, 30].contains(&years) {
            let (now, expected) = (run(&start, years), &base + &apart);
            for (m, expected) in now.iter().zip(&expected) {
                assert!((m / expected - 1.0).abs() < 1e-12, "year {years}: {m} {expected}");
            }
        }
    }
    // Full trust of everybody: what answers nobody is left.
    let trusting = Simulation::of(&study).rules(rules).years(400);
    let trusting = trusting.branch(0, |present| present.state.trust.fill(1.0)).unwrap().run().unwrap();
    for (i, m) in trusting.end().state.military_stock.iter().enumerate() {
        assert!(*m <= base[i] * (1.0 + 1e-12) && *m >= base[i] * (1.0 - shares[i]) * (1.0 - 1e-12));
    }
}

// A19: a process of coalition formation in which each year a proposer is drawn and play is stationary.

struct Formation {
    process: FormationProcess,
    profile: StationaryProfile<f64>,
    start: usize,
}

impl Process for Formation {
    type State = usize;

    fn begin(&self, _: u64) -> Result<usize> {
        Ok(self.start)
    }
}

/// The place that these chances give a number from 0 to 1.
fn place(chances: &[f64], at: f64) -> usize {
    let mut left = at;
    let found = chances.iter().position(|p| {
        left -= p;
        left < 0.0
    });
    found.unwrap_or(chances.len() - 1)
}

fn approved(f: &Formation, proposer: usize, from: usize, to: usize) -> f64 {
    f.process.approval(proposer, from, to, |j| f.profile.approvals[j][from][to])
}

fn negotiate(year: &Year<'_, Formation>, next: &mut usize) -> Result<()> {
    let (f, from) = (year.process(), *year.present());
    let proposer = place(f.process.protocol(), year.draw("proposer").uniform());
    let to = place(&f.profile.proposals[proposer][from], year.draw("proposal").uniform());
    if to != from && year.draw("approval").uniform() < approved(f, proposer, from, to) {
        *next = to;
    }
    Ok(())
}

/// Where a chain is in the end, by start and end: powers of the matrix by squaring.
fn in_the_end(transition: &[Vec<f64>]) -> DMatrix<f64> {
    let m = transition.len();
    let mut law = DMatrix::from_fn(m, m, |x, y| transition[x][y]);
    for _ in 0..60 {
        law = &law * &law;
    }
    law
}

#[test]
fn years_of_proposals_end_where_the_solved_chain_does() {
    let file = case("61_heyen_lehtomaa2021.json");
    let mut seen_far = 0;
    for e in file["experiments"].as_array().unwrap() {
        let (exact, exact_profile, ..) = experiment(e);
        let solved = verify_profile(&exact, &exact_profile, Fraction::ratio(0, 1)).unwrap();
        let transition: Vec<Vec<f64>> =
            solved.transition.iter().map(|row| row.iter().map(Value::to_f64).collect()).collect();
        let real = |table: &Vec<Vec<Vec<Fraction>>>| -> Vec<Vec<Vec<f64>>> {
            let rows = |rows: &Vec<Vec<Fraction>>| {
                rows.iter().map(|row| row.iter().map(Value::to_f64).collect()).collect()
            };
            table.iter().map(rows).collect()
        };
        let profile = StationaryProfile {
            proposals: real(&exact_profile.proposals),
            approvals: real(&exact_profile.approvals),
        };
        let (process, n, m) = (exact.to_f64(), exact.players(), exact.states());
        let end = in_the_end(&transition);
        let recurrent = dynamics(&transition).unwrap().recurrent;
        for start in 0..m {
            let f = Formation { process: process.clone(), profile: profile.clone(), start };
            // The law of one year, by who proposes what and whether it is approved, is the solved one.
            for (to, solved) in transition[start].iter().enumerate() {
                let mut chance = 0.0;
                for (i, drawn) in f.process.protocol().iter().enumerate().take(n) {
                    for (y, proposed) in f.profile.proposals[i][start].iter().enumerate() {
                        let moves = if y == start { 1.0 } else { approved(&f, i, start, y) };
                        chance += drawn * proposed * if y == to { moves } else { 0.0 };
                        chance +=
                            drawn * proposed * if start == to && y != start { 1.0 - moves } else { 0.0 };
                    }
                }
                assert!((chance - solved).abs() < 1e-12, "{start} {to}");
            }
            // Histories end where the chain is absorbed, and as often.
            let runs = 400;
            let ends =
                Engine::of(f).phase("negotiate", negotiate).years(200).seed(5).ensemble(runs, Ok).unwrap();
            for class in recurrent.iter().filter(|class| class.len() == 1) {
                let share = end[(start, class[0])];
                let found = ends.iter().filter(|x| **x == class[0]).count() as f64 / f64::from(runs);
                let error = (share * (1.0 - share) / f64::from(runs)).sqrt();
                assert!((found - share).abs() <= 4.0 * error + 1e-9, "{start}: {found} {share}");
                seen_far += u32::from(share > 1e-9 && class[0] != start);
            }
        }
    }
    assert!(seen_far > 3, "absorption elsewhere");
}

// A19: a year of talks over joint gains is Okada's random proposer: who proposes is drawn, and each offers the
// coalition of the solved equilibrium.
#[test]
fn a_year_of_talks_is_okadas_random_proposer() {
    let study = Study::new(World::northeast_asia_2002()).unwrap();
    let codes = ["JPN", "KOR", "CHN"];
    let package = Package::cooperative();
    let seats: Vec<usize> = codes.iter().map(|c| study.model().world().index(c).unwrap()).collect();
    let worth = |s: Coalition| {
        let members: Vec<_> = s.players().map(|i| codes[i].parse().unwrap()).collect();
        let Some(arrangement) = package.signed_by(&members) else { return 0.0 };
        let outcome = study.evaluate(&study.status_quo().clone().with(arrangement)).unwrap();
        s.players().map(|i| outcome.nations[seats[i]].money().unwrap()).sum()
    };
    let game = TuGame::from_fn(3, worth).unwrap();
    let settings = Settings { discounts: vec![0.9], ..Settings::default() };
    let solved = Stationary::random_proposer(&game, &RandomProposer::default(), &settings).unwrap();
    let mut law = [0.0; 8];
    for party in 0..3 {
        for (chance, offer) in solved.proposals(party) {
            law[offer.outcome + 1] += chance / 3.0; // outcome `mask − 1` is the coalition of the mask
        }
    }
    assert!((law.iter().sum::<f64>() - 1.0).abs() < 1e-12, "nobody waits");
    let talks =
        Negotiation::opened_by("JPN").among(codes).over(Menu::only(package)).sharing_gains().discount(0.9);
    let rules = Rules { opportunity: 1.0, ..Rules::still() };
    let simulation = Simulation::of(&study).rules(rules).diplomacy(Diplomacy::talks(talks)).everybody(Always);
    let (runs, mut found) = (300, [0.0; 8]);
    simulation
        .years(1)
        .each_run(runs, |_, history| {
            let first = history.events().find(|e| e.kind == EventKind::Signed);
            let members: Coalition = (0..3)
                .filter(|i| first.is_some_and(|e| e.who.iter().any(|c| c.as_str() == codes[*i])))
                .collect();
            found[members.index()] += 1.0 / f64::from(runs);
            Ok(())
        })
        .unwrap();
    for (found, share) in found.iter().zip(law) {
        let error = (share * (1.0 - share) / f64::from(runs)).sqrt();
        assert!((found - share).abs() <= 4.0 * error + 1e-9, "{found} {share}");
    }
}

// Invariant 10: relabelled nations, the relabelled run, with talks, withdrawals, compliance and disputes.
fn turned(data: WorldData) -> WorldData {
    let n = data.nations.len();
    let mut turned = data;
    turned.nations.reverse();
    let tables = [&mut turned.trade, &mut turned.distance];
    for (_, row) in tables.into_iter().flatten().chain(turned.trust.iter_mut().flatten()) {
        row[..n].reverse();
    }
    turned
}

/// Events but for changes of the kind of regime, members in alphabetical order.
fn told(history: &History) -> Vec<String> {
    let sorted = |codes: &[comity::world::NationCode]| {
        let mut codes: Vec<&str> = codes.iter().map(|code| code.as_str()).collect();
        codes.sort_unstable();
        codes.join(" ")
    };
    let mut events: Vec<String> = history
        .events()
        .map(|e| format!("{} {:?} {} {}", e.year, e.kind, sorted(&e.who), sorted(&e.whom)))
        .collect();
    events.sort();
    events
}

fn assert_relabelled(one: &History, other: &History) {
    assert_eq!(told(one), told(other));
    let (a, b) = (&one.end().state, &other.end().state);
    let n = a.nations.len();
    for i in 0..n {
        assert!((a.military_stock[i] / b.military_stock[n - 1 - i] - 1.0).abs() < 1e-9);
        for j in (0..n).filter(|&j| j != i) {
            assert!((a.trust[(i, j)] - b.trust[(n - 1 - i, n - 1 - j)]).abs() < 1e-9);
        }
    }
}

#[test]
fn relabelled_nations_hold_the_same_talks() {
    let world = World::northeast_asia_2002();
    let other = World::new(turned(world.to_data())).unwrap();
    let mut signed = 0;
    for (seed, rules) in [
        (9, Rules::default()),
        (4, Rules { vote_noise: 2.0, ..Rules::default() }),
        (2, Rules { recognition: 1.0, trust: comity::simulate::Trust::ALL[4], ..Rules::living() }),
    ] {
        let run = |world: World| {
            let study = Study::of(Model::new(world, Parameters::default()).unwrap());
            Simulation::of(&study).rules(rules).years(8).seed(seed).run().unwrap()
        };
        let (one, other) = (run(world.clone()), run(other.clone()));
        assert_relabelled(&one, &other);
        signed += one.events().filter(|e| e.kind == EventKind::Signed).count();
    }
    assert!(signed > 3, "something is signed");
}

proptest! {
    #![proptest_config(draws::cases(8))]

    #[test]
    fn relabelled_worlds_live_the_relabelled_history(world in worlds::world(), seed in 0u64..1000) {
        let parameters = Parameters::default();
        let data = world.to_data();
        let (Ok(one), Ok(other)) = (Model::new(world, parameters), World::new(turned(data))) else { return Ok(()) };
        let Ok(other) = Model::new(other, parameters) else { return Ok(()) };
        let run = |model: Model| {
            let rules = Rules { opportunity: 0.0, exit_patience: 0.0, ..Rules::default() };
            Simulation::of(&Study::of(model)).rules(rules).years(6).seed(seed).run()
        };
        let (Ok(one), Ok(other)) = (run(one), run(other)) else { return Ok(()) };
        assert_relabelled(&one, &other);
    }
}

// Bad input by file: each an error that names what, value and what is allowed.
#[test]
fn files_of_histories_that_cannot_be_are_refused() {
    let study = Study::new(World::northeast_asia_2002()).unwrap();
    let world = study.model().world().to_toml().unwrap();
    let read = |history: &str| {
        let scenario = Scenario::from_toml(&format!("{world}\n[history]\n{history}"))?;
        Simulation::scenario(&study, &scenario)?.run()
    };
    refused(read("years = -3\n"), &["years", "-3"]);
    refused(read("years = 0\n"), &["years is 0", "1.."]);
    refused(read("years = 2\ndiscount = 1.0\n"), &["discount is 1", "below 1"]);
    refused(read("years = 2\ndetection = 1.2\n"), &["detection is 1.2", "0..1"]);
    refused(read("years = 2\nforesight = -1\n"), &["foresight is -1"]);
    refused(read("years = 2\n[history.agents]\nXYZ = \"always\"\n"), &["XYZ"]);
    refused(read("years = 2\nwithout = [\"arms\"]\n"), &["arms", "arm"]);
    let shock = |year: &str| {
        format!("years = 3\n[[history.shock]]\nyear = {year}\ndistrust = {{ log_odds = 1.0 }}\n")
    };
    refused(read(&shock("0")), &["year is 0", "1..3"]);
    refused(read(&shock("-1")), &["-1"]);
    refused(read(&shock("4")), &["year is 4"]);
    assert!(read(&shock("1")).is_ok());
}
