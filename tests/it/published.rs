//! Published answers: every row of `tests/published.csv`, to the digits that are printed there.
//!
//! `game` and `concept` are what [`answer`] reads; players are numbered from 1, worths are listed by the size of coalitions
//! and then lexicographically, and `x*k` stands for k times x. `checked` says how the figure was verified: printed in a
//! `package`'s documentation or tests, in a `text`, following from a `formula` of the work cited, or `recomputed` by other
//! code. Where what is printed is wrong, `remark` says why and `instead` holds what is right.

use crate::common::values::{banzhaf, nucleolus, prenucleolus, shapley, within};
use comity::coalition::{Coalition, Graph, Partition};
use comity::experiment::Proportion;
use comity::game::{
    Airport, AirportType, Fraction, HedonicGame, SizeStructure, SymmetricGame, TuGame, Value, WeightedVoting,
    connections,
};
use comity::solve::bargaining::{
    NextProposer, Terms, alternating_offers, majority_bargaining, rejector_proposes,
    weighted_majority_bargaining,
};
use comity::solve::externalities::{Conjecture, characteristic_by_size};
use comity::solve::hedonic::stable_structures;
use comity::solve::learning::Population;
use comity::solve::membership::{Membership, stable_sizes};
use comity::solve::network::efficient_networks;
use comity::solve::repeated::Punishment;
use comity::solve::tu::{PayoffSet, Rule, RunwayFee, balancedness, core, least_core, runway_fees, value};
use comity::solve::voting::{PowerIndex, index};
use num_traits::{One, Signed};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    what: String,
    game: String,
    concept: String,
    published: String,
    source: String,
    checked: String,
    remark: String,
    instead: String,
}

enum Answer {
    Exact(Vec<Fraction>),
    Rounded(Vec<f64>),
    Word(&'static str),
}

#[test]
fn published_answers_are_reproduced() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/published.csv");
    let rows: Vec<Row> =
        csv::Reader::from_path(path).unwrap().deserialize().collect::<Result<_, _>>().unwrap();
    assert!(rows.len() >= 50, "{} rows", rows.len());
    let mut wrong = Vec::new();
    for (i, row) in rows.iter().enumerate() {
        let name = format!("row {}, {}: {} of {}", i + 2, row.what, row.concept, row.game);
        let ways = ["package: ", "text: ", "formula: ", "recomputed: "];
        assert!(ways.iter().any(|way| row.checked.starts_with(way)), "{name}: checked {:?}", row.checked);
        assert!(!row.source.is_empty() && (row.instead.is_empty() || !row.remark.is_empty()), "{name}");
        let twice = rows[..i].iter().any(|r| (&r.game, &r.concept) == (&row.game, &row.concept));
        assert!(!twice, "{name} is there twice");
        let found = answer(&row.game, &row.concept);
        let right = if row.instead.is_empty() { &row.published } else { &row.instead };
        if let Err(difference) = agrees(&found, right) {
            wrong.push(format!("{name}: {difference}"));
        } else if !row.instead.is_empty() && agrees(&found, &row.published).is_ok() {
            wrong.push(format!("{name}: what is published is right"));
        }
    }
    assert!(wrong.is_empty(), "{} of {} rows:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}

/// Whether an answer is what is printed: equal to what is printed as a fraction or an integer, and rounded or cut to the
/// digits of what is printed as a decimal.
fn agrees(found: &Answer, printed: &str) -> Result<(), String> {
    let (figures, slack): (Vec<Fraction>, f64) = match found {
        Answer::Word(word) if *word == printed => return Ok(()),
        Answer::Word(word) => return Err(format!("{word}, printed {printed}")),
        Answer::Exact(figures) => (figures.clone(), 0.0),
        Answer::Rounded(figures) => (figures.iter().map(Value::to_fraction).collect(), 1e-9),
    };
    let slack = slack.to_fraction();
    let tokens = repeated(printed);
    let fits = |x: &Fraction, token: &String| {
        let (p, unit) = (number(token), unit(token));
        let cut = x.abs() - p.abs();
        let rounded = (x - &p).abs() <= &unit / Fraction::ratio(2, 1) + &slack;
        rounded || (cut.is_positive() && cut < unit && (x * &p).is_positive())
    };
    if figures.len() == tokens.len() && figures.iter().zip(&tokens).all(|(x, token)| fits(x, token)) {
        return Ok(());
    }
    let figures: Vec<String> = figures.iter().map(|x| format!("{x} = {:.6}", Value::to_f64(x))).collect();
    Err(format!("{}, printed {printed}", figures.join(", ")))
}

/// A unit of the last digit of a decimal; 0 of what is exact.
fn unit(token: &str) -> Fraction {
    let decimals = token.split_once('.').map_or(0, |(_, decimals)| decimals.len() as u32);
    if decimals == 0 { Fraction::ratio(0, 1) } else { Fraction::ratio(1, 10i64.pow(decimals)) }
}

/// An integer, a decimal or `p/q`, exactly.
fn number(token: &str) -> Fraction {
    match token.split_once('.') {
        Some((whole, decimals)) => {
            let ten = 10i64.pow(decimals.len() as u32);
            Fraction::ratio(format!("{whole}{decimals}").parse().unwrap(), ten)
        }
        None => token.parse().unwrap_or_else(|e| panic!("{token:?}: {e}")),
    }
}

/// The tokens of a list, `x*k` written out.
fn repeated(list: &str) -> Vec<String> {
    let times = |token: &str| match token.split_once('*') {
        Some((x, k)) => vec![x.to_owned(); k.parse().unwrap()],
        None => vec![token.to_owned()],
    };
    list.split_whitespace().flat_map(times).collect()
}

fn numbers(list: &str) -> Vec<Fraction> {
    repeated(list).iter().map(|token| number(token)).collect()
}

fn floats(list: &str) -> Vec<f64> {
    numbers(list).iter().map(Value::to_f64).collect()
}

fn rows_of(matrix: &str) -> Vec<Vec<Fraction>> {
    matrix.split('/').map(numbers).collect()
}

/// The players of `"134"`.
fn members(digits: &str) -> Vec<usize> {
    digits.chars().map(|digit| digit.to_digit(10).unwrap() as usize - 1).collect()
}

fn coalition(digits: &str) -> Coalition {
    members(digits).into_iter().collect()
}

fn structure(n: usize, blocs: &str) -> Partition {
    Partition::new(n, blocs.split('|').map(coalition)).unwrap()
}

/// The coalitions by size, then lexicographically.
fn by_size(n: usize) -> Vec<Coalition> {
    let mut all: Vec<Coalition> = Coalition::grand(n).subsets().filter(|s| !s.is_empty()).collect();
    all.sort_by_key(|s| (s.len(), s.players().collect::<Vec<_>>()));
    all
}

fn game_of(worths: &[Fraction]) -> TuGame<Fraction> {
    let n = (worths.len() + 1).ilog2() as usize;
    assert_eq!(worths.len() + 1, 1 << n, "worths of all coalitions");
    let mut by_mask = vec![Fraction::ratio(0, 1); 1 << n];
    for (s, worth) in by_size(n).into_iter().zip(worths) {
        by_mask[s.index()] = worth.clone();
    }
    TuGame::from_values(by_mask).unwrap()
}

fn split<'a>(text: &'a str, at: &str) -> (&'a str, &'a str) {
    text.split_once(at).unwrap_or_else(|| panic!("no {at:?} in {text:?}"))
}

fn word(yes: bool) -> Answer {
    Answer::Word(if yes { "yes" } else { "no" })
}

fn count(k: usize) -> Answer {
    Answer::Exact(vec![Fraction::ratio(k as i64, 1)])
}

/// The crate's answer to a row.
fn answer(game: &str, concept: &str) -> Answer {
    let (kind, data) = split(game, " ");
    match (kind, concept) {
        ("votes", _) => of_votes(&voting(data), concept),
        ("worths", _) => of_worths(&game_of(&numbers(data)), concept),
        ("estate", _) => {
            let (estate, claims) = split(data, ": ");
            of_worths(&TuGame::bankruptcy(number(estate), &numbers(claims)).unwrap(), concept)
        }
        ("gloves", _) => {
            let (n, left) = split(data, ": ");
            of_worths(&TuGame::glove(n.parse().unwrap(), coalition(left)).unwrap(), concept)
        }
        ("assignment", _) => of_worths(&TuGame::assignment(&rows_of(data)).unwrap(), concept),
        ("production", _) => {
            let (owned, rest) = split(data, " by ");
            let (needed, prices) = split(rest, " at ");
            let (owned, needed) = (rows_of(owned), rows_of(needed));
            of_worths(&TuGame::linear_production(&owned, &needed, &numbers(prices)).unwrap(), concept)
        }
        ("costs", _) => of_costs(&game_of(&numbers(data)), concept),
        ("tree", _) => of_costs(&TuGame::spanning_tree(&rows_of(data)).unwrap(), concept),
        ("runway", _) => {
            let types = numbers(data).into_iter().map(|runway_cost| AirportType { landings: 1, runway_cost });
            let fee = if concept == "Shapley" { RunwayFee::Shapley } else { RunwayFee::Nucleolus };
            Answer::Exact(runway_fees(&Airport::new(types.collect()).unwrap(), fee))
        }
        ("pie", "in turn" | "rejector") => {
            let next = if concept == "in turn" { NextProposer::InTurn } else { NextProposer::Rejector };
            let discounts = numbers(split(data, "for ").1);
            let divisions = alternating_offers(&Fraction::one(), &discounts, next).unwrap();
            Answer::Exact(divisions.by_proposer[0].clone())
        }
        ("breach", "grim trigger") => {
            let differences = floats(data);
            let least = Punishment::grim().least_discount(differences[0], differences[1]).unwrap();
            Answer::Rounded(vec![least.unwrap()])
        }
        ("mutant", "fixation") => {
            let (fitness, size) = split(data, " among ");
            let (r, one) = (number(fitness), Fraction::one());
            let payoffs = [[r.clone(), r], [one.clone(), one.clone()]];
            let chain = Population::new(payoffs, size.parse().unwrap()).unwrap().moran(one).unwrap();
            Answer::Exact(vec![chain.fixation(1).unwrap()])
        }
        ("abatement", "stable sizes that abate") => {
            let (n, terms) = split(data, ": ");
            let (benefit, cost) = (floats(terms)[0], floats(terms)[1]);
            let abates = |k: usize| benefit * k as f64 >= cost;
            let payoffs = |k: usize| {
                let all = if abates(k) { benefit * k as f64 } else { 0.0 };
                Ok((if abates(k) { all - cost } else { all }, all))
            };
            let sizes = stable_sizes(n.parse().unwrap(), Membership::open(), payoffs).unwrap();
            let sizes = sizes.into_iter().filter(|&k| abates(k));
            Answer::Exact(sizes.map(|k| Fraction::ratio(k as i64, 1)).collect())
        }
        ("cournot", "least merger without loss") => {
            let n: usize = data.parse().unwrap();
            let profit =
                |_: usize, p: &SizeStructure| Ok(Fraction::ratio(1, (p.sizes().len() as i64 + 1).pow(2)));
            let game = SymmetricGame::new(n, profit).unwrap();
            let worth = characteristic_by_size(&game, Conjecture::Gamma).unwrap();
            let least = (2..=n).find(|&m| worth[m] >= &worth[1] * Fraction::ratio(m as i64, 1));
            count(least.unwrap())
        }
        ("preferences", "core structures") => {
            let lists: Vec<Vec<Coalition>> =
                data.split(" / ").map(|list| list.split(' ').map(coalition).collect()).collect();
            let [core, ..] = stable_structures(&HedonicGame::from_preferences(&lists).unwrap(), 1).unwrap();
            count(core.count as usize)
        }
        ("connections", "best total" | "best networks") => {
            let (n, terms) = split(data, ": ");
            let terms = floats(terms);
            let game = connections(n.parse().unwrap(), terms[0], terms[1]).unwrap();
            let best = efficient_networks(&game, 1e-9).unwrap();
            if concept == "best total" {
                Answer::Rounded(vec![best.total])
            } else {
                count(best.networks.len())
            }
        }
        ("share", "interval") => {
            let (k, of) = split(data, " of ");
            let share = Proportion::new(k.parse().unwrap(), of.parse().unwrap()).unwrap();
            Answer::Rounded(vec![share.low, share.high])
        }
        _ => panic!("no {concept:?} of {game:?}"),
    }
}

/// `quota: weights`, all of several joined by `&`, any of several by `|`.
fn voting(text: &str) -> WeightedVoting {
    let weighted = |quota: &str| -> (u64, Vec<u64>) {
        let (quota, weights) = split(quota, ": ");
        (quota.parse().unwrap(), repeated(weights).iter().map(|w| w.parse().unwrap()).collect())
    };
    let rule = |quotas: &str| {
        let mut quotas = quotas.split(" & ").map(weighted);
        let (quota, weights) = quotas.next().unwrap();
        let first = WeightedVoting::new(quota, weights).unwrap();
        quotas.fold(first, |game, (quota, weights)| game.and(quota, weights).unwrap())
    };
    text.split(" | ").map(rule).reduce(|game, other| game.or(other).unwrap()).unwrap()
}

fn of_votes(game: &WeightedVoting, concept: &str) -> Answer {
    let n = game.players();
    if let Some((which, sizes)) = concept.split_once(" by chamber ") {
        let Answer::Exact(power) = of_votes(game, which) else { panic!("{which} is no figure") };
        let mut power = power.into_iter();
        let chambers = sizes.split(' ').map(|size| power.by_ref().take(size.parse().unwrap()).sum());
        return Answer::Exact(chambers.collect());
    }
    if let Some(discount) = concept.strip_prefix("proposer at ") {
        let quota = game.alternatives()[0][0].quota as usize;
        let terms = Terms::equal(n, number(discount));
        let found = majority_bargaining(Fraction::one(), quota, &terms).unwrap();
        return Answer::Exact(vec![found.proposer_share(0).unwrap()]);
    }
    if let Some(terms) = concept.strip_prefix("recognised ") {
        let (recognition, discount) = split(terms, " at ");
        let terms = Terms { recognition: numbers(recognition), ..Terms::equal(n, number(discount)) };
        let votes = &game.alternatives()[0][0];
        let whole = |x: u64| Fraction::ratio(x as i64, 1);
        let weights: Vec<Fraction> = votes.weights.iter().map(|&w| whole(w)).collect();
        let found =
            weighted_majority_bargaining(Fraction::one(), &weights, whole(votes.quota), &terms).unwrap();
        return Answer::Exact(found.values().to_vec());
    }
    let which = match concept {
        "Shapley–Shubik" => PowerIndex::ShapleyShubik,
        "swings" => PowerIndex::Swings,
        "Banzhaf" => PowerIndex::Banzhaf,
        "Penrose" => PowerIndex::Penrose,
        "Deegan–Packel" => PowerIndex::DeeganPackel,
        "Holler" => PowerIndex::Holler,
        "Johnston" => PowerIndex::Johnston,
        _ => match concept.strip_prefix("Owen ") {
            Some(unions) => PowerIndex::Owen(unions.split('|').map(members).collect()),
            None => {
                let wins = |s: Coalition| Fraction::ratio(i64::from(game.wins(s.players())), 1);
                return of_worths(&TuGame::from_fn(n, wins).unwrap(), concept);
            }
        },
    };
    Answer::Exact(index(game, &which).unwrap())
}

fn of_worths(game: &TuGame<Fraction>, concept: &str) -> Answer {
    let n = game.players();
    let (name, data) =
        concept.rsplit_once(" holds ").or_else(|| concept.split_once(' ')).unwrap_or((concept, ""));
    let holds = |set: PayoffSet<Fraction>| word(within(game, &numbers(data), set, 0.0).is_stable());
    let by_rule = |rule: Rule| Answer::Exact(value(game, &rule).unwrap());
    match (name, data) {
        ("Shapley", "") => Answer::Exact(shapley(game)),
        ("Banzhaf", "") => Answer::Exact(banzhaf(game)),
        ("tau", "") => value(game, &Rule::Tau).map_or(Answer::Word("undefined"), Answer::Exact),
        ("nucleolus", "") => Answer::Exact(nucleolus(game).unwrap().payoff),
        ("prenucleolus", "") => Answer::Exact(prenucleolus(game).payoff),
        ("least", "core") => Answer::Exact(vec![least_core(game).unwrap().epsilon]),
        ("cost", "of stability") => Answer::Exact(vec![balancedness(game).unwrap().shortfall]),
        ("worth", "of all") => Answer::Exact(vec![game.grand().clone()]),
        ("dividends", "") => {
            let dividends = game.dividends();
            Answer::Exact(by_size(n).into_iter().map(|s| dividends[s.index()].clone()).collect())
        }
        ("balanced", "") => {
            let balanced = balancedness(game).unwrap().is_balanced();
            assert_eq!(balanced, !core(game).unwrap().is_empty());
            word(balanced)
        }
        ("convex", "") => word(game.convexity_violation(0.0).is_none()),
        ("superadditive", "") => word(game.superadditivity_violation(0.0).is_none()),
        ("core", _) => holds(PayoffSet::Core),
        ("kernel", _) => holds(PayoffSet::Kernel),
        ("bargaining set", _) => holds(PayoffSet::BargainingSet),
        ("Owen", _) => by_rule(Rule::Owen(structure(n, data))),
        ("Aumann–Drèze", _) => by_rule(Rule::AumannDreze(structure(n, data))),
        ("Myerson", _) => {
            let links = data.split(' ').map(|link| (members(link)[0], members(link)[1]));
            by_rule(Rule::Myerson(Graph::new(n, links).unwrap()))
        }
        ("rejector", _) => {
            let terms = Terms::equal(n, number(split(data, "at ").1));
            let order: Vec<usize> = (0..n).collect();
            Answer::Exact(rejector_proposes(game, &terms, &order).unwrap().values().to_vec())
        }
        _ => panic!("no {concept:?} of worths"),
    }
}

/// What each pays: the gain of a coalition is minus its cost.
fn of_costs(costs: &TuGame<Fraction>, concept: &str) -> Answer {
    let gains = TuGame::from_fn(costs.players(), |s| -costs.value(s)).unwrap();
    match of_worths(&gains, concept) {
        Answer::Exact(gains) => Answer::Exact(gains.into_iter().map(|x| -x).collect()),
        other => other,
    }
}
