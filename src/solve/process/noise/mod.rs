//! Equilibria at the end of a path along which choices become less and less noisy.

mod choices;
mod family;
mod follow;
mod values;

use crate::game::{FormationProcess, StationaryProfile};
use choices::Choices;
use family::Family;
use follow::{Curve, Walk};
use values::Values;

/// So much noise that the path has not begun to bend, for payoffs with a range of 1.
const LOUD: f64 = 10.0;
/// So little that a choice which is not sure loses less than 1e-9.
const SILENT: f64 = 1.1e-11;
/// Noise below which open choices are tried as unknowns: at first, and by which factor less each next time.
const LOW: f64 = 1e-3;
const LOWER: f64 = 0.5;
/// As many open choices as are worth a try, and steps in one try.
const MOST_OPEN: usize = 400;
const MOST_STEPS: u32 = 1000;

/// Follows a path from much noise to hardly any, for at most `steps` matrices factored, which are counted in `made`, and as long
/// as `go_on` says so. `None` if the path was not followed to its end.
pub(super) fn follow(
    process: &FormationProcess,
    (cares, leaning): (&[f64], f64),
    steps: u32,
    made: &mut u32,
    is_equilibrium: impl Fn(&StationaryProfile) -> bool,
    go_on: impl Fn() -> bool,
) -> Option<StationaryProfile> {
    let family = Family::new(process, cares, leaning);
    let mut walk = Walk::new(Values::new(&family, LOUD), family.n * family.m, -1.0, made)?;
    let mut low = LOW;
    while *made < steps && go_on() {
        walk.advance(made)?;
        let noise = walk.curve.noise();
        if noise > 2.0 * LOUD {
            return None;
        }
        if noise < low {
            low = noise * LOWER;
            let found = finish(Choices::new(&walk.curve), walk.towards(), steps, made, &go_on);
            if let Some(profile) = found.filter(&is_equilibrium) {
                return Some(profile);
            }
        }
    }
    None
}

/// The rest of the path, if the open choices are few and it does not lead back to much noise.
fn finish(
    point: Choices,
    towards: f64,
    steps: u32,
    made: &mut u32,
    go_on: impl Fn() -> bool,
) -> Option<StationaryProfile> {
    let open = point.open.len();
    let mut walk = if open > MOST_OPEN { None } else { Walk::new(point, open, towards, made) }?;
    let mut left = MOST_STEPS;
    while walk.curve.noise() > SILENT {
        left = left.checked_sub(1)?;
        let lost = walk.curve.noise() > 10.0 * LOW || walk.curve.open.len() > MOST_OPEN;
        if lost || *made >= steps || !go_on() {
            return None;
        }
        walk.advance(made)?;
    }
    Some(walk.curve.profile())
}
