//! The optimal coalition structure: the partition of the players with the greatest total worth.
//!
//! ```text
//! max { v(B₁) + … + v(Bₖ) : B₁, …, Bₖ a partition of the players }
//! ```
//!
//! | question | function |
//! |---|---|
//! | which structure is worth most, and what proves it? | [`StructureSolver::solve`] |
//! | and how far is the search, meanwhile? | [`StructureSolver::solve_with`], [`Bounds`] |
//!
//! Also known as coalition structure generation, complete set partitioning, or winner determination with a
//! bid on every bundle. Any game is accepted: worths may be negative, zero or tied, coalitions of one are
//! ordinary.
//!
//! # Method
//!
//! **Dual prices.** If no coalition is worth more than the prices of its members, `p(S) ≥ v(S)`, no structure
//! is worth more than `Σp`. The least such sum is the linear relaxation of set partitioning; row generation
//! over the [scan](crate::solve::Scan) finds it in a handful of passes. A structure is worth `Σp` less the
//! *deficits* `p(S) − v(S) ≥ 0` of its blocs, so **no coalition with a deficit above the gap between the
//! bound and a known structure can be in an optimal one** (reduced-cost fixing). What survives is few; a
//! depth-first exact cover over it, players with the fewest survivors first, each player's candidates by
//! deficit, finds the cover of least total deficit. The gap is deepened until there is one, and every failed
//! depth lowers the bound.
//!
//! **Dynamic programming** over subsets, `3^(n−1)/2` splits in cache-sized max-plus convolutions, takes over
//! when too many survive (a wide integrality gap), before that has cost more than a few percent of it. In a
//! symmetric game it runs over sizes, in no time.
//!
//! # Ties
//!
//! The value is exactly the greatest `v(B₁) + (v(B₂) + …)` in `f64`, blocs in the order of their lowest
//! member. Of several structures with that value the lexicographically smallest is returned: the one whose
//! first bloc (that of player 0) has the smallest mask; among these, the one that makes the most of the
//! remaining players and then has the smallest second bloc; and so on. Where sums are exact (whole numbers)
//! this is the smallest under `Ord` of [`Partition`](crate::coalition::Partition). Both methods give the same
//! value and structure, bit for bit, on any number of threads. The one exception: where more than 512
//! structures come within rounding of the optimum, the dual method counts all of these as tied, looks for the
//! lexicographically smallest of them, and says in [`smallest`](OptimalStructure::smallest) whether it is
//! known to be the smallest.
//!
//! # Complexity
//!
//! Dual: 3 to 10 passes over `2^n` worths and the search; 10 ms at n = 20, 0.1 s at n = 24, seconds at n = 30
//! on random games of all standard distributions. Dynamic programming: `3^(n−1)/2` steps of about 0.1 ns a
//! thread (0.1 s at n = 20, several seconds at n = 24, minutes at n = 28) whatever the worths. Memory besides
//! the game: the survivors (32 bytes each), and for the dynamic programme as much again as the game: 16 GiB
//! in all at n = 30.
//!
//! # References
//!
//! * D. Yeh (1986), A dynamic programming approach to the complete set partitioning problem, *BIT* 26; M.
//!   Rothkopf, A. Pekeč and R. Harstad (1998), Computationally manageable combinational auctions, *Management
//!   Science* 44: the dynamic programme.
//! * E. Balas and M. Padberg (1976), Set partitioning: a survey, *SIAM Review* 18: the relaxation and its
//!   prices.
//! * T. Rahwan, T. Michalak, M. Wooldridge and N. Jennings (2015), Coalition structure generation: a survey,
//!   *Artificial Intelligence* 229: the problem and the published exact methods.
//! * O. Shehory and S. Kraus (1998), Methods for task allocation via agent coalition formation, *Artificial
//!   Intelligence* 101: coalition structures of agents.

mod control;
mod cover;
mod incumbent;
mod programme;
mod relaxation;
mod solver;
mod subset_dp;
mod symmetric;
mod worth;

pub use control::StopReason;
pub use solver::{Bounds, Method, OptimalStructure, StructureSolver};
