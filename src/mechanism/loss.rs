//! Expected loss from war: who might come, how likely he wins, what is averted.

/// Strength of `j` delivered at `i`, 0..1: $S_{ji} = 1/(1 + d/d_0)$ (loss of strength, Boulding 1962).
///
/// `d` km between capitals; `d_0` 4 000 km, 16 000 km for a major power, both *assumed*.
pub fn delivered_strength(distance: f64, scale: f64) -> f64 {
    1.0 / (1.0 + distance / scale)
}

/// One possible attacker of a nation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Attack {
    /// `λ`, disputes a year, 0..1.
    pub hazard: f64,
    /// `p`, the [chance](super::contest::success) that the attacker wins, 0..1.
    pub win_chance: f64,
    /// Share of the loss averted by missile defence, 0..1.
    pub averted: f64,
}

/// Expected yearly loss of one nation, share of GDP: $R_i = \sum_j \lambda_{ij}\pi_w\ell p_{ji}(1-c_{ij})$.
///
/// `war_share` is `π_w`, wars per dispute; `destruction` is `ℓ`, share of GDP lost in a lost war.
pub fn expected_loss(attacks: impl IntoIterator<Item = Attack>, war_share: f64, destruction: f64) -> f64 {
    let lost = |a: Attack| a.hazard * a.win_chance * (1.0 - a.averted);
    war_share * destruction * attacks.into_iter().map(lost).sum::<f64>()
}
