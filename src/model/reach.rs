//! What distance leaves of strength, from home and from the soil of others.

use super::Parameters;
use crate::mechanism::loss::delivered_strength;
use crate::world::World;
use nalgebra::DMatrix;

/// Half of the earth's circumference, km, rounded up: a base further off than this is of no use.
const FARTHEST: f64 = 20_100.0;

/// What distance leaves of strength: model page §2.3.
#[derive(Clone, Debug)]
pub(super) struct Reach {
    /// `S[(i, j)]`: strength of `j` delivered at `i`.
    pub strength: DMatrix<f64>,
    /// From the soil of others, where the parameter `basing` has any.
    pub based: Option<Based>,
}

/// Strength delivered from the soil of those a nation is bound to defend.
#[derive(Clone, Debug)]
pub(super) struct Based {
    /// `[(i, host)]`, with the scale of a minor and of a major power.
    by_scale: [DMatrix<f64>; 2],
    major: Vec<bool>,
}

impl Based {
    /// Of `k` at `i` from the soil of `host`.
    pub fn strength(&self, i: usize, host: usize, k: usize) -> f64 {
        self.by_scale[usize::from(self.major[k])][(i, host)]
    }
}

impl Reach {
    pub fn new(world: &World, parameters: &Parameters) -> Self {
        let n = world.len();
        let scales = [parameters.strength_scale, parameters.strength_scale_major];
        let scale = |j: usize| scales[usize::from(world.nations()[j].major_power)];
        let distance = world.distance();
        let least = parameters.basing;
        let based = (least <= FARTHEST).then(|| Based {
            by_scale: scales.map(|scale| {
                DMatrix::from_fn(n, n, |i, host| delivered_strength(distance[(i, host)].max(least), scale))
            }),
            major: world.nations().iter().map(|nation| nation.major_power).collect(),
        });
        let strength = DMatrix::from_fn(n, n, |i, j| delivered_strength(distance[(i, j)], scale(j)));
        Reach { strength, based }
    }
}
