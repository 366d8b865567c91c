//! The outcome of a negotiation: arrangements, signatories, and the gain of each nation term by term.

use super::{Gain, Study};
use crate::coalition::Coalition;
use crate::error::Result;
use crate::game::TuGame;
use crate::negotiate::Trace;
use crate::solve::tu::{Rule, value};
use crate::treaty::{Arrangement, Regime};
use crate::world::NationCode;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The outcome of a negotiation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Deal {
    /// The arrangements signed; none if there was no agreement.
    pub signed: Vec<Arrangement>,
    /// The gain of every nation over the status quo, in the order of the world.
    pub gains: Vec<Gain>,
    /// The gains, term by term; they add up to [`gains`](Self::gains). Left empty beyond ten terms.
    pub by_term: Vec<TermGain>,
    /// Every move.
    pub trace: Trace,
    /// Today's treaties and the arrangements signed.
    regime: Regime,
}

/// The part of each nation's gain that is due to one term of a deal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TermGain {
    /// The term, or `signing` for what signature itself costs in sovereignty.
    pub term: String,
    /// The gain of every nation, in the order of the world: the Shapley (1953) value of the term in the game
    /// whose players are the terms and whose worth is the nation's utility.
    pub gains: Vec<Gain>,
}

impl Deal {
    pub(super) fn new(study: &Study, signed: Vec<Arrangement>, trace: Trace) -> Result<Self> {
        let regime = signed.iter().cloned().fold(study.status_quo().clone(), Regime::with);
        let base: Vec<f64> = study.model().base_outcome().utilities().map(|u| 1e4 * u).collect();
        let with = utilities(study, &regime)?;
        let gains = gains(study, with.iter().zip(&base).map(|(with, base)| with - base));
        let by_term = by_term(study, &signed, &base)?;
        Ok(Deal { signed, gains, by_term, trace, regime })
    }

    /// The regime that the deal brings about: today's treaties and the arrangements signed.
    ///
    /// # Examples
    /// ```
    /// use comity::prelude::*;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let talks = Negotiation::proposed_by("JPN").among(["JPN", "KOR", "CHN"]);
    /// let deal = study.negotiate(&talks, 42)?;
    /// println!("{}", study.stability(deal.regime())?);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn regime(&self) -> &Regime {
        &self.regime
    }

    /// Whether anything was signed.
    ///
    /// # Examples
    /// ```
    /// use comity::prelude::*;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let talks = Negotiation::proposed_by("JPN").among(["JPN", "KOR", "CHN"]);
    /// assert!(study.negotiate(&talks, 42)?.is_agreement());
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn is_agreement(&self) -> bool {
        !self.signed.is_empty()
    }

    /// The gains of the signatories.
    ///
    /// # Examples
    /// ```
    /// use comity::prelude::*;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let talks = Negotiation::proposed_by("JPN").among(["JPN", "KOR", "CHN"]);
    /// assert!(study.negotiate(&talks, 42)?.signatories().iter().all(|gain| gain.bp >= 0.0)); // nobody signs a loss
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn signatories(&self) -> Vec<Gain> {
        self.gains.iter().copied().filter(|gain| self.has_signed(gain.nation)).collect()
    }

    fn has_signed(&self, nation: NationCode) -> bool {
        self.signed.iter().any(|a| a.has_member(nation))
    }
}

/// One figure per nation of the world, in basis points.
fn gains(study: &Study, figures: impl Iterator<Item = f64>) -> Vec<Gain> {
    study.model().world().codes().zip(figures).map(|(nation, bp)| Gain { nation, bp }).collect()
}

/// Utilities in basis points.
fn utilities(study: &Study, regime: &Regime) -> Result<Vec<f64>> {
    Ok(study.evaluate(regime)?.utilities().map(|u| 1e4 * u).collect())
}

fn by_term(study: &Study, signed: &[Arrangement], base: &[f64]) -> Result<Vec<TermGain>> {
    const MOST_TERMS: usize = 10;
    let terms: Vec<(usize, usize)> =
        signed.iter().enumerate().flat_map(|(k, a)| (0..a.terms.len()).map(move |t| (k, t))).collect();
    if terms.is_empty() || terms.len() > MOST_TERMS {
        return Ok(Vec::new());
    }
    let worth: Vec<Vec<f64>> = Coalition::grand(terms.len())
        .subsets()
        .map(|kept| {
            let mut part = signed.to_vec();
            part.iter_mut().for_each(|a| a.terms.clear());
            for t in kept.players() {
                let (k, index) = terms[t];
                part[k].terms.push(signed[k].terms[index].clone());
            }
            utilities(study, &part.into_iter().fold(study.status_quo().clone(), Regime::with))
        })
        .collect::<Result<_>>()?;
    let mut rows = vec![TermGain {
        term: "signing".into(),
        gains: gains(study, worth[0].iter().zip(base).map(|(w, b)| w - b)),
    }];
    rows.extend(
        terms.iter().map(|&(k, t)| TermGain { term: signed[k].terms[t].to_string(), gains: Vec::new() }),
    );
    for (i, (nation, unsigned)) in study.model().world().codes().zip(&worth[0]).enumerate() {
        let game = TuGame::from_fn(terms.len(), |kept| worth[kept.index()][i] - unsigned)?;
        for (row, bp) in rows[1..].iter_mut().zip(value(&game, &Rule::Shapley)?) {
            row.gains.push(Gain { nation, bp });
        }
    }
    Ok(rows)
}

impl fmt::Display for Deal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let t = &self.trace;
        if !self.is_agreement() {
            return write!(f, "no deal ({}, {} rounds, ended by {})", t.protocol, t.rounds, t.termination);
        }
        for (arrangement, agreement) in self.signed.iter().zip(&t.agreements) {
            writeln!(
                f,
                "{arrangement}\n  signed in round {} ({}, seed {})",
                agreement.round, t.protocol, t.seed
            )?;
        }
        let width = |text: &str| text.chars().count().max(8) + 2;
        write!(f, "gain bp  {:>8}", "total")?;
        for row in &self.by_term {
            write!(f, "{:>1$}", row.term, width(&row.term))?;
        }
        for (i, Gain { nation, bp }) in self.gains.iter().enumerate() {
            let mark = if self.has_signed(*nation) { "*" } else { " " };
            write!(f, "\n{nation:<6}{mark}  {bp:>8.1}")?;
            for row in &self.by_term {
                let part = row.gains.get(i).map_or(0.0, |gain| gain.bp);
                write!(f, "{part:>0$.1}", width(&row.term))?;
            }
        }
        write!(f, "\n(* signatory; basis points of income against the status quo; terms by Shapley value)")
    }
}
