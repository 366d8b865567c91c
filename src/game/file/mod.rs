//! Game files: JSON with exact numbers, one case or several.

mod case;
mod fields;
mod generated;
mod hedonic;
mod number;
mod partition_function;
mod process;
#[cfg(feature = "schema")]
pub(crate) mod schema;
mod situation;
mod write;

#[cfg(feature = "schema")]
pub(crate) use case::LISTS;
pub use case::{Case, GameFile};
pub(crate) use number::Exact;
pub(crate) use number::decimal;
pub(crate) use process::ProcessCase;
