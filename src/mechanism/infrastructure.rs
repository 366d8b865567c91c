//! Infrastructure fund: grants by need, paid in by GDP.

/// Largest grant as a share of the receiver's GDP: absorptive capacity.
pub const ABSORPTION: f64 = 0.05;

/// Each member's grant and contribution, USD bn per year, from a fund among members with these GDPs (USD bn per year)
/// and populations.
///
/// Shares follow need `n_i / Y_i`, capped at three times the members' median; each grant is at most 5 % of
/// the receiver's GDP; what is granted in total, at most `budget`, is paid in by GDP share. Receipts are
/// worth `multiplier` a dollar to the receiver; that is left to the caller.
/// `gdp` and `population` must be positive; without members there are no shares.
pub fn split(budget: f64, gdp: &[f64], population: &[f64]) -> Vec<(f64, f64)> {
    let mut grants = by_need(budget, gdp, population);
    grants.iter_mut().zip(gdp).for_each(|(grant, y)| *grant = grant.min(ABSORPTION * y));
    let (granted, total_gdp): (f64, f64) = (grants.iter().sum(), gdp.iter().sum());
    grants.iter().zip(gdp).map(|(&grant, y)| (grant, granted * y / total_gdp)).collect()
}

/// The budget by need, before any grant is capped: shares follow `n_i / Y_i`, at most three times the members' median.
pub fn by_need(budget: f64, gdp: &[f64], population: &[f64]) -> Vec<f64> {
    let need: Vec<f64> = gdp.iter().zip(population).map(|(y, n)| n / y).collect();
    let cap = 3.0 * median(&need);
    let total_need: f64 = need.iter().map(|x| x.min(cap)).sum();
    need.iter().map(|x| budget * x.min(cap) / total_need).collect()
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len();
    match n {
        0 => 0.0,
        _ if n % 2 == 1 => sorted[n / 2],
        _ => (sorted[n / 2 - 1] + sorted[n / 2]) / 2.0,
    }
}
