//! Superadditivity and the sign of externalities of a partition function.

use crate::coalition::{Coalition, Labels, Partition};
use crate::error::Result;
use crate::game::{PartitionFunction, Value};
use crate::solve::labelled::{Labelled, written_in_numbers};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Two blocs of a structure that merge, and what that does to a worth.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(bound(serialize = "V: Value", deserialize = "V: Value"))]
pub struct Merger<V> {
    /// The structure before.
    pub structure: Partition,
    /// The blocs that merge.
    pub merging: [Coalition; 2],
    /// Whose worth is compared: an outsider's, or that of the merged bloc.
    pub bloc: Coalition,
    /// Its worth before; for the merged bloc the sum of the two.
    #[serde(with = "crate::game::plain")]
    pub before: V,
    /// Its worth after.
    #[serde(with = "crate::game::plain")]
    pub after: V,
}

/// The effects of mergers of two blocs in a game, with the first case of each kind in the order of
/// [`Partition::all`].
///
/// Mergers of several blocs are sequences of these, so the signs hold for them too.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(bound(serialize = "V: Value", deserialize = "V: Value"))]
pub struct Externalities<V> {
    /// A merger that loses worth: the game is superadditive if there is none.
    pub subadditive: Option<Merger<V>>,
    /// A merger that helps an outsider.
    pub positive: Option<Merger<V>>,
    /// A merger that hurts an outsider.
    pub negative: Option<Merger<V>>,
    /// Mergers looked at: all.
    pub mergers: u64,
}

impl<V> Externalities<V> {
    /// `v(S∪T; P_{S+T}) ≥ v(S; P) + v(T; P)` always.
    pub fn is_superadditive(&self) -> bool {
        self.subadditive.is_none()
    }

    /// No merger hurts an outsider (cartels, public goods).
    pub fn is_never_negative(&self) -> bool {
        self.negative.is_none()
    }

    /// No merger helps an outsider (customs unions, arms races).
    pub fn is_never_positive(&self) -> bool {
        self.positive.is_none()
    }
}

impl<V: Value> Labelled for Externalities<V> {
    fn write(&self, labels: &Labels, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kinds = [
            ("a merger that loses worth", &self.subadditive),
            ("a merger that helps an outsider", &self.positive),
            ("a merger that hurts an outsider", &self.negative),
        ];
        for (kind, case) in kinds {
            match case {
                None => writeln!(f, "{kind}: none")?,
                Some(case) => writeln!(f, "{kind}: {}", case.labelled(labels))?,
            }
        }
        write!(f, "(all {} mergers of two blocs)", self.mergers)
    }
}

impl<V: Value> Labelled for Merger<V> {
    fn write(&self, labels: &Labels, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b] = self.merging.map(|bloc| labels.coalition(bloc));
        write!(f, "{a} and {b} in {}", labels.structure(&self.structure))?;
        let [before, after] = [&self.before, &self.after].map(|worth| labels.amount(worth.to_f64()));
        write!(f, ", {} {before} to {after}", labels.coalition(self.bloc))
    }
}

written_in_numbers!(Externalities<V> where [V: Value], Merger<V> where [V: Value]);

/// Superadditivity and externalities of a game, from all its mergers of two blocs.
///
/// # Errors
/// An error of the game.
///
/// # Complexity
/// One pass over the `B(n)` structures, each with all pairs of its blocs: 4 million mergers of 116 thousand
/// structures at n = 10. One thread.
///
/// # Examples
/// ```
/// use comity::game::PartitionGame;
/// use comity::solve::externalities::externalities;
/// // Cournot firms: a merger leaves the others better off.
/// let cournot = PartitionGame::from_fn(3, |p| Ok(vec![1.0 / (p.len() as f64 + 1.0).powi(2); p.len()]))?;
/// let found = externalities(&cournot)?;
/// assert!(found.is_never_negative() && !found.is_never_positive());
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// S.-S. Yi (1997), Stable coalition structures with externalities, *GEB* 20 (signs of externalities); I. E.
/// Hafalir (2007), Efficiency in coalition games with externalities, *GEB* 61 (superadditivity of partition
/// functions).
pub fn externalities<V: Value>(game: &impl PartitionFunction<V>) -> Result<Externalities<V>> {
    let mut found = Externalities { subadditive: None, positive: None, negative: None, mergers: 0 };
    for structure in Partition::all(game.players()) {
        let (before, blocs) = (game.worths(&structure)?, structure.blocs());
        for first in 0..blocs.len() {
            for second in first + 1..blocs.len() {
                found.mergers += 1;
                let union = blocs[first].union(blocs[second]);
                let merged = structure.after_departure(union);
                let after = game.worths(&merged)?;
                for (bloc, worth) in merged.blocs().iter().zip(after.iter()) {
                    let joined = *bloc == union;
                    let then = match structure.position(*bloc) {
                        Some(k) => before[k].clone(),
                        None => before[first].clone() + before[second].clone(),
                    };
                    let case = match () {
                        () if joined && *worth < then => &mut found.subadditive,
                        () if !joined && *worth > then => &mut found.positive,
                        () if !joined && *worth < then => &mut found.negative,
                        () => continue,
                    };
                    case.get_or_insert_with(|| Merger {
                        structure: structure.clone(),
                        merging: [blocs[first], blocs[second]],
                        bloc: *bloc,
                        before: then,
                        after: worth.clone(),
                    });
                }
            }
        }
    }
    Ok(found)
}
