//! Calibration once; a state or a regime in, an outcome out: the mechanisms composed.
//!
//! | question | method |
//! |---|---|
//! | what does a regime do to each nation? | [`Model::evaluate`] |
//! | what does a state do, as it stands? | [`Model::assess`] |
//! | where do trust and arms settle? | [`Model::steady_state`] |
//! | what follows from other trust, stocks, hazards? | change [`Model::base`], then one of the two above |
//! | what is gained from another starting point? | [`Model::at`] |
//! | who threatens whom, who would win, who defends, who causes whose loss? | [`Outcome`] |
//! | what does trade come to after a change of its costs? | [`Trade::counterfactual`] |
//! | another utility, arms race, term? | [`Utility`], [`ArmsRace`], [`TermEffect`] |
//!
//! The equations, in order, with unit, default and source: `docs/model.md`.

mod calibration;
mod cuts;
mod defence;
mod effects;
mod evaluation;
mod fund;
mod lottery;
mod mean;
#[allow(clippy::module_inception)]
mod model;
mod money;
mod outcome;
mod parameters;
mod provisions;
mod reach;
mod state;
mod table;
mod terms;
mod traded;
mod utility;

// Of the mechanisms what a user replaces, checks or sets.
pub use crate::mechanism::arms::{ArmsProblem, ArmsRace};
pub use crate::mechanism::conflict::ConflictLogit;
pub use crate::mechanism::escalation::Escalation;
pub use crate::mechanism::loss::WarCost;
pub use crate::mechanism::sanctions::SanctionStrength;
pub use crate::mechanism::trade::{Trade, TradeEquilibrium};
pub use crate::mechanism::trust::TrustPrior;
pub use crate::quantity::{Quantity, Range, Status};
pub use effects::Effects;
pub use model::Model;
pub use outcome::{NationOutcome, Outcome};
pub use parameters::{Arms, FundRule, MissileDefence, Parameters, Signals, Threat, ThreatKind, TreatyPrice};
pub(crate) use provisions::Provisions;
pub use state::State;
pub use table::Parameter;
pub use terms::{SignedTerm, TermEffect};
pub use utility::{Additive, Ces, CobbDouglas, Components, Crra, Entropic, Utility};
