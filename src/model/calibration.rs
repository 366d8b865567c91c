//! What is calibrated once, so that the base regime reproduces the observed arms, trade and mean rate of
//! disputes.

use super::Parameters;
use crate::error::Result;
use crate::mechanism::conflict::{self, ChangingTraits, FixedTraits};
use crate::mechanism::loss::delivered_strength;
use crate::mechanism::trade::Trade;
use crate::mechanism::trust;
use crate::world::World;
use nalgebra::DMatrix;

/// The constants of a model. Nothing in it moves with a state.
#[derive(Clone, Debug)]
pub(super) struct Calibration {
    /// `T⁰[(i, j)]`.
    pub base_trust: DMatrix<f64>,
    /// `S[(i, j)]`: strength of j delivered at i.
    pub strength: DMatrix<f64>,
    /// `M⁰`.
    pub base_stock: Vec<f64>,
    /// `Σ_k thr⁰_ik M⁰_k`.
    pub base_threat: Vec<f64>,
    /// Calibrated log-odds that no state changes, by pair `i < j`, row by row.
    pub fixed_odds: Vec<f64>,
    /// Log of the trade dependence of each pair at the base.
    pub log_dependence: Vec<f64>,
    pub base_gdp: Vec<f64>,
    pub trade: Trade,
}

impl Calibration {
    pub fn new(world: &World, parameters: &Parameters) -> Result<Self> {
        let base_gdp: Vec<f64> = world.nations().iter().map(|x| x.gdp).collect();
        let base_trust = base_trust(world, parameters);
        let strength = strength(world, parameters);
        let base_stock: Vec<f64> =
            world.nations().iter().map(|x| x.military_expenditure / parameters.depreciation).collect();
        let base_threat = base_threat(world, &base_trust, &strength, &base_stock);
        let log_dependence: Vec<f64> =
            pairs(world.len()).map(|(i, j)| dependence(world.trade(), &base_gdp, i, j).ln()).collect();
        let fixed_odds = fixed_odds(world, parameters, &base_trust, &base_stock, &log_dependence)?;
        let trade = Trade::new(world.trade(), parameters.trade_elasticity)?;
        Ok(Calibration {
            base_trust,
            strength,
            base_stock,
            base_threat,
            fixed_odds,
            log_dependence,
            base_gdp,
            trade,
        })
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

/// §2.3: strength of `j` delivered at `i`.
fn strength(world: &World, parameters: &Parameters) -> DMatrix<f64> {
    let reach = |major| if major { parameters.strength_scale_major } else { parameters.strength_scale };
    DMatrix::from_fn(world.len(), world.len(), |i, j| {
        delivered_strength(world.distance()[(i, j)], reach(world.nations()[j].major_power))
    })
}

/// §2.3: the threat to each nation at the base.
fn base_threat(world: &World, trust: &DMatrix<f64>, strength: &DMatrix<f64>, stock: &[f64]) -> Vec<f64> {
    let threat = threats(trust, strength, |i, j| allied(world, i, j));
    (0..world.len()).map(|i| stock.iter().enumerate().map(|(k, m)| threat[(i, k)] * m).sum()).collect()
}

/// §2.6: the log-odds that no state changes, shifted to the mean rate of disputes.
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
    let base = |(k, (i, j)): (usize, (usize, usize))| {
        let changing = ChangingTraits {
            trust: 0.5 * (trust[(i, j)] + trust[(j, i)]),
            stocks: (stock[i], stock[j]),
            allied: allied(world, i, j),
            log_dependence: log_dependence[k],
        };
        fixed[k] + logit.changing_part(&changing)
    };
    let odds: Vec<f64> = pairs(world.len()).enumerate().map(base).collect();
    let shift = conflict::calibrate(&odds, parameters.dispute_rate)?;
    fixed.iter_mut().for_each(|z| *z += shift);
    Ok(fixed)
}

fn allied(world: &World, i: usize, j: usize) -> bool {
    world.is_obliged(i, j) || world.is_obliged(j, i)
}

fn opinion_gap(world: &World, i: usize, j: usize) -> f64 {
    (world.nations()[i].ideal_point - world.nations()[j].ideal_point).abs()
}

/// `thr[(i, j)] = (1 − T_ij) S_ji (1 − ally_ij)`, zero on the diagonal.
pub(super) fn threats(
    trust: &DMatrix<f64>,
    strength: &DMatrix<f64>,
    allied: impl Fn(usize, usize) -> bool,
) -> DMatrix<f64> {
    DMatrix::from_fn(trust.nrows(), trust.ncols(), |i, j| {
        if i == j || allied(i, j) { 0.0 } else { (1.0 - trust[(i, j)]) * strength[(i, j)] }
    })
}

/// Lower of the two trade dependences of a pair, `100 (X_ij + X_ji)/Y + 0.001`, per cent.
pub(super) fn dependence(flows: &DMatrix<f64>, gdp: &[f64], i: usize, j: usize) -> f64 {
    100.0 * (flows[(i, j)] + flows[(j, i)]) / gdp[i].max(gdp[j]) + 0.001
}

/// Unordered pairs of `0..n`, row by row.
pub(super) fn pairs(n: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..n).flat_map(move |i| (i + 1..n).map(move |j| (i, j)))
}
