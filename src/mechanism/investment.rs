//! Investment abroad: stocks by gravity, the technology they carry, and what they do to escalation.
//!
//! `F[(i, j)]` is the stock that `i` holds in `j`, USD bn. Stocks of the base are not in the data: they are imputed.
//!
//! K. Head and J. Ries (2008), FDI as an outcome of the market for corporate control, *Journal of International
//! Economics* 74 (gravity of stocks); E. R. McGrattan and E. C. Prescott (2009), Openness, technology capital, and
//! development, *Journal of Economic Theory* 144; J. E. Anderson, M. Larch and Y. V. Yotov (2019), Trade and investment
//! in the global economy, *European Economic Review* 120; H. Lee and S. M. Mitchell (2012), *Journal of Conflict
//! Resolution* 56 (stocks lower escalation, not onset); M. Bussmann (2010), *Journal of Peace Research* 47.

/// Gravity of a stock before it is scaled, $Y_iY_j (d/1000\text{ km})^{-\theta}e^{-\zeta\lambda}$: GDPs `Y`, distance `d`,
/// disputes per year `λ`.
pub fn gravity(gdp: (f64, f64), distance: f64, exponent: f64, risk: f64, disputes: f64) -> f64 {
    gdp.0 * gdp.1 * (distance.max(1.0) / 1000.0).powf(-exponent) * (-risk * disputes).exp()
}

/// Factor on a stock at rest by an investment treaty that cuts barriers by `cut`, 0..1, below 1:
/// $\hat\omega = (1-\text{cut})^{-\varepsilon}$.
pub fn easing(cut: f64, elasticity: f64) -> f64 {
    (1.0 - cut).powf(-elasticity)
}

/// A stock a year later, $F^{1-\delta}F^{*\delta}$; `F` to the bits where it is at rest already.
pub fn next(stock: f64, at_rest: f64, pace: f64) -> f64 {
    if stock > 0.0 { stock * (at_rest / stock).powf(pace) } else { 0.0 }
}

/// Technology `Â` that a nation can use, $\hat A = \hat N^\varphi$ with $\hat N = 1 + \sum_i s_i(\hat F_i - 1)$ over the
/// holders abroad, each with its share `s_i` in the technology capital of the base and its stock over the base's.
pub fn technology(holders: impl IntoIterator<Item = (f64, f64)>, exponent: f64) -> f64 {
    let more: f64 = holders.into_iter().map(|(share, stock)| share * (stock - 1.0)).sum();
    (1.0 + more).powf(exponent)
}

/// Log of the factor on wars per dispute by the stocks that two nations hold in each other,
/// $b\,[\ln(1+100f)-\ln(1+100f^0)]$ with `f` the stocks as a share of the smaller GDP, now and at the base; the sign of
/// `b` is that of Lee and Mitchell (2012): negative.
pub fn escalation(coefficient: f64, now: f64, base: f64) -> f64 {
    coefficient * ((1.0 + 100.0 * now) / (1.0 + 100.0 * base)).ln()
}
