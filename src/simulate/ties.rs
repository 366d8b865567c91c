//! Ties by confidence building and exchange in force.

use crate::error::Result;
use crate::model::{Model, State};
use crate::treaty::Term;
use nalgebra::DMatrix;

/// 1 for each ordered pair that an arrangement in force with citizens' exchange, or `also` with confidence building,
/// holds together; else 0.
pub(crate) fn belief_ties(state: &State, also: bool) -> DMatrix<f64> {
    ties_by(state, |term| match term {
        Term::CitizenExchange { .. } => true,
        Term::ConfidenceBuilding { .. } => also,
        _ => false,
    })
}

/// 1 for each ordered pair that an arrangement in force with such a term holds together; else 0.
pub(crate) fn ties_by(state: &State, ties_up: impl Fn(&Term) -> bool) -> DMatrix<f64> {
    let n = state.nations.len();
    let mut ties = DMatrix::zeros(n, n);
    for a in state.regime.arrangements().iter().filter(|a| a.terms.iter().any(&ties_up)) {
        let members: Vec<usize> =
            a.members.iter().filter_map(|code| state.nations.iter().position(|c| c == code)).collect();
        for &i in &members {
            for &j in members.iter().filter(|&&j| j != i) {
                ties[(i, j)] = 1.0;
            }
        }
    }
    ties
}

/// Log-odds of trust that the aid in force earns its donors, `[(recipient, donor)]`.
pub(crate) fn goodwill(model: &Model, state: &State) -> Result<DMatrix<f64>> {
    let aid = |term: &Term| matches!(term, Term::Aid { .. });
    if state.regime.arrangements().iter().any(|a| a.terms.iter().any(aid)) {
        return model.goodwill(state);
    }
    Ok(DMatrix::zeros(state.nations.len(), state.nations.len()))
}
