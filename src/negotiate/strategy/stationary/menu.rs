//! A menu of outcomes without side payments, random proposers.

use super::fixed_point::{Choice, Proposer, solve};
use super::{Offers, Stage, Stationary, next_round, recognition};
use crate::coalition::Coalition;
use crate::error::Result;
use crate::negotiate::book::Book;
use crate::negotiate::deal::Deal;
use crate::negotiate::domain::Domain;
use crate::negotiate::protocol::RandomProposer;
use crate::negotiate::session::Settings;
use std::collections::BTreeMap;

impl Stationary {
    /// The equilibrium over the outcomes of any domain, without side payments, under random proposers where the first deal ends
    /// the session: each proposes its best among the outcomes that all their members accept. Outsiders feel the deal.
    ///
    /// # Errors
    /// A domain that fails; values that do not converge, as where only mixed acceptance is consistent.
    ///
    /// # Complexity
    /// All utilities once, then O(n m) an iteration for m outcomes.
    pub fn menu(domain: &dyn Domain, settings: &Settings) -> Result<Self> {
        let book = Book::open(domain)?;
        let (n, m) = (book.parties, book.outcomes);
        let tables = (0..n).map(|i| book.fill(i)).collect::<Result<Vec<_>>>()?;
        let members: Vec<Coalition> = (0..m).map(|o| domain.members(o)).collect();
        let grand = Coalition::grand(n);
        let accept = |v: &[f64]| -> Vec<f64> {
            (0..n).map(|i| next_round(settings, i, book.reservations[i], v[i])).collect()
        };
        let tolerance = |x: f64| 1e-11 * (1.0 + x.abs());
        let recognised = recognition(settings, n, grand);
        let proposers = |v: &[f64]| {
            let accept = accept(v);
            let accepted =
                |o: usize| members[o].players().all(|i| tables[i][o] >= accept[i] - tolerance(accept[i]));
            let open: Vec<usize> = (0..m)
                .filter(|&o| {
                    members[o].len() >= settings.quorum && members[o].is_subset_of(grand) && accepted(o)
                })
                .collect();
            let each = recognised.iter().enumerate().map(|(j, &probability)| {
                let own = open.iter().filter(|&&o| members[o].contains(j));
                let propose = |&o: &usize| Choice {
                    what: Some(o),
                    net: tables[j][o],
                    payoffs: tables.iter().map(|t| t[o]).collect(),
                };
                let mut choices: Vec<_> = own.map(propose).collect();
                if choices.is_empty() {
                    choices = vec![Choice { what: None, net: accept[j], payoffs: accept.clone() }];
                }
                Proposer { probability, choices }
            });
            each.collect::<Vec<_>>()
        };
        let (values, mixes) =
            solve("stationary equilibrium over a menu", book.reservations.clone(), proposers)?;
        let offers = mixes.into_iter().map(|mix| {
            Offers::Mixed(mix.into_iter().filter_map(|(p, o)| o.map(|o| (p, Deal::of(o)))).collect())
        });
        let stage = Stage { accept: accept(&values), offers: offers.collect() };
        Ok(Self::of(&RandomProposer::default(), values, BTreeMap::from([(grand, stage)])))
    }
}
