//! The computational study of how nations negotiate, and of which of their arrangements hold.
//!
//! # The problem
//!
//! Nations $N=\\{1,\dots,n\\}$ sign arrangements. A *regime* $R$ is the set of arrangements in force; they
//! may overlap. A [`Model`](model::Model) of a [`World`](world::World) gives each nation a utility $U_i(R)$
//! in log points of income, and against today's regime $R_0$ a worth in USD bn per year,
//!
//! $$v_i(R) = Y_i\\,\bigl(e^{U_i(R)-U_i(R_0)}-1\bigr).$$
//!
//! Four questions follow: which regime is *stable*, so that no $S\subseteq N$ with $|S|\le k$ reaches a
//! regime $R^\prime$ with $U_i(R^\prime)>U_i(R)$ for all $i\in S$; what a bloc is worth given what the others
//! do, $v(S;P)$; whether the *core* of that game is empty; and who signs what under a given *protocol*.
//!
//! # First program
//!
//! ```
#![doc = include_str!("../examples/first.rs")]
//! ```
//!
//! # Rooms
//!
//! A room knows only itself and the rooms below it. The theory wing names no nation, the world wing no solution
//! concept; [`study`] is where the two meet.
//!
//! | room | contents |
//! |---|---|
//! | [`experiment`] | designs over named factors, runs on one machine or many, sensitivity, patterns |
//! | [`simulate`] | histories: years of negotiation, compliance, beliefs, arms; the regimes that come and go |
//! | [`study`] | a world's questions as games, nations' names in the answers, negotiation, stability |
//! | [`negotiate`] | protocols, strategies, domains, traces, tournaments |
//! | [`solve`] | solution concepts by question; each answer is [`Certified`](solve::Certified), re-checked by other code |
//! | [`game`], [`coalition`] | games and their files; coalitions, coalition structures, graphs |
//! | [`model`] | calibration, states and outcomes; the mechanisms: arms, trade, conflict, loss, trust |
//! | [`treaty`], [`world`] | terms, arrangements, regimes, menus; nations, relations, scenario files |
//! | `report` | figures and pages from tables; behind the feature of that name |
//! | `schema` | JSON Schemas of files; behind the feature of that name |
//! | [`frame`], [`Stream`], [`Error`] | long tables; addressed random draws; one error for the crate |
//! | [`docs`] | tutorials, file formats, experiments, the model's equations, its ODD description, the references |
//!
//! [`prelude`] holds the names that a first study needs.
//!
//! # Features
//!
//! | feature | default | effect |
//! |---|---|---|
//! | `parallel` | on | scans, partition games and studies on all cores; the same bits without it |
//! | `schema` | off | JSON Schemas of scenario and game files, from the types that read them |
//! | `report` | off | figures from tables as SVG, and pages of them as one HTML file |
//! | `import` | off | readers of GENIUS, GeniusWeb and NegMAS negotiation domains |
//! | `equilibrium-search` | off | a search for equilibria of processes of coalition formation |
//!
//! # Determinism
//!
//! The same input and the same seed give the same bits, whatever the number of threads and whichever features are
//! on. Random draws come from seeded ChaCha8 streams. Nothing depends on the order of a hash table or on a clock,
//! except a search that is told to stop after some time. Logarithms and powers are the platform's: another platform
//! may differ in the last bit.
//!
//! # Errors
//!
//! No public function panics on its input. What is refused comes back as an [`Error`] that names the subject, the
//! field, the value given and what is allowed.
//!
//! # Citing
//!
//! `CITATION.cff` in the repository holds the entry. Cite also the paper of each concept or mechanism that carries a
//! result: [`cite()`] lists those behind the items named, [`Study::references`](study::Study::references) and
//! [`Simulation::references`](simulate::Simulation::references) those of what a run assumes, as text and BibTeX;
//! [`docs::references`] lists all.

mod cite;
pub mod coalition;
pub mod docs;
mod error;
pub mod experiment;
pub mod frame;
pub mod game;
mod interval;
mod keyed;
mod mechanism;
pub mod model;
mod nearest;
pub mod negotiate;
mod parallel;
mod quantity;
#[cfg(feature = "report")]
pub mod report;
#[cfg(feature = "schema")]
pub mod schema;
pub mod simulate;
pub mod solve;
mod stream;
pub mod study;
pub mod treaty;
pub mod world;

pub use cite::{References, cite};
pub use error::{Error, Result, Violation};
/// Linear algebra of the release (0.35) whose matrices [`world`] and [`model`] take and return.
pub use nalgebra;
pub use stream::Stream;

/// The names that a first study needs.
pub mod prelude {
    pub use crate::coalition::{Coalition, Partition};
    pub use crate::game::{PartitionGame, TuGame};
    pub use crate::model::{Model, Outcome, Parameters, Utility};
    pub use crate::simulate::Simulation;
    pub use crate::study::{Deal, Negotiation, Scenario, Study};
    pub use crate::treaty::{Arrangement, Menu, Package, Regime, Term};
    pub use crate::world::{Nation, World};
    #[doc(no_inline)]
    pub use crate::{Error, Result};
}
