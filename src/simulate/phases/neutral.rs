//! A phase without effect: the place of one that is still to come.

use crate::error::Result;
use crate::simulate::{Phase, Present, Year};

/// Nothing.
#[derive(Debug)]
pub(super) struct Neutral;

impl Phase for Neutral {
    fn advance(&self, _: &Year<'_>, _: &mut Present) -> Result<()> {
        Ok(())
    }

    fn is_idle(&self, _: &Year<'_>) -> bool {
        true
    }
}
