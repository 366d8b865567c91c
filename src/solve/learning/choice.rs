//! Choice rules: payoffs to chances.

/// Logit choice: the chances of strategies of these payoffs,
///
/// $$p_s = \frac{e^{\pi_s/\lambda}}{\sum_r e^{\pi_r/\lambda}},$$
///
/// `λ ≥ 0` the `noise` in units of payoff. Without noise the best are chosen with equal chances, as they are where
/// payoffs differ by too much for the noise; a noise of ∞, or one that is no number, gives all the same chance. A payoff
/// that is no number is never chosen, unless none is one.
///
/// # Complexity
/// O(strategies).
///
/// ```
/// use comity::solve::learning::logit;
/// let chances = logit(&[1.0, 0.0], 1.0);
/// assert!((chances[0] - 1.0 / (1.0 + (-1.0_f64).exp())).abs() < 1e-15);
/// assert_eq!(logit(&[2.0, 3.0, 3.0], 0.0), [0.0, 0.5, 0.5]);
/// ```
///
/// # References
/// L. E. Blume (1993), The statistical mechanics of strategic interaction, *GEB* 5, 387–424.
pub fn logit(payoffs: &[f64], noise: f64) -> Vec<f64> {
    let best = payoffs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let weight = |payoff: f64| {
        let error = (payoff - best) / noise;
        match payoff {
            _ if payoff.is_nan() => 0.0,
            _ if payoff == best || error.is_nan() => 1.0,
            _ if noise <= 0.0 => 0.0,
            _ => error.exp(),
        }
    };
    let weights: Vec<f64> = payoffs.iter().map(|payoff| weight(*payoff)).collect();
    let total: f64 = weights.iter().sum();
    let equal = 1.0 / payoffs.len().max(1) as f64;
    weights.into_iter().map(|w| if total > 0.0 { w / total } else { equal }).collect()
}

/// Pairwise imitation (Fermi's rule): the chance of taking over the strategy of a player who had the payoff `other`,
/// oneself having had `own`, $1/(1+e^{-(\pi_o-\pi)/\lambda})$; `noise` λ as in [`logit`], of which it is the choice between
/// the two.
///
/// ```
/// use comity::solve::learning::imitation;
/// assert_eq!(imitation(1.0, 1.0, 2.0), 0.5);
/// assert_eq!((imitation(1.0, 2.0, 0.0), imitation(2.0, 1.0, 0.0)), (1.0, 0.0));
/// ```
///
/// # References
/// A. Traulsen, M. A. Nowak and J. M. Pacheco (2006), Stochastic dynamics of invasion and fixation, *Physical Review E* 74,
/// 011909.
pub fn imitation(own: f64, other: f64, noise: f64) -> f64 {
    logit(&[own, other], noise)[1]
}
