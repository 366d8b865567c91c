//! The checks of every answer from its definition, without the code that found it.
//!
//! A check goes over all coalitions once, where it can in exact arithmetic, and fails with the number that is
//! wrong.

mod airport;
mod balance_of_power;
mod bargaining;
mod conjecture;
mod core;
mod deviation;
mod excess;
mod externalities;
mod farsighted;
mod hedonic;
mod hedonic_externalities;
mod kernel;
mod landscape;
mod membership;
mod nash;
mod network;
mod nucleolus;
mod objection;
mod partition_values;
mod payoff;
mod process;
mod recursive_core;
mod repeated;
mod span;
mod structure;
mod value;
mod voting;
