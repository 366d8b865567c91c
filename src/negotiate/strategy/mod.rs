//! Strategies, one file each.
//!
//! | a party that | plays |
//! |---|---|
//! | concedes by the clock | [`TimeDependent`]: Boulware, linear, Conceder |
//! | concedes as the others do | [`TitForTat`]; [`Micro`], one outcome at a time |
//! | learns the others' types and plays a best response to them | [`Bayesian`] |
//! | takes whatever beats no deal | [`Satisficing`] |
//! | announces the club that is best given the others' announcements | [`BestReply`] |
//! | plays a stationary subgame-perfect equilibrium | [`Stationary`] |
//! | accepts by a logit choice | [`Quantal`] |
//! | draws at random (a baseline) | [`Random`] |
//! | is your own | [`Strategy`](super::Strategy), one required method |

mod bayesian;
mod best_reply;
mod ladder;
mod micro;
mod quantal;
mod random;
mod satisficing;
mod stationary;
mod time_dependent;
mod tit_for_tat;

pub use bayesian::Bayesian;
pub use best_reply::BestReply;
pub use micro::Micro;
pub use quantal::Quantal;
pub use random::Random;
pub use satisficing::Satisficing;
pub use stationary::Stationary;
pub use time_dependent::TimeDependent;
pub use tit_for_tat::TitForTat;
