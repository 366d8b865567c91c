//! Chains on a line that go at most one step at a time.

use crate::error::{Error, Result};
use crate::game::Value;

/// A birth–death chain on the counts `0..=N`: the chance per period of one more, and of one less.
///
/// ```
/// use comity::solve::learning::BirthDeath;
/// // A gambler with one of three coins and even odds.
/// let gambler = BirthDeath::new(vec![0.0, 0.5, 0.5, 0.0], vec![0.0, 0.5, 0.5, 0.0])?;
/// assert!((gambler.fixation(1)? - 1.0 / 3.0).abs() < 1e-15);
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct BirthDeath<V = f64> {
    up: Vec<V>,
    down: Vec<V>,
}

impl<V: Value> BirthDeath<V> {
    /// The chain with these chances, by count.
    ///
    /// # Errors
    /// Lists of different lengths or of fewer than two entries; chances that are negative, or of a count whose two
    /// exceed 1 together (by more than 1e-12); a first chance of one less, or a last one of one more.
    pub fn new(up: Vec<V>, down: Vec<V>) -> Result<Self> {
        let what = "birth-death chain";
        if up.len() < 2 || up.len() != down.len() {
            let given = format!("{} up and {} down", up.len(), down.len());
            return Err(Error::invalid(what, "chances", given, "two or more of either, and as many"));
        }
        for (k, (u, d)) in up.iter().zip(&down).enumerate() {
            let sum = u.to_f64() + d.to_f64();
            if !(*u >= V::zero() && *d >= V::zero() && sum <= 1.0 + 1e-12) {
                let given = format!("{u} up and {d} down");
                return Err(Error::invalid(
                    what,
                    format!("chances at {k}"),
                    given,
                    "not negative, at most 1 together",
                ));
            }
        }
        let last = up.len() - 1;
        if !down[0].is_zero() || !up[last].is_zero() {
            let given = format!("{} down from 0, {} up from {last}", down[0], up[last]);
            return Err(Error::invalid(what, "chances at the ends", given, "0"));
        }
        Ok(BirthDeath { up, down })
    }

    /// The long-run share of each count, by detailed balance $\pi_k u_k = \pi_{k+1} d_{k+1}$: exact over fractions, and
    /// without subtraction over floats.
    ///
    /// # Errors
    /// A step between two counts that has no way back, so that one of them is not visited in the long run.
    ///
    /// # Complexity
    /// O(N).
    pub fn stationary(&self) -> Result<Vec<V>> {
        let ways = self.up.iter().zip(&self.down[1..]);
        if let Some(k) = ways.clone().position(|(up, down)| up.is_zero() || down.is_zero()) {
            let given = format!("{} up and {} down", self.up[k], self.down[k + 1]);
            let field = format!("chances between {k} and {}", k + 1);
            return Err(Error::invalid("stationary law", field, given, "above 0"));
        }
        Ok(shares(ways.map(|(up, down)| up.clone() / down.clone())))
    }

    /// The chance that the count reaches `N` before 0 from `k`,
    ///
    /// $$\rho_k = \sum_{i\lt k}\Pi_i\Big/\sum_{i\lt N}\Pi_i,\qquad \Pi_i = \prod_{j=1}^{i} d_j/u_j .$$
    ///
    /// # Errors
    /// `k` beyond `N`; an inner count without a way up.
    ///
    /// # Complexity
    /// O(N).
    ///
    /// # References
    /// M. A. Nowak, A. Sasaki, C. Taylor and D. Fudenberg (2004), Emergence of cooperation and evolutionary stability in
    /// finite populations, *Nature* 428, 646–650.
    pub fn fixation(&self, k: usize) -> Result<V> {
        let n = self.up.len() - 1;
        if k > n {
            return Err(Error::invalid("fixation", "count", k, format!("0..{n}")));
        }
        if let Some(j) = (1..n).find(|&j| self.up[j].is_zero()) {
            return Err(Error::invalid("fixation", format!("chance up from {j}"), 0, "above 0"));
        }
        let steps = shares((1..n).map(|j| self.down[j].clone() / self.up[j].clone()));
        Ok(steps.into_iter().take(k).fold(V::zero(), |sum, share| sum + share))
    }
}

/// Weights `1, r₁, r₁r₂, …` as shares of their sum.
fn shares<V: Value>(ratios: impl Iterator<Item = V>) -> Vec<V> {
    let mut weights = vec![V::one()];
    let mut last = V::one();
    for ratio in ratios {
        last *= ratio;
        if !V::EXACT && last.to_f64() > 1e150 {
            weights.iter_mut().for_each(|weight| *weight /= last.clone());
            last = V::one();
        }
        weights.push(last.clone());
    }
    let total = weights.iter().cloned().fold(V::zero(), |sum, weight| sum + weight);
    weights.into_iter().map(|weight| weight / total.clone()).collect()
}
