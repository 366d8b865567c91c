//! Every answer to the game of a file, by its kind.

// `#[inline]` in this room and in the readers of `game::file` that only it calls: exact solvers of every kind are compiled with
// the program that asks for them, not with the library.

mod airport;
mod farsighted;
mod figures;
mod generated;
mod hedonic;
mod partition_function;
mod process;
mod tu;
mod unions;
mod voting;

pub use figures::Answer;

use crate::error::{Error, Result};
use crate::game::Case;

type Solve = fn(&Case) -> Result<Answer>;

/// The kinds of game, one line each, with the keys that are read.
const KINDS: [(&str, Solve, &[&str]); 12] = [
    ("airport_typed", airport::solve, &["types"]),
    ("ashg", |case| hedonic::solve(&case.separable_hedonic_game()?), &SEPARABLE),
    ("chwe_lcs", farsighted::solve, &["outcomes", "utilities_ordinal", "effectivity"]),
    ("csg_generator", generated::solve, &["seed", "optimal_value", "a_partition"]), // the latter two are answers
    ("dynamic_coalition_mpe", process::solve, &["states", "params", "strategy"]),
    ("fractional_hedonic", |case| hedonic::solve(&case.fractional_hedonic_game()?), &SEPARABLE),
    (
        "hedonic_ordinal",
        |case| hedonic::solve(&case.ordinal_hedonic_game()?),
        &["preferences_best_to_worst_masks"],
    ),
    ("partition_function", partition_function::solve, &["partition_function"]),
    ("symmetric_partition_function", partition_function::symmetric, &["worths", "default_worth", "rule"]),
    ("tu_apriori_unions", unions::solve, &["values", "quota", "weights", "any", "unions"]),
    ("tu_gain", tu::solve, &["values", "cost_values"]),
    ("weighted_voting", voting::solve, &["quota", "weights", "any"]),
];
/// Every kind, with the keys that are read.
#[cfg(feature = "schema")]
pub(crate) fn kinds() -> impl Iterator<Item = (&'static str, &'static [&'static str])> {
    KINDS.into_iter().map(|(kind, _, keys)| (kind, keys))
}

/// A matrix under one of these, and whether the mean counts.
const SEPARABLE: [&str; 6] = ["weights", "weight_matrix", "matrix", "values", "utilities", "fractional"];

/// The answers to one case of a game file: every figure that its kind of game is asked for, as an exact
/// fraction, each [checked](crate::solve::Certified) from the definition where that is within reach.
///
/// | `kind` | figures |
/// |---|---|
/// | `tu_gain` | Shapley and Banzhaf values, nucleolus, prenucleolus, least core, core, (pre)kernel, τ value, superadditivity, convexity, optimal structure; the same for costs under `cost_values` |
/// | `airport_typed` | Shapley value and nucleolus per landing |
/// | `weighted_voting` | Shapley–Shubik, Banzhaf, Deegan–Packel, Johnston and Holler indices |
/// | `tu_apriori_unions` | Owen value under each structure of unions |
/// | `csg_generator` | optimal structure |
/// | `hedonic_ordinal`, `ashg`, `fractional_hedonic` | stable structures in five notions |
/// | `partition_function` | characteristic function, core, least core and nucleolus under five conjectures |
/// | `symmetric_partition_function` | structure that forms one bloc after another |
/// | `chwe_lcs` | largest consistent set, indirect dominance |
/// | `dynamic_coalition_mpe` | values and moves of a stationary profile, whether it is an equilibrium |
///
/// # Errors
/// An unknown kind; a field that the kind needs and the case lacks, a key that it does not read; what the game or a solver refuses; a
/// certificate that fails.
///
/// # Example
/// ```
/// use comity::{game::GameFile, solve};
/// let text = r#"{"kind": "tu_gain", "n": 2, "values": {"1": 0.1, "3": "4/3"}}"#;
/// let file = GameFile::parse(text, "two.json")?;
/// let answer = serde_json::to_value(solve::answer(&file.cases[0])?).unwrap();
/// assert_eq!(answer["shapley"], serde_json::json!(["43/60", "37/60"]));
/// assert_eq!(answer["certificates_checked"], true);
/// # Ok::<(), comity::Error>(())
/// ```
#[inline]
pub fn answer(case: &Case) -> Result<Answer> {
    let kind = case.kind()?;
    match KINDS.iter().find(|(name, ..)| *name == kind) {
        Some((_, solve, keys)) => {
            case.reads_only(keys)?;
            solve(case)
        }
        None => Err(case.error("kind", Error::unknown("kind of game", kind, KINDS.map(|(name, ..)| name)))),
    }
}
