//! One evaluation, part by part, as on the model page: trade, arms, hazard, loss, aid, utility, money metric.

use super::calibration::{Calibration, dependence, pairs};
use super::defence::Defence;
use super::effects::{Effects, Security};
use super::fund;
use super::lottery::Draws;
use super::mean::Mean;
use super::money;
use super::outcome::{Dyads, NationOutcome, Outcome};
use super::terms::{self, Figures, OwnTerms};
use super::{Components, Parameters, Provisions, State, Utility};
use crate::error::{Error, Result};
use crate::mechanism::arms::{ArmsProblem, ArmsRace};
use crate::mechanism::conflict::log_stock;
use crate::mechanism::loss::{self, Attack};
use crate::mechanism::trade::TradeEquilibrium;
use crate::mechanism::{aid, missile_defence, sanctions, trust};
use crate::treaty::Bound;
use crate::world::{Nation, NuclearStatus, World};
use nalgebra::DMatrix;
use std::sync::Arc;

/// What an evaluation reads.
pub(super) struct Evaluation<'a> {
    pub world: &'a World,
    pub parameters: &'a Parameters,
    pub calibration: &'a Calibration,
    pub state: &'a State,
    /// Whether the signals of many are taken one by one.
    pub glance: bool,
}

/// How stocks come about.
#[derive(Clone, Copy)]
pub(super) enum Stocks<'a> {
    /// At rest.
    Settled(&'a dyn ArmsRace),
    /// As they stand in the state.
    Standing,
}

/// What wars cost each nation per year, share of GDP.
pub(super) struct Losses {
    /// By whom: `[(i, j)]`, the loss of `i` from attacks by `j`.
    pub by: DMatrix<f64>,
    /// By allies' wars.
    pub entrapment: Vec<f64>,
}

impl Losses {
    /// From attacks on itself.
    pub fn own(&self, i: usize) -> f64 {
        self.by.row(i).sum()
    }

    /// `R_i`.
    pub fn of(&self, i: usize) -> f64 {
        self.own(i) + self.entrapment[i]
    }
}

impl Evaluation<'_> {
    fn nations(&self) -> &[Nation] {
        self.world.nations()
    }

    /// From terms to direct effects: model page §2. `moves_trust(k)`: whether what the terms of arrangement `k` do to
    /// trust is still to come.
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
            trade: self.world.trade(),
            base_stock: &self.calibration.base_stock,
            parameters: self.parameters,
        };
        let mut effects = Effects::none(state.trust.clone(), trade.len(), trade.elasticity());
        terms::apply(regime, figures, own, moves_trust, &mut effects)?;
        Ok(effects)
    }

    /// What may come of the signals, each with its weight.
    pub fn draws(&self, effects: &Effects, prior: &DMatrix<f64>) -> Draws {
        let code = |i: usize| self.nations()[i].code.as_str();
        Draws::new(&effects.signals, prior, (self.parameters.signals, self.glance), code)
    }

    pub fn defence<'e>(&'e self, effects: &'e Effects) -> Defence<'e> {
        Defence::new(effects, &self.calibration.reach, self.parameters.trusted_defence)
    }

    /// §2.5: trade after costs have changed; `None` where they have not.
    pub fn trade(&self, effects: &Effects) -> Result<Option<Arc<TradeEquilibrium>>> {
        let name =
            |i: usize| self.nations().get(i).map_or("the rest of the world".into(), |x| x.code.to_string());
        let Calibration { trade, traded, .. } = self.calibration;
        effects.trade_changes.then(|| traded.equilibrium(trade, &effects.ease, name)).transpose()
    }

    /// §2.3, §2.4: military stocks at rest under this trust.
    pub fn arms(
        &self,
        effects: &Effects,
        defence: &Defence,
        trust: &DMatrix<f64>,
        upkeep: Option<&[f64]>,
        race: &dyn ArmsRace,
    ) -> Result<Vec<f64>> {
        let n = self.world.len();
        let threat = self.threat(effects, defence, trust);
        let provoked = self.provoked(effects, trust);
        let calibration = self.calibration;
        let stocks = race.stocks(&ArmsProblem {
            stock: &self.state.military_stock,
            base_stock: &calibration.base_stock,
            base_threat: &calibration.base_threat,
            least_threat: &calibration.least_threat,
            readiness: &calibration.readiness,
            threat: &threat,
            provoked: &provoked,
            bloc: &effects.blocs(),
            gdp: &self.state.gdp,
            upkeep,
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

    /// §2.3: threats as the trust of the day makes them, scaled by arms limits and by protection,
    /// `(u_i/u⁰_i)^σ`.
    fn threat(&self, effects: &Effects, defence: &Defence, trust: &DMatrix<f64>) -> DMatrix<f64> {
        let (n, calibration, p) = (self.world.len(), self.calibration, self.parameters);
        let shifts = self.shifts(effects);
        let shift = |at| shifts.iter().flatten().map(|table| table[at]).sum::<f64>();
        let mut threat = calibration.threat(p, trust, |i, j| effects.allied(i, j), shift);
        threat.component_mul_assign(&effects.arms_reaction);
        let substitution = p.threat.substitution;
        if substitution > 0.0 {
            let stocks = &calibration.base_stock;
            for i in 0..n {
                let factor = |share: f64| (share / calibration.base_share[i]).powf(substitution);
                let by_pacts = factor(defence.own_share(i, trust, stocks));
                for j in (0..n).filter(|&j| j != i) {
                    threat[(i, j)] *= if defence.is_inward(i, j) {
                        factor(defence.own_share_against(i, j, trust, stocks))
                    } else {
                        by_pacts
                    };
                }
            }
        }
        threat
    }

    /// What is added to the log-odds of disputes, by the state and by terms.
    fn shifts<'e>(&'e self, effects: &'e Effects) -> [Option<&'e DMatrix<f64>>; 2] {
        [Some(&self.state.hazard_shift), effects.hazard_shift.as_ref()]
            .map(|table| table.filter(|t| t.iter().any(|x| *x != 0.0)))
    }

    /// §2.4: stock provoked by others' missile defence.
    fn provoked(&self, effects: &Effects, trust: &DMatrix<f64>) -> Vec<f64> {
        let p = self.parameters;
        let of = |(i, nation): (usize, &Nation)| {
            if nation.nuclear < NuclearStatus::Possession {
                return 0.0;
            }
            let allied = |j| effects.allied(i, j);
            let spending = &effects.defence_spending;
            let answer =
                missile_defence::provoked_stock(p.cost_exchange, p.depreciation, spending, trust, i, allied);
            answer.min(self.state.gdp[i] / p.depreciation) // no more than all of its GDP would keep up
        };
        self.nations().iter().enumerate().map(of).collect()
    }

    /// §2.6: log-odds of a dispute but for trust and stocks, by pair `i < j`: that `j` begins one with `i`, and `i` with
    /// `j`.
    fn odds(
        &self,
        effects: &Effects,
        defence: &Defence,
        trade: Option<&TradeEquilibrium>,
        deterred: Option<&DMatrix<f64>>,
    ) -> Vec<[f64; 2]> {
        let (calibration, logit) = (self.calibration, &self.parameters.conflict);
        let flows = trade.map_or(self.world.trade(), |t| &t.flows);
        let at_base = trade.is_none() && self.state.gdp == calibration.base_gdp;
        let shifts = self.shifts(effects);
        let of = |(k, (i, j)): (usize, (usize, usize))| {
            let log_dependence = if at_base {
                calibration.log_dependence[k]
            } else {
                dependence(flows, &self.state.gdp, i, j).ln()
            };
            let pact = logit.defence_pact * f64::from(effects.allied(i, j));
            let z = calibration.fixed_odds[k] + pact + logit.log_trade * log_dependence;
            [(i, j), (j, i)].map(|(i, j)| {
                let shift: f64 = shifts.iter().flatten().map(|table| table[(i, j)]).sum();
                let fall = deterred.map_or(0.0, |fall| fall[(i, j)]);
                z + shift - fall + logit.defender(defence.most_reliable(i, j))
            })
        };
        pairs(self.world.len()).enumerate().map(of).collect()
    }

    /// §2.6: `λ[(i, j)]`, the probability per year that `j` begins a dispute with `i`.
    fn disputes(&self, odds: &[[f64; 2]], trust: &DMatrix<f64>, stocks: &[f64]) -> DMatrix<f64> {
        let (n, logit) = (stocks.len(), &self.parameters.conflict);
        let logs: Vec<f64> = stocks.iter().map(|m| log_stock(*m)).collect();
        let mut disputes = DMatrix::zeros(n, n);
        for (k, (i, j)) in pairs(n).enumerate() {
            let both_ways =
                logit.capability(logs[i], logs[j]) + logit.distrust(0.5 * (trust[(i, j)] + trust[(j, i)]));
            let [by_j, by_i] = odds[k];
            disputes[(i, j)] = trust::logistic(by_j + both_ways);
            disputes[(j, i)] =
                if by_i == by_j { disputes[(i, j)] } else { trust::logistic(by_i + both_ways) };
        }
        disputes
    }

    /// §2.6: `w[(i, j)]`, wars per dispute.
    fn escalation(&self, trust: &DMatrix<f64>) -> DMatrix<f64> {
        let n = trust.nrows();
        let mut share = DMatrix::zeros(n, n);
        for (k, (i, j)) in pairs(n).enumerate() {
            let both = (trust[(i, j)], trust[(j, i)]);
            let w = self.parameters.escalation.share(self.calibration.escalation[k], both);
            let w = match &self.state.escalation_shift {
                Some(shift) if shift[(i, j)] != 0.0 => (w * shift[(i, j)].exp()).min(1.0),
                _ => w,
            };
            (share[(i, j)], share[(j, i)]) = (w, w);
        }
        share
    }

    /// §2.6: fall of the log-odds that `j` attacks its fellow member `i`, for fear of losing trade; `None`
    /// without a collective-security arrangement.
    fn deterrence(&self, effects: &Effects, trade: Option<&TradeEquilibrium>) -> Option<DMatrix<f64>> {
        if effects.security.is_empty() {
            return None;
        }
        let flows = trade.map_or(self.world.trade(), |t| &t.flows);
        let n = self.world.len();
        let spending: Vec<f64> = (0..n).map(|j| flows.column(j).sum()).collect();
        let import_share = |j: usize, k: usize| flows[(k, j)] / spending[j];
        let mut fall = DMatrix::zeros(n, n);
        for group in effects.security.iter().filter(|group| group.withheld > 0.0) {
            for &attacker in &group.members {
                let partners = group.members.iter().filter(|&&k| k != attacker);
                let at_risk = group.withheld * partners.map(|&k| import_share(attacker, k)).sum::<f64>();
                let loss = sanctions::attacker_loss(at_risk, self.parameters.trade_elasticity);
                let deterred = sanctions::deterrence(loss, self.parameters.deterrence);
                for &victim in group.members.iter().filter(|&&i| i != attacker) {
                    let most: &mut f64 = &mut fall[(victim, attacker)];
                    *most = most.max(deterred);
                }
            }
        }
        Some(fall)
    }

    /// §2.7: expected losses, share of GDP per year.
    fn losses(
        &self,
        effects: &Effects,
        defence: &Defence,
        hazard: &DMatrix<f64>,
        win_chance: &DMatrix<f64>,
        stocks: &[f64],
    ) -> Losses {
        let (n, p) = (self.world.len(), self.parameters);
        let means = |i: usize, j: usize| loss::means(stocks[j], stocks[i]);
        let mut by = DMatrix::zeros(n, n);
        for i in 0..n {
            let coverage = effects.defence_budget[i].map_or(0.0, |budget| {
                missile_defence::coverage(p.missile_defence.ceiling, p.missile_defence.half_budget, budget)
            });
            for j in (0..n).filter(|&j| j != i) {
                let (missiles, against) = match self.nations()[j].nuclear {
                    NuclearStatus::Possession => {
                        (p.war.missiles_of_possession, p.missile_defence.against_possession)
                    }
                    NuclearStatus::Pursuit => (p.war.missiles_of_pursuit, 1.0),
                    _ => (0.0, 0.0),
                };
                by[(i, j)] = hazard[(i, j)]
                    * p.war.of(&Attack {
                        win_chance: win_chance[(i, j)],
                        land_border: self.world.share_border(i, j),
                        missiles,
                        strength: self.calibration.reach.strength[(i, j)],
                        averted: coverage * against,
                        means: means(i, j),
                    });
            }
        }
        let entrapment = if p.war.entrapment > 0.0 {
            defence
                .entangled(|i, j| means(i, j) * hazard[(i, j)])
                .into_iter()
                .map(|wars| p.war.entrapment * wars)
                .collect()
        } else {
            vec![0.0; n]
        };
        Losses { by, entrapment }
    }

    /// §2.9: money that each nation is left with on balance, USD bn per year.
    pub fn balance(&self, effects: &Effects) -> Vec<f64> {
        effects.balance(&self.funds(effects))
    }

    fn funds(&self, effects: &Effects) -> Vec<f64> {
        fund::receipts(&effects.funds, self.parameters.fund, &self.state.gdp, &self.state.population)
    }

    /// Trust before signals, with what aid earns.
    pub fn prior_trust(&self, effects: &Effects) -> DMatrix<f64> {
        effects.prior_trust(&self.state.gdp, &self.balance(effects))
    }

    /// Log-odds of trust that aid earns its donors, `[(recipient, donor)]`.
    pub fn goodwill(&self, effects: &Effects) -> DMatrix<f64> {
        let n = self.state.gdp.len();
        let mut level = DMatrix::zeros(n, n);
        effects.earned(&self.state.gdp, &self.balance(effects)).for_each(|(at, shift)| level[at] = shift);
        level
    }

    /// Aid that each nation receives and keeps, USD bn per year.
    fn kept_aid(effects: &Effects, balance: &[f64]) -> Vec<f64> {
        let received = effects.aid_received.iter().zip(balance);
        received.map(|(received, balance)| received * aid::kept_share(*received, *balance)).collect()
    }

    /// §2.8, §2.9, §3: `ln(1 + net/Y) + donor value − ψ · terror externality`.
    fn aid(&self, effects: &Effects, balance: &[f64]) -> Result<Vec<f64>> {
        let (p, state) = (self.parameters, self.state);
        let n = state.gdp.len();
        let everybody: f64 = state.population.iter().sum();
        let kept = Self::kept_aid(effects, balance);
        let poor: Vec<(f64, f64, f64)> = (0..n)
            .map(|j| (state.population[j] / everybody, state.poverty[j], aid::relief(kept[j] / state.gdp[j])))
            .collect();
        let of = |i: usize| {
            let (net, gdp) = (balance[i], state.gdp[i]);
            let spent = effects.defence_spending[i] - net;
            if spent >= gdp {
                let what = "transfers and missile defence, paid on balance,";
                let allowed = format!("below {gdp} (its GDP, USD bn per year)");
                return Err(Error::invalid(self.who(i), what, spent, allowed));
            }
            let others = (0..n).filter(|&j| j != i).map(|j| {
                let (population_share, poverty, relief) = poor[j];
                (population_share, self.calibration.reach.strength[(i, j)], poverty, relief)
            });
            let externality = if p.terror > 0.0 { p.terror * aid::terror_externality(others) } else { 0.0 };
            let given = aid::own_giving(effects.aid_given[i], balance[i]);
            Ok((net / gdp).ln_1p() + p.donor_value * given / gdp - externality)
        };
        (0..n).map(of).collect()
    }

    /// Money and openings, as terms have them.
    pub fn provisions(&self, effects: &Effects) -> Provisions {
        let funds = self.funds(effects);
        let aid = Self::kept_aid(effects, &effects.balance(&funds));
        Provisions {
            funds,
            transfers: effects.net_transfers.clone(),
            aid,
            barriers: effects.investment_barriers().cloned(),
        }
    }

    /// §2.10: what signing costs: autonomy, running expense, obligations owed, and obligations of the base that are
    /// no longer honoured.
    fn price(&self, effects: &Effects, defence: &Defence, base: Option<&Outcome>) -> Vec<f64> {
        let (n, price) = (self.world.len(), &self.parameters.treaty);
        let owed_at_base = |i: usize, k: usize| {
            base.is_some_and(|base| {
                let both = |group: &Security| group.members.contains(&i) && group.members.contains(&k);
                i != k && (base.dyads.obligation[(i, k)] > 0.0 || base.dyads.security.iter().any(both))
            })
        };
        let counts = price.obligation > 0.0 || price.abrogation > 0.0;
        let of = |i: usize| {
            let mut cost =
                price.autonomy * effects.autonomy[i] + price.expense * f64::from(effects.run_arrangements[i]);
            for k in (0..n).filter(|_| counts) {
                if defence.owes(i, k) {
                    cost += price.obligation;
                } else if owed_at_base(i, k) {
                    cost += price.abrogation;
                }
            }
            cost
        };
        (0..n).map(of).collect()
    }

    /// What the attacks at the base cost each nation, in all and on itself: `R⁰`.
    pub fn base_loss(&self, effects: &Effects) -> (Vec<f64>, Vec<f64>) {
        let defence = self.defence(effects);
        let (trust, stocks) = (&self.state.trust, &self.state.military_stock);
        let odds = self.odds(effects, &defence, None, None);
        let hazard = self.disputes(&odds, trust, stocks).component_mul(&self.escalation(trust));
        let win_chance = defence.win_chance(trust, stocks, self.parameters.decisiveness);
        let losses = self.losses(effects, &defence, &hazard, &win_chance, stocks);
        let n = stocks.len();
        ((0..n).map(|i| losses.of(i)).collect(), (0..n).map(|i| losses.own(i)).collect())
    }

    /// What these effects leave each nation with, in expectation over signals. Money is measured against `base`, 0
    /// without one.
    pub fn outcome(
        &self,
        effects: &Effects,
        stocks: Stocks,
        utility: &dyn Utility,
        base: Option<&Outcome>,
    ) -> Result<Outcome> {
        let trade = self.trade(effects)?;
        let defence = self.defence(effects);
        let deterred = self.deterrence(effects, trade.as_deref());
        let odds = self.odds(effects, &defence, trade.as_deref(), deterred.as_ref());
        let balance = self.balance(effects);
        let aid = self.aid(effects, &balance)?;
        let price = self.price(effects, &defence, base);
        let prior = effects.prior_trust(&self.state.gdp, &balance);
        let draws = self.draws(effects, &prior);
        let n = self.world.len();
        let real_income = |i: usize| trade.as_deref().map_or(1.0, |t| t.real_income[i]);
        let p = self.parameters;
        let mut mean = Mean::new(n);
        for (sent, weight) in draws.iter() {
            let trust = effects.after_signals(&prior, sent);
            let stocks = match stocks {
                Stocks::Settled(race) => self.arms(effects, &defence, &trust, None, race)?,
                Stocks::Standing => self.state.military_stock.clone(),
            };
            let disputes = self.disputes(&odds, &trust, &stocks);
            let escalation = self.escalation(&trust);
            let hazard = disputes.component_mul(&escalation);
            let win_chance = defence.win_chance(&trust, &stocks, p.decisiveness);
            let losses = self.losses(effects, &defence, &hazard, &win_chance, &stocks);
            let parts: Vec<Components> = (0..n)
                .map(|i| {
                    let (gdp, loss) = (self.state.gdp[i], losses.of(i));
                    Components {
                        nation: &self.nations()[i],
                        gdp,
                        security: -loss - (p.depreciation * stocks[i] + effects.defence_spending[i]) / gdp,
                        trade: real_income(i).ln(),
                        aid: aid[i],
                        sovereignty: 0.0 - price[i], // not −0
                        expected_loss: loss,
                        destruction: p.war.soil + p.war.defeat,
                    }
                })
                .collect();
            let utilities: Vec<f64> = (0..n).map(|i| utility.utility(i, &parts)).collect();
            if let Some(i) = utilities.iter().position(|u| !u.is_finite()) {
                let allowed = format!("finite for finite parts, as {utility:?} must give");
                return Err(Error::invalid(self.who(i), "utility", utilities[i], allowed));
            }
            let dyads = [disputes, escalation, hazard, win_chance, losses.by, trust];
            mean.add(weight, utilities, &parts, stocks, losses.entrapment, dyads);
        }
        if draws.is_signed() {
            mean.cut();
        }
        let Mean { parts, dyads: [disputes, escalation, hazard, win_chance, loss, trust], .. } = &mut mean;
        let mut nations = Vec::with_capacity(n);
        for (i, part) in parts.iter().enumerate() {
            nations.push(NationOutcome {
                iso3: self.nations()[i].code,
                utility: part.utility,
                security: part.security,
                trade: real_income(i).ln(),
                aid: aid[i],
                sovereignty: 0.0 - price[i],
                military_stock: part.stock,
                expected_loss: part.loss,
                entrapment: part.entrapment,
                real_income_hat: real_income(i),
                money_metric: Some(0.0),
            });
        }
        let dyads = Dyads {
            disputes: std::mem::take(disputes),
            escalation: std::mem::take(escalation),
            hazard: std::mem::take(hazard),
            win_chance: std::mem::take(win_chance),
            loss: std::mem::take(loss),
            trust: std::mem::take(trust),
            flows: trade.map_or_else(|| self.world.trade().clone(), |t| t.flows.clone()),
            obligation: effects.obligation.clone(),
            security: effects.security.clone(),
        };
        let sampling_error = draws.sampled.then(|| mean.half_widths());
        let mut outcome = Outcome { nations, dyads, sampling_error };
        if let Some(base) = base {
            money::measure(self.world, self.parameters, &self.state.gdp, &mut outcome, base, utility)?;
        }
        Ok(outcome)
    }

    fn who(&self, i: usize) -> String {
        format!("nation {}", self.nations()[i].code)
    }
}
