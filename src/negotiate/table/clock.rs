//! The clock: rounds, the deadline, breakdown by chance.

use crate::negotiate::settings::Settings;
use crate::negotiate::trace::Termination;
use rand::RngExt;
use rand::rngs::ChaCha8Rng;

pub(super) struct Clock {
    round: u32,
    deadline: u32,
    breakdown: f64,
}

impl Clock {
    pub fn new(settings: &Settings) -> Self {
        Clock { round: 0, deadline: settings.deadline, breakdown: settings.breakdown }
    }

    pub fn round(&self) -> u32 {
        self.round
    }

    /// Starts the next round, unless the last one is over or the session breaks down before it.
    pub fn tick(&mut self, rng: &mut ChaCha8Rng) -> Option<Termination> {
        if self.round >= self.deadline {
            return Some(Termination::Deadline);
        }
        if self.round > 0 && self.breakdown > 0.0 && rng.random::<f64>() < self.breakdown {
            return Some(Termination::Breakdown);
        }
        self.round += 1;
        None
    }
}
