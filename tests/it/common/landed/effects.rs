//! Direct effects as they were: see the front page.

use super::Landed;
use super::mechanisms::{aid, infrastructure, sovereignty, trust};
use super::regime::index;
use comity::treaty::{Arrangement, Budget, Regime, SanctionExtent, Term};
use comity::world::NationCode;
use comity::{Error, Result};
use nalgebra::DMatrix;

pub struct Effects {
    pub trust: DMatrix<f64>,
    pub ease: DMatrix<f64>,
    pub trade_changes: bool,
    pub arms_reaction: DMatrix<f64>,
    pub defence_spending: Vec<f64>,
    pub coverage: Vec<f64>,
    pub net_transfers: Vec<f64>,
    pub aid_given: Vec<f64>,
    pub aid_received: Vec<f64>,
    pub sovereignty: Vec<f64>,
    obligation: DMatrix<f64>,
    linked: DMatrix<bool>,
    security: Vec<(Vec<usize>, f64, f64)>,
}

impl Effects {
    pub fn of(model: &Landed, regime: &Regime) -> Result<Self> {
        let n = model.world.len();
        let traders = model.trade.len();
        let mut effects = Effects {
            trust: model.base_trust.clone(),
            ease: DMatrix::from_element(traders, traders, 1.0),
            trade_changes: false,
            arms_reaction: DMatrix::from_element(n, n, 1.0),
            defence_spending: vec![0.0; n],
            coverage: vec![0.0; n],
            net_transfers: vec![0.0; n],
            aid_given: vec![0.0; n],
            aid_received: vec![0.0; n],
            sovereignty: vec![0.0; n],
            obligation: DMatrix::zeros(n, n),
            linked: DMatrix::from_element(n, n, false),
            security: Vec::new(),
        };
        let mut exchanges = Vec::new();
        for arrangement in regime.arrangements() {
            effects.add(model, arrangement, &mut exchanges)?;
        }
        if !exchanges.is_empty() {
            let before = effects.trust.clone();
            for (members, weight) in &exchanges {
                trust::diffuse(&before, &mut effects.trust, members, *weight);
            }
            effects.trust.apply(|t| *t = t.clamp(0.0, 1.0));
        }
        Ok(effects)
    }

    fn add(&mut self, model: &Landed, a: &Arrangement, exchanges: &mut Vec<(Vec<usize>, f64)>) -> Result<()> {
        let world = &model.world;
        let nations = world.nations();
        let index = |code: &NationCode| index(world, code.as_str());
        let members = a.members.iter().map(index).collect::<Result<Vec<usize>>>()?;
        let ideal_points: Vec<f64> = members.iter().map(|&i| nations[i].ideal_point).collect();
        for (&i, distance) in members.iter().zip(sovereignty::distances(&ideal_points)) {
            self.sovereignty[i] += distance;
        }
        let between =
            || members.iter().flat_map(|&i| members.iter().map(move |&j| (i, j))).filter(|(i, j)| i != j);
        let gdp: Vec<f64> = members.iter().map(|&i| nations[i].gdp).collect();
        for term in &a.terms {
            match term.clone() {
                Term::MutualDefence { defender, beneficiary, reliability } => {
                    let (o, b) = (index(&defender)?, index(&beneficiary)?);
                    self.obligation[(o, b)] = self.obligation[(o, b)].max(reliability);
                    self.linked[(o, b)] = true;
                    self.linked[(b, o)] = true;
                }
                Term::CollectiveSecurity { reliability, sanction } => {
                    let withheld = 1.0 - model.parameters.sanctions.flow_left(sanction);
                    self.security.push((members.clone(), reliability, withheld));
                }
                Term::ArmsLimit { limit } => between().for_each(|at| self.arms_reaction[at] *= 1.0 - limit),
                Term::MissileDefence { budget } => {
                    let coverage = model.parameters.missile_defence.ceiling;
                    let total: f64 = gdp.iter().sum();
                    for (&i, y) in members.iter().zip(&gdp) {
                        self.defence_spending[i] += budget * y / total;
                        self.coverage[i] = 1.0 - (1.0 - self.coverage[i]) * (1.0 - coverage);
                    }
                }
                Term::TariffCut { cut } => self.cut_costs(model, between(), cut),
                Term::InfrastructureFund { budget, multiplier, trade_cost_cut } => {
                    let population: Vec<f64> = members.iter().map(|&i| nations[i].population).collect();
                    let budget = match budget {
                        Budget::Usd(budget) => budget,
                        Budget::ShareOfGdp { share_of_gdp } => share_of_gdp * gdp.iter().sum::<f64>(),
                    };
                    let shares = infrastructure::split(budget, &gdp, &population);
                    for (&i, share) in members.iter().zip(shares) {
                        self.net_transfers[i] += multiplier * share.grant - share.contribution;
                    }
                    self.cut_costs(model, between(), trade_cost_cut);
                }
                Term::Aid { from, to, amount, leakage } => {
                    let (donor, recipient) = (index(&from)?, index(&to)?);
                    let received = amount * (1.0 - leakage);
                    self.net_transfers[donor] -= amount;
                    self.net_transfers[recipient] += received;
                    self.aid_given[donor] += amount;
                    self.aid_received[recipient] += received;
                    let t = &mut self.trust[(recipient, donor)];
                    *t = aid::recipient_trust(*t, amount, nations[recipient].gdp);
                }
                Term::Sanction { target, extent } => {
                    let left = model.parameters.sanctions.flow_left(extent);
                    let target = index(&target)?;
                    for &i in &members {
                        self.ease[(i, target)] *= left;
                        self.ease[(target, i)] *= left;
                    }
                    self.trade_changes |= extent != SanctionExtent::None && left < 1.0;
                }
                Term::ConfidenceBuilding { signal } => {
                    between().for_each(|at| self.trust[at] = trust::after_signal(self.trust[at], signal));
                }
                Term::CitizenExchange { signal, diffusion } => {
                    between().for_each(|at| self.trust[at] = trust::after_signal(self.trust[at], signal));
                    exchanges.push((members.clone(), diffusion));
                }
                _ => return Err(Error::undefined("a term of a later form", "there were none")),
            }
        }
        for p in &a.payments {
            self.net_transfers[index(&p.from)?] -= p.amount;
            self.net_transfers[index(&p.to)?] += p.amount;
        }
        Ok(())
    }

    fn cut_costs(&mut self, model: &Landed, flows: impl Iterator<Item = (usize, usize)>, cut: f64) {
        if cut > 0.0 {
            let factor = (1.0 - cut).powf(-model.parameters.trade_elasticity);
            flows.for_each(|at| self.ease[at] *= factor);
            self.trade_changes = true;
        }
    }

    pub fn allied(&self, i: usize, j: usize) -> bool {
        self.linked[(i, j)]
    }

    pub fn obligation(&self, k: usize, i: usize) -> f64 {
        self.obligation[(k, i)]
    }

    pub fn security_defenders(&self, i: usize, j: usize) -> Vec<(usize, f64)> {
        let mut bound: Vec<(usize, f64)> = Vec::new();
        for (members, rho, _) in &self.security {
            if members.contains(&i) && members.contains(&j) {
                for &k in members.iter().filter(|&&k| k != i && k != j) {
                    match bound.iter_mut().find(|(other, _)| *other == k) {
                        Some((_, most)) => *most = most.max(*rho),
                        None => bound.push((k, *rho)),
                    }
                }
            }
        }
        bound
    }

    pub fn sanctioned_partners(
        &self,
        attacker: usize,
        victim: usize,
        import_share: impl Fn(usize, usize) -> f64,
    ) -> f64 {
        let at_risk = |(members, _, withheld): &(Vec<usize>, f64, f64)| {
            let joint = members.contains(&attacker) && members.contains(&victim) && *withheld > 0.0;
            let partners = members.iter().filter(|&&k| k != attacker);
            if joint { withheld * partners.map(|&k| import_share(attacker, k)).sum::<f64>() } else { 0.0 }
        };
        self.security.iter().map(at_risk).fold(0.0, f64::max)
    }

    pub fn blocs(&self) -> Vec<usize> {
        let n = self.coverage.len();
        let mut bloc = vec![usize::MAX; n];
        let mut count = 0;
        for start in 0..n {
            if bloc[start] != usize::MAX {
                continue;
            }
            let mut stack = vec![start];
            while let Some(i) = stack.pop() {
                if bloc[i] == usize::MAX {
                    bloc[i] = count;
                    stack.extend((0..n).filter(|&j| self.linked[(i, j)] && bloc[j] == usize::MAX));
                }
            }
            count += 1;
        }
        bloc
    }
}
