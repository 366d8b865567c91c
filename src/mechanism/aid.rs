//! Development aid: the transfer, what it does to trust, and poverty as a root of terrorism.
//!
//! That poverty breeds terrorism, and that aid lowers it, is the claim of the Monterrey consensus (2002) and
//! is contested: Krueger & Malečková (2003) find no such link, Azam & Thelen (2008) find that aid works. The
//! weight `ψ` is small by default and 0 for ablation.

use super::trust::{log_odds, logistic};

/// Trust of a recipient in its donor after aid `a` in an economy of size `Y`, both USD bn a year:
/// log-odds `+ 0.1 ln(1 + 100 a/Y)`, *assumed*.
pub fn recipient_trust(trust: f64, amount: f64, gdp: f64) -> f64 {
    let shift = 0.1 * (100.0 * amount / gdp).ln_1p();
    if trust <= 0.0 || trust >= 1.0 { trust } else { logistic(log_odds(trust) + shift) }
}

/// Extreme-poverty headcount, 0..1, that stands in where none was measured:
/// $1/(1+(y/y_0)^{1.5})$ with income per head `y` and $y_0 = 600$ USD a year. *Assumed*.
pub fn poverty_from_income(gdp_bn: f64, population: f64) -> f64 {
    let income = gdp_bn * 1e9 / population;
    1.0 / (1.0 + (income / 600.0).powf(1.5))
}

/// Terror externality on `i`, dimensionless, 0..1: $\sum_{j\ne i} \nu_j S_{ji} p_j e^{-100 a_j/Y_j}$ over
/// the other nations' poverty `p_j`, population share `ν_j`, nearness `S_ji` and aid received as a share of GDP.
///
/// Each item is `(population share, nearness, poverty, aid / GDP)`.
pub fn terror_externality(others: impl IntoIterator<Item = (f64, f64, f64, f64)>) -> f64 {
    others.into_iter().map(|(share, near, poverty, aid)| share * near * poverty * (-100.0 * aid).exp()).sum()
}
