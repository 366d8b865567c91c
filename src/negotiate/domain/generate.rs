//! Random domains with a set level of conflict.

use super::{Issue, LinearDomain, ListDomain, Preference};
use crate::coalition::Coalition;
use crate::error::{Error, Result};
use crate::stream::counted;
use rand::RngExt;
use rand::rngs::ChaCha8Rng;

/// Generator of random domains with a set level of conflict.
///
/// The worth of a value or outcome to party `i` is `√(1−c) · common + √c · (own_i − mean of own)`, with
/// uniform draws, so that utilities correlate by about 1 at conflict `c = 0`, by 0 between, and at `c = 1`
/// are opposed as far as `n` parties can be (they sum to the same for every outcome: −1/(n−1)). Every party's
/// utilities are then scaled to 0..1. The opposition that results is for the
/// [analysis](crate::negotiate::Analysis::opposition) to measure, and to be reported with any
/// result: a domain without conflict is settled by any strategy in the first round.
///
/// ```
/// use comity::negotiate::{Analysis, domain::Generator};
/// let of = |conflict| Generator { parties: 3, conflict, reservation: 0.1, seed: 1 }.list(200);
/// let (aligned, opposed) = (Analysis::of(&of(0.0)?)?, Analysis::of(&of(1.0)?)?);
/// assert!(aligned.opposition < 1e-9 && opposed.opposition > 0.2);
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Generator {
    /// Number of parties, 1 to 63.
    pub parties: usize,
    /// Level of conflict, from 0 (aligned) to 1 (opposed).
    pub conflict: f64,
    /// Reservation value of everybody, on the scale 0..1.
    pub reservation: f64,
    /// Seed; equal seeds give equal domains.
    pub seed: u64,
}

impl Generator {
    /// Most numbers drawn for one domain: 800 MB of them.
    const MAX_DRAWS: usize = 10_000_000;

    fn check(&self, draws: usize) -> Result<ChaCha8Rng> {
        if draws.saturating_mul(self.parties) > Self::MAX_DRAWS {
            let reason = "values or outcomes times parties, all of them held".into();
            return Err(Error::TooLarge {
                what: "random domain".into(),
                n: draws,
                limit: Self::MAX_DRAWS,
                reason,
            });
        }
        if !(1..=Coalition::MAX_PLAYERS).contains(&self.parties) {
            return Err(Error::invalid("generator", "parties", self.parties, "1..=63"));
        }
        if !(0.0..=1.0).contains(&self.conflict) {
            return Err(Error::invalid("generator", "conflict", self.conflict, "0..=1"));
        }
        if !self.reservation.is_finite() {
            return Err(Error::invalid("generator", "reservation", self.reservation, "a finite number"));
        }
        Ok(counted(self.seed, "domain", 0))
    }

    /// One conflict-weighted draw for each party.
    fn draw(&self, rng: &mut ChaCha8Rng) -> Vec<f64> {
        let mut uniform = || 2.0 * rng.random::<f64>() - 1.0;
        let common = (1.0 - self.conflict).sqrt() * uniform();
        let own: Vec<f64> = (0..self.parties).map(|_| uniform()).collect();
        let mean = own.iter().sum::<f64>() / self.parties as f64;
        own.iter().map(|x| common + self.conflict.sqrt() * (x - mean)).collect()
    }

    /// A domain of issues with these numbers of values and linear-additive preferences; everybody signs.
    ///
    /// # Errors
    /// A field out of range, no issue, an issue without values, more than 2³²−1 outcomes.
    ///
    /// ```
    /// use comity::negotiate::{Domain, domain::Generator};
    /// let generator = Generator { parties: 3, conflict: 0.8, reservation: 0.1, seed: 1 };
    /// assert_eq!(generator.issues(&[4, 3])?.outcomes(), 12);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn issues(&self, values: &[usize]) -> Result<LinearDomain> {
        let mut rng = self.check(values.iter().fold(0, |sum, v| sum.saturating_add(*v)))?;
        let name = |what: &str, k: usize| format!("{what} {k}");
        let issues: Vec<Issue> = values
            .iter()
            .enumerate()
            .map(|(k, &count)| Issue {
                name: name("issue", k),
                values: (0..count).map(|v| name("value", v)).collect(),
            })
            .collect();
        let mut parties: Vec<Preference> = (0..self.parties)
            .map(|i| Preference {
                name: name("party", i),
                weights: Vec::new(),
                evaluations: Vec::new(),
                reservation: self.reservation,
                most: None,
            })
            .collect();
        for &count in values {
            let draws: Vec<Vec<f64>> = (0..count).map(|_| self.draw(&mut rng)).collect();
            for (i, party) in parties.iter_mut().enumerate() {
                let (column, range) = unit(draws.iter().map(|d| d[i]).collect());
                party.evaluations.push(column);
                party.weights.push(range);
            }
        }
        for party in &mut parties {
            let total: f64 = party.weights.iter().sum();
            party.weights.iter_mut().for_each(|w| *w /= if total > 0.0 { total } else { 1.0 });
        }
        LinearDomain::new(issues, parties)
    }

    /// A domain of so many outcomes that everybody signs.
    ///
    /// # Errors
    /// A field out of range, no outcome.
    ///
    /// ```
    /// use comity::negotiate::{Domain, domain::Generator};
    /// let generator = Generator { parties: 3, conflict: 0.8, reservation: 0.1, seed: 1 };
    /// assert_eq!(generator.list(50)?.outcomes(), 50);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn list(&self, outcomes: usize) -> Result<ListDomain> {
        let mut rng = self.check(outcomes)?;
        let draws: Vec<Vec<f64>> = (0..outcomes).map(|_| self.draw(&mut rng)).collect();
        let rows = (0..self.parties).map(|i| unit(draws.iter().map(|d| d[i]).collect()).0).collect();
        ListDomain::new(rows)?.with_reservations(vec![self.reservation; self.parties])
    }

    /// A domain of packages, each open to every coalition of at least two: the worth of a package to a member
    /// grows with the share of parties that sign it, and outsiders feel `spillover` times what they would as
    /// members.
    ///
    /// # Errors
    /// A field out of range, more than 16 parties or fewer than 2, no package, a spillover that is not
    /// finite.
    ///
    /// ```
    /// use comity::negotiate::{Domain, domain::Generator};
    /// let generator = Generator { parties: 3, conflict: 0.8, reservation: 0.1, seed: 1 };
    /// assert_eq!(generator.coalitions(2, 0.5)?.outcomes(), 2 * 4); // four coalitions of two or three
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn coalitions(&self, packages: usize, spillover: f64) -> Result<ListDomain> {
        let mut rng = self.check(packages.saturating_mul(1 << self.parties.min(16)))?;
        let n = self.parties;
        if !(2..=16).contains(&n) {
            return Err(Error::invalid("generator", "parties of a coalitional domain", n, "2..=16"));
        }
        if !spillover.is_finite() {
            return Err(Error::invalid("generator", "spillover", spillover, "a finite number"));
        }
        let draws: Vec<Vec<f64>> = (0..packages).map(|_| self.draw(&mut rng)).collect();
        let columns: Vec<Vec<f64>> = (0..n).map(|i| unit(draws.iter().map(|d| d[i]).collect()).0).collect();
        let coalitions: Vec<Coalition> = Coalition::grand(n).subsets().filter(|s| s.len() > 1).collect();
        let each = || (0..packages).flat_map(|p| coalitions.iter().map(move |&s| (p, s)));
        let worth = |i: usize, p: usize, s: Coalition| {
            let full = columns[i][p] * s.len() as f64 / n as f64;
            if s.contains(i) { full } else { spillover * full }
        };
        let rows = (0..n).map(|i| each().map(|(p, s)| worth(i, p, s)).collect()).collect();
        ListDomain::new(rows)?
            .with_members(each().map(|(_, s)| s).collect())?
            .with_packages(each().map(|(p, _)| p).collect())?
            .with_reservations(vec![self.reservation; n])
    }
}

/// Scaled to 0..1, with the range it had.
fn unit(column: Vec<f64>) -> (Vec<f64>, f64) {
    let low = column.iter().copied().fold(f64::INFINITY, f64::min);
    let high = column.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let range = high - low;
    let scale = if range > 0.0 { range } else { 1.0 };
    (column.iter().map(|x| (x - low) / scale).collect(), if range > 0.0 { range } else { 0.0 })
}
