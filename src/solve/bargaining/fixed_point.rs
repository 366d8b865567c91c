//! Consistent continuation values.

use crate::error::{Error, Result};
use nalgebra::{DMatrix, DVector};

/// One thing a proposer can do.
pub(super) struct Choice<T> {
    pub what: T,
    /// What it brings the proposer.
    pub net: f64,
    /// What it brings everybody.
    pub payoffs: Vec<f64>,
}

/// A proposer: how likely it is recognised, and what it can do.
pub(super) struct Proposer<T> {
    pub probability: f64,
    pub choices: Vec<Choice<T>>,
}

/// Each proposer's choices, with their probabilities.
pub(super) type Mixes<T> = Vec<Vec<(f64, T)>>;

/// What was found, and by how much an equation or a choice fails at most.
pub(super) struct Found<T> {
    pub values: Vec<f64>,
    pub mixes: Mixes<T>,
    pub residual: f64,
}

/// With which probability a proposer chooses, at "temperature" `tau`: at 0 the best evenly, above 0 logit.
fn mix<T>(choices: &[Choice<T>], tau: f64) -> Vec<f64> {
    let best = choices.iter().map(|c| c.net).fold(f64::NEG_INFINITY, f64::max);
    let tolerance = 1e-11 * (1.0 + best.abs());
    let weight = |c: &Choice<T>| match tau {
        0.0 => f64::from(u8::from(c.net >= best - tolerance)),
        _ => ((c.net - best) / tau).exp(),
    };
    let weights: Vec<f64> = choices.iter().map(weight).collect();
    let sum: f64 = weights.iter().sum();
    weights.iter().map(|w| w / sum).collect()
}

/// Expected payoffs of proposers who mix like this.
fn expected<T>(proposers: &[Proposer<T>], mixes: impl Iterator<Item = Vec<f64>>, n: usize) -> Vec<f64> {
    let mut values = vec![0.0; n];
    for (proposer, mix) in proposers.iter().zip(mixes) {
        for (choice, q) in proposer.choices.iter().zip(mix).filter(|(_, q)| *q != 0.0) {
            values.iter_mut().zip(&choice.payoffs).for_each(|(v, x)| *v += proposer.probability * q * x);
        }
    }
    values
}

/// Values `v` that are the expected payoffs of proposers who choose best given `v`, and how they then choose.
///
/// Value iteration, where best replies settle on pure ones or evenly mixed ties. Where they do not, proposers
/// mix to keep each other indifferent: the logit equilibria are followed by Newton's method as `tau` falls
/// (R. McKelvey, T. Palfrey 1995), and once it is clear who mixes between what, the equations of indifference
/// are solved exactly. Either answer is checked against the definition.
pub(super) fn solve<T: Copy>(
    what: &str,
    start: Vec<f64>,
    proposers: impl Fn(&[f64]) -> Vec<Proposer<T>>,
) -> Result<Found<T>> {
    let n = start.len();
    let size = 1.0 + start.iter().fold(0.0, |m: f64, v| m.max(v.abs()));
    let update = |v: &[f64], tau: f64| {
        let all = proposers(v);
        expected(&all, all.iter().map(|p| mix(&p.choices, tau)), n)
    };
    let answer = |v: &[f64], mixes: Vec<Vec<f64>>| {
        let mixed = proposers(v).into_iter().zip(mixes).map(|(p, mix)| {
            mix.iter().zip(&p.choices).filter(|(q, _)| **q > 0.0).map(|(q, c)| (*q, c.what)).collect()
        });
        mixed.collect()
    };
    for relaxation in [1.0, 0.5] {
        let mut v = start.clone();
        let (mut best, mut stalled) = (f64::INFINITY, 0);
        while stalled < 100 {
            let next = update(&v, 0.0);
            let step = largest(&next, &v);
            if step <= 1e-14 * size {
                let mixes = proposers(&next).iter().map(|p| mix(&p.choices, 0.0)).collect();
                return Ok(Found { mixes: answer(&next, mixes), values: next, residual: step });
            }
            stalled = if step < 0.999 * best { 0 } else { stalled + 1 };
            best = best.min(step);
            v.iter_mut().zip(&next).for_each(|(v, n)| *v += relaxation * (n - *v));
        }
    }
    let mut v = start;
    let mut tau = size;
    while tau > 1e-8 * size {
        tau *= 0.7;
        // A logit answers to rounding with 1/tau times as much.
        newton(&mut v, |v| update(v, tau), 1e-13 * size * (size / tau).max(1.0).sqrt(), 1e-3 * tau);
    }
    // As defined: values are the payoffs of these mixes, and nothing chosen is worse than the best.
    let check = |v: &[f64], mixes: &[Vec<f64>]| {
        let all = proposers(v);
        let mut residual = largest(&expected(&all, mixes.iter().cloned(), n), v);
        for (proposer, mix) in all.iter().zip(mixes) {
            let best = proposer.choices.iter().map(|c| c.net).fold(f64::NEG_INFINITY, f64::max);
            for (choice, q) in proposer.choices.iter().zip(mix).filter(|(_, q)| **q != 0.0) {
                residual = residual.max(best - choice.net).max(-q);
            }
        }
        residual
    };
    let mut residual = f64::INFINITY;
    // Who mixes rarely is told from who does not mix only by trying.
    for rarest in [1e-3, 1e-5, 1e-7, 1e-9, 1e-12] {
        let (v, mixes) = indifferent(&v, &proposers, tau, rarest);
        residual = check(&v, &mixes);
        if residual <= 1e-9 * size {
            return Ok(Found { mixes: answer(&v, mixes), values: v, residual });
        }
    }
    Err(Error::NotConverged { what: what.into(), iterations: 5, residual, tolerance: 1e-9 * size })
}

/// Solves for values and probabilities together: who chooses something with more than the `rarest`
/// probability at `tau` is exactly indifferent.
fn indifferent<T>(
    v: &[f64],
    proposers: &impl Fn(&[f64]) -> Vec<Proposer<T>>,
    tau: f64,
    rarest: f64,
) -> (Vec<f64>, Vec<Vec<f64>>) {
    let n = v.len();
    let mut mixes: Vec<Vec<f64>> = proposers(v).iter().map(|p| mix(&p.choices, tau)).collect();
    let active: Vec<(usize, usize)> = mixes
        .iter()
        .enumerate()
        .flat_map(|(j, mix)| mix.iter().enumerate().filter(|(_, q)| **q > rarest).map(move |(k, _)| (j, k)))
        .collect();
    let unpack = |x: &[f64], mixes: &mut Vec<Vec<f64>>| {
        mixes.iter_mut().for_each(|mix| mix.fill(0.0));
        active.iter().zip(&x[n..]).for_each(|(&(j, k), q)| mixes[j][k] = *q);
    };
    let mut x = v.to_vec();
    x.extend(active.iter().map(|&(j, k)| mixes[j][k]));
    let equations = |x: &[f64]| -> Vec<f64> {
        let all = proposers(&x[..n]);
        let mut sums = vec![0.0; all.len()];
        let mut values = vec![0.0; n];
        let mut first: Option<(usize, f64)> = None;
        let mut f = Vec::with_capacity(x.len());
        for (&(j, k), q) in active.iter().zip(&x[n..]) {
            // A choice that is gone at these values: nothing to solve.
            let Some(choice) = all.get(j).and_then(|p| p.choices.get(k)) else {
                return vec![f64::NAN; x.len()];
            };
            sums[j] += q;
            values.iter_mut().zip(&choice.payoffs).for_each(|(v, p)| *v += all[j].probability * q * p);
            match first {
                Some((same, net)) if same == j => f.push(choice.net - net),
                _ => first = Some((j, choice.net)),
            }
        }
        f.extend(values.iter().zip(x).map(|(value, v)| value - v));
        f.extend(sums.iter().zip(&all).filter(|(_, p)| !p.choices.is_empty()).map(|(s, _)| s - 1.0));
        f
    };
    for _ in 0..20 {
        let f = equations(&x);
        if f.iter().all(|e| e.abs() < 1e-15) {
            break;
        }
        // Quadratic equations: central differences are exact but for rounding.
        let jacobian = differences(&x, &equations, f.len(), 1e-5);
        if jacobian.iter().any(|d| !d.is_finite()) {
            break;
        }
        let step = jacobian.svd(true, true).solve(&DVector::from_vec(f), 1e-10);
        let Ok(step) = step else { break };
        if step.iter().any(|s| !s.is_finite()) {
            break;
        }
        x.iter_mut().zip(step.iter()).for_each(|(x, s)| *x -= s);
    }
    unpack(&x, &mut mixes);
    // What rounds to never is never.
    mixes.iter_mut().flatten().filter(|q| q.abs() < 1e-12).for_each(|q| *q = 0.0);
    x.truncate(n);
    (x, mixes)
}

/// Near the fixed point of a continuous, piecewise linear `update`: damped iteration, then Newton's method.
/// How near is for the caller to check.
pub(super) fn iterate(start: Vec<f64>, update: impl Fn(&[f64]) -> Vec<f64>) -> Vec<f64> {
    let mut v = start;
    let damping = 1.0 / (v.len() + 1) as f64;
    let size = |v: &[f64]| 1.0 + v.iter().fold(0.0, |m: f64, v| m.max(v.abs()));
    for _ in 0..1000 {
        let next = update(&v);
        let step = largest(&next, &v);
        v.iter_mut().zip(&next).for_each(|(v, n)| *v += damping * (n - *v));
        if step <= 1e-12 * size(&v) {
            break;
        }
    }
    let size = size(&v);
    newton(&mut v, &update, 1e-15 * size, 1e-6 * size);
    v
}

fn largest(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).fold(0.0, |m: f64, (a, b)| m.max((a - b).abs()))
}

fn differences(x: &[f64], f: &impl Fn(&[f64]) -> Vec<f64>, rows: usize, h: f64) -> DMatrix<f64> {
    let mut jacobian = DMatrix::<f64>::zeros(rows, x.len());
    for k in 0..x.len() {
        let (mut up, mut down) = (x.to_vec(), x.to_vec());
        up[k] += h;
        down[k] -= h;
        for (i, (u, d)) in f(&up).iter().zip(&f(&down)).enumerate() {
            jacobian[(i, k)] = (u - d) / (2.0 * h);
        }
    }
    jacobian
}

/// Newton's method on `update(v) = v`, with steps halved until they help; stops where none does.
fn newton(v: &mut Vec<f64>, update: impl Fn(&[f64]) -> Vec<f64>, tolerance: f64, h: f64) {
    let n = v.len();
    for _ in 0..50 {
        let image = update(v);
        let error = largest(&image, v);
        if error <= tolerance {
            return;
        }
        let jacobian = DMatrix::<f64>::identity(n, n) - differences(v, &update, n, h);
        let step = jacobian.lu().solve(&DVector::from_iterator(n, image.iter().zip(&*v).map(|(i, v)| i - v)));
        let Some(step) = step.filter(|s| s.iter().all(|x| x.is_finite())) else { return };
        let mut length = 1.0;
        let next = loop {
            let next: Vec<f64> = v.iter().zip(step.iter()).map(|(v, s)| v + length * s).collect();
            if largest(&update(&next), &next) < error {
                break next;
            }
            length *= 0.5;
            if length < 1e-6 {
                return;
            }
        };
        *v = next;
    }
}
