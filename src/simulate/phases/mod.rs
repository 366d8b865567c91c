//! The phases of the standard year, one a file.

mod arm;
mod believe;
mod classify;
mod comply;
mod conflict;
mod deviations;
mod due;
mod exits;
mod force;
mod grow;
mod invest;
mod learn;
mod meetings;
mod mingle;
mod monitor;
mod negotiate;
mod punish;
mod talks;
mod turnover;

use super::{Diplomacy, Phase};
use std::sync::Arc;

/// The standard year: fifteen phases by name, in order.
pub(super) fn standard(diplomacy: Diplomacy) -> Vec<(String, Arc<dyn Phase>)> {
    let phases: [(&str, Arc<dyn Phase>); 15] = [
        ("turnover", Arc::new(turnover::Turnover)),
        ("due", Arc::new(due::Due)),
        ("negotiate", Arc::new(negotiate::Negotiate(diplomacy))),
        ("force", Arc::new(force::Force)),
        ("comply", Arc::new(comply::Comply)),
        ("monitor", Arc::new(monitor::Monitor)),
        ("mingle", Arc::new(mingle::Mingle)),
        ("believe", Arc::new(believe::Believe)),
        ("conflict", Arc::new(conflict::Conflict)),
        ("punish", Arc::new(punish::Punish)),
        ("arm", Arc::new(arm::Arm)),
        ("invest", Arc::new(invest::Invest)),
        ("grow", Arc::new(grow::Grow)),
        ("learn", Arc::new(learn::Learn)),
        ("classify", Arc::new(classify::Classify)),
    ];
    phases.map(|(name, phase)| (name.to_owned(), phase)).into()
}

/// The phase in which nations negotiate under this diplomacy.
pub(super) fn negotiating(diplomacy: Diplomacy) -> Arc<dyn Phase> {
    Arc::new(negotiate::Negotiate(diplomacy))
}
