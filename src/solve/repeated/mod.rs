//! Repeated games: what the threat of punishment deters, and whether a promise among players enforces itself.
//!
//! | question | item |
//! |---|---|
//! | how patient must a player be to be deterred: grim trigger, tit for tat, punishments of `L` periods, imperfect monitoring? | [`Punishment::least_discount`] |
//! | what does a punishment deter, and what is the shortest that does? | [`Punishment::most_gain`], [`Punishment::least_periods`] |
//! | how much forgiveness is affordable: generous tit for tat? | [`Punishment::most_forgiveness`] |
//! | what is cooperation under false alarms worth, and how often is there any? | [`Punishment::value`], [`Punishment::best_value`], [`Punishment::share_kept`] |
//! | is it worth while to punish, would the punishers rather forgive, how many should punish? | [`self_enforcement`] of a [`Commitment`] |

mod commitment;
mod enforcement;
mod punishment;
mod threshold;
mod verdict;

pub use commitment::Commitment;
pub use enforcement::self_enforcement;
pub use punishment::Punishment;
pub use verdict::{Enforcement, SelfEnforcement};
