//! A regime that has been checked against its world: members, named nations and payers as numbers, no longer
//! as codes.

use super::{Arrangement, Regime, Term};
use crate::error::{Error, Result, all_valid};
use crate::world::{NationCode, World};
use std::collections::BTreeSet;

/// A regime whose nations are known by their numbers in a world.
#[derive(Debug)]
pub(crate) struct Bound<'a> {
    regime: &'a Regime,
    /// For each arrangement its members, then the nations each term names, then payer and receiver of each
    /// payment.
    numbers: Vec<usize>,
}

/// An arrangement of a bound regime.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BoundArrangement<'a> {
    arrangement: &'a Arrangement,
    pub members: &'a [usize],
    named: &'a [usize],
    parties: &'a [usize],
}

impl Arrangement {
    /// Checks the arrangement against a world.
    ///
    /// # Errors
    /// [`Error::Unknown`] for a nation that is not in the world; [`Error::Invalid`] with every violation:
    /// fewer than two members, one twice, a term or payment that names a non-member or one nation on both
    /// sides, a sanction on a member, a parameter out of range, a missile defence, aid or payment beyond the GDP of
    /// those who pay it.
    ///
    /// ```
    /// use comity::treaty::{Arrangement, Term};
    /// use comity::world::World;
    /// let pact = Arrangement::new("pact", ["JPN", "KOR"])?.with(Term::TariffCut { cut: 1.5 });
    /// let error = pact.check(&World::northeast_asia_2002()).unwrap_err().to_string();
    /// assert_eq!(error, r#"arrangement "pact": cut of "tariffs cut by 150.0 %" is 1.5, allowed: 0..1, below 1 (ad valorem)"#);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn check(&self, world: &World) -> Result<()> {
        bind(self, world, &mut Vec::new())
    }
}

impl Regime {
    /// Checks every arrangement against a world.
    ///
    /// # Errors
    /// As [`Arrangement::check`]; two arrangements of one name between the same members.
    ///
    /// ```
    /// use comity::treaty::Regime;
    /// use comity::world::World;
    /// let world = World::northeast_asia_2002();
    /// Regime::status_quo(&world).check(&world)?;
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn check(&self, world: &World) -> Result<()> {
        self.bind(world).map(|_| ())
    }

    /// Checks every arrangement against a world and numbers its nations.
    ///
    /// # Errors
    /// As [`Regime::check`].
    pub(crate) fn bind(&self, world: &World) -> Result<Bound<'_>> {
        let mut numbers = Vec::with_capacity(16 * self.arrangements().len());
        let mut seen = BTreeSet::new();
        for arrangement in self.arrangements() {
            bind(arrangement, world, &mut numbers)?;
            if !seen.insert((arrangement.name.as_str(), arrangement.members.as_slice())) {
                let allowed = "one of each name and membership";
                return Err(Error::invalid("regime", "arrangement", &arrangement.name, allowed));
            }
        }
        Ok(Bound { regime: self, numbers })
    }
}

/// Checks an arrangement and appends its numbers.
fn bind(a: &Arrangement, world: &World, numbers: &mut Vec<usize>) -> Result<()> {
    let number = |code: NationCode| {
        world.number(code).ok_or_else(|| {
            let kind = format!("nation in arrangement \"{}\"", a.name);
            Error::unknown(kind, code.as_str(), world.codes().map(String::from))
        })
    };
    let start = numbers.len();
    for &code in &a.members {
        numbers.push(number(code)?);
    }
    for code in a.terms.iter().filter(|t| !t.names_members()).flat_map(Term::named) {
        number(code)?;
    }
    all_valid(a.violations())?;
    all_valid(a.overspent(world))?;
    let payments = a.payments.iter().flat_map(|p| [p.from, p.to]);
    for code in a.terms.iter().flat_map(Term::named).chain(payments) {
        let member = a.members.iter().position(|&member| member == code);
        numbers.push(match member {
            Some(k) => numbers[start + k],
            None => number(code)?,
        });
    }
    Ok(())
}

impl Bound<'_> {
    /// The arrangements in force, in the order of the regime.
    pub fn arrangements(&self) -> impl Iterator<Item = BoundArrangement<'_>> {
        let mut rest = self.numbers.as_slice();
        self.regime.arrangements().iter().map(move |arrangement| {
            let mut take = |count: usize| {
                let (first, others) = rest.split_at(count);
                rest = others;
                first
            };
            let members = take(arrangement.members.len());
            let named = take(arrangement.terms.iter().flat_map(Term::named).count());
            let parties = take(2 * arrangement.payments.len());
            BoundArrangement { arrangement, members, named, parties }
        })
    }
}

impl<'a> BoundArrangement<'a> {
    /// The terms, each with the nations it names, in its order.
    pub fn terms(&self) -> impl Iterator<Item = (&'a Term, &'a [usize])> + use<'a> {
        let mut rest = self.named;
        self.arrangement.terms.iter().map(move |term| {
            let (named, others) = rest.split_at(term.named().count());
            rest = others;
            (term, named)
        })
    }

    /// The side payments: payer, receiver, USD bn per year.
    pub fn payments(&self) -> impl Iterator<Item = (usize, usize, f64)> + use<'a> {
        let amounts = self.arrangement.payments.iter().map(|p| p.amount);
        self.parties.chunks_exact(2).zip(amounts).map(|(pair, amount)| (pair[0], pair[1], amount))
    }
}
