//! Learning: how players come to their strategies, and how often each is played in the long run.
//!
//! Choice rules are functions from what was experienced to chances; a population under a rule is a finite Markov chain
//! whose long run is exact.
//!
//! | question | item |
//! |---|---|
//! | which strategy is chosen for its payoff, with errors? | [`logit`] |
//! | is another player's strategy taken over? | [`imitation`] |
//! | what is a strategy worth after what was seen and forgone? | [`Attractions`] |
//! | how often is each profile of a game played under logit learning? | [`logit_law`] |
//! | what do a population's imitation, selection, best replies come to? | [`Population`], [`BirthDeath`] |
//! | the long-run shares of the states of any chain | [`stationary_law`] |

mod attractions;
mod birth_death;
mod choice;
mod law;
mod population;

pub use attractions::Attractions;
pub use birth_death::BirthDeath;
pub use choice::{imitation, logit};
pub use law::{logit_law, stationary_law};
pub use population::Population;
