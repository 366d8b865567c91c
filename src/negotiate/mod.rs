//! Negotiations: protocols, strategies, domains, the session that runs them, the trace it leaves. Parties and
//! utilities, no nations.
//!
//! | question | answer |
//! |---|---|
//! | Which parties negotiate over which outcomes, worth what to whom? | a [`Domain`]; [`domain`] lists the kinds |
//! | Which moves are allowed, and when? | a [`Protocol`]; [`protocol`] lists ten |
//! | What does a party propose, accept, prefer, leave? | a [`Strategy`]; [`strategy`] lists eight |
//! | Who signs what, and what is each party's payoff? | [`Session::run`], a [`Trace`] |
//! | Is a recorded session true? | [`Session::replay`] |
//! | How efficient and how fair is an outcome, how opposed are the parties? | [`Analysis`] |
//! | Which strategy does better? | [`Tournament`] |
//!
//! ```
//! use comity::negotiate::{domain::ListDomain, protocol::AlternatingOffers, strategy::TimeDependent, Session};
//! // Two parties, three ways to split: (4, 0), (3, 3), (0, 4).
//! let domain = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
//! let trace = Session::new(&domain, &AlternatingOffers)
//!     .everybody(|_| TimeDependent::boulware())
//!     .deadline(100)
//!     .seed(42)
//!     .run()?;
//! assert_eq!(trace.agreements[0].deal.outcome, 1);
//! # Ok::<(), comity::Error>(())
//! ```
//!
//! # Bring your own
//!
//! * A protocol: [`Protocol::run`] puts questions to the parties at a [`Table`] and returns how the session
//!   ended.
//! * A strategy: [`Strategy::propose`] answers from a [`View`]: its own utilities, the rules, the public
//!   record.
//! * A domain: a function of the outcome ([`LazyDomain`](domain::LazyDomain)), or the trait.
//!
//! # What is promised
//!
//! Equal seeds give equal bytes on any number of threads: every party, and the protocol, draws from a stream
//! of its own. A strategy that panics, breaks a rule or asks for too much loses its turn, and the trace says
//! so. A domain that fails ends the session with its own error, without unwinding, so also in programs that
//! abort on panic.

mod analysis;
mod book;
pub mod domain;
#[cfg(feature = "import")]
mod import;
mod offer;
mod party;
pub mod protocol;
mod session;
mod settings;
pub mod strategy;
mod table;
mod tournament;
mod trace;
mod view;

pub use analysis::{Analysis, Distances};
pub use domain::Domain;
#[cfg(feature = "import")]
pub use import::Imported;
pub use offer::{Agreement, Condition, Offer};
pub use party::Strategy;
pub use protocol::Protocol;
pub use session::Session;
pub use settings::Settings;
pub use table::Table;
pub use tournament::{Standings, Tournament};
pub use trace::{Act, Event, Fault, Reason, Termination, Trace};
pub use view::View;
