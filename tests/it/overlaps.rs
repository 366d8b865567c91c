//! Treaties that overlap: what is promised twice counts once. Signals one by one.

use crate::common::draws;
use crate::common::worlds;
use comity::model::{Effects, Model, Parameters, Signals, SignedTerm, TermEffect, TreatyPrice};
use comity::nalgebra::DMatrix;
use comity::prelude::*;
use comity::simulate::{Diplomacy, Rules, Shock, Trust};
use comity::treaty::{Signal, Withdrawal};
use proptest::prelude::*;

/// A model in which treaties have no price, so that only what they do counts.
fn model(signals: Signals) -> Model {
    let treaty = TreatyPrice { autonomy: 0.0, expense: 0.0, ..TreatyPrice::default() };
    Model::new(World::northeast_asia_2002(), Parameters { treaty, signals, ..Parameters::default() }).unwrap()
}

fn signed(members: &[&str], terms: &[Term]) -> Arrangement {
    let name = format!("accord of {}", members.join(" "));
    terms.iter().cloned().fold(Arrangement::new(&name, members.iter().copied()).unwrap(), Arrangement::with)
}

/// Utilities, log points, of today's regime with these arrangements.
fn utilities(model: &Model, arrangements: &[&Arrangement]) -> Vec<f64> {
    let regime = arrangements.iter().fold(model.base().regime.clone(), |r, a| r.with((*a).clone()));
    model.evaluate(&regime).unwrap().utilities().collect()
}

fn assert_alike(a: &[f64], b: &[f64]) {
    for (a, b) in a.iter().zip(b) {
        assert!((a - b).abs() < 1e-12, "{a} {b}");
    }
}

#[test]
fn what_is_promised_twice_counts_once() {
    let model = model(Signals::Expected);
    let (pair, three) = (["JPN", "KOR"], ["JPN", "KOR", "CHN"]);
    for term in [
        Term::TariffCut { cut: 0.03 },
        Term::confidence_building(),
        Term::citizen_exchange(),
        Term::ConfidenceBuilding { signal: Signal { security: 0.9, expansion: 0.2 } },
    ] {
        let one = std::slice::from_ref(&term);
        let (small, large) = (signed(&pair, one), signed(&three, one));
        let whole = utilities(&model, &[&large]);
        assert_alike(&utilities(&model, &[&large, &small]), &whole);
        assert_alike(&utilities(&model, &[&small, &large]), &whole);
        let none = utilities(&model, &[]);
        assert!(whole.iter().zip(&none).any(|(a, b)| (a - b).abs() > 1e-9), "{term:?} does nothing");
        // Two that overlap in one pair: more than either.
        let other = signed(&["JPN", "KOR", "RUS"], one);
        let both = utilities(&model, &[&large, &other]);
        assert!(both.iter().zip(&whole).any(|(a, b)| (a - b).abs() > 1e-9));
    }
    // Of two cuts the deeper one counts; cuts of tariffs and by infrastructure are two things.
    let cut = |cut| signed(&pair, &[Term::TariffCut { cut }]);
    let deep = utilities(&model, &[&cut(0.05)]);
    assert_alike(
        &utilities(&model, &[&cut(0.05), &signed(&["KOR", "JPN"], &[Term::TariffCut { cut: 0.02 }])]),
        &deep,
    );
    let flows = |terms: &[Term]| {
        let regime = model.base().regime.clone().with(signed(&pair, terms));
        let (jpn, kor) = (model.world().index("JPN").unwrap(), model.world().index("KOR").unwrap());
        model.evaluate(&regime).unwrap().flows()[(jpn, kor)]
    };
    let fund = Term::infrastructure(comity::treaty::Budget::default(), 0.01);
    let tariff = Term::TariffCut { cut: 0.03 };
    assert!(flows(&[tariff.clone(), fund]) > 1.01 * flows(&[tariff]));
}

#[test]
fn a_signal_is_learned_of_once_a_year() {
    let study = Study::of(model(Signals::Expected));
    for trust in [Trust::Bayes, Trust::ALL[4]] {
        let rules = Rules { trust, ..Rules::still() };
        let large = signed(&["JPN", "KOR", "CHN"], &[Term::confidence_building()]);
        let small = signed(&["JPN", "KOR"], &[Term::confidence_building()]);
        let run = |arrangements: &[&Arrangement]| {
            let simulation =
                Simulation::of(&study).rules(rules).diplomacy(Diplomacy::none()).years(4).seed(3);
            let signs = |s: Simulation, a: &&Arrangement| s.shock(1, Shock::Sign((*a).clone()));
            arrangements.iter().fold(simulation, signs).run().unwrap().end().state.trust.clone()
        };
        assert_eq!(run(&[&large, &small]), run(&[&large]));
        assert_ne!(run(&[&large]), study.model().base().trust);
        assert_ne!(run(&[&small]), run(&[&large]));
    }
}

/// Each member, or the one of number `who`, has an occasion to be seen to cooperate: `sent` 1, seen to stay out: 0. With
/// `others` 1 beliefs about the other members are at their means.
#[derive(Debug)]
struct Occasion;

const SEEN: Signal = Signal { security: 0.8, expansion: 0.4 };

/// Chance that the fellow members on average give to the signal of `j`.
fn chance(trust: &DMatrix<f64>, members: &[usize], j: usize) -> f64 {
    let others: Vec<f64> = members.iter().filter(|&&i| i != j).map(|&i| trust[(i, j)]).collect();
    let of = |t: &f64| t * SEEN.security + (1.0 - t) * SEEN.expansion;
    others.iter().map(of).sum::<f64>() / others.len() as f64
}

impl TermEffect for Occasion {
    fn apply(&self, term: &SignedTerm, effects: &mut Effects) -> Result<()> {
        let [who, sent, others] = ["who", "sent", "others"].map(|name| term.parameter(name).unwrap());
        let unseen = Signal { security: 1.0 - SEEN.security, expansion: 1.0 - SEEN.expansion };
        let before = effects.trust().clone();
        for (place, &sender) in term.members().iter().enumerate() {
            let fellows: Vec<usize> = term.members().iter().copied().filter(|&i| i != sender).collect();
            if who < 0.0 || place as f64 == who {
                effects.signal(sender, &fellows, if sent > 0.0 { SEEN } else { unseen })?;
            } else if others > 0.0 {
                let c = chance(&before, term.members(), sender);
                for i in fellows {
                    let t = before[(i, sender)];
                    let bayes = |q: Signal| t * q.security / (t * q.security + (1.0 - t) * q.expansion);
                    let mean = c * bayes(SEEN) + (1.0 - c) * bayes(unseen);
                    let log_odds = |p: f64| (p / (1.0 - p)).ln();
                    effects.shift_trust(i, sender, log_odds(mean) - log_odds(t))?;
                }
            }
        }
        Ok(())
    }
}

// The twin of `Signals::OneByOne`: each outcome as a treaty of its own, and their mean by the definition.
#[test]
fn one_by_one_is_its_definition() {
    let with = |signals| model(signals).with_term("occasion", Occasion).unwrap();
    let (one_by_one, sent, expected) =
        (with(Signals::OneByOne), with(Signals::Sent), with(Signals::Expected));
    let codes = ["JPN", "KOR", "PRK", "CHN"];
    let occasion = |who: f64, came: f64, others: f64| {
        signed(&codes, &[Term::own("occasion", [("who", who), ("sent", came), ("others", others)])])
    };
    let seats: Vec<usize> = codes.iter().map(|c| sent.world().index(c).unwrap()).collect();
    let middle = utilities(&sent, &[&occasion(9.0, 1.0, 1.0)]);
    let mut mean = middle.clone();
    for (place, &j) in seats.iter().enumerate() {
        let chance = chance(&sent.base().trust, &seats, j);
        let [came, not] = [1.0, 0.0].map(|x| utilities(&sent, &[&occasion(place as f64, x, 1.0)]));
        for i in 0..mean.len() {
            mean[i] += chance * came[i] + (1.0 - chance) * not[i] - middle[i];
        }
        // Of one signal alone it is the expectation.
        let alone = occasion(place as f64, 1.0, 0.0);
        assert_alike(&utilities(&one_by_one, &[&alone]), &utilities(&expected, &[&alone]));
    }
    assert_alike(&utilities(&one_by_one, &[&occasion(-1.0, 1.0, 0.0)]), &mean);
    // Of several it misses little of what they change, which is little.
    let off = |arrangement: &Arrangement| {
        let [found, counted, none] =
            [(&one_by_one, true), (&expected, true), (&expected, false)].map(|(model, signs)| {
                if signs { utilities(model, &[arrangement]) } else { utilities(model, &[]) }
            });
        let most =
            |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| 1e4 * (a - b).abs()).fold(0.0, f64::max);
        (most(&found, &counted), most(&counted, &none))
    };
    let (misses, changes) = off(&occasion(-1.0, 1.0, 0.0));
    println!("strong signals of four: misses {misses:.3} bp of {changes:.3} bp");
    assert!(misses < 0.3 * changes && changes > 1.0);
    let seven = ["USA", "JPN", "KOR", "PRK", "CHN", "RUS", "MNG"];
    let (misses, changes) = off(&signed(&seven, &[Term::confidence_building()]));
    println!("the essay's seven: misses {misses:.3} bp of {changes:.3} bp");
    assert!(misses < 2.0, "{misses} of {changes}");
}

fn within(table: &DMatrix<f64>) -> bool {
    table.iter().all(|x| (0.0..=1.0).contains(x))
}

proptest! {
    #![proptest_config(draws::cases(24))]

    #[test]
    fn one_by_one_stays_in_range(world in worlds::world(), q in 0.01..0.99f64, ratio in 0.01..0.9f64) {
        let parameters = Parameters { signals: Signals::OneByOne, ..Parameters::default() };
        let Ok(model) = Model::new(world, parameters) else { return Ok(()) };
        let codes: Vec<String> = model.world().codes().map(|c| c.to_string()).collect();
        prop_assume!(codes.len() > 1);
        let signal = Signal { security: q, expansion: q * ratio };
        let all = Arrangement { withdrawal: Withdrawal::Free, ..Arrangement::new("all", codes.iter().map(String::as_str)).unwrap() };
        let regime = model.base().regime.clone().with(all.with(Term::ConfidenceBuilding { signal }));
        let Ok(outcome) = model.evaluate(&regime) else { return Ok(()) };
        prop_assert!(within(outcome.trust()) && within(outcome.dispute_rate()));
        prop_assert!(outcome.nations.iter().all(|n| n.utility.is_finite() && n.military_stock >= 0.0 && n.expected_loss >= 0.0));
        prop_assert!(outcome.sampling_error().is_none());
        let state = model.steady_state(&model.base().under(&regime)).unwrap();
        prop_assert!(within(&state.trust) && state.military_stock.iter().all(|m| *m >= 0.0));
    }
}
