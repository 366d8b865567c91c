//! Continuity of the model in every parameter and in every figure of the world: what a step moves vanishes with the
//! step. At a jump it would not.

use crate::common::{draws, worlds};
use crate::model::regimes;
use comity::Error;
use comity::model::{Model, Parameters, Quantity};
use comity::treaty::Regime;
use comity::world::{Nation, NationCode, NuclearStatus, Priorities, World, WorldData};
use proptest::prelude::*;

/// Relative steps. A dwarf among giants may move by much more than they say, but then in proportion.
const STEPS: [f64; 2] = [1e-9, 1e-12];

/// What rounding may move a figure by. A reaction divided by a threat that is next to nothing moved gains by .08 once, and a
/// protection that flips on by its whole worth.
const MOST: f64 = 1e-5;

/// Where a draw of a parameter lies: around its default, or between 0 and 1 where that is 0.
fn drawn(quantity: &Quantity, u: f64) -> Option<f64> {
    let default = quantity.default?;
    let value = match default {
        0.0 => u,
        x if x >= 1e9 => 10f64.powf(1.0 + 4.0 * u),
        x => x * (0.25 + 1.5 * u),
    };
    quantity.range.contains(value).then_some(value)
}

/// Utility, log of the stock and expected loss of each nation, or `None` where there is an honest error.
fn figures(model: &Model, regime: &Regime) -> Option<Vec<[f64; 3]>> {
    match model.evaluate(regime) {
        Ok(outcome) => {
            let of = |n: &comity::model::NationOutcome| {
                [
                    n.security + n.trade + n.aid + n.sovereignty,
                    (1e-9 + n.military_stock).ln(),
                    n.expected_loss,
                ]
            };
            Some(outcome.nations.iter().map(of).collect())
        }
        Err(Error::Undefined { .. } | Error::NotConverged { .. } | Error::Invalid(_)) => None,
        Err(other) => panic!("{other}"),
    }
}

/// Every regime under a model, and under two that differ from it by the two steps.
fn compare(here: &Model, [far, near]: &[Model; 2], what: &str) {
    for (name, regime) in regimes(here.world()) {
        let figures = [here, far, near].map(|model| figures(model, &regime));
        let [Some(here), Some(far), Some(near)] = figures else { continue };
        for i in 0..here.len() {
            for k in 0..here[i].len() {
                let (x, by_much, by_little) =
                    (here[i][k], (far[i][k] - here[i][k]).abs(), (near[i][k] - here[i][k]).abs());
                let most = 0.5 * by_much + MOST * (1.0 + x.abs());
                assert!(
                    by_little <= most,
                    "{what}, {name}, nation {i}, figure {k}: {x} moves by {by_much} and {by_little}"
                );
            }
        }
    }
}

/// The world with economies of 10⁻² to 10⁵ USD bn, burdens as they are. Between giants of 10⁹ that trust each other
/// wholly and dwarfs of 1 the model is continuous too, but over a step of 10⁻¹².
fn of_nations(world: &World) -> World {
    let mut data = world.to_data();
    for nation in &mut data.nations {
        let burden = nation.military_expenditure / nation.gdp;
        nation.gdp = nation.gdp.clamp(1e-2, 1e5);
        nation.military_expenditure = (burden * nation.gdp).max(1e-9);
    }
    World::new(data).unwrap()
}

/// The same with economies of a billion at least, a thousandth of it for arms, and ten thousand people: states.
fn of_states(world: &World) -> World {
    let mut data = of_nations(world).to_data();
    for nation in &mut data.nations {
        let burden = nation.military_expenditure / nation.gdp;
        nation.gdp = nation.gdp.max(1.0);
        nation.military_expenditure = nation.gdp * burden.max(1e-3);
        nation.population = nation.population.max(1e4);
    }
    World::new(data).unwrap()
}

/// The world with every figure of its nations, its distances, trade and trust a step further on.
fn moved(world: &World, signs: &[bool], by: f64) -> World {
    let mut data: WorldData = world.to_data();
    let mut at = signs.iter().cycle();
    let mut step = |x: f64| if *at.next().unwrap_or(&true) { x * (1.0 + by) } else { x * (1.0 - by) };
    for nation in &mut data.nations {
        nation.gdp = step(nation.gdp).clamp(1e-8, 1e9);
        nation.population = step(nation.population).clamp(1.0, 1e12);
        nation.military_expenditure = step(nation.military_expenditure).clamp(1e-9, nation.gdp);
        nation.ideal_point = step(nation.ideal_point).clamp(-5.0, 5.0);
        nation.democracy = step(nation.democracy).min(1.0);
        nation.poverty = nation.poverty.map(|x| step(x).min(1.0));
    }
    for row in data.trade.iter_mut().map(|(_, row)| row) {
        row.iter_mut().for_each(|x| *x = step(*x).clamp(x.min(1e-9), 1e9));
    }
    if let Some(trust) = &mut data.trust {
        for row in trust.iter_mut().map(|(_, row)| row) {
            row.iter_mut().for_each(|x| *x = step(*x).min(1.0));
        }
    }
    World::new(data).unwrap()
}

proptest! {
    #![proptest_config(draws::cases(32))]

    #[test]
    fn no_parameter_has_a_jump(world in worlds::world_of_one_scale(), which in any::<prop::sample::Index>(), u in 0.0..1.0f64, up in any::<bool>()) {
        let world = of_nations(&world);
        let numbers: Vec<_> = Parameters::table().iter().filter(|p| p.quantity.default.is_some()).collect();
        let first = which.index(numbers.len());
        // A dozen of them per world, from a random one on.
        for k in 0..12 {
            let parameter = numbers[(first + 5 * k) % numbers.len()];
            let Some(value) = drawn(&parameter.quantity, (u + 0.083 * k as f64).fract()) else { continue };
            let with = |value: f64| -> Option<Model> {
                let mut parameters = Parameters::default();
                parameters.threat.burden_ceiling = 1.0;
                parameter.set(&mut parameters, value).ok()?;
                Model::new(world.clone(), parameters).ok()
            };
            let next = STEPS.map(|by| with(value * if up { 1.0 + by } else { 1.0 - by }));
            if let (Some(here), [Some(far), Some(near)]) = (with(value), next) {
                compare(&here, &[far, near], &format!("{} = {value}", parameter.quantity.name));
            }
        }
    }

    #[test]
    fn no_figure_of_the_world_has_a_jump(world in worlds::world_of_one_scale(), signs in prop::collection::vec(any::<bool>(), 64)) {
        let world = of_nations(&world);
        let with = |world: World| {
            let mut parameters = Parameters::default();
            parameters.threat.burden_ceiling = 1.0;
            Model::new(world, parameters).unwrap()
        };
        let next = STEPS.map(|by| with(moved(&world, &signs, by)));
        compare(&with(world), &next, "figures moved");
    }

    /// What one more nation of ten dollars a year and one inhabitant changes today, wherever it lies, whatever it thinks, has
    /// and borders on, is next to nothing beside what one of a thousand does, and vanishes with its size.
    #[test]
    fn a_nation_of_no_account_changes_nobody(
        world in worlds::world_of_one_scale(),
        (nuclear, ideal_point, democracy, poverty) in (0..4usize, -5.0..=5.0f64, 0.0..=1.0f64, 0.0..=1.0f64),
        (km, major_power, borders, rivals) in (1e-3..20_038.0f64, any::<bool>(), any::<bool>(), any::<bool>()),
        trust in 0.0..=1.0f64,
    ) {
        let world = of_states(&world);
        let extended = |military_expenditure: f64| {
        let mut data = world.to_data();
        let dwarf: NationCode = ["NIL", "NUL", "ZRO"].iter().flat_map(|c| c.parse()).find(|c| world.codes().all(|d| d != *c)).unwrap();
        let n = world.len();
        let nuclear = [NuclearStatus::None, NuclearStatus::Consideration, NuclearStatus::Pursuit, NuclearStatus::Possession][nuclear];
        let (gdp, population, poverty) = (10.0 * military_expenditure, 1.0, Some(poverty));
        let priorities = Priorities::default();
        data.nations.push(Nation {
            code: dwarf, name: "nil".into(), gdp, population, military_expenditure, nuclear, ideal_point, democracy, poverty,
            major_power, cinc: None, priorities,
        });
        for (table, own, with_others) in [(&mut data.trade, gdp, 0.0), (&mut data.distance, 0.0, km)] {
            let size = table.len() + 1;
            table.iter_mut().for_each(|(_, row)| row.insert(n, with_others));
            table.insert(n, (dwarf, (0..size).map(|k| if k == n { own } else { with_others }).collect()));
        }
        if let Some(table) = &mut data.trust {
            table.iter_mut().for_each(|(_, row)| row.push(trust));
            table.push((dwarf, vec![trust; n + 1]));
        }
        for (pairs, all) in [(&mut data.land_borders, borders), (&mut data.rivalries, rivals)] {
            pairs.extend(world.codes().filter(|_| all).map(|code| (dwarf, code)));
        }
        World::new(data).unwrap()
        };
        let with = |world: World| {
            let mut parameters = Parameters::default();
            parameters.threat.burden_ceiling = 1.0;
            Model::new(world, parameters).unwrap()
        };
        let models = [world.clone(), extended(1e-7), extended(1e-9)].map(with);
        // Where next to nothing threatens at the base, reactions under other regimes divide by next to nothing.
        for (name, regime) in regimes(&world).into_iter().filter(|(name, _)| *name == "status quo") {
            let [Some(without), Some(armed), Some(disarmed)] = models.each_ref().map(|model| figures(model, &regime)) else {
                continue;
            };
            for i in 0..without.len() {
                for k in 0..without[i].len() {
                    let (x, by_arms, by_few) = (without[i][k], armed[i][k] - without[i][k], disarmed[i][k] - without[i][k]);
                    let most = 0.1 * by_arms.abs() + MOST * (1.0 + x.abs());
                    prop_assert!(by_few.abs() <= most, "{}, nation {}, figure {}: {} moves by {} and {}", name, i, k, x, by_arms, by_few);
                }
            }
        }
    }
}
