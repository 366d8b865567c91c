//! The outcome space: efficiency, solution points, opposition, the zone of possible agreement.

mod frontier;

use super::book::{Book, within};
use super::domain::{Domain, OutcomeNames};
use crate::error::{Error, Result};
use crate::frame::{Column, Frame};
use crate::game::Value;
use frontier::frontier;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::fmt;

/// Euclidean distances of a utility vector to the Pareto frontier and the solution points, each party's
/// utility in units of its range (best minus worst outcome). `None` where the domain has no such point.
///
/// ```
/// use comity::negotiate::{Analysis, domain::ListDomain};
/// let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
/// let distances = Analysis::of(&pie)?.distances(&[3.0, 3.0])?;
/// assert_eq!((distances.pareto, distances.nash), (0.0, Some(0.0)));
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Distances {
    /// To the nearest point of the Pareto frontier.
    pub pareto: f64,
    /// To the Nash point.
    pub nash: Option<f64>,
    /// To the Kalai–Smorodinsky point.
    pub kalai_smorodinsky: Option<f64>,
    /// To the egalitarian point.
    pub egalitarian: Option<f64>,
    /// To the utilitarian point.
    pub utilitarian: Option<f64>,
}

/// Analysis of an outcome space: Pareto frontier, zone of possible agreement, solution points, opposition;
/// for any number of parties, side payments apart.
///
/// With gains `g_i(o) = u_i(o) − r_i` over the reservation values, and over the outcomes in which nobody has
/// `g_i < 0`:
///
/// * *Nash* maximises `Π g_i` (J. Nash 1950);
/// * *Kalai–Smorodinsky* maximises the least `g_i / max g_i`, of equals the next least, and so on (E. Kalai,
///   M. Smorodinsky 1975; lexicographic for more than two parties, H. Imai 1983);
/// * *egalitarian* maximises the least `g_i` in the same way (E. Kalai 1977);
/// * *utilitarian* maximises `Σ u_i`.
///
/// Ties go to the lower index. A party that gains nowhere is left out of the Kalai–Smorodinsky comparison and
/// of the Nash product. All four are `None` where every outcome leaves somebody worse off than no deal.
///
/// ```
/// use comity::negotiate::{Analysis, domain::ListDomain};
/// let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0, 2.0], vec![0.0, 3.0, 4.0, 1.0]])?;
/// let analysis = Analysis::of(&pie)?;
/// assert_eq!(analysis.frontier, [0, 1, 2]);
/// assert_eq!(analysis.nash, Some(1));
/// assert!(analysis.distances(&[2.0, 1.0])?.pareto > 0.5);
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Analysis {
    /// The Pareto frontier: outcomes that no outcome dominates, ascending.
    pub frontier: Vec<usize>,
    /// The zone of possible agreement: outcomes worth its reservation value to each of their members,
    /// ascending.
    pub agreement_zone: Vec<usize>,
    /// The outcome of the Nash point.
    pub nash: Option<usize>,
    /// The outcome of the Kalai–Smorodinsky point.
    pub kalai_smorodinsky: Option<usize>,
    /// The outcome of the egalitarian point.
    pub egalitarian: Option<usize>,
    /// The outcome of the utilitarian point.
    pub utilitarian: Option<usize>,
    /// Opposition: the distance from the utopia in which everybody has its best outcome to the nearest
    /// outcome, as a root mean square over the parties in units of their ranges: 0 (no conflict) to 1.
    ///
    /// T. Baarslag, M. Hendrikx, K. Hindriks, C. Jonker (2013), on the competitiveness of negotiation
    /// domains.
    pub opposition: f64,
    /// `rows[o * n + i]`: utility of outcome `o` for party `i`.
    rows: Vec<f64>,
    ranges: Vec<f64>,
    parties: Vec<String>,
    #[serde(skip)]
    labels: OutcomeNames,
}

impl Analysis {
    /// The analysis of a domain, every outcome evaluated for every party.
    ///
    /// # Errors
    /// A domain that fails, has no outcome, or gives a utility that is not within ±1e290; more than 2^27 utilities in all (a
    /// GiB).
    ///
    /// # Complexity
    /// O(m n) evaluations and memory; time as of the frontier, O(m log m) plus the comparisons with it.
    /// 100,000 outcomes of 5 parties take a fraction of a second.
    ///
    /// ```
    /// # use comity::negotiate::{Analysis, domain::ListDomain};
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// let analysis = Analysis::of(&pie)?;
    /// assert_eq!((analysis.frontier, analysis.nash), (vec![0, 1, 2], Some(1)));
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn of(domain: &dyn Domain) -> Result<Self> {
        let book = Book::open(domain)?;
        let (n, m) = (book.parties, book.outcomes);
        if m == 0 {
            return Err(Error::invalid("domain", "outcomes", m, "at least 1"));
        }
        within(n.saturating_mul(m))?;
        let mut rows = vec![0.0; n * m];
        let (mut best, mut worst) = (Vec::with_capacity(n), Vec::with_capacity(n));
        for i in 0..n {
            let table = book.fill(i)?;
            for (cell, &u) in rows[i..].iter_mut().step_by(n).zip(&table) {
                *cell = u;
            }
            best.push(table.iter().copied().fold(f64::NEG_INFINITY, f64::max));
            worst.push(table.iter().copied().fold(f64::INFINITY, f64::min));
        }
        let reservations = &book.reservations;
        let row = |o: usize| &rows[o * n..][..n];
        let frontier = frontier(&rows, n);
        let ranges: Vec<f64> =
            best.iter().zip(&worst).map(|(b, w)| if b > w { b - w } else { 1.0 }).collect();
        let agreement_zone = (0..m)
            .filter(|&o| domain.members(o).players().all(|i| i < n && row(o)[i] >= reservations[i]))
            .collect();
        // All four points lie on the frontier: what dominates an outcome is better by each criterion, and as
        // acceptable.
        let acceptable =
            frontier.iter().copied().filter(|&o| row(o).iter().zip(reservations).all(|(u, r)| u >= r));
        let gains: Vec<(usize, Vec<f64>)> =
            acceptable.map(|o| (o, row(o).iter().zip(reservations).map(|(u, r)| u - r).collect())).collect();
        let ideal: Vec<f64> = (0..n).map(|i| gains.iter().map(|(_, g)| g[i]).fold(0.0, f64::max)).collect();
        let relative = |g: &[f64]| -> Vec<f64> {
            g.iter().zip(&ideal).filter(|(_, ideal)| **ideal > 0.0).map(|(g, ideal)| g / ideal).collect()
        };
        let sorted = |mut g: Vec<f64>| {
            g.sort_unstable_by(f64::total_cmp);
            g
        };
        let most = |criterion: &dyn Fn(usize, &[f64]) -> Vec<f64>| {
            let mut best: Option<(usize, Vec<f64>)> = None;
            for (o, g) in &gains {
                let score = criterion(*o, g);
                if best.as_ref().is_none_or(|(_, most)| compare(&score, most).is_gt()) {
                    best = Some((*o, score));
                }
            }
            best.map(|(o, _)| o)
        };
        let away = |o: &usize| -> f64 {
            let sum: f64 = (0..n).map(|i| ((best[i] - row(*o)[i]) / ranges[i]).powi(2)).sum();
            (sum / n as f64).sqrt()
        };
        Ok(Analysis {
            nash: most(&|_, g| vec![relative(g).iter().product()]),
            kalai_smorodinsky: most(&|_, g| sorted(relative(g))),
            egalitarian: most(&|_, g| sorted(g.to_vec())),
            utilitarian: most(&|o, _| vec![row(o).iter().sum()]),
            opposition: frontier.iter().map(away).fold(f64::INFINITY, f64::min),
            agreement_zone,
            frontier,
            rows,
            ranges,
            parties: (0..n).map(|i| domain.party_name(i)).collect(),
            labels: domain.outcome_names(),
        })
    }

    fn points(&self) -> [(&'static str, Option<usize>); 4] {
        [
            ("Nash", self.nash),
            ("Kalai–Smorodinsky", self.kalai_smorodinsky),
            ("egalitarian", self.egalitarian),
            ("utilitarian", self.utilitarian),
        ]
    }

    /// The solution points, a row per point and party: `point, outcome, package, party, utility`.
    ///
    /// # Errors
    /// None for the analysis of a domain.
    ///
    /// ```
    /// # use comity::negotiate::{Analysis, domain::ListDomain};
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// assert_eq!(Analysis::of(&pie)?.frame()?.len(), 4 * 2); // points × parties
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn frame(&self) -> Result<Frame> {
        let mut frame = Frame::new([
            Column::text("point"),
            Column::integer("outcome"),
            Column::text("package"),
            Column::text("party"),
            Column::real("utility"),
        ])?;
        for (name, point) in self.points() {
            let Some(o) = point else { continue };
            let package = self.labels.name(o);
            for (party, &u) in self.parties.iter().zip(self.utilities(o)) {
                frame.push([name.into(), o.into(), package.as_str().into(), party.into(), u.into()])?;
            }
        }
        Ok(frame)
    }

    /// Utilities of an outcome for all parties; empty for one that does not exist.
    ///
    /// ```
    /// # use comity::negotiate::{Analysis, domain::ListDomain};
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// let analysis = Analysis::of(&pie)?;
    /// assert_eq!((analysis.utilities(0), analysis.utilities(3)), (&[4.0, 0.0][..], &[][..]));
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn utilities(&self, outcome: usize) -> &[f64] {
        let n = self.ranges.len();
        self.rows.chunks_exact(n.max(1)).nth(outcome).unwrap_or(&[])
    }

    /// Distances of these utilities, side payments counted, to the frontier and the solution points.
    ///
    /// # Errors
    /// Another number of utilities than parties; one that is not finite.
    ///
    /// ```
    /// # use comity::negotiate::{Analysis, domain::ListDomain};
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// let distances = Analysis::of(&pie)?.distances(&[4.0, 0.0])?;
    /// assert!(distances.pareto == 0.0 && distances.nash > Some(0.7));
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn distances(&self, utilities: &[f64]) -> Result<Distances> {
        let n = self.ranges.len();
        if utilities.len() != n {
            let got = utilities.len().to_string();
            return Err(Error::Shape { what: "utilities".into(), expected: format!("{n} parties"), got });
        }
        if let Some(u) = utilities.iter().find(|u| !Value::is_finite(*u)) {
            return Err(Error::invalid("outcome", "utility", u, "a finite number, within ±1e290"));
        }
        let to = |other: &[f64]| -> f64 {
            let parts =
                || utilities.iter().zip(other).zip(&self.ranges).map(|((u, v), range)| (u - v) / range);
            let unit = match parts().fold(0.0, |most: f64, x| most.max(x.abs())) {
                large if large > 1e100 => large, // whose square might be infinite
                _ => 1.0,
            };
            unit * parts().map(|x| (x / unit).powi(2)).sum::<f64>().sqrt()
        };
        let point = |o: Option<usize>| o.map(|o| to(self.utilities(o)));
        Ok(Distances {
            pareto: self.frontier.iter().map(|&o| to(self.utilities(o))).fold(f64::INFINITY, f64::min),
            nash: point(self.nash),
            kalai_smorodinsky: point(self.kalai_smorodinsky),
            egalitarian: point(self.egalitarian),
            utilitarian: point(self.utilitarian),
        })
    }
}

fn compare(a: &[f64], b: &[f64]) -> Ordering {
    a.iter().zip(b).map(|(x, y)| x.total_cmp(y)).find(|o| o.is_ne()).unwrap_or(Ordering::Equal)
}

impl fmt::Display for Analysis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let n = self.ranges.len();
        writeln!(f, "{} outcomes, {} parties", self.rows.len() / n.max(1), n)?;
        writeln!(f, "{:<20}{}", "Pareto-efficient", self.frontier.len())?;
        writeln!(f, "{:<20}{}", "agreement zone", self.agreement_zone.len())?;
        writeln!(f, "{:<20}{:.4}", "opposition", self.opposition)?;
        for (name, point) in self.points() {
            match point {
                None => writeln!(f, "{name:<20}none")?,
                Some(o) => {
                    let utilities: Vec<String> =
                        self.utilities(o).iter().map(|u| format!("{u:.4}")).collect();
                    writeln!(f, "{name:<20}outcome {o} ({})", utilities.join(", "))?;
                }
            }
        }
        Ok(())
    }
}
