//! Game files: JSON with exact numbers, one case or several.
//!
//! A number is an integer, a decimal, or a string that holds either or a fraction `"p/q"`; all are read digit
//! by digit and never pass through floating point. Players are `0..n`; a coalition is written as the decimal
//! of its bit mask. A file holds one case, a list of them, or an object whose `cases`, `instances` or
//! `experiments` are such a list and inherit what else it says.
//!
//! ```
//! use comity::game::file;
//! let text = r#"{"kind": "tu_gain", "n": 2, "values": {"1": 0.1, "3": "4/3"}}"#;
//! let [case] = &file::parse(text, "two.json")?.cases[..] else { panic!("one case") };
//! assert_eq!(case.kind()?, "tu_gain");
//! assert_eq!(case.tu_game("values")?.grand().to_string(), "4/3");
//! # Ok::<(), comity::Error>(())
//! ```

mod case;
mod fields;
mod generated;
mod hedonic;
mod number;
mod partition_function;
mod process;
mod situation;
mod write;

pub use case::{Case, GameFile, parse, read};
pub use number::Exact;
pub(crate) use number::decimal;
pub(crate) use process::ProcessCase;
pub use write::{tu_game_json, weighted_voting_json};
