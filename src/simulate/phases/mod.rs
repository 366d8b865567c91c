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
mod learn;
mod meetings;
mod monitor;
mod negotiate;
mod neutral;
mod punish;
mod talks;
mod turnover;

use super::{Diplomacy, Phase};
use std::sync::Arc;

/// The standard year: fourteen phases by name, in order.
pub(super) fn standard(diplomacy: Diplomacy) -> Vec<(String, Arc<dyn Phase>)> {
    let phases: [(&str, Arc<dyn Phase>); 14] = [
        ("turnover", Arc::new(turnover::Turnover)),
        ("due", Arc::new(due::Due)),
        ("negotiate", Arc::new(negotiate::Negotiate(diplomacy))),
        ("force", Arc::new(force::Force)),
        ("comply", Arc::new(comply::Comply)),
        ("monitor", Arc::new(monitor::Monitor)),
        ("believe", Arc::new(believe::Believe)),
        ("conflict", Arc::new(conflict::Conflict)),
        ("punish", Arc::new(punish::Punish)),
        ("arm", Arc::new(arm::Arm)),
        ("invest", Arc::new(neutral::Neutral)),
        ("grow", Arc::new(neutral::Neutral)),
        ("learn", Arc::new(learn::Learn)),
        ("classify", Arc::new(classify::Classify)),
    ];
    phases.map(|(name, phase)| (name.to_owned(), phase)).into()
}

/// The phase in which nations negotiate under this diplomacy.
pub(super) fn negotiating(diplomacy: Diplomacy) -> Arc<dyn Phase> {
    Arc::new(negotiate::Negotiate(diplomacy))
}
