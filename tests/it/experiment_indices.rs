//! Indices of sensitivity against exact values, and against SALib 1.6.0 on the same points.

use comity::Stream;
use comity::experiment::{
    Base, Bootstrap, Design, Experiment, Factor, Indices, Latin, Measure, Morris, Saltelli, mean_by_draw,
    noise_of_means,
};
use comity::frame::Column;
use std::f64::consts::PI;

const NONE: Bootstrap = Bootstrap { resamples: 0, seed: 0 };

fn angles() -> Vec<Factor> {
    ["x1", "x2", "x3"].map(|name| Factor::uniform(name, -PI, PI).unwrap()).to_vec()
}

/// Ishigami & Homma (1990), a = 7, b = 0.1.
fn ishigami(design: &Design) -> Vec<f64> {
    let at = |k| {
        let draw = design.draw(k).unwrap();
        let [x1, x2, x3] = ["x1", "x2", "x3"].map(|name| draw.real(name).unwrap());
        x1.sin() + 7.0 * x2.sin().powi(2) + 0.1 * x3.powi(4) * x1.sin()
    };
    (0..design.len()).map(at).collect()
}

const ISHIGAMI: [[f64; 3]; 2] =
    [[0.313905191147811, 0.442411144790041, 0.0], [0.557588855209959, 0.442411144790041, 0.243683664062148]];

/// The g-function (Sobol' 1998): its factors, and its exact first and total indices.
struct G(Vec<f64>);

impl G {
    fn factors(&self) -> Vec<Factor> {
        (0..self.0.len()).map(|j| Factor::uniform(format!("x{j}"), 0.0, 1.0).unwrap()).collect()
    }

    fn outcomes(&self, design: &Design) -> Vec<f64> {
        let names: Vec<String> = design.factors().iter().map(|f| f.name().into()).collect();
        let at = |k| {
            let draw = design.draw(k).unwrap();
            let term =
                |(a, name): (&f64, &String)| ((4.0 * draw.real(name).unwrap() - 2.0).abs() + a) / (1.0 + a);
            self.0.iter().zip(&names).map(term).product()
        };
        (0..design.len()).map(at).collect()
    }

    fn exact(&self) -> [Vec<f64>; 2] {
        let v: Vec<f64> = self.0.iter().map(|a| 1.0 / (3.0 * (1.0 + a).powi(2))).collect();
        let product: f64 = v.iter().map(|v| 1.0 + v).product();
        let total = product - 1.0;
        [v.iter().map(|v| v / total).collect(), v.iter().map(|v| v * product / (1.0 + v) / total).collect()]
    }
}

fn estimates(indices: &Indices, measure: Measure) -> Vec<f64> {
    indices.all().iter().filter(|i| i.measure == measure).map(|i| i.estimate).collect()
}

fn close(found: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() <= tolerance, "{found} is not {expected}");
    }
}

fn unscrambled(points: usize) -> Saltelli {
    Saltelli { points, base: Base::Sobol, second_order: true, seed: 0 }
}

#[test]
fn estimators_of_variance_agree_with_numpy_to_rounding() {
    #[rustfmt::skip]
    let expected = [
        (1024, [
            (Measure::FirstOrder, [0.332955304116902, 0.441313938544067, 0.018578602420244]),
            (Measure::FirstOrderJansen, [0.312844776395453, 0.426167815793609, -0.002624053233789]),
            (Measure::FirstOrderJanon, [0.312028070372889, 0.422616030795729, -0.002719300617484]),
            (Measure::Total, [0.558179045711466, 0.443284584030348, 0.242149373354965]),
            (Measure::SecondOrder, [-4.693533763117097e-05, 0.22760972301438406, 0.0048765516488903544]),
        ]),
        (4096, [
            (Measure::FirstOrder, [0.3141064186943726, 0.4424727521202115, -6.487944881331575e-5]),
            (Measure::FirstOrderJansen, [0.3147441992168638, 0.442_798_276_504_146, 1.259735548021501e-4]),
            (Measure::FirstOrderJanon, [0.3143404542421893, 0.4426441198808935, -1.594295086644476e-5]),
            (Measure::Total, [0.557434576309697, 0.442454153495844, 0.243293121922183]),
            (Measure::SecondOrder, [-0.000186759803255776, 0.24332451157242682, -0.00017387283515748531]),
        ]),
    ];
    for (points, measures) in expected {
        let design = Design::saltelli(angles(), unscrambled(points)).unwrap();
        let outcomes = ishigami(&design);
        let indices = Indices::sobol(&design, &outcomes, NONE).unwrap();
        for (measure, expected) in measures {
            close(&estimates(&indices, measure), &expected, 1e-12);
        }
        assert!(indices.all().iter().all(|i| i.interval.is_none()));
        assert_eq!(indices.pair("x3", "x1").unwrap().estimate, estimates(&indices, Measure::SecondOrder)[1]);
        // The uncentred estimator, and SALib's, which centres by the mean of all rows, from the same outcomes.
        let stride = 8;
        let part = |k: usize| outcomes.iter().skip(k).step_by(stride).copied().collect::<Vec<f64>>();
        let (a, b) = (part(0), part(stride - 1));
        let both = [a.clone(), b.clone()].concat();
        let mean = |v: &[f64]| v.iter().sum::<f64>() / v.len() as f64;
        let c = mean(&both);
        let variance = mean(&both.iter().map(|y| (y - c).powi(2)).collect::<Vec<_>>());
        let moved = |to: f64| -> Vec<f64> {
            let of = |j: usize| {
                let drift = mean(&part(1 + j)) - mean(&a);
                indices.get(Measure::FirstOrder, ["x1", "x2", "x3"][j]).unwrap().estimate
                    + (c - to) * drift / variance
            };
            (0..3).map(of).collect()
        };
        let (raw, salib) = (moved(0.0), moved(mean(&outcomes)));
        if points == 1024 {
            close(&[c, variance], &[3.5060556803995717, 13.81895444323866], 1e-12);
            close(&raw, &[0.332739378382901, 0.441313938544067, 0.018399909007732], 1e-12);
            close(&salib, &[0.332955105353173, 0.441313938544067, 0.018578437929573], 1e-12);
        } else {
            close(&[c, variance], &[3.4999118906322266, 13.844530431683204], 1e-12);
            close(&raw, &[0.3141067708839699, 0.4424727521202115, -6.634178779223633e-5], 1e-12);
            close(&salib, &[0.3141064186898828, 0.4424727521202115, -6.487943017086479e-5], 1e-12);
        }
    }
    // The g-function of eight factors, numpy.
    let g = G(vec![0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0]);
    let design =
        Design::saltelli(g.factors(), Saltelli { second_order: false, ..unscrambled(1024) }).unwrap();
    let indices = Indices::sobol(&design, &g.outcomes(&design), NONE).unwrap();
    #[rustfmt::skip]
    close(&estimates(&indices, Measure::Total), &[
        7.656211637850973e-01, 2.346407695402197e-01, 3.154420948345065e-02, 1.047449183207395e-02,
        1.014100680345613e-04, 1.033267363194468e-04, 1.02661149320966e-04, 1.037204547330788e-04,
    ], 1e-12);
}

#[test]
fn exact_indices_are_reached() {
    let check = |factors: Vec<Factor>, outcomes: &dyn Fn(&Design) -> Vec<f64>, exact: [&[f64]; 2]| {
        let design = Design::saltelli(factors, Saltelli { points: 4096, ..Saltelli::default() }).unwrap();
        let indices = Indices::sobol(&design, &outcomes(&design), NONE).unwrap();
        for (measure, exact) in [Measure::FirstOrder, Measure::Total].into_iter().zip(exact) {
            close(&estimates(&indices, measure), exact, 3e-3);
        }
    };
    check(angles(), &ishigami, [&ISHIGAMI[0], &ISHIGAMI[1]]);
    #[rustfmt::skip]
    let published = [
        (vec![0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0], 8, [
            [0.716192168879033, 0.179048042219758, 0.0236757741778193, 0.00716192168879033, 7.16192168879033e-5],
            [0.787144126659275, 0.242198192818238, 0.0343169101540828, 0.0104603870652395, 1.04949051919506e-4],
        ]),
        (vec![78.0, 12.0, 0.5, 2.0, 97.0, 33.0], 6, [
            [2.76065e-4, 0.0101948, 0.765743, 0.191436, 1.79396e-4],
            [3.29458e-4, 0.0121432, 0.795970, 0.220313, 2.14097e-4],
        ]),
    ];
    for (a, n, published) in published {
        let g = G(a);
        let exact = g.exact();
        for (exact, published) in exact.iter().zip(published) {
            assert_eq!(exact.len(), n);
            close(&exact[..5], &published, 1e-6);
        }
        check(g.factors(), &|design| g.outcomes(design), [&exact[0], &exact[1]]);
    }
}

/// How often, of 400 designs, the intervals of first and total indices hold the exact value.
fn coverage(
    factors: Vec<Factor>,
    outcomes: impl Fn(&Design) -> Vec<f64>,
    exact: &[Vec<f64>; 2],
    base: Base,
) -> f64 {
    let (mut held, mut of) = (0, 0);
    for seed in 0..400 {
        let settings = Saltelli { points: 128, base, second_order: false, seed };
        let design = Design::saltelli(factors.clone(), settings).unwrap();
        let indices =
            Indices::sobol(&design, &outcomes(&design), Bootstrap { resamples: 100, seed }).unwrap();
        for (measure, exact) in [Measure::FirstOrder, Measure::Total].into_iter().zip(exact) {
            for (index, exact) in indices.all().iter().filter(|i| i.measure == measure).zip(exact) {
                let (low, high) = index.interval.unwrap();
                held += usize::from(low <= *exact && *exact <= high);
                of += 1;
            }
        }
    }
    held as f64 / of as f64
}

#[test]
fn intervals_cover_at_their_level() {
    let scrambles = Base::Scrambles(8);
    let share = coverage(angles(), ishigami, &ISHIGAMI.map(|row| row.to_vec()), scrambles);
    assert!((0.93..=0.97).contains(&share), "Ishigami: {share}");
    let g = G(vec![0.0, 1.0, 4.5, 9.0]);
    let share = coverage(g.factors(), |design| g.outcomes(design), &g.exact(), scrambles);
    assert!((0.93..=0.97).contains(&share), "g: {share}");
}

#[test]
fn a_bootstrap_covers_where_draws_are_independent() {
    let share = coverage(angles(), ishigami, &ISHIGAMI.map(|row| row.to_vec()), Base::MonteCarlo);
    assert!((0.90..=0.97).contains(&share), "{share}");
}

#[test]
fn groups_are_judged_as_one() {
    let grouped =
        angles().into_iter().enumerate().map(|(j, f)| if j == 1 { f } else { f.group("one and three") });
    let design = Design::saltelli(grouped, Saltelli { second_order: true, ..Saltelli::default() }).unwrap();
    let indices = Indices::sobol(&design, &ishigami(&design), NONE).unwrap();
    // x2 interacts with nothing.
    let group = |measure| indices.get(measure, "one and three").unwrap().estimate;
    close(&[group(Measure::FirstOrder), group(Measure::Total)], &[1.0 - ISHIGAMI[0][1]; 2], 5e-3);
    close(&[indices.pair("x2", "one and three").unwrap().estimate], &[0.0], 5e-3);
}

#[test]
fn indices_do_not_care_for_units_or_order() {
    let settings = Saltelli { points: 64, base: Base::Sobol, second_order: true, seed: 0 };
    let design = Design::saltelli(angles(), settings).unwrap();
    let outcomes = ishigami(&design);
    let of = |outcomes: &[f64]| Indices::sobol(&design, outcomes, NONE).unwrap();
    let plain = of(&outcomes);
    let scaled = of(&outcomes.iter().map(|y| 1e3 - 8.0 * y).collect::<Vec<_>>());
    for (one, other) in plain.all().iter().zip(scaled.all()) {
        assert!((one.estimate - other.estimate).abs() < 1e-10, "{one:?} {other:?}");
    }
}

#[test]
fn a_constant_outcome_has_indices_of_zero_and_says_so() {
    let design = Design::saltelli(angles(), Saltelli { points: 4, ..Saltelli::default() }).unwrap();
    let indices = Indices::sobol(&design, &vec![2.5; design.len()], NONE).unwrap();
    assert!(indices.constant() && indices.all().iter().all(|i| i.estimate == 0.0));
    assert!(indices.to_string().starts_with("all outcomes are equal"));
    let design = Design::monte_carlo(angles(), 30, 1).unwrap();
    let outcomes = vec![2.5; 30];
    for indices in [
        Indices::pawn(&design, &outcomes, 5, Bootstrap::default()),
        Indices::delta(&design, &outcomes, Bootstrap::default()),
        Indices::given_data(&design, &outcomes, Bootstrap::default()),
    ] {
        assert!(indices.unwrap().all().iter().all(|i| i.estimate == 0.0));
    }
}

#[test]
fn outcomes_of_any_size_have_finite_indices() {
    let design = Design::monte_carlo(angles(), 64, 3).unwrap();
    let base = ishigami(&design);
    for scale in [5e-324, 1e-200, 1e-150, 1e150, 1e200, 1e306] {
        // Some at one place, others far away: no bandwidth suits both.
        for power in [1, 9] {
            let outcomes: Vec<f64> = base.iter().map(|y| (y / 20.0).powi(power) * scale).collect();
            let indices = Indices::delta(&design, &outcomes, Bootstrap { resamples: 5, seed: 1 }).unwrap();
            let fine = |x: f64| x.is_finite() && x.abs() <= 2.0;
            assert!(indices.all().iter().all(|i| fine(i.estimate)), "{scale} {power} {indices:?}");
        }
    }
}

#[test]
fn given_data_indices_agree_with_salib() {
    let design = Design::sobol(angles(), 1024, None).unwrap();
    let outcomes = ishigami(&design);
    let pawn = Indices::pawn(&design, &outcomes, 10, NONE).unwrap();
    for (measure, expected) in [
        (Measure::PawnMedian, [0.258766567913573, 0.405656403186274, 0.0927734375]),
        (Measure::PawnMean, [0.230536196578146, 0.352528949231392, 0.103787065873073]),
        (Measure::PawnMaximum, [0.294596354166667, 0.504308363970588, 0.216069240196078]),
        (Measure::PawnMinimum, [0.162109375, 0.216969209558824, 0.061006433823529]),
        (Measure::PawnVariation, [0.236746829572945, 0.306973415449864, 0.463558590764406]),
    ] {
        close(&estimates(&pawn, measure), &expected, 1e-12);
    }
    let delta = Indices::delta(&design, &outcomes, NONE).unwrap();
    close(
        &estimates(&delta, Measure::Delta),
        &[0.187204739119542, 0.258875983330835, 0.14932735275587],
        1e-12,
    );
    let given = Indices::given_data(&design, &outcomes, NONE).unwrap();
    close(
        &estimates(&given, Measure::FirstOrderGiven),
        &[0.2859453778448372, 0.3002146728090316, 1.981440750191568e-05],
        1e-12,
    );
}

#[test]
fn levels_are_the_classes_of_a_factor_that_has_few() {
    let factors = [Factor::category("c", ["a", "b", "c"]).unwrap(), Factor::uniform("x", 0.0, 1.0).unwrap()];
    let design = Design::latin_hypercube(factors, 300, Latin::Plain, 4).unwrap();
    // The outcome is the level: all of the variance, and no overlap of the distributions.
    let at = |k: usize| match design.draw(k).unwrap().text("c").unwrap() {
        "a" => 1.0,
        "b" => 2.0,
        _ => 4.0,
    };
    let outcomes: Vec<f64> = (0..300).map(at).collect();
    let given = Indices::given_data(&design, &outcomes, Bootstrap::default()).unwrap();
    let c = given.get(Measure::FirstOrderGiven, "c").unwrap();
    assert!((c.estimate - 1.0).abs() < 1e-12);
    let x = given.get(Measure::FirstOrderGiven, "x").unwrap();
    assert!(x.estimate < 0.05 && x.interval.is_some());
    let pawn = Indices::pawn(&design, &outcomes, 10, NONE).unwrap();
    assert!((pawn.get(Measure::PawnMaximum, "c").unwrap().estimate - 2.0 / 3.0).abs() < 1e-12);
}

#[test]
fn elementary_effects_are_exact_where_every_effect_is() {
    // By enumeration of the grid of four levels: μ = (7.704054112, 0, 0), μ* = (7.704054112, 7.875,
    // 6.248796103), σ = (6.248796103, 7.875, 8.837132198) of the population.
    let settings = Morris { trajectories: 20_000, candidates: 20_000, levels: 4, seed: 12_345 };
    let design = Design::morris(angles(), settings).unwrap();
    let indices = Indices::morris(&design, &ishigami(&design), Bootstrap { resamples: 50, seed: 1 }).unwrap();
    let absolute = estimates(&indices, Measure::MeanAbsoluteEffect);
    assert!((absolute[1] - 7.875).abs() < 1e-10);
    close(&absolute, &[7.704054112, 7.875, 6.248796103], 0.18); // four standard errors
    close(&estimates(&indices, Measure::MeanEffect), &[7.704054112, 0.0, 0.0], 0.25);
    close(&estimates(&indices, Measure::EffectDeviation), &[6.248796103, 7.875, 8.837132198], 0.2);
    let (low, high) = indices.get(Measure::MeanAbsoluteEffect, "x3").unwrap().interval.unwrap();
    assert!(low < high && high - low < 0.3);
    // The 64 grid points: the same means by a full factorial and our own differences.
    let grid = Design::full_factorial(angles(), 4).unwrap();
    let y = ishigami(&grid);
    let effects = |j: usize| -> Vec<f64> {
        let place = [16, 4, 1][j];
        let low = (0..64).filter(move |k| k / place % 4 < 2);
        low.map(|k| (y[k + 2 * place] - y[k]) / (2.0 / 3.0)).collect()
    };
    let mean = |j: usize| effects(j).iter().map(|e| e.abs()).sum::<f64>() / 32.0;
    close(&[mean(0), mean(1), mean(2)], &[7.704054112, 7.875, 6.248796103], 1e-9);
}

#[test]
fn main_effects_are_the_published_ones() {
    let factors = (0..4).map(|j| Factor::uniform(format!("x{j}"), 0.0, 1.0).unwrap());
    let design = Design::fractional_factorial(factors).unwrap();
    let indices = Indices::main_effects(&design, &[1.5, 1.0, 1.5, 1.0, 2.0, 2.5, 2.0, 2.5]).unwrap();
    assert_eq!(estimates(&indices, Measure::MainEffect), [-0.5, 0.25, 0.0, 0.0]);
    // Of a linear outcome they are half the slopes, in every two-level design.
    for design in [
        Design::full_factorial(["a", "b", "c"].map(|n| Factor::switch(n).unwrap()), 2).unwrap(),
        Design::fractional_factorial(["a", "b", "c"].map(|n| Factor::switch(n).unwrap())).unwrap(),
    ] {
        let at = |k: usize| {
            let draw = design.draw(k).unwrap();
            [("a", 4.0), ("b", -2.0), ("c", 1.0)]
                .iter()
                .map(|(n, w)| if draw.on(n).unwrap() { *w } else { 0.0 })
                .sum()
        };
        let outcomes: Vec<f64> = (0..design.len()).map(at).collect();
        let indices = Indices::main_effects(&design, &outcomes).unwrap();
        close(&estimates(&indices, Measure::MainEffect), &[2.0, -1.0, 0.5], 1e-15);
    }
}

#[test]
fn the_noise_of_replicates_is_split_off() {
    // y = 3 x + z + ε: without noise S = (.9, .1); a replicate's noise has the variance of both together.
    let factors = ["x", "z"].map(|name| Factor::uniform(name, 0.0, 1.0).unwrap());
    let settings = Saltelli { points: 2048, base: Base::Scrambles(4), second_order: false, seed: 2 };
    let design = Design::saltelli(factors, settings).unwrap();
    let experiment = Experiment::new("noise", design.clone(), [Column::real("y")], |draw, seed, rows| {
        let noise = 10f64.sqrt() * Stream::new(seed, "noise").uniform();
        rows.push([(3.0 * draw.real("x")? + draw.real("z")? + noise).into()])
    });
    let rows = experiment.unwrap().replicates(4).independent_seeds().run().unwrap();
    let (means, noise) = (mean_by_draw(&rows, "y").unwrap(), noise_of_means(&rows, "y").unwrap());
    assert!((noise - 10.0 / 12.0 / 4.0).abs() < 2e-3, "{noise}");
    let noisy = Indices::sobol(&design, &means, NONE).unwrap();
    // With a quarter of the variance as noise on top: S = (.72, .08), S_T = (.92, .28).
    close(&estimates(&noisy, Measure::FirstOrder), &[0.72, 0.08], 0.02);
    close(&estimates(&noisy, Measure::Total), &[0.92, 0.28], 0.02);
    let clean = noisy.clone().less_noise(noise).unwrap();
    for measure in [Measure::FirstOrder, Measure::Total, Measure::FirstOrderJansen, Measure::FirstOrderJanon]
    {
        close(&estimates(&clean, measure), &[0.9, 0.1], 0.025);
    }
    assert_eq!(noisy.clone().less_noise(0.0).unwrap(), noisy);
    let error = noisy.less_noise(2.0).unwrap_err().to_string();
    assert!(error.starts_with("indices: noise of the means is 2, allowed: 0..1."), "{error}");
}

#[test]
fn shares_and_censored_times_have_the_indices_of_their_means() {
    // A transition at the rate λ per year, seen if it comes within ten years; the time is cut off there.
    const YEARS: f64 = 10.0;
    let factors = ["x", "z"].map(|name| Factor::uniform(name, 0.0, 1.0).unwrap());
    let settings = Saltelli { points: 1024, base: Base::Scrambles(8), second_order: false, seed: 4 };
    let design = Design::saltelli(factors, settings).unwrap();
    let rate = |x: f64, z: f64| 0.02 + 0.3 * x * x + 0.1 * x * z;
    let columns = [Column::boolean("seen"), Column::real("time").unit("years")];
    let experiment = Experiment::new("transition", design.clone(), columns, |draw, seed, rows| {
        let rate = rate(draw.real("x")?, draw.real("z")?);
        let time = -(-Stream::new(seed, "transition").uniform()).ln_1p() / rate;
        rows.push([(time < YEARS).into(), time.min(YEARS).into()])
    });
    let rows = experiment.unwrap().replicates(8).independent_seeds().run().unwrap();
    for column in ["seen", "time"] {
        // E[1{t < T}] = 1 − e^(−λT), E[min(t, T)] = (1 − e^(−λT))/λ.
        let exact = |k: usize| {
            let draw = design.draw(k).unwrap();
            let rate = rate(draw.real("x").unwrap(), draw.real("z").unwrap());
            let seen = 1.0 - (-rate * YEARS).exp();
            if column == "seen" { seen } else { seen / rate }
        };
        let exact: Vec<f64> = (0..design.len()).map(exact).collect();
        let exact = Indices::sobol(&design, &exact, NONE).unwrap();
        let (means, noise) = (mean_by_draw(&rows, column).unwrap(), noise_of_means(&rows, column).unwrap());
        let noisy = Indices::sobol(&design, &means, NONE).unwrap();
        let clean = noisy.clone().less_noise(noise).unwrap();
        for factor in ["x", "z"] {
            for measure in [Measure::FirstOrder, Measure::Total] {
                let (index, truth) =
                    (clean.get(measure, factor).unwrap(), exact.get(measure, factor).unwrap().estimate);
                let (low, high) = index.interval.unwrap();
                let half = 0.5 * (high - low);
                assert!(half < 0.05, "{column} {factor} {measure}: {index:?}");
                assert!(
                    (index.estimate - truth).abs() < 2.0 * half,
                    "{column} {factor} {measure}: {index:?} {truth}"
                );
            }
        }
        // Left in, the noise is in the total index of the factor that hardly matters.
        let (left, off) = (noisy.get(Measure::Total, "z").unwrap(), clean.get(Measure::Total, "z").unwrap());
        assert!(left.estimate > off.estimate + 0.05, "{column}: {left:?} {off:?}");
    }
}

#[test]
fn what_cannot_be_analysed_is_refused() {
    let saltelli = Design::saltelli(angles(), Saltelli { points: 4, ..Saltelli::default() }).unwrap();
    let other = Design::monte_carlo(angles(), 8, 1).unwrap();
    let message = |result: comity::Result<Indices>| result.unwrap_err().to_string();
    let y = vec![1.0; saltelli.len()];
    assert_eq!(
        message(Indices::sobol(&other, &[1.0; 8], NONE)),
        "indices of variance: design is Monte Carlo, seed 1, allowed: Design::saltelli"
    );
    assert!(
        message(Indices::morris(&saltelli, &y, NONE))
            .starts_with("elementary effects: design is Saltelli, 4 points")
    );
    assert!(
        message(Indices::main_effects(&other, &[1.0; 8])).starts_with("main effects: design is Monte Carlo")
    );
    assert_eq!(
        message(Indices::sobol(&saltelli, &y[1..], NONE)),
        "outcomes: expected one per draw, 160, got 159"
    );
    let mut nan = y.clone();
    nan[7] = f64::NAN;
    assert_eq!(
        message(Indices::sobol(&saltelli, &nan, NONE)),
        "outcome of draw 7: value is NaN, allowed: a finite number"
    );
    assert_eq!(message(Indices::pawn(&other, &[1.0; 8], 0, NONE)), "PAWN: slices is 0, allowed: 1..10000");
    let indices = Indices::sobol(&saltelli, &y, NONE).unwrap();
    assert!(
        indices
            .get(Measure::Total, "x4")
            .unwrap_err()
            .to_string()
            .starts_with("unknown index \"ST of x4\"; known: S1 of x1;")
    );
}
