//! Chances of many choices at once: the hot loops of play and of paths in values.

use crate::solve::simd::multiversion;

multiversion! {
    /// `into[y] = σ(care·(values[y] − here) + leaning)`, `σ` the logistic function.
    pub(super) fn approve(into: &mut [f64], values: &[f64], here: f64, care: f64, leaning: f64) {
        for (says, value) in into.iter_mut().zip(values) {
            let odds = care * (value - here) + leaning;
            let e = exp(-odds.abs());
            *says = (if odds < 0.0 { e } else { 1.0 }) / (1.0 + e);
        }
    }
}

multiversion! {
    /// Multiplies each chance by what player `j` says, if it is in the committee.
    pub(super) fn ask(passes: &mut [f64], committees: &[u64], j: u32, says: &[f64]) {
        for ((passes, members), says) in passes.iter_mut().zip(committees).zip(says) {
            *passes *= if (members >> j) & 1 == 1 { *says } else { 1.0 };
        }
    }
}

multiversion! {
    /// Proposals with log-odds of `care·passes[y]·(values[y] − here) + bias[y]`.
    pub(super) fn propose(
        made: &mut [f64],
        passes: &[f64],
        values: &[f64],
        here: f64,
        care: f64,
        bias: &[f64],
    ) {
        let mut best = [f64::MIN; 8];
        for (y, odds) in made.iter_mut().enumerate() {
            *odds = care * (passes[y] * (values[y] - here)) + bias[y];
        }
        let eights = made.chunks_exact(8);
        let rest = eights.remainder().iter().copied().fold(f64::MIN, f64::max);
        for eight in eights {
            best.iter_mut().zip(eight).for_each(|(best, odds)| *best = if *odds > *best { *odds } else { *best });
        }
        let best = best.iter().copied().fold(rest, f64::max);
        made.iter_mut().for_each(|odds| *odds = exp(*odds - best));
        let total = sum(made);
        made.iter_mut().for_each(|chance| *chance /= total);
    }
}

multiversion! {
    /// The mean of `values[y] − here`, with chances `made[y]·passes[y]`.
    pub(super) fn mean(made: &[f64], passes: &[f64], values: &[f64], here: f64) -> f64 {
        let (made8, passes8, values8) = (made.chunks_exact(8), passes.chunks_exact(8), values.chunks_exact(8));
        let rest = made8.remainder().iter().zip(passes8.remainder()).zip(values8.remainder());
        let rest: f64 = rest.map(|((made, passes), value)| made * passes * (value - here)).sum();
        let mut sums = [0.0; 8];
        for ((made, passes), values) in made8.zip(passes8).zip(values8) {
            for (((sum, made), passes), value) in sums.iter_mut().zip(made).zip(passes).zip(values) {
                *sum += made * passes * (value - here);
            }
        }
        sums.iter().sum::<f64>() + rest
    }
}

#[inline(always)]
fn sum(numbers: &[f64]) -> f64 {
    let mut sums = [0.0; 8];
    let eights = numbers.chunks_exact(8);
    let rest: f64 = eights.remainder().iter().sum();
    eights.for_each(|eight| sums.iter_mut().zip(eight).for_each(|(sum, x)| *sum += x));
    sums.iter().sum::<f64>() + rest
}

/// `e^x` for `x ≤ 0`, to an ulp or two; 0 below −708. In plain arithmetic, so that a loop of it is compiled
/// to vectors.
#[inline(always)]
fn exp(x: f64) -> f64 {
    /// Adding it leaves the nearest integer in the lowest bits.
    const ROUND: f64 = 6_755_399_441_055_744.0;
    const LN_2: [f64; 2] = [6.931_471_803_691_238e-1, 1.908_214_929_270_587_7e-10];
    let bounded = if x < -708.0 { -708.0 } else { x };
    let turned = bounded * std::f64::consts::LOG2_E + ROUND;
    let whole = turned - ROUND;
    let r = bounded - whole * LN_2[0] - whole * LN_2[1];
    // Taylor's series in pairs: 1 + r + r²(1/2! + r/3!) + r⁴ …
    let square = r * r;
    let fourth = square * square;
    let low = (1.0 + r) + square * (1.0 / 2.0 + r * (1.0 / 6.0));
    let middle = (1.0 / 24.0 + r * (1.0 / 120.0)) + square * (1.0 / 720.0 + r * (1.0 / 5040.0));
    let high =
        (1.0 / 40_320.0 + r * (1.0 / 362_880.0)) + square * (1.0 / 3_628_800.0 + r * (1.0 / 39_916_800.0));
    let highest = 1.0 / 479_001_600.0 + r * (1.0 / 6_227_020_800.0);
    let series = low + fourth * (middle + fourth * (high + fourth * highest));
    let power = f64::from_bits((turned.to_bits() << 52).wrapping_add(1.0_f64.to_bits()));
    if x < -708.0 { 0.0 } else { series * power }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_of_e() {
        for k in 0..700_000 {
            let x = -0.001 * f64::from(k) - 1e-7 * f64::from(k % 97);
            assert!((exp(x) / x.exp() - 1.0).abs() < 5e-16, "{x}");
        }
        assert_eq!((exp(0.0), exp(-0.0), exp(-709.0), exp(f64::NEG_INFINITY)), (1.0, 1.0, 0.0, 0.0));
    }
}
