//! Defence: obligations against each attacker, how far they reach, and what that leaves of an attack.

use super::effects::{Effects, Security};
use super::reach::Reach;
use crate::mechanism::contest::success;
use nalgebra::DMatrix;
use std::borrow::Cow;

/// The obligations of a regime with what they deliver.
pub(super) struct Defence<'a> {
    reach: &'a Reach,
    obligation: &'a DMatrix<f64>,
    /// Whether the members of collective security of any group are these: `[group][nation]`.
    belongs: Vec<Vec<bool>>,
    /// For each pair, row by row, who is bound by collective security to defend the one against the other, and with which
    /// reliability; empty without a group.
    inward: Vec<Vec<(usize, f64)>>,
    /// For each nation those with a reliable obligation to defend it, in order.
    defenders: Vec<Vec<usize>>,
    /// §2.3: strength of each defender, by column, at each nation: from its capital or from the nearest of those it is
    /// bound to defend.
    strength: Cow<'a, DMatrix<f64>>,
    trusted: f64,
}

impl<'a> Defence<'a> {
    pub fn new(effects: &'a Effects, reach: &'a Reach, trusted: f64) -> Self {
        let (obligation, security) = (&effects.obligation, effects.security.as_slice());
        let n = obligation.nrows();
        let belongs: Vec<Vec<bool>> = security
            .iter()
            .map(|group| {
                let mut members = vec![false; n];
                group.members.iter().for_each(|&i| members[i] = true);
                members
            })
            .collect();
        let of = |i: usize| (0..n).filter(|&k| k != i && obligation[(k, i)] > 0.0).collect();
        let pairs = if security.is_empty() { 0 } else { n };
        let pairs = (0..pairs).flat_map(|i| (0..pairs).map(move |j| (i, j)));
        let inward = pairs.map(|(i, j)| by_security(security, &belongs, i, j)).collect();
        let strength = match &reach.based {
            None => Cow::Borrowed(&reach.strength),
            Some(based) => {
                let mut strength = reach.strength.clone();
                for k in 0..n {
                    for host in (0..n).filter(|&host| obligation[(k, host)] > 0.0) {
                        for i in 0..n {
                            strength[(i, k)] = strength[(i, k)].max(based.strength(i, host, k));
                        }
                    }
                }
                Cow::Owned(strength)
            }
        };
        Defence { reach, obligation, belongs, inward, defenders: (0..n).map(of).collect(), strength, trusted }
    }

    /// Reliability with which each member of a collective-security group that both belong to is bound to defend
    /// `i` against `j`; of several groups the most reliable counts.
    fn bound_by_security(&self, i: usize, j: usize) -> &[(usize, f64)] {
        self.inward.get(i * self.obligation.nrows() + j).map_or(&[], Vec::as_slice)
    }

    /// The most reliable defender of `i` against `j`, by its reliability; 0 without one.
    pub fn most_reliable(&self, i: usize, j: usize) -> f64 {
        let pacts = self.defenders[i].iter().filter(|&&k| k != j).map(|&k| self.obligation[(k, i)]);
        let mut most = pacts.fold(0.0, f64::max);
        self.bound_by_security(i, j).iter().for_each(|(_, rho)| most = most.max(*rho));
        most
    }

    /// `T^a S M` of a defender at its beneficiary.
    fn delivered(&self, i: usize, k: usize, trust: &DMatrix<f64>, stocks: &[f64]) -> f64 {
        let weight = match self.trusted {
            1.0 => trust[(i, k)],
            0.0 => 1.0,
            exponent => trust[(i, k)].powf(exponent),
        };
        weight * self.strength[(i, k)] * stocks[k]
    }

    /// What the pacts of `i` add to its own arms against anybody, but for `without`.
    fn by_pacts(&self, i: usize, without: usize, trust: &DMatrix<f64>, stocks: &[f64]) -> f64 {
        let bound = self.defenders[i].iter().filter(|&&k| k != without);
        bound.map(|&k| self.obligation[(k, i)] * self.delivered(i, k, trust, stocks)).sum()
    }

    /// What collective security adds to that against `j`.
    fn by_security(&self, i: usize, j: usize, trust: &DMatrix<f64>, stocks: &[f64]) -> f64 {
        let mut added = 0.0;
        for &(k, rho) in self.bound_by_security(i, j) {
            added += (rho - self.obligation[(k, i)]).max(0.0) * self.delivered(i, k, trust, stocks);
        }
        added
    }

    /// `u_i = M_i / (M_i + Σ_k ρ T S M_k)`: the share of its own arms in the defence of `i` by pacts.
    pub fn own_share(&self, i: usize, trust: &DMatrix<f64>, stocks: &[f64]) -> f64 {
        let own = stocks[i];
        let all = own + self.by_pacts(i, usize::MAX, trust, stocks);
        if all > 0.0 { own / all } else { 1.0 }
    }

    /// The same against `j`, in whose group of collective security others may stand by.
    pub fn own_share_against(&self, i: usize, j: usize, trust: &DMatrix<f64>, stocks: &[f64]) -> f64 {
        let own = stocks[i];
        let pacts = self.by_pacts(i, usize::MAX, trust, stocks);
        let all = own + pacts + self.by_security(i, j, trust, stocks);
        if all > 0.0 { own / all } else { 1.0 }
    }

    /// Whether anybody is bound by collective security to defend `i` against `j`.
    pub fn is_inward(&self, i: usize, j: usize) -> bool {
        !self.bound_by_security(i, j).is_empty()
    }

    /// §2.7: `P[(i, j)]`, the chance that `j` wins if it attacks `i`. An ally that attacks does not defend.
    pub fn win_chance(&self, trust: &DMatrix<f64>, stocks: &[f64], decisiveness: f64) -> DMatrix<f64> {
        let n = stocks.len();
        let mut chance = DMatrix::zeros(n, n);
        for i in 0..n {
            let by_all = stocks[i] + self.by_pacts(i, usize::MAX, trust, stocks);
            for j in (0..n).filter(|&j| j != i) {
                let mut defence = if self.obligation[(j, i)] > 0.0 {
                    stocks[i] + self.by_pacts(i, j, trust, stocks)
                } else {
                    by_all
                };
                if self.is_inward(i, j) {
                    defence += self.by_security(i, j, trust, stocks);
                }
                chance[(i, j)] = success(self.reach.strength[(i, j)] * stocks[j], defence, decisiveness);
            }
        }
        chance
    }

    /// Wars of its beneficiaries that each nation is bound to join, per year, weighted by reliability; `hazard(k, j)`:
    /// those that `j` begins with `k`.
    pub fn entangled(&self, hazard: impl Fn(usize, usize) -> f64) -> Vec<f64> {
        let n = self.obligation.nrows();
        let mut wars = vec![0.0; n];
        for k in 0..n {
            for j in (0..n).filter(|&j| j != k) {
                let wars_with = hazard(k, j);
                if wars_with <= 0.0 {
                    continue;
                }
                for &i in self.defenders[k].iter().filter(|&&i| i != j) {
                    wars[i] += self.obligation[(i, k)] * wars_with;
                }
                for &(i, rho) in self.bound_by_security(k, j) {
                    wars[i] += (rho - self.obligation[(i, k)]).max(0.0) * wars_with;
                }
            }
        }
        wars
    }

    /// Whether `i` is obliged to defend `k` against anybody, or against fellow members.
    pub fn owes(&self, i: usize, k: usize) -> bool {
        i != k && (self.obligation[(i, k)] > 0.0 || self.belongs.iter().any(|group| group[i] && group[k]))
    }
}

/// Those whom groups that both nations belong to bind to defend `i` against `j`.
fn by_security(security: &[Security], belongs: &[Vec<bool>], i: usize, j: usize) -> Vec<(usize, f64)> {
    if i == j {
        return Vec::new();
    }
    let joint: Vec<usize> = (0..security.len()).filter(|&g| belongs[g][i] && belongs[g][j]).collect();
    match joint.as_slice() {
        [] => Vec::new(),
        [only] => {
            let group = &security[*only];
            let others = group.members.iter().filter(|&&k| k != i && k != j);
            others.map(|&k| (k, group.reliability)).collect()
        }
        several => {
            let reliability = |k: usize| {
                let groups = several.iter().filter(|&&g| belongs[g][k]);
                groups.map(|&g| security[g].reliability).fold(0.0, f64::max)
            };
            let others = (0..belongs[0].len()).filter(|&k| k != i && k != j);
            others.map(|k| (k, reliability(k))).filter(|(_, rho)| *rho > 0.0).collect()
        }
    }
}
