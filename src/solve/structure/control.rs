//! Limits on a search, and why it ended.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

/// Why a search for the optimal structure ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StopReason {
    /// The structure is proven optimal.
    Optimal,
    /// The time limit passed.
    TimeLimit,
    /// The node limit was reached.
    NodeLimit,
    /// The stop flag was raised.
    Interrupted,
    /// More coalitions survive the pricing than the dual method will hold; only with [`Method::Dual`].
    ///
    /// [`Method::Dual`]: super::Method::Dual
    TooManySurvivors,
}

impl fmt::Display for StopReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            StopReason::Optimal => "proven optimal",
            StopReason::TimeLimit => "time limit",
            StopReason::NodeLimit => "node limit",
            StopReason::Interrupted => "interrupted",
            StopReason::TooManySurvivors => "too many coalitions survive the pricing",
        })
    }
}

/// Limits that end a search early.
#[derive(Debug, Clone, Default)]
pub(super) struct Control {
    pub deadline: Option<Instant>,
    pub flag: Option<Arc<AtomicBool>>,
}

impl Control {
    /// Whether to stop now, and why.
    pub(super) fn stopped(&self) -> Option<StopReason> {
        if self.flag.as_ref().is_some_and(|f| f.load(Ordering::Relaxed)) {
            Some(StopReason::Interrupted)
        } else if self.deadline.is_some_and(|d| Instant::now() >= d) {
            Some(StopReason::TimeLimit)
        } else {
            None
        }
    }
}
