//! The published transferable-utility games: core, nucleoli, kernel, τ and the sign of costs.

use crate::common::cases;
use crate::common::values::{nucleolus, prenucleolus, shapley, within};
use comity::game::{Fraction, TuGame};
use comity::solve::Certified;
use comity::solve::tu::{PayoffSet, Rule, core, least_core, value};
use num_traits::Zero;
use serde_json::Value as Json;

/// An integer, a decimal or `"p/q"`, exactly.
fn number(json: &Json) -> Fraction {
    let text = json.as_str().map_or_else(|| json.to_string(), str::to_owned);
    if let Some((whole, decimals)) = text.split_once('.') {
        let ten = Fraction::from_integer(10.into());
        return format!("{whole}{decimals}").parse::<Fraction>().unwrap() / ten.pow(decimals.len() as i32);
    }
    text.parse().unwrap()
}

fn numbers(json: &Json) -> Option<Vec<Fraction>> {
    json.as_array().map(|list| list.iter().map(number).collect())
}

fn game(values: &Json, n: usize) -> TuGame<Fraction> {
    TuGame::from_fn(n, |s| values.get(s.mask().to_string()).map_or_else(Fraction::zero, number)).unwrap()
}

#[test]
fn published_games_are_solved_exactly() {
    let mut checked = 0;
    for (path, case) in cases::all().into_iter().filter(|(_, case)| case["kind"] == "tu_gain") {
        let n = case["n"].as_u64().unwrap() as usize;
        let savings = game(&case["values"], n);
        check(&path.display().to_string(), &savings, &case["expected"]);
        if let Some(costs) = case.get("cost_values") {
            // The gain of a coalition is minus what it costs; so is what each pays.
            let costs = game(costs, n);
            let gain = TuGame::from_fn(n, |s| -costs.value(s)).unwrap();
            let paid = |gains: Vec<Fraction>| Some(gains.into_iter().map(|x| -x).collect::<Vec<_>>());
            let expected = |key: &str| numbers(&case["expected"][key]);
            assert_eq!(paid(nucleolus(&gain).unwrap().payoff), expected("cost_nucleolus"));
            assert_eq!(paid(prenucleolus(&gain).payoff), expected("cost_prenucleolus"));
            assert_eq!(paid(value(&gain, &Rule::Tau).unwrap()), expected("cost_tau"));
        }
        checked += 1;
    }
    assert!(checked >= 11, "{checked} games of kind tu_gain");
}

fn check(file: &str, game: &TuGame<Fraction>, expected: &Json) {
    let solved = nucleolus(game).ok();
    let payoff = solved.as_ref().map(|solved| solved.payoff.clone());
    assert_eq!(payoff, numbers(&expected["nucleolus"]), "nucleolus of {file}");
    let pre = prenucleolus(game);
    assert_eq!(Some(pre.payoff.clone()), numbers(&expected["prenucleolus"]), "prenucleolus of {file}");
    let least = least_core(game).unwrap();
    assert_eq!(least.epsilon, number(&expected["least_core_eps"]), "least core of {file}");
    assert_eq!(value(game, &Rule::Tau).ok(), numbers(&expected["tau"]), "τ of {file}");
    let core = core(game).unwrap();
    assert_eq!(Json::from(!core.is_empty()), expected["core_nonempty"], "core of {file}");
    core.check(game, 0.0).unwrap();
    let in_core = within(game, &shapley(game), PayoffSet::Core, 0.0).is_stable();
    assert_eq!(Json::from(in_core), expected["shapley_in_core"], "Shapley value of {file}");
    let in_prekernel = within(game, &pre.payoff, PayoffSet::Prekernel, 0.0).is_stable();
    assert_eq!(Json::from(in_prekernel), expected["prenucleolus_in_prekernel"], "{file}");
    let in_kernel = payoff.map(|x| within(game, &x, PayoffSet::Kernel, 0.0).is_stable());
    assert_eq!(Json::from(in_kernel), expected["nucleolus_in_kernel"], "{file}");
    pre.check(game, 0.0).unwrap();
    least.check(game, 0.0).unwrap();
    if let Some(solved) = solved {
        solved.check(game, 0.0).unwrap();
    }
}
