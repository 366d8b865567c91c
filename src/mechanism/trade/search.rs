//! The search for wages that clear a market: Newton's method on the logarithm of an order-preserving map.

use super::market::{Market, Point};
use crate::mechanism::elimination::Elimination;
use crate::mechanism::real::Real;
use std::borrow::Cow;

/// Wages near an equilibrium, and the factored derivative by which they were found.
pub(super) struct Found<'a, R: Clone> {
    pub point: Point<R>,
    pub derivative: Cow<'a, Elimination<R>>,
    pub steps: usize,
}

/// Where the search ended that found nothing.
pub(super) struct Lost {
    pub steps: usize,
    /// Spread of the gaps.
    pub residual: f64,
}

const MOST_STEPS: usize = 200;
/// Effect of a step on real incomes, and a thousandth of that on wages, that is as good as none.
const NO_EFFECT: f64 = 1e-15;
/// Effect that is rounding as a rule: no reason for another derivative.
const LITTLE_EFFECT: f64 = 1e-12;
/// Steps, in log points of wages, which are taken whole and whose effect is watched.
const SMALL: f64 = 1e-4;
/// Steps after which it is asked whether they are due to rounding alone.
const LONG_SEARCH: usize = 30;
const LONGEST: f64 = 3.0;
/// Log wages beyond which there is no equilibrium to be found.
const FARTHEST: f64 = 400.0;
/// Small steps without progress that count as the end: rounding allows no more.
const PATIENCE: usize = 3;
const HALVINGS: usize = 20;
/// Steps of the map itself after a step that was shortened.
const FOLLOWED: usize = 10;

/// The search from these log wages; `base`: a derivative to try first, as it is.
///
/// Steps are Newton's, their derivative kept while what it says is left falls to a quarter, and shortened until that
/// falls at all (Deuflhard's natural monotonicity: no scale of one economy beside another matters). Where that fails
/// too wages follow the map, which is nonexpansive in Hilbert's metric.
pub(super) fn search<'a, R: Real>(
    market: &mut Market<R>,
    start: Vec<R>,
    base: Option<&'a Elimination<R>>,
) -> Result<Found<'a, R>, Lost> {
    let mut here = market.at(start);
    let mut next = here.clone();
    let lost = |steps: usize, at: &Point<R>| Lost { steps, residual: at.spread };
    let mut fresh = base.is_none();
    let mut derivative = match base {
        Some(base) => Cow::Borrowed(base),
        None => Cow::Owned(market.eliminate(&here).ok_or(lost(0, &here))?),
    };
    let mut moves = here.gap.clone();
    derivative.solve(&mut moves);
    let mut left = moves.clone();
    let (mut least, mut idle) = (f64::INFINITY, 0);
    // The effect of the step before, if by the same derivative.
    let mut before = f64::NAN;
    for steps in 0..MOST_STEPS {
        let longest = longest(&moves);
        if !longest.is_finite() || here.log_wage.iter().any(|z| z.value().abs() > FARTHEST) {
            return Err(lost(steps, &here));
        }
        let small = longest < SMALL;
        let effect = if small { market.effect(&here, &moves).max(1e-3 * longest) } else { f64::INFINITY };
        if !small && fresh && steps > LONG_SEARCH && within_rounding(market, &here, &derivative, longest) {
            return Ok(Found { point: here, derivative, steps });
        }
        if small {
            (least, idle) = if effect < 0.5 * least { (effect, 0) } else { (least, idle + 1) };
            if effect <= NO_EFFECT || idle >= PATIENCE {
                return Ok(Found { point: here, derivative, steps });
            }
        }
        if effect * (effect / before) <= NO_EFFECT {
            step(market, &here, &mut next, &moves, 1.0);
            return Ok(Found { point: next, derivative, steps: steps + 1 });
        }
        let mut length = if longest > LONGEST { LONGEST / longest } else { 1.0 };
        let mut halvings = 0;
        let ratio = loop {
            step(market, &here, &mut next, &moves, length);
            left.copy_from_slice(&next.gap);
            derivative.solve(&mut left);
            let ratio = self::longest(&left) / longest;
            if ratio <= 1.0 - 0.25 * length || small && ratio.is_finite() || !fresh || halvings == HALVINGS {
                break ratio;
            }
            length *= 0.5;
            halvings += 1;
        };
        let nearer = ratio <= 1.0 - 0.25 * length;
        if nearer || fresh && halvings < HALVINGS {
            std::mem::swap(&mut here, &mut next);
        }
        if fresh && length < 1.0 {
            // What settles fast settles before the next step is taken.
            for _ in 0..FOLLOWED {
                let from = here.gap[derivative.reference()];
                let gaps: Vec<R> = here.gap.iter().map(|&g| g - from).collect();
                step(market, &here, &mut next, &gaps, 1.0);
                std::mem::swap(&mut here, &mut next);
            }
        }
        if nearer && length == 1.0 && (ratio <= 0.25 || effect < LITTLE_EFFECT) {
            std::mem::swap(&mut moves, &mut left);
            before = if small { effect } else { f64::NAN };
            fresh = false;
        } else {
            derivative = Cow::Owned(market.eliminate(&here).ok_or(lost(steps, &here))?);
            moves.copy_from_slice(&here.gap);
            derivative.solve(&mut moves);
            before = f64::NAN;
            fresh = true;
        }
    }
    Err(lost(MOST_STEPS, &here))
}

/// Whether moves of this length may be due to rounding alone.
fn within_rounding<R: Real>(
    market: &Market<R>,
    point: &Point<R>,
    derivative: &Elimination<R>,
    length: f64,
) -> bool {
    let mut noise: Vec<R> = market.noise(point).into_iter().map(R::from).collect();
    derivative.solve_grounded(&mut noise);
    longest(&noise) >= length
}

/// The longest of these moves, infinite if one is not a number.
fn longest<R: Real>(moves: &[R]) -> f64 {
    let size = |x: &R| if x.value().is_nan() { f64::INFINITY } else { x.value().abs() };
    moves.iter().map(size).fold(0.0, f64::max)
}

/// The market after log wages have moved by so much of these moves.
fn step<R: Real>(market: &mut Market<R>, from: &Point<R>, to: &mut Point<R>, moves: &[R], length: f64) {
    for ((to, &from), &by) in to.log_wage.iter_mut().zip(&from.log_wage).zip(moves) {
        *to = from + by * length.into();
    }
    market.update(to);
}
