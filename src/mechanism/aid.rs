//! Development aid: the transfer, what it does to trust, and poverty as a root of terrorism.
//!
//! That poverty breeds terrorism, and that aid lowers it, is the claim of the Monterrey consensus (2002) and
//! is contested: Krueger & Malečková (2003) find no such link, Azam & Thelen (2008) find that aid works. The
//! weight `ψ` is small by default and 0 for ablation.

/// Shift of the log-odds of a recipient's trust in its donor by aid `a` to an economy of size `Y`, both USD
/// bn per year: `0.1 ln(1 + 100 a/Y)`, *assumed*.
pub fn shift_of_trust(amount: f64, gdp: f64) -> f64 {
    0.1 * (100.0 * amount / gdp).ln_1p()
}

/// Share of the aid `received` that a nation keeps, 0..1, where it is left with `balance` of all money that comes and
/// goes, both USD bn per year: what it passes on, or sends back, is nobody's aid.
pub fn kept_share(received: f64, balance: f64) -> f64 {
    if balance >= received {
        1.0
    } else if balance <= 0.0 {
        0.0
    } else {
        balance / received
    }
}

/// Aid that a nation gives out of its own, USD bn per year, of what it gives in all, where it is left with `balance`.
pub fn own_giving(given: f64, balance: f64) -> f64 {
    given.min((-balance).max(0.0))
}

/// Extreme-poverty headcount, 0..1, that stands in where none was measured:
/// $1/(1+(y/y_0)^{1.5})$ with income per head `y` and $y_0 = 600$ USD per year. *Assumed*.
pub fn poverty_from_income(gdp_bn: f64, population: f64) -> f64 {
    let income = gdp_bn * 1e9 / population;
    1.0 / (1.0 + (income / 600.0).powf(1.5))
}

/// Share of terror that is left from a nation that receives aid, 0..1: $e^{-100 a/Y}$ for aid as a share of GDP.
pub fn relief(aid_over_gdp: f64) -> f64 {
    (-100.0 * aid_over_gdp).exp()
}

/// Terror externality on `i`, dimensionless, 0..1: $\sum_{j\ne i} \nu_j S_{ji} p_j e^{-100 a_j/Y_j}$ over
/// the other nations' poverty `p_j`, population share `ν_j`, nearness `S_ji` and [`relief`] by aid.
///
/// Each item is `(population share, nearness, poverty, relief)`.
pub fn terror_externality(others: impl IntoIterator<Item = (f64, f64, f64, f64)>) -> f64 {
    others.into_iter().map(|(share, near, poverty, relief)| share * near * poverty * relief).sum()
}
