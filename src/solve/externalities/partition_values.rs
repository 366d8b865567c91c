//! Values of games with externalities: extensions of the Shapley value to partition functions.

use super::conjecture::{Conjecture, characteristic};
use crate::coalition::{Labels, Partition};
use crate::error::{Error, Result};
use crate::game::{PartitionFunction, Value};
use crate::solve::labelled::{Labelled, written_in_numbers};
use crate::solve::tu::shapley;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Three values of a game with externalities, one payoff per player in each.
///
/// The players who have not yet joined stand alone, or together, or in either way in the balance of Myerson's
/// carriers. Each value distributes what everybody together is worth.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(bound(serialize = "V: Value", deserialize = "V: Value"))]
pub struct PartitionValues<V> {
    /// The externality-free value, [`externality_free_value`].
    #[serde(with = "crate::game::plain")]
    pub externality_free: Vec<V>,
    /// The value of McQuillin, [`mcquillin_value`].
    #[serde(with = "crate::game::plain")]
    pub mcquillin: Vec<V>,
    /// The value of Myerson, [`myerson_partition_value`].
    #[serde(with = "crate::game::plain")]
    pub myerson: Vec<V>,
}

impl<V: Value> Labelled for PartitionValues<V> {
    fn write(&self, labels: &Labels, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("externality-free, McQuillin, Myerson")?;
        for (i, ((free, mcquillin), myerson)) in
            self.externality_free.iter().zip(&self.mcquillin).zip(&self.myerson).enumerate()
        {
            let [free, mcquillin, myerson] = [free, mcquillin, myerson].map(|x| labels.amount(x.to_f64()));
            write!(f, "\n  {} {free}, {mcquillin}, {myerson}", labels.player(i))?;
        }
        Ok(())
    }
}

written_in_numbers!(PartitionValues<V> where [V: Value]);

/// The externality-free value, that of McQuillin and that of Myerson.
///
/// # Errors
/// As [`myerson_partition_value`] and the others.
///
/// # Complexity
/// That of [`myerson_partition_value`].
///
/// # Examples
/// ```
/// use comity::game::PartitionGame;
/// use comity::solve::externalities::partition_values;
/// // Three Cournot firms, alike: a third each of what the cartel earns, whatever the value.
/// let cournot = PartitionGame::from_fn(3, |p| Ok(vec![1.0 / (p.len() as f64 + 1.0).powi(2); p.len()]))?;
/// let values = partition_values(&cournot)?;
/// assert!(values.myerson.iter().all(|x| (x - 0.25 / 3.0_f64).abs() < 1e-12));
/// # Ok::<(), comity::Error>(())
/// ```
pub fn partition_values<V: Value>(game: &impl PartitionFunction<V>) -> Result<PartitionValues<V>> {
    Ok(PartitionValues {
        externality_free: externality_free_value(game)?,
        mcquillin: mcquillin_value(game)?,
        myerson: myerson_partition_value(game)?,
    })
}

/// The externality-free value: the Shapley value of `S ↦ v(S; {S} and singletons)`.
///
/// A player's marginal contribution is taken before those it leaves behind can react, so every other
/// externality is ignored. Efficient for `v(N; {N})`.
///
/// # Errors
/// As [`characteristic`] under γ.
///
/// # Complexity
/// `2^n` structures.
///
/// # Examples
/// ```
/// use comity::game::PartitionGame;
/// use comity::solve::externalities::externality_free_value;
/// // Two players who are worth 1 each alone and 4 together share the gain.
/// let game = PartitionGame::from_fn(2, |p| Ok(if p.len() == 1 { vec![4.0] } else { vec![1.0, 1.0] }))?;
/// assert_eq!(externality_free_value(&game)?, [2.0, 2.0]);
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// G. de Clippel & R. Serrano (2008), Marginal contributions and externalities in the value, *Econometrica*
/// 76, Proposition 1; K. H. Pham Do & H. Norde (2007), The Shapley value for partition function form games,
/// *IGTR* 9.
pub fn externality_free_value<V: Value>(game: &impl PartitionFunction<V>) -> Result<Vec<V>> {
    Ok(shapley(&characteristic(game, Conjecture::Gamma)?))
}

/// The extended, generalized Shapley value: the Shapley value of `S ↦ v(S; {S, N∖S})`.
///
/// The one extension that is a fixed point of itself; only bilateral structures count.
///
/// # Errors
/// As [`characteristic`] under δ.
///
/// # Complexity
/// `2^n` structures.
///
/// # References
/// B. McQuillin (2009), The extended and generalized Shapley value, *Journal of Economic Theory* 144.
pub fn mcquillin_value<V: Value>(game: &impl PartitionFunction<V>) -> Result<Vec<V>> {
    Ok(shapley(&characteristic(game, Conjecture::Delta)?))
}

/// The value of Myerson (1977) for games in partition function form.
///
/// `Φ_i = Σ_{(S,P)} (−1)^{|P|−1} (|P|−1)! · [ 1/n − Σ_{T ∈ P∖{S}, i ∉ T} 1 / ((|P|−1)(n − |T|)) ] · v(S; P)`
/// over all structures `P` and their blocs `S`; with `P = {N}` the inner sum is empty.
///
/// # Errors
/// More than 13 players, an error of the game.
///
/// # Complexity
/// One pass over the `B(n)` structures, `O(n²)` each. The terms alternate in sign and reach `(n−1)!`: in
/// `f64` expect to lose some `log₁₀ (n−1)!` digits beyond n = 10; fractions lose none.
///
/// # References
/// R. B. Myerson (1977), Values of games in partition function form, *IJGT* 6, Theorem 1.
pub fn myerson_partition_value<V: Value>(game: &impl PartitionFunction<V>) -> Result<Vec<V>> {
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
