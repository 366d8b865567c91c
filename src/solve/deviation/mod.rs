//! Deviations of coalitions: the conventions, the search and the verdict that all rooms share.
//!
//! | question | |
//! |---|---|
//! | which gains move a coalition? | [`Improvement`] |
//! | what does an indifferent player do? | [`Ties`] |
//! | what do those left behind do? | [`Reaction`] |
//! | does any coalition of up to k players have a deviation that it likes? | [`stability`] |
//! | what upsets a state, and which states hold? | [`Verdict`], [`Deviation`], [`StableStates`] |

mod convention;
mod engine;
mod verdict;

pub(in crate::solve) use convention::check_tolerance;
pub use convention::{Improvement, Reaction, Ties};
pub use engine::stability;
pub(crate) use engine::{search, unvalued};
pub use verdict::{Deviation, Search, Searched, StableStates, Verdict};
