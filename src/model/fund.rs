//! The money of infrastructure funds: grants by need, contributions by GDP, and what is received on balance.

use super::FundRule;
use crate::mechanism::infrastructure::{self, ABSORPTION};

/// A fund as signed.
#[derive(Clone, Debug)]
pub(super) struct Fund {
    pub members: Vec<usize>,
    /// `B`, USD bn per year.
    pub budget: f64,
    /// Output per dollar received.
    pub multiplier: f64,
}

/// Receipts of each nation from the funds less its contributions, USD bn per year.
///
/// A nation's grants are at most 5 % of its GDP, over all funds together under [`FundRule::NetReceipts`]: beyond
/// that all of its grants shrink alike. Each fund's grants are paid in by its members by GDP. Under that rule the
/// multiplier counts on what a nation receives beyond what it pays, at the mean multiplier of its grants.
pub(super) fn receipts(funds: &[Fund], rule: FundRule, gdp: &[f64], population: &[f64]) -> Vec<f64> {
    let of = |fund: &Fund, figures: &[f64]| fund.members.iter().map(|&i| figures[i]).collect::<Vec<f64>>();
    let mut left = vec![0.0; gdp.len()];
    if rule == FundRule::EachGrant {
        for fund in funds {
            let shares = infrastructure::split(fund.budget, &of(fund, gdp), &of(fund, population));
            for (&i, (grant, contribution)) in fund.members.iter().zip(shares) {
                left[i] += fund.multiplier * grant - contribution;
            }
        }
        return left;
    }
    let asked: Vec<Vec<f64>> = funds
        .iter()
        .map(|fund| infrastructure::by_need(fund.budget, &of(fund, gdp), &of(fund, population)))
        .collect();
    let mut in_all = vec![0.0; gdp.len()];
    for (fund, grants) in funds.iter().zip(&asked) {
        fund.members.iter().zip(grants).for_each(|(&i, grant)| in_all[i] += grant);
    }
    let factor = |i: usize| {
        let most = ABSORPTION * gdp[i];
        if in_all[i] > most { most / in_all[i] } else { 1.0 }
    };
    let (mut granted, mut worth) = (vec![0.0; gdp.len()], vec![0.0; gdp.len()]);
    for (fund, grants) in funds.iter().zip(&asked) {
        let mut total = 0.0;
        for (&i, grant) in fund.members.iter().zip(grants) {
            let grant = grant * factor(i);
            total += grant;
            granted[i] += grant;
            worth[i] += fund.multiplier * grant;
            left[i] += grant;
        }
        let members_gdp: f64 = fund.members.iter().map(|&i| gdp[i]).sum();
        fund.members.iter().for_each(|&i| left[i] -= total * gdp[i] / members_gdp);
    }
    for (i, net) in left.iter_mut().enumerate().filter(|(_, net)| **net > 0.0) {
        *net *= worth[i] / granted[i];
    }
    left
}
