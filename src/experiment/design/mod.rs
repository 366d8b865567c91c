//! The designs, one kind per file.

mod blocks;
#[allow(clippy::module_inception)]
mod design;
mod external;
mod factorial;
mod groups;
mod latin;
mod morris;
mod random;
mod saltelli;
mod sobol;
mod trajectories;

pub(in crate::experiment) use blocks::{Blocks, Part};
pub use design::Design;
pub(in crate::experiment) use design::Layout;
pub(in crate::experiment) use groups::Groups;
pub use latin::Latin;
pub use morris::Morris;
pub use saltelli::{Base, Saltelli};
