//! The core of a partition function under a conjecture about the outsiders.

use super::conjecture::{Conjecture, characteristic};
use crate::coalition::{Coalition, Partition};
use crate::error::{Error, Result};
use crate::game::{PartitionFunction, TuGame, Value};
use crate::solve::excess::absolute;
use crate::solve::tu::{Breach, Core, PayoffSet, PayoffVerdict, structure_core};
use num_traits::Signed;
use serde::{Deserialize, Serialize};

/// Whether some payoff keeps the players in a structure, given what deviators expect.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(bound(serialize = "V: Value", deserialize = "V: Value"))]
pub struct PartitionCore<V> {
    /// The conjecture of deviators about the others.
    pub conjecture: Conjecture,
    /// The structure that is to hold.
    pub structure: Partition,
    /// The worth that every coalition expects; of the blocs of the structure, their worth in it.
    pub expected: TuGame<V>,
    /// A bloc that expects more than it is worth in the structure: then no payoff holds it.
    pub overpromised: Option<Coalition>,
    /// The core of `expected` relative to the structure, with its proof: a payoff, or a balanced collection
    /// that asks for too much.
    pub core: Core<V>,
}

impl<V> PartitionCore<V> {
    /// Whether no payoff holds.
    pub fn is_empty(&self) -> bool {
        self.overpromised.is_some() || self.core.is_empty()
    }
}

/// The core of a structure under a conjecture: the γ-core, the δ-core, ….
///
/// With `v^c` the [`characteristic`] function under the conjecture, payoffs with `x(C) = v(C; P)` for the
/// blocs of `P` and `x(S) ≥ v^c(S)` for every coalition `S`. A coalition blocks if it expects *more* than it
/// gets; a bloc of `P` blocks by itself if it expects more than it is worth there (under α and β everybody
/// together may).
///
/// # Errors
/// As [`characteristic`]; a structure of other players.
///
/// # Complexity
/// That of [`characteristic`] and of [`structure_core`].
///
/// # Examples
/// ```
/// use comity::coalition::Partition;
/// use comity::game::PartitionGame;
/// use comity::solve::externalities::{Conjecture, partition_core};
/// // Three Cournot firms: the cartel holds if deviators expect it to break up, not if they expect it to stay.
/// let cournot = PartitionGame::from_fn(3, |p| Ok(vec![1.0 / (p.len() as f64 + 1.0).powi(2); p.len()]))?;
/// assert!(!partition_core(&cournot, Conjecture::Gamma, &Partition::grand(3))?.is_empty());
/// assert!(partition_core(&cournot, Conjecture::Delta, &Partition::grand(3))?.is_empty());
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// P. Chander & H. Tulkens (1997), *IJGT* 26 (the γ-core); S. Hart & M. Kurz (1983), *Econometrica* 51 (δ);
/// L. Á. Kóczy (2018), *Partition Function Form Games*, ch. 5.
pub fn partition_core<V: Value>(
    game: &impl PartitionFunction<V>,
    conjecture: Conjecture,
    structure: &Partition,
) -> Result<PartitionCore<V>> {
    let worths = game.worths(structure)?;
    let mut values = characteristic(game, conjecture)?.into_values();
    let blocs = || structure.blocs().iter().zip(worths.iter());
    let mut largest = V::zero();
    for worth in values.iter().chain(worths.iter()).map(Signed::abs) {
        if worth > largest {
            largest = worth;
        }
    }
    let slack = if V::EXACT { V::zero() } else { largest * V::from_float(1e-10) };
    let more = |bloc: &Coalition, worth: &V| values[bloc.index()].clone() - worth.clone() > slack;
    let overpromised = blocs().find(|(bloc, worth)| more(bloc, worth)).map(|(bloc, _)| *bloc);
    blocs().for_each(|(bloc, worth)| values[bloc.index()] = worth.clone());
    let expected = TuGame::from_values(values)?;
    let core = structure_core(&expected, structure)?;
    Ok(PartitionCore { conjecture, structure: structure.clone(), expected, overpromised, core })
}

/// Whether the outcome `(x, P)` is in the core under a conjecture: no `S` expects `v^c(S) > x(S)`.
///
/// Of the coalitions that block, the one with the largest gain per member is named; of equals that with the
/// lowest mask. Gains count beyond `tolerance` times the largest worth expected.
///
/// # Errors
/// A structure of other players; payoffs of the wrong length, not finite, or that do not share out what each
/// bloc is worth in `structure`, within the tolerance; a negative tolerance.
///
/// # Complexity
/// `O(2^n)` after [`characteristic`].
///
/// # Examples
/// ```
/// use comity::coalition::{Coalition, Partition};
/// use comity::game::PartitionGame;
/// use comity::solve::externalities::{Conjecture, outcome_stability};
/// use comity::solve::tu::Breach;
/// let cournot = PartitionGame::from_fn(3, |p| Ok(vec![1.0 / (p.len() as f64 + 1.0).powi(2); p.len()]))?;
/// let cartel = Partition::grand(3);
/// let verdict = outcome_stability(&cournot, Conjecture::Delta, &cartel, &[1.0 / 12.0; 3], 1e-12)?;
/// let Some(Breach::Blocked { coalition, .. }) = verdict.breach else { panic!() };
/// assert_eq!(coalition, Coalition::singleton(0)); // 1/9 alone against a duopolist
/// # Ok::<(), comity::Error>(())
/// ```
pub fn outcome_stability<V: Value>(
    game: &impl PartitionFunction<V>,
    conjecture: Conjecture,
    structure: &Partition,
    payoff: &[V],
    tolerance: f64,
) -> Result<PayoffVerdict<V>> {
    let n = game.players();
    if payoff.len() != n {
        return Err(Error::Shape {
            what: "payoff".into(),
            expected: format!("{n} players"),
            got: format!("{} values", payoff.len()),
        });
    }
    if let Some(i) = payoff.iter().position(|x| !x.is_finite()) {
        return Err(Error::invalid(format!("player {i}"), "payoff", &payoff[i], "a finite number"));
    }
    let expected = characteristic(game, conjecture)?;
    let slack = absolute(&expected, tolerance)?;
    for (bloc, worth) in structure.blocs().iter().zip(game.worths(structure)?.iter()) {
        let paid = sum(payoff, *bloc);
        if (paid.clone() - worth.clone()).abs() > slack {
            let worth = format!("its worth, {worth}");
            return Err(Error::invalid(format!("bloc {bloc}"), "total payoff", paid, worth));
        }
    }
    Ok(PayoffVerdict {
        payoff: payoff.to_vec(),
        set: PayoffSet::StructureCore(structure.clone()),
        tolerance,
        breach: blocking(&expected, payoff, &slack),
        compared: (1 << n) - 1,
    })
}

/// The coalition with the largest excess per member above `slack`.
fn blocking<V: Value>(expected: &TuGame<V>, payoff: &[V], slack: &V) -> Option<Breach<V>> {
    let mut best: Option<(V, Coalition, V)> = None;
    for coalition in expected.grand_coalition().subsets().filter(|s| !s.is_empty()) {
        let excess = expected.value(coalition).clone() - sum(payoff, coalition);
        if excess > *slack {
            let gain = excess.clone() / V::ratio(coalition.len() as i64, 1);
            if best.as_ref().is_none_or(|(most, ..)| gain > *most) {
                best = Some((gain, coalition, excess));
            }
        }
    }
    best.map(|(_, coalition, excess)| Breach::Blocked { coalition, excess })
}

fn sum<V: Value>(payoff: &[V], coalition: Coalition) -> V {
    coalition.players().fold(V::zero(), |sum, i| sum + payoff[i].clone())
}
