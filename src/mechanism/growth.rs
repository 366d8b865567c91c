//! Growth: output from capital, capital from what is saved and given, and the income that is to be expected.
//!
//! Everything is in hats, relative to a base at which nothing moves: `K̂` capital, `Â` technology, `n̂` labour, `Ŵ` the
//! real income that a unit of output buys. The way there is that of log-linear accumulation, which has closed forms.
//!
//! R. E. Lucas and E. C. Prescott (1971), Investment under uncertainty, *Econometrica* 39; R. M. Solow (1956),
//! *Quarterly Journal of Economics* 70; N. G. Mankiw, D. Romer and D. N. Weil (1992), *Quarterly Journal of Economics*
//! 107; J. E. Anderson, M. Larch and Y. V. Yotov (2020), Transitional growth and trade with frictions, *Economic
//! Journal* 130.

/// Least factor on what is invested, however much is taken away: some saving always goes on.
const LEAST_EFFORT: f64 = 0.05;

/// Accumulation of capital, $\hat K^\prime = \hat K^{1-\delta}(\hat W\hat Y e)^\delta$ with
/// $\hat Y = \hat A\hat K^\alpha\hat n^{1-\alpha}$ and `e` the [effort](Self::effort). After a
/// lasting change of real income per unit of output by `Ŵ`,
/// $\ln\hat K_t = \frac{\ln\hat W}{1-\alpha}\bigl[1-(1-\delta(1-\alpha))^t\bigr]$.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Accumulation {
    /// `α`, share of capital in output, 0..1, below 1.
    pub share: f64,
    /// `δ`, depreciation per year, 0..1; 0 fixes capital.
    pub depreciation: f64,
    /// `s`, share of income saved at the base, above 0.
    pub saving: f64,
}

impl Accumulation {
    /// `Ŷ`, output over that of the base; 1 where nothing has moved, to the bits.
    pub fn output(&self, technology: f64, capital: f64, labour: f64) -> f64 {
        technology * capital.powf(self.share) * labour.powf(1.0 - self.share)
    }

    /// `e`, what is invested over what would be invested out of the base's rate of saving:
    ///
    /// $$e = 1 + \frac{g - \chi_M\Delta b}{s} + z,$$
    ///
    /// `g` what is given to be invested (grants of a fund, aid), `z` what is received on balance to be spent and is saved
    /// as any income is, and $\chi_M\Delta b$ what a rise of the military burden takes from saving, all as shares of
    /// GDP.
    pub fn effort(&self, given: f64, received: f64, crowded_out: f64) -> f64 {
        (1.0 + (given - crowded_out) / self.saving + received).max(LEAST_EFFORT)
    }

    /// `K̂'`, capital a year later, at real income `ŴŶ` and this effort; unchanged to the bits at income 1, effort 1
    /// and capital 1.
    pub fn next(&self, capital: f64, real_income: f64, effort: f64) -> f64 {
        let (old, new) = (capital.ln(), (real_income * effort).ln());
        ((1.0 - self.depreciation) * old + self.depreciation * new).exp()
    }

    /// Share of a gap of log capital that is left after a year, `1 − δ(1 − α)`.
    fn left(&self) -> f64 {
        1.0 - self.depreciation * (1.0 - self.share)
    }

    /// Discounted mean of `ln Ŷ` over all years to come, $(1-\beta)\sum_t\beta^t\ln\hat Y_t$, less `ln Ŷ_0`: what a
    /// lasting change of real income and technology is worth to those who wait for it.
    ///
    /// Log technology goes from where it is to `technology_at_rest` by the share `pace` of the gap per year, capital
    /// answers by its law of motion with effort 1.
    pub fn worth(&self, ahead: &Expectation, technology: f64, capital: f64) -> f64 {
        let beta = ahead.discount;
        let (now, rest) = (technology.ln(), ahead.technology_at_rest.ln());
        let technologies = rest + (now - rest) * (1.0 - beta) / (1.0 - beta * (1.0 - ahead.pace));
        let source = beta * self.depreciation * (ahead.real_income.ln() + technologies);
        let capitals = ((1.0 - beta) * capital.ln() + source) / (1.0 - beta * self.left());
        technologies - now + self.share * (capitals - capital.ln())
    }
}

/// What is to be expected of income: real income per unit of output, and technology on its way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Expectation {
    /// `Â` at rest.
    pub technology_at_rest: f64,
    /// Share of the gap of log technology that closes per year, 0..1.
    pub pace: f64,
    /// `Ŵ`.
    pub real_income: f64,
    /// `β`, discount factor per year, 0..1, below 1.
    pub discount: f64,
}
