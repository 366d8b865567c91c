//! Arbitrary valid worlds: any figures that `World::new` accepts, the ends of the ranges included.

use comity::world::{Nation, NationCode, NuclearStatus, Priorities, World, WorldData};
use proptest::collection::{btree_map, btree_set, vec};
use proptest::option;
use proptest::prelude::*;

/// Worlds of 2 to 8 nations, with and without a rest of the world.
pub fn world() -> impl Strategy<Value = World> {
    traded_within(9.0)
}

/// Worlds whose trade is of any size, but of 10^±3 about one scale: between economies of 10^9 and of 10^-7 the landed solver
/// accepts an equilibrium that is none.
pub fn world_of_one_scale() -> impl Strategy<Value = World> {
    traded_within(3.0)
}

fn traded_within(spread: f64) -> impl Strategy<Value = World> {
    (2..=8usize)
        .prop_flat_map(|n| (btree_set("[A-Z0-9_]{1,7}", n), any::<bool>()))
        .prop_map(|(codes, row)| (codes.iter().flat_map(|c| c.parse()).collect::<Vec<_>>(), row))
        .prop_filter("ROW is no nation", |(codes, _)| !codes.contains(&NationCode::ROW))
        .prop_flat_map(move |(codes, row)| data(codes, row, spread))
        .prop_map(|data| World::new(data).expect("the strategy stays within the allowed ranges"))
}

fn data(codes: Vec<NationCode>, with_row: bool, spread: f64) -> impl Strategy<Value = WorldData> {
    let n = codes.len();
    let traders = n + usize::from(with_row);
    let nations: Vec<_> = codes.iter().enumerate().map(|(i, &code)| nation(i, code)).collect();
    let km = prop_oneof![8 => 1.0..20_000.0, 1 => Just(1e-3), 1 => Just(20_038.0)];
    let trade = magnitude(spread - 9.0, 9.0 - spread).prop_flat_map(move |scale| {
        (vec(flow(scale, spread), traders * traders), vec(about(scale, spread), traders))
    });
    let tables = (trade, vec(km, n * n), option::of(vec(share(), n * n)));
    let relations = (relation(n), relation(n), relation(n));
    let notes = ("\\PC{0,12}", option::of(any::<i32>()), btree_map("\\PC{0,8}", ".{0,8}", 0..3));
    (nations, tables, relations, notes).prop_map(
        move |(nations, ((flows, sales), km, trust), (borders, rivals, pacts), (name, year, sources))| {
            let pair = |&(i, j): &(usize, usize)| (codes[i], codes[j]);
            let names: Vec<NationCode> = codes.iter().copied().chain([NationCode::ROW]).collect();
            let rows = |size: usize, figure: &dyn Fn(usize, usize) -> f64| {
                let row = |i: usize| (names[i], (0..size).map(|j| figure(i, j)).collect());
                (0..size).map(row).collect()
            };
            WorldData {
                name,
                year,
                land_borders: borders.iter().map(pair).collect(),
                rivalries: rivals.iter().map(pair).collect(),
                defence_obligations: pacts.iter().map(pair).collect(),
                sources,
                nations,
                trade: rows(traders, &|i, j| if i == j { sales[i] } else { flows[i * traders + j] }),
                distance: rows(n, &|i, j| if i == j { 0.0 } else { km[i.min(j) * n + i.max(j)] }),
                trust: trust.map(|t| rows(n, &|i, j| t[i * n + j])),
                dispute_rate: None,
            }
        },
    )
}

fn nation(i: usize, code: NationCode) -> impl Strategy<Value = Nation> {
    let size = (magnitude(-8.0, 9.0), magnitude(-4.0, -0.46), magnitude(0.0, 12.0));
    let nuclear = prop_oneof![
        Just(NuclearStatus::None),
        Just(NuclearStatus::Consideration),
        Just(NuclearStatus::Pursuit),
        Just(NuclearStatus::Possession),
    ];
    let outlook = (-5.0..=5.0, share(), option::of(share()), any::<bool>(), option::of(share()));
    let weight = || prop_oneof![4 => Just(1.0), 1 => Just(0.0), 1 => Just(100.0), 2 => 0.0..10.0];
    let weights = (weight(), weight(), weight(), weight());
    (size, nuclear, outlook, weights, "\\PC{0,6}").prop_map(
        move |((gdp, burden, population), nuclear, outlook, weights, name)| {
            let (ideal_point, democracy, poverty, major_power, cinc) = outlook;
            let (security, trade, aid, sovereignty) = weights;
            Nation {
                code,
                name: format!("{i}{name}"),
                gdp,
                population,
                military_expenditure: (gdp * burden).max(1e-9),
                nuclear,
                ideal_point,
                democracy,
                poverty,
                major_power,
                cinc,
                priorities: Priorities { security, trade, aid, sovereignty },
            }
        },
    )
}

/// `10^x` for x in a range, its ends often.
fn magnitude(low: f64, high: f64) -> impl Strategy<Value = f64> {
    let power = |x: f64| format!("1e{x}").parse().unwrap_or_else(|_| 10f64.powf(x));
    prop_oneof![8 => low..=high, 1 => Just(low), 1 => Just(high)]
        .prop_map(move |x| power(x).clamp(power(low), power(high)))
}

/// `scale · 10^x` for x up to `spread` either way, the ends often.
fn about(scale: f64, spread: f64) -> impl Strategy<Value = f64> {
    magnitude(-spread, spread).prop_map(move |x| (scale * x).clamp(1e-9, 1e9))
}

/// A trade flow: none, hardly any, or some.
fn flow(scale: f64, spread: f64) -> impl Strategy<Value = f64> {
    prop_oneof![3 => Just(0.0), 1 => Just(f64::MIN_POSITIVE), 6 => about(scale, spread)]
}

/// 0..1, its ends often.
fn share() -> impl Strategy<Value = f64> {
    prop_oneof![1 => Just(0.0), 1 => Just(1.0), 6 => 0.0..=1.0]
}

fn relation(n: usize) -> impl Strategy<Value = Vec<(usize, usize)>> {
    let pair = (0..n, 0..n - 1).prop_map(|(i, j)| (i, if j < i { j } else { j + 1 }));
    vec(pair, 0..=n)
}

/// A table by its figures, a row per nation.
pub fn rows(codes: &[NationCode], figure: impl Fn(usize, usize) -> f64) -> Vec<(NationCode, Vec<f64>)> {
    let row = |i: usize| (codes[i], (0..codes.len()).map(|j| figure(i, j)).collect());
    (0..codes.len()).map(row).collect()
}
