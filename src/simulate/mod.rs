//! Nations through years: beliefs, promises kept and broken, arms, and the regimes that come and go.
//!
//! | question | item |
//! |---|---|
//! | what becomes of a study's nations? | [`Simulation`], [`History`] |
//! | which regimes, how long, which after which? | [`Simulation::census`], [`RegimeCensus`] |
//! | are beliefs right? | [`Simulation::calibration`] |
//! | what if, from a year on? | [`Simulation::branch`], [`Shock`] |
//! | how do nations negotiate? | [`Diplomacy`] |
//! | who keeps promises, who leaves? | [`Agent`]: [`Logit`], [`Trigger`], [`Reciprocity`], [`Assurance`], [`Always`], [`Never`] |
//! | how does trust move? | [`Trust`] |
//! | how do nations learn which rule to follow? | [`Learning`] |
//! | do incomes, investment, ties, terror move? | [`Rules::living`], [`Development`], [`Diffusion`] |
//! | what kind of regime is it? | [`RegimeFigures`], [`RegimeKind`] |
//! | which numbers, from where? | [`Rules::table`] |
//! | another mechanism? | [`Phase`] |
//! | another model than this one? | [`Engine`], [`Process`] |
//!
//! The equations: [`docs::histories`](crate::docs::histories). A year passes through fifteen phases. Each reads the state as it stood when it began, and every draw has its own
//! address (seed, purpose, year, codes), so that a mechanism that is off leaves every other draw as it was, a run in
//! two parts is the whole run, and treatment and control share their noise.

mod accord;
mod agent;
mod agents;
mod beliefs;
mod calibration;
mod census;
mod cited;
mod development;
mod diffusion;
mod diplomacy;
mod enforced;
mod engine;
mod event;
mod file;
mod history;
mod kind;
mod learning;
mod nations;
mod phase;
mod phases;
mod present;
mod process;
mod record;
mod rules;
mod shock;
mod simulation;
mod ties;
mod trust;
mod year;

pub use accord::{Accord, Clock};
pub use agent::{Agent, Fellow, Promise, View};
pub use agents::{Always, Assurance, Logit, Never, Reciprocity, Trigger};
pub use calibration::Calibration;
pub use census::{RegimeCensus, Spell};
pub use development::Development;
pub use diffusion::Diffusion;
pub use diplomacy::Diplomacy;
pub use engine::Engine;
pub use event::{Event, EventKind};
#[cfg(feature = "schema")]
pub(crate) use file::schema as history_schema;
pub use history::History;
pub use kind::{RegimeFigures, RegimeKind};
pub use learning::Learning;
pub use nations::Nations;
pub use phase::{Phase, Year};
pub use present::Present;
pub use process::Process;
pub use record::{Progress, Record};
pub use rules::Rules;
pub use shock::Shock;
pub use simulation::Simulation;
pub use trust::Trust;
