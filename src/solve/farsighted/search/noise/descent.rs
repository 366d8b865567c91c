//! Equilibria by descent: adaptive play finds a noisy equilibrium, and a path leads on from it to less and
//! less noise.

use super::fade::{Fade, LOW};
use super::family::Family;
use super::follow::Curve;
use super::values::Values;
use super::{FAINT, LOUD, arrived};
use crate::game::{FormationProcess, StationaryProfile};
use crate::solve::farsighted::search::linear::{Lu, dot};
use rand::RngExt;
use rand::rngs::ChaCha8Rng;

/// Noise at which a descent begins, and by which factor there is less of it from one equilibrium to the next.
const BEGIN: f64 = 1e-2;
const LOWER: f64 = 0.7;
/// Where a path turns back to more noise: noise to look for another equilibrium, as a share of that at the
/// turn; how often to look; and how far from the turn, in units of the noise.
const BEYOND: f64 = 0.85;
const HOPS: u32 = 3;
const NEAR: f64 = 5.0;
const AFAR: f64 = 100.0;
/// Turns at noises this close are one.
const SAME: f64 = 1e-5;

/// How players adapt: by which share of the way to the values that their choices lead to, and how many times.
#[derive(Clone, Copy)]
struct Play {
    share: f64,
    rounds: u32,
}

const FAST: Play = Play { share: 0.1, rounds: 200 };
/// Slow enough that play near an equilibrium seldom circles it.
const SLOW: Play = Play { share: 0.015, rounds: 400 };

/// Goes down from random values to hardly any noise, along a path of noisy equilibria: what the whole path
/// from much noise would reach after hundreds of turns, if at all. Where it turns back to more noise, play
/// from near the turn may find an equilibrium with less, from which another path goes on. Over at a turn that
/// was seen before. Bounds and result as of [`follow`](super::follow).
pub(in crate::solve::farsighted) fn descend(
    process: &FormationProcess,
    (cares, leaning, shake): (&[f64], f64, f64),
    rng: &mut ChaCha8Rng,
    steps: u32,
    made: &mut u32,
    is_equilibrium: impl Fn(&StationaryProfile) -> bool,
    go_on: impl Fn() -> bool,
) -> Option<StationaryProfile> {
    let exact = Family::new(process, cares, leaning);
    let family = exact.shaken(shake, rng);
    let mut path = easy(&family, rng, steps, made, &go_on)?;
    let mut turns: Vec<f64> = Vec::new();
    let (mut faint, mut turned) = (FAINT, false);
    loop {
        let noise = path.noise();
        if turned && turns.iter().all(|turn| noise < *turn) {
            faint = faint.max(noise);
        }
        let (found, over) = arrived(&mut path, &mut faint, &exact, &is_equilibrium);
        let again = turned && turns.iter().any(|turn| (turn / noise - 1.0).abs() < SAME);
        if over || again {
            return found;
        }
        if turned {
            turns.push(noise);
            if let Some(beyond) = hop(&path.values(), rng, made) {
                path = beyond;
            }
        }
        if *made >= steps || !go_on() || path.noise() >= LOUD {
            return None;
        }
        let fell = path.towards() < 0.0;
        path.advance(made)?;
        turned = fell && path.towards() > 0.0;
    }
}

/// As far down as play alone leads from random values.
fn easy<'a>(
    family: &'a Family<'a>,
    rng: &mut ChaCha8Rng,
    steps: u32,
    made: &mut u32,
    go_on: impl Fn() -> bool,
) -> Option<Fade<'a>> {
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
    Fade::new(values, made)
}

/// A path from an equilibrium with less noise than at a turn.
fn hop<'a>(turn: &Values<'a>, rng: &mut ChaCha8Rng, made: &mut u32) -> Option<Fade<'a>> {
    (0..HOPS).find_map(|hop| {
        let mut values = Values::new(turn.family, turn.noise * BEYOND);
        values.values.copy_from_slice(&turn.values);
        if hop > 0 {
            let far = values.noise * NEAR * (AFAR / NEAR).powf(rng.random());
            values.values.iter_mut().for_each(|value| *value += far * (2.0 * rng.random::<f64>() - 1.0));
        }
        settle(&mut values, SLOW, made).and_then(|()| Fade::new(values, made))
    })
}

/// Brings values to an equilibrium with the noise as it is: by play, then by Newton's method in steps of
/// pseudo-time, the longer the nearer (Kelley & Keyes 1998). `None` if play does not come near one. Rounds
/// and matrices count as `made`.
fn settle(values: &mut Values, play: Play, made: &mut u32) -> Option<()> {
    /// Log-odds by which play may still change to be near, and by which a step may change.
    const CLOSE: f64 = 1e-2;
    const LONGEST: f64 = 5.0;
    const NEWTON: u32 = 25;
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
    for _ in 0..NEWTON {
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
