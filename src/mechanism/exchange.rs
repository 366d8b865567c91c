//! Exchange of citizens and non-governmental organisations: how ties spread, and how opinions settle among those who
//! have them.
//!
//! F. M. Bass (1969), A new product growth model for consumer durables, *Management Science* 15; M. Granovetter (1978),
//! Threshold models of collective behavior, *American Journal of Sociology* 83; M. H. DeGroot (1974), Reaching a
//! consensus, *JASA* 69; N. E. Friedkin and E. C. Johnsen (1999), Social influence networks and opinion change,
//! *Advances in Group Processes* 16; C. Genest and J. V. Zidek (1986), *Statistical Science* 1.

use super::trust::{log_odds, logistic};
use nalgebra::DMatrix;
use statrs::function::erf::erfc;

/// Factor by which the share that has not adopted shrinks in `years`, exactly, where `adopted` of all have: the flow of
/// $\dot F = (p+qF)(1-F)$ at the coefficients of innovation `p` and imitation `q` per year. From none it is on
/// $F(t) = \frac{1-e^{-(p+q)t}}{1+(q/p)e^{-(p+q)t}}$. Ties of one society that share its mean shrink their gaps by the same factor.
pub fn left(adopted: f64, innovation: f64, imitation: f64, years: f64) -> f64 {
    let (p, q) = (innovation, imitation);
    if p + q <= 0.0 {
        return 1.0;
    }
    // (1 − F') / (1 − F) of the logistic flow.
    let decay = (-(p + q) * years).exp();
    (p + q) * decay / (p + q * adopted + q * (1.0 - adopted) * decay)
}

/// Share that is active after `years` in which each time those are whose threshold is at most the share of the year
/// before: `below(share)` is the distribution function of thresholds.
pub fn cascade(active: f64, below: impl Fn(f64) -> f64, years: u32) -> f64 {
    (0..years).fold(active, |share, _| below(share))
}

/// Share of thresholds up to `share` where they are normal with this mean and deviation, above 0.
pub fn below_normal(share: f64, mean: f64, deviation: f64) -> f64 {
    0.5 * erfc((mean - share) / (deviation * std::f64::consts::SQRT_2))
}

/// A step of Friedkin and Johnsen's process, $x^\prime = \Lambda W x + (I-\Lambda)x^0$: each actor's opinion between what
/// others hold now, by its weights (a row of `W`, summing to 1), and its own, `x⁰`, with susceptibility `Λ`, 0..1. With
/// `Λ = I` it is DeGroot's (1974).
pub fn influence_step(weights: &DMatrix<f64>, susceptible: &[f64], own: &[f64], now: &[f64]) -> Vec<f64> {
    let of = |((i, susceptible), own): ((usize, &f64), &f64)| {
        let others: f64 = now.iter().enumerate().map(|(k, x)| weights[(i, k)] * x).sum();
        susceptible * others + (1.0 - susceptible) * own
    };
    susceptible.iter().enumerate().zip(own).map(of).collect()
}

/// A year of Friedkin and Johnsen's process on the log-odds of what nations think of third ones, by the ties
/// `N[(i, k)]`, 0..1, of `i`'s society with that of `k`. Returns what others' opinion adds to each nation's own log-odds;
/// `added` is what it has added so far, so that evidence counts once: $\ell^0 = \ell - \text{added}$.
///
/// Opinions about `j` are pooled among the `k` other than `i` and `j`, with weights in proportion to ties; `i`'s
/// susceptibility is `weight` times the mean of these ties. Certainties are neither moved nor listened to.
///
/// # Complexity
/// O(n³).
pub fn pool(
    trust: &mut DMatrix<f64>,
    ties: &DMatrix<f64>,
    weight: f64,
    added: &DMatrix<f64>,
) -> DMatrix<f64> {
    let n = trust.nrows();
    let mut moved = added.clone();
    let odds = trust.map(log_odds);
    for j in 0..n {
        let firm = |k: usize| k != j && odds[(k, j)].is_finite();
        let heard = |i: usize, k: usize| if k != i && firm(k) { ties[(i, k)] } else { 0.0 };
        let sums: Vec<f64> = (0..n).map(|i| (0..n).map(|k| heard(i, k)).sum()).collect();
        let fellows = |i: usize| (0..n).filter(|&k| heard(i, k) > 0.0).count().max(1) as f64;
        let listens = |i: usize| firm(i) && sums[i] > 0.0;
        let rows = DMatrix::from_fn(n, n, |i, k| if listens(i) { heard(i, k) / sums[i] } else { 0.0 });
        let of = |i: usize| if listens(i) { weight * sums[i] / fellows(i) } else { 0.0 };
        let susceptible: Vec<f64> = (0..n).map(of).collect();
        let now: Vec<f64> = (0..n).map(|k| if firm(k) { odds[(k, j)] } else { 0.0 }).collect();
        let own: Vec<f64> = (0..n).map(|k| now[k] - added[(k, j)]).collect();
        let then = influence_step(&rows, &susceptible, &own, &now);
        for i in (0..n).filter(|&i| listens(i)) {
            moved[(i, j)] = then[i] - own[i];
            trust[(i, j)] = logistic(then[i]);
        }
    }
    moved
}
