//! Power estimated from samples, for votes too large to compute it.

use super::PowerIndex;
use crate::error::{Error, Result};
use crate::game::WeightedVoting;
use crate::solve::tu::{SampledValue, Sampling, estimate};
use rand::RngExt;
use rand::seq::SliceRandom;

/// An estimate of the Shapley–Shubik index or the Penrose measure with an interval for each voter.
///
/// *Shapley–Shubik*: how often each voter is the pivot in random orders, two per pair: unbiased, and adding up to 1.
/// A voter never seen to decide has the chance that this leaves open for its interval. *Penrose*: how often each voter swings a random coalition of the others, a coalition and its complement per pair.
///
/// # Errors
/// Another index; fewer than 2 pairs, a confidence outside (0, 1).
///
/// # Complexity
/// O(n) per pair, whatever the weights. The interval shrinks with the square root of the pairs.
///
/// # Example
/// ```
/// use comity::game::WeightedVoting;
/// use comity::solve::tu::Sampling;
/// use comity::solve::voting::{PowerIndex, sampled_index};
/// let council = WeightedVoting::new(51, [50, 49, 1])?;
/// let power = sampled_index(&council, &PowerIndex::ShapleyShubik, &Sampling::new(10_000, 1))?;
/// assert!((power.value[0] - 4.0 / 6.0).abs() < 2.0 * power.half_width[0]);
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// I. Mann and L. S. Shapley (1960), *Values of large games IV: evaluating the electoral college by Monte Carlo
/// techniques*, RM-2651 (RAND).
pub fn sampled_index(game: &WeightedVoting, index: &PowerIndex, sampling: &Sampling) -> Result<SampledValue> {
    let n = game.players();
    let weights: Vec<Vec<u64>> = (0..n).map(|i| game.weights_of(i)).collect();
    let nobody = vec![0u64; weights.first().map_or(0, Vec::len)];
    let join = |sums: &mut [u64], i: usize| sums.iter_mut().zip(&weights[i]).for_each(|(sum, w)| *sum += w);
    let mut found = match index {
        PowerIndex::ShapleyShubik => estimate(n, sampling, 2 * n as u64, |rng, order, sample| {
            for _ in 0..2 {
                order.shuffle(rng);
                let mut sums = nobody.clone();
                let pivot = order.iter().find(|&&i| {
                    join(&mut sums, i);
                    game.passes(&sums)
                });
                if let Some(&pivot) = pivot {
                    sample[pivot] += 0.5;
                }
            }
        }),
        PowerIndex::Penrose => estimate(n, sampling, 2 * (n as u64 + 1), |rng, _, sample| {
            let drawn: Vec<bool> = (0..n).map(|_| rng.random()).collect();
            for side in [true, false] {
                let mut sums = nobody.clone();
                (0..n).filter(|&i| drawn[i] == side).for_each(|i| join(&mut sums, i));
                let wins = game.passes(&sums);
                let mut other = nobody.clone();
                for i in 0..n {
                    for ((left, sum), w) in other.iter_mut().zip(&sums).zip(&weights[i]) {
                        *left = if drawn[i] == side { sum - w } else { sum + w };
                    }
                    sample[i] += if game.passes(&other) != wins { 0.5 } else { 0.0 };
                }
            }
        }),
        other => {
            let allowed = "the Shapley–Shubik index or the Penrose measure";
            return Err(Error::invalid("sampling", "index", other, allowed));
        }
    }?;
    // Of what was never seen, the chance is below −ln(1 − c)/m with confidence c after m draws.
    let unseen = -(1.0 - sampling.confidence).ln() / (2.0 * sampling.pairs as f64);
    found.half_width.iter_mut().for_each(|width| *width = width.max(unseen));
    Ok(found)
}
