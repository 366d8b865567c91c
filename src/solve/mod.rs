//! Solution concepts in sub-rooms by question, and the checker that re-verifies every answer.
//!
//! Each sub-room opens with a page that maps its questions to functions; each function states the equation,
//! its conventions, the cost in n, the largest n that is sensible, and the source.
//!
//! | question | room |
//! |---|---|
//! | which payoffs does no coalition improve on, and which are fair? | [`tu`] |
//! | which coalitions should form? | [`structure`] |
//! | which voters have power? | [`voting`] |
//! | what if coalitions feel each other? | [`externalities`] |
//! | which nations sign, leave, join a treaty? | [`membership`] |
//! | which structure of blocs holds where payoffs cannot be transferred? | [`hedonic`] |
//! | which links and alliances hold, and whose power counts? | [`network`] |
//! | which offers are made and accepted? | [`bargaining`] |
//! | where does it end if coalitions look ahead? | [`farsighted`] |
//! | where does learning lead? | [`learning`] |
//! | which promises enforce themselves? | [`repeated`] |
//! | does any coalition have a deviation that it likes? | [`deviation`] |
//! | is the answer right? | [`Certified`] |
//! | every answer to the game of a file? | [`answer()`] |
//!
//! All rooms share one set of conventions for deviations ([`Improvement`](deviation::Improvement),
//! [`Ties`](deviation::Ties), tolerances), and every exact concept of transferable utility stands on one
//! kernel: the [`Scan`] of all coalitions for the largest excesses.

mod answer;
pub mod bargaining;
mod certificate;
mod certified;
pub mod deviation;
pub mod externalities;
pub mod farsighted;
pub mod hedonic;
mod labelled;
pub mod learning;
pub mod membership;
pub mod network;
pub mod repeated;
pub mod structure;
pub mod tu;
pub mod voting;

// Kernels that several rooms stand on.
mod elimination;
mod excess;
mod scan;
mod simd;

#[cfg(feature = "schema")]
pub(crate) use answer::kinds;
pub use answer::{Answer, answer};
pub use certified::Certified;
pub use labelled::Labelled;
pub use scan::{Excess, Scan};
