//! Poverty and terror over years: poverty answers to income, terror to poverty and aid. Every link is contested and has
//! a parameter of its own whose 0 ablates it.
//!
//! That poverty breeds terror: no, say A. B. Krueger and J. Malečková (2003), *Journal of Economic Perspectives* 17, and
//! A. Abadie (2006), *American Economic Review* 96. That aid to education, health and civil society lowers it: J. K.
//! Young and M. G. Findley (2011), *Public Choice* 149. That aid brings attacks on its host: J.-P. Azam and V. Thelen
//! (2010), *International Organization* 64. That terror drives investors away: A. Abadie and J. Gardeazabal (2008),
//! *European Economic Review* 52; S. Bandyopadhyay, T. Sandler and J. Younas (2014), *Oxford Economic Papers* 66.

/// Poverty headcount, 0..1, after income per head has changed by the factor `income`: $p\,\hat y^{-\eta}$.
///
/// # References
/// M. Ravallion and S. Chen (1997), *World Bank Economic Review* 11; R. H. Adams (2004), *World Development* 32: `η`
/// about 2 to 3.
pub fn poverty(before: f64, income: f64, elasticity: f64) -> f64 {
    (before * income.powf(-elasticity)).clamp(0.0, 1.0)
}

/// The three contested coefficients.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Links {
    /// `ψ₁`, elasticity with respect to poverty.
    pub poverty: f64,
    /// `ψ₂`, fall by aid to education, health and civil society.
    pub social_aid: f64,
    /// `ψ₃`, rise by aid at its host.
    pub host: f64,
}

impl Links {
    /// Rate of incidents over that of the base,
    ///
    /// $$\hat\mu = (p/p^0)^{\psi_1}\,(1+100a)^{\psi_3-\psi_2\sigma},$$
    ///
    /// `p/p⁰` poverty over that of the base, `a` aid received as a share of GDP, `σ` the share of it that goes to
    /// education, health and civil society; 1 to the bits where all three are 0, or nothing has moved.
    pub fn rate(&self, poverty: f64, aid: f64, social_share: f64) -> f64 {
        poverty.powf(self.poverty) * (1.0 + 100.0 * aid).powf(self.host - self.social_aid * social_share)
    }
}

/// Number of incidents in a year at this mean, by inversion of the Poisson law at a uniform draw. Means beyond 500 count
/// as 500.
pub fn incidents(mean: f64, uniform: f64) -> u32 {
    let mean = if mean > 0.0 { mean.min(500.0) } else { 0.0 };
    let (mut count, mut chance) = (0, (-mean).exp());
    let mut below = chance;
    // The sum of rounded chances may stay below a draw next to 1.
    while uniform >= below && count < 2_000 {
        count += 1;
        chance *= mean / f64::from(count);
        below += chance;
    }
    count
}
