//! Terms, arrangements, regimes and menus: what nations may sign. What a term does is in
//! [`model`](crate::model).

mod arrangement;
mod bound;
mod field;
mod menu;
mod regime;
mod rules;
mod term;

pub use arrangement::{Arrangement, SidePayment, Withdrawal};
pub(crate) use bound::{Bound, BoundArrangement};
pub use menu::{Clause, Menu, Package};
pub use regime::Regime;
pub use rules::SigningRules;
pub use term::{Budget, SanctionExtent, Signal, Term};
