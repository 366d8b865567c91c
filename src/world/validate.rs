//! Every range a figure must lie in, in one place.

use super::{Nation, NationCode, World};
use crate::error::{Result, Violation, all_valid};
use std::collections::BTreeSet;

/// All violations of a world whose tables already have the right shape.
pub(super) fn validate(world: &World) -> Result<()> {
    let mut bad = Vec::new();
    if world.len() < 2 {
        bad.push(Violation::new("world", "nations", world.len(), "at least 2"));
    }
    let mut seen = BTreeSet::new();
    for nation in world.nations() {
        if !seen.insert(nation.code) {
            bad.push(Violation::new(
                format!("nation {}", nation.code),
                "code",
                nation.code,
                "unique in a world",
            ));
        }
        check_nation(nation, &mut bad);
    }
    check_tables(world, &mut bad);
    all_valid(bad)
}

fn check_nation(nation: &Nation, bad: &mut Vec<Violation>) {
    let who = format!("nation {}", nation.code);
    let mut check = |field: &str, value: f64, ok: bool, allowed: &str| {
        if !(value.is_finite() && ok) {
            bad.push(Violation::new(&who, field, value, allowed));
        }
    };
    let unit = |x: f64| (0.0..=1.0).contains(&x);
    check("gdp", nation.gdp, nation.gdp > 0.0, "a finite number > 0 (USD bn a year)");
    check("population", nation.population, nation.population > 0.0, "a finite number > 0 (persons)");
    let spending = nation.military_expenditure;
    check(
        "military_expenditure",
        spending,
        spending > 0.0 && spending < nation.gdp,
        "a number > 0 and below gdp (USD bn a year)",
    );
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
        check(&format!("priorities.{field}"), weight, weight >= 0.0, "a finite number ≥ 0");
    }
    if nation.code == NationCode::ROW {
        bad.push(Violation::new(
            &who,
            "code",
            nation.code,
            "any code but ROW, which names the rest of the world",
        ));
    }
}

fn check_tables(world: &World, bad: &mut Vec<Violation>) {
    let mut names: Vec<String> = world.codes().map(String::from).collect();
    names.push(NationCode::ROW.into());
    let dyad = |i: usize, j: usize| format!("{}→{}", names[i], names[j]);
    let flows = world.trade();
    for i in 0..flows.nrows() {
        for j in 0..flows.nrows() {
            let x = flows[(i, j)];
            let allowed =
                if i == j { "a finite number > 0 (domestic sales)" } else { "a finite number ≥ 0" };
            if !(x.is_finite() && x >= 0.0) || i == j && x <= 0.0 {
                bad.push(Violation::new(dyad(i, j), "trade", x, format!("{allowed}, USD bn a year")));
            }
        }
    }
    let km = world.distance();
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
    if let Some(trust) = world.trust() {
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
