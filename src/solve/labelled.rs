//! Answers that can be written with the labels of players instead of their numbers.

use crate::coalition::{Coalition, Graph, Labels, Partition};
use std::fmt;

/// An answer of a solver, or a part of one, that is written with labels for the players' numbers.
///
/// `Display` of every answer is the same text with numbers for labels.
///
/// ```
/// use comity::coalition::{Coalition, Labels};
/// use comity::solve::Labelled;
/// use comity::solve::membership::{Membership, treaty_stability};
/// // Signatories each pay 3 and give everybody 1 for every signatory.
/// let payoffs = |s: Coalition| {
///     Ok((0..2).map(|i| s.len() as f64 - if s.contains(i) { 3.0 } else { 0.0 }).collect())
/// };
/// let verdict = treaty_stability(2, Coalition::from_mask(0b01), Membership::default(), payoffs)?;
/// let labels = Labels::of(["JPN", "KOR"]).in_unit("bp");
/// let text = verdict.labelled(&labels).to_string();
/// assert_eq!(text, "{JPN} unstable (an indifferent player stays); JPN leaves, gaining +2.00 bp");
/// # Ok::<(), comity::Error>(())
/// ```
pub trait Labelled {
    /// Writes the answer with these labels.
    ///
    /// # Errors
    /// An error of the formatter.
    fn write(&self, labels: &Labels, f: &mut fmt::Formatter<'_>) -> fmt::Result;

    /// The answer as text with these labels.
    fn labelled<'a>(&'a self, labels: &'a Labels) -> impl fmt::Display + 'a {
        WithLabels(self, labels)
    }
}

struct WithLabels<'a, A: ?Sized>(&'a A, &'a Labels);

impl<A: Labelled + ?Sized> fmt::Display for WithLabels<'_, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.write(self.1, f)
    }
}

/// `Display` of answers: with numbers for labels. Generic parameters come after the type, `where [V: Value]`.
macro_rules! written_in_numbers {
    ($($answer:ty $(where [$($generics:tt)*])?),+ $(,)?) => {
        $(impl $(<$($generics)*>)? ::std::fmt::Display for $answer {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::solve::Labelled::write(self, &$crate::coalition::Labels::numbers(), f)
            }
        })+
    };
}
pub(super) use written_in_numbers;

impl Labelled for Coalition {
    fn write(&self, labels: &Labels, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", labels.coalition(*self))
    }
}

impl Labelled for Partition {
    fn write(&self, labels: &Labels, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", labels.structure(self))
    }
}

impl Labelled for Graph {
    fn write(&self, labels: &Labels, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", labels.network(self))
    }
}

/// A state of a process.
impl Labelled for usize {
    fn write(&self, labels: &Labels, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", labels.state(*self))
    }
}

/// One payoff per player.
impl Labelled for Vec<f64> {
    fn write(&self, labels: &Labels, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", labels.amounts(Coalition::grand(self.len()), self))
    }
}

/// Each on its line.
impl<A: Labelled> Labelled for Vec<A> {
    fn write(&self, labels: &Labels, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (k, answer) in self.iter().enumerate() {
            write!(f, "{}{}", if k > 0 { "\n" } else { "" }, answer.labelled(labels))?;
        }
        Ok(())
    }
}

/// Answers about one game, each from its own line on.
impl<A: Labelled, B: Labelled> Labelled for (A, B) {
    fn write(&self, labels: &Labels, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}", self.0.labelled(labels), self.1.labelled(labels))
    }
}

/// Answers about one game, each from its own line on.
impl<A: Labelled, B: Labelled, C: Labelled> Labelled for (A, B, C) {
    fn write(&self, labels: &Labels, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}", self.0.labelled(labels), self.1.labelled(labels))?;
        write!(f, "\n{}", self.2.labelled(labels))
    }
}
