//! Calibration, once, so that the base regime reproduces the observed arms and trade.

use super::defence::Defence;
use super::effects::Effects;
use super::reach::Reach;
use super::terms::{self, Figures, OwnTerms};
use super::traded::Traded;
use super::{Parameters, Threat, ThreatKind};
use crate::error::{Error, Result};
use crate::mechanism::conflict::{self, ChangingTraits, FixedTraits, LEAST_STOCK, log_stock};
use crate::mechanism::trade::Trade;
use crate::mechanism::trust;
use crate::treaty::Regime;
use crate::world::{NuclearStatus, World};
use nalgebra::DMatrix;

/// The constants of a model. Nothing in it moves with a state.
#[derive(Clone, Debug)]
pub(super) struct Calibration {
    /// `T⁰[(i, j)]`.
    pub base_trust: DMatrix<f64>,
    pub reach: Reach,
    /// `M⁰`.
    pub base_stock: Vec<f64>,
    /// Calibrated log-odds of a dispute that no state changes, by pair `i < j`, row by row.
    pub fixed_odds: Vec<f64>,
    /// The same with stocks and trade at the base: what distrust adds to makes the threat.
    pub threat_odds: Vec<f64>,
    /// Escalation but for trust, by pair.
    pub escalation: Vec<f64>,
    /// Log of the trade dependence of each pair at the base.
    pub log_dependence: Vec<f64>,
    /// `Σ_k H⁰_ik M⁰_k`.
    pub base_threat: Vec<f64>,
    /// `Σ_k H⁰_ik` times a million dollars, or what the GDP of `k` would keep up, and a war with an equal in a billion
    /// years: what a threat counts at least where one is divided by it.
    pub least_threat: Vec<f64>,
    /// `u⁰`: share of its own arms in the defence of each at the base.
    pub base_share: Vec<f64>,
    /// `s_i / s`.
    pub readiness: Vec<f64>,
    pub base_gdp: Vec<f64>,
    pub trade: Trade,
    pub traded: Traded,
}

/// Hazard of war with an equal, per year, at which a threat is of no account.
const OF_NO_ACCOUNT: f64 = 1e-9;

impl Calibration {
    /// But for the [readiness](Self::ready) to answer threats, which takes the expected loss at the base.
    pub fn new(world: &World, parameters: &Parameters) -> Result<Self> {
        let base_gdp: Vec<f64> = world.nations().iter().map(|x| x.gdp).collect();
        let base_trust = base_trust(world, parameters);
        let base_stock: Vec<f64> =
            world.nations().iter().map(|x| x.military_expenditure / parameters.depreciation).collect();
        let log_dependence: Vec<f64> =
            pairs(world.len()).map(|(i, j)| dependence(world.trade(), &base_gdp, i, j).ln()).collect();
        let n = world.len();
        let mut calibration = Calibration {
            reach: Reach::new(world, parameters),
            escalation: escalation(world, parameters),
            fixed_odds: fixed_odds(world, parameters, &base_trust, &base_stock, &log_dependence)?,
            threat_odds: Vec::new(),
            base_threat: vec![0.0; n],
            least_threat: vec![0.0; n],
            base_share: vec![1.0; n],
            readiness: vec![0.0; n],
            trade: Trade::new(world.trade(), parameters.trade_elasticity)?,
            traded: Traded::default(),
            base_trust,
            base_stock,
            base_gdp,
            log_dependence,
        };
        calibration.threat_odds = calibration.threat_odds(parameters);
        calibration.base_share = calibration.base_share(world, parameters)?;
        let threat =
            calibration.threat(parameters, &calibration.base_trust, |i, j| allied(world, i, j), |_| 0.0);
        for i in 0..n {
            calibration.base_threat[i] = (0..n).map(|k| threat[(i, k)] * calibration.base_stock[k]).sum();
            if parameters.threat.kind == ThreatKind::Hazard {
                let equal = OF_NO_ACCOUNT * calibration.base_stock[i];
                let least = |k: usize| LEAST_STOCK.min(calibration.base_gdp[k] / parameters.depreciation);
                let of_others: f64 = (0..n).map(|k| threat[(i, k)] * least(k)).sum();
                calibration.least_threat[i] = of_others + equal;
            }
        }
        Ok(calibration)
    }

    /// §2.3: how far each nation answers a threat at all, `s_i / s`, from its expected loss at the base and the part
    /// of it that comes from attacks on itself.
    ///
    /// # Errors
    /// A ceiling below the default and below a nation's burden.
    pub fn ready(&mut self, world: &World, parameters: &Parameters, loss: &[f64], own: &[f64]) -> Result<()> {
        let threat = &parameters.threat;
        for (i, nation) in world.nations().iter().enumerate() {
            let burden = nation.military_expenditure / nation.gdp;
            let lowered = threat.burden_ceiling < Threat::default().burden_ceiling;
            if lowered && burden > threat.burden_ceiling {
                let least = 1e-4 * (1e4 * burden).ceil();
                let allowed =
                    format!("at least {least:.4}, the military expenditure of {} per GDP", nation.code);
                let (name, value) = ("threat.burden_ceiling", threat.burden_ceiling);
                return Err(Error::invalid("parameters", name, value, allowed));
            }
            let room = (1.0 - burden / threat.burden_ceiling).max(0.0);
            let endangered = loss[i] + threat.half_loss;
            let danger = if endangered > 0.0 { loss[i] / endangered } else { 1.0 };
            // Where most of the loss is that of allies' wars, a nation answers less to who threatens itself.
            let itself = if loss[i] > 0.0 { (2.0 * own[i] / loss[i]).min(1.0) } else { 1.0 };
            self.readiness[i] = danger * itself * room;
        }
        Ok(())
    }

    /// Log-odds of a dispute with stocks and trade at the base, but for trust and pacts.
    fn threat_odds(&self, parameters: &Parameters) -> Vec<f64> {
        let logs: Vec<f64> = self.base_stock.iter().map(|m| log_stock(*m)).collect();
        let logit = &parameters.conflict;
        pairs(self.base_stock.len())
            .enumerate()
            .map(|(k, (i, j))| {
                self.fixed_odds[k]
                    + logit.log_capability_ratio * (logs[i] - logs[j]).abs()
                    + logit.log_trade * self.log_dependence[k]
            })
            .collect()
    }

    /// The share of its own arms in each nation's defence under today's treaties.
    fn base_share(&self, world: &World, parameters: &Parameters) -> Result<Vec<f64>> {
        let regime = Regime::status_quo(world);
        let population: Vec<f64> = world.nations().iter().map(|x| x.population).collect();
        let figures = Figures {
            nations: world.nations(),
            gdp: &self.base_gdp,
            population: &population,
            trade: world.trade(),
            base_stock: &self.base_stock,
            parameters,
        };
        let mut effects = Effects::none(self.base_trust.clone(), self.trade.len(), self.trade.elasticity());
        terms::apply(&regime.bind(world)?, figures, &OwnTerms::new(), |_| false, &mut effects)?;
        let defence = Defence::new(&effects, &self.reach, parameters.trusted_defence);
        Ok((0..world.len()).map(|i| defence.own_share(i, &self.base_trust, &self.base_stock)).collect())
    }

    /// `H[(i, j)]`: how much a dollar of `j`'s stock threatens `i`. Nothing but trust moves it, and a shift of
    /// log-odds where a state or a term has one.
    pub fn threat(
        &self,
        parameters: &Parameters,
        trust: &DMatrix<f64>,
        allied: impl Fn(usize, usize) -> bool,
        shift: impl Fn((usize, usize)) -> f64,
    ) -> DMatrix<f64> {
        let n = trust.nrows();
        let mut threat = DMatrix::zeros(n, n);
        for (k, (i, j)) in pairs(n).enumerate() {
            let left = if allied(i, j) { parameters.threat.of_ally } else { 1.0 };
            if left == 0.0 {
                continue;
            }
            let (t_ij, t_ji) = (trust[(i, j)], trust[(j, i)]);
            let (to_i, to_j) = match parameters.threat.kind {
                ThreatKind::Distrust => (1.0 - t_ij, 1.0 - t_ji),
                ThreatKind::Hazard => {
                    let z = self.threat_odds[k] + parameters.conflict.distrust(0.5 * (t_ij + t_ji));
                    let war = parameters.escalation.share(self.escalation[k], (t_ij, t_ji));
                    let hazard = |at| trust::logistic(z + shift(at)) * war;
                    let to_i = hazard((i, j));
                    (to_i, if shift((i, j)) == shift((j, i)) { to_i } else { hazard((j, i)) })
                }
            };
            threat[(i, j)] = left * to_i * self.reach.strength[(i, j)];
            threat[(j, i)] = left * to_j * self.reach.strength[(j, i)];
        }
        threat
    }
}

/// Model page §2.1.
fn base_trust(world: &World, parameters: &Parameters) -> DMatrix<f64> {
    if let Some(given) = world.trust() {
        return given.clone();
    }
    DMatrix::from_fn(world.len(), world.len(), |i, j| {
        trust::initial(
            &parameters.trust,
            opinion_gap(world, i, j),
            allied(world, i, j),
            world.are_rivals(i, j),
        )
    })
}

/// §2.6: wars per dispute but for trust.
fn escalation(world: &World, parameters: &Parameters) -> Vec<f64> {
    let nations = world.nations();
    let nuclear = |i: usize| nations[i].nuclear == NuclearStatus::Possession;
    let of = |(i, j): (usize, usize)| {
        let democracy = nations[i].democracy.min(nations[j].democracy);
        parameters.escalation.fixed_part(democracy, nuclear(i) && nuclear(j))
    };
    pairs(world.len()).map(of).collect()
}

/// §2.6: the log-odds that no state changes, shifted to a mean rate of disputes where one is asked for.
fn fixed_odds(
    world: &World,
    parameters: &Parameters,
    trust: &DMatrix<f64>,
    stock: &[f64],
    log_dependence: &[f64],
) -> Result<Vec<f64>> {
    let (logit, nations) = (&parameters.conflict, world.nations());
    let mut fixed: Vec<f64> = pairs(world.len())
        .map(|(i, j)| {
            logit.fixed_part(&FixedTraits {
                land_border: world.share_border(i, j),
                distance: world.distance()[(i, j)],
                major_powers: f64::from(nations[i].major_power) + f64::from(nations[j].major_power),
                ideal_point_distance: opinion_gap(world, i, j),
                lower_democracy: nations[i].democracy.min(nations[j].democracy),
            })
        })
        .collect();
    let Some(rate) = parameters.dispute_rate.or(world.dispute_rate()) else {
        return Ok(fixed);
    };
    let base = |(k, (i, j)): (usize, (usize, usize))| {
        let changing = ChangingTraits {
            trust: 0.5 * (trust[(i, j)] + trust[(j, i)]),
            log_stocks: (log_stock(stock[i]), log_stock(stock[j])),
            allied: allied(world, i, j),
            log_dependence: log_dependence[k],
        };
        fixed[k] + logit.changing_part(&changing)
    };
    let odds: Vec<f64> = pairs(world.len()).enumerate().map(base).collect();
    let shift = conflict::calibrate(&odds, rate)?;
    fixed.iter_mut().for_each(|z| *z += shift);
    Ok(fixed)
}

pub(super) fn allied(world: &World, i: usize, j: usize) -> bool {
    world.is_obliged(i, j) || world.is_obliged(j, i)
}

fn opinion_gap(world: &World, i: usize, j: usize) -> f64 {
    (world.nations()[i].ideal_point - world.nations()[j].ideal_point).abs()
}

/// Lower of the two trade dependences of a pair, `100 (X_ij + X_ji)/Y + 0.001`, per cent.
pub(super) fn dependence(flows: &DMatrix<f64>, gdp: &[f64], i: usize, j: usize) -> f64 {
    100.0 * (flows[(i, j)] + flows[(j, i)]) / gdp[i].max(gdp[j]) + 0.001
}

/// Unordered pairs of `0..n`, row by row.
pub(super) fn pairs(n: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..n).flat_map(move |i| (i + 1..n).map(move |j| (i, j)))
}
