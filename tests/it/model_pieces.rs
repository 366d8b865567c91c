//! What a treaty is worth does not hang on how it is cut: an amount in pieces is the amount, an exchange of all is one
//! of every two, and money that goes round in a circle is nobody's gain.

use crate::common::{draws, worlds};
use comity::Error;
use comity::model::{Model, Outcome, Parameters, Signals, TreatyPrice};
use comity::prelude::*;
use comity::treaty::{Budget, Signal};
use comity::world::NationCode;
use proptest::prelude::*;

/// Parameters by which signing itself costs nothing, so that only the terms count; promises are kept.
fn unpriced() -> Parameters {
    let treaty = TreatyPrice {
        autonomy: 0.0,
        obligation: 0.0,
        abrogation: 0.0,
        expense: 0.0,
        ..TreatyPrice::default()
    };
    Parameters { treaty, signals: Signals::Sent, ..Parameters::default() }
}

/// A kind of term with an amount, by the share, 0..1, of the whole that a piece of it is.
type Kind = (&'static str, Box<dyn Fn(f64) -> Term>);

fn kinds(world: &World, size: f64) -> Vec<Kind> {
    let codes: Vec<NationCode> = world.codes().collect();
    let gdp = |i: usize| world.nations()[i].gdp;
    let total: f64 = (0..codes.len()).map(gdp).sum();
    let (a, b, little) = (codes[0], codes[1], size * gdp(0).min(gdp(1)));
    let share = move |s: f64| Budget::ShareOfGdp { share_of_gdp: s * 0.1 * size };
    vec![
        ("fund in USD", Box::new(move |s| Term::infrastructure(s * 0.1 * size * total, 0.0))),
        ("fund by GDP", Box::new(move |s| Term::infrastructure(share(s), 0.0))),
        ("missile defence", Box::new(move |s| Term::missile_defence(s * 0.5 * size * total))),
        ("aid", Box::new(move |s| Term::Aid { from: a, to: b, amount: s * little, leakage: 0.1 })),
    ]
}

fn outcome(model: &Model, regime: &Regime) -> Option<Outcome> {
    match model.evaluate(regime) {
        Ok(outcome) => Some(outcome),
        Err(Error::Undefined { .. } | Error::NotConverged { .. }) => None,
        Err(Error::Invalid(bad)) if bad[0].field == "money metric" => None,
        Err(Error::Invalid(bad)) if bad[0].field.starts_with("transfers") => None,
        Err(other) => panic!("{other}"),
    }
}

/// Trust, stocks, security, trade and aid alike.
#[track_caller]
fn assert_alike(a: &Outcome, b: &Outcome, what: &str) {
    for (x, y) in a.nations.iter().zip(&b.nations) {
        for (x, y) in [
            (x.security, y.security),
            (x.trade, y.trade),
            (x.aid, y.aid),
            (x.sovereignty, y.sovereignty),
            (x.military_stock, y.military_stock),
        ] {
            assert!((x - y).abs() <= 1e-7 * (1.0 + x.abs()), "{what}: {x} is not {y}");
        }
    }
    for (x, y) in a.trust().iter().zip(b.trust()) {
        assert!((x - y).abs() <= 1e-9, "{what}: a trust of {x} is not {y}");
    }
}

proptest! {
    #![proptest_config(draws::cases(64))]

    #[test]
    fn pieces_are_worth_the_whole(world in worlds::world(), size in 0.0..1.0f64, cuts in prop::collection::vec(0.01..1.0f64, 2..6)) {
        let model = Model::new(world.clone(), unpriced()).unwrap();
        let all: Vec<NationCode> = world.codes().collect();
        let status_quo = Regime::status_quo(&world);
        let sum: f64 = cuts.iter().sum();
        for (name, term) in kinds(&world, size) {
            let whole = status_quo.clone().with(Arrangement::of("whole", all.clone()).with(term(1.0)));
            let Some(whole) = outcome(&model, &whole) else { continue };
            let terms = || cuts.iter().map(|piece| term(piece / sum));
            let together = terms().fold(Arrangement::of("pieces", all.clone()), Arrangement::with);
            let apart = terms().enumerate().fold(status_quo.clone(), |regime, (k, term)| {
                regime.with(Arrangement::of(format!("piece {k}"), all.clone()).with(term))
            });
            for (how, regime) in [("in one arrangement", status_quo.clone().with(together)), ("in several", apart)] {
                if let Some(pieces) = outcome(&model, &regime) {
                    assert_alike(&whole, &pieces, &format!("{name}, {how}"));
                }
            }
        }
    }

    /// An exchange of all is an exchange of every two, and no number of them moves a belief past those it listens to.
    #[test]
    fn an_exchange_of_all_is_one_of_every_two(world in worlds::world(), diffusion in 0.0..=1.0f64) {
        let says_nothing = Signal { security: 0.7, expansion: 0.7 };
        let exchange = |diffusion| Term::CitizenExchange { signal: says_nothing, diffusion };
        let model = Model::new(world.clone(), unpriced()).unwrap();
        let all: Vec<NationCode> = world.codes().collect();
        let with = |members: &[&[NationCode]], diffusion| {
            let signed = members.iter().enumerate().map(|(k, members)| {
                Arrangement::of(format!("exchange {k}"), members.to_vec()).with(exchange(diffusion))
            });
            outcome(&model, &signed.fold(Regime::status_quo(&world), Regime::with))
        };
        let pairs: Vec<[NationCode; 2]> = (0..all.len())
            .flat_map(|i| (i + 1..all.len()).map(move |j| (i, j)))
            .map(|(i, j)| [all[i], all[j]])
            .collect();
        let pairs: Vec<&[NationCode]> = pairs.iter().map(|pair| &pair[..]).collect();
        if let (Some(whole), Some(by_two)) = (with(&[&all], diffusion), with(&pairs, diffusion)) {
            assert_alike(&whole, &by_two, "by two");
        }
        let often: Vec<&[NationCode]> = vec![&all[..]; 30];
        if let (Some(once), Some(often)) = (with(&[&all], 1.0), with(&often, 1.0)) {
            assert_alike(&once, &often, "thirty times wholly");
        }
    }

    /// Aid passed round, or sent back as a side payment, leaves everybody as without it.
    #[test]
    fn money_in_a_circle_is_nobodys_gain(world in worlds::world(), size in 0.0..0.5f64, leakage in prop_oneof![Just(0.0), 0.0..=1.0f64]) {
        let model = Model::new(world.clone(), unpriced()).unwrap();
        let all: Vec<NationCode> = world.codes().collect();
        let n = all.len();
        let amount = size * world.nations().iter().map(|x| x.gdp).fold(f64::INFINITY, f64::min);
        let with = |arrangement: Arrangement| outcome(&model, &Regime::status_quo(&world).with(arrangement));
        let signed = Arrangement::of("signed", all.clone());
        let Some(without) = with(signed.clone()) else { return Ok(()) };
        let round = (0..n).map(|i| Term::Aid { from: all[i], to: all[(i + 1) % n], amount, leakage: 0.0 });
        if let Some(found) = with(round.fold(signed.clone(), Arrangement::with)) {
            assert_alike(&without, &found, "round");
        }
        let back = signed.clone().with(Term::Aid { from: all[0], to: all[1], amount, leakage: 0.0 });
        if let Some(found) = with(back.with_payment(all[1], all[0], amount)) {
            assert_alike(&without, &found, "back");
        }
        // What leaks is lost.
        let leaky = (0..n).map(|i| Term::Aid { from: all[i], to: all[(i + 1) % n], amount, leakage });
        if let Some(found) = with(leaky.fold(signed, Arrangement::with)) {
            for (found, without) in found.nations.iter().zip(&without.nations) {
                prop_assert!(found.aid <= without.aid + 1e-12);
            }
        }
    }
}
