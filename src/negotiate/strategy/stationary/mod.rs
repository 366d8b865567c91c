//! Exact stationary-equilibrium play.
//!
//! A party accepts what is worth at least its discounted continuation value and proposes the deal that is
//! best for it among those the others accept in this sense; in a stationary subgame-perfect equilibrium these
//! values are consistent. Complete information: the game is solved before the session, by
//! [`solve::bargaining`](crate::solve::bargaining).
//!
//! A. Rubinstein (1982), *Econometrica* 50; D. Baron, J. Ferejohn (1989), *APSR* 83; K. Chatterjee and others
//! (1993), *RES* 60; A. Okada (1996), *GEB* 16; O. Compte, P. Jehiel (2010), The coalitional Nash bargaining
//! solution, *Econometrica* 78.

mod solved;

use crate::coalition::Coalition;
use crate::negotiate::offer::Offer;
use crate::negotiate::party::Strategy;
use crate::negotiate::protocol::{RandomProposer, RejectorProposes, WeightedMajority};
use crate::negotiate::trace::Reason;
use crate::negotiate::view::View;
use rand::RngExt;
use std::any::Any;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Stationary equilibrium play in the game it was solved for; one clone per seat.
///
/// ```
/// use comity::game::TuGame;
/// use comity::negotiate::{domain::TransferableDomain, protocol::RejectorProposes, strategy::Stationary, Session, Settings};
/// // Rubinstein 1982: alternating offers over a pie of 1; the first proposer gets 1/(1 + δ).
/// let pie = TuGame::from_values(vec![0.0, 0.0, 0.0, 1.0])?;
/// let rules = Settings { discounts: vec![0.9], ..Settings::default() };
/// let equilibrium = Stationary::rejector_proposes(&pie, &RejectorProposes::default(), &rules)?;
/// let (domain, protocol) = (TransferableDomain::new(pie), RejectorProposes::default());
/// let trace = Session::new(&domain, &protocol).settings(rules).everybody(|_| equilibrium.clone()).run()?;
/// assert!((trace.payoffs[0] - 10.0 / 19.0).abs() < 1e-12);
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Stationary(Arc<Solved>);

#[derive(Debug)]
struct Solved {
    game: Game,
    /// Expected payoffs at the start.
    values: Vec<f64>,
    /// The play, by the coalition that is still free.
    stages: BTreeMap<Coalition, Stage>,
}

/// The protocol it was solved for.
#[derive(Debug)]
enum Game {
    RandomProposer(RandomProposer),
    RejectorProposes(RejectorProposes),
    Majority(WeightedMajority),
}

#[derive(Debug)]
struct Stage {
    /// The least each party accepts.
    accept: Vec<f64>,
    /// The proposals of each party.
    offers: Vec<Offers>,
}

#[derive(Debug)]
enum Offers {
    /// One of these, with these probabilities; with the rest, if any, it waits.
    Mixed(Vec<(f64, Offer)>),
    /// The pie: partners, each drawn with its probability, as many as these add up to, get the least they
    /// accept, the proposer the rest.
    Votes { partners: Vec<f64>, pie: f64 },
}

impl Stationary {
    fn of(game: Game, values: Vec<f64>, stages: BTreeMap<Coalition, Stage>) -> Self {
        Stationary(Arc::new(Solved { game, values, stages }))
    }

    /// Expected payoffs at the start, before anybody is recognised.
    ///
    /// ```
    /// # use comity::game::TuGame;
    /// # use comity::negotiate::{Settings, protocol::RejectorProposes, strategy::Stationary};
    /// # let pie = TuGame::from_values(vec![0.0, 0.0, 0.0, 1.0])?;
    /// # let rules = Settings { discounts: vec![0.9], ..Settings::default() };
    /// let equilibrium = Stationary::rejector_proposes(&pie, &RejectorProposes::default(), &rules)?;
    /// assert!((equilibrium.values()[0] - 10.0 / 19.0).abs() < 1e-12); // 1/(1 + δ)
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn values(&self) -> &[f64] {
        &self.0.values
    }

    /// The least that a party accepts while all are free.
    ///
    /// ```
    /// # use comity::game::TuGame;
    /// # use comity::negotiate::{Settings, protocol::RejectorProposes, strategy::Stationary};
    /// # let pie = TuGame::from_values(vec![0.0, 0.0, 0.0, 1.0])?;
    /// # let rules = Settings { discounts: vec![0.9], ..Settings::default() };
    /// let equilibrium = Stationary::rejector_proposes(&pie, &RejectorProposes::default(), &rules)?;
    /// assert!((equilibrium.accepts(1).unwrap() - 9.0 / 19.0).abs() < 1e-12); // δ/(1 + δ)
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn accepts(&self, party: usize) -> Option<f64> {
        self.0.stages.last_key_value().and_then(|(_, stage)| stage.accept.get(party).copied())
    }

    /// Proposals of a party while all are free, with probabilities; with the rest to 1 it waits. Empty, too,
    /// where it draws from too many to list.
    pub fn proposals(&self, party: usize) -> &[(f64, Offer)] {
        let stage = self.0.stages.last_key_value().map(|(_, stage)| stage);
        match stage.and_then(|stage| stage.offers.get(party)) {
            Some(Offers::Mixed(offers)) => offers,
            _ => &[],
        }
    }
}

impl Strategy for Stationary {
    fn propose(&mut self, view: &mut View<'_>) -> Option<Offer> {
        let stage = self.0.stages.get(&view.free())?;
        match stage.offers.get(view.party())? {
            Offers::Mixed(offers) => {
                let mut at = view.rng().random::<f64>();
                let drawn = offers.iter().find(|(p, _)| {
                    at -= p;
                    // Probabilities that sum to 1 may fall short of it by rounding.
                    at < 1e-9
                });
                drawn.map(|(_, deal)| deal.clone())
            }
            Offers::Votes { partners, pie } => {
                // Systematic sampling: equidistant points on the line of all probabilities.
                let mut next = view.rng().random::<f64>() * (1.0 - 1e-9);
                let mut line = 0.0;
                let drawn = |&i: &usize| {
                    line += partners[i];
                    let hit = line > next;
                    next += f64::from(u8::from(hit));
                    hit
                };
                let partners = (0..partners.len()).filter(drawn).collect();
                Some(Offer { outcome: 0, payments: divide(*pie, view.party(), partners, &stage.accept) })
            }
        }
    }

    fn respond(&mut self, view: &mut View<'_>, deal: &Offer) -> Result<(), Reason> {
        let stage = self.0.stages.get(&view.free());
        let least = stage.and_then(|stage| stage.accept.get(view.party()).copied());
        let worth = view.worth(deal);
        match least {
            // Payments round; the proposer means exactly the least.
            Some(least) if worth >= least - 1e-9 * (1.0 + least.abs()) => Ok(()),
            Some(_) => Err(Reason::BelowTarget),
            None => view.answer(deal, view.reservation()),
        }
    }

    fn suits(&self, protocol: &dyn Any) -> bool {
        match &self.0.game {
            Game::RandomProposer(own) => protocol.downcast_ref() == Some(own),
            Game::RejectorProposes(own) => protocol.downcast_ref() == Some(own),
            Game::Majority(own) => protocol.downcast_ref() == Some(own),
        }
    }

    fn name(&self) -> String {
        "Stationary".into()
    }
}

/// Side payments that turn equal shares of a pie into its division: partners get what they accept, the
/// proposer the rest.
fn divide(pie: f64, proposer: usize, partners: Coalition, accept: &[f64]) -> Vec<f64> {
    let share = pie / accept.len() as f64;
    let given = |i: usize| if partners.contains(i) { accept[i] } else { 0.0 };
    let mut payments: Vec<f64> = (0..accept.len()).map(|i| given(i) - share).collect();
    payments[proposer] = pie - partners.players().map(given).sum::<f64>() - share;
    payments
}
