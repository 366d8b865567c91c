//! Growth, investment, terror and ties over years: the oracles of each mechanism, their neutral values, their money.

use crate::common::draws;
use comity::model::{Model, Outcome, Parameters};
use comity::nalgebra::DMatrix;
use comity::prelude::*;
use comity::simulate::{Development, Diffusion, EventKind, History, Present, Rules, Shock, Trust};
use comity::treaty::Budget;
use comity::world::{NationCode, WorldData};
use proptest::prelude::*;
use statrs::distribution::{ContinuousCDF, Normal};

fn study() -> Study {
    Study::new(World::northeast_asia_2002()).unwrap()
}

/// Nations A, B, … alike in everything.
fn alike(n: usize) -> Study {
    let codes: Vec<NationCode> =
        (0..n).map(|i| char::from(b'A' + i as u8).to_string().parse().unwrap()).collect();
    let japan = World::northeast_asia_2002().nations()[1].clone();
    let nations = codes.iter().map(|&code| Nation {
        code,
        name: code.to_string(),
        gdp: 1000.0,
        population: 1e7,
        military_expenditure: 20.0,
        ideal_point: 0.0,
        poverty: Some(0.2),
        ..japan.clone()
    });
    let rows = |diagonal: f64, other: f64| -> Vec<_> {
        let row = |i: usize| (codes[i], (0..n).map(|j| if i == j { diagonal } else { other }).collect());
        (0..n).map(row).collect()
    };
    let data = WorldData {
        nations: nations.collect(),
        trade: rows(800.0, 20.0),
        distance: rows(0.0, 1000.0),
        trust: Some(rows(0.0, 0.4)),
        ..WorldData::default()
    };
    Study::of(Model::new(World::new(data).unwrap(), Parameters::default()).unwrap())
}

/// An arrangement of all nations with these terms.
fn pact(study: &Study, name: &str, terms: impl IntoIterator<Item = Term>) -> Arrangement {
    let members = study.model().world().codes().collect();
    terms.into_iter().fold(Arrangement::of(name, members), Arrangement::with)
}

fn development(present: &Present) -> &Development {
    present.development.as_ref().expect("something lives")
}

/// `still`, with one thing in motion.
fn only(change: impl FnOnce(&mut Rules)) -> Rules {
    let mut rules = Rules::still();
    change(&mut rules);
    rules
}

#[track_caller]
fn close(a: f64, b: f64) {
    assert!((a - b).abs() < 1e-12, "{a} {b}");
}

// A14: Bass's curve; the years of a history are on it.
#[test]
fn ties_spread_along_basss_curve() {
    let adopted = |t: f64| {
        let decay = (-0.41 * t).exp();
        (1.0 - decay) / (1.0 + 0.38 / 0.03 * decay)
    };
    let study = alike(3);
    let rules = only(|r| (r.exchange, r.tie_decay) = (Diffusion::Bass, 0.0));
    let exchange = pact(&study, "exchange", [Term::citizen_exchange()]);
    let simulation = Simulation::of(&study).rules(rules).years(10).shock(1, Shock::Sign(exchange.clone()));
    let history = simulation.run().unwrap();
    for (t, record) in history.records().iter().enumerate() {
        record.progress.iter().for_each(|nation| close(nation.ties, adopted(t as f64)));
    }
    // Without an exchange ties fade.
    let fading = only(|r| r.exchange = Diffusion::Bass);
    let ended = simulation.rules(fading).years(14).shock(11, Shock::End("exchange".into())).run().unwrap();
    let tie = |t: usize| ended.records()[t].progress[0].ties;
    (11..=14).for_each(|t| close(tie(t), 0.95 * tie(t - 1)));
    // By thresholds.
    let crowd = only(|r| (r.exchange, r.tie_decay) = (Diffusion::Threshold, 0.0));
    let history = Simulation::of(&study).rules(crowd).years(6).shock(1, Shock::Sign(exchange)).run().unwrap();
    let joined = |share: f64| Normal::new(0.25, 0.125).unwrap().cdf(share);
    close(history.records()[6].progress[0].ties, (0..6).fold(0.0, |share, _| joined(share)));
}

// A16 and invariant 7: capital after a lasting change of real income; without one it stands still to the bits.
#[test]
fn capital_follows_its_closed_form() {
    let study = alike(3);
    let rules = only(|r| (r.growth, r.crowding_out) = (true, 0.0));
    let market = pact(&study, "market", [Term::TariffCut { cut: 0.2 }]);
    let history = Simulation::of(&study).rules(rules).years(50).shock(1, Shock::Sign(market)).run().unwrap();
    for (t, record) in history.records().iter().enumerate() {
        let income = record.nations[0].real_income_hat;
        assert!(t == 0 || income > 1.01);
        let expected = income.ln() / 0.45 * (1.0 - (1.0 - 0.06 * 0.45f64).powi(t as i32));
        assert!((record.progress[0].capital.ln() - expected).abs() < 1e-12, "{t}");
        assert!((record.progress[0].gdp / 1000.0 - (0.55 * expected).exp()).abs() < 1e-12, "{t}");
    }
}

fn bits(x: &[f64]) -> Vec<u64> {
    x.iter().map(|x| x.to_bits()).collect()
}

#[test]
fn nothing_grows_where_nothing_happens() {
    let study = study();
    let rules = Rules {
        exchange: Diffusion::Bass,
        ..only(|r| (r.growth, r.investment, r.terror) = (true, true, true))
    };
    let history = Simulation::of(&study).rules(rules).years(5).run().unwrap();
    let (begin, end) = (history.begin(), history.end());
    assert_eq!(bits(&end.state.gdp), bits(&begin.state.gdp));
    assert_eq!(bits(&end.state.poverty), bits(&begin.state.poverty));
    assert_eq!(bits(&end.state.military_stock), bits(&begin.state.military_stock));
    let (before, after) = (development(begin), development(end));
    assert_eq!(
        (&after.capital, &after.investment, &after.ties),
        (&before.capital, &before.investment, &before.ties)
    );
    let shift = end.state.escalation_shift.as_ref();
    assert!(shift.is_none_or(|shift| shift.iter().all(|x| *x == 0.0)));
}

/// Everything that a history of the standard year holds.
fn told(history: &History) -> String {
    let records = history.records().iter();
    let text = records.map(|r| {
        format!("{:?} {:?} {:?} {:?} {:?} {:?}", r.kind, r.figures, r.nations, r.trust, r.seekers, r.events)
    });
    let end = history.end();
    format!("{:?} {:?} {:?}", text.collect::<Vec<_>>(), end.accords, (&end.state.gdp, &end.state.poverty))
}

// Invariant 11: each mechanism at its neutral values leaves all else the same bits.
#[test]
fn neutral_values_leave_the_standard_year_alone() {
    let study = study();
    let members: Vec<NationCode> = ["JPN", "KOR", "CHN", "PRK"].map(|c| c.parse().unwrap()).into();
    let accord = Arrangement::of("accord", members)
        .with(Term::confidence_building())
        .with(Term::citizen_exchange())
        .with(Term::infrastructure(Budget::default(), 0.01))
        .with(Term::investment_treaty());
    let run = |rules: Rules| {
        let simulation = Simulation::of(&study).rules(rules).shock(2, Shock::Sign(accord.clone()));
        told(&simulation.years(7).seed(3).run().unwrap())
    };
    let standard = Rules::default();
    let today = run(standard);
    let neutral = Rules { growth: true, capital_depreciation: 0.0, technology: 0.0, ..standard };
    assert_eq!(run(neutral), today);
    let neutral = Rules { investment: true, technology: 0.0, investment_peace: 0.0, ..standard };
    assert_eq!(run(neutral), today);
    assert_eq!(run(Rules { investment: true, investment_pace: 0.0, ..standard }), today);
    let neutral = Rules { terror: true, poverty_elasticity: 0.0, ..standard };
    assert_eq!(run(neutral), today);
    let apart = Rules { pooling: 0.0, ..standard };
    assert_eq!(run(Rules { exchange: Diffusion::Bass, ..apart }), run(apart));
    let no_ties = Rules { exchange: Diffusion::Bass, innovation: 0.0, imitation: 0.0, ..standard };
    assert_eq!(run(no_ties), run(apart));
    // And none of them is without effect.
    for moved in [
        Rules { growth: true, ..standard },
        Rules { investment: true, ..standard },
        Rules { growth: true, terror: true, ..standard },
        Rules { exchange: Diffusion::Bass, ..standard },
    ] {
        assert_ne!(run(moved), today);
    }
}

// Invariant 12 with everything in motion.
#[test]
fn a_split_run_is_the_whole_run_with_everything_in_motion() {
    let study = study();
    let simulation = Simulation::of(&study).rules(Rules::living()).years(8).seed(11);
    let whole = simulation.run().unwrap();
    let half = simulation.clone().years(3).run().unwrap().end().to_json().unwrap();
    let rest = simulation.clone().from_json(&half).unwrap().run().unwrap();
    assert_eq!(rest.end(), whole.end());
    assert_eq!(rest.records()[1..], whole.records()[4..]);
}

// One percent of GDP in aid: growth of the first year, from the equation.
#[test]
fn aid_of_one_percent_grows_as_the_equation_says() {
    let study = study();
    let gdp = study.model().world().nations().iter().map(|n| n.gdp).collect::<Vec<_>>();
    let poor = study.model().world().index("PRK").unwrap();
    let grown = |change: fn(&mut Rules)| {
        let mut rules = only(|r| (r.growth, r.crowding_out) = (true, 0.0));
        change(&mut rules);
        let aid = Term::aid("JPN".parse().unwrap(), "PRK".parse().unwrap(), 0.01 * gdp[poor]);
        let aid = Arrangement::new("aid", ["JPN", "PRK"]).unwrap().with(aid);
        let history = Simulation::of(&study).rules(rules).years(1).shock(1, Shock::Sign(aid)).run().unwrap();
        1e2 * (history.end().state.gdp[poor] / gdp[poor]).ln()
    };
    let points = grown(|_| ());
    assert!((0.10..=0.16).contains(&points), "{points}");
    close(points, 1e2 * 0.55 * 0.06 * (1.0 + 0.9 * 0.01 / 0.2_f64).ln());
    assert!(grown(|r| r.aid_invested = 0.0) < 0.04); // saved as any income is
    assert!(grown(|r| r.capital_share = 1.0 / 3.0) < points);
}

// Investment: a treaty's way to its rest point, and what stocks do to escalation.
#[test]
fn investment_goes_where_treaties_open() {
    let study = alike(4);
    let rules = only(|r| r.investment = true);
    let treaty = Arrangement::new("treaty", ["A", "B"]).unwrap().with(Term::InvestmentTreaty { cut: 0.2 });
    let simulation = Simulation::of(&study).rules(rules).shock(1, Shock::Sign(treaty));
    let eased = -rules.investment_elasticity * 0.8f64.ln();
    let begin = simulation.clone().years(1).run().unwrap();
    let before = development(begin.begin()).investment.clone();
    close(before.sum() / 4000.0, rules.base_investment);
    for years in [1, 7, 30] {
        let history = simulation.clone().years(years).run().unwrap();
        let now = &development(history.end()).investment;
        let gone = 1.0 - 0.9f64.powi(years as i32);
        assert!(((now[(0, 1)] / before[(0, 1)]).ln() - eased * gone).abs() < 1e-9);
        assert_eq!(now[(0, 2)], before[(0, 2)]);
        let outcome = study.model().assess(&history.end().state).unwrap();
        let calm = outcome.escalation()[(0, 1)] / outcome.escalation()[(0, 2)];
        let f = |stocks: &DMatrix<f64>| (100.0 * 2.0 * stocks[(0, 1)] / 1000.0).ln_1p();
        close(calm.ln(), -0.1 * (f(now) - f(&before)));
    }
    let at_rest = simulation.clone().rules(Rules { investment_pace: 0.0, ..rules }).years(3).run().unwrap();
    assert_eq!(development(at_rest.end()).investment, before);
    // With growth the hosts become richer.
    let growing = simulation.rules(Rules { growth: true, ..rules }).years(20).run().unwrap();
    let incomes = &growing.records()[20].progress;
    assert!(incomes[0].gdp > 1001.0 && (incomes[2].gdp - 1000.0).abs() < 5.0, "{incomes:?}");
}

// Terror: each of the contested links alone, and counts at their rate.
#[test]
fn terror_answers_to_each_link_alone() {
    let study = alike(2);
    let aid = Term::Aid { from: "A".parse().unwrap(), to: "B".parse().unwrap(), amount: 20.0, leakage: 0.0 };
    let aid = Arrangement::new("aid", ["A", "B"]).unwrap().with(aid);
    let rate = |change: fn(&mut Rules)| {
        let mut rules = only(|r| (r.terror, r.growth, r.mean_field) = (true, true, true));
        (rules.terror_poverty, rules.terror_aid, rules.terror_host) = (0.0, 0.0, 0.0);
        change(&mut rules);
        let simulation = Simulation::of(&study).rules(rules).years(10).shock(1, Shock::Sign(aid.clone()));
        let history = simulation.run().unwrap();
        let poverty = history.records()[10].progress[1].poverty;
        (history.records()[10].progress[1].incidents, poverty)
    };
    let (none, poverty) = rate(|_| ());
    assert_eq!(none, 1.0);
    assert!(poverty < 0.2);
    let by_poverty = rate(|r| r.terror_poverty = 0.1).0;
    close(by_poverty, (poverty / 0.2).powf(0.1));
    assert!(rate(|r| r.terror_aid = 0.05).0 < 1.0 && rate(|r| r.terror_host = 0.05).0 > 1.0);
    close(rate(|r| (r.terror_aid, r.terror_host) = (0.1, 0.05)).0, 1.0); // half of the aid is social

    // Invariant 15: the mean over runs is the mean field's.
    let rules = only(|r| (r.terror, r.incidents) = (true, 0.7));
    let (mut sum, mut squares, runs) = (0.0, 0.0, 300);
    Simulation::of(&study)
        .rules(rules)
        .years(4)
        .each_run(runs, |_, history| {
            for nation in history.records()[1..].iter().flat_map(|record| &record.progress) {
                sum += nation.incidents;
                squares += nation.incidents * nation.incidents;
            }
            Ok(())
        })
        .unwrap();
    let n = f64::from(runs) * 8.0;
    assert!((sum / n - 0.7).abs() < 4.0 * (0.7 / n).sqrt(), "{}", sum / n);
    assert!((squares / n - sum / n * sum / n - 0.7).abs() < 0.15); // a Poisson law's variance is its mean
}

// Verification: no errors at full reach, nothing at none.
#[test]
fn inspectors_take_errors_away() {
    let study = alike(3);
    let base = Rules { punishment: 2.0, detection: 0.7, false_alarm: 0.4, ..Rules::still() };
    let run = |terms: Vec<Term>| {
        let accord = pact(&study, "accord", terms);
        let simulation = Simulation::of(&study).rules(base).everybody(comity::simulate::Always);
        simulation.shock(1, Shock::Sign(accord)).years(40).seed(5).run().unwrap()
    };
    let alarms = |history: &History| history.events().filter(|e| e.kind == EventKind::Sanctioned).count();
    let plain = run(vec![Term::TariffCut { cut: 0.05 }]);
    let none = run(vec![Term::TariffCut { cut: 0.05 }, Term::Verification { reach: 0.0 }]);
    let half = run(vec![Term::TariffCut { cut: 0.05 }, Term::verification()]);
    let full = run(vec![Term::TariffCut { cut: 0.05 }, Term::Verification { reach: 1.0 }]);
    assert!(alarms(&plain) > alarms(&half) && alarms(&half) > 0);
    assert_eq!(alarms(&none), alarms(&plain));
    assert_eq!(alarms(&full), 0);
}

/// What a fund leaves each member with: grants by need, at most three times the median and 5 % of GDP, paid in by GDP.
fn fund(budget: f64, gdp: &[f64], population: &[f64]) -> Vec<f64> {
    let need: Vec<f64> = gdp.iter().zip(population).map(|(y, n)| n / y).collect();
    let mut sorted = need.clone();
    sorted.sort_by(f64::total_cmp);
    let median = 0.5 * (sorted[(need.len() - 1) / 2] + sorted[need.len() / 2]);
    let capped: Vec<f64> = need.iter().map(|x| x.min(3.0 * median)).collect();
    let sum: f64 = capped.iter().sum();
    let grants: Vec<f64> = capped.iter().zip(gdp).map(|(x, y)| (budget * x / sum).min(0.05 * y)).collect();
    let (paid, all): (f64, f64) = (grants.iter().sum(), gdp.iter().sum());
    grants.iter().zip(gdp).map(|(grant, y)| grant - paid * y / all).collect()
}

proptest! {
    #![proptest_config(draws::cases(10))]

    // Invariant 5: what nations get on balance is the funds' multiplier less what leaks; no stock falls below 0.
    #[test]
    fn money_adds_up_and_stocks_stay_positive(
        seed in 0u64..1000,
        share in 0.0..0.9,
        depreciation in 0.0..=1.0,
        pace in 0.0..=1.0,
        budget in 0.0..60.0,
        amount in 0.0..20.0,
        leakage in 0.0..=1.0,
    ) {
        let parameters = Parameters { terror: 0.0, donor_value: 0.0, ..Parameters::default() };
        let study = Study::of(Model::new(World::northeast_asia_2002(), parameters).unwrap());
        let codes: Vec<NationCode> = ["USA", "JPN", "KOR", "PRK", "CHN", "MNG"].map(|c| c.parse().unwrap()).into();
        let accord = Arrangement::of("accord", codes)
            .with(Term::infrastructure(budget, 0.01))
            .with(Term::Aid { from: "JPN".parse().unwrap(), to: "CHN".parse().unwrap(), amount, leakage })
            .with(Term::citizen_exchange())
            .with(Term::investment_treaty());
        let rules = Rules {
            capital_share: share,
            capital_depreciation: depreciation,
            investment_pace: pace,
            trust: Trust::Socialisation { up: 0.0, down: 0.02, contact: 0.1 },
            opportunity: 0.0,
            exit_patience: 0.0,
            punishment: 0.0,
            ..Rules::living()
        };
        let net = |_: &Present, outcome: &Outcome, i: usize| outcome.nations[i].aid.exp_m1();
        let history = Simulation::of(&study)
            .rules(rules)
            .seed(seed)
            .years(12)
            .shock(1, Shock::Sign(accord.clone()))
            .observe("net", net)
            .observe("population", |p: &Present, _: &Outcome, i| p.state.population[i])
            .run()
            .unwrap();
        let nations = history.nations().unwrap();
        let column = |name: &str| -> Vec<f64> {
            nations.column(name).unwrap().map(|cell| match cell {
                comity::frame::Cell::Real(x) => x,
                other => panic!("{other:?}"),
            }).collect()
        };
        let (nets, people) = (column("net"), column("population"));
        for (t, record) in history.records().iter().enumerate() {
            for (nation, outcome) in record.progress.iter().zip(&record.nations) {
                for x in [nation.gdp, nation.capital] {
                    prop_assert!(x > 0.0 && x.is_finite());
                }
                for x in [nation.investment, nation.ties, nation.poverty, nation.incidents, outcome.military_stock] {
                    prop_assert!(x >= 0.0 && x.is_finite());
                }
            }
            if t == 0 {
                continue;
            }
            let total: f64 = (0..11).map(|i| nets[11 * t + i] * record.progress[i].gdp).sum();
            let members: Vec<usize> = accord.members.iter().map(|c| study.model().world().index(c.as_str()).unwrap()).collect();
            let gdp: Vec<f64> = members.iter().map(|&i| record.progress[i].gdp).collect();
            let population: Vec<f64> = members.iter().map(|&i| people[11 * t + i]).collect();
            let gained: f64 = fund(budget, &gdp, &population).into_iter().map(|net| net.max(0.0)).sum();
            let expected = 0.15 * gained - leakage * amount;
            prop_assert!((total - expected).abs() < 1e-7 * (1.0 + budget + amount), "{total} {expected}");
        }
    }
}

// Invariant 8: disputes come at their rate, and none without a hazard.
#[test]
fn disputes_come_at_their_rate() {
    let study = study();
    let rules = only(|r| r.disputes = 1.0);
    let count = |history: &History| {
        history.events().filter(|e| matches!(e.kind, EventKind::Dispute | EventKind::War)).count()
    };
    let outcome = study.model().base_outcome();
    let n = outcome.nations.len();
    let pairs = (0..n).flat_map(|i| (0..i).map(move |j| (i, j)));
    // Of a pair each begins in proportion to its distrust.
    let (trust, rates) = (outcome.trust(), outcome.dispute_rate());
    let mean: f64 = pairs
        .map(|(i, j)| {
            let (a, b) = (1.0 - trust[(i, j)], 1.0 - trust[(j, i)]);
            (rates[(j, i)] * a + rates[(i, j)] * b) / (a + b)
        })
        .sum();
    let (runs, years) = (60, 10);
    let mut sum = 0;
    let simulation = Simulation::of(&study).rules(rules).years(years);
    simulation
        .each_run(runs, |_, history| {
            sum += count(&history);
            Ok(())
        })
        .unwrap();
    let expected = mean * f64::from(runs * years);
    assert!((sum as f64 - expected).abs() < 4.0 * expected.sqrt(), "{sum} {expected}");
    let safe = simulation.branch(0, |present| present.state.hazard_shift.fill(-100.0)).unwrap();
    let history = safe.run().unwrap();
    assert_eq!(count(&history), 0);
    assert!(history.records()[1].nations.iter().all(|nation| nation.expected_loss < 1e-30));
}

#[test]
fn what_is_wrong_is_named() {
    let study = study();
    let refused = |result: Result<History>, fragments: &[&str]| {
        let message = result.expect_err("an error").to_string();
        fragments.iter().for_each(|f| assert!(message.contains(f), "no {f:?} in: {message}"));
    };
    let run = |rules: Rules| Simulation::of(&study).rules(rules).years(2).run();
    refused(run(Rules { saving: 0.0, ..Rules::living() }), &["history", "saving", "0"]);
    refused(run(Rules { technology: f64::NAN, ..Rules::living() }), &["technology", "NaN"]);
    refused(run(Rules { capital_share: 1.0, ..Rules::default() }), &["capital_share is 1", "0..1, below 1"]);
    let simulation = Simulation::of(&study).rules(Rules::living()).years(2);
    let end = simulation.run().unwrap().end().clone();
    let with = |change: fn(&mut Development)| {
        let mut present = end.clone();
        change(present.development.as_mut().unwrap());
        simulation.clone().years(3).from_json(&present.to_json().unwrap()).and_then(|s| s.run())
    };
    refused(with(|d| d.investment[(1, 2)] = -1.0), &["JPN→KOR", "investment is -1", "≥ 0"]);
    refused(with(|d| d.capital[3] = 0.0), &["nation PRK", "capital is 0"]);
    refused(with(|d| d.ties[(0, 1)] = 1.5), &["USA→JPN", "ties is 1.5", "0..1"]);
    refused(with(|d| d.terror.truncate(3)), &["terror of a history", "11 numbers", "3 numbers"]);
    let old = end.to_json().unwrap().replacen("\"version\":2", "\"version\":1", 1);
    refused(simulation.clone().from_json(&old).and_then(|s| s.run()), &["version is 1, allowed: 2"]);
    let scenario = |line: &str| {
        let text = World::northeast_asia_2002().to_toml().unwrap() + "\n[history]\nyears = 2\n" + line;
        let scenario = Scenario::from_toml(&text).unwrap();
        Simulation::scenario(&study, &scenario).and_then(|s| s.run())
    };
    refused(scenario("growht = true"), &["growht", "did you mean growth?"]);
    refused(scenario("exchange = \"bas\""), &["bas", "bass", "threshold"]);
    refused(scenario("technology = 0.9"), &["technology is 0.9"]);
    let living = scenario("growth = true\ninvestment = true\nterror = true\nexchange = \"bass\"").unwrap();
    assert_eq!(living.end(), Simulation::of(&study).rules(Rules::living()).years(2).run().unwrap().end());
    let bad = Arrangement::new("a", ["JPN", "KOR"]).unwrap().with(Term::InvestmentTreaty { cut: 1.0 });
    let message = bad.check(study.model().world()).unwrap_err().to_string();
    assert!(message.contains("is 1, allowed: 0..1, below 1"), "{message}");
}
