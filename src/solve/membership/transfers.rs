//! One treaty with transfers: whether its members can pay each other to stay (potential internal stability).

use super::rules::{Admission, Membership};
use super::treaty::{asked, check};
use crate::coalition::{Coalition, Labels, relabel};
use crate::error::{Error, Result};
use crate::parallel::try_map;
use crate::solve::deviation::Deviation;
use crate::solve::labelled::{Labelled, written_in_numbers};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// The payoff, the free-rider payoff and the transfer of one signatory, in units of payoff.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Share {
    /// The signatory.
    #[serde(serialize_with = "relabel::player")]
    pub player: usize,
    /// `π_i(S)`: its payoff before transfers.
    pub payoff: f64,
    /// `π_i(S∖{i})`: what it would get by free-riding on the others.
    pub free_rider: f64,
    /// `λ_i`: its part of the surplus; those of all signatories sum to 1.
    pub weight: f64,
    /// `π_i(S∖{i}) + λ_i σ(S) − π_i(S)`: what it receives, or pays if negative. All sum to 0.
    pub transfer: f64,
}

/// The almost ideal sharing of a coalition of signatories, and whether they hold against single players once they share
/// so.
///
/// No [`Verdict`](crate::solve::deviation::Verdict): what makes signatories stay is not that a deviation is missing, but
/// that some sharing exists, which the surplus proves.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Sharing {
    /// The signatories.
    pub signatories: Coalition,
    /// The convention at ties; the tolerance is that of a surplus.
    pub convention: Membership,
    /// `σ(S) = Σ_{i∈S} π_i(S) − π_i(S∖{i})`: what is left when every signatory has its free-rider payoff.
    pub surplus: f64,
    /// `Σ_{i∈N} π_i(S)`: what everybody gets, signatory or not.
    pub total: f64,
    /// The almost ideal sharing of the surplus, by signatory.
    pub shares: Vec<Share>,
    /// The accessions of outsiders `j` who would be brought in, by player. The gain is the surplus `σ(S∪{j})`
    /// of the larger treaty, of which `j` gets a part.
    pub joiners: Vec<Deviation<Coalition>>,
}

impl Sharing {
    /// Potentially internally stable: some sharing keeps every signatory in.
    ///
    /// ```
    /// use comity::coalition::Coalition;
    /// use comity::solve::membership::{Membership, transfer_stability};
    /// // A rich player gains 6 from the other's signature, which costs the other 2.
    /// let payoffs = |s: Coalition| Ok(if s.len() == 2 { vec![6.0, -2.0] } else { vec![0.0, 0.0] });
    /// let both = transfer_stability(2, Coalition::grand(2), Membership::open(), &[1.0, 1.0], payoffs)?;
    /// assert!(both.is_potentially_internally_stable() && both.surplus == 4.0);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn is_potentially_internally_stable(&self) -> bool {
        self.signatories.is_empty() || !self.convention.moves(-self.surplus)
    }

    /// Potentially externally stable: no outsider can be brought in by a larger treaty that has a surplus.
    ///
    /// ```
    /// use comity::coalition::Coalition;
    /// use comity::solve::membership::{Membership, transfer_stability};
    /// // A rich player gains 6 from the other's signature, which costs the other 2.
    /// let payoffs = |s: Coalition| Ok(if s.len() == 2 { vec![6.0, -2.0] } else { vec![0.0, 0.0] });
    /// let both = transfer_stability(2, Coalition::grand(2), Membership::open(), &[1.0, 1.0], payoffs)?;
    /// assert!(both.is_potentially_externally_stable()); // there is no outsider
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn is_potentially_externally_stable(&self) -> bool {
        self.joiners.is_empty()
    }

    /// Both: stable under every almost ideal sharing scheme.
    ///
    /// ```
    /// use comity::coalition::Coalition;
    /// use comity::solve::membership::{Membership, transfer_stability};
    /// // A rich player gains 6 from the other's signature, which costs the other 2.
    /// let payoffs = |s: Coalition| Ok(if s.len() == 2 { vec![6.0, -2.0] } else { vec![0.0, 0.0] });
    /// let both = transfer_stability(2, Coalition::grand(2), Membership::open(), &[1.0, 1.0], payoffs)?;
    /// assert!(both.is_stable());
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn is_stable(&self) -> bool {
        self.is_potentially_internally_stable() && self.is_potentially_externally_stable()
    }
}

impl Labelled for Sharing {
    fn write(&self, labels: &Labels, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = if self.is_stable() { "stable" } else { "unstable" };
        let signatories = labels.coalition(self.signatories);
        write!(f, "{signatories} {head} with transfers ({})", self.convention.ties)?;
        write!(f, "; surplus {}", labels.amount(self.surplus))?;
        for share in &self.shares {
            write!(f, "; {} receives {}", labels.player(share.player), labels.amount(share.transfer))?;
        }
        for joiner in &self.joiners {
            let player = joiner.coalition.first().unwrap_or_default();
            let (who, surplus) = (labels.player(player), labels.amount(joiner.least_gain()));
            write!(f, "; {who} joins, leaving a surplus of {surplus}")?;
        }
        Ok(())
    }
}

written_in_numbers!(Sharing);

/// Potential internal and external stability of `signatories`, and the almost ideal sharing of their surplus.
///
/// With `π_i(S)` the payoff of `i` when `S` signs and everybody else stays alone, `S` is *potentially
/// internally stable* if `σ(S) = Σ_{i∈S} [π_i(S) − π_i(S∖{i})] ≥ 0`. Then, and only then, can its members
/// share `Σ_{i∈S} π_i(S)` so that nobody gains by leaving: the *almost ideal sharing scheme* gives each its
/// free-rider payoff `π_i(S∖{i})` and a part `λ_i > 0` of the surplus, whatever the parts. An outsider `j`
/// joins if the larger treaty gives it more than it has, `π_j(S) + λ_j σ(S∪{j}) > π_j(S)`; so `S` is
/// *potentially externally stable* if `σ(S∪{j}) ≤ 0` for every `j ∉ S`. Neither depends on the parts. Both
/// inequalities are strict under [`Ties::Move`](crate::solve::deviation::Ties). The empty treaty has no
/// member to lose.
///
/// In a superadditive game with positive externalities the treaty with the largest `Σ_{i∈N} π_i(S)` among the
/// potentially internally stable ones is stable (Eyckmans & Finus 2004): a surplus in a larger treaty would make
/// that treaty potentially internally stable with a total at least as large.
///
/// `weights` has one positive number for each of the `n` players; `λ` are those of the signatories over their
/// sum. `payoffs(S)` gives `π(S)` for all `n` players, in a unit that can be paid from one to the other.
///
/// # Errors
/// As [`treaty_stability`](super::treaty_stability); exclusive membership; a number of weights other than `n`; a
/// weight that is not positive and finite.
///
/// # Complexity
/// At most `1 + n + s·(n − s)` evaluations, each distinct coalition once, in parallel.
///
/// # Examples
/// ```
/// use comity::coalition::Coalition;
/// use comity::solve::membership::{self, Membership, treaty_stability};
/// // A rich player gains 6 from the other's signature, which costs the other 2: only a payment gets it.
/// let payoffs = |s: Coalition| Ok(if s.len() == 2 { vec![6.0, -2.0] } else { vec![0.0, 0.0] });
/// let both = Coalition::grand(2);
/// assert!(!treaty_stability(2, both, Membership::default(), payoffs)?.is_stable());
/// let verdict = membership::transfer_stability(2, both, Membership::default(), &[1.0, 1.0], payoffs)?;
/// assert!(verdict.is_stable());
/// assert_eq!(verdict.shares[1].transfer, 4.0); // 2 for its cost, and half of the surplus of 4
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// J. Eyckmans & M. Finus (2004), An almost ideal sharing scheme for coalition games with externalities, FEEM
/// Working Paper 155.2004; C. Carraro, J. Eyckmans & M. Finus (2006), Optimal transfers and participation
/// decisions in international environmental agreements, *Review of International Organizations* 1; H.-P.
/// Weikard (2009), Cartel stability under an optimal sharing rule, *Manchester School* 77.
pub fn transfer_stability(
    n: usize,
    signatories: Coalition,
    convention: Membership,
    weights: &[f64],
    payoffs: impl Fn(Coalition) -> Result<Vec<f64>> + Sync,
) -> Result<Sharing> {
    check(n, signatories, convention)?;
    check_open(convention)?;
    check_weights(n, weights)?;
    let larger = signatories.complement(n).players().map(|j| signatories.with(j));
    let mut needed: Vec<Coalition> = std::iter::once(signatories)
        .chain(larger)
        .flat_map(|s| s.players().map(move |i| s.without(i)).chain([s]))
        .collect();
    needed.sort_unstable();
    needed.dedup();
    let rows = try_map(needed.len(), |k| asked(n, needed[k], &payoffs))?;
    let table: BTreeMap<Coalition, Vec<f64>> = needed.into_iter().zip(rows).collect();
    Ok(verdict(n, signatories, convention, weights, |s| &table[&s]))
}

/// The verdict on every coalition of signatories, by mask.
///
/// `payoffs` is asked once for each of the `2^n` coalitions, in parallel.
///
/// # Errors
/// As [`transfer_stability`]; more than 20 players.
///
/// # Complexity
/// `2^n` evaluations, `O(n²·2^n)` time, `8·n·2^n` bytes for the payoffs and as many for the shares.
///
/// # Examples
/// ```
/// use comity::coalition::Coalition;
/// use comity::solve::membership::{Membership, transfer_stability_of_all};
/// // A rich player gains 6 from the other's signature, which costs the other 2.
/// let payoffs = |s: Coalition| Ok(if s.len() == 2 { vec![6.0, -2.0] } else { vec![0.0, 0.0] });
/// let verdicts = transfer_stability_of_all(2, Membership::default(), &[1.0, 1.0], payoffs)?;
/// let stable = verdicts.iter().filter(|verdict| verdict.is_stable()).map(|verdict| verdict.signatories);
/// assert_eq!(stable.collect::<Vec<_>>(), [Coalition::EMPTY, Coalition::grand(2)]);
/// # Ok::<(), comity::Error>(())
/// ```
pub fn transfer_stability_of_all(
    n: usize,
    convention: Membership,
    weights: &[f64],
    payoffs: impl Fn(Coalition) -> Result<Vec<f64>> + Sync,
) -> Result<Vec<Sharing>> {
    const LIMIT: usize = 20;
    check(n, Coalition::EMPTY, convention)?;
    check_open(convention)?;
    check_weights(n, weights)?;
    if n > LIMIT {
        let what = "stability with transfers of all coalitions".into();
        let reason = format!("2^{n} coalitions to evaluate; ask for one coalition's stability instead");
        return Err(Error::TooLarge { what, n, limit: LIMIT, reason });
    }
    let table = try_map(1 << n, |mask| asked(n, Coalition::from_mask(mask as u64), &payoffs))?;
    let row = |s: Coalition| &table[s.index()];
    Ok(Coalition::grand(n).subsets().map(|s| verdict(n, s, convention, weights, row)).collect())
}

/// Members who can be paid have no reason to vote: membership is open.
fn check_open(convention: Membership) -> Result<()> {
    match convention.admission {
        Admission::Open => Ok(()),
        other => Err(Error::invalid("membership with transfers", "admission", other, "open membership")),
    }
}

fn check_weights(n: usize, weights: &[f64]) -> Result<()> {
    if weights.len() != n {
        return Err(Error::Shape {
            what: "weights of the surplus".into(),
            expected: format!("one for each of {n} players"),
            got: format!("{} weights", weights.len()),
        });
    }
    match weights.iter().position(|&w| !(1e-100..=1e100).contains(&w)) {
        Some(i) => {
            Err(Error::invalid(format!("player {i}"), "weight", weights[i], "positive, within 1e±100"))
        }
        None => Ok(()),
    }
}

/// `σ(S)`; 0 for nobody.
fn surplus<'a>(s: Coalition, row: &impl Fn(Coalition) -> &'a Vec<f64>) -> f64 {
    let now = row(s);
    s.players().fold(0.0, |sum, i| sum + (now[i] - row(s.without(i))[i]))
}

fn verdict<'a>(
    n: usize,
    signatories: Coalition,
    convention: Membership,
    weights: &[f64],
    row: impl Fn(Coalition) -> &'a Vec<f64>,
) -> Sharing {
    let now = row(signatories);
    let surplus_now = surplus(signatories, &row);
    let all_weights: f64 = signatories.players().map(|i| weights[i]).sum();
    let share = |player: usize| {
        let (payoff, free_rider) = (now[player], row(signatories.without(player))[player]);
        let weight = weights[player] / all_weights;
        Share { player, payoff, free_rider, weight, transfer: free_rider + weight * surplus_now - payoff }
    };
    let joiners = signatories
        .complement(n)
        .players()
        .map(|player| (player, signatories.with(player)))
        .map(|(player, to)| Deviation::of_player(player, to, surplus(to, &row)))
        .filter(|d| convention.moves(d.least_gain()));
    Sharing {
        signatories,
        convention,
        surplus: surplus_now,
        total: now.iter().sum(),
        shares: signatories.players().map(share).collect(),
        joiners: joiners.collect(),
    }
}
