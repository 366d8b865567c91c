//! Long-run shares of the states of a finite chain.

use super::choice::logit;
use crate::error::{Error, Result};
use crate::game::Value;
use crate::solve::farsighted::dynamics;

/// The stationary law of a Markov chain: the long-run share of each state, 0 where it is left for ever. Elimination without
/// subtraction, exact over fractions and accurate to the last digits of each share over floats.
///
/// # Errors
/// A matrix that is not square, or with rows that are no probability distributions (to 1e-9); more than one recurrent
/// class, between which the beginning decides.
///
/// # Complexity
/// `O(m³)`.
///
/// ```
/// use comity::solve::learning::stationary_law;
/// // Influence in an opinion process of three (DeGroot 1974; Jackson 2008, ch. 8).
/// let third = 1.0 / 3.0;
/// let law = stationary_law(&[vec![third; 3], vec![0.5, 0.5, 0.0], vec![0.0, 0.25, 0.75]])?;
/// assert!(law.iter().zip([3.0, 4.0, 4.0]).all(|(share, x)| (share - x / 11.0).abs() < 1e-15));
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// W. K. Grassmann, M. I. Taksar and D. P. Heyman (1985), Regenerative analysis and steady state distributions for Markov
/// chains, *Operations Research* 33, 1107–1116.
pub fn stationary_law<V: Value>(transition: &[Vec<V>]) -> Result<Vec<V>> {
    let classes = dynamics(transition)?.recurrent;
    let [class] = &classes[..] else {
        return Err(Error::invalid("stationary law", "recurrent classes", classes.len(), "1"));
    };
    let mut p: Vec<Vec<V>> =
        class.iter().map(|&x| class.iter().map(|&y| transition[x][y].clone()).collect()).collect();
    let m = class.len();
    // States are taken out from the last on: a visit to one becomes the way on from it.
    for k in (1..m).rev() {
        let (rest, removed) = p.split_at_mut(k);
        let away = removed[0][..k].iter().cloned().fold(V::zero(), |sum, x| sum + x);
        for row in rest {
            row[k] /= away.clone();
            let into = row[k].clone();
            for (entry, on) in row.iter_mut().zip(&removed[0][..k]) {
                *entry += into.clone() * on.clone();
            }
        }
    }
    let mut weights = vec![V::one()];
    for k in 1..m {
        let weight = weights.iter().zip(&p).fold(V::zero(), |sum, (w, row)| sum + w.clone() * row[k].clone());
        weights.push(weight);
    }
    let total = weights.iter().cloned().fold(V::zero(), |sum, weight| sum + weight);
    let mut law = vec![V::zero(); transition.len()];
    for (x, weight) in class.iter().zip(weights) {
        law[*x] = weight / total.clone();
    }
    Ok(law)
}

/// Profiles beyond which [`logit_law`] is refused.
const MOST_PROFILES: usize = 1024;

/// The long-run share of each profile of a game under logit learning: per period one player, drawn with equal chances,
/// chooses anew by [`logit`] from its payoffs against the strategies that the others play.
///
/// `strategies[i]` is the number of strategies of player `i`; profiles come in lexicographic order, the last player's
/// strategy fastest. In a game with an exact potential $P$ the law is Gibbs', $\pi(s)\propto e^{P(s)/\lambda}$, and as the
/// noise vanishes the profile of greatest potential remains.
///
/// # Errors
/// A player without a strategy; more than 1024 profiles; a noise that is not above 0; a payoff that is not finite.
///
/// # Complexity
/// O(profiles³).
///
/// ```
/// use comity::solve::learning::logit_law;
/// let stag_hunt = [[4.0, 0.0], [3.0, 2.0]];
/// let law = logit_law(&[2, 2], |i, profile| stag_hunt[profile[i]][profile[1 - i]], 1.0)?;
/// assert!(law[3] > law[0]); // hare is risk-dominant
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// L. E. Blume (1993), The statistical mechanics of strategic interaction, *GEB* 5, 387–424.
pub fn logit_law(
    strategies: &[usize],
    payoff: impl Fn(usize, &[usize]) -> f64,
    noise: f64,
) -> Result<Vec<f64>> {
    let what = "logit learning";
    let profiles = strategies.iter().try_fold(1usize, |all, s| all.checked_mul(*s));
    let Some(m) = profiles.filter(|m| (1..=MOST_PROFILES).contains(m)) else {
        let given = format!("{strategies:?}");
        return Err(Error::invalid(what, "strategies", given, format!("1..{MOST_PROFILES} profiles")));
    };
    if noise.is_nan() || noise <= 0.0 {
        return Err(Error::invalid(what, "noise", noise, "above 0"));
    }
    let n = strategies.len();
    // How far the number of a profile goes up with a player's strategy.
    let stride: Vec<usize> = (0..n).map(|i| strategies[i + 1..].iter().product()).collect();
    let mut transition = vec![vec![0.0; m]; m];
    for (x, row) in transition.iter_mut().enumerate() {
        let mut profile: Vec<usize> = (0..n).map(|i| x / stride[i] % strategies[i]).collect();
        for i in 0..n {
            let played = profile[i];
            let mut payoffs = Vec::with_capacity(strategies[i]);
            for s in 0..strategies[i] {
                profile[i] = s;
                let value = payoff(i, &profile);
                if !value.is_finite() {
                    let field = format!("payoff of player {i} at {profile:?}");
                    return Err(Error::invalid(what, field, value, "a finite number"));
                }
                payoffs.push(value);
            }
            profile[i] = played;
            for (s, chance) in logit(&payoffs, noise).into_iter().enumerate() {
                row[x - played * stride[i] + s * stride[i]] += chance / n as f64;
            }
        }
        if n == 0 {
            row[x] = 1.0;
        }
    }
    stationary_law(&transition)
}
