//! What a regime does to each nation.

use crate::world::NationCode;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The outcome of a regime: one entry for each nation, in the order of the world.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// Each nation's position.
    pub nations: Vec<NationOutcome>,
}

/// A nation's position under a regime.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct NationOutcome {
    /// Who.
    pub iso3: NationCode,
    /// `U`, log points of income (× 10⁴ = basis points).
    pub utility: f64,
    /// Security, log points: `−R − (δM + D)/Y`.
    pub security: f64,
    /// Trade, log points: `ln Ŵ`.
    pub trade: f64,
    /// Aid, log points: transfers, donor value, terror externality.
    pub aid: f64,
    /// Price of sovereignty, log points, ≤ 0.
    pub sovereignty: f64,
    /// `M`, USD bn.
    pub military_stock: f64,
    /// `R`, share of GDP a year.
    pub expected_loss: f64,
    /// `Ŵ`, real income over its base.
    pub real_income_hat: f64,
    /// `v = Y (exp(U − U⁰) − 1)`, USD bn a year against the base regime.
    pub money_metric: f64,
}

impl Outcome {
    /// Utilities in the order of the world.
    pub fn utilities(&self) -> impl ExactSizeIterator<Item = f64> {
        self.nations.iter().map(|n| n.utility)
    }

    /// The entry of this nation.
    pub fn of(&self, code: &str) -> Option<&NationOutcome> {
        self.nations.iter().find(|n| n.iso3.as_str() == code)
    }

    /// `Σ M`, USD bn.
    pub fn total_stock(&self) -> f64 {
        self.nations.iter().map(|n| n.military_stock).sum()
    }
}

impl fmt::Display for Outcome {
    /// A table: parts of utility in basis points of income, stocks in USD bn.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:<7} {:>9} {:>9} {:>9} {:>9} {:>12} {:>10} {:>9} {:>10}",
            "nation", "utility", "security", "trade", "aid", "sovereignty", "arms bn", "loss bp", "money bn"
        )?;
        let bp = |x: f64| 1e4 * x;
        for n in &self.nations {
            writeln!(
                f,
                "{:<7} {:>9.1} {:>9.1} {:>9.1} {:>9.1} {:>12.1} {:>10.1} {:>9.1} {:>10.2}",
                n.iso3,
                bp(n.utility),
                bp(n.security),
                bp(n.trade),
                bp(n.aid),
                bp(n.sovereignty),
                n.military_stock,
                bp(n.expected_loss),
                n.money_metric
            )?;
        }
        Ok(())
    }
}
