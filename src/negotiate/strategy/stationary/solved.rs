//! Equilibria of [`solve::bargaining`](crate::solve::bargaining) as strategies.

use super::{Game, Offers, Stage, Stationary, divide};
use crate::coalition::Coalition;
use crate::error::{Error, Result};
use crate::game::TuGame;
use crate::negotiate::book::Book;
use crate::negotiate::domain::{Domain, ListDomain};
use crate::negotiate::offer::Offer;
use crate::negotiate::protocol::{Protocol, RandomProposer, RejectorProposes, WeightedMajority};
use crate::negotiate::settings::Settings;
use crate::solve::bargaining::{self, CoalitionalEquilibrium, Residual, Terms};
use std::collections::BTreeMap;

/// The terms of a session: a breakdown discounts gains, too.
fn terms(settings: &Settings, parties: usize, residual: Residual) -> Terms {
    let mut recognition = vec![0.0; parties];
    let all: Vec<usize> = (0..parties).collect();
    let list = if settings.proposers.is_empty() { &all } else { &settings.proposers };
    for (k, &party) in list.iter().enumerate().filter(|(_, party)| **party < parties) {
        recognition[party] = settings.recognition.get(k).copied().unwrap_or(1.0);
    }
    let discounts = (0..parties).map(|i| settings.discount(i) * (1.0 - settings.breakdown)).collect();
    Terms { recognition, discounts, residual, quorum: settings.quorum }
}

impl Stationary {
    /// An equilibrium over coalitions, each proposal turned into a deal by `deal(proposer, coalition, least
    /// accepted)`.
    fn coalitional(
        game: Game,
        found: CoalitionalEquilibrium,
        deal: impl Fn(usize, Coalition, &[f64]) -> Offer,
    ) -> Self {
        let values = found.values().to_vec();
        let stage = |stage: bargaining::Stage| {
            let offers = stage.proposals.into_iter().enumerate().map(|(j, mix)| {
                Offers::Mixed(mix.into_iter().map(|(q, s)| (q, deal(j, s, &stage.accepts))).collect())
            });
            let offers = offers.collect();
            (stage.free, Stage { offers, accept: stage.accepts })
        };
        Self::of(game, values, found.stages.into_iter().map(stage).collect())
    }

    /// The equilibrium of a game with transferable utility under random proposers
    /// ([`bargaining::random_proposer`]). For a
    /// [`TransferableDomain`](crate::negotiate::domain::TransferableDomain) of the same game.
    ///
    /// # Errors
    /// As the solver: more than 12 parties; values that do not converge.
    ///
    /// ```
    /// use comity::game::TuGame;
    /// use comity::negotiate::{Settings, protocol::RandomProposer, strategy::Stationary};
    /// let pie = TuGame::from_values(vec![0.0, 0.0, 0.0, 1.0])?;
    /// let rules = Settings { discounts: vec![0.9], ..Settings::default() };
    /// let equilibrium = Stationary::random_proposer(&pie, &RandomProposer::default(), &rules)?;
    /// assert!((equilibrium.values()[0] - 0.5).abs() < 1e-9); // either proposes half of the time
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn random_proposer(game: &TuGame, protocol: &RandomProposer, settings: &Settings) -> Result<Self> {
        let found = bargaining::random_proposer(game, &terms(settings, game.players(), protocol.residual))?;
        let played = Game::RandomProposer(*protocol);
        Ok(Self::coalitional(played, found, |j, s, accept| side_payments(game, j, s, accept)))
    }

    /// The equilibrium of a game with transferable utility in which the rejector proposes
    /// ([`bargaining::rejector_proposes`]; with two parties Rubinstein 1982).
    ///
    /// # Errors
    /// As the solver: more than 12 parties; values that do not converge; and somebody who may not propose.
    ///
    /// ```
    /// use comity::game::TuGame;
    /// use comity::negotiate::{Settings, protocol::RejectorProposes, strategy::Stationary};
    /// let pie = TuGame::from_values(vec![0.0, 0.0, 0.0, 1.0])?;
    /// let rules = Settings { discounts: vec![0.5], ..Settings::default() };
    /// let equilibrium = Stationary::rejector_proposes(&pie, &RejectorProposes::default(), &rules)?;
    /// assert!((equilibrium.values()[0] - 2.0 / 3.0).abs() < 1e-9); // Rubinstein 1982
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn rejector_proposes(
        game: &TuGame,
        protocol: &RejectorProposes,
        settings: &Settings,
    ) -> Result<Self> {
        let n = game.players();
        if !settings.proposers.is_empty() && settings.proposers.len() != n {
            let reason = "a rejector that may not propose has no value of its own";
            return Err(Error::undefined("equilibrium with rejectors who propose", reason));
        }
        let order: Vec<usize> =
            if settings.proposers.is_empty() { (0..n).collect() } else { settings.proposers.clone() };
        let found = bargaining::rejector_proposes(game, &terms(settings, n, protocol.residual), &order)?;
        let played = Game::RejectorProposes(*protocol);
        Ok(Self::coalitional(played, found, |j, s, accept| side_payments(game, j, s, accept)))
    }

    /// The equilibrium of dividing a pie by majority under the closed rule
    /// ([`bargaining::majority_bargaining`], with unequal votes
    /// [`bargaining::weighted_majority_bargaining`]). For a [pie](ListDomain::pie) of this size.
    ///
    /// # Errors
    /// As the solver: more than 12 parties with unequal votes, 63 with equal ones; a pie that is not positive
    /// and finite; no convergence. And the open rule; weights or a quota that do not make a vote.
    ///
    /// ```
    /// use comity::negotiate::{Settings, protocol::WeightedMajority, strategy::Stationary};
    /// let rules = Settings { discounts: vec![0.9], ..Settings::default() };
    /// let equilibrium = Stationary::majority(1.0, &WeightedMajority::simple(3), &rules)?;
    /// assert!((equilibrium.accepts(0).unwrap() - 0.3).abs() < 1e-9); // δ/n: Baron & Ferejohn 1989
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn majority(pie: f64, protocol: &WeightedMajority, settings: &Settings) -> Result<Self> {
        let n = protocol.weights.len();
        if protocol.open {
            return Err(Error::undefined("this equilibrium", "it is that of the closed rule"));
        }
        if !(1..=Coalition::MAX_PLAYERS).contains(&n) {
            return Err(Error::invalid("weighted majority", "parties", n, "1..=63"));
        }
        protocol.validate(&ListDomain::pie(n, pie)?, settings)?;
        let terms = terms(settings, n, Residual::Stop);
        let vote = protocol.weights[0];
        if vote > 0.0 && protocol.weights.iter().all(|w| *w == vote) {
            let quota = (protocol.quota / vote).ceil().max(1.0) as usize;
            let found = bargaining::majority_bargaining(pie, quota, &terms)?;
            let offers = found.partners.into_iter().map(|partners| Offers::Votes { partners, pie }).collect();
            let stage = Stage { accept: found.accepts, offers };
            return Ok(Self::of(
                Game::Majority(protocol.clone()),
                found.values,
                BTreeMap::from([(Coalition::grand(n), stage)]),
            ));
        }
        let found = bargaining::weighted_majority_bargaining(pie, &protocol.weights, protocol.quota, &terms)?;
        let deal = |j: usize, s: Coalition, accept: &[f64]| Offer {
            outcome: 0,
            payments: divide(pie, j, s.without(j), accept),
        };
        Ok(Self::coalitional(Game::Majority(protocol.clone()), found, deal))
    }

    /// The equilibrium over the outcomes of any domain, without side payments, under random proposers where
    /// the first deal ends the session ([`bargaining::menu_bargaining`](bargaining::menu_bargaining())).
    /// Outsiders feel the deal.
    ///
    /// # Errors
    /// A domain that fails; values that do not converge, as where only mixed acceptance is consistent.
    ///
    /// ```
    /// use comity::negotiate::{Settings, domain::ListDomain, strategy::Stationary};
    /// let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// let rules = Settings { discounts: vec![0.9], ..Settings::default() };
    /// assert!((Stationary::menu(&pie, &rules)?.values()[0] - 3.0).abs() < 1e-9); // both propose the middle
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn menu(domain: &dyn Domain, settings: &Settings) -> Result<Self> {
        let book = Book::open(domain)?;
        let n = book.parties;
        let tables = (0..n).map(|i| book.fill(i)).collect::<Result<Vec<_>>>()?;
        let members: Vec<Coalition> = (0..book.outcomes).map(|o| domain.members(o)).collect();
        let terms = terms(settings, n, Residual::Stop);
        let found = bargaining::menu_bargaining(&tables, &members, &book.reservations, &terms)?;
        let offers = found
            .proposals
            .into_iter()
            .map(|mix| Offers::Mixed(mix.into_iter().map(|(q, o)| (q, Offer::of(o))).collect()));
        let stage = Stage { offers: offers.collect(), accept: found.accepts };
        let stages = BTreeMap::from([(Coalition::grand(n), stage)]);
        Ok(Self::of(Game::RandomProposer(RandomProposer::default()), found.values, stages))
    }
}

/// The deal that gives everybody else what it accepts, by side payments on equal shares.
fn side_payments(game: &TuGame, proposer: usize, s: Coalition, accept: &[f64]) -> Offer {
    let share = game.value(s) / s.len() as f64;
    let mut payments = vec![0.0; accept.len()];
    for k in s.without(proposer).players() {
        payments[k] = accept[k] - share;
    }
    payments[proposer] = -payments.iter().sum::<f64>();
    Offer { outcome: s.index() - 1, payments }
}
