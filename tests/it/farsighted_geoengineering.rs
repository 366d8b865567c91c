//! The replication in `examples/farsighted` against every number of Heyen & Lehtomaa (2021): the tables of
//! cooling, payoffs, transitions and values of the four experiments, printed to five decimals in the
//! repository that accompanies the paper.

#[path = "../../examples/farsighted/geoengineering.rs"]
#[allow(dead_code)]
mod geoengineering;

use comity::game::{Fraction, Value};
use geoengineering::experiments;

struct Published {
    cooling: [f64; 5],
    payoffs: [[f64; 3]; 5],
    transition: [[f64; 5]; 5],
    values: [[f64; 3]; 5],
}

const THIRD: f64 = 0.33333;
const TWO: f64 = 0.66667;

const THRESHOLD_MOVES: [[f64; 5]; 5] = [
    [0.0, 1.0, 0.0, 0.0, 0.0],
    [0.0, 1.0, 0.0, 0.0, 0.0],
    [THIRD, 0.0, TWO, 0.0, 0.0],
    [THIRD, 0.0, 0.0, TWO, 0.0],
    [0.0, 0.0, THIRD, THIRD, THIRD],
];

const UNEQUAL_COOLING: [f64; 5] = [0.0, 2.88889, 5.78571, 6.8125, 5.04167];
const UNEQUAL_PAYOFFS: [[f64; 3]; 5] = [
    [0.0, 0.0, 0.0],
    [43.57407, 18.45679, 0.32099],
    [74.69770, 16.01403, -16.11735],
    [82.70801, 10.11230, -25.97266],
    [67.90495, 18.64366, -10.29340],
];

const PUBLISHED: [Published; 4] = [
    Published {
        cooling: [11.5, 11.5, 6.5, 7.75, 5.66667],
        payoffs: [
            [132.25, -40.25, -97.75],
            [132.25, -40.25, -97.75],
            [107.25, 9.75, -22.75],
            [118.1875, 1.9375, -36.8125],
            [98.22222, 13.22222, -15.11111],
        ],
        transition: [
            [1.0, 0.0, 0.0, 0.0, 0.0],
            [TWO, THIRD, 0.0, 0.0, 0.0],
            [THIRD, 0.0, TWO, 0.0, 0.0],
            [THIRD, 0.0, 0.0, TWO, 0.0],
            [0.0, THIRD, 0.0, 0.0, TWO],
        ],
        values: [
            [132.25, -40.25, -97.75],
            [132.25, -40.25, -97.75],
            [131.51471, -38.77941, -95.54412],
            [131.83640, -39.00919, -95.95772],
            [131.24918, -38.67729, -95.31944],
        ],
    },
    Published {
        cooling: [0.0, 2.75, 6.5, 7.75, 5.66667],
        payoffs: [
            [0.0, 0.0, 0.0],
            [55.6875, 14.4375, 0.6875],
            [107.25, 9.75, -22.75],
            [118.1875, 1.9375, -36.8125],
            [98.22222, 13.22222, -15.11111],
        ],
        transition: THRESHOLD_MOVES,
        values: [
            [55.13063, 14.29313, 0.68063],
            [55.6875, 14.4375, 0.6875],
            [56.66355, 14.15950, -0.00851],
            [56.98524, 13.92972, -0.42211],
            [57.44227, 14.03234, -0.43764],
        ],
    },
    Published {
        cooling: UNEQUAL_COOLING,
        payoffs: UNEQUAL_PAYOFFS,
        transition: THRESHOLD_MOVES,
        values: [
            [43.13833, 18.27222, 0.31778],
            [43.57407, 18.45679, 0.32099],
            [44.06655, 18.20580, -0.16561],
            [44.30215, 18.03222, -0.45547],
            [44.53839, 18.12685, -0.45954],
        ],
    },
    Published {
        cooling: UNEQUAL_COOLING,
        payoffs: UNEQUAL_PAYOFFS,
        transition: [
            [0.0, TWO, 0.0, THIRD, 0.0],
            [0.0, THIRD, 0.0, 0.0, TWO],
            [0.0, THIRD, 0.0, 0.0, TWO],
            [0.0, THIRD, 0.0, THIRD, THIRD],
            [0.0, 0.0, 0.0, 0.0, 1.0],
        ],
        values: [
            [67.00011, 18.41291, -10.13739],
            [67.54180, 18.64087, -10.13498],
            [67.85304, 18.61645, -10.29936],
            [67.94703, 18.51496, -10.44939],
            [67.90495, 18.64366, -10.29340],
        ],
    },
];

/// Whether the exact number, rounded to five decimals, is the published one.
fn prints_as(exact: &Fraction, published: f64) -> bool {
    (exact * Fraction::ratio(100_000, 1)).round().to_f64() == (published * 1e5).round()
}

#[test]
fn every_published_number_to_its_printed_precision() {
    let mut compared = 0;
    for (experiment, published) in experiments().iter().zip(&PUBLISHED) {
        let name = experiment.name;
        let r = experiment.replicate().unwrap();
        let all = |exact: &[Fraction], published: &[f64], what: &str, compared: &mut u32| {
            assert_eq!(exact.len(), published.len());
            for (a, b) in exact.iter().zip(published) {
                assert!(prints_as(a, *b), "{name}, {what}: {a} is not {b}");
                *compared += 1;
            }
        };
        all(&r.cooling, &published.cooling, "G", &mut compared);
        for x in 0..5 {
            all(&r.payoffs[x], &published.payoffs[x], "payoffs", &mut compared);
            all(&r.report.transition[x], &published.transition[x], "P", &mut compared);
            all(&r.report.values[x], &published.values[x], "V", &mut compared);
        }
        assert_eq!(r.report.deviations, [], "{name}");
    }
    assert_eq!(compared, 4 * (5 + 15 + 25 + 15));
}

#[test]
fn where_the_experiments_end() {
    // The abstract's message: no treaty under weak governance, the moderate coalition of T and C under a power threshold, everybody
    // once one member cannot hold up the others.
    let ends: Vec<Vec<Vec<usize>>> =
        experiments().iter().map(|e| e.replicate().unwrap().long_run.recurrent).collect();
    assert_eq!(ends, [vec![vec![0]], vec![vec![1]], vec![vec![1]], vec![vec![4]]]);
}

#[test]
fn proposing_nothing_is_no_equilibrium() {
    for mut experiment in experiments() {
        experiment.proposals = [[0, 1, 2, 3, 4]; 3];
        assert!(!experiment.replicate().unwrap().report.is_equilibrium(), "{}", experiment.name);
    }
}

#[cfg(feature = "equilibrium-search")]
#[test]
fn what_is_found_has_the_published_values() {
    for experiment in experiments() {
        let search = experiment.search(&experiment.replicate().unwrap()).unwrap();
        assert!(search.published.is_some(), "{}: found {}", experiment.name, search.found.found.len());
    }
}

#[cfg(feature = "equilibrium-search")]
#[test]
fn what_is_found_moves_as_published() {
    for experiment in experiments().into_iter().skip(1) {
        let r = experiment.replicate().unwrap();
        let search = experiment.search(&r).unwrap();
        let found = &search.found.found[search.published.unwrap()].report.transition;
        let pairs = found.iter().flatten().zip(r.report.transition.iter().flatten());
        assert!(pairs.into_iter().all(|(a, b)| (a - b.to_f64()).abs() < 1e-9), "{}", experiment.name);
    }
}
