//! The path of fading noise: in values while many choices are open, in log-odds once few are.

use super::choices::{Choices, sharpen};
use super::family::Family;
use super::follow::{Curve, Walk};
use super::values::Values;
use crate::game::StationaryProfile;

/// Noise below which open choices are tried as unknowns: at first, and by which factor less each next time.
pub(super) const LOW: f64 = 1e-3;
const LOWER: f64 = 0.6;
/// As many open choices as are worth beginning with as unknowns, and as are worth keeping; more of them where
/// there is so little noise that values are nearly stiff.
const FEW: usize = 200;
const MANY: usize = 300;
const NEARLY_STIFF: f64 = 1e-5;
const MORE: usize = 200;
/// By which factor the noise falls from one try to do without it to the next.
const SHARPER: f64 = 0.4;
/// With less noise values answer to chances by so much that steps in values lead nowhere.
const STIFF: f64 = 1e-6;
/// So little that a choice which is not sure loses less than 1e-9.
const SILENT: f64 = 1.1e-11;

enum Kind<'a> {
    Values(Walk<Values<'a>>),
    Choices(Walk<Choices<'a>>),
}

fn more(noise: f64) -> usize {
    if noise < NEARLY_STIFF { MORE } else { 0 }
}

/// A point on the path.
pub(super) struct Fade<'a> {
    family: &'a Family<'a>,
    kind: Kind<'a>,
    /// Noise below which to try log-odds, and to do without noise.
    low: f64,
    sharp: f64,
}

impl<'a> Fade<'a> {
    /// Lands on the path at the noise of the point, and looks towards less.
    pub(super) fn new(values: Values<'a>, made: &mut u32) -> Option<Self> {
        let family = values.family;
        let kind = Kind::Values(Walk::new(values, family.n * family.m, -1.0, made)?);
        Some(Fade { family, kind, low: LOW, sharp: LOW })
    }

    pub(super) fn noise(&self) -> f64 {
        match &self.kind {
            Kind::Values(walk) => walk.curve.noise(),
            Kind::Choices(walk) => walk.curve.noise(),
        }
    }

    /// How fast the logarithm of the noise changes.
    pub(super) fn towards(&self) -> f64 {
        match &self.kind {
            Kind::Values(walk) => walk.towards(),
            Kind::Choices(walk) => walk.towards(),
        }
    }

    /// The point in values.
    pub(super) fn values(&self) -> Values<'a> {
        let mut values = Values::new(self.family, self.noise());
        values.values.copy_from_slice(match &self.kind {
            Kind::Values(walk) => &walk.curve.values,
            Kind::Choices(walk) => &walk.curve.values,
        });
        values
    }

    /// One step. `None` if even the shortest fails.
    pub(super) fn advance(&mut self, made: &mut u32) -> Option<()> {
        match &mut self.kind {
            Kind::Values(walk) if walk.curve.noise < STIFF => return None,
            Kind::Values(walk) => {
                walk.advance(made)?;
                if walk.curve.noise < self.low {
                    self.low = walk.curve.noise * LOWER;
                    let point = Choices::new(&walk.curve);
                    let open = point.at.open.len();
                    let few = if open <= FEW + more(walk.curve.noise) {
                        Walk::new(point, open, walk.towards(), made)
                    } else {
                        None
                    };
                    if let Some(walk) = few {
                        self.kind = Kind::Choices(walk);
                    }
                }
            }
            Kind::Choices(walk) => {
                let stuck = walk.advance(made).is_none();
                let loud = walk.curve.noise() > 3.0 * LOW
                    || walk.curve.at.open.len() > MANY + more(walk.curve.noise());
                if stuck || loud {
                    let towards = walk.towards();
                    let values = self.values();
                    self.low = LOW.min(values.noise * LOWER);
                    self.kind =
                        Kind::Values(Walk::new(values, self.family.n * self.family.m, towards, made)?);
                }
            }
        }
        Some(())
    }

    /// An equilibrium without noise near the point, perhaps, of the payoffs of `exact`; and whether the path
    /// is at its end.
    pub(super) fn end(&mut self, exact: &Family) -> (Option<StationaryProfile>, bool) {
        let noise = self.noise();
        let Kind::Choices(walk) = &self.kind else { return (None, noise < SILENT) };
        if noise < SILENT {
            return (Some(walk.curve.profile()), true);
        }
        if walk.towards() > 0.0 {
            // Another branch will be another chance.
            self.sharp = LOW;
        }
        if walk.towards() > 0.0 || noise > self.sharp {
            return (None, false);
        }
        self.sharp = noise * SHARPER;
        (sharpen(&walk.curve, exact), false)
    }
}
