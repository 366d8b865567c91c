//! Equilibria by descent: adaptive play finds a noisy equilibrium, and others from it with less and less noise.

use super::family::Family;
use super::follow::{Curve, Walk};
use super::values::Values;
use super::{LOUD, LOW, finish};
use crate::game::{FormationProcess, StationaryProfile};
use crate::solve::process::linear::{Lu, dot};
use rand::RngExt;
use rand::rngs::ChaCha8Rng;

/// Noise at which a descent begins, and by which factor there is less of it from one equilibrium to the next.
const BEGIN: f64 = 1e-2;
const LOWER: f64 = 0.7;
/// Where a path turns back to more noise: noise to look for another equilibrium, as a share of that at the turn; how often to
/// look; and how far from the turn, in units of the noise.
const BEYOND: f64 = 0.85;
const HOPS: u32 = 3;
const NEAR: f64 = 5.0;
const AFAR: f64 = 100.0;
/// A path that turns back this often, or that often at the same noise, leads nowhere.
const MOST_TURNS: usize = 100;
const MOST_ROUNDS: usize = 3;

/// How players adapt: by which share of the way to the values that their choices lead to, and how many times.
#[derive(Clone, Copy)]
struct Play {
    share: f64,
    rounds: u32,
}

const FAST: Play = Play { share: 0.1, rounds: 200 };
/// Slow enough that play near an equilibrium seldom circles it.
const SLOW: Play = Play { share: 0.015, rounds: 400 };

/// Goes down from random values to hardly any noise. A path of noisy equilibria is followed while the noise falls; where it turns
/// back, play from near the turn finds an equilibrium with less noise, if it can, and the path goes on from there: what the whole
/// path from much noise would reach after hundreds of turns, if at all. Bounds and result as of [`follow`](super::follow).
pub(in crate::solve::process) fn descend(
    process: &FormationProcess,
    (cares, leaning, shake): (&[f64], f64, f64),
    rng: &mut ChaCha8Rng,
    steps: u32,
    made: &mut u32,
    is_equilibrium: impl Fn(&StationaryProfile) -> bool,
    go_on: impl Fn() -> bool,
) -> Option<StationaryProfile> {
    let mut family = Family::new(process, cares, leaning);
    family.shake(shake, rng);
    let mut walk = easy(&family, rng, steps, made, &go_on)?;
    let mut low = LOW;
    let mut turns: Vec<f64> = Vec::new();
    while *made < steps && go_on() {
        let fell = walk.towards() < 0.0;
        walk.advance(made)?;
        let noise = walk.curve.noise;
        if fell && walk.towards() > 0.0 {
            let again = turns.iter().filter(|turn| (*turn / noise - 1.0).abs() < 1e-4).count();
            if again >= MOST_ROUNDS || turns.len() >= MOST_TURNS {
                return None;
            }
            turns.push(noise);
            if let Some(beyond) = hop(&walk.curve, rng, made) {
                walk = beyond;
            }
        }
        let noise = walk.curve.noise;
        if noise > LOUD {
            return None;
        }
        if noise < low {
            low = noise * LOWER;
            let found = finish(&walk, steps, made, &go_on);
            if let Some(profile) = found.filter(&is_equilibrium) {
                return Some(profile);
            }
        }
    }
    None
}

/// As far down as play alone leads from random values.
fn easy<'a>(
    family: &'a Family<'a>,
    rng: &mut ChaCha8Rng,
    steps: u32,
    made: &mut u32,
    go_on: impl Fn() -> bool,
) -> Option<Walk<Values<'a>>> {
    let mut values = Values::new(family, BEGIN);
    values.values.iter_mut().for_each(|value| *value = rng.random());
    let mut reached = None;
    let mut play = FAST;
    while *made < steps && go_on() && values.noise > LOW * LOW && settle(&mut values, play, made).is_some() {
        reached = Some(values.point());
        values.noise *= LOWER;
        play = SLOW;
    }
    values.set(&reached?);
    Walk::new(values, family.n * family.m, -1.0, made)
}

/// An equilibrium with less noise than at a turn.
fn hop<'a>(turn: &Values<'a>, rng: &mut ChaCha8Rng, made: &mut u32) -> Option<Walk<Values<'a>>> {
    for hop in 0..HOPS {
        let mut values = Values::new(turn.family, turn.noise * BEYOND);
        values.values.copy_from_slice(&turn.values);
        if hop > 0 {
            let far = values.noise * NEAR * (AFAR / NEAR).powf(rng.random());
            values.values.iter_mut().for_each(|value| *value += far * (2.0 * rng.random::<f64>() - 1.0));
        }
        if settle(&mut values, SLOW, made).is_some() {
            return Walk::new(values, turn.family.n * turn.family.m, -1.0, made);
        }
    }
    None
}

/// Brings values to an equilibrium with the noise as it is: by play, then by Newton's method in steps of pseudo-time, the longer
/// the nearer (Kelley & Keyes 1998). `None` if play does not come near one. Rounds and matrices count as `made`.
fn settle(values: &mut Values, play: Play, made: &mut u32) -> Option<()> {
    /// Log-odds by which play may still change to be near, and by which a step may change.
    const CLOSE: f64 = 1e-2;
    const LONGEST: f64 = 5.0;
    for _ in 0..play.rounds {
        values.residual();
        let answer = values.answer();
        *made += 1;
        let off = |sum: f64, (v, a): (&f64, &f64)| sum.max((a - v).abs());
        if values.values.iter().zip(&answer).fold(0.0, off) < CLOSE * values.noise {
            break;
        }
        values.values.iter_mut().zip(&answer).for_each(|(v, a)| *v += play.share * (a - *v));
    }
    let width = values.values.len() + 1;
    let largest = |numbers: &[f64]| numbers.iter().fold(0.0, |most: f64, x| most.max(x.abs()));
    let (mut time, mut residual) = (10.0, values.residual());
    let mut size = dot(&residual, &residual).sqrt();
    for _ in 0..25 {
        let mut matrix = values.derivatives();
        (0..width - 1).for_each(|k| matrix[k * width + k] += 1.0 / time);
        matrix[width * width - 1] = 1.0;
        let matrix = Lu::new(matrix, width)?;
        *made += 1;
        let right: Vec<f64> = residual.iter().map(|r| -r).chain([0.0]).collect();
        let mut step = matrix.solve(&right);
        let longest = largest(&step);
        if !longest.is_finite() {
            return None;
        }
        step.iter_mut().for_each(|s| *s *= (LONGEST / longest).min(1.0));
        values.shift(&step);
        residual = values.residual();
        if largest(&residual) < values.slight().0 {
            return Some(());
        }
        let now = dot(&residual, &residual).sqrt();
        time = (time * (size / now).clamp(0.3, 5.0)).clamp(0.1, 1e12);
        if time > 1e3 && now < CLOSE {
            time = f64::INFINITY;
        }
        size = now;
    }
    None
}
