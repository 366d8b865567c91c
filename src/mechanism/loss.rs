//! Expected loss from war: what a war on one's soil, a defeat, missiles and an ally's war cost.

use super::conflict::LEAST_STOCK;
use serde::{Deserialize, Serialize};

/// Strength of `j` delivered at `i`, 0..1: $S_{ji} = 1/(1 + d/d_0)$ (loss of strength, Boulding 1962).
///
/// `d` km between capitals; `d_0` 4 000 km, 16 000 km for a major power, both *assumed*.
pub fn delivered_strength(distance: f64, scale: f64) -> f64 {
    1.0 / (1.0 + distance / scale)
}

/// Costs of a war, share of GDP.
///
/// # References
/// `κ`: Federle, Meier, Müller, Mutschler & Schularick (2024), where output at the site of a war is lower by 30 % after
/// five years (20 % in their later version); the idea of entrapment: Snyder (1984); the rest *assumed*.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WarCost {
    /// `κ`, of fighting on one's own soil, for the winner too.
    pub soil: f64,
    /// `ℓ`, of defeat.
    pub defeat: f64,
    /// `μ`, of missiles from a nation in pursuit of nuclear arms, at full strength.
    pub missiles_of_pursuit: f64,
    /// `μ`, of missiles from a nation that possesses nuclear arms, at full strength.
    pub missiles_of_possession: f64,
    /// `b`, of an ally's war to its defender.
    pub entrapment: f64,
    /// Share of the cost of defeat that missile defence averts as it averts missiles, 0..1: 0, since missiles need no
    /// victory; 1 in the first form of the model, which knows no other cost.
    pub defeat_averted: f64,
}

impl Default for WarCost {
    fn default() -> Self {
        WarCost {
            soil: 0.30,
            defeat: 0.30,
            missiles_of_pursuit: 0.05,
            missiles_of_possession: 0.15,
            entrapment: 0.01,
            defeat_averted: 0.0,
        }
    }
}

/// A war that may come to a nation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Attack {
    /// The [chance](super::contest::success) that the attacker wins, 0..1.
    pub win_chance: f64,
    /// Whether the two share a land border.
    pub land_border: bool,
    /// `μ` of the attacker.
    pub missiles: f64,
    /// Strength of the attacker delivered at the nation, 0..1.
    pub strength: f64,
    /// Share of the damage by missiles that missile defence averts, 0..1.
    pub averted: f64,
    /// How far the attacker has the [means] of a war, 0..1.
    pub means: f64,
}

/// How far a nation with this stock has the means of a war with a neighbour, 0..1: wholly, but for a stock below a
/// million dollars and below the neighbour's, in proportion to which its wars cost.
pub fn means(stock: f64, neighbours: f64) -> f64 {
    let enough = neighbours.min(LEAST_STOCK);
    if stock >= enough { 1.0 } else { stock / enough }
}

impl WarCost {
    /// Loss of the attacked nation in such a war, share of GDP:
    ///
    /// $$\kappa\,\text{site} + \ell\, p (1 - a c) + n \mu S (1 - c).$$
    ///
    /// `site` is `½ n` with a land border, `n` the [means] of the attacker, else `p`: without one the war reaches the
    /// nation only if the attacker gets through. `a` is [`defeat_averted`](Self::defeat_averted), `c` what missile
    /// defence averts.
    pub(crate) fn of(&self, war: &Attack) -> f64 {
        let site = if war.land_border { 0.5 * war.means } else { war.win_chance };
        self.soil * site
            + self.defeat * war.win_chance * (1.0 - self.defeat_averted * war.averted)
            + war.means * war.missiles * war.strength * (1.0 - war.averted)
    }
}
