//! Parts of the tests of several themes: random draws, games and worlds, published cases and data, the
//! examples as programs, and slow twins of the solvers written from the definitions.

pub mod bytes;
pub mod cases;
pub mod data;
pub mod draws;
pub mod errors;
pub mod games;
pub mod kept;
pub mod landed;
pub mod linear_twin;
pub mod programs;
pub mod schema;
pub mod tables;
pub mod values;
pub mod worlds;
