//! A regime: the arrangements in force, which may overlap.

use super::{Arrangement, Term};
use crate::keyed;
use crate::world::{NationCode, World};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The set of arrangements in force. A nation may be in many; a partition of the nations is only the
/// special case in which each signs one.
///
/// ```
/// use comity::treaty::Regime;
/// use comity::world::World;
/// let today = Regime::status_quo(&World::northeast_asia_2002());
/// assert_eq!(today.signed_by("USA".parse()?).count(), 6); // the hub
/// assert_eq!(today.signed_by("JPN".parse()?).count(), 1); // a spoke
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Regime {
    #[serde(deserialize_with = "keyed::tables")]
    arrangements: Vec<Arrangement>,
}

impl Regime {
    /// No arrangement at all.
    ///
    /// ```
    /// use comity::treaty::Regime;
    /// assert_eq!(Regime::none().to_string(), "no arrangement in force");
    /// ```
    pub fn none() -> Self {
        Regime::default()
    }

    /// Today's treaties: one bilateral defence pact for each pair of nations between which the world
    /// records an obligation, with the direction that it has.
    ///
    /// ```
    /// use comity::treaty::Regime;
    /// use comity::world::World;
    /// let today = Regime::status_quo(&World::northeast_asia_2002());
    /// assert!(today.arrangements().iter().all(|pact| pact.members.len() == 2));
    /// ```
    pub fn status_quo(world: &World) -> Self {
        let codes: Vec<NationCode> = world.codes().collect();
        let mut regime = Regime::none();
        for i in 0..codes.len() {
            for j in i + 1..codes.len() {
                let mut pact =
                    Arrangement::of(format!("{}–{} pact", codes[i], codes[j]), vec![codes[i], codes[j]]);
                for (o, b) in [(i, j), (j, i)] {
                    if world.is_obliged(o, b) {
                        pact.terms.push(Term::defence(codes[o], codes[b]));
                    }
                }
                if !pact.terms.is_empty() {
                    regime.arrangements.push(pact);
                }
            }
        }
        regime
    }

    /// With one more arrangement in force.
    ///
    /// ```
    /// use comity::treaty::{Arrangement, Regime, Term};
    /// let accord = Arrangement::new("accord", ["JPN", "KOR"])?.with(Term::TariffCut { cut: 0.03 });
    /// assert_eq!(Regime::none().with(accord.clone()).arrangements(), [accord]);
    /// # Ok::<(), comity::Error>(())
    /// ```
    #[must_use]
    pub fn with(mut self, arrangement: Arrangement) -> Self {
        self.arrangements.push(arrangement);
        self
    }

    /// Without the arrangements of this name.
    ///
    /// ```
    /// use comity::treaty::Regime;
    /// use comity::world::World;
    /// let today = Regime::status_quo(&World::northeast_asia_2002());
    /// let before = today.arrangements().len();
    /// assert_eq!(today.without("USA–JPN pact").arrangements().len(), before - 1);
    /// ```
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.arrangements.retain(|a| a.name != name);
        self
    }

    /// The arrangements in force, in the order of signature.
    ///
    /// ```
    /// use comity::treaty::Regime;
    /// assert!(Regime::none().arrangements().is_empty());
    /// ```
    pub fn arrangements(&self) -> &[Arrangement] {
        &self.arrangements
    }

    /// The arrangements that this nation has signed.
    ///
    /// ```
    /// use comity::treaty::Regime;
    /// use comity::world::World;
    /// let today = Regime::status_quo(&World::northeast_asia_2002());
    /// assert_eq!(today.signed_by("MNG".parse()?).count(), 0);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn signed_by(&self, nation: NationCode) -> impl Iterator<Item = &Arrangement> {
        self.arrangements.iter().filter(move |a| a.has_member(nation))
    }
}

impl FromIterator<Arrangement> for Regime {
    fn from_iter<I: IntoIterator<Item = Arrangement>>(arrangements: I) -> Self {
        Regime { arrangements: arrangements.into_iter().collect() }
    }
}

impl fmt::Display for Regime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.arrangements.is_empty() {
            return f.write_str("no arrangement in force");
        }
        for (k, arrangement) in self.arrangements.iter().enumerate() {
            if k > 0 {
                writeln!(f)?;
            }
            write!(f, "{arrangement}")?;
        }
        Ok(())
    }
}
