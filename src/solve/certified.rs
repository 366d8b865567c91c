//! Answers that can be checked by other code than that which found them.

use crate::error::{Error, Result};

/// An answer that is checked from the definition of what it claims, by code that shares nothing with the
/// solver.
///
/// `answer.check(question, tolerance)`: the question is what the solver was asked, less what the answer
/// carries itself; of several parts, a tuple. An answer that is wrong fails with the number that is.
///
/// | answer of | question | what is checked |
/// |---|---|---|
/// | [`tu::value`](super::tu::value) | `(&game, &rule)` | the sum over marginal contributions |
/// | [`tu::core`](super::tu::core()), [`tu::structure_core`](super::tu::structure_core) | `&game`, `(&game, &structure)` | every coalition, or the balanced collection |
/// | [`tu::least_core`](super::tu::least_core), [`tu::balancedness`](super::tu::balancedness) | `&game` | both sides of the duality |
/// | [`tu::nucleolus`](super::tu::nucleolus) | `&game` | Kohlberg's criterion, level by level |
/// | [`tu::payoff_stability`](super::tu::payoff_stability) | `&game` | the breach named, or every coalition and pair |
/// | [`tu::runway_fees`](super::tu::runway_fees) | `(&airport, fee)` | additivity; Kohlberg's criterion |
/// | [`bargaining::coalitional_nash`](super::bargaining::coalitional_nash) | `&game` | the conditions of Karush, Kuhn and Tucker |
/// | [`voting::index`](super::voting::index) | `(&game, &index)` | all coalitions; past 24 voters, a fingerprint modulo 2⁶¹ − 1 |
/// | [`StructureSolver::solve`](super::structure::StructureSolver::solve) | `&game` | prices against every coalition, covers by the coalitions left |
/// | [`externalities::characteristic`](super::externalities::characteristic) | `(&game, conjecture)` | every coalition structure |
/// | [`externalities::partition_core`](super::externalities::partition_core), [`externalities::recursive_core`](super::externalities::recursive_core()), [`externalities::externalities`](super::externalities::externalities) | `&game` | expectations, then payoffs and refusals in exact arithmetic |
/// | [`externalities::value`](super::externalities::value) | `(&game, value)` | all orders of arrival; unanimity games |
/// | [`membership::treaty_stability`](super::membership::treaty_stability), [`membership::transfer_stability`](super::membership::transfer_stability) | a function of signatories | every player's switch |
/// | [`membership::structure_stability`](super::membership::structure_stability) | a function of structures | every player's move |
/// | [`membership::sign_up_equilibria`](super::membership::sign_up_equilibria), [`membership::treaty_equilibria`](super::membership::treaty_equilibria) | `&game`, a function of signatories | joint announcements, without any reduction |
/// | [`hedonic::objection`](super::hedonic::objection()) | `(&game, &structure, notion)` | every move, or the one named |
/// | [`hedonic::stable_structures`](super::hedonic::stable_structures) | `&game` | every structure named |
/// | [`hedonic::stability_with_externalities`](super::hedonic::stability_with_externalities) | `&game` | every move, or the one named |
/// | [`deviation::stability`](super::deviation::stability) | `&game` | every coalition's moves, or those named |
/// | [`network::stable_networks`](super::network::stable_networks), [`network::efficient_networks`](super::network::efficient_networks) | `&game` | every network |
/// | [`network::war_stability`](super::network::war_stability) | `(&game,)` | every attack and link |
/// | [`network::balance_of_power`](super::network::balance_of_power()) | `&resources[..]` | every coalition |
/// | [`network::local_minima`](super::network::local_minima) | `&game` | every switch, in exact fractions |
/// | [`bargaining::alternating_offers`](super::bargaining::alternating_offers) | `(&pie, &discounts, next)` | what each accepts and keeps |
/// | [`bargaining::majority_bargaining`](super::bargaining::majority_bargaining) | `&terms` | the cheapest votes, expected payoffs |
/// | [`bargaining::random_proposer`](super::bargaining::random_proposer), [`bargaining::rejector_proposes`](super::bargaining::rejector_proposes) | `(&game, &terms)`, `(&game, &terms, &order)` | every coalition that could be proposed |
/// | [`bargaining::weighted_majority_bargaining`](super::bargaining::weighted_majority_bargaining) | `(&pie, &weights, &quota, &terms)` | the same |
/// | [`farsighted::largest_consistent_set`](super::farsighted::largest_consistent_set) | `&situation` | removals in order, and every move left |
/// | [`farsighted::farsighted_stable_sets`](super::farsighted::farsighted_stable_sets) | `(&situation, improvement)` | internal and external stability |
/// | [`farsighted::verify_profile`](super::farsighted::verify_profile) | `(&process, &profile)` | the value equations, every choice |
/// | [`repeated::self_enforcement`](super::repeated::self_enforcement) | `(&commitment, payoffs while punished)` | the values of keeping, breaking, punishing and sitting out |
///
/// # Examples
/// ```
/// use comity::game::TuGame;
/// use comity::solve::Certified;
/// use comity::solve::tu::{Rule, core, value};
/// let majority = TuGame::from_fn(3, |s| if s.len() >= 2 { 1.0 } else { 0.0 })?;
/// core(&majority)?.check(&majority, 0.0)?; // empty: each pair at weight 1/2 is worth 3/2 > 1
/// let mut shapley = value(&majority, &Rule::Shapley)?;
/// shapley.check((&majority, &Rule::Shapley), 1e-12)?;
/// shapley[0] += 0.1;
/// assert!(shapley.check((&majority, &Rule::Shapley), 1e-12).is_err());
/// # Ok::<(), comity::Error>(())
/// ```
pub trait Certified<Question> {
    /// Checks the answer.
    ///
    /// Floating-point figures that the definition determines may be off by `tolerance`, relative to the
    /// largest worth or payoff of the game where nothing else is said. Exact figures and exact proofs may
    /// not; nor does the convention at ties that an answer carries depend on it.
    ///
    /// # Errors
    /// [`Error::Certificate`] with the claim and the figure that is wrong; [`Error::TooLarge`] where the check
    /// goes through more cases than it can; any error of the game.
    fn check(&self, question: Question, tolerance: f64) -> Result<()>;
}

/// The failure of `claim` for `reason`.
pub(in crate::solve) fn fails(claim: &str, reason: impl Into<String>) -> Error {
    Error::Certificate { claim: claim.into(), reason: reason.into() }
}
