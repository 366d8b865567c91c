//! Prices whose sum bounds every structure: the linear relaxation of set partitioning, by row generation.

use super::control::Control;
use super::programme::Programme;
use crate::coalition::Coalition;
use crate::error::Result;
use crate::game::TuGame;
use crate::solve::{Excess, Scan};

/// Coalitions kept from each scan; the tightest of the last one start the search.
const KEPT: usize = 2048;
/// Of these, the most violated become constraints.
const ADDED: usize = 512;
/// Excess that counts as none, relative to the largest worth.
const TOLERANCE: f64 = 1e-9;
/// Passes after which the best prices so far will do: a bound need not be the least one.
const PASSES: usize = 100;

/// Prices with `p(S) ≥ v(S)` for every coalition, and what came with them.
pub(super) struct Relaxation {
    pub prices: Vec<f64>,
    /// `Σ pᵢ`, no less than the worth of any structure.
    pub bound: f64,
    /// The coalitions with the least deficit at these prices, tightest first.
    pub tight: Vec<Excess>,
    /// Disjoint coalitions that the relaxation uses by more than half.
    pub rounded: Vec<Coalition>,
    pub scans: u64,
}

/// Minimises `Σ pᵢ` subject to `p(S) ≥ v(S)`.
///
/// The first prices are the highest worth per head for everybody, under which the coalitions that nearly
/// reach it are the first constraints. From then on each pass finds the most violated ones. Violated prices
/// are lifted to feasibility by their largest excess per head, so that every pass ends in a bound.
pub(super) fn relax(game: &TuGame, control: &Control) -> Result<Relaxation> {
    let n = game.players();
    let sizes = Scan::new(game, &vec![0.0; n])?.best_per_size();
    let scale = sizes.iter().flatten().fold(game.grand().abs(), |s, e| s.max(e.excess.abs()));
    let per_head = |e: &Excess| e.excess / e.coalition.len() as f64;
    let highest = sizes.iter().flatten().map(per_head).fold(f64::NEG_INFINITY, f64::max);

    let singletons: Vec<f64> = (0..n).map(|i| *game.value(Coalition::singleton(i))).collect();
    let mut programme = Programme::new(&singletons, TOLERANCE * scale);
    for s in sizes.iter().flatten().map(|e| e.coalition) {
        programme.reveal(s, *game.value(s));
    }
    let mut best = Relaxation {
        prices: vec![highest; n],
        bound: f64::INFINITY,
        tight: Vec::new(),
        rounded: Vec::new(),
        scans: 1,
    };
    let mut prices = best.prices.clone();
    for pass in 0..PASSES {
        let top = Scan::new(game, &prices)?.top(KEPT);
        best.scans += 1;
        // Nothing that was not kept has a larger excess than the last that was.
        let rest = if top.len() < KEPT { 0.0 } else { top.last().map_or(0.0, |e| e.excess) };
        let lift = top.iter().map(per_head).fold(rest.max(0.0), f64::max);
        let bound = prices.iter().sum::<f64>() + n as f64 * lift;
        if bound < best.bound {
            best.bound = bound;
            // A lift within rounding would move the prices away from those that were scanned for nothing.
            let feasible = lift <= 4.0 * f64::EPSILON * prices.iter().map(|p| p.abs()).sum::<f64>();
            best.prices = prices.iter().map(|p| if feasible { *p } else { p + lift }).collect();
            best.tight = if feasible { top.clone() } else { Vec::new() };
        }
        let violated = |e: &&Excess| pass == 0 || e.excess > TOLERANCE * scale;
        let mut revealed = 0;
        for e in top.iter().take(ADDED).filter(violated) {
            programme.reveal(e.coalition, *game.value(e.coalition));
            revealed += 1;
        }
        if revealed == 0 || !programme.solve() || control.stopped().is_some() {
            break;
        }
        prices = programme.prices().to_vec();
    }
    if best.tight.is_empty() {
        best.tight = Scan::new(game, &best.prices)?.top(KEPT);
        best.scans += 1;
    }
    let used = programme.weights().filter(|(_, weight)| *weight > 0.5 + TOLERANCE);
    best.rounded = used.map(|(s, _)| s).collect();
    Ok(best)
}
