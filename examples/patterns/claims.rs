//! The nine patterns: of what each is a statement, and its statistics of a run, each of which is positive where the
//! pattern holds.

use crate::region::{Assumptions, Course, SEVEN, total};
use comity::frame::Column;
use comity::prelude::*;
use comity::simulate::{Diplomacy, History, RegimeKind, Rules, Shock};
use comity::treaty::{Arrangement, SanctionExtent, Signal, Term};
use comity::world::NationCode;
use std::borrow::Cow;

/// With the mechanism, without it, and with trust dealt out at random.
#[derive(Clone, Copy, PartialEq)]
pub enum Arm {
    With,
    Without,
    Null,
}

pub const ARMS: [(Arm, &str); 3] = [(Arm::With, "with"), (Arm::Without, "without"), (Arm::Null, "null")];

pub struct Claim {
    pub name: &'static str,
    pub says: &'static str,
    /// What is taken away in the ablated runs.
    pub mechanism: &'static str,
    /// The statistics, in order.
    pub statistics: &'static [&'static str],
    of: fn(&Assumptions, Arm) -> Result<Vec<f64>>,
}

pub const CLAIMS: [Claim; 9] = [
    Claim {
        name: "P1",
        says: "pacts make wars fewer, and after a loss of trust arms build up",
        mechanism: "deterrence by defenders; the arms race",
        statistics: &["share of wars that pacts prevent, above .01", "rise of arms, above .01"],
        of: balance,
    },
    Claim {
        name: "P2",
        says: "pacts keep a hub for twenty years, and a spoke gains nothing by a pact with a spoke",
        mechanism: "inheritance of today's pacts",
        statistics: &[
            "share of years with a hub, above .8",
            "loss of Japan or Korea by a pact, bp; 1 where they may not sign one",
        ],
        of: hub,
    },
    Claim {
        name: "P3",
        says: "collective security comes before cooperative security, and both come",
        mechanism: "collective security on the menu",
        statistics: &["histories in that order less those without it, above .1"],
        of: order,
    },
    Claim {
        name: "P4",
        says: "a clause with collective sanctions makes attacks among its members fewer by a fifth",
        mechanism: "deterrence by sanctions",
        statistics: &["share of attacks prevented, above .2"],
        of: security,
    },
    Claim {
        name: "P5",
        says: "missile defence raises the arms of China and Russia and changes little for Japan",
        mechanism: "the counter-build-up",
        statistics: &[
            "rise of China's arms, above .005",
            "of Russia's",
            "10 bp less Japan's change of utility",
        ],
        of: shield,
    },
    Claim {
        name: "P6",
        says: "trust makes arms fall, and missile defence worth less to the U.S. and Japan",
        mechanism: "the arms race",
        statistics: &["fall of log arms by a log-odd of trust", "fall of the worth of missile defence, bp"],
        of: trust,
    },
    Claim {
        name: "P7",
        says: "confidence building raises trust in those who seek security, in nobody else, and beliefs are no worse",
        mechanism: "signals that tell",
        statistics: &["rise for seekers, log-odds, above .05", "none for others", "no fall of accuracy"],
        of: confidence,
    },
    Claim {
        name: "P8",
        says: "what Japan proposes the U.S. and four of the six sign and keep for five years",
        mechanism: "Japan's right to propose",
        statistics: &["accepted, above .5", "more than without Japan's right, above .1"],
        of: proposal,
    },
    Claim {
        name: "P9",
        says: "a hundredth of GDP in aid to the poor makes terror rarer by a twentieth, and they grow",
        mechanism: "poverty and aid in terror",
        statistics: &["share of incidents prevented, above .05", "rise of log GDP of the poor, above .001"],
        of: aid,
    },
];

/// Columns of a run: per pattern, statistic and arm.
pub fn columns() -> Vec<Column> {
    let names = CLAIMS.iter().flat_map(|claim| {
        (1..=claim.statistics.len())
            .flat_map(move |k| ARMS.map(|(_, arm)| Column::real(column(claim, k, arm))))
    });
    names.collect()
}

pub fn column(claim: &Claim, statistic: usize, arm: &str) -> String {
    format!("{}.{statistic} {arm}", claim.name)
}

/// All of them; `None` where an arms race of that arm has no steady state.
pub fn statistics(assumed: &Assumptions) -> Result<Vec<Option<f64>>> {
    let shuffled = assumed.shuffled();
    let mut row = Vec::new();
    for claim in &CLAIMS {
        let of = |(arm, _): &(Arm, &str)| match arm {
            Arm::Null => shuffled.as_ref().map_err(copy).and_then(|assumed| (claim.of)(assumed, *arm)),
            _ => (claim.of)(assumed, *arm),
        };
        let mut arms = Vec::new();
        for arm in &ARMS {
            match of(arm) {
                Ok(statistics) => arms.push(Some(statistics)),
                Err(Error::Undefined { .. }) => arms.push(None),
                Err(other) => return Err(other),
            }
        }
        for k in 0..claim.statistics.len() {
            row.extend(arms.iter().map(|statistics| statistics.as_ref().map(|s| s[k])));
        }
    }
    Ok(row)
}

/// The errors of the null model are told per pattern.
fn copy(error: &Error) -> Error {
    match error {
        Error::Undefined { .. } => Error::undefined("null model", error.to_string()),
        other => Error::invalid("null model", "trust", other, "a world that can be calibrated"),
    }
}

fn signed(name: &str, members: &[&str], terms: impl IntoIterator<Item = Term>) -> Result<Arrangement> {
    Ok(terms.into_iter().fold(Arrangement::new(name, members.iter().copied())?, Arrangement::with))
}

fn stocks(history: &History) -> f64 {
    history.end().state.military_stock.iter().sum()
}

fn talking(diplomacy: &Diplomacy) -> Option<Cow<'_, Diplomacy>> {
    Some(Cow::Borrowed(diplomacy))
}

fn balance(given: &Assumptions, arm: Arm) -> Result<Vec<f64>> {
    let changed;
    let given = if arm == Arm::Without {
        changed = given
            .with_parameters(|p| (p.conflict.defended, p.conflict.defence_pact) = (0.0, 0.0))?
            .with_rules(|rules| rules.arms_pace = 0.0);
        &changed
    } else {
        given
    };
    let distrust = (1, Shock::Distrust { of: None, log_odds: 1.0 });
    let with = given.history(Course { shocks: vec![distrust.clone()], ..Course::default() })?;
    let mut ended = given.no_pacts();
    ended.push(distrust);
    let without = given.history(Course { shocks: ended, ..Course::default() })?;
    let (wars, more) = (total(&with, "wars")?, total(&without, "wars")?);
    let begun: f64 = with.begin().state.military_stock.iter().sum();
    Ok(vec![1.0 - wars / more - 0.01, stocks(&with) / begun - 1.01])
}

fn hub(given: &Assumptions, arm: Arm) -> Result<Vec<f64>> {
    let shocks = if arm == Arm::Without { given.no_pacts() } else { Vec::new() };
    let pacts = Diplomacy::drawn(2, Menu::bilateral_pacts());
    let history =
        given.history(Course { shocks, diplomacy: talking(&pacts), years: Some(20), ..Course::default() })?;
    let years = &history.records()[1..];
    let hubs = years.iter().filter(|record| record.figures.centralisation >= 0.5).count();
    let (japan, korea): (NationCode, NationCode) = ("JPN".parse()?, "KOR".parse()?);
    let pact =
        signed("JPN–KOR pact", &["JPN", "KOR"], [Term::defence(japan, korea), Term::defence(korea, japan)])?;
    let triangle = given.study.evaluate(&given.study.status_quo().clone().with(pact))?;
    let base = given.study.model().base_outcome();
    let gain = |code: &str| -> Result<f64> {
        let i = given.at(code)?;
        Ok(1e4 * (triangle.nations[i].utility - base.nations[i].utility))
    };
    let trust = &given.study.model().base().trust;
    let (i, j) = (given.at("JPN")?, given.at("KOR")?);
    let trusting = trust[(i, j)].min(trust[(j, i)]) >= given.study.menu().rules.least_trust;
    let pays = if trusting { gain("JPN")?.min(gain("KOR")?) } else { -1.0 };
    Ok(vec![hubs as f64 / years.len() as f64 - 0.8, -pays])
}

fn order(given: &Assumptions, arm: Arm) -> Result<Vec<f64>> {
    let given = given.with_rules(|rules| rules.opportunity = 0.2);
    let packages = [Menu::cooperative().packages, Menu::bilateral_pacts().packages].concat();
    let menu = Menu { packages, ..Menu::default() };
    let security = Package::new("collective security", [Term::collective_security(SanctionExtent::Complete)]);
    let menu = if arm == Arm::Without { menu } else { menu.with(security) };
    let history =
        given.history(Course { diplomacy: talking(&Diplomacy::drawn(4, menu)), ..Course::default() })?;
    let first = |kind: RegimeKind| history.kinds().position(|k| k == kind);
    let (secured, cooperative) = (first(RegimeKind::CollectiveSecurity), first(RegimeKind::Cooperative));
    let score = match (secured, cooperative) {
        (Some(before), Some(after)) if before < after => 1.0,
        (_, Some(_)) => -1.0,
        _ => 0.0,
    };
    Ok(vec![score - 0.1])
}

fn security(given: &Assumptions, arm: Arm) -> Result<Vec<f64>> {
    let changed;
    let given = if arm == Arm::Without {
        changed = given.with_parameters(|p| p.deterrence = 0.0)?;
        &changed
    } else {
        given
    };
    let clause = signed("clause", &SEVEN, [Term::collective_security(SanctionExtent::Complete)])?;
    let on = given.history(Course { shocks: vec![(1, Shock::Sign(clause))], ..Course::default() })?;
    let off = given.calm()?;
    Ok(vec![0.8 - total(&on, "attacks inside")? / total(&off, "attacks inside")?])
}

/// Utility of a nation at the end, bp.
fn worth(history: &History, i: usize) -> f64 {
    history.records().last().map_or(0.0, |record| 1e4 * record.nations[i].utility)
}

fn shield(given: &Assumptions, arm: Arm) -> Result<Vec<f64>> {
    let changed;
    let given = if arm == Arm::Without {
        changed = given.with_parameters(|p| p.cost_exchange = 0.0)?;
        &changed
    } else {
        given
    };
    let (on, off) = (given.shielded()?, given.calm()?);
    let rise = |code: &str| -> Result<f64> {
        let i = given.at(code)?;
        let stock = |history: &History| history.end().state.military_stock[i];
        Ok(stock(&on) / stock(&off) - 1.005)
    };
    let japan = given.at("JPN")?;
    Ok(vec![rise("CHN")?, rise("RUS")?, 10.0 - (worth(&on, japan) - worth(&off, japan)).abs()])
}

fn trust(given: &Assumptions, arm: Arm) -> Result<Vec<f64>> {
    let changed;
    let given = if arm == Arm::Without {
        changed = given.with_rules(|rules| rules.arms_pace = 0.0);
        &changed
    } else {
        given
    };
    let trusting = vec![(1, Shock::Distrust { of: None, log_odds: -1.0 })];
    let (low, low_shield) = (given.calm()?, given.shielded()?);
    let high = given.history(Course { shocks: trusting.clone(), ..Course::default() })?;
    let high_shield = given.history(given.shield(trusting)?)?;
    let both = [given.at("USA")?, given.at("JPN")?];
    let gain =
        |on: &History, off: &History| -> f64 { both.iter().map(|&i| worth(on, i) - worth(off, i)).sum() };
    Ok(vec![(stocks(&low) / stocks(&high)).ln(), gain(&low_shield, &low) - gain(&high_shield, &high)])
}

fn confidence(given: &Assumptions, arm: Arm) -> Result<Vec<f64>> {
    let tells = if arm == Arm::Without { 0.0 } else { given.signal };
    let signal = Signal { security: 0.5 + tells, expansion: 0.5 };
    let building = signed("confidence", &SEVEN, [Term::ConfidenceBuilding { signal }])?;
    let on = given.history(Course { shocks: vec![(1, Shock::Sign(building))], ..Course::default() })?;
    let off = given.calm()?;
    let seven = given.seven()?;
    // Mean log-odds of trust in those who seek security and in the others, and Brier's score of all.
    let beliefs = |history: &History| -> [f64; 3] {
        let end = history.end();
        let (mut sums, mut counts, mut brier) = ([0.0; 2], [0.0_f64; 2], 0.0);
        for &i in &seven {
            for &j in seven.iter().filter(|&&j| j != i) {
                let (trust, seeks) = (end.state.trust[(i, j)], end.seekers[j]);
                let clear = trust.clamp(1e-9, 1.0 - 1e-9);
                sums[usize::from(seeks)] += (clear / (1.0 - clear)).ln();
                counts[usize::from(seeks)] += 1.0;
                brier += (trust - f64::from(u8::from(seeks))).powi(2);
            }
        }
        [sums[1] / counts[1].max(1.0), sums[0] / counts[0].max(1.0), brier / (counts[0] + counts[1])]
    };
    let ([seekers, others, score], [seekers_off, others_off, score_off]) = (beliefs(&on), beliefs(&off));
    Ok(vec![seekers - seekers_off - 0.05, others_off - others + 0.05, score_off - score + 0.01])
}

/// Whether the U.S. and four of the other six sign the cooperative package in the first year, and nobody of them leaves
/// for five more. Promises are kept meanwhile: who is not content leaves.
fn accepted(given: &Assumptions, opener: &str) -> Result<f64> {
    let talks = Negotiation::proposed_by(opener).among(SEVEN).over(Menu::only(Package::cooperative()));
    let deal = given.study.negotiate(&talks, given.seed)?;
    let today = given.study.status_quo().arrangements();
    let Some(signed) = deal.regime().arrangements().iter().find(|a| !today.contains(a)) else {
        return Ok(0.0);
    };
    let (usa, six) = (SEVEN[0], &SEVEN[1..]);
    let wide = |arrangement: &Arrangement| {
        let has = |code: &str| arrangement.members.iter().any(|member| member.as_str() == code);
        has(usa) && six.iter().filter(|code| has(code)).count() >= 4
    };
    if !wide(signed) {
        return Ok(0.0);
    }
    let history = given.history(Course {
        shocks: vec![(1, Shock::Sign(signed.clone()))],
        years: Some(6),
        faithful: true,
        exits: true,
        ..Course::default()
    })?;
    let kept =
        history.end().accords.iter().any(|a| a.arrangement.name == signed.name && wide(&a.arrangement));
    Ok(f64::from(u8::from(kept)))
}

fn proposal(given: &Assumptions, arm: Arm) -> Result<Vec<f64>> {
    let others = ["USA", "KOR", "CHN", "RUS"];
    let without = given.without_japan(|| accepted(given, others[(given.seed % 4) as usize]))?;
    if arm == Arm::Without {
        return Ok(vec![without - 0.5, 1.0]);
    }
    let japan = accepted(given, "JPN")?;
    Ok(vec![japan - 0.5, japan - without - 0.1])
}

fn aid(given: &Assumptions, arm: Arm) -> Result<Vec<f64>> {
    let given = given.with_rules(|rules: &mut Rules| {
        (rules.terror, rules.growth) = (true, true);
        if arm == Arm::Without {
            (rules.terror_poverty, rules.terror_aid, rules.terror_host) = (0.0, 0.0, 0.0);
        }
    });
    let world = given.study.model().world();
    let mut shocks = Vec::new();
    let poor = ["PRK", "MNG", "PHL", "THA"];
    for to in poor {
        let amount = 0.01 * world.nations()[world.index(to)?].gdp;
        let transfer = Term::aid("JPN".parse()?, to.parse()?, amount);
        shocks.push((1, Shock::Sign(signed(&format!("aid to {to}"), &["JPN", to], [transfer])?)));
    }
    let years = Some(20);
    let on = given.history(Course { shocks, years, ..Course::default() })?;
    let off = given.history(Course { years, ..Course::default() })?;
    let mut growth = 0.0;
    for code in poor {
        let i = given.at(code)?;
        growth += (on.end().state.gdp[i] / off.end().state.gdp[i]).ln() / poor.len() as f64;
    }
    Ok(vec![0.95 - total(&on, "incidents")? / total(&off, "incidents")?.max(1e-9), growth - 0.001])
}
