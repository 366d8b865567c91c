//! Designs of experiments: what each must be, symmetries, hostile input.

use comity::experiment::{Base, Design, Factor, Latin, Morris, Saltelli};
use comity::frame::Cell;
use proptest::prelude::*;

fn reals(count: usize) -> Vec<Factor> {
    (0..count).map(|j| Factor::uniform(format!("x{j}"), 0.0, 1.0).unwrap()).collect()
}

/// The values of a design of reals, row by row.
fn values(design: &Design) -> Vec<Vec<f64>> {
    let names: Vec<&str> = design.factors().iter().map(Factor::name).collect();
    let row = |k| {
        let draw = design.draw(k).unwrap();
        names.iter().map(|name| draw.real(name).unwrap()).collect()
    };
    (0..design.len()).map(row).collect()
}

fn message<T>(result: comity::Result<T>) -> String {
    result.err().expect("an error").to_string()
}

#[test]
fn the_published_sobol_points() {
    let rows = values(&Design::sobol(reals(16), 1024, None).unwrap());
    assert_eq!(rows[8][..3], [0.1875, 0.3125, 0.9375]);
    assert_eq!(rows[1000][12..], [0.1611328125, 0.3837890625, 0.1435546875, 0.3701171875]);
    assert_eq!(rows.concat().iter().sum::<f64>(), 8184.0);
}

#[test]
fn the_rows_of_a_saltelli_design() {
    let settings = Saltelli { points: 8, base: Base::Sobol, second_order: true, seed: 0 };
    let design = Design::saltelli(reals(3), settings).unwrap();
    let base = values(&Design::sobol(reals(6), 8, None).unwrap());
    let rows = values(&design);
    assert_eq!(rows.len(), 8 * 8);
    for (point, block) in rows.chunks(8).enumerate() {
        let (a, b) = base[point].split_at(3);
        assert_eq!((&block[0][..], &block[7][..]), (a, b));
        for j in 0..3 {
            let with = |from: &[f64], column: &[f64]| {
                (0..3).map(|k| if k == j { column[k] } else { from[k] }).collect::<Vec<f64>>()
            };
            assert_eq!(block[1 + j], with(a, b));
            assert_eq!(block[4 + j], with(b, a));
        }
    }
    let frame = design.frame().unwrap();
    let parts: Vec<Cell> = frame.column("part").unwrap().take(8).collect();
    assert_eq!(parts, ["A", "AB x0", "AB x1", "AB x2", "BA x0", "BA x1", "BA x2", "B"].map(Cell::Text));
    // A group moves as one.
    let grouped = reals(3).into_iter().enumerate().map(|(j, f)| if j < 2 { f.group("first") } else { f });
    let design = Design::saltelli(grouped, Saltelli { second_order: false, ..settings }).unwrap();
    let rows = values(&design);
    assert_eq!(rows.len(), 8 * 4);
    assert_eq!(rows[4 + 1], [base[1][3], base[1][4], base[1][2]]);
    // Scrambles are independent blocks, each stratified.
    let scrambled = Saltelli { points: 16, base: Base::Scrambles(3), second_order: false, seed: 5 };
    let rows = values(&Design::saltelli(reals(2), scrambled).unwrap());
    for block in rows.chunks(16 * 4) {
        let mut cells: Vec<usize> = block.iter().step_by(4).map(|row| (row[0] * 16.0) as usize).collect();
        cells.sort_unstable();
        assert!(cells.into_iter().eq(0..16));
    }
    assert_ne!(rows[0], rows[64]);
}

#[test]
fn a_fractional_factorial_is_the_published_one() {
    let rows = values(&Design::fractional_factorial(reals(4)).unwrap());
    let expected = ["1111", "1010", "1100", "1001", "0000", "0101", "0011", "0110"];
    let text = |row: &Vec<f64>| row.iter().map(|x| if *x == 1.0 { '1' } else { '0' }).collect::<String>();
    assert_eq!(rows.iter().map(text).collect::<Vec<_>>(), expected);
}

#[test]
fn factorials_hold_every_level() {
    let factors = || {
        let rule = Factor::category("rule", ["majority", "unanimity", "veto"]).unwrap();
        let weights = [0.2, 0.3, 0.5];
        [
            rule.weighted(&weights).unwrap(),
            Factor::switch("pacts").unwrap(),
            Factor::integers("n", 3, 5).unwrap(),
        ]
    };
    let mut csv = Vec::new();
    Design::full_factorial(factors(), 3).unwrap().frame().unwrap().write_csv(&mut csv).unwrap();
    let text = String::from_utf8(csv).unwrap();
    assert_eq!(text.lines().count(), 1 + 3 * 2 * 3);
    assert!(text.contains("\n17,veto,true,5\n") && text.contains("\n0,majority,false,3\n"));
    let design = Design::one_at_a_time(factors(), 3).unwrap();
    assert_eq!(design.len(), 1 + 2 + 1 + 2);
    let base = design.draw(0).unwrap();
    assert_eq!(
        (base.text("rule").unwrap(), base.on("pacts").unwrap(), base.real("n").unwrap()),
        ("majority", false, 3.0)
    );
    let crossed =
        Design::full_factorial(factors(), 3).unwrap().crossed(Factor::switch("treated").unwrap()).unwrap();
    assert_eq!(crossed.len(), 36);
    assert!(crossed.draw(35).unwrap().on("treated").unwrap());
    assert_eq!(crossed.draw(35).unwrap().get("rule").unwrap(), Cell::Text("veto"));
}

#[test]
fn weights_are_the_shares_of_levels() {
    let factor = Factor::category("rule", ["a", "b", "c", "d"]).unwrap();
    let factor = factor.weighted(&[0.125, 0.0, 0.875, 0.0]).unwrap();
    let design = Design::sobol([factor], 64, None).unwrap();
    let count =
        |level: &str| (0..64).filter(|k| design.draw(*k).unwrap().text("rule").unwrap() == level).count();
    assert_eq!(["a", "b", "c", "d"].map(count), [8, 0, 56, 0]);
    let n = Design::sobol([Factor::integers("n", -2, 1).unwrap()], 64, None).unwrap();
    let count = |i: f64| (0..64).filter(|k| n.draw(*k).unwrap().real("n").unwrap() == i).count();
    assert_eq!([-2.0, -1.0, 0.0, 1.0].map(count), [16; 4]);
}

#[test]
fn quantiles_are_those_of_the_distribution() {
    let at = |factor: Factor, u: &str| {
        // One row at the coordinate: a Sobol' design of 4 has 0, 1/2, 3/4, 1/4.
        let row = ["0", "1/2", "3/4", "1/4"].iter().position(|q| *q == u).unwrap();
        let name = factor.name().to_owned();
        Design::sobol([factor], 4, None).unwrap().draw(row).unwrap().real(&name).unwrap()
    };
    assert!((at(Factor::log_uniform("x", 0.01, 1.0).unwrap(), "1/2") - 0.1).abs() < 1e-15);
    assert_eq!(at(Factor::log_uniform("x", 0.01, 1.0).unwrap(), "0"), 0.01);
    // F(x) = x²/2 below the mode 1 on 0..2.
    assert!((at(Factor::triangular("x", 0.0, 1.0, 2.0).unwrap(), "1/4") - 0.5f64.sqrt()).abs() < 1e-12);
    let normal =
        Design::latin_hypercube([Factor::normal("x", 1.0, 2.0).unwrap()], 2, Latin::Centred, 1).unwrap();
    let mut x = values(&normal).concat();
    x.sort_by(f64::total_cmp);
    // The quartiles of a normal lie 0.674489750196082 deviations from its mean.
    assert!((x[0] - (1.0 - 2.0 * 0.674_489_750_196_081_7)).abs() < 1e-9);
    assert!((x[1] - (1.0 + 2.0 * 0.674_489_750_196_081_7)).abs() < 1e-9);
}

#[test]
fn a_maximin_hypercube_keeps_its_points_apart() {
    let least = |latin| {
        let rows = values(&Design::latin_hypercube(reals(2), 64, latin, 3).unwrap());
        let distance = |a: &[f64], b: &[f64]| (a[0] - b[0]).hypot(a[1] - b[1]);
        let pairs = (0..64).flat_map(|a| (0..a).map(move |b| (a, b)));
        pairs.map(|(a, b)| distance(&rows[a], &rows[b])).fold(f64::INFINITY, f64::min)
    };
    let (plain, maximin) = (least(Latin::Plain), least(Latin::Maximin));
    assert!(maximin > 2.0 * plain && maximin > 0.05, "{plain} {maximin}");
}

#[test]
fn another_factor_leaves_what_is_drawn() {
    let extra = || reals(3).into_iter().rev();
    let column = |design: Design| values(&design).iter().map(|row| row[0]).collect::<Vec<f64>>();
    for (one, more) in [
        (Design::monte_carlo(reals(1), 50, 9), Design::monte_carlo(reals(3), 50, 9)),
        (
            Design::latin_hypercube(reals(1), 50, Latin::Plain, 9),
            Design::latin_hypercube(reals(3), 50, Latin::Plain, 9),
        ),
    ] {
        assert_eq!(column(one.unwrap()), column(more.unwrap()));
    }
    let order = values(&Design::monte_carlo(extra(), 50, 9).unwrap());
    let straight = values(&Design::monte_carlo(reals(3), 50, 9).unwrap());
    assert!(order.iter().zip(&straight).all(|(a, b)| a.iter().rev().eq(b)));
}

#[test]
fn the_bits_of_seeded_designs() {
    // A change of these is a change of results that others have published.
    let first = |design: comity::Result<Design>| values(&design.unwrap())[0][0].to_bits();
    let settings = Saltelli { points: 4, ..Saltelli::default() };
    let morris = Morris { candidates: 30, seed: 3, ..Morris::default() };
    let bits = [
        first(Design::monte_carlo(reals(2), 4, 1)),
        first(Design::latin_hypercube(reals(2), 4, Latin::Plain, 1)),
        first(Design::latin_hypercube(reals(2), 4, Latin::Maximin, 1)),
        first(Design::sobol(reals(2), 4, Some(1))),
        first(Design::saltelli(reals(2), settings)),
        first(Design::morris(reals(2), morris)),
    ];
    assert_eq!(bits.map(|b| format!("{b:x}")), PINNED);
}

const PINNED: [&str; 6] = [
    "3fb5e51d80a6bf40",
    "3fd6a836e916e14a",
    "3fd6a836e916e14a",
    "3fe23b970df00000",
    "3fc7fd6510c00000",
    "3fd5555555555555",
];

#[test]
fn a_csv_is_a_design() {
    let factors = || {
        let rule = Factor::category("rule", ["majority", "unanimity"]).unwrap();
        [rule, Factor::uniform("x", 0.0, 1.0).unwrap(), Factor::integers("n", 0, 9).unwrap()]
    };
    let read = |text: &str| Design::from_csv(factors(), text.as_bytes());
    let design = read("n,x,rule\n3,0.5,unanimity\n9,1,majority\n").unwrap();
    assert_eq!(design.len(), 2);
    assert_eq!(design.draw(0).unwrap().text("rule").unwrap(), "unanimity");
    assert_eq!(design.draw(1).unwrap().get("n").unwrap(), Cell::Integer(9));
    for (text, expected) in [
        ("n,x\n3,0.5\n", "design: column is \"rule\", which is missing, allowed: one per factor"),
        ("n,x,rule,z\n", "unknown column of the design \"z\"; known: rule x n"),
        ("n,x,rule,x\n", "design: column is \"x\", allowed: a name not given before"),
        ("n,x,rule\n3,0.5\n", "design, row 0: expected 3 cells, got 2"),
        ("n,x,rule\n3,NaN,unanimity\n", "design, row 0: x is \"NaN\", allowed: 0..1"),
        (
            "n,x,rule\n3,0,unanimity\n10,0,majority\n",
            "design, row 1: n is \"10\", allowed: an integer of 0..9",
        ),
        ("n,x,rule\n3,0,consensus\n", "design, row 0: rule is \"consensus\", allowed: majority, unanimity"),
        ("n,x,rule\n", "design: rows is 0, allowed: at least 1"),
    ] {
        assert_eq!(message(read(text)), expected);
    }
}

#[test]
fn bad_input_is_refused_with_factor_value_and_allowed() {
    let x = || Factor::uniform("x", 0.0, 1.0).unwrap();
    let saltelli = |settings| Design::saltelli([x()], settings);
    let plain = Saltelli::default();
    let cases: Vec<(String, &str)> = vec![
        (
            message(Factor::uniform("x", 2.0, 1.0)),
            "factor x: range is 2..1, allowed: finite ends, the lower below the upper",
        ),
        (message(Factor::uniform("x", f64::NAN, 1.0)), "factor x: range is NaN..1"),
        (message(Factor::uniform("x", -f64::MAX, f64::MAX)), "factor x: range is -1797"),
        (message(Factor::uniform("", 0.0, 1.0)), "factor: name is \"\""),
        (
            message(Factor::log_uniform("x", 0.0, 1.0)),
            "factor x: range is 0..1, allowed: finite ends above 0",
        ),
        (message(Factor::normal("x", 0.0, 0.0)), "factor x: distribution is mean 0, deviation 0"),
        (message(Factor::triangular("x", 0.0, 2.0, 1.0)), "factor x: low, mode, high is 0, 2, 1"),
        (message(Factor::integers("n", 3, 2)), "factor n: range is 3..2"),
        (message(Factor::integers("n", i64::MIN, i64::MAX)), "factor n: range is -9223372036854775808.."),
        (message(Factor::category("c", ["a", "a"])), "factor c: levels is \"a\""),
        (message(Factor::category("c", Vec::<String>::new())), "factor c: levels is none"),
        (
            message(Factor::category("c", ["a", "b"]).unwrap().weighted(&[0.5, 0.6])),
            "factor c: weights is [0.5, 0.6], which sum to 1.1, allowed: 2 numbers ≥ 0 that sum to 1",
        ),
        (
            message(Factor::category("c", ["a", "b"]).unwrap().weighted(&[1.5, -0.5])),
            "factor c: weights is [1.5, -0.5]",
        ),
        (message(x().weighted(&[1.0])), "factor x: weights is [1.0]"),
        (message(Factor::parameter("war", 0.0, 1.0)), "unknown parameter \"war\"; known: arms.fatigue"),
        (message(Factor::parameter("war.defeat", 0.0, 1.0)), "factor war.defeat: upper end is 1"),
        (
            message(Design::monte_carlo([x(), x()], 8, 0)),
            "design: factor is \"x\", allowed: a name not given before",
        ),
        (message(Design::monte_carlo([x()], 0, 0)), "design: draws is 0"),
        (message(Design::monte_carlo([], 8, 0)), "design: factors is 0"),
        (message(Design::sobol([x()], 100, None)), "design: points is 100, allowed: a power of 2"),
        (message(Design::sobol([x()], 0, None)), "design: points is 0, allowed: a power of 2"),
        (message(Design::sobol(reals(257), 2, None)), "design: factors is 257, allowed: 1..256"),
        (
            message(saltelli(Saltelli { points: 1000, ..plain })),
            "design: points is 1000, allowed: a power of 2",
        ),
        (message(saltelli(Saltelli { base: Base::Scrambles(0), ..plain })), "design: scrambles is 0"),
        (message(Design::saltelli(reals(129), plain)), "design: factors is 129, allowed: 1..128"),
        (
            message(Design::morris([x()], Morris { levels: 3, ..Morris::default() })),
            "design: levels is 3, allowed: an even",
        ),
        (
            message(Design::morris([x()], Morris { levels: 0, ..Morris::default() })),
            "design: levels is 0, allowed: an even",
        ),
        (
            message(Design::morris([x()], Morris { trajectories: 1, ..Morris::default() })),
            "design: trajectories is 1",
        ),
        (
            message(Design::morris([x()], Morris { candidates: 3, ..Morris::default() })),
            "design: candidates is 3",
        ),
        (message(Design::full_factorial([x()], 1)), "factor x: levels is 1, allowed: 2..2^20"),
        (message(Design::full_factorial(reals(40), 2)), "full factorial design with n = "),
        (
            message(Design::latin_hypercube([x()], 5000, Latin::Maximin, 0)),
            "maximin Latin hypercube with n = 5000: the limit is 4096",
        ),
        (message(Design::fixed().crossed(x())), "factor x: levels is 0, allowed: 2..2^20"),
        (
            message(Design::sobol([Factor::normal("x", 0.0, 1.0).unwrap()], 4, None)),
            "factor x: value in draw 0 is -inf, allowed: a finite quantile",
        ),
        (
            message(Design::monte_carlo([Factor::quantile("x", "broken", |_| f64::NAN).unwrap()], 4, 0)),
            "factor x: value in draw 0 is NaN",
        ),
        (message(Design::fixed().draw(1)), "design: draw is 1, allowed: 0..0"),
        (message(Design::monte_carlo([x()], 1, 0).unwrap().draw(0).unwrap().on("x")), "factor x: value is "),
    ];
    for (found, expected) in cases {
        assert!(found.starts_with(expected), "{found}\n{expected}");
    }
}

proptest! {
    #[test]
    fn each_stratum_of_a_latin_hypercube_is_hit_once(n in 1usize..60, d in 1usize..6, seed: u64, kind in 0usize..3) {
        let latin = [Latin::Plain, Latin::Centred, Latin::Maximin][kind];
        let rows = values(&Design::latin_hypercube(reals(d), n, latin, seed).unwrap());
        for j in 0..d {
            let mut strata: Vec<usize> = rows.iter().map(|row| (row[j] * n as f64) as usize).collect();
            strata.sort_unstable();
            prop_assert!(strata.into_iter().eq(0..n));
        }
    }

    #[test]
    fn a_step_of_a_trajectory_moves_one_group_half_the_grid(
        d in 1usize..7,
        half in 1usize..5,
        kept in 2usize..5,
        seed: u64,
        groups in prop::collection::vec(0usize..3, 7),
    ) {
        let factors = reals(d).into_iter().zip(&groups).map(|(f, g)| f.group(format!("g{g}")));
        let levels = 2 * half;
        let settings = Morris { trajectories: kept, candidates: kept + 3, levels, seed };
        let design = Design::morris(factors, settings).unwrap();
        let mut names: Vec<usize> = groups[..d].to_vec();
        names.sort_unstable();
        names.dedup();
        let delta = half as f64 / (levels - 1) as f64;
        for trajectory in values(&design).chunks(names.len() + 1) {
            let mut moved = Vec::new();
            for step in trajectory.windows(2) {
                let by: Vec<f64> = (0..d).map(|j| (step[1][j] - step[0][j]).abs()).collect();
                prop_assert!(by.iter().all(|x| *x < 1e-12 || (x - delta).abs() < 1e-12));
                let mut of: Vec<usize> = (0..d).filter(|j| by[*j] > 0.5 * delta).map(|j| groups[j]).collect();
                of.dedup();
                prop_assert!((0..d).all(|j| (by[j] > 0.5 * delta) == of.contains(&groups[j])));
                of.sort_unstable();
                of.dedup();
                prop_assert_eq!(of.len(), 1);
                moved.push(of[0]);
            }
            prop_assert!(trajectory.concat().iter().all(|x| (0.0..=1.0).contains(x)));
            moved.sort_unstable();
            prop_assert_eq!(&moved, &names);
        }
    }
}
