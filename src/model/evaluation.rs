//! One evaluation, part by part, as on the model page: trade, arms, hazard, loss, aid, utility, money metric.

use super::calibration::{Calibration, dependence, pairs, threats};
use super::effects::{Effects, Security};
use super::outcome::{Dyads, NationOutcome, Outcome, security_defenders};
use super::terms::{self, Figures, OwnTerms};
use super::{Components, Parameters, State, Utility};
use crate::error::{Error, Result};
use crate::mechanism::arms::{ArmsProblem, ArmsRace};
use crate::mechanism::conflict::ChangingTraits;
use crate::mechanism::contest::success;
use crate::mechanism::loss::{Attack, expected_loss};
use crate::mechanism::trade::TradeEquilibrium;
use crate::mechanism::{aid, missile_defence, sanctions, trust};
use crate::treaty::Bound;
use crate::world::{Nation, NuclearStatus, World};
use nalgebra::DMatrix;

/// What an evaluation reads.
pub(super) struct Evaluation<'a> {
    pub world: &'a World,
    pub parameters: &'a Parameters,
    pub calibration: &'a Calibration,
    pub state: &'a State,
}

/// Trade after costs have changed; `None` where they have not.
pub(super) type Traded = Option<TradeEquilibrium>;

impl Evaluation<'_> {
    fn nations(&self) -> &[Nation] {
        self.world.nations()
    }

    /// From terms to direct effects: model page §2. `moves_trust(k)`: whether what the terms of arrangement
    /// `k` do to trust is still to come.
    pub fn effects(
        &self,
        regime: &Bound,
        own: &OwnTerms,
        moves_trust: impl Fn(usize) -> bool,
    ) -> Result<Effects> {
        let (state, trade) = (self.state, &self.calibration.trade);
        let figures = Figures {
            nations: self.nations(),
            gdp: &state.gdp,
            population: &state.population,
            parameters: self.parameters,
        };
        let mut effects = Effects::none(state.trust.clone(), trade.len(), trade.elasticity());
        terms::apply(regime, figures, own, moves_trust, &mut effects)?;
        Ok(effects)
    }

    /// §2.5.
    pub fn trade(&self, effects: &Effects) -> Result<Traded> {
        effects.trade_changes.then(|| self.calibration.trade.equilibrium(&effects.ease)).transpose()
    }

    /// §2.3, §2.4: military stocks at rest.
    pub fn arms(&self, effects: &Effects, race: &dyn ArmsRace) -> Result<Vec<f64>> {
        let n = self.world.len();
        let mut threat = threats(effects.trust(), &self.calibration.strength, |i, j| effects.allied(i, j));
        threat.component_mul_assign(&effects.arms_reaction);
        let provoked = self.provoked(effects);
        let stocks = race.stocks(&ArmsProblem {
            stock: &self.state.military_stock,
            base_stock: &self.calibration.base_stock,
            base_threat: &self.calibration.base_threat,
            threat: &threat,
            provoked: &provoked,
            bloc: &effects.blocs(),
            gdp: &self.state.gdp,
        })?;
        if stocks.len() != n {
            return Err(Error::Shape {
                what: "stocks of the arms back-end".into(),
                expected: format!("{n} numbers"),
                got: format!("{}", stocks.len()),
            });
        }
        match stocks.iter().position(|m| !(m.is_finite() && *m >= 0.0)) {
            Some(i) => {
                let allowed = "a finite number ≥ 0: check the arms back-end";
                Err(Error::invalid(self.who(i), "military stock", stocks[i], allowed))
            }
            None => Ok(stocks),
        }
    }

    /// §2.4: stock provoked by others' missile defence.
    fn provoked(&self, effects: &Effects) -> Vec<f64> {
        let p = self.parameters;
        let of = |(i, nation): (usize, &Nation)| {
            if nation.nuclear < NuclearStatus::Possession {
                return 0.0;
            }
            missile_defence::provoked_stock(
                p.cost_exchange,
                p.depreciation,
                &effects.defence_spending,
                effects.trust(),
                i,
                |j| effects.allied(i, j),
            )
        };
        self.nations().iter().enumerate().map(of).collect()
    }

    /// §2.6: `λ[(i, j)]`, the probability per year that `j` begins a dispute with `i`.
    fn hazard(&self, effects: &Effects, trade: Option<&TradeEquilibrium>, stocks: &[f64]) -> DMatrix<f64> {
        let (n, calibration) = (stocks.len(), self.calibration);
        let flows = trade.map_or(self.world.trade(), |t| &t.flows);
        let at_base = trade.is_none() && self.state.gdp == calibration.base_gdp;
        let deterred = self.deterrence(effects, flows);
        let shifts = [Some(&self.state.hazard_shift), effects.hazard_shift.as_ref()];
        let shifted = shifts.map(|table| table.filter(|t| t.iter().any(|x| *x != 0.0)));
        let mut hazard = DMatrix::zeros(n, n);
        for (k, (i, j)) in pairs(n).enumerate() {
            let changing = ChangingTraits {
                trust: 0.5 * (effects.trust()[(i, j)] + effects.trust()[(j, i)]),
                stocks: (stocks[i], stocks[j]),
                allied: effects.allied(i, j),
                log_dependence: if at_base {
                    calibration.log_dependence[k]
                } else {
                    dependence(flows, &self.state.gdp, i, j).ln()
                },
            };
            let z = calibration.fixed_odds[k] + self.parameters.conflict.changing_part(&changing);
            if deterred.is_none() && shifted == [None, None] {
                let both_ways = trust::logistic(z);
                (hazard[(i, j)], hazard[(j, i)]) = (both_ways, both_ways);
                continue;
            }
            for at in [(i, j), (j, i)] {
                let shift: f64 = shifted.iter().flatten().map(|table| table[at]).sum();
                let fall = deterred.as_ref().map_or(0.0, |fall| fall[at]);
                hazard[at] = trust::logistic(z + shift - fall);
            }
        }
        hazard
    }

    /// §2.6: fall of the log-odds that `j` attacks its fellow member `i`, for fear of losing trade; `None`
    /// without a collective-security arrangement.
    fn deterrence(&self, effects: &Effects, flows: &DMatrix<f64>) -> Option<DMatrix<f64>> {
        if effects.security.is_empty() {
            return None;
        }
        let n = self.world.len();
        let spending: Vec<f64> = (0..n).map(|j| flows.column(j).sum()).collect();
        let import_share = |j: usize, k: usize| flows[(k, j)] / spending[j];
        Some(DMatrix::from_fn(n, n, |victim, attacker| {
            let at_risk = |group: &Security| {
                let joint = group.members.contains(&attacker) && group.members.contains(&victim);
                let partners = group.members.iter().filter(|&&k| k != attacker);
                let share = || partners.map(|&k| import_share(attacker, k)).sum::<f64>();
                if joint && group.withheld > 0.0 { group.withheld * share() } else { 0.0 }
            };
            let at_risk = effects.security.iter().map(at_risk).fold(0.0, f64::max);
            let loss = sanctions::attacker_loss(at_risk, self.parameters.trade_elasticity);
            sanctions::deterrence(loss, self.parameters.deterrence)
        }))
    }

    /// §2.7: `P[(i, j)]`, the chance that `j` wins if it attacks `i`.
    fn win_chance(&self, effects: &Effects, stocks: &[f64]) -> DMatrix<f64> {
        let n = stocks.len();
        let mut chance = DMatrix::zeros(n, n);
        let mut delivered = vec![0.0; n];
        let mut defenders: Vec<(usize, f64)> = Vec::with_capacity(n);
        for i in 0..n {
            for (k, strength) in delivered.iter_mut().enumerate() {
                *strength = self.calibration.strength[(i, k)] * stocks[k];
            }
            defenders.clear();
            let bound = effects.obligation.column(i);
            defenders.extend(bound.iter().copied().enumerate().filter(|(k, rho)| *k != i && *rho > 0.0));
            let by_pact = |but: usize| {
                let bound = defenders.iter().filter(|(k, _)| *k != but);
                stocks[i] + bound.map(|&(k, rho)| rho * delivered[k]).sum::<f64>()
            };
            let by_all_pacts = by_pact(i);
            for j in (0..n).filter(|&j| j != i) {
                // An ally that attacks does not defend; a fellow member of a collective-security group brings in the others.
                let mut defence = if effects.obligation[(j, i)] > 0.0 { by_pact(j) } else { by_all_pacts };
                for (k, reliability) in security_defenders(&effects.security, i, j) {
                    defence += (reliability - effects.obligation[(k, i)]).max(0.0) * delivered[k];
                }
                chance[(i, j)] = success(delivered[j], defence, self.parameters.decisiveness);
            }
        }
        chance
    }

    /// §2.7: `R`, share of GDP per year.
    fn loss(&self, effects: &Effects, hazard: &DMatrix<f64>, win_chance: &DMatrix<f64>) -> Vec<f64> {
        let p = self.parameters;
        let n = self.world.len();
        let of = |i: usize| {
            let attacks = (0..n).filter(|&j| j != i).map(|j| {
                let armed = self.nations()[j].nuclear >= NuclearStatus::Pursuit;
                Attack {
                    hazard: hazard[(i, j)],
                    win_chance: win_chance[(i, j)],
                    averted: if armed { effects.coverage[i] } else { 0.0 },
                }
            });
            expected_loss(attacks, p.war_share, p.destruction)
        };
        (0..n).map(of).collect()
    }

    /// §2.8, §2.9, §3: `ln(1 + net/Y) + donor value − ψ · terror externality`.
    fn aid(&self, effects: &Effects) -> Result<Vec<f64>> {
        let (p, state) = (self.parameters, self.state);
        let n = state.gdp.len();
        let everybody: f64 = state.population.iter().sum();
        let poor: Vec<(f64, f64, f64)> = (0..n)
            .map(|j| {
                let relief = aid::relief(effects.aid_received[j] / state.gdp[j]);
                (state.population[j] / everybody, state.poverty[j], relief)
            })
            .collect();
        let of = |i: usize| {
            let (net, gdp) = (effects.net_transfers[i], state.gdp[i]);
            let share = net / gdp;
            if share <= -1.0 {
                let allowed = format!("above −{gdp} (its GDP, USD bn a year)");
                return Err(Error::invalid(self.who(i), "net transfers", net, allowed));
            }
            let others = (0..n).filter(|&j| j != i).map(|j| {
                let (population_share, poverty, relief) = poor[j];
                (population_share, self.calibration.strength[(i, j)], poverty, relief)
            });
            let externality = if p.terror > 0.0 { p.terror * aid::terror_externality(others) } else { 0.0 };
            Ok(share.ln_1p() + p.donor_value * effects.aid_given[i] / gdp - externality)
        };
        (0..n).map(of).collect()
    }

    /// What these effects, trade and stocks leave each nation with. Money is measured against `base`, 0
    /// without one.
    pub fn outcome(
        &self,
        effects: Effects,
        trade: Traded,
        stocks: Vec<f64>,
        utility: &dyn Utility,
        base: Option<&Outcome>,
    ) -> Result<Outcome> {
        let hazard = self.hazard(&effects, trade.as_ref(), &stocks);
        let win_chance = self.win_chance(&effects, &stocks);
        let loss = self.loss(&effects, &hazard, &win_chance);
        let aid = self.aid(&effects)?;
        let real_income = |i: usize| trade.as_ref().map_or(1.0, |t| t.real_income[i]);
        let p = self.parameters;
        let parts: Vec<Components> = (0..stocks.len())
            .map(|i| {
                let gdp = self.state.gdp[i];
                Components {
                    nation: &self.nations()[i],
                    gdp,
                    security: -loss[i] - (p.depreciation * stocks[i] + effects.defence_spending[i]) / gdp,
                    trade: real_income(i).ln(),
                    aid: aid[i],
                    sovereignty: 0.0 - p.sovereignty * effects.sovereignty[i], // not −0
                    expected_loss: loss[i],
                    destruction: p.destruction,
                }
            })
            .collect();
        let nations = (0..parts.len())
            .map(|i| {
                let utility = utility.utility(i, &parts);
                let gain = base.map_or(0.0, |base| utility - base.nations[i].utility);
                let entry = NationOutcome {
                    iso3: parts[i].nation.code,
                    utility,
                    security: parts[i].security,
                    trade: parts[i].trade,
                    aid: parts[i].aid,
                    sovereignty: parts[i].sovereignty,
                    military_stock: stocks[i],
                    expected_loss: loss[i],
                    real_income_hat: real_income(i),
                    money_metric: parts[i].gdp * gain.exp_m1(),
                };
                for (field, value) in [("utility", utility), ("money metric", entry.money_metric)] {
                    if !value.is_finite() {
                        let allowed = "finite: check the weights and transfers";
                        return Err(Error::invalid(self.who(i), field, value, allowed));
                    }
                }
                Ok(entry)
            })
            .collect::<Result<_>>()?;
        let dyads = Dyads {
            hazard,
            win_chance,
            flows: trade.map_or_else(|| self.world.trade().clone(), |t| t.flows),
            obligation: effects.obligation.clone(),
            security: effects.security.clone(),
            trust: effects.into_trust(),
        };
        Ok(Outcome { nations, dyads })
    }

    fn who(&self, i: usize) -> String {
        format!("nation {}", self.nations()[i].code)
    }
}
