//! The mechanisms as they were: see the front page.

use comity::model::ConflictLogit;
use nalgebra::DMatrix;

pub mod trust {
    use comity::treaty::Signal;
    use nalgebra::DMatrix;

    pub fn log_odds(p: f64) -> f64 {
        (p / (1.0 - p)).ln()
    }

    pub fn logistic(z: f64) -> f64 {
        1.0 / (1.0 + (-z).exp())
    }

    pub fn initial(ideal_point_distance: f64, allied: bool, rivals: bool) -> f64 {
        logistic(1.0 - 0.6 * ideal_point_distance + 1.5 * f64::from(allied) - 1.652 * f64::from(rivals))
    }

    pub fn after_signal(trust: f64, signal: Signal) -> f64 {
        let seeker = trust * signal.security;
        seeker / (seeker + (1.0 - trust) * signal.expansion)
    }

    pub fn diffuse(before: &DMatrix<f64>, after: &mut DMatrix<f64>, members: &[usize], weight: f64) {
        for j in 0..before.ncols() {
            for &i in members.iter().filter(|&&i| i != j) {
                let fellows = members.iter().filter(|&&k| k != i && k != j).map(|&k| before[(k, j)]);
                let (sum, count) = fellows.fold((0.0, 0u32), |(sum, count), t| (sum + t, count + 1));
                if count > 0 {
                    after[(i, j)] += weight * (sum / f64::from(count) - before[(i, j)]);
                }
            }
        }
    }
}

pub mod aid {
    use super::trust::{log_odds, logistic};

    pub fn recipient_trust(trust: f64, amount: f64, gdp: f64) -> f64 {
        let shift = 0.1 * (100.0 * amount / gdp).ln_1p();
        if trust <= 0.0 || trust >= 1.0 { trust } else { logistic(log_odds(trust) + shift) }
    }

    pub fn poverty_from_income(gdp_bn: f64, population: f64) -> f64 {
        let income = gdp_bn * 1e9 / population;
        1.0 / (1.0 + (income / 600.0).powf(1.5))
    }

    pub fn terror_externality(others: impl IntoIterator<Item = (f64, f64, f64, f64)>) -> f64 {
        others
            .into_iter()
            .map(|(share, near, poverty, aid)| share * near * poverty * (-100.0 * aid).exp())
            .sum()
    }
}

pub mod infrastructure {
    const ABSORPTION: f64 = 0.05;

    pub struct FundShare {
        pub grant: f64,
        pub contribution: f64,
    }

    pub fn split(budget: f64, gdp: &[f64], population: &[f64]) -> Vec<FundShare> {
        let need: Vec<f64> = gdp.iter().zip(population).map(|(y, n)| n / y).collect();
        let cap = 3.0 * median(&need);
        let total_need: f64 = need.iter().map(|x| x.min(cap)).sum();
        let grants: Vec<f64> = need
            .iter()
            .zip(gdp)
            .map(|(x, y)| (budget * x.min(cap) / total_need).min(ABSORPTION * y))
            .collect();
        let (granted, total_gdp): (f64, f64) = (grants.iter().sum(), gdp.iter().sum());
        grants
            .iter()
            .zip(gdp)
            .map(|(&grant, y)| FundShare { grant, contribution: granted * y / total_gdp })
            .collect()
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
}

pub mod sanctions {
    pub fn attacker_loss(spending_cut_off: f64, elasticity: f64) -> f64 {
        -(-spending_cut_off).ln_1p() / elasticity
    }

    pub fn deterrence(loss: f64, kappa: f64) -> f64 {
        kappa * loss
    }
}

pub mod sovereignty {
    pub fn distances(ideal_points: &[f64]) -> Vec<f64> {
        let mean = ideal_points.iter().sum::<f64>() / ideal_points.len() as f64;
        ideal_points.iter().map(|theta| (theta - mean).powi(2)).collect()
    }
}

pub struct FixedTraits {
    pub land_border: bool,
    pub distance: f64,
    pub major_powers: f64,
    pub ideal_point_distance: f64,
    pub lower_democracy: f64,
}

pub struct ChangingTraits {
    pub trust: f64,
    pub stocks: (f64, f64),
    pub allied: bool,
    pub trade_dependence: f64,
}

pub fn fixed_part(logit: &ConflictLogit, t: &FixedTraits) -> f64 {
    logit.constant
        + logit.land_border * f64::from(t.land_border)
        + logit.log_distance * (t.distance + 50.0).ln()
        + logit.major_powers * t.major_powers
        + logit.ideal_point_distance * t.ideal_point_distance
        + logit.lower_democracy * t.lower_democracy
}

pub fn changing_part(logit: &ConflictLogit, t: &ChangingTraits) -> f64 {
    const LEAST_STOCK: f64 = 1e-3;
    let ratio = (t.stocks.0.max(LEAST_STOCK) / t.stocks.1.max(LEAST_STOCK)).ln();
    logit.log_capability_ratio * ratio.abs()
        + logit.rivalry * (1.0 - t.trust) / 0.75
        + logit.defence_pact * f64::from(t.allied)
        + logit.log_trade * t.trade_dependence.ln()
}

pub fn calibrate(log_odds: &[f64], rate: f64) -> f64 {
    let mean =
        |shift: f64| log_odds.iter().map(|z| trust::logistic(z + shift)).sum::<f64>() / log_odds.len() as f64;
    let reach = 40.0 + log_odds.iter().fold(0.0, |m: f64, z| m.max(z.abs()));
    let (mut low, mut high) = (-reach, reach);
    while high - low > 1e-14 * reach {
        let middle = 0.5 * (low + high);
        if mean(middle) < rate { low = middle } else { high = middle }
    }
    0.5 * (low + high)
}

pub fn success(a: f64, b: f64, decisiveness: f64) -> f64 {
    let (a, b) = if decisiveness == 1.0 { (a, b) } else { (a.powf(decisiveness), b.powf(decisiveness)) };
    if a + b > 0.0 { a / (a + b) } else { 0.5 }
}

pub fn delivered_strength(distance: f64, scale: f64) -> f64 {
    1.0 / (1.0 + distance / scale)
}

pub struct Attack {
    pub hazard: f64,
    pub attacker: f64,
    pub defence: f64,
    pub averted: f64,
}

pub fn expected_loss(
    attacks: impl IntoIterator<Item = Attack>,
    war_share: f64,
    destruction: f64,
    decisiveness: f64,
) -> f64 {
    let lost = |a: Attack| a.hazard * success(a.attacker, a.defence, decisiveness) * (1.0 - a.averted);
    war_share * destruction * attacks.into_iter().map(lost).sum::<f64>()
}

pub fn provoked_stock(
    cost_exchange: f64,
    depreciation: f64,
    spending: &[f64],
    trust: &DMatrix<f64>,
    i: usize,
    allied: impl Fn(usize) -> bool,
) -> f64 {
    let answered =
        (0..spending.len()).filter(|&j| j != i && !allied(j)).map(|j| (1.0 - trust[(i, j)]) * spending[j]);
    cost_exchange * answered.sum::<f64>() / depreciation
}
