//! Every range a figure must lie in, in one place. The ranges are wide, but they keep ratios, logarithms and
//! exponentials of figures far from the ends of the floating-point numbers.

use super::{Nation, NationCode};
use crate::error::{Result, Violation, all_valid};
use nalgebra::DMatrix;
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

/// Smallest and largest amount of money, USD bn per year: one dollar, and 10⁴ times the world of today.
const USD_BN: RangeInclusive<f64> = 1e-9..=1e9;

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
}

impl Figures<'_> {
    /// All violations.
    pub fn validate(&self) -> Result<()> {
        let mut bad = Vec::new();
        self.nations.iter().for_each(|nation| check_nation(nation, &mut bad));
        self.check_tables(&mut bad);
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
                let (ok, allowed) = match i == j {
                    true => (USD_BN.contains(&x), "1e-9..1e9 (domestic sales, USD bn per year)"),
                    false => ((0.0..=*USD_BN.end()).contains(&x), "0..1e9 (USD bn per year)"),
                };
                if !ok {
                    bad.push(Violation::new(dyad(i, j), "trade", x, allowed));
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
                    if !(0.0..=1.0).contains(&t) {
                        bad.push(Violation::new(dyad(i, j), "trust", t, "0..1"));
                    }
                }
            }
        }
    }
}

fn check_nation(nation: &Nation, bad: &mut Vec<Violation>) {
    let who = format!("nation {}", nation.code);
    let mut check = |field: &str, value: f64, ok: bool, allowed: &str| {
        if !ok {
            bad.push(Violation::new(&who, field, value, allowed));
        }
    };
    let unit = |x: f64| (0.0..=1.0).contains(&x);
    check("gdp", nation.gdp, USD_BN.contains(&nation.gdp), "1e-9..1e9 (USD bn per year)");
    let persons = nation.population;
    check("population", persons, (1.0..=1e12).contains(&persons), "1..1e12 (persons)");
    let spending = nation.military_expenditure;
    let below_gdp = USD_BN.contains(&spending) && spending < nation.gdp;
    check("military_expenditure", spending, below_gdp, "at least 1e-9 and below gdp (USD bn per year)");
    check("ideal_point", nation.ideal_point, nation.ideal_point.abs() <= 5.0, "−5..5");
    check("democracy", nation.democracy, unit(nation.democracy), "0..1");
    for (field, value) in [("poverty", nation.poverty), ("cinc", nation.cinc)] {
        if let Some(x) = value {
            check(field, x, unit(x), "0..1");
        }
    }
    let p = &nation.priorities;
    for (field, weight) in
        [("security", p.security), ("trade", p.trade), ("aid", p.aid), ("sovereignty", p.sovereignty)]
    {
        check(&format!("priorities.{field}"), weight, (0.0..=100.0).contains(&weight), "0..100");
    }
}
