//! The one adapter that turns players' numbers into nations' names in any answer of a solver.

use crate::coalition::relabel::Relabelled;
use crate::coalition::{Coalition, Labels, Partition};
use crate::solve::Labelled;
use crate::world::NationCode;
use serde::Deserialize;
use serde::ser::{Serialize, SerializeStruct, Serializer};
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// The gain of one nation over the status quo, basis points of income.
#[derive(Clone, Copy, PartialEq, Debug, serde::Serialize, Deserialize)]
pub struct Gain {
    /// The nation.
    pub nation: NationCode,
    /// Its gain, basis points (0.01 %) of income.
    pub bp: f64,
}

impl fmt::Display for Gain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:+.2} bp", self.nation, self.bp)
    }
}

/// A solver's answer about nations: the answer itself, by [`Deref`], with the names that belong to its
/// numbers.
///
/// `Display` is the solver's text and `Serialize` its JSON, both with names for players, coalitions and
/// structures; vectors with one entry per player are in the order of [`nations`](Self::nations).
/// [`frame`](Self::frame) is the same as a long table.
///
/// ```
/// use comity::prelude::*;
/// use comity::solve::membership::Membership;
/// let study = Study::new(World::northeast_asia_2002())?;
/// let treaties = study.treaties(["PRK", "MNG"], &Menu::only(Package::cooperative()))?;
/// let verdicts = treaties.membership(Membership::default())?;
/// let holds = verdicts[0b11].is_stable(); // the solver's own answer …
/// assert_eq!(verdicts.to_string().contains("{PRK MNG} stable"), holds); // … and its text with names
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, PartialEq, Debug)]
pub struct Named<A> {
    inner: A,
    asked: String,
    codes: Arc<[NationCode]>,
    labels: Labels,
}

impl<A> Named<A> {
    pub(super) fn new(answer: A, nations: &[NationCode]) -> Self {
        let labels = Labels::of(nations.iter().map(NationCode::as_str));
        Named { inner: answer, asked: String::new(), codes: nations.into(), labels }
    }

    /// With this unit of payoffs, e.g. `bp` or `USD bn`.
    ///
    /// ```
    /// use comity::prelude::*;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let treaties = study.treaties(["JPN", "KOR"], &Menu::only(Package::cooperative()))?;
    /// assert_eq!(treaties.name(vec![1.5, -0.5]).in_unit("bp").to_string(), "JPN +1.50 bp, KOR -0.50 bp");
    /// # Ok::<(), comity::Error>(())
    /// ```
    #[must_use]
    pub fn in_unit(self, unit: &'static str) -> Self {
        Named { labels: self.labels.in_unit(unit), ..self }
    }

    /// With these structures for states, and the one that a process starts in.
    pub(super) fn over_structures(self, structures: &[Partition], start: usize) -> Self {
        Named { labels: self.labels.over_structures(structures, start), ..self }
    }

    /// With the question and its conventions, where the answer does not hold them.
    pub(super) fn to(self, question: impl fmt::Display) -> Self {
        Named { asked: question.to_string(), ..self }
    }

    /// The nations, by number of player.
    ///
    /// ```
    /// use comity::prelude::*;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let treaties = study.treaties(["JPN", "KOR"], &Menu::only(Package::cooperative()))?;
    /// assert_eq!(treaties.name(()).nations()[1].as_str(), "KOR");
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn nations(&self) -> &[NationCode] {
        &self.codes
    }

    /// The nations of a coalition.
    ///
    /// ```
    /// use comity::prelude::*;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let treaties = study.treaties(["JPN", "KOR"], &Menu::only(Package::cooperative()))?;
    /// use comity::coalition::Coalition;
    /// assert_eq!(treaties.name(()).members(Coalition::singleton(1)), ["KOR".parse()?]);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn members(&self, coalition: Coalition) -> Vec<NationCode> {
        coalition.players().filter_map(|i| self.codes.get(i).copied()).collect()
    }

    /// Part of the answer with the same names.
    ///
    /// ```
    /// use comity::prelude::*;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let treaties = study.treaties(["JPN", "KOR"], &Menu::only(Package::cooperative()))?;
    /// use comity::coalition::Coalition;
    /// let both = treaties.name(vec![Coalition::grand(2)]);
    /// assert_eq!(both.part(both[0]).to_string(), "{JPN KOR}");
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn part<B>(&self, part: B) -> Named<B> {
        let (codes, labels) = (self.codes.clone(), self.labels.clone());
        Named { inner: part, asked: String::new(), codes, labels }
    }

    /// The answer, to be serialised with names.
    pub(super) fn relabelled(&self) -> Relabelled<'_, A> {
        Relabelled(&self.inner, &self.labels)
    }

    /// The answer with players' numbers.
    ///
    /// ```
    /// use comity::prelude::*;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let treaties = study.treaties(["JPN", "KOR"], &Menu::only(Package::cooperative()))?;
    /// use comity::coalition::Coalition;
    /// assert_eq!(treaties.name(Coalition::grand(2)).into_answer(), Coalition::grand(2));
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn into_answer(self) -> A {
        self.inner
    }
}

impl<A> Deref for Named<A> {
    type Target = A;

    fn deref(&self) -> &A {
        &self.inner
    }
}

impl<'a, A> IntoIterator for &'a Named<A>
where
    &'a A: IntoIterator,
{
    type Item = <&'a A as IntoIterator>::Item;
    type IntoIter = <&'a A as IntoIterator>::IntoIter;

    fn into_iter(self) -> Self::IntoIter {
        self.inner.into_iter()
    }
}

impl<A: Labelled> fmt::Display for Named<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.asked.is_empty() {
            writeln!(f, "{}", self.asked)?;
        }
        self.inner.write(&self.labels, f)
    }
}

impl<A: Serialize> Serialize for Named<A> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut named = serializer.serialize_struct("Named", 4)?;
        named.serialize_field("question", &self.asked)?;
        named.serialize_field("nations", &self.codes[..])?;
        named.serialize_field("unit", &self.labels.unit())?;
        named.serialize_field("answer", &self.relabelled())?;
        named.end()
    }
}
