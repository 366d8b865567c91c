//! Sanctions: less trade for both sides, and what the fear of them deters.

use crate::treaty::SanctionExtent;
use serde::{Deserialize, Serialize};

/// Share of a flow that is left at given prices, by extent. *Assumed*; Felbermayr et al. (2020) find the
/// effect strongest for complete bilateral sanctions.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SanctionStrength {
    /// Under partial sanctions, 0..1.
    pub partial: f64,
    /// Under complete sanctions, 0..1; 0 stops the flow.
    pub complete: f64,
}

impl Default for SanctionStrength {
    fn default() -> Self {
        SanctionStrength { partial: 0.75, complete: 0.25 }
    }
}

impl SanctionStrength {
    /// The share of the flow left at given prices, `τ^{−ε}`: multiplies it both ways.
    ///
    /// ```
    /// use comity::model::SanctionStrength;
    /// use comity::treaty::SanctionExtent;
    /// assert_eq!(SanctionStrength::default().flow_left(SanctionExtent::None), 1.0);
    /// ```
    pub fn flow_left(&self, extent: SanctionExtent) -> f64 {
        match extent {
            SanctionExtent::None => 1.0,
            SanctionExtent::Partial => self.partial,
            SanctionExtent::Complete => self.complete,
        }
    }
}

/// Loss of an attacker whose partners withhold trade, in log points of income.
///
/// With a share `m` of its spending cut off, the domestic share rises by `1/(1 − m)` at given prices, so that
/// by Arkolakis, Costinot & Rodríguez-Clare (2012) the loss is $-\tfrac1\varepsilon \ln(1-m)$. Requires `m <
/// 1`.
pub fn attacker_loss(spending_cut_off: f64, elasticity: f64) -> f64 {
    -(-spending_cut_off).ln_1p() / elasticity
}

/// Fall of the log-odds of attacking that the loss causes: `κ · loss`.
///
/// A random-utility choice of war (Signorino 1999) with scale `1/κ`; that trade at risk deters is the
/// opportunity-cost argument of Martin, Mayer & Thoenig (2008). `κ` is *assumed*; 0 for ablation.
pub fn deterrence(loss: f64, kappa: f64) -> f64 {
    kappa * loss
}
