//! Equilibria at the end of a path along which bonuses on choices vanish.

mod incentive;
mod linear;
mod path;

pub(super) use incentive::{Incentives, Prior};
pub(super) use path::follow;
