//! Estimates of the Shapley and Banzhaf values from samples, for games too large to tabulate.

use super::rule::Rule;
use crate::coalition::Coalition;
use crate::error::{Error, Result};
use crate::game::Characteristic;
use crate::parallel;
use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng, seq::SliceRandom};
use serde::{Deserialize, Serialize};
use statrs::distribution::{ContinuousCDF, StudentsT};

/// Antithetic pairs per random stream; a constant, so that results do not depend on the threads.
const BATCH: u64 = 64;
/// Batches held in memory at once.
const ROUND: usize = 4096;

/// How much to sample, from which seed, and how sure the intervals are to be.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Sampling {
    /// Antithetic pairs to draw, at least 2.
    pub pairs: u64,
    /// Seed of the ChaCha8 streams.
    pub seed: u64,
    /// Coverage of each player's interval, between 0 and 1.
    pub confidence: f64,
}

impl Sampling {
    /// This many pairs under 95 % intervals.
    pub fn new(pairs: u64, seed: u64) -> Self {
        Sampling { pairs, seed, confidence: 0.95 }
    }
}

/// An estimated value with its error.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SampledValue {
    /// The estimate, by player.
    pub value: Vec<f64>,
    /// Half the width of each player's confidence interval (Student's t over the pairs).
    pub half_width: Vec<f64>,
    /// The coverage of those intervals, each taken alone.
    pub confidence: f64,
    /// How often the game was asked for a worth.
    pub evaluations: u64,
}

/// An estimate of the Shapley or the Banzhaf value from samples.
///
/// *Shapley*: random orders of arrival, each taken with its reverse. Unbiased, and efficient: estimates add up
/// to `v(N)`. A pair of opposite orders is one observation, and where contributions rise or fall with the place
/// of arrival their errors cancel: against as many independent orders the variance falls to nothing for `v(S) =
/// w(S)²`, to 60 % for `√w(S)` and airports, stays for worths without structure, and doubles for majority votes,
/// where both orders have the same pivot. The interval shows which. *Banzhaf*: random coalitions, each taken with
/// its complement; every player's marginal contribution is measured at every coalition drawn.
///
/// # Errors
/// Another rule; fewer than 2 pairs, a confidence outside (0, 1), a game whose worths are not finite.
///
/// # Complexity
/// 2 (n + 1) evaluations a pair; any n to 63. The interval shrinks with the square root of the pairs.
///
/// # Examples
/// ```
/// use comity::game::FnGame;
/// use comity::solve::tu::{Rule, Sampling, sampled_value};
/// let convex = FnGame::new(40, |s| (s.len() * s.len()) as f64)?; // worth 1600, value 40 each
/// let estimate = sampled_value(&convex, &Rule::Shapley, &Sampling::new(2_000, 7))?;
/// assert!((estimate.value[3] - 40.0).abs() < 1e-9); // linear in the rank: the pairs cancel exactly
/// let majority = FnGame::new(41, |s| if s.len() > 20 { 1.0 } else { 0.0 })?;
/// let estimate = sampled_value(&majority, &Rule::Banzhaf, &Sampling::new(20_000, 7))?;
/// assert!((estimate.value[0] - 0.12537).abs() < 2.0 * estimate.half_width[0]); // C(40,20) / 2^40
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// J. Castro, D. Gómez and J. Tejada, "Polynomial calculation of the Shapley value based on sampling",
/// *Computers & Operations Research* 36 (2009); R. Mitchell et al., "Sampling permutations for Shapley value
/// estimation", *Journal of Machine Learning Research* 23 (2022), section 3.1 (antithetic orders).
pub fn sampled_value<G: Characteristic + ?Sized>(
    game: &G,
    rule: &Rule,
    sampling: &Sampling,
) -> Result<SampledValue> {
    if game.players() > Coalition::MAX_PLAYERS {
        return Err(Error::invalid("game", "players", game.players(), "1..=63"));
    }
    match rule {
        Rule::Shapley => shapley_sampled(game, sampling),
        Rule::Banzhaf => banzhaf_sampled(game, sampling),
        other => Err(Error::invalid("sampling", "rule", other, "the Shapley or the Banzhaf value")),
    }
}

/// Estimates the Shapley value from random orders of arrival, each taken with its reverse.
///
/// Unbiased, and efficient: estimates add up to `v(N)`. A pair of opposite orders is one observation, and
/// where contributions rise or fall with the place of arrival their errors cancel: against as many
/// independent orders the variance falls to nothing for `v(S) = w(S)²`, to 60 % for `√w(S)` and airports,
/// stays for worths without structure, and doubles for majority votes, where both orders have the same pivot.
/// The interval shows which.
fn shapley_sampled<G: Characteristic + ?Sized>(game: &G, sampling: &Sampling) -> Result<SampledValue> {
    let n = game.players();
    let contribute = |order: &[usize], sample: &mut [f64]| {
        let (mut joined, mut before) = (Coalition::EMPTY, 0.0);
        for &i in order {
            joined = joined.with(i);
            let worth = game.value(joined);
            sample[i] += (worth - before) / 2.0;
            before = worth;
        }
    };
    estimate(n, sampling, 2 * n as u64, |rng, order, sample| {
        order.shuffle(rng);
        contribute(order, sample);
        order.reverse();
        contribute(order, sample);
    })
}

/// Estimates the Banzhaf value from random coalitions, each taken with its complement.
///
/// Every player's marginal contribution is measured at every coalition drawn.
fn banzhaf_sampled<G: Characteristic + ?Sized>(game: &G, sampling: &Sampling) -> Result<SampledValue> {
    let n = game.players();
    estimate(n, sampling, 2 * (n as u64 + 1), |rng, _, sample| {
        let drawn = Coalition::from_mask(rng.random::<u64>()).intersection(Coalition::grand(n));
        for s in [drawn, drawn.complement(n)] {
            let worth = game.value(s);
            for (i, x) in sample.iter_mut().enumerate() {
                let marginal = if s.contains(i) {
                    worth - game.value(s.without(i))
                } else {
                    game.value(s.with(i)) - worth
                };
                *x += marginal / 2.0;
            }
        }
    })
}

/// Running mean and sum of squared deviations per player (Welford; batches merged as Chan et al. 1983).
struct Moments {
    count: f64,
    mean: Vec<f64>,
    squares: Vec<f64>,
}

impl Moments {
    fn new(n: usize) -> Self {
        Moments { count: 0.0, mean: vec![0.0; n], squares: vec![0.0; n] }
    }

    fn merge(&mut self, count: f64, mean: &[f64], squares: &[f64]) {
        let total = self.count + count;
        for (i, (&m, &sq)) in mean.iter().zip(squares).enumerate() {
            let delta = m - self.mean[i];
            self.mean[i] += delta * count / total;
            self.squares[i] += sq + delta * delta * self.count * count / total;
        }
        self.count = total;
    }
}

/// Means of what `observe` adds for each of `n` players, over `pairs` samples.
pub(in crate::solve) fn estimate(
    n: usize,
    sampling: &Sampling,
    evaluations: u64,
    observe: impl Fn(&mut ChaCha8Rng, &mut [usize], &mut [f64]) + Sync,
) -> Result<SampledValue> {
    let &Sampling { pairs, seed, confidence } = sampling;
    if n == 0 {
        return Err(Error::invalid("game", "players", n, "at least 1"));
    }
    if !(2..=1 << 40).contains(&pairs) {
        return Err(Error::invalid("sampling", "pairs", pairs, "2..=2^40"));
    }
    if !(confidence > 0.0 && confidence < 1.0) {
        return Err(Error::invalid("sampling", "confidence", confidence, "between 0 and 1"));
    }
    let zeros = vec![0.0; n];
    let batch = |batch: u64| {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(batch);
        let mut order: Vec<usize> = (0..n).collect();
        let mut moments = Moments::new(n);
        let mut sample = zeros.clone();
        for _ in 0..BATCH.min(pairs - batch * BATCH) {
            sample.fill(0.0);
            observe(&mut rng, &mut order, &mut sample);
            moments.merge(1.0, &sample, &zeros);
        }
        moments
    };
    let mut all = Moments::new(n);
    let batches = pairs.div_ceil(BATCH);
    for first in (0..batches).step_by(ROUND) {
        let round = parallel::map((batches - first).min(ROUND as u64) as usize, |k| batch(first + k as u64));
        round.iter().for_each(|b| all.merge(b.count, &b.mean, &b.squares));
    }
    if let Some(i) = all.squares.iter().position(|sq| !sq.is_finite()) {
        return Err(Error::invalid(
            format!("player {i}"),
            "marginal contribution",
            "not finite",
            "finite worths",
        ));
    }
    let student = StudentsT::new(0.0, 1.0, all.count - 1.0)
        .map_err(|e| Error::invalid("sampling", "pairs", format!("{pairs} ({e})"), "2..=2^40"))?;
    let t = student.inverse_cdf((1.0 + confidence) / 2.0);
    let half_width = all.squares.iter().map(|sq| t * (sq / (all.count - 1.0) / all.count).sqrt()).collect();
    Ok(SampledValue { value: all.mean, half_width, confidence, evaluations: evaluations * pairs })
}
