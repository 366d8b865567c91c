//! Solution concepts, one file each, and the checker that re-verifies their answers.

pub mod certificate;
