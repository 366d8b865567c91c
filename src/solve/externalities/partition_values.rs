//! Values of games with externalities: extensions of the Shapley value to partition functions.

use super::conjecture::{Conjecture, characteristic};
use crate::coalition::Partition;
use crate::error::{Error, Result};
use crate::game::{PartitionFunction, Value};
use crate::solve::tu::shapley;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A value of games with externalities: an extension of the Shapley value that distributes `v(N; {N})`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartitionValue {
    /// The externality-free value: the Shapley value of `S ↦ v(S; {S} and singletons)`. A player's marginal
    /// contribution is taken before those it leaves behind can react, so every other externality is ignored.
    ExternalityFree,
    /// The value of McQuillin, the extended and generalized Shapley value: the Shapley value of
    /// `S ↦ v(S; {S, N∖S})`. The one extension that is a fixed point of itself; only bilateral structures
    /// count.
    #[serde(rename = "mcquillin")]
    McQuillin,
    /// The value of Myerson, in the balance of his carriers:
    /// `Φ_i = Σ_{(S,P)} (−1)^{|P|−1} (|P|−1)! · [ 1/n − Σ_{T ∈ P∖{S}, i ∉ T} 1 / ((|P|−1)(n − |T|)) ] · v(S; P)`
    /// over all structures `P` and their blocs `S`; with `P = {N}` the inner sum is empty.
    Myerson,
}

impl PartitionValue {
    /// All three.
    pub const ALL: [PartitionValue; 3] =
        [PartitionValue::ExternalityFree, PartitionValue::McQuillin, PartitionValue::Myerson];
}

impl fmt::Display for PartitionValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            PartitionValue::ExternalityFree => "externality-free",
            PartitionValue::McQuillin => "McQuillin",
            PartitionValue::Myerson => "Myerson",
        })
    }
}

/// The value of a game with externalities to each player.
///
/// # Errors
/// As [`characteristic`] under γ (externality-free) and δ (McQuillin); more than 13 players for Myerson's; an
/// error of the game.
///
/// # Complexity
/// `2^n` structures; for Myerson's one pass over the `B(n)` structures, `O(n²)` each. Its terms alternate in sign
/// and reach `(n−1)!`: in `f64` expect to lose some `log₁₀ (n−1)!` digits beyond n = 10; fractions lose none.
///
/// # Examples
/// ```
/// use comity::game::PartitionGame;
/// use comity::solve::Certified;
/// use comity::solve::externalities::{PartitionValue, value};
/// // Three Cournot firms, alike: a third each of what the cartel earns, whatever the value.
/// let cournot = PartitionGame::from_fn(3, |p| Ok(vec![1.0 / (p.len() as f64 + 1.0).powi(2); p.len()]))?;
/// for rule in PartitionValue::ALL {
///     let shares = value(&cournot, rule)?;
///     assert!(shares.iter().all(|x| (x - 0.25 / 3.0_f64).abs() < 1e-12));
///     shares.check((&cournot, rule), 1e-12)?;
/// }
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// G. de Clippel & R. Serrano (2008), Marginal contributions and externalities in the value, *Econometrica*
/// 76, Proposition 1, and K. H. Pham Do & H. Norde (2007), *IGTR* 9 (externality-free); B. McQuillin (2009), The
/// extended and generalized Shapley value, *Journal of Economic Theory* 144; R. B. Myerson (1977), Values of
/// games in partition function form, *IJGT* 6, Theorem 1.
pub fn value<V: Value>(game: &impl PartitionFunction<V>, value: PartitionValue) -> Result<Vec<V>> {
    match value {
        PartitionValue::ExternalityFree => Ok(shapley(&characteristic(game, Conjecture::Gamma)?)),
        PartitionValue::McQuillin => Ok(shapley(&characteristic(game, Conjecture::Delta)?)),
        PartitionValue::Myerson => myerson(game),
    }
}

fn myerson<V: Value>(game: &impl PartitionFunction<V>) -> Result<Vec<V>> {
    let n = game.players();
    if n > 13 {
        let reason = "it sums over every coalition structure".into();
        return Err(Error::TooLarge { what: "Myerson's partition value".into(), n, limit: 13, reason });
    }
    let mut value = vec![V::zero(); n];
    for structure in Partition::all(n) {
        let (blocs, worths) = (structure.blocs(), game.worths(&structure)?);
        let others = blocs.len() as i64 - 1;
        let factorial: i64 = (1..=others).product();
        let sign = V::ratio(if others % 2 == 0 { factorial } else { -factorial }, 1);
        for (s, worth) in blocs.iter().zip(worths.iter()) {
            for (i, value) in value.iter_mut().enumerate() {
                let outside = blocs.iter().filter(|t| *t != s && !t.contains(i));
                let weight = outside.fold(V::ratio(1, n as i64), |weight, t| {
                    weight - V::ratio(1, others * (n - t.len()) as i64)
                });
                *value += sign.clone() * weight * worth.clone();
            }
        }
    }
    Ok(value)
}
