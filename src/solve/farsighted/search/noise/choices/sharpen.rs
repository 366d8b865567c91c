//! From a point with a little noise to an equilibrium without: the choices that are mixed leave the chooser
//! indifferent.

use super::{Choice, Choices};
use crate::game::StationaryProfile;
use crate::solve::farsighted::search::linear::{Lu, dot};
use crate::solve::farsighted::search::noise::family::Family;
use crate::solve::farsighted::search::noise::follow::Curve;

/// A choice is taken to be sure if it is rarer than this power of the noise.
const SURE: f64 = 0.6;
/// Gains this small, for payoffs with a range of 1, are none.
const NONE: f64 = 1e-12;
const ITERATIONS: u32 = 30;

/// Solves for the log-odds of the mixed choices, by the method of Levenberg and Marquardt, for where payoffs
/// tie the equations are fewer than the unknowns, or more. `family` is the one without noise in the payoffs.
/// `None` if there is no solution near; what is found need not be an equilibrium, since choices that are not
/// mixed are taken as they are.
pub(in crate::solve::farsighted::search::noise) fn sharpen(
    from: &Choices,
    family: &Family,
) -> Option<StationaryProfile> {
    let mut point = from.sharp(family, -SURE * from.noise().ln());
    let count = point.at.open.len();
    let mut residual = point.indifference();
    let mut size = dot(&residual, &residual);
    let mut damping = 1e-6;
    for _ in 0..ITERATIONS {
        let largest = residual.iter().fold(0.0, |most: f64, r| most.max(r.abs()));
        if largest < NONE {
            point.follow_gains(10.0 * NONE);
            return Some(point.profile());
        }
        let slopes = point.gain_slopes(count);
        let mut columns = vec![0.0; count * count];
        (0..count * count).for_each(|k| columns[k % count * count + k / count] = slopes[k]);
        let mut normal = vec![0.0; count * count];
        for r in 0..count {
            for c in 0..=r {
                let entry = dot(&columns[r * count..][..count], &columns[c * count..][..count]);
                normal[r * count + c] = entry;
                normal[c * count + r] = entry;
            }
        }
        let scale = (0..count).fold(0.0, |most: f64, k| most.max(normal[k * count + k]));
        let right: Vec<f64> = columns.chunks_exact(count).map(|column| -dot(column, &residual)).collect();
        let start = point.at.clone();
        loop {
            let mut matrix = normal.clone();
            (0..count).for_each(|k| matrix[k * count + k] += damping * scale);
            let mut step = Lu::new(matrix, count)?.solve(&right);
            step.iter_mut().for_each(|s| *s = s.clamp(-5.0, 5.0));
            step.push(0.0);
            point.shift(&step);
            let other = point.indifference();
            let now = dot(&other, &other);
            if now < size {
                (residual, size) = (other, now);
                damping = (damping * 0.05).max(1e-15);
                break;
            }
            point.at = start.clone();
            damping *= 30.0;
            if damping > 1e3 {
                return None;
            }
        }
    }
    None
}

/// The strategies of the point as they are, with noise, but for choices rarer than `rare`, which are not
/// made.
pub(in crate::solve::farsighted::search::noise) fn trimmed(
    from: &Choices,
    family: &Family,
    rare: f64,
) -> StationaryProfile {
    let mut point = from.sharp(family, -rare.ln());
    point.evaluate();
    point.follow_gains(0.0);
    point.profile()
}

impl Choices<'_> {
    /// The same point, but choices beyond log-odds of `sure` are sure, and payoffs are those of `family`.
    fn sharp<'b>(&self, family: &'b Family<'b>, sure: f64) -> Choices<'b> {
        let m = family.m;
        let mut point = Choices {
            family,
            at: self.at.clone(),
            stays: self.stays.clone(),
            passes: self.passes.clone(),
            resolvents: self.resolvents.clone(),
            values: self.values.clone(),
        };
        for odds in point.at.approvals.iter_mut().filter(|odds| odds.abs() > sure) {
            *odds *= f64::INFINITY;
        }
        for ix in 0..family.n * m {
            let main = ix * m + point.at.main[ix];
            for k in (ix * m..(ix + 1) * m).filter(|&k| k != main) {
                if point.at.proposals[k] < (-sure).exp() {
                    point.at.proposals[main] += point.at.proposals[k];
                    point.at.proposals[k] = 0.0;
                }
            }
        }
        (0..point.passes.len()).for_each(|k| point.passes[k] = point.pass(k));
        point.choose();
        point
    }

    /// By how much those who mix are not indifferent.
    fn indifference(&mut self) -> Vec<f64> {
        self.evaluate();
        self.at.open.iter().map(|&choice| self.stake(choice)).collect()
    }

    /// Lets approvals that do not count follow the gains.
    fn follow_gains(&mut self, least: f64) {
        let m = self.family.m;
        let mut open = vec![false; self.at.approvals.len()];
        self.at.open.iter().for_each(|choice| {
            if let Choice::Approve(k) = choice {
                open[*k] = true;
            }
        });
        for k in (0..open.len()).filter(|&k| self.family.asked[k] && !open[k]) {
            let gain = self.gain(k / (m * m), k);
            if gain.abs() > least {
                self.at.approvals[k] = gain.signum() * f64::INFINITY;
            }
        }
    }
}
