//! Every range a figure must lie in, in one place. The ranges are wide, but they keep ratios, logarithms and
//! exponentials of figures far from the ends of the floating-point numbers.

use super::{Nation, NationCode};
use crate::error::{Result, Violation, all_valid};
use crate::quantity::Range;
use nalgebra::DMatrix;
use std::collections::BTreeSet;

/// Amounts of money, USD bn per year: from one dollar to 10⁴ times the world of today.
pub(crate) const USD_BN: Range = Range::closed(1e-9, 1e9);
/// Persons.
pub(crate) const POPULATION: Range = Range::closed(1.0, 1e12);
/// Rates of disputes per dyad-year.
pub(crate) const RATE: Range = Range::open(0.0, 1.0);
/// Flows between two economies, USD bn per year.
const FLOW: Range = Range::closed(0.0, USD_BN.ends().1);
/// Ideal points, latent scale.
const IDEAL_POINT: Range = Range::closed(-5.0, 5.0);
/// Weights of the parts of utility.
const WEIGHT: Range = Range::closed(0.0, 100.0);

/// A figure of a nation, with its unit.
type Figure = (&'static str, Range, &'static str);

/// The figures of a nation that are numbers; the last of them is below GDP besides.
pub(crate) const FIGURES: [Figure; 11] = [
    ("gdp", USD_BN, "USD bn per year"),
    ("population", POPULATION, "persons"),
    ("ideal_point", IDEAL_POINT, ""),
    ("democracy", Range::UNIT, ""),
    ("poverty", Range::UNIT, ""),
    ("cinc", Range::UNIT, ""),
    ("priorities.security", WEIGHT, ""),
    ("priorities.trade", WEIGHT, ""),
    ("priorities.aid", WEIGHT, ""),
    ("priorities.sovereignty", WEIGHT, ""),
    ("military_expenditure", USD_BN, "USD bn per year"),
];

/// Whether every nation can be told from every other; only then do the tables have an order.
pub(super) fn identities(nations: &[Nation]) -> Result<()> {
    let mut bad = Vec::new();
    if nations.len() < 2 {
        bad.push(Violation::new("world", "nations", nations.len(), "at least 2"));
    }
    let (mut codes, mut names) = (BTreeSet::new(), BTreeSet::new());
    for nation in nations {
        let mut refuse = |field: &str, value: &str, allowed: &str| {
            bad.push(Violation::new(format!("nation {}", nation.code), field, value, allowed));
        };
        if !codes.insert(nation.code) {
            refuse("code", nation.code.as_str(), "unique in a world");
        }
        if nation.code == NationCode::ROW {
            refuse("code", nation.code.as_str(), "any code but ROW, which names the rest of the world");
        }
        if !names.insert(&nation.name) {
            refuse("name", &nation.name, "unique in a world");
        }
    }
    all_valid(bad)
}

/// The figures of a world whose tables already have the right shape.
pub(super) struct Figures<'a> {
    pub nations: &'a [Nation],
    pub trade: &'a DMatrix<f64>,
    pub distance: &'a DMatrix<f64>,
    pub trust: Option<&'a DMatrix<f64>>,
    pub dispute_rate: Option<f64>,
}

impl Figures<'_> {
    /// All violations.
    pub fn validate(&self) -> Result<()> {
        let mut bad = Vec::new();
        self.nations.iter().for_each(|nation| check_nation(nation, &mut bad));
        self.check_tables(&mut bad);
        if let Some(rate) = self.dispute_rate.filter(|rate| !RATE.contains(*rate)) {
            bad.push(Violation::new("world", "dispute_rate", rate, format!("{RATE} (per dyad-year)")));
        }
        all_valid(bad)
    }

    fn check_tables(&self, bad: &mut Vec<Violation>) {
        let mut names: Vec<String> = self.nations.iter().map(|n| n.code.into()).collect();
        names.push(NationCode::ROW.into());
        let dyad = |i: usize, j: usize| format!("{}→{}", names[i], names[j]);
        let flows = self.trade;
        for i in 0..flows.nrows() {
            for j in 0..flows.nrows() {
                let x = flows[(i, j)];
                let (range, unit) = if i == j {
                    (USD_BN, "domestic sales, USD bn per year")
                } else {
                    (FLOW, "USD bn per year")
                };
                if !range.contains(x) {
                    bad.push(Violation::new(dyad(i, j), "trade", x, format!("{range} ({unit})")));
                }
            }
        }
        let km = self.distance;
        for i in 0..km.nrows() {
            for j in 0..km.nrows() {
                let d = km[(i, j)];
                let ok = if i == j { d == 0.0 } else { d > 0.0 && d <= 20_038.0 && d == km[(j, i)] };
                if !ok {
                    let allowed =
                        "0 to itself, else > 0, at most half the equator (20 038 km), the same both ways";
                    bad.push(Violation::new(dyad(i, j), "distance", d, allowed));
                }
            }
        }
        if let Some(trust) = self.trust {
            for i in 0..trust.nrows() {
                for j in 0..trust.nrows() {
                    let t = trust[(i, j)];
                    if !Range::UNIT.contains(t) {
                        bad.push(Violation::new(dyad(i, j), "trust", t, Range::UNIT.to_string()));
                    }
                }
            }
        }
    }
}

fn check_nation(nation: &Nation, bad: &mut Vec<Violation>) {
    let who = format!("nation {}", nation.code);
    let (p, spending) = (&nation.priorities, nation.military_expenditure);
    let values = [
        Some(nation.gdp),
        Some(nation.population),
        Some(nation.ideal_point),
        Some(nation.democracy),
        nation.poverty,
        nation.cinc,
        Some(p.security),
        Some(p.trade),
        Some(p.aid),
        Some(p.sovereignty),
    ];
    for ((field, range, unit), value) in FIGURES.into_iter().zip(values) {
        if let Some(value) = value.filter(|value| !range.contains(*value)) {
            let unit = if unit.is_empty() { String::new() } else { format!(" ({unit})") };
            bad.push(Violation::new(&who, field, value, format!("{range}{unit}")));
        }
    }
    // A gdp that is refused itself bounds nothing.
    let bounded = !USD_BN.contains(nation.gdp) || spending < nation.gdp;
    if !(USD_BN.contains(spending) && bounded) {
        let allowed = format!("at least {:e} and below gdp (USD bn per year)", USD_BN.ends().0);
        bad.push(Violation::new(&who, "military_expenditure", spending, allowed));
    }
}
