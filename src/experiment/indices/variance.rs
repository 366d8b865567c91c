//! Indices of variance from a Saltelli design.

use super::bootstrap::Bootstrap;
use super::indices::{Index, Indices, Measure, checked, moments};
use crate::error::{Error, Result};
use crate::experiment::design::{Blocks, Design, Layout, Part};
use crate::interval::Interval;

/// The outcomes of one block, by matrix and point.
struct Outcomes {
    a: Vec<f64>,
    b: Vec<f64>,
    ab: Vec<Vec<f64>>,
    ba: Vec<Vec<f64>>,
}

impl Indices {
    /// Indices of variance of a [`Design::saltelli`]: first order by three estimators, total, and second order
    /// where the design has its rows.
    ///
    /// With $c$ and $V$ the mean and the population variance of $f(A)$ and $f(B)$ together,
    ///
    /// $$S_j=\frac{\overline{(f(B)-c)(f(A_B^{(j)})-f(A))}}{V},\quad
    /// S_{Tj}=\frac{\overline{(f(A)-f(A_B^{(j)}))^2}}{2V},\quad
    /// S_{jk}=\frac{\overline{(f(B_A^{(j)})-c)(f(A_B^{(k)})-c)-(f(A)-c)(f(B)-c)}}{V}-S_j-S_k,$$
    ///
    /// $S_j=1-\overline{(f(B)-f(A_B^{(j)}))^2}/2V$ (Jansen), and with $m$ and $q$ the means of
    /// $(f(B)+f(A_B^{(j)}))/2$ and $(f(B)^2+f(A_B^{(j)})^2)/2$,
    /// $S_j=(\overline{f(B)f(A_B^{(j)})}-m^2)/(q-m^2)$ (Janon). Centring by $c$ leaves the expectation and lowers
    /// the variance.
    ///
    /// Of scrambles the estimate is the mean over scrambles and the interval Student's t of their spread; of
    /// independent draws it is bootstrapped over points; of one unscrambled sequence, whose error no bootstrap
    /// sees (Owen 2020), there is none.
    ///
    /// # Errors
    /// Another design; outcomes that are not one finite number per draw.
    ///
    /// # Complexity
    /// O(draws), times the resamples for independent draws; O(points × groups²) with second order. A resample takes
    /// memory for its weights, one number per point, and with second order as much as the design's rows.
    ///
    /// # References
    /// A. Saltelli and others (2010), table 2 b and f, doi:10.1016/j.cpc.2009.09.018. M. J. W. Jansen (1999),
    /// *Comput. Phys. Commun.* 117, 35–43, doi:10.1016/S0010-4655(98)00154-4. A. Janon and others (2014), *ESAIM
    /// P&S* 18, 342–364, doi:10.1051/ps/2013040. A. Saltelli (2002), doi:10.1016/S0010-4655(02)00280-1.
    pub fn sobol(design: &Design, outcomes: &[f64], bootstrap: Bootstrap) -> Result<Self> {
        checked(design, outcomes)?;
        let Layout::Saltelli(blocks) = design.layout() else {
            return Err(Error::invalid("indices of variance", "design", design.kind(), "Design::saltelli"));
        };
        let parts: Vec<Outcomes> =
            outcomes.chunks(blocks.points * blocks.stride()).map(|y| split(blocks, y)).collect();
        let labels = labels(blocks);
        let every: Vec<Vec<f64>> = parts.iter().map(|part| estimates(part, &labels)).collect();
        let spread = blocks.independent.then(|| {
            let centred = parts[0].centred();
            bootstrap.of(blocks.points, |rows| resampled(&centred, rows, &labels))
        });
        let spread = spread.flatten();
        let name = |group: usize| blocks.groups.names[group].clone();
        let all = labels.iter().enumerate().map(|(i, (measure, group, with))| {
            let interval = Interval::of(&every.iter().map(|e| e[i]).collect::<Vec<_>>());
            let half = spread.as_ref().map(|s| s[i].1).or(interval.half_width);
            let (estimate, factor, with) = (interval.mean, name(*group), with.map(name));
            let interval = half.map(|half| (estimate - half, estimate + half));
            Index { measure: *measure, factor, with, estimate, interval }
        });
        let base: Vec<f64> = parts.iter().flat_map(|part| part.a.iter().chain(&part.b)).copied().collect();
        Ok(Indices { all: all.collect(), variance: moments(&base).1 })
    }
}

/// What is estimated, in order.
fn labels(blocks: &Blocks) -> Vec<(Measure, usize, Option<usize>)> {
    let groups = blocks.groups.len();
    let measures = [Measure::FirstOrder, Measure::Total, Measure::FirstOrderJansen, Measure::FirstOrderJanon];
    let single = measures.iter().flat_map(|m| (0..groups).map(move |j| (*m, j, None)));
    let pairs = (0..groups).flat_map(|j| (j + 1..groups).map(move |k| (Measure::SecondOrder, j, Some(k))));
    single.chain(pairs.filter(|_| blocks.second_order)).collect()
}

fn split(blocks: &Blocks, outcomes: &[f64]) -> Outcomes {
    let empty = || vec![Vec::with_capacity(blocks.points); blocks.groups.len()];
    let mut parts = Outcomes { a: Vec::new(), b: Vec::new(), ab: empty(), ba: empty() };
    for (row, y) in outcomes.iter().enumerate() {
        match blocks.place(row).1 {
            Part::A => parts.a.push(*y),
            Part::B => parts.b.push(*y),
            Part::AB(group) => parts.ab[group].push(*y),
            Part::BA(group) => parts.ba[group].push(*y),
        }
    }
    parts
}

impl Outcomes {
    /// The same less their mean, so that the moments of resamples keep their digits.
    fn centred(&self) -> Self {
        let (c, _) = moments(&[self.a.as_slice(), self.b.as_slice()].concat());
        let less = |values: &Vec<f64>| values.iter().map(|y| y - c).collect::<Vec<f64>>();
        let all = |matrices: &[Vec<f64>]| matrices.iter().map(less).collect();
        Outcomes { a: less(&self.a), b: less(&self.b), ab: all(&self.ab), ba: all(&self.ba) }
    }
}

fn estimates(parts: &Outcomes, labels: &[(Measure, usize, Option<usize>)]) -> Vec<f64> {
    let Outcomes { a, b, ab, ba } = parts;
    let n = a.len() as f64;
    let (c, variance) = moments(&[a.as_slice(), b.as_slice()].concat());
    if variance == 0.0 {
        return vec![0.0; labels.len()];
    }
    let mean = |of: &dyn Fn(usize) -> f64| (0..a.len()).map(of).sum::<f64>() / n;
    let first = |j: usize| mean(&|i| (b[i] - c) * (ab[j][i] - a[i])) / variance;
    let of = |(measure, j, with): &(Measure, usize, Option<usize>)| {
        let own = &ab[*j];
        match (measure, with) {
            (Measure::Total, _) => mean(&|i| (a[i] - own[i]).powi(2)) / (2.0 * variance),
            (Measure::FirstOrderJansen, _) => 1.0 - mean(&|i| (b[i] - own[i]).powi(2)) / (2.0 * variance),
            (Measure::FirstOrderJanon, _) => {
                // Of centred outcomes: the estimator does not change, its rounding does.
                let (b, own) = (|i: usize| b[i] - c, |i: usize| own[i] - c);
                let m = mean(&|i| 0.5 * (b(i) + own(i)));
                let q = mean(&|i| 0.5 * (b(i).powi(2) + own(i).powi(2))) - m * m;
                if q > 0.0 { (mean(&|i| b(i) * own(i)) - m * m) / q } else { 0.0 }
            }
            (Measure::SecondOrder, Some(k)) => {
                let both = mean(&|i| (ba[*j][i] - c) * (ab[*k][i] - c) - (a[i] - c) * (b[i] - c));
                both / variance - first(*j) - first(*k)
            }
            _ => first(*j),
        }
    };
    labels.iter().map(of).collect()
}

/// The estimates of a resample of the points, from moments weighted by how often each point is in it: no row is copied.
fn resampled(parts: &Outcomes, rows: &[usize], labels: &[(Measure, usize, Option<usize>)]) -> Vec<f64> {
    let Outcomes { a, b, ab, ba } = parts;
    let n = a.len();
    let mut weights = vec![0.0; n];
    rows.iter().for_each(|row| weights[*row] += 1.0 / n as f64);
    let w = weights.as_slice();
    let [mean_a, mean_b, square_a, square_b, product] =
        sums(n, |i| [w[i] * a[i], w[i] * b[i], w[i] * a[i] * a[i], w[i] * b[i] * b[i], w[i] * a[i] * b[i]]);
    let (c, square) = (0.5 * (mean_a + mean_b), 0.5 * (square_a + square_b));
    let variance = square - c * c;
    if variance <= 1e-15 * square {
        return vec![0.0; labels.len()];
    }
    let single = ab.iter().map(|own| {
        let [mean, step, from_a, from_b, square] = sums(n, |i| {
            let (a, b, own, w) = (a[i], b[i], own[i], w[i]);
            [w * own, w * b * (own - a), w * (a - own) * (a - own), w * (b - own) * (b - own), w * own * own]
        });
        let first = (step - c * (mean - mean_a)) / variance;
        // Of outcomes less c.
        let (both, m) = (mean_b + mean, 0.5 * (mean_b + mean) - c);
        let q = 0.5 * (square_b + square) - c * both + c * c - m * m;
        let janon = if q > 0.0 { (step + product - c * both + c * c - m * m) / q } else { 0.0 };
        (first, from_a / (2.0 * variance), 1.0 - from_b / (2.0 * variance), janon, mean)
    });
    let single: Vec<(f64, f64, f64, f64, f64)> = single.collect();
    let weighted = |matrix: &Vec<f64>| matrix.iter().zip(w).map(|(y, w)| y * w).collect::<Vec<f64>>();
    let crossed: Vec<Vec<f64>> = ba.iter().map(weighted).collect();
    let crossed_means: Vec<f64> = crossed.iter().map(|matrix| matrix.iter().sum()).collect();
    let of = |(measure, j, with): &(Measure, usize, Option<usize>)| match (measure, with) {
        (Measure::Total, _) => single[*j].1,
        (Measure::FirstOrderJansen, _) => single[*j].2,
        (Measure::FirstOrderJanon, _) => single[*j].3,
        (Measure::SecondOrder, Some(k)) => {
            let means = crossed_means[*j] + single[*k].4 - mean_a - mean_b;
            let both = dot(&crossed[*j], &ab[*k]) - product - c * means;
            both / variance - single[*j].0 - single[*k].0
        }
        _ => single[*j].0,
    };
    labels.iter().map(of).collect()
}

/// Sums over points of several terms at once.
fn sums<const K: usize>(points: usize, term: impl Fn(usize) -> [f64; K]) -> [f64; K] {
    let mut sums = [0.0; K];
    for i in 0..points {
        sums.iter_mut().zip(term(i)).for_each(|(sum, x)| *sum += x);
    }
    sums
}

/// Scalar product, in four interleaved sums.
fn dot(x: &[f64], y: &[f64]) -> f64 {
    let mut sums = [0.0; 4];
    let (x4, y4) = (x.chunks_exact(4), y.chunks_exact(4));
    let rest: f64 = x4.remainder().iter().zip(y4.remainder()).map(|(x, y)| x * y).sum();
    for (x, y) in x4.zip(y4) {
        (0..4).for_each(|k| sums[k] += x[k] * y[k]);
    }
    (sums[0] + sums[1]) + (sums[2] + sums[3]) + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::{Stream, below};

    /// The outcomes of these rows, copied.
    fn at(parts: &Outcomes, rows: &[usize]) -> Outcomes {
        let of = |values: &Vec<f64>| rows.iter().map(|row| values[*row]).collect::<Vec<f64>>();
        let all = |matrices: &[Vec<f64>]| matrices.iter().map(of).collect();
        Outcomes { a: of(&parts.a), b: of(&parts.b), ab: all(&parts.ab), ba: all(&parts.ba) }
    }

    #[test]
    fn moments_of_a_resample_are_the_estimates_of_its_rows() {
        let mut number = 0;
        let mut random = |points: usize| -> Vec<f64> {
            number += 1;
            let stream = Stream::new(7, "outcomes").year(number);
            (0..points).map(|k| 1e3 + 10.0 * stream.year(k as i64).uniform()).collect()
        };
        for (points, groups) in [(64, 3), (7, 1), (2, 2)] {
            let mut matrices = || (0..groups).map(|_| random(points)).collect::<Vec<_>>();
            let (ab, ba) = (matrices(), matrices());
            let parts = Outcomes { a: random(points), b: random(points), ab, ba };
            let single =
                [Measure::FirstOrder, Measure::Total, Measure::FirstOrderJansen, Measure::FirstOrderJanon];
            let single = single.into_iter().flat_map(|m| (0..groups).map(move |j| (m, j, None)));
            let pairs =
                (0..groups).flat_map(|j| (j + 1..groups).map(move |k| (Measure::SecondOrder, j, Some(k))));
            let labels: Vec<_> = single.chain(pairs).collect();
            for r in 0..20 {
                let mut rng = Stream::new(8, "rows").year(r).rng();
                let rows: Vec<usize> = (0..points).map(|_| below(&mut rng, points)).collect();
                let (fast, slow) =
                    (resampled(&parts.centred(), &rows, &labels), estimates(&at(&parts, &rows), &labels));
                for ((fast, slow), label) in fast.iter().zip(&slow).zip(&labels) {
                    assert!((fast - slow).abs() < 1e-9 * slow.abs().max(1.0), "{label:?}: {fast} {slow}");
                }
            }
            let constant = at(&parts, &vec![0; points]);
            let constant = Outcomes { b: constant.a.clone(), ..constant };
            let rows: Vec<usize> = (0..points).collect();
            assert!(resampled(&constant.centred(), &rows, &labels).iter().all(|x| *x == 0.0));
        }
    }
}
