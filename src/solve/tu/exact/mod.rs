//! The linear programme of the least core and the nucleolus: floats find, integers decide.
//!
//! It has one row a player and one for the bound, and a column for each of the `2^n` coalitions:
//!
//! > minimise ε subject to `v(S) − x(S) ≤ ε w(S)` for every other S, `x(S)` given for some (`x(N)` at least).
//!
//! Its dual is a balanced collection, `Σ λ_S 1_S ∈ span(given)` with `Σ w λ = 1`, that makes `Σ λ_S v(S)`
//! largest; a simplex walks the bases of the dual and asks a scan of all excesses for the coalition to
//! enter. What is small is always exact: the basis (columns of 0 and 1, so machine integers do for any
//! game) and the ratio test. What is large, `2^n` excesses, is computed in `f64` with a bound on its error,
//! and in integers only where that bound leaves a sign open. So nearly every operation is a float's, and
//! every decision is exact.

mod basis;
mod price;
mod programme;
mod sums;
mod worths;

pub use programme::{Measure, Programme, Tight};
pub use worths::Worths;
