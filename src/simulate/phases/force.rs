//! The regime in force: what has been signed, without those suspended, with the sanctions on them.

use crate::error::Result;
use crate::simulate::{Phase, Present, Year};

/// Accords to the regime in force.
#[derive(Debug)]
pub(super) struct Force;

impl Phase for Force {
    fn advance(&self, _: &Year<'_>, next: &mut Present) -> Result<()> {
        next.enforce();
        Ok(())
    }
}
