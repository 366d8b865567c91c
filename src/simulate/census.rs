//! Regimes over many runs: shares, transitions, spells with censoring, first passages.

use super::RegimeKind;
use crate::error::Result;
use crate::frame::{Column, Frame};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Kinds of regimes over years and runs.
///
/// ```
/// use comity::simulate::{RegimeCensus, RegimeKind::{BalanceOfPower, Cooperative}};
/// let mut census = RegimeCensus::default();
/// census.add([BalanceOfPower, BalanceOfPower, Cooperative]);
/// census.add([BalanceOfPower, BalanceOfPower, BalanceOfPower]);
/// assert_eq!(census.shares(Cooperative), [0.0, 0.0, 0.5]);
/// assert_eq!(census.at_end(Cooperative).0, 0.5); // with an interval
/// assert_eq!(census.spells(BalanceOfPower).len(), 2); // one ends after two years, one is cut off by the horizon
/// assert_eq!(census.survival(BalanceOfPower), [(2, 0.5)]);
/// assert_eq!(census.first_passage(Cooperative), [Some(2), None]);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RegimeCensus {
    /// Number of runs.
    runs: u32,
    /// Runs in each kind by year.
    counts: Vec<[u32; KINDS]>,
    /// Changes from a kind to another from one year to the next, stays on the diagonal.
    transitions: [[u32; KINDS]; KINDS],
    spells: Vec<Spell>,
    /// For each run and kind the first year of it.
    passages: Vec<[Option<u32>; KINDS]>,
}

const KINDS: usize = RegimeKind::ALL.len();

/// Consecutive years of one kind of regime.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spell {
    /// Kind.
    pub kind: RegimeKind,
    /// Years.
    pub years: u32,
    /// Whether it ended within the history; else it was cut off by the horizon.
    pub ended: bool,
}

impl RegimeCensus {
    /// Adds a run: its kind in each year, from the year 0.
    pub fn add(&mut self, kinds: impl IntoIterator<Item = RegimeKind>) {
        let kinds: Vec<RegimeKind> = kinds.into_iter().collect();
        self.runs += 1;
        self.counts.resize(self.counts.len().max(kinds.len()), [0; KINDS]);
        let mut passages = [None; KINDS];
        for (year, &kind) in kinds.iter().enumerate() {
            self.counts[year][kind as usize] += 1;
            passages[kind as usize].get_or_insert(year as u32);
        }
        self.passages.push(passages);
        for pair in kinds.windows(2) {
            self.transitions[pair[0] as usize][pair[1] as usize] += 1;
        }
        let spells = kinds.chunk_by(|a, b| a == b).collect::<Vec<_>>();
        for (k, spell) in spells.iter().enumerate() {
            let ended = k + 1 < spells.len();
            self.spells.push(Spell { kind: spell[0], years: spell.len() as u32, ended });
        }
    }

    /// Number of runs.
    pub fn runs(&self) -> u32 {
        self.runs
    }

    /// Share of runs in this kind by year.
    pub fn shares(&self, kind: RegimeKind) -> Vec<f64> {
        let share = |counts: &[u32; KINDS]| {
            f64::from(counts[kind as usize]) / f64::from(counts.iter().sum::<u32>().max(1))
        };
        self.counts.iter().map(share).collect()
    }

    /// The share of runs in this kind in the last year, and its 95 % interval after Wilson.
    pub fn at_end(&self, kind: RegimeKind) -> (f64, (f64, f64)) {
        let (count, all) =
            self.counts.last().map_or((0, 0), |counts| (counts[kind as usize], counts.iter().sum()));
        (f64::from(count) / f64::from(all.max(1)), wilson(count, all))
    }

    /// How often this kind was followed by that one in the next year: count, share of the years of `from` that have
    /// a next one, and its 95 % interval after Wilson. The years of one run are counted as independent.
    pub fn transition(&self, from: RegimeKind, to: RegimeKind) -> (u32, f64, (f64, f64)) {
        let row = &self.transitions[from as usize];
        let (count, all) = (row[to as usize], row.iter().sum::<u32>());
        (count, f64::from(count) / f64::from(all.max(1)), wilson(count, all))
    }

    /// The spells of this kind, run by run.
    pub fn spells(&self, kind: RegimeKind) -> Vec<Spell> {
        self.spells.iter().copied().filter(|spell| spell.kind == kind).collect()
    }

    /// The share of spells of this kind that last longer than `t` years, at each `t` at which one ends: Kaplan and
    /// Meier's estimate, to which spells cut off by the horizon contribute as long as they lasted.
    ///
    /// # References
    /// E. L. Kaplan and P. Meier (1958), Nonparametric estimation from incomplete observations, *JASA* 53, 457–481.
    pub fn survival(&self, kind: RegimeKind) -> Vec<(u32, f64)> {
        let spells = self.spells(kind);
        let mut ends: Vec<u32> = spells.iter().filter(|s| s.ended).map(|s| s.years).collect();
        ends.sort_unstable();
        ends.dedup();
        let mut alive = 1.0;
        ends.into_iter()
            .map(|t| {
                let at_risk = spells.iter().filter(|s| s.years >= t).count();
                let ended = spells.iter().filter(|s| s.ended && s.years == t).count();
                alive *= 1.0 - ended as f64 / at_risk as f64;
                (t, alive)
            })
            .collect()
    }

    /// The first year of this kind in each run; `None` where it never came.
    pub fn first_passage(&self, kind: RegimeKind) -> Vec<Option<u32>> {
        self.passages.iter().map(|passages| passages[kind as usize]).collect()
    }

    /// Runs in which these kinds came for the first time in this order, with the share and its 95 % interval after
    /// Wilson.
    pub fn in_order(&self, kinds: &[RegimeKind]) -> (u32, f64, (f64, f64)) {
        let ordered = |passages: &[Option<u32>; KINDS]| {
            let years: Option<Vec<u32>> = kinds.iter().map(|kind| passages[*kind as usize]).collect();
            years.is_some_and(|years| years.windows(2).all(|w| w[0] < w[1]))
        };
        let count = self.passages.iter().filter(|p| ordered(p)).count() as u32;
        (count, f64::from(count) / f64::from(self.runs.max(1)), wilson(count, self.runs))
    }

    /// A row per year and kind: share of runs and its 95 % interval after Wilson.
    ///
    /// # Errors
    /// None.
    pub fn frame(&self) -> Result<Frame> {
        let mut frame = Frame::new([
            Column::integer("year"),
            Column::text("regime"),
            Column::real("share").decimals(3),
            Column::real("low").decimals(3),
            Column::real("high").decimals(3),
            Column::integer("runs"),
        ])?;
        for (year, counts) in self.counts.iter().enumerate() {
            let all: u32 = counts.iter().sum();
            for kind in RegimeKind::ALL {
                let count = counts[kind as usize];
                let (low, high) = wilson(count, all);
                frame.push([
                    (year as i64).into(),
                    kind.name().into(),
                    (f64::from(count) / f64::from(all.max(1))).into(),
                    low.into(),
                    high.into(),
                    i64::from(all).into(),
                ])?;
            }
        }
        Ok(frame)
    }
}

/// The 95 % interval of a share after Wilson; 0..1 for no observation.
///
/// # References
/// E. B. Wilson (1927), Probable inference, *JASA* 22, 209–212.
fn wilson(count: u32, all: u32) -> (f64, f64) {
    const Z: f64 = 1.959_963_984_540_054;
    if all == 0 {
        return (0.0, 1.0);
    }
    let (n, p) = (f64::from(all), f64::from(count) / f64::from(all));
    let middle = (p + Z * Z / (2.0 * n)) / (1.0 + Z * Z / n);
    let half = Z / (1.0 + Z * Z / n) * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    ((middle - half).max(0.0), (middle + half).min(1.0))
}

impl fmt::Display for RegimeCensus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kinds: Vec<RegimeKind> =
            RegimeKind::ALL.into_iter().filter(|k| self.counts.iter().any(|c| c[*k as usize] > 0)).collect();
        let years = self.counts.len();
        write!(f, "{} runs\n{:<22}", self.runs, "share of runs in year")?;
        let shown: Vec<usize> = (0..years).filter(|t| t % (years / 8).max(1) == 0).collect();
        for t in &shown {
            write!(f, "{t:>7}")?;
        }
        for kind in &kinds {
            let shares = self.shares(*kind);
            write!(f, "\n{kind:<22}")?;
            for t in &shown {
                write!(f, "{:>7.2}", shares[*t])?;
            }
        }
        write!(f, "\n\nfrom one year to the next, 95 % interval")?;
        for from in &kinds {
            for to in kinds.iter().filter(|to| *to != from) {
                let (count, share, (low, high)) = self.transition(*from, *to);
                if count > 0 {
                    write!(f, "\n  {from} → {to}: {share:.3} [{low:.3}, {high:.3}], {count} times")?;
                }
            }
        }
        write!(f, "\n\nspells (Kaplan–Meier: share that lasts longer)")?;
        for kind in &kinds {
            let spells = self.spells(*kind);
            let cut = spells.iter().filter(|s| !s.ended).count();
            write!(f, "\n  {kind}: {} spells, {cut} cut off by the horizon", spells.len())?;
            let survival = self.survival(*kind);
            let median = survival.iter().find(|(_, s)| *s <= 0.5);
            match (survival.last(), median) {
                (None, _) => write!(f, ", none ends")?,
                (Some(_), Some((t, _))) => write!(f, ", half are over after {t} years")?,
                (Some((t, s)), None) => write!(f, ", {s:.2} last longer than {t} years")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::wilson;

    #[test]
    fn wilson_at_published_values() {
        // R. G. Newcombe (1998), Statistics in Medicine 17, table I, method 3: 81/263, 15/148, 0/20, 1/29.
        for (count, all, low, high) in [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ] {
            let (l, h) = wilson(count, all);
            assert!((l - low).abs() < 5e-5 && (h - high).abs() < 5e-5, "{count}/{all}: {l} {h}");
        }
    }
}
