//! The core of a partition function under a conjecture about the outsiders.

use super::conjecture::{Conjecture, characteristic};
use crate::coalition::{Coalition, Partition};
use crate::error::{Error, Result};
use crate::game::{PartitionFunction, TuGame, Value};
use crate::solve::tu::{Core, structure_core};
use serde::{Deserialize, Serialize};
use std::fmt;

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
    let overpromised = blocs().find(|(bloc, worth)| values[bloc.index()] > **worth).map(|(bloc, _)| *bloc);
    blocs().for_each(|(bloc, worth)| values[bloc.index()] = worth.clone());
    let expected = TuGame::from_values(values)?;
    let core = structure_core(&expected, structure)?;
    Ok(PartitionCore { conjecture, structure: structure.clone(), expected, overpromised, core })
}

/// A coalition that expects more than it gets.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(bound(serialize = "V: Value", deserialize = "V: Value"))]
pub struct Blocking<V> {
    /// The coalition that would go its own way.
    pub coalition: Coalition,
    /// The worth that it expects under the conjecture.
    #[serde(with = "crate::game::plain")]
    pub expected: V,
    /// The total payoff of its members now.
    #[serde(with = "crate::game::plain")]
    pub paid: V,
    /// The gain of each if the difference is shared equally.
    #[serde(with = "crate::game::plain")]
    pub gain: V,
}

/// Whether an outcome is blocked under a conjecture.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(bound(serialize = "V: Value", deserialize = "V: Value"))]
pub struct OutcomeVerdict<V> {
    /// The conjecture of deviators about the others.
    pub conjecture: Conjecture,
    /// The coalition that gains most per member, if any gains: then the outcome is not in the core.
    pub objection: Option<Blocking<V>>,
    /// Coalitions compared: all `2^n − 1`.
    pub searched: u64,
}

impl<V> OutcomeVerdict<V> {
    /// Whether no coalition blocks.
    pub fn is_stable(&self) -> bool {
        self.objection.is_none()
    }
}

impl<V: fmt::Display> fmt::Display for OutcomeVerdict<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { conjecture, searched, .. } = self;
        match &self.objection {
            None => write!(f, "stable under {conjecture}: none of {searched} coalitions blocks"),
            Some(Blocking { coalition, expected, paid, gain }) => write!(
                f,
                "blocked under {conjecture} by {coalition}: expects {expected}, gets {paid}, {gain} more for each"
            ),
        }
    }
}

/// Whether the outcome `(x, P)` is in the core under a conjecture: no `S` expects `v^c(S) > x(S)`.
///
/// Of the coalitions that block, the one with the largest gain per member is named; of equals that with the
/// lowest mask. `expected` is the [`characteristic`] function under `conjecture`.
///
/// # Errors
/// A structure of other players; payoffs of the wrong length, not finite, or that do not share out what each
/// bloc is worth in `structure`, within `tolerance`.
///
/// # Complexity
/// `O(2^n)` after [`characteristic`].
///
/// # Examples
/// ```
/// use comity::coalition::{Coalition, Partition};
/// use comity::game::PartitionGame;
/// use comity::solve::externalities::{Conjecture, outcome_stability};
/// let cournot = PartitionGame::from_fn(3, |p| Ok(vec![1.0 / (p.len() as f64 + 1.0).powi(2); p.len()]))?;
/// let cartel = Partition::grand(3);
/// let verdict = outcome_stability(&cournot, Conjecture::Delta, &cartel, &[1.0 / 12.0; 3], 1e-12)?;
/// assert_eq!(verdict.objection.unwrap().coalition, Coalition::singleton(0)); // 1/9 alone against a duopolist
/// # Ok::<(), comity::Error>(())
/// ```
pub fn outcome_stability<V: Value>(
    game: &impl PartitionFunction<V>,
    conjecture: Conjecture,
    structure: &Partition,
    payoff: &[V],
    tolerance: V,
) -> Result<OutcomeVerdict<V>> {
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
    for (bloc, worth) in structure.blocs().iter().zip(game.worths(structure)?.iter()) {
        let paid = sum(payoff, *bloc);
        if (paid.clone() - worth.clone()).abs() > tolerance {
            return Err(Error::invalid(
                format!("bloc {bloc}"),
                "total payoff",
                paid,
                format!("its worth, {worth}"),
            ));
        }
    }
    let expected = characteristic(game, conjecture)?;
    let objection = objection(&expected, payoff, &tolerance);
    Ok(OutcomeVerdict { conjecture, objection, searched: (1 << n) - 1 })
}

/// The coalition with the largest excess per member above `tolerance`.
fn objection<V: Value>(expected: &TuGame<V>, payoff: &[V], tolerance: &V) -> Option<Blocking<V>> {
    let mut best: Option<Blocking<V>> = None;
    for coalition in expected.grand_coalition().subsets().filter(|s| !s.is_empty()) {
        let (worth, paid) = (expected.value(coalition).clone(), sum(payoff, coalition));
        let excess = worth.clone() - paid.clone();
        if excess > *tolerance {
            let gain = excess / V::ratio(coalition.len() as i64, 1);
            if best.as_ref().is_none_or(|b| gain > b.gain) {
                best = Some(Blocking { coalition, expected: worth, paid, gain });
            }
        }
    }
    best
}

fn sum<V: Value>(payoff: &[V], coalition: Coalition) -> V {
    coalition.players().fold(V::zero(), |sum, i| sum + payoff[i].clone())
}
