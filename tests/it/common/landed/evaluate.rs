//! One evaluation as it was: see the front page.

use super::arms::{ArmsProblem, Richardson};
use super::effects::Effects;
use super::mechanisms::{
    Attack, ChangingTraits, FixedTraits, aid, calibrate, changing_part, delivered_strength, expected_loss,
    fixed_part, provoked_stock, sanctions, trust,
};
use super::trade::Trade;
use comity::model::{Arms, NationOutcome, Parameters};
use comity::treaty::Regime;
use comity::world::{NuclearStatus, World};
use comity::{Error, Result};
use nalgebra::DMatrix;

/// The landed model, with the Richardson race and the additive utility.
pub struct Landed {
    pub world: World,
    pub parameters: Parameters,
    pub trade: Trade,
    pub base_trust: DMatrix<f64>,
    arms: Richardson,
    strength: DMatrix<f64>,
    base_stock: Vec<f64>,
    base_threat: Vec<f64>,
    fixed_odds: Vec<f64>,
    poverty: Vec<f64>,
    gdp: Vec<f64>,
    base_utility: Vec<f64>,
}

struct Components {
    security: f64,
    trade: f64,
    aid: f64,
    sovereignty: f64,
}

impl Landed {
    pub fn new(world: World, parameters: Parameters) -> Result<Self> {
        let n = world.len();
        let nations = world.nations();
        let base = Regime::status_quo(&world);
        let allied = |i: usize, j: usize| world.is_obliged(i, j) || world.is_obliged(j, i);
        let opinion_gap = |i: usize, j: usize| (nations[i].ideal_point - nations[j].ideal_point).abs();
        let base_trust = match world.trust() {
            Some(given) => given.clone(),
            None => DMatrix::from_fn(n, n, |i, j| {
                trust::initial(opinion_gap(i, j), allied(i, j), world.are_rivals(i, j))
            }),
        };
        let reach = nations
            .iter()
            .map(|x| if x.major_power { parameters.strength_scale_major } else { parameters.strength_scale });
        let reach: Vec<f64> = reach.collect();
        let strength = DMatrix::from_fn(n, n, |i, j| delivered_strength(world.distance()[(i, j)], reach[j]));
        let base_stock: Vec<f64> =
            nations.iter().map(|x| x.military_expenditure / parameters.depreciation).collect();
        let threat = threats(&base_trust, &strength, allied);
        let base_threat = (0..n).map(|i| (0..n).map(|k| threat[(i, k)] * base_stock[k]).sum()).collect();
        let gdp: Vec<f64> = nations.iter().map(|x| x.gdp).collect();

        let logit = &parameters.conflict;
        let mut fixed_odds = Vec::with_capacity(n * (n - 1) / 2);
        let mut odds = Vec::with_capacity(n * (n - 1) / 2);
        for (i, j) in pairs(n) {
            let fixed = fixed_part(
                logit,
                &FixedTraits {
                    land_border: world.share_border(i, j),
                    distance: world.distance()[(i, j)],
                    major_powers: f64::from(nations[i].major_power) + f64::from(nations[j].major_power),
                    ideal_point_distance: opinion_gap(i, j),
                    lower_democracy: nations[i].democracy.min(nations[j].democracy),
                },
            );
            fixed_odds.push(fixed);
            odds.push(
                fixed
                    + changing_part(
                        logit,
                        &ChangingTraits {
                            trust: 0.5 * (base_trust[(i, j)] + base_trust[(j, i)]),
                            stocks: (base_stock[i], base_stock[j]),
                            allied: allied(i, j),
                            trade_dependence: dependence(world.trade(), &gdp, i, j),
                        },
                    ),
            );
        }
        let shift = calibrate(&odds, parameters.dispute_rate.unwrap_or(0.0688));
        fixed_odds.iter_mut().for_each(|z| *z += shift);

        let poverty = nations
            .iter()
            .map(|x| x.poverty.unwrap_or_else(|| aid::poverty_from_income(x.gdp, x.population)))
            .collect();
        let Arms::Richardson { fatigue, outward_share } = parameters.arms else {
            return Err(Error::undefined("the landed model", "it is kept for the Richardson race"));
        };
        let trade = Trade::new(world.trade(), parameters.trade_elasticity);
        let mut model = Landed {
            world,
            parameters,
            trade,
            base_trust,
            arms: Richardson { fatigue, outward_share },
            strength,
            base_stock,
            base_threat,
            fixed_odds,
            poverty,
            gdp,
            base_utility: vec![0.0; n],
        };
        model.base_utility = model.evaluate(&base)?.iter().map(|n| n.utility).collect();
        Ok(model)
    }

    pub fn evaluate(&self, regime: &Regime) -> Result<Vec<NationOutcome>> {
        super::regime::check(regime, &self.world)?;
        let n = self.world.len();
        let (p, nations) = (&self.parameters, self.world.nations());
        let effects = Effects::of(self, regime)?;

        let equilibrium =
            if effects.trade_changes { Some(self.trade.equilibrium(&effects.ease)?) } else { None };
        let flows = equilibrium.as_ref().map_or(self.world.trade(), |e| &e.flows);
        let real_income = |i: usize| equilibrium.as_ref().map_or(1.0, |e| e.real_income[i]);

        let stocks = self.stocks(&effects)?;
        let import_share = |j: usize, k: usize| flows[(k, j)] / flows.column(j).sum();
        let mut odds = DMatrix::zeros(n, n);
        for ((i, j), fixed) in pairs(n).zip(&self.fixed_odds) {
            let z = fixed
                + changing_part(
                    &p.conflict,
                    &ChangingTraits {
                        trust: 0.5 * (effects.trust[(i, j)] + effects.trust[(j, i)]),
                        stocks: (stocks[i], stocks[j]),
                        allied: effects.allied(i, j),
                        trade_dependence: dependence(flows, &self.gdp, i, j),
                    },
                );
            (odds[(i, j)], odds[(j, i)]) = (z, z);
        }

        let mut outcome = Vec::with_capacity(n);
        for (i, nation) in nations.iter().enumerate() {
            let delivered = |k: usize| self.strength[(i, k)] * stocks[k];
            let by_pact = |but: usize| -> f64 {
                let defenders = (0..n).filter(|&k| k != i && k != but);
                stocks[i] + defenders.map(|k| effects.obligation(k, i) * delivered(k)).sum::<f64>()
            };
            let by_all_pacts = by_pact(i);
            let attacks = (0..n).filter(|&j| j != i).map(|j| {
                // An ally that attacks does not defend; a fellow member of a collective-security group brings in the others.
                let mut defence = if effects.obligation(j, i) > 0.0 { by_pact(j) } else { by_all_pacts };
                for (k, reliability) in effects.security_defenders(i, j) {
                    defence += (reliability - effects.obligation(k, i)).max(0.0) * delivered(k);
                }
                let at_risk = effects.sanctioned_partners(j, i, import_share);
                let loss = sanctions::attacker_loss(at_risk, p.trade_elasticity);
                let armed = nations[j].nuclear >= NuclearStatus::Pursuit;
                Attack {
                    hazard: trust::logistic(odds[(i, j)] - sanctions::deterrence(loss, p.deterrence)),
                    attacker: self.strength[(i, j)] * stocks[j],
                    defence,
                    averted: if armed { effects.coverage[i] } else { 0.0 },
                }
            });
            let expected_loss = expected_loss(attacks, 0.04, p.war.defeat, p.decisiveness);
            let gdp = nation.gdp;
            let parts = Components {
                security: -expected_loss - (p.depreciation * stocks[i] + effects.defence_spending[i]) / gdp,
                trade: real_income(i).ln(),
                aid: self.aid_part(i, &effects)?,
                sovereignty: 0.0 - p.treaty.autonomy * effects.sovereignty[i], // not −0
            };
            let w = &nation.priorities;
            let utility = w.security * parts.security
                + w.trade * parts.trade
                + w.aid * parts.aid
                + w.sovereignty * parts.sovereignty;
            let gain = utility - self.base_utility[i];
            let entry = NationOutcome {
                iso3: nation.code,
                utility,
                security: parts.security,
                trade: parts.trade,
                aid: parts.aid,
                sovereignty: parts.sovereignty,
                military_stock: stocks[i],
                expected_loss,
                real_income_hat: real_income(i),
                entrapment: 0.0,
                money_metric: Some(gdp * gain.exp_m1()),
            };
            for (field, value) in [("utility", utility), ("money metric", gdp * gain.exp_m1())] {
                if !value.is_finite() {
                    let who = format!("nation {}", nation.code);
                    return Err(Error::invalid(who, field, value, "finite: check the weights and transfers"));
                }
            }
            outcome.push(entry);
        }
        Ok(outcome)
    }

    fn stocks(&self, effects: &Effects) -> Result<Vec<f64>> {
        let n = self.world.len();
        let p = &self.parameters;
        let mut threat = threats(&effects.trust, &self.strength, |i, j| effects.allied(i, j));
        threat.component_mul_assign(&effects.arms_reaction);
        let provoked: Vec<f64> = (0..n)
            .map(|i| {
                if self.world.nations()[i].nuclear < NuclearStatus::Possession {
                    return 0.0;
                }
                let spending = &effects.defence_spending;
                let allied = |j| effects.allied(i, j);
                // Since then: no more than all of a GDP would keep up.
                provoked_stock(p.cost_exchange, p.depreciation, spending, &effects.trust, i, allied)
                    .min(self.world.nations()[i].gdp / p.depreciation)
            })
            .collect();
        let stocks = self
            .arms
            .system(&ArmsProblem {
                base_stock: &self.base_stock,
                base_threat: &self.base_threat,
                threat: &threat,
                provoked: &provoked,
                bloc: &effects.blocs(),
                gdp: &self.gdp,
            })
            .steady_state()?;
        if stocks.len() != n {
            return Err(Error::Shape {
                what: "stocks of the arms back-end".into(),
                expected: format!("{n} numbers"),
                got: format!("{}", stocks.len()),
            });
        }
        match stocks.iter().position(|m| !(m.is_finite() && *m >= 0.0)) {
            Some(i) => {
                let who = format!("nation {}", self.world.nations()[i].code);
                Err(Error::invalid(
                    who,
                    "military stock",
                    stocks[i],
                    "a finite number ≥ 0: check the arms back-end",
                ))
            }
            None => Ok(stocks),
        }
    }

    fn aid_part(&self, i: usize, effects: &Effects) -> Result<f64> {
        let p = &self.parameters;
        let nations = self.world.nations();
        let share = effects.net_transfers[i] / nations[i].gdp;
        if share <= -1.0 {
            let who = format!("nation {}", nations[i].code);
            let allowed = format!("above −{} (its GDP, USD bn a year)", nations[i].gdp);
            return Err(Error::invalid(who, "net transfers", effects.net_transfers[i], allowed));
        }
        let population: f64 = nations.iter().map(|x| x.population).sum();
        let others = (0..nations.len()).filter(|&j| j != i).map(|j| {
            let aid = effects.aid_received[j] / nations[j].gdp;
            (nations[j].population / population, self.strength[(i, j)], self.poverty[j], aid)
        });
        let externality = if p.terror > 0.0 { p.terror * aid::terror_externality(others) } else { 0.0 };
        Ok(share.ln_1p() + p.donor_value * effects.aid_given[i] / nations[i].gdp - externality)
    }
}

/// `thr[(i, j)] = (1 − T_ij) S_ji (1 − ally_ij)`, zero on the diagonal.
fn threats(
    trust: &DMatrix<f64>,
    strength: &DMatrix<f64>,
    allied: impl Fn(usize, usize) -> bool,
) -> DMatrix<f64> {
    DMatrix::from_fn(trust.nrows(), trust.ncols(), |i, j| {
        if i == j || allied(i, j) { 0.0 } else { (1.0 - trust[(i, j)]) * strength[(i, j)] }
    })
}

/// Lower of the two trade dependences of a pair, `100 (X_ij + X_ji)/Y + 0.001`, per cent.
fn dependence(flows: &DMatrix<f64>, gdp: &[f64], i: usize, j: usize) -> f64 {
    100.0 * (flows[(i, j)] + flows[(j, i)]) / gdp[i].max(gdp[j]) + 0.001
}

/// Unordered pairs of `0..n`, row by row.
fn pairs(n: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..n).flat_map(move |i| (i + 1..n).map(move |j| (i, j)))
}
