//! Deviations of coalitions: the conventions, the search and the verdict that all rooms share.
//!
//! | question | |
//! |---|---|
//! | which gains move a coalition? | [`Improvement`] |
//! | what does an indifferent player do? | [`Ties`] |
//! | does any coalition of up to k players have a deviation that it likes? | [`stability`] |

mod convention;
mod engine;

pub use convention::{Improvement, Ties};
pub use engine::{Deviation, Search, Searched, Verdict, stability};
