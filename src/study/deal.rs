//! What a negotiation came to: who signed what, and what each nation gains, term by term.

use super::Study;
use crate::coalition::Coalition;
use crate::error::Result;
use crate::game::TuGame;
use crate::negotiate::Trace;
use crate::solve::tu::shapley;
use crate::treaty::{Arrangement, Regime};
use crate::world::NationCode;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The outcome of a negotiation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Deal {
    /// The arrangements signed; none if there was no agreement.
    pub signed: Vec<Arrangement>,
    /// Every nation's gain over the status quo, basis points of income, in the order of the world.
    pub gains: Vec<(NationCode, f64)>,
    /// The gains, term by term; they add up to [`gains`](Self::gains). Left empty beyond ten terms.
    pub by_term: Vec<TermGain>,
    /// Every move.
    pub trace: Trace,
    /// Today's treaties and the arrangements signed.
    regime: Regime,
}

/// What one term of a deal gives each nation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TermGain {
    /// The term, or `signing` for what signature itself costs in sovereignty.
    pub term: String,
    /// Basis points of income, in the order of the world: the Shapley (1953) value of the term in the game
    /// whose players are the terms and whose worth is the nation's utility.
    pub gains: Vec<f64>,
}

impl Deal {
    pub(super) fn new(study: &Study, signed: Vec<Arrangement>, trace: Trace) -> Result<Self> {
        let regime = signed.iter().cloned().fold(study.status_quo().clone(), Regime::with);
        let base: Vec<f64> = study.model().base_outcome().utilities().map(|u| 1e4 * u).collect();
        let with = utilities(study, &regime)?;
        let codes = study.model().world().codes();
        let gains = codes.zip(&with).zip(&base).map(|((c, w), b)| (c, w - b)).collect();
        let by_term = by_term(study, &signed, &base)?;
        Ok(Deal { signed, gains, by_term, trace, regime })
    }

    /// The regime that the deal brings about: today's treaties and what was signed.
    pub fn regime(&self) -> &Regime {
        &self.regime
    }

    /// Whether anything was signed.
    pub fn is_agreement(&self) -> bool {
        !self.signed.is_empty()
    }

    /// Those who signed, each with its gain in basis points of income.
    pub fn signatories(&self) -> Vec<(NationCode, f64)> {
        self.gains.iter().copied().filter(|(c, _)| self.signed.iter().any(|a| a.has_member(*c))).collect()
    }
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
        gains: worth[0].iter().zip(base).map(|(w, b)| w - b).collect(),
    }];
    rows.extend(
        terms.iter().map(|&(k, t)| TermGain { term: signed[k].terms[t].to_string(), gains: Vec::new() }),
    );
    for (i, unsigned) in worth[0].iter().enumerate() {
        let game = TuGame::from_fn(terms.len(), |kept| worth[kept.index()][i] - unsigned)?;
        for (row, value) in rows[1..].iter_mut().zip(shapley(&game)) {
            row.gains.push(value);
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
        for (i, (code, gain)) in self.gains.iter().enumerate() {
            let mark = if self.signed.iter().any(|a| a.has_member(*code)) { "*" } else { " " };
            write!(f, "\n{code:<6}{mark}  {gain:>8.1}")?;
            for row in &self.by_term {
                write!(f, "{:>1$.1}", row.gains[i], width(&row.term))?;
            }
        }
        write!(f, "\n(* signatory; basis points of income against the status quo; terms by Shapley value)")
    }
}
