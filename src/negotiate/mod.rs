//! Protocols, strategies, the session that runs them and the trace it leaves. Knows parties and deals, no nations.
//!
//! * A [`Domain`] says who negotiates, over which outcomes, who signs each, and what each is worth to whom.
//! * A [`Protocol`] says who may do what when: it is a script that puts questions to the parties at a [`Table`].
//! * A [`Strategy`] answers for one party, and sees its own utilities and the public record ([`View`]), nothing else.
//! * A [`Session`] seats strategies, runs the protocol and returns the [`Trace`]: every move, the deal, the reason it ended.
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

pub mod analysis;
mod book;
mod deal;
pub mod domain;
mod export;
#[cfg(feature = "import")]
mod import;
pub mod protocol;
mod session;
pub mod strategy;
mod stream;
mod table;
mod tournament;
mod trace;
mod view;

pub use analysis::Analysis;
pub use deal::{Agreement, Condition, Deal};
pub use domain::Domain;
#[cfg(feature = "import")]
pub use import::Imported;
pub use protocol::Protocol;
pub use session::{Session, Settings};
pub use strategy::{Response, Strategy};
pub use table::{Halt, Table};
pub use tournament::{Estimate, Row, Standings, Tournament};
pub use trace::{Act, Event, Fault, Reason, Termination, Trace};
pub use view::View;
