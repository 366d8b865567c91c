//! Hedonic games: which coalition structures hold where payoffs cannot be transferred.
//!
//! | question | function |
//! |---|---|
//! | does a structure hold, and if not, against whom? | [`objection`] |
//! | which structures hold, under all five notions? | [`stable_structures`] |
//! | one stable structure of a game too large to enumerate? | [`find_stable_structure`] |
//! | the same where players mind how the others are organised? | [`stability_with_externalities`], [`stable_structures_with_externalities`] |

mod exhaustive;
mod externalities;
mod objection;
mod search;

pub use exhaustive::stable_structures;
pub use externalities::{HedonicRules, stability_with_externalities, stable_structures_with_externalities};
pub use objection::{Notion, objection};
pub use search::find_stable_structure;
