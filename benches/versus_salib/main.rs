//! Our side of `compare.py`: designs and outcomes as files of doubles, and our indices and times as lines of JSON.

use comity::experiment::{Base, Bootstrap, Design, Factor, Indices, Measure, Saltelli};
use serde_json::json;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Instant;

fn factors(count: usize) -> Vec<Factor> {
    (0..count).map(|j| Factor::uniform(format!("x{j}"), 0.0, 1.0).expect("a range")).collect()
}

/// The values of a design, row by row.
fn values(design: &Design) -> Vec<f64> {
    let names: Vec<&str> = design.factors().iter().map(Factor::name).collect();
    let mut all = Vec::with_capacity(design.len() * names.len());
    for k in 0..design.len() {
        let draw = design.draw(k).expect("a draw");
        all.extend(names.iter().map(|name| draw.real(name).expect("a factor")));
    }
    all
}

/// The g-function of eight factors.
fn outcomes(values: &[f64]) -> Vec<f64> {
    let a = [0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0];
    let row = |x: &[f64]| x.iter().zip(a).map(|(x, a)| ((4.0 * x - 2.0).abs() + a) / (1.0 + a)).product();
    values.chunks(8).map(row).collect()
}

fn save(path: &Path, numbers: &[f64]) {
    let bytes: Vec<u8> = numbers.iter().flat_map(|x| x.to_le_bytes()).collect();
    std::fs::write(path, bytes).expect("a folder that can be written");
}

fn estimates(indices: &Indices, measure: Measure) -> Vec<f64> {
    indices.all().iter().filter(|i| i.measure == measure).map(|i| i.estimate).collect()
}

/// The shortest of three times, seconds.
fn timed<T>(f: impl Fn() -> T) -> (T, f64) {
    let once = || {
        let start = Instant::now();
        let value = black_box(f());
        (value, start.elapsed().as_secs_f64())
    };
    let mut best = once();
    for _ in 0..2 {
        let next = once();
        best = if next.1 < best.1 { next } else { best };
    }
    best
}

fn main() {
    let Some(folder) = std::env::args().skip(1).find(|a| !a.starts_with("--")).map(PathBuf::from) else {
        return; // run as a test: nothing to compare with
    };
    let saltelli = |factors, points, base, second_order| {
        Design::saltelli(factors, Saltelli { points, base, second_order, seed: 1 }).expect("a power of 2")
    };
    let (_, seconds) = timed(|| values(&saltelli(factors(20), 1 << 16, Base::Sobol, false)));
    println!("{}", json!({ "what": "sample", "seconds": seconds }));

    for (name, base) in [("sobol", Base::Sobol), ("monte_carlo", Base::MonteCarlo)] {
        let design = saltelli(factors(8), 1 << 12, base, true);
        let x = values(&design);
        let y = outcomes(&x);
        save(&folder.join(format!("{name}_x.bin")), &x);
        save(&folder.join(format!("{name}_y.bin")), &y);
        let bootstrap = Bootstrap { resamples: 100, seed: 1 };
        let (indices, seconds) = timed(|| Indices::sobol(&design, &y, bootstrap).expect("indices"));
        let [s1, st, s2] =
            [Measure::FirstOrder, Measure::Total, Measure::SecondOrder].map(|m| estimates(&indices, m));
        println!("{}", json!({ "what": name, "seconds": seconds, "S1": s1, "ST": st, "S2": s2 }));
    }

    let design = Design::sobol(factors(8), 1 << 12, Some(1)).expect("a power of 2");
    let x = values(&design);
    let y = outcomes(&x);
    save(&folder.join("given_x.bin"), &x);
    save(&folder.join("given_y.bin"), &y);
    let none = Bootstrap { resamples: 0, seed: 1 };
    let (pawn, seconds) = timed(|| Indices::pawn(&design, &y, 10, none).expect("indices"));
    println!(
        "{}",
        json!({ "what": "pawn", "seconds": seconds, "median": estimates(&pawn, Measure::PawnMedian) })
    );
    let (delta, seconds) = timed(|| Indices::delta(&design, &y, none).expect("indices"));
    println!(
        "{}",
        json!({ "what": "delta", "seconds": seconds, "delta": estimates(&delta, Measure::Delta) })
    );
    let (given, seconds) = timed(|| Indices::given_data(&design, &y, none).expect("indices"));
    println!(
        "{}",
        json!({ "what": "given", "seconds": seconds, "S1": estimates(&given, Measure::FirstOrderGiven) })
    );
}
