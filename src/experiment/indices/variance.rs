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
    /// O(draws), times the resamples for independent draws; O(points × groups²) with second order.
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
            let again = |rows: &[usize]| estimates(&parts[0].at(rows), &labels);
            bootstrap.of(blocks.points, again)
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
    fn at(&self, rows: &[usize]) -> Self {
        let of = |values: &Vec<f64>| match values.len() {
            0 => Vec::new(),
            _ => rows.iter().map(|row| values[*row]).collect::<Vec<f64>>(),
        };
        let all = |matrices: &[Vec<f64>]| matrices.iter().map(of).collect();
        Outcomes { a: of(&self.a), b: of(&self.b), ab: all(&self.ab), ba: all(&self.ba) }
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
